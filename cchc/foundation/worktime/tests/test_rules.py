"""Limits and working time, as the law and the office reckon them."""

from dataclasses import FrozenInstanceError
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.foundation.worktime.rules import (
    USUAL_DAY,
    USUAL_WEEK,
    ZONE,
    Calendar,
    DayKind,
    DayOff,
    Due,
    DueState,
    Hours,
    HoursRemoval,
    Limit,
    Removal,
    Special,
    UnworkableHours,
    Week,
    add_working_time,
    due_at,
    due_state,
    explain,
    hand_over_by,
    in_working_days,
    reaches_back,
    soon_for_step,
    step_due_at,
    stopped,
    subtract_working_time,
    with_change,
    working_days_left,
    working_time_between,
)
from cchc.foundation.worktime.tests.factories import VIET_NAM, moment, said

NO_TIME, HOUR, ONE_DAY = timedelta(), timedelta(hours=1), timedelta(days=1)
PLAIN = Calendar()
MORNING = ((time(7), time(11)),)
SATURDAY_MORNINGS = Week((USUAL_DAY,) * 5 + (MORNING, ()))
LONG_NOON = ((time(7), time(11, 30)), (time(13, 30), time(17)))
SUMMER = Calendar(hours=(Hours(date(2026, 4, 15), Week((LONG_NOON,) * 5 + (MORNING, ()))),))
UNITS = ("working_day", "day", "hour", "month")


def days(amount):
    return Limit(Decimal(amount), "working_day")


# What may come: any calendar, any moment of some years, limits as procedures have them, pauses after a moment.

spans = st.lists(
    st.integers(0, 95), min_size=2, max_size=6, unique=True
).map(lambda quarters: tuple(
    (time(*divmod(a * 15, 60)), time(*divmod(b * 15, 60)))
    for a, b in zip(sorted(quarters)[::2], sorted(quarters)[1::2], strict=False)
))  # fmt: skip
weeks = st.one_of(
    st.just(USUAL_WEEK),
    st.just(SATURDAY_MORNINGS),
    st.lists(st.one_of(spans, st.just(())), min_size=7, max_size=7)
    .filter(any)
    .map(lambda week: Week(tuple(week))),
)
around = st.dates(date(2025, 6, 1), date(2026, 6, 30))
specials = st.builds(
    lambda on, is_off, own: Special(on, is_off, "Ngày đặc biệt", () if is_off else own),
    around,
    st.booleans(),
    st.one_of(spans, st.just(())),
)
calendars = st.one_of(
    st.just(VIET_NAM),
    st.builds(
        lambda hours, own, shared: Calendar(
            hours=tuple(hours), specials=tuple(own), shared_specials=tuple(shared)
        ),
        st.lists(st.builds(Hours, around, weeks), max_size=2),
        st.lists(specials, max_size=8),
        st.lists(specials, max_size=8),
    ),
)
moments = st.builds(
    lambda on, at: datetime.combine(on, at, ZONE), st.dates(date(2025, 7, 1), date(2026, 4, 30)), st.times()
)
working_times = st.integers(0, 30 * 8 * 60 * 60 * 1000).map(
    lambda thousandths: thousandths * timedelta(milliseconds=1)
)
whole = st.integers(0, 40).map(Decimal)
limits = st.one_of(
    st.builds(Limit, whole, st.sampled_from(["working_day", "day", "hour"])),
    st.builds(Limit, st.integers(0, 7).map(Decimal), st.just("month")),
    st.builds(Limit, st.integers(1, 60).map(lambda quarters: Decimal(quarters) / 4), st.sampled_from(UNITS[:3])),
)


@st.composite
def pauses_after(draw, at):
    """Pauses that begin after a moment; they may overlap, and stand in any order."""
    found = []
    for after, minutes in draw(
        st.lists(st.tuples(st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 20)), max_size=4)
    ):
        begins = at + timedelta(minutes=after)
        found.append((begins, begins + timedelta(minutes=minutes)))
    return found


# Calendars of Viet Nam


@pytest.mark.parametrize(
    ("on", "works", "reason"),
    [
        (date(2026, 11, 24), False, "Ngày Văn hóa Việt Nam"),
        (date(2025, 11, 24), True, ""),
        (date(2026, 11, 23), True, ""),
        (date(2026, 11, 22), False, ""),
        (date(2026, 2, 16), False, "Giao thừa Tết Nguyên Đán"),
        (date(2026, 2, 20), False, "Mùng bốn Tết Nguyên Đán"),
        (date(2026, 2, 23), True, ""),
        (date(2024, 4, 29), False, "Ngày nghỉ (thay cho ngày 04/05/2024)"),
        (date(2024, 5, 4), True, "Ngày làm bù cho ngày 29/04/2024"),
        (date(2025, 5, 2), False, "Ngày nghỉ (thay cho ngày 26/04/2025)"),
        (date(2025, 4, 26), True, "Ngày làm bù cho ngày 02/05/2025"),
        (date(2026, 8, 31), False, "Ngày nghỉ (thay cho ngày 22/08/2026)"),
        (date(2026, 8, 22), True, "Ngày làm bù cho ngày 31/08/2026"),
        (date(2026, 1, 2), False, "Ngày nghỉ (thay cho ngày 10/01/2026)"),
        (date(2026, 1, 10), True, "Ngày làm bù cho ngày 02/01/2026"),
        (date(2026, 4, 27), False, "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
    ],
)
def test_the_office_works_when_viet_nam_does(on, works, reason):
    assert (VIET_NAM.is_working_day(on), VIET_NAM.reason(on)) == (works, reason)


def test_a_day_off_says_whether_it_is_a_weekend_or_a_holiday():
    assert VIET_NAM.day(date(2026, 11, 22)).off == DayOff.WEEKEND
    assert VIET_NAM.day(date(2026, 11, 24)).off == DayOff.HOLIDAY
    assert VIET_NAM.day(date(2026, 11, 23)).off is None
    assert VIET_NAM.day(date(2026, 8, 22)).is_make_up


def test_a_make_up_saturday_has_the_hours_of_a_full_day():
    assert VIET_NAM.spans_on(date(2026, 8, 22)) == USUAL_DAY
    assert VIET_NAM.spans_on(date(2026, 8, 29)) == ()


def test_new_hours_hold_from_their_day_on():
    assert SUMMER.spans_on(date(2026, 4, 14)) == USUAL_DAY
    assert SUMMER.spans_on(date(2026, 4, 15))[0] == (time(7), time(11, 30))
    assert SUMMER.is_working_day(date(2026, 4, 18))
    assert not SUMMER.is_working_day(date(2026, 4, 11))


def test_what_an_agency_says_goes_before_what_the_installation_says():
    shared = Special(date(2026, 11, 24), True, "Ngày Văn hóa Việt Nam")
    own = Special(date(2026, 11, 24), False, "Trực cả ngày")
    calendar = Calendar(
        specials=(own,), shared_specials=(shared,), shared_hours=(Hours(date(2020, 1, 1), SATURDAY_MORNINGS),)
    )
    assert calendar.is_working_day(date(2026, 11, 24))
    assert calendar.is_working_day(date(2026, 11, 21))
    calendar = with_change(calendar, Hours(date(2026, 1, 1), USUAL_WEEK))
    assert not calendar.is_working_day(date(2026, 11, 21))
    assert calendar.is_working_day(date(2025, 11, 22))


def test_a_calendar_is_a_value_that_nobody_can_change():
    with pytest.raises(FrozenInstanceError):
        PLAIN.hours = ()
    assert Calendar() == Calendar()
    assert hash(Calendar()) == hash(PLAIN)
    assert PLAIN != VIET_NAM


@pytest.mark.parametrize(
    "hours",
    [
        [(time(9), time(9))],
        [(time(11), time(9))],
        [(time(7), time(12)), (time(11), time(16))],
    ],
)
def test_hours_that_nobody_could_keep_are_refused(hours):
    with pytest.raises(UnworkableHours):
        Week((tuple(hours),) * 7)
    with pytest.raises(UnworkableHours):
        Special(date(2026, 1, 1), False, "Trực", tuple(hours))


@pytest.mark.parametrize("week", [((),) * 7, (USUAL_DAY,) * 6])
def test_a_week_has_seven_days_and_some_work(week):
    with pytest.raises(UnworkableHours):
        Week(week)


@pytest.mark.parametrize("rows", [[[["7h30", "11:30"]]] * 7, [[["07:30"]]] * 7, [["07:30"]] * 7])
def test_hours_that_cannot_be_read_are_refused(rows):
    with pytest.raises(UnworkableHours):
        Week.parse(rows)


def test_a_special_day_says_why():
    with pytest.raises(ValueError):
        Special(date(2026, 1, 1), True, " ")
    with pytest.raises(UnworkableHours):
        Special(date(2026, 1, 1), True, "Nghỉ", USUAL_DAY)


@given(week=weeks)
def test_a_week_is_read_as_it_was_stored(week):
    assert Week.parse(week.rows()) == week


@given(calendar=calendars, a=around, b=around)
def test_working_days_are_counted_as_one_would_by_hand(calendar, a, b):
    first, last = min(a, b), max(a, b)
    by_hand = sum(calendar.is_working_day(first + ONE_DAY * n) for n in range(1, (last - first).days + 1))
    assert calendar.working_days_between(a, b) == (by_hand if a <= b else -by_hand)


def test_a_change_is_tried_without_being_made():
    day = date(2026, 12, 24)
    tried = with_change(VIET_NAM, Special(day, True, "Nghỉ bão"))
    assert (VIET_NAM.is_working_day(day), tried.is_working_day(day)) == (True, False)
    assert with_change(tried, Removal(day)) == VIET_NAM
    assert not with_change(VIET_NAM, Removal(date(2026, 11, 24))).is_working_day(date(2026, 11, 24))
    assert with_change(VIET_NAM, Removal(date(2026, 11, 24)), shared=True).is_working_day(date(2026, 11, 24))
    hours = with_change(PLAIN, Hours(date(2026, 1, 1), SATURDAY_MORNINGS))
    assert hours.is_working_day(date(2026, 1, 3))
    assert with_change(hours, HoursRemoval(date(2026, 1, 1))) == PLAIN


def test_a_change_says_whether_it_reaches_back():
    today = date(2026, 11, 18)
    assert reaches_back(Special(date(2026, 11, 17), True, "Nghỉ bão"), today)
    assert not reaches_back(Removal(today), today)
    assert reaches_back(Hours(date(2026, 1, 1), USUAL_WEEK), today)


# Limits


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


# Pauses

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


# Working time


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


# Explanations


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


# Badges


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
