"""P1 to P3: what the office offers, found by people's own words, read whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cchc.doors.portal.querysets.agencies import open_agencies
from cchc.doors.portal.querysets.figures import published_figures, year_figures
from cchc.doors.portal.templatetags.portal_words import fees_in_words, limits_in_words, ways_in_words
from cchc.doors.portal.views.filing import expected, language
from cchc.foundation.identity.choices import ApplicantKind, Right
from cchc.foundation.identity.models import Agency
from cchc.foundation.worktime.querysets import calendar_of
from cchc.kernel.access import public
from cchc.kernel.clock import now, today
from cchc.onestop.dossiers.rules import working_steps
from cchc.onestop.procedures.choices import FiledOnline
from cchc.onestop.procedures.models import Situation
from cchc.onestop.procedures.querysets import by_code, fields_in_force, nearest, search, situations, versions_of
from cchc.onestop.procedures.rules import Snapshot, marked
from cchc.onestop.procedures.services import note_miss

log = structlog.get_logger()
PAGE = 20
AHEAD = 3  # days before a day off on which the home page says so

# Icons of the doors of the home page, in turn: pictures, not meaning.
_ICONS = (
    "file-text",
    "certificate",
    "scale",
    "clipboard-check",
    "building",
    "bulb",
    "arrows-exchange",
    "microscope",
)


@dataclass(frozen=True)
class Closing:
    """A day on which counters are closed, soon."""

    on: date
    name: str


@dataclass(frozen=True)
class Hit:
    """A line of the results."""

    procedure: Snapshot
    pieces: tuple[tuple[str, bool], ...]  # the name, matched words marked
    limit: str
    fee: str
    how: str


@dataclass(frozen=True)
class Filter:
    """A choice beside the results, with how many it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """P1: search first, then what people come for, fields, tracking, and what the office did this year."""
    day, agencies = today(), open_agencies(today())
    doors = [
        (situation, _ICONS[index % len(_ICONS)], len(_codes(situation, agencies, day)))
        for index, situation in enumerate(situations(agencies)[:9])
    ]
    context = {
        "doors": doors,
        "fields": fields_in_force(agencies, day),
        "closing": _closing(agencies, day),
        "figures": year_figures(agencies, localtime(now()).replace(minute=0, second=0, microsecond=0)),
        "published": published_figures(agencies),
        "examples": [_("giấy phép X-quang"), _("dấu định lượng"), _("chuyển giao công nghệ")],
    }
    return render(request, "portal/catalogue/home.html", context)


def _codes(situation: Situation, agencies: tuple[int, ...], day: date) -> list[str]:
    return [row.code for row in situation.procedures.all() if by_code(agencies, row.code, day)]


def _closing(agencies: tuple[int, ...], day: date) -> Closing | None:
    if not agencies:
        return None
    calendar = calendar_of(agencies[0])
    for ahead in range(AHEAD + 1):
        on = day + timedelta(days=ahead)
        if calendar.reason(on) and not calendar.is_working_day(on):
            return Closing(on, calendar.reason(on))
    return None


@require_safe
@public
def results(request: HttpRequest) -> HttpResponse:
    """P2: procedures that people's words lead to; with nothing typed, all of them."""
    day, agencies = today(), open_agencies(today())
    text = request.GET.get("q", "").strip()[:200]
    field, applicant = request.GET.get("linh-vuc", ""), request.GET.get("nguoi-nop", "")
    situation = next((s for s in situations(agencies) if str(s.pk) == request.GET.get("viec", "")), None)
    found = search(agencies, day, text)
    if situation is not None and not text:
        codes = _codes(situation, agencies, day)
        found = tuple(
            sorted((f for f in found if f.procedure.code in codes), key=lambda f: codes.index(f.procedure.code))
        )
    every = found
    if field:
        found = tuple(f for f in found if f.procedure.field.key == field)
    if applicant:
        found = tuple(
            f for f in found if not f.procedure.applicant_kinds or applicant in f.procedure.applicant_kinds
        )
    start = _whole(request.GET.get("tu", "0"))
    hits = [_hit(f.procedure, f.matched, day) for f in found[start : start + PAGE]]
    if text and not every:
        log.info("search.nothing_found", words=text if "@" not in text else "")
    kept = {"q": text, "linh-vuc": field, "nguoi-nop": applicant, "viec": request.GET.get("viec", "")}
    following = start + PAGE if len(found) > start + PAGE else 0
    context = {
        "text": text,
        "situation": situation,
        "hits": hits,
        "understood": every[0].meant if text and every else (),
        "total": len(found),
        "fields": _fields(every, field),
        "applicants": _applicants(every, applicant),
        "is_filtered": bool(field or applicant),
        "nearest": []
        if every or not text
        else [_hit(p, frozenset(), day) for p in nearest(agencies, day, text)[:3]],
        "doors": situations(agencies)[:6] if not hits else (),
        "next_query": urlencode({k: v for k, v in {**kept, "tu": following}.items() if v}) if following else "",
        "first_query": urlencode({k: v for k, v in kept.items() if v}) if start else "",
        "plain_query": urlencode({k: v for k, v in kept.items() if v and k in ("q", "viec")}),
        "is_told": "da-bao" in request.GET,
    }
    return render(request, "portal/catalogue/results.html", context)


@require_POST
@public
def missed(request: HttpRequest) -> HttpResponse:
    """Somebody says that their words led nowhere: the words are counted, nobody is in it."""
    text = request.POST.get("q", "").strip()[:200]
    if text:
        note_miss(text=text, at=now())
    return redirect(f"{request.path.removesuffix('/khong-thay')}?{urlencode({'q': text, 'da-bao': 1})}")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _hit(procedure: Snapshot, matched: Iterable[str], day: date) -> Hit:
    name = procedure.name_en if language() == "en" and procedure.name_en else procedure.name
    return Hit(
        procedure,
        marked(name, matched),
        limits_in_words(procedure.limits),
        fees_in_words(procedure.fees),
        ways_in_words(procedure, day),
    )


def _fields(found: Iterable[object], chosen: str) -> list[Filter]:
    from cchc.onestop.procedures.rules.matching import by_field

    english = language() == "en"
    rows = by_field([f.procedure for f in found])  # type: ignore[attr-defined]  # found procedures
    return [Filter(key, en if english and en else name, count, key == chosen) for key, name, en, count in rows]


def _applicants(found: Iterable[object], chosen: str) -> list[Filter]:
    listed = [f.procedure.applicant_kinds for f in found]  # type: ignore[attr-defined]  # found procedures
    return [
        Filter(kind.value, str(kind.label), sum(not kinds or kind in kinds for kinds in listed), kind == chosen)
        for kind in (ApplicantKind.ORGANISATION, ApplicantKind.CITIZEN)
    ]


@require_safe
@public
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """P3: one procedure, its key facts first, then all legal parts; an older version by its day."""
    day, agencies = today(), open_agencies(today())
    asked = _day(request.GET.get("ngay", "")) or day
    found = by_code(agencies, code, asked) or _other(agencies, code, asked)
    if found is None:
        raise Http404
    current = by_code(agencies, code, day)
    filing = found.filing_on(day)
    moment = now()
    context = {
        "procedure": found,
        "office": Agency.objects.get(pk=found.agency_id),
        "limit": limits_in_words(found.limits),
        "expected": expected(found, moment) if found == current else None,
        "fee": fees_in_words(found.fees),
        "how": ways_in_words(found, day),
        "units": list(
            dict.fromkeys(s.unit_name for s in working_steps(found) if s.unit_name and s.right == Right.PROCESS)
        ),
        "is_staff": getattr(request.user, "is_staff", False),  # who is of the office files nothing
        "files_here": found == current and filing is not None and filing.place == FiledOnline.HERE,
        "national_url": filing.url
        if found == current and filing is not None and filing.place == FiledOnline.NATIONAL
        else "",
        "current": current,
        "is_current": found == current,
        "is_ahead": found.effective_from is not None and found.effective_from > day,
        "versions": [v for v in versions_of(found.procedure_id, found.agency_id) if v.id != found.id],
        "asked": asked,
    }
    return render(request, "portal/catalogue/procedure.html", context)


def _other(agencies: tuple[int, ...], code: str, day: date) -> Snapshot | None:
    """A procedure that is not in force on the day: its next version, else its last one."""
    from cchc.onestop.procedures.models import Procedure

    row = Procedure.objects.filter(agency__in=agencies, code=code).first()
    versions = versions_of(row.pk, row.agency_id) if row else ()
    ahead = [v for v in versions if v.effective_from and v.effective_from > day]
    return next(iter(ahead), versions[-1] if versions else None)


def _day(text: str) -> date | None:
    for form in ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return None
