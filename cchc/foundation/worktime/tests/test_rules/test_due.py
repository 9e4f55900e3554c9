"""What badges say."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cchc.foundation.worktime.rules import (
    Due,
    DueState,
    due_state,
    soon_for_step,
)
from cchc.foundation.worktime.tests.factories import VIET_NAM, moment


@pytest.mark.parametrize(
    ("due", "state", "number"),
    [
        ("16/11/2026 16:30", "overdue", 2),
        ("17/11/2026 16:30", "overdue", 1),
        ("18/11/2026 09:00", "overdue", 0),
        ("18/11/2026 16:30", "today", 0),
        ("19/11/2026 16:30", "soon", 1),
        ("20/11/2026 16:30", "soon", 2),
        ("23/11/2026 16:30", "left", 3),
        ("25/11/2026 16:30", "left", 4),
        ("30/11/2026 16:30", "left", 7),
    ],
)
def test_a_badge_says_how_many_working_days(due, state, number):
    told = due_state(moment("18/11/2026 09:12"), moment(due), VIET_NAM)
    assert (told.state, told.days, told.is_closed) == (state, number, False)


@pytest.mark.parametrize(
    ("finished", "state", "number"),
    [
        ("12/11/2026 10:00", "early", 2),
        ("14/11/2026 10:00", "early", 1),
        ("16/11/2026 08:00", "on_time", 0),
        ("16/11/2026 16:30", "on_time", 0),
        ("16/11/2026 16:31", "late", 0),
        ("17/11/2026 08:00", "late", 1),
    ],
)
def test_what_is_done_was_early_on_time_or_late(finished, state, number):
    told = due_state(moment("18/12/2026 09:00"), moment("16/11/2026 16:30"), VIET_NAM, moment(finished))
    assert (told.state, told.days, told.is_closed, told.since) == (state, number, True, moment(finished))


def test_a_paused_clock_says_since_when():
    since = moment("12/11/2026 10:00")
    told = due_state(moment("20/11/2026 09:00"), moment("16/11/2026 16:30"), VIET_NAM, paused_since=since)
    assert (told.state, told.since, told.left_days) == (DueState.PAUSED, since, 2)
    assert due_state(since, None, VIET_NAM, paused_since=since).state == DueState.PAUSED


def test_a_limit_is_kept_up_to_its_very_end():
    due = moment("18/11/2026 16:30")
    assert due_state(due, due, VIET_NAM).state == DueState.TODAY
    assert due_state(due + timedelta(microseconds=1), due, VIET_NAM).state == DueState.OVERDUE


def test_what_was_late_before_its_pause_stays_so_by_as_many_days():
    since = moment("18/11/2026 10:00")
    told = due_state(moment("30/11/2026 09:00"), moment("16/11/2026 16:30"), VIET_NAM, paused_since=since)
    assert (told.state, told.late_days, told.since) == (DueState.OVERDUE, 2, since)


def test_what_has_no_limit_says_so():
    assert due_state(moment("18/11/2026 09:00"), None, VIET_NAM) == Due(DueState.NONE)
    assert due_state(moment("18/11/2026 09:00"), None, VIET_NAM, moment("18/11/2026 08:00")).state == DueState.NONE


@pytest.mark.parametrize(("amount", "soon"), [("0.5", "0.125"), ("2", "0.5"), ("4", "1"), ("10", "1")])
def test_a_step_is_due_soon_in_its_last_quarter_at_most_a_day(amount, soon):
    assert soon_for_step(Decimal(amount)) == Decimal(soon)


def test_a_step_due_tomorrow_is_due_soon_when_its_last_quarter_begins():
    due, soon = moment("19/11/2026 10:00"), soon_for_step(Decimal(2))
    assert due_state(moment("18/11/2026 14:00"), due, VIET_NAM, soon=soon).state == DueState.LEFT
    assert due_state(moment("18/11/2026 15:00"), due, VIET_NAM, soon=soon).state == DueState.SOON
