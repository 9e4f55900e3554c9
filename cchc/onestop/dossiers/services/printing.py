"""The papers of a dossier as PDF, filled from its rows: forms 01 to 03, the confirmation, the reckoning."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.models import User
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import DayKind, Explanation, explain
from cchc.onestop.dossiers import papers, rules
from cchc.onestop.dossiers.choices import Delivery
from cchc.onestop.dossiers.models import Dossier, Supplement
from cchc.onestop.dossiers.querysets import agency, counter
from cchc.onestop.dossiers.services.access import receipt_code
from cchc.onestop.dossiers.services.moving import limit_of
from cchc.onestop.procedures.choices import SupplementClock
from cchc.onestop.procedures.choices import Unit as LimitUnit
from cchc.onestop.procedures.querysets import snapshot


def receipt_pdf(dossier: Dossier, base_url: str) -> bytes:
    """Form 01, of the edition in force when the dossier was received. `base_url` as people reach this program."""
    accepted_at = dossier.accepted_at
    if accepted_at is None:
        raise ValueError("no receipt before acceptance")
    corrected = (
        Entry.objects.about("dossier", dossier.pk).filter(kind="DossierCorrected").last()
        if dossier.receipt_version > 1
        else None
    )
    return papers.receipt(
        papers.ReceiptContent(
            **_sheet(dossier, base_url, corrected.at if corrected else accepted_at, code=receipt_code(dossier)),
            received_at=accepted_at,
            due_at=dossier.due_at,
            limit_text=limit_text(dossier),
            papers=_lines(dossier),
            sets=dossier.sets,
            return_place=_return_place(dossier),
            book=f"{localtime(accepted_at):%Y}",
            line="",
            submitter=dossier.submitter_name or dossier.applicant_name,
            receiver=_name(dossier.accepted_by_id),
            fee_text=fee_text(dossier),
            version=dossier.receipt_version,
            correction_reason=str(corrected.content.get("reason", "")) if corrected else "",
        )
    )


def supplement_pdf(supplement: Supplement, base_url: str) -> bytes:
    """Form 02: what is missing or not good, in the officer's words."""
    dossier = supplement.dossier
    process = snapshot(dossier.rules_id)
    clock = ""
    if not supplement.before_acceptance:
        clock = (
            _("Thời hạn giải quyết được tính lại từ đầu sau khi nhận đủ hồ sơ.")
            if process.supplement_clock == SupplementClock.RESET
            else _("Thời gian chờ bổ sung không tính vào thời hạn giải quyết.")
        )
    return papers.supplement_request(
        papers.SupplementContent(
            **_sheet(dossier, base_url, supplement.asked_at),
            received_on=localtime(dossier.accepted_at or dossier.filed_at).date(),
            items=tuple(papers.Wanted(item["name"], item["words"]) for item in supplement.items),
            reason=supplement.message,
            contact=_name(supplement.asked_by_id),
            contact_phone=agency(dossier.agency_id).phone,
            officer=_name(supplement.asked_by_id),
            reference=dossier.reference,
            answer_by=supplement.supply_by,
            clock_text=clock,
        )
    )


def refusal_pdf(dossier: Dossier, base_url: str) -> bytes:
    """Form 03: why a dossier was not taken in."""
    if dossier.closed_at is None:
        raise ValueError("not refused")
    officer = _name(dossier.changed_by_id)
    return papers.refusal(
        papers.RefusalContent(
            **_sheet(dossier, base_url, dossier.closed_at),
            received_on=localtime(dossier.filed_at).date(),
            reasons=tuple(line.strip() for line in dossier.end_reason.splitlines() if line.strip()),
            submitter=dossier.submitter_name or dossier.applicant_name,
            officer=officer,
            reference=dossier.reference,
            contact=officer,
            contact_phone=agency(dossier.agency_id).phone,
        )
    )


def confirmation_pdf(dossier: Dossier, base_url: str, code: str = "") -> bytes:
    """What the applicant keeps between filing online and acceptance; `code` only where they were given one now."""
    first = localtime(dossier.answer_by).strftime("%H:%M ngày %d/%m/%Y") if dossier.answer_by else ""
    steps = (
        _("Một cửa trả lời trước %(first)s.") % {"first": first},
        _("Hồ sơ đủ: có số hồ sơ và Giấy tiếp nhận hồ sơ và hẹn trả kết quả."),
        _("Hồ sơ thiếu: có một yêu cầu bổ sung, ghi rõ từng mục."),
    )
    return papers.submission_confirmation(
        papers.ConfirmationContent(
            **_sheet(dossier, base_url, dossier.filed_at),
            reference=dossier.reference,
            submitted_at=dossier.filed_at,
            submitter=dossier.submitter_name or dossier.applicant_name,
            papers=_lines(dossier),
            answer_by=dossier.answer_by,
            next_steps=steps,
            secret_code=code,
        )
    )


def due_date_pdf(dossier: Dossier, base_url: str, at: datetime) -> bytes:
    """The reckoning of the due date, day by day."""
    told = reckoning(dossier, at)
    if told is None or dossier.due_at is None or dossier.clock_from is None:
        raise ValueError("no limit")
    return papers.due_date(
        papers.DueDateContent(
            **_sheet(dossier, base_url, at),
            received_at=dossier.clock_from,
            due_at=dossier.due_at,
            limit_text=limit_text(dossier),
            days=tuple(
                papers.DayLine(line.on, str(line.number) if line.kind == DayKind.COUNTED else None, line.reason)
                for line in told.lines
            ),
        )
    )


def reckoning(dossier: Dossier, at: datetime) -> Explanation | None:
    """How the due date comes about: each day counted or skipped, and why; each day late, up to `at` or its end.

    None without a limit or a start.
    """
    limit = limit_of(dossier)
    if limit is None or dossier.clock_from is None:
        return None
    pauses = tuple(
        dossier.pauses.filter(starts_at__gte=dossier.clock_from)
        .order_by("starts_at")
        .values_list("starts_at", "ends_at")
    )
    return explain(dossier.clock_from, limit, calendar_of(dossier.agency_id), pauses, dossier.closed_at or at)


def limit_text(dossier: Dossier) -> str:
    """The time limit in words: 11 ngày làm việc."""
    if dossier.limit_amount is None or not dossier.limit_unit:
        return ""
    amount = f"{dossier.limit_amount.normalize():f}".replace(".", ",")
    return f"{amount} {LimitUnit(dossier.limit_unit).label}"


def fee_text(dossier: Dossier) -> str:
    """What is due and whether it was paid, for the receipt; nothing where there is no fee."""
    paid = list(dossier.fees.filter(voided_at=None).values_list("amount", flat=True))
    state = rules.fee_paid(paid, dossier.fee_due)
    due = f"{dossier.fee_due or sum(paid, Decimal(0)):,.0f}".replace(",", ".")
    words = {"open": _("chưa nộp"), "part": _("đã nộp một phần"), "paid": _("đã nộp")}
    return f"{due} đồng, {words[state]}" if state in words else ""


def _sheet(dossier: Dossier, base_url: str, issued_at: datetime, code: str = "") -> dict[str, Any]:
    office, place = agency(dossier.agency_id), counter(dossier.counter_id)
    asked = {"so": str(dossier), **({"ma": code} if code else {})}
    return {
        "agency": office.name,
        "counter": place.name,
        "place": rules.place_of(office.address),
        "agency_address": office.address,
        "agency_phone": office.phone,
        "issued_at": issued_at,
        "number": dossier.number,
        "applicant": dossier.applicant_name,
        "address": dossier.address,
        "phone": dossier.phone,
        "email": dossier.email,
        "request": snapshot(dossier.rules_id).name,
        "qr_url": f"{base_url.rstrip('/')}/tra-cuu?{urlencode(asked)}",
        "is_demo": dossier.is_demo or office.is_demo,
    }


def _lines(dossier: Dossier) -> tuple[papers.PaperLine, ...]:
    rows = dossier.papers.filter(handed_in=True).prefetch_related("attachments").order_by("position")
    return tuple(
        papers.PaperLine(
            row.name,
            originals=row.originals if row.on_paper else 0,
            copies=row.copies if row.on_paper else 0,
            files=sum(1 for file in row.attachments.all() if file.replaced_at is None),
        )
        for row in rows
    )


def _return_place(dossier: Dossier) -> str:
    if dossier.delivery == Delivery.POST:
        return dossier.delivery_address or dossier.address
    if dossier.delivery == Delivery.ONLINE:
        return str(Delivery.ONLINE.label)
    return counter(dossier.counter_id).name


def _name(user_id: int | None) -> str:
    if user_id is None:
        return ""
    return User.objects.filter(pk=user_id).values_list("full_name", flat=True).first() or ""
