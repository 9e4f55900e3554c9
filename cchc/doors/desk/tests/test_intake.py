"""The counter's page: from a number and a few words to a numbered dossier and its printed receipt."""

from datetime import UTC, datetime

import pytest
import time_machine

from cchc.foundation.identity.models import Applicant
from cchc.foundation.identity.tests.factories import ApplicantFactory
from cchc.kernel.identifiers import uuid7
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories

pytestmark = pytest.mark.django_db

PAGE = "/tiep-nhan"
MORNING = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # 09:00 in the office


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def place():
    return factories.office()


@pytest.fixture
def counter(client, place):
    client.force_login(place.officer)
    return client


def typed(place, **more):
    """What an officer sends who has typed everything."""
    return {
        "act": "nhan",
        "dossier_id": str(uuid7()),
        "counter": place.counter.pk,
        "number": "052187000015",
        "name": "Rơ Châm H'Lưỡng",
        "phone": "0905 000 276",
        "seen": "1",
        "rules": place.version.pk,
        "channel": "counter",
        "in-phieu": "1",
        "in-giay-2": "1",
        "delivery": "counter",
    } | more


def without(fields, *names):
    return {name: value for name, value in fields.items() if name not in names}


def test_one_act_takes_in_and_leads_to_an_empty_form_that_says_so(counter, place):
    answer = counter.post(PAGE, typed(place))
    assert answer.status_code == 303
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"{PAGE}?moi={dossier.number}"
    assert dossier.state == State.ACCEPTED
    assert dossier.applicant == Applicant.objects.get(number="052187000015")
    assert dossier.applicant.seen_by == place.officer
    page = counter.get(answer["Location"])
    assert "Đã tiếp nhận" in page.text
    assert dossier.number in page.text
    for words in ("In lại", "Sửa", "Hoàn tác", f"/viec/ho-so/{dossier.number}/huy-tiep-nhan"):
        assert words in page.text
    assert "052187000015" not in page.text
    assert str(dossier.pk) not in page.text


def test_the_act_costs_two_statements_where_memory_is_warm_and_the_person_known(counter, place):
    row = ApplicantFactory(number="052187000015", name="Rơ Châm H'Lưỡng", phone="0905000276", seen=True)
    found = counter.post(PAGE, without(typed(place, act="xem"), "name", "phone"))
    known = found.context["typed"].known
    counter.post(PAGE, typed(place, known=known))
    with assert_queries(identity_user=1, dossiers_daynumber=1):
        answer = counter.post(PAGE, typed(place, known=known))
    assert answer.status_code == 303
    assert set(Dossier.objects.values_list("applicant", flat=True)) == {row.pk}
