"""P6: the papers of a draft. Each file goes up by itself; what is on file is offered first; gaps come last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc.doors.portal.rules import walk
from cchc.doors.portal.rules.words import in_language
from cchc.doors.portal.templatetags.portal_words import sheets_words
from cchc.doors.portal.views.filing import Filing, language, leave_url, of_draft
from cchc.foundation.files import services as files
from cchc.foundation.files.choices import State as FileState
from cchc.foundation.files.services import FileRefused
from cchc.kernel.access import public
from cchc.kernel.clock import now
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Attachment, DraftPaper
from cchc.onestop.procedures.rules import PaperRequired
from cchc.ui import wording

MOST_OFFERS = 3
_STATES = {
    "have": (gettext_lazy("Đã có"), "green", "circle-check"),
    "reused": (gettext_lazy("Dùng lại"), "green", "history"),
    "scanning": (gettext_lazy("Đang kiểm tra an toàn"), "blue", "shield-check"),
    "infected": (gettext_lazy("Có mã độc"), "red", "virus"),
    "offered": (gettext_lazy("Có bản đã nộp"), "blue", "history"),
    "by_form": (gettext_lazy("Lập từ nội dung đã khai"), "green", "circle-check"),
    "missing": (gettext_lazy("Còn thiếu"), "amber", "file-alert"),
    "optional": (gettext_lazy("Không bắt buộc"), "neutral", "file"),
}


@dataclass(frozen=True)
class FileLine:
    """A file under a paper, as drawn."""

    name: str
    state: str
    size: int
    reused_on: datetime | None
    acts: list[dict[str, Any]]


@dataclass(frozen=True)
class PaperLine:
    """A paper that is asked for: what it needs, what is there, what could be used again."""

    asked: PaperRequired
    number: int
    files: list[FileLine]
    offers: list[dict[str, Any]]
    state: str
    error: str = ""
    words: Sequence[str] = field(default_factory=list)

    @property
    def has_files(self) -> bool:
        """Whether the line counts as handed in."""
        return bool(self.files) or self.state == "by_form"

    @property
    def label(self) -> Any:
        """Its state in words."""
        return _STATES[self.state][0]

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return _STATES[self.state][1]

    @property
    def icon(self) -> str:
        """The mark beside the state."""
        return _STATES[self.state][2]


def lines(filing: Filing, errors: Mapping[str, str] | None = None) -> list[PaperLine]:
    """Every paper with its files and what is on file, in the order of the procedure."""
    rows: dict[str, list[DraftPaper]] = {}
    for row in filing.draft.papers.select_related("file", "reused_from__paper__dossier").order_by(
        "position", "pk"
    ):
        rows.setdefault(row.key, []).append(row)
    offers = _offers(filing, [paper for paper in filing.process.papers if not rows.get(paper.key)])
    told = errors or {}
    return [
        _line(filing, n, paper, rows.get(paper.key, []), offers.get(paper.kind, []), told.get(paper.key, ""))
        for n, paper in enumerate(filing.process.papers, 1)
    ]


def _offers(filing: Filing, papers: list[PaperRequired]) -> dict[str, list[Attachment]]:
    kinds = {paper.kind for paper in papers if paper.kind}
    found: dict[str, list[Attachment]] = {}
    if filing.user is None or not kinds:
        return found
    rows = Attachment.objects.reusable(filing.user, kinds, now()).select_related("file", "paper__dossier")
    seen: set[str] = set()
    for row in rows.order_by("-added_at")[:60]:
        several = found.setdefault(row.paper_kind, [])  # type: ignore[attr-defined]  # annotated
        if len(several) < MOST_OFFERS and row.file.sha256 not in seen:
            seen.add(row.file.sha256)
            several.append(row)
    return found


def _line(
    filing: Filing, number: int, asked: PaperRequired, rows: list[DraftPaper], offers: list[Attachment], error: str
) -> PaperLine:
    states = {row.file.state for row in rows}
    if FileState.INFECTED in states:
        state = "infected"
    elif FileState.PENDING in states:
        state = "scanning"
    elif not rows and asked.by_form and filing.form is not None:
        state = "by_form"
    elif rows:
        state = "reused" if all(row.reused_from_id for row in rows) else "have"
    elif offers:
        state = "offered"
    else:
        state = "missing" if asked.required else "optional"
    drawn = [_file(filing, row) for row in rows]
    return PaperLine(
        asked, number, drawn, [_offer(filing, asked, one) for one in offers], state, error, _needs(asked)
    )


def _needs(asked: PaperRequired) -> list[str]:
    """Originals and copies, and the case in which it is wanted."""
    return [text for text in (sheets_words(asked), asked.case, asked.note) if text]


def _address(filing: Filing, row: DraftPaper, act: str) -> str:
    return reverse(f"portal:filing-paper{act}", args=[filing.process.code, filing.draft.pk, row.pk])


def _file(filing: Filing, row: DraftPaper) -> FileLine:
    acts: list[dict[str, Any]] = []
    if row.file.state in (FileState.CLEAN, FileState.UNSCANNED):
        acts.append({"url": _address(filing, row, ""), "label": _("Xem")})
        if row.reused_from_id is None:
            acts.append({"url": _address(filing, row, "-turn"), "label": _("Xoay"), "post": True})
    remove = _("Nộp bản khác") if row.reused_from_id else _("Xóa")
    acts.append({"url": _address(filing, row, "-remove"), "label": remove, "post": True})
    state = "reused" if row.reused_from_id else str(row.file.state)
    since = row.reused_from.paper.dossier.filed_at if row.reused_from else None
    return FileLine(row.file.name, state, row.file.size, since, acts)


def _offer(filing: Filing, asked: PaperRequired, row: Attachment) -> dict[str, Any]:
    return {
        "attachment": row,
        "name": row.file.name,
        "note": _("đã nộp %(day)s, hồ sơ %(number)s")
        % {"day": wording.day(row.paper.dossier.filed_at), "number": row.paper.dossier},
        "acts": [
            {"url": reverse("portal:dossier-file", args=[str(row.paper.dossier), row.pk]), "label": _("Xem")},
            {
                "url": f"{filing.url(walk.PAPERS)}/dung-lai", "label": _("Dùng lại"), "post": True,
                "name": "attachment", "value": f"{asked.key}:{row.pk}",
            },
        ],
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_draft
def papers(request: HttpRequest, filing: Filing) -> HttpResponse:
    """P6. "Continue" tells what is missing; a file sent without JavaScript comes back to its paper."""
    if request.method != "POST":
        return _page(request, filing)
    if "thoat" in request.POST:
        return redirect(leave_url(filing.user, filing.process.code))
    if "key" in request.POST:
        return _upload(request, filing)
    found = lines(filing)
    gaps = {line.asked.key: _gap(line) for line in found if _gap(line)}
    if gaps:
        return _page(request, filing, gaps, status=422)
    return redirect(filing.url(walk.CHECK))


def _gap(line: PaperLine) -> str:
    if line.state == "infected":
        return _("Xóa tệp có mã độc ở giấy tờ %(n)s, rồi tải bản khác") % {"n": line.number}
    if line.has_files or not line.asked.required:
        return ""
    return _("Thêm tệp cho giấy tờ %(n)s: %(name)s") % {
        "n": line.number,
        "name": in_language(line.asked, "name", language()),
    }


def _page(
    request: HttpRequest, filing: Filing, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    found = lines(filing, errors)
    context = filing.frame(walk.PAPERS) | {
        "lines": found,
        "have": sum(1 for line in found if line.has_files),
        "wanted": sum(1 for line in found if line.asked.required or line.has_files),
        "errors": [(f"giay-{key}", words) for key, words in (errors or {}).items()],
        "most": wording.size(files.most_bytes()),
        "most_bytes": files.most_bytes(),
        "saved_at": filing.draft.saved_at,
    }
    return render(request, "portal/filing/papers.html", context, status=status)


def _upload(request: HttpRequest, filing: Filing) -> HttpResponse:
    key = request.POST.get("key", "")
    by_itself = request.headers.get("X-Upload") == "1"
    if key not in {paper.key for paper in filing.process.papers}:
        raise Http404
    refused = [] if request.FILES.getlist("file") else [_("Chọn tệp trước khi bấm Tải lên")]
    for upload in request.FILES.getlist("file"):
        try:
            services.attach(key=key, upload=upload, **filing.told)
        except FileRefused as error:
            refused.append(error.message)
    if by_itself:
        return JsonResponse({"error": refused[0]}, status=422) if refused else _one(request, filing, key)
    if refused:
        return _page(request, filing, {key: " ".join(refused)}, status=422)
    return redirect(f"{filing.url(walk.PAPERS)}#giay-{key}")


def _one(request: HttpRequest, filing: Filing, key: str) -> JsonResponse:
    """A paper by itself, and how many there are now: for the script that sent a file."""
    found = lines(filing)
    line = next(one for one in found if one.asked.key == key)
    context = {
        "line": line, "filing": filing, "process": filing.process, "most": wording.size(files.most_bytes()),
        "upload_url": filing.url(walk.PAPERS),
    }  # fmt: skip
    return JsonResponse(
        {
            "html": render_to_string("portal/filing/paper.html", context, request),
            "have": sum(1 for one in found if one.has_files),
            "words": _("Đã lưu lúc %(time)s") % {"time": wording.clock_time(now())},
        }
    )


@require_POST
@public
@of_draft
def reuse(request: HttpRequest, filing: Filing) -> HttpResponse:
    """Use a file again that an accepted dossier of one's own brought."""
    key, _colon, raw = request.POST.get("attachment", "").partition(":")
    asked = next((paper for paper in filing.process.papers if paper.key == key and paper.kind), None)
    if asked is None or filing.user is None:
        raise Http404
    try:
        attachment_id = UUID(raw)
    except ValueError:
        raise Http404 from None
    offers = Attachment.objects.reusable(filing.user, [asked.kind], now()).select_related("file")
    found = get_object_or_404(offers, pk=attachment_id)
    services.add_file(key=key, file=found.file, reused_from=found, **filing.told)
    return redirect(f"{filing.url(walk.PAPERS)}#giay-{key}")


def _row(filing: Filing, paper: UUID) -> DraftPaper:
    return get_object_or_404(filing.draft.papers.select_related("file"), pk=paper)


@require_safe
@public
@of_draft
def show(request: HttpRequest, filing: Filing, paper: UUID) -> HttpResponseBase:
    """A file of the draft, to its owner."""
    return files.stream(_row(filing, paper).file)


@require_POST
@public
@of_draft
def turn(request: HttpRequest, filing: Filing, paper: UUID) -> HttpResponse:
    """Turn a file a quarter."""
    row = _row(filing, paper)
    try:
        services.turn_file(paper_id=row.pk, **filing.told)
    except FileRefused as error:
        return _page(request, filing, {row.key: error.message}, status=422)
    return redirect(f"{filing.url(walk.PAPERS)}#giay-{row.key}")


@require_POST
@public
@of_draft
def remove(request: HttpRequest, filing: Filing, paper: UUID) -> HttpResponse:
    """Take a file off; sent twice, it is off."""
    row = filing.draft.papers.filter(pk=paper).first()
    if row is not None:
        services.remove_file(paper_id=row.pk, **filing.told)
    return redirect(f"{filing.url(walk.PAPERS)}#giay-{row.key if row else ''}")
