"""What is typed towards the applicant, and to end a dossier."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.doors.desk.forms.acts.boxes import words


class Refusal(forms.Form):
    """Why a dossier is not taken in."""

    reason = words(
        _("Lý do từ chối"), _("Nhập lý do từ chối"),
        _("Ghi nguyên văn vào Phiếu từ chối và gửi người nộp; nêu căn cứ và việc người nộp cần làm"), 4,
    )  # fmt: skip


class Stop(forms.Form):
    """Why a dossier is handled no further."""

    reason = words(_("Lý do dừng xử lý"), _("Nhập lý do dừng xử lý"), _("Người nộp đọc lời này"), 4)


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
        self.fields["supply_on"] = forms.DateField(
            label=_("Bổ sung đến hết ngày"), required=False,
            help_text=_("Ví dụ 05/02/2026. Luật không đặt hạn cho người nộp: quá ngày này hồ sơ vẫn bổ sung được"),
        )  # fmt: skip
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
