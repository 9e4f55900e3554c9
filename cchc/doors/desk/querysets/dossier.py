"""Reads of a dossier's page at the desk, and of the people who may be given a step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Prefetch, Q
from django.utils.timezone import localdate

from cchc.foundation.work.choices import Lane
from cchc.kernel.related import fill

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User
    from cchc.onestop.dossiers.models import Access, Dossier, Fee, Paper, StepRun, Supplement

RECENT = timedelta(minutes=15)
_NAMED = (
    "unit", "lead_unit", "counter", "agency", "procedure", "applicant", "handler", "filed_by", "accepted_by",
    "changed_by",
)  # fmt: skip


def dossier_called(number: str, user: User, at: datetime) -> Dossier | None:
    """The dossier of a number or reference, with the names that its page shows, if the person may see it."""
    found: Dossier | None = apps.get_model("dossiers.Dossier").objects.visible_to(user, at).called(number).first()
    if found is not None:
        fill([found], *_NAMED)
    return found


def runs_of(dossier: Dossier) -> list[StepRun]:
    """Every step as it ran, oldest first, with the people and units."""
    rows = dossier.steps.select_related("unit", "assignee", "from_unit", "from_user", "ended_by")
    return list(rows.order_by("handed_over_at", "pk"))


def papers_of(dossier: Dossier) -> list[Paper]:
    """The papers in order, each with its files, those in force before those replaced."""
    attachments = apps.get_model("dossiers.Attachment").objects.select_related("file", "added_by")
    files = Prefetch("attachments", queryset=attachments.order_by("-replaced_at", "position", "added_at"))
    return list(dossier.papers.select_related("verdict_by").prefetch_related(files).order_by("position"))


def supplements_of(dossier: Dossier) -> list[Supplement]:
    """The requests for more, oldest first."""
    return list(dossier.supplements.select_related("asked_by", "supplied_by").order_by("position"))


def names_of(ids: Iterable[int | None]) -> dict[int | None, str]:
    """People's names; nothing is asked where there is nobody."""
    wanted = {pk for pk in ids if pk is not None}
    people = apps.get_model("identity.User").objects
    return dict(people.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}


def fees_of(dossier: Dossier) -> list[Fee]:
    """What was paid at the counter, oldest first, also what was undone."""
    return list(dossier.fees.select_related("taken_by").order_by("paid_at", "pk"))


def accesses_of(dossier: Dossier) -> list[Access]:
    """The accounts that may see a dossier, and why."""
    return list(dossier.accesses.select_related("user", "by").order_by("at", "pk"))


@dataclass(frozen=True)
class Looked:
    """Somebody of the office who has the dossier open, or had it just now."""

    name: str
    at: datetime


def looking(dossier: Dossier, user: User, at: datetime) -> list[Looked]:
    """The staff who have looked at a dossier in the last quarter of an hour, the person apart, latest first."""
    entries = apps.get_model("audit.Entry").objects.looks().about("dossier", dossier.pk)
    rows: Any = (
        entries.filter(at__gte=at - RECENT, at__lte=at).exclude(by_id=user.pk).exclude(by_id=None)
        .values_list("by_id", "at")
    )  # fmt: skip
    seen: dict[int, datetime] = dict(rows)
    if not seen:
        return []
    people = apps.get_model("identity.User")._default_manager.filter(pk__in=seen, kind="staff")
    named = [Looked(name, seen[pk]) for pk, name in people.values_list("pk", "full_name")]
    return sorted(named, key=lambda look: look.at, reverse=True)


@dataclass(frozen=True)
class Receiver:
    """Somebody who may be given a step: how much they have, and whether they are away."""

    id: int
    name: str
    position: str
    held: int
    overdue: int
    away_until: date | None = None
    stand_in: str = ""


def receivers(people: Sequence[User], at: datetime) -> list[Receiver]:
    """The load and absence of each of `people`, in three statements however many they are."""
    ids = [person.pk for person in people]
    day = localdate(at)
    loads = _loads(ids, at)
    held = apps.get_model("identity.Holding").objects.on(day).filter(user__in=ids)
    titles = dict(held.order_by("-starts_on").values_list("user", "position__title"))
    away = {
        row["holding__user"]: row
        for row in apps.get_model("identity.StandIn").objects.on(day).filter(holding__user__in=ids)
        .values("holding__user", "ends_on", "user__full_name")
    }  # fmt: skip
    found = []
    for person in people:
        load, absence = loads.get(person.pk, (0, 0)), away.get(person.pk)
        found.append(
            Receiver(
                id=person.pk, name=person.full_name, position=titles.get(person.pk, ""), held=load[0],
                overdue=load[1],
                away_until=absence["ends_on"] if absence else None,
                stand_in=absence["user__full_name"] if absence else "",
            )
        )  # fmt: skip
    return found


def _loads(ids: Iterable[int], at: datetime) -> dict[int, tuple[int, int]]:
    """How many open items each person has, and how many of them are overdue, in one statement."""
    open_now = apps.get_model("work.WorkItem").objects.open().filter(assignee__in=list(ids))
    counted: Any = (
        open_now.exclude(lane=Lane.WAITING).order_by().values("assignee")
        .annotate(held=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at)))
    )  # fmt: skip
    return {row["assignee"]: (row["held"], row["overdue"]) for row in counted}
