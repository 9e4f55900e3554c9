"""What the tests of this room share."""

import pytest


@pytest.fixture
def place():
    """An office with its units and people; its factories ask for the models, which are not there yet up there."""
    from cchc.steering.plans.tests.factories import office

    return office()
