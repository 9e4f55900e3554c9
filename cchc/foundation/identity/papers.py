"""Units, positions and staff of an agency as a workbook, in the shape in which they come in."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import Agency, Position, Unit, User
from cchc.foundation.identity.readers import COLUMNS, POSITIONS, STAFF, UNITS

Line = Sequence[str | int | date | None]
_WIDTHS = {"Tên": 40, "Họ và tên": 28, "Quyền": 60, "Thư điện tử": 28, "Chức vụ": 28, "Phạm vi": 30}


def organisation_xlsx(agency: Agency) -> bytes:
    """All units in force, positions and staff at work of an agency, ready to be changed and brought in again."""
    units = Unit.objects.filter(agency=agency, ends_on=None).prefetch_related("serves").order_by("path")
    codes = {unit.pk: unit.code for unit in units}
    positions = Position.objects.filter(agency=agency).order_by("rank", "title")
    return _workbook(
        [
            (
                unit.code, unit.name, unit.short_name, unit.name_en, codes.get(unit.parent_id or 0, ""),
                "x" if unit.is_counter else "", "; ".join(served.code for served in unit.serves.all()),
                unit.starts_on, unit.ends_on,
            )
            for unit in units
        ],
        [
            (row.title, row.title_en, row.rank, str(Scope(row.scope).label), _labels(row.rights))
            for row in positions
        ],
        list(_staff(agency)),
    )  # fmt: skip


def template_xlsx() -> bytes:
    """An empty workbook with one example line a sheet."""
    return _workbook(
        [("QLCN", "Phòng Quản lý Công nghệ", "QLCN", "", "", "", "", date(2025, 3, 1), None)],
        [("Chuyên viên", "Specialist", 50, str(Scope.UNIT.label), str(Right.PROCESS.label))],
        [
            (
                "bao.tran", "Trần Quốc Bảo", "bao.tran@vidu.vn", "0905 123 456", "QLCN", "Chuyên viên",
                date(2025, 3, 1), None,
            )
        ],
    )  # fmt: skip


def _labels(rights: Iterable[str]) -> str:
    return "; ".join(str(Right(right).label) for right in rights)


def _staff(agency: Agency) -> Iterable[Line]:
    people = User.objects.filter(agency=agency, is_active=True).prefetch_related(
        "holdings__unit", "holdings__position"
    )
    for user in people.order_by("username"):
        held = [
            row for row in user.holdings.all() if row.unit.agency_id == agency.pk and row.ends_on is None
        ]  # fmt: skip
        who = (user.username, user.full_name, user.email, user.phone)
        if not held:
            yield (*who, "", "", None, None)
        for row in held:
            yield (*who, row.unit.code, row.position.title, row.starts_on, row.ends_on)


def _workbook(units: Sequence[Line], positions: Sequence[Line], staff: Sequence[Line]) -> bytes:
    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#EAEEF3", "border": 1, "border_color": "#D3DAE2"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    for sheet, lines in ((UNITS, units), (POSITIONS, positions), (STAFF, staff)):
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        for column, title in enumerate(COLUMNS[sheet]):
            page.write_string(0, column, title, head)
            page.set_column(column, column, _WIDTHS.get(title, 16))
        for row, line in enumerate(lines, start=1):
            for column, value in enumerate(line):
                if isinstance(value, date):
                    page.write_datetime(row, column, value, day)
                elif isinstance(value, int):
                    page.write_number(row, column, value)
                elif value:
                    page.write_string(row, column, value)
    book.close()
    return out.getvalue()
