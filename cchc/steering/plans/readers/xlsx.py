"""A workbook: every row of every sheet that shows, merged cells told apart from empty ones."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from unicodedata import normalize

from cchc.steering.plans.readers.unreadable import Unreadable
from cchc.steering.plans.rules.reading import SourceLine

_MOST_ROWS = 20_000
_MOST_COLUMNS = 60
# What openpyxl lets through of a workbook whose parts contradict each other.
_BROKEN = (
    KeyError, OSError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError, RuntimeError,
    NotImplementedError,
)  # fmt: skip


def lines(name: str, data: bytes) -> Iterator[SourceLine]:
    """The rows of all sheets; `number` is the row in its sheet."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, *_BROKEN) as fault:
        raise Unreadable(f"Tệp {name} không phải là tệp Excel .xlsx hoặc đã hỏng") from fault
    ordinal = 0
    for index, sheet in enumerate(book.worksheets, 1):
        if sheet.sheet_state != "visible":
            continue
        covered = _covered(sheet)
        width = min(sheet.max_column or 0, _MOST_COLUMNS)
        for number, row in enumerate(
            sheet.iter_rows(max_row=min(sheet.max_row or 0, _MOST_ROWS), max_col=width), 1
        ):
            ordinal += 1
            cells = tuple(_text(cell) for cell in row)
            filled = [cell for cell in cells if cell]
            yield SourceLine(
                ordinal=ordinal, number=number, place=f"{sheet.title}, hàng {number}", table=index,
                text="\t".join(cells).rstrip("\t"),
                cells=cells if filled else None, covered=covered.get(number, frozenset()),
            )  # fmt: skip
        ordinal += 1
        yield SourceLine(ordinal=ordinal, number=(sheet.max_row or 0) + 1, place=sheet.title, text="", table=index)


def _covered(sheet: Any) -> dict[int, frozenset[int]]:
    """For each row, the columns where a cell merged downwards from a row above stands."""
    found: dict[int, set[int]] = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row + 1, min(area.max_row, area.min_row + 500) + 1):
            columns = range(area.min_col - 1, min(area.max_col, _MOST_COLUMNS))
            found[row] = found.get(row, set()) | set(columns)
    return {row: frozenset(columns) for row, columns in found.items()}


def _text(cell: Any) -> str:
    """A cell as a person sees it: dates and percentages by their format."""
    value, shown = cell.value, str(cell.number_format or "").lower()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y" if "d" in shown or shown == "general" else "%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float):
        if "%" in shown:
            return f"{_number(round(value * 100, 6))}%"
        text = _number(value)
        zeros = len(shown) - len(shown.lstrip("0")) if set(shown) <= {"0"} else 0
        return text.zfill(zeros) if zeros > 1 else text
    return normalize("NFC", str(value)).replace("\r", "").strip()


def _number(value: float) -> str:
    if value == int(value):
        return str(int(value))
    return str(round(value, 6)).replace(".", ",")
