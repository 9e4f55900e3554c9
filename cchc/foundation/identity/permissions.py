"""Who may do what: rights come from positions held on a day, in a unit, by oneself or for another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.rules import Grant
from cchc.kernel import clock
from cchc.kernel.access import needing

if TYPE_CHECKING:
    from cchc.foundation.identity.models import Agency, User


class Place(Protocol):
    """What a right is asked for: a unit, an agency as a whole, or what stands for one."""

    @property
    def path(self) -> Sequence[int]:
        """The units around it, itself last; empty for an agency."""

    @property
    def agency_id(self) -> int:
        """Whose it is."""


@dataclass(frozen=True)
class Reach:
    """Where a person has a right: whole agencies, and units with all inside them."""

    agencies: frozenset[int]
    units: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.agencies or self.units)


def _day(at: date | datetime) -> date:
    return localdate(at) if isinstance(at, datetime) else at


def grant_for(user: Any, right: str, unit: Place, at: date | datetime) -> Grant | None:
    """The grant by which `user` has `right` in `unit` at `at`, their own before a stand-in's; None without one."""
    day = _day(at)
    found = [
        grant
        for grant in getattr(user, "grants", ())
        if grant.runs_on(day) and grant.covers(unit.path, unit.agency_id, right)
    ]
    return min(found, key=lambda grant: grant.for_id is not None, default=None)


def holds(user: Any, right: str, unit: Place, at: date | datetime) -> bool:
    """Whether `user` has `right` in `unit` at `at`: as holder, stand-in or seconded officer."""
    return grant_for(user, right, unit, at) is not None


def reach(user: Any, rights: Iterable[str], at: date | datetime) -> Reach:
    """Where `user` has any of `rights` at `at`: what lists are narrowed by."""
    day, wanted = _day(at), set(rights)
    agencies, units = set[int](), set[int]()
    for grant in getattr(user, "grants", ()):
        if wanted & grant.rights and grant.runs_on(day):
            agencies |= set(grant.serves_with(wanted))
            if grant.scope == "agency":
                agencies.add(grant.agency_id)
            else:
                units.add(grant.unit_id)
    return Reach(frozenset(agencies), frozenset(units))


def holds_anywhere(user: Any, right: str, at: date | datetime) -> bool:
    """Whether `user` has `right` in any unit: what menus and page doors ask."""
    return bool(reach(user, [right], at))


def is_staff(user: Any) -> bool:
    """Whether of the office."""
    return bool(user.is_authenticated and user.is_staff)


def require(user: User, right: str, unit: Place, at: date | datetime) -> Grant:
    """The grant by which `user` has `right` there. Raises PermissionDenied, naming the right that it takes."""
    grant = grant_for(user, right, unit, at)
    if grant is None:
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right(right).label})
    return grant


@dataclass(frozen=True)
class Reason:
    """Why a person may do something: the grant, and the same in words."""

    grant: Grant
    words: str


def why(user: Any, right: str, unit: Place, at: date | datetime) -> tuple[Reason, ...]:
    """Every grant by which `user` has `right` in `unit` at `at`, in words, their own before a stand-in's."""
    day = _day(at)
    found = [
        grant
        for grant in getattr(user, "grants", ())
        if grant.runs_on(day) and grant.covers(unit.path, unit.agency_id, right)
    ]
    found.sort(key=lambda grant: (grant.for_id is not None, grant.starts_on))
    return tuple(Reason(grant, words_of(grant, right, unit)) for grant in found)


def words_of(grant: Grant, right: str, unit: Place | None = None) -> str:
    """One grant in a sentence: the right, where, by which position, since when, for whom."""
    if unit is not None and unit.agency_id in grant.serves and grant.unit_id not in unit.path:
        where = _("tại quầy %(unit)s, nơi nhận hồ sơ cho cơ quan này") % {"unit": grant.unit}
    elif grant.scope == Scope.AGENCY:
        where = _("trong toàn cơ quan %(agency)s") % {"agency": grant.agency}
    else:
        where = _("tại %(unit)s và các đơn vị bên trong") % {"unit": grant.unit}
    if grant.for_id is not None:
        basis = _("do thay %(name)s (%(position)s)") % {"name": grant.for_name, "position": grant.position}
    else:
        basis = _("do giữ vị trí %(position)s") % {"position": grant.position}
    since = _("từ ngày %(day)s") % {"day": f"{grant.starts_on:%d/%m/%Y}"}
    if grant.ends_on is not None:
        since += " " + _("đến ngày %(day)s") % {"day": f"{grant.ends_on:%d/%m/%Y}"}
    return _("“%(right)s” %(where)s, %(basis)s, %(since)s") % {
        "right": Right(right).label, "where": where, "basis": basis, "since": since,
    }  # fmt: skip


@needing(Right.MANAGE_PEOPLE.label)
def manages_people(user: Any) -> bool:
    """Whether `user` keeps the people and units of any agency today: the door of those pages."""
    return is_staff(user) and holds_anywhere(user, Right.MANAGE_PEOPLE, clock.today())


def can_manage_people(user: Any, agency: Agency | None, at: date | datetime) -> bool:
    """Whether `user` keeps the people and units of `agency`: by a right in it as a whole, or in one above it."""
    while agency is not None:
        if holds(user, Right.MANAGE_PEOPLE, agency, at):
            return True
        agency = agency.parent
    return False


def require_manage_people(user: Any, agency: Agency | None, at: date | datetime) -> None:
    """Refuse whom `can_manage_people` refuses. None as `user` is the program itself, which may."""
    if user is not None and not can_manage_people(user, agency, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.MANAGE_PEOPLE.label})


def sees_cards(user: Any, at: date | datetime) -> bool:
    """Whether `user` may look applicants up and see their papers: who takes in or handles dossiers."""
    return bool(reach(user, [Right.RECEIVE, Right.HAND_OVER, Right.PROCESS, Right.APPROVE, Right.SEE_ALL], at))


def require_sees_cards(user: Any, at: date | datetime) -> None:
    """Refuse whom `sees_cards` refuses. None as `user` is the program itself, which may."""
    if user is not None and not sees_cards(user, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.RECEIVE.label})


def rights_in_words(user: Any, day: date) -> tuple[str, ...]:
    """All that `user` may do from `day` on, grant by grant; what is over is left out."""
    grants = [grant for grant in getattr(user, "grants", ()) if grant.ends_on is None or grant.ends_on >= day]
    grants.sort(key=lambda grant: (grant.for_id is not None, grant.starts_on, grant.unit))
    return tuple(words_of(grant, right) for grant in grants for right in Right if right in grant.rights)
