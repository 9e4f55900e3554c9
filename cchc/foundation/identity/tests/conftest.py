import pytest

from cchc.kernel.testing import Browser


@pytest.fixture
def client():
    """A browser whose GET may write nothing but looks."""
    return Browser()
