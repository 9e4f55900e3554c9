"""The background door of plans: read the clock, call one service."""

from procrastinate.contrib.django import app

from cchc.kernel.clock import now
from cchc.steering.indicators.services import tell_due_values
from cchc.steering.plans import services


@app.periodic(cron="5 17 * * *")
@app.task(name="plans.open_periods", queueing_lock="plans.open_periods")
def open_periods(timestamp: int) -> None:
    """Just after midnight in the office: open the periods that begin, hand on the tasks of units that ended."""
    services.hand_on_closed_units(at=now())
    services.open_periods(at=now())


@app.periodic(cron="15 17 * * *")
@app.task(name="plans.ask_values", queueing_lock="plans.ask_values")
def ask_values(timestamp: int) -> None:
    """A quarter past midnight in the office: ask for the values of periods that are over."""
    services.ask_values(at=now())


@app.periodic(cron="30 0 * * *")
@app.task(name="plans.tell_due", queueing_lock="plans.tell_due")
def tell_due(timestamp: int) -> None:
    """At half past seven in the office: tell of what is due soon or late."""
    services.tell_due(at=now())
    tell_due_values(at=now())


@app.periodic(cron="0 0 * * 1")
@app.task(name="plans.send_digest", queueing_lock="plans.send_digest")
def send_digest(timestamp: int) -> None:
    """On Monday at seven in the office: the week's digest."""
    services.send_digest(at=now())
