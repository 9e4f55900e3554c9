"""What happens to people and organisations, as audit and other rooms hear it."""

from dataclasses import dataclass
from datetime import date

from cchc.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AgencyOpened(Event):
    """An agency exists from a day; `predecessors` went into it."""

    agency_id: int
    code: str
    starts_on: date
    predecessors: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyChanged(Event):
    """Name, code, address or contact of an agency were changed."""

    agency_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyClosed(Event):
    """An agency exists no more after `ends_on`; `successor` takes its place, where there is one."""

    agency_id: int
    ends_on: date
    successor: int | None


@dataclass(frozen=True, kw_only=True)
class UnitOpened(Event):
    """A unit exists from a day."""

    unit_id: int
    agency: int
    parent: int | None
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Event):
    """Name, code, counter or served agencies of a unit were changed."""

    unit_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UnitMoved(Event):
    """A unit now belongs to another, with all inside it."""

    unit_id: int
    was_in: int | None
    now_in: int | None


@dataclass(frozen=True, kw_only=True)
class UnitClosed(Event):
    """A unit exists no more after `ends_on`; open work goes to `successor`, where there is one."""

    unit_id: int
    ends_on: date
    successor: int | None


@dataclass(frozen=True, kw_only=True)
class PositionDefined(Event):
    """A position and what it allows, new or changed."""

    position_id: int
    rights: tuple[str, ...]
    scope: str


@dataclass(frozen=True, kw_only=True)
class StaffCreated(Event):
    """A person of the office has an account."""

    user_id: int
    agency: int


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    """Name, contact, language or home agency of an account were changed; the record keeps which, not what."""

    user_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PositionHeld(Event):
    """A person holds a position in a unit from a day."""

    user_id: int
    holding: int
    unit: int
    position: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class HoldingEnded(Event):
    """A person holds a position to `ends_on` and no longer; before `starts_on`, it counts as never held."""

    user_id: int
    holding: int
    unit: int
    position: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class StandInNamed(Event):
    """A person acts for the holder of a position from a day to a day."""

    user_id: int
    stand_in: int
    holding: int
    holder: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class StandInEnded(Event):
    """A person stands in for another to `ends_on` and no longer."""

    user_id: int
    stand_in: int
    holding: int
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class StaffLeft(Event):
    """A person left the office: rights and sessions are over; `heir` takes the open work, None: their units do."""

    user_id: int
    heir: int | None
    units: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class StaffReturned(Event):
    """A person who had left may sign in again, without the positions held before."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """All sessions of a person ended at once."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """A person has another password; every session begun before it is over."""

    user_id: int
    initial: bool  # given by an administrator, to be replaced at the first sign-in


@dataclass(frozen=True, kw_only=True)
class AccountRegistered(Event):
    """A citizen or a firm has an account, which acts once its e-mail is confirmed."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class EmailConfirmed(Event):
    """The e-mail of an account was shown to be its own."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SignInClosed(Event):
    """Sign-in to an account is closed until a moment, after too many wrong passwords."""

    user_id: int
    until: str


@dataclass(frozen=True, kw_only=True)
class ApplicantMade(Event):
    """A holder of dossiers became known."""

    applicant_id: int
    seen: bool


@dataclass(frozen=True, kw_only=True)
class ApplicantChanged(Event):
    """What is known of a holder of dossiers was changed; the record keeps which fields, not what."""

    applicant_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicantSeen(Event):
    """An officer saw the identity card or the registration of a holder of dossiers."""

    applicant_id: int


@dataclass(frozen=True, kw_only=True)
class NumberTakenBack(Event):
    """A self-declared number was found to be another's, who showed the card."""

    applicant_id: int


@dataclass(frozen=True, kw_only=True)
class AccountLinked(Event):
    """An account stands for a holder of dossiers, whose papers an officer saw."""

    applicant_id: int
    user: int


@dataclass(frozen=True, kw_only=True)
class AccountUnlinked(Event):
    """An account no longer stands for a holder of dossiers."""

    applicant_id: int
    user: int


@dataclass(frozen=True, kw_only=True)
class PeopleImported(Event):
    """Units, positions and staff came in from a table."""

    agency_id: int
    units: int
    positions: int
    staff: int
    holdings: int
