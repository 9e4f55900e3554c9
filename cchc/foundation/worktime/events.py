"""What is told of the calendar. `agency_id` None: it holds for the whole installation."""

from dataclasses import dataclass
from datetime import date

from cchc.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """Something about when an agency works; `reaches_back` when it bears on days that are over."""

    agency_id: int | None
    reaches_back: bool


@dataclass(frozen=True, kw_only=True)
class HoursSet(CalendarChanged):
    """Hours of the week hold from a day on."""

    effective_on: date
    hours: list[list[list[str]]]


@dataclass(frozen=True, kw_only=True)
class HoursRemoved(CalendarChanged):
    """Hours of the week were taken back."""

    effective_on: date


@dataclass(frozen=True, kw_only=True)
class SpecialDaySet(CalendarChanged):
    """A day is off, or worked, unlike its weekday."""

    on: date
    status: str
    name: str
    spans: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class SpecialDayRemoved(CalendarChanged):
    """A day is again as its weekday, or as the whole installation has it."""

    on: date
    status: str
    name: str


@dataclass(frozen=True, kw_only=True)
class HolidaysSeeded(CalendarChanged):
    """Public holidays of some years were entered."""

    first_year: int
    last_year: int
    added: int
