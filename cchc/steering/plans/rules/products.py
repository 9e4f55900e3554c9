"""The products of one cell: numbered ones, listed ones, ones joined by semicolons."""

import re

from cchc.steering.plans.rules.words import plain, squeezed

_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})[.)]\s*(?=[^\W\d])")
_BULLETED = re.compile(r"(?:^|\n)\s*[-–+•*]\s+")
_BULLET = re.compile(r"^[-–+•*]\s*")
_QUOTED_LENGTH = 25


def products(cell: str, beside: str = "") -> tuple[str, ...]:
    """The products in `cell`. `beside` is the task's text: a title that it repeats is not parted at its
    semicolons.
    """
    text = cell.strip()
    if not text:
        return ()
    numbered = _by_numbers(text)
    if numbered:
        return numbered
    pieces = re.split(r"\n+", text) if _BULLETED.search(text) or _lines_are_whole(text) else [text]
    found = [
        part for piece in pieces for part in _by_semicolons(_BULLET.sub("", squeezed(piece)), squeezed(beside))
    ]
    return tuple(part for part in (part.strip(" ;") for part in found) if part)


def _by_numbers(text: str) -> tuple[str, ...]:
    """1. … 2. … 3. …: only where they count up from one."""
    marks, wanted = [], 1
    for found in _NUMBERED.finditer(text):
        if int(found[1]) == wanted:
            marks.append(found)
            wanted += 1
    if len(marks) < 2 or marks[0].start() != 0:
        return ()
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return tuple(squeezed(text[mark.end() : end]).strip(" ;") for mark, end in zip(marks, ends, strict=True))


def _lines_are_whole(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(line.endswith((".", ";")) for line in lines[:-1]) and all(
        line[0].isupper() or not line[0].isalpha() for line in lines
    )  # fmt: skip


def _by_semicolons(text: str, beside: str) -> list[str]:
    parts, start = [], 0
    for found in re.finditer(r";\s+", text):
        if text.count("(", start, found.start()) > text.count(")", start, found.start()):
            continue
        if beside and _repeated(text, found.start(), found.end(), beside):
            continue
        parts.append(text[start : found.start()])
        start = found.end()
    return [*parts, text[start:]]


def _repeated(text: str, start: int, end: int, beside: str) -> bool:
    """Whether the words around a semicolon stand in the task too: a title that is quoted."""
    around = plain(text[max(0, start - _QUOTED_LENGTH) : end + _QUOTED_LENGTH])
    return len(around) > _QUOTED_LENGTH and around in plain(beside)
