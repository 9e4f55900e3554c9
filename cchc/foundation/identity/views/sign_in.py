"""Sign-in, sign-up, forgotten passwords: allauth's flows in our pages, answering 422 to wrong input."""

from datetime import timedelta
from typing import Any

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cchc.foundation.identity import services
from cchc.foundation.identity.choices import ENDED, MUST_CHANGE
from cchc.foundation.identity.forms.sign_in import ChangePassword, ForgottenPassword, NewPassword, SignIn, SignUp
from cchc.kernel import clock
from cchc.kernel.access import opens_to, public, signed_in

STAFF_BEGIN, APPLICANTS_BEGIN = "/viec", "/ho-so-cua-toi"


class _Page:
    """allauth's context without its `site`, a name that belongs to the frame of every page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of allauth
        found.pop("site", None)
        return found


class _Refuses(_Page):
    """A wrong form comes back as 422, with what was typed."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what is wrong."""
        answer: HttpResponse = self.render_to_response(  # type: ignore[attr-defined]  # of FormView
            self.get_context_data(form=form)
        )
        answer.status_code = 422
        return answer


def _allowed(form: Any, key: str, most: int, within: timedelta) -> bool:
    """Count an attempt that sends a letter or makes an account; a further one is refused in the form."""
    try:
        services.require_attempt(key=key, at=clock.now())
    except services.TooManyAttempts as refused:
        form.add_error(None, ValidationError(refused.words))
        return False
    services.count_attempt(key=key, most=most, within=within, close_for=within, at=clock.now())
    return True


def _address(request: HttpRequest) -> str:
    return str(get_adapter(request).get_client_ip(request))


class SignInPage(_Refuses, allauth.LoginView):  # type: ignore[misc]  # allauth is untyped
    """P12: the way in for citizens and staff, and back to the same place."""

    template_name = "identity/sign_in.html"

    def get_form_class(self) -> type[SignIn]:
        """Our words."""
        return SignIn

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say why it is asked: the session is over, or the page needs it."""
        return super().get_context_data(**kwargs) | {
            "has_ended": bool(self.request.session.get(ENDED)),
            "is_open": get_adapter(self.request).is_open_for_signup(self.request),
        }


class SignUpPage(_Refuses, allauth.SignupView):  # type: ignore[misc]  # allauth is untyped
    """An account for a citizen or a firm."""

    template_name = "identity/sign_up.html"
    template_name_signup_closed = "identity/sign_up_closed.html"

    def get_form_class(self) -> type[SignUp]:
        """Our words."""
        return SignUp

    def form_valid(self, form: Any) -> HttpResponse:
        """Open the account and send the letter; from one address not without end."""
        if not _allowed(form, f"sign-up:{_address(self.request)}", 30, timedelta(hours=1)):
            return self.form_invalid(form)
        try:
            answer: HttpResponse = super().form_valid(form)
        except services.AlreadyTaken:  # made a moment ago, by a second press
            return redirect("account_email_verification_sent")
        return answer


class ForgottenPage(_Refuses, allauth.PasswordResetView):  # type: ignore[misc]  # allauth is untyped
    """Ask for a link by e-mail. Whether there is an account is not said."""

    template_name = "identity/forgotten.html"

    def get_form_class(self) -> type[ForgottenPassword]:
        """Our words."""
        return ForgottenPassword

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the letter; to one e-mail three in a quarter of an hour."""
        keys = [(f"reset:{form.cleaned_data['email'].lower()}", 3), (f"reset-from:{_address(self.request)}", 30)]
        if not all(_allowed(form, key, most, timedelta(minutes=15)) for key, most in keys):
            return self.form_invalid(form)
        answer: HttpResponse = super().form_valid(form)
        return answer


class NewPasswordPage(_Refuses, allauth.PasswordResetFromKeyView):  # type: ignore[misc]  # allauth is untyped
    """A new password by the link of a letter, once."""

    template_name = "identity/new_password.html"

    def get_form_class(self) -> type[NewPassword]:
        """Our words."""
        return NewPassword

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the link still holds."""
        kwargs.setdefault("token_fail", False)
        if kwargs["token_fail"]:
            kwargs.setdefault("form", None)
        return super().get_context_data(**kwargs)


class ChangePasswordPage(_Refuses, allauth.PasswordChangeView):  # type: ignore[misc]  # allauth is untyped
    """A new password; first of all for who was given an initial one."""

    template_name = "identity/change_password.html"

    def get_form_class(self) -> type[ChangePassword]:
        """Our words."""
        return ChangePassword

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it must be changed before anything else."""
        return super().get_context_data(**kwargs) | {
            "must": bool(self.request.session.get(MUST_CHANGE)),
        }


class ConfirmEmailPage(_Page, allauth.ConfirmEmailView):  # type: ignore[misc]  # allauth is untyped
    """The link of the letter shows a button: mail programs open links by themselves, and only a press confirms."""

    template_name = "identity/confirm_email.html"


class _SignOut(_Page, allauth.LogoutView):  # type: ignore[misc]  # allauth is untyped
    template_name = "identity/sign_out.html"


class _Inactive(_Page, allauth.AccountInactiveView):  # type: ignore[misc]  # allauth is untyped
    template_name = "identity/inactive.html"


class _MailSent(_Page, allauth.EmailVerificationSentView):  # type: ignore[misc]  # allauth is untyped
    template_name = "identity/mail_sent.html"


class _ForgottenSent(_Page, allauth.PasswordResetDoneView):  # type: ignore[misc]  # allauth is untyped
    template_name = "identity/forgotten_sent.html"


class _NewPasswordSet(_Page, allauth.PasswordResetFromKeyDoneView):  # type: ignore[misc]  # allauth is untyped
    template_name = "identity/new_password_set.html"


sign_in = public(SignInPage.as_view())
sign_up = public(SignUpPage.as_view())
sign_out = public(_SignOut.as_view())
inactive = public(_Inactive.as_view())
mail_sent = public(_MailSent.as_view())
confirm_email = public(ConfirmEmailPage.as_view())
forgotten = public(ForgottenPage.as_view())
forgotten_sent = public(_ForgottenSent.as_view())
new_password = public(NewPasswordPage.as_view())
new_password_set = public(_NewPasswordSet.as_view())
change_password = opens_to(signed_in)(ChangePasswordPage.as_view())


@opens_to(signed_in)
@require_safe
def begin(request: HttpRequest) -> HttpResponseRedirect:
    """Where a person begins after sign-in: the inbox, or their dossiers."""
    first = STAFF_BEGIN if request.user.is_staff else APPLICANTS_BEGIN
    language = get_language() or settings.LANGUAGE_CODE
    before = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    try:
        resolve(f"{before}{first}")
    except Resolver404:
        return redirect("account_own")
    return redirect(f"{before}{first}")
