"""P8 and P11: a dossier as its applicant sees it, from the confirmation of filing to the result."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cchc.doors.portal.rules.words import in_language
from cchc.doors.portal.views import keys
from cchc.doors.portal.views.filing import language
from cchc.doors.portal.views.owned import Owned, base_url, of_dossier
from cchc.foundation.files import services as files
from cchc.foundation.files.permissions import can_open_bytes
from cchc.foundation.forms.rules import Line
from cchc.foundation.identity.models import Agency
from cchc.foundation.identity.rules import number_kind
from cchc.kernel.access import public
from cchc.onestop.dossiers import rules, services
from cchc.onestop.dossiers.choices import Channel, Outcome, ResultKind, State
from cchc.onestop.dossiers.models import Attachment, Dossier, HandOver, Paper, Result, Supplement
from cchc.onestop.dossiers.querysets import DECLINED, withdrawals_of
from cchc.onestop.dossiers.services import printing

WITHDRAWAL = "withdrawal"


@require_safe
@public
@of_dossier
def confirmation(request: HttpRequest, owned: Owned) -> HttpResponse:
    """P8, permanent. The code of who filed without an account stands here for half an hour, then nowhere."""
    dossier = owned.dossier
    shows = bool(dossier.secret) and keys.shows_code(request, dossier.pk, owned.at)
    context = _frame(owned) | {
        "secret": services.secret_code(dossier.pk) if shows else "",
        "until": keys.CODE_SHOWN.seconds // 60,
        "sent_to": dossier.email if shows else "",
        "is_accepted": dossier.accepted_at is not None,
        "is_waiting": dossier.state == State.REGISTERED,
    }
    return render(request, "portal/mine/confirmation.html", context)


@require_safe
@public
@of_dossier
def dossier(request: HttpRequest, owned: Owned) -> HttpResponse:
    """P11: state, what is to be done, who has it, what happened and what is expected, what was filed."""
    row = owned.dossier
    papers = list(row.papers.prefetch_related("attachments__file").order_by("position"))
    supplements = list(row.supplements.order_by("position"))
    result = Result.objects.select_related("file").filter(dossier=row).first()
    paid = list(row.fees.filter(voided_at=None).order_by("paid_at"))
    context = _frame(owned) | {
        "timeline": timeline(owned, supplements, result),
        "asked": owned.asked,
        "answers": _answers(owned),
        "papers": [
            (paper, _title(owned, paper), _files(owned, list(paper.attachments.all()))) for paper in papers
        ],
        "documents": _documents(owned, supplements),
        "result": result,
        "result_opens": bool(result and result.file and can_open_bytes(result.file)),
        "is_granted": bool(result and result.kind == ResultKind.GRANTED),
        "hand_over": HandOver.objects.filter(dossier=row).first(),
        "fee_state": rules.fee_paid([fee.amount for fee in paid], row.fee_due),
        "fees": paid,
        "paid": sum((fee.amount for fee in paid), Decimal(0)),
        "has_reckoning": bool(row.clock_from and row.limit_amount is not None),
        "limit": printing.limit_text(row),
        "stays_open": owned.user is None,
    }
    return render(request, "portal/mine/dossier.html", context)


def _frame(owned: Owned) -> dict[str, Any]:
    row = owned.dossier
    return {
        "owned": owned,
        "dossier": row,
        "name": owned.name,
        "agency": Agency.objects.get(pk=row.agency_id),
        "url": owned.url,
        "is_online": row.channel == Channel.ONLINE,
    }


# What happened, and what is expected


@dataclass(frozen=True)
class Happening:
    """A line of the timeline; times that are not known are not invented."""

    text: str
    at: datetime | None = None
    who: str = ""
    note: str = ""
    kind: str = ""  # now, expected, pause; empty: past
    icon: str = ""


def timeline(owned: Owned, supplements: list[Supplement], result: Result | None) -> list[Happening]:
    """What happened, division by division, and the steps that are still to come."""
    row = owned.dossier
    counter = in_language(row.counter, "name", language())
    filed = _("Đã nộp trực tuyến") if row.channel == Channel.ONLINE else _("Đã nộp hồ sơ")
    past = [Happening(filed, row.filed_at, row.submitter_name or row.applicant_name)]
    for one in supplements:
        words = _("Yêu cầu bổ sung giấy tờ")
        if not one.before_acceptance:
            words = _("Yêu cầu bổ sung giấy tờ, thời hạn tạm dừng")
        past.append(Happening(words, one.asked_at, counter if one.before_acceptance else "", icon="file-alert"))
        if one.supplied_at:
            past.append(Happening(_("Đã bổ sung hồ sơ"), one.supplied_at))
    if row.accepted_at:
        past.append(Happening(_("Được tiếp nhận, cấp số hồ sơ"), row.accepted_at, counter))
    past += _steps(owned)
    if row.pauses.filter(reason=WITHDRAWAL).exists():
        past += _wishes(owned)
    past += _end(owned, result)
    past.sort(key=lambda line: line.at or row.filed_at)
    coming = [line for line in past if line.kind]
    past = [line for line in past if not line.kind]
    ahead = _ahead(owned)
    if ahead:
        past[-1] = replace(past[-1], kind="now")
    return [*past, *coming, *ahead]


def _wishes(owned: Owned) -> list[Happening]:
    """What the applicant said who wanted the dossier back, and what the office said to that."""
    found = []
    for wish in withdrawals_of(owned.dossier.pk):
        words = _("Đề nghị rút hồ sơ, thời hạn tạm dừng")
        if wish.kind == DECLINED:
            words = _("Không đồng ý cho rút hồ sơ, thời hạn tính tiếp")
        found.append(Happening(words, wish.at, note=wish.content.get("reason", ""), icon="arrow-back-up"))
    return found


def _steps(owned: Owned) -> list[Happening]:
    """The steps as they ran, each from the moment when its division had it.

    What is taken in after 15:00 is handed over the next morning; who acts on it before that has had it since then.
    """
    runs = list(owned.dossier.steps.select_related("unit").order_by("pk"))
    later = [run.handed_over_at for run in runs[1:]] + [
        owned.dossier.closed_at or datetime.max.replace(tzinfo=UTC)
    ]
    found = []
    for run, following in zip(runs, later, strict=False):
        step = rules.step_of(owned.process, run.key)
        if run.outcome == Outcome.RECALLED or (step and step.right == rules.RECEIVE):
            continue
        words = in_language(step, "name", language()) if step else run.name
        at = min(run.handed_over_at, following)
        kind = "expected" if at > owned.at else ""
        found.append(Happening(words, at, in_language(run.unit, "name", language()), kind=kind))
    return found


def _end(owned: Owned, result: Result | None) -> list[Happening]:
    row = owned.dossier
    found = []
    if result is not None:
        found.append(Happening(_("Có kết quả giải quyết"), result.ready_at, icon="file-certificate"))
    if row.returned_at:
        found.append(Happening(_("Đã trả kết quả"), row.returned_at, icon="circle-check"))
    words = {
        State.REFUSED: _("Không được tiếp nhận"),
        State.STOPPED: _("Dừng xử lý"),
        State.VOID: _("Đã hủy tiếp nhận"),
    }
    if row.state in words:
        found.append(Happening(words[State(row.state)], row.closed_at, note=row.end_reason, icon="player-stop"))
    return found


def _ahead(owned: Owned) -> list[Happening]:
    row = owned.dossier
    if row.closed_at is not None:
        return [Happening(_("Trả kết quả"), kind="expected")] if row.state == State.DONE else []
    found: list[Happening] = []
    if row.state == State.SUPPLEMENT:
        found.append(Happening(_("Bổ sung hồ sơ"), who=_("người nộp"), kind="expected"))
    if row.accepted_at is None:
        found.append(
            Happening(
                _("Tiếp nhận, cấp số hồ sơ"), who=in_language(row.counter, "name", language()), kind="expected"
            )
        )
    here = rules.step_of(owned.process, row.step)
    for step in rules.working_steps(owned.process):
        if here is None or step.order > here.order:
            words = in_language(step, "name", language())
            found.append(Happening(words, who=step.unit_name, kind="expected"))
    found.append(Happening(_("Trả kết quả"), kind="expected"))
    return found


# What was filed


@dataclass(frozen=True)
class FiledFile:
    """A file of a paper as it was filed."""

    name: str
    size: int
    state: str
    url: str
    was_replaced: bool


def _title(owned: Owned, paper: Paper) -> str:
    asked = next((one for one in owned.process.papers if one.key == paper.key), None)
    return in_language(asked, "name", language()) if asked else paper.name


def _files(owned: Owned, rows: list[Attachment]) -> list[FiledFile]:
    return [
        FiledFile(
            one.file.name, one.file.size, str(one.file.state),
            reverse("portal:dossier-file", args=[str(owned.dossier), one.pk]) if can_open_bytes(one.file) else "",
            one.replaced_at is not None,
        )
        for one in sorted(rows, key=lambda row: (row.replaced_at is not None, row.added_at, row.position))
    ]  # fmt: skip


def _answers(owned: Owned) -> list[tuple[str, list[Line]]]:
    row = owned.dossier
    who = [
        (_("Chủ hồ sơ"), row.applicant_name),
        (number_kind(row.applicant_kind, row.applicant_number).label, row.applicant_number),
        (_("Địa chỉ"), row.address),
        (_("Điện thoại"), row.phone),
        (_("Thư điện tử"), row.email),
        (_("Nộp cho"), row.get_behalf_display()),
        (_("Người nộp"), row.submitter_name),
        (_("Nhận kết quả"), row.get_delivery_display()),
    ]
    lines = [Line(str(label), str(label), str(text), False) for label, text in who if text]
    found = [(_("Người nộp"), lines)]
    form = owned.process.drawn
    if form is not None:
        found += [(section.title, list(section.lines)) for section in form.summary(row.answers, language())]
    return found


def _documents(owned: Owned, supplements: list[Supplement]) -> list[tuple[str, str]]:
    """The papers that the office gave, each as PDF."""
    row = owned.dossier
    found = []
    if row.channel == Channel.ONLINE:
        found.append((_("Bản xác nhận đã gửi"), "xac-nhan"))
    if row.accepted_at:
        found.append((_("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), "tiep-nhan"))
    for one in supplements:
        title = _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
        title = f"{title} ({one.position})" if len(supplements) > 1 else title
        found.append((title, f"bo-sung-{one.position}"))
    if row.state == State.REFUSED:
        found.append((_("Phiếu từ chối tiếp nhận giải quyết hồ sơ"), "tu-choi"))
    return [(title, reverse("portal:dossier-paper", args=[str(row), kind])) for title, kind in found]


@require_safe
@public
@of_dossier
def file(request: HttpRequest, owned: Owned, attachment: UUID) -> HttpResponseBase:
    """A file as it was filed."""
    rows = Attachment.objects.select_related("file").filter(paper__dossier=owned.dossier)
    return files.stream(get_object_or_404(rows, pk=attachment).file)


@require_safe
@public
@of_dossier
def result(request: HttpRequest, owned: Owned) -> HttpResponseBase:
    """The signed result."""
    found = get_object_or_404(Result.objects.select_related("file"), dossier=owned.dossier, file__isnull=False)
    if found.file is None:
        raise Http404
    return files.stream(found.file)


_PAPERS: dict[str, tuple[Any, Callable[[Dossier, str], bytes]]] = {
    "tiep-nhan": (gettext_lazy("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), printing.receipt_pdf),
    "tu-choi": (gettext_lazy("Phiếu từ chối tiếp nhận giải quyết hồ sơ"), printing.refusal_pdf),
}


@require_safe
@public
@of_dossier
def paper(request: HttpRequest, owned: Owned, kind: str) -> HttpResponse:
    """A paper that the office gave, as PDF. Raises Http404 for one that was never given."""
    row, base = owned.dossier, base_url(request)
    if kind == "xac-nhan" and row.channel == Channel.ONLINE:
        shows = bool(row.secret) and keys.shows_code(request, row.pk, owned.at)
        content = printing.confirmation_pdf(row, base, services.secret_code(row.pk) if shows else "")
    elif (kind == "tiep-nhan" and row.accepted_at) or (kind == "tu-choi" and row.state == State.REFUSED):
        content = _PAPERS[kind][1](row, base)
    elif kind == "cach-tinh" and row.clock_from and row.limit_amount is not None:
        content = printing.due_date_pdf(row, base, owned.at)
    elif kind.startswith("bo-sung-") and kind[8:].isdecimal() and len(kind) < 12:
        supplements = Supplement.objects.select_related("dossier")
        content = printing.supplement_pdf(
            get_object_or_404(supplements, dossier=row, position=int(kind[8:])), base
        )
    else:
        raise Http404
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{kind}-{row}.pdf") or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@public
@of_dossier
def reckoning(request: HttpRequest, owned: Owned) -> HttpResponse:
    """ "Cách tính": the due date day by day."""
    told = printing.reckoning(owned.dossier, owned.at)
    if told is None:
        raise Http404
    context = _frame(owned) | {"explanation": told, "limit": printing.limit_text(owned.dossier)}
    return render(request, "portal/mine/reckoning.html", context)
