"""Who reads figures, binds them to targets, declares a value, and approves it: never the same person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import is_staff
from cchc.foundation.identity.querysets import units

if TYPE_CHECKING:
    from cchc.steering.indicators.models import Declaration


def agencies_of(user: Any, at: datetime) -> frozenset[int]:
    """The agencies whose figures a person of the office reads: their own, and where they hold a position."""
    if not is_staff(user):
        return frozenset()
    day = localdate(at)
    return frozenset({user.agency_id, *(grant.agency_id for grant in user.grants if grant.runs_on(day))})


def can_read(user: Any, agency_id: int, at: datetime) -> bool:
    """Whether a person reads the figures of an agency. Whose rows they are, they see where they may see them."""
    return agency_id in agencies_of(user, at)


def can_steer(user: Any, agency_id: int, at: datetime) -> bool:
    """Whether a person binds targets, asks for values and approves them."""
    day = localdate(at)
    return any(
        grant.agency_id == agency_id and Right.STEER in grant.rights and grant.runs_on(day)
        for grant in getattr(user, "grants", ())
    )


def require_steer(user: Any, agency_id: int, at: datetime) -> None:
    """Refuse whom `can_steer` refuses. None as `user` is the program itself, which may."""
    if user is not None and not can_steer(user, agency_id, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.STEER.label})


def can_declare(user: Any, declaration: Declaration, at: datetime) -> bool:
    """Whether a person declares a value: who works in the unit that is asked, or inside it."""
    day, known = localdate(at), units()
    return any(
        grant.runs_on(day)
        and grant.unit_id in known
        and declaration.asked_unit_id in (grant.unit_id, *known[grant.unit_id].path)
        for grant in getattr(user, "grants", ())
    )


def require_declare(user: Any, declaration: Declaration, at: datetime) -> None:
    """Refuse whom `can_declare` refuses."""
    if not can_declare(user, declaration, at):
        raise PermissionDenied(_("Chỉ đơn vị được yêu cầu mới khai giá trị này."))


def can_approve(user: Any, declaration: Declaration, at: datetime) -> bool:
    """Whether a person approves a declared value: who steers, never who declared it, or in their name."""
    day, declarer = localdate(at), declaration.declared_by_id
    return declarer != user.pk and any(
        grant.agency_id == declaration.agency_id
        and Right.STEER in grant.rights
        and grant.runs_on(day)
        and (grant.for_id is None or grant.for_id != declarer)
        for grant in getattr(user, "grants", ())
    )


def require_approve(user: Any, declaration: Declaration, at: datetime) -> None:
    """Refuse whom `can_approve` refuses."""
    require_steer(user, declaration.agency_id, at)
    if not can_approve(user, declaration, at):
        raise PermissionDenied(_("Người khai không tự duyệt giá trị; chờ người khác duyệt."))
