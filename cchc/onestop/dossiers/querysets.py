"""Reads of dossiers, to be chained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Exists, Manager, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from cchc.foundation.audit.models import Entry
from cchc.foundation.audit.querysets import EntryQuerySet
from cchc.foundation.files.choices import State as FileState
from cchc.foundation.identity.models import Agency, Unit
from cchc.foundation.work.querysets import units_within
from cchc.kernel import generations
from cchc.kernel.compiled import Compiled
from cchc.kernel.lifecycle import Stale
from cchc.kernel.searching import found
from cchc.onestop.dossiers import choices, permissions

if TYPE_CHECKING:
    from cchc.onestop.dossiers.models import Attachment, Dossier, Draft, HistoryRun

OPENABLE = (FileState.CLEAN, FileState.UNSCANNED)
FAR = datetime(2999, 12, 31, tzinfo=UTC)


@generations.kept("people")
def counter(pk: int) -> Unit:
    """A unit as the hot path needs it: with its agency, and `served`, the agencies for which it takes in."""
    unit = Unit.objects.select_related("agency").get(pk=pk)
    unit.served = frozenset([unit.agency_id, *unit.serves.values_list("pk", flat=True)])  # type: ignore[attr-defined]
    return unit


@generations.kept("people")
def agency(pk: int) -> Agency:
    """An agency, kept in memory."""
    return Agency.objects.get(pk=pk)


@generations.kept("people")
def counter_of(agency_id: int) -> Unit | None:
    """Where dossiers filed online for an agency are taken in: its own counter, else one that serves it."""
    open_now = Unit.objects.filter(is_counter=True, ends_on=None)
    own = open_now.filter(agency=agency_id).order_by("pk").first()
    found = own or open_now.filter(serves=agency_id).order_by("pk").first()
    return counter(found.pk) if found else None


@dataclass(frozen=True)
class Brought:
    """A file put to a paper of a draft, as filing needs it."""

    key: str
    position: int
    file_id: UUID
    name: str
    state: str
    reused_from_id: UUID | None


def _whole_draft(pk: UUID) -> QuerySet[Draft]:
    papers = apps.get_model("dossiers.DraftPaper").objects.filter(draft=OuterRef("pk")).order_by("position", "pk")
    row = JSONObject(
        key="key", position="position", file_id="file_id", name="file__name", state="file__state",
        reused_from_id="reused_from_id",
    )  # fmt: skip
    drafts: QuerySet[Draft] = apps.get_model("dossiers.Draft").objects.select_related("dossier")
    return drafts.annotate(paper_rows=ArraySubquery(papers.values(row=row))).filter(pk=pk)


_read_draft = Compiled(_whole_draft, pk=UUID(int=0))


def whole_draft(pk: UUID) -> Draft | None:
    """A draft with its dossier, once there is one, and the files put to its papers, in one statement."""
    found: list[Any] = _read_draft(pk=pk)
    for draft in found:
        draft.__dict__["brought"] = tuple(
            Brought(
                key=row["key"], position=row["position"], file_id=UUID(row["file_id"]), name=row["name"],
                state=row["state"], reused_from_id=UUID(row["reused_from_id"]) if row["reused_from_id"] else None,
            )
            for row in draft.paper_rows
        )  # fmt: skip
    return found[0] if found else None


def brought(draft: Draft) -> tuple[Brought, ...]:
    """The files put to the papers of a draft, as they were when it was read by `whole_draft`, else as they are."""
    if "brought" not in draft.__dict__:
        whole = whole_draft(draft.pk)
        draft.__dict__["brought"] = whole.__dict__["brought"] if whole else ()
    found: tuple[Brought, ...] = draft.__dict__["brought"]
    return found


class AttachmentQuerySet(QuerySet["Attachment"]):
    """Files of papers, to be chained."""

    def reusable(self, user: Any, kinds: Iterable[str], at: datetime) -> Self:
        """A person's own files of some kinds of paper, from dossiers that were accepted; `paper_kind` on each.

        Not those that were replaced, found not good, or not let pass by the scanner.
        """
        required = apps.get_model("procedures.PaperRequired").objects.filter(
            version=OuterRef("paper__dossier__rules"), key=OuterRef("paper__key"), kind__in=[k for k in kinds if k]
        )
        dossiers: DossierQuerySet = apps.get_model("dossiers.Dossier").objects.all()
        own = dossiers.visible_to(user, at).filter(accepted_at__isnull=False).exclude(state=choices.State.VOID)
        return (
            self.filter(paper__dossier__in=own, replaced_at=None, file__state__in=OPENABLE)
            .exclude(paper__verdict=choices.Verdict.NOT_GOOD)
            .annotate(paper_kind=Subquery(required.values("kind")[:1]))
            .exclude(paper_kind=None)
        )


class DossierQuerySet(QuerySet["Dossier"]):
    """Dossiers, to be chained."""

    def visible_to(self, user: Any, at: datetime) -> Self:
        """What a person may see: an applicant their own, staff those of their units and those they worked on."""
        if not user.is_authenticated:
            return self.none()
        if not user.is_staff:
            access = apps.get_model("dossiers.Access")
            link = apps.get_model("identity.Link")
            own = Exists(access.objects.filter(dossier=OuterRef("pk"), user=user.pk))
            linked = link.objects.filter(user=user.pk, ended_at=None).values("applicant")
            return self.filter(own | Q(applicant__in=linked))
        run = apps.get_model("dossiers.StepRun")
        reach = permissions.sees(user, at)
        units = units_within(reach.agencies, reach.units) if reach else ()
        worked = run.objects.filter(dossier=OuterRef("pk")).filter(Q(assignee=user.pk) | Q(ended_by=user.pk))
        return self.filter(
            Q(unit__in=units) | Q(lead_unit__in=units) | Q(counter__in=units) | Q(handler=user.pk) | Exists(worked)
        )

    def called(self, number: str) -> Self:
        """The one of a legal number, or of a submission reference."""
        return self.filter(Q(number=number) | Q(reference=number)) if number else self.none()

    def open(self) -> Self:
        """Taken in, and not yet closed: said so that the index of what is open (`dossier_due`) finds them."""
        return self.filter(state__in=choices.OPEN, accepted_at__isnull=False, closed_at=None)

    def reckoned(self) -> Self:
        """Whose times come from the calendar and still count: open, or waiting for the office's first answer."""
        waits = Q(state=choices.State.REGISTERED, accepted_at=None, answer_by__isnull=False)
        return self.filter(waits | Q(state__in=choices.OPEN, accepted_at__isnull=False))

    def overdue(self, at: datetime) -> Self:
        """Open, its clock running, and past its due time."""
        return self.open().filter(paused_since=None, due_at__lt=at)

    def with_sort_at(self) -> Self:
        """With when each is due as `sort_at`, for lists by due time; what has no day comes last."""
        return self.annotate(sort_at=Coalesce("due_at", Value(FAR, DateTimeField())))

    def with_names(self) -> Self:
        """With the rows whose names a page shows."""
        return self.select_related("unit", "lead_unit", "counter", "handler", "procedure", "agency")

    def locked(self, pk: UUID, version: int | None) -> Dossier:
        """The row, held until the transaction ends, if it is still as shown. Raises Stale.

        Of all that is worked on here, whatever was chained before.
        """
        found = _hold(pk=pk)
        if not found:
            raise self.model.DoesNotExist
        dossier = found[0]
        dossier.as_read = dict(dossier.__dict__)
        dossier.counter = counter(dossier.counter_id)
        if version is not None and dossier.version != version:
            raise Stale(dossier.changed_by, dossier.changed_at)
        return dossier

    def searched(self, text: str) -> Self:
        """Dossiers with all words typed: number with or without dots, name without marks, phone."""
        return found(self, text, newest=("-filed_at", "-pk"))


def _papers(dossier_id: UUID) -> QuerySet[Any]:
    here = apps.get_model("dossiers.Attachment").objects.filter(paper=OuterRef("pk"), replaced_at=None)
    rows: Any = apps.get_model("dossiers.Paper").objects.filter(dossier_id=dossier_id)
    papers: QuerySet[Any] = rows.annotate(filed=Exists(here)).order_by("position")
    return papers


_read_papers = Compiled(_papers, dossier_id=UUID(int=0))


def papers_of(dossier: Dossier) -> list[Any]:
    """The papers of a dossier in their order; `filed` on each: whether it has a file now."""
    return _read_papers(dossier_id=dossier.pk)


def _held(pk: UUID) -> QuerySet[Dossier]:
    rows: QuerySet[Dossier] = apps.get_model("dossiers.Dossier").objects.filter(pk=pk)
    held: QuerySet[Dossier] = rows.select_for_update()
    return held


_hold = Compiled(_held, pk=UUID(int=0))
_Chained = Manager.from_queryset(DossierQuerySet)


class WorkedHere(_Chained["Dossier"]):
    """Dossiers that this program works on: what every page, list, task and notice reads.

    Those imported from elsewhere are only counted, and stand in `Dossier.counted`.
    """

    def get_queryset(self) -> DossierQuerySet:
        """Without those imported."""
        return super().get_queryset().filter(run=None)  # type: ignore[return-value]  # made by from_queryset


DECLINED = "WithdrawalDeclined"


def withdrawals_of(dossier_id: UUID) -> EntryQuerySet:
    """What was said about taking a dossier back, oldest first: wishes, and answers that declined them."""
    return Entry.objects.about("dossier", dossier_id).filter(kind__in=("WithdrawalAsked", DECLINED))


class HistoryRunQuerySet(QuerySet["HistoryRun"]):
    """Imports of past dossiers, to be chained."""

    def visible_to(self, user: Any, at: datetime) -> Self:
        """Those of the agencies whose past dossiers a person keeps."""
        return self.filter(agency__in=permissions.history_agencies(user, at))

    def running(self) -> Self:
        """Those that a job is reading or writing."""
        return self.filter(state__in=choices.RUNNING)

    def locked(self, pk: UUID) -> HistoryRun:
        """The row, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("agency").get(pk=pk)
