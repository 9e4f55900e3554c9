"""What a person says of a row that was read: right, corrected, placed, dismissed, split, merged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cchc.foundation.identity.models import User
from cchc.kernel import events
from cchc.kernel.lifecycle import NotAllowed, save
from cchc.steering.plans import rules
from cchc.steering.plans.choices import Change, Doubt, RowKind, RowState
from cchc.steering.plans.events import (
    ImportRowReopened,
    ImportRowSettled,
    ImportRowsMerged,
    ImportRowSplit,
)
from cchc.steering.plans.models import ImportRow, PlanImport
from cchc.steering.plans.rules import content, respelling
from cchc.steering.plans.services.importing import contradictions_in, held, name_contradiction, weigh
from cchc.steering.plans.services.tasks import ReasonMissing

PLACEABLE = (RowKind.LEFT_OVER, RowKind.TARGET, RowKind.TASK, RowKind.ASSIGNMENT, RowKind.COMMITMENT)
PLACES = (RowKind.TARGET, RowKind.TASK, RowKind.ASSIGNMENT, RowKind.COMMITMENT, RowKind.STRUCTURE)
SPLITTABLE = (RowKind.TARGET, RowKind.TASK, RowKind.ASSIGNMENT, RowKind.COMMITMENT, RowKind.LEFT_OVER)
MERGEABLE = (RowKind.TASK, RowKind.ASSIGNMENT, RowKind.COMMITMENT)
MOST_PARTS = 9


def _held(row_id: UUID, version: int, by: User | None, at: datetime) -> tuple[PlanImport, ImportRow]:
    """The review, then the row, both held: two reviewers work side by side, never on one row unseen."""
    whole = held(ImportRow.objects.only("whole").get(pk=row_id).whole_id, by, at)
    return whole, ImportRow.objects.locked(row_id, version)


def _settled(
    whole: PlanImport, row: ImportRow, by: User | None, at: datetime, fields: Sequence[str] = ()
) -> ImportRow:
    save(row, by, at)
    save(whole, by, at)
    events.publish(
        ImportRowSettled(
            planimport_id=whole.pk, row=row.pk, state=row.state, fields=tuple(fields), reason=row.reason,
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return row


def _require_whole(row: ImportRow) -> None:
    missing = content.complete(row.kind, row.value)
    if missing and row.change != Change.REMOVED:
        raise rules.WrongValue(missing, "missing")


@transaction.atomic
def confirm_row(*, row_id: UUID, version: int, by: User | None, at: datetime) -> ImportRow:
    """The row is right as it stands. Of a suspected scanning error: it is one, and is put right in every row.

    Of something that the new version lacks: it ends. Raises WrongValue where something needed is missing.
    """
    whole, row = _held(row_id, version, by, at)
    if row.kind == RowKind.LEFT_OVER:
        raise NotAllowed(row.kind, "confirm")
    _require_whole(row)
    fields: tuple[str, ...] = ()
    if row.kind == RowKind.SPELLING and row.state != RowState.CONFIRMED:
        fields = (str(_respell(whole, row.value["wrong"], row.value["right"], by, at)),)
    row.state, row.reason = RowState.CONFIRMED, ""
    return _settled(whole, row, by, at, fields)


@transaction.atomic
def correct_row(
    *, row_id: UUID, version: int, changes: Mapping[str, Any], by: User | None, at: datetime
) -> ImportRow:
    """The row is to say something else: fields of `content` for its kind. Raises WrongValue, naming the field."""
    whole, row = _held(row_id, version, by, at)
    value = content.changed(row.kind, row.value, changes)
    fields = [name for name in changes if value[name] != row.value.get(name)]
    row.value = value
    _require_whole(row)
    row.touched = sorted({*row.touched, *fields})
    row.state, row.reason = RowState.CORRECTED if row.touched else RowState.CONFIRMED, ""
    if row.kind == RowKind.SPELLING:
        _respell(whole, row.value["wrong"], row.value["right"], by, at)
    _settled(whole, row, by, at, fields)
    if row.kind == RowKind.TARGET:
        _look_for_contradictions(whole)
        row.refresh_from_db()
    return row


@transaction.atomic
def place_row(
    *, row_id: UUID, version: int, kind: RowKind, changes: Mapping[str, Any], by: User | None, at: datetime
) -> ImportRow:
    """Say what a line is that was read into nothing, or into something else. Raises WrongValue, NotAllowed."""
    whole, row = _held(row_id, version, by, at)
    if row.kind not in PLACEABLE or kind not in PLACES or row.change == Change.REMOVED:
        raise NotAllowed(row.kind, kind)
    value = content.changed(kind, content.blank(kind, row.value["text"]), changes)
    row.kind, row.value = kind, value
    _require_whole(row)
    row.touched = sorted(changes)
    row.state, row.reason = RowState.PLACED, ""
    return _settled(whole, row, by, at, sorted(changes))


@transaction.atomic
def dismiss_row(*, row_id: UUID, version: int, reason: str, by: User | None, at: datetime) -> ImportRow:
    """The row is not to enter the plan, and why; a suspected scanning error: it is none. Raises ReasonMissing.

    Of something that the new version lacks: it stays in the plan all the same.
    """
    whole, row = _held(row_id, version, by, at)
    if row.kind == RowKind.HEAD:
        raise NotAllowed(row.kind, "dismiss")
    if not reason.strip():
        raise ReasonMissing
    row.state, row.reason = RowState.DISMISSED, reason.strip()
    return _settled(whole, row, by, at)


@transaction.atomic
def reopen_row(*, row_id: UUID, version: int, by: User | None, at: datetime) -> ImportRow:
    """Look at a row again. What it was placed as is taken back; what was corrected stays as it was typed.

    Of a scanning error that was put right: the words of the document stand again, wherever nobody changed more.
    """
    whole, row = _held(row_id, version, by, at)
    if row.kind == RowKind.SPELLING and row.state in (RowState.CONFIRMED, RowState.CORRECTED):
        _unspell(whole, row.value["wrong"], row.value["right"], by, at)
    if row.state == RowState.PLACED and row.read_kind:
        row.kind, row.value, row.touched = row.read_kind, dict(row.read), []
    row.state, row.reason = RowState.TO_LOOK, ""
    save(row, by, at)
    save(whole, by, at)
    events.publish(ImportRowReopened(planimport_id=whole.pk, row=row.pk, by_id=by.pk if by else None, at=at))
    return row


@transaction.atomic
def split_row(
    *, row_id: UUID, version: int, parts: Sequence[Mapping[str, Any]], by: User | None, at: datetime
) -> list[ImportRow]:
    """One row is several things: each part says what differs. The row itself is set aside. Raises WrongValue.

    The parts of a line that was read into nothing are placed one by one.
    """
    whole, row = _held(row_id, version, by, at)
    if row.kind not in SPLITTABLE or not 2 <= len(parts) <= MOST_PARTS or row.change == Change.REMOVED:
        raise NotAllowed(row.kind, "split")
    made = []
    for number, changes in enumerate(parts, 1):
        try:
            part = _part(whole, row, number, changes)
        except content.WrongValue as wrong:
            wrong.part = number - 1
            raise
        save(part, by, at)
        made.append(part)
    row.state, row.reason, row.of_id = RowState.DISMISSED, f"Tách thành {len(made)} dòng", None
    save(row, by, at)
    save(whole, by, at)
    events.publish(
        ImportRowSplit(
            planimport_id=whole.pk, row=row.pk, into=tuple(part.pk for part in made),
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return made


def _part(whole: PlanImport, row: ImportRow, number: int, changes: Mapping[str, Any]) -> ImportRow:
    part = ImportRow(
        whole=whole, kind=row.kind, split_from=row, position=row.position + number, line=row.line,
        lines=row.lines, ordinals=row.ordinals, text=row.text, read=row.read, touched=sorted(changes),
        value=content.changed(row.kind, row.value, changes), state=RowState.CORRECTED, change=row.change,
        of_id=row.of_id if number == 1 else None, read_kind=row.read_kind,
    )  # fmt: skip
    if row.kind == RowKind.LEFT_OVER:
        part.state, part.doubts = RowState.TO_LOOK, row.doubts
        weigh(part)
    _require_whole(part)
    return part


@transaction.atomic
def merge_rows(
    *, row_id: UUID, version: int, other_id: UUID, other_version: int, by: User | None, at: datetime
) -> ImportRow:
    """Two rows are one thing that a page break parted: the second's words go behind the first's.

    The second may be a line that was read into nothing, and belongs to the first.
    """
    whole, row = _held(row_id, version, by, at)
    other = ImportRow.objects.locked(other_id, other_version)
    alike = other.kind == row.kind and row.kind in MERGEABLE
    belongs = other.kind == RowKind.LEFT_OVER and row.kind in SPLITTABLE and row.kind != RowKind.LEFT_OVER
    gone = RowState.DISMISSED in (row.state, other.state) or Change.REMOVED in (row.change, other.change)
    if gone or not (alike or belongs) or other.whole_id != whole.pk or other.pk == row.pk:
        raise NotAllowed(row.kind, "merge")
    changes: dict[str, Any] = {"text": f"{row.value['text']} {other.value['text']}"}
    for name in ("leads", "cooperating", "products"):
        if other.value.get(name):
            known = row.value[name]
            changes[name] = known + [one for one in other.value[name] if one not in known]
    row.value = content.changed(row.kind, row.value, changes)
    row.text = f"{row.text}\n{other.text}"
    row.ordinals = sorted({*row.ordinals, *other.ordinals})
    row.touched = sorted({*row.touched, *changes})
    row.state, row.reason = RowState.CORRECTED, ""
    save(row, by, at)
    other.state, other.reason = RowState.DISMISSED, f"Gộp vào {row.lines}"
    save(other, by, at)
    save(whole, by, at)
    events.publish(
        ImportRowsMerged(planimport_id=whole.pk, row=row.pk, merged=other.pk, by_id=by.pk if by else None, at=at)
    )
    return row


def _respell(whole: PlanImport, wrong: str, right: str, by: User | None, at: datetime) -> int:
    """Put an abbreviation right in every row; the document's words stay beside it. Returns in how many rows."""
    changed = 0
    for row in whole.rows.exclude(kind=RowKind.SPELLING).select_for_update():
        value = {name: _put_right(given, wrong, right) for name, given in row.value.items()}
        if value == row.value:
            continue
        row.touched = sorted({*row.touched, *(name for name in value if value[name] != row.value[name])})
        row.value = value
        row.doubts = [one for one in row.doubts if wrong not in one["words"] or one["code"] != Doubt.READER]
        weigh(row)
        save(row, by, at)
        changed += 1
    return changed


def _unspell(whole: PlanImport, wrong: str, right: str, by: User | None, at: datetime) -> None:
    """Take a correction of spelling back in every cell that holds nothing but that correction."""
    for row in whole.rows.exclude(kind=RowKind.SPELLING).select_for_update():
        read = {name: row.read[name] for name in row.touched if name in row.read}
        put_right = {name: _put_right(was, wrong, right) for name, was in read.items()}
        names = [name for name, was in read.items() if was != row.value.get(name) == put_right[name]]
        if names:
            row.value = row.value | {name: read[name] for name in names}
            row.touched = [name for name in row.touched if name not in names]
            save(row, by, at)


def _put_right(given: Any, wrong: str, right: str) -> Any:
    if isinstance(given, str):
        return respelling.respelt(given, wrong, right)
    if isinstance(given, list):
        return [_put_right(one, wrong, right) for one in given]
    if isinstance(given, dict):
        return {
            name: value if name == "printed" else _put_right(value, wrong, right) for name, value in given.items()
        }
    return given


def _look_for_contradictions(whole: PlanImport) -> None:
    """A figure was corrected: what contradicts what is looked for anew; rows that were settled stay so."""
    rows = list(whole.rows.filter(kind=RowKind.TARGET).kept().exclude(change=Change.REMOVED))
    before = {row.pk: list(row.doubts) for row in rows}
    for row in rows:
        row.doubts = [one for one in row.doubts if one["code"] != Doubt.CONTRADICTION]
    for found in contradictions_in(rows):
        name_contradiction(found, rows)
    for row in rows:
        if row.doubts != before[row.pk]:
            weigh(row)
            row.save(update_fields=["doubts", "weight", "state"])
