"""P5: one topic a page. What is typed is kept, right or wrong; only "continue" asks whether it is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc.doors.portal.forms.person import PAPERS, PERSONAL, filed, the_step
from cchc.doors.portal.querysets.agencies import open_agencies
from cchc.doors.portal.rules import walk
from cchc.doors.portal.views import keys
from cchc.doors.portal.views.filing import (
    Filing,
    cases_of,
    find,
    language,
    leave_url,
    of_draft,
    person_of,
    start_url,
)
from cchc.doors.portal.views.start import Begun, read_begun, resume_url
from cchc.foundation.files.services import FileRefused
from cchc.foundation.forms.choices import Kind
from cchc.foundation.forms.rules import Form, Line, Step
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.models import User
from cchc.kernel.access import public
from cchc.kernel.clock import now, today
from cchc.kernel.identifiers import code as random_code
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Draft, DraftPaper
from cchc.onestop.procedures.choices import FiledOnline
from cchc.onestop.procedures.querysets import by_code
from cchc.ui import errors as answers_to
from cchc.ui import wording

STARTS, WITHIN = 20, timedelta(hours=1)  # drafts that one address may begin without an account


@dataclass(frozen=True)
class Sheet:
    """The form behind one page, and what was answered there."""

    form: Form
    step: Step
    answers: Mapping[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@public
def step(request: HttpRequest, code: str, draft_id: UUID, key: str) -> HttpResponse:
    """P5. The first page begins the draft when it is first saved; until then its address carries what was said."""
    if key == walk.PERSON and not Draft.objects.filter(pk=draft_id).exists():
        return _first(request, code, draft_id)
    filing = find(request, code, draft_id)
    if isinstance(filing, HttpResponse):
        return filing
    sheet = _sheet(filing, key)
    return _save(request, filing, key, sheet) if request.method == "POST" else _page(request, filing, key, sheet)


def _sheet(filing: Filing, key: str) -> Sheet:
    filing.place(key)
    if key == walk.PERSON:
        return Sheet(filing.person, the_step(filing.person), filing.draft.person)
    found = filing.form.step(key) if filing.form else None
    if filing.form is None or found is None:
        raise Http404
    return Sheet(filing.form, found, filing.draft.answers)


def _first(request: HttpRequest, code: str, draft_id: UUID) -> HttpResponse:
    process = by_code(open_agencies(today()), code, today())
    user = person_of(request)
    place = process.filing_on(today()) if process else None
    if process is None or place is None or place.place != FiledOnline.HERE:
        return redirect(start_url(code))
    if user is not None and user.is_staff:
        raise PermissionDenied(_("Tài khoản của cơ quan không nộp hồ sơ. Đăng nhập bằng tài khoản người dân."))
    begun = read_begun(process, request.GET)
    if not isinstance(begun, Begun) or (user is None and not process.anonymous_allowed):
        return redirect(start_url(code))
    empty = Draft(
        pk=draft_id, owner=user, rules_id=process.id, behalf=begun.behalf, eligibility=begun.eligibility,
        person=_known_of(user, begun.behalf),
    )  # fmt: skip
    filing = Filing(empty, process, "", user)
    secret = "" if user else keys.draft_secret(request, draft_id) or random_code(20)
    if user is None:
        keys.keep_draft(request, draft_id, secret)  # before the row, so that a second press finds the same draft
    if request.method != "POST":
        return _page(request, filing, walk.PERSON, _sheet(filing, walk.PERSON))
    if user is None:
        _count_start(request)
    draft = services.begin(
        rules_id=process.id, by=user, secret=secret, behalf=begun.behalf, eligibility=begun.eligibility, person={},
        at=now(), draft_id=draft_id,
    )  # fmt: skip
    filing = Filing(draft, process, secret, user)
    return _save(request, filing, walk.PERSON, _sheet(filing, walk.PERSON), is_new=True)


def _count_start(request: HttpRequest) -> None:
    """Without an account drafts cost nothing, so one address may begin only so many. Raises TooMany."""
    key, at = f"start-from:{get_adapter(request).get_client_ip(request)}", now()
    try:
        identity.require_attempt(key=key, at=at)
    except identity.TooManyAttempts as refused:
        raise answers_to.TooMany(int((refused.until - at).total_seconds())) from refused
    identity.count_attempt(key=key, most=STARTS, within=WITHIN, close_for=WITHIN, at=at)


def _known_of(user: User | None, behalf: str) -> dict[str, Any]:
    """What the account and its last dossier for the same holder already say."""
    known: dict[str, Any] = dict.fromkeys(PAPERS, PERSONAL)
    if user is None:
        return known
    known |= {"phone": user.phone, "email": user.email}
    known["name" if behalf == "self" else "submitter_name"] = user.full_name
    last = Draft.objects.filter(owner=user, dossier__isnull=False, behalf=behalf).order_by("-saved_at").first()
    if last is not None:
        known |= {key: value for key, value in last.person.items() if value and key != "case"}
    return {key: value for key, value in known.items() if value}


# What was typed


def _save(request: HttpRequest, filing: Filing, key: str, sheet: Sheet, *, is_new: bool = False) -> HttpResponse:
    quiet = request.headers.get("X-Autosave") == "1"
    pressed = sheet.form.act(sheet.answers, request.POST)
    merged = pressed if pressed is not None else sheet.form.merge(sheet.answers, request.POST)
    typed = {field.id: merged.get(field.id) for field in sheet.step.fields}
    seen = None if is_new else request.POST.get("version", "")
    try:
        draft = _keep(filing, key, typed, seen)
    except services.Changed as changed:
        theirs = {**typed, **changed.theirs}
        if any(theirs.get(name) != value for name, value in typed.items()):
            return _lost_race(request, filing, key, sheet, merged, theirs, changed, quiet)
        draft = filing.draft
    after = Filing(draft, filing.process, filing.secret, filing.user)
    if quiet:
        words = _("Đã lưu lúc %(time)s") % {"time": wording.clock_time(draft.saved_at)}
        return JsonResponse({"words": words, "version": draft.saved.get(key, "")})
    if pressed is not None:
        _detached(request, after, sheet)
        return redirect(f"{after.url(key)}{_carried(request)}#f-{_anchor(request)}")
    refused = _uploads(request, after, sheet)
    after = Filing(Draft.objects.get(pk=draft.pk), filing.process, filing.secret, filing.user)
    if "thoat" in request.POST:
        if after.user is None:
            messages.success(request, _("Đã lưu. Bản nháp chỉ mở lại được trên trình duyệt này."))
        return redirect(leave_url(after.user, after.process.code))
    now_typed = _sheet(after, key)
    checked = now_typed.form.check(now_typed.step.key, {}, now_typed.answers, today=today(), language=language())
    faults = {**checked.errors, **refused}
    if faults:
        return _page(request, after, key, now_typed, faults, status=422)
    if request.GET.get("tu") == walk.CHECK:
        return redirect("portal:filing-check", after.process.code, after.draft.pk)
    return redirect(after.url(after.place(key).after))


def _keep(filing: Filing, key: str, typed: Mapping[str, Any], seen: str | None) -> Draft:
    if key == walk.PERSON:
        whole = filed(filing.draft.behalf, {**filing.draft.person, **typed}, cases_of(filing.process))
        return services.save_person(person=whole, seen=seen, **filing.told)
    return services.save_answers(step=key, answers=typed, seen=seen, **filing.told)


def _anchor(request: HttpRequest) -> str:
    """Where the page goes on after a button inside the form: the group, the list that was filled."""
    for name in ("_add", "_remove", "_refresh", "_detach"):
        if name in request.POST:
            return str(request.POST[name]).partition("-")[0].partition(":")[0]
    return ""


def _carried(request: HttpRequest) -> str:
    return "?tu=kiem-tra" if request.GET.get("tu") == walk.CHECK else ""


def _uploads(request: HttpRequest, filing: Filing, sheet: Sheet) -> dict[str, str]:
    """Keep files that came with the page; what was refused, by field."""
    refused: dict[str, str] = {}
    answers = dict(sheet.answers)
    for field in sheet.step.fields:
        if field.kind is not Kind.FILE:
            continue
        for upload in request.FILES.getlist(field.id):
            try:
                paper = services.attach(key=field.paper or field.id, upload=upload, **filing.told)
            except FileRefused as error:
                refused[field.id] = error.message
                continue
            answers = sheet.form.attach(answers, field.id, str(paper.file_id), paper.file.name)
            services.save_answers(
                step=sheet.step.key, answers={field.id: answers[field.id]}, seen=None, **filing.told
            )
    return refused


def _detached(request: HttpRequest, filing: Filing, sheet: Sheet) -> None:
    """A file taken off an answer is taken off its paper, too."""
    name, _colon, file_id = str(request.POST.get("_detach", "")).partition(":")
    field = sheet.form.fields.get(name)
    if field is None or not file_id:
        return
    for paper in DraftPaper.objects.filter(draft=filing.draft, key=field.paper or field.id):
        if str(paper.file_id) == file_id:
            services.remove_file(paper_id=paper.pk, **filing.told)


# What is shown


def _page(
    request: HttpRequest, filing: Filing, key: str, sheet: Sheet, faults: Mapping[str, str] | None = None,
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    context = filing.frame(key) | {
        "form": sheet.form,
        "step": sheet.step,
        "answers": sheet.answers,
        "errors": dict(faults or {}),
        "faults": [(f"f-{name}", words) for name, words in (faults or {}).items()],
        "saved_at": filing.draft.saved_at if filing.draft.version or filing.draft.created_at else None,
        "version": filing.draft.saved.get(key, ""),
        "from_check": request.GET.get("tu") == walk.CHECK,
        "has_files": any(field.kind is Kind.FILE for field in sheet.step.fields),
        "conflict": None,
    }
    return render(request, "portal/filing/step.html", context | more, status=status)


def _lost_race(
    request: HttpRequest, filing: Filing, key: str, sheet: Sheet, mine: Mapping[str, Any],
    theirs: Mapping[str, Any], changed: services.Changed, quiet: bool,
) -> HttpResponse:  # fmt: skip
    """409: another tab or device saved this page meanwhile; both texts are shown, and neither is lost."""
    when = wording.clock_time(changed.changed_at)
    if quiet:
        words = _("Bước này đã được sửa ở cửa sổ khác lúc %(time)s. Bấm Tiếp tục để chọn bản giữ lại.")
        return JsonResponse({"words": words % {"time": when}}, status=409)
    fresh = Filing(Draft.objects.get(pk=filing.draft.pk), filing.process, filing.secret, filing.user)
    lines = list(zip(_lines(sheet, {**mine, **theirs}), _lines(sheet, mine), strict=False))
    conflict = {
        "at": changed.changed_at,
        "lines": [(saved, typed) for saved, typed in lines if saved.text != typed.text],
    }
    return _page(
        request, fresh, key, Sheet(sheet.form, sheet.step, mine), status=409, conflict=conflict,
        version=fresh.draft.saved.get(key, ""),
    )  # fmt: skip


def _lines(sheet: Sheet, answers: Mapping[str, Any]) -> list[Line]:
    sections = sheet.form.summary(answers, language())
    return next((list(section.lines) for section in sections if section.key == sheet.step.key), [])


# A draft as a whole


@require_safe
@public
@of_draft
def resume(request: HttpRequest, filing: Filing) -> HttpResponse:
    """A draft by its own address: it goes on where it was left."""
    return redirect(resume_url(filing))


@require_POST
@public
@of_draft
def renew(request: HttpRequest, filing: Filing) -> HttpResponse:
    """Carry a draft to the version now in force, at its owner's wish."""
    process = by_code(open_agencies(today()), filing.process.code, today())
    if process is None:
        return redirect(start_url(filing.process.code))
    draft = services.renew(rules_id=process.id, **filing.told)
    messages.success(request, _("Đã chuyển sang bản thủ tục đang có hiệu lực. Xem lại từng bước."))
    return redirect(Filing(draft, process, filing.secret, filing.user).url(walk.PERSON))


@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_draft
def discard(request: HttpRequest, filing: Filing) -> HttpResponse:
    """Throw a draft away; asked first, since it does not come back."""
    if request.method == "POST":
        services.discard(**filing.told)
        keys.forget_draft(request, filing.draft.pk)
        return redirect(leave_url(filing.user, filing.process.code))
    context = {"filing": filing, "draft": filing.draft, "process": filing.process, "back_url": resume_url(filing)}
    return render(request, "portal/filing/discard.html", context)
