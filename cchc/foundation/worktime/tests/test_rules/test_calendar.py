"""When the office works."""

from dataclasses import FrozenInstanceError
from datetime import date, time

import pytest
from hypothesis import given

from cchc.foundation.worktime.rules import (
    USUAL_DAY,
    USUAL_WEEK,
    Calendar,
    DayOff,
    Hours,
    HoursRemoval,
    Removal,
    Special,
    UnworkableHours,
    Week,
    reaches_back,
    with_change,
)
from cchc.foundation.worktime.tests.factories import VIET_NAM
from cchc.foundation.worktime.tests.strategies import (
    ONE_DAY,
    PLAIN,
    SATURDAY_MORNINGS,
    SUMMER,
    around,
    calendars,
    weeks,
)


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
