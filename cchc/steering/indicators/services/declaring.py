"""Values where nothing counts yet: asked for as work, declared with evidence, approved by somebody else."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cchc.foundation.files import services as files
from cchc.foundation.files.choices import State as FileState
from cchc.foundation.files.models import StoredFile
from cchc.foundation.files.permissions import can_open_bytes
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Agency, Holding, Unit, User
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.services import tell
from cchc.foundation.work import services as work
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.models import WorkItem
from cchc.foundation.worktime.querysets import calendar_of
from cchc.kernel import events
from cchc.kernel.lifecycle import save
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import TRANSITIONS, Act, State
from cchc.steering.indicators.events import (
    ValueApproved,
    ValueAsked,
    ValueDeclared,
    ValueReplaced,
    ValueReturned,
)
from cchc.steering.indicators.models import SAID_OF, Declaration
from cchc.steering.indicators.permissions import require_approve, require_declare, require_steer
from cchc.steering.indicators.rules import Period

SUBJECT = "declaration"
# What is to be done, as the inbox says it in the language of its reader.
DECLARE, DECLARE_AGAIN, APPROVE = (
    gettext_noop("Khai giá trị"), gettext_noop("Khai lại giá trị"), gettext_noop("Duyệt giá trị")
)  # fmt: skip


class CannotDeclare(ValueError):
    """A value that cannot be declared so. `field` names what is wrong; the message says it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def path_of(declaration: Declaration) -> str:
    """The page on which a value is declared and approved."""
    return f"/ke-hoach/tu-khai/{declaration.pk}"


@transaction.atomic
def ask_value(
    *, agency: Agency, indicator: str, asked_unit: Unit, due_on: date, by: User | None, at: datetime,
    period: Period | None = None, on: date | None = None, unit: Unit | None = None, reading: str = "",
    approving_unit: Unit | None = None,
) -> Declaration:  # fmt: skip
    """Ask a unit to declare a value by a day: of a period, or as it stood `on` a day. It lies in their inbox.

    Asked for twice while it is open, it is the one of the first time. Raises CannotDeclare.
    """
    require_steer(by, agency.pk, at)
    definition = rules.definitions().get(indicator)
    if definition is None or not definition.declared:
        raise CannotDeclare("indicator", _("Chỉ tiêu này tính từ số liệu, không khai"))
    ends_on = period.end if period else on
    if ends_on is None or (definition.kind == "flow") != (period is not None):
        raise CannotDeclare("period", _("Chọn kỳ, hoặc ngày của số liệu"))
    if asked_unit.agency_id != agency.pk:
        raise CannotDeclare("asked_unit", _("Chọn một đơn vị của cơ quan"))
    if asked_unit.ends_on is not None and asked_unit.ends_on < localdate(at):
        raise CannotDeclare("asked_unit", _("Đơn vị này đã giải thể, sáp nhập; chọn đơn vị khác"))
    row, made = Declaration.objects.open().get_or_create(
        agency=agency, indicator=indicator, reading=reading, unit=unit,
        starts_on=period.start if period else None, ends_on=ends_on,
        defaults={
            "asked_unit": asked_unit, "approving_unit": approving_unit, "due_on": due_on, "asked_by": by,
            "asked_at": at, "changed_by": by, "changed_at": at,
        },
    )  # fmt: skip
    if made:
        put_before(row, asked_unit.pk, DECLARE, by, at)
        events.publish(
            ValueAsked(
                declaration_id=row.pk, indicator=indicator, unit=asked_unit.pk, due_on=due_on,
                by_id=by.pk if by else None, at=at,
            )
        )  # fmt: skip
    return row


@transaction.atomic
def declare(
    *, declaration_id: UUID, version: int, numerator: int | None, denominator: int | None, value: Decimal | None,
    note: str, uploads: "Sequence[File[bytes]]", by: User, at: datetime, approving_unit: Unit | None = None,
) -> Declaration:  # fmt: skip
    """State a value, with the files that prove it; it counts once somebody else has approved it.

    Both numbers, or a percentage; a numerator alone says that the denominator is not known. It then lies before
    `approving_unit`, else before whom it was asked for, else before who steers. Raises CannotDeclare, FileRefused.
    """
    row = Declaration.objects.locked(declaration_id, version)
    require_declare(by, row, at)
    row.state = TRANSITIONS.after(row.state, Act.DECLARE)
    _check(numerator, denominator, value)
    kept = [files.take_document(upload=upload, agency=row.agency, by=by, at=at) for upload in uploads]
    if not kept and not row.files.exclude(state=FileState.INFECTED).exists():
        raise CannotDeclare("uploads", _("Thêm ít nhất một tệp minh chứng"))
    row.numerator, row.denominator, row.value, row.note = numerator, denominator, value, note.strip()
    row.declared_by, row.declared_at, row.return_reason = by, at, ""
    save(row, by, at)
    row.files.add(*kept)
    put_before(row, approving_unit.pk if approving_unit else approver_of(row, at), APPROVE, by, at)
    events.publish(
        ValueDeclared(
            declaration_id=row.pk, indicator=row.indicator, numerator=numerator, denominator=denominator,
            value="" if value is None else str(value), by_id=by.pk, at=at,
        )
    )  # fmt: skip
    return row


def approver_of(row: Declaration, at: datetime) -> int:
    """The unit before which a declared value lies: as it was asked for, else the office that steers the agency."""
    if row.approving_unit_id is not None:
        return int(row.approving_unit_id)
    held = Holding.objects.on(localdate(at)).with_right(Right.STEER).filter(unit__agency=row.agency_id)
    found = held.order_by("-position__rank", "pk").values_list("unit", flat=True).first()
    return int(found) if found is not None else int(row.asked_unit_id)


def declarer_of(row: Declaration, at: datetime) -> int:
    """The unit that has to say a value: the one that is asked; once that is no more, who gives it to another."""
    last = row.asked_unit.ends_on
    return approver_of(row, at) if last is not None and last < localdate(at) else int(row.asked_unit_id)


def _check(numerator: int | None, denominator: int | None, value: Decimal | None) -> None:
    if numerator is None and value is None:
        raise CannotDeclare("numerator", _("Nhập tử số, hoặc giá trị phần trăm"))
    if numerator is None and denominator is not None:
        raise CannotDeclare("numerator", _("Nhập tử số"))
    if numerator is not None and value is not None:
        raise CannotDeclare("value", _("Nhập tử số và mẫu số, hoặc giá trị phần trăm, không nhập cả hai"))
    if numerator is not None and numerator < 0:
        raise CannotDeclare("numerator", _("Tử số không được âm"))
    if numerator is not None and denominator is not None and numerator > denominator:
        raise CannotDeclare("denominator", _("Mẫu số không được nhỏ hơn tử số"))
    if value is not None and not 0 <= value <= 100:
        raise CannotDeclare("value", _("Tỷ lệ (%) phải từ 0 đến 100"))


@transaction.atomic
def approve(*, declaration_id: UUID, version: int, by: User, at: datetime) -> Declaration:
    """Let a declared value count. Never by who declared it. What held for the same period is replaced.

    Raises CannotDeclare where nothing that proves it can be opened.
    """
    row = Declaration.objects.locked(declaration_id, version)
    require_approve(by, row, at)
    row.state = TRANSITIONS.after(row.state, Act.APPROVE)
    if not any(can_open_bytes(file) for file in proofs(row)):
        raise CannotDeclare("", _("Chưa mở được tệp minh chứng nào: đang kiểm tra an toàn, hoặc có mã độc"))
    same = {name: getattr(row, name) for name in SAID_OF}
    for other in Declaration.objects.approved().select_for_update(of=("self",)).filter(**same):
        other.state = TRANSITIONS.after(other.state, Act.REPLACE)
        save(other, by, at)
        events.publish(ValueReplaced(declaration_id=other.pk, heir=row.pk, by_id=by.pk, at=at))
    row.approved_by, row.approved_at = by, at
    save(row, by, at)
    end_work(row, by, at)
    events.publish(ValueApproved(declaration_id=row.pk, indicator=row.indicator, by_id=by.pk, at=at))
    return row


@transaction.atomic
def send_back(*, declaration_id: UUID, version: int, reason: str, by: User, at: datetime) -> Declaration:
    """Give a declared value back with the reason; it is declared again. Raises CannotDeclare without one."""
    row = Declaration.objects.locked(declaration_id, version)
    require_approve(by, row, at)
    row.state = TRANSITIONS.after(row.state, Act.RETURN)
    if not reason.strip():
        raise CannotDeclare("reason", _("Nhập lý do trả lại"))
    row.return_reason, row.told = reason.strip(), ""
    save(row, by, at)
    put_before(row, declarer_of(row, at), DECLARE_AGAIN, by, at)
    _tell_returned(row, by, at)
    events.publish(ValueReturned(declaration_id=row.pk, reason=row.return_reason, by_id=by.pk, at=at))
    return row


def _tell_returned(row: Declaration, by: User, at: datetime) -> None:
    """Who declared a value hears that it came back, and why."""
    user = row.declared_by
    if user is None or not user.is_active or user == by:
        return
    definition = rules.definitions()[row.indicator]
    with translation.override(user.language):
        title = _("%(code)s: giá trị bị trả lại để khai lại") % {"code": definition.code}
        name = definition.name.said(translation.get_language() or "vi")
        body = f"{name}, {_days(row)}.\n" + _("Lý do: %(why)s") % {"why": row.return_reason}
    tell(
        user=user, email=user.email, kind=Kind.WORK, title=title, body=body, path=path_of(row),
        subject_type=SUBJECT, subject_id=row.pk, at=at,
    )  # fmt: skip


def proofs(declaration: Declaration) -> Sequence[StoredFile]:
    """The files that prove a declared value, as they came."""
    return list(declaration.files.order_by("uploaded_at", "pk"))


def end_work(row: Declaration, by: User | None, at: datetime) -> None:
    """Nobody has anything to do about a value any more."""
    for item in WorkItem.objects.open().about(row.pk):
        work.close(item=item, by=by, at=at)


def put_before(row: Declaration, unit_id: int, step: str, by: User | None, at: datetime) -> None:
    """Whose turn it is now: one open item, before a unit."""
    end_work(row, by, at)
    definition, due_on = rules.definitions()[row.indicator], _due_on(row)
    due: Any = make_aware(datetime.combine(due_on, time(23, 59))) if due_on else None
    work.open_item(
        agency_id=row.agency_id, unit_id=unit_id, lane=Lane.STEP, subject_type=SUBJECT, subject_id=row.pk,
        topic_id=None, label=definition.code, who=_days(row), title=definition.name.vi, path=path_of(row),
        search=work.search_text(definition.code, definition.name.vi), at=at, step=step, due_at=due,
        sender_id=by.pk if by else None,
    )  # fmt: skip


def _due_on(row: Declaration) -> date | None:
    """By when: the day by which it is declared; of what was declared, some working days later."""
    if row.state != State.DECLARED or row.declared_at is None:
        return row.due_on
    works = calendar_of(row.agency_id).is_working_day
    return rules.after_working_days(localdate(row.declared_at), rules.usual().approve_days, works)


def _days(row: Declaration) -> str:
    """The days that a value is about, in figures alone: a line of the inbox is read in two languages."""
    return f"{row.starts_on:%d/%m/%Y} – {row.ends_on:%d/%m/%Y}" if row.starts_on else f"{row.ends_on:%d/%m/%Y}"
