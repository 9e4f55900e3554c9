"""Wednesday morning, an office that takes dossiers online, a citizen; what makes them asks for models later."""

import pytest
import time_machine


@pytest.fixture
def wednesday_morning():
    with time_machine.travel("2026-11-18T02:00:00+00:00", tick=True):
        yield


@pytest.fixture
def place():
    """An office whose procedure has no form of its own."""
    from cchc.doors.portal.tests.situations import online_office

    return online_office(form=None)


@pytest.fixture
def citizen(client):
    """Somebody with an account, signed in."""
    from cchc.onestop.dossiers.tests.factories import applicant_account

    user = applicant_account(full_name="Nguyễn Thị Ngọc Huyền", email="huyen@vi-du.vn")
    client.force_login(user)
    return user


@pytest.fixture
def registered(client, citizen, place):
    """A dossier that the citizen has just filed."""
    from cchc.doors.portal.tests.situations import filed
    from cchc.onestop.dossiers.models import Dossier

    filed(client, place)
    return Dossier.objects.get()
