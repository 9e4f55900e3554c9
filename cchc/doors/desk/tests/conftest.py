"""What the tests of the desk share; what makes it asks for the models, which are not there yet up here."""

import pytest
import time_machine


@pytest.fixture
def today():
    """It is Wednesday 18/11/2026, 10:00 in the office."""
    from cchc.doors.desk.tests.situations import NOW

    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place():
    """An office whose procedure has five steps."""
    from cchc.onestop.dossiers.tests.factories import office

    return office()
