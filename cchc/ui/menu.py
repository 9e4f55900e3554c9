"""What stands in the bars on top: each room or door says at `ready()` where it is found and for whom.

A page whose URL is not there is left out, so that a room can be taken away without a trace.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

PUBLIC, DESK, ACCOUNT, FOOT = "public", "desk", "account", "foot"
PLACES = (PUBLIC, DESK, ACCOUNT, FOOT)


@dataclass(frozen=True)
class Entry:
    """A line of a menu, as registered."""

    key: str
    label: str | Promise
    url_name: str
    check: Callable[[Any], bool]
    count: Callable[[Any], int | None] | None
    order: int
    place: str


@dataclass(frozen=True)
class Line:
    """A line of a menu, as one person sees it on one page."""

    label: str | Promise
    url: str
    current: bool
    count: int | None


_entries: dict[tuple[str, str], Entry] = {}


def register(
    key: str,
    label: str | Promise,
    url_name: str,
    check: Callable[[Any], bool],
    count: Callable[[Any], int | None] | None = None,
    order: int = 50,
    place: str = DESK,
) -> None:
    """Offer a page to whom `check(user)` admits. `count(user)` is what waits there; None shows no figure.

    Places: "desk" the bar of the staff, "public" the head of public pages, "account" below a person's name,
    "foot" the third column of the public foot. Registering a key again in its place replaces it.
    """
    if place not in PLACES:
        raise ValueError(f"{place} is none of {', '.join(PLACES)}")
    _entries[place, key] = Entry(key, label, url_name, check, count, order, place)


def url_of(name: str) -> str | None:
    """The URL of a named page, None while there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def lines(place: str, user: Any, path: str) -> list[Line]:
    """The menu of a place for `user` on the page at `path`; the longest matching line is the current one."""
    shown = [
        (entry, url)
        for entry in sorted(_entries.values(), key=lambda entry: (entry.order, entry.key))
        if entry.place == place and entry.check(user) and (url := url_of(entry.url_name))
    ]
    inside = [url for _, url in shown if path == url or path.startswith(url.rstrip("/") + "/")]
    here = max(inside, key=len, default=None)
    return [
        Line(entry.label, url, url == here, entry.count(user) if entry.count else None) for entry, url in shown
    ]
