"""Who reads the record: what happened, and who looked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import holds, holds_anywhere, is_staff
from cchc.kernel import clock
from cchc.kernel.access import needing

if TYPE_CHECKING:
    from cchc.onestop.dossiers.models import Dossier


@needing(Right.READ_AUDIT.label)
def reads_record(user: Any) -> bool:
    """Whether `user` reads the record of any agency or unit today: the door of its page."""
    return is_staff(user) and holds_anywhere(user, Right.READ_AUDIT, clock.today())


def _holds_around(user: Any, right: Right, dossier: Dossier, at: datetime) -> bool:
    places = (dossier.unit, dossier.lead_unit, dossier.counter)
    return any(holds(user, right, place, at) for place in places)


def can_read_record(user: Any, dossier: Dossier, at: datetime) -> bool:
    """Whether `user` reads the record of one dossier: by a right where it is or was taken in."""
    return _holds_around(user, Right.READ_AUDIT, dossier, at)


def can_ask_why(user: Any, dossier: Dossier, at: datetime) -> bool:
    """Whether `user` may ask why others see a dossier: who keeps people, or reads the record, there."""
    return any(_holds_around(user, right, dossier, at) for right in (Right.READ_AUDIT, Right.MANAGE_PEOPLE))
