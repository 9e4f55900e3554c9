"""The background door of dossiers: load, call one service."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cchc.foundation.notices.choices import Kind
from cchc.kernel import jobs
from cchc.kernel.clock import now
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.services import history


@app.task(name="dossiers.tell_applicant", retry=5)
def tell_applicant(dossier_id: str, kind: str, at: str) -> None:
    """Tell the applicant what has happened."""
    services.tell_applicant(dossier_id=UUID(dossier_id), kind=Kind(kind), at=datetime.fromisoformat(at))


@app.task(name="dossiers.send_code", queue="letters", retry=5)
def send_code(dossier_id: str) -> None:
    """Send the code that opens a dossier without an account."""
    services.send_code(dossier_id=UUID(dossier_id))


@app.task(name="dossiers.recount", retry=5)
def recount(agency_id: int | None, by_id: int | None, at: str, after: str) -> None:
    """Reckon one batch of due times anew after a change of the calendar, and ask for the next."""
    with transaction.atomic():
        last = services.recount_all(
            agency_id=agency_id, by_id=by_id, at=datetime.fromisoformat(at), after=UUID(after) if after else None
        )
        if last is not None:
            jobs.queue(recount, agency_id=agency_id, by_id=by_id, at=at, after=str(last))


# A file waits until the scanner has seen it.
SOME_TIME = RetryStrategy(max_attempts=30, wait=5)


@app.task(name="dossiers.read_history", retry=SOME_TIME)
def read_history(run_id: str) -> None:
    """Read a file of past dossiers on trial."""
    history.read_history(run_id=UUID(run_id), at=now())


@app.task(name="dossiers.write_history", retry=SOME_TIME)
def write_history(run_id: str, by_id: int | None) -> None:
    """Take a file of past dossiers in."""
    history.write_history(run_id=UUID(run_id), by_id=by_id, at=now())


@app.task(name="dossiers.withdraw_run", retry=5)
def withdraw_run(run_id: str) -> None:
    """Take back what a file of past dossiers brought."""
    history.withdraw_run(run_id=UUID(run_id), at=now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="dossiers.tell_late", queueing_lock="dossiers.tell_late")
def tell_late(timestamp: int) -> None:
    """Tell the office of what has just run out of time."""
    services.tell_late(at=now())


@app.periodic(cron="15 1 * * *")
@app.task(name="dossiers.tidy_drafts", queueing_lock="dossiers.tidy_drafts")
def tidy_drafts(timestamp: int) -> None:
    """Warn of drafts that end soon, and throw away those that have ended."""
    services.warn_drafts(at=now(), before=now() + timedelta(days=2))
    services.expire(at=now())


@app.periodic(cron="20 1 * * *")
@app.task(name="dossiers.hand_on_closed_units", queueing_lock="dossiers.hand_on_closed_units")
def hand_on_closed_units(timestamp: int) -> None:
    """Give the work of units that ended yesterday to their successors."""
    services.hand_on_closed_units(at=now())
