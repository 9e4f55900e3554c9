"""What audit and other rooms hear of the catalogue."""

from dataclasses import dataclass
from datetime import date

from cchc.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class VersionDrafted(Event):
    """A draft was begun, for a new procedure or beside a version in force."""

    version_id: int
    procedure_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class DraftChanged(Event):
    """A draft says something else now."""

    version_id: int
    content_hash: str


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(Event):
    """A draft was thrown away; no dossier had it."""

    version_id: int
    procedure_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Event):
    """A version was published, and ends the one before it on the day before."""

    version_id: int
    procedure_id: int
    effective_on: date
    replaced: int | None


@dataclass(frozen=True, kw_only=True)
class VersionWithdrawn(Event):
    """A procedure was abolished (bãi bỏ) after its last day."""

    version_id: int
    procedure_id: int
    last_day: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class PublicationRecalled(Event):
    """A version not yet in force is a draft again; the one that it would have replaced goes on."""

    version_id: int
    procedure_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class FilingPlaceSet(Event):
    """From a day on, a procedure is filed online elsewhere."""

    procedure_id: int
    place: str
    url: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class ProceduresImported(Event):
    """A file went into the catalogue."""

    agency_id: int
    file: str
    read: int
    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, kw_only=True)
class SituationsSet(Event):
    """The doors of the home page were set."""

    agency_id: int
    titles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SynonymsSet(Event):
    """Words that lead to other words were set."""

    agency_id: int | None
    count: int
