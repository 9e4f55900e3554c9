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
from cchc.steering.plans.choices import Pile, PlanState, Role, State, TaskKind
from cchc.steering.plans.forms.figures import PlanAsOf
from cchc.steering.plans.models import Commitment, Contradiction, Party, Plan, PlanLink, Statement, Target, Task
from cchc.steering.plans.permissions import reads_plans, steers_anywhere
from cchc.steering.plans.querysets import late
from cchc.steering.plans.rules.standing import short_part
from cchc.steering.plans.templatetags.plan_words import milestones_of, place_words
from cchc.steering.plans.views.lines import Listed, lines_of, name_of, pile_mark, tasks_of
from cchc.steering.plans.views.opened import Opened, open_plan, with_query
from cchc.steering.plans.views.targets.asked import KEPT, cell_links, is_charted, rows_url, units_to_choose
from cchc.steering.plans.views.targets.own import OURS, own_target
from cchc.steering.plans.views.targets.standing import (
    Standing,
    UnitChart,
    chart_of,
    counts_of,
    standings,
)
from cchc.ui.choosing import offered
from cchc.ui.menu import url_of
from cchc.ui.parts import Mark

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
    lines = targets_of(opened.plan, contradictions := contradictions_of(opened.plan))
    of_plan = len(lines)
    lines += own_lines(opened.plan, lines)
    able = sorted(
        (one.target for one in lines if is_charted(one.target)), key=lambda row: row.definition not in OURS
    )
    charted = [(row.code.lower(), str(row)) for row in able]
    as_of = PlanAsOf(request.GET, units_to_choose(opened), charted, opened.today)
    unit = as_of.told("dv") or ""
    found = standings(
        opened.plan,
        lines,
        at=opened.at,
        day=as_of.day,
        unit_id=int(unit) if unit.isdecimal() else None,
        given=request.GET,
    )
    chosen = as_of.told("kq") or ""
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
        "parts": standing_parts([one for one in found[:of_plan] if one.kind == chosen] if chosen else found),
        "standings": counts_of(
            found[:of_plan],
            lambda kind: with_query(opened.url, request.GET, KEPT, kq=kind) + "#chi-tieu",
            chosen,
        ),
        "all_url": with_query(opened.url, request.GET, KEPT) + "#chi-tieu" if chosen else "",
        "unit_name": offered(as_of, "dv").get(unit, "") if unit.isdecimal() else "",
        "chart": _chart(opened, found, as_of, request.GET) if not unit.isdecimal() else None,
        "charted": charted,
        "target_count": of_plan,
        "contradictions": contradictions,
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


def own_lines(plan: Plan, lines: Iterable[TargetLine]) -> list[TargetLine]:
    """What the program counts beside a plan, as far as the plan has no target of that name."""
    known = {one.target.definition for one in lines} | {one.target.code for one in lines}
    rows = [own_target(plan, key) for key in OURS]
    return [
        TargetLine(row, (), "", reverse("plans:target", args=[plan.slug, row.code.lower()]))
        for row in rows
        if not {row.code, row.definition} & known
    ]


def _chart(opened: Opened, found: Sequence[Standing], as_of: PlanAsOf, given: Any) -> UnitChart | None:
    """The target that is looked at by unit: the one chosen, else deadlines, else the first that can be."""
    able = [one for one in found if one.found.seen is not None and one.found.seen.by_unit]
    told = as_of.told("bd") or ""
    chosen = (
        next((one for one in able if one.found.target.code.lower() == told), None)
        or next((one for one in able if one.found.figure and one.found.figure.indicator in OURS), None)
        or next(iter(able), None)
    )
    if chosen is None:
        return None
    url = rows_url(opened.plan.slug, chosen.found.target.code)
    return chart_of(chosen, cell_links(url, given), as_of.day)


def standing_parts(found: Iterable[Standing]) -> list[tuple[str, list[Standing]]]:
    """The targets with their figures under the headings of their plan."""
    parts: dict[str, list[Standing]] = {}
    for one in found:
        parts.setdefault(short_part(one.found.target.part), []).append(one)
    return list(parts.items())


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
    lines = [
        public, (_("Liên kết với kế hoạch khác"), "lien-ket"), (_("Bỏ liên kết với kế hoạch khác"), "bo-lien-ket"),
        (_("Ghi kế hoạch của cơ quan khác"), "ke-hoach-ngoai"), (_("Đổi đơn vị theo dõi"), "don-vi-theo-doi"),
        (_("Ghi chỗ kế hoạch mâu thuẫn"), "ghi-mau-thuan"), (_("Kết luận chỗ mâu thuẫn"), "mau-thuan"),
        (_("Chuyển câu sang chỉ tiêu khác"), "chuyen-cau"),
    ]  # fmt: skip
    if opened.plan.published_at is not None:
        lines[1:1] = [(_("Công bố số liệu"), "cong-bo-so-lieu"), (_("Thu hồi số liệu"), "thu-hoi-so-lieu")]
    if opened.plan.state == PlanState.IN_FORCE:
        lines.append((_("Kết thúc kế hoạch"), "ket-thuc"))
    return [(label, reverse("plans:plan-act", args=[slug, act])) for label, act in lines]


# Targets


def contradictions_of(plan: Plan) -> list[Contradiction]:
    """Where a plan contradicts itself, as far as nobody has set it aside."""
    rows = Contradiction.objects.filter(plan=plan.pk, first__removed_at=None, second__removed_at=None).standing()
    return list(rows.with_statements().order_by("pk"))


def statements_against(contradictions: Iterable[Contradiction]) -> dict[Any, list[Contradiction]]:
    """What contradicts each statement."""
    found: dict[Any, list[Contradiction]] = {}
    for one in contradictions:
        for key in (one.first_id, one.second_id):
            found.setdefault(key, []).append(one)
    return found


def targets_of(plan: Plan, contradictions: Iterable[Contradiction]) -> list[TargetLine]:
    """The targets of a plan, in its order."""
    by_statement = statements_against(contradictions)
    rows = Target.objects.filter(plan=plan.pk).live().with_statements()
    return [line_of(plan, target, by_statement) for target in rows]


def line_of(plan: Plan, target: Target, by_statement: dict[Any, list[Contradiction]]) -> TargetLine:
    """A target with its statements, where each stands, and with what it disagrees."""
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
def document(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The document from which the plan was read."""
    opened = open_plan(request, slug)
    if opened.plan.file is None:
        raise Http404
    return stream(opened.plan.file, download=opened.plan.file.kind != "application/pdf")
