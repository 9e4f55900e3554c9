"""A Markdown text: tables with pipes, headings with #, bold and escapes taken off."""

import re
from collections.abc import Iterator

from cchc.steering.plans.readers.text import decoded
from cchc.steering.plans.rules.reading import SourceLine

_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|strong|em|p|div|center|span|sub|sup)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~>])")
_STRONG = re.compile(r"(\*\*\*|\*\*|__|(?<![\w*])\*(?=\S)|(?<![\w_])_(?=\S))(\S(?:.*?\S)?)\1")


def lines(name: str, data: bytes) -> Iterator[SourceLine]:
    """The lines of a Markdown text, from 1. The rule under the head of a table is blank."""
    for number, line in enumerate(decoded(name, data).split("\n"), 1):
        yield _line(number, line.rstrip(" \r"))


def _line(number: int, line: str) -> SourceLine:
    place = f"dòng {number}"
    if _RULE.match(line) and "|" in line:
        return SourceLine(ordinal=number, number=number, place=place, text="")
    if line.lstrip().startswith("|") or len(_PIPE.findall(line)) >= 2:
        inner = line.strip().removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        cells = tuple(bare(_BREAK.sub("\n", cell)).strip() for cell in _PIPE.split(inner))
        return SourceLine(ordinal=number, number=number, place=place, text="\t".join(cells), cells=cells)
    if found := _HEADING.match(line):
        return SourceLine(ordinal=number, number=number, place=place, text=bare(found[2]), level=len(found[1]))
    if "\t" in line.strip():
        cells = tuple(bare(cell).strip() for cell in line.split("\t"))
        return SourceLine(ordinal=number, number=number, place=place, text="\t".join(cells), cells=cells)
    return SourceLine(ordinal=number, number=number, place=place, text=bare(line))


def bare(text: str) -> str:
    """`text` without the signs of Markdown that only say how it looks."""
    text = _TAG.sub("", _BREAK.sub(" ", text).removeprefix("> "))
    bullet = re.match(r"\s*[*+-]\s+", text)
    begun = bullet[0] if bullet else ""
    rest = text[len(begun) :]
    for _ in range(3):
        rest = _STRONG.sub(r"\2", rest)
    return _ESCAPED.sub(r"\1", begun + rest)
