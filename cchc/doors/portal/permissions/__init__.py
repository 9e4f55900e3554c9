"""For whom pages of the portal open that are not for everybody."""

from typing import Any


def is_applicant(user: Any) -> bool:
    """Whether an account of those whom the office serves is signed in. The office's own accounts file nothing."""
    return bool(user.is_authenticated and not user.is_staff)
