"""What happens to plans, as audit and other rooms hear it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cchc.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PlanImportBegun(Event):
    planimport_id: UUID
    agency: int
    file: str
    rows: int
    open_rows: int


@dataclass(frozen=True, kw_only=True)
class ImportRowSettled(Event):
    """A person confirmed, corrected, placed or dismissed a row; the record keeps which fields, not what."""

    planimport_id: UUID
    row: UUID
    state: str
    fields: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportRowReopened(Event):
    planimport_id: UUID
    row: UUID


@dataclass(frozen=True, kw_only=True)
class ImportRowSplit(Event):
    planimport_id: UUID
    row: UUID
    into: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ImportRowsMerged(Event):
    planimport_id: UUID
    row: UUID
    merged: UUID


@dataclass(frozen=True, kw_only=True)
class ImportComparedTo(Event):
    """The reading is of a changed version of a plan that is there, or of a new one."""

    planimport_id: UUID
    plan: UUID | None


@dataclass(frozen=True, kw_only=True)
class PlanImportAbandoned(Event):
    planimport_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanAccepted(Event):
    """A reviewed reading became a plan, or changed the one that it is a later version of."""

    plan_id: UUID
    planimport: UUID
    added: int
    changed: int
    removed: int
    left_open: int


@dataclass(frozen=True, kw_only=True)
class OutsidePlanNoted(Event):
    """The head of another authority's plan is known."""

    plan_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlanPublished(Event):
    plan_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlanUnpublished(Event):
    plan_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SteeringUnitSet(Event):
    """Another unit steers the plan from now on."""

    plan_id: UUID
    unit: int


@dataclass(frozen=True, kw_only=True)
class PlanEnded(Event):
    plan_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlansLinked(Event):
    plan_id: UUID
    other: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class PlansUnlinked(Event):
    plan_id: UUID
    other: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(Event):
    """Who has a task now."""

    task_id: UUID
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """Time, budget, products, units of a task were set; the record keeps which."""

    task_id: UUID
    fields: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class StageReached(Event):
    """A step on the way of a task is reached, or is not after all."""

    task_id: UUID
    stage: int
    reached: bool


@dataclass(frozen=True, kw_only=True)
class PeriodOpened(Event):
    task_id: UUID
    period: UUID
    label: str
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ProgressReported(Event):
    task_id: UUID
    period: UUID
    act: str


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Event):
    task_id: UUID
    evidence: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class EvidenceRemoved(Event):
    task_id: UUID
    evidence: UUID


@dataclass(frozen=True, kw_only=True)
class DoneProposed(Event):
    task_id: UUID
    period: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalRecalled(Event):
    task_id: UUID
    period: UUID


@dataclass(frozen=True, kw_only=True)
class DoneApproved(Event):
    task_id: UUID
    period: UUID


@dataclass(frozen=True, kw_only=True)
class DoneReturned(Event):
    task_id: UUID
    period: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskDropped(Event):
    task_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskReopened(Event):
    task_id: UUID
    period: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskHandedOn(Event):
    """A unit's part in a task went to another unit."""

    task_id: UUID
    role: str
    from_unit: int
    to_unit: int
    on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class DueTold(Event):
    """People were told that a task is due, or late."""

    task_id: UUID
    period: UUID
    told: str
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CommitmentCarried(Event):
    """Which tasks and targets carry a commitment."""

    commitment_id: UUID
    tasks: tuple[UUID, ...]
    targets: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ContradictionNoted(Event):
    contradiction_id: int
    plan: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class TargetChanged(Event):
    """Name or lead unit of a target were set."""

    target_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StatementMoved(Event):
    """A statement is counted to another target."""

    statement_id: UUID
    was: UUID
    now: UUID


@dataclass(frozen=True, kw_only=True)
class FiguresPublished(Event):
    plan_id: UUID
    release: UUID
    as_of: date
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FiguresWithdrawn(Event):
    plan_id: UUID
    release: UUID
    reason: str
