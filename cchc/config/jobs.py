"""Background jobs: who runs them, and how a job whose worker was killed is taken up again.

A room's tasks.py: `from procrastinate.contrib.django import app`, then `@app.task(...)` over a function that loads
rows by key and calls one service. `send.defer(notice_id=...)` inside a transaction writes the job's row in it.
A job may run twice, where its worker dies between the last write and its end: its service must allow for that.
"""

import asyncio
import logging
from typing import Any

from procrastinate import App, JobContext
from procrastinate.jobs import Status

from cchc.kernel import generations

log = logging.getLogger(__name__)

SILENCE = 20.0  # seconds without a sign of life of a worker, after which its jobs are taken up again
SIGNS = 4  # signs of life in that time
MOST_ATTEMPTS = 5  # a job that killed this many workers is given up, and stays to be looked at
KEPT_HOURS = 72  # finished jobs are removed after this


def rejoin(app: App) -> None:
    """Add the house's own tasks to the queue's program, when Django is ready."""
    app.periodic(cron="17 2 * * *")(
        app.task(name="cchc.forget_finished_jobs", pass_context=True)(_forget_finished)
    )


async def _forget_finished(context: JobContext, timestamp: int) -> None:
    """Remove jobs that ended well days ago."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=False)


def fresh_memory(call_next: Any, context: JobContext, worker: Any) -> Any:
    """Let each job read anew under which tokens its process keeps what it knows."""
    generations.forget()
    return call_next()


async def take_up_again(app: App, silence: float = SILENCE) -> int:
    """Queue again the jobs of workers that are silent; give up those that were tried too often. Gives how many."""
    manager = app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=silence))
    for job in stalled:
        if job.attempts + 1 >= MOST_ATTEMPTS:
            log.error("job %s %s given up: its worker died %s times", job.id, job.task_name, job.attempts + 1)
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            log.warning("job %s %s taken up again: its worker is gone", job.id, job.task_name)
            await manager.retry_job(job)
    await manager.prune_stalled_workers(silence)
    return len(stalled)


async def _keep_taking_up(app: App, silence: float) -> None:
    while True:
        await take_up_again(app, silence)
        await asyncio.sleep(silence / SIGNS)


async def _work(app: App, threads: int, silence: float) -> None:
    async with app.open_async():
        rescue = asyncio.create_task(_keep_taking_up(app, silence))
        try:
            await app.run_worker_async(
                concurrency=threads, update_heartbeat_interval=silence / SIGNS, stalled_worker_timeout=silence,
                fetch_job_polling_interval=5,
                task_middleware=[*(app.worker_defaults.get("task_middleware") or []), fresh_memory],
            )  # fmt: skip
        finally:
            rescue.cancel()


def work(threads: int = 2, silence: float = SILENCE) -> None:
    """Run jobs until the process is asked to end."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]  # Django's
        asyncio.run(_work(app, threads, silence))
