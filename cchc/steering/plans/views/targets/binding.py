"""By what a target is measured: looked at before it is saved, then kept with who said it and when."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cchc.kernel.access import opens_to
from cchc.kernel.lifecycle import Stale
from cchc.steering.indicators import rules
from cchc.steering.indicators import services as indicators
from cchc.steering.indicators.choices import Part, PeriodKind, Source
from cchc.steering.indicators.models import Binding
from cchc.steering.indicators.rules import Figure
from cchc.steering.indicators.services import CannotMeasure, Measure, preview
from cchc.steering.plans import permissions
from cchc.steering.plans.forms.figures import Measuring
from cchc.steering.plans.permissions import reads_plans
from cchc.steering.plans.services import goals_of
from cchc.steering.plans.views.opened import open_plan
from cchc.steering.plans.views.targets import words
from cchc.steering.plans.views.targets.asked import Looked, look, of_part
from cchc.ui.parts import Mark
from cchc.ui.wording import number
from cchc.ui.wording import said as said_at

FIRST = 5  # so many rows are named before a measure is saved


@dataclass(frozen=True)
class Seen:
    """What a target would be, measured so."""

    title: str
    sentence: str
    figure: Figure
    value: str
    ratio: str
    unknown: str
    mark: Mark
    against: str
    source: words.Kind
    period: str
    left_out: int
    reasons: tuple[str, ...]  # why, with how many each
    rows: tuple[str, ...]  # the first rows of the denominator, those that may be seen
    rows_in_all: int
    rows_url: str  # all of them; empty where the target's pages, which go by its measure, do not have them


@dataclass(frozen=True)
class Was:
    """A measure that once was said: what, by whom, from when to when."""

    title: str
    details: str
    binding: Binding


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(reads_plans)
def measure(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Choose a measure, see what the target would be by it, then save it. 409 where somebody was faster."""
    opened = open_plan(request, slug)
    permissions.require_steer(opened.user, opened.plan.agency_id, opened.at)
    looked = look(opened, code, request.GET)
    if looked.is_own:
        raise Http404
    now = Binding.objects.now().filter(target=looked.target.pk).first()
    told = request.POST if request.method == "POST" else request.GET
    form = Measuring(told if "do" in told else None, choices(), initial=_initial(now))
    if request.method != "POST":
        return _page(request, looked, form, now, status=422 if form.is_bound and not form.is_valid() else 200)
    if not form.is_valid():
        return _page(request, looked, form, now, status=422)
    try:
        done = _save(looked, form, request.POST.get("seen", ""))
    except CannotMeasure as cannot:
        form.add_error({"indicator": "do", "reading": "do", "period": "ky"}[cannot.field], str(cannot))
        return _page(request, looked, form, now, status=422)
    except Stale as stale:
        now = Binding.objects.now().filter(target=looked.target.pk).first()
        happened = _("%(who)s đã đổi cách đo lúc %(when)s.") % {
            "who": stale.changed_by or _("Chương trình"), "when": said_at(stale.changed_at),
        }  # fmt: skip
        return _page(request, looked, form, now, status=409, happened=happened)
    messages.success(request, done)
    return HttpResponseRedirect(looked.url)


def _save(looked: Looked, form: Measuring, seen: str) -> str:
    opened = looked.opened
    told: dict[str, Any] = {
        "target_id": looked.target.pk, "agency": opened.plan.agency, "by": opened.user, "at": opened.at,
        "seen": seen,
    }  # fmt: skip
    wanted = _measure_of(form)
    if wanted is None:
        indicators.unbind(**told)
        return _("Đã để %(code)s đo như kế hoạch đã đọc") % {"code": looked.target.code}
    indicators.bind(measure=wanted, **told)
    return _("Đã ghi cách đo %(code)s") % {"code": looked.target.code}


def choices() -> list[tuple[str, Any]]:
    """Every definition with its readings, computed ones first: by what a target can be measured."""
    found: dict[bool, list[tuple[str, str]]] = {False: [], True: []}
    for one in rules.definitions().values():
        readings = one.versions[-1].readings
        name = f"{one.code} {one.name.said(words.language())}"
        if one.parts:
            found[one.declared].append((f"{one.key}:", _("%(name)s – mọi phần") % {"name": name}))
        for reading in readings:
            label = name if len(readings) == 1 else f"{name} – {reading.name.said(words.language())}"
            found[one.declared].append((f"{one.key}:{reading.key}", label))
    return [(str(Source.COMPUTED.label), found[False]), (str(Source.DECLARED.label), found[True])]


def _initial(now: Binding | None) -> dict[str, Any]:
    if now is None:
        return {"do": ""}
    version = rules.definitions()[now.indicator].versions[-1]
    parts = rules.definitions()[now.indicator].parts
    reading = now.reading or ("" if parts else version.readings[0].key)
    return {"do": f"{now.indicator}:{reading}", "ky": now.period, "it_nhat": now.minimum_volume}


def _measure_of(form: Measuring) -> Measure | None:
    indicator, reading = form.cleaned_data["do"]
    if not indicator:
        return None
    return Measure(
        indicator=indicator, reading=reading, period=form.cleaned_data["ky"],
        minimum_volume=form.cleaned_data["it_nhat"],
    )  # fmt: skip


def _page(
    request: HttpRequest, looked: Looked, form: Measuring, now: Binding | None, *, status: int, happened: str = ""
) -> HttpResponse:
    seen, can_save = None, False
    if form.is_bound and form.is_valid():
        try:
            seen, can_save = _seen(looked, _measure_of(form)), True
        except CannotMeasure as cannot:
            form.add_error({"indicator": "do", "reading": "do", "period": "ky"}[cannot.field], str(cannot))
            status = 422
    read = rules.definitions().get(looked.target.definition)
    history = Binding.objects.filter(target=looked.target.pk).select_related("by").order_by("-at")
    return render(
        request, "plans/target_measure.html",
        {
            "opened": looked.opened, "plan": looked.opened.plan, "looked": looked, "target": looked.target,
            "form": form, "seen": seen, "can_save": can_save, "now": now,
            "now_key": str(now.pk) if now else "", "happened": happened,
            "current": _seen(looked, looked.bound),
            "read": f"{read.code} {read.name.said(words.language())}" if read else "",
            "history": [_was(one) for one in history], "back_url": looked.url,
            "hidden": [(name, form.data.get(name, "")) for name in ("do", "ky", "it_nhat")] if can_save else [],
        },
        status=status,
    )  # fmt: skip


def _seen(looked: Looked, wanted: Measure | None) -> Seen | None:
    """The figure by a measure, as the target would show it now; as it was read where none is chosen."""
    if wanted is None:
        if looked.target.definition not in rules.definitions():
            return None
        wanted = Measure(indicator=looked.target.definition)
    at = rules.moment_of(looked.day, looked.opened.at)
    figure = preview(wanted, agency_id=looked.opened.plan.agency_id, as_of=at)
    definition, goals = rules.definitions()[wanted.indicator], goals_of(looked.target)
    reading, language = words.reading_of(figure), words.language()
    judged = rules.judged(figure, goals, looked.day)
    goal = judged.goal
    against = ""
    if goal is not None:
        gap = words.against(figure.value, goal) if figure.value is not None else ""
        against = f"{words.milestone_words(goal)} ({words.goal_words(goal)})" + (f": {gap}" if gap else "")
    return Seen(
        title=_title(wanted.indicator, wanted.reading), sentence=reading.sentence.said(language), figure=figure,
        value=words.percent(figure.value, goals) if figure.value is not None else "", ratio=words.ratio(figure),
        unknown=words.unknown_words(figure),
        mark=words.NO_SOURCE if figure.answer == "no_source" else words.verdict_mark(judged.verdict),
        against=against,
        source=words.source_mark(Source.DECLARED if definition.declared else figure.source),
        period=words.in_sentence(words.period_words(figure.period)), left_out=figure.left_out,
        reasons=tuple(
            f"{one.reason.said(language)}: {number(one.count)}" for one in figure.excluded if one.count
        ),
        rows=_first_rows(looked, wanted, figure),
        rows_in_all=(figure.denominator or 0) if figure.source == Source.COMPUTED else 0,
        rows_url=_rows_url(looked, figure),
    )  # fmt: skip


def _rows_url(looked: Looked, figure: Figure) -> str:
    if looked.bound is None or looked.bound.indicator != figure.indicator:
        return ""
    period = figure.period.kind if figure.period is not None else ""
    return of_part(looked.rows_url, looked.given, Part.DENOMINATOR, cach=figure.reading, ky=period)


def _first_rows(looked: Looked, wanted: Measure, figure: Figure) -> tuple[str, ...]:
    if figure.source != Source.COMPUTED or not figure.denominator:
        return ()
    asked = indicators.Wanted(measure=wanted, agency_id=figure.agency_id, at=figure.as_of)
    found = indicators.rows_wanted(asked, Part.DENOMINATOR, viewer=looked.opened.user)
    rows = found.filter(opens=True).order_by(*indicators.order_of(found))[:FIRST]
    return tuple(str(row) for row in rows)


def _title(indicator: str, reading: str) -> str:
    definition, language = rules.definitions()[indicator], words.language()
    name = f"{definition.code} {definition.name.said(language)}"
    readings = definition.versions[-1].readings
    if len(readings) == 1:
        return name
    if not reading and definition.parts:
        return _("%(name)s – mọi phần") % {"name": name}
    return f"{name} – {definition.versions[-1].reading(reading).name.said(language)}"


def _was(binding: Binding) -> Was:
    details = [str(PeriodKind(binding.period).label)] if binding.period else []
    if binding.minimum_volume is not None:
        details.append(_("ít nhất %(n)s trường hợp") % {"n": number(binding.minimum_volume)})
    return Was(_title(binding.indicator, binding.reading), "; ".join(details), binding)
