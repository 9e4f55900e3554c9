"""A number and the code that goes with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cchc.onestop.dossiers.rules import plain_number


class Codes(forms.Form):
    """Its fields are the arguments of `link_by_code` and `by_secret`."""

    number = forms.CharField(max_length=60, error_messages={"required": _("Nhập mã hồ sơ")})
    code = forms.CharField(max_length=20, error_messages={"required": _("Nhập mã bí mật")})

    def clean_number(self) -> str:
        """The number in the one form in which it is stored."""
        return plain_number(str(self.cleaned_data["number"]))
