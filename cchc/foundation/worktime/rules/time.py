"""Working time: adding it, taking it away, measuring it. A clock that runs only in office hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cchc.foundation.worktime.rules.calendar import NO_TIME, ONE_DAY, Calendar

Stops = Sequence[tuple[datetime, datetime]]  # when the clock stood still, in order, apart from each other
Stretch = tuple[datetime, datetime]

_MICROSECOND = timedelta(microseconds=1)
_HUNDREDTH = Decimal("0.01")


def working_time(days: Decimal, calendar: Calendar, on: date) -> timedelta:
    """What a number of days of a step is in working time: 0.25 day is 2 hours where one works 8 (on day `on`)."""
    return timedelta(microseconds=int(days * (calendar.day_length(on) // _MICROSECOND)))


def in_working_days(time: timedelta, calendar: Calendar, on: date) -> Decimal:
    """Working time in days of the calendar, to a hundredth: 2 hours are 0.25 where one works 8."""
    days = Decimal(time // _MICROSECOND) / Decimal(calendar.day_length(on) // _MICROSECOND)
    return days.quantize(_HUNDREDTH, ROUND_HALF_UP)


def add_working_time(at: datetime, time: timedelta, calendar: Calendar, stops: Stops = ()) -> datetime:
    """When a stretch of working time that begins at `at` is over.

    Outside office hours it begins at the next opening. It ends at a closing rather than at the opening after it,
    so that eight hours from an opening end the same day. No time at all ends at the first working moment.
    """
    if time < NO_TIME:
        raise ValueError(time)
    left = time
    for begins, ends in _forward(calendar.local(at), calendar, stops):
        if left == NO_TIME:
            return begins
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise AssertionError("time does not end")


def add_share_of_day(at: datetime, share: Decimal, calendar: Calendar, stops: Stops = ()) -> datetime:
    """When a part of a working day that begins at `at` is over, each day being worth its own length.

    Half a day is four hours of a day of eight and two of a Saturday of four: it never outlasts a whole day.
    """
    left = Fraction(share)
    for begins, ends in _forward(calendar.local(at), calendar, stops):
        length = calendar.day(begins.date()).length // _MICROSECOND
        room = (ends - begins) // _MICROSECOND
        if left * length <= room:
            return begins + timedelta(microseconds=int(left * length))
        left -= Fraction(room, length)
    raise AssertionError("time does not end")


def subtract_working_time(at: datetime, time: timedelta, calendar: Calendar, stops: Stops = ()) -> datetime:
    """When a stretch of working time must begin to be over at `at`: the exact inverse of `add_working_time`.

    Closing of one span and opening of the next are one moment on the working clock; here the opening is said. So
    adding and then subtracting gives back any moment from which work can begin (opening included, closing not);
    subtracting and then adding any moment at which work can end (closing included, opening not).
    """
    if time < NO_TIME:
        raise ValueError(time)
    left = time
    for begins, ends in _backward(calendar.local(at), calendar, stops):
        if left == NO_TIME:
            return ends
        if left <= ends - begins:
            return ends - left
        left -= ends - begins
    raise AssertionError("time does not begin")


def working_time_between(a: datetime, b: datetime, calendar: Calendar, stops: Stops = ()) -> timedelta:
    """How long the office worked from `a` to `b`, without the stops; negative when `b` is before `a`."""
    if b < a:
        return -working_time_between(b, a, calendar, stops)
    stopped = [
        _between(max(a, begins), min(b, ends), calendar) for begins, ends in stops if begins < b and ends > a
    ]
    return _between(a, b, calendar) - sum(stopped, NO_TIME)


def working_days_left(now: datetime, due: datetime, calendar: Calendar) -> Decimal:
    """Working time from now to a due moment, in days of the calendar to a hundredth; negative once it is past."""
    return in_working_days(working_time_between(now, due, calendar), calendar, calendar.local(due).date())


def _between(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    first, last = calendar.local(a), calendar.local(b)
    whole = calendar.worked_between(first.date(), last.date())
    return whole - _worked_before(first, calendar) + _worked_before(last, calendar)


def _worked_before(at: datetime, calendar: Calendar) -> timedelta:
    """Working time of the day of `at` up to `at`."""
    spans = calendar.day(at.date()).spans
    return sum((min(closes, at) - opens for opens, closes in spans if opens < at), NO_TIME)


def _forward(at: datetime, calendar: Calendar, stops: Stops) -> Iterator[Stretch]:
    day = calendar.day(at.date())
    while True:
        for opens, closes in day.spans:
            if closes > at:
                span = (max(opens, at), closes)
                yield from _without(span, stops) if stops else (span,)
        day = calendar.day(day.on + ONE_DAY)


def _backward(at: datetime, calendar: Calendar, stops: Stops) -> Iterator[Stretch]:
    day = calendar.day(at.date())
    while True:
        for opens, closes in reversed(day.spans):
            if opens < at:
                span = (opens, min(closes, at))
                yield from reversed(_without(span, stops)) if stops else (span,)
        day = calendar.day(day.on - ONE_DAY)


def _without(span: Stretch, stops: Stops) -> list[Stretch]:
    """What is left of a span when the stops are cut out."""
    begins, closes = span
    pieces = []
    for stop, resume in stops:
        if resume <= begins or stop >= closes:
            continue
        if stop > begins:
            pieces.append((begins, stop))
        begins = resume
    if begins < closes:
        pieces.append((begins, closes))
    return pieces
