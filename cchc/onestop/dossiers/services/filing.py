"""Filing online: what was filled in becomes a dossier that waits for the counter."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cchc.foundation.files.choices import State as FileState
from cchc.foundation.identity.models import User
from cchc.foundation.work.choices import Lane
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Calendar, add_working_time
from cchc.kernel import batch, events
from cchc.kernel.identifiers import code
from cchc.onestop.dossiers import rules
from cchc.onestop.dossiers.choices import Basis, Behalf, Channel, Delivery, State
from cchc.onestop.dossiers.events import DossierFiled
from cchc.onestop.dossiers.models import Access, Attachment, Dossier, Draft, Paper
from cchc.onestop.dossiers.querysets import Brought, brought, counter_of
from cchc.onestop.dossiers.services import drafts, moving
from cchc.onestop.dossiers.services.access import secret_code
from cchc.onestop.procedures.querysets import snapshot
from cchc.onestop.procedures.rules import Snapshot

PERSON = ("kind", "name", "number", "address", "phone", "email")


class CannotFile(ValueError):
    """Something is missing, or the procedure changed. `where` is the step that mends it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


def answer_deadline(agency_id: int, filed_at: datetime) -> datetime:
    """By when the counter must answer an online dossier: so many working hours, by a setting."""
    return answer_time(filed_at, calendar_of(agency_id))


def answer_time(filed_at: datetime, calendar: Calendar) -> datetime:
    """The same by some calendar, also one that is not in force yet."""
    return add_working_time(filed_at, timedelta(hours=settings.FIRST_ANSWER_HOURS), calendar)


def gaps(draft: Draft, process: Snapshot, at: datetime) -> list[tuple[str, str]]:
    """What still keeps a draft from being filed: (the step that mends it, what to do)."""
    found: list[tuple[str, str]] = []
    day = moving.in_office(at).date()
    if not process.runs_on(day):
        found.append(("bat-dau", _("Thủ tục đã được thay thế. Bắt đầu hồ sơ theo bản đang có hiệu lực.")))
    if not str(draft.person.get("name", "")).strip():
        found.append(("nguoi-nop", _("Nhập họ và tên chủ hồ sơ")))
    if not draft.person.get("phone") and not draft.person.get("email"):
        found.append(("nguoi-nop", _("Nhập số điện thoại hoặc thư điện tử")))
    form = process.drawn
    if form is not None:
        for step in form.shown_steps(draft.answers):
            errors = form.check(step.key, {}, draft.answers, today=day, language=get_language() or "vi").errors
            found += [(step.key, message) for message in errors.values()]
    have = set()
    for file in brought(draft):
        have.add(file.key)
        if file.state == FileState.INFECTED:
            found.append(("giay-to", _("Xóa tệp %(name)s: có mã độc, đã chặn") % {"name": file.name}))
    for paper in process.papers:
        if paper.required and paper.key not in have and not (paper.by_form and process.form):
            found.append(("giay-to", _("Thêm tệp cho “%(paper)s”") % {"paper": paper.name}))
    return found


def submit(**told: Any) -> tuple[Dossier, str]:
    """File a draft, once: see `_submit`. Sent twice, it answers with the dossier of the first time."""
    try:
        try:
            return _submit(**told)
        except batch.Overtaken:  # by another tab, or by the same press a moment before: look again, and hold it
            return _submit(**{**told, "draft": None})
    except drafts.AlreadyFiled as filed:
        return filed.dossier, ""


@batch.at_once()
def _submit(
    *, draft_id: UUID, by: User | None, secret: str, at: datetime, is_demo: bool = False,
    draft: Draft | None = None,
) -> tuple[Dossier, str]:  # fmt: skip
    """File a draft: a submission reference, the counter's deadline, a secret code where nobody is signed in.

    `draft` is the row as the page has just read it (`whole_draft`): it is filed only if it is still the same.
    Raises CannotFile, AlreadyFiled, batch.Overtaken.
    """
    draft = drafts._held(draft_id, by, secret) if draft is None else drafts.own(draft, by, secret)
    process = snapshot(draft.rules_id)
    missing = gaps(draft, process, at)
    if missing:
        raise CannotFile(*missing[0])
    place = counter_of(process.agency_id)
    if place is None:
        raise CannotFile("kiem-tra", _("Cơ quan chưa có quầy tiếp nhận. Gọi đường dây nóng."))
    form = process.drawn
    answers = form.asked(draft.answers) if form else {}
    person = {key: str(draft.person.get(key) or "") for key in PERSON}
    local = moving.in_office(at)
    dossier = batch.new(
        Dossier,
        agency_id=process.agency_id,
        procedure_id=process.procedure_id,
        rules_id=process.id,
        channel=Channel.ONLINE,
        reference=rules.reference(local, code(8)),
        state=State.REGISTERED,
        counter_id=place.pk,
        unit_id=place.pk,
        lead_unit_id=place.pk,
        applicant_kind=person["kind"] or "citizen",
        applicant_name=person["name"],
        applicant_number=person["number"],
        address=person["address"],
        phone=person["phone"],
        email=person["email"],
        behalf=draft.behalf,
        filed_by_id=by.pk if by else None,
        answers=answers,
        submitter_name=str(draft.person.get("submitter_name") or "") if draft.behalf != Behalf.SELF else "",
        submitter_number=str(draft.person.get("submitter_number") or "") if draft.behalf != Behalf.SELF else "",
        delivery=draft.person.get("delivery") or Delivery.COUNTER,
        limit_case=draft.person.get("limit_case") or "",
        delivery_address=str(draft.person.get("delivery_address") or ""),
        language=(get_language() or "vi")[:2],
        fee_due=process.fee_due(Channel.ONLINE, answers),
        filed_at=at,
        changed_by_id=by.pk if by else None,
        changed_at=at,
        answer_by=answer_deadline(process.agency_id, at),
        is_demo=is_demo,
    )
    opening = "" if by else secret_code(dossier.pk)
    dossier.secret = drafts.hashed(opening)
    dossier.search = moving.words_of(dossier)
    batch.add(dossier)
    _papers(dossier, draft, process, by, at)
    if by is not None:
        batch.add(batch.new(Access, dossier_id=dossier.pk, user_id=by.pk, basis=Basis.FILED, at=at))
    moving.open_counter_item(dossier=dossier, lane=Lane.INTAKE, by=by, due=dossier.answer_by, at=at)
    events.publish(DossierFiled(dossier_id=dossier.pk, channel=Channel.ONLINE, by_id=by.pk if by else None, at=at))
    batch.change(
        Draft, {"id": draft.pk, "version": draft.version, "dossier_id": None},
        {"dossier_id": dossier.pk, "saved_at": at},
    )  # fmt: skip
    return dossier, opening


def _papers(dossier: Dossier, draft: Draft, process: Snapshot, by: User | None, at: datetime) -> None:
    files: dict[str, list[Brought]] = {}
    for line in brought(draft):
        files.setdefault(line.key, []).append(line)
    fields = process.drawn.fields if process.drawn else {}
    asked = [(paper.key, paper.name, paper.originals or 0, paper.copies or 0) for paper in process.papers]
    filled_in = {paper.key for paper in process.papers if paper.by_form and process.form}
    listed = {paper.key for paper in process.papers}
    asked += [
        (key, fields[key].label.vi, 0, 0) for key in sorted(files.keys() - listed) if key in fields
    ]  # brought with an answer, under no paper of the list
    for position, (key, name, originals, copies) in enumerate(asked, 1):
        lines = files.get(key, [])
        paper = batch.new(
            Paper, dossier_id=dossier.pk, key=key, position=position, name=name, originals=originals,
            copies=copies, handed_in=bool(lines) or key in filled_in, by_form=key in filled_in and not lines,
        )  # fmt: skip
        batch.add(paper)
        for line in lines:
            batch.add(
                batch.new(
                    Attachment, paper_id=paper.pk, file_id=line.file_id, position=line.position,
                    reused_from_id=line.reused_from_id, added_by_id=by.pk if by else None, added_at=at,
                )
            )  # fmt: skip
