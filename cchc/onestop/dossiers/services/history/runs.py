"""Imports of past dossiers: read on trial, taken in, withdrawn. By page with jobs, or at once by command."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from cchc.foundation.files import services as files
from cchc.foundation.identity.models import Agency, User
from cchc.kernel import events
from cchc.onestop.dossiers import readers
from cchc.onestop.dossiers.choices import RUNNING, RunState, Stage
from cchc.onestop.dossiers.events import HeadingsMapped, HistoryImported
from cchc.onestop.dossiers.models import Headings, HistoryRun
from cchc.onestop.dossiers.permissions import require_history
from cchc.onestop.dossiers.querysets import counter_of
from cchc.onestop.dossiers.readers import Reading, Unreadable
from cchc.onestop.dossiers.services.history import taking
from cchc.onestop.dossiers.services.history.reporting import HistoryReport, report_of, tell_of
from cchc.onestop.dossiers.services.history.resolving import NoCounter
from cchc.onestop.dossiers.services.history.staging import Staged, Unmapped, compare, known_readings, staged
from cchc.onestop.dossiers.services.history.working import (
    Progress,
    RunBusy,
    ask,
    at_work,
    reckoning,
    refuse_worked_on,
    work_on,
)

DROPPABLE = (RunState.ASKING, RunState.READING, RunState.READ, RunState.WRITING, RunState.FAILED)


def _silent(stage: Stage, seen: int, total: int) -> None:
    """Nobody waits."""


def import_history(
    *, name: str, content: IO[bytes], agency: Agency, by: User | None, at: datetime, dry_run: bool = False,
    skip_errors: bool = False, said: Reading | None = None, tell: Progress = _silent, is_demo: bool = False,
) -> HistoryReport:  # fmt: skip
    """Read a file of past dossiers and take it in at once: all of it, or with `skip_errors` what has no error.

    `dry_run` writes nothing. The same file again changes nothing. Raises readers.Unreadable, Unmapped, NoCounter,
    PermissionDenied.
    """
    require_history(by, agency.pk, at)
    digest, size = _digest(content)
    with transaction.atomic(), staged(
        name=name, content=content, agency=agency, said=said, at=at, progress=tell
    ) as found:  # fmt: skip
        run = None
        if not dry_run:
            taking.lock(agency.pk)
        tell(Stage.COMPARING, 0, 0)
        compare(found, agency)
        if not dry_run and (skip_errors or not found.refused):
            run = HistoryRun(
                agency=agency, state=RunState.WRITING, name=name, sha256=digest, size=size,
                skip_errors=skip_errors, headings=list(found.head.names), begun_by=by, begun_at=at,
                is_demo=is_demo,
            )  # fmt: skip
            run.save(force_insert=True)
            _write(run, found, by, at, tell)
            if said is not None and (said.columns or said.words):
                remember(
                    agency=agency, names=list(found.head.names), columns=said.columns, words=said.words, by=by,
                    at=at,
                )  # fmt: skip
        return report_of(name, found, dry_run=dry_run, run=run)


def _digest(content: IO[bytes]) -> tuple[str, int]:
    content.seek(0)
    whole = hashlib.sha256()
    size = 0
    while chunk := content.read(1 << 20):
        whole.update(chunk)
        size += len(chunk)
    return whole.hexdigest(), size


def _write(run: HistoryRun, found: Staged, by: User | None, at: datetime, tell: Progress) -> None:
    """Take in what was staged and compared, and say so once."""
    tell(Stage.WRITING, 0, 0)
    place = counter_of(run.agency_id)
    assert place is not None
    taking.take(run, place.pk, found.until, by, at)
    tell_of(run, found)
    run.state, run.done_by, run.done_at = RunState.DONE, by, at
    run.save()
    with reckoning(tell):
        events.publish(
            HistoryImported(
                historyrun_id=run.pk, agency_id=run.agency_id, file=run.name, sha256=run.sha256, read=found.read,
                new=found.new, changed=found.changed, unchanged=found.unchanged, refused=found.refused,
                by_id=by.pk if by else None, at=at,
            )
        )  # fmt: skip


# By page: the file waits in the store between the steps, jobs read and write it


@transaction.atomic
def begin_history(*, upload: "File[bytes]", agency: Agency, by: User, at: datetime) -> HistoryRun:
    """Take an uploaded file, and see whether its headings are understood.

    READING where they are (a job follows), else ASKING. Raises readers.Unreadable, FileRefused, RunBusy,
    PermissionDenied.
    """
    require_history(by, agency.pk, at)
    if HistoryRun.objects.running().filter(agency=agency).exists():
        raise RunBusy
    name = upload.name or ""
    known = known_readings(agency)
    one = readers.opened(name, upload, known)
    lacks = readers.lacking(one.head, known.get(one.head.digest, Reading()))
    digest, size = _digest(upload)
    upload.seek(0)
    file = files.take_document(upload=upload, agency=agency, by=by, at=at)
    run = HistoryRun(
        agency=agency, state=RunState.ASKING if lacks else RunState.READING, name=file.name, file=file,
        sha256=digest, size=size, headings=list(one.head.names), samples=[list(row) for row in one.head.samples],
        counts={"columns": {column: one.head.names[place] for column, place in one.head.columns.items()}},
        total=one.rows, begun_by=by, begun_at=at,
    )  # fmt: skip
    run.save(force_insert=True)
    if run.state == RunState.READING:
        ask("read", run, by, at)
    return run


@transaction.atomic
def map_headings(
    *, run_id: UUID, columns: Mapping[str, str], words: Mapping[str, Mapping[str, str]], by: User, at: datetime
) -> HistoryRun:
    """Remember what a person says of a file's columns and words, and have it read again.

    `columns` is by heading; "=channel" says it of every row. Raises RunBusy, PermissionDenied.
    """
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state not in (RunState.ASKING, RunState.READ):
        raise RunBusy
    remember(agency=run.agency, names=list(run.headings), columns=columns, words=words, by=by, at=at)
    run.state, run.failure = RunState.READING, {}
    run.save()
    ask("read", run, by, at)
    return run


@transaction.atomic
def remember(
    *, agency: Agency, names: list[str], columns: Mapping[str, str], words: Mapping[str, Mapping[str, str]],
    by: User | None, at: datetime,
) -> Headings:  # fmt: skip
    """Keep how the headings of an agency's exports are read; words are added to those known."""
    require_history(by, agency.pk, at)
    row = Headings.objects.select_for_update().filter(agency=agency, digest=readers.digest(names)).first()
    row = row or Headings(agency=agency, digest=readers.digest(names), names=names)
    if columns:
        row.columns = {
            heading if heading.startswith("=") else readers.plain(heading): column
            for heading, column in columns.items()
        }
    row.words = {
        kind: {**row.words.get(kind, {}), **{readers.plain(said): meant for said, meant in told.items()}}
        for kind in {*row.words, *words}
        for told in [words.get(kind, {})]
    }
    row.changed_by, row.changed_at = by, at
    row.save()
    events.publish(HeadingsMapped(headings_id=row.pk, agency_id=agency.pk, by_id=by.pk if by else None, at=at))
    return row


def read_history(*, run_id: UUID, at: datetime) -> None:
    """Read a waiting file on trial; a person decides then. What cannot be read says why."""
    run = HistoryRun.objects.select_related("agency", "file").get(pk=run_id)
    if run.state != RunState.READING or run.file is None:
        return
    try:
        with at_work(run_id) as tell, files.open_bytes(run.file) as content, staged(
            name=run.name, content=content, agency=run.agency, said=None, at=at, progress=tell
        ) as found:  # fmt: skip
            tell(Stage.COMPARING, 0, 0)
            compare(found, run.agency)
            tell_of(run, found)
        run.state = RunState.READ
    except Unmapped as unmapped:
        run.state, run.headings = RunState.ASKING, list(unmapped.head.names)
    except (Unreadable, NoCounter) as fault:
        _fail(run, fault)
    _saved(run, RunState.READING)


def write_history(*, run_id: UUID, by_id: int | None, at: datetime) -> None:
    """Take in a file that a person accepted: read once more, so that what is written fits what is there now."""
    run = HistoryRun.objects.select_related("agency", "file").get(pk=run_id)
    if run.state != RunState.WRITING or run.file is None:
        return
    by = User.objects.filter(pk=by_id).first() if by_id else None
    file = run.file
    try:
        with at_work(run_id) as tell, files.open_bytes(file) as content, staged(
            name=run.name, content=content, agency=run.agency, said=None, at=at, progress=tell
        ) as found, transaction.atomic():  # fmt: skip
            tell(Stage.COMPARING, 0, 0)
            taking.lock(run.agency_id)
            compare(found, run.agency)
            if HistoryRun.objects.locked(run_id).state != RunState.WRITING:
                return
            if found.refused and not run.skip_errors:
                tell_of(run, found)
                run.state = RunState.READ  # what is there has changed meanwhile
                run.save()
                return
            run.file = None
            _write(run, found, by, at, tell)
            files.discard(file_id=file.pk, by=by, at=at)
    except (Unreadable, NoCounter, Unmapped) as fault:
        _fail(run, fault)
        _saved(run, RunState.WRITING)


def _fail(run: HistoryRun, fault: Exception) -> None:
    run.state = RunState.FAILED
    named = (fault.kind, fault.parts) if isinstance(fault, Unreadable) else ("no_counter", {})
    run.failure = dict(zip(("kind", "parts"), named, strict=True))


def _saved(run: HistoryRun, was: RunState) -> None:
    """Write what became of a run, unless somebody did something with it meanwhile."""
    with transaction.atomic():
        if HistoryRun.objects.locked(run.pk).state == was:
            run.save()


@transaction.atomic
def accept_history(*, run_id: UUID, skip_errors: bool, by: User, at: datetime) -> HistoryRun:
    """Have a file taken in that was read on trial. Raises RunBusy, PermissionDenied."""
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state != RunState.READ or (run.counts.get("refused") and not skip_errors):
        raise RunBusy
    run.state, run.skip_errors = RunState.WRITING, skip_errors
    run.save()
    ask("write", run, by, at)
    return run


@transaction.atomic
def drop_history(*, run_id: UUID, by: User, at: datetime) -> None:
    """Give a file up that was not taken in, also where its job was lost. Raises RunBusy, PermissionDenied."""
    if (work := work_on(run_id)) is not None and work.stage != Stage.READING:
        raise RunBusy  # whoever writes holds the row until the end: a person does not wait for that
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state not in DROPPABLE:
        raise RunBusy
    file, run.file = run.file, None
    run.state, run.errors, run.samples = RunState.DROPPED, [], []
    run.save()
    if file is not None:
        files.discard(file_id=file.pk, by=by, at=at)


# What was killed midway: each step is one transaction, so that the step before it is what stands


_STEPS = {RunState.READING: "read", RunState.WRITING: "write", RunState.UNDOING: "withdraw"}


@transaction.atomic
def go_on(*, run_id: UUID, by: User, at: datetime) -> HistoryRun:
    """Have a run done whose job was killed or lost. Raises RunBusy where somebody is at it, PermissionDenied."""
    refuse_worked_on(run_id)
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state not in RUNNING:
        raise RunBusy
    ask(_STEPS[RunState(run.state)], run, by, at)
    return run
