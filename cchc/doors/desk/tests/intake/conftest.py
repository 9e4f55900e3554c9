"""An officer at the counter at nine in the morning; factories ask for the models, which are not there yet here."""

import pytest
import time_machine


@pytest.fixture(autouse=True)
def _morning():
    from cchc.onestop.dossiers.tests.factories import MORNING

    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def counter(client, place):
    client.force_login(place.officer)
    return client
