"""Working time, and steps that run in it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.foundation.worktime.rules import (
    add_working_time,
    hand_over_by,
    in_working_days,
    step_due_at,
    stopped,
    subtract_working_time,
    working_days_left,
    working_time_between,
)
from cchc.foundation.worktime.tests.factories import VIET_NAM, moment, said
from cchc.foundation.worktime.tests.strategies import (
    HOUR,
    NO_TIME,
    PLAIN,
    SUMMER,
    calendars,
    moments,
    pauses_after,
    working_times,
)


@given(at=moments, calendar=calendars, amount=working_times, data=st.data())
def test_what_was_added_can_be_taken_away(at, calendar, amount, data):
    stops = stopped(data.draw(pauses_after(at)))
    begins = add_working_time(at, NO_TIME, calendar, stops)
    ends = add_working_time(at, amount, calendar, stops)
    assert add_working_time(begins, amount, calendar, stops) == ends
    if amount:
        assert subtract_working_time(ends, amount, calendar, stops) == begins


@given(at=moments, calendar=calendars, amount=working_times)
def test_what_was_taken_away_can_be_added(at, calendar, amount):
    ends = subtract_working_time(at, NO_TIME, calendar)
    begins = subtract_working_time(at, amount, calendar)
    assert subtract_working_time(ends, amount, calendar) == begins
    if amount:
        assert add_working_time(begins, amount, calendar) == ends


def test_no_time_leads_from_a_closing_to_the_next_opening_and_back():
    closing, opening = moment("18/11/2026 16:30"), moment("19/11/2026 07:30")
    assert add_working_time(closing, NO_TIME, VIET_NAM) == opening
    assert subtract_working_time(opening, NO_TIME, VIET_NAM) == closing
    assert add_working_time(opening, NO_TIME, VIET_NAM) == opening
    assert subtract_working_time(closing, NO_TIME, VIET_NAM) == closing


@given(at=moments, calendar=calendars, amount=working_times, data=st.data())
def test_what_was_added_is_what_is_measured(at, calendar, amount, data):
    stops = stopped(data.draw(pauses_after(at)))
    ends = add_working_time(at, amount, calendar, stops)
    assert working_time_between(at, ends, calendar, stops) == amount
    assert working_time_between(ends, at, calendar, stops) == -amount


@given(at=moments, calendar=calendars, first=working_times, second=working_times)
def test_adding_twice_is_adding_once(at, calendar, first, second):
    once = add_working_time(at, first + second, calendar)
    twice = add_working_time(add_working_time(at, first, calendar), second, calendar)
    assert working_time_between(once, twice, calendar) == NO_TIME
    assert not second or once == twice


@given(a=moments, b=moments, c=moments, calendar=calendars)
def test_working_time_adds_up(a, b, c, calendar):
    parts = working_time_between(a, b, calendar) + working_time_between(b, c, calendar)
    assert parts == working_time_between(a, c, calendar)


def test_working_time_over_years_is_measured_by_its_days():
    first, last = moment("04/01/2021 07:30"), moment("18/11/2026 16:30")
    count = VIET_NAM.working_days_between(date(2021, 1, 3), date(2026, 11, 18))
    assert working_time_between(first, last, VIET_NAM) == count * 8 * HOUR


@pytest.mark.parametrize("amount", [-HOUR, -timedelta(microseconds=1)])
def test_time_is_not_added_backwards(amount):
    for act in (add_working_time, subtract_working_time):
        with pytest.raises(ValueError):
            act(moment("18/11/2026 09:00"), amount, VIET_NAM)


@pytest.mark.parametrize(
    ("handed_over", "amount", "due"),
    [
        ("18/11/2026 09:12", "0.5", "18/11/2026 14:12"),
        ("18/11/2026 09:12", "0.25", "18/11/2026 11:12"),
        ("18/11/2026 15:30", "0.25", "19/11/2026 08:30"),
        ("18/11/2026 15:30", "1", "19/11/2026 15:30"),
        ("20/11/2026 16:00", "2.5", "26/11/2026 11:00"),  # a weekend and 24 November between
        ("18/11/2026 19:00", "1", "19/11/2026 16:30"),
    ],
)
def test_a_step_runs_as_working_time_from_its_hand_over(handed_over, amount, due):
    assert said(step_due_at(moment(handed_over), Decimal(amount), VIET_NAM)) == due


def test_a_step_stands_still_while_the_dossier_is_paused():
    pause = (moment("18/11/2026 10:00"), moment("19/11/2026 10:00"))
    assert said(step_due_at(moment("18/11/2026 09:12"), Decimal("0.5"), VIET_NAM, [pause])) == "19/11/2026 14:12"


@pytest.mark.parametrize(
    ("received", "by"),
    [
        ("18/11/2026 09:00", "18/11/2026 16:30"),
        ("18/11/2026 06:00", "18/11/2026 16:30"),
        ("18/11/2026 15:00", "18/11/2026 16:30"),
        ("18/11/2026 15:01", "19/11/2026 07:30"),
        ("20/11/2026 15:30", "23/11/2026 07:30"),
        ("21/11/2026 09:00", "23/11/2026 07:30"),
        ("23/11/2026 16:00", "25/11/2026 07:30"),
    ],
)
def test_after_three_o_clock_a_dossier_is_handed_over_the_next_morning(received, by):
    assert said(hand_over_by(moment(received), VIET_NAM)) == by


def test_where_saturday_closes_at_eleven_a_later_dossier_waits_for_monday():
    assert said(hand_over_by(moment("18/04/2026 10:00"), SUMMER)) == "18/04/2026 11:00"
    assert said(hand_over_by(moment("18/04/2026 11:00"), SUMMER)) == "20/04/2026 07:00"


def test_days_left_are_working_time():
    now = moment("18/11/2026 14:30")
    assert working_days_left(now, moment("19/11/2026 16:30"), VIET_NAM) == Decimal("1.25")
    assert working_days_left(now, moment("17/11/2026 16:30"), VIET_NAM) == Decimal("-0.75")
    assert in_working_days(4 * HOUR, VIET_NAM, now.date()) == Decimal("0.5")
    assert PLAIN.is_open(now)
    assert not PLAIN.is_open(moment("18/11/2026 11:30"))
