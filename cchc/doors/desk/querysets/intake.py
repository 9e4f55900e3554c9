"""Reads of the counter: where an officer sits, what is offered there, who comes, what was taken in today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.timezone import localdate, localtime, make_aware

from cchc.doors.desk.choices import Tab
from cchc.doors.desk.querysets import inbox
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.querysets import KeptUnit, units
from cchc.onestop.dossiers.choices import Channel, State
from cchc.onestop.dossiers.querysets import OPENABLE, counter
from cchc.onestop.procedures.querysets import in_force, search
from cchc.onestop.procedures.rules import Snapshot

if TYPE_CHECKING:
    from cchc.foundation.files.models import StoredFile
    from cchc.foundation.identity.models import User
    from cchc.onestop.dossiers.models import Attachment

MOST_FOUND = 8


def counters_of(user: User, at: datetime) -> tuple[KeptUnit, ...]:
    """The counters at which an officer takes in, those of their own positions first; a seconded one has two."""
    day = localdate(at)
    found: dict[int, KeptUnit] = {}
    for grant in sorted(user.grants, key=lambda grant: (grant.for_id is not None, -grant.starts_on.toordinal())):
        if Right.RECEIVE not in grant.rights or not grant.runs_on(day):
            continue
        for unit in units().values():
            inside = grant.unit_id in unit.path or (
                grant.scope == Scope.AGENCY and unit.agency_id == grant.agency_id
            )
            if (
                inside
                and unit.is_counter
                and unit.starts_on <= day
                and (unit.ends_on is None or day <= unit.ends_on)
            ):
                found.setdefault(unit.pk, unit)
    return tuple(found.values())


def served_by(counter_id: int) -> tuple[int, ...]:
    """The agencies for which a counter takes in."""
    return tuple(sorted(counter(counter_id).served))  # type: ignore[attr-defined]  # kept beside the row


def offered(counter_id: int, rules_id: int, at: datetime) -> Snapshot | None:
    """A procedure as a counter offers it today; None where it does not."""
    processes = in_force(served_by(counter_id), localdate(at))
    return next((process for process in processes if process.id == rules_id), None)


def found_by(counter_id: int, text: str, at: datetime) -> tuple[Snapshot, ...]:
    """The procedures of a counter that people's words lead to, best first."""
    if not text.strip():
        return ()
    found = search(served_by(counter_id), localdate(at), text)
    return tuple(one.procedure for one in found[:MOST_FOUND])


@dataclass(frozen=True)
class History:
    """What the office already has of an applicant."""

    dossiers: int
    papers: int


def history_of(applicant_id: int) -> History:
    """How many dossiers an applicant had before, and how many of their papers are on file, in one statement."""
    dossiers = apps.get_model("dossiers.Dossier").objects
    own = dossiers.filter(applicant=applicant_id).exclude(state=State.VOID)
    kept = (
        apps.get_model("dossiers.Attachment")
        .objects.filter(
            paper__dossier__applicant=applicant_id, paper__dossier__accepted_at__isnull=False, replaced_at=None,
            file__state__in=OPENABLE,
        )
        .exclude(paper__dossier__state=State.VOID)
    )  # fmt: skip
    applicants = apps.get_model("identity.Applicant").objects.filter(pk=applicant_id)
    found = applicants.values(before=_Count(own), on_file=_Count(kept)).first() or {"before": 0, "on_file": 0}
    return History(found["before"], found["on_file"])


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[:1000])


@dataclass(frozen=True)
class Today:
    """A counter's day so far."""

    taken_in: int
    waiting: int
    to_hand_over: int


def today_at(place: KeptUnit, user: User, at: datetime) -> Today:
    """How many dossiers a counter took in today, and what waits before it, in one statement."""
    midnight = make_aware(datetime.combine(localtime(at).date(), time.min))
    taken = apps.get_model("dossiers.Dossier").objects.filter(
        ~Q(state=State.VOID), agency__in=served_by(place.pk), filed_at__gte=midnight, counter=place.pk,
        channel__in=(Channel.COUNTER, Channel.POST), accepted_at__isnull=False,
    )  # fmt: skip
    people = apps.get_model("identity.User")._default_manager
    found = people.filter(pk=user.pk).values(
        taken=_Count(taken) + Value(0),
        waiting=inbox.CappedCount(inbox.rows_of(Tab.INTAKE, user, at)),
        ready=inbox.CappedCount(inbox.rows_of(Tab.HAND_OVER, user, at)),
    ).get()  # fmt: skip
    return Today(found["taken"], found["waiting"], found["ready"])


def on_file(applicant_id: int, kinds: Iterable[str], user: User, at: datetime) -> dict[str, Attachment]:
    """An applicant's newest paper of each of some kinds that an officer sees and may be used again."""
    rows: Any = apps.get_model("dossiers.Attachment").objects.reusable(user, kinds, at)
    own = rows.filter(paper__dossier__applicant=applicant_id).select_related("paper__dossier", "file")
    return {one.paper_kind: one for one in own.order_by("added_at", "pk")}


def brought(ids: Iterable[UUID], user: User) -> dict[UUID, StoredFile]:
    """The files that an officer has just put on papers: their own, and of no dossier yet."""
    wanted = list(ids)
    if not wanted:
        return {}
    used = apps.get_model("dossiers.Attachment").objects.filter(file=OuterRef("pk"))
    rows = apps.get_model("files.StoredFile").objects.filter(pk__in=wanted, uploaded_by=user.pk)
    return {row.pk: row for row in rows.filter(~Exists(used))}
