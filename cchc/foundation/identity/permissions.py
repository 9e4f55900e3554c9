"""Who may do what: rights come from positions held on a day, in a unit, by oneself or for another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.rules import Grant

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User


class Place(Protocol):
    """What a right is asked for: a unit, or what stands for one."""

    path: list[int]
    agency_id: int


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
        if right in grant.rights and grant.runs_on(day) and grant.covers(unit.path, unit.agency_id)
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
            agencies.update(grant.serves)
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
