"""Sign-in, sign-up and passwords: allauth's forms in our words."""

from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cchc.foundation.identity import rules
from cchc.foundation.identity.models import User

_USERNAME_ATTRS = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
EMAIL_WORDS = {
    "required": lazy("Nhập thư điện tử"),
    "invalid": lazy("Thư điện tử phải có dạng ten@noi.vn"),
}


def password_field(label: Any, required: Any, autocomplete: str, hint: str = "") -> forms.CharField:
    """A password, which may be pasted and is never shown back."""
    return forms.CharField(
        label=label, help_text=hint, strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}), error_messages={"required": required},
    )  # fmt: skip


def email_field() -> forms.EmailField:
    """The e-mail of a citizen."""
    return forms.EmailField(
        label=lazy("Thư điện tử"), error_messages=EMAIL_WORDS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip


def checked_phone(text: str) -> str:
    """A phone number as typed, plain; nothing stays nothing."""
    if not text.strip():
        return ""
    if not rules.phone_is_right(text):
        raise ValidationError(_("Điện thoại phải là số của Việt Nam, ví dụ 0905 123 456"))
    return rules.plain_phone(text)


class SignIn(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """User name (a citizen's is their e-mail) and password. The same words for a wrong one of either."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Tên đăng nhập hoặc thư điện tử"), max_length=254,
            help_text=_("Cán bộ dùng tên đăng nhập; người dân, doanh nghiệp dùng thư điện tử đã đăng ký"),
            widget=forms.TextInput(attrs=_USERNAME_ATTRS),
            error_messages={"required": _("Nhập tên đăng nhập hoặc thư điện tử")},
        )  # fmt: skip
        self.fields["password"] = password_field(_("Mật khẩu"), _("Nhập mật khẩu"), "current-password")
        self.order_fields(["login", "password"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponseBase:
        """Sign in. The office vouches for its people, so their e-mail needs no confirmation."""
        if self.user.is_staff:
            self._login.email_verification = EmailVerificationMethod.NONE
        answer: HttpResponseBase = super().login(request, redirect_url=redirect_url)
        return answer


class SignUp(SignupForm):  # type: ignore[misc]  # allauth is untyped
    """An account of a citizen or a firm: name, e-mail, phone, password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"] = forms.CharField(
            label=_("Họ và tên"), max_length=255, help_text=_("Như trên căn cước"),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Nhập họ và tên")},
        )  # fmt: skip
        self.fields["email"] = email_field()
        self.fields["phone"] = forms.CharField(
            label=_("Điện thoại"), max_length=30, required=False,
            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        )  # fmt: skip
        self.fields["password1"] = password_field(
            _("Mật khẩu"), _("Nhập mật khẩu"), "new-password", _("Ít nhất 10 ký tự, không chỉ gồm chữ số")
        )
        self.order_fields(["full_name", "email", "phone", "password1"])

    def clean_full_name(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_phone(self) -> str:
        """A phone number of Viet Nam, or nothing."""
        return checked_phone(self.cleaned_data["phone"])


class ForgottenPassword(ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """Where to send the link by which a new password is set."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()


class _TwoPasswords:
    """A new password, typed once: it may be shown, and there is a way back by e-mail."""

    fields: dict[str, forms.Field]
    user: Any

    def _ask(self) -> None:
        hint = _("Ít nhất 10 ký tự, không chỉ gồm chữ số")
        checked = self.fields["password1"]  # allauth's field, which refuses weak ones
        checked.label, checked.help_text = _("Mật khẩu mới"), hint
        checked.widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        checked.error_messages["required"] = _("Nhập mật khẩu mới")
        self.fields["password2"] = password_field(
            _("Nhập lại mật khẩu mới"), _("Nhập lại mật khẩu mới"), "new-password"
        )


def _same_twice(form: Any) -> None:
    first, second = form.cleaned_data.get("password1"), form.cleaned_data.get("password2")
    if first and second and first != second:
        form.add_error("password2", _("Hai lần nhập mật khẩu mới chưa giống nhau"))


class NewPassword(_TwoPasswords, ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is untyped
    """A new password by the link of a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask()

    def clean(self) -> dict[str, Any]:
        """Both passwords alike."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        _same_twice(self)
        return cleaned


class ChangePassword(_TwoPasswords, ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    """A new password by whoever knows the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(
            _("Mật khẩu hiện tại"), _("Nhập mật khẩu hiện tại"), "current-password"
        )
        self._ask()
        self.order_fields(["oldpassword", "password1", "password2"])

    def clean(self) -> dict[str, Any]:
        """Both passwords alike, and another than before."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        _same_twice(self)
        if cleaned.get("password1") and cleaned.get("password1") == cleaned.get("oldpassword"):
            self.add_error("password1", _("Mật khẩu mới phải khác mật khẩu hiện tại"))
        return cleaned


class ChangeEmail(forms.Form):
    """Another e-mail for one's account, by whoever knows its password."""

    email = email_field()
    password = password_field(lazy("Mật khẩu hiện tại"), lazy("Nhập mật khẩu hiện tại"), "current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["email"].label = _("Thư điện tử mới")

    def clean_email(self) -> str:
        """Another one than before, in small letters."""
        email = str(self.cleaned_data["email"]).lower()
        if email == self.user.email.lower():
            raise ValidationError(_("Thư điện tử mới phải khác thư điện tử đang dùng"))
        return email

    def clean_password(self) -> str:
        """The password of the account."""
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise ValidationError(_("Mật khẩu hiện tại chưa đúng"))
        return password


class OwnDetails(forms.Form):
    """What a person says of themselves. Its fields are the arguments of `services.change_person`."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    full_name = forms.CharField(
        label=lazy("Họ và tên"), max_length=255, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": lazy("Nhập họ và tên")},
    )  # fmt: skip
    phone = forms.CharField(
        label=lazy("Điện thoại"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=lazy("Ngôn ngữ của thư và thông báo"), choices=[("vi", "Tiếng Việt"), ("en", "English")],
        widget=forms.RadioSelect,
    )  # fmt: skip

    def clean_full_name(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_phone(self) -> str:
        """A phone number of Viet Nam, or nothing."""
        return checked_phone(self.cleaned_data["phone"])
