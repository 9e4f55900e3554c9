"""By what a list of tasks is narrowed, as it stands in the URL."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.steering.plans.choices import DueIn, Pile
from cchc.ui.choosing import offer
from cchc.ui.wording import day as day_words

LONGEST = 60  # letters of a group's name in the list of filters
EARLIEST = date(2000, 1, 1)  # nothing is known of days before it; years and months are reckoned back from each day
Named = Iterable[tuple[str, str]]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[:LONGEST].rstrip()}…"


class AsOf(forms.Form):
    """The day up to which figures are told, and the unit that they are about."""

    use_required_attribute = False

    den = forms.DateField(label=_("Số liệu đến ngày"), required=False)
    dv = forms.ChoiceField(label=_("Đơn vị chủ trì"), required=False)

    def __init__(self, data: Any, units: Named, today: date) -> None:
        super().__init__(data)
        self.today = today
        offer(self, "dv", [("", _("Toàn cơ quan")), *units])

    def clean_den(self) -> date | None:
        """A day that has come, since nobody knows the figures of tomorrow, and not one of long ago."""
        day: date | None = self.cleaned_data["den"]
        if day is not None and day > self.today:
            raise ValidationError(_now("Số liệu đến ngày phải không sau hôm nay"))
        if day is not None and day < EARLIEST:
            raise ValidationError(_now("Số liệu đến ngày phải từ %(day)s") % {"day": day_words(EARLIEST)})
        return day

    def told(self, name: str) -> Any:
        """What could be read of a field; None or empty where nothing could."""
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def day(self) -> date:
        """The day that the page is about."""
        found: date = self.told("den") or self.today
        return found


class Narrowing(AsOf):
    """What a list of tasks is narrowed by. What cannot be read counts as not said: no link ends in an error."""

    q = forms.CharField(label=_("Tìm trong nhiệm vụ"), required=False, max_length=120)
    tt = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[("", _("Tình trạng: tất cả")), *Pile.choices]
    )
    han = forms.ChoiceField(label=_("Hạn"), required=False, choices=[("", _("Hạn: tất cả")), *DueIn.choices])
    nhom = forms.TypedChoiceField(label=_("Nhóm nhiệm vụ"), required=False, coerce=int, empty_value=None)
    cua = forms.ChoiceField(
        label=_("Của ai"), required=False,
        choices=[("", _("Của mọi người")), ("toi", _("Của tôi và đơn vị tôi"))],
    )  # fmt: skip

    def __init__(self, data: Any, units: Named, groups: Named, today: date) -> None:
        super().__init__(data, units, today)
        named = [(pk, _short(name)) for pk, name in groups]
        offer(self, "nhom", [("", _("Nhóm: tất cả")), *named])
        self.fields["q"].widget.attrs |= {"placeholder": _("Tìm trong nhiệm vụ"), "autocomplete": "off"}
