"""When declared values are asked for: the periods that are over, by the calendar or as reports close them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from cchc.steering.indicators.rules.periods import MONTHS, ONE_DAY, REPORT, Period, before, period_of

_USUAL = Path(__file__).with_name("asking.json")


@dataclass(frozen=True)
class Usual:
    """How values are asked for where an agency has set nothing else."""

    every: str  # choices.Every
    due_days: int  # working days after the period is over
    approve_days: int  # working days to decide on what was declared
    soon_days: int  # so many working days before its due day one is reminded
    again_days: int  # working days to declare anew what was approved


@cache
def usual() -> Usual:
    """What comes with the program (asking.json)."""
    return Usual(**json.loads(_USUAL.read_text()))


def asked_period(kind: str, measured: str, every: str, day: date) -> tuple[Period | None, date]:
    """What was over last before `day`, to be asked for: the period of a flow, and the last day that it is about.

    A flow that is measured over a year and asked for each quarter is asked from the year's first day to the
    quarter's last. What stood at a moment has no period: its days are those on which reports are closed.
    """
    if kind != "flow":
        return None, before(period_of(REPORT + every, day)).end
    whole = measured or "year"
    report = REPORT if whole.startswith(REPORT) else ""
    months = min(MONTHS[whole.removeprefix(REPORT)], MONTHS[every])
    cut = before(period_of(report + next(name for name, long in MONTHS.items() if long == months), day))
    return Period(period_of(whole, cut.end).start, cut.end, whole), cut.end


def after_working_days(start: date, days: int, is_working_day: Callable[[date], bool]) -> date:
    """The working day that comes `days` working days after `start`; its own day is not counted."""
    on = start
    while days > 0:
        on += ONE_DAY
        days -= is_working_day(on)
    return on


def exact_kind(starts_on: date | None, ends_on: date) -> str:
    """Of which kind the whole period from one day to another is; empty where it is none, or has no beginning."""
    for report in ("", REPORT):
        for name in MONTHS:
            found = period_of(report + name, ends_on)
            if (found.start, found.end) == (starts_on, ends_on):
                return found.kind
    return ""
