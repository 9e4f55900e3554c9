"""Refused and failed requests, answered in words: what happened, what is kept, what to do, and a code to quote.

Handlers of `cchc.config.urls` and the settings name these; `cchc.ui.middleware.AnswerErrors` calls the rest.
"""

import math
import secrets
from datetime import datetime
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cchc.kernel.lifecycle import Conflict, Stale
from cchc.ui import wording

log = structlog.get_logger(__name__)

TEMPLATE = "ui/errors/page.html"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class TooMany(Exception):
    """Asked too often. Argument: `wait`, the seconds until it may be asked again."""

    def __init__(self, wait: int = 60) -> None:
        super().__init__(wait)
        self.wait = wait


def incident_code() -> str:
    """Four letters and digits that a person can read out over the telephone."""
    return "".join(secrets.choice(_LETTERS) for _place in range(4))


def page(request: HttpRequest, status: int, title: str, *words: str, **more: Any) -> HttpResponse:
    """An error page of the density of who looks: a citizen's outside, a member of the staff's inside."""
    context = {"title": title, "words": [word for word in words if word], "status": status, **more}
    try:
        user = getattr(request, "user", None)
        inside = bool(user is not None and user.is_authenticated and user.is_staff)
        body = render_to_string(
            TEMPLATE, context | {"frame": "ui/desk.html" if inside else "ui/public.html"}, request
        )
    except DatabaseError:
        body = render_to_string("ui/errors/bare.html", context)
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form was damaged; 413: too much was sent at once."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return page(
        request,
        400,
        _("Yêu cầu không đọc được"),
        _("Địa chỉ hoặc biểu mẫu bị hỏng trên đường truyền. Chưa có gì thay đổi."),
        _("Quay lại trang trước, tải lại trang rồi làm lại."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: seen, but not allowed; says the right that it takes and whom to ask."""
    said = str(exception) if isinstance(exception, PermissionDenied) else ""
    words = said or _("Việc này cần quyền mà tài khoản đang dùng không có.")
    return page(request, 403, words, shows_contact=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for who looks: both read alike."""
    return page(
        request,
        404,
        _("Không có trang này"),
        _("Địa chỉ có thể đã gõ sai, hoặc trang dành cho tài khoản khác."),
        _("Kiểm tra lại địa chỉ, hoặc bắt đầu từ trang đầu."),
    )


def not_allowed_method(request: HttpRequest) -> HttpResponse:
    """405: the address is there, but not to be opened like this (a reloaded form, an old link)."""
    return page(
        request,
        405,
        _("Địa chỉ này chỉ nhận biểu mẫu"),
        _("Trang không mở trực tiếp được. Chưa có gì thay đổi."),
        _("Quay lại trang trước rồi bấm nút ở đó."),
    )


def conflict(request: HttpRequest, exception: Conflict) -> HttpResponse:
    """409 that no view answered: someone was faster, or the act no longer leads anywhere."""
    who = exception.changed_by if isinstance(exception, Stale) else None
    when = exception.changed_at if isinstance(exception, Stale) else None
    if who and when:
        title = _("%(who)s đã xử lý việc này lúc %(when)s") % {"who": who, "when": wording.said(when)}
    elif isinstance(exception, Stale):
        title = _("Người khác vừa xử lý việc này")
    else:
        title = _("Việc này không còn làm được ở bước hiện tại")
    return page(
        request,
        409,
        title,
        _("Chưa có gì thay đổi. Quay lại trang trước, tải lại để xem tình trạng mới nhất rồi làm tiếp."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent at once than is taken."""
    return page(
        request,
        413,
        _("Dữ liệu gửi lên quá lớn"),
        _("Chưa có gì thay đổi. Tải từng tệp một, mỗi tệp không quá mức ghi trên trang."),
    )


def too_many(request: HttpRequest, wait: int | None = None, until: datetime | None = None) -> HttpResponse:
    """429: asked too often. `wait` in seconds, or `until` when."""
    words = _("Chờ ít phút rồi thử lại.")
    if until is not None:
        words = _("Thử lại sau %(time)s.") % {"time": wording.clock_time(until)}
    elif wait:
        minutes = math.ceil(wait / 60)
        words = ngettext("Thử lại sau %(n)s phút.", "Thử lại sau %(n)s phút.", minutes) % {"n": minutes}
    answer = page(request, 429, _("Đã thử quá nhiều lần"), words)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def failed(request: HttpRequest) -> HttpResponse:
    """500: nothing was changed; the code on the page stands in the log beside the cause."""
    code = incident_code()
    log.error("request failed", incident=code, path=request.path, method=request.method, exc_info=True)
    words = (
        _("Chưa thực hiện được, chưa có gì thay đổi"),
        _("Thử lại sau ít phút. Nếu vẫn vậy, báo mã dưới đây."),
    )
    try:
        answer = page(request, 500, *words, incident=code)
    except Exception:
        log.error("error page failed", incident=code, exc_info=True)
        context = {"title": words[0], "words": words[1:], "incident": code}
        answer = HttpResponseServerError(render_to_string("ui/errors/bare.html", context))
    return answer


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's proof of origin was missing or old (CSRF): mostly, the session is over."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return page(
            request,
            403,
            _("Trang này mở đã lâu, biểu mẫu không còn hiệu lực"),
            _("Chưa có gì thay đổi. Quay lại trang trước, tải lại trang rồi gửi lại."),
        )
    return session_over(request)


def session_over(request: HttpRequest, saved_at: datetime | None = None) -> HttpResponse:
    """The session is over: sign in again; what was saved is kept, and when it was saved is said."""
    words = _("Đăng nhập lại để tiếp tục.")
    if saved_at is not None:
        words = _("Đăng nhập lại để tiếp tục; nội dung đã lưu lúc %(time)s.") % {
            "time": wording.clock_time(saved_at)
        }
    return page(request, 403, _("Phiên đã hết"), words, shows_sign_in=True, back_to=request.get_full_path())
