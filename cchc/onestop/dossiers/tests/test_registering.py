"""What a counter cannot take in: written down, then asked for more, or refused."""

import pytest

from cchc.foundation.notices.models import Notice
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.models import WorkItem
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.dossiers.tests.factories import MORNING

pytestmark = pytest.mark.django_db


def told(place, **more):
    """What the counter says of somebody who brought one of two papers."""
    return {
        "dossier_id": uuid7(),
        "counter_id": place.counter.pk,
        "rules_id": place.version.pk,
        "channel": "counter",
        "person": services.Person(kind="citizen", name="Siu H'Čĕn", number="052187000015", email="siu@vidu.vn"),
        "papers": [
            services.PaperIn(key="phieu", handed_in=True, on_paper=True, originals=2),
            services.PaperIn(key="giay-2", handed_in=False),
        ],
        "by": place.officer,
        "at": MORNING,
    } | more


def test_what_is_registered_waits_before_the_counter_without_a_number():
    place = factories.office()
    dossier = services.register(**told(place))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.number, dossier.accepted_at) == (State.REGISTERED, "", None)
    assert dossier.answer_by is not None
    item = WorkItem.objects.open().about(dossier.pk).get()
    assert (item.lane, item.label) == (Lane.INTAKE, dossier.reference)
    assert [paper.originals for paper in dossier.papers.order_by("position")] == [2, 1]


def test_what_was_asked_for_at_the_counter_is_supplied_there_and_then_taken_in():
    place = factories.office()
    wanted = [services.Item(key="giay-2", name="Giấy tờ 2", words="Chưa nộp")]
    dossier = services.ask_at_counter(items=wanted, message="", **told(place))
    assert dossier.state == State.SUPPLEMENT
    assert dossier.supplements.get().before_acceptance
    dossier = services.supply(
        dossier_id=dossier.pk, version=dossier.version, files={}, answers={}, brought=["giay-2"],
        by=place.officer, at=MORNING,
    )  # fmt: skip
    dossier = services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=MORNING)
    assert dossier.number.endswith("-0001")
    assert WorkItem.objects.open().count() == 1


def test_who_stands_at_the_counter_is_not_told_of_an_online_dossier():
    place = factories.office()
    services.register(**told(place))
    assert not Notice.objects.exists()


@pytest.mark.parametrize("times", [1, 2])
def test_a_refusal_sent_twice_is_one(times):
    place = factories.office()
    said = told(place)
    for _ in range(times):
        dossier = services.refuse_at_counter(reason="Thuộc Sở Y tế", **said)
    assert (dossier.state, dossier.end_reason) == (State.REFUSED, "Thuộc Sở Y tế")
    assert Dossier.objects.count() == 1
    assert not WorkItem.objects.open().exists()


def test_a_refusal_without_success_leaves_nothing_behind():
    place = factories.office()
    with pytest.raises(services.NothingAsked):
        services.ask_at_counter(items=[], message="", **told(place))
    assert not Dossier.objects.exists()


def test_nothing_is_registered_under_a_procedure_without_a_process():
    place = factories.office()
    place.version.steps.all().delete()
    factories.generations.forget_all()
    with pytest.raises(services.CannotTakeIn):
        services.register(**told(place))
