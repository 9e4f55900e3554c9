"""Sessions in a signed cookie, which end when nobody uses them."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from cchc.foundation.identity.choices import ENDED, MUST_CHANGE, SEEN, STAFF
from cchc.kernel import clock

_SIGN_AGAIN_AFTER = 60  # seconds: the cookie is signed anew at most once a minute


class SessionMiddleware(DjangoSessionMiddleware):
    """Sign out who was idle too long, and send who has an initial password to replace it.

    The session is the cookie alone: no table, no statement. What ends all sessions of a person is their row, read
    with each request (`User.get_session_auth_hash`).
    """

    def process_request(self, request: HttpRequest) -> None:
        """Read the session; forget it where it was idle too long."""
        super().process_request(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        session: Any = request.session
        if SESSION_KEY not in session:
            return
        now = int(clock.now().timestamp())
        seen = session.get(SEEN, now)
        minutes = settings.IDLE_MINUTES if session.get(STAFF, True) else settings.APPLICANT_IDLE_MINUTES
        if now - seen > minutes * 60:
            session.flush()
            session[ENDED] = True
            return
        request._had_session = True  # type: ignore[attr-defined]
        if SEEN not in session or now - seen >= _SIGN_AGAIN_AFTER:
            session[SEEN] = now

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Let nobody work with a password that somebody else knows."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or MUST_CHANGE not in request.session:
            return None
        match = request.resolver_match
        if match is None or match.view_name in {"account_change_password", "account_logout"}:
            return None
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return redirect(f"{reverse('account_change_password')}{'?' if query else ''}{query}")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
        """Remember that a session was ended by somebody else, so that the sign-in page can say so."""
        session: Any = getattr(request, "session", None)
        ended_here = getattr(request, "signed_out", False)
        if getattr(request, "_had_session", False) and not ended_here and SESSION_KEY not in session:
            session[ENDED] = True
        answer: HttpResponse = super().process_response(request, response)  # type: ignore[arg-type]
        return answer
