"""What happened to indicators: which target they answer for, and what was declared where nothing counts yet."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cchc.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TargetBound(Event):
    target_id: UUID
    indicator: str
    reading: str
    period: str
    minimum_volume: int | None
    was: str


@dataclass(frozen=True, kw_only=True)
class TargetUnbound(Event):
    target_id: UUID
    was: str


@dataclass(frozen=True, kw_only=True)
class DeclarationEvent(Event):
    """Something happened to one declared value."""

    declaration_id: UUID


@dataclass(frozen=True, kw_only=True)
class ValueAsked(DeclarationEvent):
    indicator: str
    unit: int
    due_on: date
    reason: str = ""  # why a value that was approved is asked for anew


@dataclass(frozen=True, kw_only=True)
class ValueDeclared(DeclarationEvent):
    indicator: str
    numerator: int | None
    denominator: int | None
    value: str


@dataclass(frozen=True, kw_only=True)
class ValueApproved(DeclarationEvent):
    indicator: str


@dataclass(frozen=True, kw_only=True)
class ValueReturned(DeclarationEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class ValueReplaced(DeclarationEvent):
    heir: UUID


@dataclass(frozen=True, kw_only=True)
class ValueTakenBack(DeclarationEvent):
    """The unit took back what it had declared, before anybody decided."""


@dataclass(frozen=True, kw_only=True)
class ValueWithdrawn(DeclarationEvent):
    """An asking was taken back, or a value that was approved counts no more."""

    was: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ValueHandedOn(DeclarationEvent):
    """Another unit declares a value, or approves it; None: whoever steers."""

    role: str  # "declare" or "approve"
    from_unit: int
    to_unit: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ValueDueTold(DeclarationEvent):
    told: str
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AskingSet(Event):
    """How the values of an indicator are asked for was set."""

    agency_id: int
    indicator: str
    is_on: bool
    unit: int | None
    every: str
    due_days: int
