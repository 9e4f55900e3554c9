"""Open work goes on when a person leaves the office or a unit is closed; nobody's dossier is left lying."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from cchc.foundation.work.models import WorkItem
from cchc.kernel import events
from cchc.onestop.dossiers.events import StepHandedOn
from cchc.onestop.dossiers.models import Dossier, StepRun


@transaction.atomic
def hand_on_person(*, user_id: int, heir_id: int | None, by_id: int | None, at: datetime) -> int:
    """The open steps of somebody who left go to `heir_id`, else back to their units. Answers how many."""
    runs = list(StepRun.objects.select_for_update(of=("self",)).filter(ended_at=None, assignee=user_id))
    for run in runs:
        StepRun.objects.filter(pk=run.pk).update(assignee=heir_id)
        Dossier.objects.filter(pk=run.dossier_id).update(handler=heir_id)
        _tell(run, by_id, at)
    WorkItem.objects.open().filter(assignee=user_id).update(assignee=heir_id)
    return len(runs)


@transaction.atomic
def hand_on_closed_units(*, at: datetime) -> int:
    """The open steps of units that exist no more go to their successors. Answers how many.

    A unit without a successor keeps its work, for the office to see; nobody guesses whose it is.
    """
    today = localdate(at)
    waiting = StepRun.objects.filter(ended_at=None, unit__ends_on__lt=today, unit__successors__ends_on=None)
    moved = 0
    for run in waiting.exclude(unit__successors=None).select_for_update(of=("self",)).select_related("unit"):
        successor = run.unit.successors.filter(ends_on=None).order_by("pk").first()
        if successor is None:
            continue
        StepRun.objects.filter(pk=run.pk).update(unit=successor)
        Dossier.objects.filter(pk=run.dossier_id).update(unit=successor)
        WorkItem.objects.open().about(run.dossier_id).filter(unit=run.unit_id).update(unit=successor)
        _tell(run, None, at)
        moved += 1
    return moved


def _tell(run: StepRun, by_id: int | None, at: datetime) -> None:
    events.publish(StepHandedOn(dossier_id=run.dossier_id, step=run.key, by_id=by_id, at=at))
