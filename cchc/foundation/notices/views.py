"""One's own notices."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff
from cchc.foundation.notices import services
from cchc.foundation.notices.models import Notice
from cchc.foundation.notices.papers import path_in
from cchc.foundation.notices.querysets import unread_count
from cchc.kernel.access import opens_to, signed_in
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
