"""What keeps the counts as they are: events of dossiers, imports, the calendar; and a unit that ends hands on."""

from datetime import date
from typing import Any

from django.utils.timezone import localdate

from cchc.foundation.identity.events import UnitClosed
from cchc.foundation.worktime.events import CalendarChanged
from cchc.kernel import jobs
from cchc.kernel.events import on
from cchc.onestop.dossiers.events import DossierEvent, HistoryImported, HistoryWithdrawn
from cchc.steering.indicators import services, tasks

AT_ONCE = 500  # so many dossiers are reckoned anew within the request that changes the calendar


def _imported(event: HistoryImported) -> None:
    services.take_in(run_id=event.historyrun_id)
    jobs.queue(tasks.fold)


def _withdrawn(event: HistoryWithdrawn) -> None:
    services.take_away(agency_id=event.agency_id)
    jobs.queue(tasks.fold)


def _calendar(event: CalendarChanged) -> None:
    """When was due what has stood still since is reckoned by the calendar as it is known now."""
    since = _since(event)
    if len(services.affected(agency_id=event.agency_id, since=since)) <= AT_ONCE:
        services.reckon(agency_id=event.agency_id, since=since)
    else:
        jobs.queue(tasks.reckon, agency_id=event.agency_id, since=since.isoformat())


def _unit_closed(event: UnitClosed) -> None:
    services.hand_on_values(at=event.at)  # of one that closes on a later day: the nightly task


def _since(event: Any) -> date:
    """The first day on which the calendar is another."""
    named = getattr(event, "on", None) or getattr(event, "effective_on", None)
    first = getattr(event, "first_year", None)
    return named or (date(first, 1, 1) if first else localdate(event.at))


on(DossierEvent, services.hear)
on(UnitClosed, _unit_closed)
on(HistoryImported, _imported)
on(HistoryWithdrawn, _withdrawn)
on(CalendarChanged, _calendar)
