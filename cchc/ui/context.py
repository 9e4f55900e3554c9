"""What every page may say of the installation."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Words that stand on every page."""
    return {}
