"""The tables of one figure, by month, by year and by unit, with the charts above them; their numbers open rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Answer, Part, PeriodKind
from cchc.steering.indicators.rules import Figure, Period
from cchc.steering.indicators.services import by_unit as cells_by_unit
from cchc.steering.indicators.services import trend
from cchc.steering.plans.views.targets import charts, words
from cchc.steering.plans.views.targets.asked import Looked, cell_links, linked, of_part
from cchc.steering.plans.views.targets.units import lines_of
from cchc.ui.wording import day as day_words

MONTHS, YEARS = 12, 5


@dataclass(frozen=True)
class Table:
    """A table by period or by unit, and the chart above it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    svg: SafeString | str = ""


def _period_row(looked: Looked, figure: Figure, period: Period, label: str) -> tuple[Any, ...]:
    """A line of a table by period: its numbers open the rows of that period, as of its last day."""
    day = day_words(min(period.end, looked.day))
    told = {"den": day if looked.is_past or period.end < looked.opened.today else looked.given.get("den", "")}
    if figure.period is not None:
        told["ky"] = period.kind
    value = _said(looked, figure)
    return (
        label,
        linked(figure.numerator, of_part(looked.rows_url, looked.given, Part.NUMERATOR, **told)),
        linked(figure.denominator, of_part(looked.rows_url, looked.given, Part.DENOMINATOR, **told)),
        value,
    )


def _said(looked: Looked, figure: Figure) -> str:
    """The value, or in few words why there is none."""
    if figure.value is not None:
        return words.percent(figure.value, looked.goals)
    return _("không phát sinh") if figure.answer == Answer.NOTHING else words.unknown_words(figure)


def _columns(looked: Looked, first: str) -> tuple[str, ...]:
    return (first, _("Tử số"), _("Mẫu số"), _("Tỷ lệ"))


def _trend(looked: Looked, kind: str, count: int) -> tuple[Figure, ...]:
    wanted = looked.wanted()
    return trend(
        wanted.measure.indicator, agency_id=wanted.agency_id, as_of=wanted.at, unit_id=wanted.unit_id,
        reading=wanted.measure.reading, kind=kind, count=count,
    )  # fmt: skip


def by_month(looked: Looked) -> Table:
    """The last twelve months, of the calendar or as reported, with the line above the table."""
    wanted = looked.wanted()
    reporting = wanted.measure.period.startswith("report_")
    kind = PeriodKind.REPORT_MONTH if reporting else PeriodKind.MONTH
    figures = _trend(looked, kind, MONTHS)
    periods = rules.last_periods(kind, looked.day, MONTHS)
    labels = [
        period.label if period.end <= looked.day else _("đến %(day)s") % {"day": f"{looked.day:%d/%m}"}
        for period in periods
    ]
    short = [
        f"{period.end:%m/%y}" if place == 0 or period.end.month == 1 else f"{period.end:%m}"
        for place, period in enumerate(periods)
    ]
    change = words.trend_words(figures, looked.goals)
    title = _("12 tháng qua: %(change)s") % {"change": change}
    return Table(
        title=title, columns=_columns(looked, _("Tháng")),
        rows=[
            _period_row(looked, figure, period, label)
            for figure, period, label in zip(figures, periods, labels, strict=True)
        ],
        svg=charts.line_chart(figures, short, looked.goals, _("%(title)s; số liệu ở bảng") % {"title": title}),
    )  # fmt: skip


def by_year(looked: Looked) -> Table:
    """The last five years."""
    kind = PeriodKind.REPORT_YEAR if looked.wanted().measure.period.startswith("report_") else PeriodKind.YEAR
    figures = _trend(looked, kind, YEARS)
    periods = rules.last_periods(kind, looked.day, YEARS)
    return Table(
        title=_("Theo năm"), columns=_columns(looked, _("Năm")),
        rows=[
            _period_row(looked, figure, period, period.label)
            for figure, period in zip(figures, periods, strict=True)
        ],
    )  # fmt: skip


def by_unit(looked: Looked) -> Table:
    """The units that own the rows, each number with those that it owns itself."""
    wanted = looked.wanted()
    cells = cells_by_unit(
        wanted.measure.indicator, agency_id=wanted.agency_id, as_of=wanted.at, period=wanted.period,
        reading=wanted.measure.reading,
    )  # fmt: skip
    link = cell_links(looked.rows_url, looked.given)
    bars, rows = lines_of(cells, looked.goals, link, looked.day)
    title = _("Theo đơn vị")
    return Table(
        title=title, columns=_columns(looked, _("Đơn vị")), rows=rows,
        svg=charts.bar_chart(bars, _("%(title)s; số liệu ở bảng") % {"title": title}) if bars else "",
    )  # fmt: skip
