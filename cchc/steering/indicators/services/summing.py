"""Figures out of the sums kept of dossiers (`tallying`): the same as from the rows, and no row is looked at.

The facts above and below a line, and those for which rows are left out, are never true of one row together (a
dossier is closed or open, waiting or running), so counts of facts add up to counts of rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cchc.kernel.facts import ONE_DAY
from cchc.onestop.dossiers.facts import BY_DUE_DAY
from cchc.steering.indicators.choices import Source
from cchc.steering.indicators.rules import Beside, Figure, LeftOut
from cchc.steering.indicators.services import tallying
from cchc.steering.indicators.services.asked import Asked, facts
from cchc.steering.indicators.services.tallying import Sums, Window

BY_DEADLINE = "on-time"  # whose open rows endanger it by the day on which they are due


def is_summed(ask: Asked) -> bool:
    """Whether sums are kept of all that a figure counts."""
    return ask.reading.is_computed and all(facts()[key].tallied for key in ask.reading.facts)


def sums_of(asks: Iterable[Asked], *, by_unit: bool = False, endangered: bool = False) -> Sums | None:
    """The sums behind some figures of one agency or unit, in one statement; None where they are not kept."""
    summed = [ask for ask in asks if is_summed(ask)]
    if not summed:
        return None
    wanted = [one for ask in summed for one in _wanted(ask)]
    if endangered:
        wanted += [one for ask in summed for one in _endangering(ask)]
    return tallying.read(summed[0].agency_id, wanted, units=summed[0].inside, by_unit=by_unit)


def _window(ask: Asked, key: str) -> Window:
    return tallying.window_of(facts()[key], ask.start, ask.at)


def _wanted(ask: Asked) -> Iterator[tuple[str, Window]]:
    for key in ask.reading.facts - {*ask.reading.endangered} | {*_above(ask), *_below(ask)}:
        yield key, _window(ask, key)


def _above(ask: Asked) -> tuple[str, ...]:
    return ask.reading.numerator.facts if ask.reading.numerator else ()


def _below(ask: Asked) -> tuple[str, ...]:
    return ask.reading.denominator.facts if ask.reading.denominator else ()


def _endangering(ask: Asked) -> Iterator[tuple[str, Window]]:
    """The open rows that may spoil a figure; of a deadline, those that are due before the period ends."""
    if ask.reading.endangered and ask.definition.key == BY_DEADLINE and ask.period:
        yield BY_DUE_DAY, Window(ask.at, before=ask.period.end + ONE_DAY)
    else:
        yield from ((key, _window(ask, key)) for key in ask.reading.endangered)


def _count(sums: Sums, ask: Asked, keys: Sequence[str]) -> int:
    return sum(sums.count(key, _window(ask, key)) for key in keys)


def figure_of(sums: Sums, ask: Asked) -> Figure:
    """What an indicator was, by the sums."""
    return replace(
        ask.empty, source=Source.COMPUTED, numerator=_count(sums, ask, _above(ask)),
        denominator=_count(sums, ask, _below(ask)),
        extra=tuple(Beside(one.fact, one.words, _count(sums, ask, [one.fact])) for one in ask.reading.extra),
        excluded=tuple(
            LeftOut(one.fact, one.words, _count(sums, ask, [one.fact])) for one in ask.reading.left_out
        ),
    )  # fmt: skip


def by_unit(sums: Sums, ask: Asked) -> tuple[Figure, ...]:
    """The figure of each unit that owns rows."""
    keys = {unit for key in _below(ask) for unit in sums.units(key)}
    return of_units(ask, (
        (
            unit, sum(sums.count(key, _window(ask, key), unit) for key in _above(ask)),
            sum(sums.count(key, _window(ask, key), unit) for key in _below(ask)),
        )
        for unit in keys
    ))  # fmt: skip


def of_units(ask: Asked, counted: Iterable[tuple[int | None, int, int]]) -> tuple[Figure, ...]:
    """Figures of units, most rows first; what no unit owns stands last."""
    empty = replace(ask.empty, source=Source.COMPUTED)
    found = [replace(empty, unit_id=unit, numerator=n, denominator=whole) for unit, n, whole in counted if whole]
    return tuple(sorted(found, key=lambda one: (one.unit_id is None, -(one.denominator or 0), one.unit_id or 0)))


def endangered(sums: Sums, ask: Asked) -> int:
    """How many open rows may yet spoil a figure, by the sums."""
    return sum(sums.count(key, window) for key, window in _endangering(ask))
