"""What is typed on the pages of acts. Their fields are the arguments of the services."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.kernel.text import digits
from cchc.onestop.dossiers.choices import Delivery, Proof, ResultKind

LONGEST = 4000
FILES = ".pdf,.jpg,.jpeg,.png,.heic"


class WhereNeeded(forms.CharField):
    """A box that some answers need and others do not: the service says when, so it is not called optional."""

    def validate(self, value: Any) -> None:
        """Nothing is wrong with an empty box by itself."""


def words(
    label: Any, missing: Any = "", hint: Any = "", rows: int = 3, required: bool = True, where_needed: bool = False
) -> forms.CharField:
    """A box for words of a person: a reason, a note, a message."""
    return (WhereNeeded if where_needed else forms.CharField)(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        error_messages={"required": missing},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def paper_travels() -> forms.BooleanField:
    """The one thing that the giver says of a hand-over; whether it was electronic follows."""
    return forms.BooleanField(label=_("Có bản giấy đi kèm"), required=False)


class Nothing(forms.Form):
    """An act that needs no word."""


class Assignment(forms.Form):
    """Who is given the step."""

    assignee_id = forms.TypedChoiceField(
        label=_("Giao cho"), coerce=int, error_messages={"required": _("Chọn người được giao")}
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee_id"].choices = [("", _now("Chọn người")), *people]  # type: ignore[attr-defined]


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
        self.fields["to_step"].choices = steps  # type: ignore[attr-defined]
        everybody = [("", _now("Để đơn vị phân công")), *people]
        self.fields["assignee_id"].choices = everybody  # type: ignore[attr-defined]


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
        self.fields["to_step"].choices = steps  # type: ignore[attr-defined]


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
            self.fields["limit_case"].choices = cases  # type: ignore[attr-defined]
        else:
            del self.fields["limit_case"]
        if not has_number:
            del self.fields["seen"]


class Refusal(forms.Form):
    """Why a dossier is not taken in."""

    reason = words(
        _("Lý do từ chối"), _("Nhập lý do từ chối"),
        _("Ghi nguyên văn vào Phiếu từ chối và gửi người nộp; nêu căn cứ và việc người nộp cần làm"), 4,
    )  # fmt: skip


class Stop(forms.Form):
    """Why a dossier is handled no further."""

    reason = words(_("Lý do dừng xử lý"), _("Nhập lý do dừng xử lý"), _("Người nộp đọc lời này"), 4)


class Voiding(forms.Form):
    """Why an intake is undone."""

    reason = words(
        _("Lý do hủy tiếp nhận"), _("Nhập lý do hủy tiếp nhận"),
        _("Số hồ sơ nằm lại trong sổ với lý do này, không dùng lại"),
    )  # fmt: skip


class WithdrawalAnswer(forms.Form):
    """Whether the applicant gets the dossier back; a refusal of that needs its reason."""

    use_required_attribute = False

    AGREE, DECLINE = "dong-y", "khong-dong-y"

    decision = forms.ChoiceField(choices=[(AGREE, AGREE), (DECLINE, DECLINE)], widget=forms.HiddenInput)
    reason = words(
        _("Lý do nếu không đồng ý"), hint=_("Người nộp đọc lời này; bỏ trống khi đồng ý"), where_needed=True
    )

    def clean(self) -> dict[str, Any]:
        """To decline needs a reason."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("decision") == self.DECLINE and not told.get("reason"):
            self.add_error("reason", _now("Nhập lý do không đồng ý cho rút hồ sơ"))
        return told


class WithdrawalWish(forms.Form):
    """The wish of an applicant who stands at the counter."""

    reason = words(_("Lý do người nộp nêu"), _("Nhập lý do người nộp nêu"))


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


class Amount(forms.CharField):
    """A sum in đồng, typed with or without dots and spaces."""

    def to_python(self, value: Any) -> Any:
        """The number, or None."""
        text = super().to_python(value)
        if not text:
            return None
        bare = text.replace(".", "").replace(" ", "").replace("\u00a0", "").removesuffix("đồng").removesuffix("đ")
        try:
            if not bare or digits(bare) != bare:
                raise InvalidOperation
            return Decimal(bare)
        except InvalidOperation:
            raise ValidationError(_now("Số tiền phải là số, ví dụ 1.024.000")) from None

    def clean(self, value: Any) -> Any:
        """More than nothing."""
        amount = super().clean(value)
        if amount is not None and amount <= 0:
            raise ValidationError(_now("Số tiền phải lớn hơn 0"))
        return amount

    def run_validators(self, value: Any) -> None:
        """Its length is what matters of a sum."""
        if value is not None and value >= Decimal(10) ** 14:
            raise ValidationError(_now("Số tiền lớn quá, xem lại"))


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


class Asking(forms.Form):
    """What is missing, paper by paper; an empty box asks for nothing."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, papers: Iterable[tuple[str, str, str]], needs_reason: bool, has_form: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, tuple[str, str]] = {}
        for key, name, found in papers:
            self.names[f"p-{key}"] = (key, name)
            self.fields[f"p-{key}"] = words(name, rows=2, where_needed=True)
            self.initial.setdefault(f"p-{key}", found)
        if has_form:
            self.names["form"] = ("", _now("Nội dung khai"))
            self.fields["form"] = words(_("Nội dung khai trong biểu mẫu"), rows=2, where_needed=True)
        self.fields["message"] = words(
            _("Lời gửi người nộp"), hint=_("In trên Phiếu yêu cầu bổ sung"), rows=2, required=False
        )
        if needs_reason:
            self.fields["repeat_reason"] = words(
                _("Lý do phải yêu cầu lần nữa"), _("Nhập lý do phải yêu cầu lần nữa"),
                _("Trước khi tiếp nhận chỉ được yêu cầu bổ sung một lần (NĐ 61/2018/NĐ-CP, điều 17)"),
            )  # fmt: skip

    @property
    def items(self) -> list[tuple[str, str, str]]:
        """Key, name and words of each thing asked for."""
        return [
            (key, name, self.cleaned_data[field])
            for field, (key, name) in self.names.items()
            if self.cleaned_data[field]
        ]

    @property
    def has_words(self) -> int:
        """How many boxes have words in them."""
        return sum(has for _box, has in self.boxes())

    @property
    def has_empty(self) -> int:
        """How many boxes stand empty."""
        return len(self.names) - self.has_words

    def boxes(self) -> list[tuple[forms.BoundField, bool]]:
        """The boxes of the papers, and whether each has words: those without stand folded."""
        return [(self[name], bool(self[name].value() or self[name].errors)) for name in self.names]


class ManyFiles(forms.FileInput):
    """A button that takes several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files at once."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, none where none was chosen."""
        single = super().clean
        return [single(one, initial) for one in data or [] if one]


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
