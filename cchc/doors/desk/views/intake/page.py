"""The counter's page: looking up, taking in, asking for more, refusing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import DateField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc.doors.desk.choices import Tab
from cchc.doors.desk.forms import intake as typing
from cchc.doors.desk.forms.intake import Known, Typed
from cchc.doors.desk.permissions.intake import takes_in
from cchc.doors.desk.querysets import intake as reads
from cchc.doors.desk.views.intake.sheet import Sheet
from cchc.foundation.files.services import FileRefused, store
from cchc.foundation.identity.querysets import KeptUnit
from cchc.foundation.identity.rules import plain_number
from cchc.foundation.identity.services import look_up
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import rules, services
from cchc.onestop.dossiers.choices import Channel, Delivery, State
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.querysets import agency
from cchc.ui.wording import said

TAKE, ASK, SEND_ASK, REFUSE, SEND_REFUSE = "nhan", "bo-sung", "gui-bo-sung", "tu-choi", "gui-tu-choi"
_FRESH = timedelta(seconds=20)
_LISTS = {"waiting": Tab.INTAKE.value, "ready": Tab.HAND_OVER.value}


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(takes_in)
def intake(request: Any) -> HttpResponse:
    """The counter's page, and its one act. Wrong input returns as 422 with what was typed."""
    at, user = now(), request.user
    counters = reads.counters_of(user, at)
    if not counters:
        raise PermissionDenied(_("Vị trí này không ở quầy nào. Liên hệ quản trị tổ chức, nhân sự."))
    if request.method != "POST":
        place = _counter_of(request.GET.get("quay", ""), counters)
        sheet = Sheet(request, at, counters, Typed(uuid7(), place.pk))
        return _page(sheet, strip=_strip(request, at))
    place = _counter_of(request.POST.get("counter", ""), counters)
    sheet = Sheet(request, at, counters, typing.read(request.POST, place.pk))
    if request.FILES:
        _store(sheet)
    act = _ACTS.get(request.POST.get("act", ""))
    return act(sheet) if act else _refreshed(sheet)


def _counter_of(given: str, counters: tuple[KeptUnit, ...]) -> KeptUnit:
    return next((place for place in counters if str(place.pk) == given), counters[0])


def _refreshed(sheet: Sheet) -> HttpResponse:
    """What follows from what was typed so far: the person, the procedures found, the due date."""
    _find_person(sheet)
    return _page(sheet)


def _find_person(sheet: Sheet) -> None:
    """Show whom the office knows by the number; a new look is recorded."""
    typed = sheet.typed
    sheet.known = typing.known_for(typed)
    digits = plain_number(typed.number)
    if sheet.known is not None or not typed.has_number or not digits:
        return
    fault = typing.number_fault(digits)
    if fault:
        sheet.errors.setdefault("number", fault)
        return
    before = Known.read(typed.known)  # of another number: their details are not this person's
    row = look_up(kind=typing.kind_of(digits), number=digits, by=sheet.request.user, at=sheet.at)  # type: ignore[arg-type]
    for name in ("name", "address", "phone", "email"):
        if before is not None and typed.texts.get(name) == getattr(before, name):
            typed.texts[name] = ""
    typed.texts["known"] = ""
    sheet.is_new = row is None
    if row is None:
        return
    sheet.known = Known.of(row)
    typed.texts["known"] = sheet.known.token
    for name in ("name", "address", "phone", "email"):
        typed.texts[name] = typed.texts.get(name) or getattr(sheet.known, name)


def _take(sheet: Sheet) -> HttpResponse:
    """Take in: number, receipt, first step."""
    return _act(sheet, services.intake, "")


def _act(sheet: Sheet, service: Callable[..., Dossier], panel: str, **more: Any) -> HttpResponse:
    typed, user = sheet.typed, sheet.request.user
    checked = typing.check(typed, sheet.process, sheet.files, sheet.reused, lacking=bool(panel))
    sheet.errors |= checked.errors
    if sheet.errors:
        return _page(sheet, status=422, panel=panel)
    try:
        dossier = service(**checked.told, **more, by=user, at=sheet.at)
    except services.DayGone as gone:
        sheet.errors["supply_on"] = str(gone)
        return _page(sheet, status=422, panel=panel)
    except services.CannotTakeIn as refused:
        sheet.errors["words"] = str(refused)
        return _page(sheet, status=422, panel=panel)
    first_at = dossier.accepted_at or dossier.filed_at
    if first_at != sheet.at and not _is_same(dossier, checked.told):
        typed.dossier_id = uuid7()
        sheet.trouble = _("Tờ này đã tiếp nhận thành hồ sơ %(number)s lúc %(at)s") % {
            "number": dossier, "at": said(first_at),
        }  # fmt: skip
        return _page(sheet, status=409, panel=panel)
    told = {"moi": str(dossier)} | ({"quay": str(sheet.counter.pk)} if len(sheet.counters) > 1 else {})
    return HttpResponseRedirect(f"{reverse('desk:intake')}?{urlencode(told)}", status=303)


def _is_same(dossier: Dossier, told: Any) -> bool:
    person = told["person"]
    return (dossier.rules_id, dossier.applicant_number, dossier.applicant_name) == (
        told["rules_id"], person.number, person.name,
    )  # fmt: skip


def _open_ask(sheet: Sheet) -> HttpResponse:
    """Open the part where what is missing is put in words."""
    return _open(sheet, ASK)


def _open_refuse(sheet: Sheet) -> HttpResponse:
    """Open the part where the reason is written."""
    return _open(sheet, REFUSE)


def _open(sheet: Sheet, panel: str) -> HttpResponse:
    checked = typing.check(sheet.typed, sheet.process, sheet.files, sheet.reused, lacking=True)
    sheet.errors |= checked.errors
    return _page(sheet, status=422 if sheet.errors else 200, panel="" if sheet.errors else panel)


def _ask(sheet: Sheet) -> HttpResponse:
    """Ask for all that is missing, in one request (form 02)."""
    items = [
        services.Item(key=line["asked"].key, name=line["asked"].name, words=line["words"])
        for line in sheet.papers
        if line["is_missing"] and (line["asked"].required or line["line"].words)
    ]
    if sheet.typed.message and not items:
        items = [services.Item(key="", name=_("Nội dung hồ sơ"), words=sheet.typed.message)]
    if not items:
        sheet.errors["message"] = _("Ghi nội dung cần bổ sung")
    told = {"items": items, "message": sheet.typed.message, "supply_on": _supply_on(sheet)}
    return _act(sheet, services.ask_at_counter, ASK, **told)


def _supply_on(sheet: Sheet) -> date | None:
    """The day until which the papers should come, where one was typed."""
    if not sheet.typed.supply_on:
        return None
    try:
        day: date = DateField().clean(sheet.typed.supply_on)
    except ValidationError:
        sheet.errors["supply_on"] = _("Bổ sung đến hết ngày phải là ngày có thật")
        return None
    return day


def _refuse(sheet: Sheet) -> HttpResponse:
    """Refuse to take in, with the reason (form 03)."""
    if not sheet.typed.reason:
        sheet.errors["reason"] = _("Nhập lý do từ chối")
    return _act(sheet, services.refuse_at_counter, REFUSE, reason=sheet.typed.reason)


_ACTS: dict[str, Callable[[Sheet], HttpResponse]] = {
    TAKE: _take, ASK: _open_ask, SEND_ASK: _ask, REFUSE: _open_refuse, SEND_REFUSE: _refuse,
}  # fmt: skip


def _store(sheet: Sheet) -> None:
    """Keep what was attached without JavaScript, so that no refusal loses it."""
    office = agency(sheet.process.agency_id if sheet.process else sheet.counter.agency_id)
    for name, uploads in sheet.request.FILES.lists():
        part, _dash, key = name.partition("-")
        if part != "file":
            continue
        for upload in uploads:
            try:
                file = store(upload=upload, agency=office, by=sheet.request.user, at=sheet.at)
            except FileRefused as refused:
                sheet.errors[name] = str(refused)
            else:
                sheet.typed.paper(key).kept.append(str(file.pk))


def _page(sheet: Sheet, *, status: int = 200, panel: str = "", strip: Any = None) -> HttpResponse:
    sheet.panel = panel
    sheet.known = sheet.known or typing.known_for(sheet.typed)
    context = {
        "sheet": sheet,
        "typed": sheet.typed,
        "errors": sheet.errors,
        "error_links": [(_field_id(name), words) for name, words in sheet.errors.items()],
        "strip": strip,
        "channels": [(value, Channel(value).label) for value in (Channel.COUNTER, Channel.POST)],
        "deliveries": Delivery.choices,
        "lists": {name: f"{reverse('desk:inbox')}?tab={tab}" for name, tab in _LISTS.items()},
    }
    return render(sheet.request, "desk/intake.html", context, status=status)


def _field_id(name: str) -> str:
    """The id of the field that a fault is about."""
    part, dash, _key = name.partition("-")
    if part == "file" and dash:
        return f"in-{_key}"
    return {"var": "words"}.get(name, name)


@dataclass(frozen=True, kw_only=True)
class Strip:
    """What was just done, and how it is printed again, mended or undone."""

    words: str
    number: str
    at: datetime
    print_url: str
    print_words: str
    is_fresh: bool = False  # just done: its paper opens by itself
    correct_url: str = ""
    undo_url: str = ""


def _strip(request: Any, at: datetime) -> Strip | None:
    """The strip above an empty form: the dossier that the URL names, if the officer sees it."""
    called = rules.plain_number(request.GET.get("moi", ""))
    dossier = Dossier.objects.visible_to(request.user, at).called(called).first() if called else None
    if dossier is None:
        return None
    told: dict[str, Any] = {
        "number": str(dossier),
        "is_fresh": at - (dossier.accepted_at or dossier.filed_at) < _FRESH,
    }
    if dossier.accepted_at is not None:
        is_open = dossier.state == State.ACCEPTED
        return Strip(
            words=_("Đã hủy tiếp nhận") if dossier.state == State.VOID else _("Đã tiếp nhận"),
            at=dossier.accepted_at, print_url=reverse("desk:receipt", args=[dossier.number]),
            print_words=_("In lại"), **told,
            correct_url=reverse("desk:correct", args=[dossier.number]) if is_open else "",
            undo_url=reverse("desk:void", args=[dossier.number]) if is_open else "",
        )  # fmt: skip
    if dossier.state == State.REFUSED:
        return Strip(
            words=_("Đã từ chối tiếp nhận"), at=dossier.filed_at, print_words=_("In phiếu từ chối"),
            print_url=reverse("desk:refusal", args=[dossier.reference]), **told,
        )  # fmt: skip
    return Strip(
        words=_("Đã ghi yêu cầu bổ sung"), at=dossier.filed_at, print_words=_("In phiếu yêu cầu bổ sung"),
        print_url=reverse("desk:supplement", args=[dossier.reference]), **told,
    )  # fmt: skip


@require_safe
@opens_to(takes_in)
def procedures(request: HttpRequest) -> HttpResponse:
    """The options of the box where a procedure is found by words."""
    at = now()
    counters = reads.counters_of(request.user, at)  # type: ignore[arg-type]  # signed in by the door
    place = _counter_of(request.GET.get("counter", ""), counters) if counters else None
    found = reads.found_by(place.pk, request.GET.get("words", ""), at) if place else ()
    return render(request, "desk/intake/options.html", {"found": found})


@require_POST
@opens_to(takes_in)
def attach(request: Any) -> HttpResponse:
    """Keep one file dropped on a paper; it goes up by itself, and its line comes back."""
    at = now()
    counters = reads.counters_of(request.user, at)
    upload = request.FILES.get("file")
    if not counters or upload is None:
        raise Http404
    place = _counter_of(request.POST.get("counter", ""), counters)
    rules_id = request.POST.get("rules", "")
    process = reads.offered(place.pk, int(rules_id), at) if rules_id.isdecimal() else None
    office = agency(process.agency_id if process else place.agency_id)
    try:
        file = store(upload=upload, agency=office, by=request.user, at=at)
    except FileRefused as refused:
        return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
    context = {"file": file, "key": request.POST.get("key", "")}
    return render(request, "desk/intake/file.html", context)
