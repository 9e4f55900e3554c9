"""What an event changes in the counts, written down along with it: one row that is only ever added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from cchc.kernel import batch, progress
from cchc.kernel.compiled import numbered, raw_cursor
from cchc.kernel.facts import Mark, Marks, changed
from cchc.onestop.dossiers import events, facts
from cchc.steering.indicators.models import Posting

AT_A_TIME = 2000
# What changes nothing that is counted; every other event of a dossier is looked at.
SILENT = (
    events.AccessGiven, events.CounterHandedOn, events.DossierCorrected, events.DossierLate, events.FeeTaken,
    events.FeeVoided, events.FileAdded, events.PaperJudged, events.ResultHandedOver, events.StepAssigned,
)  # fmt: skip

Posted = dict[int, Marks]  # by the unit whose rows they are

_POSTED = numbered("""
    SELECT p.subject, p.agency_id, p.unit_id, m.fact, m.moment, m.since, sum(m.step)::int
    FROM indicators_posting p, unnest(p.facts, p.moments, p.sinces, p.steps) AS m(fact, moment, since, step)
    WHERE p.subject = ANY(%s::uuid[])
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(m.step) <> 0
""")


def hear(event: events.DossierEvent) -> None:
    """Keep the sums as they are after an event of a dossier, in its transaction.

    Of a dossier that is just being filed everything stands in the open batch: its row rides along, and nothing is
    read. Otherwise what it adds now is set against what was written down of it before.
    """
    if isinstance(event, SILENT) or (isinstance(event, events.StepForwarded) and event.electronic):
        return  # hand-overs of what is open are counted where paper travelled; the others once it is closed
    fresh = facts.new(event.dossier_id)
    if fresh is None:
        batch.flush()  # what the act has changed is read
        tally([event.dossier_id], told=[event])
        return
    posted = _waiting([fresh.id]).get(fresh.id, (fresh.agency, {}))[1]
    for row in _rows(fresh.id, fresh.agency, posted, {fresh.unit: facts.marks(fresh)}):
        batch.add(row)


def tally(subjects: Iterable[UUID], told: Sequence[events.DossierEvent] = ()) -> int:
    """Write down by how much what some dossiers add is not what was written down of them; how many rows it took.

    Whoever calls holds the rows of the dossiers, or has just written them. What is gone adds nothing any more.
    """
    written, keys = 0, list(subjects)
    for first in range(0, len(keys), AT_A_TIME):
        some = keys[first : first + AT_A_TIME]
        rows = list(_differences(some, told))
        if len(some) == 1:
            for row in rows:
                batch.add(row)
        else:
            copy(rows)
        written += len(rows)
        progress.tell(first + len(some), len(keys))
    return written


def _differences(subjects: Sequence[UUID], told: Sequence[events.DossierEvent]) -> Iterator[Posting]:
    posted = _posted(subjects)
    for history in facts.histories(subjects, told):
        _agency, was = posted.pop(history.id, (history.agency, {}))
        yield from _rows(history.id, history.agency, was, {history.unit: facts.marks(history)})
    for subject, (agency, was) in posted.items():
        yield from _rows(subject, agency, was, {})


def _rows(subject: UUID, agency: int, was: Posted, now: Posted) -> Iterator[Posting]:
    nothing: Marks = Counter()
    for unit in sorted({*was, *now}):
        found = sorted(changed(was.get(unit, nothing), now.get(unit, nothing)).items(), key=lambda one: one[0][:2])
        if found:
            yield batch.new(
                Posting, agency_id=agency, unit_id=unit, subject=subject, facts=[mark.fact for mark, _ in found],
                moments=[mark.moment for mark, _ in found], sinces=[mark.since for mark, _ in found],
                steps=[step for _, step in found],
            )  # fmt: skip


def _posted(subjects: Sequence[UUID]) -> dict[UUID, tuple[int, Posted]]:
    """What was written down of some rows so far, what the open batch holds included."""
    found = _waiting(subjects)
    with raw_cursor() as cursor:
        cursor.execute(_POSTED, [list(subjects)])
        for subject, agency, unit, fact, moment, since, step in cursor.fetchall():
            _agency, by_unit = found.setdefault(subject, (agency, {}))
            by_unit.setdefault(unit, Counter())[Mark(fact, moment, since)] += step
    return found


def _waiting(subjects: Sequence[UUID]) -> dict[UUID, tuple[int, Posted]]:
    found: dict[UUID, tuple[int, Posted]] = {}
    for row in batch.waiting(Posting):
        if row.subject in subjects:
            _agency, by_unit = found.setdefault(row.subject, (row.agency_id, {}))
            marks = by_unit.setdefault(row.unit_id, Counter())
            for fact, moment, since, step in zip(row.facts, row.moments, row.sinces, row.steps, strict=True):
                marks[Mark(fact, moment, since)] += step
    return found


def copy(rows: Sequence[Posting]) -> None:
    """Write many rows at once."""
    columns = list(Posting._meta.concrete_fields)
    names = ", ".join(f'"{column.column}"' for column in columns)
    with connection.cursor() as cursor:
        source: Any = cursor
        with source.copy(f'COPY "{Posting._meta.db_table}" ({names}) FROM STDIN') as target:
            for row in rows:
                values = (getattr(row, column.attname) for column in columns)
                target.write_row([batch.as_array(value) if type(value) is list else value for value in values])
