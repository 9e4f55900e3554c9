"""A Word document: its paragraphs and the rows of its tables in order, with the numbers that Word counts itself.

The XML is read with lxml, without entities and without anything from outside the file.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from cchc.steering.plans.readers.numbering import Numbering, level_of_style
from cchc.steering.plans.readers.unreadable import Unreadable
from cchc.steering.plans.readers.wordxml import W, attribute, parsed
from cchc.steering.plans.rules.reading import SourceLine

# What zipfile lets through of a broken package.
_BROKEN = (KeyError, ValueError, OSError, NotImplementedError, EOFError, RuntimeError)
_DEEPEST = 40  # tables in tables
LEVEL_OF_BOLD = 6  # under every numbered heading and style of headings


def lines(name: str, data: bytes) -> Iterator[SourceLine]:
    """Paragraphs and rows, from 1: each paragraph outside a table and each row of a table counts one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = parsed(package.read("word/document.xml"))
            numbering = Numbering.of(package)
    except (zipfile.BadZipFile, zlib.error, *_BROKEN) as fault:
        raise Unreadable(f"Tệp {name} không phải là tệp Word .docx hoặc đã hỏng") from fault
    body = main.find(f"{W}body")
    if body is None:
        raise Unreadable(f"Tệp {name} không có nội dung")
    stream = _Stream(numbering)
    yield from stream.blocks(body, 0)


@dataclass
class _Stream:
    """Counts what it gives."""

    numbering: Numbering
    count: int = 0
    tables: int = 0
    covered_from: dict[int, bool] = field(default_factory=dict)

    def blocks(self, parent: Any, depth: int) -> Iterator[SourceLine]:
        """The blocks of the body, in order; what Word keeps around them is looked through."""
        if depth > _DEEPEST:
            return
        for block in parent.iterchildren():
            if block.tag == f"{W}p":
                yield from self._paragraph(block)
            elif block.tag == f"{W}tbl":
                self.tables += 1
                yield from self._table(block)
            elif block.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag"):
                yield from self.blocks(block, depth + 1)

    def _paragraph(self, paragraph: Any) -> Iterator[SourceLine]:
        text = self.numbering.mark(paragraph) + text_of(paragraph)
        level = level_of_style(self.numbering.style_of(paragraph)) or _level_by_weight(paragraph, text)
        pieces = text.split("\n") if "\n" in text else [text]
        for piece in pieces:
            self.count += 1
            cells = tuple(cell.strip() for cell in piece.split("\t")) if "\t" in piece.strip() else None
            yield SourceLine(
                ordinal=self.count, number=self.count, place=f"đoạn {self.count}", text=piece.strip("\n "),
                cells=cells, level=level,
            )  # fmt: skip

    def _table(self, table: Any) -> Iterator[SourceLine]:
        number = self.tables
        for row in _rows(table):
            cells, covered = self._cells(row)
            self.count += 1
            text = "\t".join(cells).rstrip("\t")
            yield SourceLine(
                ordinal=self.count, number=self.count, place=f"bảng {number}, đoạn {self.count}", text=text,
                cells=tuple(cells), covered=frozenset(covered), table=number,
            )  # fmt: skip

    def _cells(self, row: Any) -> tuple[list[str], set[int]]:
        """The cells of a row over the table's grid, and the columns where a cell from above goes on."""
        cells: list[str] = []
        covered: set[int] = set()
        for cell in _inside(row, f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            span = properties.find(f"{W}gridSpan") if properties is not None else None
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            goes_on = merge is not None and attribute(merge, "val") != "restart"
            wide = min(int(attribute(span, "val") or 1), 60) if span is not None else 1
            if goes_on:
                covered |= set(range(len(cells), len(cells) + wide))
            text = "" if goes_on else "\n".join(filter(None, self._cell_lines(cell))).replace("\t", " ")
            cells += [text.strip(), *[""] * (wide - 1)]
        return cells, covered

    def _cell_lines(self, cell: Any) -> Iterator[str]:
        """The paragraphs of a cell; those of a table in it as well."""
        for paragraph in cell.iter(f"{W}p"):
            yield (self.numbering.mark(paragraph) + text_of(paragraph)).strip()


def _level_by_weight(paragraph: Any, text: str) -> int:
    """The level of a title that is only set in bold; 0: it is none."""
    runs = [
        run
        for run in paragraph.iter(f"{W}r")
        if any(node.text and node.text.strip() for node in run.iter(f"{W}t"))
    ]
    bold = all(_is_bold(run) for run in runs) and bool(runs)
    return (
        LEVEL_OF_BOLD
        if bold and len(text.split()) > 1 and len(text) < 120 and text.rstrip()[-1:] not in ".;:,!?"
        else 0
    )


def _is_bold(run: Any) -> bool:
    properties = run.find(f"{W}rPr")
    bold = properties.find(f"{W}b") if properties is not None else None
    return bold is not None and attribute(bold, "val") not in ("0", "false", "off")


def _rows(table: Any) -> Iterator[Any]:
    yield from _inside(table, f"{W}tr")


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """The children with a tag, those in Word's wrappers too."""
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _inside(child, tag)


def text_of(paragraph: Any) -> str:
    """The text of a paragraph as it is printed: without what is deleted, with its breaks."""
    pieces: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{W}t":
            pieces.append(node.text or "")
        elif node.tag == f"{W}tab" and node.getparent().tag == f"{W}r":
            pieces.append("\t")
        elif node.tag in (f"{W}br", f"{W}cr"):
            pieces.append("" if attribute(node, "type") in ("page", "column") else "\n")
        elif node.tag == f"{W}noBreakHyphen":
            pieces.append("-")
    return normalize("NFC", "".join(pieces)).replace("\u00a0", " ")
