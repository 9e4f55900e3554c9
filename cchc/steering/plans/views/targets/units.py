"""A figure unit by unit: the bars, and the table that says the same, each number with the rows that it opens."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cchc.foundation.identity.models import Unit
from cchc.foundation.identity.querysets import units
from cchc.steering.indicators.rules import Figure, Goal
from cchc.steering.plans.views.targets import words
from cchc.steering.plans.views.targets.charts import Bar
from cchc.ui.wording import day as day_words


def lines_of(
    figures: Sequence[Figure], goals: Sequence[Goal], link: Callable[[Figure, str], Any], day: date
) -> tuple[list[Bar], list[tuple[Any, ...]]]:
    """The bars and the lines of the table; a unit that was no more on `day` says what it has become."""
    names = _names({one.unit_id for one in figures if one.unit_id is not None}, day)
    bars, rows = [], []
    for one in figures:
        name = names.get(one.unit_id) or _("Không thuộc đơn vị nào")
        said = words.percent(one.value, goals) if one.value is not None else words.unknown_words(one)
        bars.append(Bar(name, one.value, said))
        rows.append((name, link(one, "numerator"), link(one, "denominator"), said))
    return bars, rows


def _names(keys: Iterable[int], day: date) -> dict[int | None, str]:
    known = units()
    found: dict[int | None, str] = {key: known[key].name for key in keys if key in known}
    ended = [key for key in found if key and (last := known[key].ends_on) is not None and last < day]
    heirs = Unit.successors.through.objects.filter(to_unit__in=ended).order_by("pk") if ended else ()
    after: dict[int, list[str]] = {}
    for pair in heirs:
        after.setdefault(pair.to_unit_id, []).append(known[pair.from_unit_id].name)
    for key in ended:
        unit = known[key]
        told = {"unit": unit.name, "day": day_words(unit.ends_on), "heir": ", ".join(after.get(key, ()))}
        found[key] = (
            _("%(unit)s (đến %(day)s, nay là %(heir)s)") if key in after else _("%(unit)s (đến %(day)s)")
        ) % told
    return found
