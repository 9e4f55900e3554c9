"""Papers filled from rows."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from cchc.kernel import generations
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.dossiers.tests.factories import MORNING
from cchc.onestop.dossiers.tests.test_papers import text_of
from cchc.onestop.dossiers.tests.test_services import ask

pytestmark = pytest.mark.django_db
BASE = "https://dichvucong.example"


def title(pdf: bytes) -> str:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return str(opened.docinfo["/Title"])


def test_a_receipt_is_printed_from_the_dossier():
    dossier = factories.taken_in(factories.office())
    assert "hẹn trả kết quả" in title(services.receipt_pdf(dossier, BASE)).lower()


def test_what_is_taken_in_at_a_demonstration_office_is_printed_as_such():
    place = factories.office()
    type(place.agency).objects.update(is_demo=True)
    generations.forget_all()
    dossier = factories.taken_in(place)
    assert "DỮ LIỆU MINH HỌA" in text_of(services.receipt_pdf(dossier, BASE))


def test_a_request_for_more_is_printed():
    place = factories.office()
    supplement = ask(place, factories.with_specialist(place))
    assert "bổ sung" in title(services.supplement_pdf(supplement, BASE)).lower()


def test_the_reckoning_of_a_due_date_ends_on_it():
    dossier = factories.taken_in(factories.office())
    told = services.reckoning(dossier, MORNING + timedelta(days=1))
    assert told is not None
    assert told.due_at == dossier.due_at
    assert services.due_date_pdf(dossier, BASE, MORNING).startswith(b"%PDF")
