"""What is chosen to publish figures."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.steering.plans.forms.acts import ActForm
from cchc.ui.choosing import offer


class Release(ActForm):
    """Which figures, which of them by unit too, as of which day; and what was looked at before."""

    as_of = forms.DateField(
        label=_("Số liệu đến ngày"), help_text=_("ví dụ 30/09/2026"),
        error_messages={"required": _("Nhập ngày của số liệu")},
    )  # fmt: skip
    targets = forms.MultipleChoiceField(
        label=_("Các chỉ tiêu công bố"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một chỉ tiêu")},
    )  # fmt: skip
    tables = forms.MultipleChoiceField(
        label=_("Bảng theo đơn vị"), widget=forms.CheckboxSelectMultiple, required=False
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, targets: Sequence[tuple[str, str]], with_table: Iterable[str], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        own = set(with_table)
        offer(self, "targets", targets)
        offer(self, "tables", [(key, name) for key, name in targets if key in own])

    def clean_as_of(self) -> date:
        """Nobody knows the figures of tomorrow."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise ValidationError(_now("Số liệu đến ngày phải không sau hôm nay"))
        return day

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """Each target's box, and that of its table by unit; None where it is not counted by unit."""
        tables = {str(box.data["value"]): box for box in self["tables"].subwidgets}
        return [(box, tables.get(str(box.data["value"]))) for box in self["targets"].subwidgets]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is chosen, to be sent again as it was looked at."""
        told = self.cleaned_data
        return [
            ("as_of", f"{told['as_of']:%d/%m/%Y}"), *(("targets", pk) for pk in told["targets"]),
            *(("tables", pk) for pk in told["tables"]),
        ]  # fmt: skip
