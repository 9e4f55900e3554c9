"""What is typed at the counter: accepting, supplements, fees, corrections, links, hand-over."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.doors.desk.forms.acts.boxes import FILES, Amount, Files, ManyFiles, WhereNeeded, words
from cchc.onestop.dossiers.choices import Delivery, Proof
from cchc.ui.choosing import offer


class Acceptance(forms.Form):
    """What the counter says when it takes in what came online."""

    limit_case = forms.ChoiceField(label=_("Trường hợp áp dụng thời hạn"), required=False)
    seen = forms.BooleanField(
        label=_("Đã xem giấy tờ tùy thân bản gốc của chủ hồ sơ"), required=False,
        help_text=_("Chỉ đánh dấu khi đã cầm giấy tờ trên tay: số tự khai không chứng minh gì"),
    )  # fmt: skip

    def __init__(self, *args: Any, cases: Sequence[tuple[str, Any]], has_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(cases) > 1:
            offer(self, "limit_case", cases)
        else:
            del self.fields["limit_case"]
        if not has_number:
            del self.fields["seen"]


class Voiding(forms.Form):
    """Why an intake is undone."""

    reason = words(
        _("Lý do hủy tiếp nhận"), _("Nhập lý do hủy tiếp nhận"),
        _("Số hồ sơ nằm lại trong sổ với lý do này, không dùng lại"),
    )  # fmt: skip


class HandingOver(forms.Form):
    """Who collects the result, and what was seen or sent."""

    use_required_attribute = False

    proof = forms.ChoiceField(
        label=_("Người nhận và căn cứ"), choices=Proof, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn căn cứ trả kết quả")},
    )  # fmt: skip
    collected_by = forms.CharField(
        label=_("Họ và tên người nhận"),
        max_length=255,
        error_messages={"required": _("Nhập họ và tên người nhận")},
    )
    paper_seen = WhereNeeded(
        label=_("Giấy tờ đã xem"),
        max_length=255,
        help_text=_("Cần khi có người đến nhận; ví dụ: căn cước số …, giấy ủy quyền ngày …"),
    )
    postal_number = WhereNeeded(label=_("Số vận đơn"), max_length=60, help_text=_("Cần khi gửi bưu chính"))


class FeeTaking(forms.Form):
    """What was paid at the counter."""

    amount = Amount(
        label=_("Số tiền (đồng)"), error_messages={"required": _("Nhập số tiền")}, help_text=_("ví dụ 1.024.000"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    receipt_number = forms.CharField(
        label=_("Số biên lai"), max_length=40, error_messages={"required": _("Nhập số biên lai")}
    )


class FeeVoiding(forms.Form):
    """Why a record of payment was wrong."""

    reason = words(_("Lý do hủy ghi thu"), _("Nhập lý do hủy ghi thu"), rows=2)


class Correction(forms.Form):
    """What the counter wrote down wrongly, and why it is changed."""

    applicant_name = forms.CharField(
        label=_("Chủ hồ sơ"), max_length=255, error_messages={"required": _("Nhập chủ hồ sơ")}
    )
    applicant_number = forms.CharField(
        label=_("Số định danh cá nhân hoặc mã số thuế"), max_length=20, required=False
    )
    address = forms.CharField(label=_("Địa chỉ"), max_length=500, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        error_messages={"invalid": _("Thư điện tử phải có dạng ten@vidu.vn")},
    )
    sets = forms.IntegerField(
        label=_("Số bộ"), min_value=1, max_value=99,
        error_messages={
            "required": _("Nhập số bộ"), "invalid": _("Số bộ phải là số"), "min_value": _("Số bộ phải từ 1"),
            "max_value": _("Số bộ nhiều nhất là 99"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    delivery = forms.ChoiceField(label=_("Nhận kết quả"), choices=Delivery, widget=forms.RadioSelect)
    delivery_address = forms.CharField(label=_("Địa chỉ nhận kết quả"), max_length=500, required=False)
    reason = words(_("Lý do sửa"), _("Nhập lý do sửa"), _("Ghi trên giấy tiếp nhận in lại"), 2)

    def clean(self) -> dict[str, Any]:
        """What is sent by post needs an address."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("delivery") == Delivery.POST and not (told.get("delivery_address") or told.get("address")):
            self.add_error("delivery_address", _now("Nhập địa chỉ nhận kết quả"))
        return told


class Linking(forms.Form):
    """Which account is let in, after its owner's card was seen."""

    account = forms.CharField(
        label=_("Thư điện tử của tài khoản"), max_length=150,
        error_messages={"required": _("Nhập thư điện tử của tài khoản")},
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )  # fmt: skip
    seen = forms.BooleanField(
        label=_("Đã xem giấy tờ tùy thân bản gốc, đúng là chủ hồ sơ hoặc người được ủy quyền"),
        error_messages={"required": _("Xem giấy tờ tùy thân trước khi liên kết")},
    )


class Supplying(forms.Form):
    """What the applicant brought for each thing that was asked for."""

    use_required_attribute = False

    def __init__(self, *args: Any, items: Sequence[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = items
        for n, item in enumerate(items):
            if item["key"]:
                self.fields[f"sheet-{n}"] = forms.BooleanField(label=_("Đã nhận bản giấy"), required=False)
                self.fields[f"files-{n}"] = Files(
                    label=_("Tệp"), required=False, allow_empty_file=True, help_text=_("PDF hoặc ảnh chụp"),
                    widget=ManyFiles(attrs={"accept": FILES}),
                )  # fmt: skip
            self.fields[f"words-{n}"] = words(_("Giải trình của người nộp"), rows=2, where_needed=True)

    def clean(self) -> dict[str, Any]:
        """Everything asked for must be there: it is supplied in one go."""
        told: dict[str, Any] = super().clean() or {}
        for n, item in enumerate(self.asked):
            given = [told.get(f"{kind}-{n}") for kind in ("sheet", "files", "words")]
            if not any(given) and f"words-{n}" not in self.errors:
                self.add_error(
                    f"words-{n}", _now("Ghi bản giấy, tệp hoặc giải trình cho “%(item)s”") % {"item": item["name"]}
                )
        return told

    @property
    def brought(self) -> list[str]:
        """The papers handed in as sheets."""
        return [item["key"] for n, item in enumerate(self.asked) if self.cleaned_data.get(f"sheet-{n}")]

    @property
    def uploads(self) -> list[tuple[int, str, list[Any]]]:
        """The place, the paper and its files, of each paper with files."""
        return [
            (n, item["key"], self.cleaned_data[f"files-{n}"])
            for n, item in enumerate(self.asked)
            if self.cleaned_data.get(f"files-{n}")
        ]

    @property
    def explanations(self) -> dict[str, str]:
        """The words for each thing that was asked for."""
        return {item["key"]: self.cleaned_data.get(f"words-{n}", "") for n, item in enumerate(self.asked)}

    def groups(self) -> list[tuple[dict[str, str], list[forms.BoundField]]]:
        """Each thing asked for with its boxes."""
        kinds = ("sheet", "files", "words")
        return [
            (item, [self[f"{kind}-{n}"] for kind in kinds if f"{kind}-{n}" in self.fields])
            for n, item in enumerate(self.asked)
        ]
