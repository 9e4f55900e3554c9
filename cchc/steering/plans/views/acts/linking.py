"""What a plan is among plans and units: what it comes from, what it answers, who steers it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.foundation.identity.models import Unit
from cchc.steering.plans import services
from cchc.steering.plans.choices import LinkKind
from cchc.steering.plans.forms import acts as forms
from cchc.steering.plans.forms import shaping
from cchc.steering.plans.models import Plan, Task
from cchc.steering.plans.views.acts.onplan import PlanPage
from cchc.steering.plans.views.acts.page import Told
from cchc.steering.plans.views.acts.shaping import named_units
from cchc.ui.parts import Effect


class Link(PlanPage):
    """Say which plan it comes from, or answers."""

    title = _l("Liên kết với kế hoạch khác")
    form_class = forms.LinkPlans
    versioned = False
    faults = {services.WouldCircle: ("other", _l("Kế hoạch đó đã bắt nguồn từ kế hoạch này. Chọn kế hoạch khác."))}

    def arguments(self) -> dict[str, Any]:
        """The other plans that one reads."""
        rows = Plan.objects.read_by(self.opened.user, self.opened.at).exclude(pk=self.opened.plan.pk)
        named = [
            (str(row.pk), " · ".join(part for part in (row.number, row.title) if part)[:160])
            for row in rows.order_by("-starts_on", "pk")
        ]
        return {"plans": named}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Link them."""
        services.link_plans(**self.on_plan, other_id=UUID(told["other"]), kind=LinkKind(told["kind"]))
        return _("Đã liên kết kế hoạch")


class Unlink(PlanPage):
    """Take back that a plan comes from another, or answers it."""

    title = _l("Bỏ liên kết với kế hoạch khác")
    form_class = shaping.Chosen
    versioned = False

    def _links(self) -> list[tuple[str, str]]:
        rows = self.opened.plan.links.select_related("other").order_by("kind", "pk")
        return [(f"{row.kind}:{row.other_id}", f"{row.get_kind_display()}: {row.other}") for row in rows]

    def why_not(self) -> str:
        """Only what is linked."""
        return "" if self._links() else _("Kế hoạch này không liên kết với kế hoạch nào.")

    def arguments(self) -> dict[str, Any]:
        """The links that are there."""
        return {"rows": self._links()}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Take it back."""
        kind, _sep, other = told["which"].partition(":")
        services.unlink_plans(**self.on_plan, other_id=UUID(other), kind=LinkKind(kind))
        return _("Đã bỏ liên kết kế hoạch")


class OutsidePlan(PlanPage):
    """Write down the plan of another authority, which this one carries out."""

    title = _l("Ghi kế hoạch của cơ quan khác")
    form_class = shaping.OutsidePlan
    versioned = False

    def effects(self) -> Sequence[Effect]:
        """Only its head is written down."""
        return [Effect(_("Chỉ ghi tên, số và thời kỳ để liên kết; nhiệm vụ của kế hoạch đó không nhập vào đây."))]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Write it down, and link it."""
        services.note_outside_plan(
            agency=self.opened.plan.agency, number=told["number"], issued_on=told["issued_on"],
            issuer=told["issuer"], title=told["title"], starts_on=told["starts_on"], ends_on=told["ends_on"],
            for_plan=self.opened.plan.pk, kind=LinkKind(told["kind"]), by=self.opened.user, at=self.opened.at,
        )  # fmt: skip
        return _("Đã ghi kế hoạch của cơ quan khác và liên kết")


class SetSteeringUnit(PlanPage):
    """Let another unit steer the plan."""

    title = _l("Đổi đơn vị theo dõi")
    form_class = shaping.SteeringUnit

    def arguments(self) -> dict[str, Any]:
        """The units of the office."""
        return {"units": named_units(self.opened)}

    def initial(self) -> dict[str, Any]:
        """Who steers it now."""
        return {"unit": self.opened.plan.steering_unit_id}

    def effects(self) -> Sequence[Effect]:
        """What waits for approval goes along."""
        waiting = Task.objects.filter(plan=self.opened.plan.pk).live().waiting_for_approval().count()
        words = _("Việc chờ duyệt chuyển sang hộp việc của đơn vị mới: %(n)s nhiệm vụ.") % {"n": waiting}
        return [Effect(words, "blue", "inbox")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Let it."""
        unit = Unit.objects.get(pk=told["unit"])
        services.set_steering_unit(**self.on_plan, version=version, unit=unit)
        return _("Từ nay %(unit)s theo dõi kế hoạch") % {"unit": unit.name}
