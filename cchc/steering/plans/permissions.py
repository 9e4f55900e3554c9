"""Who reads, steers, reports and approves: `can_` asks, `require_` refuses and names what it takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import holds, is_staff
from cchc.foundation.identity.querysets import KeptUnit, units
from cchc.kernel import clock
from cchc.kernel.access import needing
from cchc.steering.plans.choices import Role

if TYPE_CHECKING:
    from cchc.steering.plans.models import Evidence, Period, Plan, Task


def agencies_of(user: Any, at: datetime) -> frozenset[int]:
    """The agencies whose plans a person of the office reads: their own, and where they hold a position."""
    if not is_staff(user):
        return frozenset()
    day = localdate(at)
    held = {grant.agency_id for grant in user.grants if grant.runs_on(day)}
    return frozenset(held | {user.agency_id})


def steered_agencies(user: Any, at: datetime) -> frozenset[int]:
    """The agencies whose plans a person steers."""
    day = localdate(at)
    return frozenset(
        grant.agency_id
        for grant in getattr(user, "grants", ())
        if Right.STEER in grant.rights and grant.runs_on(day)
    )


def reads_plans(user: Any) -> bool:
    """Whether a person reads plans at all: the door of those pages."""
    return is_staff(user)


def steers_anywhere(user: Any) -> bool:
    """Whether a person steers the plans of any agency today: the door of the review of imports."""
    return bool(is_staff(user) and steered_agencies(user, clock.now()))


def led_units(user: Any, at: datetime) -> list[KeptUnit]:
    """The units whose people a person assigns: the head's own."""
    day, known = localdate(at), units()
    found = {
        grant.unit_id
        for grant in getattr(user, "grants", ())
        if Right.ASSIGN in grant.rights and grant.runs_on(day) and grant.unit_id in known
    }
    return sorted((known[pk] for pk in found), key=lambda one: one.name)


@needing(Right.ASSIGN.label)
def heads_or_steers(user: Any) -> bool:
    """Whether a person leads a unit, or steers plans: the door of the screens."""
    return bool(is_staff(user) and (steers_anywhere(user) or led_units(user, clock.now())))


def can_read(user: Any, plan: Plan, at: datetime) -> bool:
    """Whether a person may read a plan with its tasks: staff of the agency."""
    return plan.agency_id in agencies_of(user, at)


def can_steer(user: Any, agency_id: int, at: datetime) -> bool:
    """Whether a person steers the plans of an agency: imports, corrects, publishes, approves."""
    return agency_id in steered_agencies(user, at)


def require_steer(user: Any, agency_id: int, at: datetime) -> None:
    """Refuse whom `can_steer` refuses. None as `user` is the program itself, which may."""
    if user is not None and not can_steer(user, agency_id, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.STEER.label})


def lead_units(task: Task) -> tuple[int, ...]:
    """The units that lead a task now; where the plan names none of the agency's, the one that steers the plan."""
    leads = tuple(p.unit_id for p in task.parties.all() if p.role == Role.LEAD and p.unit_id is not None)
    return leads or (task.plan.steering_unit_id,)


def is_of(user: Any, unit_ids: Iterable[int], at: datetime) -> bool:
    """Whether a person works in one of the units, or in a unit inside one."""
    day, wanted, known = localdate(at), set(unit_ids), units()
    return any(
        grant.runs_on(day) and grant.unit_id in known and wanted & set(known[grant.unit_id].path)
        for grant in getattr(user, "grants", ())
    )


def is_given(user: Any, task: Task, at: datetime) -> bool:
    """Whether a task was given to a person, or to somebody for whom they stand in."""
    people = {a.user_id for a in task.assignees.all() if a.ended_at is None}
    day = localdate(at)
    own = {user.pk, *(g.for_id for g in getattr(user, "grants", ()) if g.for_id and g.runs_on(day))}
    return bool(people & own)


def can_report(user: Any, task: Task, at: datetime) -> bool:
    """Whether a person reports on a task, proves it, proposes it as done: whose it is, and its lead unit."""
    return is_given(user, task, at) or is_of(user, lead_units(task), at)


def require_report(user: Any, task: Task, at: datetime) -> None:
    """Refuse whom `can_report` refuses."""
    if not can_report(user, task, at):
        raise PermissionDenied(_("Chỉ người được giao và đơn vị chủ trì báo cáo nhiệm vụ này."))


def can_assign(user: Any, task: Task, at: datetime) -> bool:
    """Whether a person gives a task to people: who assigns in its lead unit, and who steers the plan."""
    if can_steer(user, task.plan.agency_id, at):
        return True
    known = units()
    return any(holds(user, Right.ASSIGN, known[pk], at) for pk in lead_units(task) if pk in known)


def require_assign(user: Any, task: Task, at: datetime) -> None:
    """Refuse whom `can_assign` refuses."""
    if not can_assign(user, task, at):
        raise PermissionDenied(
            _("Việc này cần quyền “%(right)s” ở đơn vị chủ trì.") % {"right": Right.ASSIGN.label}
        )


def can_approve(user: Any, period: Period, at: datetime) -> bool:
    """Whether a person approves that a task is done: who steers the plan, never who proposed it."""
    return can_steer(user, period.task.plan.agency_id, at) and period.proposed_by_id != user.pk


def require_approve(user: Any, period: Period, at: datetime) -> None:
    """Refuse whom `can_approve` refuses."""
    require_steer(user, period.task.plan.agency_id, at)
    if period.proposed_by_id == user.pk:
        raise PermissionDenied(_("Người đề nghị hoàn thành không tự duyệt; chờ người khác duyệt."))


def can_open(user: Any, evidence: Evidence, at: datetime) -> bool:
    """Whether a person may open what proves a task: the file for who reads the plan, a row for who may see it."""
    if not can_read(user, evidence.period.task.plan, at):
        return False
    rows: Any = apps.get_model("plans.Evidence").objects.standing()
    return bool(rows.with_access(user, at).filter(pk=evidence.pk, opens=True).exists())
