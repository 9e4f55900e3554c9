"""Adding postings up, behind everybody's back: figures are the same before, after, and while it runs.

One at a time folds (a lock of the database); who files or reads neither waits for it nor is waited for. A posting
is marked as folded and added to the sums by one statement, so that no reader sees it twice, or not at all.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction

from cchc.foundation.worktime.rules import ZONE
from cchc.steering.indicators.rules import start_of

AT_A_TIME = 10_000
_LOCK = 7_305_021  # any number that nobody else locks by

# A half-month begins on the 1st or on the 15th. `since` matters against the beginnings of periods alone.
_HALF = "(date_trunc('month', {0})::date + CASE WHEN extract(day FROM {0}) >= 15 THEN 14 ELSE 0 END)"
_FOLD = f"""WITH taken AS (
      UPDATE indicators_posting SET folded = TRUE
      WHERE id IN (
        SELECT id FROM indicators_posting
        WHERE NOT folded AND (%(agency)s::bigint IS NULL OR agency_id = %(agency)s::bigint) LIMIT %(most)s
      )
      RETURNING agency_id, unit_id, facts, moments, sinces, steps
    ),
    marks AS (
      SELECT taken.agency_id, taken.unit_id, m.fact, m.moment, m.step, l.moments_from,
        (m.moment AT TIME ZONE %(zone)s)::date AS day,
        {_HALF.format("m.since")} AS since
      FROM taken CROSS JOIN unnest(taken.facts, taken.moments, taken.sinces, taken.steps)
        AS m(fact, moment, since, step)
      LEFT JOIN indicators_ledger l ON l.agency_id = taken.agency_id
    ),
    sums AS (
      SELECT agency_id, unit_id, fact, 'half' AS grain,
        {_HALF.format("day")}::timestamp AT TIME ZONE %(zone)s AS starts_at, since, sum(step) AS n
      FROM marks GROUP BY 1, 2, 3, 5, 6
      UNION ALL
      SELECT agency_id, unit_id, fact, 'day', day::timestamp AT TIME ZONE %(zone)s, since, sum(step)
      FROM marks GROUP BY 1, 2, 3, 5, 6
      UNION ALL
      SELECT agency_id, unit_id, fact, 'moment', moment, since, sum(step)
      FROM marks WHERE moments_from IS NULL OR moment >= moments_from GROUP BY 1, 2, 3, 5, 6
    ),
    added AS (
      INSERT INTO indicators_subtotal (agency_id, unit_id, fact, grain, starts_at, since, n)
      SELECT agency_id, unit_id, fact, grain, starts_at, since, n FROM sums WHERE n <> 0
      ON CONFLICT (agency_id, grain, fact, starts_at, unit_id, since)
      DO UPDATE SET n = indicators_subtotal.n + EXCLUDED.n
    )
    SELECT count(*) FROM taken
"""  # noqa: S608 - no value stands in the text


def fold(agency_id: int | None = None) -> int:
    """Add up all postings so far, of one agency or of all; answers how many, 0 where another one folds."""
    whole = 0
    while True:
        found = _fold(agency_id)
        whole += found
        if found < AT_A_TIME:
            return whole


@transaction.atomic
def _fold(agency_id: int | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not (cursor.fetchone() or (False,))[0]:
            return 0
        return folded(cursor, agency_id)


def folded(cursor: Any, agency_id: int | None) -> int:
    """Add up some postings, by who has the lock."""
    cursor.execute(_FOLD, {"zone": str(ZONE), "most": AT_A_TIME, "agency": agency_id})
    return int(cursor.fetchone()[0])


def lock(cursor: Any) -> None:
    """Wait until nobody folds, and let nobody fold until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def tidy(today: date) -> int:
    """Forget the moments of the days before `today`, which are seen only at their ends; how many sums it was."""
    start = start_of(today)
    with connection.cursor() as cursor:
        lock(cursor)
        cursor.execute(
            "WITH gone AS (DELETE FROM indicators_subtotal WHERE (grain = 'moment' AND starts_at < %(start)s) "
            "OR n = 0 RETURNING agency_id, grain), "
            "kept AS (INSERT INTO indicators_ledger (agency_id, is_complete, moments_from) "
            "SELECT DISTINCT agency_id, TRUE, %(start)s::timestamptz FROM gone WHERE grain = 'moment' "
            "ON CONFLICT (agency_id) DO UPDATE "
            "SET moments_from = greatest(indicators_ledger.moments_from, EXCLUDED.moments_from)) "
            "SELECT count(*) FROM gone",
            {"start": start},
        )
        found = cursor.fetchone()
    return int(found[0]) if found else 0
