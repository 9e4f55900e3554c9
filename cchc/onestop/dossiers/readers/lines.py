"""A table of past dossiers as lines of cells, read one after the other: xlsx, csv. Nothing is kept."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any
from unicodedata import is_normalized, normalize
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cchc.onestop.dossiers.choices import FAILURES

Cells = list[Any]
Line = tuple[int, Cells]  # the number of the row as a person sees it, and what stands in it
FIRST = 40  # rows among which the headings are looked for
MARKS = ",;\t"
LARGEST_PART, TIGHTEST = 200_000_000, 30  # bytes of a part unpacked; a sheet of 100,000 rows is 60 MB, 8 to 1
_LOCKED = b"\xd0\xcf\x11\xe0"  # a workbook with a password, or of the kind before .xlsx
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1 << 20
# Every letter of Vietnamese beyond ASCII, composed: what a file in Windows-1258 may hold, and nothing else does.
_VIETNAMESE = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
)
csv.field_size_limit(1024 * 1024)


class Unreadable(ValueError):
    """The file as a whole could not be read; its message says why, in the language of who reads it."""

    def __init__(self, kind: str, **parts: str | int) -> None:
        super().__init__(kind)
        self.kind, self.parts = kind, parts

    def __str__(self) -> str:
        return str(FAILURES[self.kind]) % self.parts


@dataclass(frozen=True)
class Sheet:
    """One table of a file: what it is called, and about how many rows it has (0: not known)."""

    name: str
    rows: int
    lines: Iterator[Line]


def sheets(name: str, content: IO[bytes]) -> Iterator[Sheet]:
    """The tables of a file called `name`. Raises Unreadable."""
    lowered = name.lower()
    if lowered.endswith(".xlsx"):
        yield from _workbook(name, content)
    elif lowered.endswith((".csv", ".tsv", ".txt")):
        yield from _text(name, content)
    else:
        raise Unreadable("no_such_kind", file=name)


def _workbook(name: str, content: IO[bytes]) -> Iterator[Sheet]:
    content.seek(0)
    if content.read(len(_LOCKED)) == _LOCKED:
        raise Unreadable("locked", file=name)
    content.seek(0)
    try:
        _refuse_swollen(name, content)
        book = load_workbook(content, read_only=True, data_only=True)
    except Unreadable:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError, ParseError) as fault:
        raise Unreadable("no_workbook", file=name) from fault
    for sheet in book.worksheets:
        told = sheet.max_row or 0
        sheet.reset_dimensions()  # some systems write that a sheet has one row
        yield Sheet(sheet.title, told, _rows(name, sheet))


def _refuse_swollen(name: str, content: IO[bytes]) -> None:
    """What is packed far tighter than tables are would fill the memory; a part holds no more than it says."""
    with zipfile.ZipFile(content) as packed:
        for part in packed.infolist():
            if part.file_size > LARGEST_PART and (
                part.file_size > TIGHTEST * part.compress_size or "sharedstrings" in part.filename.lower()
            ):
                raise Unreadable("swollen", file=name)


def _rows(name: str, sheet: Any) -> Iterator[Line]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_composed(cell) if isinstance(cell, str) else cell for cell in cells]
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, EOFError) as fault:
        raise Unreadable("broken_sheet", file=name, sheet=sheet.title) from fault


def _composed(text: str) -> str:
    plain = text.replace("\x00", "") if "\x00" in text else text  # no text of a database holds it
    return plain if is_normalized("NFC", plain) else normalize("NFC", plain)


def _text(name: str, content: IO[bytes]) -> Iterator[Sheet]:
    encoding, newlines = _encoding(name, content)
    for mark in _marks(content, encoding):  # the likeliest first; whoever asks takes the one with headings
        yield Sheet("", newlines, _csv(name, content, encoding, mark))


def _encoding(name: str, content: IO[bytes]) -> tuple[str, int]:
    """UTF-8 or UTF-16 by their marks, else UTF-8, else Windows-1258 where nothing but Vietnamese stands in it."""
    content.seek(0)
    begins = content.read(4)
    if begins.startswith(_WIDE):
        return "utf-16", _newlines(content)
    if b"\x00" in begins:
        raise Unreadable("no_text", file=name)
    for encoding, fits in (("utf-8-sig", lambda text: True), ("cp1258", _is_vietnamese)):
        if _decodes(content, encoding, fits):
            return encoding, _newlines(content)
    raise Unreadable("unknown_encoding", file=name)


def _decodes(content: IO[bytes], encoding: str, fits: Any) -> bool:
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := content.read(_CHUNK):
            if not fits(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_vietnamese(text: str) -> bool:
    """Whether letters and marks are those of Vietnamese; a mark at the cut between two chunks is let pass."""
    odd = {letter for letter in normalize("NFC", text) if ord(letter) > 127 and letter.isalpha()}
    return odd <= _VIETNAMESE


def _newlines(content: IO[bytes]) -> int:
    content.seek(0)
    found = 0
    while chunk := content.read(_CHUNK):
        found += chunk.count(b"\n")
    return found


def _opened(content: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of a text, without closing what it was read from."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    kept = io.StringIO(newline="")
    rest = ""
    while chunk := content.read(_CHUNK):
        whole = rest + decoder.decode(chunk)
        kept = io.StringIO(whole, newline="")
        lines = list(kept)
        rest = lines.pop() if lines else ""
        yield from lines
    rest += decoder.decode(b"", final=True)
    yield from io.StringIO(rest, newline="")


def _marks(content: IO[bytes], encoding: str) -> list[str]:
    head = "".join(islice(_opened(content, encoding), FIRST))
    return sorted(MARKS, key=head.count, reverse=True)


def _csv(name: str, content: IO[bytes], encoding: str, mark: str) -> Iterator[Line]:
    reader = csv.reader(_opened(content, encoding), delimiter=mark)
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [_composed(cell) for cell in cells]
    except (csv.Error, UnicodeDecodeError) as fault:
        raise Unreadable("broken_text", file=name, row=reader.line_num) from fault
