"""A text: one line is one line, tabs part the cells of a row."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from cchc.steering.plans.readers.unreadable import Unreadable
from cchc.steering.plans.rules.reading import SourceLine

_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MOST_CONTROL = 0.01  # of the signs: more is no text


def decoded(name: str, data: bytes) -> str:
    """The text of a file, its marks joined to their letters. Raises Unreadable where it is no text."""
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Unreadable(f"Tệp {name} không phải là văn bản UTF-8") from fault
    if len(_CONTROL.findall(text[:100_000])) > _MOST_CONTROL * min(len(text), 100_000) + 5:
        raise Unreadable(f"Tệp {name} không phải là văn bản")
    return normalize("NFC", _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))


def lines(name: str, data: bytes) -> Iterator[SourceLine]:
    """The lines of a text, from 1."""
    for number, line in enumerate(decoded(name, data).split("\n"), 1):
        yield SourceLine(
            ordinal=number, number=number, place=f"dòng {number}", text=line.rstrip(),
            cells=tuple(cell.strip() for cell in line.split("\t")) if "\t" in line.strip("\n") else None,
        )  # fmt: skip
