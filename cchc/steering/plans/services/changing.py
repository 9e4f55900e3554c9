"""What is set at a task while it runs: its time, its budget, its products, its units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cchc.foundation.identity.models import Unit, User
from cchc.kernel import events
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import CLOSED, OPEN, Every, Role, TimeKind
from cchc.steering.plans.events import StageReached, TaskChanged
from cchc.steering.plans.models import Party, Product, Stage, Task
from cchc.steering.plans.services import periods, working
from cchc.steering.plans.services.handing_on import hand_on_rows


class WrongTime(ValueError):
    """A task would end before it begins, or recur without saying how often."""


@dataclass(frozen=True, kw_only=True)
class Time:
    """When a task is to be done: once by a day, or again and again."""

    starts_on: date | None = None
    ends_on: date | None = None
    every: str = ""
    every_month: int | None = None
    every_day: int | None = None


def _changed(task: Task, fields: tuple[str, ...], by: User | None, at: datetime, reason: str = "") -> Task:
    working.save(task, by, at)
    working.place(task, by, at)
    events.publish(TaskChanged(task_id=task.pk, fields=fields, reason=reason, by_id=by.pk if by else None, at=at))
    return task


@transaction.atomic
def set_time(*, task_id: UUID, version: int, time: Time, by: User | None, at: datetime, reason: str = "") -> Task:
    """Say by when a task is to be done, where the plan leaves it open or it was put off; what was printed stays.

    Periods that are over keep their day. A task that begins to recur leaves its one open period to be the first.
    Raises WrongTime.
    """
    task = Task.objects.locked(task_id, version)
    permissions.require_steer(by, task.plan.agency_id, at)
    if time.starts_on and time.ends_on and time.ends_on < time.starts_on:
        raise WrongTime
    if time.every and time.every not in Every.values:
        raise WrongTime
    task.starts_on, task.ends_on = time.starts_on, time.ends_on
    task.every, task.every_month, task.every_day = time.every, time.every_month, time.every_day
    if time.every:
        task.time_kind = TimeKind.RECURRING
    refit(task, at)
    return _changed(task, ("time",), by, at, reason)


def refit(task: Task, at: datetime) -> None:
    """Let the open periods of a task follow its time, and open those that are due by now."""
    day = localdate(at)
    right = {period.starts_on: period for period in periods.due_periods(task, day)}
    known = list(task.periods.all())
    free = [starts for starts in right if starts not in {one.starts_on for one in known}]
    for period in working.in_order(known):
        if period.state not in OPEN:
            continue
        if period.starts_on not in right and free:
            period.starts_on = free.pop(0)
        fit = right.get(period.starts_on)
        if fit is not None:
            period.label, period.due_on = fit.label, fit.due_on
            period.save(update_fields=["label", "due_on", "starts_on"])
    starts = {period.starts_on for period in task.periods.all()}
    if not task.every and starts:
        return
    for fresh in right.values():
        if fresh.starts_on not in starts:
            fresh.opened_at = at
            fresh.save(force_insert=True)


@transaction.atomic
def set_budget(
    *, task_id: UUID, version: int, amount: Decimal | None, source: str, by: User | None, at: datetime
) -> Task:
    """Say what a task costs, in đồng, and out of which source (kinh phí, nguồn kinh phí)."""
    task = Task.objects.locked(task_id, version)
    permissions.require_steer(by, task.plan.agency_id, at)
    task.budget, task.budget_source = amount, source.strip()
    return _changed(task, ("budget",), by, at)


@transaction.atomic
def set_products(
    *, task_id: UUID, version: int, products: Iterable[tuple[int | None, str, bool]], by: User | None, at: datetime
) -> Task:
    """Say what is to come out of a task: (key of one that is there or None, text, whether only "nếu có")."""
    task = Task.objects.locked(task_id, version)
    permissions.require_steer(by, task.plan.agency_id, at)
    known = {row.pk: row for row in task.products.all()}
    kept = set()
    for position, (pk, text, if_any) in enumerate(products, 1):
        row = known.get(pk) if pk is not None else None
        row = row or Product(task=task)
        row.position, row.text, row.if_any = position, text.strip(), if_any
        row.save()
        kept.add(row.pk)
    task.products.exclude(pk__in=kept).delete()
    return _changed(task, ("products",), by, at)


@transaction.atomic
def set_stages(
    *, task_id: UUID, version: int, stages: Iterable[tuple[int | None, str, date | None]], by: User, at: datetime
) -> Task:
    """Say what is to be reached on the way of a task: (key of one that is there or None, text, day), in order.

    Whoever has the task plans its way, and who steers the plan. What was reached stays reached.
    """
    task = Task.objects.locked(task_id, version)
    if not permissions.can_report(by, task, at):
        permissions.require_steer(by, task.plan.agency_id, at)
    known = {row.pk: row for row in task.stages.all()}
    kept = set()
    for position, (pk, text, due_on) in enumerate(stages, 1):
        row = (known.get(pk) if pk is not None else None) or Stage(task=task)
        row.position, row.text, row.due_on = position, text.strip()[:500], due_on
        row.save()
        kept.add(row.pk)
    task.stages.exclude(pk__in=kept).delete()
    return _changed(task, ("stages",), by, at)


@transaction.atomic
def reach_stage(*, stage_id: int, version: int, reached: bool, by: User, at: datetime) -> Task:
    """Say that a step on the way of a task is reached today, or is not after all; `version` is the task's."""
    task = Task.objects.locked(Stage.objects.only("task").get(pk=stage_id).task_id, version)
    permissions.require_report(by, task, at)
    stage = task.stages.get(pk=stage_id)
    stage.reached_on, stage.reached_by = (localdate(at), by) if reached else (None, None)
    stage.save(update_fields=["reached_on", "reached_by"])
    working.save(task, by, at)
    events.publish(StageReached(task_id=task.pk, stage=stage.pk, reached=reached, by_id=by.pk, at=at))
    return task


@transaction.atomic
def set_parties(
    *, task_id: UUID, version: int, role: Role, parties: Iterable[Mapping[str, Any]], by: User | None, at: datetime
) -> Task:
    """Say which units lead a task, or help in it: {"printed", "unit": key or None, "circle"} each, in order."""
    task = Task.objects.locked(task_id, version)
    permissions.require_steer(by, task.plan.agency_id, at)
    task.parties.filter(role=role).delete()
    Party.objects.bulk_create(parties_of(task, role, parties))
    return _changed(task, (str(role),), by, at)


def parties_of(task: Task, role: str, parties: Iterable[Mapping[str, Any]]) -> list[Party]:
    """The rows of units as a review, or a form, names them; unsaved."""
    return [
        Party(
            task=task, role=role, position=position, printed=str(one["printed"])[:500], unit_id=one.get("unit"),
            circle=one.get("circle") or "", confidence=one.get("confidence"),
        )
        for position, one in enumerate(parties, 1)
    ]  # fmt: skip


@transaction.atomic
def hand_on(
    *, task_id: UUID, version: int, role: Role, from_unit: Unit, to_unit: Unit, reason: str, by: User, at: datetime
) -> Task:
    """Give a unit's part in a task to another unit of the agency, and why; both stay visible (chuyển giao)."""
    task = Task.objects.locked(task_id, version)
    permissions.require_steer(by, task.plan.agency_id, at)
    rows = list(task.parties.filter(role=role, unit=from_unit))
    if not rows or to_unit.agency_id != task.plan.agency_id:
        raise Party.DoesNotExist
    hand_on_rows(task, rows, to_unit.pk, localdate(at), reason.strip(), by, at)
    return task


def is_over(task: Task) -> bool:
    """Whether nothing is left to do in a task."""
    return task.state in CLOSED
