"""Tasks as lists show them: where each stood on a day, in which pile it lies, how its due day is said."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from cchc.foundation.identity.querysets import units
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Due, DueState, due_state
from cchc.kernel.text import fold
from cchc.steering.plans.choices import CLOSED, Act, Every, Pile, Role, State
from cchc.steering.plans.models import Assignee, Party, Period, ProgressNote, Task
from cchc.steering.plans.querysets import TaskQuerySet
from cchc.steering.plans.rules.standing import SOON_DAYS, is_due_in, is_late, pile_of
from cchc.steering.plans.services.working import end_of, mirror
from cchc.steering.plans.views.opened import Opened, led_by, own_units
from cchc.ui.parts import Mark

# Tone and icon of each pile; the words are the state.
MARKS = {
    Pile.NOT_STARTED: ("neutral", "circle-dashed"), Pile.DOING: ("blue", "progress"),
    Pile.SOON: ("amber", "clock-exclamation"), Pile.OVERDUE: ("red", "alert-triangle"),
    Pile.PROPOSED: ("violet", "clipboard-check"), Pile.DONE: ("green", "circle-check"),
    Pile.DROPPED: ("neutral", "player-stop"),
}  # fmt: skip
STATES = {
    State.NOT_STARTED: ("neutral", "circle-dashed"), State.DOING: ("blue", "progress"),
    State.PROPOSED: ("violet", "clipboard-check"), State.DONE: ("green", "circle-check"),
    State.DROPPED: ("neutral", "player-stop"),
}  # fmt: skip
QUARTERS = ("I", "II", "III", "IV")
AFTER = {
    Act.START: State.DOING, Act.REPORT: State.DOING, Act.PROPOSE: State.PROPOSED, Act.RECALL: State.DOING,
    Act.APPROVE: State.DONE, Act.RETURN: State.DOING, Act.DROP: State.DROPPED, Act.REOPEN: State.DOING,
}  # fmt: skip


def state_mark(state: str) -> Mark:
    """How the state of a task is shown."""
    known = State(state)
    return Mark(known.label, *STATES[known])


def pile_mark(pile: Pile) -> Mark:
    """How a pile is shown."""
    return Mark(pile.label, *MARKS[pile])


def due_of(task: Any, day: date, agency_id: int, at: datetime) -> Due | None:
    """How a task stands with its due day on `day`; None for what waits for approval in time, or was dropped."""
    if task.state == State.DROPPED or (task.state == State.PROPOSED and not is_late(task, day)):
        return None
    moment = at if day == localdate(at) else make_aware(datetime.combine(day, time(12)))
    done = task.done_on if task.state == State.DONE else None
    finished = make_aware(datetime.combine(done, time(12))) if done else None
    if finished is None and task.state == State.DONE:
        return None
    due = due_state(moment, end_of(task.due_on), calendar_of(agency_id), finished, soon=Decimal(0))
    if due.state in (DueState.LEFT, DueState.SOON):
        soon = (task.due_on - day).days <= SOON_DAYS
        due = replace(due, state=DueState.SOON if soon else DueState.LEFT)
    return due


# Where tasks stood on a day that is past


def with_past(rows: TaskQuerySet) -> TaskQuerySet:
    """Tasks with their periods and what was noted of each."""
    notes = ProgressNote.objects.only("period", "act", "at").order_by("at", "pk")
    return rows.prefetch_related(Prefetch("periods", Period.objects.prefetch_related(Prefetch("notes", notes))))


def as_it_was(task: Task, day: date) -> None:
    """Let a task, read by `with_past`, say where it stood at the end of `day`. The row is never saved."""
    then = []
    for period in task.periods.all():
        if localdate(period.opened_at) > day:
            continue
        notes = [note for note in period.notes.all() if localdate(note.at) <= day]
        closed = period.closed_at is not None and localdate(period.closed_at) <= day
        if not closed:
            acts = [AFTER[Act(note.act)] for note in notes if note.act in AFTER]
            period.state = acts[-1] if acts else State.NOT_STARTED
            if period.state in CLOSED:  # the act that closed it was taken back since
                period.closed_at = next(note.at for note in reversed(notes) if AFTER[Act(note.act)] in CLOSED)
            else:
                period.closed_at = None
            proposed = [note.at for note in notes if note.act == Act.PROPOSE]
            period.proposed_at = proposed[-1] if proposed and period.state == State.PROPOSED else None
        then.append(period)
    if not then:
        task.state, task.due_on, task.proposed_on, task.done_on = State.NOT_STARTED, task.ends_on, None, None
        return
    mirror(task, then)


# The list


@dataclass(frozen=True)
class Piled:
    """A task of a list and its pile."""

    task: Task
    pile: Pile


@dataclass(frozen=True)
class Listed:
    """All tasks of a plan that match the filters, in the order of the plan, with few columns of each."""

    opened: Opened
    day: date
    found: Sequence[Piled]  # before the pile is chosen
    chosen: str = ""

    @cached_property
    def rows(self) -> list[Piled]:
        """What the list shows."""
        return [one for one in self.found if not self.chosen or one.pile == self.chosen]

    @cached_property
    def counts(self) -> Counter[Pile]:
        """How many lie in each pile."""
        return Counter(one.pile for one in self.found)

    def of(self, pile: Pile) -> list[Piled]:
        """What the list shows of one pile."""
        return [one for one in self.rows if one.pile == pile]


def tasks_of(opened: Opened, narrowing: Any, *, whole: bool = False) -> Listed:
    """The tasks of a plan that match the filters of a form, each with its pile on the day that it names.

    `whole` reads only day and unit: what the plan's own page counts.
    """
    day = narrowing.day
    rows = Task.objects.filter(plan=opened.plan.pk).live().order_by("position", "pk")
    if unit := narrowing.told("dv"):
        rows = rows.filter(_leads(led_by(unit)))
    told = {} if whole else {name: narrowing.told(name) for name in ("q", "tt", "han", "nhom", "cua")}
    if told.get("nhom"):
        rows = rows.filter(Q(group=told["nhom"]) | Q(subgroup=told["nhom"]))
    if told.get("cua"):
        given = Assignee.objects.filter(task=OuterRef("pk"), user=opened.user.pk, ended_at=None)
        own = _leads(Q(unit__in=own_units(opened.user, opened.today)))
        rows = rows.filter(Exists(given) | own)
    rows = rows.only(
        "pk", "position", "kind", "mark", "nth", "slug", "text", "state", "due_on", "ends_on", "proposed_on",
        "done_on", "plan", "group", "subgroup",
    )  # fmt: skip
    past = day < opened.today
    found = []
    wanted = fold(told.get("q") or "").split()
    for task in with_past(rows) if past else rows:
        if past:
            as_it_was(task, day)
        if wanted and not _matches(task, wanted):
            continue
        if told.get("han") and not is_due_in(task.due_on, told["han"], day):
            continue
        found.append(Piled(task, pile_of(task, day)))
    return Listed(opened, day, found, told.get("tt") or "")


def _leads(which: Q) -> Any:
    return Exists(Party.objects.filter(which, task=OuterRef("pk"), role=Role.LEAD).order_by())


def _matches(task: Task, wanted: Iterable[str]) -> bool:
    folded = fold(f"{task.code} {task.text}")
    return all(word in folded for word in wanted)


# A line


@dataclass(frozen=True)
class Line:
    """A task as a row of a table, a card of the board, an entry of the calendar."""

    task: Task
    pile: Pile
    due: Due | None
    due_on: date | None
    state: Mark

    @property
    def leads(self) -> list[str]:
        """Who leads it now, the heir of a unit that is no more."""
        return [name_of(party) for party in self.task.parties.all() if party.role == Role.LEAD]

    @property
    def people(self) -> list[str]:
        """Who has it."""
        return [str(row.user.full_name) for row in self.task.people]  # type: ignore[attr-defined]

    @property
    def mark(self) -> Mark:
        """Its pile in words, tone and icon."""
        return pile_mark(self.pile)


def period_name(period: Period, every: str) -> str:
    """What a period is called, in the language of the page; empty where a task is done once."""
    if not period.label:
        return ""
    year, month = period.starts_on.year, period.starts_on.month
    match every:
        case Every.YEAR:
            return _("năm %(year)s") % {"year": year}
        case Every.HALF if month == 1:
            return _("6 tháng đầu năm %(year)s") % {"year": year}
        case Every.HALF:
            return _("6 tháng cuối năm %(year)s") % {"year": year}
        case Every.QUARTER:
            return _("quý %(quarter)s/%(year)s") % {"quarter": QUARTERS[(month - 1) // 3], "year": year}
        case Every.MONTH:
            return _("tháng %(month)s/%(year)s") % {"month": month, "year": year}
    return period.label


def name_of(party: Party) -> str:
    """Who it is now: the unit that has the part, else as printed."""
    unit = units().get(party.unit_id) if party.unit_id is not None else None
    if unit is not None:
        return unit.name
    return str(party.get_circle_display()) if party.circle else party.printed


def lines_of(listed: Listed, shown: Sequence[Piled]) -> list[Line]:
    """The rows that a page shows, with units and people, in order."""
    rows = {task.pk: task for task in Task.objects.filter(pk__in=[one.task.pk for one in shown]).with_parties()}
    agency_id, at = listed.opened.plan.agency_id, listed.opened.at
    return [
        Line(
            task=rows[one.task.pk], pile=one.pile, due=due_of(one.task, listed.day, agency_id, at),
            due_on=one.task.due_on, state=state_mark(one.task.state),
        )
        for one in shown
    ]  # fmt: skip


def others_label() -> str:
    """What the filter of units calls whoever is no unit of the agency."""
    return _("Cơ quan khác, hoặc chưa khớp đơn vị")
