"""The plans that an office shows to everybody: targets, tasks, who leads, how far; no people, no evidence.

Figures are public only where the office has published them, and as it published them.
"""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cchc.kernel.access import public
from cchc.kernel.clock import now
from cchc.kernel.limits import allows
from cchc.steering.plans import papers
from cchc.steering.plans.choices import Pile, Role
from cchc.steering.plans.models import FigureRelease, Plan, Task
from cchc.steering.plans.rules.open_data import open_data
from cchc.steering.plans.rules.standing import pile_of
from cchc.steering.plans.views.lines import name_of, pile_mark
from cchc.steering.plans.views.plan import by_part, contradictions_of, counts_by_plan, links_of, targets_of
from cchc.steering.plans.views.published import shown_rows
from cchc.ui.errors import TooMany


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
    release, gone = FigureRelease.objects.newest(row.pk)
    told = shown_rows(release.rows) if release else {}
    lines = targets_of(row, contradictions_of(row))
    context = {
        "plan": row,
        "day": day,
        "parts": [
            (part, [(line, told.get(line.target.code)) for line in found]) for part, found in by_part(lines)
        ],
        "release": release,
        "gone": gone,
        "tables": [table for one in told.values() for table in one.tables],
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


KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
MAX_AGE = 300  # seconds for which a copy on the way may be given out: what is taken back is soon gone


@require_safe
@public
@cache_control(public=True, max_age=MAX_AGE)
def figures(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The published figures of a plan as a file; so many a minute from one address."""
    row = Plan.objects.published().with_names().filter(slug=slug).first()
    release = FigureRelease.objects.standing().filter(plan=row.pk).first() if row is not None else None
    if row is None or release is None or kind not in KINDS:
        raise Http404
    if not allows(f"figures:{request.META.get('REMOTE_ADDR', '')}", open_data().most_a_minute, 60, now()):
        raise TooMany(60)
    language = get_language() or "vi"
    head = {
        "plan": row.title, "plan_number": row.number, "agency": row.agency.name,
        "as_of": release.as_of.isoformat(), "published_at": localtime(release.published_at).isoformat(),
        "licence": open_data().licence(language),
    }  # fmt: skip
    write = papers.as_csv if kind == "csv" else papers.as_json
    content = write(head, release.rows)
    response = HttpResponse(content, content_type=KINDS[kind])
    name = f"{row.slug}-{release.as_of.isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = etag = quote_etag(hashlib.sha256(content).hexdigest())
    return get_conditional_response(request, etag=etag, response=response) or response
