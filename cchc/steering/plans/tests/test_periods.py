"""Recurring tasks open a period at a time: once each, in the office's time zone, none that was over before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cchc.steering.plans import services
from cchc.steering.plans.choices import PlanKind, PlanState, State
from cchc.steering.plans.models import Period
from cchc.steering.plans.services import Time
from cchc.steering.plans.services.periods import due_periods
from cchc.steering.plans.tests.factories import MORNING, PlanFactory, TaskFactory, office

pytestmark = pytest.mark.django_db


def at(day, hour=1):
    """01:00 in the office on a day, unless told otherwise."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 7)


@pytest.fixture
def plan():
    return PlanFactory(place=office())


def monthly(plan, **more):
    told = {"starts_on": date(2026, 1, 1), "ends_on": None, "every": "month", "every_day": 31} | more
    return TaskFactory(plan=plan, **told)


def test_a_year_of_months_opens_twelve_periods_each_on_its_own_first_day(plan):
    task = monthly(plan)
    day = date(2026, 1, 1)
    opened = []
    while day.year == 2026:
        if services.open_periods(at=at(day)):
            opened.append(day)
        day += timedelta(days=1)
    assert opened == [date(2026, month, 1) for month in range(1, 13)]
    assert [p.due_on.day for p in task.periods.all()] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_asked_for_twice_a_period_opens_once(plan):
    monthly(plan)
    assert services.open_periods(at=at(date(2026, 3, 1))) == 3
    assert services.open_periods(at=at(date(2026, 3, 1))) == 0


def test_the_day_begins_at_midnight_in_the_office(plan):
    task = monthly(plan)
    services.open_periods(at=datetime(2026, 1, 31, 16, 59, tzinfo=UTC))  # 23:59 on the 31st
    assert task.periods.count() == 1
    services.open_periods(at=datetime(2026, 1, 31, 17, 0, tzinfo=UTC))  # midnight
    assert task.periods.count() == 2


def test_what_was_over_when_the_plan_came_in_is_not_opened(plan):
    task = monthly(plan, periods_from=date(2026, 10, 15))
    services.open_periods(at=at(date(2026, 11, 2)))
    assert [p.label for p in task.periods.all()] == ["tháng 10/2026", "tháng 11/2026"]


def test_a_yearly_task_whose_day_had_passed_begins_with_the_next_year(plan):
    task = monthly(plan, every="year", every_month=8, every_day=14, periods_from=date(2026, 12, 6))
    services.open_periods(at=at(date(2027, 1, 1)))
    assert [p.due_on for p in task.periods.all()] == [date(2027, 8, 14)]


def test_a_task_that_begins_later_opens_when_its_time_comes(plan):
    task = TaskFactory(plan=plan, starts_on=date(2027, 1, 1), ends_on=date(2027, 6, 30), period_state="none")
    assert services.open_periods(at=at(date(2026, 12, 31))) == 0
    assert services.open_periods(at=at(date(2027, 1, 1))) == 1
    assert services.open_periods(at=at(date(2027, 3, 1))) == 0
    assert [(p.label, p.due_on) for p in task.periods.all()] == [("", date(2027, 6, 30))]


@pytest.mark.parametrize(
    "trait", [{"state": PlanState.ENDED}, {"kind": PlanKind.OUTSIDE}], ids=["ended", "of another authority"]
)
def test_a_plan_that_is_not_carried_out_here_opens_nothing(trait):
    monthly(PlanFactory(place=office(), **trait))
    assert services.open_periods(at=at(date(2026, 6, 1))) == 0


def test_a_task_that_was_dropped_or_left_the_plan_opens_nothing(plan):
    monthly(plan, state=State.DROPPED)
    monthly(plan, removed_at=MORNING)
    assert services.open_periods(at=at(date(2026, 6, 1))) == 0


def test_a_late_period_stays_open_beside_the_next_one(plan):
    task = monthly(plan)
    services.open_periods(at=at(date(2026, 2, 1)))
    task.refresh_from_db()
    assert task.periods.open().count() == 2
    assert task.due_on == date(2026, 1, 31)


def test_the_following_years_go_on_beyond_the_end_of_the_plan_until_somebody_ends_it(plan):
    task = monthly(plan, every="year", every_month=12, every_day=15)
    services.open_periods(at=at(date(2032, 1, 1)))
    assert task.periods.last().label == "năm 2032"


class AnyRecurrence(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        every=st.sampled_from(["year", "half", "quarter", "month"]),
        month=st.one_of(st.none(), st.integers(1, 12)),
        day=st.one_of(st.none(), st.integers(1, 31)),
        starts=st.dates(date(2023, 1, 1), date(2025, 12, 31)),
        looks=st.lists(st.integers(1, 500), min_size=1, max_size=4),
    )
    def test_however_often_one_looks_each_period_is_open_once_and_none_is_missing(
        self, every, month, day, starts, looks
    ):
        task = TaskFactory(
            plan=PlanFactory(), starts_on=starts, ends_on=None, every=every, every_month=month, every_day=day,
            periods_from=starts, period_state="none",
        )  # fmt: skip
        now = starts
        for days in looks:
            now += timedelta(days=days)
            services.open_periods(at=at(now))
        found = list(Period.objects.filter(task=task).values_list("starts_on", "due_on"))
        assert found == [(p.starts_on, p.due_on) for p in due_periods(task, now)]
        assert all(starts <= due for _starts, due in found)


# When the time of a task is set anew


def test_a_task_that_is_put_off_keeps_what_was_printed_and_moves_its_period_and_its_work(plan):
    task = TaskFactory(plan=plan, time_text="Năm 2026")
    chief = task.plan.steering_unit.holdings.first().user
    time = Time(starts_on=date(2026, 1, 1), ends_on=date(2027, 3, 31))
    task = services.set_time(
        task_id=task.pk, version=task.version, time=time, reason="Chờ nghị định", by=chief, at=MORNING
    )
    assert (task.time_text, task.due_on, task.periods.get().due_on) == (
        "Năm 2026", date(2027, 3, 31), date(2027, 3, 31),
    )  # fmt: skip


def test_a_task_that_begins_to_recur_turns_its_one_period_into_the_first_of_many(plan):
    task = TaskFactory(plan=plan, starts_on=date(2026, 1, 1), ends_on=None, periods_from=date(2026, 1, 1))
    before = task.periods.get()
    time = Time(starts_on=date(2026, 1, 1), every="quarter", every_day=20)
    task = services.set_time(task_id=task.pk, version=task.version, time=time, by=None, at=MORNING)
    periods = list(task.periods.all())
    assert [p.label for p in periods] == ["quý I/2026", "quý II/2026", "quý III/2026", "quý IV/2026"]
    assert periods[0].pk == before.pk


def test_a_time_that_ends_before_it_begins_or_recurs_oddly_is_refused(plan):
    task = TaskFactory(plan=plan)
    for time in (Time(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)), Time(every="week")):
        with pytest.raises(services.WrongTime):
            services.set_time(task_id=task.pk, version=task.version, time=time, by=None, at=MORNING)
