"""What is typed about notices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cchc.foundation.notices.choices import BY_CHOICE


class Letters(forms.Form):
    """Which letters a person wants, of those that they may do without."""

    wanted = forms.MultipleChoiceField(
        label=_("Gửi thư điện tử về"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, words) for kind, words in BY_CHOICE.items()],
        help_text=_("Bỏ chọn thì chỉ báo trong chương trình"),
    )  # fmt: skip

    @property
    def unwanted(self) -> set[str]:
        """Those that were not ticked."""
        return {kind.value for kind in BY_CHOICE} - set(self.cleaned_data["wanted"])
