"""Who may do what to a dossier: `can_` asks, `require_` refuses and names what it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import Unit, User
from cchc.foundation.identity.permissions import Reach, grant_for, holds, holds_anywhere, is_staff, reach, require
from cchc.foundation.identity.rules import Grant
from cchc.kernel import clock
from cchc.kernel.access import needing

if TYPE_CHECKING:
    from cchc.onestop.dossiers.models import Dossier, StepRun

SEEING = frozenset({Right.RECEIVE, Right.HAND_OVER, Right.PROCESS, Right.ASSIGN, Right.APPROVE, Right.SEE_ALL})


def sees(user: Any, at: datetime) -> Reach:
    """Where a person of the office sees dossiers: the units of their positions, not all that a counter serves."""
    day = localdate(at)
    grants = [g for g in getattr(user, "grants", ()) if g.rights & SEEING and g.runs_on(day)]
    return Reach(
        frozenset(g.agency_id for g in grants if g.scope == Scope.AGENCY),
        frozenset(g.unit_id for g in grants if g.scope != Scope.AGENCY),
    )


def receives(user: Any, at: datetime) -> bool:
    """Whether a person takes dossiers in anywhere: who sees the intake page."""
    return holds_anywhere(user, Right.RECEIVE, at)


def require_receive(user: User, counter: Unit, agency_id: int, at: datetime) -> Grant:
    """Taking in at a counter, for an agency that it serves. Raises PermissionDenied."""
    grant = require(user, Right.RECEIVE, counter, at)
    if not counter.is_counter or agency_id not in counter.served:  # type: ignore[attr-defined]
        raise PermissionDenied(_("Quầy này không nhận hồ sơ của cơ quan đó."))
    return grant


def can_receive(user: Any, dossier: Dossier, at: datetime) -> bool:
    """Whether a person may take in, refuse or ask more of a dossier that waits at its counter."""
    return holds(user, Right.RECEIVE, dossier.counter, at)


def can_hand_over(user: Any, dossier: Dossier, at: datetime) -> bool:
    """Whether a person may hand the result over."""
    return holds(user, Right.HAND_OVER, dossier.counter, at)


def can_take(user: Any, run: StepRun, right: str, at: datetime) -> bool:
    """Whether a person may take a step that nobody has."""
    return run.assignee_id is None and holds(user, right, run.unit, at)


def can_assign(user: Any, run: StepRun, at: datetime) -> bool:
    """Whether a person may give a step to somebody, or to somebody else."""
    return holds(user, Right.ASSIGN, run.unit, at)


def acts_for(user: Any, run: StepRun, right: str, at: datetime) -> bool:
    """Whether a step is this person's to do: its assignee, or who stands in for them."""
    if run.assignee_id is None:
        return False
    grant = grant_for(user, right, run.unit, at)
    if grant is None:
        return False
    return run.assignee_id == user.pk or any(
        g.for_id == run.assignee_id and right in g.rights and g.runs_on(localdate(at)) for g in user.grants
    )


def require_acts_for(user: Any, run: StepRun, right: str, at: datetime) -> None:
    """The step is this person's to do. Raises PermissionDenied, saying who has it."""
    if not acts_for(user, run, right, at):
        holder = run.assignee.full_name if run.assignee else _("chưa có người nhận")
        raise PermissionDenied(
            _("Bước này đang do %(holder)s giữ, cần quyền “%(right)s”.")
            % {"holder": holder, "right": Right(right).label}
        )


@dataclass(frozen=True)
class _Whole:
    """An agency as a place where rights are asked for."""

    agency_id: int
    path: list[int] = field(default_factory=list)


def history_agencies(user: Any, at: date | datetime) -> frozenset[int]:
    """The agencies whose past dossiers a person may bring in: who keeps the catalogue by which rows are read."""
    return reach(user, [Right.MANAGE_PROCEDURES], at).agencies


def require_history(user: User | None, agency_id: int, at: datetime) -> None:
    """Refuse whoever may not bring past dossiers into an agency; None is the program itself.

    Raises PermissionDenied.
    """
    if user is not None:
        require(user, Right.MANAGE_PROCEDURES, _Whole(agency_id), at)


@needing(Right.MANAGE_PROCEDURES.label)
def brings_history(user: Any) -> bool:
    """Whether a person brings past dossiers into any agency today: the door of its pages."""
    return is_staff(user) and bool(history_agencies(user, clock.today()))
