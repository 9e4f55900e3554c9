"""One target: what the plan says, what it was on a day, and why this number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.kernel.access import opens_to
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Answer, Kind, Part, Source
from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.rules import Figure, Goal, Period
from cchc.steering.indicators.services import (
    ENDANGERING,
    Measure,
    figure_wanted,
    path_of,
    rows_wanted,
)
from cchc.steering.plans.models import Commitment, Task
from cchc.steering.plans.permissions import reads_plans
from cchc.steering.plans.views.opened import open_plan, with_query
from cchc.steering.plans.views.plan import TargetLine, contradictions_of, line_of, statements_against
from cchc.steering.plans.views.targets import tables, words
from cchc.steering.plans.views.targets.asked import (
    ASKED,
    KEPT,
    SLUGS,
    Looked,
    look,
    of_part,
)
from cchc.steering.plans.views.targets.forecast import endangered_words, forecast
from cchc.ui.figures import target_bar
from cchc.ui.parts import Mark
from cchc.ui.wording import day as day_words
from cchc.ui.wording import number


@dataclass(frozen=True)
class Counted:
    """A number of the figure with the rows that it opens, and what they are called."""

    count: int | None
    name: str
    url: str

    @property
    def said(self) -> str:
        """1.248; what is not known is said so."""
        return number(self.count) if self.count is not None else _("chưa biết")


@dataclass(frozen=True)
class Reached:
    """One milestone, and how the figure stands with it."""

    words: str
    mark: Mark
    gap: str
    day: str
    is_held: bool  # its day has come


@dataclass(frozen=True)
class OtherReading:
    """Another scope, part or way of reading, with its own figure and page."""

    name: str
    value: str
    ratio: str
    verdict: str  # indicators' Verdict
    mark: Mark | None
    url: str
    current: bool


@require_safe
@opens_to(reads_plans)
def target(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A target: sentences, milestones, contradictions, tasks; the figure with numerator, denominator, reasons."""
    opened = open_plan(request, slug)
    looked = look(opened, code, request.GET)
    contradictions = [] if looked.is_own else contradictions_of(opened.plan)
    row = looked.target
    line = (
        TargetLine(row, (), "", looked.url)
        if looked.is_own
        else line_of(opened.plan, row, statements_against(contradictions))
    )
    context: dict[str, Any] = {
        "opened": opened, "plan": opened.plan, "looked": looked, "target": row, "line": line,
        "form": looked.form, "against": line.against, "back_url": with_query(opened.url, request.GET, KEPT),
        "is_past": looked.is_past, "day": looked.day,
    }  # fmt: skip
    context |= {} if looked.is_own else _of_plan(looked, line)
    if looked.bound is not None:
        context |= _figure(looked)
    return render(request, "plans/target.html", context)


def _of_plan(looked: Looked, line: TargetLine) -> dict[str, Any]:
    """What the plan has about the target besides its figure, and what who steers may do with it."""
    slug, code = looked.opened.plan.slug, looked.target.code.lower()
    carried = Commitment.objects.filter(carried_by__target=looked.target.pk).live().with_carriers().distinct()
    task_ids = {one.statement.task_id for one in line.said if one.statement.task_id}
    task_ids |= {link.task_id for one in carried for link in one.carried_by.all() if link.task_id}
    steers = looked.opened.steers
    return {
        "tasks": Task.objects.filter(pk__in=task_ids).live().order_by("position"),
        "commitments": carried,
        "change_url": reverse("plans:target-act", args=[slug, code]) if steers else "",
        "measure_url": reverse("plans:target-measure", args=[slug, code]) if steers else "",
    }


def _figure(looked: Looked) -> dict[str, Any]:
    """The figure, and everything that says why it is so."""
    wanted = looked.wanted()
    found = figure_wanted(wanted)
    goals = looked.goals
    reading, language = words.reading_of(found), words.language()
    computed = found.source == Source.COMPUTED
    open_rows = rows_wanted(wanted, ENDANGERING).count() if computed and reading.endangered else 0
    judged = rules.judged(found, goals, looked.day, open_rows)
    definition = rules.definitions()[found.indicator]
    readings = _readings(looked, goals)
    whole = definition.parts and not wanted.measure.reading  # a target is met when each of its parts is
    verdict = rules.together([one.verdict for one in readings]) if whole else judged.verdict
    version = next(one for one in definition.versions if one.number == found.version)
    before = next((one for one in definition.versions if one.number == found.version - 1), None)
    return {
        "definition": definition, "version": version, "reading": reading, "figure": found, "goals": goals,
        "name_of_reading": reading.name.said(language), "sentence": reading.sentence.said(language),
        "kind": Kind(definition.kind).label, "source": words.source_mark(found.source),
        "value": words.percent(found.value, goals) if found.value is not None else "",
        "why_unknown": words.unknown_words(found),
        "mark": _mark(found, judged, verdict), "judged": judged, "whole": whole,
        "bars": _bars(found, judged, goals),
        "numerator": _counted(looked, found, Part.NUMERATOR), "period": found.period,
        "denominator": _counted(looked, found, Part.DENOMINATOR),
        "extra": [
            Counted(
                one.count, one.name.said(language),
                of_part(looked.rows_url, looked.given, Part.NUMERATOR, muc=one.fact),
            )
            for one in found.extra
        ],
        "left_out": [
            Counted(
                one.count, one.reason.said(language),
                of_part(looked.rows_url, looked.given, Part.EXCLUDED, muc=one.fact),
            )
            for one in found.excluded
            if one.count
        ],
        "left_out_all": Counted(
            found.left_out, _("không tính"), of_part(looked.rows_url, looked.given, Part.EXCLUDED)
        ),
        "endangering": Counted(
            open_rows, endangered_words(found, open_rows),
            of_part(looked.rows_url, looked.given, ENDANGERING),
        ),
        "forecast": forecast(found, judged),
        "reached": [_reached(found, goal, looked.day, open_rows) for goal in _dated(goals)],
        "readings": readings,
        "period_words": words.in_sentence(words.period_words(found.period)),
        "span_words": words.span_words(found.period, looked.day) if found.period else "",
        "period_url": _other_period(looked, found.period),
        "version_since": day_words(version.since),
        "before_url": (
            with_query(looked.url, looked.given, ASKED, den=day_words(version.since - timedelta(days=1)))
            if before else ""
        ),
        "before": before,
        "by_month": tables.by_month(looked) if computed else None,
        "by_year": tables.by_year(looked) if computed and definition.kind == Kind.FLOW else None,
        "by_unit": tables.by_unit(looked) if computed and definition.by_unit and not looked.unit else None,
        "files": _files(looked) if computed else [],
        "declared": _declared(found),
    }  # fmt: skip


def _files(looked: Looked) -> list[tuple[str, str]]:
    """The rows below the line as files, which carry the definition."""
    slug, code = looked.opened.plan.slug, looked.target.code.lower()
    told = {"loai": SLUGS[str(Part.DENOMINATOR)]}
    return [
        (name, with_query(reverse("plans:figure-file", args=[slug, code, kind]), looked.given, ASKED, **told))
        for kind, name in (("csv", _("Tải CSV")), ("xlsx", _("Tải Excel")))
    ]


def _mark(found: Figure, judged: rules.Judged, verdict: str) -> Mark:
    if found.answer == Answer.NO_SOURCE:
        return words.NO_SOURCE
    if judged.goal is None:
        return Mark(_("Không có mốc"), "neutral", "info-circle")
    mark = words.verdict_mark(verdict)
    return Mark(f"{mark.label} {words.milestone_words(judged.goal)}", mark.tone, mark.icon)


def _bars(found: Figure, judged: rules.Judged, goals: Sequence[Goal]) -> SafeString:
    value, goal = found.value, judged.goal
    return target_bar(
        None if value is None else float(value * 100), None if goal is None else float(goal.value * 100),
        words.BARS[judged.verdict],  # type: ignore[index]  # a verdict by its value
    )  # fmt: skip


def _counted(looked: Looked, found: Figure, part: Part) -> Counted:
    term = getattr(words.reading_of(found), part)
    name = term.name.said(words.language()) if term else ""
    url = of_part(looked.rows_url, looked.given, part) if found.source == Source.COMPUTED else ""
    return Counted(getattr(found, part), name, url)


def _dated(goals: Sequence[Goal]) -> list[Goal]:
    return sorted(goals, key=lambda goal: (goal.due_on or date.max, goal.value))


def _reached(found: Figure, goal: Goal, day: date, open_rows: int) -> Reached:
    value = found.value
    return Reached(
        words=words.goal_words(goal), mark=words.verdict_mark(rules.stands(found, goal, day, open_rows)),
        gap=words.against(value, goal) if value is not None else "",
        day=day_words(goal.due_on) if goal.due_on else _("không ghi ngày"),
        is_held=goal.due_on is None or goal.due_on <= day,
    )  # fmt: skip


def _readings(looked: Looked, goals: Sequence[Goal]) -> list[OtherReading]:
    """Every reading of the definition, where there are several."""
    wanted, definition = looked.wanted(), looked.definition
    version = definition.versions[-1] if definition else None
    if version is None or len(version.readings) < 2:
        return []
    own = version.reading(wanted.measure.reading).key
    found = []
    for one in version.readings:
        measure = Measure(
            indicator=wanted.measure.indicator, reading=one.key, period=wanted.measure.period,
            minimum_volume=wanted.measure.minimum_volume,
        )  # fmt: skip
        figure = figure_wanted(looked.wanted(measure=measure))
        value = words.percent(figure.value, goals) if figure.value is not None else ""
        judged = rules.judged(figure, goals, looked.day)
        found.append(
            OtherReading(
                name=one.name.said(words.language()), value=value,
                ratio=words.ratio(figure) if value else words.unknown_words(figure),
                verdict=judged.verdict,
                mark=words.verdict_mark(judged.verdict) if value and judged.goal else None,
                url=with_query(looked.url, looked.given, ASKED, cach=one.key), current=one.key == own,
            )
        )  # fmt: skip
    return found


def _other_period(looked: Looked, period: Period | None) -> tuple[str, str] | None:
    """The same by the other calendar: of the year as people count it, or as reports of NĐ 09/2019 close it."""
    if period is None:
        return None
    kind = period.kind.removeprefix("report_") if period.is_reporting else f"report_{period.kind}"
    label = _("xem theo năm dương lịch") if period.is_reporting else _("xem theo kỳ báo cáo")
    if period.months != 12 and period.is_reporting:
        label = _("xem theo kỳ dương lịch")
    return label, with_query(looked.url, looked.given, ASKED, ky=kind)


def _declared(found: Figure) -> tuple[Declaration, str] | None:
    """The declared value behind a figure, and its page with the evidence."""
    if found.declaration is None:
        return None
    row = Declaration.objects.select_related("declared_by", "approved_by", "asked_unit").get(pk=found.declaration)
    return row, path_of(row)
