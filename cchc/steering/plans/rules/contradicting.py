"""Where statements of one plan cannot all be meant: another value of one thing for one day, or a step back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

_DOWN = frozenset({"<=", "<"})
_WORDS = {">=": "ít nhất", ">": "trên", "=": "bằng", "<=": "nhiều nhất", "<": "dưới", "": "ít nhất"}


@dataclass(frozen=True)
class Said:
    """What one statement wants: of what, by which days; `ref` is whatever the caller knows it by."""

    ref: object
    subject: str
    comparison: str
    unit: str
    points: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True)
class Contradiction:
    """Two statements, and in words why they cannot both be meant."""

    first: object
    second: object
    why: str


def contradictions(said: Iterable[Said]) -> tuple[Contradiction, ...]:
    """The pairs that disagree, each pair of figures once: two equal statements disagree with a third only once."""
    found: list[Contradiction] = []
    seen: set[tuple[object, ...]] = set()
    statements = [one for one in said if one.subject and one.points and one.comparison != "range"]
    for first, second in combinations(statements, 2):
        if first.subject != second.subject or first.unit != second.unit:
            continue
        clash = _clash(first, second)
        if clash is None:
            continue
        key = (first.subject, frozenset({_figure(first), _figure(second)}))
        if key not in seen:
            seen.add(key)
            found.append(Contradiction(first.ref, second.ref, clash))
    return tuple(found)


def _figure(one: Said) -> tuple[object, ...]:
    return (one.comparison, one.points)


def _clash(first: Said, second: Said) -> str | None:
    """In words, the first two points at which the two disagree."""
    falls = first.comparison in _DOWN
    if falls != (second.comparison in _DOWN):
        return None
    points: Sequence[tuple[date, Decimal, Said]] = sorted(
        [(day, value, first) for day, value in first.points]
        + [(day, value, second) for day, value in second.points],
        key=lambda point: (point[0], point[1]),
    )
    for (day, value, one), (later, other, two) in combinations(points, 2):
        if one is two:
            continue
        steps_back = other > value if falls else other < value
        if (later == day and other != value) or (later > day and steps_back):
            return _why(day, value, one, later, other, two)
    return None


def _why(day: date, value: Decimal, one: Said, later: date, other: Decimal, two: Said) -> str:
    if day == later:
        return (
            f"Cùng đến {day:%d/%m/%Y}: chỗ này {_WORDS[one.comparison]} {_number(value)}{one.unit}, "
            f"chỗ kia {_WORDS[two.comparison]} {_number(other)}{two.unit}."
        )
    return (
        f"Đến {day:%d/%m/%Y} phải {_WORDS[one.comparison]} {_number(value)}{one.unit}, "
        f"nhưng đến {later:%d/%m/%Y} chỉ cần {_WORDS[two.comparison]} {_number(other)}{two.unit}."
    )


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
