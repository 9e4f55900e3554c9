"""Due times reckoned anew when an office's calendar changes: what would move, before; all of it, after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cchc.foundation.work.services import reschedule_all
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Calendar, Change, due_at, step_due_at, with_change
from cchc.kernel import batch, events
from cchc.onestop.dossiers.events import DossierRescheduled
from cchc.onestop.dossiers.models import Dossier, Pause, StepRun, Supplement
from cchc.onestop.dossiers.querysets import DossierQuerySet
from cchc.onestop.dossiers.services import moving
from cchc.onestop.dossiers.services.filing import answer_time

AT_ONCE = 500  # so many open dossiers are reckoned anew within the request that changes the calendar
READ = 2000
NEVER = datetime.max.replace(tzinfo=UTC)

Times = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Moved:
    """A dossier whose time another calendar moves: the whole limit, its open step, or both.

    Of one that waits for the office's first answer, the step is that answer.
    """

    dossier_id: UUID
    number: str  # the legal number, before acceptance the submission reference
    procedure_id: int
    agency_id: int
    step: str  # the name of the open step, or of the answer that it waits for
    due_at: datetime | None
    new_due_at: datetime | None
    step_due_at: datetime | None
    new_step_due_at: datetime | None

    @property
    def moves_dossier(self) -> bool:
        """Whether the day on which the applicant was asked to come moves."""
        return self.due_at != self.new_due_at

    @property
    def moves_step(self) -> bool:
        """Whether the open step's deadline moves."""
        return self.step_due_at != self.new_step_due_at


def moved_by(agency_id: int | None, *changes: Change) -> list[Moved]:
    """What changes of a calendar would move, of one agency or of the whole installation (None). Saves nothing.

    Soonest new due time first.
    """
    found = []
    for agency, rows in _by_agency(agency_id):
        now = after = calendar_of(agency)
        for change in changes:
            after = with_change(after, change, shared=agency_id is None)
        if after != now:
            found += list(_moved(rows, after))
    return sorted(found, key=lambda row: ((row.new_due_at or row.new_step_due_at or NEVER), row.number))


def how_many_open(agency_id: int | None) -> int:
    """How many dossiers another calendar could move."""
    return _open(agency_id).count()


@transaction.atomic
def recount_all(
    *, agency_id: int | None, by_id: int | None, at: datetime, after: UUID | None = None, most: int = AT_ONCE
) -> UUID | None:
    """Reckon the due times of open dossiers anew, up to `most` of them after the key `after`.

    Answers the key to go on from; None once all are done. Whoever has a dossier open keeps what they type: its
    version stays, since nobody changed what it says.
    """
    rows = _open(agency_id).order_by("pk").select_for_update(of=("self",))
    held = list(rows.filter(pk__gt=after)[:most] if after else rows[:most])
    of_agency: dict[int, list[Dossier]] = {}
    for dossier in held:
        of_agency.setdefault(dossier.agency_id, []).append(dossier)
    moved = [one for agency, group in of_agency.items() for one in _moved(group, calendar_of(agency))]
    dossiers = {dossier.pk: dossier for dossier in held}
    for one in moved:
        dossiers[one.dossier_id].due_at = one.new_due_at
        if dossiers[one.dossier_id].accepted_at is None:
            dossiers[one.dossier_id].answer_by = one.new_step_due_at
    changed = [dossiers[one.dossier_id] for one in moved]
    Dossier.objects.bulk_update(changed, ["due_at", "answer_by"])
    steps = {one.dossier_id: one.new_step_due_at for one in moved if one.moves_step}
    runs = list(StepRun.objects.filter(dossier__in=list(steps), ended_at=None))
    for run in runs:
        run.due_at = steps[run.dossier_id]
    StepRun.objects.bulk_update(runs, ["due_at"])
    reschedule_all(dues=steps)
    with batch.gathered():
        for one in moved:
            events.publish(
                DossierRescheduled(
                    dossier_id=one.dossier_id, was_due_at=one.due_at, due_at=one.new_due_at,
                    step_was_due_at=one.step_due_at, step_due_at=one.new_step_due_at, by_id=by_id, at=at,
                )
            )  # fmt: skip
    return held[-1].pk if len(held) == most else None


def _open(agency_id: int | None) -> DossierQuerySet:
    rows: DossierQuerySet = Dossier.objects.reckoned()
    return rows if agency_id is None else rows.filter(agency=agency_id)


def _by_agency(agency_id: int | None) -> Iterator[tuple[int, list[Dossier]]]:
    rows = _open(agency_id).only(
        "pk",
        "number",
        "reference",
        "agency_id",
        "procedure_id",
        "limit_amount",
        "limit_unit",
        "clock_from",
        "due_at",
        "filed_at",
        "accepted_at",
        "answer_by",
    )
    groups: dict[int, list[Dossier]] = {}
    for dossier in rows.iterator(READ):
        groups.setdefault(dossier.agency_id, []).append(dossier)
    yield from groups.items()


def _moved(dossiers: Sequence[Dossier], calendar: Calendar) -> Iterator[Moved]:
    """Those of some dossiers whose times are others by `calendar`."""
    keys = [dossier.pk for dossier in dossiers]
    pauses: dict[UUID, list[Times]] = {}
    ended = Pause.objects.filter(dossier__in=keys, ends_at__isnull=False).order_by("starts_at")
    for key, starts, ends in ended.values_list("dossier", "starts_at", "ends_at"):
        pauses.setdefault(key, []).append((starts, ends))
    runs = {run.dossier_id: run for run in StepRun.objects.filter(dossier__in=keys, ended_at=None)}
    supplied = dict(
        Supplement.objects.filter(dossier__in=keys, before_acceptance=True, supplied_at__isnull=False)
        .order_by("supplied_at").values_list("dossier", "supplied_at")
    )  # fmt: skip
    for dossier in dossiers:
        if dossier.accepted_at is None:
            waits_since = supplied.get(dossier.pk) or dossier.filed_at
            answer = Moved(
                dossier_id=dossier.pk, number=str(dossier), procedure_id=dossier.procedure_id,
                agency_id=dossier.agency_id, step=_("Trả lời tiếp nhận"), due_at=dossier.due_at,
                new_due_at=dossier.due_at, step_due_at=dossier.answer_by,
                new_step_due_at=answer_time(waits_since, calendar),
            )  # fmt: skip
            if answer.moves_step:
                yield answer
            continue
        stops = pauses.get(dossier.pk, [])
        run = runs.get(dossier.pk)
        step = run.due_at if run else None
        one = Moved(
            dossier_id=dossier.pk, number=dossier.number, procedure_id=dossier.procedure_id,
            agency_id=dossier.agency_id, step=run.name if run else "", due_at=dossier.due_at,
            new_due_at=_whole(dossier, stops, calendar), step_due_at=step,
            new_step_due_at=_of_step(run, stops, calendar) if run and step else step,
        )  # fmt: skip
        if one.moves_dossier or one.moves_step:
            yield one


def _whole(dossier: Dossier, stops: Sequence[Times], calendar: Calendar) -> datetime | None:
    limit, start = moving.limit_of(dossier), dossier.clock_from
    if limit is None or start is None:
        return dossier.due_at
    return due_at(start, limit, calendar, [stop for stop in stops if stop[0] >= start])


def _of_step(run: StepRun, stops: Sequence[Times], calendar: Calendar) -> datetime:
    """When a step's time ends: the pauses since its hand-over that began before it was over are not counted."""
    return step_due_at(
        run.handed_over_at, run.days, calendar, [stop for stop in stops if stop[0] >= run.handed_over_at]
    )
