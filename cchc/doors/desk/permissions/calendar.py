"""Who sees the pages of the calendar."""

from typing import Any

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import is_staff
from cchc.foundation.worktime.permissions import manages_any
from cchc.kernel import clock
from cchc.kernel.access import needing


@needing(Right.MANAGE_CALENDAR.label)
def keeps_calendar(user: Any) -> bool:
    """Whether a person keeps the calendar of some agency now: the door of the calendar's pages."""
    return is_staff(user) and manages_any(user, clock.now())
