"""Requests as a browser sends them: a signed session, the CSRF cookie with its field, all of a form's fields."""

import time
from typing import Any
from urllib.parse import urlencode


class Browser:
    """One person's browser, signed in."""

    def __init__(self, port: int, user: Any = None) -> None:
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.signed_cookies import SessionStore
        from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret

        from cchc.foundation.identity.choices import SEEN, STAFF

        secret = _get_new_csrf_string()
        self.token = _mask_cipher_secret(secret)
        cookies = [f"{settings.CSRF_COOKIE_NAME}={secret}"]
        if user is not None:
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session[SEEN], session[STAFF] = int(time.time()), user.is_staff
            session.save()
            cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
        self.head = (
            f"Host: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36\r\n"
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
            "Accept-Language: vi,en;q=0.8\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\n"
            f"Origin: http://127.0.0.1:{port}\r\nReferer: http://127.0.0.1:{port}/\r\n"
            f"Cookie: {'; '.join(cookies)}\r\n"
        )

    def get(self, path: str) -> bytes:
        """Ask for a page."""
        return f"GET {path} HTTP/1.1\r\n{self.head}\r\n".encode()

    def post(self, path: str, fields: dict[str, Any]) -> bytes:
        """Send a form."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        head = (
            f"POST {path} HTTP/1.1\r\n{self.head}Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
