"""Units, positions and staff in a workbook, from bytes to typed rows; what cannot be read is said by row."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cchc.foundation.identity import rules
from cchc.foundation.identity.choices import Right, Scope
from cchc.kernel.text import fold

UNITS, POSITIONS, STAFF = "Đơn vị", "Vị trí", "Nhân sự"
COLUMNS = {
    UNITS: (
        "Ký hiệu", "Tên", "Tên ngắn", "Tên tiếng Anh", "Thuộc đơn vị", "Là quầy một cửa", "Nhận hồ sơ cho",
        "Từ ngày", "Đến ngày",
    ),
    POSITIONS: ("Chức vụ", "Chức vụ bằng tiếng Anh", "Thứ bậc", "Phạm vi", "Quyền"),
    STAFF: (
        "Tên đăng nhập", "Họ và tên", "Thư điện tử", "Điện thoại", "Đơn vị", "Chức vụ", "Từ ngày", "Đến ngày",
    ),
}  # fmt: skip
MOST_ROWS = 5000
YES = {"x", "co", "1", "true", "yes"}


class Unreadable(ValueError):
    """The file is no workbook, or lacks a sheet or a column. The message says which."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row: the sheet, its row as the program that wrote it counts, the column, in words."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass(frozen=True)
class UnitRow:
    """A line of the sheet of units."""

    row: int
    code: str
    name: str
    short_name: str
    name_en: str
    parent: str
    is_counter: bool
    serves: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    is_sound: bool = True


@dataclass(frozen=True)
class PositionRow:
    """A line of the sheet of positions."""

    row: int
    title: str
    title_en: str
    rank: int
    scope: str
    rights: tuple[Right, ...]
    is_sound: bool = True


@dataclass(frozen=True)
class StaffRow:
    """A line of the sheet of staff: a person, with a position if one stands there."""

    row: int
    username: str
    full_name: str
    email: str
    phone: str
    unit: str
    position: str
    starts_on: date | None
    ends_on: date | None
    is_sound: bool = True


@dataclass
class Workbook:
    """All that was read, and what could not be. What a row that is not sound names is looked up still."""

    units: list[UnitRow] = field(default_factory=list)
    positions: list[PositionRow] = field(default_factory=list)
    staff: list[StaffRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _Row:
    """The cells of one row by column, which notes what is wrong with them."""

    def __init__(self, sheet: str, number: int, cells: Mapping[str, Any], faults: list[Fault]) -> None:
        self.sheet, self.number, self._cells, self._faults = sheet, number, cells, faults
        self.is_sound = True

    def fault(self, column: str, message: str) -> None:
        self.is_sound = False
        self._faults.append(Fault(self.sheet, self.number, column, message))

    def text(self, column: str, required: bool = False, longest: int = 255) -> str:
        value = self._cells.get(column)
        text = " ".join(
            str(int(value) if isinstance(value, float) and value.is_integer() else value or "").split()
        )
        if required and not text:
            self.fault(column, _("Nhập %(label)s") % {"label": column.lower()})
        if len(text) > longest:
            self.fault(column, _("%(label)s dài quá %(most)d ký tự") % {"label": column, "most": longest})
        return text

    def day(self, column: str, required: bool = False) -> date | None:
        value = self._cells.get(column)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            if required:
                self.fault(column, _("Nhập %(label)s") % {"label": column.lower()})
            return None
        for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        self.fault(column, _("%(label)s phải là ngày có thật, ví dụ 05/02/2026") % {"label": column})
        return None


def read_workbook(content: bytes) -> Workbook:
    """Read the three sheets. Raises Unreadable; faults of single rows stand in the answer."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise Unreadable(_("Tệp này không phải là tệp Excel (.xlsx).")) from error
    found = Workbook()
    for number, cells in _lines(book, UNITS):
        row = _Row(UNITS, number, cells, found.faults)
        unit = _unit(row)
        found.units.append(replace(unit, is_sound=row.is_sound))
    for number, cells in _lines(book, POSITIONS):
        row = _Row(POSITIONS, number, cells, found.faults)
        position = _position(row)
        found.positions.append(replace(position, is_sound=row.is_sound))
    for number, cells in _lines(book, STAFF):
        row = _Row(STAFF, number, cells, found.faults)
        person = _staff(row)
        found.staff.append(replace(person, is_sound=row.is_sound))
    _refuse_twice(found, UNITS, [(row.row, row.code) for row in found.units], COLUMNS[UNITS][0])
    _refuse_twice(found, POSITIONS, [(row.row, row.title) for row in found.positions], COLUMNS[POSITIONS][0])
    return found


def _lines(book: Any, sheet: str) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a sheet that hold anything, each by its column's name, however that is cased or spaced."""
    name = next((name for name in book.sheetnames if fold(name) == fold(sheet)), None)
    if name is None:
        raise Unreadable(_("Tệp thiếu trang tính “%(sheet)s”.") % {"sheet": sheet})
    rows = book[name].iter_rows(values_only=True)
    heads = [fold(str(cell or "")) for cell in next(rows, ())]
    missing = [column for column in COLUMNS[sheet] if fold(column) not in heads]
    if missing:
        raise Unreadable(
            _("Trang tính “%(sheet)s” thiếu cột “%(column)s”.") % {"sheet": sheet, "column": missing[0]}
        )
    places = {column: heads.index(fold(column)) for column in COLUMNS[sheet]}
    found = []
    for number, cells in enumerate(rows, start=2):
        if any(cell not in (None, "") for cell in cells):
            found.append((number, {name: cells[at] if at < len(cells) else None for name, at in places.items()}))
        if len(found) > MOST_ROWS:
            raise Unreadable(
                _("Trang tính “%(sheet)s” có quá %(most)d dòng.") % {"sheet": sheet, "most": MOST_ROWS}
            )
    return found


def _unit(row: _Row) -> UnitRow:
    starts_on, ends_on = row.day("Từ ngày", required=True), row.day("Đến ngày")
    if starts_on and ends_on and ends_on < starts_on:
        row.fault("Đến ngày", _("Đến ngày phải từ ngày đầu trở đi"))
    name = row.text("Tên", required=True)
    serves = tuple(part.strip() for part in row.text("Nhận hồ sơ cho", longest=2000).split(";") if part.strip())
    return UnitRow(
        row=row.number, code=row.text("Ký hiệu", required=True, longest=30), name=name,
        short_name=row.text("Tên ngắn", longest=60) or name[:60], name_en=row.text("Tên tiếng Anh"),
        parent=row.text("Thuộc đơn vị"), is_counter=fold(row.text("Là quầy một cửa")) in YES, serves=serves,
        starts_on=starts_on or date.min, ends_on=ends_on,
    )  # fmt: skip


def _position(row: _Row) -> PositionRow:
    rights = []
    for part in row.text("Quyền", longest=2000).split(";"):
        if not part.strip():
            continue
        right = _named(part, Right, lambda right: (right.value, str(right.label)))
        if right is None:
            row.fault("Quyền", _("Không có quyền “%(right)s”") % {"right": part.strip()})
        else:
            rights.append(right)
    scope = row.text("Phạm vi")
    reach = _named(scope, Scope, lambda scope: (scope.value, str(scope.label))) if scope else Scope.UNIT
    if reach is None:
        row.fault("Phạm vi", _("Phạm vi phải là “%(first)s” hoặc “%(second)s”") % {
            "first": Scope.UNIT.label, "second": Scope.AGENCY.label,
        })  # fmt: skip
    rank = row.text("Thứ bậc") or "50"
    if not rank.isdecimal() or int(rank) > 99:
        row.fault("Thứ bậc", _("Thứ bậc phải là số từ 0 đến 99"))
        rank = "50"
    return PositionRow(
        row=row.number, title=row.text("Chức vụ", required=True, longest=120),
        title_en=row.text("Chức vụ bằng tiếng Anh", longest=120), rank=int(rank),
        scope=(reach or Scope.UNIT).value, rights=tuple(rights),
    )  # fmt: skip


def _staff(row: _Row) -> StaffRow:
    username = row.text("Tên đăng nhập", required=True, longest=60).lower()
    if username and not rules.username_is_right(username):
        row.fault(
            "Tên đăng nhập", _("Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch; từ 3 ký tự")
        )
    phone = row.text("Điện thoại", longest=30)
    if phone and not rules.phone_is_right(phone):
        row.fault("Điện thoại", _("Điện thoại phải là số của Việt Nam, ví dụ 0905 123 456"))
    email = row.text("Thư điện tử").lower()
    if email and ("@" not in email or " " in email):
        row.fault("Thư điện tử", _("Thư điện tử phải có dạng ten@noi.vn"))
    unit, position = row.text("Đơn vị"), row.text("Chức vụ")
    starts_on, ends_on = row.day("Từ ngày", required=bool(unit or position)), row.day("Đến ngày")
    if bool(unit) != bool(position):
        row.fault("Chức vụ" if unit else "Đơn vị", _("Đơn vị và chức vụ phải đi cùng nhau"))
    if starts_on and ends_on and ends_on < starts_on:
        row.fault("Đến ngày", _("Đến ngày phải từ ngày đầu trở đi"))
    return StaffRow(
        row=row.number, username=username, full_name=row.text("Họ và tên", required=True), email=email,
        phone=rules.plain_phone(phone), unit=unit, position=position, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip


def _named(text: str, among: Any, names: Callable[[Any], tuple[str, str]]) -> Any:
    wanted = fold(text)
    return next((choice for choice in among if wanted in {fold(name) for name in names(choice)}), None)


def _refuse_twice(found: Workbook, sheet: str, keys: list[tuple[int, str]], column: str) -> None:
    first: dict[str, int] = {}
    for row, key in keys:
        if key and fold(key) in first:
            found.faults.append(Fault(sheet, row, column, _("Đã có ở dòng %(row)d") % {"row": first[fold(key)]}))
        first.setdefault(fold(key), row)
