"""What the acts share: a task saved with who and when, its lists kept true, its work put before people."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.timezone import localdate, localtime, make_aware

from cchc.foundation.identity.models import User
from cchc.foundation.identity.querysets import units
from cchc.foundation.work import services as work
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.models import WorkItem
from cchc.kernel import lifecycle
from cchc.steering.plans.choices import OPEN, Role, State
from cchc.steering.plans.models import Assignee, Party, Period, Task

SUBJECT = "task"
FAR = date(2999, 12, 31)
DOING, APPROVING = "Thực hiện", "Duyệt hoàn thành"


def end_of(day: date | None) -> datetime | None:
    """A day without an hour is kept to its end."""
    return make_aware(datetime.combine(day, time(23, 59))) if day else None


def path_of(task: Task) -> str:
    """The page of a task."""
    return f"/ke-hoach/{task.plan.slug}/nhiem-vu/{task.slug}"


def save(task: Task, by: User | None, at: datetime, periods: Sequence[Period] | None = None) -> None:
    """Write the row with who changed it and when, so that whoever saw the old one is told."""
    mirror(task, periods)
    lifecycle.save(task, by, at)


def in_order(periods: Iterable[Period]) -> list[Period]:
    """Periods as they are to be done: open ones by their due day, then those that are over, newest first."""
    rows = list(periods)
    open_ones = sorted((p for p in rows if p.state in OPEN), key=lambda p: (p.due_on or FAR, p.starts_on))
    return open_ones + sorted((p for p in rows if p.state not in OPEN), key=lambda p: p.starts_on, reverse=True)


def mirror(task: Task, periods: Sequence[Period] | None = None) -> None:
    """Let a task repeat the state and the due day of the period that comes first."""
    found = in_order(task.periods.all() if periods is None else periods)
    if not found:
        task.sort_on = task.due_on or FAR
        return
    first = found[0]
    task.state, task.due_on, task.sort_on = first.state, first.due_on, first.due_on or FAR
    task.proposed_on = localdate(first.proposed_at) if first.proposed_at else None
    is_done = first.state == State.DONE and first.closed_at is not None
    task.done_on = localdate(first.closed_at) if is_done and first.closed_at else None


Wanted = tuple[int, int | None, str]  # unit, person, what is to be done


def wanted(task: Task, period: Period, parties: Sequence[Party], people: Sequence[Assignee]) -> set[Wanted]:
    """Before whom a period lies: its people, else its lead units; once proposed, whoever steers the plan."""
    if period.state not in OPEN or task.removed_at is not None:
        return set()
    name = f" · {period.label}" if period.label else ""
    if period.state == State.PROPOSED:
        return {(task.plan.steering_unit_id, None, APPROVING + name)}
    leads = [p.unit_id for p in parties if p.role == Role.LEAD and p.unit_id is not None]
    leads = leads or [task.plan.steering_unit_id]  # as `permissions.lead_units`, whose rows are read already
    if people:
        return {(_unit_of(person.user, leads, period), person.user_id, DOING + name) for person in people}
    return {(unit, None, DOING + name) for unit in leads}


def _unit_of(person: User, leads: Sequence[int], period: Period) -> int:
    """In which lead unit a person works on a task."""
    if len(leads) == 1:
        return leads[0]
    known, day = units(), localdate(period.opened_at)
    for grant in person.grants:
        if grant.runs_on(day) and grant.unit_id in known:
            for unit in leads:
                if unit in known[grant.unit_id].path:
                    return unit
    return leads[0]


def place(task: Task, by: User | None, at: datetime, opened: Sequence[Period] | None = None) -> None:
    """Open the work that is wanted about a task and close what is not: however often it is asked for, once.

    `opened` are the periods with units and people of the task as read, where the act has changed none of these.
    """
    if opened is None:
        parties = list(Party.objects.filter(task=task))
        people = list(Assignee.objects.filter(task=task, ended_at=None).select_related("user"))
        periods: Sequence[Period] = list(task.periods.all())
    else:
        parties = list(task.parties.all())
        people = [row for row in task.assignees.all() if row.ended_at is None]
        periods = opened
    items: dict[UUID, list[WorkItem]] = {period.pk: [] for period in periods}
    for item in WorkItem.objects.open().filter(subject_id__in=list(items)):
        items[item.subject_id].append(item)
    for period in periods:
        due = end_of(period.due_on)
        needed = wanted(task, period, parties, people)
        for item in items[period.pk]:
            key = (item.unit_id, item.assignee_id, item.step)
            if key not in needed:
                work.close(item=item, by=by, at=at)
                continue
            needed.discard(key)
            if item.due_at != due:
                work.reschedule(item=item, due_at=due)
        open_items(task, period, needed, by, at)


def open_items(task: Task, period: Period, needed: Iterable[Wanted], by: User | None, at: datetime) -> None:
    """Put a period before units and people. The rows ride in the open batch."""
    for unit, person, step in sorted(needed, key=lambda one: (one[0], one[1] or 0)):
        work.open_item(
            agency_id=task.plan.agency_id, unit_id=unit, lane=Lane.STEP, subject_type=SUBJECT,
            subject_id=period.pk, topic_id=None, label=task.label[:60], who=task.plan.title[:255],
            title=task.text[:500], path=path_of(task), search=work.search_text(task.label, task.text[:300]), at=at,
            assignee_id=person, sender_id=by.pk if by else None, step=step[:255], due_at=end_of(period.due_on),
        )  # fmt: skip


def days_past(due_on: date, at: datetime) -> int:
    """How many days a due day is past; 0 on the day itself, less before."""
    return (localtime(at).date() - due_on) // timedelta(days=1)
