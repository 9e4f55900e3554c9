"""Filling the ledger for what was there before it, for what was imported, and mending it where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from cchc.onestop.dossiers.models import Dossier, Pause
from cchc.steering.indicators.models import Ledger, Posting, Subtotal
from cchc.steering.indicators.rules import start_of
from cchc.steering.indicators.services.tallying.folding import AT_A_TIME, fold, folded, lock
from cchc.steering.indicators.services.tallying.posting import tally

HELD = 500  # so many dossiers are held at a time: whoever acts on one waits for so long
_GONE = """
    SELECT DISTINCT p.subject FROM indicators_posting p
    WHERE p.agency_id = %s AND NOT EXISTS (SELECT 1 FROM dossiers_dossier d WHERE d.id = p.subject)
"""
_SUMS = """
    SELECT unit_id, fact, grain, starts_at, since, n FROM indicators_subtotal WHERE agency_id = %s AND n <> 0
"""
_DIFFERING = f"""
    SELECT count(*) FROM (
      SELECT DISTINCT unit_id, fact, grain, starts_at, since FROM (
        (TABLE sums_before EXCEPT {_SUMS}) UNION ALL ({_SUMS} EXCEPT TABLE sums_before)
      ) AS either
    ) AS sums
"""  # noqa: S608 - no value stands in the text


def catch_up() -> int:
    """Write down what dossiers add that were there before the ledger was; how many rows it took.

    Meanwhile figures are counted from the rows. It may be broken off at any time, and goes on where it stood.
    """
    written = 0
    for agency_id in Ledger.objects.filter(is_complete=False).order_by("pk").values_list("pk", flat=True):
        written += retally(agency_id)
        fold(agency_id)
        Ledger.objects.filter(pk=agency_id).update(is_complete=True)
    return written


def retally(agency_id: int) -> int:
    """Write down what the dossiers of an agency add otherwise than was written; how many rows it took."""
    written, after = 0, None
    while True:
        with transaction.atomic():
            held = _held(agency_id, after)
            written += tally(held)
        if len(held) < HELD:
            break
        after = held[-1]
    return written + _forget_gone(agency_id)


def _held(agency_id: int, after: UUID | None) -> list[UUID]:
    rows = Dossier._base_manager.filter(agency=agency_id).order_by("pk")
    rows = rows.filter(pk__gt=after) if after else rows
    return list(rows.select_for_update(no_key=True).values_list("pk", flat=True)[:HELD])


@transaction.atomic
def _forget_gone(agency_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [agency_id])
        gone = [subject for (subject,) in cursor.fetchall()]
    return tally(gone)


@dataclass(frozen=True)
class Mended:
    """What was wrong: how many rows had to be written, and how many sums were not those of the rows before."""

    rows: int
    sums: int


@transaction.atomic
def mend(agency_id: int) -> Mended:
    """Make the ledger of an agency what its dossiers say, and add it up anew."""
    with connection.cursor() as cursor:
        lock(cursor)
        _fold_all(cursor, agency_id)
        cursor.execute(f"CREATE TEMP TABLE sums_before ON COMMIT DROP AS {_SUMS}", [agency_id])
        Subtotal.objects.filter(agency=agency_id).delete()
        Posting.objects.filter(agency=agency_id, folded=True).update(folded=False)
        _fold_all(cursor, agency_id)
        cursor.execute(_DIFFERING, [agency_id, agency_id])
        sums = int((cursor.fetchone() or (0,))[0])
        cursor.execute("DROP TABLE sums_before")
        rows = retally(agency_id)
        _fold_all(cursor, agency_id)
    Ledger.objects.filter(pk=agency_id).update(is_complete=True)
    return Mended(rows=rows, sums=sums)


def _fold_all(cursor: Any, agency_id: int) -> None:
    while folded(cursor, agency_id) == AT_A_TIME:
        continue


def take_in(run_id: UUID) -> int:
    """Write down what imported dossiers add that one run told of last, new and changed ones."""
    return tally(_keys(run=run_id))


def take_away(agency_id: int) -> int:
    """Write down what has become of an agency's imported dossiers once a run of them was withdrawn."""
    return tally(_keys(agency=agency_id, run__isnull=False)) + _forget_gone(agency_id)


def _keys(**which: object) -> Iterator[UUID]:
    rows = Dossier._base_manager.filter(**which).order_by("pk")
    yield from list(rows.values_list("pk", flat=True))


def affected(agency_id: int | None, since: date) -> list[UUID]:
    """The dossiers whose past due times are reckoned by the calendar from a day on: their clock has stood still.

    Those of all others are what they were told.
    """
    lasted = Q(dossier__closed_at=None) | Q(dossier__closed_at__gte=start_of(since))
    rows = Pause.objects.filter(lasted, ends_at__isnull=False)
    if agency_id is not None:
        rows = rows.filter(dossier__agency=agency_id)
    return list(rows.order_by("dossier").values_list("dossier", flat=True).distinct())


def reckon(agency_id: int | None, since: date) -> int:
    """Write down what a calendar that is another from a day on makes of past due times; how many rows it took."""
    keys, written = affected(agency_id, since), 0
    for first in range(0, len(keys), HELD):
        with transaction.atomic():
            some = Dossier._base_manager.filter(pk__in=keys[first : first + HELD]).order_by("pk")
            written += tally(list(some.select_for_update(no_key=True).values_list("pk", flat=True)))
    return written
