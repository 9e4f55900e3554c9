"""Counter intake: one page from the person's number to the printed receipt, by keyboard alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header, urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc.doors.desk.choices import Tab
from cchc.doors.desk.forms import intake as typing
from cchc.doors.desk.forms.intake import Faults, Known, Typed
from cchc.doors.desk.permissions.intake import takes_in
from cchc.doors.desk.querysets import intake as reads
from cchc.doors.desk.views.opened import base_url
from cchc.foundation.audit.services import record_look
from cchc.foundation.files.models import StoredFile
from cchc.foundation.files.services import FileRefused, store
from cchc.foundation.identity.querysets import KeptUnit, units
from cchc.foundation.identity.rules import plain_number
from cchc.foundation.identity.services import look_up
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import DayKind, Explanation, Limit, explain, hand_over_by
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import rules, services
from cchc.onestop.dossiers.choices import Channel, Delivery, State
from cchc.onestop.dossiers.models import Dossier, Supplement
from cchc.onestop.dossiers.querysets import agency
from cchc.onestop.procedures.choices import Unit as LimitUnit
from cchc.onestop.procedures.rules import Snapshot
from cchc.ui.wording import number, said

TAKE, ASK, SEND_ASK, REFUSE, SEND_REFUSE = "nhan", "bo-sung", "gui-bo-sung", "tu-choi", "gui-tu-choi"
_FRESH = timedelta(seconds=20)
_LISTS = {"waiting": Tab.INTAKE.value, "ready": Tab.HAND_OVER.value}
_MOST_SKIPPED = 4  # days off that the slip names one by one


@dataclass
class Sheet:
    """The page of the counter: what was typed, what is wrong with it, and what follows from it."""

    request: Any
    at: datetime
    counters: tuple[KeptUnit, ...]
    typed: Typed
    errors: Faults = field(default_factory=Faults)
    panel: str = ""  # open below: ASK or REFUSE
    trouble: str = ""  # why the whole act was refused
    known: Known | None = None

    @cached_property
    def counter(self) -> KeptUnit:
        """Where the officer sits."""
        return next(place for place in self.counters if place.pk == self.typed.counter_id)

    @cached_property
    def process(self) -> Snapshot | None:
        """The procedure chosen, as this counter offers it today."""
        if self.typed.rules_id is None:
            return None
        return reads.offered(self.counter.pk, self.typed.rules_id, self.at)

    @cached_property
    def found(self) -> tuple[Snapshot, ...]:
        """The procedures that the words typed lead to, where none is chosen yet."""
        return () if self.process else reads.found_by(self.counter.pk, self.typed.words, self.at)

    @cached_property
    def has_process(self) -> bool:
        """Whether the procedure chosen can be taken in at all."""
        return self.process is not None and bool(rules.working_steps(self.process))

    @cached_property
    def history(self) -> reads.History | None:
        """What the office already has of the person."""
        return reads.history_of(self.known.id) if self.known else None

    @property
    def person_is_wrong(self) -> bool:
        """Whether something about the person must be mended, so that their fields stand open."""
        return bool({"name", "address", "phone", "email"} & self.errors.keys())

    @cached_property
    def born(self) -> str:
        """The year of birth, as the personal number says it."""
        digits = self.known.number if self.known else ""
        return str(1900 + 100 * (int(digits[3]) // 2) + int(digits[4:6])) if len(digits) == 12 else ""

    @cached_property
    def case(self) -> str:
        """The case under which the limit and the fee are reckoned."""
        return typing.case_of(self.typed, self.process) if self.process else ""

    @cached_property
    def cases(self) -> tuple[tuple[str, str], ...]:
        """The cases among which to choose."""
        found = typing.cases_of(self.process, self.typed.channel) if self.process else ()
        return tuple((case, case or _("Trường hợp chung")) for case in found)

    @cached_property
    def variables(self) -> list[dict[str, Any]]:
        """What the formulas of the fees ask for."""
        if self.process is None:
            return []
        return [
            {
                "key": f"var-{variable.key}",
                "label": variable.label,
                "value": self.typed.variables.get(variable.key, ""),
                "options": typing.options_of(self.process, variable.key),
                "error": self.errors.get(f"var-{variable.key}", ""),
            }
            for variable in typing.variables_of(self.process, self.typed.channel, self.case)
        ]

    @cached_property
    def files(self) -> dict[Any, StoredFile]:
        """The files already put on papers."""
        ids = [pk for line in self.typed.papers.values() for text in line.kept if (pk := typing.uuid_of(text))]
        return reads.brought(ids, self.request.user)

    @cached_property
    def papers(self) -> list[dict[str, Any]]:
        """The lines of papers."""
        if self.process is None:
            return []
        lines = []
        for paper in self.process.papers:
            line = self.typed.paper(paper.key)
            kept = [self.files[pk] for text in line.kept if (pk := typing.uuid_of(text)) in self.files]
            lines.append(
                {
                    "asked": paper,
                    "line": line,
                    "originals": line.originals or str(paper.originals or 0),
                    "copies": line.copies or str(paper.copies or 0),
                    "files": kept,
                    "errors": [
                        words
                        for part in ("in", "originals", "file")
                        if (words := self.errors.get(f"{part}-{paper.key}"))
                    ],
                    "words": line.words or _("Chưa nộp"),
                    "is_missing": not line.ticked and not kept,
                }
            )
        return lines

    @cached_property
    def fee(self) -> Any:
        """What is due; None where it is not known."""
        return typing.fee_of(self.typed, self.process) if self.process else None

    @cached_property
    def explanation(self) -> Explanation | None:
        """How the due date comes about, were it taken in now."""
        limit = self.process.limit_for(self.typed.channel, self.case) if self.process else None
        if self.process is None or limit is None or limit.amount is None or not limit.unit:
            return None
        told = Limit(limit.amount, limit.unit)  # type: ignore[arg-type]  # one of the four units
        return explain(self.at, told, calendar_of(self.process.agency_id))

    @cached_property
    def reckoning(self) -> str:
        """The due date in words: so many days from when, and what is not counted."""
        told = self.explanation
        if told is None:
            return ""
        limit = told.limit
        words = f"{number(limit.amount)} {LimitUnit(limit.unit).label}"
        first = next((line.on for line in told.lines if line.kind in (DayKind.COUNTED, DayKind.DUE)), None)
        if limit.unit == "hour" or first is None:
            return words
        words = _("%(limit)s từ %(first)s") % {"limit": words, "first": f"{first:%d/%m}"}
        weekends = [f"{line.on:%d/%m}" for line in told.lines if line.kind == DayKind.WEEKEND]
        holidays = [f"{line.on:%d/%m} ({line.reason})" for line in told.lines if line.kind == DayKind.HOLIDAY]
        skipped = []
        if len(weekends) > _MOST_SKIPPED:
            skipped.append(_("%(n)s ngày cuối tuần") % {"n": len(weekends)})
        elif weekends:
            skipped.append(_("%(days)s (cuối tuần)") % {"days": ", ".join(weekends)})
        skipped += holidays
        return (
            _("%(words)s; không tính %(days)s") % {"words": words, "days": "; ".join(skipped)}
            if skipped
            else words
        )

    @cached_property
    def limit_words(self) -> str:
        """The limit of the procedure chosen."""
        told = self.explanation
        if told is None:
            return _("thời hạn: chưa có số liệu")
        return f"{number(told.limit.amount)} {LimitUnit(told.limit.unit).label}"

    @cached_property
    def goes_to(self) -> str:
        """Where the dossier goes, and when: the rule of 15:00 (NĐ 61/2018/NĐ-CP, art. 18)."""
        if self.process is None or not self.has_process:
            return ""
        unit_id = rules.working_steps(self.process)[0].unit_id or self.counter.pk
        name = units()[unit_id].name
        latest, today = localtime(hand_over_by(self.at, calendar_of(self.process.agency_id))), localtime(self.at)
        if latest.date() == today.date():
            return _("%(unit)s, trong hôm nay") % {"unit": name}
        if (latest.date() - today.date()).days == 1:
            return _("%(unit)s, chuyển đầu giờ ngày mai") % {"unit": name}
        return _("%(unit)s, chuyển đầu giờ ngày %(day)s") % {"unit": name, "day": f"{latest:%d/%m}"}

    @cached_property
    def today(self) -> reads.Today:
        """The counter's day so far."""
        return reads.today_at(self.counter, self.request.user, self.at)


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
    _find_person(sheet, sheet.typed.has_number)
    return _page(sheet)


def _find_person(sheet: Sheet, look: bool) -> None:
    """Show whom the office knows by the number; a new look is recorded."""
    typed = sheet.typed
    sheet.known = typing.known_for(typed)
    digits = plain_number(typed.number)
    if sheet.known is not None or not look or not digits:
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
    checked = typing.check(typed, sheet.process, sheet.files, sheet.at, lacking=bool(panel))
    sheet.errors |= checked.errors
    if sheet.errors:
        return _page(sheet, status=422, panel=panel)
    try:
        dossier = service(**checked.told, **more, by=user, at=sheet.at)
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
    checked = typing.check(sheet.typed, sheet.process, sheet.files, sheet.at, lacking=True)
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
    return _act(sheet, services.ask_at_counter, ASK, items=items, message=sheet.typed.message)


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
    if status != 200 and sheet.known is None:
        _find_person(sheet, look=False)
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


@require_safe
@opens_to(takes_in)
def receipt(request: HttpRequest, called: str) -> HttpResponse:
    """Form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    dossier = _printed(request, called)
    if dossier.accepted_at is None:
        raise Http404
    return _pdf(services.receipt_pdf, dossier, request, f"giay-hen-{dossier}.pdf")


@require_safe
@opens_to(takes_in)
def supplement(request: HttpRequest, called: str) -> HttpResponse:
    """Form 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ; the last one asked."""
    dossier = _printed(request, called)
    asked = Supplement.objects.select_related("dossier").filter(dossier=dossier).order_by("-position").first()
    if asked is None:
        raise Http404
    return _pdf(services.supplement_pdf, asked, request, f"yeu-cau-bo-sung-{dossier}.pdf")


@require_safe
@opens_to(takes_in)
def refusal(request: HttpRequest, called: str) -> HttpResponse:
    """Form 03: Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    dossier = _printed(request, called)
    if dossier.state != State.REFUSED:
        raise Http404
    return _pdf(services.refusal_pdf, dossier, request, f"tu-choi-{dossier}.pdf")


def _printed(request: HttpRequest, called: str) -> Dossier:
    at = now()
    rows = Dossier.objects.visible_to(request.user, at).called(rules.plain_number(called))
    dossier = rows.first()
    if dossier is None:
        raise Http404
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=request.user.pk, at=at, page="print")
    return dossier


def _pdf(draw: Callable[[Any, str], bytes], subject: Any, request: HttpRequest, name: str) -> HttpResponse:
    with translation.override("vi"):  # legal forms are Vietnamese whatever the page is
        content = draw(subject, base_url(request))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer
