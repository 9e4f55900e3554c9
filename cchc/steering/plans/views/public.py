"""The plans that an office shows to everybody: targets, tasks, who leads, how far; no people, no evidence."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from cchc.kernel.access import public
from cchc.kernel.clock import now
from cchc.steering.plans.choices import NO_SOURCE, Pile, Role
from cchc.steering.plans.models import Plan, Task
from cchc.steering.plans.rules.standing import pile_of
from cchc.steering.plans.views.lines import name_of, pile_mark
from cchc.steering.plans.views.plan import by_part, contradictions_of, counts_by_plan, links_of, targets_of


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
    context = {
        "plan": row,
        "day": day,
        "parts": by_part(targets_of(row, contradictions_of(row))),
        "no_source": NO_SOURCE,
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
