"""How every room offers what can be counted, and says what one row of it adds to the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Fact:
    """Something that can be counted: rows of one table, what must be true of them, when it happened, by what.

    `holds(at)` is what had happened before the moment `at`, as known now. `on` names the column that dates it;
    without one the fact is a stock: what stood at that moment. What is dated and `lasts` is so only for a while.
    `by` leads from dimensions to columns. Of a fact that is `tallied` its room says by marks what each row adds,
    so that nobody need scan the rows to count it.
    """

    key: str
    name: StrPromise | str
    rows: Callable[[], QuerySet[Any]]
    holds: Callable[[datetime], Q]
    on: str = ""
    by: Mapping[str, str] = field(default_factory=dict)
    lasts: bool = False
    tallied: bool = False

    def until(self, at: datetime, start: datetime | None = None) -> Q:
        """What holds at `at`; of what is dated, only what happened from `start` on and before `at`."""
        happened = self.holds(at)
        if self.on:
            happened &= Q(**{f"{self.on}__lt": at})
            if start is not None:
                happened &= Q(**{f"{self.on}__gte": start})
        return happened


class Mark(NamedTuple):
    """A moment from which on a row counts for a fact, or, where it is taken off, no longer does.

    What held at `at` is the sum of all marks before `at`; what happened from `start` on and before `at`, of those
    between. Of what is dated and lasts, `since` is the day of each row, by which its marks are told apart.
    """

    fact: str
    moment: datetime
    since: date | None = None


Marks = Counter[Mark]  # how many a row adds from each mark on; below zero: takes away


def changed(was: Marks, now: Marks) -> Marks:
    """What must be added to some marks so that they are others."""
    found = Counter(now)
    found.subtract(was)
    return Counter({mark: step for mark, step in found.items() if step})


def merged(spans: Iterable[tuple[datetime, datetime | None]]) -> list[tuple[datetime, datetime | None]]:
    """The times covered by any of some spans (from, to; None: to this day), in order, none touching another."""
    found: list[tuple[datetime, datetime | None]] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        last = found[-1][1] if found else start
        if end is not None and end <= start:
            continue
        if found and (last is None or start <= last):
            found[-1] = (found[-1][0], None if last is None or end is None else max(last, end))
        else:
            found.append((start, end))
    return found


def day_of(at: datetime) -> date:
    """The last day of which a moment still sees something: midnight still belongs to the day that it ends."""
    return localdate(at - timedelta(microseconds=1))
