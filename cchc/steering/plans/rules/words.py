"""Vietnamese words as patterns compare them, with every letter where it stood."""

import re
import unicodedata
from functools import cache

_SPACE = re.compile(r"\s+")
_ENDS = tuple(".;:!?…")
_CLOSING = "\"'”’»)]"
_FROM_WORD = re.compile(r"\w+")
_BROKEN = re.compile(r"(?:\d/|[/\d][A-ZĐ]+-|[A-ZĐ]{2,}-)$")


@cache
def _bare(letter: str) -> str:
    """A letter without its marks, in lower case: always one character, so that places stay the same."""
    if letter in "đĐ":
        return "d"
    bare = unicodedata.normalize("NFD", letter)[0].lower()
    return bare if len(bare) == 1 else letter


def plain(text: str) -> str:
    """`text` without marks and capitals, letter by letter: `plain(text)[i]` is `text[i]`."""
    return "".join(map(_bare, text))


def squeezed(text: str) -> str:
    """`text` with runs of white space, line ends among them, as one space."""
    return _SPACE.sub(" ", text.replace("\u00a0", " ")).strip()


def ends_a_sentence(text: str) -> bool:
    """Whether nothing has to follow: the last sign, closing quotes and brackets aside, ends a sentence."""
    return text.rstrip().rstrip(_CLOSING).endswith(_ENDS) or text.rstrip().endswith("/.")


def is_capitals(text: str) -> bool:
    """Whether the letters of `text` are capitals, as in the titles of parts."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 1 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)


def begins_small(text: str) -> bool:
    """Whether the first letter is a small one."""
    first = next((letter for letter in text if letter.isalpha()), "")
    return first.islower()


def begins_with_abbreviation(text: str) -> bool:
    """Whether the first word is one of capitals alone: a sentence seldom begins so."""
    first = _FROM_WORD.match(text.strip())
    return first is not None and len(first[0]) >= 2 and first[0].isupper() and not is_capitals(text)


def glued(text: str, rest: str) -> str:
    """Two parts of a line that was broken: with a space, but not inside the number of a document ("NĐ-" "CP")."""
    if not text or not rest:
        return text or rest
    inside = _BROKEN.search(text) and rest[0].isalnum()
    return f"{text}{rest}" if inside else f"{text} {rest}"
