"""Every page says whom it opens to; a test reads it back, and what says nothing is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

Check = Callable[[Any], bool]
C = TypeVar("C", bound=Check)
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def anyone(user: object) -> bool:
    """Whoever comes, signed in or not."""
    return True


def signed_in(user: Any) -> bool:
    """Whoever has signed in, citizen or staff."""
    return bool(user.is_authenticated)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    from django.contrib.auth.views import redirect_to_login  # asks for the accounts, which ask for permissions

    return redirect_to_login(request.get_full_path())


def needing(right: object) -> Callable[[C], C]:
    """The right of which a check is made, in words: who is refused reads what it takes."""

    def name(check: C) -> C:
        check.needs = right  # type: ignore[attr-defined]  # read by the door
        return check

    return name


def opens_to(check: Check) -> Callable[[V], V]:
    """Open a page to whom `check` admits: strangers sign in first, others are answered 403."""

    def declare(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated and check is not anyone:
                return _to_sign_in(request)
            # From here on the row itself: asking the lazy user of the middleware for each attribute costs more.
            request.user = user = getattr(user, "_wrapped", user)
            if not check(user):
                needed = getattr(check, "needs", "")
                raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": needed} if needed else "")
            return view(request, *args, **kwargs)

        guarded.opens_to = check  # type: ignore[attr-defined]  # read by the test of every URL
        return guarded  # type: ignore[return-value]  # the same signature, by wraps

    return declare


def public(view: V) -> V:
    """Say aloud that a page is for anyone."""
    return opens_to(anyone)(view)
