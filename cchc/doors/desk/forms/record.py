"""The filters of the record, as they stand in the URL."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.doors.desk.choices.record import kinds
from cchc.doors.desk.querysets.record import RecordFilters
from cchc.ui.choosing import offer


class RecordFilter(forms.Form):
    """Who, what, from when to when. What cannot be read counts as not said."""

    nguoi = forms.CharField(label=_("Người"), required=False, max_length=150)
    loai = forms.ChoiceField(label=_("Việc"), required=False)
    tu = forms.DateField(label=_("Từ ngày"), required=False)
    den = forms.DateField(label=_("Đến ngày"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "loai", [("", _now("Việc: tất cả")), *kinds()])
        self.fields["nguoi"].widget.attrs |= {"placeholder": _now("Tên đăng nhập"), "autocomplete": "off"}

    def narrowed(self, by: int | None) -> RecordFilters:
        """The filters that could be read; `by` is the account behind the user name."""
        self.is_valid()
        told = self.cleaned_data
        return RecordFilters(kind=told.get("loai", ""), by=by, since=told.get("tu"), until=told.get("den"))
