"""What is typed around the review of a plan's document: the file, what it is a version of, acceptance, reasons."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.models import Unit
from cchc.steering.plans.choices import PlanKind
from cchc.steering.plans.models import Plan
from cchc.steering.plans.readers import ENDINGS

BY_HEAD, NEW = "", "moi"


class Upload(forms.Form):
    """The document of a plan, and which plan it is a version of."""

    file = forms.FileField(
        label=_("Tệp kế hoạch"), allow_empty_file=True, max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": _("Chọn tệp kế hoạch"), "max_length": _("Tên tệp dài quá 255 chữ. Đổi tên ngắn hơn."),
        },
    )  # fmt: skip
    of = forms.ChoiceField(label=_("Tệp này là"), required=False)

    def __init__(self, *bound: Any, plans: Iterable[Plan], most: str, **more: Any) -> None:
        super().__init__(*bound, **more)
        known = list(plans)
        file: Any = self.fields["file"]
        file.help_text = _("Word (.docx), Excel (.xlsx), PDF có chữ, .md hoặc .txt; tối đa %(most)s") % {
            "most": most
        }
        if not known:
            del self.fields["of"]
            return
        choice: Any = self.fields["of"]
        choice.choices = versions(known)
        choice.help_text = _("tự nhận ra bằng số, ngày hoặc tên và thời kỳ ở đầu văn bản")


def versions(plans: Iterable[Plan]) -> list[tuple[str, Any]]:
    """What a document may be: by its head, a new plan, a later version of a plan that is there."""
    return [
        (BY_HEAD, _("Tự nhận ra theo đầu văn bản")), (NEW, _("Kế hoạch mới")),
        *((str(plan.pk), _("Bản mới của: %(plan)s") % {"plan": plan.title}) for plan in plans),
    ]  # fmt: skip


class Compare(forms.Form):
    """Which plan a reading is a later version of."""

    of = forms.ChoiceField(label=_("Tệp này là"), error_messages={"required": _("Chọn tệp này là gì")})

    def __init__(self, *bound: Any, plans: Iterable[Plan], **more: Any) -> None:
        super().__init__(*bound, **more)
        choice: Any = self.fields["of"]
        choice.choices = [one for one in versions(plans) if one[0] != BY_HEAD]


class Reason(forms.Form):
    """Why a review is given up."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Nhập lý do")},
    )  # fmt: skip


class Accept(forms.Form):
    """What a review becomes: its fields are the arguments of `services.accept_import`."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Loại kế hoạch"), choices=PlanKind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn loại kế hoạch")},
    )  # fmt: skip
    steering_unit = forms.ModelChoiceField(
        label=_("Đơn vị theo dõi kế hoạch"), queryset=Unit.objects.none(), empty_label=_("Chọn đơn vị"),
        error_messages={"required": _("Chọn đơn vị theo dõi kế hoạch")},
    )  # fmt: skip
    derived_from = forms.ModelChoiceField(
        label=_("Cụ thể hóa từ kế hoạch"), queryset=Plan.objects.none(), required=False,
        empty_label=_("Không"), help_text=_("ví dụ kế hoạch nhiều năm mà kế hoạch năm này thực hiện"),
    )  # fmt: skip
    answers = forms.ModelChoiceField(
        label=_("Thực hiện theo kế hoạch"), queryset=Plan.objects.none(), required=False,
        empty_label=_("Không"), help_text=_("ví dụ chương trình của UBND tỉnh"),
    )  # fmt: skip
    knowingly = forms.BooleanField(
        required=False, error_messages={"required": _("Chọn ô này để nhận các mục chưa xem như đã đọc")}
    )

    def __init__(
        self, *bound: Any, units: Iterable[Unit], plans: Any, unsure: int, is_new: bool, **more: Any
    ) -> None:
        super().__init__(*bound, **more)
        fields: Any = self.fields
        fields["steering_unit"].queryset = units
        for name in ("derived_from", "answers"):
            fields[name].queryset = plans
        if not is_new:
            for name in ("kind", "steering_unit"):
                del fields[name]
        if not plans:
            for name in ("derived_from", "answers"):
                del fields[name]
        if not unsure:
            del fields["knowingly"]
            return
        fields["knowingly"].required = True
        fields["knowingly"].label = _("Nhận %(n)s mục chưa xem đúng như đã đọc") % {"n": unsure}
