"""A figure and what may be said of it. Exact fractions decide; what is shown never rounds across a target."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from cchc.steering.indicators.rules.definitions import Words
from cchc.steering.indicators.rules.disclosure import is_small
from cchc.steering.indicators.rules.periods import Period

HUNDRED = 100
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Beside:
    """A count shown beside a figure."""

    fact: str
    name: Words
    count: int


@dataclass(frozen=True)
class LeftOut:
    """How many rows are left out of a figure for one reason."""

    fact: str
    reason: Words
    count: int


@dataclass(frozen=True)
class Figure:
    """What an indicator was at a moment, over a period, of an agency or one unit of it, and how it came about.

    `numerator` and `denominator` are None where they are not known. `declared` is a value that somebody stated.
    """

    indicator: str
    code: str
    reading: str
    version: int
    source: str  # computed, declared, none
    as_of: datetime
    agency_id: int
    period: Period | None = None
    unit_id: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    extra: tuple[Beside, ...] = ()
    excluded: tuple[LeftOut, ...] = ()
    minimum_volume: int = 0
    declared: Fraction | None = None  # of a declared figure: the value itself, as a share
    declaration: Any = None  # its key

    @property
    def value(self) -> Fraction | None:
        """The share, exactly; None where there is none."""
        if self.declared is not None:
            return self.declared
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)

    @property
    def left_out(self) -> int:
        """How many rows are left out in all."""
        return sum(one.count for one in self.excluded)

    @property
    def answer(self) -> str:
        """What can be said: known, nothing, few, no_denominator, no_source (choices.Answer)."""
        if self.source == "none":
            return "no_source"
        if self.value is not None:
            few = self.denominator is not None and self.denominator < self.minimum_volume
            return "few" if few else "known"
        return "nothing" if self.denominator == 0 else "no_denominator"

    def without_rows(self) -> "Figure":
        """The same with counts beside it and reasons left away: a cell of a table."""
        return replace(self, extra=(), excluded=())


@dataclass(frozen=True)
class Goal:
    """What is to be reached by a day. No comparison word means at least. Shares are fractions: 80% is 4/5."""

    comparison: str  # ">=", ">", "=", "<=", "<", "range"; "" is at least
    value: Fraction
    due_on: date | None = None
    value_to: Fraction | None = None

    def is_met_by(self, value: Fraction) -> bool:
        """Whether an exact value reaches it."""
        if self.comparison == "range":
            return self.value <= value and (self.value_to is None or value <= self.value_to)
        return {
            ">=": value >= self.value, "": value >= self.value, ">": value > self.value, "=": value == self.value,
            "<=": value <= self.value, "<": value < self.value,
        }[self.comparison]  # fmt: skip

    @property
    def wants_less(self) -> bool:
        """Whether less is better."""
        return self.comparison in ("<=", "<")


def share(percent: Decimal | int) -> Fraction:
    """A percentage as a share: 80 is 4/5."""
    return Fraction(percent) / HUNDRED


def shown(value: Fraction, goals: Iterable[Goal] = (), decimals: int = 1) -> Decimal:
    """A share in percent as people read it: rounded, but never to the other side of a target.

    Nor is it ever 0 or 100 unless it is exactly that. What no number of decimals can tell apart stays rounded.
    """
    wanted = [goal.is_met_by(value) for goal in goals]
    asked = list(goals)
    for places in range(decimals, MOST_DECIMALS + 1):
        for rounding in (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING):
            found = _rounded(value * HUNDRED, places, rounding)
            read = Fraction(found) / HUNDRED
            ends = all((read == end) == (value == end) for end in (Fraction(0), Fraction(1)))
            if ends and [goal.is_met_by(read) for goal in asked] == wanted:
                return found
    return _rounded(value * HUNDRED, decimals, ROUND_HALF_EVEN)


def _rounded(value: Fraction, places: int, rounding: str) -> Decimal:
    step = Decimal(1).scaleb(-places)
    scaled = value * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if rounding == ROUND_CEILING:
        whole += bool(rest)
    elif rounding == ROUND_HALF_EVEN:
        twice = 2 * rest
        whole += twice > scaled.denominator or (twice == scaled.denominator and whole % 2 == 1)
    return Decimal(whole) * step


def milestone(goals: Sequence[Goal], day: date) -> Goal | None:
    """The goal that is to be reached next from `day` on; once all are over, the last."""
    dated = sorted((goal for goal in goals if goal.due_on), key=lambda goal: goal.due_on or day)
    ahead = [goal for goal in dated if goal.due_on and goal.due_on >= day]
    return ahead[0] if ahead else (dated[-1] if dated else (goals[0] if goals else None))


def passed(goals: Sequence[Goal], day: date) -> tuple[Goal, ...]:
    """The goals whose day is over on `day`, oldest first."""
    over = [goal for goal in goals if goal.due_on and goal.due_on < day]
    return tuple(sorted(over, key=lambda goal: goal.due_on or day))


def verdict(figure: Figure, goal: Goal | None, endangered: int = 0) -> str:
    """Met, missed, at risk or unknown (choices.Verdict), by the exact share.

    At risk is what is met now and would be missed if the open rows in danger all went wrong.
    """
    value = figure.value
    if goal is None or value is None or figure.answer != "known":
        return "unknown"
    if not goal.is_met_by(value):
        return "missed"
    if endangered and figure.numerator is not None and figure.denominator is not None and not goal.wants_less:
        worst = Fraction(figure.numerator, figure.denominator + endangered)
        return "met" if goal.is_met_by(worst) else "at_risk"
    return "met"


def least_wanted(goal: Goal, whole: int) -> int | None:
    """The least number out of `whole` that reaches a goal of at least; None where none does."""
    exact = goal.value * whole
    least = -(-exact.numerator // exact.denominator)
    if goal.comparison == ">" and least == exact:
        least += 1
    return least if least <= whole else None


@dataclass(frozen=True)
class Outlook:
    """What it takes to reach a goal, and how far one is from it (percentage points, as a share)."""

    gap: Fraction  # above zero: how far beyond the goal; below: how much is missing
    of_these: int | None  # so many more of the rows counted now would do; 0: reached; None: cannot be
    further: int | None  # so many further rows would do, if all of them counted; None: not by any number
    spare: int | None  # so many further rows may fail before the goal is missed; None: it is missed already
    expected: Fraction | None = None  # the share at the period's end at the pace of the last months


def outlook(figure: Figure, goal: Goal, expected: Fraction | None = None) -> Outlook | None:
    """How many more are needed, and how many may fail. None where there is no value, or less is better."""
    value, n, whole = figure.value, figure.numerator, figure.denominator
    if value is None or n is None or whole is None or goal.wants_less or goal.comparison in ("=", "range"):
        return None
    least = least_wanted(goal, whole)
    met = goal.is_met_by(value)
    return Outlook(
        gap=value - goal.value, of_these=None if least is None else max(0, least - n),
        further=0 if met else _further(n, whole, goal), spare=_spare(n, whole, goal) if met else None,
        expected=expected,
    )  # fmt: skip


def _further(n: int, whole: int, goal: Goal) -> int | None:
    """The least k for which (n + k) / (whole + k) reaches the goal."""
    if goal.value >= 1:
        return None
    exact = (goal.value * whole - n) / (1 - goal.value)
    least = max(0, -(-exact.numerator // exact.denominator))
    return least if goal.is_met_by(Fraction(n + least, whole + least)) else least + 1


def _spare(n: int, whole: int, goal: Goal) -> int | None:
    """The most k for which n / (whole + k) still reaches the goal; None: any number."""
    if goal.value <= 0:
        return None
    exact = n / goal.value - whole
    most = max(0, exact.numerator // exact.denominator)
    return most if goal.is_met_by(Fraction(n, whole + most)) else max(0, most - 1)


def change(figures: Sequence[Figure]) -> Fraction | None:
    """By how much the share grew from the first figure with a value to the last; None with fewer than two."""
    values = [figure.value for figure in figures if figure.value is not None]
    return values[-1] - values[0] if len(values) > 1 else None


def pace(figures: Sequence[Figure], months: int = 3) -> Fraction | None:
    """The share of the last few figures taken together: what one may expect of the next."""
    last = [f for f in figures if f.numerator is not None and f.denominator][-months:]
    whole = sum(f.denominator or 0 for f in last)
    return Fraction(sum(f.numerator or 0 for f in last), whole) if whole else None


def at_period_end(figure: Figure, recent: Fraction | None, elapsed: int, days: int) -> Fraction | None:
    """The share to expect at the period's end: as many rows a day as so far, as likely to count as recently."""
    n, whole = figure.numerator, figure.denominator
    if n is None or not whole or recent is None or elapsed <= 0:
        return None
    to_come = Fraction(whole, elapsed) * max(0, days - elapsed)
    return (n + recent * to_come) / (whole + to_come)


def public_figure(figure: Figure, *, personal: bool) -> Figure | None:
    """A figure as everybody may see it; None where what counts, or what does not, is a handful of people's.

    A percentage beside one known number tells the other: it is reckoned back before it is let out.
    """
    n, whole, value = figure.numerator, figure.denominator, figure.value
    if n is None and whole is not None and value is not None:
        n = round(value * whole)
    if whole is None and n is not None and value:
        whole = round(n / value)
    cells = [] if n is None else [n]
    if whole is not None:
        cells += [whole] if n is None else [whole, whole - n]
    return None if personal and any(is_small(cell) for cell in cells) else figure.without_rows()
