"""An asking goes to another unit or is taken back; what was declared is taken back, or counts no more."""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.foundation.identity.models import Unit
from cchc.steering.indicators import permissions, services
from cchc.steering.indicators.choices import Act, State
from cchc.steering.indicators.forms import declaring as forms
from cchc.steering.indicators.views import words
from cchc.steering.indicators.views.acts import ValuePage
from cchc.steering.indicators.views.asking import named_units
from cchc.ui import acts
from cchc.ui.parts import Effect


class TakeBack(ValuePage):
    """Take back what one's unit declared, to mend it."""

    title = _l("Rút lại để sửa")
    act = Act.TAKE_BACK

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Rút lại giá trị %(code)s") % {"code": words.code_of(self.opened.row)}

    def require(self) -> None:
        """The unit that is asked."""
        permissions.require_declare(self.opened.user, self.opened.row, self.opened.at)

    def effects(self) -> Sequence[Effect]:
        """What stays."""
        return [Effect(_("Giá trị và minh chứng đã khai giữ nguyên để sửa, chưa ai duyệt cho đến khi khai lại."))]

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Take it back."""
        services.take_back(**self.on_it, version=version)
        return _("Đã rút lại giá trị %(code)s") % {"code": words.code_of(self.opened.row)}


class HandOn(ValuePage):
    """Let another unit declare what is asked for."""

    title = _l("Giao đơn vị khác khai")
    act = Act.HAND_ON
    form_class = forms.HandOn

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Giao việc khai %(code)s") % {"code": words.code_of(self.opened.row)}

    def require(self) -> None:
        """Who steers."""
        permissions.require_steer(self.opened.user, self.opened.row.agency_id, self.opened.at)

    def effects(self) -> Sequence[Effect]:
        """Whose it is now."""
        row = self.opened.row
        return [
            Effect(_("Đơn vị đang được yêu cầu khai: %(unit)s.") % {"unit": row.asked_unit.name}),
            Effect(_("Việc khai sang hộp việc của đơn vị mới; hạn khai giữ nguyên.")),
        ]

    def arguments(self) -> dict[str, Any]:
        """The other units of the office."""
        row = self.opened.row
        known = named_units(row.agency_id, localdate(self.opened.at))
        return {"units": [one for one in known if one[0] != row.asked_unit_id]}

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Give it on."""
        unit = Unit.objects.get(pk=told["to_unit"])
        services.hand_on_value(**self.on_it, version=version, to_unit=unit, reason=told["reason"])
        return _("Đã giao %(unit)s khai %(code)s") % {
            "unit": unit.name, "code": words.code_of(self.opened.row),
        }  # fmt: skip


class Withdraw(ValuePage):
    """Take an asking back, or let a value count no more."""

    act = Act.WITHDRAW
    form_class = forms.WithdrawReason
    danger = True

    @property
    def counted(self) -> bool:
        """Whether it is a value that counts."""
        return bool(self.opened.row.approved_at)

    @property
    def title(self) -> Any:
        """The act by what it is done to."""
        return words.withdrawing(self.opened.row)

    def require(self) -> None:
        """Who steers; of a value that counts never who declared it."""
        permissions.require_steer(self.opened.user, self.opened.row.agency_id, self.opened.at)
        if self.opened.row.state == State.APPROVED:
            permissions.require_approve(self.opened.user, self.opened.row, self.opened.at)

    def effects(self) -> Sequence[Effect]:
        """What follows for the figure, or for the unit."""
        if self.counted:
            return [
                Effect(
                    _("Giá trị này không còn được tính; chỉ tiêu trở về giá trị đã duyệt của kỳ trước, nếu có."),
                    "amber", "alert-triangle",
                )
            ]  # fmt: skip
        return [Effect(_("Đơn vị không phải khai nữa; lịch không tự yêu cầu lại kỳ này."))]

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Withdraw it."""
        services.withdraw(**self.on_it, version=version, reason=told["reason"])
        return _("Đã rút: %(code)s") % {"code": words.code_of(self.opened.row)}
