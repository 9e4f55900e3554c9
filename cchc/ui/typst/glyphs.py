"""Which characters the vendored fonts can print: PDF/A refuses a page with a letter that its fonts lack."""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

# What stands on the paper for a letter that no vendored font has (Chinese, emoji): seen, never dropped.
MISSING = "□"
BREAK = "\u200b"

# A word longer than this is broken anywhere rather than run off the page; a dossier number has 24.
_LONG_WORD = re.compile(r"\S{32,}")


def printable(text: str) -> str:
    """Text from outside in the form in which it can be printed.

    Composed (NFC), as fonts draw Vietnamese; line ends kept, other controls and turns of writing direction
    dropped, so that a paper shows what it holds in the order in which it holds it; unknown letters as □.
    """
    known = covered()
    letters = []
    for letter in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if letter == "\n" or ord(letter) in known:
            letters.append(letter)
        elif letter == "\t":
            letters.append(" ")
        elif unicodedata.category(letter) not in {"Cc", "Cf"}:
            letters.append(MISSING)
    return _LONG_WORD.sub(_breakable, "".join(letters))


@cache
def covered() -> frozenset[int]:
    """The characters that every vendored font has and that can stand anywhere in a line.

    Controls and private ones are left out, and Hebrew, whose points need a dotted ring that the fonts lack.
    """
    sets = [_characters(file.read_bytes()) for file in sorted(FONTS.glob("*.ttf"))]
    return frozenset(c for c in frozenset.intersection(*sets) if _stands(chr(c)))


def _stands(letter: str) -> bool:
    hebrew = unicodedata.name(letter, "").startswith("HEBREW")
    return unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cn", "Cs"} and not hebrew


def _breakable(word: re.Match[str]) -> str:
    """The word with a place to break before each letter; a mark stays with the letter that it stands on."""
    return "".join(letter if unicodedata.combining(letter) else BREAK + letter for letter in word[0])[1:]


def _characters(font: bytes) -> frozenset[int]:
    """The characters of a TrueType font, from format 4 of its `cmap` table (OpenType, "cmap")."""
    tables = struct.unpack(">H", font[4:6])[0]
    places = {font[12 + 16 * n : 16 + 16 * n]: font[20 + 16 * n : 28 + 16 * n] for n in range(tables)}
    (start,) = struct.unpack(">I", places[b"cmap"][:4])
    (count,) = struct.unpack(">H", font[start + 2 : start + 4])
    found: set[int] = set()
    for n in range(count):
        (offset,) = struct.unpack(">I", font[start + 8 + 8 * n : start + 12 + 8 * n])
        found |= _format_4(font, start + offset)
    return frozenset(found)


def _format_4(font: bytes, at: int) -> set[int]:
    form, _length, _language, double = struct.unpack(">4H", font[at : at + 8])
    if form != 4:
        return set()
    segments = double // 2

    def row(place: int, kind: str) -> tuple[int, ...]:
        return struct.unpack(f">{segments}{kind}", font[place : place + double])

    ends = row(at + 14, "H")
    starts = row(at + 16 + double, "H")
    deltas = row(at + 16 + 2 * double, "h")
    ranges = row(at + 16 + 3 * double, "H")
    found = set()
    for n in range(segments):
        for character in range(starts[n], min(ends[n], 0xFFFE) + 1):
            glyph = character
            if ranges[n]:
                place = at + 16 + 3 * double + 2 * n + ranges[n] + 2 * (character - starts[n])
                (glyph,) = struct.unpack(">H", font[place : place + 2])
            if ranges[n] == 0 or glyph:
                glyph = (glyph + deltas[n]) & 0xFFFF
            if glyph:
                found.add(character)
    return found
