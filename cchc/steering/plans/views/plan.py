"""The plans of an office, one plan with its targets and its tasks, and one target as the plan says it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.foundation.files.services import stream
from cchc.foundation.identity.querysets import units
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.steering.plans.choices import NO_SOURCE, Pile, PlanState, Role, State, TaskKind
from cchc.steering.plans.forms.narrowing import AsOf
from cchc.steering.plans.models import Commitment, Contradiction, Party, Plan, PlanLink, Statement, Target, Task
from cchc.steering.plans.permissions import reads_plans, steers_anywhere
from cchc.steering.plans.querysets import late
from cchc.steering.plans.rules.standing import short_part
from cchc.steering.plans.templatetags.plan_words import milestones_of, place_words
from cchc.steering.plans.views.lines import Listed, Mark, lines_of, name_of, pile_mark, tasks_of
from cchc.steering.plans.views.opened import Opened, open_plan, with_query
from cchc.steering.plans.views.tasks import named_units
from cchc.ui.menu import url_of

LATE = 12  # so many late tasks are named
FEW = 6  # so many commitments are shown before the rest is folded


@dataclass(frozen=True)
class Said:
    """One statement of a target: its milestones, where it stands, with what it disagrees."""

    statement: Statement
    milestones: Sequence[str]
    place: str
    contradictions: Sequence[Contradiction]


@dataclass(frozen=True)
class TargetLine:
    """A target as a table shows it."""

    target: Target
    said: Sequence[Said]
    lead: str
    url: str

    @property
    def milestones(self) -> list[str]:
        """What all its statements want, by day, each once."""
        found = {
            (one.due_on, words): words
            for said in self.said
            for one, words in zip(said.statement.milestones.all(), said.milestones, strict=True)
        }
        return [found[key] for key in sorted(found)]

    @property
    def against(self) -> list[tuple[Contradiction, str]]:
        """What it disagrees with: each contradiction, and the code of the target at its other end."""
        seen: dict[int, tuple[Contradiction, str]] = {}
        for one in self.said:
            for found in one.contradictions:
                other = found.second if found.first_id == one.statement.pk else found.first
                seen[found.pk] = (found, "" if other.target_id == self.target.pk else other.target.code)
        return list(seen.values())


@dataclass(frozen=True)
class PileCount:
    """How many tasks lie in a pile, and the rows that the number opens."""

    mark: Mark
    count: int
    url: str


@dataclass(frozen=True)
class UnitLine:
    """The tasks that one unit leads, pile by pile."""

    name: str
    counts: Sequence[PileCount]
    total: PileCount


@require_safe
@opens_to(reads_plans)
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of the agencies that a person reads, those carried out first."""
    at = now()
    rows = Plan.objects.read_by(request.user, at).with_names().order_by("-starts_on", "pk")
    found = sorted(rows, key=lambda plan: plan.state != PlanState.IN_FORCE)
    counts = counts_by_plan(found, localdate(at))
    context = {
        "plans": [(plan, counts.get(plan.pk, {})) for plan in found],
        "import_url": (url_of("plans:bring") or "") if steers_anywhere(request.user) else "",
    }
    return render(request, "plans/plans.html", context)


def counts_by_plan(plans: Iterable[Plan], day: date) -> dict[UUID, dict[str, Any]]:
    """How many tasks each plan has, how many of them are done and late."""
    rows = Task.objects.filter(plan__in=[plan.pk for plan in plans]).live().order_by()
    counted = rows.values("plan").annotate(
        all=Count("pk"), done=Count("pk", filter=Q(state=State.DONE)), late=Count("pk", filter=late(day))
    )
    return {row["plan"]: dict(row) for row in counted}


@require_safe
@opens_to(reads_plans)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """A plan: head, targets, tasks by pile and by unit, other plans, what it promises and nothing carries."""
    opened = open_plan(request, slug)
    as_of = AsOf(request.GET, named_units(opened), opened.today)
    unit = as_of.told("dv")
    targets = targets_of(opened.plan, contradictions := contradictions_of(opened.plan))
    if unit and unit.isdecimal():
        targets = [one for one in targets if one.target.lead_id == int(unit)]
    commitments = list(Commitment.objects.filter(plan=opened.plan.pk).live().uncarried())
    knows = as_of.day >= opened.known_since
    listed = tasks_of(opened, as_of, whole=True) if knows else Listed(opened, as_of.day, [])
    context = {
        "opened": opened,
        "plan": opened.plan,
        "as_of": as_of,
        "day": as_of.day,
        "is_past": as_of.day < opened.today,
        "knows": knows,
        "parts": by_part(targets),
        "target_count": len(targets),
        "contradictions": contradictions,
        "no_source": NO_SOURCE,
        "task_count": len(listed.found),
        "assignment_count": sum(one.task.kind == TaskKind.ASSIGNMENT for one in listed.found),
        "piles": piles_of(listed, request.GET, opened),
        "by_unit": _by_unit(listed, request.GET, opened),
        "late": lines_of(listed, [one for one in listed.found if one.pile == Pile.OVERDUE][:LATE]),
        "links": links_of(opened.plan),
        "few": commitments[:FEW],
        "more": commitments[FEW:],
        "commitment_count": len(commitments),
        "acts": _acts(opened),
        "import_url": (url_of("plans:bring") or "") if opened.steers else "",
    }
    return render(request, "plans/plan.html", context)


def piles_of(listed: Listed, given: Any, opened: Opened) -> list[PileCount]:
    """The counts of a plan's tasks; what is seldom stands only where there is some."""
    usual = (Pile.DONE, Pile.DOING, Pile.SOON, Pile.OVERDUE)
    seldom = tuple(pile for pile in (Pile.PROPOSED, Pile.NOT_STARTED, Pile.DROPPED) if listed.counts[pile])
    return [
        PileCount(
            pile_mark(pile), listed.counts[pile], with_query(opened.tasks_url, given, ("den", "dv"), tt=pile)
        )
        for pile in (*usual, *seldom)
    ]


def _by_unit(listed: Listed, given: Any, opened: Opened) -> list[UnitLine]:
    """Who leads how many, by pile; a task with two leads counts at each."""
    piles = {one.task.pk: one.pile for one in listed.found}
    parties = Party.objects.filter(task__in=list(piles), role=Role.LEAD).order_by("position")
    found: dict[tuple[str, str], Counter[Pile]] = {}
    seen: set[tuple[Any, str]] = set()
    for party in parties:
        key = str(party.unit_id) if party.unit_id else party.circle or "khac"
        if (party.task_id, key) in seen:
            continue
        seen.add((party.task_id, key))
        name = name_of(party) if key != "khac" else _("Cơ quan khác, hoặc chưa khớp đơn vị")
        found.setdefault((name, key), Counter())[piles[party.task_id]] += 1

    def counted(key: str, count: int, pile: Pile | None) -> PileCount:
        url = with_query(opened.tasks_url, given, ("den",), dv=key, tt=pile or "")
        return PileCount(pile_mark(pile or Pile.DOING), count, url)

    return [
        UnitLine(
            name,
            [counted(key, counts[pile], pile) for pile in (Pile.DONE, Pile.DOING, Pile.SOON, Pile.OVERDUE)],
            counted(key, counts.total(), None),
        )
        for (name, key), counts in sorted(found.items())
    ]


def _acts(opened: Opened) -> list[tuple[Any, str]]:
    """What who steers may do to the plan."""
    if not opened.steers:
        return []
    slug = opened.plan.slug
    public = (
        (_("Công khai kế hoạch"), "cong-khai")
        if opened.plan.published_at is None
        else (_("Thôi công khai"), "thoi-cong-khai")
    )
    lines = [public, (_("Liên kết với kế hoạch khác"), "lien-ket")]
    if opened.plan.state == PlanState.IN_FORCE:
        lines.append((_("Kết thúc kế hoạch"), "ket-thuc"))
    return [(label, reverse("plans:plan-act", args=[slug, act])) for label, act in lines]


# Targets


def contradictions_of(plan: Plan) -> list[Contradiction]:
    """Where a plan contradicts itself, as far as nobody has set it aside."""
    rows = Contradiction.objects.filter(plan=plan.pk, first__removed_at=None, second__removed_at=None).standing()
    return list(rows.with_statements().order_by("pk"))


def targets_of(plan: Plan, contradictions: Iterable[Contradiction]) -> list[TargetLine]:
    """The targets of a plan, in its order."""
    by_statement: dict[Any, list[Contradiction]] = {}
    for found in contradictions:
        for key in (found.first_id, found.second_id):
            by_statement.setdefault(key, []).append(found)
    rows = Target.objects.filter(plan=plan.pk).live().with_statements()
    return [_line(plan, target, by_statement) for target in rows]


def _line(plan: Plan, target: Target, by_statement: dict[Any, list[Contradiction]]) -> TargetLine:
    said = [
        Said(one, milestones_of(one), place_of(one), by_statement.get(one.pk, ()))
        for one in target.statements.all()
    ]
    unit = units().get(target.lead_id) if target.lead_id is not None else None
    lead = unit.name if unit is not None else ""
    return TargetLine(target, said, lead, reverse("plans:target", args=[plan.slug, target.code.lower()]))


def place_of(statement: Statement) -> str:
    """Where in the plan a statement stands."""
    parts = [statement.short_part, str(statement.get_where_display()), place_words(statement.lines)]
    return " · ".join(part for part in parts if part)


def by_part(targets: Iterable[TargetLine]) -> list[tuple[str, list[TargetLine]]]:
    """Targets under the headings of their plan."""
    found: dict[str, list[TargetLine]] = {}
    for one in targets:
        found.setdefault(short_part(one.target.part), []).append(one)
    return list(found.items())


def links_of(plan: Plan) -> list[tuple[str, Plan]]:
    """The plans that a plan comes from or answers, and those that come from it, with why."""
    found = []
    rows = PlanLink.objects.filter(Q(plan=plan.pk) | Q(other=plan.pk)).select_related("plan", "other")
    for link in rows.order_by("kind", "pk"):
        if link.plan_id == plan.pk:
            found.append((str(link.get_kind_display()), link.other))
        else:
            words = {"derived": _("Được cụ thể hóa bằng"), "answers": _("Được thực hiện bằng")}
            found.append((words[link.kind], link.plan))
    return found


@require_safe
@opens_to(reads_plans)
def target(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A target as the plan says it: sentences, milestones, contradictions, the tasks that carry it."""
    opened = open_plan(request, slug)
    contradictions = contradictions_of(opened.plan)
    row = Target.objects.filter(plan=opened.plan.pk, code__iexact=code).live().with_statements().first()
    if row is None:
        raise Http404
    by_statement: dict[Any, list[Contradiction]] = {}
    for found in contradictions:
        for key in (found.first_id, found.second_id):
            by_statement.setdefault(key, []).append(found)
    line = _line(opened.plan, row, by_statement)
    carried = Commitment.objects.filter(carried_by__target=row.pk).live().with_carriers().distinct()
    task_ids = {one.statement.task_id for one in line.said if one.statement.task_id}
    task_ids |= {link.task_id for commitment in carried for link in commitment.carried_by.all() if link.task_id}
    context = {
        "opened": opened,
        "plan": opened.plan,
        "line": line,
        "target": row,
        "no_source": NO_SOURCE,
        "against": line.against,
        "tasks": Task.objects.filter(pk__in=task_ids).live().order_by("position"),
        "commitments": carried,
        "change_url": (reverse("plans:target-act", args=[slug, row.code.lower()]) if opened.steers else ""),
    }
    return render(request, "plans/target.html", context)


@require_safe
@opens_to(reads_plans)
def document(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The document from which the plan was read."""
    opened = open_plan(request, slug)
    if opened.plan.file is None:
        raise Http404
    return stream(opened.plan.file, download=opened.plan.file.kind != "application/pdf")
