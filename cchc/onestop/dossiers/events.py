"""What happened to dossiers: audit and other rooms hear it. Ids only, never names or numbers of people."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cchc.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DossierEvent(Event):
    """Something happened to one dossier."""

    dossier_id: UUID


@dataclass(frozen=True, kw_only=True)
class DossierFiled(DossierEvent):
    channel: str


@dataclass(frozen=True, kw_only=True)
class DossierAccepted(DossierEvent):
    channel: str
    unit_id: int
    step: str
    due_at: datetime | None
    electronic: bool


@dataclass(frozen=True, kw_only=True)
class DossierCorrected(DossierEvent):
    fields: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class DossierVoided(DossierEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class DossierRefused(DossierEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class StepTaken(DossierEvent):
    step: str


@dataclass(frozen=True, kw_only=True)
class StepAssigned(DossierEvent):
    step: str
    assignee_id: int


@dataclass(frozen=True, kw_only=True)
class StepForwarded(DossierEvent):
    step: str
    to_step: str
    unit_id: int
    assignee_id: int | None
    electronic: bool


@dataclass(frozen=True, kw_only=True)
class StepSentBack(DossierEvent):
    step: str
    to_step: str
    assignee_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class StepRecalled(DossierEvent):
    step: str
    to_step: str


@dataclass(frozen=True, kw_only=True)
class StepHandedOn(DossierEvent):
    """Its assignee left the office, or its unit was closed; who has it now, the step says."""

    step: str


@dataclass(frozen=True, kw_only=True)
class CounterHandedOn(DossierEvent):
    """Its counter was closed; the counter that follows takes it in, or hands its result over."""

    unit_id: int


@dataclass(frozen=True, kw_only=True)
class PaperJudged(DossierEvent):
    paper: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class SupplementAsked(DossierEvent):
    supplement_id: UUID
    position: int
    before_acceptance: bool


@dataclass(frozen=True, kw_only=True)
class SupplementSupplied(DossierEvent):
    supplement_id: UUID
    before_acceptance: bool
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WithdrawalAsked(DossierEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalDeclined(DossierEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(DossierEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class DossierStopped(DossierEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class DossierFinished(DossierEvent):
    step: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ResultHandedOver(DossierEvent):
    proof: str


@dataclass(frozen=True, kw_only=True)
class FeeTaken(DossierEvent):
    fee_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeeVoided(DossierEvent):
    fee_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileAdded(DossierEvent):
    paper: str
    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccessGiven(DossierEvent):
    user_id: int
    basis: str


@dataclass(frozen=True, kw_only=True)
class DossierLate(DossierEvent):
    """Its limit, or its step's, has just run out (told once each)."""

    what: str


@dataclass(frozen=True, kw_only=True)
class DossierRescheduled(DossierEvent):
    """The office's calendar changed, and its due times with it."""

    was_due_at: datetime | None
    due_at: datetime | None
    step_was_due_at: datetime | None
    step_due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HistoryEvent(Event):
    """Something happened to the past dossiers of an agency: said once a run, however many rows it has.

    The rows of a run are `Dossier.counted.filter(run=run_id)`. What it replaced or took away is no longer told by
    rows: whoever keeps sums reckons those of the agency's imported dossiers (`run` is not null) anew.
    """

    historyrun_id: UUID
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class HistoryImported(HistoryEvent):
    """A file of past dossiers was taken in: who, which file (by its digest), how many rows became what."""

    file: str
    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class HistoryWithdrawn(HistoryEvent):
    """What a run had brought was taken away whole, and what it had changed is as it was before."""

    reason: str
    removed: int
    restored: int


@dataclass(frozen=True, kw_only=True)
class HistoryAsked(Event):
    """Somebody asked for a file of past dossiers to be read on trial, taken in, or withdrawn: a job follows."""

    historyrun_id: UUID
    agency_id: int
    what: str  # read, write, withdraw; keep: no longer withdraw, and no job follows


@dataclass(frozen=True, kw_only=True)
class HeadingsMapped(Event):
    """A person said which columns of a file hold what; the next file with these headings is read alike."""

    headings_id: UUID
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class DraftExpired(Event):
    draft_id: UUID
