"""What the tests of this room share; its factories ask for the models, which are not there yet up here."""

from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture
def morning():
    """It is Wednesday 18/11/2026, 09:00 in the office."""
    from cchc.steering.plans.tests.factories import MORNING

    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def files(settings, tmp_path):
    """Files are kept in a folder of the test."""
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def place():
    """An office with its units and people."""
    from cchc.steering.plans.tests.factories import office

    return office()


@pytest.fixture
def plan(place):
    """A plan of several years, known since January."""
    from cchc.steering.plans.tests.factories import PlanFactory

    return PlanFactory(place=place, slug="ke-hoach-mau", accepted_at=datetime(2026, 1, 5, 2, tzinfo=UTC))


@pytest.fixture
def whole(place):
    """A document that was read and lies before who reviews it."""
    from cchc.steering.plans.tests.factories import PlanImportFactory

    return PlanImportFactory(agency=place.agency)


@pytest.fixture
def desk(client, place):
    """The browser of who reviews."""
    client.force_login(place.chief)
    return client
