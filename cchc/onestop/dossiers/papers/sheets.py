"""From what a paper says to its bytes: the words are made here, the templates hold only how they stand."""

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import segno

from cchc.onestop.dossiers.papers.contents import (
    ConfirmationContent,
    DueDateContent,
    PaperLine,
    ReceiptContent,
    RefusalContent,
    Sheet,
    SupplementContent,
)
from cchc.onestop.dossiers.papers.editions import Edition, LegalForm, edition_on
from cchc.onestop.dossiers.papers.words import (
    count_in_words,
    local_date,
    moment_in_words,
    place_and_day,
    weekday,
)
from cchc.ui.typst import pdf

FOLDER = Path(__file__).parent


def receipt(content: ReceiptContent) -> bytes:
    """Form 01, handed to whoever brought the dossier: NĐ 61/2018/NĐ-CP, art. 17.1.c; NĐ 118/2025/NĐ-CP.

    A corrected receipt is printed whole again, as version 2, and says what it corrects.
    """
    return pdf(FOLDER / "receipt.typ", receipt_values(content), at=content.issued_at)


def supplement_request(content: SupplementContent) -> bytes:
    """Form 02: everything that is missing, asked once and completely: NĐ 61/2018/NĐ-CP, art. 17.1.a and 19.4."""
    edition = edition_on(content.received_on)
    values = _legal(content, edition, edition.supplement, content.number or content.reference) | {
        "numbered": _numbered(content.number, content.reference),
        "items": [{"what": item.what, "why": item.why} for item in content.items],
        "reason": content.reason,
        "answer_by": _moment(content.answer_by),
        "clock": content.clock_text,
        "contact": content.contact,
        "contact_phone": content.contact_phone,
        "officer": content.officer,
    }
    return pdf(FOLDER / "supplement.typ", values, at=content.issued_at)


def refusal(content: RefusalContent) -> bytes:
    """Form 03: why a dossier is not taken in: NĐ 61/2018/NĐ-CP, art. 17.1.b."""
    edition = edition_on(content.received_on)
    values = _legal(content, edition, edition.refusal, content.number or content.reference) | {
        "numbered": _numbered(content.number, content.reference),
        "reasons": list(content.reasons),
        "contact": content.contact,
        "contact_phone": content.contact_phone,
        "submitter": content.submitter,
        "officer": content.officer,
    }
    return pdf(FOLDER / "refusal.typ", values, at=content.issued_at)


def submission_confirmation(content: ConfirmationContent) -> bytes:
    """What an applicant keeps after filing online: that it arrived, when, and what happens next."""
    values = _common(content, "Bản xác nhận đã gửi", content.reference) | {
        "mark": "",
        "reference": content.reference,
        "submitted_at": moment_in_words(content.submitted_at),
        "submitter": content.submitter,
        "papers": _papers(content.papers),
        "answer_by": _moment(content.answer_by),
        "next_steps": list(content.next_steps),
        "secret_code": content.secret_code,
    }
    return pdf(FOLDER / "confirmation.typ", values, at=content.issued_at)


def due_date(content: DueDateContent) -> bytes:
    """The annex that anybody can check with a calendar: which days were counted, which were not, and why."""
    values = _common(content, "Cách tính ngày hẹn trả kết quả", content.number) | {
        "mark": "",
        "limit": content.limit_text,
        "received_at": moment_in_words(content.received_at),
        "due_at": moment_in_words(content.due_at),
        "days": [
            {
                "on": f"{line.on:%d/%m/%Y}",
                "weekday": weekday(line.on),
                "number": line.number or "",
                "reason": line.reason,
            }
            for line in content.days
        ],
    }
    return pdf(FOLDER / "due_date.typ", values, at=content.issued_at)


def receipt_values(content: ReceiptContent) -> dict[str, object]:
    """The texts of a receipt, in the order of the form."""
    edition = edition_on(local_date(content.received_at))
    form = edition.receipt
    version = ""
    if content.version > 1:
        version = f"Bản thứ {content.version}, thay bản đã cấp trước"
        version += f"; lý do: {content.correction_reason}" if content.correction_reason else ""
    values = _legal(content, edition, form, content.number) | {
        "version": version,
        "papers": _papers(content.papers),
        "sets": count_in_words(content.sets),
        "limit": content.limit_text,
        "received_at": moment_in_words(content.received_at),
        "due_at": _moment(content.due_at),
        "return_place": content.return_place,
        "fee": content.fee_text,
        "book": content.book,
        "line": content.line,
        "submitter": content.submitter,
        "receiver": content.receiver,
        "notes": list(form.notes),
    }
    if content.version > 1:
        values["foot"] = f"{values['foot']} – Bản thứ {content.version}"
    return values


def _legal(content: Sheet, edition: Edition, form: LegalForm, number: str) -> dict[str, Any]:
    return _common(content, form.title, number) | {"mark": f"Mẫu số {form.number} – {edition.circular}"}


def _common(content: Sheet, title: str, number: str) -> dict[str, Any]:
    """What the head, the foot and the fields about the applicant need on every paper."""
    return {
        "title": title,
        "qr_label": f"Mã QR tra cứu hồ sơ {number}".strip(),
        "file_title": f"{title} {number}".strip(),
        "foot": f"{title} {number}".strip(),
        "demo": content.is_demo,
        "agency": content.agency.upper(),
        "counter": content.counter.upper(),
        "counter_name": content.counter,
        "agency_name": content.agency,
        "serial": content.serial,
        "dated": place_and_day(content.place, local_date(content.issued_at)),
        "number": content.number,
        "applicant": content.applicant,
        "address": content.address,
        "phone": content.phone,
        "email": content.email,
        "request": content.request,
        "agency_address": content.agency_address,
        "agency_phone": content.agency_phone,
        "qr": qr(content.qr_url),
        "qr_page": _page(content.qr_url),
    }


def qr(url: str) -> bytes:
    """The QR of an address, drawn with its quiet zone; legible after a copying machine: 15% may be lost."""
    if not url:
        return b""
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawing, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return drawing.getvalue()


def _page(url: str) -> str:
    """The address that a person without a camera types."""
    return url.split("?", 1)[0].split("#", 1)[0].removeprefix("https://").removeprefix("http://")


def _numbered(number: str, reference: str) -> str:
    if number:
        return f"Mã hồ sơ: {number}"
    return f"Mã nộp: {reference}" if reference else ""


def _moment(at: datetime | None) -> str:
    return moment_in_words(at) if at else ""


def _papers(papers: tuple[PaperLine, ...]) -> list[Mapping[str, str]]:
    return [
        {
            "name": paper.name,
            "originals": _count(paper.originals),
            "copies": _count(paper.copies),
            "files": _count(paper.files),
        }
        for paper in papers
    ]


def _count(count: int) -> str:
    return count_in_words(count) if count else ""
