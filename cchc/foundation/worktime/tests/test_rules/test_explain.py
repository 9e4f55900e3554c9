"""Why a limit ends when it does."""

from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from cchc.foundation.worktime.rules import (
    DayKind,
    Limit,
    due_at,
    due_state,
    explain,
)
from cchc.foundation.worktime.tests.factories import VIET_NAM, moment, said
from cchc.foundation.worktime.tests.strategies import (
    HOUR,
    calendars,
    days,
    limits,
    moments,
    pauses_after,
)

SUPPLEMENT = (moment("06/11/2026 18:00"), moment("10/11/2026 08:00"))


def test_a_due_date_is_explained_day_by_day():
    told = explain(moment("30/10/2026 09:00"), days(10), VIET_NAM, [SUPPLEMENT], moment("18/11/2026 09:12"))
    assert said(told.due_at) == "16/11/2026 16:30"
    assert (told.counted_days, told.paused_days, told.late_days) == (10, 1, 2)
    lines = {line.on.strftime("%d/%m"): (line.kind, line.number) for line in told.lines}
    assert lines["30/10"] == (DayKind.RECEIVED, None)
    assert lines["31/10"] == (DayKind.WEEKEND, None)
    assert lines["06/11"] == (DayKind.COUNTED, 5)
    assert lines["09/11"] == (DayKind.PAUSED, None)
    assert lines["16/11"] == (DayKind.DUE, 10)
    assert lines["18/11"] == (DayKind.LATE, 2)
    weekdays = [[line and line.on.weekday() for line in week] for week in told.weeks]
    full = [0, 1, 2, 3, 4, 5, 6]
    assert weekdays == [[None] * 4 + [4, 5, 6], full, full, [0, 1, 2] + [None] * 4]


def test_an_explanation_names_holidays_and_make_up_days():
    told = explain(moment("20/08/2026 09:00"), days(9), VIET_NAM)
    lines = {line.on: line for line in told.lines}
    assert lines[date(2026, 8, 22)].kind == DayKind.COUNTED
    assert lines[date(2026, 8, 22)].reason == "Ngày làm bù cho ngày 31/08/2026"
    assert (lines[date(2026, 8, 31)].kind, lines[date(2026, 8, 31)].is_off) == (DayKind.HOLIDAY, True)
    assert lines[date(2026, 9, 2)].reason == "Quốc khánh"


def test_an_explanation_says_that_the_end_moved_on():
    told = explain(moment("06/11/2026 10:00"), Limit(Decimal(15), "day"), VIET_NAM)
    assert told.is_moved
    assert [(line.kind, line.number) for line in told.lines[-3:]] == [
        (DayKind.COUNTED, 15), (DayKind.WEEKEND, None), (DayKind.DUE, None),
    ]  # fmt: skip
    assert told.counted_days == 15


def test_hours_are_explained_by_the_hours_of_each_day():
    told = explain(moment("18/11/2026 14:30"), Limit(Decimal(12), "hour"), VIET_NAM)
    assert [(line.kind, line.time) for line in told.lines] == [
        (DayKind.RECEIVED, 2 * HOUR), (DayKind.COUNTED, 8 * HOUR), (DayKind.DUE, 2 * HOUR),
    ]  # fmt: skip


def test_an_open_pause_is_explained_up_to_now():
    pauses = [(moment("09/11/2026 10:00"), None)]
    told = explain(moment("30/10/2026 09:00"), days(10), VIET_NAM, pauses, moment("11/11/2026 10:00"))
    assert (said(told.due_at), told.paused_days) == ("17/11/2026 16:30", 2)


@given(received=moments, calendar=calendars, limit=limits, data=st.data())
def test_an_explanation_adds_up_to_the_due_date(received, calendar, limit, data):
    pauses = data.draw(pauses_after(received))
    told = explain(received, limit, calendar, pauses)
    assert told.due_at == due_at(received, limit, calendar, pauses)
    assert [line.on for line in told.lines] == [
        day.on for day in calendar.days(received.date(), told.due_at.date())
    ]
    assert told.lines[-1].kind == DayKind.DUE
    numbers = [line.number for line in told.lines if line.number]
    assert numbers == list(range(1, len(numbers) + 1))
    if limit.unit == "hour":
        assert told.counted_time == timedelta(hours=float(limit.amount))
    elif limit.unit != "month":
        days_of = ceil if limit.unit == "day" and limit.amount > 1 else int
        assert told.counted_days == days_of(limit.amount)


def test_hours_are_longer_by_the_time_that_they_were_paused():
    pause = (moment("18/11/2026 10:00"), moment("18/11/2026 13:30"))  # over noon: two and a half hours of work
    told = explain(moment("18/11/2026 09:00"), Limit(Decimal(3), "hour"), VIET_NAM, [pause])
    assert (said(told.due_at), told.paused_time, told.counted_time) == ("18/11/2026 15:30", 2.5 * HOUR, 3 * HOUR)


@given(received=moments, calendar=calendars, limit=limits, late=st.integers(0, 60 * 24 * 40))
def test_an_explanation_and_the_badge_tell_the_same_days_late(received, calendar, limit, late):
    due = due_at(received, limit, calendar)
    now = due + timedelta(minutes=late)
    assert explain(received, limit, calendar, (), now).late_days == due_state(now, due, calendar).late_days
