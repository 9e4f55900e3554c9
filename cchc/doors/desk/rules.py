"""How time stands on the desk's pages. No Django, no clock, no database."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from cchc.foundation.worktime.rules import Calendar, in_working_days, working_time_between

_TENTH = Decimal("0.1")


def used_days(
    allotted: Decimal | None, due_at: datetime | None, at: datetime, calendar: Calendar
) -> Decimal | None:
    """How many working days of a step's time are used at `at`, to a tenth; None where the step has no time.

    Reckoned back from the deadline, which every pause has already moved: what is left is not used.
    """
    if allotted is None or due_at is None:
        return None
    left = in_working_days(working_time_between(at, due_at, calendar), calendar, calendar.local(due_at).date())
    return max(allotted - left, Decimal(0)).quantize(_TENTH, ROUND_HALF_UP)
