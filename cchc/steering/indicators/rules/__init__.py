"""Definitions, periods, figures and what may be said of them: no Django, no clock, no database."""

from cchc.steering.indicators.rules.asking import Usual, after_working_days, asked_period, exact_kind, usual
from cchc.steering.indicators.rules.definitions import (
    Definition,
    DefinitionFault,
    Named,
    Reading,
    Rules,
    Term,
    Words,
    by_code,
    definitions,
    parse,
)
from cchc.steering.indicators.rules.disclosure import LEAST_PUBLIC, Row, Table, Told, covered, is_small
from cchc.steering.indicators.rules.figures import (
    Beside,
    Figure,
    Goal,
    LeftOut,
    Outlook,
    at_period_end,
    change,
    least_wanted,
    milestone,
    outlook,
    pace,
    passed,
    public_figure,
    share,
    shown,
    verdict,
)
from cchc.steering.indicators.rules.judging import Judged, goal_ahead, goal_on, judged, stands, together
from cchc.steering.indicators.rules.periods import (
    Period,
    before,
    end_of,
    last_periods,
    moment_of,
    period_of,
    start_of,
)

__all__ = [
    "LEAST_PUBLIC", "Beside", "Definition", "DefinitionFault", "Figure", "Goal", "Judged", "LeftOut", "Named",
    "Outlook", "Period", "Reading", "Row", "Rules", "Table", "Term", "Told", "Usual", "Words",
    "after_working_days", "asked_period", "at_period_end", "before", "by_code", "change", "covered",
    "definitions", "end_of", "exact_kind", "goal_ahead", "goal_on", "is_small", "judged", "last_periods",
    "least_wanted", "milestone", "moment_of", "outlook", "pace", "parse", "passed", "period_of",
    "public_figure", "share", "shown", "stands", "start_of", "together", "usual", "verdict",
]  # fmt: skip
