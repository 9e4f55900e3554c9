"""Who may keep the catalogue of an agency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import holds, is_staff, reach, require
from cchc.kernel import clock
from cchc.kernel.access import needing

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User


@dataclass(frozen=True)
class _Whole:
    """An agency as a place where rights are asked for."""

    agency_id: int
    path: list[int] = field(default_factory=list)


def can_manage(user: Any, agency_id: int, at: date | datetime) -> bool:
    """Whether `user` keeps the catalogue of an agency."""
    return holds(user, Right.MANAGE_PROCEDURES, _Whole(agency_id), at)


def require_manage(user: User | None, agency_id: int, at: datetime) -> None:
    """Refuse whoever does not keep the catalogue of an agency; None is the program itself.

    Raises PermissionDenied.
    """
    if user is not None:
        require(user, Right.MANAGE_PROCEDURES, _Whole(agency_id), at)


def managed_agencies(user: Any, at: date | datetime) -> frozenset[int]:
    """The agencies whose catalogue `user` keeps."""
    return reach(user, [Right.MANAGE_PROCEDURES], at).agencies


@needing(Right.MANAGE_PROCEDURES.label)
def manages_anywhere(user: Any) -> bool:
    """Whether `user` keeps any agency's catalogue today: the door of its pages."""
    return is_staff(user) and bool(managed_agencies(user, clock.today()))
