"""A paper that the online form itself makes is asked for by nobody else."""

import pytest

from cchc.kernel import generations
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Behalf
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.dossiers.tests.factories import MORNING
from cchc.onestop.procedures.models import PaperRequired

pytestmark = pytest.mark.django_db

FORM = {
    "version": 1,
    "schema": {"type": "object", "required": ["ten"], "properties": {"ten": {"type": "string"}}},
    "layout": {
        "steps": [
            {"key": "co-so", "title": "Cơ sở", "fields": [{"id": "ten", "kind": "text", "label": "Tên cơ sở"}]}
        ]
    },
}


@pytest.fixture
def draft():
    place = factories.office(form=FORM, papers=1)
    PaperRequired.objects.filter(version=place.version).update(by_form=True)
    generations.forget_all()
    citizen = factories.applicant_account()
    person = {"kind": "citizen", "name": "Siu H'Čĕn", "phone": "0900000001"}
    begun = services.begin(
        rules_id=place.version.pk, by=citizen, secret="", behalf=Behalf.SELF, eligibility={}, person=person,
        at=MORNING,
    )  # fmt: skip
    services.save_answers(
        draft_id=begun.pk, step="co-so", answers={"ten": "Phòng khám"}, seen=None, by=citizen, secret="",
        at=MORNING,
    )  # fmt: skip
    return place, citizen, begun


def test_it_needs_no_file_and_leaves_the_hand_over_electronic(draft):
    place, citizen, begun = draft
    dossier, _code = services.submit(draft_id=begun.pk, by=citizen, secret="", at=MORNING)
    paper = dossier.papers.get()
    assert (paper.handed_in, paper.by_form, paper.on_paper) == (True, True, False)
    dossier = Dossier.objects.get(pk=dossier.pk)
    services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=MORNING)
    assert dossier.steps.get().electronic


def test_a_file_put_to_it_counts_instead(draft):
    place, citizen, begun = draft
    services.add_file(
        draft_id=begun.pk, key="phieu", file=factories.stored(place.agency), by=citizen, secret="", at=MORNING
    )
    dossier, _code = services.submit(draft_id=begun.pk, by=citizen, secret="", at=MORNING)
    assert not dossier.papers.get().by_form
