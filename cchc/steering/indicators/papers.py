"""A table with what it means above it, as csv or xlsx. Nothing that somebody typed becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """What stands above a table, line by line (label, text), its headings and its rows."""

    title: str
    head: Sequence[tuple[str, str]]
    headings: Sequence[str]
    rows: Iterable[Sequence[str]]


def as_csv(sheet: Sheet) -> bytes:
    """The table as csv, with the mark by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    write = csv.writer(text)
    write.writerow([sheet.title])
    write.writerows([_plain(label), _plain(said)] for label, said in sheet.head)
    write.writerow([])
    write.writerow(sheet.headings)
    write.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_xlsx(sheet: Sheet) -> bytes:
    """The table as a workbook of one sheet; every cell is text."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("Số liệu")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, sheet.title, bold)
    line = 1
    for label, said in sheet.head:
        page.write_string(line, 0, label, bold)
        page.write_string(line, 1, said)
        line += 1
    line += 1
    for place, heading in enumerate(sheet.headings):
        page.write_string(line, place, heading, bold)
    for row in sheet.rows:
        line += 1
        for place, cell in enumerate(row):
            page.write_string(line, place, cell, wrapped)
    page.set_column(0, len(sheet.headings) - 1, 26)
    book.close()
    return out.getvalue()
