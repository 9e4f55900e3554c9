import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from cchc.config.jobs import MOST_ATTEMPTS, fresh_memory, take_up_again
from cchc.kernel import generations


def _left_behind(attempts: int) -> int:
    """A job whose worker is gone without a trace, after so many attempts before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, attempts) "
            "VALUES ('tests.gone', 'default', 'doing', %s) RETURNING id",
            [attempts],
        )
        return int(cursor.fetchone()[0])


def _status(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


@pytest.fixture
def _own_queue(transactional_db):
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


async def _take_up() -> int:
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]  # Django's
        async with app.open_async():
            return await take_up_again(app)


def _rescue() -> int:
    """Take up again in a thread of its own: a browser of another test may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _take_up()).result()


@pytest.mark.usefixtures("_own_queue")
def test_a_job_without_a_worker_is_queued_again_but_not_for_ever():
    fresh, tired = _left_behind(0), _left_behind(MOST_ATTEMPTS - 1)
    assert _rescue() == 2
    assert _status(fresh) == "todo"
    assert _status(tired) == "failed"
    assert _rescue() == 0


@pytest.mark.django_db
def test_each_job_asks_anew_what_may_be_kept():
    generations.know({"calendar": "old"})
    assert fresh_memory(lambda: generations.token("calendar"), None, None) == ""
