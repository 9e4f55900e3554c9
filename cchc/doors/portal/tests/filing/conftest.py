"""An office whose procedure has a form of several pages."""

import pytest


@pytest.fixture
def place():
    from cchc.doors.portal.tests.situations import online_office

    return online_office()
