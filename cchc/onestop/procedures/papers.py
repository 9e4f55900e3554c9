"""The catalogue as a file: JSON, JSON lines, a table. What is written here, the import reads as the same."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date

from xlsxwriter import Workbook

from cchc.onestop.procedures.readers import COLUMNS, cells_of, json_of
from cchc.onestop.procedures.rules import Content

CELL = 32_000  # an xlsx cell holds 32,767 characters
KINDS = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Rows = Iterable[tuple[Content, date | None]]  # a version's content, and from when it is in force


def export(rows: Rows, kind: str) -> tuple[str, bytes]:
    """A file's name and bytes, in one of KINDS."""
    write = {"json": _json, "jsonl": _lines, "csv": _csv, "xlsx": _xlsx}[kind]
    return f"thu-tuc.{kind}", write(rows)


def _json(rows: Rows) -> bytes:
    return json.dumps([json_of(*row) for row in rows], ensure_ascii=False, indent=1).encode()


def _lines(rows: Rows) -> bytes:
    return "".join(json.dumps(json_of(*row), ensure_ascii=False) + "\n" for row in rows).encode()


def _table(rows: Rows) -> list[list[str]]:
    return [[column.heading for column in COLUMNS], *(cells_of(*row) for row in rows)]


def _csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_table(rows))
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # the mark by which Excel knows UTF-8


def _xlsx(rows: Rows) -> bytes:
    table = _table(rows)
    widths = [max(1, -(-max(len(line[index]) for line in table) // CELL)) for index in range(len(COLUMNS))]
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Thủ tục")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for number, line in enumerate(table):
        place = 0
        for width, text in zip(widths, line, strict=True):
            for part in range(width):
                piece = text[part * CELL : (part + 1) * CELL]
                if number == 0:
                    piece = text if part == 0 else f"{text} ({part + 1})"
                if piece:
                    sheet.write_string(number, place + part, piece, wrapped if number else bold)
            place += width
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, sum(widths), 40)
    book.close()
    return out.getvalue()
