"""The background door of files: load, call one service."""

from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cchc.foundation.files import services
from cchc.foundation.files.events import FileStored, FileTurned
from cchc.kernel.clock import now

# After 30 s, 60 s, 90 s …, for as long as the scanner is silent: a file must not stay hidden because of a restart.
PATIENT = RetryStrategy(wait=10, linear_wait=30, retry_exceptions=[services.ScannerSilent])
UNCLAIMED = timedelta(days=8)  # a page may hold a file for its visitor for a week
GRACE = timedelta(days=1)  # longer than any transaction that has put bytes and not yet said whose they are


@app.task(name="files.scan", queue="scans", retry=PATIENT)
def scan(file_id: str) -> None:
    """Let the scanner look at one file."""
    services.scan(file_id=UUID(file_id), at=now())


def queue_scan(event: FileStored | FileTurned) -> None:
    """Queue the scan with the file that it is for."""
    if event.must_scan:
        scan.defer(file_id=event.file_id)


@app.periodic(cron="40 2 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Give up files of pages that were never sent, and delete bytes that no file has any more."""
    services.discard_unclaimed(stored_before=now() - UNCLAIMED, at=now())
    services.sweep(unused_since=now() - GRACE)
