"""Limits of the law and of the process: when they end, and why on that day.

A limit in days is counted in closing times. The day of receipt is not counted (Bộ luật Dân sự 2015, art. 147.2);
the limit ends when the office closes on its last day; calendar days and months end on a working day or move to
the end of the next one (art. 148.3 and 148.5). Hours run as working time from receipt (art. 147.1).

Less than a day ("nửa ngày") runs from receipt as hours do, as that part of the working day it falls on; 2.5
working days are two days and the first half of the next working day. Calendar days above one have no parts: the
day that is begun is counted.

Pauses: a day counts if the clock runs when that day closes. So the day on which the clock stops is not counted,
the day on which it runs again is, and a pause that begins and ends within one day's hours moves nothing: as many
days are lost as closings passed. Working time (hours, fractions, steps) stands still for exactly as long as the
pause. An open pause (without an end) moves nothing yet: while it lasts, the due date is that of a clock which runs
again at once. A supplement that restarts the clock is no pause: reckon anew from the receipt of the complete one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import Literal

from cchc.foundation.worktime.rules.calendar import NO_TIME, ONE_DAY, Calendar, Day
from cchc.foundation.worktime.rules.time import (
    Stops,
    add_share_of_day,
    add_working_time,
    working_time,
    working_time_between,
)

Unit = Literal["working_day", "day", "hour", "month"]
Pause = tuple[datetime, datetime | None]
Pauses = Iterable[Pause]

HAND_OVER_UNTIL = time(15)  # NĐ 61/2018/NĐ-CP, art. 18.2
_HOUR_IN_MICROSECONDS = 3_600_000_000
_WHOLE = Decimal(1)


@dataclass(frozen=True)
class Limit:
    """A time limit (thời hạn giải quyết). "Ngày" alone is a calendar day; "giờ" are working hours."""

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0 or self.unit not in ("working_day", "day", "hour", "month"):
            raise ValueError(self)
        if self.unit == "month" and self.amount % _WHOLE:
            raise ValueError(self)  # art. 146.1: half a month is fifteen days, and is written so


def stopped(pauses: Pauses, until: datetime | None = None) -> Stops:
    """Pauses in order and joined where they meet; an open one ends at `until`, or is left out without it."""
    closed = sorted((begins, ends or until) for begins, ends in pauses if ends or until)
    joined: list[tuple[datetime, datetime]] = []
    for begins, ends in closed:
        if ends is None or ends <= begins:
            continue
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return tuple(joined)


def due_at(received_at: datetime, limit: Limit, calendar: Calendar, pauses: Pauses = ()) -> datetime:
    """When a limit that begins with a receipt ends (ngày hẹn trả kết quả). The rules are this module's docstring.

    A limit of nothing ("ngay trong ngày") ends when the office next closes.
    """
    received = calendar.local(received_at)
    stops = stopped(pauses) if pauses else ()
    if limit.unit == "hour":
        hours = timedelta(microseconds=int(limit.amount * _HOUR_IN_MICROSECONDS))
        return add_working_time(received, hours, calendar, stops)
    days, rest = _days_and_rest(received.date(), limit)
    if rest:
        begins = _last_day(received.date(), days, limit.unit, calendar, stops).ends_at if days else received
        return add_share_of_day(begins, rest, calendar, stops)
    if days:
        day = _last_day(received.date(), days, limit.unit, calendar, stops)
    else:
        day = calendar.day(received.date())
        if day.ends_at < received:
            day = calendar.next_working_day(day.on)
    while not day.works or (stops and _stands(day.ends_at, stops)):
        day = calendar.next_working_day(day.on)
    return day.ends_at


def step_due_at(handed_over_at: datetime, days: Decimal, calendar: Calendar, pauses: Pauses = ()) -> datetime:
    """When a step's time ends (hạn của bước): days whole or not run as working time from its hand-over."""
    time = working_time(days, calendar, calendar.local(handed_over_at).date())
    return add_working_time(handed_over_at, time, calendar, stopped(pauses) if pauses else ())


def hand_over_by(received_at: datetime, calendar: Calendar) -> datetime:
    """Until when the counter must hand a dossier over to the unit: NĐ 61/2018/NĐ-CP, art. 18.2.

    The same working day; what is received after 15:00, after closing or on a day off: when the next one opens.
    This has no bearing on the limit, which begins with the receipt.
    """
    received = calendar.local(received_at)
    day = calendar.day(received.date())
    if day.works and received.time() <= HAND_OVER_UNTIL and received < day.ends_at:
        return day.ends_at
    return calendar.next_working_day(day.on).opens_at


class DayKind(StrEnum):
    """What a day is to a limit."""

    RECEIVED = "received"
    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    DUE = "due"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class DayLine:
    """One calendar day of an explanation."""

    on: date
    kind: DayKind
    number: int | None = None  # which counted day, or which day late; None where none is counted
    reason: str = ""  # the holiday's or make-up day's name
    time: timedelta = NO_TIME  # working time counted on it, where the limit runs in hours

    @property
    def is_off(self) -> bool:
        """Whether it was skipped because nobody worked."""
        return self.kind in (DayKind.WEEKEND, DayKind.HOLIDAY)


@dataclass(frozen=True)
class Explanation:
    """Why a limit ends when it does (cách tính hạn), day by day."""

    received_at: datetime
    limit: Limit
    due_at: datetime
    lines: tuple[DayLine, ...]
    is_moved: bool  # the last counted day was a day off, and the end moved on
    paused_time: timedelta  # working time that passed while the clock stood still: what hours are longer by
    paused_days: int = field(init=False)
    late_days: int = field(init=False)

    def __post_init__(self) -> None:
        kinds = [line.kind for line in self.lines]
        object.__setattr__(self, "paused_days", kinds.count(DayKind.PAUSED))
        object.__setattr__(self, "late_days", kinds.count(DayKind.LATE))

    @property
    def counted_days(self) -> int:
        """How many days were counted: for a limit in days, as many as it has."""
        return max((line.number or 0 for line in self.lines if line.kind != DayKind.LATE), default=0)

    @property
    def counted_time(self) -> timedelta:
        """Working time counted: for a limit in hours, as much as it has."""
        return sum((line.time for line in self.lines), NO_TIME)

    @property
    def weeks(self) -> tuple[tuple[DayLine | None, ...], ...]:
        """The lines as rows from Monday to Sunday, None before the first and after the last day."""
        before: list[DayLine | None] = [None] * self.lines[0].on.weekday()
        cells = [*before, *self.lines]
        cells += [None] * (-len(cells) % 7)
        return tuple(tuple(cells[place : place + 7]) for place in range(0, len(cells), 7))


def explain(
    received_at: datetime,
    limit: Limit,
    calendar: Calendar,
    pauses: Pauses = (),
    until: datetime | None = None,
) -> Explanation:
    """A due date day by day: received, counted, skipped and why, paused, due; and late, up to `until`.

    `until` is now for an open dossier and the end for a closed one. An open pause lasts until then, so that the
    due date explained is that of a clock which runs again at `until`; without one it is that of `due_at`.
    """
    received = calendar.local(received_at)
    stops = stopped(pauses, until)
    due = due_at(received, limit, calendar, stops)
    if limit.unit == "hour":
        days, rest = 0, _WHOLE
    else:
        days, rest = _days_and_rest(received.date(), limit)
    lines, number, is_moved, runs_from = list[DayLine](), 0, False, received
    for day in calendar.days(received.date(), due.date()):
        kind, counted, time = _off(day), None, NO_TIME
        if number < days:
            if day.on == received.date():
                kind = DayKind.RECEIVED
            elif day.works or limit.unit != "working_day":
                if _stands(day.ends_at, stops):
                    kind = DayKind.PAUSED
                else:
                    kind, number = DayKind.COUNTED, number + 1
                    counted, runs_from, is_moved = number, day.ends_at, not day.works and not rest
        elif day.works:
            time = working_time_between(runs_from, min(due, day.ends_at), calendar, stops) if rest else NO_TIME
            runs_from = day.ends_at
            kind = DayKind.COUNTED if time else DayKind.PAUSED
        if day.on == received.date():
            kind = DayKind.RECEIVED
        if day.on == due.date():
            kind = DayKind.DUE
        lines.append(DayLine(day.on, kind, counted, day.name, time))
    if until is not None and until > due:
        lines += _late(due.date(), calendar.local(until).date(), calendar)
    open_time = working_time_between(received, due, calendar)
    paused_time = open_time - working_time_between(received, due, calendar, stops)
    return Explanation(received, limit, due, tuple(lines), is_moved, paused_time)


def _late(due_on: date, until: date, calendar: Calendar) -> Iterable[DayLine]:
    number = 0
    for day in calendar.days(due_on + ONE_DAY, until):
        number += day.works
        yield DayLine(day.on, DayKind.LATE if day.works else _off(day), number if day.works else None, day.name)


def _off(day: Day) -> DayKind:
    return DayKind.HOLIDAY if day.name else DayKind.WEEKEND


def _days_and_rest(received_on: date, limit: Limit) -> tuple[int, Decimal]:
    """The whole days that a limit counts after the day of receipt, and the share of a working day that is left."""
    if limit.unit == "day" and limit.amount > 1:
        return ceil(limit.amount), Decimal(0)
    if limit.unit == "month":
        return (_months_after(received_on, int(limit.amount)) - received_on).days, Decimal(0)
    return int(limit.amount), limit.amount % _WHOLE


def _months_after(on: date, months: int) -> date:
    """The same day of a later month, or that month's last (art. 148.3)."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _last_day(received_on: date, days: int, unit: Unit, calendar: Calendar, stops: Stops) -> Day:
    day = calendar.day(received_on)
    while days:
        day = calendar.day(day.on + ONE_DAY)
        if (day.works or unit != "working_day") and not (stops and _stands(day.ends_at, stops)):
            days -= 1
    return day


def _stands(at: datetime, stops: Stops) -> bool:
    """Whether the clock stands still just before a moment."""
    return any(begins < at <= ends for begins, ends in stops)
