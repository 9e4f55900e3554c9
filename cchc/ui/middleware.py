"""Errors become answers in one place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class AnswerErrors:
    """Turn refused and failed requests into pages that say what happened and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)
