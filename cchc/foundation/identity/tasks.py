"""What is done by night: attempts that no longer matter are forgotten."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from cchc.foundation.identity import services


@app.periodic(cron="25 2 * * *")
@app.task(name="identity.forget_old_attempts", queueing_lock="identity.forget_old_attempts")
def forget_old_attempts(timestamp: int) -> None:
    """Keep no list of who tried to sign in from where beyond a day."""
    services.forget_old_attempts(before=datetime.fromtimestamp(timestamp, UTC) - timedelta(days=1))
