"""Figures, their rows, what they are bound to, values declared, and the count made anew beside them."""

from cchc.steering.indicators.services.computing import (
    Asked,
    asked,
    by_unit,
    endangering,
    facts,
    figure,
    figures,
    order_of,
    outlook,
    rows,
    trend,
)
from cchc.steering.indicators.services.recounting import Counted, Difference, compare, counted_anew, recount

__all__ = [
    "Asked", "Counted", "Difference", "asked", "by_unit", "compare", "counted_anew", "endangering", "facts",
    "figure", "figures", "order_of", "outlook", "recount", "rows", "trend",
]  # fmt: skip
