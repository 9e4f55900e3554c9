"""What the tests of the pages share; their factories ask for the models, which are not there yet up here."""

import pytest
import time_machine


@pytest.fixture
def travel():
    """It is noon of the day of the tests until somebody moves the clock."""
    from cchc.foundation.identity.tests.factories import NOON

    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def agency():
    from cchc.foundation.identity.tests.factories import AgencyFactory

    return AgencyFactory(name="Sở Khoa học và Công nghệ", short_name="Sở KH&CN")


@pytest.fixture
def boss(client, agency):
    """Who keeps the people of the agency, signed in."""
    from cchc.foundation.identity.tests.factories import administrator_of

    user = administrator_of(agency)
    client.force_login(user)
    return user
