"""The search box over more work than it looks through one by one."""

import pytest

from cchc.foundation.work.models import WorkItem
from cchc.kernel import searching
from cchc.kernel.identifiers import uuid7
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers.tests.factories import MORNING, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """Forty things done, the first by somebody with a rare name; only the newest ten are looked through."""
    monkeypatch.setattr(searching, "WALK", 10)
    place = office()
    names = ["siu h'bla", *["nguyen an"] * 39]
    return [
        WorkItem.objects.create(
            agency=place.agency, unit=place.counter, lane="step", subject_type="dossier", subject_id=uuid7(),
            label=str(n), who=name, title="", path="/", search=f"{name} 09050002{n:02}", opened_at=MORNING,
            sort_at=MORNING, closed_at=MORNING.replace(minute=n), closed_by=place.officer,
        )
        for n, name in enumerate(names)
    ]  # fmt: skip


def labels(text):
    rows = WorkItem.objects.filter(closed_at__isnull=False).searched(text, "-closed_at")
    return [row.label for row in rows.order_by("-closed_at")]


def test_a_rare_name_among_old_work_is_found_by_the_index(done):
    assert labels("Siu H'Bla") == ["0"]


def test_a_phone_number_is_found_by_its_beginning_wherever_it_is_and_by_its_end_among_the_newest(done):
    assert labels("0905 0002 05") == ["5"]
    assert labels("000239") == ["39"]


def test_a_frequent_name_that_fills_a_list_is_not_looked_for_further(done, monkeypatch):
    monkeypatch.setattr(searching, "ENOUGH", 3)
    with assert_queries(work_workitem=2):
        assert labels("Nguyễn") == [str(n) for n in range(39, 29, -1)]


def test_where_all_was_looked_through_the_index_is_not_asked(done, monkeypatch):
    monkeypatch.setattr(searching, "WALK", 100)
    with assert_queries(work_workitem=2):
        assert labels("Nguyễn không có") == []
