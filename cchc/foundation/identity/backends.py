"""How Django and allauth find the account behind a session, and what allauth does in this house's words."""

from datetime import timedelta
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cchc.foundation.identity import services
from cchc.foundation.identity.choices import ENDED, MUST_CHANGE, SEEN, STAFF
from cchc.foundation.identity.models import User
from cchc.kernel import clock

log = structlog.get_logger()

_WITHIN, _CLOSED = timedelta(minutes=15), timedelta(minutes=15)
_MOST_HERE, _MOST_ANYWHERE, _MOST_FROM = 5, 20, 100  # one name from one address; one name; one address

_PASSWORD_WORDS = {
    "password_too_short": lazy("Mật khẩu phải có ít nhất %(min_length)d ký tự"),
    "password_too_similar": lazy("Mật khẩu quá giống tên hoặc thư điện tử"),
    "password_too_common": lazy("Mật khẩu này nhiều người dùng, dễ đoán: chọn mật khẩu khác"),
    "password_entirely_numeric": lazy("Mật khẩu không được chỉ gồm chữ số"),
}


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Sign-in by user name, which is a citizen's e-mail; the account is read with its grants in one statement."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, or None once it is closed."""
        return User.objects.signed_in(user_id)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Rights come from positions, never from Django's permission table."""
        return False


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth with our words and letters, our services for what it writes, attempts counted in the database."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": lazy("Tài khoản này đã ngừng dùng."),
        "enter_current_password": lazy("Mật khẩu hiện tại chưa đúng"),
        "incorrect_password": lazy("Mật khẩu chưa đúng"),
        "invalid_password_reset": lazy("Đường dẫn đặt lại mật khẩu đã dùng rồi hoặc quá hạn"),
        "username_password_mismatch": lazy("Tên đăng nhập hoặc mật khẩu chưa đúng"),
    }

    def _keys(self, request: HttpRequest, username: str) -> list[tuple[str, int]]:
        address = self.get_client_ip(request)
        name = username.strip().lower()
        return [
            (f"sign-in:{name}:{address}", _MOST_HERE),
            (f"sign-in:{name}", _MOST_ANYWHERE),
            (f"sign-in-from:{address}", _MOST_FROM),
        ]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse to look at a password while sign-in is closed; the same for names that nobody has."""
        for key, _most in self._keys(request, credentials.get("username", "")):
            try:
                services.require_attempt(key=key, at=clock.now())
            except services.TooManyAttempts as refused:
                raise ValidationError(refused.words, code="too_many_login_attempts") from refused

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password; the last one allowed says at once until when sign-in is closed."""
        now, username = clock.now(), credentials.get("username", "")
        closed = [
            until
            for key, most in self._keys(request, username)
            if (until := services.count_attempt(key=key, most=most, within=_WITHIN, close_for=_CLOSED, at=now))
        ]
        if closed:
            services.record_closed_sign_in(username=username, until=max(closed), at=now)
            raise ValidationError(services.TooManyAttempts(max(closed)).words, code="too_many_login_attempts")

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in: the session knows whom it is for, and the count of wrong passwords begins anew."""
        super().login(request, user)
        request.session.pop(ENDED, None)
        request.session[SEEN] = int(clock.now().timestamp())
        request.session[STAFF] = user.is_staff
        if user.must_change_password:
            request.session[MUST_CHANGE] = True
        services.forget_attempts(key=self._keys(request, user.username)[0][0])

    def logout(self, request: HttpRequest) -> None:
        """Sign out here; other devices stay signed in."""
        request.signed_out = True  # type: ignore[attr-defined]
        super().logout(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are confirmed by e-mail, so without it none can be opened here."""
        return bool(settings.EMAIL_BACKEND != "django.core.mail.backends.dummy.EmailBackend")

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Open the account that was asked for."""
        said = form.cleaned_data
        return services.register_applicant_account(
            email=said["email"], full_name=said["full_name"], phone=said["phone"], password=said["password1"],
            language=(get_language() or settings.LANGUAGE_CODE)[:2], at=clock.now(),
        )  # fmt: skip

    def set_password(self, user: User, password: str) -> None:
        """Set the password that a person chose; the row in hand follows, so that this session goes on."""
        user.password = services.reset_password(user=user, password=password, by=user, at=clock.now()).password
        user.must_change_password = False
        request = allauth_context.request
        if request is not None:
            request.session.pop(MUST_CHANGE, None)

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Refuse weak passwords, in our words."""
        try:
            return str(super().clean_password(password, user))
        except ValidationError as weak:
            raise ValidationError(
                [
                    ValidationError(str(_PASSWORD_WORDS[str(error.code)]) % (error.params or {}), code=error.code)
                    if error.code in _PASSWORD_WORDS
                    else error
                    for error in weak.error_list
                ]
            ) from weak

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where work begins, in the language of the page."""
        return reverse("account_begin")

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Take an e-mail as shown to be the account's own, unless another account goes by it meanwhile."""
        others = User.objects.filter(username=email_address.email.lower()).exclude(pk=email_address.user_id)
        if not email_address.user.is_staff and others.exists():
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
            return False
        return bool(super().confirm_email(request, email_address))

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """On to the work for who is signed in, to sign-in for others."""
        signed_in = allauth_context.request.user.is_authenticated
        return reverse("account_begin" if signed_in else "account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own details."""
        return reverse("account_own")

    def _absolute(self, path: str) -> str:
        """How letters name this installation: as it is configured, so that no stranger's Host header decides."""
        if settings.PUBLIC_URL:
            return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
        return str(allauth_context.request.build_absolute_uri(path))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Where a new password is set."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return self._absolute(path.replace("UID-KEY", key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Where an e-mail is confirmed."""
        return self._absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter of ours. Where it cannot be sent the page says so, and nothing else fails."""
        request = allauth_context.request
        name = template_prefix.rpartition("/")[2]
        user = context.get("user")
        if name == "email_confirmation" and user is not None and user.email.lower() != email.lower():
            name = "email_change"
        words = context | {
            "email": email, "sign_up_url": self._absolute(reverse("account_signup")),
            "sign_in_url": self._absolute(reverse("account_login")),
            "reset_url": self._absolute(reverse("account_reset_password")),
        }  # fmt: skip
        try:
            self.render_mail(f"identity/mail/{name}", email, words).send()
        except OSError as error:  # smtplib's errors are among them
            log.error("letter not sent", letter=name, reason=repr(error))
            messages.error(
                request,
                _("Chưa gửi được thư: máy chủ thư không trả lời. Thử lại sau ít phút, hoặc hỏi Bộ phận Một cửa."),
            )

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say what was done, in our words; what the page says itself is not said twice."""
        name = (message_template or "").rpartition("/")[2].removesuffix(".txt")
        said = {
            "email_confirmed": _("Đã xác nhận thư điện tử."),
            "email_confirmation_failed": _("Thư điện tử này đã thuộc về tài khoản khác."),
            "password_changed": _("Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất."),
            "logged_out": _("Đã đăng xuất."),
        }.get(name)
        if said:
            messages.add_message(request, level, said)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Notices of sign-in are not sent by allauth here."""
