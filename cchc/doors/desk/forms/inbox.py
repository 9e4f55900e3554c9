"""The filters of the inbox, as they stand in the URL."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cchc.doors.desk.choices import DueBy
from cchc.doors.desk.querysets.inbox import Narrowed
from cchc.ui.choosing import offer

LONGEST = 70  # letters of a procedure's name in the list of filters


class Filters(forms.Form):
    """What a list is narrowed by. What cannot be read counts as not said: a link never ends in an error."""

    q = forms.CharField(label=_("Tìm trong danh sách"), required=False, max_length=120)
    han = forms.ChoiceField(
        label=_("Hạn"), required=False,
        choices=[("", _("Hạn: tất cả")), *((due.value, due.label) for due in DueBy)],
    )  # fmt: skip
    thu_tuc = forms.TypedChoiceField(label=_("Thủ tục"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, topics: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        named = [(pk, name if len(name) <= LONGEST else f"{name[:LONGEST].rstrip()}…") for pk, name in topics]
        offer(self, "thu_tuc", [("", _("Thủ tục: tất cả")), *named])
        find = self.fields["q"].widget
        find.attrs |= {"class": "find", "placeholder": _("Tìm trong danh sách"), "autocomplete": "off"}

    @property
    def narrowed(self) -> Narrowed:
        """The filters that could be read."""
        self.is_valid()
        told = self.cleaned_data
        return Narrowed(due=told.get("han", ""), topic=told.get("thu_tuc"), text=told.get("q", "").strip())
