"""One way for every act on the organisation: a form on a page, its consequences read first, one service call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cchc.foundation.identity.models import Agency, Unit, User
from cchc.foundation.identity.querysets import managed_agencies
from cchc.foundation.identity.services import AlreadyTaken, Impossible
from cchc.kernel import clock
from cchc.kernel.lifecycle import Conflict

Said = dict[str, Any]

FORMS = require_http_methods(["GET", "HEAD", "POST"])


def if_past(on: date) -> list[str]:
    """What a day in the past means."""
    if on >= clock.today():
        return []
    return [
        _("Ngày %(day)s đã qua: sổ được ghi như thế từ ngày ấy; hồ sơ và việc đã làm từ đó đến nay không đổi.")
        % {"day": f"{on:%d/%m/%Y}"}
    ]


def units_in_force(agency_id: int | None) -> QuerySet[Unit]:
    """The units of an agency that may be chosen, in the order of the tree."""
    return Unit.objects.filter(agency=agency_id or 0, ends_on=None).order_by("path")


def posted(request: HttpRequest) -> Any:
    """What was sent by a form; None where the page is only asked for."""
    return request.POST if request.method == "POST" else None


def first_values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    """What a form about a row shows at first."""
    return {name: getattr(row, name) for name in names}


@dataclass(frozen=True)
class ActPage:
    """What a page of an act says: the act, on whom, and where one comes from."""

    title: str
    subject: str
    verb: str
    back_url: str
    back_text: str
    words: str = ""
    danger: bool = False
    links: Sequence[tuple[str, str]] = ()  # the same act elsewhere: words, address


def act(
    request: HttpRequest,
    page: ActPage,
    form: Form,
    run: Callable[[Said], str],
    done: str,
    consequences: Callable[[Said], Sequence[str]] | None = None,
) -> HttpResponse:
    """Show the form; where the act has consequences, show them; then act and go on.

    `run` calls one service and gives where to go. Wrong input is 422, a lost race 409, both with what was typed.
    """
    if not form.is_bound:
        return _page(request, page, form)
    if not form.is_valid():
        return _page(request, page, form, status=422)
    said = dict(form.cleaned_data)
    confirmed = said.pop("confirmed", True)
    lines = consequences(said) if consequences else ()
    if lines and not confirmed:
        return _page(request, page, form, lines=lines)
    try:
        where = run(said)
    except AlreadyTaken:
        form.add_error("username", _("Tên đăng nhập này đã có người dùng"))
        return _page(request, page, form, status=422)
    except Impossible as impossible:
        form.add_error(None, str(impossible))
        return _page(request, page, form, status=422)
    except Conflict:
        form.add_error(
            None, _("Người khác vừa sửa chỗ này. Nội dung vừa nhập còn ở dưới: tải lại trang để xem bản mới.")
        )
        return _page(request, page, form, status=409)
    messages.success(request, done)
    return redirect(where)


def _page(
    request: HttpRequest, page: ActPage, form: Form, status: int = 200, lines: Sequence[str] = ()
) -> HttpResponse:
    return render(request, "identity/act.html", {"act": page, "form": form, "lines": lines}, status=status)


def own_user(request: HttpRequest) -> User:
    """The person who asks; the door has seen to it that there is one."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def managed(request: HttpRequest) -> frozenset[int]:
    """The agencies that the one who asks keeps today."""
    return managed_agencies(own_user(request), clock.today())


def agency_of(request: HttpRequest, pk: int | str | None = None) -> Agency:
    """The agency that a page is about: the one named, if it is kept by who asks, else the first of theirs."""
    kept = Agency.objects.filter(pk__in=managed(request)).select_related("parent").order_by("parent", "pk")
    if not pk:
        own = kept.filter(pk=own_user(request).agency_id or 0).first() or kept.first()
        if own is None:
            raise Http404
        return own
    if not str(pk).isdecimal():
        raise Http404
    found = kept.filter(pk=int(pk)).first()
    if found is None:
        raise Http404
    return found
