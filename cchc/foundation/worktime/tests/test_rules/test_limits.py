"""When limits end, as the law and the office reckon them, paused or not."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.foundation.worktime.rules import (
    Limit,
    due_at,
    stopped,
)
from cchc.foundation.worktime.tests.factories import VIET_NAM, moment, said
from cchc.foundation.worktime.tests.strategies import (
    ONE_DAY,
    SUMMER,
    UNITS,
    calendars,
    days,
    limits,
    moments,
    pauses_after,
)


@pytest.mark.parametrize(
    ("received", "amount", "unit", "due"),
    [
        ("18/11/2026 09:40", "5", "working_day", "26/11/2026 16:30"),  # 21 and 22 weekend, 24 a holiday
        ("18/11/2026 22:00", "5", "working_day", "26/11/2026 16:30"),  # sent in the evening: the same day
        ("18/11/2026 15:30", "5", "working_day", "26/11/2026 16:30"),  # after 15:00: no bearing on the limit
        ("21/11/2026 10:00", "1", "working_day", "23/11/2026 16:30"),  # a Saturday
        ("13/02/2026 10:00", "3", "working_day", "25/02/2026 16:30"),  # over Tết
        ("21/08/2026 10:00", "1", "working_day", "22/08/2026 16:30"),  # a make-up Saturday
        ("03/11/2026 10:00", "15", "day", "18/11/2026 16:30"),
        ("06/11/2026 10:00", "15", "day", "23/11/2026 16:30"),  # ends on a Saturday: the next Monday
        ("09/11/2026 10:00", "15", "day", "25/11/2026 16:30"),  # ends on a holiday
        ("31/01/2026 10:00", "1", "month", "02/03/2026 16:30"),  # 28 February is a Saturday
        ("30/11/2026 10:00", "3", "month", "01/03/2027 16:30"),  # 28 February 2027 is a Sunday
        ("15/12/2026 10:00", "1", "month", "15/01/2027 16:30"),
        ("18/11/2026 09:00", "8", "hour", "19/11/2026 09:00"),
        ("18/11/2026 07:30", "8", "hour", "18/11/2026 16:30"),
        ("18/11/2026 11:45", "1", "hour", "18/11/2026 13:30"),
        ("20/11/2026 20:00", "8", "hour", "23/11/2026 16:30"),  # from the next opening
        ("18/11/2026 09:00", "0.5", "working_day", "18/11/2026 14:00"),
        ("18/11/2026 09:00", "2.5", "working_day", "23/11/2026 11:30"),
        ("18/11/2026 09:00", "0.5", "day", "18/11/2026 14:00"),
        ("18/11/2026 09:00", "1.5", "day", "20/11/2026 16:30"),
        ("18/11/2026 09:00", "0", "working_day", "18/11/2026 16:30"),
        ("18/11/2026 16:30", "0", "working_day", "18/11/2026 16:30"),
        ("18/11/2026 17:00", "0", "working_day", "19/11/2026 16:30"),
    ],
)
def test_a_limit_ends_when_the_law_says(received, amount, unit, due):
    assert said(due_at(moment(received), Limit(Decimal(amount), unit), VIET_NAM)) == due


def test_a_part_of_a_day_is_that_part_of_the_day_it_falls_on():
    assert said(due_at(moment("17/04/2026 09:00"), days("1.5"), SUMMER)) == "20/04/2026 11:00"  # Saturday is a day
    assert said(due_at(moment("17/04/2026 15:15"), days("0.5"), SUMMER)) == "18/04/2026 08:07"  # a quarter is left


@given(received=moments, calendar=calendars, amount=st.integers(1, 40))
def test_a_limit_of_working_days_has_so_many_and_ends_at_closing_time(received, calendar, amount):
    due = due_at(received, days(amount), calendar)
    assert calendar.working_days_between(received.date(), due.date()) == amount
    assert due == calendar.day(due.date()).ends_at
    assert calendar.is_working_day(due.date())


@given(received=moments, calendar=calendars, amount=st.integers(1, 90))
def test_a_limit_of_calendar_days_ends_on_its_last_day_or_the_next_working_day(received, calendar, amount):
    due = due_at(received, Limit(Decimal(amount), "day"), calendar)
    last = received.date() + ONE_DAY * amount
    assert calendar.is_working_day(due.date())
    assert due == calendar.day(due.date()).ends_at
    assert due.date() >= last
    assert calendar.working_days_between(last - ONE_DAY, due.date()) == 1


@given(received=moments, later=st.integers(0, 60 * 24 * 30), calendar=calendars, limit=limits, data=st.data())
def test_who_comes_later_is_never_due_earlier(received, later, calendar, limit, data):
    second = received + timedelta(minutes=later)
    pauses = data.draw(pauses_after(second))
    assert due_at(received, limit, calendar, pauses) <= due_at(second, limit, calendar, pauses)


@given(
    received=moments,
    calendar=calendars,
    unit=st.sampled_from(UNITS[:3]),
    a=st.integers(0, 80),
    b=st.integers(0, 80),
)
def test_a_longer_limit_never_ends_earlier(received, calendar, unit, a, b):
    short, long = sorted(Decimal(quarters) / 4 for quarters in (a, b))
    if short == 0:  # "at once" ends at closing time, after a quarter of a day has passed
        return
    assert due_at(received, Limit(short, unit), calendar) <= due_at(received, Limit(long, unit), calendar)


@given(received=moments, calendar=calendars, limit=limits, data=st.data())
def test_a_limit_ends_in_office_hours_however_often_it_was_paused(received, calendar, limit, data):
    pauses = data.draw(pauses_after(received))
    due = due_at(received, limit, calendar, pauses)
    assert due >= due_at(received, limit, calendar)
    on_the_clock = limit.unit == "hour" and limit.amount == 0
    assert any(
        (opens <= due if on_the_clock else opens < due) and due <= closes
        for opens, closes in calendar.day(due.date()).spans
    )


@given(received=moments, calendar=calendars, limit=limits)
def test_the_zone_in_which_a_moment_is_told_changes_nothing(received, calendar, limit):
    elsewhere = received.astimezone(timezone.utc)
    assert due_at(elsewhere, limit, calendar) == due_at(received, limit, calendar)
    assert due_at(elsewhere, limit, calendar).utcoffset() == timedelta(hours=7)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError):
        due_at(datetime(2026, 11, 18, 9), days(1), VIET_NAM)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(("amount", "unit"), [("-1", "day"), ("1", "year"), ("0.5", "month")])
def test_a_limit_that_the_law_does_not_know_is_refused(amount, unit):
    with pytest.raises(ValueError):
        Limit(Decimal(amount), unit)


SUPPLEMENT = (moment("06/11/2026 18:00"), moment("10/11/2026 08:00"))


def test_a_paused_working_day_is_not_counted():
    assert said(due_at(moment("30/10/2026 09:00"), days(10), VIET_NAM)) == "13/11/2026 16:30"
    assert said(due_at(moment("30/10/2026 09:00"), days(10), VIET_NAM, [SUPPLEMENT])) == "16/11/2026 16:30"


@pytest.mark.parametrize(
    ("begins", "ends", "due"),
    [
        ("09/11/2026 10:00", "09/11/2026 15:00", "13/11/2026 16:30"),  # within a day: nothing lost
        ("09/11/2026 10:00", "10/11/2026 09:00", "16/11/2026 16:30"),  # a day stopped at its closing
        ("09/11/2026 10:00", "10/11/2026 16:30", "17/11/2026 16:30"),  # and one that it took whole
        ("06/11/2026 10:00", "07/11/2026 09:00", "16/11/2026 16:30"),  # supplied on a Saturday
        ("07/11/2026 10:00", "09/11/2026 09:00", "13/11/2026 16:30"),  # over a weekend
        ("13/11/2026 16:00", "13/11/2026 16:29", "13/11/2026 16:30"),  # on the last day
        ("13/11/2026 16:00", "16/11/2026 08:00", "16/11/2026 16:30"),
        ("14/11/2026 08:00", "20/11/2026 08:00", "13/11/2026 16:30"),  # after the end
    ],
)
def test_a_day_counts_if_the_clock_runs_when_it_closes(begins, ends, due):
    pauses = [(moment(begins), moment(ends))]
    assert said(due_at(moment("30/10/2026 09:00"), days(10), VIET_NAM, pauses)) == due


def test_an_open_pause_moves_nothing_yet():
    pauses = [(moment("09/11/2026 10:00"), None)]
    assert said(due_at(moment("30/10/2026 09:00"), days(10), VIET_NAM, pauses)) == "13/11/2026 16:30"
    resumed = stopped(pauses, moment("11/11/2026 10:00"))
    assert said(due_at(moment("30/10/2026 09:00"), days(10), VIET_NAM, resumed)) == "17/11/2026 16:30"


def test_a_month_is_longer_by_the_days_that_it_was_paused():
    limit = Limit(Decimal(1), "month")
    assert said(due_at(moment("12/10/2026 09:00"), limit, VIET_NAM)) == "12/11/2026 16:30"
    assert said(due_at(moment("12/10/2026 09:00"), limit, VIET_NAM, [SUPPLEMENT])) == "16/11/2026 16:30"


def test_an_end_that_moves_on_does_not_move_onto_a_paused_day():
    limit, pause = Limit(Decimal(15), "day"), (moment("23/11/2026 08:00"), moment("26/11/2026 08:00"))
    assert said(due_at(moment("06/11/2026 10:00"), limit, VIET_NAM, [pause])) == "26/11/2026 16:30"


def test_hours_stand_still_for_as_long_as_the_pause():
    pauses = [
        (moment("18/11/2026 10:00"), moment("18/11/2026 11:00")),
        (moment("18/11/2026 10:30"), moment("18/11/2026 13:30")),
    ]
    assert (
        said(due_at(moment("18/11/2026 09:00"), Limit(Decimal(2), "hour"), VIET_NAM, pauses)) == "18/11/2026 14:30"
    )


@given(received=moments, calendar=calendars, amount=st.integers(1, 30), data=st.data())
def test_as_many_days_are_lost_as_closings_passed(received, calendar, amount, data):
    pauses = data.draw(pauses_after(received))
    due = due_at(received, days(amount), calendar, pauses)
    closings = [day.ends_at for day in calendar.days(received.date() + ONE_DAY, due.date()) if day.works]
    lost = [at for at in closings if any(begins < at <= ends for begins, ends in pauses)]
    assert len(closings) - len(lost) == amount


def test_a_pause_that_begins_as_another_ends_is_one_with_it():
    first, second, third = (moment(f"{day}/11/2026 10:00") for day in (9, 10, 11))
    assert stopped([(second, third), (first, second)]) == ((first, third),)


@given(at=moments, data=st.data())
def test_pauses_that_meet_are_one(at, data):
    pauses = data.draw(pauses_after(at))
    joined = stopped(pauses)
    assert list(joined) == sorted(joined)
    assert all(first[1] < second[0] for first, second in pairwise(joined))
    for begins, ends in pauses:
        assert begins == ends or any(first <= begins and ends <= last for first, last in joined)
