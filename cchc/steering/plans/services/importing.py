"""A document becomes rows that a person reviews: read, units matched, doubts named. Nothing enters a plan here."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate

from cchc.foundation.files import services as files
from cchc.foundation.identity.models import Agency, User
from cchc.kernel import events
from cchc.kernel.lifecycle import NotAllowed, save
from cchc.steering.plans import permissions, rules
from cchc.steering.plans.choices import WEIGHTS, Doubt, ImportState, RowKind, RowState
from cchc.steering.plans.events import ImportComparedTo, PlanImportAbandoned, PlanImportBegun
from cchc.steering.plans.models import ImportRow, Plan, PlanImport
from cchc.steering.plans.rules import content, proposing, reading, respelling
from cchc.steering.plans.services import comparing
from cchc.steering.plans.services.handing_on import known_units
from cchc.steering.plans.services.reading import read_plan

SURE_INDICATOR = 75  # of a hundred
SURE_UNIT = 90
GAP = 10  # between rows, so that the parts of one that is split stand where it stood


@transaction.atomic
def begin_import(
    *, agency: Agency, name: str, data: bytes, by: User | None, at: datetime, updates: Plan | None = None,
    is_new: bool = False,
) -> PlanImport:  # fmt: skip
    """Read a document and lay it before a person, as changes of the plan that it is a later version of, if any.

    `updates` says which plan that is, `is_new` that it is none; else the head of the document does. A document
    whose review is still open is not begun twice: its review is the answer. Raises readers.Unreadable,
    FileRefused, PermissionDenied.
    """
    permissions.require_steer(by, agency.pk, at)
    digest = hashlib.sha256(data).hexdigest()
    same = PlanImport.objects.reviewing().filter(agency=agency, file__sha256=digest).first()
    if same is not None:
        return same
    read = read_plan(name, data)
    file = files.take_document(upload=ContentFile(data, name=name), agency=agency, by=by, at=at)
    plan = updates or (None if is_new else comparing.plan_of(agency, read.head))
    whole = PlanImport.objects.create(
        agency=agency, name=file.name, file=file, reading=read.as_json(), updates=plan,
        source=[{"ordinal": one.ordinal, "place": one.place, "text": one.text} for one in read.lines],
        begun_by=by, begun_at=at, changed_by=by, changed_at=at,
    )  # fmt: skip
    rows = _lay(whole, read, at)
    events.publish(
        PlanImportBegun(
            planimport_id=whole.pk, agency=agency.pk, file=whole.name, rows=len(rows),
            open_rows=sum(row.state == RowState.TO_LOOK for row in rows), by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return whole


@transaction.atomic
def compare_import(*, import_id: UUID, plan: Plan | None, by: User, at: datetime) -> PlanImport:
    """Say that a reading is of a changed version of `plan`, or of a new one: its rows are laid out anew.

    Raises NotAllowed once somebody has settled a row: give the review up and begin again.
    """
    whole = held(import_id, by, at)
    if plan is not None and plan.agency_id != whole.agency_id:
        raise Plan.DoesNotExist
    if whole.rows.filter(version__gt=0).exists():
        raise NotAllowed(whole.state, "compare")
    with files.open_bytes(whole.file) as data:
        read = read_plan(whole.name, data.read())
    whole.rows.all().delete()
    whole.updates = plan
    _lay(whole, read, at)
    save(whole, by, at)
    events.publish(ImportComparedTo(planimport_id=whole.pk, plan=plan.pk if plan else None, by_id=by.pk, at=at))
    return whole


def _lay(whole: PlanImport, read: reading.Reading, at: datetime) -> list[ImportRow]:
    """Write the rows of a reading, beside the plan that it changes where there is one."""
    rows = rows_of(whole, read, localdate(at))
    if whole.updates is not None:
        rows = comparing.against(whole.updates, rows)
    for position, row in enumerate(rows, 1):
        row.position = position * GAP
        weigh(row)
    ImportRow.objects.bulk_create(sorted(rows, key=lambda row: row.split_from_id is not None))
    return rows


@transaction.atomic
def abandon_import(*, import_id: UUID, reason: str, by: User | None, at: datetime) -> PlanImport:
    """Give a review up: the file was the wrong one. Nothing of it enters a plan; file and rows are kept."""
    whole = held(import_id, by, at)
    whole.state, whole.closed_by, whole.closed_at = ImportState.ABANDONED, by, at
    save(whole, by, at)
    events.publish(
        PlanImportAbandoned(planimport_id=whole.pk, reason=reason.strip(), by_id=by.pk if by else None, at=at)
    )
    return whole


def held(import_id: UUID, by: User | None, at: datetime) -> PlanImport:
    """The reading, held, still under review. Raises NotAllowed once it was accepted or abandoned."""
    whole = PlanImport.objects.locked(import_id)
    permissions.require_steer(by, whole.agency_id, at)
    if whole.state != ImportState.REVIEWING:
        raise NotAllowed(whole.state, "review")
    return whole


def weigh(row: ImportRow) -> None:
    """Sort a row by its worst doubt; what nobody has looked at and is doubtful is to be looked at."""
    row.weight = max((WEIGHTS[Doubt(doubt["code"])] for doubt in row.doubts), default=0)
    if row.state in (RowState.READ, RowState.TO_LOOK, ""):
        row.state = RowState.TO_LOOK if row.doubts else RowState.READ


def doubt(code: Doubt, words: str, **more: Any) -> dict[str, Any]:
    """Why a row needs a look, as it is kept."""
    return {"code": str(code), "words": words, **more}


def rows_of(whole: PlanImport, read: reading.Reading, day: date) -> list[ImportRow]:
    """Every row of a reading, in the order of the document; keys are known, nothing is written."""
    made = _Rows(whole, read, known_units(whole.agency_id), day)
    return made.all()


@dataclass
class _Rows:
    whole: PlanImport
    read: reading.Reading
    units: Sequence[rules.Known]
    day: date
    found: list[tuple[tuple[int, int], ImportRow]] = field(default_factory=list)

    def all(self) -> list[ImportRow]:
        """Rows of all kinds."""
        self._head()
        for group in self.read.groups:
            self._add(RowKind.GROUP, group.source, content.of_group(group.number, group.name), group.doubts)
            for sub in group.subgroups:
                self._add(RowKind.GROUP, sub.source, content.of_group(sub.number, sub.name, group.number))
        targets = self._targets()
        for task in self.read.tasks:
            row = self._add(RowKind.TASK, task.source, content.of_task(task), task.doubts)
            row.read["cells"] = [list(cell) for cell in task.cells]  # as printed, for the page beside it
            match_parties(row, self.units, self.day)
        for given in self.read.assignments:
            row = self._add(RowKind.ASSIGNMENT, given.source, content.of_assignment(given), given.doubts)
            match_parties(row, self.units, self.day)
        for promised in self.read.commitments:
            value = content.of_commitment(promised)
            value["targets"] = [str(targets[place].pk) for place in promised.targets]
            self._add(RowKind.COMMITMENT, promised.source, value, promised.doubts)
        for left in self.read.left_over:
            row = self._add(RowKind.LEFT_OVER, left.source, {"text": left.text})
            row.doubts = [doubt(Doubt.LEFT_OVER, str(Doubt.LEFT_OVER.label))]
        self._spelling()
        return [row for _place, row in sorted(self.found, key=lambda pair: pair[0])]

    def _add(
        self, kind: RowKind, source: reading.Source | None, value: dict[str, Any], doubts: Iterable[str] = ()
    ) -> ImportRow:
        row = ImportRow(
            whole=self.whole, kind=kind, read_kind=kind, position=0, read=dict(value), value=dict(value),
            doubts=[doubt(Doubt.READER, words) for words in doubts], state="",
            line=source.line if source else None, lines=source.place[:120] if source else "",
            ordinals=list(source.lines) if source else [], text=source.text if source else "",
        )  # fmt: skip
        missing = content.complete(kind, value)
        if missing:
            row.doubts.insert(0, doubt(Doubt.MISSING, f"Thiếu: {MISSING.get(missing, missing)}", field=missing))
        self.found.append(((row.ordinals[0] if row.ordinals else 0, len(self.found)), row))
        return row

    def _head(self) -> None:
        head = self.read.head
        row = self._add(RowKind.HEAD, None, content.of_head(head), (*head.doubts, *self.read.doubts))
        lines = {one.ordinal: one for one in self.read.lines}
        own = [lines[ordinal] for ordinal in head.lines if ordinal in lines]
        row.ordinals = [one.ordinal for one in own]
        row.text = "\n".join(one.text for one in own)
        row.line, row.lines = (own[0].number, own[0].place) if own else (None, "")

    def _targets(self) -> list[ImportRow]:
        dues = {task.key: task.time.due for task in self.read.tasks}
        rows = []
        said = Counter((target.quote or target.text, target.source.lines) for target in self.read.targets)
        seen: Counter[tuple[str, tuple[int, ...]]] = Counter()
        for target in self.read.targets:
            value = content.of_target(target, dues.get(target.task))
            row = self._add(RowKind.TARGET, target.source, value, target.doubts)
            item = (target.quote or target.text, target.source.lines)
            clause = proposing.clauses(item[0], said[item])[seen[item]]
            seen[item] += 1
            proposal = rules.propose(clause, target.text)
            if proposal is not None:
                row.value["indicator"] = row.read["indicator"] = proposal.key
            if proposal is None or proposal.confidence < SURE_INDICATOR:
                row.doubts.append(doubt(Doubt.INDICATOR, str(Doubt.INDICATOR.label)))
            rows.append(row)
        for found in contradictions_in(rows):
            name_contradiction(found, rows)
        return rows

    def _spelling(self) -> None:
        """One row for all places of a suspected scanning error, in place of a doubt at each of them."""
        lines = {one.ordinal: one for one in self.read.lines}
        for found in respelling.misspelt((one.ordinal, one.text) for one in self.read.lines):
            first = lines[found.lines[0]]
            value = {"wrong": found.wrong, "right": found.right, "places": found.places}
            for _place, row in self.found:
                row.doubts = [one for one in row.doubts if one["words"] != found.words]
            row = self._add(RowKind.SPELLING, None, value)
            row.text, row.line, row.lines = first.text, first.number, first.place
            row.ordinals = sorted(set(found.lines))
            row.doubts = [doubt(Doubt.SPELLING, f"{found.words}, {found.places} chỗ giống nhau")]


MISSING = {
    "title": "tên kế hoạch", "start": "ngày bắt đầu", "end": "ngày kết thúc", "text": "nội dung", "number": "số",
    "value": "giá trị", "year": "năm hoặc hạn", "name": "tên",
}  # fmt: skip


def match_parties(row: ImportRow, units: Sequence[rules.Known], day: date) -> None:
    """Match the units of a task with the agency's own, and name what somebody should look at."""
    by_id = {unit.id: unit for unit in units}
    for role in ("leads", "cooperating"):
        matched = []
        for one in row.value[role]:
            match = rules.match(one["printed"], units, day)
            matched.append(
                one
                | {
                    "unit": match.now, "circle": match.circle, "confidence": match.confidence, "how": match.how,
                    "was": match.unit if match.is_ended else None,
                }
            )  # fmt: skip
            row.doubts += _doubts_of(match, role == "leads", by_id)
        row.value[role] = matched
    if not row.value["leads"]:
        row.doubts.append(doubt(Doubt.NO_LEAD, str(Doubt.NO_LEAD.label)))


def _doubts_of(match: rules.Match, leads: bool, units: dict[int, rules.Known]) -> list[dict[str, Any]]:
    if match.is_ended and match.unit is not None:
        was = units[match.unit]
        heir = f"; kế thừa: {units[match.now].name}" if match.now is not None else "; chưa rõ đơn vị kế thừa"
        ended = f" từ {was.ends_on:%d/%m/%Y}" if was.ends_on else ""
        return [doubt(Doubt.UNIT_ENDED, f"{was.name} không còn{ended}{heir} (khớp {match.confidence}%)")]
    if match.circle:
        return []
    if match.unit is None:
        words = f"“{match.printed}” không khớp đơn vị nào của cơ quan"
        return [doubt(Doubt.UNIT_UNKNOWN, words)] if leads else []
    if match.confidence < SURE_UNIT:
        name = units[match.unit].name
        return [doubt(Doubt.UNIT_UNSURE, f"“{match.printed}” gần giống {name} (khớp {match.confidence}%)")]
    return []


def subject_of(value: dict[str, Any]) -> str:
    """What a statement measures: the subject of its indicator, else its own words without figures."""
    known = rules.definitions().get(value["indicator"])
    if known is not None:
        return known.subject
    words = proposing.plain(value["quote"] or value["text"]).split()
    return " ".join(word for word in words if not word.isdigit())


def contradictions_in(rows: Iterable[ImportRow]) -> tuple[rules.Contradiction, ...]:
    """Where target rows disagree; each is known by its key."""
    return rules.contradictions(
        rules.Said(
            ref=row.pk, subject=subject_of(row.value), comparison=row.value["comparison"],
            unit=row.value["unit"], points=points_of(row.value),
        )
        for row in rows
    )  # fmt: skip


def points_of(value: dict[str, Any]) -> tuple[tuple[date, Decimal], ...]:
    """The days and figures of a statement."""
    return rules.due_points(value)


def name_contradiction(found: rules.Contradiction, rows: Sequence[ImportRow]) -> None:
    """Say at both rows that they disagree, and with which place."""
    by_key: dict[object, ImportRow] = {row.pk: row for row in rows}
    first, second = by_key[found.first], by_key[found.second]
    for here, there in ((first, second), (second, first)):
        here.doubts.append(
            doubt(Doubt.CONTRADICTION, f"Mâu thuẫn với {there.lines}. {found.why}", row=str(there.pk))
        )
