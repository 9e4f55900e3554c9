"""Tasks of units that are no more, and of people who left, go on, visibly."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.querysets import open_work
from cchc.foundation.identity.tests.factories import UnitFactory
from cchc.foundation.work.models import WorkItem
from cchc.kernel import generations
from cchc.steering.plans import services
from cchc.steering.plans.choices import Role, State
from cchc.steering.plans.models import Assignee, HandedOn, Party, Task
from cchc.steering.plans.tests.factories import MORNING, TODAY, PlanFactory, TaskFactory

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def task(place):
    return TaskFactory(plan=PlanFactory(place=place), lead=place.division)


def units_with_work(task):
    items = WorkItem.objects.open().filter(subject_id__in=task.periods.values("pk"))
    return sorted(items.values_list("unit__code", flat=True))


def ends(unit, heir, on=YESTERDAY):
    """The unit ended, and `heir` followed it."""
    unit.ends_on = on
    unit.save()
    heir.predecessors.add(unit)
    generations.forget_all()


def test_a_unit_that_is_closed_hands_its_tasks_on_at_once(place, task):
    identity.close_unit(
        unit=place.division, ends_on=YESTERDAY, successor=place.other_division, by=None, at=MORNING
    )
    party = Party.objects.get(task=task)
    assert (party.unit, party.printed) == (place.other_division, "Phòng Quản lý Khoa học")
    handed = HandedOn.objects.get()
    assert (handed.from_unit, handed.to_unit, handed.on, handed.by) == (
        place.division, place.other_division, TODAY, None,
    )  # fmt: skip
    assert "giải thể" in handed.reason
    assert units_with_work(task) == ["QLCN"]
    assert Entry.objects.about("task", task.pk).filter(kind="TaskHandedOn").count() == 1


def test_a_unit_that_ends_later_keeps_its_tasks_to_its_last_day(place, task):
    ends(place.division, place.other_division, on=TODAY)
    assert services.hand_on_closed_units(at=MORNING) == 0
    assert services.hand_on_closed_units(at=MORNING + timedelta(days=1)) == 1
    assert services.hand_on_closed_units(at=MORNING + timedelta(days=1)) == 0


def test_who_closes_a_unit_reads_first_how_many_tasks_it_still_has(place, task):
    TaskFactory(plan=task.plan, lead=place.division, period_state=State.DONE)
    name = place.other_division.name
    assert open_work(place.division, place.other_division) == [
        f"1 nhiệm vụ kế hoạch chưa xong sang {name} từ ngày sau đó."
    ]
    assert open_work(place.division, None) == ["1 nhiệm vụ kế hoạch chưa xong ở lại đơn vị này."]
    assert open_work(place.other_division, None) == []


def test_an_heir_that_has_the_task_already_has_it_once(place, task):
    Party.objects.create(task=task, role=Role.LEAD, position=2, printed="Phòng QLCN", unit=place.other_division)
    ends(place.division, place.other_division)
    services.hand_on_closed_units(at=MORNING)
    assert [party.unit for party in task.parties.filter(role=Role.LEAD)] == [place.other_division]


def test_cooperating_units_go_on_as_well(place, task):
    Party.objects.create(task=task, role=Role.COOPERATING, position=1, printed="Văn phòng", unit=place.office)
    ends(place.office, place.leaders)
    services.hand_on_closed_units(at=MORNING)
    assert task.parties.get(role=Role.COOPERATING).unit == place.leaders
    assert HandedOn.objects.get().role == Role.COOPERATING


def test_heirs_of_heirs_have_the_task_in_one_step(place, task):
    middle = UnitFactory(agency=place.agency, code="X", name="Phòng X")
    ends(place.division, middle, on=date(2026, 3, 1))
    ends(middle, place.other_division, on=date(2026, 6, 1))
    services.hand_on_closed_units(at=MORNING)
    assert HandedOn.objects.get().to_unit == place.other_division


def test_a_unit_that_nobody_follows_keeps_its_name_at_the_task(place, task):
    place.division.ends_on = YESTERDAY
    place.division.save()
    generations.forget_all()
    assert services.hand_on_closed_units(at=MORNING) == 0
    assert task.parties.get().unit == place.division


@pytest.mark.parametrize("state", [State.DONE, State.DROPPED])
def test_what_is_over_stays_with_whom_it_was(place, state):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division, period_state=state)
    ends(place.division, place.other_division)
    assert services.hand_on_closed_units(at=MORNING) == 0
    assert task.parties.get().unit == place.division


def test_a_recurring_task_goes_on_even_between_its_periods(place):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division, every="year", state=State.DONE)
    ends(place.division, place.other_division)
    assert services.hand_on_closed_units(at=MORNING) == 1
    assert task.parties.get().unit == place.other_division


def test_who_steers_gives_a_task_to_another_unit_and_says_why(place, task):
    task = services.hand_on(
        task_id=task.pk, version=task.version, role=Role.LEAD, from_unit=place.division,
        to_unit=place.other_division, reason="Phân công lại", by=place.chief, at=MORNING,
    )  # fmt: skip
    handed = task.handed_on.get()
    assert (handed.on, handed.reason, handed.by) == (TODAY, "Phân công lại", place.chief)
    assert units_with_work(task) == ["QLCN"]


@pytest.mark.parametrize("who", ["head", "other_head", "stranger"])
def test_nobody_else_gives_a_task_to_another_unit(place, task, who):
    with pytest.raises(PermissionDenied):
        services.hand_on(
            task_id=task.pk, version=task.version, role=Role.LEAD, from_unit=place.division,
            to_unit=place.other_division, reason="", by=getattr(place, who), at=MORNING,
        )  # fmt: skip


def test_a_task_is_not_handed_to_another_agency_nor_from_who_has_it_not(place, task):
    for pair in ((place.division, UnitFactory()), (place.office, place.other_division)):
        with pytest.raises(Party.DoesNotExist):
            services.hand_on(
                task_id=task.pk, version=task.version, role=Role.LEAD, from_unit=pair[0], to_unit=pair[1],
                reason="", by=place.chief, at=MORNING,
            )  # fmt: skip


def test_who_leaves_hands_their_tasks_to_the_heir(place, task):
    services.assign(task_id=task.pk, version=task.version, people=[place.specialist.pk], by=place.head, at=MORNING)
    identity.deactivate(user=place.specialist, heir=place.head, by=None, at=MORNING)
    assert [row.user for row in task.assignees.filter(ended_at=None)] == [place.head]
    assert WorkItem.objects.open().get(subject_id=task.periods.get().pk).assignee == place.head


def test_without_an_heir_the_lead_unit_has_the_task_again(place, task):
    services.assign(task_id=task.pk, version=task.version, people=[place.specialist.pk], by=place.head, at=MORNING)
    identity.deactivate(user=place.specialist, heir=None, by=None, at=MORNING)
    assert not Assignee.objects.filter(ended_at=None).exists()
    item = WorkItem.objects.open().get(subject_id=task.periods.get().pk)
    assert (item.unit, item.assignee) == (place.division, None)
    assert Task.objects.get(pk=task.pk).version == task.version + 2
