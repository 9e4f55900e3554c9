"""Reads of the inbox: the rows of a list, how many are in each, and a dossier's neighbours in one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.timezone import localdate, localtime, make_aware

from cchc.doors.desk.choices import DueBy, Tab
from cchc.doors.desk.permissions.inbox import WORKING
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import reach
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.querysets import WorkItemQuerySet, units_within
from cchc.kernel.paging import COUNT_CAP

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User

ORDER = {Tab.DONE: "-closed_at"}
SOONEST = "sort_at"
DOSSIER, TASK, DECLARATION = "dossier", "task", "declaration"


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """What a list of the inbox is narrowed by."""

    due: str = ""
    topic: int | None = None
    text: str = ""


class CappedCount(Subquery):
    """How many rows a query has, but never more than the cap and one, as a value inside another statement."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: COUNT_CAP + 1])


def order_of(tab: Tab) -> str:
    """The field by which a list is sorted."""
    return ORDER.get(tab, SOONEST)


def items() -> WorkItemQuerySet:
    """All work that people of the office have: about dossiers, tasks of a plan, values to be declared."""
    kinds = (DOSSIER, TASK, DECLARATION)
    rows: WorkItemQuerySet = apps.get_model("work.WorkItem").objects.filter(subject_type__in=kinds)
    return rows


def rows_of(tab: Tab, user: User, at: datetime) -> WorkItemQuerySet:
    """The work in one list of the inbox for a person."""
    rows = items()
    match tab:
        case Tab.MINE:
            return rows.mine(user, localdate(at))
        case Tab.UNASSIGNED:
            return rows.unassigned_in(reach(user, WORKING, at))
        case Tab.INTAKE:
            return rows.in_lane(Lane.INTAKE, reach(user, [Right.RECEIVE], at))
        case Tab.HAND_OVER:
            return rows.in_lane(Lane.HAND_OVER, reach(user, [Right.HAND_OVER], at))
        case Tab.WAITING:
            return _waiting(rows, user, at)
    return rows.done_by(user)


def with_whole_due(rows: WorkItemQuerySet) -> WorkItemQuerySet:
    """With the due time of the whole dossier beside that of its step, `whole_due_at`; None for other work."""
    dossiers = apps.get_model("dossiers.Dossier").objects.filter(pk=OuterRef("subject_id"))
    return rows.annotate(whole_due_at=Subquery(dossiers.values("due_at")[:1]))


def _waiting(rows: WorkItemQuerySet, user: User, at: datetime) -> WorkItemQuerySet:
    """What waits for the applicant: of one's own, of the units that one leads, and of one's counter."""
    day = localdate(at)
    people = {user.pk, *(grant.for_id for grant in user.grants if grant.for_id and grant.runs_on(day))}
    led = reach(user, [Right.ASSIGN], at)
    whose: Any = Q(assignee__in=people) | Q(unit__in=units_within(led.agencies, led.units))
    counters = reach(user, [Right.RECEIVE], at).units
    if counters:
        dossiers = apps.get_model("dossiers.Dossier").objects
        whose |= Exists(
            dossiers.filter(pk=OuterRef("subject_id"), counter__in=units_within(frozenset(), counters))
        )
    return rows.open().filter(whose, lane=Lane.WAITING)


def narrowed(rows: WorkItemQuerySet, by: Narrowed, tab: Tab, at: datetime) -> WorkItemQuerySet:
    """The rows of a list that match its filters."""
    if by.topic is not None:
        rows = rows.filter(topic_id=by.topic)
    if by.due == DueBy.OVERDUE:
        rows = rows.filter(due_at__lt=at)
    elif by.due == DueBy.TODAY:
        rows = rows.filter(due_at__gte=at, due_at__lt=_midnight(at, 1))
    elif by.due == DueBy.WEEK:
        rows = rows.filter(due_at__gte=at, due_at__lt=_midnight(at, 7 - localtime(at).weekday()))
    return rows.searched(by.text, order_of(tab)) if by.text else rows


def _midnight(at: datetime, days: int) -> datetime:
    return make_aware(datetime.combine(localtime(at).date() + timedelta(days=days), time.min))


def lines(rows: WorkItemQuerySet) -> WorkItemQuerySet:
    """The rows with all that a line of a list shows: of the people their names alone."""
    own = [field.name for field in rows.model._meta.concrete_fields if field.name != "search"]
    return rows.select_related("sender", "assignee").only(*own, "sender__full_name", "assignee__full_name")


def counts_of(
    tabs: Iterable[Tab], user: User, at: datetime, narrowed_rows: WorkItemQuerySet | None = None
) -> dict[str, int]:
    """How many rows each list has, capped, in one statement; under "found" those of the list as it is narrowed.

    What one has done grows without end and nobody needs its number.
    """
    wanted: dict[str, Any] = {tab.name: CappedCount(rows_of(tab, user, at)) for tab in tabs if tab != Tab.DONE}
    if narrowed_rows is not None:
        wanted["found"] = CappedCount(narrowed_rows)
    if not wanted:
        return {}
    people = apps.get_model("identity.User")._default_manager
    found: Any = people.filter(pk=user.pk).values(**wanted).get()
    return dict(found)


def waiting_for(user: Any, at: datetime) -> int:
    """How much a person has to do now, capped; the figure in the bar. Kept for the request on its own user."""
    known = user.__dict__.get("work_waiting")
    if known is None:
        known = counts_of([Tab.MINE], user, at)[Tab.MINE.name]
        user.__dict__["work_waiting"] = known
    return int(known)


@dataclass(frozen=True)
class Neighbours:
    """Where a dossier stands in a list, and the numbers of those before and after it.

    What one has done grows without end: neither its length nor a place in it is counted.
    """

    place: int | None
    total: int | None
    before: str
    after: str


def neighbours(subject_id: Any, rows: WorkItemQuerySet, tab: Tab, user: User) -> Neighbours | None:
    """The dossiers beside one in a list of the inbox, in two statements; None where it is not in the list."""
    rows = rows.filter(subject_type=DOSSIER)
    field = order_of(tab)
    name, falling = field.removeprefix("-"), field.startswith("-")
    here = rows.filter(subject_id=subject_id).order_by(field).values_list(name, "pk").first()
    if here is None:
        return None
    below, above = _beyond(rows, name, "lt", here), _beyond(rows, name, "gt", here)
    earlier, later = (above, below) if falling else (below, above)
    up, down = (f"-{name}", "-pk"), (name, "pk")
    counted: dict[str, Any] = {"place": CappedCount(earlier) + Value(1), "total": CappedCount(rows)}
    found: Any = apps.get_model("identity.User")._default_manager.filter(pk=user.pk).values(
        **({} if tab == Tab.DONE else counted),
        before=Subquery(earlier.order_by(*(down if falling else up)).values("label")[:1]),
        after=Subquery(later.order_by(*(up if falling else down)).values("label")[:1]),
    ).get()  # fmt: skip
    return Neighbours(found.get("place"), found.get("total"), found["before"] or "", found["after"] or "")


def _beyond(rows: WorkItemQuerySet, name: str, way: str, here: tuple[Any, Any]) -> WorkItemQuerySet:
    """The rows on one side of a place in the order of `name` and the key."""
    return rows.filter(
        Q(**{f"{name}__{way}": here[0]}) | Q(**{name: here[0], f"pk__{way}": here[1]}),
        **{f"{name}__{way}e": here[0]},
    )
