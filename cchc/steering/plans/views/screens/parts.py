"""The parts of the screens: whose they are, dossiers, tasks, targets and declared values counted once for all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cchc.foundation.identity.models import Agency, User
from cchc.foundation.identity.querysets import KeptUnit, units
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Due, due_state
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.querysets import DossierQuerySet
from cchc.steering.indicators.choices import Pile as ValuePile
from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.rules import after_working_days, definitions, end_of
from cchc.steering.plans import choices
from cchc.steering.plans.choices import Pile, PlanKind, PlanState
from cchc.steering.plans.models import Plan, Task
from cchc.steering.plans.querysets import TaskQuerySet
from cchc.steering.plans.views.lines import due_of, name_of, pile_mark
from cchc.steering.plans.views.opened import with_query
from cchc.steering.plans.views.screens.page import Cell, Section, Tile, TileGroup
from cchc.steering.plans.views.targets import words
from cchc.ui.parts import Column, Mark
from cchc.ui.wording import day as day_words

FEW = 10  # so many rows of a kind stand on a screen; the number above opens all of them
SOON_DAYS = 2  # a whole dossier is due soon in its last two working days
OPEN, LATE, SOON = "dang-giu", "qua-han", "sap-han"
VALUE_MARKS = {
    ValuePile.LATE: ("red", "alert-triangle"), ValuePile.TO_DECLARE: ("neutral", "circle-dashed"),
    ValuePile.WAITING: ("violet", "clipboard-check"),
}  # fmt: skip


@dataclass(frozen=True)
class Whose:
    """Whose figures a screen shows: an agency's, or one unit's with all units inside it; and who looks."""

    agency: Agency
    user: User
    at: datetime
    unit: KeptUnit | None = None

    @property
    def today(self) -> date:
        """The day on the office's wall."""
        return localdate(self.at)

    @cached_property
    def inside(self) -> list[int]:
        """The units that it covers."""
        return [
            pk for pk, one in units().items()
            if one.agency_id == self.agency.pk and (self.unit is None or self.unit.pk in (pk, *one.path))
        ]  # fmt: skip

    @cached_property
    def plans(self) -> list[Plan]:
        """The plans that are carried out, the one of several years first."""
        rows = Plan.objects.filter(agency=self.agency, state=PlanState.IN_FORCE).exclude(kind=PlanKind.OUTSIDE)
        return sorted(
            rows.with_names().order_by("-starts_on", "pk"), key=lambda one: one.kind != PlanKind.MULTI_YEAR
        )


# Dossiers


def dossiers(whose: Whose, kind: str) -> DossierQuerySet:
    """The open dossiers that lie with a unit: all, those past their day, those in their last two working days."""
    rows = Dossier.objects.filter(agency=whose.agency, unit__in=whose.inside, accepted_at__isnull=False)
    if kind == LATE:
        return rows.overdue(whose.at)
    if kind == SOON:
        last = after_working_days(whose.today, SOON_DAYS, calendar_of(whose.agency.pk).is_working_day)
        return rows.open().filter(paused_since=None, due_at__gte=whose.at, due_at__lt=end_of(last))
    return rows.open()


def dossiers_url(kind: str, unit: int | None) -> str:
    """The rows behind a count of dossiers."""
    return with_query(reverse("plans:screen-dossiers"), {}, (), tt=kind, dv=unit or "")


def dossier_tiles(whose: Whose) -> TileGroup:
    """How many dossiers are in hand, late, due soon."""
    told = (
        (LATE, _("hồ sơ quá hạn"), "red", "alert-triangle"),
        (SOON, _("hồ sơ sắp đến hạn"), "amber", "clock-exclamation"),
        (OPEN, _("hồ sơ đang giải quyết"), "blue", "progress"),
    )  # fmt: skip
    unit = whose.unit.pk if whose.unit else None
    tiles = [
        Tile(Mark(label, tone, icon), dossiers(whose, kind).count(), dossiers_url(kind, unit))
        for kind, label, tone, icon in told
    ]
    return TileGroup(pgettext("nhiều hồ sơ", "Hồ sơ"), tiles)


def dossier_due(row: Dossier, at: datetime) -> Due:
    """How a dossier stands with its due time."""
    return due_state(at, row.due_at, calendar_of(row.agency_id), row.closed_at, row.paused_since)


def late_by_unit(whose: Whose) -> list[tuple[int, int]]:
    """The units with late dossiers and how many each has, most first."""
    rows = dossiers(whose, LATE).order_by().values_list("unit").annotate(n=Count("pk"))
    return sorted(((unit, n) for unit, n in rows), key=lambda pair: (-pair[1], pair[0]))


def dossier_section(whose: Whose, key: str, title: str, kind: str) -> Section:
    """The dossiers of one kind, soonest due first."""
    rows = dossiers(whose, kind)
    total = rows.count()
    shown = list(rows.select_related("unit", "handler", "procedure", "rules").order_by("due_at", "pk")[:FEW])
    seen = seen_by(whose, shown)
    url = dossiers_url(kind, whose.unit.pk if whose.unit else None)
    return Section(
        key=key, title=title, columns=dossier_columns(), widths=(10, 10, 7, 7),
        rows=[dossier_cells(row, whose.at, opens=row.pk in seen) for row in shown],
        nothing=_("Không có hồ sơ nào"), more_url=url if total > len(shown) else "",
        more=_("Xem cả %(n)s hồ sơ") % {"n": total} if total > len(shown) else "",
    )  # fmt: skip


def seen_by(whose: Whose, rows: Sequence[Dossier]) -> set[Any]:
    """Which of some dossiers a person may see."""
    found = Dossier.objects.visible_to(whose.user, whose.at).filter(pk__in=[row.pk for row in rows])
    return set(found.order_by().values_list("pk", flat=True))


def dossier_columns() -> list[Column]:
    """The columns of a table of dossiers."""
    return [
        Column(_("Hồ sơ"), 264),
        Column(_("Thủ tục")),
        Column(_("Đơn vị, người giữ"), 232),
        Column(_("Hạn"), 276),
    ]


def dossier_cells(row: Any, at: datetime, *, opens: bool) -> list[Cell]:
    """A dossier as a row; who may not see it reads neither its number nor its holder."""
    handler = str(row.handler.full_name) if row.handler else _("chưa ai nhận")
    return [
        Cell(str(row), row.applicant_name, reverse("desk:dossier", args=[str(row)]), is_figure=True)
        if opens
        else Cell(_("Hồ sơ không thuộc phạm vi được xem")),
        Cell(row.procedure.code, is_figure=True, sub=row.rules.name if opens else ""),
        Cell(row.unit.name, handler if opens else ""),
        Cell(due=dossier_due(row, at), sub=day_words(localdate(row.due_at)) if row.due_at else ""),
    ]


# Tasks


def tasks(whose: Whose, plan: Plan) -> TaskQuerySet:
    """The tasks of a plan, or those that a unit leads."""
    rows = Task.objects.filter(plan=plan).live()
    return rows.led_by([whose.unit.pk]) if whose.unit is not None else rows


def task_tiles(whose: Whose) -> list[TileGroup]:
    """How the tasks of each plan stand."""
    groups = []
    for plan in whose.plans:
        counts = tasks(whose, plan).counts(whose.today)
        told = ((Pile.OVERDUE, "overdue"), (Pile.SOON, "soon"), (Pile.PROPOSED, "proposed"))
        tiles = [Tile(pile_mark(pile), counts[name], tasks_url(whose, plan, pile)) for pile, name in told]
        groups.append(TileGroup(_("Nhiệm vụ: %(plan)s") % {"plan": plan.title}, tiles))
    return groups


def tasks_url(whose: Whose, plan: Plan, pile: str) -> str:
    """The rows behind a count of tasks."""
    unit = whose.unit.pk if whose.unit else ""
    return with_query(reverse("plans:tasks", args=[plan.slug]), {}, (), dv=unit, tt=pile)


def task_section(whose: Whose, key: str, title: str, *, soon: bool) -> Section:
    """The tasks that are late, and with `soon` those in their last week, soonest due first."""
    found: list[tuple[Plan, Task]] = []
    for plan in whose.plans:
        of_plan = tasks(whose, plan)
        wanted = of_plan.overdue(whose.today)
        if soon:
            wanted |= of_plan.due_soon(whose.today)
        found += [(plan, row) for row in wanted.prefetch_related("parties").order_by("due_on", "position")]
    found.sort(key=lambda pair: (pair[1].due_on or date.max, pair[1].position))
    shown = found[:FEW]
    rows = []
    for plan, row in shown:
        leads = "; ".join(name_of(party) for party in row.parties.all() if party.role == choices.Role.LEAD)
        text = row.text if len(row.text) <= 140 else f"{row.text[:137].rstrip()}…"
        rows.append([
            Cell(f"{row.code} {text}", plan.title, reverse("plans:task", args=[plan.slug, row.slug])), Cell(leads),
            Cell(due=due_of(row, whose.today, whose.agency.pk, whose.at), sub=day_words(row.due_on)),
        ])  # fmt: skip
    more = _("Còn %(n)s nhiệm vụ nữa; mở theo số ở trên") % {"n": len(found) - len(shown)}
    return Section(
        key=key, title=title, columns=[Column(_("Nhiệm vụ")), Column(_("Chủ trì"), 280), Column(_("Hạn"), 276)],
        rows=rows, nothing=_("Không có nhiệm vụ nào"), widths=(6, 3, 3),
        note=more if len(found) > len(shown) else "",
    )  # fmt: skip


# Declared values


def value_rows(whose: Whose) -> Any:
    """The declared values of the agency, or those that a unit is asked for."""
    rows = Declaration.objects.filter(agency=whose.agency)
    return rows.filter(asked_unit=whose.unit.pk) if whose.unit is not None else rows


def value_tiles(whose: Whose) -> TileGroup:
    """How many values are late, to be declared, to be approved."""
    rows, unit = value_rows(whose), whose.unit.pk if whose.unit else ""
    tiles = [
        Tile(
            Mark(pile.label, *mark), rows.in_pile(pile, whose.today).count(),
            with_query(reverse("indicators:declarations"), {}, (), tt=pile, dv=unit),
        )
        for pile, mark in VALUE_MARKS.items()
    ]  # fmt: skip
    return TileGroup(_("Số liệu tự khai"), tiles)


def value_section(whose: Whose) -> Section:
    """The values that are asked for or wait for approval, soonest due first."""
    shown = value_rows(whose).open().select_related("asked_unit").order_by(F("due_on").asc(nulls_last=True), "pk")
    rows = []
    for row in shown[:FEW]:
        definition = definitions()[row.indicator]
        waits = row.state == "declared"
        due = None if waits else due_state(
            whose.at, end_of(row.due_on), calendar_of(row.agency_id)
        ) if row.due_on else None  # fmt: skip
        rows.append([
            Cell(
                f"{definition.code} {definition.name.said(words.language())}", day_words(row.ends_on),
                reverse("indicators:declaration", args=[row.pk]),
            ),
            Cell(row.asked_unit.name), Cell(str(row.get_state_display())),
            Cell(due=due, sub=day_words(row.due_on)),
        ])  # fmt: skip
    return Section(
        key="tu-khai", title=_("Số liệu cần khai, chờ duyệt"), rows=rows, widths=(5, 3, 2, 3),
        nothing=_("Không có số liệu nào cần khai hoặc chờ duyệt"),
        columns=[
            Column(_("Chỉ tiêu, số liệu đến ngày")), Column(_("Đơn vị khai"), 248), Column(_("Trạng thái"), 180),
            Column(_("Hạn khai"), 276),
        ],
    )  # fmt: skip


def named(pairs: Iterable[tuple[int, int]]) -> str:
    """Phòng QLCN (3), Chi cục (1)."""
    known = units()
    return ", ".join(f"{known[pk].short_name or known[pk].name} ({n})" for pk, n in pairs if pk in known)
