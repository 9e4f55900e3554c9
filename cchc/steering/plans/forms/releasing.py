"""What is typed to publish figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.steering.plans.forms.acts import ActForm
from cchc.ui.choosing import offer


class Release(ActForm):
    """Which figures, as of which day."""

    as_of = forms.DateField(
        label=_("Số liệu đến ngày"), help_text=_("ví dụ 30/09/2026"),
        error_messages={"required": _("Nhập ngày của số liệu")},
    )  # fmt: skip
    targets = forms.MultipleChoiceField(
        label=_("Các chỉ tiêu công bố"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một chỉ tiêu")},
    )  # fmt: skip

    def __init__(self, *args: Any, targets: Iterable[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer(self, "targets", targets)

    def clean_as_of(self) -> date:
        """Nobody knows the figures of tomorrow."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise ValidationError(_now("Số liệu đến ngày phải không sau hôm nay"))
        return day
