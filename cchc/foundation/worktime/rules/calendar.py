"""When an office works: hours of the week with dates of effect, days off, make-up days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")  # one zone in the whole country, without summer time
ONE_DAY = timedelta(days=1)
NO_TIME = timedelta()

Span = tuple[time, time]  # from opening to closing, without a break
USUAL_DAY: tuple[Span, ...] = ((time(7, 30), time(11, 30)), (time(12, 30), time(16, 30)))


class UnworkableHours(ValueError):
    """Hours that nobody could keep: a span that ends before it begins, spans that overlap, a week without work."""


def day_length(spans: Iterable[Span]) -> timedelta:
    """How long one works in a day of these spans."""
    return sum((_hour(closes) - _hour(opens) for opens, closes in spans), NO_TIME)


def _hour(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def checked_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order. Raises UnworkableHours when one is empty or two overlap."""
    ordered = tuple(sorted(spans))
    edges = [edge for span in ordered for edge in span]
    if any(opens >= closes for opens, closes in ordered) or edges != sorted(edges):
        raise UnworkableHours(ordered)
    return ordered


@dataclass(frozen=True)
class Week:
    """Office hours of an ordinary week (giờ làm việc), Monday first; a weekday without spans is a day off."""

    days: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != 7 or not any(self.days):
            raise UnworkableHours(self.days)
        object.__setattr__(self, "days", tuple(checked_spans(spans) for spans in self.days))

    @classmethod
    def parse(cls, rows: Sequence[Sequence[Sequence[str]]]) -> Week:
        """A week as it is stored: `[[["07:30", "11:30"], ["12:30", "16:30"]], ...]`. Raises UnworkableHours."""
        return cls(tuple(spans_from(day) for day in rows))

    def rows(self) -> list[list[list[str]]]:
        """What `parse` reads."""
        return [spans_to(day) for day in self.days]

    @cached_property
    def full_day(self) -> tuple[Span, ...]:
        """The hours of its longest weekday: what a make-up day has, and what "one day" of a step means."""
        return max(self.days, key=day_length)

    @cached_property
    def full_length(self) -> timedelta:
        """How long one works in a full day."""
        return day_length(self.full_day)


def spans_from(rows: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    """Spans as they are stored, `[["07:30", "11:30"], ...]`. Raises UnworkableHours."""
    try:
        return checked_spans((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in rows)
    except (TypeError, ValueError) as fault:
        raise UnworkableHours(rows) from fault


def spans_to(spans: Iterable[Span]) -> list[list[str]]:
    """What `spans_from` reads."""
    return [[opens.strftime("%H:%M"), closes.strftime("%H:%M")] for opens, closes in spans]


USUAL_WEEK = Week((USUAL_DAY,) * 5 + ((), ()))


@dataclass(frozen=True)
class Hours:
    """Hours of the week from a day on, until the next ones."""

    effective_on: date
    week: Week


@dataclass(frozen=True)
class Special:
    """A day unlike its weekday: off (a holiday, a swap) or worked (a make-up day, an afternoon closed).

    A worked day without spans has the week's full day. Without a name it is refused (ValueError): pages say why a
    day is off.
    """

    on: date
    is_off: bool
    name: str
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError(self)
        if self.is_off and self.spans:
            raise UnworkableHours(self.spans)
        object.__setattr__(self, "spans", checked_spans(self.spans))


@dataclass(frozen=True)
class Removal:
    """What was said about a day is taken back: it is again as its weekday, or as the whole installation has it."""

    on: date


@dataclass(frozen=True)
class HoursRemoval:
    """Hours are taken back: those before them run on."""

    effective_on: date


Change = Hours | HoursRemoval | Special | Removal


class DayOff(StrEnum):
    """Why nobody works on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar, reckoned once."""

    on: date
    spans: tuple[tuple[datetime, datetime], ...]
    length: timedelta  # working time in it
    works: bool
    name: str  # of the special day; empty on ordinary days
    ends_at: datetime  # closing time; midnight after a day off

    @property
    def opens_at(self) -> datetime:
        """When the office opens. Only for working days."""
        return self.spans[0][0]

    @property
    def off(self) -> DayOff | None:
        """Why it is a day off; None on working days."""
        if self.works:
            return None
        return DayOff.HOLIDAY if self.name else DayOff.WEEKEND

    @property
    def is_make_up(self) -> bool:
        """Whether it is worked only because someone said so, or at other hours."""
        return self.works and bool(self.name)


@dataclass(frozen=True)
class Calendar:
    """When one agency works. What it says itself goes before what holds for the whole installation.

    Without any hours set it has those of most offices, 07:30-11:30 and 12:30-16:30 from Monday to Friday. A value:
    two calendars that say the same are equal; each day is reckoned when first asked for and then remembered.
    """

    hours: tuple[Hours, ...] = ()
    specials: tuple[Special, ...] = ()
    shared_hours: tuple[Hours, ...] = ()
    shared_specials: tuple[Special, ...] = ()
    zone: ZoneInfo = ZONE
    _days: dict[date, Day] = field(default_factory=dict, init=False, repr=False, compare=False)
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)
    _special: dict[date, Special] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("hours", "shared_hours"):
            ordered = sorted(getattr(self, name), key=lambda hours: hours.effective_on)
            object.__setattr__(self, name, tuple(ordered))
        for special in (*self.shared_specials, *self.specials):
            self._special[special.on] = special

    def local(self, at: datetime) -> datetime:
        """The moment on the office's clock. Raises ValueError for one without a time zone."""
        if at.tzinfo is None:
            raise ValueError(f"{at} has no time zone")
        return at.astimezone(self.zone)

    def day(self, on: date) -> Day:
        """What a day is."""
        day = self._days.get(on)
        if day is None:
            day = self._days[on] = self._reckoned(on)
        return day

    def week(self, on: date) -> Week:
        """The hours of the week in force on a day."""
        for hours in (self.hours, self.shared_hours):
            place = bisect_right(hours, on, key=lambda entry: entry.effective_on)
            if place:
                return hours[place - 1].week
        return USUAL_WEEK

    def spans_on(self, on: date) -> tuple[Span, ...]:
        """Opening and closing times of a day; none on a day off."""
        special = self._special.get(on)
        if special is None:
            return self.week(on).days[on.weekday()]
        if special.is_off:
            return ()
        return special.spans or self.week(on).full_day

    def is_working_day(self, on: date) -> bool:
        """Whether the office works on a day, make-up days included."""
        return self.day(on).works

    def reason(self, on: date) -> str:
        """The name of a special day (Ngày Văn hóa Việt Nam; làm bù cho ngày 31/08/2026); empty on any other."""
        return self.day(on).name

    def day_length(self, on: date) -> timedelta:
        """What one working day of a step's time is worth on a day: the full day of the week then in force."""
        return self.week(on).full_length

    def is_open(self, at: datetime) -> bool:
        """Whether the office works at a moment."""
        local = self.local(at)
        return any(opens <= local < closes for opens, closes in self.day(local.date()).spans)

    def next_working_day(self, on: date) -> Day:
        """The first working day after a day."""
        day = self.day(on + ONE_DAY)
        while not day.works:
            day = self.day(day.on + ONE_DAY)
        return day

    def days(self, first: date, last: date) -> Iterator[Day]:
        """Each day from `first` to `last`, both included."""
        for number in range((last - first).days + 1):
            yield self.day(first + timedelta(days=number))

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days come after `a` and not after `b`; negative when `b` is before `a`."""
        if b < a:
            return -self.working_days_between(b, a)
        whole = sum(self._year(year).counts[-1] for year in range(a.year, b.year))
        return whole + self._year(b.year).counts[_place(b)] - self._year(a.year).counts[_place(a)]

    def worked_between(self, a: date, b: date) -> timedelta:
        """Working time of the days from `a` on and before `b`, which is not before `a`."""
        whole = sum((self._year(year).times[-1] for year in range(a.year, b.year)), NO_TIME)
        return whole + self._year(b.year).times[_place(b) - 1] - self._year(a.year).times[_place(a) - 1]

    def _reckoned(self, on: date) -> Day:
        special = self._special.get(on)
        spans = tuple(
            (datetime.combine(on, opens, self.zone), datetime.combine(on, closes, self.zone))
            for opens, closes in self.spans_on(on)
        )
        ends_at = spans[-1][1] if spans else datetime.combine(on + ONE_DAY, time(), self.zone)
        length = sum((closes - opens for opens, closes in spans), NO_TIME)
        return Day(on, spans, length, bool(spans), special.name if special else "", ends_at)

    def _year(self, year: int) -> _Year:
        found = self._years.get(year)
        if found is None:
            counts, times = [0], [NO_TIME]
            for day in self.days(date(year, 1, 1), date(year, 12, 31)):
                counts.append(counts[-1] + day.works)
                times.append(times[-1] + day.length)
            found = self._years[year] = _Year(tuple(counts), tuple(times))
        return found


@dataclass(frozen=True, slots=True)
class _Year:
    """Working days and working time of a year up to the end of each of its days, from nothing before the first."""

    counts: tuple[int, ...]
    times: tuple[timedelta, ...]


def _place(on: date) -> int:
    return on.timetuple().tm_yday


_OF_HOURS = (Hours, HoursRemoval)


def with_change(calendar: Calendar, change: Change, *, shared: bool = False) -> Calendar:
    """The calendar as it would be after a change, of the agency or of the whole installation (`shared`).

    Nothing is saved: a page reckons by it which open dossiers would move.
    """
    name = ("shared_" if shared else "") + ("hours" if isinstance(change, _OF_HOURS) else "specials")
    rows = tuple(row for row in getattr(calendar, name) if _day_of(row) != _day_of(change))
    after: dict[str, Any] = {name: rows if isinstance(change, HoursRemoval | Removal) else (*rows, change)}
    return replace(calendar, **after)


def reaches_back(change: Change, today: date) -> bool:
    """Whether a change bears on days that are over: allowed, but said aloud before and recorded after."""
    return _day_of(change) < today


def _day_of(change: Change) -> date:
    return change.effective_on if isinstance(change, _OF_HOURS) else change.on
