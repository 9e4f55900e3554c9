"""What follows an event of a dossier: its applicant is told, by a job whose row commits along."""

from collections.abc import Callable

from cchc.foundation.notices.choices import Kind
from cchc.kernel import jobs
from cchc.kernel.events import on
from cchc.onestop.dossiers import events, tasks
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


on(events.DossierFiled, _tell_filed)
on(events.DossierFiled, _send_code)
on(events.DossierAccepted, _tell(Kind.ACCEPTED))
on(events.SupplementAsked, _tell(Kind.MORE_WANTED))
on(events.DossierFinished, _tell(Kind.READY))
on(events.DossierRefused, _tell(Kind.REFUSED))
on(events.DossierStopped, _tell(Kind.STOPPED))
on(events.DossierWithdrawn, _tell(Kind.STOPPED))
