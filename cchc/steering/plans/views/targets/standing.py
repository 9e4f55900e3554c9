"""The targets of a plan as its table shows them on a day: value, verdict, bar, trend, source."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Answer, Part, Source, Verdict
from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.rules import Figure
from cchc.steering.indicators.services import ENDANGERING, Overview, path_of
from cchc.steering.plans import choices, services
from cchc.steering.plans.models import Plan
from cchc.steering.plans.services import Measured
from cchc.steering.plans.views.opened import with_query
from cchc.steering.plans.views.targets import charts, words
from cchc.steering.plans.views.targets.asked import KEPT, SLUGS, linked, rows_url, target_url
from cchc.steering.plans.views.targets.forecast import endangered_words, needs
from cchc.steering.plans.views.targets.units import lines_of
from cchc.ui.figures import target_bar
from cchc.ui.parts import Mark
from cchc.ui.wording import day as day_words

KINDS = {
    Verdict.MET: choices.Standing.MET, Verdict.AT_RISK: choices.Standing.AT_RISK,
    Verdict.MISSED: choices.Standing.MISSED,
}  # fmt: skip
ICONS = {
    choices.Standing.MET: ("green", "circle-check"), choices.Standing.AT_RISK: ("amber", "clock-exclamation"),
    choices.Standing.MISSED: ("red", "alert-triangle"), choices.Standing.NO_SOURCE: ("neutral", "circle-dashed"),
    choices.Standing.UNKNOWN: ("neutral", "info-circle"),
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """Another reading of what a target is measured by, shown along in one line."""

    name: str
    words: str


@dataclass(frozen=True)
class Standing:
    """A target's figure in words, beside the line of the plan (`line`: the view's own)."""

    line: Any
    found: Measured
    url: str
    rows_url: str
    given: Any  # the day and the unit that were asked for, as a URL names them
    of_unit: bool  # a unit is asked for
    declared: Declaration | None = None

    @property
    def figure(self) -> Figure | None:
        """What it was."""
        return self.found.figure

    @property
    def is_known(self) -> bool:
        """Whether there is a value to be shown; what is few is shown too, and judged not."""
        return self.figure is not None and self.figure.value is not None

    @cached_property
    def kind(self) -> choices.Standing:
        """In which count it stands."""
        if self.found.verdict in KINDS:
            return KINDS[Verdict(self.found.verdict)]
        figure = self.figure
        none = figure is None or figure.answer == Answer.NO_SOURCE
        return choices.Standing.NO_SOURCE if none else choices.Standing.UNKNOWN

    @property
    def value(self) -> str:
        """62,4%."""
        figure = self.figure
        return words.percent(figure.value, self.found.goals) if figure and figure.value is not None else ""

    @property
    def ratio(self) -> str:
        """1.248/2.000."""
        return words.ratio(self.figure) if self.figure else ""

    @property
    def linked_ratio(self) -> SafeString | str:
        """The same, each number with the rows that it opens; what was declared has none."""
        figure = self.figure
        if figure is None or figure.source != Source.COMPUTED or figure.denominator is None:
            return self.ratio
        parts = ((figure.numerator, Part.NUMERATOR), (figure.denominator, Part.DENOMINATOR))
        return format_html("{}/{}", *(linked(count, self.rows_of(part)) for count, part in parts))

    def rows_of(self, part: str) -> str:
        """The rows of one part, of the day and the unit that were asked for."""
        return with_query(self.rows_url, self.given, KEPT, loai=SLUGS[str(part)])

    @property
    def needs(self) -> str:
        """What it takes to reach the milestone; of a target with parts its own page says it part by part."""
        figure, goal = self.figure, self.found.goal
        if figure is None or goal is None or len(self.found.parts) > 1:
            return ""
        return needs(figure, goal)

    @property
    def endangered_words(self) -> str:
        """How many open dossiers may yet spoil it."""
        seen = self.found.seen
        return endangered_words(seen.figure, seen.endangered) if seen else ""

    @property
    def endangered_url(self) -> str:
        """Their rows."""
        return self.rows_of(ENDANGERING)

    @property
    def bar(self) -> SafeString:
        """The value with the mark of its milestone."""
        figure, goal = self.figure, self.found.goal
        value = figure.value if figure else None
        aim = None if goal is None else float(goal.value * 100)
        state = words.BARS[Verdict(self.found.verdict)]
        return target_bar(None if value is None else float(value * 100), aim, state)

    @property
    def mark(self) -> Mark:
        """The verdict; without a milestone there is none to be met."""
        if self.is_known and self.found.goal is None:
            return Mark(_("Không có mốc"), "neutral", "info-circle")
        if self.kind == choices.Standing.NO_SOURCE:
            return words.NO_SOURCE
        return words.verdict_mark(self.found.verdict)

    @property
    def wanted(self) -> str:
        """mốc 2025 ≥ 50%."""
        goal = self.found.goal
        return f"{words.milestone_words(goal)} {words.goal_sign(goal)}" if goal is not None else ""

    @property
    def gap(self) -> str:
        """vượt 12,4."""
        figure, goal = self.figure, self.found.goal
        if figure is None or figure.value is None or goal is None:
            return ""
        return words.against(figure.value, goal, short=True)

    @property
    def against(self) -> str:
        """mốc 2025 ≥ 50%, vượt 12,4; what the milestone wants where there is no value."""
        return ", ".join(part for part in (self.wanted, self.gap) if part)

    @property
    def why_unknown(self) -> str:
        """Why there is no verdict, or no value."""
        figure = self.figure
        if self.of_unit and figure is not None and not rules.definitions()[figure.indicator].by_unit:
            return _("không tính theo đơn vị")
        return words.unknown_words(figure)

    @property
    def trend(self) -> SafeString:
        """The small line of twelve months."""
        return charts.spark(self.found.seen.trend if self.found.seen else ())

    @property
    def trend_words(self) -> str:
        """How it moved in twelve months; of a declared value the day that it is about."""
        if self.declared is not None:
            return _("số liệu đến %(day)s") % {"day": day_words(self.declared.ends_on)}
        if self.found.source != Source.COMPUTED or self.found.seen is None:
            return ""
        return words.trend_words(self.found.seen.trend, self.found.goals)

    @property
    def source(self) -> words.Kind:
        """Computed, declared, none: in words."""
        return words.source_mark(self.found.source)

    @property
    def proof_url(self) -> str:
        """Where the evidence of a declared value stands."""
        return path_of(self.declared) if self.declared is not None else ""

    @property
    def readings(self) -> list[Reading]:
        """The other scope, the other parts."""
        return [_reading(one, self.found) for one in self.found.apart]

    @property
    def own_reading(self) -> str:
        """Which reading the value is, where there are several."""
        figure = self.figure
        return _reading_name(figure) if figure is not None and self.found.apart else ""


def _reading(one: Overview, found: Measured) -> Reading:
    figure = one.figure
    if figure.value is None:
        return Reading(_reading_name(figure), words.unknown_words(figure))
    said = f"{words.percent(figure.value, found.goals)} ({words.ratio(figure)})"
    return Reading(_reading_name(figure), said)


def _reading_name(figure: Figure) -> str:
    return words.reading_of(figure).name.said(words.language())


@dataclass(frozen=True)
class StandingCount:
    """How many targets stand so, and the rows that the number opens."""

    mark: Mark
    count: int
    url: str
    chosen: bool


def standings(
    plan: Plan, lines: Sequence[Any], *, at: Any, day: date, unit_id: int | None, given: Any
) -> list[Standing]:
    """The lines of a plan's table with their figures; `lines` hold targets read with their statements.

    `given` is what the links say of day and unit.
    """
    found = services.measured(
        plan, as_of=rules.moment_of(day, at), day=day, unit_id=unit_id, targets=[one.target for one in lines]
    )
    keys = [one.figure.declaration for one in found if one.figure and one.figure.declaration]
    declared = Declaration.objects.in_bulk(keys) if keys else {}
    return [
        Standing(
            line, one, with_query(target_url(plan.slug, line.target.code), given, KEPT),
            rows_url(plan.slug, line.target.code), given, unit_id is not None,
            declared.get(one.figure.declaration) if one.figure else None,
        )
        for line, one in zip(lines, found, strict=True)
    ]  # fmt: skip


def counts_of(found: Iterable[Standing], url: Any, chosen: str) -> list[StandingCount]:
    """The counts above the table; what is seldom stands only where there is some."""
    counts = Counter(one.kind for one in found)
    always = [one for one in choices.Standing if one != choices.Standing.UNKNOWN or counts[one]]
    return [
        StandingCount(Mark(kind.label, *ICONS[kind]), counts[kind], url(kind), chosen == kind) for kind in always
    ]


@dataclass(frozen=True)
class UnitChart:
    """One target by unit: bars, and the table that says the same, each number with the rows that it opens."""

    title: str
    svg: SafeString
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def chart_of(standing: Standing, links: Any, day: date) -> UnitChart | None:
    """The figure of each unit; None where no unit owns the rows."""
    seen = standing.found.seen
    if seen is None or not seen.by_unit:
        return None
    bars, rows = lines_of(seen.by_unit, standing.found.goals, links, day)
    figure = seen.figure
    title = _("%(code)s %(name)s theo đơn vị") % {
        "code": standing.found.target.code, "name": standing.found.target.name
    }  # fmt: skip
    if figure.period is not None:
        title = f"{title}, {words.span_words(figure.period, day)}"
    columns = (_("Đơn vị"), _("Tử số"), _("Mẫu số"), _("Tỷ lệ"))
    return UnitChart(
        title, charts.bar_chart(bars, _("%(title)s; số liệu ở bảng") % {"title": title}), columns, rows
    )
