"""Every URL says who may open it, and keeps its word to strangers."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from cchc.kernel.access import anyone, opens_to, signed_in

NIL = "00000000-0000-0000-0000-000000000000"


def pages(resolver: Any, before: str = "/") -> Iterator[tuple[str, Callable[[Any], bool] | None]]:
    """Each URL under `resolver`, with a sample for every part that varies, and whom it opens to."""
    entries: list[URLPattern | URLResolver] = resolver.url_patterns
    for entry in entries:
        url = re.sub("<.*?>", "1", re.sub("<uuid:.*?>", NIL, f"{before}{entry.pattern}"))
        if isinstance(entry, URLResolver):
            yield from pages(entry, url)
        else:
            yield url, getattr(entry.callback, "opens_to", None)


PAGES = dict(pages(get_resolver()))


def test_every_url_declares_its_permission():
    assert [url for url, check in PAGES.items() if check is None] == []


@pytest.mark.django_db
@pytest.mark.parametrize("url", [url for url, check in PAGES.items() if check not in (anyone, None)])
def test_strangers_are_sent_to_sign_in(client, url):
    answers = [send(url) for send in (client.get, client.post)]
    heard = [answer for answer in answers if answer.status_code != 405]  # a method that the page does not have
    assert heard
    for answer in heard:
        assert answer.headers.get("Location", "").startswith("/dang-nhap")


def test_a_page_that_says_nothing_is_seen():
    def silent(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    class Patterns:
        url_patterns = [path("a/<int:pk>", silent), path("b/<uuid:pk>", opens_to(signed_in)(silent))]

    assert dict(pages(Patterns())) == {"/a/1": None, f"/b/{NIL}": signed_in}
