"""Imports of past dossiers: read on trial, taken in, withdrawn. By page with jobs, or at once by command."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from cchc.foundation.files import services as files
from cchc.foundation.identity.models import Agency, User
from cchc.kernel import events
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.dossiers import readers
from cchc.onestop.dossiers.choices import HELD, REMARKS, RunState
from cchc.onestop.dossiers.events import HeadingsMapped, HistoryAsked, HistoryImported, HistoryWithdrawn
from cchc.onestop.dossiers.models import Headings, HistoryRun, Replaced
from cchc.onestop.dossiers.permissions import require_history
from cchc.onestop.dossiers.querysets import counter_of
from cchc.onestop.dossiers.readers import Reading, Unreadable
from cchc.onestop.dossiers.services.history import taking
from cchc.onestop.dossiers.services.history.resolving import NoCounter
from cchc.onestop.dossiers.services.history.staging import (
    Progress,
    Staged,
    Unmapped,
    known_readings,
    staged,
)

DROPPABLE = (RunState.ASKING, RunState.READING, RunState.READ, RunState.WRITING, RunState.FAILED)


class RunBusy(Conflict):
    """Another import of the agency is under way, or this one is no longer where the person saw it."""


class LaterRun(Conflict):
    """A later import changed what this one brought: that one is withdrawn first."""


@dataclass(frozen=True, kw_only=True)
class HistoryReport:
    """What a file of past dossiers held, and what became of it."""

    file: str
    read: int
    aside: int
    new: int
    changed: int
    unchanged: int
    refused: int
    open: int
    until: datetime | None
    errors: tuple[dict[str, Any], ...]
    kinds: Mapping[str, int]
    remarks: Mapping[str, int]
    unknown: Mapping[str, Mapping[str, int]]
    columns: Mapping[str, str]
    left: tuple[str, ...]
    dry_run: bool
    written: bool
    run_id: UUID | None = None

    def lines(self) -> list[str]:
        """The report in words, for a terminal."""
        found = [f"cột {HELD[column]}: “{name}”" for column, name in self.columns.items()]
        if self.left:
            found.append("không dùng: " + ", ".join(f"“{name}”" for name in self.left))
        found += [f"lưu ý, {count} dòng: {REMARKS[remark]}" for remark, count in self.remarks.items()]
        if self.aside:
            found.append(f"{self.aside} dòng không phải hồ sơ (tiêu đề, tổng cộng, chữ ký)")
        if self.open:
            found.append(f"{self.open} hồ sơ chưa có kết quả: tính là đang giải quyết cho đến khi có tệp mới hơn")
        done = "chạy thử, chưa ghi" if self.dry_run else ("đã ghi" if self.written else "chưa ghi")
        found.append(
            f"{self.read} dòng: {self.new} mới, {self.changed} đổi, {self.unchanged} như cũ, "
            f"{self.refused} không nhận: {done}"
        )
        return found

    def as_json(self) -> dict[str, Any]:
        """As `cchc import dossiers --json` prints it: rows as a person sees them, moments in ISO 8601."""
        return {
            "file": self.file, "read": self.read, "aside": self.aside, "new": self.new, "changed": self.changed,
            "unchanged": self.unchanged, "refused": self.refused, "open": self.open,
            "until": self.until.isoformat() if self.until else None, "errors": list(self.errors),
            "error_counts": dict(self.kinds), "remarks": dict(self.remarks),
            "unknown": {kind: dict(words) for kind, words in self.unknown.items()},
            "columns": dict(self.columns), "left": list(self.left), "dry_run": self.dry_run,
            "written": self.written, "run": str(self.run_id) if self.run_id else None,
        }  # fmt: skip


def _silent(seen: int, total: int) -> None:
    """Nobody waits."""


def import_history(
    *, name: str, content: IO[bytes], agency: Agency, by: User | None, at: datetime, dry_run: bool = False,
    skip_errors: bool = False, said: Reading | None = None, progress: Progress = _silent, is_demo: bool = False,
) -> HistoryReport:  # fmt: skip
    """Read a file of past dossiers and take it in at once: all of it, or with `skip_errors` what has no error.

    `dry_run` writes nothing. The same file again changes nothing. Raises readers.Unreadable, Unmapped, NoCounter,
    PermissionDenied.
    """
    require_history(by, agency.pk, at)
    digest, size = _digest(content)
    with transaction.atomic(), staged(
        name=name, content=content, agency=agency, said=said, at=at, progress=progress
    ) as found:  # fmt: skip
        run = None
        if not dry_run and (skip_errors or not found.refused):
            run = HistoryRun(
                agency=agency, state=RunState.WRITING, name=name, sha256=digest, size=size,
                skip_errors=skip_errors, headings=list(found.head.names), begun_by=by, begun_at=at,
                is_demo=is_demo,
            )  # fmt: skip
            run.save(force_insert=True)
            _write(run, found, by, at)
            if said is not None and (said.columns or said.words):
                remember(
                    agency=agency, names=list(found.head.names), columns=said.columns, words=said.words, by=by,
                    at=at,
                )  # fmt: skip
        return _report(name, found, dry_run=dry_run, run=run)


def _digest(content: IO[bytes]) -> tuple[str, int]:
    content.seek(0)
    whole = hashlib.sha256()
    size = 0
    while chunk := content.read(1 << 20):
        whole.update(chunk)
        size += len(chunk)
    return whole.hexdigest(), size


def _write(run: HistoryRun, found: Staged, by: User | None, at: datetime) -> None:
    """Take what was staged in, and say so once."""
    taking.lock(run.agency_id)
    place = counter_of(run.agency_id)
    assert place is not None
    taking.take(run, place.pk, found.until, by, at)
    _tell(run, found)
    run.state, run.done_by, run.done_at = RunState.DONE, by, at
    run.save()
    events.publish(
        HistoryImported(
            historyrun_id=run.pk, agency_id=run.agency_id, file=run.name, sha256=run.sha256, read=found.read,
            new=found.new, changed=found.changed, unchanged=found.unchanged, refused=found.refused,
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip


def _tell(run: HistoryRun, found: Staged) -> None:
    run.counts = {
        name: getattr(found, name) for name in ("read", "aside", "new", "changed", "unchanged", "refused", "open")
    } | {"columns": _named(found), "left": list(found.head.left), "kinds": dict(found.kinds)}
    run.errors, run.remarks, run.until = found.errors, dict(found.remarks), found.until
    run.unknown = {kind: dict(words.most_common()) for kind, words in found.unknown.items()}
    run.seen = run.total = found.read


def _named(found: Staged) -> dict[str, str]:
    return {column: found.head.names[place] for column, place in found.head.columns.items()}


def _report(name: str, found: Staged, *, dry_run: bool, run: HistoryRun | None) -> HistoryReport:
    return HistoryReport(
        file=name, read=found.read, aside=found.aside, new=found.new, changed=found.changed,
        unchanged=found.unchanged, refused=found.refused, open=found.open, until=found.until,
        errors=tuple(found.errors), kinds=dict(found.kinds), remarks=dict(found.remarks),
        unknown=found.unknown, columns=_named(found), left=found.head.left, dry_run=dry_run,
        written=run is not None, run_id=run.pk if run else None,
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
        _ask("read", run, by, at)
    return run


def _ask(what: str, run: HistoryRun, by: User, at: datetime) -> None:
    events.publish(
        HistoryAsked(historyrun_id=run.pk, agency_id=run.agency_id, what=what, by_id=by.pk, at=at)
    )  # fmt: skip


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
    run.state, run.seen, run.fault = RunState.READING, 0, ""
    run.save()
    _ask("read", run, by, at)
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
        with files.open_bytes(run.file) as content, staged(
            name=run.name, content=content, agency=run.agency, said=None, at=at, progress=_seen(run)
        ) as found:  # fmt: skip
            _tell(run, found)
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
        with files.open_bytes(file) as content, staged(
            name=run.name, content=content, agency=run.agency, said=None, at=at, progress=_seen(run)
        ) as found, transaction.atomic():  # fmt: skip
            if HistoryRun.objects.locked(run_id).state != RunState.WRITING:
                return
            if found.refused and not run.skip_errors:
                _tell(run, found)
                run.state = RunState.READ  # what is there has changed meanwhile
                run.save()
                return
            run.file = None
            _write(run, found, by, at)
            files.discard(file_id=file.pk, by=by, at=at)
    except (Unreadable, NoCounter, Unmapped) as fault:
        _fail(run, fault)
        _saved(run, RunState.WRITING)


def _fail(run: HistoryRun, fault: Exception) -> None:
    run.state = RunState.FAILED
    run.fault = str(fault) or _("Cơ quan chưa có quầy tiếp nhận: nhập đơn vị trước.")


def _saved(run: HistoryRun, was: RunState) -> None:
    """Write what became of a run, unless somebody did something with it meanwhile."""
    with transaction.atomic():
        if HistoryRun.objects.locked(run.pk).state == was:
            run.save()


def _seen(run: HistoryRun) -> Progress:
    def seen(rows: int, total: int) -> None:
        HistoryRun.objects.filter(pk=run.pk).update(seen=rows, total=total)

    return seen


@transaction.atomic
def accept_history(*, run_id: UUID, skip_errors: bool, by: User, at: datetime) -> HistoryRun:
    """Have a file taken in that was read on trial. Raises RunBusy, PermissionDenied."""
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state != RunState.READ or (run.counts.get("refused") and not skip_errors):
        raise RunBusy
    run.state, run.skip_errors, run.seen = RunState.WRITING, skip_errors, 0
    run.save()
    _ask("write", run, by, at)
    return run


@transaction.atomic
def drop_history(*, run_id: UUID, by: User, at: datetime) -> None:
    """Give a file up that was not taken in, also where its job says nothing. Raises RunBusy, PermissionDenied."""
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state not in DROPPABLE:
        raise RunBusy
    file, run.file = run.file, None
    run.state, run.errors, run.samples = RunState.DROPPED, [], []
    run.save()
    if file is not None:
        files.discard(file_id=file.pk, by=by, at=at)


@transaction.atomic
def ask_withdrawal_of_run(*, run_id: UUID, reason: str, by: User, at: datetime) -> HistoryRun:
    """Have an import taken back whole. Raises RunBusy, LaterRun, PermissionDenied."""
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state != RunState.DONE:
        raise RunBusy
    if Replaced.objects.filter(was_run=run).exists():
        raise LaterRun
    run.state, run.withdrawn_by, run.withdrawn_reason = RunState.UNDOING, by, reason
    run.save()
    _ask("withdraw", run, by, at)
    return run


@transaction.atomic
def withdraw_run(*, run_id: UUID, at: datetime) -> None:
    """Take back what a run brought, and give back what it changed. Raises LaterRun."""
    run = HistoryRun.objects.locked(run_id)
    if run.state != RunState.UNDOING:
        return
    taking.lock(run.agency_id)
    if Replaced.objects.filter(was_run=run).exists():
        raise LaterRun
    removed, restored = taking.give_back(run.pk)
    run.state, run.withdrawn_at = RunState.WITHDRAWN, at
    run.save()
    events.publish(
        HistoryWithdrawn(
            historyrun_id=run.pk, agency_id=run.agency_id, reason=run.withdrawn_reason, removed=removed,
            restored=restored, by_id=run.withdrawn_by_id, at=at,
        )
    )  # fmt: skip
