"""What is typed to act on a task or a plan."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.kernel.text import digits
from cchc.steering.plans.choices import Every, LinkKind, Role
from cchc.ui.choosing import offer, offered

LONGEST = 4000
FILES = ".pdf,.jpg,.jpeg,.png,.heic,.docx,.xlsx,.txt"
Named = Iterable[tuple[Any, str]]


def words(label: Any, missing: Any = "", hint: Any = "", rows: int = 4, required: bool = True) -> forms.CharField:
    """A box for words of a person: a reason, a note."""
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONGEST, error_messages={"required": missing},
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ActForm(forms.Form):
    """A form whose mistakes are told after it was sent, never by the browser before."""

    use_required_attribute = False


class Progress(ActForm):
    """How far a task has come."""

    text = words(_("Tiến độ"), _("Nhập tiến độ"), _("Đã làm gì, đến đâu, vướng gì"))


class Proposal(ActForm):
    """That a task is done."""

    text = words(_("Lời đề nghị"), hint=_("Kết quả đạt được, sản phẩm đã có"), required=False)


class Approval(ActForm):
    """That one agrees."""

    text = words(_("Ý kiến khi duyệt"), rows=2, required=False)


class Reason(ActForm):
    """Why something is done."""

    reason = words(_("Lý do"), _("Nhập lý do"))


class ReturnReason(ActForm):
    """Why a task is not done yet."""

    reason = words(
        _("Lý do trả lại"), _("Nhập lý do trả lại"), _("Người thực hiện đọc lời này; nêu việc còn thiếu")
    )


class People(ActForm):
    """Who has a task; nobody means that the lead unit has it."""

    people = forms.TypedMultipleChoiceField(
        label=_("Người làm ở đơn vị chủ trì"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn ai: việc thuộc đơn vị chủ trì"),
    )  # fmt: skip
    other = forms.TypedChoiceField(
        label=_("Thêm một người khác của cơ quan"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, near: Named, others: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "people", near)
        offer(self, "other", [("", _("Không thêm ai")), *others])
        if not offered(self, "people"):
            del self.fields["people"]

    @property
    def chosen(self) -> list[int]:
        """Everybody who was named."""
        told = self.cleaned_data
        return [*told.get("people", []), *([told["other"]] if told.get("other") else [])]


class Proof(ActForm):
    """What proves a task: a file, or the number of a row of the program."""

    file = forms.FileField(
        label=_("Tệp"), required=False, help_text=_("PDF, ảnh, DOCX, XLSX hoặc văn bản; tối đa 20 MB"),
        widget=forms.FileInput(attrs={"accept": FILES}),
    )  # fmt: skip
    dossier = forms.CharField(
        label=_("Hoặc số hồ sơ"), required=False, max_length=60,
        help_text=_("Hồ sơ mà mình được xem; người khác chỉ biết là có hồ sơ"),
    )  # fmt: skip
    procedure = forms.CharField(
        label=_("Hoặc mã thủ tục hành chính"), required=False, max_length=60,
        help_text=_("Phiên bản đang công bố, ví dụ 1.000449; phiên bản khác: 1.000449 bản 2"),
    )  # fmt: skip
    label = forms.CharField(
        label=_("Tên minh chứng"), required=False, max_length=500,
        help_text=_("Bỏ trống: lấy tên tệp hoặc tên thủ tục"),
    )  # fmt: skip
    product = forms.TypedChoiceField(
        label=_("Chứng minh cho sản phẩm"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, products: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = list(products)
        offer(self, "product", [("", _("Cả nhiệm vụ")), *named])
        if not named:
            del self.fields["product"]

    def clean(self) -> dict[str, Any]:
        """One thing at a time, so that each has its own name."""
        told: dict[str, Any] = super().clean() or {}
        given = [name for name in ("file", "dossier", "procedure") if told.get(name)]
        if not given and not self.errors:
            raise ValidationError(_now("Chọn tệp, hoặc nhập số hồ sơ, hoặc nhập mã thủ tục"))
        if len(given) > 1:
            raise ValidationError(_now("Mỗi lần thêm một minh chứng: tệp, hồ sơ hoặc thủ tục"))
        return told


class Amount(forms.CharField):
    """A sum in đồng, typed with or without dots and spaces."""

    def to_python(self, value: Any) -> Any:
        """The number, or None."""
        text = super().to_python(value) or ""
        bare = text.replace(".", "").replace(" ", "").replace("\u00a0", "").removesuffix("đồng").removesuffix("đ")
        if not bare:
            return None
        if digits(bare) != bare:
            raise ValidationError(_now("Số tiền phải là số, ví dụ 1.024.000"))
        if len(bare) > 15:
            raise ValidationError(_now("Số tiền lớn quá, xem lại"))
        return Decimal(bare)

    def run_validators(self, value: Any) -> None:
        """Its size was looked at already."""


class Budget(ActForm):
    """What a task costs."""

    amount = Amount(
        label=_("Kinh phí (đồng)"), required=False, help_text=_("Ví dụ 150.000.000; bỏ trống: chưa có")
    )
    source = forms.CharField(label=_("Nguồn kinh phí"), required=False, max_length=255)


class When(ActForm):
    """By when a task is to be done, and why that changes."""

    every = forms.ChoiceField(label=_("Lặp lại"), required=False, choices=[("", _("Làm một lần")), *Every.choices])
    starts_on = forms.DateField(label=_("Từ ngày"), required=False, help_text=_("Ví dụ 05/02/2026"))
    ends_on = forms.DateField(
        label=_("Hạn"), required=False, help_text=_("Làm một lần: ngày cuối cùng. Lặp lại: đến khi nào thì thôi")
    )
    every_month = forms.IntegerField(
        label=_("Hạn của mỗi kỳ: tháng"), required=False, min_value=1, max_value=12,
        help_text=_("Đếm trong kỳ: tháng 8 của năm là 8, tháng thứ hai của quý là 2; bỏ trống: tháng cuối"),
    )  # fmt: skip
    every_day = forms.IntegerField(
        label=_("Hạn của mỗi kỳ: ngày"), required=False, min_value=1, max_value=31,
        help_text=_("Bỏ trống: ngày cuối tháng"),
    )  # fmt: skip
    reason = words(_("Lý do đổi"), _("Nhập lý do đổi"), _("Đứng trong lịch sử của nhiệm vụ"), rows=2)

    def clean(self) -> dict[str, Any]:
        """One end at least, and not before the beginning."""
        told: dict[str, Any] = super().clean() or {}
        begins, ends = told.get("starts_on"), told.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _now("Hạn phải sau hoặc cùng ngày bắt đầu"))
        if not told.get("every") and ends is None and "ends_on" not in self.errors:
            self.add_error("ends_on", _now("Nhập hạn"))
        return told


class HandOn(ActForm):
    """From which unit a part in a task goes to which, and why."""

    part = forms.ChoiceField(label=_("Phần việc của"), error_messages={"required": _("Chọn phần việc")})
    to_unit = forms.TypedChoiceField(
        label=_("Chuyển cho"), coerce=int, error_messages={"required": _("Chọn đơn vị nhận")}
    )
    reason = words(_("Lý do chuyển"), _("Nhập lý do chuyển"), rows=2)

    def __init__(self, *args: Any, parts: Named, units: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "part", parts)
        offer(self, "to_unit", [("", _("Chọn đơn vị")), *units])

    @property
    def role(self) -> Role:
        """Whether the unit led or helped."""
        return Role(self.cleaned_data["part"].partition(":")[0])

    @property
    def from_unit(self) -> int:
        """Who had the part."""
        return int(self.cleaned_data["part"].partition(":")[2])


class LinkPlans(ActForm):
    """Which plan it comes from, or answers."""

    kind = forms.ChoiceField(
        label=_("Quan hệ"), choices=LinkKind, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn quan hệ")},
    )  # fmt: skip
    other = forms.ChoiceField(label=_("Kế hoạch"), error_messages={"required": _("Chọn kế hoạch")})

    def __init__(self, *args: Any, plans: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "other", [("", _("Chọn kế hoạch")), *plans])


class NameTarget(ActForm):
    """What the office calls a target, and who answers for it."""

    name = forms.CharField(
        label=_("Tên chỉ tiêu"), max_length=500, error_messages={"required": _("Nhập tên chỉ tiêu")}
    )
    lead = forms.TypedChoiceField(label=_("Đơn vị chủ trì"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, units: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", [("", _("Chưa giao")), *units])


class Carriers(ActForm):
    """Which tasks and targets carry a commitment, by their numbers."""

    numbers = forms.CharField(
        label=_("Số của nhiệm vụ, chỉ tiêu"), required=False, max_length=500,
        help_text=_("Cách nhau bằng dấu phẩy, ví dụ II.03, T05; bỏ trống: chưa có gì thực hiện"),
    )  # fmt: skip
