"""The targets of a screen: an agency's, or those that a unit leads, with the unit's own value beside."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cchc.foundation.identity.querysets import units
from cchc.steering.indicators.rules import definitions
from cchc.steering.plans import choices
from cchc.steering.plans.models import Plan, Target
from cchc.steering.plans.services import biggest_changes
from cchc.steering.plans.views.opened import with_query
from cchc.steering.plans.views.screens.page import Cell, Section, Tile, TileGroup
from cchc.steering.plans.views.screens.parts import Whose
from cchc.steering.plans.views.targets import words
from cchc.steering.plans.views.targets.own import OURS, own_target
from cchc.steering.plans.views.targets.standing import ICONS, Standing, standings
from cchc.ui.parts import Column, Mark


@dataclass(frozen=True)
class Targets:
    """The targets that a screen shows, each with its figure of today.

    An agency's are those of the first plan that has some; a unit's are those that it leads, in any plan. Deadlines
    stand beside them, whether a plan names them or not.
    """

    whose: Whose

    @cached_property
    def _chosen(self) -> list[tuple[Plan, list[Target]]]:
        found = []
        for plan in self.whose.plans:
            rows = Target.objects.filter(plan=plan).live().with_statements()
            targets = list(rows if self.whose.unit is None else rows.filter(lead=self.whose.unit.pk))
            if targets:
                found.append((plan, targets))
            if targets and self.whose.unit is None:
                break
        return found

    @cached_property
    def _every(self) -> list[tuple[Plan, list[Target]]]:
        """With what the program counts beside, in the plan that stands first."""
        named = {row.definition for _plan, targets in self._chosen for row in targets}
        plans = [plan for plan, _targets in self._chosen] or self.whose.plans[:1]
        beside = [own_target(plan, key) for plan in plans[:1] for key in OURS if key not in named]
        found = self._chosen or [(plan, []) for plan in plans]
        return [(plan, [*rows, *(beside if plan is plans[0] else ())]) for plan, rows in found]

    def _stand(self, plan: Plan, rows: Sequence[Target], unit_id: int | None, given: Any) -> list[Standing]:
        lines = [SimpleNamespace(target=row, plan=plan) for row in rows]
        whose = self.whose
        return standings(plan, lines, at=whose.at, day=whose.today, unit_id=unit_id, given=given)

    @cached_property
    def all(self) -> list[Standing]:
        """Each as it stands with the whole agency, what is counted beside a plan last."""
        found = [one for plan, rows in self._every for one in self._stand(plan, rows, None, {})]
        return sorted(found, key=lambda one: one.found.target._state.adding)

    @cached_property
    def of_plans(self) -> list[Standing]:
        """Those that a plan names."""
        return [one for one in self.all if not one.found.target._state.adding]

    @cached_property
    def own(self) -> dict[Any, Standing]:
        """Of a unit, by target: what is counted by unit, with the units inside it."""
        unit = self.whose.unit
        if unit is None:
            return {}
        known, measured = definitions(), {one.found.target.pk: one.found.measure for one in self.all}
        found: dict[Any, Standing] = {}
        for plan, rows in self._every:
            able = [row for row in rows if (had := measured[row.pk]) and known[had.indicator].by_unit]
            if able:
                of_unit = self._stand(plan, able, unit.pk, {"dv": str(unit.pk)})
                found |= {one.found.target.pk: one for one in of_unit}
        return found


def target_tiles(targets: Targets) -> TileGroup:
    """How the targets stand with the whole agency, each counted once."""
    found, whose = targets.of_plans, targets.whose
    counts = Counter(one.kind for one in found)
    told = [one for one in choices.Standing if one != choices.Standing.UNKNOWN or counts[one]]
    plan = found[0].line.plan if found else None
    tiles = [
        Tile(
            Mark(kind.label, *ICONS[kind]), counts[kind],
            with_query(reverse("plans:plan", args=[plan.slug]), {}, (), kq=kind) + "#chi-tieu"
            if plan and whose.unit is None else "#chi-tieu",
        )
        for kind in told
    ]  # fmt: skip
    if whose.unit is None:
        return TileGroup(_("Chỉ tiêu"), tiles if found else [], _("Chưa có chỉ tiêu nào"))
    nothing = _("Kế hoạch chưa giao chỉ tiêu nào cho đơn vị")
    return TileGroup(_("Chỉ tiêu đơn vị chủ trì, tính toàn cơ quan"), tiles if found else [], nothing)


def target_section(title: str, found: Sequence[Standing], nothing: str) -> Section:
    """Targets with value, verdict, what it takes, source."""
    rows = []
    for one in found:
        lead = _lead(one)
        rows.append([
            Cell(f"{one.found.target.code} {one.found.target.name}", lead, one.url),
            Cell(
                one.value or str(_("chưa có số liệu")), one.ratio or one.why_unknown, linked=_ratio(one),
                bar=one.bar if one.is_known else "", is_figure=bool(one.value),
            ),
            _verdict(one), Cell(str(one.source.label), one.trend_words, one.proof_url),
        ])  # fmt: skip
    return Section(
        key="chi-tieu", title=title, rows=rows, nothing=nothing, widths=(5, 2, 4, 3),
        columns=[
            Column(_("Chỉ tiêu")), Column(_("Kết quả"), 168), Column(_("So với mốc"), 336),
            Column(_("Nguồn, 12 tháng qua"), 208),
        ],
    )  # fmt: skip


def unit_section(targets: Targets) -> Section:
    """The targets that a unit leads: its own value first, the agency's beside it; deadlines last."""
    rows = []
    for one in targets.all:
        own = targets.own.get(one.found.target.pk)
        rows.append([
            Cell(
                f"{one.found.target.code} {one.found.target.name}",
                _("chương trình tính thêm") if one.found.target._state.adding else one.wanted, one.url,
            ),
            Cell(sub=_("không tính theo đơn vị"), head=pgettext("giá trị", "Của đơn vị")) if own is None
            else _value(own, pgettext("giá trị", "Của đơn vị")),
            _value(one, _("Toàn cơ quan")), Cell(str(one.source.label), one.trend_words, one.proof_url),
        ])  # fmt: skip
    return Section(
        key="chi-tieu", title=_("Chỉ tiêu đơn vị chủ trì"), rows=rows, widths=(4, 4, 4, 3),
        nothing=_("Kế hoạch chưa giao chỉ tiêu nào cho đơn vị"),
        note=_("Của đơn vị: gồm cả đơn vị bên trong. Mốc là của toàn cơ quan; 12 tháng qua là của toàn cơ quan."),
        columns=[
            Column(_("Chỉ tiêu, mốc")), Column(pgettext("giá trị", "Của đơn vị"), 300),
            Column(_("Toàn cơ quan"), 300), Column(_("Nguồn, 12 tháng qua"), 208),
        ],
    )  # fmt: skip


def _lead(one: Standing) -> str:
    target = one.found.target
    lead = units().get(target.lead_id) if target.lead_id else None
    return lead.name if lead else ""


def _ratio(one: Standing) -> Any:
    return one.linked_ratio if one.ratio else ""


def _verdict(one: Standing) -> Cell:
    """How it stands, what it takes, which open dossiers may spoil it."""
    return Cell(
        mark=one.mark, note=one.against, need=one.needs if one.is_known else "", risk=one.endangered_words,
        risk_url=one.endangered_url,
    )  # fmt: skip


def _value(one: Standing, head: str) -> Cell:
    """A value with its verdict, in one cell."""
    if not one.is_known:
        return Cell(sub=one.ratio, linked=_ratio(one), mark=one.mark, note=one.why_unknown, head=head)
    return Cell(
        one.value, one.ratio, linked=_ratio(one), is_figure=True, bar=one.bar, mark=one.mark, note=one.gap,
        need=one.needs, risk=one.endangered_words, risk_url=one.endangered_url, head=head,
    )  # fmt: skip


def change_section(found: Sequence[Standing]) -> Section:
    """What moved most from one whole month to the next."""
    by_target = {one.found.target.pk: one for one in found}
    rows = []
    for line in biggest_changes(one.found for one in found):
        change = line.change
        if change is None:
            continue
        rows.append([
            Cell(f"{line.target.code} {line.target.name}", url=by_target[line.target.pk].url),
            *(
                Cell(words.percent(one.value, line.goals), words.period_words(one.period), is_figure=True)
                for one in (change.earlier, change.later) if one.value is not None
            ),
            Cell(words.trend_words([change.earlier, change.later], line.goals)),
        ])  # fmt: skip
    return Section(
        key="thay-doi", title=_("Thay đổi nhiều nhất"), rows=rows, widths=(5, 2, 2, 3),
        nothing=_("Chưa có hai tháng trọn vẹn để so"),
        note=_("So hai tháng trọn vẹn gần nhất; chỉ tiêu tự khai không có số liệu từng tháng."),
        columns=[
            Column(_("Chỉ tiêu")), Column(_("Tháng trước"), 176), Column(_("Tháng sau"), 176),
            Column(_("Thay đổi"), 240),
        ],
    )  # fmt: skip
