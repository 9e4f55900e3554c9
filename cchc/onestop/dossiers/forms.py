"""What the pages of past dossiers take."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cchc.onestop.dossiers.choices import HELD, HELD_CHANNELS, HELD_STATUSES


class Upload(forms.Form):
    """An export of another system."""

    file = forms.FileField(
        label=_("Tệp hồ sơ"), help_text=_(".xlsx hoặc .csv, đến 20 MB; tệp lớn hơn nhập bằng lệnh"),
        error_messages={"required": _("Chọn tệp hồ sơ"), "empty": _("Tệp hồ sơ rỗng")},
    )  # fmt: skip


class Withdraw(forms.Form):
    """Why what a file brought is taken back."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Nhập lý do")},
    )  # fmt: skip


class Columns(forms.Form):
    """Which column holds what: one choice a heading, as a table shows it."""

    def __init__(self, *args: Any, names: list[str], guessed: dict[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.names = names
        held = [("", _("Không dùng")), *HELD.items()]
        by_name = {name: column for column, name in guessed.items()}
        for place, name in enumerate(names):
            if name:
                self.fields[f"c{place}"] = forms.ChoiceField(
                    label=name, choices=held, required=False, initial=by_name.get(name, "")
                )
        self.fields["channel"] = forms.ChoiceField(
            label=_("Tệp không có cột cách nộp: mọi hồ sơ nộp"), required=False,
            choices=[("", _("Tệp có cột này")), *HELD_CHANNELS.items()],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Every thing in one column at most; what must be known in one, at least."""
        said = super().clean() or {}
        columns = [said.get(f"c{place}", "") for place in range(len(self.names))]
        used = [column for column in columns if column]
        for column in {column for column in used if used.count(column) > 1}:
            self.add_error(None, _("“%(what)s” chỉ nằm ở một cột") % {"what": HELD[column]})
        for column in ("number", "received"):
            if column not in used:
                self.add_error(None, _("Chỉ cột của “%(what)s”") % {"what": HELD[column]})
        if "channel" not in used and not said.get("channel"):
            self.add_error("channel", _("Chỉ cột cách nộp, hoặc chọn cách nộp của mọi hồ sơ"))
        if not {"procedure", "procedure_code"} & set(used):
            self.add_error(None, _("Chỉ cột của mã thủ tục hoặc tên thủ tục"))
        if not {"status", "finished", "returned"} & set(used):
            self.add_error(None, _("Chỉ cột của trạng thái, ngày xử lý xong hoặc ngày trả kết quả"))
        return said

    @property
    def columns(self) -> dict[str, str]:
        """By heading, as the reader takes it."""
        said = self.cleaned_data
        found = {name: said[f"c{place}"] for place, name in enumerate(self.names) if name}
        return found | ({"=channel": said["channel"]} if said.get("channel") else {})


class Words(forms.Form):
    """What words that were not understood mean; what is left empty stays not understood."""

    def __init__(
        self, *args: Any, unknown: dict[str, dict[str, int]], procedures: list[tuple[str, str]],
        units: list[tuple[str, str]], **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "channel": list(HELD_CHANNELS.items()), "status": list(HELD_STATUSES.items()),
            "procedure": list(procedures), "unit": list(units),
        }  # fmt: skip
        self.asked: dict[str, tuple[str, str]] = {}
        for kind, words in unknown.items():
            for place, (word, count) in enumerate(list(words.items())[:40]):
                self.asked[f"{kind}-{place}"] = (kind, word)
                self.fields[f"{kind}-{place}"] = forms.ChoiceField(
                    label=ngettext("“%(word)s” (%(count)s dòng)", "“%(word)s” (%(count)s dòng)", count)
                    % {"word": word, "count": count}, required=False,
                    choices=[("", _("Chưa rõ, không nhận dòng này")), *choices.get(kind, [])],
                )  # fmt: skip

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """By kind and word, as the reader takes them."""
        found: dict[str, dict[str, str]] = {}
        for name, (kind, word) in self.asked.items():
            if self.cleaned_data.get(name):
                found.setdefault(kind, {})[word] = self.cleaned_data[name]
        return found
