"""What who steers sets at a task: its time, its budget, whose it is."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.foundation.identity.models import Unit
from cchc.steering.plans import services
from cchc.steering.plans.choices import CLOSED, Role
from cchc.steering.plans.forms import acts as forms
from cchc.steering.plans.models import Party
from cchc.steering.plans.views.acts.ontask import TaskPage
from cchc.steering.plans.views.acts.page import Told
from cchc.steering.plans.views.acts.shaping import named_units
from cchc.steering.plans.views.lines import name_of
from cchc.ui.parts import Effect
from cchc.ui.wording import number


class SetTime(TaskPage):
    """Say by when a task is to be done."""

    title = _l("Đổi hạn")
    form_class = forms.When
    faults = {services.WrongTime: ("ends_on", _l("Hạn phải sau hoặc cùng ngày bắt đầu"))}

    def require(self) -> None:
        """Who steers."""
        self.require_steer()

    def why_not(self) -> str:
        """A task that is over has no date to move."""
        over = self.opened.task.state in CLOSED and not self.opened.task.every
        return _("Nhiệm vụ này đã kết thúc.") if over else ""

    def effects(self) -> Sequence[Effect]:
        """What was printed stays."""
        written = self.opened.task.time_text
        words = (
            _("Kế hoạch ghi: “%(text)s”. Lời này giữ nguyên; ngày mới đứng bên cạnh.") % {"text": written}
            if written
            else _("Kế hoạch không ghi thời gian.")
        )
        return [Effect(words)]

    def initial(self) -> dict[str, Any]:
        """As it is now."""
        row = self.opened.task
        return {
            "every": row.every, "starts_on": row.starts_on, "every_month": row.every_month,
            "every_day": row.every_day, "ends_on": row.ends_on or (None if row.every else row.due_on),
        }  # fmt: skip

    def run(self, version: int, told: Told, form: Any) -> str:
        """Set it."""
        reason = told.pop("reason")
        if not told["every"]:
            told |= {"every_month": None, "every_day": None}
        services.set_time(**self.on_task, version=version, time=services.Time(**told), reason=reason)
        return _("Đã đổi hạn nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class SetBudget(TaskPage):
    """Say what a task costs."""

    title = _l("Ghi kinh phí")
    form_class = forms.Budget

    def require(self) -> None:
        """Who steers."""
        self.require_steer()

    def why_not(self) -> str:
        """Always possible."""
        return ""

    def initial(self) -> dict[str, Any]:
        """As it is now."""
        row = self.opened.task
        return {"amount": number(row.budget, 0) if row.budget is not None else "", "source": row.budget_source}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Set it."""
        services.set_budget(**self.on_task, version=version, **told)
        return _("Đã ghi kinh phí nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class HandOn(TaskPage):
    """Give a unit's part to another unit."""

    title = _l("Chuyển cho đơn vị khác")
    form_class = forms.HandOn
    faults = {Party.DoesNotExist: ("part", _l("Đơn vị này không còn giữ phần việc đó. Chọn lại."))}

    def require(self) -> None:
        """Who steers."""
        self.require_steer()

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Chuyển nhiệm vụ %(code)s") % {"code": self.opened.task.code}

    def why_not(self) -> str:
        """Only units have parts that go on."""
        has = any(party.unit_id for party in self.opened.task.parties.all())
        return "" if has else _("Nhiệm vụ này không ghi tên đơn vị nào của cơ quan.")

    def arguments(self) -> dict[str, Any]:
        """The units that have a part, and those of the office today."""
        parts = [
            (f"{party.role}:{party.unit_id}", f"{name_of(party)} ({Role(party.role).label.lower()})")
            for party in self.opened.task.parties.all()
            if party.unit_id
        ]
        return {"parts": parts, "units": named_units(self.opened)}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Hand it on."""
        rows = Unit.objects.in_bulk([form.from_unit, told["to_unit"]])
        services.hand_on(
            **self.on_task, version=version, role=form.role, from_unit=rows[form.from_unit],
            to_unit=rows[told["to_unit"]], reason=told["reason"],
        )  # fmt: skip
        return _("Đã chuyển nhiệm vụ %(code)s cho %(unit)s") % {
            "code": self.opened.task.code, "unit": rows[told["to_unit"]].name,
        }  # fmt: skip
