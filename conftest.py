"""What every test stands on: a PostgreSQL of its own, clean memory, templates that hide nothing."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from cchc.config.postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from cchc.kernel.testing import Browser

_server: EmbeddedPostgres | None = None

hypothesis.settings.register_profile("cchc", deadline=None)  # a busy machine is no wrong answer
hypothesis.settings.load_profile("cchc")


def pytest_configure(config: pytest.Config) -> None:
    """Start one server for the whole run; the workers of xdist find it by DATABASE_URL."""
    global _server
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.config.settings.test")
    if not (hasattr(config, "workerinput") or os.environ.get("DATABASE_URL") or config.option.collectonly):
        fast = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
        folder = Path(tempfile.mkdtemp(prefix="cchc-tests-"))
        _server = EmbeddedPostgres(folder / "pg", settings=fast)
        _server.start()
        os.environ["DATABASE_URL"] = _server.url()
    from django.conf import settings

    settings.INSTALLED_APPS  # noqa: B018 - read now, so that pytest-django makes Django ready


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the journeys out where no browser is; `make test` has said so loudly before."""
    if shutil.which("chromium") is None:
        for item in items:
            if item.get_closest_marker("journey"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here: apt-get install chromium"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server that this run started."""
    if _server is not None:
        _server.stop()
        shutil.rmtree(_server.folder.parent, ignore_errors=True)


@pytest.fixture
def client() -> "Browser":
    """Django's test client, whose GET may write nothing but the record of looks."""
    from cchc.kernel.testing import Browser

    return Browser()


@pytest.fixture(autouse=True)
def _clean_memory() -> Iterator[None]:
    """What one test kept in the process, or the language in which it read, is gone for the next."""
    from django.utils import translation

    from cchc.kernel import generations

    generations.forget_all()
    translation.deactivate()
    yield
    generations.forget_all()
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _strict_templates(_fail_for_invalid_template_variable: None) -> None:
    """Engines made while tests were collected are made anew, so that no variable is quietly undefined."""
    from django.test.signals import reset_template_engines

    reset_template_engines(setting="TEMPLATES")
