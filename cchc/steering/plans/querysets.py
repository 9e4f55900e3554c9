"""Reads of plans, their targets, tasks, evidence and imports, to be chained."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import NullIf

from cchc.kernel.lifecycle import Stale
from cchc.onestop.procedures.choices import State as VersionState
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import CLOSED, OPEN, Change, Finding, ImportState, Role, RowKind, RowState, State
from cchc.steering.plans.rules.standing import SOON_DAYS

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User
    from cchc.steering.plans.models import (
        Commitment,
        Contradiction,
        Evidence,
        FigureRelease,
        ImportRow,
        Period,
        Plan,
        PlanImport,
        Target,
        Task,
    )


def late(day: date, due: str = "due_on", proposed: str = "proposed_on") -> Q:
    """Open and past its day; what was proposed in time only waits for its approval."""
    past = Q(**{f"{due}__lt": day})
    in_hand = Q(state__in=(State.NOT_STARTED, State.DOING))
    return past & (in_hand | Q(state=State.PROPOSED, **{f"{proposed}__gt": F(due)}))


def soon(day: date, days: int = SOON_DAYS, due: str = "due_on") -> Q:
    """In hand, and due from `day` on within so many days."""
    return Q(
        state__in=(State.NOT_STARTED, State.DOING),
        **{f"{due}__gte": day, f"{due}__lte": day + timedelta(days=days)},
    )


class PlanQuerySet(QuerySet["Plan"]):
    """Plans, to be chained."""

    def visible_to(self, user: Any, at: datetime) -> Self:
        """All of one's own agencies for staff; what was published for everybody."""
        return self.filter(Q(agency__in=permissions.agencies_of(user, at)) | Q(published_at__isnull=False))

    def read_by(self, user: Any, at: datetime) -> Self:
        """Those of the agencies whose plans a person of the office reads, published or not."""
        return self.filter(agency__in=permissions.agencies_of(user, at))

    def published(self) -> Self:
        """What the office shows to everybody."""
        return self.filter(published_at__isnull=False)

    def with_names(self) -> Self:
        """With the rows whose names a page shows."""
        return self.select_related("agency", "steering_unit", "file")

    def locked(self, pk: UUID, version: int | None) -> Plan:
        """The row, held until the transaction ends, if it is still as shown. Raises Stale."""
        plan = self.select_for_update(of=("self",)).select_related("changed_by").get(pk=pk)
        if version is not None and plan.version != version:
            raise Stale(plan.changed_by, plan.changed_at)
        return plan


class FigureReleaseQuerySet(QuerySet["FigureRelease"]):
    """Published figures, to be chained."""

    def standing(self) -> Self:
        """What everybody sees: of plans that are published, and not taken back; the newest first."""
        return self.filter(withdrawn_at=None, plan__published_at__isnull=False).order_by("-published_at", "-pk")

    def newest(self, plan: UUID) -> tuple[FigureRelease | None, FigureRelease | None]:
        """Of a plan that is published: what stands, and what was taken back if it was published after that."""
        rows = self.filter(plan=plan).annotate(gone=Q(withdrawn_at__isnull=False))
        latest = rows.order_by("gone", "-published_at", "-pk").distinct("gone")
        found = {row.withdrawn_at is not None: row for row in latest}
        stands, gone = found.get(False), found.get(True)
        is_later = gone is not None and (stands is None or gone.published_at > stands.published_at)
        return stands, gone if is_later else None


class TaskQuerySet(QuerySet["Task"]):
    """Tasks, to be chained."""

    def visible_to(self, user: Any, at: datetime) -> Self:
        """Those of the plans that a person of the office may read."""
        return self.filter(plan__agency__in=permissions.agencies_of(user, at))

    def live(self) -> Self:
        """What stands in the plan as it is now."""
        return self.filter(removed_at=None)

    def open(self) -> Self:
        """Not done yet, and still to be done."""
        return self.filter(state__in=OPEN)

    def closed(self) -> Self:
        """Done, or no longer to be done."""
        return self.filter(state__in=CLOSED)

    def overdue(self, day: date) -> Self:
        """Open and past the due day, what was proposed in time left out."""
        return self.filter(late(day))

    def due_soon(self, day: date, days: int = SOON_DAYS) -> Self:
        """In hand and due within so many days."""
        return self.filter(soon(day, days))

    def waiting_for_approval(self) -> Self:
        """Proposed as done."""
        return self.filter(state=State.PROPOSED)

    def led_by(self, units: Any) -> Self:
        """Those that one of `units` leads now."""
        party = apps.get_model("plans.Party")
        return self.filter(
            Exists(party.objects.filter(task=OuterRef("pk"), role=Role.LEAD, unit__in=units).order_by())
        )

    def helped_by(self, units: Any) -> Self:
        """Those in which one of `units` is named as cooperating; circles of units are not counted."""
        party = apps.get_model("plans.Party")
        return self.filter(
            Exists(party.objects.filter(task=OuterRef("pk"), role=Role.COOPERATING, unit__in=units).order_by())
        )

    def given_to(self, user: User) -> Self:
        """Those that a person has now."""
        assignee = apps.get_model("plans.Assignee")
        return self.filter(Exists(assignee.objects.filter(task=OuterRef("pk"), user=user.pk, ended_at=None)))

    def with_parties(self) -> Self:
        """With units and people as a list shows them: `parties`, `people`."""
        party, assignee = apps.get_model("plans.Party"), apps.get_model("plans.Assignee")
        now = assignee.objects.filter(ended_at=None).select_related("user")
        return self.select_related("group", "subgroup").prefetch_related(
            Prefetch("parties", party.objects.select_related("unit")), Prefetch("assignees", now, to_attr="people")
        )

    def counts(self, day: date) -> dict[str, int]:
        """How many are done, in hand, due soon, overdue, waiting for approval in time, dropped; and all."""
        found: dict[str, int] = self.aggregate(
            all=Count("pk"),
            done=Count("pk", filter=Q(state=State.DONE)),
            doing=Count("pk", filter=Q(state=State.DOING)),
            not_started=Count("pk", filter=Q(state=State.NOT_STARTED)),
            proposed=Count("pk", filter=Q(state=State.PROPOSED)),
            dropped=Count("pk", filter=Q(state=State.DROPPED)),
            soon=Count("pk", filter=soon(day)),
            overdue=Count("pk", filter=late(day)),
            proposed_late=Count("pk", filter=Q(state=State.PROPOSED) & late(day)),
        )
        found["proposed"] -= found.pop("proposed_late")  # what was proposed late lies with the overdue ones
        return found

    def locked(self, pk: UUID, version: int | None) -> Task:
        """The row with its units and people, held until the transaction ends, if still as shown. Raises Stale."""
        rows = self.select_for_update(of=("self",)).select_related("changed_by", "plan__agency")
        task = rows.prefetch_related("parties", "assignees__user").get(pk=pk)
        if version is not None and task.version != version:
            raise Stale(task.changed_by, task.changed_at)
        return task


class PeriodQuerySet(QuerySet["Period"]):
    """Periods of tasks, to be chained."""

    def open(self) -> Self:
        """Not done yet, in plans that are carried out."""
        return self.filter(state__in=OPEN, task__removed_at=None)

    def overdue(self, day: date) -> Self:
        """Open and past the due day, what was proposed in time left out."""
        return self.open().filter(late(day, proposed="proposed_at__date"))

    def due_soon(self, day: date, days: int = SOON_DAYS) -> Self:
        """In hand and due within so many days."""
        return self.open().filter(soon(day, days))


class EvidenceQuerySet(QuerySet["Evidence"]):
    """What proves tasks, to be chained."""

    def standing(self) -> Self:
        """What was not taken back."""
        return self.filter(removed_at=None)

    def with_access(self, user: Any, at: datetime) -> Self:
        """With `opens`: whether a person may open the file or the row. A dossier opens to who may see it."""
        dossiers = apps.get_model("dossiers.Dossier").objects.visible_to(user, at)
        staff = bool(user.is_authenticated and user.is_staff)
        said = Q(procedure__state__in=(VersionState.PUBLISHED, VersionState.REPLACED, VersionState.WITHDRAWN))
        return self.annotate(
            opens=Case(
                When(Q(file__isnull=False), then=Value(staff)),
                When(said, then=Value(value=True)),
                When(Exists(dossiers.filter(pk=OuterRef("dossier")).order_by()), then=Value(value=True)),
                default=Value(value=False),
                output_field=BooleanField(),
            )
        ).select_related("file", "dossier", "procedure__procedure", "by", "product")


class TargetQuerySet(QuerySet["Target"]):
    """Targets, to be chained."""

    def visible_to(self, user: Any, at: datetime) -> Self:
        """Those of the plans that a person of the office may read."""
        return self.filter(plan__agency__in=permissions.agencies_of(user, at))

    def live(self) -> Self:
        """What stands in the plan as it is now."""
        return self.filter(removed_at=None)

    def with_statements(self) -> Self:
        """With the statements of each, their milestones, and the task in whose row one stands."""
        statement = apps.get_model("plans.Statement")
        rows = statement.objects.filter(removed_at=None).select_related("task").prefetch_related("milestones")
        return self.select_related("lead").prefetch_related(Prefetch("statements", rows))

    def locked(self, pk: UUID, version: int | None) -> Target:
        """The row, held until the transaction ends, if it is still as shown. Raises Stale."""
        target = self.select_for_update(of=("self",)).select_related("changed_by", "plan__agency").get(pk=pk)
        if version is not None and target.version != version:
            raise Stale(target.changed_by, target.changed_at)
        return target


class CommitmentQuerySet(QuerySet["Commitment"]):
    """Commitments, to be chained."""

    def live(self) -> Self:
        """What stands in the plan as it is now."""
        return self.filter(removed_at=None)

    def carried(self) -> Self:
        """Those that some task or target carries."""
        link = apps.get_model("plans.CommitmentLink")
        return self.filter(Exists(link.objects.filter(commitment=OuterRef("pk"))))

    def uncarried(self) -> Self:
        """Those that nothing in the plan carries: promised, and nobody's task."""
        link = apps.get_model("plans.CommitmentLink")
        return self.exclude(Exists(link.objects.filter(commitment=OuterRef("pk"))))

    def with_carriers(self) -> Self:
        """With the tasks and targets that carry each."""
        link = apps.get_model("plans.CommitmentLink")
        return self.prefetch_related(Prefetch("carried_by", link.objects.select_related("task", "target")))


class ContradictionQuerySet(QuerySet["Contradiction"]):
    """Contradictions of plans, to be chained."""

    def standing(self) -> Self:
        """Those that nobody has set aside."""
        return self.exclude(state=Finding.DISMISSED)

    def with_statements(self) -> Self:
        """With both statements, their targets and milestones."""
        rows = self.select_related("first__target", "second__target", "first__task", "second__task", "by")
        return rows.prefetch_related("first__milestones", "second__milestones")


class PlanImportQuerySet(QuerySet["PlanImport"]):
    """Readings of documents, to be chained."""

    def visible_to(self, user: Any, at: datetime) -> Self:
        """Those of the agencies whose plans a person steers."""
        return self.filter(agency__in=permissions.steered_agencies(user, at))

    def reviewing(self) -> Self:
        """Those that nobody has accepted or abandoned."""
        return self.filter(state=ImportState.REVIEWING)

    def with_counts(self) -> Self:
        """With `open_rows` and `left_over_rows`: how many rows still need a look, and are placed nowhere."""
        unseen = Q(rows__state=RowState.TO_LOOK)
        return self.annotate(
            open_rows=Count("rows", filter=unseen & ~Q(rows__kind=RowKind.LEFT_OVER)),
            left_over_rows=Count("rows", filter=unseen & Q(rows__kind=RowKind.LEFT_OVER)),
        )

    def locked(self, pk: UUID) -> PlanImport:
        """The row, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("agency", "changed_by").get(pk=pk)


class ImportRowQuerySet(QuerySet["ImportRow"]):
    """Rows of a review, to be chained."""

    def open(self) -> Self:
        """What a person must still look at, left-overs included."""
        return self.filter(state=RowState.TO_LOOK)

    def to_look(self) -> Self:
        """What a person must still look at, without what is placed nowhere."""
        return self.open().exclude(kind=RowKind.LEFT_OVER)

    def left_over(self) -> Self:
        """What is placed nowhere yet."""
        return self.open().filter(kind=RowKind.LEFT_OVER)

    def kept(self) -> Self:
        """What goes into the plan on acceptance: everything that nobody dismissed."""
        return self.exclude(state=RowState.DISMISSED)

    def differing(self) -> Self:
        """What the new version adds, changes, or lacks."""
        return self.filter(change__in=(Change.ADDED, Change.CHANGED, Change.REMOVED))

    def saying(self, text: str) -> Self:
        """Those whose lines say something, or that a person wrote so."""
        return self.filter(Q(text__icontains=text) | Q(value__text__icontains=text))

    def counts(self) -> dict[str, int]:
        """How many rows need a look, are placed nowhere, differ; and how many of each kind would enter."""
        looked_at = Q(state=RowState.TO_LOOK)
        enters = ~Q(state=RowState.DISMISSED) & ~Q(change=Change.REMOVED)
        indicator = KeyTextTransform("indicator", "value")
        found: dict[str, int] = self.aggregate(
            all=Count("pk"),
            to_look=Count("pk", filter=looked_at & ~Q(kind=RowKind.LEFT_OVER)),
            left_over=Count("pk", filter=looked_at & Q(kind=RowKind.LEFT_OVER)),
            added=Count("pk", filter=Q(change=Change.ADDED)),
            changed=Count("pk", filter=Q(change=Change.CHANGED)),
            removed=Count("pk", filter=Q(change=Change.REMOVED)),
            indicators=Count(NullIf(indicator, Value("")), filter=enters & Q(kind=RowKind.TARGET), distinct=True),
            own_targets=Count("pk", filter=enters & Q(kind=RowKind.TARGET, value__indicator="")),
            **{f"n_{kind}": Count("pk", filter=enters & Q(kind=kind)) for kind in RowKind.values},
        )
        found["differing"] = found["added"] + found["changed"] + found["removed"]
        found["targets"] = found["indicators"] + found["own_targets"]
        return found

    def unsure_first(self) -> Self:
        """The least sure first, then as in the document."""
        return self.order_by("-weight", "position")

    def locked(self, pk: UUID, version: int) -> ImportRow:
        """The row, held until the transaction ends, if it is still as shown. Raises Stale."""
        row = self.select_for_update(of=("self",)).select_related("changed_by", "whole__agency").get(pk=pk)
        if row.version != version:
            raise Stale(row.changed_by, row.changed_at)
        return row
