"""What the frame of every page asks of rooms above it. Each is set once, at `ready()`; unset, nothing is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Search:
    """The search box in the bar of the staff: where it sends `parameter`, and what it finds."""

    url_name: str
    label: str | Promise
    placeholder: str | Promise
    parameter: str = "q"


@dataclass
class Hooks:
    """The frame's questions."""

    office_hours: Callable[[int], Sequence[str]] | None = None
    """Lines that say when an agency (its id) is open, for the public foot."""
    unread: Callable[[Any], int] | None = None
    """How many notices a user has not read."""
    notices_url: str = "notices:list"
    """The URL name of one's notices."""
    search: Search | None = None
    help_url: str = "help"
    """The URL name of the help page."""
    account_url: str = "account_change_password"
    """The URL name behind a person's name."""
    sign_out_url: str = "account_logout"
    sign_in_url: str = "account_login"


hooks = Hooks()
