"""What was typed at the counter, checked in one pass into the keywords of the services, and what it costs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cchc.doors.desk.forms.intake.typed import Typed, kind_of, known_for, uuid_of
from cchc.foundation.files.models import StoredFile
from cchc.foundation.forms.choices import Kind
from cchc.foundation.identity.choices import ApplicantKind
from cchc.foundation.identity.rules import (
    paper_number_is_right,
    personal_number_fault,
    phone_is_right,
    plain_number,
    plain_phone,
    tax_code_is_right,
)
from cchc.kernel.text import fold
from cchc.onestop.dossiers.choices import Delivery
from cchc.onestop.dossiers.models import Attachment
from cchc.onestop.dossiers.rules import working_steps
from cchc.onestop.dossiers.services import PaperIn, Person
from cchc.onestop.procedures.rules import FormulaFault, Snapshot, Variable, fees_for

MOST_SHEETS = 99
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")


def cases_of(process: Snapshot, channel: str) -> tuple[str, ...]:
    """The cases among which the counter chooses, the usual one first; none where there is nothing to choose."""
    limits = [limit.case for limit in process.limits_for(channel) if limit.amount is not None]
    own = [fee for fee in process.fees if fee.channel == channel] or [f for f in process.fees if not f.channel]
    fees = [fee.case for fee in own if fee.case]
    found = tuple(dict.fromkeys([*limits, *fees]))
    return found if len(found) > 1 else ()


def case_of(typed: Typed, process: Snapshot) -> str:
    """The case chosen; the usual one where none was."""
    cases = cases_of(process, typed.channel)
    return typed.case if typed.case in cases else (cases[0] if cases else "")


def variables_of(process: Snapshot, channel: str, case: str) -> tuple[Variable, ...]:
    """What the formulas of the fees must know, asked for at the counter."""
    found = {
        variable.key: variable
        for fee in fees_for(process.fees, channel, case)
        if fee.formula
        for variable in fee.variables
    }
    return tuple(found.values())


def options_of(process: Snapshot, key: str) -> tuple[tuple[str, str], ...]:
    """The answers among which the form lets choose for a field; none for one that is typed."""
    found = process.drawn.fields.get(key) if process.drawn else None
    return tuple((option.value, option.label.text("vi")) for option in found.options) if found else ()


def answers_of(typed: Typed, process: Snapshot, case: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed for the formulas, as values; and what is wrong with it, by field."""
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for variable in variables_of(process, typed.channel, case):
        text = typed.variables.get(variable.key, "")
        if not text:
            continue
        options = options_of(process, variable.key)
        if options:
            if text in dict(options):
                answers[variable.key] = text
            continue
        value = number_of(text)
        if value is None:
            errors[f"var-{variable.key}"] = _("%(label)s phải là số") % {"label": variable.label}
        else:
            answers[variable.key] = int(value) if value == value.to_integral_value() else float(value)
    return answers, errors


def number_of(text: str) -> Decimal | None:
    """A number as people type it, 1.234,5; None for what is none, or negative."""
    bare = "".join(text.split())
    bare = bare.replace(".", "") if _GROUPED.fullmatch(bare) else bare
    try:
        value = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None


def fee_of(typed: Typed, process: Snapshot) -> Decimal | None:
    """What is due by what was typed; None where it is not known."""
    case = case_of(typed, process)
    try:
        return process.fee_due(typed.channel, answers_of(typed, process, case)[0], case)
    except FormulaFault:
        return None


@dataclass(frozen=True)
class Checked:
    """The keywords of the services, and what is wrong by field; keywords only where nothing is."""

    told: Mapping[str, Any]
    errors: dict[str, str]


def check(
    typed: Typed, process: Snapshot | None, files: Mapping[UUID, StoredFile], reused: Mapping[str, Attachment],
    *, lacking: bool = False,
) -> Checked:  # fmt: skip
    """Check what was typed. `reused`: what is used again, by the paper for which it stands.

    `lacking`: papers may be missing, since they are about to be asked for.
    """
    errors: dict[str, str] = {}
    person = _person(typed, errors)
    if process is None:
        errors["words"] = (
            _("Thủ tục này không còn nhận ở quầy: tìm lại") if typed.rules_id is not None else _("Chọn thủ tục")
        )
        return Checked({}, errors)
    if not working_steps(process):
        errors["words"] = _("Thủ tục này chưa có quy trình nội bộ được phê duyệt. Báo quản trị thủ tục.")
        return Checked({}, errors)
    case = case_of(typed, process)
    answers, faults = answers_of(typed, process, case)
    errors |= faults
    if reused and not typed.seen:
        errors["seen"] = _("Xem giấy tờ tùy thân rồi đánh dấu, trước khi dùng lại giấy tờ đã có")
    papers = _papers(typed, process, files, reused, errors, lacking)
    sets = typed.sets or str(process.sets or 1)
    if not sets.isdecimal() or not 1 <= int(sets) <= MOST_SHEETS:
        errors["sets"] = _("Số bộ hồ sơ phải từ 1 đến 99")
    if typed.delivery == Delivery.POST and not typed.delivery_address and not typed.address:
        errors["delivery_address"] = _("Nhập địa chỉ nhận kết quả")
    fee = None
    if not faults:
        try:
            fee = process.fee_due(typed.channel, answers, case)
        except FormulaFault as fault:
            errors["var"] = _("Không tính được phí: %(fault)s") % {"fault": fault}
    if errors:
        return Checked({}, errors)
    return Checked(
        {
            "dossier_id": typed.dossier_id, "counter_id": typed.counter_id, "rules_id": process.id,
            "channel": typed.channel, "person": person, "papers": papers, "answers": _kept(answers, process),
            "sets": int(sets), "delivery": typed.delivery, "fee_due": fee, "limit_case": case,
            "delivery_address": typed.delivery_address if typed.delivery == Delivery.POST else "",
            "submitter_name": typed.submitter_name, "submitter_number": plain_number(typed.submitter_number),
        },
        errors,
    )  # fmt: skip


def number_fault(number: str) -> str:
    """What is wrong with a personal number or tax code, in words; nothing where it may be one."""
    kind = kind_of(number)
    if kind is None:
        if any(mark.isalpha() for mark in number):
            return _(
                "Số có chữ cái là của hộ chiếu, giấy tờ khác: đánh dấu “Không có số định danh cá nhân” ở dưới"
            )
        given = sum(mark.isdecimal() for mark in number)
        return _("Số định danh phải có 12 chữ số, mã số thuế 10 hoặc 13 chữ số; đang có %(n)s") % {"n": given}
    if kind == ApplicantKind.CITIZEN and personal_number_fault(number):
        return _("Số định danh bắt đầu bằng mã tỉnh không có thật")
    if kind == ApplicantKind.ORGANISATION and not tax_code_is_right(number):
        return _("Mã số thuế sai chữ số kiểm tra: xem lại từng chữ số")
    return ""


def _person(typed: Typed, errors: dict[str, str]) -> Person:
    number = plain_number(typed.number)
    if not typed.has_number:
        number = number.upper()
        if number and not paper_number_is_right(number):
            errors["number"] = _(
                "Số hộ chiếu hoặc giấy tờ khác gồm 4 đến 20 chữ cái không dấu, chữ số, gạch ngang"
            )
    elif not number:
        errors["number"] = _("Nhập số định danh hoặc mã số thuế")
    elif number and (fault := number_fault(number)):
        errors["number"] = fault
    if not typed.name:
        errors["name"] = _("Nhập họ và tên, hoặc tên tổ chức")
    if typed.phone and not phone_is_right(typed.phone):
        errors["phone"] = _("Điện thoại phải là số ở Việt Nam, ví dụ 0905 000 276")
    if typed.email and not _EMAIL.fullmatch(typed.email):
        errors["email"] = _("Thư điện tử phải có dạng ten@vidu.vn")
    stand_in = plain_number(typed.submitter_number)
    if stand_in and (len(stand_in) != 12 or personal_number_fault(stand_in)):
        errors["submitter_number"] = _("Số định danh của người được ủy quyền phải có 12 chữ số, đang có %(n)s") % {
            "n": len(stand_in)
        }
    if stand_in and not typed.submitter_name:
        errors["submitter_name"] = _("Nhập họ và tên người được ủy quyền")
    kind = (kind_of(number) if typed.has_number else None) or ApplicantKind.CITIZEN
    return Person(
        kind=kind, name=" ".join(typed.name.split()), number=number, address=typed.address, phone=typed.phone,
        email=typed.email, seen=typed.seen, id=_id_of(typed, kind),
    )  # fmt: skip


def _id_of(typed: Typed, kind: ApplicantKind) -> int | None:
    """The row of a known applicant of whom nothing new was learnt; else the service looks, and writes."""
    known = known_for(typed) if typed.has_number else None
    if known is None or known.kind != kind or fold(typed.name) != fold(known.name):
        return None
    same = (typed.name, typed.address, plain_phone(typed.phone), typed.email) == (
        known.name, known.address, known.phone, known.email,
    )  # fmt: skip
    return known.id if not typed.seen or (known.seen and same) else None


def _papers(
    typed: Typed, process: Snapshot, files: Mapping[UUID, StoredFile], reused: Mapping[str, Attachment],
    errors: dict[str, str], lacking: bool,
) -> Sequence[PaperIn]:  # fmt: skip
    lines = []
    for paper in process.papers:
        line = typed.paper(paper.key)
        if paper.key in reused:  # it stands for the sheet
            again = [reused[paper.key]]
            lines.append(PaperIn(key=paper.key, handed_in=True, reused=again, originals=0, copies=0))
            continue
        if line.reuse:
            errors[f"in-{paper.key}"] = _("Bản đã có của “%(paper)s” không dùng lại được nữa: nhận bản khác") % {
                "paper": paper.name
            }
        counts = [_sheets(line.originals), _sheets(line.copies)]
        if -1 in counts:
            errors[f"originals-{paper.key}"] = _("Số bản của “%(paper)s” phải từ 0 đến 99") % {"paper": paper.name}
        if not line.ticked and paper.required and not paper.case and not lacking:
            errors[f"in-{paper.key}"] = _("Đánh dấu đã nhận “%(paper)s”, hoặc bấm Yêu cầu bổ sung") % {
                "paper": paper.name
            }
        kept = [files[pk] for text in line.kept if (pk := uuid_of(text)) and pk in files]
        originals, copies = counts
        sheets = (paper.originals if originals is None else originals) or 0
        sheets += (paper.copies if copies is None else copies) or 0
        lines.append(
            PaperIn(
                key=paper.key, handed_in=line.ticked or bool(kept), files=kept, originals=originals,
                on_paper=line.ticked and (sheets > 0 or not kept), copies=copies,
            )
        )  # fmt: skip
    return lines


def _kept(answers: Mapping[str, Any], process: Snapshot) -> dict[str, Any]:
    """The answers that the form knows by the same name; how many rows a group has is no answer of it."""
    if not answers or process.drawn is None:
        return {}
    fields = process.drawn.fields
    return {key: value for key, value in answers.items() if key in fields and fields[key].kind != Kind.GROUP}


def _sheets(text: str) -> int | None:
    """How many sheets; None where nothing was typed, -1 for what is no number of sheets."""
    if not text:
        return None
    return int(text) if text.isdecimal() and int(text) <= MOST_SHEETS else -1
