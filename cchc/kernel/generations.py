"""What a process may keep in memory between requests: until its token changes, seen in every process at once.

A service that changes a calendar or the catalogue calls `bump` in its transaction. A page reads all tokens in
one statement, together with the user's row (`identity`), or alone. Tokens are random, so a transaction that is
rolled back leaves nothing behind that could be taken for another's content.
"""

import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.signals import request_started

P = ParamSpec("P")
R = TypeVar("R")

_LARGEST = 4096
_seen: ContextVar[dict[str, str] | None] = ContextVar("generations", default=None)
_kept: list[OrderedDict[Any, Any]] = []


def know(tokens: Mapping[str, str]) -> None:
    """Take the tokens that came along with another statement, for this request."""
    _seen.set(dict(tokens))


def forget(**_: object) -> None:
    """Read the tokens again when they are next needed: at the start of each request and job."""
    _seen.set(None)


def forget_all() -> None:
    """Drop everything kept in this process (tests, and after a restore)."""
    forget()
    for store in _kept:
        store.clear()


def token(name: str) -> str:
    """The token under which what is called `name` may be kept."""
    tokens = _seen.get()
    if tokens is None:
        from cchc.kernel.models import Generation

        tokens = {row.name: str(row.token) for row in Generation.objects.all()}
        _seen.set(tokens)
    return tokens.get(name, "")


def bump(name: str) -> None:
    """Say, inside the transaction that changes it, that what is called `name` must be read again."""
    from cchc.kernel.models import Generation

    fresh = uuid.uuid4()
    Generation.objects.update_or_create(name=name, defaults={"token": fresh})
    tokens = _seen.get()
    if tokens is not None:
        tokens[name] = str(fresh)


def kept(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function of hashable arguments returns, until `name` is bumped anywhere."""

    def keep(function: Callable[P, R]) -> Callable[P, R]:
        store: OrderedDict[Any, R] = OrderedDict()
        _kept.append(store)

        @wraps(function)
        def look(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (token(name), args, tuple(sorted(kwargs.items())))
            if key in store:
                return store[key]
            value = function(*args, **kwargs)
            store[key] = value
            while len(store) > _LARGEST:
                store.popitem(last=False)
            return value

        return look

    return keep


request_started.connect(forget)
