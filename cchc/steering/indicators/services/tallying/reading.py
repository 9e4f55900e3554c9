"""Counts out of the sums kept: one statement for any number of facts, periods and units of an agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from cchc.kernel.facts import Fact
from cchc.steering.indicators.rules import end_of, start_of

ONE_DAY = timedelta(days=1)
HALVES = (1, 15)  # the days on which a half-month begins

# Whole half-months, then days of those that a wanted moment divides, then moments of the days that one divides;
# then what is not added up yet. Without a complete ledger, or where the moments are gone, nothing but that.
_READ = """WITH ledger AS (
      SELECT coalesce(bool_and(is_complete), TRUE)
        AND coalesce(bool_and(moments_from IS NULL OR %(finest)s::timestamptz >= moments_from), TRUE) AS tells
      FROM indicators_ledger WHERE agency_id = %(agency)s
    ),
    marks AS (
      SELECT unit_id, fact, starts_at, since, n FROM indicators_subtotal
      WHERE agency_id = %(agency)s AND grain = 'half' AND fact = ANY(%(facts)s::text[])
        AND starts_at < %(last)s AND starts_at <> ALL(%(halves)s::timestamptz[])
        AND (starts_at >= %(first)s OR fact = ANY(%(standing)s::text[]))
      UNION ALL
      SELECT s.unit_id, s.fact, s.starts_at, s.since, s.n
      FROM unnest(%(halves)s::timestamptz[], %(half_ends)s::timestamptz[]) AS h(starts, ends)
      JOIN indicators_subtotal s ON s.agency_id = %(agency)s AND s.grain = 'day'
        AND s.fact = ANY(%(facts)s::text[]) AND s.starts_at >= h.starts AND s.starts_at < h.ends
      WHERE s.starts_at <> ALL(%(days)s::timestamptz[])
      UNION ALL
      SELECT s.unit_id, s.fact, s.starts_at, s.since, s.n
      FROM unnest(%(days)s::timestamptz[], %(day_ends)s::timestamptz[]) AS d(starts, ends)
      JOIN indicators_subtotal s ON s.agency_id = %(agency)s AND s.grain = 'moment'
        AND s.fact = ANY(%(facts)s::text[]) AND s.starts_at >= d.starts AND s.starts_at < d.ends
      UNION ALL
      SELECT p.unit_id, m.fact, m.moment, m.since, m.step
      FROM indicators_posting p, unnest(p.facts, p.moments, p.sinces, p.steps) AS m(fact, moment, since, step)
      WHERE p.agency_id = %(agency)s AND NOT p.folded AND m.fact = ANY(%(facts)s::text[])
    )
    SELECT NULL, '', 0, NULL, 1 FROM ledger WHERE tells
    UNION ALL
    SELECT CASE WHEN %(by_unit)s THEN unit_id END, fact, width_bucket(starts_at, %(cuts)s::timestamptz[]),
      CASE WHEN since IS NOT NULL THEN width_bucket(since, %(days_since)s::date[]) END, sum(n)::bigint
    FROM marks, ledger
    WHERE tells AND starts_at < %(last)s AND (%(units)s::bigint[] IS NULL OR unit_id = ANY(%(units)s::bigint[]))
    GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Window:
    """What is counted of a fact: at a moment, or between two; where days tell it apart, of some days only."""

    at: datetime
    start: datetime | None = None
    since: date | None = None  # this day and later
    before: date | None = None  # before this day


def window_of(fact: Fact, start: datetime | None, at: datetime) -> Window:
    """How a fact is counted over a period that begins at `start`, as of `at`."""
    if not fact.on:
        return Window(at)
    if fact.lasts:
        return Window(at, since=localtime(start).date() if start else None)
    return Window(at, start=start)


def is_kept(moment: datetime) -> bool:
    """Whether sums tell what happened from a moment on: the beginning of a half-month, as every period has it."""
    local = localtime(moment)
    return local.day in HALVES and local == start_of(local.date())


@dataclass
class Sums:
    """The counts of an agency between some moments, and of its units."""

    cuts: Sequence[datetime]
    days: Sequence[date]
    cells: dict[str, dict[int | None, list[int]]] = field(default_factory=dict)  # fact, unit: before each cut
    dated: dict[str, dict[int | None, list[tuple[int, int, int]]]] = field(default_factory=dict)

    def units(self, fact: str) -> set[int]:
        """The units that have had any row of a fact, where they were asked for."""
        return {unit for unit in self.cells.get(fact, ()) if unit is not None}

    def count(self, fact: str, window: Window, unit: int | None = None) -> int:
        """How many rows there are in a window, of everybody asked for, or of one unit."""
        last = self.cuts.index(window.at)
        if window.since is None and window.before is None:
            start = self.cuts.index(window.start) if window.start else None
            lines = self.cells.get(fact, {})
            return sum(
                line[last] - (0 if start is None else line[start])
                for line in ([lines[unit]] if unit in lines else () if unit is not None else lines.values())
            )
        first = self.days.index(window.since) + 1 if window.since else 0
        end = self.days.index(window.before) + 1 if window.before else len(self.days) + 1
        return sum(
            n for owner, rows in self.dated.get(fact, {}).items() if unit in (None, owner)
            for piece, since, n in rows if piece <= last and first <= since < end
        )  # fmt: skip


def read(
    agency_id: int, wanted: Iterable[tuple[str, Window]], *, units: Collection[int] | None = None,
    by_unit: bool = False,
) -> Sums | None:  # fmt: skip
    """The sums that some counts of an agency need, or of some units of it, in one statement.

    None where they are not kept: the ledger is not complete yet, or the moment lies in a day that is long over.
    """
    asked = list(wanted)
    cuts = sorted({moment for _, w in asked for moment in (w.at, w.start) if moment is not None})
    days = sorted({day for _, w in asked for day in (w.since, w.before) if day is not None})
    starts = [window.start for _, window in asked if window.start is not None]
    if not all(map(is_kept, starts)) or any(day.day not in HALVES for day in days):
        return None
    split_days = sorted(
        {start_of(localtime(cut).date()) for cut in cuts if cut != start_of(localtime(cut).date())}
    )
    split_halves = sorted({_half(localtime(cut).date()) for cut in cuts if not is_kept(cut)})
    params: dict[str, Any] = {
        "agency": agency_id, "facts": sorted({fact for fact, _ in asked}), "cuts": cuts, "first": cuts[0],
        "last": cuts[-1], "days_since": days, "by_unit": by_unit, "units": None if units is None else list(units),
        "standing": sorted({fact for fact, window in asked if window.start is None}),
        "finest": split_days[0] if split_days else None, "days": split_days,
        "day_ends": [end_of(localtime(day).date()) for day in split_days],
        "halves": [start_of(half) for half in split_halves],
        "half_ends": [start_of(_half(half + 20 * ONE_DAY)) for half in split_halves],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_READ, params)
        found = cursor.fetchall()
    if not any(fact == "" for _unit, fact, *_rest in found):
        return None
    sums = Sums(cuts, days)
    pieces: dict[tuple[str, int | None], list[int]] = defaultdict(lambda: [0] * len(cuts))
    for unit, fact, piece, since, n in found:
        if fact == "":
            continue
        if since is not None:
            sums.dated.setdefault(fact, {}).setdefault(unit, []).append((piece, since, n))
        pieces[fact, unit][piece] += n
    for (fact, unit), counted in pieces.items():
        sums.cells.setdefault(fact, {})[unit] = list(accumulate(counted))
    return sums


def _half(day: date) -> date:
    """The day on which the half-month of a day begins."""
    return day.replace(day=HALVES[1] if day.day >= HALVES[1] else HALVES[0])
