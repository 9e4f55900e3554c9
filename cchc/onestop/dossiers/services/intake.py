"""Taking in at the counter, accepting what came online, correcting and undoing an intake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.choices import ApplicantKind
from cchc.foundation.identity.models import Unit, User
from cchc.foundation.identity.services import applicant_for
from cchc.foundation.work.services import relabel
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import due_at, hand_over_by
from cchc.kernel import batch, events
from cchc.kernel.identifiers import code
from cchc.onestop.dossiers import rules
from cchc.onestop.dossiers.choices import TRANSITIONS, Act, Behalf, Channel, Delivery, Outcome, State
from cchc.onestop.dossiers.events import DossierAccepted, DossierCorrected, DossierVoided
from cchc.onestop.dossiers.models import Attachment, DayNumber, Dossier, Paper
from cchc.onestop.dossiers.permissions import require_receive
from cchc.onestop.dossiers.querysets import agency, counter, papers_of
from cchc.onestop.dossiers.services import moving
from cchc.onestop.procedures.querysets import snapshot
from cchc.onestop.procedures.rules import Snapshot


class CannotTakeIn(ValueError):
    """The dossier cannot be taken in as it is; the message says why, in the user's language."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom a dossier is for, as written on its form; `id` where the office has seen them before."""

    kind: str
    name: str
    number: str = ""
    born_on: date | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    id: int | None = None
    seen: bool = False  # the officer has the card in hand


@dataclass(frozen=True, kw_only=True)
class PaperIn:
    """One line of papers as it is handed in; without counts of its own, as many sheets as are required."""

    key: str
    handed_in: bool
    on_paper: bool = False
    files: Sequence[StoredFile] = field(default=())
    reused: Sequence[Attachment] = field(default=())  # of the holder's earlier dossiers, instead of a sheet
    originals: int | None = None
    copies: int | None = None


def intake(**told: Any) -> Dossier:
    """Take a dossier in at a counter, in one act: number, receipt, first step. See `_intake` for what is told.

    The same `dossier_id` twice (a key pressed twice, a page sent again) gives the dossier of the first time.
    """
    try:
        return _intake(**told)
    except IntegrityError:
        first = Dossier.objects.filter(pk=told["dossier_id"], accepted_by=told["by"]).first()
        if first is None:
            raise
        return first


@batch.at_once()
def _intake(
    *, dossier_id: UUID, counter_id: int, rules_id: int, channel: Channel, person: Person,
    papers: Sequence[PaperIn], by: User, at: datetime, answers: Mapping[str, Any] | None = None, sets: int = 1,
    delivery: Delivery = Delivery.COUNTER, delivery_address: str = "", fee_due: Decimal | None = None,
    limit_case: str = "", submitter_name: str = "", submitter_number: str = "", is_demo: bool = False,
) -> Dossier:  # fmt: skip
    """Take in what is handed over at `counter_id` or came by post: NĐ 61/2018/NĐ-CP, art. 17.

    Raises CannotTakeIn where the procedure is not in force that day or has no approved process.
    """
    place, process = counter(counter_id), snapshot(rules_id)
    require_receive(by, place, process.agency_id, at)
    require_process(process, at)
    local = moving.in_office(at)
    applicant_id = person.id if person.id is not None else applicant_of(person, by, at)
    require_own(papers, process, applicant_id, by, at)
    number = _next_number(process, local)
    dossier = new_dossier(
        dossier_id=dossier_id, process=process, place=place, channel=channel, person=person,
        applicant_id=applicant_id, answers=answers, sets=sets, delivery=delivery,
        delivery_address=delivery_address, fee_due=fee_due, submitter_name=submitter_name,
        submitter_number=submitter_number, at=at, is_demo=is_demo,
    )  # fmt: skip
    dossier.number, dossier.state = number, State.ACCEPTED
    with batch.gathered():
        batch.add(dossier)
        add_papers(dossier, process, papers, by, at)
        electronic = rules.is_electronic(
            any(paper.handed_in and paper.on_paper for paper in papers),
            [bool(paper.files or paper.reused) for paper in papers if paper.handed_in],
        )
        _start(dossier, process, limit_case, electronic, by, at, number)
        events.publish(
            DossierAccepted(
                dossier_id=dossier.pk, channel=channel, unit_id=dossier.unit_id, step=dossier.step,
                due_at=dossier.due_at, electronic=electronic, by_id=by.pk, at=at,
            )
        )  # fmt: skip
    return dossier


def new_dossier(
    *, dossier_id: UUID, process: Snapshot, place: Unit, channel: Channel, person: Person,
    applicant_id: int | None, answers: Mapping[str, Any] | None, sets: int, delivery: Delivery,
    delivery_address: str, fee_due: Decimal | None, submitter_name: str, submitter_number: str, at: datetime,
    is_demo: bool,
) -> Dossier:  # fmt: skip
    """The row of what is handed over at a counter, not yet written: as told, just registered."""
    return batch.new(
        Dossier, id=dossier_id, agency_id=process.agency_id, procedure_id=process.procedure_id,
        rules_id=process.id, channel=channel, reference=rules.reference(moving.in_office(at), code(8)),
        state=State.REGISTERED,
        counter_id=place.pk, unit_id=place.pk, lead_unit_id=place.pk, applicant_id=applicant_id,
        applicant_kind=person.kind, applicant_name=person.name, applicant_number=person.number,
        address=person.address, phone=person.phone, email=person.email,
        behalf=Behalf.AUTHORISED if submitter_name else Behalf.SELF, submitter_name=submitter_name,
        submitter_number=submitter_number, answers=dict(answers or {}), sets=sets, delivery=delivery,
        delivery_address=delivery_address, fee_due=fee_due, filed_at=at, is_demo=is_demo,
    )  # fmt: skip


def add_papers(dossier: Dossier, process: Snapshot, papers: Sequence[PaperIn], by: User, at: datetime) -> None:
    """Write down what was handed in, line by line, with its files."""
    required = {paper.key: paper for paper in process.papers}
    for position, handed in enumerate(papers, 1):
        asked = required[handed.key]
        paper = batch.new(
            Paper,
            dossier_id=dossier.pk,
            key=asked.key,
            position=position,
            name=asked.name,
            originals=(asked.originals or 0) if handed.originals is None else handed.originals,
            copies=(asked.copies or 0) if handed.copies is None else handed.copies,
            handed_in=handed.handed_in,
            on_paper=handed.handed_in and handed.on_paper,
        )
        batch.add(paper)
        files = [(file.pk, None) for file in handed.files] + [(one.file_id, one.pk) for one in handed.reused]
        for place_in, (file_id, reused_from_id) in enumerate(files):
            told = {"position": place_in, "added_by_id": by.pk, "added_at": at, "reused_from_id": reused_from_id}
            batch.add(batch.new(Attachment, paper_id=paper.pk, file_id=file_id, **told))


def require_own(
    papers: Sequence[PaperIn], process: Snapshot, applicant_id: int | None, by: User, at: datetime
) -> None:
    """What is used again is the holder's own, of the kind asked for, of an accepted dossier that `by` sees.

    Raises CannotTakeIn.
    """
    wanted = {one.pk: paper.key for paper in papers for one in paper.reused}
    if not wanted:
        return
    kinds = {paper.key: paper.kind for paper in process.papers}
    own: Any = Attachment.objects.reusable(by, kinds.values(), at).filter(paper__dossier__applicant=applicant_id)
    found = dict(own.filter(pk__in=wanted).values_list("pk", "paper_kind")) if applicant_id is not None else {}
    if any(found.get(pk) != kinds[key] for pk, key in wanted.items()):
        raise CannotTakeIn(_("Giấy tờ đã có này không dùng lại được cho người nộp. Nhận bản khác."))


def _start(
    dossier: Dossier, process: Snapshot, limit_case: str, electronic: bool, by: User, at: datetime, number: Any
) -> None:
    """Start the clock and the first step: the limit as the version says for channel and case."""
    limit = process.limit_for(dossier.channel, limit_case)
    if limit is not None and limit.amount is not None and limit.unit:
        dossier.limit_case, dossier.limit_amount, dossier.limit_unit = limit_case, limit.amount, limit.unit
    dossier.accepted_at = dossier.clock_from = at
    dossier.accepted_by_id = dossier.changed_by_id = by.pk
    dossier.changed_at = at
    whole = moving.limit_of(dossier)
    if whole is not None:
        dossier.due_at = due_at(at, whole, calendar_of(dossier.agency_id))
    steps = rules.working_steps(process)
    lead = next((step.unit_id for step in steps if step.unit_id), None)
    dossier.lead_unit_id = lead or dossier.counter_id
    latest = hand_over_by(at, calendar_of(dossier.agency_id))
    starts = at if moving.in_office(latest).date() == moving.in_office(at).date() else latest
    dossier.search = moving.words_of(dossier, number)
    moving.open_run(
        dossier=dossier, process=process, step=steps[0], by=by, from_unit_id=dossier.counter_id, at=at,
        starts_at=starts, paper_travelled=not electronic, electronic=electronic, number=number,
    )  # fmt: skip


@batch.at_once()
def accept(
    *, dossier_id: UUID, version: int, by: User, at: datetime, limit_case: str = "", seen: bool = False
) -> Dossier:
    """Take in what was filed online: the number is given, the time limit begins (NĐ 61/2018/NĐ-CP, art. 17.3)."""
    dossier = Dossier.objects.locked(dossier_id, version)
    require_receive(by, counter(dossier.counter_id), dossier.agency_id, at)
    dossier.state = TRANSITIONS.after(dossier.state, Act.ACCEPT)
    process = snapshot(dossier.rules_id)
    if not rules.working_steps(process):
        raise CannotTakeIn(_("Thủ tục này chưa có quy trình nội bộ được phê duyệt. Báo quản trị thủ tục."))
    if seen and dossier.applicant_number:
        person = Person(
            kind=dossier.applicant_kind,
            name=dossier.applicant_name,
            number=dossier.applicant_number,
            address=dossier.address,
            phone=dossier.phone,
            email=dossier.email,
            seen=True,
        )
        dossier.applicant_id = applicant_of(person, by, at)
    moving.end_work(dossier, by, at)
    papers, number = papers_of(dossier), _next_number(process, moving.in_office(at))
    electronic = rules.is_electronic(
        any(paper.on_paper for paper in papers), [p.by_form or p.filed for p in papers if p.handed_in]
    )
    dossier.number = number
    _start(dossier, process, limit_case or dossier.limit_case, electronic, by, at, number)
    moving.save(dossier, by, at)
    events.publish(
        DossierAccepted(
            dossier_id=dossier.pk, channel=dossier.channel, unit_id=dossier.unit_id, step=dossier.step,
            due_at=dossier.due_at, electronic=electronic, by_id=by.pk, at=at,
        )
    )  # fmt: skip
    return dossier


CORRECTABLE = (
    "applicant_name",
    "applicant_number",
    "address",
    "phone",
    "email",
    "delivery",
    "delivery_address",
    "sets",
)


@transaction.atomic
def correct(
    *, dossier_id: UUID, version: int, changes: Mapping[str, Any], reason: str, by: User, at: datetime
) -> Dossier:
    """Mend what the counter wrote down wrongly; the receipt is issued again as its next version."""
    dossier = Dossier.objects.locked(dossier_id, version)
    require_receive(by, counter(dossier.counter_id), dossier.agency_id, at)
    dossier.state = TRANSITIONS.after(dossier.state, Act.CORRECT)
    changed = tuple(name for name in CORRECTABLE if name in changes and getattr(dossier, name) != changes[name])
    if not changed:
        return dossier
    for name in changed:
        setattr(dossier, name, changes[name])
    dossier.receipt_version += 1
    dossier.search = moving.words_of(dossier, dossier.number)
    moving.save(dossier, by, at)
    item = moving.open_work(dossier)
    if item is not None:
        relabel(item=item, label=str(dossier), who=dossier.applicant_name, search=dossier.search, path=item.path)
    events.publish(DossierCorrected(dossier_id=dossier.pk, fields=changed, reason=reason, by_id=by.pk, at=at))
    return dossier


@batch.at_once()
def void(*, dossier_id: UUID, version: int, reason: str, by: User, at: datetime) -> Dossier:
    """Undo an intake that should not have been: its number stays in the register and is not used again.

    Possible until somebody has taken the first step.
    """
    dossier = Dossier.objects.locked(dossier_id, version)
    require_receive(by, counter(dossier.counter_id), dossier.agency_id, at)
    dossier.state = TRANSITIONS.after(dossier.state, Act.VOID)
    moving.end_run(moving.open_step(dossier), Outcome.ENDED, by, at)
    moving.end_work(dossier, by, at)
    dossier.closed_at, dossier.end_reason, dossier.handler = at, reason, None
    moving.save(dossier, by, at)
    events.publish(DossierVoided(dossier_id=dossier.pk, reason=reason, by_id=by.pk, at=at))
    return dossier


def applicant_of(person: Person, by: User, at: datetime) -> int | None:
    """The holder's row: found by number, or made. None for somebody without any number."""
    if not person.number:
        return None
    found = applicant_for(
        kind=ApplicantKind(person.kind),
        name=person.name,
        number=person.number,
        born_on=person.born_on,
        address=person.address,
        phone=person.phone,
        email=person.email,
        seen=person.seen,
        by=by,
        at=at,
    )
    return found.pk


def _next_number(process: Snapshot, local: datetime) -> Any:
    unit_code = agency(process.agency_id).code
    return batch.Taken(
        DayNumber, (("code", unit_code), ("day", local.date())), before=rules.number_before(unit_code, local),
        width=rules.SEQUENCE_WIDTH,
    )  # fmt: skip


def require_process(process: Snapshot, at: datetime) -> None:
    """The procedure is in force that day, and its process is approved. Raises CannotTakeIn."""
    if not process.runs_on(moving.in_office(at).date()):
        raise CannotTakeIn(_("Thủ tục này không có hiệu lực vào ngày tiếp nhận. Chọn thủ tục đang có hiệu lực."))
    if not rules.working_steps(process):
        raise CannotTakeIn(_("Thủ tục này chưa có quy trình nội bộ được phê duyệt. Báo quản trị thủ tục."))


__all__ = [
    "CORRECTABLE", "CannotTakeIn", "PaperIn", "Person", "accept", "add_papers", "applicant_of", "correct",
    "intake", "new_dossier", "require_own", "require_process", "void",
]  # fmt: skip
