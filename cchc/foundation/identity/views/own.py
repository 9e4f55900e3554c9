"""One's own account: details, rights in words, every device signed out."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cchc.foundation.identity import services
from cchc.foundation.identity.forms.sign_in import ChangeEmail, OwnDetails
from cchc.foundation.identity.models import Link, User
from cchc.foundation.identity.permissions import rights_in_words
from cchc.foundation.identity.views.acts import own_user
from cchc.kernel import clock
from cchc.kernel.access import opens_to, signed_in
from cchc.kernel.lifecycle import Conflict

MOST_TRIES, WITHIN = 5, timedelta(minutes=15)


@opens_to(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """See and change what the office knows of oneself."""
    user = own_user(request)
    first = {name: getattr(user, name) for name in ("version", "full_name", "phone", "language")}
    form = OwnDetails(request.POST if request.method == "POST" else None, initial=first)
    if not form.is_bound:
        return _own_page(request, form)
    if not form.is_valid():
        return _own_page(request, form, status=422)
    try:
        services.change_person(user=user, by=user, at=clock.now(), **form.cleaned_data)
    except Conflict:
        now = User.objects.get(pk=user.pk)
        form = OwnDetails({**form.cleaned_data, "version": now.version})
        words = _(
            "Vừa được sửa ở nơi khác thành: %(name)s, %(phone)s. Nội dung vừa nhập còn ở dưới: xem lại, lưu lại."
        )
        form.add_error(None, words % {"name": now.full_name, "phone": now.phone or _("không có điện thoại")})
        return _own_page(request, form, status=409)
    messages.success(request, _("Đã lưu thông tin của tài khoản."))
    return redirect("account_own")


@opens_to(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Ask for another e-mail: it takes the old one's place once the letter's link was pressed.

    An address that another account has is answered alike; its owner hears of it by a letter.
    """
    user = own_user(request)
    adapter = get_adapter(request)
    can_send = adapter.is_open_for_signup(request)
    form = ChangeEmail(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and can_send and _may_try(form, f"change-email:{user.pk}") and form.is_valid():
        email = form.cleaned_data["email"]
        others = User.objects.filter(Q(username=email) | Q(email__iexact=email)).exclude(pk=user.pk)
        if others.exists():
            adapter.send_mail("account/email/account_already_exists", email, {})
        else:
            EmailAddress.objects.add_new_email(request, user, email)
        words = _("Đã gửi thư tới %(email)s. Mở thư và xác nhận; đến lúc ấy vẫn dùng thư điện tử cũ.")
        messages.success(request, words % {"email": email})
        return redirect("account_own")
    context = {"form": form, "person": user, "can_send": can_send}
    return render(request, "identity/change_email.html", context, status=422 if form.is_bound else 200)


def _may_try(form: ChangeEmail, key: str) -> bool:
    try:
        services.require_attempt(key=key, at=clock.now())
    except services.TooManyAttempts as refused:
        form.add_error(None, refused.words)
        return False
    services.count_attempt(key=key, most=MOST_TRIES, within=WITHIN, close_for=WITHIN, at=clock.now())
    return True


@opens_to(signed_in)
@require_POST
def end_own_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, this device included."""
    user = own_user(request)
    services.end_sessions(user=user, by=user, at=clock.now())
    request.signed_out = True  # type: ignore[attr-defined]
    logout(request)
    messages.success(request, _("Đã đăng xuất mọi thiết bị."))
    return redirect("account_login")


@opens_to(signed_in)
@require_POST
def unlink_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one's account no longer stand for an applicant."""
    user = own_user(request)
    link = get_object_or_404(Link.objects.select_related("applicant"), pk=pk, user=user)
    try:
        services.unlink(user=user, applicant=link.applicant, by=user, at=clock.now())
    except Conflict:
        messages.info(request, _("Tài khoản đã thôi gắn với %(name)s từ trước.") % {"name": link.applicant})
    else:
        messages.success(request, _("Tài khoản không còn gắn với %(name)s.") % {"name": link.applicant})
    return redirect("account_own")


def _own_page(request: HttpRequest, form: OwnDetails, status: int = 200) -> HttpResponse:
    user = own_user(request)
    links = Link.objects.filter(user=user, ended_at=None).select_related("applicant").order_by("pk")
    context = {
        "form": form,
        "person": user,
        "links": list(links) if not user.is_staff else [],
        "rights": rights_in_words(user, clock.today()),
        "new_email": _waiting(user),
    }
    return render(request, "identity/own.html", context, status=status)


def _waiting(user: User) -> str:
    """The e-mail that an account asked for and has not confirmed yet."""
    row = EmailAddress.objects.get_new(user)
    return str(row.email) if row is not None and row.email.lower() != user.email.lower() else ""
