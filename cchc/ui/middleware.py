"""Errors become answers in one place."""

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from cchc.kernel.lifecycle import Conflict
from cchc.ui import errors

_OTHERS = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
_NUL = ("NUL (0x00)", "\\u0000")  # how PostgreSQL names it in a text, and in a JSON


class ContentPolicy:
    """Say with every answer what it may load and send: `CONTENT_SECURITY_POLICY`, one text for the program."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the policy."""
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Security-Policy", self.policy)
        return answer


class LanguageOfPath:
    """Speak the language that the path names: /… is Vietnamese, /en/… English. No cookie, no header decides."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language, and say which it is."""
        first = request.path_info[1:].partition("/")[0]
        language = first if first in _OTHERS else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", translation.get_language() or language)
        return answer


class AnswerErrors:
    """Turn refused requests into pages that say what happened and what to do; a failure is handler500's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; empty refusals get words, and htmx is sent to sign in as a whole page."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.bad_request(request)  # no text that people type, and none that PostgreSQL takes
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and not answer.content:
            worded = errors.not_allowed_method(request)
            worded["Allow"] = answer["Allow"]
            return worded
        if request.META.get("HTTP_HX_REQUEST") == "true" and _leads_to_sign_in(answer):
            return _whole_page(request)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a lost race that the view let through, and what was asked too often."""
        if isinstance(exception, Conflict):
            return errors.conflict(request, exception)
        if isinstance(exception, errors.TooMany):
            return errors.too_many(request, wait=exception.wait)
        if isinstance(exception, DataError) and any(mark in str(exception) for mark in _NUL):
            return errors.bad_request(request)
        return None


def _leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))


def _whole_page(request: HttpRequest) -> HttpResponse:
    """Tell htmx to open the sign-in page, which comes back to the page that was looked at, not to its part."""
    here = request.headers.get("HX-Current-URL", "")
    safe = url_has_allowed_host_and_scheme(here, {request.get_host()}, require_https=request.is_secure())
    query = f"?{urlencode({'next': here})}" if safe else ""
    return HttpResponse(status=204, headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}{query}"})
