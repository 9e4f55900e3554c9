"""The background door: the clock is read there, and one service is called."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from cchc.foundation.notices.models import Notice
from cchc.steering.plans import tasks
from cchc.steering.plans.models import HandedOn
from cchc.steering.plans.tests.factories import PlanFactory, TaskFactory

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 11, 30, 17, 5, tzinfo=UTC)  # 00:05 on 1/12/2026 in the office
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 07:00 in the office


def test_just_after_midnight_periods_open_and_the_tasks_of_units_that_ended_go_on(place):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division, every="month", ends_on=None)
    place.division.ends_on = date(2026, 11, 30)
    place.division.save()
    place.other_division.predecessors.add(place.division)
    with time_machine.travel(MIDNIGHT, tick=False):
        tasks.open_periods(timestamp=0)
        tasks.open_periods(timestamp=0)
    assert task.periods.last().label == "tháng 12/2026"
    assert HandedOn.objects.get().to_unit == place.other_division


def test_in_the_morning_people_are_told_of_what_is_due_and_on_mondays_of_the_week(place):
    TaskFactory(plan=PlanFactory(place=place), lead=place.division, ends_on=date(2026, 11, 20))
    with time_machine.travel(MONDAY, tick=False):
        for _again in range(2):
            tasks.tell_due(timestamp=0)
            tasks.send_digest(timestamp=0)
    told = sorted(Notice.objects.filter(user=place.head).values_list("subject_type", flat=True))
    assert told == ["digest", "task"]
