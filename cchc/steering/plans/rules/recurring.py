"""When a task comes again: the periods of a recurrence, aligned to the calendar, each with its due day."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Span:
    """One period: its first and last day, the day by which the task is due in it, and what it is called."""

    label: str
    starts_on: date
    ends_on: date
    due_on: date


def spans(every: str, month: int | None, day: int | None, first: date, last: date) -> Iterator[Span]:
    """The periods that touch the time from `first` to `last`, in order.

    `month` counts within the period (August is 8 of a year, 2 of a quarter), `day` within that month; what is not
    said is the last one. A day that a month does not have is its last: 31 in June is the 30th.
    """
    start = start_of(every, first)
    while start <= last:
        yield _span(every, month, day, start)
        start = _months_later(start, MONTHS[every])


def span_on(every: str, month: int | None, day: int | None, on: date) -> Span:
    """The period in which a day lies."""
    return _span(every, month, day, start_of(every, on))


def start_of(every: str, on: date) -> date:
    """The first day of the period in which a day lies."""
    months = MONTHS[every]
    return date(on.year, (on.month - 1) // months * months + 1, 1)


def _span(every: str, month: int | None, day: int | None, start: date) -> Span:
    months = MONTHS[every]
    in_month = _months_later(start, min(max(month or months, 1), months) - 1)
    longest = monthrange(in_month.year, in_month.month)[1]
    due = in_month.replace(day=min(max(day or longest, 1), longest))
    return Span(_label(every, start), start, _months_later(start, months) - timedelta(days=1), due)


def _months_later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1)


def _label(every: str, start: date) -> str:
    if every == "year":
        return f"năm {start.year}"
    if every == "half":
        return f"6 tháng {'đầu' if start.month == 1 else 'cuối'} năm {start.year}"
    if every == "quarter":
        return f"quý {_ROMAN[(start.month - 1) // 3]}/{start.year}"
    return f"tháng {start.month}/{start.year}"
