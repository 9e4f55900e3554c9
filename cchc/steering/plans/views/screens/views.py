"""The three screens, and the dossiers behind their counts."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from cchc.foundation.identity.models import Agency
from cchc.foundation.identity.querysets import KeptUnit, units
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.kernel.paging import keyset
from cchc.steering.plans import choices, permissions
from cchc.steering.plans.choices import Role
from cchc.steering.plans.models import Party
from cchc.steering.plans.permissions import heads_or_steers, led_units, steers_anywhere
from cchc.steering.plans.views.opened import with_query
from cchc.steering.plans.views.screens import parts
from cchc.steering.plans.views.screens.page import Cell, Screen, Section, answer
from cchc.steering.plans.views.screens.parts import LATE, OPEN, SOON, Whose
from cchc.steering.plans.views.screens.targets import (
    Targets,
    change_section,
    target_section,
    target_tiles,
    unit_section,
)
from cchc.ui.parts import Column
from cchc.ui.wording import number

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User


def _steered(request: HttpRequest, at: datetime) -> Whose:
    """The agency that a person steers: their own, where they do."""
    user = cast("User", request.user)
    agencies = sorted(permissions.steered_agencies(user, at), key=lambda pk: (pk != user.agency_id, pk))
    return Whose(Agency.objects.get(pk=agencies[0]), user, at)


def _tabs(request: HttpRequest, at: datetime) -> list[tuple[str, str, bool]]:
    """The screens that a person may open."""
    found = []
    if steers_anywhere(request.user):
        found += [(_("Lãnh đạo"), "screen-leaders"), (_("Văn phòng"), "screen-office")]
    found.append((_("Đơn vị"), "screen-unit"))
    return [(label, reverse(f"plans:{name}"), reverse(f"plans:{name}") in request.path) for label, name in found]


def _plan_url(whose: Whose) -> str:
    return reverse("plans:plan", args=[whose.plans[0].slug]) if whose.plans else reverse("plans:list")


@require_safe
@opens_to(heads_or_steers)
def screens(request: HttpRequest) -> HttpResponse:
    """To the screen that is one's own: the office that steers a plan, leaders, heads."""
    at = now()
    if not steers_anywhere(request.user):
        return redirect("plans:screen-unit")
    whose = _steered(request, at)
    steering = {plan.steering_unit_id for plan in whose.plans}
    own = {grant.unit_id for grant in whose.user.grants if grant.runs_on(whose.today)}
    return redirect("plans:screen-office" if steering & own else "plans:screen-leaders")


@require_safe
@opens_to(steers_anywhere)
def leaders(request: HttpRequest, *, as_pdf: bool = False) -> HttpResponse:
    """The director's: what is late, what is at risk, which unit, which targets, what changed most."""
    at = now()
    whose = _steered(request, at)
    targets = Targets(whose)
    wrong = [one for one in targets.of_plans if one.kind in (choices.Standing.MISSED, choices.Standing.AT_RISK)]
    screen = Screen(
        title=_("Màn hình lãnh đạo"), of=whose.agency.name, agency=whose.agency, user=whose.user, at=at,
        lead=_lead(whose, wrong),
        groups=[
            parts.dossier_tiles(whose), target_tiles(targets), *parts.task_tiles(whose),
            parts.value_tiles(whose),
        ],
        sections=[
            _by_unit(whose),
            target_section(
                _("Chỉ tiêu chưa đạt, có nguy cơ"), wrong, _("Không có chỉ tiêu nào chưa đạt hoặc có nguy cơ")
            ),
            change_section(targets.all),
            parts.task_section(whose, "nhiem-vu", _("Nhiệm vụ quá hạn"), soon=False),
            parts.dossier_section(whose, "ho-so", _("Hồ sơ quá hạn lâu nhất"), LATE),
        ],
        plan_url=_plan_url(whose), tabs=_tabs(request, at),
    )  # fmt: skip
    return answer(request, screen, as_pdf=as_pdf)


def _lead(whose: Whose, wrong: list[Any]) -> list[str]:
    """What is wrong, and with whom, in sentences."""
    late = parts.late_by_unit(whose)
    total = sum(n for _unit, n in late)
    said = [
        ngettext("%(n)s hồ sơ quá hạn: %(units)s.", "%(n)s hồ sơ quá hạn: %(units)s.", total)
        % {"n": number(total), "units": parts.named(late[:4]) + (", …" if len(late) > 4 else "")}
        if total
        else _("Không có hồ sơ nào quá hạn.")
    ]
    missed = [one for one in wrong if one.kind == choices.Standing.MISSED]
    risk = [one for one in wrong if one.kind == choices.Standing.AT_RISK]
    for names, words in ((missed, _("Chưa đạt: %(codes)s.")), (risk, _("Có nguy cơ: %(codes)s."))):
        if names:
            said.append(words % {"codes": ", ".join(one.found.target.code for one in names)})
    return said


def _by_unit(whose: Whose) -> Section:
    """Which unit: dossiers in hand and late, tasks late, values late; dossiers of units inside it included."""
    day, known = whose.today, units()
    late, held = dict(parts.late_by_unit(whose)), Counter[int]()
    for unit_id, count in parts.dossiers(whose, OPEN).order_by().values_list("unit").annotate(n=Count("pk")):
        held[unit_id] = count
    tasks: dict[int, Counter[str]] = {}
    for plan in whose.plans:
        of_plan = parts.tasks(whose, plan).overdue(day).order_by()
        leads = Party.objects.filter(task__in=of_plan, role=Role.LEAD, unit__isnull=False).order_by()
        for unit_id, _task in set(leads.values_list("unit", "task")):
            tasks.setdefault(unit_id, Counter())[plan.slug] += 1
    values = Counter(parts.value_rows(whose).late(day).order_by().values_list("asked_unit", flat=True))

    def inside(pk: int, counts: Mapping[int, int]) -> int:
        return sum(count for unit_id, count in counts.items() if unit_id in known and pk in known[unit_id].path)

    def counted(n: int, url: str) -> Cell:
        return Cell(number(n), url=url if n else "", is_figure=True, is_number=True)

    def tasks_url(pk: int) -> str:
        slugs = list(tasks.get(pk, ()))
        if len(slugs) == 1:
            return with_query(reverse("plans:tasks", args=slugs), {}, (), tt="qua-han", dv=pk)
        return with_query(reverse("plans:screen-unit"), {}, (), dv=pk) + "#nhiem-vu"

    lines = [
        (known[pk], inside(pk, late), inside(pk, held), tasks.get(pk, Counter()).total(), values[pk])
        for pk in {*late, *held, *tasks, *values} & set(known)
    ]
    lines.sort(key=lambda line: (-(line[1] + line[3] + line[4]), line[0].name))
    rows = [
        [
            Cell(one.name, url=with_query(reverse("plans:screen-unit"), {}, (), dv=one.pk)),
            counted(n_late, parts.dossiers_url(LATE, one.pk)), counted(n_held, parts.dossiers_url(OPEN, one.pk)),
            counted(n_tasks, tasks_url(one.pk)),
            counted(n_values, with_query(reverse("indicators:declarations"), {}, (), tt="qua-han", dv=one.pk)),
        ]
        for one, n_late, n_held, n_tasks, n_values in lines
    ]  # fmt: skip
    return Section(
        key="don-vi", title=_("Theo đơn vị"), rows=rows, nothing=_("Chưa đơn vị nào có việc"),
        widths=(5, 2, 2, 2, 2), note=_("Nhiệm vụ có nhiều đơn vị chủ trì được tính ở mỗi đơn vị."),
        columns=[
            Column(_("Đơn vị")), Column(pgettext("nhiều hồ sơ", "Hồ sơ quá hạn"), 136, num=True),
            Column(_("Hồ sơ đang giữ"), 136, num=True), Column(_("Nhiệm vụ quá hạn"), 152, num=True),
            Column(_("Số liệu quá hạn khai"), 176, num=True),
        ],
    )  # fmt: skip


@require_safe
@opens_to(steers_anywhere)
def office(request: HttpRequest, *, as_pdf: bool = False) -> HttpResponse:
    """The office's: the state of every target today, what is asked, late or waiting, which tasks are due."""
    at = now()
    whose = _steered(request, at)
    targets = Targets(whose)
    screen = Screen(
        title=_("Màn hình văn phòng"), of=whose.agency.name, agency=whose.agency, user=whose.user, at=at, lead=[],
        groups=[target_tiles(targets), parts.value_tiles(whose), *parts.task_tiles(whose)],
        sections=[
            parts.value_section(whose),
            parts.task_section(whose, "nhiem-vu", _("Nhiệm vụ quá hạn, sắp đến hạn"), soon=True),
            target_section(_("Mọi chỉ tiêu hôm nay"), targets.all, _("Chưa có chỉ tiêu nào")),
        ],
        plan_url=_plan_url(whose), tabs=_tabs(request, at),
    )  # fmt: skip
    return answer(request, screen, as_pdf=as_pdf)


@require_safe
@opens_to(heads_or_steers)
def unit(request: HttpRequest, *, as_pdf: bool = False) -> HttpResponse:
    """The head's card: late dossiers, tasks, targets that the unit leads, values that it is asked for."""
    at = now()
    choosable = _units_for(request, at)
    chosen = _chosen(request, choosable)
    if chosen is None:
        raise PermissionDenied
    whose = Whose(Agency.objects.get(pk=chosen.agency_id), cast("User", request.user), at, chosen)
    targets = Targets(whose)
    screen = Screen(
        title=_("Màn hình đơn vị"), of=chosen.name, agency=whose.agency, user=whose.user, at=at, lead=[],
        groups=[
            parts.dossier_tiles(whose), *parts.task_tiles(whose), target_tiles(targets),
            parts.value_tiles(whose),
        ],
        sections=[
            parts.dossier_section(whose, "ho-so", pgettext("nhiều hồ sơ", "Hồ sơ quá hạn"), LATE),
            parts.dossier_section(whose, "sap-han", _("Hồ sơ sắp đến hạn"), SOON),
            parts.task_section(whose, "nhiem-vu", _("Nhiệm vụ quá hạn, sắp đến hạn"), soon=True),
            unit_section(targets),
            parts.value_section(whose),
        ],
        plan_url=_plan_url(whose), tabs=_tabs(request, at), query=f"dv={chosen.pk}",
        choices=[
            (one.name, with_query(reverse("plans:screen-unit"), {}, (), dv=one.pk), one.pk == chosen.pk)
            for one in choosable
        ],
    )  # fmt: skip
    return answer(request, screen, as_pdf=as_pdf)


def _units_for(request: HttpRequest, at: datetime) -> list[KeptUnit]:
    """The units whose screen a person may open: those that they lead; all of the agencies that they steer."""
    steered = permissions.steered_agencies(request.user, at)
    day = clock.today()
    found = {one.pk: one for one in led_units(request.user, at)}
    for pk, one in units().items():
        if one.agency_id in steered and one.starts_on <= day and (one.ends_on is None or one.ends_on >= day):
            found[pk] = one
    return sorted(found.values(), key=lambda one: one.name)


def _chosen(request: HttpRequest, choosable: list[KeptUnit]) -> KeptUnit | None:
    """The unit that the URL names; else the first that one leads. Raises Http404 for one that is not one's own."""
    told = request.GET.get("dv", "")
    if told:
        found = next((one for one in choosable if str(one.pk) == told), None)
        if found is None:
            raise Http404
        return found
    led = led_units(request.user, now())
    return next(iter(led), None) or next(iter(choosable), None)


@require_safe
@opens_to(heads_or_steers)
def dossier_rows(request: HttpRequest) -> HttpResponse:
    """The dossiers behind a count of a screen: as many as it says; whose one may not see is counted, not named."""
    at, user = now(), cast("User", request.user)
    kinds = {
        LATE: pgettext("nhiều hồ sơ", "Hồ sơ quá hạn"),
        SOON: _("Hồ sơ sắp đến hạn"),
        OPEN: _("Hồ sơ đang giải quyết"),
    }
    kind = request.GET.get("tt", LATE)
    if kind not in kinds:
        raise Http404
    if request.GET.get("dv"):
        chosen = _chosen(request, _units_for(request, at))
        assert chosen is not None
        whose = Whose(Agency.objects.get(pk=chosen.agency_id), user, at, chosen)
    elif steers_anywhere(user):
        whose = _steered(request, at)
    else:
        raise Http404
    rows = parts.dossiers(whose, kind)
    page = keyset(
        rows.with_sort_at().select_related("unit", "handler", "procedure", "rules"),
        by="sort_at",
        mark=request.GET.get("sau", ""),
    )
    seen = parts.seen_by(whose, page.rows)
    url = parts.dossiers_url(kind, whose.unit.pk if whose.unit else None)
    total = rows.count()
    context = {
        "title": kinds[kind], "of": whose.unit.name if whose.unit else whose.agency.name, "total": total,
        "columns": parts.dossier_columns(),
        "rows": [parts.dossier_cells(row, at, opens=row.pk in seen) for row in page.rows],
        "count": _("%(n)s trong %(total)s hồ sơ") % {"n": len(page.rows), "total": number(total)},
        "next_url": f"{url}&sau={page.next_mark}" if page.next_mark else "",
        "first_url": "" if page.is_first else url,
        "back_url": with_query(reverse("plans:screen-unit"), {}, (), dv=whose.unit.pk)
        if whose.unit else reverse("plans:screen-leaders"),
    }  # fmt: skip
    return render(request, "plans/screen_rows.html", context)
