"""Who sees the pages of the counter."""

from typing import Any

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import is_staff
from cchc.kernel import clock
from cchc.kernel.access import needing
from cchc.onestop.dossiers.permissions import receives


@needing(Right.RECEIVE.label)
def takes_in(user: Any) -> bool:
    """Whether a person takes dossiers in at some counter now: the door of the intake pages."""
    return is_staff(user) and receives(user, clock.now())
