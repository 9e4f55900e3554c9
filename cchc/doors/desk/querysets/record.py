"""Reads of the record: what happened, who looked; and the people whom it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils.timezone import make_aware

from cchc.foundation.audit.querysets import EntryQuerySet
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import reach
from cchc.foundation.work.querysets import units_within
from cchc.kernel.text import words

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User
    from cchc.onestop.dossiers.models import Dossier

MOST_MATCHES = 20


@dataclass(frozen=True, kw_only=True)
class RecordFilters:
    """What the record is narrowed by."""

    kind: str = ""
    by: int | None = None
    since: date | None = None
    until: date | None = None


def entries_for(user: User, at: datetime) -> EntryQuerySet:
    """The entries that a person may read: all for the agency on top, else what its own people did."""
    entries: EntryQuerySet = apps.get_model("audit.Entry").objects.all()
    wide = reach(user, [Right.READ_AUDIT], at)
    top = apps.get_model("identity.Agency").objects.filter(pk__in=wide.agencies, parent=None)
    if top.exists():
        return entries
    people = apps.get_model("identity.User")._default_manager.filter(
        Q(agency__in=wide.agencies) | Q(holdings__unit__in=units_within(wide.agencies, wide.units))
    )
    return entries.filter(by_id__in=people.values("pk"))


def narrowed(entries: EntryQuerySet, by: RecordFilters) -> EntryQuerySet:
    """The entries that match the filters."""
    if by.kind:
        entries = entries.filter(kind=by.kind)
    if by.by is not None:
        entries = entries.filter(by_id=by.by)
    if by.since is not None:
        entries = entries.filter(at__gte=make_aware(datetime.combine(by.since, time.min)))
    if by.until is not None:
        entries = entries.filter(at__lt=make_aware(datetime.combine(by.until + timedelta(days=1), time.min)))
    return entries


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of the people of a page of the record, in one statement."""
    people = apps.get_model("identity.User")._default_manager.filter(pk__in={pk for pk in ids if pk is not None})
    return dict(people.values_list("pk", "full_name"))


def numbers_of(ids: Iterable[str]) -> dict[str, str]:
    """The numbers of the dossiers of a page of the record, in one statement."""
    rows = (
        apps.get_model("dossiers.Dossier").objects.filter(pk__in=set(ids)).values_list("pk", "number", "reference")
    )
    return {str(pk): number or reference for pk, number, reference in rows}


def dossier_for_record(number: str) -> Dossier | None:
    """A dossier by its number, whoever asks: for pages that say nothing of what is in it."""
    found: Dossier | None = apps.get_model("dossiers.Dossier").objects.called(number).with_names().first()
    return found


def people_matching(text: str, dossier: Dossier) -> list[Any]:
    """The staff of the dossier's agency, and of its counter's, whose name or user name has the words typed."""
    manager = apps.get_model("identity.User")._default_manager
    rows = manager.staff_of(dossier.agency_id) | manager.staff_of(dossier.counter.agency_id)
    typed = words(text)
    named = [
        person for person in rows.distinct().order_by("full_name", "pk")[:2000]
        if all(word in words(f"{person.full_name} {person.username}") for word in typed)
    ]  # fmt: skip
    return named[:MOST_MATCHES]
