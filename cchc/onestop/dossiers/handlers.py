"""What follows an event of a dossier: its applicant is told, by a job whose row commits along."""

from collections.abc import Callable
from typing import Any

from cchc.foundation.identity.events import StaffLeft, UnitClosed
from cchc.foundation.notices.choices import Kind
from cchc.foundation.worktime.events import CalendarChanged
from cchc.kernel import jobs
from cchc.kernel.events import on
from cchc.onestop.dossiers import events, services, tasks
from cchc.onestop.dossiers.choices import Channel


def _tell(kind: Kind) -> Callable[[events.DossierEvent], None]:
    def queue(event: events.DossierEvent) -> None:
        jobs.queue(tasks.tell_applicant, dossier_id=str(event.dossier_id), kind=str(kind), at=event.at.isoformat())

    return queue


def _tell_filed(event: events.DossierFiled) -> None:
    if event.channel == Channel.ONLINE:  # who stands at the counter has the paper in hand
        _tell(Kind.FILED)(event)


def _send_code(event: events.DossierFiled) -> None:
    if event.by_id is None:
        tasks.send_code.defer(dossier_id=str(event.dossier_id))


def _recount(event: CalendarChanged) -> None:
    """Few dossiers move along with the calendar; many one batch after the other, by jobs."""
    told: dict[str, Any] = {"agency_id": event.agency_id, "by_id": event.by_id}
    if services.how_many_open(event.agency_id) <= services.AT_ONCE:
        services.recount_all(**told, at=event.at)
    else:
        jobs.queue(tasks.recount, **told, at=event.at.isoformat(), after="")


def _import(event: events.HistoryAsked) -> None:
    told = {"run_id": str(event.historyrun_id)}
    if event.what == "read":
        jobs.queue(tasks.read_history, **told)
    elif event.what == "write":
        jobs.queue(tasks.write_history, **told, by_id=event.by_id)
    elif event.what == "withdraw":
        jobs.queue(tasks.withdraw_run, **told)


def _hand_on(event: StaffLeft) -> None:
    services.hand_on_person(user_id=event.user_id, heir_id=event.heir, by_id=event.by_id, at=event.at)


def _hand_on_units(event: UnitClosed) -> None:
    services.hand_on_closed_units(at=event.at)  # one that closes on a later day: the nightly task


on(CalendarChanged, _recount)
on(events.HistoryAsked, _import)
on(StaffLeft, _hand_on)
on(UnitClosed, _hand_on_units)
on(events.DossierFiled, _tell_filed)
on(events.DossierFiled, _send_code)
on(events.DossierAccepted, _tell(Kind.ACCEPTED))
on(events.SupplementAsked, _tell(Kind.MORE_WANTED))
on(events.DossierFinished, _tell(Kind.READY))
on(events.DossierRefused, _tell(Kind.REFUSED))
on(events.DossierStopped, _tell(Kind.STOPPED))
on(events.DossierWithdrawn, _tell(Kind.STOPPED))
on(events.WithdrawalDeclined, _tell(Kind.KEPT))
