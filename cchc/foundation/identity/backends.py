"""How Django and allauth find the account behind a session."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from cchc.foundation.identity.models import User


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Sign-in by user name or e-mail; the account is read with its grants in one statement."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, or None once it is closed."""
        return User.objects.signed_in(user_id)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Rights come from positions, never from Django's permission table."""
        return False
