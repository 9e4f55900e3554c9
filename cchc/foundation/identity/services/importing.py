"""Units, positions and staff by workbook: all or nothing, said row by row."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Scope
from cchc.foundation.identity.events import PeopleImported
from cchc.foundation.identity.models import Agency, Holding, Position, Unit, User
from cchc.foundation.identity.permissions import require_manage_people
from cchc.foundation.identity.readers import (
    POSITIONS,
    STAFF,
    UNITS,
    Fault,
    PositionRow,
    StaffRow,
    UnitRow,
    read_workbook,
)
from cchc.foundation.identity.services.organisation import (
    Impossible,
    change_unit,
    close_unit,
    define_position,
    move_unit,
    open_unit,
    who,
)
from cchc.foundation.identity.services.people import AlreadyTaken, change_person, create_staff, end_holding, hold
from cchc.kernel import events
from cchc.kernel.lifecycle import Conflict
from cchc.kernel.text import fold


@dataclass
class Tally:
    """How many rows of a kind are new, changed, as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def count(self, made: bool, changed: bool) -> None:
        """Count one row."""
        if made:
            self.new += 1
        elif changed:
            self.changed += 1
        else:
            self.same += 1


@dataclass
class ImportReport:
    """What a workbook brings, and what is wrong in it. With any fault nothing was written."""

    faults: list[Fault] = field(default_factory=list)
    units: Tally = field(default_factory=Tally)
    positions: Tally = field(default_factory=Tally)
    staff: Tally = field(default_factory=Tally)
    holdings: Tally = field(default_factory=Tally)
    accepted: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is as it was."""
        tallies = (self.units, self.positions, self.staff, self.holdings)
        return not any(tally.new or tally.changed for tally in tallies)


@transaction.atomic
def import_people(*, file: bytes, agency: Agency, dry_run: bool, by: User | None, at: datetime) -> ImportReport:
    """Bring in the units, positions and staff of an agency from a workbook.

    What is known by its code, title or user name is changed, the rest is new; nothing is ever taken away. With a
    fault in any row, or `dry_run`, nothing is written. Raises readers.Unreadable where it is no such workbook.
    """
    require_manage_people(by, agency, at)
    book = read_workbook(file)
    report = ImportReport(faults=list(book.faults))
    with transaction.atomic():
        _Importer(report, agency, by, at).bring(book.units, book.positions, book.staff)
        report.faults.sort(key=lambda fault: ([UNITS, POSITIONS, STAFF].index(fault.sheet), fault.row))
        report.accepted = not report.faults and not dry_run
        if report.accepted:
            events.publish(
                PeopleImported(
                    agency_id=agency.pk, units=report.units.new + report.units.changed,
                    positions=report.positions.new + report.positions.changed,
                    staff=report.staff.new + report.staff.changed,
                    holdings=report.holdings.new + report.holdings.changed, by_id=who(by), at=at,
                )
            )  # fmt: skip
        else:
            transaction.set_rollback(True)
    return report


class _Follows(Exception):
    """A row lacks only what another row would bring, whose own fault is said there."""


class _Importer:
    """One pass over a workbook: each row in a savepoint, so that the next ones are still looked at."""

    def __init__(self, report: ImportReport, agency: Agency, by: User | None, at: datetime) -> None:
        self.report, self.agency, self.by, self.at = report, agency, by, at
        self.units = {fold(unit.code): unit for unit in Unit.objects.filter(agency=agency, ends_on=None)}
        self.positions = {fold(row.title): row for row in Position.objects.filter(agency=agency)}
        self.people: dict[str, tuple[User, StaffRow]] = {}
        self.unit_codes: set[str] = set()  # all that the workbook names, also in rows at fault
        self.titles: set[str] = set()  # likewise

    def bring(self, units: list[UnitRow], positions: list[PositionRow], staff: list[StaffRow]) -> None:
        """Parents before what is inside them, then positions, then people."""
        self.unit_codes = {fold(row.code) for row in units}
        self.titles = {fold(row.title) for row in positions}
        waiting = list(units)
        while waiting:
            codes = {fold(row.code) for row in waiting} - {""}
            ready = [row for row in waiting if fold(row.parent) not in codes]
            known = self.units.keys() | (self.unit_codes if ready else set())
            ready = ready or waiting  # a ring: each is refused
            for unit in ready:
                self._try(UNITS, "Ký hiệu", self._unit, unit, self._unit_names(unit, known))
            waiting = [row for row in waiting if row not in ready]
        for position in positions:
            self._try(POSITIONS, "Chức vụ", self._position, position)
        for person in staff:
            self._try(STAFF, "Tên đăng nhập", self._person, person, self._person_names(person))

    def _try(
        self,
        sheet: str,
        column: str,
        act: Callable[[Any], None],
        line: Any,
        missing: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Bring a row in, unless it has a fault already or names what there is not: all of these are said."""
        row = line.row
        self.report.faults += [Fault(sheet, row, where, words) for where, words in missing]
        if missing or not line.is_sound:
            return
        try:
            with transaction.atomic():
                act(line)
        except _Follows:
            return
        except AlreadyTaken:
            self.report.faults.append(Fault(sheet, row, column, _("Tên đăng nhập này đã có người khác dùng")))
        except PermissionDenied as refused:
            self.report.faults.append(Fault(sheet, row, column, str(refused)))
        except Conflict:
            self.report.faults.append(Fault(sheet, row, column, _("Dòng này vừa được người khác sửa")))
        except Impossible as impossible:
            self.report.faults.append(Fault(sheet, row, column, str(impossible)))

    def _unit_names(self, row: UnitRow, known: Set[str]) -> list[tuple[str, str]]:
        """What a unit's row names and there is not: the unit that it is in, agencies that it serves."""
        missing = []
        if row.parent and (fold(row.parent) not in known or fold(row.parent) == fold(row.code)):
            missing.append(("Thuộc đơn vị", _("Không có đơn vị ký hiệu %(code)s") % {"code": row.parent}))
        for code in row.serves:
            if self._served(code) is None:
                missing.append(("Nhận hồ sơ cho", _("Không có cơ quan mã %(code)s") % {"code": code}))
        return missing

    def _person_names(self, row: StaffRow) -> list[tuple[str, str]]:
        """What a person's row names and there is not; where it differs from an earlier row of the same person."""
        missing = []
        if row.unit and fold(row.unit) not in self.units.keys() | self.unit_codes:
            missing.append(("Đơn vị", _("Không có đơn vị ký hiệu %(code)s") % {"code": row.unit}))
        if row.position and fold(row.position) not in self.positions.keys() | self.titles:
            missing.append(("Chức vụ", _("Không có chức vụ %(title)s") % {"title": row.position}))
        if row.username in self.people:
            said = self.people[row.username][1]
            if (said.full_name, said.email, said.phone) != (row.full_name, row.email, row.phone):
                words = _("Khác với dòng %(row)d của cùng tên đăng nhập") % {"row": said.row}
                missing.append(("Tên đăng nhập", words))
        if (missing or not row.is_sound) and self._elsewhere(row.username):
            missing.append(("Tên đăng nhập", _("Tên đăng nhập này thuộc cơ quan khác")))
        return missing

    def _elsewhere(self, username: str) -> bool:
        return User.objects.filter(username=username).exclude(agency=self.agency).exists()

    def _unit(self, row: UnitRow) -> None:
        parent = None
        if row.parent:
            parent = self.units.get(fold(row.parent))
            if parent is None:
                raise _Follows
        serves = [agency for agency in map(self._served, row.serves) if agency is not None]
        words: dict[str, Any] = {
            "name": row.name, "short_name": row.short_name, "name_en": row.name_en, "is_counter": row.is_counter,
            "starts_on": row.starts_on, "serves": serves,
        }  # fmt: skip
        unit = self.units.get(fold(row.code))
        made = unit is None
        if unit is None:
            unit = open_unit(agency=self.agency, code=row.code, parent=parent, by=self.by, at=self.at, **words)
            version = -1
        else:
            version = unit.version
            unit = change_unit(unit=unit, version=unit.version, by=self.by, at=self.at, **words)
            unit = move_unit(unit=unit, parent=parent, version=unit.version, by=self.by, at=self.at)
        if row.ends_on is not None:
            unit = close_unit(unit=unit, ends_on=row.ends_on, by=self.by, at=self.at)
        self.units[fold(row.code)] = unit
        self.report.units.count(made, unit.version != version)

    def _served(self, code: str) -> Agency | None:
        return Agency.objects.filter(code=code, ends_on=None).first()

    def _position(self, row: PositionRow) -> None:
        known = self.positions.get(fold(row.title))
        rights = [right.value for right in row.rights]
        if known is not None and (known.title_en, known.rank, known.scope, sorted(known.rights)) == (
            row.title_en, row.rank, row.scope, sorted(rights),
        ):  # fmt: skip
            self.report.positions.count(False, False)
            return
        position = define_position(
            agency=self.agency, title=known.title if known else row.title, title_en=row.title_en, rank=row.rank,
            scope=Scope(row.scope), rights=row.rights, by=self.by, at=self.at,
        )  # fmt: skip
        self.positions[fold(row.title)] = position
        self.report.positions.count(known is None, True)

    def _person(self, row: StaffRow) -> None:
        first = self.people.get(row.username)
        user = first[0] if first else self._account(row)
        if row.unit and row.starts_on:
            self._holding(user, row, row.starts_on)
        self.people.setdefault(row.username, (user, row))

    def _account(self, row: StaffRow) -> User:
        user = User.objects.filter(username=row.username).select_related("agency").first()
        if user is None:
            user = create_staff(
                username=row.username, full_name=row.full_name, email=row.email, phone=row.phone,
                agency=self.agency, by=self.by, at=self.at,
            )  # fmt: skip
            self.report.staff.count(True, True)
            return user
        if user.agency_id != self.agency.pk:
            raise Impossible(_("Tên đăng nhập này thuộc cơ quan khác"))
        version = user.version
        words = {"full_name": row.full_name, "email": row.email, "phone": row.phone}
        user = change_person(user=user, version=version, by=self.by, at=self.at, **words)
        self.report.staff.count(False, user.version != version)
        return user

    def _holding(self, user: User, row: StaffRow, starts_on: date) -> None:
        unit, position = self.units.get(fold(row.unit)), self.positions.get(fold(row.position))
        if unit is None or position is None:
            raise _Follows
        same = Holding.objects.filter(user=user, unit=unit, position=position, starts_on=starts_on).first()
        if same is None:
            hold(
                user=user, unit=unit, position=position, starts_on=starts_on, ends_on=row.ends_on, by=self.by,
                at=self.at,
            )  # fmt: skip
            self.report.holdings.count(True, True)
        elif row.ends_on is not None and same.ends_on != row.ends_on:
            end_holding(holding=same, ends_on=row.ends_on, by=self.by, at=self.at)
            self.report.holdings.count(False, True)
        else:
            self.report.holdings.count(False, False)
