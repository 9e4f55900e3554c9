"""What is typed to move a dossier through its process."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.doors.desk.forms.acts.boxes import FILES, paper_travels, words
from cchc.onestop.dossiers.choices import ResultKind
from cchc.ui.choosing import offer


class Assignment(forms.Form):
    """Who is given the step."""

    assignee_id = forms.TypedChoiceField(
        label=_("Giao cho"), coerce=int, error_messages={"required": _("Chọn người được giao")}
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assignee_id", [("", _now("Chọn người")), *people])


class Forwarding(forms.Form):
    """Where the dossier goes, to whom, and a word that stays inside the office."""

    to_step = forms.ChoiceField(
        label=_("Bước tiếp"), widget=forms.RadioSelect, error_messages={"required": _("Chọn bước tiếp")}
    )
    assignee_id = forms.TypedChoiceField(label=_("Giao cho"), coerce=int, empty_value=None, required=False)
    note = words(_("Ghi chú nội bộ"), hint=_("Người nộp không thấy"), rows=2, required=False)
    paper_travels = paper_travels()

    def __init__(
        self, *args: Any, steps: Sequence[tuple[str, Any]], people: Sequence[tuple[Any, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to_step", steps)
        everybody = [("", _now("Để đơn vị phân công")), *people]
        offer(self, "assignee_id", everybody)


class SendingBack(forms.Form):
    """To which step the dossier goes back, and why."""

    to_step = forms.ChoiceField(
        label=_("Trả lại bước"), widget=forms.RadioSelect, error_messages={"required": _("Chọn bước để trả lại")}
    )
    reason = words(
        _("Lý do trả lại"), _("Nhập lý do trả lại"), _("Người làm bước đó đọc lời này; người nộp không thấy")
    )
    paper_travels = paper_travels()

    def __init__(self, *args: Any, steps: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to_step", steps)


class ResultForm(forms.Form):
    """What the office decided, as the last step writes it down."""

    kind = forms.ChoiceField(
        label=_("Kết quả"), choices=ResultKind, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn kết quả")},
    )  # fmt: skip
    number = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=80, required=False)
    content = words(_("Nội dung kết quả"), _("Nhập nội dung kết quả"), _("Người nộp đọc lời này"), 3)
    signer = forms.CharField(label=_("Người ký"), max_length=255, error_messages={"required": _("Nhập người ký")})
    signed_on = forms.DateField(
        label=_("Ngày ký"), help_text=_("ví dụ 05/02/2026"),
        error_messages={"required": _("Nhập ngày ký"), "invalid": _("Ngày ký phải là ngày có thật")},
    )  # fmt: skip
    upload = forms.FileField(
        label=_("Văn bản kết quả"), required=False, widget=forms.FileInput(attrs={"accept": FILES}),
        help_text=_("PDF đã ký; ảnh chụp được chuyển thành PDF"), allow_empty_file=True,
    )  # fmt: skip
    note = words(_("Ghi chú nội bộ"), hint=_("Người nộp không thấy"), rows=2, required=False)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_signed_on(self) -> Any:
        """A result is not signed in the future."""
        day = self.cleaned_data["signed_on"]
        if day > self.today:
            raise ValidationError(_now("Ngày ký không được sau hôm nay"))
        return day
