"""One task: what the plan says of it, where it stands, what proves it, what happened, what one may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.foundation.files.services import stream
from cchc.foundation.worktime.rules import Due
from cchc.kernel.access import opens_to
from cchc.onestop.procedures.permissions import can_manage
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import CLOSED, OPEN, TRANSITIONS, Act, Role, State
from cchc.steering.plans.models import Assignee, Evidence, HandedOn, Party, Period, Stage, Task
from cchc.steering.plans.permissions import reads_plans
from cchc.steering.plans.rules.standing import pile_of
from cchc.steering.plans.services import lawful
from cchc.steering.plans.services.working import in_order
from cchc.steering.plans.views.history import UNSEEN, happenings
from cchc.steering.plans.views.lines import due_of, name_of, period_name, pile_mark, state_mark
from cchc.steering.plans.views.opened import Opened, open_plan
from cchc.ui.parts import Act as FileAct
from cchc.ui.parts import Mark
from cchc.ui.wording import size as file_size


@dataclass(frozen=True)
class ActLink:
    """One act that is offered."""

    key: str
    label: Any
    url: str
    at_once: bool = False  # nothing is asked: the button does it


@dataclass(frozen=True)
class StageLine:
    """A step on the way of a task."""

    stage: Stage
    due: Due | None
    url: str  # where one says that it is reached, or is not; empty for who may not


@dataclass(frozen=True)
class Moved:
    """How a part went from one unit to another."""

    was: str
    now: str
    on: date
    is_ended: bool  # the unit that had it is no more


@dataclass(frozen=True)
class Part:
    """A unit's part in a task: who has it now, as the plan printed it, who had it before."""

    name: str
    printed: str
    before: Sequence["Moved"]

    @property
    def differs(self) -> bool:
        """Whether the plan calls it otherwise."""
        return self.printed.casefold() != self.name.casefold()


@dataclass(frozen=True)
class Proof:
    """A piece of evidence as a person sees it; who may not see the row reads only that there is one."""

    evidence: Evidence
    label: str
    url: str
    remove_url: str

    @property
    def state(self) -> str:
        """How its file stands with the scanner; a row of the program is always there."""
        return str(self.evidence.file.state) if self.evidence.file else "clean"

    @property
    def note(self) -> str:
        """What it is, where it is no file, and of which product."""
        row = self.evidence
        kind = "" if row.file else _("hồ sơ trong chương trình") if row.dossier_id else _("thủ tục hành chính")
        product = _("cho sản phẩm: %(name)s") % {"name": row.product.text} if row.product else ""
        size = file_size(row.file.size) if row.file and product and self.state != "pending" else ""
        return ", ".join(part for part in (kind, size, product) if part)

    @property
    def acts(self) -> list[FileAct]:
        """What may be done with it, for the list."""
        found = [FileAct(_("Mở"), self.url)] if self.url else []
        return [*found, FileAct(_("Bỏ"), self.remove_url)] if self.remove_url else found


@dataclass(frozen=True)
class PeriodLine:
    """A period of a recurring task."""

    period: Period
    name: str
    state: Mark
    due: Due | None
    url: str
    current: bool


@dataclass(frozen=True)
class OpenedTask(Opened):
    """A task as one person has it open."""

    task: Task
    chosen: str = ""  # the period that the URL names

    @property
    def task_url(self) -> str:
        """Its page."""
        return reverse("plans:task", args=[self.plan.slug, self.task.slug])

    def act_url(self, act: str) -> str:
        """The page of an act, on the period that is open."""
        period = f"?ky={self.period.pk}" if self.chosen and self.period else ""
        return reverse("plans:task-act", args=[self.plan.slug, self.task.slug, act]) + period

    @cached_property
    def periods(self) -> list[Period]:
        """Its periods, what is to be done first on top."""
        return in_order(self.task.periods.all())

    @cached_property
    def period(self) -> Period | None:
        """The period that the page is about: the one that the URL names, else the first."""
        named = next((one for one in self.periods if str(one.pk) == self.chosen), None)
        return named or next(iter(self.periods), None)

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """What one may do to the period now."""
        return lawful(self.user, self.task, self.period, self.at) if self.period else ()

    @cached_property
    def reports(self) -> bool:
        """Whether one reports on the task."""
        return permissions.can_report(self.user, self.task, self.at)

    @cached_property
    def assigns(self) -> bool:
        """Whether one gives it to people."""
        return permissions.can_assign(self.user, self.task, self.at)


def open_task(request: HttpRequest, slug: str, called: str) -> OpenedTask:
    """The task that the URL names, for who reads its plan. Raises Http404."""
    opened = open_plan(request, slug)
    rows = Task.objects.filter(plan=opened.plan.pk).live().select_related("group", "subgroup", "changed_by")
    given = Prefetch("assignees", Assignee.objects.select_related("user", "by"))
    rows = rows.prefetch_related("parties__unit", "periods", given, "products")
    task = rows.filter(slug=called.lower()).first()
    if task is None:
        raise Http404
    task.plan = opened.plan
    chosen = request.POST.get("ky") or request.GET.get("ky", "")
    return OpenedTask(opened.plan, opened.user, opened.at, task, chosen)


@require_safe
@opens_to(reads_plans)
def task(request: HttpRequest, slug: str, called: str) -> HttpResponse:
    """A task with everything that is known of it; under a number that it had before, the way to it."""
    try:
        opened = open_task(request, slug, called)
    except Http404:
        return HttpResponseRedirect(reverse("plans:task", args=[slug, _moved(request, slug, called).slug]))
    row, period = opened.task, opened.period
    handed_on = list(row.handed_on.select_related("from_unit", "to_unit", "by"))
    standing = _standing(row, period)
    evidence = _proofs(opened)
    links = _links(opened)
    context = {
        "opened": opened,
        "plan": opened.plan,
        "task": row,
        "period": period,
        "period_name": period_name(period, row.every) if period else "",
        "state": state_mark(standing.state),
        "pile": pile_mark(pile_of(standing, opened.today)),
        "due": due_of(standing, opened.today, opened.plan.agency_id, opened.at),
        "due_on": standing.due_on,
        "leads": _parts(row, Role.LEAD, handed_on, opened.today),
        "helpers": _parts(row, Role.COOPERATING, handed_on, opened.today),
        "handed_on": handed_on,
        "people": [one for one in row.assignees.all() if one.ended_at is None],
        "proofs": [one for one in evidence if period and one.evidence.period_id == period.pk],
        "periods": _periods(opened) if row.every or len(opened.periods) > 1 else [],
        "adds": opened.act_url("minh-chung") if may_prove(opened) else "",
        "returned": period.reason if period and period.reason and period.state in OPEN else "",
        "closed_why": period.reason if period and period.state in CLOSED else "",
        "happenings": happenings(opened, handed_on),
        "primary": links[0] if links else None,
        "others": links[1:3],
        "menu": [*links[3:], *_settings(opened)],
        "stages": _stages(opened),
        "carries": [one.commitment for one in row.carries.select_related("commitment").order_by("commitment")],
        "statements": row.statements.filter(removed_at=None).select_related("target").order_by("position"),
    }
    return render(request, "plans/task.html", context)


def _moved(request: HttpRequest, slug: str, called: str) -> Task:
    """The task that had this address before a later version of the plan gave it another number. Raises Http404."""
    rows = Task.objects.filter(plan=open_plan(request, slug).plan.pk, former__contains=[called.lower()])
    task = rows.live().order_by("position").first()
    if task is None:
        raise Http404
    return task


@dataclass
class _Standing:
    state: str
    due_on: Any
    proposed_on: Any
    done_on: Any


def _standing(row: Task, period: Period | None) -> _Standing:
    if period is None:
        return _Standing(row.state, row.due_on, None, None)
    closed = localdate(period.closed_at) if period.closed_at else None
    proposed = localdate(period.proposed_at) if period.proposed_at else None
    return _Standing(period.state, period.due_on, proposed, closed if period.state == "done" else None)


def _parts(row: Task, role: Role, handed_on: Sequence[HandedOn], day: date) -> list[Part]:
    found = []
    for party in row.parties.all():
        if party.role == role:
            found.append(Part(name_of(party), party.printed, _before(party, handed_on, day)))
    return found


def _before(party: Party, handed_on: Sequence[HandedOn], day: date) -> list[Moved]:
    """How the part came to who has it, from whom to whom."""
    chain: list[Moved] = []
    holder = party.unit_id
    for moved in reversed(handed_on):
        if moved.role == party.role and moved.to_unit_id == holder:
            ends = moved.from_unit.ends_on
            ended = ends is not None and ends < day
            chain.append(Moved(moved.from_unit.name, moved.to_unit.name, moved.on, ended))
            holder = moved.from_unit_id
    return chain[::-1]


def _proofs(opened: OpenedTask) -> list[Proof]:
    rows = Evidence.objects.standing().filter(period__task=opened.task.pk).with_access(opened.user, opened.at)
    open_periods = {one.pk for one in opened.periods if one.state in OPEN}
    found = []
    for row in rows.order_by("at", "pk"):
        opens = bool(row.opens)  # type: ignore[attr-defined]
        address = reverse("plans:evidence", args=[opened.plan.slug, opened.task.slug, row.pk])
        label = row.label if opens else str(UNSEEN)
        removes = opened.reports and row.period_id in open_periods
        found.append(Proof(row, label, address if opens else "", f"{address}/bo" if removes else ""))
    return found


def _stages(opened: OpenedTask) -> list[StageLine]:
    found = []
    for stage in opened.task.stages.select_related("reached_by"):
        due = None
        if stage.due_on:
            standing = _Standing(
                State.DONE if stage.reached_on else State.DOING, stage.due_on, None, stage.reached_on
            )
            due = due_of(standing, opened.today, opened.plan.agency_id, opened.at)
        url = f"{opened.act_url('dat-moc')}" if opened.reports else ""
        found.append(StageLine(stage, due, url))
    return found


def _periods(opened: OpenedTask) -> list[PeriodLine]:
    found = []
    for period in sorted(opened.periods, key=lambda one: one.starts_on, reverse=True):
        standing = _standing(opened.task, period)
        due = due_of(standing, opened.today, opened.plan.agency_id, opened.at)
        url = f"{opened.task_url}?ky={period.pk}"
        current = opened.period is not None and period.pk == opened.period.pk
        found.append(
            PeriodLine(period, period_name(period, opened.task.every), state_mark(period.state), due, url, current)
        )
    return found


# What one may do

WORDS = {
    Act.START: "bat-dau", Act.REPORT: "tien-do", Act.PROPOSE: "de-nghi", Act.RECALL: "rut-de-nghi",
    Act.APPROVE: "duyet", Act.RETURN: "tra-lai", Act.DROP: "dung", Act.REOPEN: "mo-lai",
}  # fmt: skip


def _links(opened: OpenedTask) -> list[ActLink]:
    """The next moves, the likeliest first."""
    found = []
    order = (Act.APPROVE, Act.RETURN, Act.REPORT)
    for act in order:
        if act in opened.acts:
            found.append(ActLink(WORDS[act], act.label, opened.act_url(WORDS[act])))
    if may_prove(opened):
        found.append(ActLink("minh-chung", _("Thêm minh chứng"), opened.act_url("minh-chung")))
    if Act.PROPOSE in opened.acts:
        found.append(ActLink("de-nghi", Act.PROPOSE.label, opened.act_url("de-nghi")))
    if Act.START in opened.acts:
        found.append(ActLink("bat-dau", Act.START.label, opened.act_url("bat-dau"), at_once=True))
    if opened.assigns and opened.task.state in OPEN:
        found.append(ActLink("giao", _("Giao người làm"), opened.act_url("giao")))
    if Act.RECALL in opened.acts:
        found.append(ActLink("rut-de-nghi", Act.RECALL.label, opened.act_url("rut-de-nghi"), at_once=True))
    return found


def _settings(opened: OpenedTask) -> list[ActLink]:
    """What who steers may set; the steps on the way are set by whoever has the task, too."""
    lines: list[tuple[str, Any]] = []
    goes_on = opened.task.state in OPEN or bool(opened.task.every)
    if goes_on and (opened.steers or opened.reports):
        lines.append(("moc", _("Đặt mốc thực hiện")))
    if opened.steers:
        if goes_on:
            lines += [
                ("doi-han", _("Đổi hạn")), ("chuyen-giao", _("Chuyển cho đơn vị khác")),
                ("chu-tri", _("Sửa đơn vị chủ trì")), ("phoi-hop", _("Sửa đơn vị phối hợp")),
                ("san-pham", _("Sửa sản phẩm")),
            ]  # fmt: skip
        lines.append(("kinh-phi", _("Ghi kinh phí")))
        lines += [(WORDS[act], act.label) for act in (Act.DROP, Act.REOPEN) if act in opened.acts]
    return [ActLink(key, label, opened.act_url(key)) for key, label in lines]


def may_prove(opened: OpenedTask) -> bool:
    """Whether one may add evidence to the period that is open."""
    return opened.reports and opened.period is not None and opened.period.state in OPEN


def may_act(opened: OpenedTask, act: Act) -> bool:
    """Whether the state of the period lets it be done, whoever asks."""
    return opened.period is not None and TRANSITIONS.allow(opened.period.state, act)


@require_safe
@opens_to(reads_plans)
def evidence(request: HttpRequest, slug: str, called: str, pk: UUID) -> HttpResponseBase:
    """What proves a task: the bytes of a file, or the way to the row that proves it."""
    opened = open_task(request, slug, called)
    rows = Evidence.objects.standing().filter(period__task=opened.task.pk).with_access(opened.user, opened.at)
    row = rows.filter(pk=pk).first()
    if row is None or not row.opens:  # type: ignore[attr-defined]
        raise Http404
    if row.file is not None:
        return stream(row.file, download=not row.file.kind.startswith(("application/pdf", "image/")))
    if row.dossier is not None:
        return HttpResponseRedirect(reverse("desk:dossier", args=[str(row.dossier)]))
    if row.procedure is not None:
        return HttpResponseRedirect(procedure_url(row, opened))
    raise Http404


def procedure_url(row: Evidence, opened: OpenedTask) -> str:
    """The version itself for who keeps the catalogue, for others the procedure as everybody reads it that day."""
    version = row.procedure
    assert version is not None
    if can_manage(opened.user, version.procedure.agency_id, opened.at):
        return reverse("procedures:version", args=[version.pk])
    public = reverse("portal:procedure", args=[version.procedure.code])
    return f"{public}?ngay={version.effective_from:%Y-%m-%d}" if version.effective_from else public
