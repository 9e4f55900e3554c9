"""The background door of indicators: read the clock, call one service."""

from datetime import date

from procrastinate.contrib.django import app

from cchc.kernel.clock import now, today
from cchc.steering.indicators import services


@app.periodic(cron="* * * * *")
@app.task(name="indicators.keep", queueing_lock="indicators.keep")
def keep(timestamp: int) -> None:
    """Every minute: fill the ledger for what was there before it, and add up what was written down since."""
    services.catch_up()
    services.fold()


@app.task(name="indicators.fold", retry=5)
def fold() -> None:
    """Add up what an import wrote down, without waiting for the next minute."""
    services.fold()


@app.periodic(cron="10 17 * * *")
@app.task(name="indicators.tidy", queueing_lock="indicators.tidy")
def tidy(timestamp: int) -> None:
    """Just after midnight in the office: days that are over are seen at their ends; units that ended hand on."""
    services.tidy(today=today())
    services.hand_on_values(at=now())


@app.task(name="indicators.reckon", retry=5)
def reckon(agency_id: int | None, since: str) -> None:
    """Reckon past due times anew after a change of the calendar."""
    services.reckon(agency_id=agency_id, since=date.fromisoformat(since))
