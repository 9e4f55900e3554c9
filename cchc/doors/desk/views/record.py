"""The record: what happened to a dossier, or anywhere; and who looked at whose data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from cchc.doors.desk.choices.record import KEYS, PEOPLE, SUBJECTS, UNITS, fact_words, kind_words
from cchc.doors.desk.forms.record import RecordFilter
from cchc.doors.desk.permissions.record import can_read_record, reads_record
from cchc.doors.desk.querysets import dossier as dossiers
from cchc.doors.desk.querysets import record as reads
from cchc.foundation.audit.models import Entry
from cchc.foundation.audit.services import record_look
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff
from cchc.foundation.identity.querysets import units
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.kernel.paging import Page, keyset
from cchc.onestop.dossiers.rules import plain_number
from cchc.ui.parts import Column

KEPT = ("nguoi", "loai", "tu", "den")
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # of a row: nobody reads it


@dataclass(frozen=True)
class Line:
    """One entry as it is shown."""

    entry: Entry
    who: str
    what: str
    subject: str
    url: str
    details: str


@require_safe
@opens_to(is_staff)
def dossier_record(request: HttpRequest, number: str) -> HttpResponse:
    """All that happened to one dossier, and every look at it, newest first."""
    at, user = now(), request.user
    seen = dossiers.dossier_called(plain_number(number), user, at)  # type: ignore[arg-type]  # signed in
    dossier = seen or reads.dossier_for_record(plain_number(number))
    if dossier is None or not (seen or can_read_record(user, dossier, at)):
        raise Http404
    if not can_read_record(user, dossier, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.READ_AUDIT.label})
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=user.pk, at=at, page="record")
    page = keyset(Entry.objects.about("dossier", dossier.pk), by="-at", mark=request.GET.get("sau", ""))
    context = {
        "dossier": dossier,
        "sees": seen is not None,
        "lines": _lines(page),
        "columns": _columns(with_subject=False),
        **_ways(page, request.path, {}),
    }
    return render(request, "desk/record_dossier.html", context)


@require_safe
@opens_to(reads_record)
def record(request: HttpRequest) -> HttpResponse:
    """The record of the agencies that one may read, newest first, by pages. Reading it is recorded, too."""
    at, user = now(), request.user
    filters = RecordFilter(request.GET)
    name = request.GET.get("nguoi", "").strip()
    person = User.objects.filter(username__iexact=name).values_list("pk", flat=True).first() if name else None
    entries = reads.narrowed(reads.entries_for(user, at), filters.narrowed(person))  # type: ignore[arg-type]
    if name and person is None:
        entries = entries.none()
    record_look(subject_type="record", subject_id="", by_id=user.pk, at=at, filters=_told(request.GET))
    page = keyset(entries, by="-at", mark=request.GET.get("sau", ""))
    context = {
        "filters": filters,
        "is_narrowed": bool(_told(request.GET)),
        "unknown": name if name and person is None else "",
        "lines": _lines(page),
        "columns": _columns(with_subject=True),
        **_ways(page, reverse("desk:record"), _told(request.GET)),
    }
    return render(request, "desk/record.html", context)


def _told(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in KEPT if given.get(name)}


def _ways(page: Page[Entry], path: str, told: dict[str, str]) -> dict[str, str]:
    following = {**told, "sau": page.next_mark}
    return {
        "count": _("%(n)s mục") % {"n": len(page.rows)},
        "next_url": f"{path}?{urlencode(following)}" if page.next_mark else "",
        "first_url": "" if page.is_first else f"{path}?{urlencode(told)}" if told else path,
    }


def _columns(with_subject: bool) -> list[Column]:
    columns = [Column(_("Lúc"), 156, direction="descending"), Column(_("Người"), 220), Column(_("Việc"), 260)]
    return [
        *columns,
        *([Column(pgettext("record", "Đối tượng"), 240)] if with_subject else []),
        Column(_("Nội dung")),
    ]


def _lines(page: Page[Entry]) -> list[Line]:
    told = [entry.content.get(fact) for entry in page.rows for fact in PEOPLE]
    named = [pk for value in told for pk in (value if isinstance(value, list) else [value])]
    named += [int(entry.subject_id) for entry in page.rows if _is_person(entry)]
    names = reads.names_of([*(entry.by_id for entry in page.rows), *(pk for pk in named if isinstance(pk, int))])
    ids = {entry.subject_id for entry in page.rows if entry.subject_type == "dossier"}
    numbers = reads.numbers_of(ids) if ids else {}
    return [_line(entry, names, numbers) for entry in page.rows]


def _line(entry: Entry, names: dict[int, str], numbers: dict[str, str]) -> Line:
    number = numbers.get(entry.subject_id, "") if entry.subject_type == "dossier" else ""
    own = f"{entry.subject_type}_id"
    told = [
        fact_words(name, _named(name, value, names))
        for name, value in entry.content.items()
        if name != own and name not in KEYS and not _is_key(value) and value not in (None, "", [], {})
    ]
    return Line(
        entry=entry,
        who=names.get(entry.by_id, str(entry.by_id))
        if entry.by_id is not None
        else _("Hệ thống, người chưa đăng nhập"),
        what=kind_words(entry.kind),
        subject=number or _subject(entry, names),
        url=reverse("desk:dossier-record", args=[number]) if number else "",
        details="; ".join(told),
    )


def _is_key(value: object) -> bool:
    """Whether a fact names rows by their keys alone: nobody reads those."""
    several = value if isinstance(value, list) else [value]
    return bool(several) and all(_KEY.fullmatch(str(one)) for one in several)


def _is_person(entry: Entry) -> bool:
    return entry.subject_type == "user" and entry.subject_id.isdecimal()


def _subject(entry: Entry, names: dict[int, str]) -> str:
    kind, key = entry.subject_type, entry.subject_id
    called: object = key
    if _is_person(entry):
        called = names.get(int(key), key)
    elif kind == "unit" and key.isdecimal():
        called = _named("unit", int(key), names)
    return f"{SUBJECTS.get(kind, kind)} {called}".strip()


def _named(fact: str, value: object, names: dict[int, str]) -> object:
    """The name of a person or a unit instead of its key; of several, each."""
    if isinstance(value, list):
        return [_named(fact, one, names) for one in value]
    if fact in PEOPLE and isinstance(value, int):
        return names.get(value, value)
    if fact in UNITS and isinstance(value, int):
        return units()[value].name if value in units() else value
    return value
