"""Past dossiers from elsewhere: what an import makes of a file, again, later, and taken back."""

import io
from datetime import UTC, datetime

import pytest

from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.services import history
from cchc.onestop.dossiers.tests import exports
from cchc.onestop.dossiers.tests.factories import office

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    made = office()
    exports_version(made)
    return made


def exports_version(made):
    """The office's procedure is the one that the exports name."""
    made.version.procedure.code = exports.CODE
    made.version.procedure.save()
    made.version.name = exports.NAME
    made.version.save()
    from cchc.kernel import generations

    generations.forget_all()


def bring(place, file, **told):
    name, content = file
    return history.import_history(
        name=name, content=io.BytesIO(content), agency=place.agency, **{"by": None, "at": NOW, **told}
    )


@pytest.mark.parametrize("province", exports.PROVINCES)
def test_an_export_becomes_dossiers_that_are_counted_and_not_worked_on(place, province):
    report = bring(place, province(exports.some()))
    assert (report.new, report.changed, report.unchanged, report.refused) == (7, 0, 0, 0), report.errors
    assert Dossier.objects.count() == 0
    assert Dossier.counted.filter(run=report.run_id).count() == 7
    states = dict(Dossier.counted.values_list("number", "state"))
    assert [states[exports.number(n)] for n in range(1, 8)] == [
        State.RETURNED, State.RETURNED, State.DONE, State.PROCESSING, State.SUPPLEMENT, State.STOPPED,
        State.REFUSED,
    ]  # fmt: skip
