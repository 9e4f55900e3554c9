"""How far a long act is, told from deep inside it to whoever shows it to a person that waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard(listener: Listener) -> Iterator[None]:
    """Let `listener` hear what is told within the block: how many are done, of how many."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(done: int, total: int) -> None:
    """Say how far it is; where nobody waits, nothing happens."""
    listener = _listener.get()
    if listener is not None:
        listener(done, total)
