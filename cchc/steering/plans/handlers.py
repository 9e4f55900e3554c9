"""What plans hear: a unit ends, a person leaves; their tasks go on."""

from cchc.foundation.identity.events import StaffLeft, UnitClosed
from cchc.kernel.events import on
from cchc.steering.plans import services


def _hand_on(event: StaffLeft) -> None:
    services.hand_on_person(user_id=event.user_id, heir_id=event.heir, by_id=event.by_id, at=event.at)


def _hand_on_units(event: UnitClosed) -> None:
    services.hand_on_closed_units(at=event.at)  # one that closes on a later day: the nightly task


on(StaffLeft, _hand_on)
on(UnitClosed, _hand_on_units)
