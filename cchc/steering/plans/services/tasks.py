"""The acts of a task: give, begin, report, propose as done, approve, return, drop, open again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cchc.foundation.identity.models import User
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.services import tell
from cchc.kernel import events
from cchc.kernel.events import Event
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import OPEN, TRANSITIONS, Act
from cchc.steering.plans.events import (
    DoneApproved,
    DoneProposed,
    DoneReturned,
    ProgressReported,
    ProposalRecalled,
    TaskAssigned,
    TaskDropped,
    TaskReopened,
)
from cchc.steering.plans.models import Assignee, Period, ProgressNote, Task
from cchc.steering.plans.services import working


class NotOfTheOffice(ValueError):
    """A person named is no active member of the agency's staff."""


class ReasonMissing(ValueError):
    """The act needs a reason, and none was given."""


class NoEvidence(ValueError):
    """Nothing proves the task yet, so that it cannot be proposed as done."""


@dataclass
class _Opened:
    """A task held for an act, and the period that the act is about."""

    task: Task
    period: Period
    periods: list[Period]

    def move(self, act: Act) -> None:
        """Raises NotAllowed."""
        self.period.state = TRANSITIONS.after(self.period.state, act)

    def note(self, act: Act, text: str, by: User | None, at: datetime) -> None:
        ProgressNote.objects.create(period=self.period, act=act, text=text.strip(), by=by, at=at)

    def done(self, by: User | None, at: datetime, event: Event) -> Task:
        """Write what changed, keep lists and inboxes true, say it."""
        self.period.save()
        working.save(self.task, by, at, self.periods)
        working.place(self.task, by, at, self.periods)
        events.publish(event)
        return self.task


def _open(task_id: UUID, version: int, period_id: UUID | None, act: Act) -> _Opened:
    """Hold a task; without a period named, the act is about the first one that it is possible in."""
    task = Task.objects.locked(task_id, version)
    found = working.in_order(task.periods.all())
    asked = [one for one in found if period_id in (None, one.pk)]
    if not asked:
        raise Period.DoesNotExist
    period = next((one for one in asked if TRANSITIONS.allow(one.state, act)), asked[0])
    period.task = task
    return _Opened(task, period, found)


def _reason(text: str) -> str:
    if not text.strip():
        raise ReasonMissing
    return text.strip()


@transaction.atomic
def assign(*, task_id: UUID, version: int, people: Iterable[int], by: User | None, at: datetime) -> Task:
    """Say who has a task, all at once (giao nhiệm vụ); nobody: the lead unit has it. Raises NotOfTheOffice."""
    task = Task.objects.locked(task_id, version)
    if by is not None:
        permissions.require_assign(by, task, at)
    asked = frozenset(people)
    known = User.objects.staff_of(task.plan.agency_id).filter(pk__in=asked, is_active=True)
    users = {user.pk: user for user in known}
    if users.keys() != asked:
        raise NotOfTheOffice
    now = {row.user_id: row for row in task.assignees.filter(ended_at=None)}
    for pk in sorted(now.keys() - asked):
        now[pk].ended_at = at
        now[pk].save(update_fields=["ended_at"])
    fresh = [pk for pk in sorted(asked) if pk not in now]
    for pk in fresh:
        Assignee.objects.create(task=task, user=users[pk], by=by, at=at)
        if by is None or pk != by.pk:
            _tell_given(task, users[pk], at)
    working.save(task, by, at)
    working.place(task, by, at)
    events.publish(TaskAssigned(task_id=task.pk, people=tuple(sorted(asked)), by_id=by.pk if by else None, at=at))
    return task


def _tell_given(task: Task, user: User, at: datetime) -> None:
    with translation.override(user.language):
        title = _("Được giao nhiệm vụ %(code)s của kế hoạch") % {"code": task.code}
        due = _("Hạn: %(day)s.") % {"day": f"{task.due_on:%d/%m/%Y}"} if task.due_on else ""
    tell(
        user=user, email=user.email, kind=Kind.WORK, title=title, body=f"{task.text[:500]}\n{due}".strip(),
        path=working.path_of(task), subject_type=working.SUBJECT, subject_id=task.pk, at=at,
    )  # fmt: skip


@transaction.atomic
def start(*, task_id: UUID, version: int, by: User, at: datetime, period_id: UUID | None = None) -> Task:
    """Begin a task."""
    opened = _open(task_id, version, period_id, Act.START)
    permissions.require_report(by, opened.task, at)
    opened.move(Act.START)
    opened.period.started_at = at
    opened.note(Act.START, "", by, at)
    return opened.done(by, at, _reported(opened, Act.START, by, at))


@transaction.atomic
def report(
    *, task_id: UUID, version: int, text: str, by: User, at: datetime, period_id: UUID | None = None
) -> Task:
    """Write down how far a task has come (ghi tiến độ); the first note begins it. Raises ReasonMissing."""
    opened = _open(task_id, version, period_id, Act.REPORT)
    permissions.require_report(by, opened.task, at)
    opened.move(Act.REPORT)
    opened.period.started_at = opened.period.started_at or at
    opened.note(Act.REPORT, _reason(text), by, at)
    return opened.done(by, at, _reported(opened, Act.REPORT, by, at))


@transaction.atomic
def propose_done(
    *, task_id: UUID, version: int, text: str, by: User, at: datetime, period_id: UUID | None = None
) -> Task:
    """Say that a task is done and let who steers the plan decide. Raises NoEvidence where nothing proves it."""
    opened = _open(task_id, version, period_id, Act.PROPOSE)
    permissions.require_report(by, opened.task, at)
    opened.move(Act.PROPOSE)
    if not opened.period.evidence.filter(removed_at=None).exists():
        raise NoEvidence
    opened.period.started_at = opened.period.started_at or at
    opened.period.proposed_at, opened.period.proposed_by, opened.period.reason = at, by, ""
    opened.note(Act.PROPOSE, text, by, at)
    event = DoneProposed(task_id=opened.task.pk, period=opened.period.pk, by_id=by.pk, at=at)
    return opened.done(by, at, event)


@transaction.atomic
def recall(*, task_id: UUID, version: int, by: User, at: datetime, period_id: UUID | None = None) -> Task:
    """Take a proposal back before anybody has decided on it (rút đề nghị)."""
    opened = _open(task_id, version, period_id, Act.RECALL)
    permissions.require_report(by, opened.task, at)
    opened.move(Act.RECALL)
    opened.period.proposed_at = opened.period.proposed_by = None
    opened.note(Act.RECALL, "", by, at)
    event = ProposalRecalled(task_id=opened.task.pk, period=opened.period.pk, by_id=by.pk, at=at)
    return opened.done(by, at, event)


@transaction.atomic
def approve(
    *, task_id: UUID, version: int, by: User, at: datetime, text: str = "", period_id: UUID | None = None
) -> Task:
    """Agree that a task is done (duyệt hoàn thành): never by who proposed it."""
    opened = _open(task_id, version, period_id, Act.APPROVE)
    opened.move(Act.APPROVE)
    permissions.require_approve(by, opened.period, at)
    opened.period.closed_at, opened.period.closed_by = at, by
    opened.note(Act.APPROVE, text, by, at)
    event = DoneApproved(task_id=opened.task.pk, period=opened.period.pk, by_id=by.pk, at=at)
    return opened.done(by, at, event)


@transaction.atomic
def send_back(
    *, task_id: UUID, version: int, reason: str, by: User, at: datetime, period_id: UUID | None = None
) -> Task:
    """Not done yet, and why: it is in hand again (trả lại). Raises ReasonMissing."""
    opened = _open(task_id, version, period_id, Act.RETURN)
    opened.move(Act.RETURN)
    permissions.require_approve(by, opened.period, at)
    opened.period.reason = _reason(reason)
    opened.period.proposed_at = opened.period.proposed_by = None
    opened.note(Act.RETURN, reason, by, at)
    event = DoneReturned(
        task_id=opened.task.pk, period=opened.period.pk, reason=opened.period.reason, by_id=by.pk, at=at
    )
    return opened.done(by, at, event)


@transaction.atomic
def drop(*, task_id: UUID, version: int, reason: str, by: User | None, at: datetime) -> Task:
    """A task is no longer to be done (dừng thực hiện): all its open periods end, and why. Raises ReasonMissing."""
    opened = _open(task_id, version, None, Act.DROP)
    permissions.require_steer(by, opened.task.plan.agency_id, at)
    for period in [one for one in opened.periods if one.state in OPEN or one is opened.period]:
        period.state = TRANSITIONS.after(period.state, Act.DROP)
        period.closed_at, period.closed_by, period.reason = at, by, _reason(reason)
        period.save()
    opened.note(Act.DROP, reason, by, at)
    event = TaskDropped(task_id=opened.task.pk, reason=reason.strip(), by_id=by.pk if by else None, at=at)
    return opened.done(by, at, event)


@transaction.atomic
def reopen(
    *, task_id: UUID, version: int, reason: str, by: User, at: datetime, period_id: UUID | None = None
) -> Task:
    """Take up again what was done or dropped, and why (mở lại). Raises ReasonMissing."""
    opened = _open(task_id, version, period_id, Act.REOPEN)
    permissions.require_steer(by, opened.task.plan.agency_id, at)
    opened.move(Act.REOPEN)
    period = opened.period
    period.closed_at = period.closed_by = period.proposed_at = period.proposed_by = None
    period.reason = _reason(reason)
    opened.note(Act.REOPEN, reason, by, at)
    event = TaskReopened(task_id=opened.task.pk, period=period.pk, reason=period.reason, by_id=by.pk, at=at)
    return opened.done(by, at, event)


def _reported(opened: _Opened, act: Act, by: User, at: datetime) -> ProgressReported:
    return ProgressReported(task_id=opened.task.pk, period=opened.period.pk, act=act, by_id=by.pk, at=at)


def lawful(user: Any, task: Task, period: Period, at: datetime) -> tuple[Act, ...]:
    """The acts that a person may do to a period of a task now: what a page offers."""
    steers = permissions.can_steer(user, task.plan.agency_id, at)
    reports = permissions.can_report(user, task, at)
    period.task = task
    decides = permissions.can_approve(user, period, at)
    allowed = {
        Act.START: reports, Act.REPORT: reports, Act.PROPOSE: reports, Act.RECALL: reports,
        Act.APPROVE: decides, Act.RETURN: decides,
        Act.DROP: steers, Act.REOPEN: steers,
    }  # fmt: skip
    return tuple(act for act, may in allowed.items() if may and TRANSITIONS.allow(period.state, act))
