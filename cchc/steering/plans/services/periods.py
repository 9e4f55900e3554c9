"""Opening periods: a recurring task comes again, any other one begins when its time does."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from cchc.kernel import events
from cchc.steering.plans import rules
from cchc.steering.plans.choices import PlanKind, PlanState, State
from cchc.steering.plans.events import PeriodOpened
from cchc.steering.plans.models import Period, Task
from cchc.steering.plans.services import working


def due_periods(task: Task, day: date) -> list[Period]:
    """The periods of a task that should be open by `day`, unsaved; none that was over when it came in.

    "2021 and the following years" goes on until somebody ends the plan. Another office's plan has no work for us.
    """
    begins = task.starts_on or task.plan.starts_on
    if begins > day or task.plan.kind == PlanKind.OUTSIDE:
        return []
    if not task.every:
        return [Period(task=task, starts_on=begins, due_on=task.ends_on)]
    until = min(day, task.ends_on or day)
    return [
        Period(task=task, label=span.label, starts_on=span.starts_on, due_on=span.due_on)
        for span in rules.spans(task.every, task.every_month, task.every_day, begins, until)
        if span.due_on >= max(task.periods_from, begins)
    ]


def missing_periods(task: Task, day: date, known: Sequence[Period]) -> list[Period]:
    """What `due_periods` has and nobody has opened yet."""
    starts = {period.starts_on for period in known}
    if not task.every and known:
        return []
    return [period for period in due_periods(task, day) if period.starts_on not in starts]


@transaction.atomic
def open_periods(*, at: datetime) -> int:
    """Open every period whose time has come, in plans that are carried out. Asked for again it opens nothing.

    A task that was dropped opens none. Returns how many were opened.
    """
    day = localdate(at)
    begun = Exists(Period.objects.filter(task=OuterRef("pk")))
    candidates = (
        Task.objects.live()
        .filter(~Q(every="") | ~begun, plan__state=PlanState.IN_FORCE)
        .exclude(state=State.DROPPED)
        .select_related("plan")
        .prefetch_related("periods")
    )
    ids = [task.pk for task in candidates if missing_periods(task, day, list(task.periods.all()))]
    return sum(open_for(task_id=pk, at=at) for pk in ids)


@transaction.atomic
def open_for(*, task_id: UUID, at: datetime) -> int:
    """Open what is due of one task. Returns how many periods were opened."""
    task = Task.objects.locked(task_id, None)
    fresh = missing_periods(task, localdate(at), list(task.periods.all()))
    for period in fresh:
        period.opened_at = at
        period.save(force_insert=True)
    if not fresh:
        return 0
    working.save(task, None, at)
    working.place(task, None, at)
    for period in fresh:
        events.publish(
            PeriodOpened(
                task_id=task.pk, period=period.pk, label=period.label, due_on=period.due_on, by_id=None, at=at
            )
        )
    return len(fresh)
