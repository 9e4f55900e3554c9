"""Many dossiers through the whole process at once: no number lost or doubled, no work left over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from cchc.foundation.audit.models import Entry
from cchc.foundation.work.models import WorkItem
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Proof, State
from cchc.onestop.dossiers.models import Dossier, StepRun
from cchc.onestop.dossiers.tests import factories

WORKERS = 8


def whole_way(place, n):
    """One dossier from the counter to its holder, in a thread with a connection of its own."""
    try:
        at = factories.MORNING + timedelta(seconds=n)
        dossier = factories.done(place, at, name=f"Người nộp {n}", number=f"{64_087_000_000 + n:012}")
        dossier = services.hand_over(
            dossier_id=dossier.pk, version=dossier.version, proof=Proof.IDENTITY, collected_by=f"Người nộp {n}",
            paper_seen="Căn cước", by=place.officer, at=at,
        )  # fmt: skip
        return dossier.number
    finally:
        connection.close()


def run_through(count):
    place = factories.office()
    with ThreadPoolExecutor(WORKERS) as pool:
        numbers = list(pool.map(lambda n: whole_way(place, n), range(count)))
    ends = sorted(int(number.rsplit("-", 1)[1]) for number in numbers)
    assert ends == list(range(1, count + 1))
    assert Dossier.objects.filter(state=State.RETURNED).count() == count
    assert not WorkItem.objects.open().exists()
    assert not StepRun.objects.filter(ended_at=None).exists()
    assert Entry.objects.filter(kind="ResultHandedOver").count() == count


@pytest.mark.django_db(transaction=True)
def test_two_hundred_dossiers_with_eight_at_once():
    run_through(200)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_a_thousand_dossiers_with_eight_at_once():
    run_through(1000)
