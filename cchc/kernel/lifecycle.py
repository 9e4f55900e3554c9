"""A state and an act give the next state; what the table lacks cannot happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

S = TypeVar("S", bound=str)


class Conflict(Exception):
    """The row is not, or no longer, as the person saw it. Nothing was changed; the web answers 409."""


class NotAllowed(Conflict):
    """The act leads nowhere from the state. Arguments: state, act."""


class Stale(Conflict):
    """Someone else changed the row after it was shown. Carries who, and when, where that is known."""

    def __init__(self, changed_by: object | None = None, changed_at: datetime | None = None) -> None:
        super().__init__(changed_by, changed_at)
        self.changed_by = changed_by
        self.changed_at = changed_at


class Versioned(Protocol):
    """A row that people see before they act on it: its version, who changed it last, and when."""

    version: int
    changed_by: Any
    changed_at: Any

    def save(self) -> None:
        """Write it."""


def save(row: Versioned, by: Any, at: datetime) -> None:
    """Write a row with who changed it and when, so that whoever saw the old one is told."""
    row.version += 1
    row.changed_by, row.changed_at = by, at
    row.save()


@dataclass(frozen=True)
class Transitions(Generic[S]):
    """What may follow what."""

    table: Mapping[tuple[str, str], S]

    def allow(self, state: str, act: str) -> bool:
        """Whether `act` is possible in `state`."""
        return (state, act) in self.table

    def after(self, state: str, act: str) -> S:
        """The state to which `act` leads from `state`. Raises NotAllowed."""
        if not self.allow(state, act):
            raise NotAllowed(state, act)
        return self.table[state, act]
