"""Reads of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from cchc.kernel.generations import kept
from cchc.kernel.lifecycle import Stale
from cchc.onestop.procedures.choices import Standing, State
from cchc.onestop.procedures.rules import Content, Found, Index, Snapshot, by_field, narrowed

if TYPE_CHECKING:
    from cchc.onestop.procedures.models import Procedure, Situation, Version

CATALOGUE = "catalogue"


class ProcedureQuerySet(QuerySet["Procedure"]):
    """Procedures, to be chained."""

    def of(self, agency_ids: Iterable[int]) -> Self:
        """Those of some agencies."""
        return self.filter(agency__in=list(agency_ids))

    def with_latest(self) -> Self:
        """Each with its last version's id as `latest_id`: the draft, where there is one."""
        versions = apps.get_model("procedures.Version").objects.filter(procedure=OuterRef("pk"))
        return self.annotate(latest_id=Subquery(versions.order_by("-number").values("pk")[:1]))

    def whose_latest(self, condition: Q) -> Self:
        """Those whose last version meets `condition`."""
        latest = apps.get_model("procedures.Version").objects.filter(pk=OuterRef("latest_id"))
        return self.filter(Exists(latest.filter(condition)))


def stands(standing: str, day: date) -> Q:
    """Versions that are a draft, upcoming, in force, ended or withdrawn on `day`."""
    published = ~Q(state=State.DRAFT)
    open_ended = Q(effective_to=None) | Q(effective_to__gte=day)
    begun = Q(effective_from__lte=day)
    return {
        Standing.DRAFT: Q(state=State.DRAFT),
        Standing.UPCOMING: published & Q(effective_from__gt=day),
        Standing.IN_FORCE: published & begun & open_ended,
        Standing.ENDED: published & begun & ~open_ended & ~Q(state=State.WITHDRAWN),
        Standing.WITHDRAWN: Q(state=State.WITHDRAWN) & begun & ~open_ended,
    }[Standing(standing)]


class VersionQuerySet(QuerySet["Version"]):
    """Versions, to be chained."""

    def on(self, day: date) -> Self:
        """Those in force on `day`: by their dates, whatever was decided about them since."""
        return self.exclude(state=State.DRAFT).filter(
            Q(effective_from__lte=day) & (Q(effective_to=None) | Q(effective_to__gte=day))
        )

    def drafts(self) -> Self:
        """Those not yet published."""
        return self.filter(state=State.DRAFT)

    def whole(self) -> Self:
        """With every part that a snapshot needs, in one statement a table."""
        places = apps.get_model("procedures.FilingPlace").objects.order_by("starts_on")
        return self.select_related("procedure", "field").prefetch_related(
            "limits", "fees", "papers", "legal_bases", "steps__unit",
            Prefetch("procedure__filing_places", queryset=places),
        )  # fmt: skip

    def locked(self, pk: int, revision: int) -> Version:
        """The row, held until the transaction ends, if it is still as shown. Raises Stale."""
        version = self.select_for_update(of=("self",)).select_related("procedure", "changed_by").get(pk=pk)
        if version.revision != revision:
            raise Stale(version.changed_by, version.changed_at)
        return version


@kept(CATALOGUE)
def snapshot(version_id: int) -> Snapshot:
    """A version whole, kept in memory until the catalogue changes. Raises Version.DoesNotExist."""
    version = apps.get_model("procedures.Version").objects.whole().get(pk=version_id)
    found: Snapshot = version.as_snapshot()
    return found


@kept(CATALOGUE)
def _of_agency(agency_id: int) -> tuple[Snapshot, ...]:
    rows = apps.get_model("procedures.Version").objects.whole()
    rows = (
        rows.filter(procedure__agency=agency_id).exclude(state=State.DRAFT).order_by("procedure__code", "number")
    )
    return tuple(row.as_snapshot() for row in rows)


@kept(CATALOGUE)
def in_force(agency_ids: int | tuple[int, ...], day: date) -> tuple[Snapshot, ...]:
    """What an agency, or several, offer on `day`, by code."""
    several = (agency_ids,) if isinstance(agency_ids, int) else agency_ids
    return tuple(found for agency in several for found in _of_agency(agency) if found.runs_on(day))


def version_on(procedure_id: int, agency_id: int, day: date) -> Snapshot | None:
    """The version of a procedure in force on `day`; None where there was none."""
    versions = (found for found in _of_agency(agency_id) if found.procedure_id == procedure_id)
    return next((found for found in versions if found.runs_on(day)), None)


def versions_of(procedure_id: int, agency_id: int) -> tuple[Snapshot, ...]:
    """Every version of a procedure that was ever published, oldest first."""
    return tuple(found for found in _of_agency(agency_id) if found.procedure_id == procedure_id)


def by_code(agency_ids: tuple[int, ...], code: str, day: date) -> Snapshot | None:
    """The procedure of this code in force on `day`."""
    return next((found for found in in_force(agency_ids, day) if found.code == code), None)


def for_export(agency_id: int) -> list[tuple[Content, date | None]]:
    """Every procedure of an agency as it stands last, its draft where there is one, with its day, by code."""
    rows = apps.get_model("procedures.Version").objects.whole().filter(procedure__agency=agency_id)
    last = {row.procedure.code: row for row in rows.order_by("number")}
    return [(last[code].as_content(), last[code].effective_from) for code in sorted(last)]


@kept(CATALOGUE)
def _index(agency_ids: tuple[int, ...], day: date) -> Index:
    synonyms = apps.get_model("procedures.Synonym").objects.filter(Q(agency=None) | Q(agency__in=agency_ids))
    return Index(in_force(agency_ids, day), synonyms.values_list("said", "meant"))


def search(
    agency_ids: tuple[int, ...], day: date, text: str, *, field: str = "", applicant: str = ""
) -> tuple[Found, ...]:
    """The procedures in force on `day` that people's words lead to, best first; an empty text finds all.

    `field` is a field's key, `applicant` one of identity's ApplicantKind. `rules.marked(name, found.matched)`
    marks the words.
    """
    return narrowed(_index(agency_ids, day).search(text), field, applicant)


def nearest(agency_ids: tuple[int, ...], day: date, text: str) -> tuple[Snapshot, ...]:
    """What comes nearest to words that found nothing."""
    return _index(agency_ids, day).nearest(text)


@kept(CATALOGUE)
def fields_in_force(agency_ids: tuple[int, ...], day: date) -> tuple[tuple[str, str, str, int], ...]:
    """The fields in which there are procedures on `day`: key, name, English name, how many; most first."""
    return by_field(in_force(agency_ids, day))


@kept(CATALOGUE)
def situations(agency_ids: tuple[int, ...]) -> tuple[Situation, ...]:
    """The doors of the home page, in order, each with its procedures read along."""
    rows = apps.get_model("procedures.Situation").objects.filter(agency__in=agency_ids)
    return tuple(rows.order_by("agency", "order").prefetch_related("procedures"))


def versions_in(agency_id: int) -> tuple[Snapshot, ...]:
    """Every version of an agency's procedures that was ever published, by code and number."""
    return _of_agency(agency_id)
