"""What plans hear: a unit ends, a person leaves, and their tasks go on; proposals, and what was decided."""

from cchc.foundation.identity.events import StaffLeft, UnitClosed
from cchc.kernel.events import on
from cchc.steering.plans import services
from cchc.steering.plans.events import DoneApproved, DoneProposed, DoneReturned


def _hand_on(event: StaffLeft) -> None:
    services.hand_on_person(user_id=event.user_id, heir_id=event.heir, by_id=event.by_id, at=event.at)


def _hand_on_units(event: UnitClosed) -> None:
    services.hand_on_closed_units(at=event.at)  # one that closes on a later day: the nightly task


def _tell_proposed(event: DoneProposed) -> None:
    services.tell_proposed(period_id=event.period, by_id=event.by_id, at=event.at)


def _tell_approved(event: DoneApproved) -> None:
    services.tell_decided(period_id=event.period, reason="", by_id=event.by_id, at=event.at)


def _tell_returned(event: DoneReturned) -> None:
    services.tell_decided(period_id=event.period, reason=event.reason, by_id=event.by_id, at=event.at)


on(StaffLeft, _hand_on)
on(UnitClosed, _hand_on_units)
on(DoneProposed, _tell_proposed)
on(DoneApproved, _tell_approved)
on(DoneReturned, _tell_returned)
