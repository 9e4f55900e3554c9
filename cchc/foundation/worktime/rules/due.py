"""What is left of a limit, in the words of the badge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from cchc.foundation.worktime.rules.calendar import Calendar
from cchc.foundation.worktime.rules.time import working_time, working_time_between

SOON_DOSSIER = Decimal(2)  # working days; where an office has set no others
_SHARE_OF_STEP = Decimal("0.25")
_MOST_OF_STEP = Decimal(1)


class DueState(StrEnum):
    """The eight due badges, and no limit."""

    LEFT = "left"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"
    PAUSED = "paused"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Due:
    """How a thing stands with its limit; what `<c-due-badge>` shows.

    Days are whole working days as people count them: due tomorrow, one is left; due yesterday, one is lost. What
    has been late for less than a working day has `late_days` 0, and the badge says no number.
    """

    state: DueState
    due_at: datetime | None = None
    left_days: int = 0  # left, soon, today; early: how many days before the limit it was done
    late_days: int = 0  # overdue, late
    since: datetime | None = None  # paused: since when; closed: when it was done

    @property
    def is_closed(self) -> bool:
        """Whether it is done, so that nothing can still be late."""
        return self.state in (DueState.EARLY, DueState.ON_TIME, DueState.LATE)

    @property
    def is_late(self) -> bool:
        """Whether the limit was missed, done or not."""
        return self.state in (DueState.OVERDUE, DueState.LATE)

    @property
    def days(self) -> int:
        """The number that the badge says."""
        return self.late_days if self.is_late else self.left_days


def soon_for_step(days: Decimal) -> Decimal:
    """From how many working days before its end a step is due soon: the last quarter of its time, at most one."""
    return min(days * _SHARE_OF_STEP, _MOST_OF_STEP)


def due_state(
    now: datetime,
    due_at: datetime | None,
    calendar: Calendar,
    finished_at: datetime | None = None,
    paused_since: datetime | None = None,
    soon: Decimal = SOON_DOSSIER,
) -> Due:
    """How a thing stands with its limit at `now`; `soon` in working days.

    Done on an earlier day than the last is early, by the last closing on time, after it late (TT 01/2018/TT-VPCP,
    art. 13). A pause hides the limit, unless it was missed before: then it stays overdue, by as many days as when
    the clock stopped.
    """
    if due_at is None:
        return Due(DueState.PAUSED, since=paused_since) if paused_since and not finished_at else Due(DueState.NONE)
    moment = finished_at or paused_since or now
    days = calendar.working_days_between(calendar.local(moment).date(), calendar.local(due_at).date())
    late_days = max(-days, 0)
    if finished_at:
        if finished_at > due_at:
            return Due(DueState.LATE, due_at, late_days=late_days, since=finished_at)
        state = DueState.EARLY if days > 0 else DueState.ON_TIME
        return Due(state, due_at, left_days=days, since=finished_at)
    if moment > due_at:
        return Due(DueState.OVERDUE, due_at, late_days=late_days, since=paused_since)
    if paused_since:
        return Due(DueState.PAUSED, due_at, left_days=days, since=paused_since)
    if calendar.local(now).date() == calendar.local(due_at).date():
        return Due(DueState.TODAY, due_at)
    if days <= soon or _is_within(soon, now, due_at, calendar):
        return Due(DueState.SOON, due_at, left_days=days)
    return Due(DueState.LEFT, due_at, left_days=days)


def _is_within(days: Decimal, now: datetime, due_at: datetime, calendar: Calendar) -> bool:
    time = working_time(days, calendar, calendar.local(due_at).date())
    return working_time_between(now, due_at, calendar) <= time
