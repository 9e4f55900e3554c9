"""A dossier at the desk: its papers beside their verdicts, what was said, how it went, what came out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cchc.doors.desk.choices import Act, Part, Tab
from cchc.doors.desk.forms.inbox import Filters
from cchc.doors.desk.permissions.inbox import tabs_of
from cchc.doors.desk.permissions.record import can_read_record
from cchc.doors.desk.querysets import dossier as reads
from cchc.doors.desk.querysets import inbox as lists
from cchc.doors.desk.views import course
from cchc.doors.desk.views.inbox import chosen_tab, topics_of
from cchc.doors.desk.views.opened import Opened, base_url, open_dossier
from cchc.foundation.audit.services import record_look
from cchc.foundation.files.services import stream
from cchc.foundation.identity.permissions import is_staff
from cchc.kernel.access import opens_to
from cchc.onestop.dossiers import rules, services
from cchc.onestop.dossiers.choices import State, Verdict
from cchc.onestop.dossiers.models import Attachment, Paper, Result, Supplement

VIEW = "#navpanes=0&view=FitH"  # how browsers open a PDF: the width of the page, no list of pages

TONES = {
    Verdict.GOOD: ("green", "circle-check"),
    Verdict.NOT_GOOD: ("red", "circle-x"),
    Verdict.NOT_SEEN: ("neutral", "circle-dashed"),
}


@dataclass(frozen=True)
class Shown:
    """What a part of the page is made from; `paper` and `file` as the URL names them."""

    opened: Opened
    supplements: list[Supplement]
    paper: str
    file: str


@dataclass(frozen=True)
class FileLink:
    """One file of a paper, in force or replaced."""

    name: str
    url: str
    current: bool
    replaced_at: datetime | None


@dataclass(frozen=True)
class PaperLine:
    """One paper in the list beside the viewer."""

    row: Paper
    url: str
    current: bool
    tone: str
    icon: str
    verdict: Any
    how: str  # as a sheet, without a file, not handed in
    drawn: str  # the icon of what it is
    files: list[Attachment]  # in force before replaced
    links: list[FileLink]  # where there is more than one to choose from


@require_safe
@opens_to(is_staff)
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """One part of a dossier's page. The look is recorded, and the page says so."""
    opened = open_dossier(request, number, look="dossier")
    return dossier_page(request, opened)


@dataclass(frozen=True)
class Unjudged:
    """A verdict that could not be written down: of which paper, why, and the words as typed."""

    key: str
    fault: str
    typed: str


def dossier_page(
    request: HttpRequest, opened: Opened, status: int = 200, unjudged: Unjudged | None = None
) -> HttpResponse:
    """The page; `unjudged` comes back from a verdict that could not be written down."""
    part = next((one for one in Part if one == request.GET.get("phan")), Part.PAPERS)
    supplements = reads.supplements_of(opened.dossier)
    context = {
        "opened": opened,
        "dossier": opened.dossier,
        "part": part,
        "parts": [(one, opened.part_url(one)) for one in Part],
        "paper_count": len(opened.process.papers),
        "place": _neighbours(request, opened),
        "looking": reads.looking(opened.dossier, opened.user, opened.at),
        "prints": _prints(opened, supplements),
        "asked": next((one for one in supplements if one.supplied_at is None), None),
        "reads_record": can_read_record(opened.user, opened.dossier, opened.at),
        "faults": {"words": unjudged.fault} if unjudged else {},
        "typed": unjudged.typed if unjudged else None,
        "why_url": opened.page_url("vi-sao"),
        "record_url": opened.page_url("nhat-ky"),
    }
    shown = Shown(
        opened, supplements, unjudged.key if unjudged else request.GET.get("giay", ""), request.GET.get("tep", "")
    )
    more = {Part.PAPERS: _papers, Part.FACTS: _facts, Part.COURSE: _course, Part.RESULT: _result}[part]
    return render(request, f"desk/{part.name.lower()}.html", context | more(shown), status=status)


def _neighbours(request: HttpRequest, opened: Opened) -> dict[str, Any] | None:
    """Where it stands in the list from which it was opened."""
    if "tab" not in request.GET:
        return None
    user, at = opened.user, opened.at
    tab = chosen_tab(request.GET, tabs_of(user, at))
    by = Filters(request.GET, topics_of(user, at)).narrowed
    found = lists.neighbours(
        opened.dossier.pk, lists.narrowed(lists.rows_of(tab, user, at), by, tab, at), tab, user
    )
    if found is None:
        return None
    return {
        "place": found.place,
        "total": found.total,
        "before": opened.sibling_url(found.before),
        "after": opened.sibling_url(found.after),
        "list": Tab(tab).label,
    }


def _prints(opened: Opened, supplements: Iterable[Supplement]) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    if opened.dossier.accepted_at is not None:
        found.append((_("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), opened.page_url("giay-tiep-nhan")))
    found += [
        (
            _("Phiếu yêu cầu bổ sung, lần %(n)s") % {"n": one.position},
            opened.page_url("phieu-bo-sung", one.position),
        )
        for one in supplements
    ]
    if opened.dossier.state == State.REFUSED:
        found.append((_("Phiếu từ chối tiếp nhận"), opened.page_url("phieu-tu-choi")))
    return found


# Papers


def _papers(page: Shown) -> dict[str, Any]:
    opened = page.opened
    rows = reads.papers_of(opened.dossier)
    current = next((row for row in rows if row.key == page.paper), None)
    shown = current or next((row for row in rows if row.attachments.all()), rows[0] if rows else None)
    lines = [_paper_line(opened, row, row is shown, page.file) for row in rows]
    line = next((line for line in lines if line.current), None)
    file = _chosen(line.files, page.file) if line else None
    seen = sum(1 for row in rows if row.verdict)
    judges = services.may_judge(opened.user, opened.dossier, opened.at)
    return {
        "lines": lines,
        "line": line,
        "file": file,
        "file_url": opened.page_url("tep", file.pk) + VIEW if file else "",
        "file_state": file.file.state if file else "missing",
        "file_kind": file.file.kind if file else "",
        "file_pages": file.file.pages if file else "",
        "viewer_title": f"{shown.position}. {shown.name}" if shown else "",
        "is_open": current is not None,
        "list_url": opened.url,
        "judges": judges,
        "judge_url": opened.page_url("giay-to", shown.key) + opened.query if shown else "",
        "seen": seen,
        "unseen": len(rows) - seen,
        "explanation": services.reckoning(opened.dossier, opened.at),
    }


def _chosen(files: list[Attachment], wanted: str) -> Attachment | None:
    """The file that the URL names, else the first in force."""
    named = next((one for one in files if str(one.pk) == wanted), None)
    return named or next((one for one in files if one.replaced_at is None), None)


def _paper_line(opened: Opened, row: Paper, current: bool, wanted: str) -> PaperLine:
    every = sorted(row.attachments.all(), key=lambda one: one.replaced_at is not None)
    files = [one for one in every if one.replaced_at is None]
    if not row.handed_in:
        how, drawn = _("chưa nộp"), "file-off"
    elif row.by_form:
        how, drawn = _("lập từ nội dung đã khai"), "file-text"
    elif not files:
        how, drawn = _("bản giấy, không có tệp"), "stack"
    else:
        how, drawn = (_("có cả bản giấy") if row.on_paper else ""), "file-text"
        drawn = "history" if files[0].reused_from_id else drawn
    tone, icon = TONES[Verdict(row.verdict)]
    shown = _chosen(every, wanted) if current else None
    links = [
        FileLink(
            one.file.name, opened.part_url(Part.PAPERS, giay=row.key, tep=str(one.pk)) + "#viewer", one is shown,
            one.replaced_at,
        )
        for one in every
    ]  # fmt: skip
    return PaperLine(
        row=row, url=opened.part_url(Part.PAPERS, giay=row.key) + "#viewer", current=current, tone=tone, icon=icon,
        verdict=Verdict(row.verdict).label, how=how, drawn=drawn, files=every,
        links=links if len(links) > 1 else [],
    )  # fmt: skip


@require_POST
@opens_to(is_staff)
def judge(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Write down what was found of one paper, then show the next that nobody has looked at."""
    opened = open_dossier(request, number)
    paper = next((row for row in reads.papers_of(opened.dossier) if row.key == key), None)
    verdict = next((one for one in (Verdict.GOOD, Verdict.NOT_GOOD) if one == request.POST.get("verdict")), None)
    if paper is None or verdict is None:
        raise Http404
    words = request.POST.get("words", "").strip()
    if verdict == Verdict.NOT_GOOD and not words:
        fault = _("Ghi lý do chưa đạt của “%(paper)s”") % {"paper": paper.name}
        return dossier_page(request, opened, 422, Unjudged(key, fault, words))
    services.judge(paper_id=paper.pk, verdict=verdict, words=words, by=opened.user, at=opened.at)
    rows = reads.papers_of(opened.dossier)
    later = [row for row in rows if row.position > paper.position and not row.verdict]
    following = next((row for row in [*later, *(row for row in rows if not row.verdict)]), None)
    shown = following.key if following and verdict == Verdict.GOOD else key
    return HttpResponseRedirect(opened.part_url(Part.PAPERS, giay=shown))


@require_safe
@opens_to(is_staff)
def file(request: HttpRequest, number: str, pk: UUID) -> HttpResponseBase:
    """The bytes of a file of one of the papers, or of the result, once the scanner let it pass."""
    opened = open_dossier(request, number)
    attachment = Attachment.objects.select_related("file").filter(paper__dossier=opened.dossier.pk, pk=pk).first()
    if attachment is None:
        raise Http404
    return _sent(opened, attachment.file)


@require_safe
@opens_to(is_staff)
def result_file(request: HttpRequest, number: str) -> HttpResponseBase:
    """The signed paper of the result."""
    opened = open_dossier(request, number)
    result = Result.objects.select_related("file").filter(dossier=opened.dossier.pk).first()
    if result is None or result.file is None:
        raise Http404
    return _sent(opened, result.file)


def _sent(opened: Opened, stored: Any) -> HttpResponseBase:
    answer = stream(stored)
    record_look(
        subject_type="dossier", subject_id=opened.dossier.pk, by_id=opened.user.pk, at=opened.at, page="file",
        file=str(stored.pk),
    )  # fmt: skip
    return answer


# The other parts


def _facts(page: Shown) -> dict[str, Any]:
    opened = page.opened
    row = opened.dossier
    form = opened.process.drawn if row.answers else None
    fees = reads.fees_of(row)
    paid = [fee for fee in fees if fee.voided_at is None]
    return {
        "sections": form.summary(row.answers, get_language() or "vi") if form else (),
        "limit": services.limit_text(row),
        "fee_state": rules.fee_paid([fee.amount for fee in paid], row.fee_due),
        "fees": paid,
        "accesses": reads.accesses_of(row),
    }


def _course(page: Shown) -> dict[str, Any]:
    opened = page.opened
    return {
        "items": course.happenings(opened, page.supplements),
        "explanation": services.reckoning(opened.dossier, opened.at),
        "current_step": opened.run.key if opened.run else "",
    }


def _result(page: Shown) -> dict[str, Any]:
    opened = page.opened
    result = Result.objects.select_related("file", "recorded_by").filter(dossier=opened.dossier.pk).first()
    return {
        "result": result,
        "file_url": opened.page_url("ket-qua", "tep") + VIEW if result and result.file_id else "",
        "handed": getattr(opened.dossier, "hand_over", None) if opened.dossier.returned_at else None,
        "hand_over": opened.may(Act.HAND_OVER),
        "hand_over_url": opened.act_url(Act.HAND_OVER),
    }


# Printed forms


@require_safe
@opens_to(is_staff)
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Form 01 as PDF."""
    opened = open_dossier(request, number, look="receipt")
    if opened.dossier.accepted_at is None:
        raise Http404
    return pdf(services.receipt_pdf(opened.dossier, base_url(request)), f"giay-tiep-nhan-{opened.dossier}")


@require_safe
@opens_to(is_staff)
def supplement(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """Form 02 as PDF: one request for more."""
    opened = open_dossier(request, number, look="supplement")
    asked = opened.dossier.supplements.select_related("dossier").filter(position=position).first()
    if asked is None:
        raise Http404
    return pdf(services.supplement_pdf(asked, base_url(request)), f"phieu-bo-sung-{opened.dossier}-{position}")


@require_safe
@opens_to(is_staff)
def refusal(request: HttpRequest, number: str) -> HttpResponse:
    """Form 03 as PDF."""
    opened = open_dossier(request, number, look="refusal")
    if opened.dossier.state != State.REFUSED:
        raise Http404
    return pdf(services.refusal_pdf(opened.dossier, base_url(request)), f"phieu-tu-choi-{opened.dossier}")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A printed paper, shown in the browser."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
