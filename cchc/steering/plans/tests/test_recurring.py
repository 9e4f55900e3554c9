"""The periods of a recurring task, over years, months of every length, leap days."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.steering.plans.rules import span_on, spans
from cchc.steering.plans.rules.recurring import MONTHS

days = st.dates(date(2019, 1, 1), date(2033, 12, 31))
every = st.sampled_from(sorted(MONTHS))
months = st.one_of(st.none(), st.integers(1, 12))
in_month = st.one_of(st.none(), st.integers(1, 31))


@given(every=every, month=months, day=in_month, first=days, length=st.integers(0, 1500))
def test_periods_follow_each_other_without_gap_and_cover_the_time(every, month, day, first, length):
    last = first + timedelta(days=length)
    found = list(spans(every, month, day, first, last))
    assert found[0].starts_on <= first <= found[0].ends_on
    assert found[-1].starts_on <= last <= found[-1].ends_on
    for one, following in pairwise(found):
        assert following.starts_on == one.ends_on + timedelta(days=1)


@given(every=every, month=months, day=in_month, on=days)
def test_a_task_is_due_inside_its_own_period(every, month, day, on):
    span = span_on(every, month, day, on)
    assert span.starts_on <= span.due_on <= span.ends_on


@given(every=every, month=months, day=st.integers(1, 31), on=days)
def test_a_day_that_a_month_lacks_is_its_last_one(every, month, day, on):
    due = span_on(every, month, day, on).due_on
    assert due.day == min(day, monthrange(due.year, due.month)[1])


@given(every=every, on=days)
def test_without_a_day_a_task_is_due_when_its_period_ends(every, on):
    span = span_on(every, None, None, on)
    assert span.due_on == span.ends_on


@given(every=every, month=months, day=in_month, first=days, length=st.integers(0, 1500))
def test_no_two_periods_are_called_the_same(every, month, day, first, length):
    labels = [span.label for span in spans(every, month, day, first, first + timedelta(days=length))]
    assert len(labels) == len(set(labels))


def test_a_year_has_twelve_months_four_quarters_two_halves_one_year():
    year = (date(2027, 1, 1), date(2027, 12, 31))
    assert {name: len(list(spans(name, None, None, *year))) for name in MONTHS} == {
        "month": 12, "quarter": 4, "half": 2, "year": 1,
    }  # fmt: skip


def test_the_thirty_first_of_every_month_over_a_year():
    due = [span.due_on for span in spans("month", None, 31, date(2027, 1, 1), date(2027, 12, 31))]
    assert [day.day for day in due] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


@pytest.mark.parametrize(("year", "day"), [(2027, 28), (2028, 29), (2100, 28)])
def test_the_twenty_ninth_of_february_in_years_that_have_it_and_that_do_not(year, day):
    assert span_on("year", 2, 29, date(year, 6, 1)).due_on == date(year, 2, day)


def test_before_the_15th_of_august_and_before_the_23rd_of_a_month():
    assert span_on("year", 8, 14, date(2026, 3, 1)).due_on == date(2026, 8, 14)
    assert span_on("month", None, 22, date(2026, 11, 30)).due_on == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "on", "label"),
    [
        ("year", date(2025, 5, 1), "năm 2025"),
        ("half", date(2025, 5, 1), "6 tháng đầu năm 2025"),
        ("half", date(2025, 7, 1), "6 tháng cuối năm 2025"),
        ("quarter", date(2025, 12, 31), "quý IV/2025"),
        ("month", date(2025, 6, 30), "tháng 6/2025"),
    ],
)
def test_a_period_is_called_as_the_office_calls_it(name, on, label):
    assert span_on(name, None, None, on).label == label


def test_a_month_within_a_quarter_is_counted_from_its_first():
    assert span_on("quarter", 2, 15, date(2026, 8, 1)).due_on == date(2026, 8, 15)
    assert span_on("half", 1, 10, date(2026, 8, 1)).due_on == date(2026, 7, 10)
