"""Changes of the calendar, as who keeps it types them in."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.rules import Span, UnworkableHours, Week, spans_from, spans_to

_SPAN = re.compile(r"(\d{1,2})[:h](\d{2})?\s*[-–]\s*(\d{1,2})[:h](\d{2})?")
WEEKDAYS = (
    lazy("Thứ Hai"), lazy("Thứ Ba"), lazy("Thứ Tư"), lazy("Thứ Năm"), lazy("Thứ Sáu"), lazy("Thứ Bảy"),
    lazy("Chủ nhật"),
)  # fmt: skip
HOURS_HINT = lazy("ví dụ 07:30-11:30, 12:30-16:30")


def spans_typed(text: str) -> tuple[Span, ...]:
    """Hours as people type them: 07:30-11:30, 12:30-16:30; 7h30-11h30. Raises ValueError."""
    rest, spans = _SPAN.sub("", text), []
    if rest.strip(" ,;"):
        raise ValueError(text)
    for opens, opens_at, closes, closes_at in _SPAN.findall(text):
        spans.append((time(int(opens), int(opens_at or 0)), time(int(closes), int(closes_at or 0))))
    return tuple(spans)


def spans_said(spans: Any) -> str:
    """Hours as `spans_typed` reads them."""
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans)


class HoursField(forms.CharField):
    """Hours of one day; empty for none."""

    def __init__(self, **told: Any) -> None:
        super().__init__(required=False, max_length=120, **told)

    def clean(self, value: Any) -> Any:
        """The spans, in order."""
        try:
            return spans_from(spans_to(spans_typed(super().clean(value))))
        except UnworkableHours as fault:
            raise ValidationError(
                _("%(label)s: giờ đóng cửa phải sau giờ mở cửa, các buổi không chồng nhau") % {"label": self.label}
            ) from fault
        except ValueError as fault:
            raise ValidationError(
                _("%(label)s: giờ phải có dạng 07:30-11:30, 12:30-16:30") % {"label": self.label}
            ) from fault


def _day(label: Any, required: Any) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=lazy("ví dụ 05/02/2026"),
        error_messages={"required": required, "invalid": lazy("Ngày phải là ngày có thật, ví dụ 05/02/2026")},
    )  # fmt: skip


class SpecialDayForm(forms.Form):
    """A day unlike its weekday, and why."""

    ngay = _day(lazy("Ngày"), lazy("Nhập ngày"))
    la = forms.ChoiceField(
        label=lazy("Ngày này là"), choices=DayStatus, widget=forms.RadioSelect, initial=DayStatus.OFF,
        error_messages={"required": lazy("Chọn ngày nghỉ hoặc ngày làm việc")},
    )  # fmt: skip
    ten = forms.CharField(
        label=lazy("Tên, lý do"), max_length=200, help_text=lazy("ví dụ Ngày làm bù cho ngày 31/08/2026"),
        error_messages={"required": lazy("Nhập tên, lý do")},
    )  # fmt: skip
    gio = HoursField(
        label=lazy("Giờ làm việc ngày đó"),
        help_text=lazy("chỉ cho ngày làm việc; để trống: cả ngày như thường lệ"),
    )

    def clean(self) -> dict[str, Any]:
        """A day off has no hours."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("la") == DayStatus.OFF and told.get("gio"):
            self.add_error("gio", _("Ngày nghỉ không có giờ làm việc: xóa giờ, hoặc chọn ngày làm việc"))
        return told


class HoursForm(forms.Form):
    """Hours of the week from a day on."""

    tu = _day(lazy("Áp dụng từ ngày"), lazy("Nhập ngày bắt đầu áp dụng"))

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        for number, name in enumerate(WEEKDAYS, 2):
            self.fields[f"t{number}"] = HoursField(label=name, help_text=HOURS_HINT if number == 2 else "")

    def clean(self) -> dict[str, Any]:
        """The week; one without any work is refused."""
        told: dict[str, Any] = super().clean() or {}
        days = [told.get(f"t{number}") for number in range(2, 9)]
        if None in days:
            return told
        try:
            told["week"] = Week(tuple(days))  # type: ignore[arg-type]  # none is None
        except UnworkableHours:
            self.add_error("t2", _("Nhập giờ làm việc của ít nhất một ngày trong tuần"))
        return told


class DayForm(forms.Form):
    """The day whose rule is taken back."""

    ngay = forms.DateField(error_messages={"required": lazy("Chọn ngày")})


class SinceForm(forms.Form):
    """The hours that are taken back, by the day from which they hold."""

    tu = forms.DateField(error_messages={"required": lazy("Chọn ngày")})


class YearForm(forms.Form):
    """The year whose public holidays are entered."""

    nam = forms.IntegerField(
        label=lazy("Năm"), min_value=2020, max_value=2100,
        error_messages={
            "required": lazy("Nhập năm"), "invalid": lazy("Năm phải là số"),
            "min_value": lazy("Năm phải từ 2020"), "max_value": lazy("Năm phải đến 2100"),
        },
    )  # fmt: skip
