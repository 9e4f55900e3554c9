"""What the pages of the catalogue take."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cchc.onestop.procedures.choices import FiledOnline


class _Shown(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class PublishMany(forms.Form):
    """From when the drafts that were chosen are in force."""

    effective_on = forms.DateField(
        label=_("Có hiệu lực từ ngày"),
        help_text=_("ví dụ 05/02/2026; bản thảo có ghi ngày của mình giữ ngày đó"),
        error_messages={
            "required": _("Nhập ngày có hiệu lực"), "invalid": _("Ngày có hiệu lực phải là ngày có thật"),
        },
    )  # fmt: skip


class Publish(_Shown):
    """From when a draft is in force."""

    effective_on = forms.DateField(
        label=_("Có hiệu lực từ ngày"), help_text=_("ví dụ 05/02/2026"),
        error_messages={
            "required": _("Nhập ngày có hiệu lực"), "invalid": _("Ngày có hiệu lực phải là ngày có thật"),
        },
    )  # fmt: skip


class Withdraw(_Shown):
    """The last day of a procedure, and why."""

    last_day = forms.DateField(
        label=_("Ngày cuối cùng có hiệu lực"), help_text=_("ví dụ 31/12/2026"),
        error_messages={
            "required": _("Nhập ngày cuối cùng có hiệu lực"),
            "invalid": _("Ngày cuối cùng có hiệu lực phải là ngày có thật"),
        },
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Lý do, số quyết định"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Nhập lý do, số quyết định")},
    )  # fmt: skip


class Recall(_Shown):
    """Why a publication not yet in force is taken back."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Nhập lý do")},
    )  # fmt: skip


class Discard(_Shown):
    """Nothing but the draft as it was shown."""


class Filing(forms.Form):
    """Where a procedure is filed online, from a day on."""

    place = forms.ChoiceField(
        label=_("Nơi nộp trực tuyến"), choices=FiledOnline.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn nơi nộp trực tuyến")},
    )  # fmt: skip
    url = forms.URLField(
        label=_("Địa chỉ trên Cổng Dịch vụ công quốc gia"), required=False, max_length=500, assume_scheme="https",
        help_text=_("bắt đầu bằng https://; chỉ cần khi nộp tại Cổng Dịch vụ công quốc gia"),
        error_messages={"invalid": _("Địa chỉ phải bắt đầu bằng https://")},
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("Từ ngày"), help_text=_("ví dụ 05/02/2026"),
        error_messages={"required": _("Nhập ngày bắt đầu"), "invalid": _("Ngày bắt đầu phải là ngày có thật")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        """The national portal needs its address."""
        said = super().clean() or {}
        if said.get("place") == FiledOnline.NATIONAL and not said.get("url") and "url" not in self.errors:
            self.add_error("url", _("Nhập địa chỉ trên Cổng Dịch vụ công quốc gia"))
        return said


class Upload(forms.Form):
    """A file of procedures."""

    file = forms.FileField(
        label=_("Tệp thủ tục"), help_text=_(".xlsx, .csv, .json, .jsonl, hoặc .gz của các loại này; đến 20 MB"),
        error_messages={"required": _("Chọn tệp thủ tục"), "empty": _("Tệp thủ tục rỗng")},
    )  # fmt: skip
