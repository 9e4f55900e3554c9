"""P9: one's own dossiers, what must be done first; and two ways to one that is not yet in the list."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc.doors.portal.forms.codes import Codes
from cchc.doors.portal.permissions import is_applicant
from cchc.doors.portal.views import keys
from cchc.doors.portal.views.filing import Filing, name_of, person_of
from cchc.doors.portal.views.owned import IN_HAND, OVER, TO_DO, Owned
from cchc.doors.portal.views.start import done_pages, resume_url
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.models import User
from cchc.kernel.access import opens_to, public
from cchc.kernel.clock import now
from cchc.kernel.paging import capped_count, keyset
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Dossier, Draft, Supplement
from cchc.onestop.procedures.querysets import snapshot

SIZE = 20
WITHIN = timedelta(minutes=15)
MOST_OF_ONE, MOST_FROM = 10, 30  # wrong codes for one number, and from one account or address


@dataclass(frozen=True)
class Group:
    """A part of the page: its dossiers or drafts, how many there are, where the next ones are."""

    key: str
    title: str | Promise
    rows: list[Any]
    count: int
    more_url: str


_TITLES = {
    "can-lam": gettext_lazy("Cần làm"),
    "dang-giai-quyet": gettext_lazy("Đang giải quyết"),
    "ban-nhap": gettext_lazy("Bản nháp"),
    "da-xong": gettext_lazy("Đã xong"),
}
_STATES = {"can-lam": TO_DO, "dang-giai-quyet": IN_HAND, "da-xong": OVER}


@require_safe
@opens_to(is_applicant)
def mine(request: HttpRequest) -> HttpResponse:
    """P9. Each part shows its first twenty; `?muc=` one part alone, page by page."""
    user = person_of(request)
    if user is None:
        raise PermissionError
    only = request.GET.get("muc", "")
    wanted = [only] if only in _TITLES else list(_TITLES)
    groups = [_group(user, key, request.GET.get("sau", "") if only else "") for key in wanted]
    shown = [group for group in groups if group.rows]
    context = {"groups": shown, "only": only if only in _TITLES else "", "is_empty": not shown}
    return render(request, "portal/mine/mine.html", context)


def _group(user: User, key: str, mark: str) -> Group:
    page: Any
    if key == "ban-nhap":
        drafts = Draft.objects.filter(owner=user, dossier=None, expires_at__gt=now())
        page, count = keyset(drafts, by="-saved_at", mark=mark, size=SIZE), capped_count(drafts)
        rows: list[Any] = [_draft(draft, user) for draft in page.rows]
    else:
        at = now()
        found = Dossier.objects.visible_to(user, at).filter(state__in=_STATES[key])
        asked = Supplement.objects.filter(supplied_at=None)
        lines = found.with_names().prefetch_related(
            Prefetch("supplements", queryset=asked, to_attr="open_supplements")
        )
        page, count = keyset(lines, by="-filed_at", mark=mark, size=SIZE), capped_count(found)
        rows = [Owned(row, user, at) for row in page.rows]
    more = f"?muc={key}&sau={page.next_mark}" if page.next_mark else ""
    return Group(key, _TITLES[key], rows, count, more)


def _draft(draft: Draft, user: User) -> dict[str, Any]:
    filing = Filing(draft, snapshot(draft.rules_id), "", user)
    return {
        "draft": draft, "name": name_of(filing.process), "url": resume_url(filing), "done": done_pages(filing),
        "of": len(filing.pages), "filing": filing,
    }  # fmt: skip


# A dossier by its number and a code


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(is_applicant)
def link(request: HttpRequest) -> HttpResponse:
    """A dossier handed in at the counter joins one's list, by the code on its receipt."""
    user = person_of(request)
    if user is None:
        raise PermissionError
    form = Codes(request.POST if request.method == "POST" else None, initial=_from_address(request))
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        tries = [(f"link:{typed['number']}", MOST_OF_ONE), (f"link-by:{user.pk}", MOST_FROM)]
        if _may_try(form, tries):
            try:
                dossier = services.link_by_code(number=typed["number"], code=typed["code"], by=user, at=now())
            except services.WrongCode as refused:
                _count(tries)
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Đã thêm hồ sơ vào danh sách."))
                return redirect("portal:dossier", str(dossier))
    return render(request, "portal/mine/link.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def open_by_code(request: HttpRequest) -> HttpResponse:
    """A dossier filed without an account, by its secret code; this browser sees it for a few hours."""
    form = Codes(request.POST if request.method == "POST" else None, initial=_from_address(request))
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        address = get_adapter(request).get_client_ip(request)
        tries = [(f"secret:{typed['number']}", MOST_OF_ONE), (f"secret-from:{address}", MOST_FROM)]
        if _may_try(form, tries):
            try:
                dossier = services.by_secret(number=typed["number"], code=typed["code"])
            except services.WrongCode as refused:
                _count(tries)
                form.add_error(None, str(refused))
            else:
                keys.open_dossier(request, dossier.pk, now())
                return redirect("portal:dossier", str(dossier))
    context = {"form": form, "hours": keys.STAYS_OPEN.seconds // 3600}
    return render(request, "portal/mine/open.html", context, status=422 if form.errors else 200)


@require_POST
@public
def close(request: HttpRequest) -> HttpResponse:
    """Whoever opened a dossier by its code closes it: the computer may be everybody's."""
    keys.close_dossiers(request)
    messages.success(request, _("Đã đóng hồ sơ trên trình duyệt này."))
    return redirect("portal:open")


def _from_address(request: HttpRequest) -> dict[str, str]:
    """Number and code as the square on a paper brings them."""
    return {"number": request.GET.get("so", "")[:60], "code": request.GET.get("ma", "")[:20]}


def _may_try(form: Codes, tries: list[tuple[str, int]]) -> bool:
    try:
        for key, _most in tries:
            identity.require_attempt(key=key, at=now())
    except identity.TooManyAttempts as refused:
        form.add_error(None, refused.words)
        return False
    return True


def _count(tries: list[tuple[str, int]]) -> None:
    for key, most in tries:
        identity.count_attempt(key=key, most=most, within=WITHIN, close_for=WITHIN, at=now())
