"""A file of procedures into the catalogue, as drafts: all of it or nothing, unless told to skip what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from cchc.foundation.identity.models import Agency, User
from cchc.kernel import events, generations
from cchc.onestop.procedures import readers, rules
from cchc.onestop.procedures.choices import State
from cchc.onestop.procedures.events import DraftChanged, ProceduresImported, VersionDrafted
from cchc.onestop.procedures.models import Procedure, Version
from cchc.onestop.procedures.permissions import require_manage
from cchc.onestop.procedures.querysets import CATALOGUE
from cchc.onestop.procedures.readers import Remark, Row
from cchc.onestop.procedures.services.writing import (
    faults_of,
    known_fields,
    settled,
    touched,
    units_of,
    unknown_units,
    write,
)

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What becomes of an accepted row: a procedure that the agency did not have, another draft, or nothing."""

    row: int
    content: rules.Content
    what: str
    version_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What a file held and what became of it."""

    file: str
    read: int
    errors: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    outcomes: tuple[Outcome, ...]
    dry_run: bool
    written: bool
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Rows without an error: what `skip_errors` takes."""
        return len(self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """As `cchc import procedures --json` prints it: rows from 1, amounts as numbers, the unknown as null."""
        plain: dict[str, Any] = {
            "read": self.read,
            "accepted": self.accepted,
            "errors": [remark.as_json() for remark in self.errors],
            "warnings": [remark.as_json() for remark in self.warnings],
            "procedures": [_procedure(outcome.content) for outcome in self.outcomes],
        }
        if not self.dry_run:
            plain["written"] = self.written
            plain |= self.counts
        return plain


def _procedure(content: rules.Content) -> dict[str, Any]:
    return {
        "code": content.code,
        "name": content.name,
        "field": content.field.name,
        "time_limits": [
            {
                "channel": limit.channel or None,
                "case": limit.case or None,
                "amount": _number(limit.amount),
                "unit": limit.unit or None,
            }
            for limit in content.limits
        ],
    }


def _number(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


@transaction.atomic
def import_procedures(
    *, file: Path | str, agency: Agency, content: bytes | None = None, dry_run: bool = False,
    skip_errors: bool = False, by: User | None, at: datetime,
) -> ImportReport:  # fmt: skip
    """Take a file of procedures: a path, or an uploaded name with its `content`.

    A code that the agency has becomes a draft version, or changes the open one; the same content changes
    nothing. With an error in any row nothing is written, unless `skip_errors` takes the rest. `dry_run` writes
    nothing. Raises readers.Unreadable where the file could not be read; PermissionDenied.
    """
    require_manage(by, agency.pk, at)
    name = Path(file).name
    rows = readers.read(name, Path(file).read_bytes() if content is None else content)
    known = _Known(agency)
    errors: list[Remark] = []
    warnings: list[Remark] = []
    outcomes: list[Outcome] = []
    for row in rows:
        wrong, unsure, outcome = known.judge(row)
        errors += wrong
        warnings += unsure
        if outcome is not None:
            outcomes.append(outcome)
    write_it = not dry_run and bool(outcomes) and (skip_errors or not errors)
    if write_it:
        outcomes = [known.take(outcome, row_of(rows, outcome.row), by, at) for outcome in outcomes]
        generations.bump(CATALOGUE)
    counts = {what: sum(outcome.what == what for outcome in outcomes) for what in (NEW, CHANGED, UNCHANGED)}
    if write_it:
        events.publish(
            ProceduresImported(
                agency_id=agency.pk, file=name, read=len(rows), **counts, by_id=by.pk if by else None, at=at
            )
        )
    return ImportReport(
        file=name, read=len(rows), errors=tuple(errors), warnings=tuple(warnings), outcomes=tuple(outcomes),
        dry_run=dry_run, written=write_it, counts=counts,
    )  # fmt: skip


def row_of(rows: list[Row], number: int) -> Row:
    """The row of a number: rows are numbered from 1 without gaps."""
    return rows[number - 1]


class _Known:
    """What the agency has, read once for a whole file."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.fields = known_fields()
        self.units = units_of(agency.pk)
        self.procedures = {row.code: row for row in Procedure.objects.filter(agency=agency)}
        self.latest = _latest(agency)

    def judge(self, row: Row) -> tuple[list[Remark], list[Remark], Outcome | None]:
        """Errors, warnings, and what would become of a row."""
        errors, warnings = list(row.errors), list(row.warnings)
        if row.content is None:
            return errors, warnings, None
        content = settled(row.content, self.fields)

        def remark(part: str, words: str) -> Remark:
            return Remark(row=row.number, code=row.code, field=part, message=words)

        errors += [remark(fault.part, fault.words) for fault in faults_of(content)]
        warnings += [remark(fault.part, fault.words) for fault in rules.process_faults(content.steps)]
        warnings += [
            remark("steps", gettext("Không có đơn vị “%(code)s”") % {"code": code})
            for code in unknown_units(content.steps, self.units)
        ]
        if errors:
            return errors, warnings, None
        return errors, warnings, Outcome(row=row.number, content=content, what=self._what(content))

    def _what(self, content: rules.Content) -> str:
        if content.code not in self.procedures:
            return NEW
        last = self.latest.get(content.code)
        return UNCHANGED if last and last.content_hash == rules.content_hash(content) else CHANGED

    def take(self, outcome: Outcome, row: Row, by: User | None, at: datetime) -> Outcome:
        """Write an accepted row."""
        last = self.latest.get(outcome.content.code)
        content = settled(outcome.content, self.fields)  # a row before may have brought the field
        if outcome.what == UNCHANGED or (last and last.content_hash == rules.content_hash(content)):
            return Outcome(row=outcome.row, content=content, what=UNCHANGED, version_id=last.pk if last else None)
        procedure = self.procedures.get(content.code)
        if procedure is None:
            procedure = Procedure.objects.create(agency=self.agency, code=content.code)
            self.procedures[content.code] = procedure
        by_id = by.pk if by else None
        if last is not None and last.state == State.DRAFT:
            version = Version.objects.locked(last.pk, last.revision)
            version.effective_from = row.effective_from or version.effective_from
            touched(version, by, at)
            write(version, content, self.fields, self.units)
            events.publish(
                DraftChanged(version_id=version.pk, content_hash=version.content_hash, by_id=by_id, at=at)
            )
        else:
            version = Version(
                procedure=procedure, number=last.number + 1 if last else 1, effective_from=row.effective_from,
                changed_by=by, changed_at=at,
            )  # fmt: skip
            write(version, content, self.fields, self.units)
            events.publish(
                VersionDrafted(
                    version_id=version.pk, procedure_id=procedure.pk, code=procedure.code, by_id=by_id, at=at
                )
            )
        return Outcome(row=outcome.row, content=content, what=outcome.what, version_id=version.pk)


def _latest(agency: Agency) -> dict[str, Version]:
    """The last version of each procedure, the draft where there is one."""
    rows: Iterable[Version] = (
        Version.objects.filter(procedure__agency=agency)
        .select_related("procedure")
        .only("number", "state", "content_hash", "revision", "procedure__code")
        .order_by("number")
    )
    return {row.procedure.code: row for row in rows}
