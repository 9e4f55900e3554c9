"""The background door of notices: load, call one service."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cchc.foundation.notices import services
from cchc.foundation.notices.events import NoticeTold
from cchc.kernel.clock import now

# 3 s, 9 s, 27 s … 5 h 28 min: about eight hours in all, then the administrator sees it in `undelivered`.
LATER = RetryStrategy(max_attempts=9, exponential_wait=3, retry_exceptions=[services.Unreachable])


@app.task(name="notices.send_letter", queue="letters", retry=LATER)
def send_letter(notice_id: str) -> None:
    """Send one letter."""
    services.deliver(notice_id=UUID(notice_id), at=now())


def queue_letter(event: NoticeTold) -> None:
    """Queue the letter with the change that it tells of."""
    if event.by_email:
        send_letter.defer(notice_id=event.notice_id)
