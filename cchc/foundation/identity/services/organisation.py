"""Agencies and units: opened, changed, moved, closed, merged, each with its day; and the positions in them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.identity import rules
from cchc.foundation.identity.choices import AgencyKind, Right, Scope
from cchc.foundation.identity.events import (
    AgencyChanged,
    AgencyClosed,
    AgencyOpened,
    PositionDefined,
    UnitChanged,
    UnitClosed,
    UnitMoved,
    UnitOpened,
)
from cchc.foundation.identity.models import Agency, Holding, Position, StandIn, Unit, User
from cchc.foundation.identity.permissions import require_manage_people
from cchc.kernel import events, generations
from cchc.kernel.lifecycle import Stale

ONE_DAY = timedelta(days=1)


class Impossible(ValueError):
    """An act that the organisation cannot bear. The message says why, in the office's words."""


def who(by: User | None) -> int | None:
    """The id of who acts, for an event."""
    return by.pk if by else None


@transaction.atomic
def open_agency(
    *,
    kind: AgencyKind,
    code: str,
    name: str,
    short_name: str,
    starts_on: date,
    by: User | None,
    at: datetime,
    parent: Agency | None = None,
    name_en: str = "",
    address: str = "",
    phone: str = "",
    email: str = "",
    is_demo: bool = False,
    is_host: bool = False,
    predecessors: Sequence[Agency] = (),
) -> Agency:
    """Enter an agency with its unit code (mã đơn vị): TT 01/2018/TT-VPCP, art. 19. Raises Impossible."""
    require_manage_people(by, parent, at)
    if Agency.objects.filter(code=code, ends_on=None).exists():
        raise Impossible(_("Mã đơn vị %(code)s đang dùng cho cơ quan khác.") % {"code": code})
    agency = Agency.objects.create(
        parent=parent, kind=kind, code=code, name=name, name_en=name_en, short_name=short_name, address=address,
        phone=phone, email=email, starts_on=starts_on, is_host=is_host,
        is_demo=is_demo or (parent is not None and parent.is_demo),  # under an invented agency nothing is real
    )  # fmt: skip
    agency.predecessors.set(predecessors)
    generations.bump("people")
    events.publish(
        AgencyOpened(
            agency_id=agency.pk, code=code, starts_on=starts_on, predecessors=tuple(a.pk for a in predecessors),
            by_id=who(by), at=at,
        )
    )  # fmt: skip
    return agency


@transaction.atomic
def change_agency(*, agency: Agency, version: int, by: User | None, at: datetime, **changes: Any) -> Agency:
    """Correct what is said of an agency: code, names, address, phone, email. Raises Stale."""
    agency = _locked(Agency, agency.pk, version)
    require_manage_people(by, agency, at)
    fields = _apply(agency, changes, {"code", "name", "name_en", "short_name", "address", "phone", "email"})
    if fields:
        agency.save(update_fields=[*fields, "version"])
        generations.bump("people")
        events.publish(AgencyChanged(agency_id=agency.pk, fields=fields, by_id=who(by), at=at))
    return agency


@transaction.atomic
def close_agency(
    *, agency: Agency, ends_on: date, by: User | None, at: datetime, successor: Agency | None = None
) -> Agency:
    """End an agency with its units and all positions held in it; `ends_on` is its last day."""
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    require_manage_people(by, agency, at)
    if agency.ends_on is not None:
        raise Stale
    if ends_on < agency.starts_on:
        raise Impossible(_("Ngày cuối phải từ ngày thành lập trở đi."))
    for unit in Unit.objects.filter(agency=agency, ends_on=None):
        if unit.starts_on > ends_on:
            raise Impossible(_("%(unit)s thành lập sau ngày ấy.") % {"unit": unit.name})
        unit.ends_on = ends_on
        unit.version += 1
        unit.save(update_fields=["ends_on", "version"])
    cut_holdings(Holding.objects.filter(unit__agency=agency), ends_on)
    agency.ends_on = ends_on
    agency.version += 1
    agency.save(update_fields=["ends_on", "version"])
    if successor is not None:
        successor.predecessors.add(agency)
    generations.bump("people")
    events.publish(
        AgencyClosed(
            agency_id=agency.pk, ends_on=ends_on, successor=successor.pk if successor else None,
            by_id=who(by), at=at,
        )
    )  # fmt: skip
    return agency


@transaction.atomic
def merge_agencies(
    *, predecessors: Sequence[Agency], successor: Agency, merged_on: date, by: User | None, at: datetime
) -> Agency:
    """Let agencies go into `successor` from a day on; they end the day before. People get positions there anew."""
    require_manage_people(by, successor, at)
    for agency in predecessors:
        if agency.pk == successor.pk:
            raise Impossible(_("Cơ quan không thể nhập vào chính mình."))
        close_agency(agency=agency, ends_on=merged_on - ONE_DAY, successor=successor, by=by, at=at)
    return successor


@transaction.atomic
def open_unit(
    *,
    agency: Agency,
    code: str,
    name: str,
    short_name: str,
    starts_on: date,
    by: User | None,
    at: datetime,
    parent: Unit | None = None,
    name_en: str = "",
    is_counter: bool = False,
    serves: Iterable[Agency] = (),
    predecessors: Iterable[Unit] = (),
) -> Unit:
    """Enter a unit from a day on, inside another or directly in the agency. Raises Impossible."""
    require_manage_people(by, agency, at)
    if parent is not None and parent.agency_id != agency.pk:
        raise Impossible(_("Đơn vị cấp trên phải thuộc cùng cơ quan."))
    if parent is not None and parent.ends_on is not None and parent.ends_on < starts_on:
        raise Impossible(_("%(unit)s đã giải thể trước ngày ấy.") % {"unit": parent.name})
    _refuse_code(agency.pk, code)
    unit = Unit.objects.create(
        agency=agency, parent=parent, code=code, name=name, name_en=name_en, short_name=short_name,
        is_counter=is_counter, starts_on=starts_on,
    )  # fmt: skip
    unit.path = rules.path_below(parent.path if parent else [], unit.pk)
    unit.save(update_fields=["path"])
    _set_serves(unit, serves, by, at)
    unit.predecessors.set(predecessors)
    generations.bump("people")
    events.publish(
        UnitOpened(
            unit_id=unit.pk, agency=agency.pk, parent=parent.pk if parent else None, starts_on=starts_on,
            by_id=who(by), at=at,
        )
    )  # fmt: skip
    return unit


@transaction.atomic
def change_unit(
    *,
    unit: Unit,
    version: int,
    by: User | None,
    at: datetime,
    serves: Iterable[Agency] | None = None,
    **changes: Any,
) -> Unit:
    """Correct what is said of a unit: code, names, is_counter, starts_on, and whom it serves. Raises Stale."""
    unit = _locked(Unit, unit.pk, version)
    require_manage_people(by, unit.agency, at)
    if changes.get("code", unit.code) != unit.code and unit.ends_on is None:
        _refuse_code(unit.agency_id, changes["code"])
    starts_on = changes.get("starts_on", unit.starts_on)
    if unit.ends_on is not None and unit.ends_on < starts_on:
        raise Impossible(_("Ngày thành lập phải trước ngày giải thể."))
    if starts_on > unit.starts_on and Holding.objects.filter(unit=unit, starts_on__lt=starts_on).exists():
        raise Impossible(_("Đã có người giữ vị trí trước ngày ấy."))
    fields = _apply(unit, changes, {"code", "name", "name_en", "short_name", "is_counter", "starts_on"})
    if serves is not None and _set_serves(unit, serves, by, at):
        fields = (*fields, "serves")
        unit.version += len(fields) == 1
    if fields:
        unit.save(update_fields=[*(field for field in fields if field != "serves"), "version"])
        generations.bump("people")
        events.publish(UnitChanged(unit_id=unit.pk, fields=fields, by_id=who(by), at=at))
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, version: int, by: User | None, at: datetime) -> Unit:
    """Put a unit with all inside it into another, from now on. A move by a future decision is a new unit."""
    unit = _locked(Unit, unit.pk, version)
    require_manage_people(by, unit.agency, at)
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
        if parent.agency_id != unit.agency_id:
            raise Impossible(_("Đơn vị cấp trên phải thuộc cùng cơ quan."))
        if unit.pk in parent.path:
            raise Impossible(_("Đơn vị không thể nằm trong chính mình."))
        if parent.ends_on is not None:
            raise Impossible(_("%(unit)s đã giải thể.") % {"unit": parent.name})
    if unit.parent_id == (parent.pk if parent else None):
        return unit
    was_in, old = unit.parent_id, unit.path
    unit.parent = parent
    for row in Unit.objects.select_for_update().filter(path__contains=[unit.pk]).exclude(pk=unit.pk):
        row.path = [*(parent.path if parent else []), *row.path[len(old) - 1 :]]
        row.save(update_fields=["path"])
    unit.path = rules.path_below(parent.path if parent else [], unit.pk)
    unit.version += 1
    unit.save(update_fields=["parent", "path", "version"])
    generations.bump("people")
    events.publish(
        UnitMoved(
            unit_id=unit.pk, was_in=was_in, now_in=parent.pk if parent else None, by_id=who(by), at=at
        )
    )  # fmt: skip
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, ends_on: date, by: User | None, at: datetime, successor: Unit | None = None) -> Unit:
    """Close a unit after its last day. Who holds a position goes on in the successor, or holds it no longer.

    Raises Impossible where units inside it, or people who begin there later, stand against it; Stale if it is
    closed already.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    require_manage_people(by, unit.agency, at)
    if unit.ends_on is not None:
        raise Stale
    if ends_on < unit.starts_on:
        raise Impossible(_("Ngày cuối phải từ ngày thành lập trở đi."))
    inside = Unit.objects.filter(path__contains=[unit.pk]).exclude(pk=unit.pk)
    open_ones = inside.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on)).first()
    if open_ones is not None:
        raise Impossible(_("%(unit)s bên trong còn hoạt động: giải thể trước.") % {"unit": open_ones.name})
    if successor is not None:
        _refuse_successor(unit, successor, ends_on)
        _carry_holdings(unit, successor, ends_on)
    cut_holdings(Holding.objects.filter(unit=unit), ends_on)
    unit.ends_on = ends_on
    unit.version += 1
    unit.save(update_fields=["ends_on", "version"])
    if successor is not None:
        successor.predecessors.add(unit)
    generations.bump("people")
    events.publish(
        UnitClosed(
            unit_id=unit.pk, ends_on=ends_on, successor=successor.pk if successor else None,
            by_id=who(by), at=at,
        )
    )  # fmt: skip
    return unit


@transaction.atomic
def define_position(
    *,
    agency: Agency,
    title: str,
    rights: Iterable[Right],
    by: User | None,
    at: datetime,
    scope: Scope = Scope.UNIT,
    rank: int = 50,
    title_en: str = "",
) -> Position:
    """Say what a position allows (vị trí, chức vụ), new by its title, or changed for all who hold it."""
    require_manage_people(by, agency, at)
    wanted = [right.value for right in Right if right in set(rights)]
    position, _made = Position.objects.update_or_create(
        agency=agency,
        title=title,
        defaults={"rights": wanted, "scope": scope, "rank": rank, "title_en": title_en},
    )
    generations.bump("people")
    events.publish(
        PositionDefined(position_id=position.pk, rights=tuple(wanted), scope=scope, by_id=who(by), at=at)
    )
    return position


def cut_holdings(holdings: Any, ends_on: date) -> list[Holding]:
    """Let holdings end on `ends_on`, with their stand-ins; those that begin later never were. The ones touched."""
    rows = list(holdings.select_for_update().filter(Q(ends_on=None) | Q(ends_on__gt=ends_on)))
    for row in rows:
        stand_ins = StandIn.objects.filter(holding=row)
        stand_ins.filter(starts_on__gt=ends_on).delete()
        stand_ins.filter(ends_on__gt=ends_on).update(ends_on=ends_on)
        if row.starts_on > ends_on:
            Holding.objects.filter(pk=row.pk).delete()
        else:
            row.ends_on = ends_on
            row.save(update_fields=["ends_on"])
    return rows


def _carry_holdings(unit: Unit, successor: Unit, ends_on: date) -> None:
    """Let whoever holds a position beyond the last day hold the same in the successor, stand-ins included."""
    beyond = Holding.objects.filter(unit=unit).filter(Q(ends_on=None) | Q(ends_on__gt=ends_on))
    for holding in beyond.select_related("position"):
        begins = max(holding.starts_on, ends_on + ONE_DAY)
        new = Holding.objects.create(
            user_id=holding.user_id, unit=successor, position=holding.position, starts_on=begins,
            ends_on=holding.ends_on,
        )  # fmt: skip
        for row in StandIn.objects.filter(holding=holding, ends_on__gt=ends_on):
            StandIn.objects.create(
                holding=new, user_id=row.user_id, starts_on=max(row.starts_on, begins), ends_on=row.ends_on,
                reason=row.reason,
            )  # fmt: skip


def _refuse_successor(unit: Unit, successor: Unit, ends_on: date) -> None:
    if successor.pk == unit.pk or unit.pk in successor.path:
        raise Impossible(_("Đơn vị không thể kế thừa chính mình."))
    if successor.agency_id != unit.agency_id:
        raise Impossible(_("Đơn vị kế thừa phải thuộc cùng cơ quan."))
    if successor.ends_on is not None or successor.starts_on > ends_on + ONE_DAY:
        raise Impossible(
            _("%(unit)s phải hoạt động từ ngày sau ngày cuối của đơn vị này.") % {"unit": successor.name}
        )


def _refuse_code(agency_id: int, code: str) -> None:
    if Unit.objects.filter(agency=agency_id, code=code, ends_on=None).exists():
        raise Impossible(_("Ký hiệu %(code)s đang dùng cho đơn vị khác.") % {"code": code})


def _set_serves(unit: Unit, serves: Iterable[Agency], by: User | None, at: datetime) -> bool:
    """Whom a counter takes in for; adding one takes a right in that agency. Whether anything changed."""
    now, wanted = {agency.pk for agency in unit.serves.all()}, {agency.pk: agency for agency in serves}
    for pk in wanted.keys() - now:
        require_manage_people(by, wanted[pk], at)
    unit.serves.set(wanted)
    return now != set(wanted)


def _locked(model: type[Any], pk: int, version: int) -> Any:
    row = model.objects.select_for_update().get(pk=pk)
    if row.version != version:
        raise Stale
    return row


def _apply(row: Any, changes: dict[str, Any], allowed: set[str]) -> tuple[str, ...]:
    """Set what differs, and count the version on. The names of what was changed."""
    unknown = changes.keys() - allowed
    if unknown:
        raise TypeError(f"cannot be changed: {', '.join(sorted(unknown))}")
    fields = tuple(name for name, value in changes.items() if getattr(row, name) != value)
    for name in fields:
        setattr(row, name, changes[name])
    row.version += bool(fields)
    return fields


def today_of(at: datetime) -> date:
    """The office's day of a moment."""
    return localdate(at)
