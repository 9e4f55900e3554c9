"""How a figure is asked for in the URL: day, unit, period, reading; and by what a target is measured."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cchc.steering.indicators.choices import PeriodKind
from cchc.steering.plans.choices import Standing
from cchc.steering.plans.forms.narrowing import AsOf
from cchc.ui.choosing import offer

Named = Iterable[tuple[str, str]]


class PlanAsOf(AsOf):
    """The day and the unit of a plan's page, and which of its targets are shown."""

    kq = forms.ChoiceField(label=_("Kết quả"), required=False, choices=[("", _("Tất cả")), *Standing.choices])
    bd = forms.ChoiceField(label=_("Biểu đồ theo đơn vị của"), required=False)

    def __init__(self, data: Any, units: Named, charts: Named, today: date) -> None:
        super().__init__(data, units, today)
        self.fields["dv"].label = _("Đơn vị")
        offer(self, "bd", charts)


class FigureAsOf(AsOf):
    """One figure: up to which day, of whom, over which period, how read. What is unreadable is not said."""

    ky = forms.ChoiceField(label=_("Kỳ"), required=False)
    cach = forms.ChoiceField(label=_("Cách đọc"), required=False)

    def __init__(self, data: Any, units: Named, readings: Named, today: date, *, periods: bool) -> None:
        super().__init__(data, units, today)
        self.fields["dv"].label = _("Đơn vị")
        offer(self, "cach", [("", _("Như đã chọn")), *readings])
        kinds = PeriodKind.choices if periods else []
        offer(self, "ky", [("", _("Như đã chọn")), *kinds])


class Measuring(forms.Form):
    """By what a target is measured, over which periods, and from how many cases on anything is concluded."""

    use_required_attribute = False

    do = forms.ChoiceField(
        label=_("Đo bằng"),
        required=False,
        help_text=_("Định nghĩa và cách đọc; mỗi dòng là một cách đo"),
        error_messages={"invalid_choice": _("Chọn một định nghĩa có trong danh sách")},
    )
    ky = forms.ChoiceField(
        label=_("Kỳ"),
        required=False,
        choices=[("", _("Theo định nghĩa")), *PeriodKind.choices],
        help_text=_("Chỉ của chỉ tiêu phát sinh trong kỳ; theo định nghĩa là năm dương lịch"),
    )
    it_nhat = forms.IntegerField(
        label=_("Số lượng tối thiểu để kết luận"), required=False, min_value=0, max_value=1_000_000,
        help_text=_("Bỏ trống: theo định nghĩa"),
        error_messages={
            "invalid": _("Số lượng tối thiểu phải là số nguyên"),
            "min_value": _("Số lượng tối thiểu không được âm"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Any, measures: Iterable[tuple[str, Any]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        offer(self, "do", [("", _("Theo kế hoạch đã đọc")), *measures])

    def clean_do(self) -> tuple[str, str]:
        """The key of the definition and that of its reading; both empty: as the plan was read."""
        indicator, _colon, reading = str(self.cleaned_data["do"]).partition(":")
        return indicator, reading
