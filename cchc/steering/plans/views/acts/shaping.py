"""What a task is made of, set line by line: its products, its units, the steps on its way."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.foundation.identity.querysets import units
from cchc.steering.plans import permissions, services
from cchc.steering.plans.choices import CLOSED, Role
from cchc.steering.plans.forms import shaping as forms
from cchc.steering.plans.models import Party, Stage
from cchc.steering.plans.views.acts.ontask import TaskPage
from cchc.steering.plans.views.acts.page import Told
from cchc.steering.plans.views.opened import Opened
from cchc.ui.parts import Effect


def named_units(opened: Opened) -> list[tuple[int, str]]:
    """The units of the office today, by name."""
    day = opened.today
    named = sorted(
        (unit.name, pk)
        for pk, unit in units().items()
        if unit.agency_id == opened.plan.agency_id and (unit.ends_on is None or unit.ends_on >= day)
    )
    return [(pk, name) for name, pk in named]


class SetProducts(TaskPage):
    """Say what is to come out of a task."""

    title = _l("Sửa sản phẩm")
    form_class = forms.Products

    def require(self) -> None:
        """Who steers."""
        self.require_steer()

    def why_not(self) -> str:
        """Always possible."""
        return ""

    def arguments(self) -> dict[str, Any]:
        """The products that are there."""
        return {"keys": [one.pk for one in self.opened.task.products.all()]}

    def initial(self) -> dict[str, Any]:
        """As they are now."""
        found: dict[str, Any] = {}
        for place, one in enumerate(self.opened.task.products.all()):
            found |= {f"text-{place}": one.text, f"if_any-{place}": one.if_any}
        return found

    def effects(self) -> Sequence[Effect]:
        """What taking one out does to what proves it."""
        return [Effect(_("Xóa chữ của một sản phẩm là bỏ sản phẩm đó; minh chứng của nó ở lại với nhiệm vụ."))]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Set them."""
        services.set_products(**self.on_task, version=version, products=form.products)
        return _("Đã sửa sản phẩm của nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class SetParties(TaskPage):
    """Say which units have a part in a task."""

    form_class = forms.Parties
    role: ClassVar[Role]

    def require(self) -> None:
        """Who steers."""
        self.require_steer()

    def why_not(self) -> str:
        """A task that is over keeps who did it."""
        over = self.opened.task.state in CLOSED and not self.opened.task.every
        return _("Nhiệm vụ này đã kết thúc.") if over else ""

    def _parties(self) -> list[Party]:
        return [party for party in self.opened.task.parties.all() if party.role == self.role]

    def arguments(self) -> dict[str, Any]:
        """The units that are there, and those of the office."""
        rows = self._parties()
        known = dict(named_units(self.opened))
        ended = {party.unit_id: party.unit.name for party in rows if party.unit and party.unit_id not in known}
        return {"keys": [party.pk for party in rows], "units": [*known.items(), *ended.items()]}

    def initial(self) -> dict[str, Any]:
        """As they are now."""
        found: dict[str, Any] = {}
        for place, party in enumerate(self._parties()):
            meant = f"u:{party.unit_id}" if party.unit_id else f"c:{party.circle}" if party.circle else ""
            found |= {f"printed-{place}": party.printed, f"whom-{place}": meant}
        return found

    def effects(self) -> Sequence[Effect]:
        """How this differs from handing on."""
        words = _("Để sửa điều đã đọc sai. Đơn vị không còn hoặc đổi việc: dùng “Chuyển cho đơn vị khác”.")
        return [Effect(words)]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Set them."""
        services.set_parties(**self.on_task, version=version, role=self.role, parties=form.parties)
        return _("Đã sửa đơn vị của nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class SetLeads(SetParties):
    """Say which units lead a task."""

    title = _l("Sửa đơn vị chủ trì")
    role = Role.LEAD


class SetHelpers(SetParties):
    """Say which units help in a task."""

    title = _l("Sửa đơn vị phối hợp")
    role = Role.COOPERATING


class SetStages(TaskPage):
    """Say what is to be reached on the way of a task."""

    title = _l("Đặt mốc thực hiện")
    form_class = forms.Stages

    def require(self) -> None:
        """Who has the task, and who steers."""
        if not permissions.can_report(self.opened.user, self.opened.task, self.opened.at):
            self.require_steer()

    def why_not(self) -> str:
        """Always possible."""
        return ""

    def _stages(self) -> list[Stage]:
        return list(self.opened.task.stages.all())

    def arguments(self) -> dict[str, Any]:
        """The steps that are there."""
        return {"keys": [one.pk for one in self._stages()]}

    def initial(self) -> dict[str, Any]:
        """As they are now."""
        found: dict[str, Any] = {}
        for place, one in enumerate(self._stages()):
            found |= {f"text-{place}": one.text, f"due_on-{place}": one.due_on}
        return found

    def run(self, version: int, told: Told, form: Any) -> str:
        """Set them."""
        services.set_stages(**self.on_task, version=version, stages=form.stages)
        return _("Đã đặt mốc thực hiện của nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class ReachStage(TaskPage):
    """Say that a step on the way is reached, or is not after all."""

    title = _l("Ghi mốc đã đạt")

    @property
    def stage(self) -> Stage | None:
        """The step that is asked about."""
        asked = self.request.POST.get("moc") or self.request.GET.get("moc", "")
        return next((one for one in self.opened.task.stages.all() if str(one.pk) == asked), None)

    @property
    def verb(self) -> Any:
        """The button."""
        reached = self.stage is not None and self.stage.reached_on is not None
        return _("Mốc này chưa đạt") if reached else _("Ghi mốc này đã đạt")

    @property
    def subject(self) -> str:
        """The step."""
        return f"{self.opened.task.code} · {self.stage.text}" if self.stage else super().subject

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The step."""
        return [*super().hidden, *([("moc", str(self.stage.pk))] if self.stage else [])]

    def why_not(self) -> str:
        """It may have been taken out."""
        return "" if self.stage else _("Mốc này không còn trong nhiệm vụ.")

    def run(self, version: int, told: Told, form: Any) -> str:
        """Say it."""
        stage = self.stage
        assert stage is not None  # why_not
        reached = stage.reached_on is None
        services.reach_stage(
            stage_id=stage.pk, version=version, reached=reached, by=self.opened.user, at=self.opened.at
        )
        return _("Đã ghi mốc đã đạt") if reached else _("Đã ghi mốc chưa đạt")
