"""What is taken in after 15:00 goes on the next morning; who acts on it before that has had it since then."""

from datetime import UTC, datetime, timedelta

import pytest

from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import StepRun
from cchc.onestop.dossiers.tests.factories import office, taken_in

pytestmark = pytest.mark.django_db

LATE = datetime(2026, 11, 18, 8, 45, tzinfo=UTC)  # 15:45 on Wednesday
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place():
    return office()


@pytest.fixture
def with_director(place):
    """Taken, given out and handed on, all in the same late afternoon."""
    dossier = taken_in(place, LATE)
    dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=LATE + MINUTE)
    for minutes, step, giver, receiver in ((2, "tham-dinh", place.head, place.specialist),
                                           (3, "ky", place.specialist, place.director)):  # fmt: skip
        dossier = services.forward(
            dossier_id=dossier.pk, version=dossier.version, to_step=step, assignee_id=receiver.pk, by=giver,
            at=LATE + minutes * MINUTE,
        )  # fmt: skip
    return dossier


def test_no_step_begins_or_ends_in_the_future(with_director):
    runs = list(StepRun.objects.filter(dossier=with_director).order_by("handed_over_at"))
    assert [run.key for run in runs] == ["phan-cong", "tham-dinh", "ky"]
    assert runs[0].taken_at == LATE + MINUTE
    assert [run.ended_at for run in runs] == [LATE + 2 * MINUTE, LATE + 3 * MINUTE, None]
    assert all(run.handed_over_at <= (run.ended_at or run.handed_over_at) for run in runs)


def test_who_handed_it_on_last_may_recall_it(place, with_director):
    dossier = services.recall(
        dossier_id=with_director.pk, version=with_director.version, by=place.specialist, at=LATE + 4 * MINUTE
    )
    assert (dossier.step, dossier.handler_id) == ("tham-dinh", place.specialist.pk)


def test_until_then_the_step_is_due_as_if_handed_over_the_next_morning(place):
    dossier = taken_in(place, LATE)
    before = dossier.steps.get()
    assert before.handed_over_at == datetime(2026, 11, 19, 0, 30, tzinfo=UTC)
    services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=LATE + MINUTE)
    after = dossier.steps.get()
    assert (after.handed_over_at, after.due_at) == (LATE + MINUTE, before.due_at)
