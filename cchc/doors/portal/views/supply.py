"""P11b: what was asked for, and nothing else; all of it in one go. And asking a dossier back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cchc.doors.portal.views.owned import Owned, of_dossier
from cchc.foundation.files import services as files
from cchc.foundation.files.models import StoredFile
from cchc.foundation.files.services import FileRefused
from cchc.foundation.identity.models import Agency
from cchc.kernel.access import public
from cchc.kernel.lifecycle import Conflict, Stale
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Paper, Supplement
from cchc.onestop.procedures.choices import SupplementClock
from cchc.ui import wording

_SALT = "cchc.portal.supply"


@dataclass
class Item:
    """One thing that was asked for, with the officer's words, and what is given so far."""

    number: int
    key: str
    name: str
    words: str
    takes_files: bool
    text: str = ""
    kept: list[tuple[str, StoredFile]] = field(default_factory=list)  # a signed mark, the file
    error: str = ""

    @property
    def is_given(self) -> bool:
        """Whether there is a file or a word."""
        return bool(self.kept or self.text.strip())


@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_dossier
def supply(request: HttpRequest, owned: Owned) -> HttpResponse:
    """P11b. A file that was taken stays with the page, whatever else is wrong; nothing is given until all is."""
    asked = owned.asked
    if asked is None:
        if request.method == "POST":  # pressed twice, or from another window
            messages.info(request, _("Hồ sơ này không còn mục nào chờ bổ sung."))
        return redirect(owned.url)
    items = _items(owned, asked)
    if request.method != "POST":
        return _page(request, owned, asked, items)
    for item in items:
        _take(request, owned, item)
    if "xoa" in request.POST:
        for item in items:
            item.kept = [(mark, file) for mark, file in item.kept if mark != request.POST["xoa"]]
        return _page(request, owned, asked, items)
    for item in items:
        if not item.error and not item.is_given:
            missing = (
                _("Thêm tệp hoặc ghi giải trình cho “%(name)s”") if item.takes_files else _("Trả lời “%(name)s”")
            )
            item.error = missing % {"name": item.name}
    if any(item.error for item in items):
        return _page(request, owned, asked, items, status=422)
    given: dict[str, list[StoredFile]] = {}
    said: dict[str, str] = {}
    for item in items:
        given.setdefault(item.key, []).extend(file for _mark, file in item.kept)
        if item.text.strip():
            said[item.key] = "\n".join(filter(None, [said.get(item.key, ""), item.text.strip()]))
    try:
        services.supply(
            dossier_id=owned.dossier.pk, version=_version(request), files=given, answers=said, by=owned.user,
            at=owned.at, allowed=owned.user is None,
        )  # fmt: skip
    except Stale as late:
        return _page(request, owned, asked, items, late=late, status=409)
    except services.NotComplete as refused:
        for item in items:
            if item.key in refused.keys:
                item.error = str(refused)
        return _page(request, owned, asked, items, status=422)
    messages.success(request, _("Đã bổ sung hồ sơ. Cơ quan nhận được ngay."))
    return redirect(owned.url)


def _items(owned: Owned, asked: Supplement) -> list[Item]:
    papers = set(Paper.objects.filter(dossier=owned.dossier).values_list("key", flat=True))
    return [
        Item(
            number,
            str(row["key"]),
            str(row["name"]) or _("Nội dung khai"),
            str(row["words"]),
            row["key"] in papers,
        )
        for number, row in enumerate(asked.items, 1)
    ]


def _take(request: HttpRequest, owned: Owned, item: Item) -> None:
    item.text = request.POST.get(f"words-{item.number}", "")[:5000]
    if not item.takes_files:
        return
    ids = {mark: _unsigned(mark, owned) for mark in request.POST.getlist(f"kept-{item.number}")}
    rows = StoredFile.objects.in_bulk([pk for pk in ids.values() if pk is not None])
    item.kept = [(mark, rows[pk]) for mark, pk in ids.items() if pk in rows]
    for upload in request.FILES.getlist(f"file-{item.number}"):
        try:
            item.kept.append(_store(owned, upload))
        except FileRefused as refused:
            item.error = refused.message


def _store(owned: Owned, upload: Any) -> tuple[str, StoredFile]:
    agency = Agency.objects.get(pk=owned.dossier.agency_id)
    file = files.store(upload=upload, agency=agency, by=owned.user, at=owned.at)
    return signing.dumps([str(file.pk), str(owned.dossier.pk)], salt=_SALT), file


def _unsigned(mark: str, owned: Owned) -> UUID | None:
    """The file behind a mark that this page gave out; None for one that was made up or is of another dossier."""
    try:
        file_id, dossier_id = signing.loads(mark, salt=_SALT, max_age=7 * 24 * 3600)
    except (signing.BadSignature, ValueError):
        return None
    return UUID(file_id) if dossier_id == str(owned.dossier.pk) else None


@require_POST
@public
@of_dossier
def upload(request: HttpRequest, owned: Owned) -> HttpResponse:
    """One file for one item, sent by the script as soon as it is chosen; it counts once the page is sent."""
    number = request.POST.get("key", "")
    sent = request.FILES.getlist("file")
    if owned.asked is None or not sent or not number.isdecimal():
        raise Http404
    try:
        mark, file = _store(owned, sent[0])
    except FileRefused as refused:
        return JsonResponse({"error": refused.message}, status=422)
    html = render_to_string("portal/mine/kept.html", {"mark": mark, "file": file, "number": number}, request)
    return JsonResponse({"row": html})


def _page(
    request: HttpRequest, owned: Owned, asked: Supplement, items: list[Item], late: Stale | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    resets = owned.process.supplement_clock == SupplementClock.RESET
    context = {
        "owned": owned, "dossier": owned.dossier, "name": owned.name, "asked": asked, "items": items,
        "errors": [(f"muc-{item.number}", item.error) for item in items if item.error],
        "late": late, "url": owned.url, "most": wording.size(files.most_bytes()),
        "most_bytes": files.most_bytes(), "resets": resets,
    }  # fmt: skip
    return render(request, "portal/mine/supply.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_dossier
def withdraw(request: HttpRequest, owned: Owned) -> HttpResponse:
    """Ask a dossier back: at once before it is taken in, after that once the office agrees."""
    row = owned.dossier
    if not owned.can_withdraw:
        if request.method == "POST" and row.state in (State.WITHDRAWAL, State.STOPPED):
            return redirect(owned.url)  # pressed twice
        raise Http404
    reason, error, late = request.POST.get("reason", "").strip()[:2000], "", None
    if request.method == "POST":
        if not reason:
            error = _("Ghi lý do rút hồ sơ")
        else:
            try:
                services.ask_withdrawal(
                    dossier_id=row.pk, version=_version(request), reason=reason, by=owned.user, at=owned.at,
                    allowed=owned.user is None,
                )  # fmt: skip
            except Conflict as lost:
                late = lost
            else:
                done = _("Đã rút hồ sơ.") if row.accepted_at is None else _("Đã gửi đề nghị rút hồ sơ.")
                messages.success(request, done)
                return redirect(owned.url)
    context = {
        "owned": owned, "dossier": row, "name": owned.name, "url": owned.url, "reason": reason,
        "error": error, "late": late, "late_at": _moment(late), "is_accepted": row.accepted_at is not None,
    }  # fmt: skip
    return render(request, "portal/mine/withdraw.html", context, status=409 if late else 422 if error else 200)


def _version(request: HttpRequest) -> int:
    """The version that the page showed; one that no row has where it was taken out of the form."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 9 else -1


def _moment(late: Conflict | None) -> datetime | None:
    return late.changed_at if isinstance(late, Stale) else None
