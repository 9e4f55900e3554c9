"""What the acts share: the row saved with who and when, a step opened with its work, a step ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from cchc.foundation.identity.models import User
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.models import WorkItem
from cchc.foundation.work.services import close, open_item, search_text
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Limit, due_at, step_due_at
from cchc.kernel import batch, lifecycle
from cchc.kernel.compiled import Compiled
from cchc.kernel.text import digits
from cchc.onestop.dossiers import rules
from cchc.onestop.dossiers.choices import Outcome
from cchc.onestop.dossiers.models import Dossier, StepRun
from cchc.onestop.procedures.querysets import snapshot
from cchc.onestop.procedures.rules import Snapshot, Step

SUBJECT = "dossier"


def save(dossier: Dossier, by: User | None, at: datetime) -> None:
    """Write what changed of a held row, with who changed it and when, so that whoever saw the old one is told."""
    was = dossier.as_read
    if was is None:
        lifecycle.save(dossier, by, at)
        return
    dossier.version += 1
    dossier.changed_by, dossier.changed_at = by, at
    now = {column.attname: dossier.__dict__[column.attname] for column in dossier._meta.concrete_fields}
    batch.write(dossier, *(name for name, value in now.items() if value != was[name]))
    dossier.as_read = now


def words_of(dossier: Dossier, number: Any = "") -> Any:
    """What a search finds a dossier by: names, numbers, phone; the legal number, where it is being taken, last."""
    text = search_text(
        dossier.reference, dossier.applicant_name, dossier.applicant_number, dossier.submitter_name,
        dossier.submitter_number, dossier.phone,
    )  # fmt: skip
    if isinstance(number, batch.Taken):
        return batch.Taken(
            number.counter, number.key, before=f"{text} {digits(number.before)}", width=number.width
        )
    return f"{text} {search_text(number)}" if number else text


def path_of(number: Any) -> Any:
    """The page of a dossier at the desk, by its number or reference."""
    if isinstance(number, batch.Taken):
        return batch.Taken(number.counter, number.key, before=f"/viec/ho-so/{number.before}", width=number.width)
    return f"/viec/ho-so/{number}"


def open_run(
    *, dossier: Dossier, process: Snapshot, step: Step, by: User | None, from_unit_id: int | None, at: datetime,
    starts_at: datetime | None = None, assignee_id: int | None = None, paper_travelled: bool = False,
    electronic: bool = False, note: str = "", number: Any = None,
) -> StepRun:  # fmt: skip
    """Begin a step: its row, its deadline as working time from the hand-over, the work of its unit or person."""
    starts = starts_at or at
    unit_id = step.unit_id or dossier.counter_id
    due = step_due_at(starts, step.days, calendar_of(dossier.agency_id)) if step.days else None
    batch.flush(before=StepRun)  # a dossier has one open step at a time
    run = batch.new(
        StepRun,
        dossier_id=dossier.pk,
        key=step.key,
        name=step.name,
        position=process.steps.index(step) + 1,
        unit_id=unit_id,
        assignee_id=assignee_id,
        from_unit_id=from_unit_id,
        from_user_id=by.pk if by else None,
        days=step.days,
        handed_over_at=starts,
        paper_travelled=paper_travelled,
        electronic=electronic,
        due_at=due,
        note=note,
        taken_at=at if assignee_id is not None and by is not None and assignee_id == by.pk else None,
    )
    batch.add(run)
    label = number if number is not None else str(dossier)
    open_item(
        agency_id=dossier.agency_id, unit_id=unit_id, lane=Lane.STEP, subject_type=SUBJECT, subject_id=dossier.pk,
        topic_id=dossier.procedure_id, label=label, who=dossier.applicant_name, title=process.name,
        path=path_of(label), search=words_of(dossier, dossier.number or number or ""), at=starts,
        assignee_id=assignee_id, sender_id=by.pk if by else None, step=step.name,
        progress=rules.progress(process, step.key), allotted_days=step.days, due_at=due,
    )  # fmt: skip
    dossier.unit_id, dossier.step, dossier.handler_id = unit_id, step.key, assignee_id
    return run


def open_counter_item(
    *, dossier: Dossier, lane: Lane, by: User | None, due: datetime | None, at: datetime
) -> None:
    """Put a dossier before its counter: to be taken in, or its result to be handed over."""
    name = snapshot(dossier.rules_id).name
    open_item(
        agency_id=dossier.agency_id, unit_id=dossier.counter_id, lane=lane, subject_type=SUBJECT,
        subject_id=dossier.pk, topic_id=dossier.procedure_id, label=str(dossier), who=dossier.applicant_name,
        title=name, path=path_of(str(dossier)), search=words_of(dossier, dossier.number), at=at,
        sender_id=by.pk if by else None, step=str(lane.label), due_at=due,
    )  # fmt: skip


_open_runs = Compiled(
    lambda dossier_id: StepRun.objects.select_related("unit", "assignee").filter(
        dossier_id=dossier_id, ended_at=None
    ),
    dossier_id=UUID(int=0),
)
_open_items = Compiled(
    lambda subject_id: WorkItem.objects.open().about(subject_id).order_by("pk")[:1], subject_id=UUID(int=0)
)


def open_step(dossier: Dossier) -> StepRun:
    """The step in which a dossier is. Every dossier in the office's hands has exactly one."""
    found = _open_runs(dossier_id=dossier.pk)
    if len(found) != 1:
        raise StepRun.DoesNotExist
    run: StepRun = found[0]
    return run


def open_work(dossier: Dossier) -> WorkItem | None:
    """The open work about a dossier: one item, or none once it is over."""
    found = _open_items(subject_id=dossier.pk)
    return found[0] if found else None


def end_run(run: StepRun, outcome: Outcome, by: User | None, at: datetime, note: str = "") -> None:
    """End a step. Who ends it before the hour at which it was to be handed over has had it since then."""
    run.handed_over_at = min(run.handed_over_at, at)
    run.ended_at, run.ended_by, run.outcome = at, by, outcome
    run.note = note or run.note
    batch.write(run, "handed_over_at", "ended_at", "ended_by_id", "outcome", "note")


def end_work(dossier: Dossier, by: User | None, at: datetime) -> None:
    """Nothing is left to do about the open item of a dossier."""
    item = open_work(dossier)
    if item is not None:
        close(item=item, by=by, at=at)


def limit_of(dossier: Dossier) -> Limit | None:
    """The time limit with which a dossier runs, None where its procedure names none."""
    if dossier.limit_amount is None or not dossier.limit_unit:
        return None
    return Limit(dossier.limit_amount, dossier.limit_unit)  # type: ignore[arg-type]  # one of the four units


def recount_due(dossier: Dossier) -> None:
    """The due time from where the clock began, with every pause that has ended."""
    limit = limit_of(dossier)
    if limit is None or dossier.clock_from is None:
        dossier.due_at = None
        return
    pauses = tuple(
        dossier.pauses.filter(ends_at__isnull=False, starts_at__gte=dossier.clock_from)
        .order_by("starts_at").values_list("starts_at", "ends_at")
    )  # fmt: skip
    dossier.due_at = due_at(dossier.clock_from, limit, calendar_of(dossier.agency_id), pauses)


def in_office(at: datetime) -> datetime:
    """A moment in the office's time zone, for numbers that carry the day."""
    return localtime(at)
