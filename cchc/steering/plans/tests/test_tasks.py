"""The acts of a task."""

import pytest

from cchc.steering.plans import services
from cchc.steering.plans.choices import State
from cchc.steering.plans.tests.factories import MORNING, EvidenceFactory, PlanFactory, TaskFactory, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return office()


def test_a_task_goes_from_its_first_note_to_approval(place):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division)
    task = services.report(task_id=task.pk, version=task.version, text="Đã họp", by=place.specialist, at=MORNING)
    assert task.state == State.DOING
    EvidenceFactory(period=task.periods.get())
    task = services.propose_done(task_id=task.pk, version=task.version, text="", by=place.specialist, at=MORNING)
    task = services.approve(task_id=task.pk, version=task.version, by=place.chief, at=MORNING)
    assert task.state == State.DONE
