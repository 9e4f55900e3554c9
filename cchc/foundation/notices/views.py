"""One's own notices."""

from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff
from cchc.foundation.notices import services
from cchc.foundation.notices.choices import BY_CHOICE
from cchc.foundation.notices.forms import Letters
from cchc.foundation.notices.models import Notice, Unwanted
from cchc.foundation.notices.papers import path_in, read_stop_token
from cchc.foundation.notices.querysets import unread_count
from cchc.kernel.access import anyone, opens_to, signed_in
from cchc.kernel.clock import now
from cchc.kernel.paging import keyset


class _Request(HttpRequest):
    user: User  # `opens_to(signed_in)` lets nobody else in


@opens_to(signed_in)
@require_safe
def notices(request: _Request) -> HttpResponse:
    """What I was told, newest first; what I have not read says so first."""
    staff = is_staff(request.user)
    page = keyset(
        Notice.objects.of(request.user),
        by="-created_at",
        mark=request.GET.get("sau", ""),
        size=50 if staff else 20,
    )
    for row in page.rows:
        row.path = path_in(get_language() or "vi", row.path) if row.path else ""
    context = {
        "page": page,
        "layout": "ui/desk.html" if staff else "ui/public.html",
        "unread": unread_count(request.user),
    }
    return render(request, "notices/list.html", context)


@opens_to(signed_in)
@require_POST
def open_notice(request: _Request, pk: UUID) -> HttpResponse:
    """Read one of my notices, and go to what it is about."""
    get_object_or_404(Notice.objects.of(request.user), pk=pk)
    notice = services.mark_read(notice_id=pk, by=request.user, at=now())
    known = notice.path and url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None)
    return redirect(path_in(get_language() or "vi", notice.path) if known else "notices:list")


@opens_to(signed_in)
@require_POST
def read_all(request: _Request) -> HttpResponse:
    """I have seen all of it."""
    services.mark_all_read(by=request.user, at=now())
    return redirect("notices:list")


@opens_to(is_staff)
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: _Request) -> HttpResponse:
    """Which letters about one's work one wants; what a law wants told is always sent."""
    unwanted = Unwanted.objects.of(request.user)
    wanted = [kind.value for kind in BY_CHOICE if kind not in unwanted]
    form = Letters(request.POST if request.method == "POST" else None, initial={"wanted": wanted})
    if form.is_bound and form.is_valid():
        services.choose_letters(user=request.user, unwanted=form.unwanted, by=request.user, at=now())
        messages.success(request, _("Đã lưu thư muốn nhận."))
        return redirect("notices:letters")
    context = {"form": form, "sends": services.sends_email()}
    return render(request, "notices/letters.html", context, status=422 if form.is_bound else 200)


# A mail program posts the link of a letter by itself (RFC 8058), without a page of ours before: the signed link
# says whose letters stop, and nothing else can be done with it.
@csrf_exempt
@opens_to(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Do without the letters of a kind, by the link of one of them: looking stops nothing, pressing does."""
    try:
        _user_id, kind = read_stop_token(token)
        if request.method == "POST":
            kind = services.stop_letters(token=token, at=now())
    except (BadSignature, ValueError, User.DoesNotExist) as error:
        raise Http404 from error
    context = {"kind": BY_CHOICE[kind], "done": request.method == "POST"}
    return render(request, "notices/stop.html", context)
