"""Tasks of units that are no more, and of people who left, go on; from whom to whom, and why, stays visible."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from cchc.foundation.identity.models import Unit, User
from cchc.kernel import events
from cchc.steering.plans.choices import CLOSED
from cchc.steering.plans.events import TaskAssigned, TaskHandedOn
from cchc.steering.plans.models import Assignee, HandedOn, Party, Task
from cchc.steering.plans.rules.matching import Known, living_heir
from cchc.steering.plans.services import working
from cchc.ui.wording import number

ENDED = "Đơn vị đã giải thể, sáp nhập; nhiệm vụ chuyển cho đơn vị kế thừa."


def known_units(agency_id: int) -> list[Known]:
    """The units of an agency as matching knows them, with the heir of each."""
    rows = Unit.objects.filter(agency=agency_id).prefetch_related("successors").order_by("pk")
    return [
        Known(
            id=unit.pk, name=unit.name, short_name=unit.short_name, code=unit.code, ends_on=unit.ends_on,
            heir=min((heir.pk for heir in unit.successors.all()), default=None),
        )
        for unit in rows
    ]  # fmt: skip


def _open_parties() -> QuerySet[Party]:
    """The parts of units in tasks that are not done, or that come again."""
    return Party.objects.filter(task__removed_at=None).exclude(task__state__in=CLOSED, task__every="")


def told_of_closing(unit: Unit, heir: Unit | None) -> list[str]:
    """How many open tasks a unit has a part in, and whose they are once the unit is closed."""
    count = _open_parties().filter(unit=unit).values("task").distinct().count()
    if not count:
        return []
    if heir is None:
        words = ngettext(
            "%(n)s nhiệm vụ kế hoạch chưa xong ở lại đơn vị này.",
            "%(n)s nhiệm vụ kế hoạch chưa xong ở lại đơn vị này.", count,
        )  # fmt: skip
        return [words % {"n": number(count)}]
    words = ngettext(
        "%(n)s nhiệm vụ kế hoạch chưa xong sang %(unit)s từ ngày sau đó.",
        "%(n)s nhiệm vụ kế hoạch chưa xong sang %(unit)s từ ngày sau đó.", count,
    )  # fmt: skip
    return [words % {"n": number(count), "unit": heir.name}]


@transaction.atomic
def hand_on_closed_units(*, at: datetime) -> int:
    """Give the open tasks of units that have ended to their heirs. Asked for again it does nothing more.

    A unit that nobody follows keeps its name at the task, whose work then lies before whoever steers the plan.
    Returns how many parts in tasks went on.
    """
    day = localdate(at)
    ended = _open_parties().filter(unit__ends_on__lt=day).select_related("unit").order_by("task", "pk")
    by_task: dict[UUID, list[Party]] = {}
    for party in ended:
        by_task.setdefault(party.task_id, []).append(party)
    moved = 0
    units: dict[int, dict[int, Known]] = {}
    for task_id, parties in by_task.items():
        task = Task.objects.locked(task_id, None)
        agency_id = task.plan.agency_id
        if agency_id not in units:
            units[agency_id] = {unit.id: unit for unit in known_units(agency_id)}
        for party in parties:
            assert party.unit is not None and party.unit.ends_on is not None
            heir = living_heir(units[agency_id][party.unit.pk], units[agency_id], day)
            if heir is not None:
                hand_on_rows(task, [party], heir, party.unit.ends_on + timedelta(days=1), ENDED, None, at)
                moved += 1
    return moved


def hand_on_rows(
    task: Task, parties: Sequence[Party], to_unit: int, on: date, reason: str, by: User | None, at: datetime
) -> None:
    """Let a unit's part in a task be another's; where that already has it, there is only one part."""
    for party in parties:
        assert party.unit_id is not None
        was = party.unit_id
        if task.parties.filter(role=party.role, unit=to_unit).exists():
            party.delete()
        else:
            party.unit_id = to_unit
            party.save(update_fields=["unit"])
        HandedOn.objects.create(
            task=task, role=party.role, from_unit_id=was, to_unit_id=to_unit, on=on, reason=reason, by=by, at=at
        )
        events.publish(
            TaskHandedOn(
                task_id=task.pk, role=party.role, from_unit=was, to_unit=to_unit, on=on, reason=reason,
                by_id=by.pk if by else None, at=at,
            )
        )  # fmt: skip
    working.save(task, by, at)
    working.place(task, by, at)


@transaction.atomic
def hand_on_person(*, user_id: int, heir_id: int | None, by_id: int | None, at: datetime) -> int:
    """Who left has no tasks any more: the heir has them, without one the lead unit. Returns how many."""
    rows = list(
        Assignee.objects.filter(user=user_id, ended_at=None).exclude(task__state__in=CLOSED, task__every="")
    )
    by = User.objects.filter(pk=by_id).first() if by_id is not None else None
    for row in rows:
        task = Task.objects.locked(row.task_id, None)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        if heir_id is not None and not task.assignees.filter(user=heir_id, ended_at=None).exists():
            Assignee.objects.create(task=task, user_id=heir_id, by=by, at=at)
        people = task.assignees.filter(ended_at=None).order_by("user").values_list("user", flat=True)
        working.save(task, by, at)
        working.place(task, by, at)
        events.publish(TaskAssigned(task_id=task.pk, people=tuple(people), by_id=by_id, at=at))
    return len(rows)
