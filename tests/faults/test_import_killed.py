"""The background program killed in the middle of an import of past dossiers: nothing is there by half."""

import io
import os
import signal
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cchc.kernel import clock
from cchc.onestop.dossiers.choices import RunState, Stage
from cchc.onestop.dossiers.models import Dossier, HistoryRun, Imported
from cchc.onestop.dossiers.services import history
from cchc.onestop.dossiers.tests import exports
from cchc.onestop.dossiers.tests.factories import office
from cchc.onestop.dossiers.tests.test_history import exports_version, head_of_catalogue
from cchc.steering.indicators.models import Posting
from tests.faults.processes import until
from tests.faults.test_jobs import _empty_queue, worker  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 4000


@pytest.fixture
def place(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "var" / "files"  # the worker's
    made = office()
    exports_version(made)
    return made


@pytest.fixture
def keeper(place):
    return head_of_catalogue(place)


def file():
    first = exports.some()[0]
    return exports.second_province(replace(first, number=exports.number(n)) for n in range(1, ROWS + 1))


def begun(place, keeper):
    name, content = file()
    run = history.begin_history(
        upload=SimpleUploadedFile(name, content), agency=place.agency, by=keeper, at=clock.now()
    )
    history.read_history(run_id=run.pk, at=clock.now())
    return HistoryRun.objects.get()


def kill_at(folder, run, stage):
    """Let a worker take the run up, and kill it once it is at a stage."""
    with worker(folder) as process:
        assert until(lambda: (work := history.work_on(run.pk)) is not None and work.stage == stage)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert until(lambda: history.work_on(run.pk) is None)
    run.refresh_from_db()


def lose_job():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def test_an_import_killed_midway_wrote_nothing_and_is_taken_up_by_itself(tmp_path, place, keeper):
    run = begun(place, keeper)
    assert (run.state, run.counts["new"]) == (RunState.READ, ROWS)
    history.accept_history(run_id=run.pk, skip_errors=False, by=keeper, at=clock.now())
    kill_at(tmp_path, run, Stage.RECKONING)
    assert run.state == RunState.WRITING
    assert not Dossier.counted.exists() and not Imported.objects.exists() and not Posting.objects.exists()
    with worker(tmp_path):
        assert until(lambda: HistoryRun.objects.get().state == RunState.DONE)
    assert Dossier.counted.filter(run=run).count() == ROWS


def test_a_withdrawal_killed_midway_took_nothing_and_goes_on_or_is_given_up(tmp_path, place, keeper):
    name, content = file()
    report = history.import_history(
        name=name, content=io.BytesIO(content), agency=place.agency, by=keeper, at=clock.now()
    )
    run = HistoryRun.objects.get(pk=report.run_id)
    sums = Posting.objects.count()
    history.ask_withdrawal_of_run(run_id=run.pk, reason="Nhầm tệp", by=keeper, at=clock.now())
    kill_at(tmp_path, run, Stage.RECKONING)
    lose_job()
    assert run.state == RunState.UNDOING and history.has_stopped(run)
    assert (Dossier.counted.filter(run=run).count(), Posting.objects.count()) == (ROWS, sums)
    history.keep_run(run_id=run.pk, by=keeper, at=clock.now())
    run.refresh_from_db()
    assert run.state == RunState.DONE and Dossier.counted.count() == ROWS
    run = history.ask_withdrawal_of_run(run_id=run.pk, reason="Nhầm tệp", by=keeper, at=clock.now())
    lose_job()
    assert history.has_stopped(run)
    history.go_on(run_id=run.pk, by=keeper, at=clock.now())
    with worker(tmp_path):
        assert until(lambda: HistoryRun.objects.get().state == RunState.WITHDRAWN)
    assert not Dossier.counted.exists() and not Imported.objects.exists()


def test_a_reading_killed_midway_is_given_up_or_read_again(tmp_path, place, keeper):
    name, content = file()
    run = history.begin_history(
        upload=SimpleUploadedFile(name, content), agency=place.agency, by=keeper, at=clock.now()
    )
    kill_at(tmp_path, run, Stage.READING)
    lose_job()
    assert run.state == RunState.READING and history.has_stopped(run)
    history.go_on(run_id=run.pk, by=keeper, at=clock.now())
    with worker(tmp_path):
        assert until(lambda: HistoryRun.objects.get().state == RunState.READ)
    assert not Dossier.counted.exists()
