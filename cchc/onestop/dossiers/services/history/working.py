"""Who is at a run just now, and how far: said by the name of the session that works on it.

What a transaction writes nobody else sees before it ends, and its rows stay held until then; the name of a session
is seen at once, and is gone with it when its process is killed.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob

from cchc.foundation.identity.models import User
from cchc.kernel import events, progress
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.dossiers.choices import RUNNING, Stage
from cchc.onestop.dossiers.events import HistoryAsked
from cchc.onestop.dossiers.models import HistoryRun

Progress = Callable[[Stage, int, int], None]  # how many of how many; 0 of 0 where a stage is not counted
SILENCE = timedelta(seconds=20)  # a worker without a sign of life for so long is gone: cchc.config.jobs
TASKS = ("dossiers.read_history", "dossiers.write_history", "dossiers.withdraw_run")
_AT_WORK = """
    SELECT application_name FROM pg_stat_activity
    WHERE datname = current_database() AND starts_with(application_name, %s) LIMIT 1
"""


class RunBusy(Conflict):
    """Another import of the agency is under way, or this one is no longer where the person saw it."""


@dataclass(frozen=True)
class Work:
    """How far whoever works on a run is."""

    stage: Stage
    seen: int
    total: int

    @property
    def percent(self) -> int | None:
        """How much of the stage is done; None where that is not counted."""
        return min(100, 100 * self.seen // self.total) if self.total else None


@contextmanager
def at_work(run_id: UUID) -> Iterator[Progress]:
    """Work on a run within the block, telling how far it is."""
    try:
        yield lambda stage, seen, total: _name(f"{_mark(run_id)}{stage.value} {seen}/{total}")
    finally:
        if not connection.needs_rollback:
            _name("")


def _mark(run_id: UUID) -> str:
    return f"run {run_id.hex} "


def _name(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [text])


def work_on(run_id: UUID) -> Work | None:
    """How far a run is that somebody works on; None where nobody does."""
    with connection.cursor() as cursor:
        cursor.execute(_AT_WORK, [_mark(run_id)])
        found = cursor.fetchone()
    if found is None:
        return None
    stage, counted = found[0].removeprefix(_mark(run_id)).split()
    seen, total = map(int, counted.split("/"))
    return Work(Stage(stage), seen, total)


def has_stopped(run: HistoryRun) -> bool:
    """Whether a run is neither worked on nor waiting for its turn, though begun: its job was killed or lost."""
    if run.state not in RUNNING or work_on(run.pk) is not None:
        return False
    jobs = ProcrastinateJob.objects.filter(task_name__in=TASKS, args__run_id=str(run.pk))
    is_taken = jobs.filter(status="doing", worker__last_heartbeat__gt=Now() - SILENCE)
    return not jobs.filter(status="todo").exists() and not is_taken.exists()


def refuse_worked_on(run_id: UUID) -> None:
    """Who writes a run holds its row, and a person does not wait for that. Raises RunBusy."""
    if work_on(run_id) is not None:
        raise RunBusy


def reckoning(tell: Progress) -> AbstractContextManager[None]:
    """Who hears of past dossiers that come or go reckons the figures anew, and says how far it is."""
    tell(Stage.RECKONING, 0, 0)
    return progress.heard(partial(tell, Stage.RECKONING))


def ask(what: str, run: HistoryRun, by: User, at: datetime) -> None:
    """Say what a person wants done of a run: a job follows, along with the change."""
    events.publish(
        HistoryAsked(historyrun_id=run.pk, agency_id=run.agency_id, what=what, by_id=by.pk, at=at)
    )  # fmt: skip
