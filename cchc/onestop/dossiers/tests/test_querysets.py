"""What is open is found among a hundred thousand that are closed without reading those."""

import pytest
from django.db import connection

from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import MORNING, office, taken_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "rows", [lambda: Dossier.objects.open(), lambda: Dossier.objects.overdue(MORNING)], ids=["open", "overdue"]
)
def test_what_is_open_is_found_by_its_own_index(rows):
    taken_in(office())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("DROP INDEX dossier_agency, dossier_unit")  # so small a table is read by any index
    assert "dossier_due" in rows().order_by().explain()
    assert Dossier.objects.open().count() == 1
