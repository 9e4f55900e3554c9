"""What happened, told at once to whoever must know.

If a handler fails, the change never happened; slow work is queued, and its row commits along.
A room's `handlers.py` is a table: `on(Event, services.record)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.transaction import TransactionManagementError


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact, named in the past tense. It carries ids, never rows or personal data."""

    at: datetime
    by_id: int | None  # None: nobody was signed in, or the program acted by itself


E = TypeVar("E", bound=Event)

_handlers: dict[type[Event], list[Callable[[Any], object]]] = {}


def on(kind: type[E], handler: Callable[[E], object]) -> None:
    """Let `handler` hear the events of `kind`, and of the kinds derived from it."""
    _handlers.setdefault(kind, []).append(handler)


def publish(event: Event) -> None:
    """Tell `event` to its handlers, in the order in which they came. Raises what they raise."""
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"{event} could outlive its change, or be lost")
    for kind in type(event).__mro__:
        for handler in _handlers.get(kind, ()):
            handler(event)
