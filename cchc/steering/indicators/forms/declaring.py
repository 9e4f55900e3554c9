"""What is typed to ask for a value, to declare it, to decide on it, and to set how it is asked for."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.kernel.text import digits
from cchc.steering.indicators.choices import Every, PeriodKind
from cchc.ui.choosing import offer

LONGEST = 4000
LARGEST = 10**15 - 1
_WHOLE = re.compile(r"\d+|\d{1,3}(?:[. \u00a0\u202f]\d{3})+", re.ASCII)
_PERCENTAGE = re.compile(r"\d{1,3}(?:[.,]\d{1,6})?", re.ASCII)
FILES = ".pdf,.jpg,.jpeg,.png,.heic,.docx,.xlsx,.txt"
KNOWN, UNKNOWN, PERCENT = "n-N", "chua-biet", "ty-le"
HOW = [
    (KNOWN, _("Tử số và mẫu số")),
    (UNKNOWN, _("Tử số; mẫu số chưa biết")),
    (PERCENT, _("Chỉ có tỷ lệ phần trăm")),
]
Named = Iterable[tuple[Any, str]]


class TypedForm(forms.Form):
    """A form whose mistakes are told after it was sent, never by the browser before."""

    use_required_attribute = False


class Whole(forms.CharField):
    """A whole number; dots and spaces stand between thousands only: "1.5" is no number of rows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        """The number, or None."""
        text = str(value or "").strip()
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise ValidationError(_now("%(label)s phải là số nguyên, ví dụ 1.250") % {"label": self.label})
        found = int(digits(text))
        if found > LARGEST:
            raise ValidationError(_now("%(label)s dài nhất 15 chữ số") % {"label": self.label})
        return found

    def validate(self, value: Any) -> None:
        """What is missing is told by the form, which knows what is needed."""

    def run_validators(self, value: Any) -> None:
        """A number has no length."""


class Percentage(forms.CharField):
    """A percentage from 0 to 100, with a comma or a dot."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        """The number, or None."""
        text = str(value or "").strip().removesuffix("%").strip()
        if not text:
            return None
        if not _PERCENTAGE.fullmatch(text):
            raise ValidationError(_now("%(label)s phải là số, ví dụ 62,4") % {"label": self.label})
        found = Decimal(text.replace(",", "."))
        if found > 100:
            raise ValidationError(_now("%(label)s phải từ 0 đến 100") % {"label": self.label})
        return found

    def validate(self, value: Any) -> None:
        """What is missing is told by the form."""

    def run_validators(self, value: Any) -> None:
        """A number has no length."""


class Files(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Files that people bring, any number of them."""

    widget = Files(attrs={"accept": FILES})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each of them by itself; that there is none is told by who knows what is there already."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFiles, self).clean(one, initial) for one in given if one]


class Value(TypedForm):
    """A declared value with what proves it; the fields are named as `services.declare` names them.

    `above` and `below` say what the two numbers count.
    Which of the numbers are needed depends on `how`: none of them is called optional, `clean` asks for those.
    """

    how = forms.ChoiceField(label=_("Khai bằng"), choices=HOW, widget=forms.RadioSelect, initial=KNOWN)
    numerator = Whole(label=_("Tử số"))
    denominator = Whole(
        label=_("Mẫu số"),
        help_text=_("Không biết thì chọn “mẫu số chưa biết” ở trên; đó cũng là câu trả lời"),
    )  # fmt: skip
    value = Percentage(label=_("Tỷ lệ (%)"), help_text=_("Chỉ khi không có tử số, mẫu số; ví dụ 62,4"))
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Số liệu lấy từ đâu, tính thế nào"),
    )  # fmt: skip
    uploads = SeveralFiles(
        allow_empty_file=True,  # an empty one is refused by name, as every other that cannot be taken
        label=_("Tệp minh chứng"),
        help_text=_("PDF, ảnh, DOCX, XLSX hoặc văn bản; tối đa 20 MB mỗi tệp; chọn được nhiều tệp"),
    )  # fmt: skip

    def __init__(self, *args: Any, above: str = "", below: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numerator"].help_text = above
        if below:
            self.fields["denominator"].help_text = f"{below}. {self.fields['denominator'].help_text}"

    def clean(self) -> dict[str, Any]:
        """What was chosen needs its numbers, and no others: none is dropped in silence."""
        told: dict[str, Any] = super().clean() or {}
        how = told.get("how")
        needed = {KNOWN: ("numerator", "denominator"), UNKNOWN: ("numerator",), PERCENT: ("value",)}
        for name in needed.get(str(how), ()):
            if told.get(name) is None and name not in self.errors:
                self.add_error(name, _now("Nhập %(label)s") % {"label": str(self.fields[name].label).lower()})
        for name in ("numerator", "denominator", "value"):
            if how and name not in needed[str(how)] and told.get(name) is not None:
                self.add_error(name, _now("Bỏ trống ô này, hoặc chọn cách khai khác"))
        return told

    @property
    def said(self) -> dict[str, Any]:
        """The arguments of the service."""
        return {name: self.cleaned_data[name] for name in ("numerator", "denominator", "value", "note", "uploads")}


class ReturnReason(TypedForm):
    """Why a value is given back."""

    reason = forms.CharField(
        label=_("Lý do trả lại"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Nhập lý do trả lại")},
        help_text=_("Người khai đọc lời này; nêu chỗ cần sửa"),
    )  # fmt: skip


class AgainReason(TypedForm):
    """Why a value that counts is to be declared anew."""

    reason = forms.CharField(
        label=_("Lý do thay giá trị"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Nhập lý do thay giá trị")},
    )  # fmt: skip


class WithdrawReason(TypedForm):
    """Why an asking is taken back, or a value counts no more."""

    reason = forms.CharField(
        label=_("Lý do rút"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Nhập lý do rút")},
    )  # fmt: skip


class HandOn(TypedForm):
    """Which other unit declares, and why."""

    to_unit = forms.TypedChoiceField(
        label=_("Đơn vị khai"), coerce=int, error_messages={"required": _("Chọn đơn vị khai")}
    )
    reason = forms.CharField(
        label=_("Lý do"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, units: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to_unit", [("", _("Chọn đơn vị")), *units])


class Ask(TypedForm):
    """What is asked for, of whom, by when."""

    indicator = forms.ChoiceField(label=_("Chỉ tiêu"), error_messages={"required": _("Chọn một chỉ tiêu tự khai")})
    ends_on = forms.DateField(
        label=_("Số liệu đến ngày"), help_text=_("ví dụ 30/09/2026"),
        error_messages={"required": _("Nhập ngày của số liệu")},
    )  # fmt: skip
    period = forms.ChoiceField(
        label=_("Tính từ đầu"), choices=PeriodKind.choices, initial=PeriodKind.YEAR,
        help_text=_("Chỉ tiêu tại một thời điểm, hoặc cộng dồn, không dùng mục này"),
    )  # fmt: skip
    asked_unit = forms.TypedChoiceField(
        label=_("Đơn vị khai"), coerce=int, error_messages={"required": _("Chọn đơn vị khai")}
    )
    due_on = forms.DateField(
        label=_("Hạn khai"), help_text=_("ví dụ 05/10/2026"), error_messages={"required": _("Nhập hạn khai")}
    )

    def __init__(self, *args: Any, indicators: Named, units: Named, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer(self, "indicator", [("", _("Chọn chỉ tiêu")), *indicators])
        offer(self, "asked_unit", [("", _("Chọn đơn vị")), *units])

    def clean_ends_on(self) -> date:
        """Nobody can say what tomorrow was."""
        day: date = self.cleaned_data["ends_on"]
        if day > self.today:
            raise ValidationError(_now("Số liệu đến ngày phải không sau hôm nay"))
        return day

    def clean_due_on(self) -> date:
        """A day that can be kept."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise ValidationError(_now("Hạn khai phải không trước hôm nay"))
        return day


class Rule(TypedForm):
    """How the values of an indicator are asked for."""

    is_on = forms.BooleanField(label=_("Yêu cầu khai định kỳ"), required=False)
    asked_unit = forms.TypedChoiceField(label=_("Đơn vị khai"), coerce=int, required=False, empty_value=None)
    every = forms.ChoiceField(label=_("Mỗi"), choices=Every.choices)
    due_days = forms.IntegerField(
        label=_("Hạn khai, số ngày làm việc sau khi chốt kỳ"), min_value=1, max_value=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Nhập số ngày làm việc"), "invalid": _("Số ngày làm việc phải là số"),
            "min_value": _("Số ngày làm việc phải từ 1 đến 60"),
            "max_value": _("Số ngày làm việc phải từ 1 đến 60"),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, units: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = ("", _("Đơn vị chủ trì chỉ tiêu trong kế hoạch"))
        offer(self, "asked_unit", [usual, *units])


class Narrowing(forms.Form):
    """By what the list of declared values is narrowed. What cannot be read counts as not said."""

    tt = forms.ChoiceField(label=_("Trạng thái"), required=False)
    ct = forms.ChoiceField(label=_("Chỉ tiêu"), required=False)
    dv = forms.ChoiceField(label=_("Đơn vị khai"), required=False)

    def __init__(self, data: Any, *, piles: Named, indicators: Named, units: Named) -> None:
        super().__init__(data)
        told = (
            ("tt", _("Trạng thái: tất cả"), piles), ("ct", _("Chỉ tiêu: tất cả"), indicators),
            ("dv", _("Đơn vị: tất cả"), units),
        )  # fmt: skip
        for name, everything, named in told:
            offer(self, name, [("", everything), *named])

    def told(self, name: str) -> str:
        """What could be read of a field; empty where nothing could."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
