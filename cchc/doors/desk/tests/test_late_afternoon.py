"""After 15:00: what is taken in goes on the next morning, and who works on it before that is told the same."""

from datetime import UTC, datetime

import pytest
import time_machine

from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.tests.factories import office, taken_in

pytestmark = pytest.mark.django_db

LATE = datetime(2026, 11, 18, 8, 45, tzinfo=UTC)  # 15:45 on Wednesday


def test_who_comes_second_sees_the_note_of_who_was_first(client):
    place = office()
    with time_machine.travel(LATE, tick=False):
        dossier = taken_in(place, LATE)
        dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=LATE)
        services.forward(
            dossier_id=dossier.pk, version=dossier.version, to_step="tham-dinh", assignee_id=place.specialist.pk,
            note="Làm trong hôm nay.", by=place.head, at=LATE,
        )  # fmt: skip
        client.force_login(place.head)
        sent = {"version": dossier.version, "to_step": "tham-dinh", "note": "Câu của người đến sau."}
        answer = client.post(f"/viec/ho-so/{dossier}/chuyen", sent)
    assert answer.status_code == 409
    assert "Làm trong hôm nay." in answer.text
    assert "Câu của người đến sau." in answer.text
