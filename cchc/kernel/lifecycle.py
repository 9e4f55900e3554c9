"""A state and an act give the next state; what the table lacks cannot happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

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
