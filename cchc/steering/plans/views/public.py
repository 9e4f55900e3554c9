"""The plans that an office shows to everybody: targets, tasks, who leads, how far; no people, no evidence.

Figures are public only where the office has published them, and as it published them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.kernel.access import public
from cchc.kernel.clock import now
from cchc.kernel.limits import allows
from cchc.steering.indicators.choices import Answer, Source, Verdict
from cchc.steering.plans import papers
from cchc.steering.plans.choices import Comparison, Pile, Role
from cchc.steering.plans.models import FigureRelease, Plan, Task
from cchc.steering.plans.rules.open_data import open_data
from cchc.steering.plans.rules.standing import pile_of
from cchc.steering.plans.services import HIDDEN
from cchc.steering.plans.views.lines import name_of, pile_mark
from cchc.steering.plans.views.plan import by_part, contradictions_of, counts_by_plan, links_of, targets_of
from cchc.steering.plans.views.targets.words import MARKS, SIGNS
from cchc.ui.errors import TooMany
from cchc.ui.figures import target_bar
from cchc.ui.parts import Mark
from cchc.ui.wording import NBSP, number
from cchc.ui.wording import day as day_words


@require_safe
@public
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that are published."""
    rows = list(Plan.objects.published().with_names().order_by("-starts_on", "pk"))
    counts = counts_by_plan(rows, localdate(now()))
    return render(request, "plans/public_list.html", {"plans": [(plan, counts.get(plan.pk, {})) for plan in rows]})


@require_safe
@public
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """A plan that is published; what is not does not exist."""
    row = Plan.objects.published().with_names().filter(slug=slug).first()
    if row is None:
        raise Http404
    day = localdate(now())
    tasks = list(
        Task.objects.filter(plan=row.pk)
        .live()
        .select_related("group", "subgroup")
        .prefetch_related("parties__unit", "products")
        .order_by("position", "pk")
    )
    piles = {task.pk: pile_of(task, day) for task in tasks}
    counts = [(pile_mark(pile), list(piles.values()).count(pile)) for pile in Pile]
    release = FigureRelease.objects.standing().filter(plan=row.pk).first()
    told = shown_rows(release) if release else {}
    lines = targets_of(row, contradictions_of(row))
    context = {
        "plan": row,
        "day": day,
        "parts": [
            (part, [(line, told.get(line.target.code)) for line in found]) for part, found in by_part(lines)
        ],
        "release": release,
        "licence": open_data().licence(get_language() or "vi"),
        "counts": [(mark, count) for mark, count in counts if count],
        "task_count": len(tasks),
        "groups": _groups(tasks, piles),
        "links": [(words, other) for words, other in links_of(row) if other.published_at is not None],
    }
    return render(request, "plans/public.html", context)


def _groups(tasks: list[Task], piles: dict[Any, Pile]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The tasks under the headings of the plan."""
    found: dict[str, list[dict[str, Any]]] = {}
    for task in tasks:
        leads = [name_of(party) for party in task.parties.all() if party.role == Role.LEAD]
        line = {"task": task, "mark": pile_mark(piles[task.pk]), "leads": leads}
        found.setdefault(str(task.group) if task.group else "", []).append(line)
    return list(found.items())


# Figures that were published


@dataclass(frozen=True)
class Shown:
    """A figure as it was published, in words."""

    value: str
    ratio: str
    why: str  # why there is no value
    mark: Mark | None
    against: str
    bar: Any
    source: Any
    days: str
    definition: str
    readings: list[tuple[str, str]]  # the other scope, the other parts


BARS = {Verdict.MET: "met", Verdict.AT_RISK: "risk", Verdict.MISSED: "missed", Verdict.UNKNOWN: "met"}


def shown_rows(release: FigureRelease) -> dict[str, Shown]:
    """The figures of a release, by the number of their target."""
    return {row["code"]: _shown(row) for row in release.rows}


def _shown(row: dict[str, Any]) -> Shown:
    verdict, language = Verdict(row["verdict"]), (get_language() or "vi")[:2]
    value = Decimal(row["value"]) if row["value"] is not None else None
    n, whole = row["numerator"], row["denominator"]
    ratio = f"{number(n)}/{number(whole)}" if n is not None and whole is not None else ""
    goal = row["target"]
    judged = value is not None and verdict != Verdict.UNKNOWN
    period, until = row["period"], _day(row["figures_to"])
    return Shown(
        value=_percent(value) if value is not None else "", ratio=ratio,
        why="" if value is not None else _why(row),
        mark=Mark(verdict.label, *MARKS[verdict]) if judged else None, against=_goal_words(goal) if goal else "",
        bar=target_bar(value, goal["value"] if goal else None, BARS[verdict]) if value is not None else "",
        source=Source(row["source"]).label, definition=row["definition"].get(language, ""),
        days=f"{_day(period[0])} – {until}" if period else _("đến %(day)s") % {"day": until},
        readings=[
            (one["reading"].get(language, ""), _percent(Decimal(one["value"])) if one["value"] else _why(one))
            for one in row["readings"]
        ],
    )  # fmt: skip


def _percent(value: Decimal) -> str:
    """As published: so many decimals as keep it on its side of the target; none of all or nothing."""
    exponent = value.as_tuple().exponent
    return f"{number(value, 0 if value in (0, 100) or not isinstance(exponent, int) else -exponent)}%"


def _why(row: dict[str, Any]) -> str:
    if row["answer"] == HIDDEN:
        return _("Không nêu vì quá ít trường hợp")
    return str(Answer(row["answer"]).label)


def _goal_words(goal: dict[str, Any]) -> str:
    low, day = number(Decimal(goal["value"])), _day(goal["due_on"]) if goal["due_on"] else ""
    if goal["value_to"] is not None:
        said = _("từ %(low)s đến %(high)s") % {"low": low, "high": f"{number(Decimal(goal['value_to']))}%"}
    else:
        said = f"{SIGNS[Comparison(goal['comparison'])]}{NBSP}{low}%"
    return _("mốc %(day)s") % {"day": f"{day}: {said}"} if day else said


def _day(iso: str) -> str:
    return day_words(date.fromisoformat(iso))


KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_safe
@public
def figures(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The published figures of a plan as a file; so many a minute from one address."""
    row = Plan.objects.published().with_names().filter(slug=slug).first()
    release = FigureRelease.objects.standing().filter(plan=row.pk).first() if row is not None else None
    if row is None or release is None or kind not in KINDS:
        raise Http404
    if not allows(f"figures:{request.META.get('REMOTE_ADDR', '')}", open_data().most_a_minute, 60, now()):
        raise TooMany(60)
    head = {
        "plan": row.title, "plan_number": row.number, "agency": row.agency.name,
        "as_of": release.as_of.isoformat(), "published_at": localtime(release.published_at).isoformat(),
        "licence": open_data().licence(get_language() or "vi"),
    }  # fmt: skip
    write = papers.as_csv if kind == "csv" else papers.as_json
    response = HttpResponse(write(head, release.rows), content_type=KINDS[kind])
    name = f"{row.slug}-{release.as_of.isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
