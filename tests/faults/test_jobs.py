import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from tests.faults.processes import ROOT, surroundings, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db) -> Iterator[None]:
    """The queue's tables are not Django's, so the end of a test does not empty them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def queued(folder: Path) -> int:
    return app.configure_task("tests.faults.slow").defer(folder=str(folder))


def jobs() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs WHERE task_name = 'tests.faults.slow'")
        return dict(cursor.fetchall())


@contextlib.contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker over the tests' database, which takes the jobs of one that is silent for two seconds."""
    at = connection.settings_dict
    url = f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "cchc.config.cli", "jobs", "--silence", "2"],
        env=surroundings(folder / "var", DATABASE_URL=url), cwd=ROOT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_job_is_queued_with_the_change_or_not_at_all(tmp_path):
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        queued(tmp_path)
        raise ZeroDivisionError
    assert jobs() == {}
    with transaction.atomic():
        queued(tmp_path)
    assert list(jobs().values()) == ["todo"]


def test_a_job_whose_worker_was_killed_is_taken_up_again(tmp_path):
    job = queued(tmp_path)
    with worker(tmp_path) as first:
        assert until(lambda: (tmp_path / f"begun-{first.pid}").exists())
        assert jobs() == {job: "doing"}
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert jobs() == {job: "doing"}
    (tmp_path / "go").touch()
    with worker(tmp_path) as second:
        assert until(lambda: jobs() == {job: "succeeded"})
        assert (tmp_path / f"begun-{second.pid}").exists()
        second.terminate()
        assert second.wait(10) == 0
    assert (tmp_path / "ended").exists()


def test_a_worker_that_is_asked_to_end_ends_the_job_in_hand_first(tmp_path):
    job = queued(tmp_path)
    with worker(tmp_path) as first:
        assert until(lambda: (tmp_path / f"begun-{first.pid}").exists())
        first.terminate()
        (tmp_path / "go").touch()
        assert first.wait(20) == 0
    assert jobs() == {job: "succeeded"}
