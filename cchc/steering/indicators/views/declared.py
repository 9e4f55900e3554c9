"""The values that are asked for, declared and approved: the list, one of them, and the files that prove it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.foundation.audit.models import Entry
from cchc.foundation.files.permissions import can_open_bytes
from cchc.foundation.files.services import stream
from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff
from cchc.foundation.identity.querysets import units
from cchc.foundation.worktime.rules import Due
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.kernel.paging import keyset
from cchc.steering.indicators import permissions, rules
from cchc.steering.indicators.choices import OPEN, TRANSITIONS, Act, Pile, State
from cchc.steering.indicators.forms.declaring import Narrowing
from cchc.steering.indicators.models import SAID_OF, Declaration
from cchc.steering.indicators.querysets import DeclarationQuerySet
from cchc.steering.indicators.services import proofs
from cchc.steering.indicators.views import words
from cchc.ui.choosing import offered
from cchc.ui.parts import Act as FileAct
from cchc.ui.parts import Chip, Column, Happening, Mark
from cchc.ui.wording import number

KEPT = ("tt", "ct", "dv")
PILE_MARKS = {
    Pile.LATE: ("red", "alert-triangle"), Pile.TO_DECLARE: ("neutral", "circle-dashed"),
    Pile.WAITING: ("violet", "clipboard-check"), Pile.APPROVED: ("green", "circle-check"),
    Pile.RETURNED: ("amber", "arrow-back-up"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A declared value as a row of a table."""

    row: Declaration
    code: str
    name: str
    days: str
    period: str
    mark: Mark
    value: str
    parts: str
    due: Due | None
    url: str


@dataclass(frozen=True)
class PileCount:
    """How many values lie in a pile, and the list of them."""

    mark: Mark
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Link:
    """An act that is offered; what leads on stands out."""

    label: Any
    url: str
    leads_on: bool = False


def line_of(row: Declaration, at: datetime) -> Line:
    """How a value is shown in a list."""
    return Line(
        row, words.code_of(row), words.name_of(row), words.days_of(row), words.period_of(row), words.mark_of(row),
        words.value_of(row), words.parts_of(row), words.due_of(row, at),
        reverse("indicators:declaration", args=[row.pk]),
    )  # fmt: skip


def address(given: Mapping[str, str], **more: Any) -> str:
    """The list with the filters of `given`, and with `more`."""
    told = {name: given[name] for name in KEPT if given.get(name)}
    told |= {name: str(value) for name, value in more.items()}
    told = {name: value for name, value in told.items() if value}
    url = reverse("indicators:declarations")
    return f"{url}?{urlencode(told)}" if told else url


@require_safe
@opens_to(is_staff)
def declarations(request: HttpRequest) -> HttpResponse:
    """The values of one's agencies, the newest on top, narrowed as the URL says."""
    at, user = now(), cast("User", request.user)
    day = localdate(at)
    everything = Declaration.objects.visible_to(user, at)
    piles = [(pile.value, str(pile.label)) for pile in Pile]
    asked = _units_in(everything, request.GET.get("dv", ""), permissions.agencies_of(user, at))
    narrowing = Narrowing(request.GET, piles=piles, indicators=_indicators(), units=asked)
    rows = _of(everything, narrowing)
    counts = _counts(rows, day)
    page = keyset(
        rows.in_pile(narrowing.told("tt"), day).with_names(), by="-asked_at", mark=request.GET.get("sau", "")
    )
    steers = any(permissions.can_steer(user, pk, at) for pk in permissions.agencies_of(user, at))
    total = counts[narrowing.told("tt") or "all"]
    context = {
        "lines": [line_of(row, at) for row in page.rows],
        "piles": [
            PileCount(
                Mark(pile.label, *PILE_MARKS[pile]), counts[pile], address(request.GET, tt=pile),
                narrowing.told("tt") == pile,
            )
            for pile in Pile
        ],
        "narrowing": narrowing,
        "chips": _chips(request.GET, narrowing),
        "clear_url": reverse("indicators:declarations"),
        "columns": [
            Column(_("Chỉ tiêu")), Column(_("Số liệu"), 216), Column(_("Đơn vị khai"), 176),
            Column(_("Trạng thái"), 236), Column(_("Giá trị"), 152), Column(_("Hạn khai"), 264),
        ],
        "count": _("%(n)s trong %(total)s giá trị") % {"n": len(page.rows), "total": number(total)},
        "next_url": address(request.GET, sau=page.next_mark) if page.next_mark else "",
        "first_url": "" if page.is_first else address(request.GET),
        "ask_url": reverse("indicators:ask") if steers else "",
        "rules_url": reverse("indicators:asking") if steers else "",
        "has_any": everything.exists(),
    }  # fmt: skip
    return render(request, "indicators/declarations.html", context)


def _indicators() -> list[tuple[str, str]]:
    language = get_language() or "vi"
    return [
        (key, f"{one.code} {one.name.said(language)}") for key, one in rules.definitions().items() if one.declared
    ]


def _units_in(rows: DeclarationQuerySet, named: str, agencies: frozenset[int]) -> list[tuple[str, str]]:
    """The units that were asked, and the one that the URL names: a link to nothing opens an empty list."""
    known = units()
    found = set(rows.order_by().values_list("asked_unit", flat=True))
    found |= {pk for pk, unit in known.items() if str(pk) == named and unit.agency_id in agencies}
    return sorted(((str(pk), known[pk].name) for pk in found if pk in known), key=lambda pair: pair[1])


def _of(rows: DeclarationQuerySet, narrowing: Narrowing) -> DeclarationQuerySet:
    if narrowing.told("ct"):
        rows = rows.filter(indicator=narrowing.told("ct"))
    if narrowing.told("dv"):
        rows = rows.filter(asked_unit=int(narrowing.told("dv")))
    return rows


def _counts(rows: DeclarationQuerySet, day: Any) -> dict[str, int]:
    wanted = {
        pile.name: Count("pk", filter=Q(pk__in=rows.in_pile(pile, day).order_by().values("pk"))) for pile in Pile
    }
    found = rows.order_by().aggregate(all=Count("pk"), **wanted)
    return {"all": found["all"], **{pile: found[pile.name] for pile in Pile}}


def _chips(given: Mapping[str, str], narrowing: Narrowing) -> list[Chip]:
    found = []
    for name in KEPT:
        told = narrowing.told(name)
        if told:
            label = offered(narrowing, name)[told]
            found.append(Chip(f"{narrowing.fields[name].label}: {label}", address(given, **{name: ""})))
    return found


# One value


@dataclass(frozen=True)
class Opened:
    """A declared value as one person has it open."""

    row: Declaration
    user: User
    at: datetime

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("indicators:declaration", args=[self.row.pk])

    @property
    def declares(self) -> bool:
        """Whether who looks declares it, as things stand."""
        return TRANSITIONS.allow(self.row.state, Act.DECLARE) and permissions.can_declare(
            self.user, self.row, self.at
        )

    @property
    def approves(self) -> bool:
        """Whether who looks decides on it, as things stand."""
        return self.row.state == State.DECLARED and permissions.can_approve(self.user, self.row, self.at)

    @property
    def takes_back(self) -> bool:
        """Whether who looks takes back what their unit declared, as things stand."""
        return TRANSITIONS.allow(self.row.state, Act.TAKE_BACK) and permissions.can_declare(
            self.user, self.row, self.at
        )

    @property
    def hands_on(self) -> bool:
        """Whether who looks gives it to another unit, as things stand."""
        return TRANSITIONS.allow(self.row.state, Act.HAND_ON) and permissions.can_steer(
            self.user, self.row.agency_id, self.at
        )

    @property
    def withdraws(self) -> bool:
        """Whether who looks takes it back for good, as things stand."""
        if self.row.state == State.APPROVED:
            return permissions.can_approve(self.user, self.row, self.at)
        return TRANSITIONS.allow(self.row.state, Act.WITHDRAW) and permissions.can_steer(
            self.user, self.row.agency_id, self.at
        )

    @property
    def replaces(self) -> bool:
        """Whether who looks may ask for it anew, as things stand."""
        if self.row.state != State.APPROVED:
            return False
        return permissions.can_declare(self.user, self.row, self.at) or permissions.can_steer(
            self.user, self.row.agency_id, self.at
        )


def open_declaration(request: HttpRequest, pk: UUID) -> Opened:
    """The value that the URL names, for who reads the figures of its agency. Raises Http404."""
    at, user = now(), cast("User", request.user)
    row = Declaration.objects.visible_to(user, at).with_names().filter(pk=pk).first()
    if row is None:
        raise Http404
    return Opened(row, user, at)


@require_safe
@opens_to(is_staff)
def declaration(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A declared value: what was said and by whom, what proves it, who approved it, what happened."""
    opened = open_declaration(request, pk)
    row = opened.row
    definition, language = rules.definitions()[row.indicator], get_language() or "vi"
    version = definition.on(row.ends_on)
    same = {name: getattr(row, name) for name in SAID_OF}
    others = Declaration.objects.filter(agency=row.agency_id, indicator=row.indicator, unit=row.unit_id)
    context = {
        "opened": opened,
        "row": row,
        "line": line_of(row, opened.at),
        "sentence": version.reading(row.reading).sentence.said(language),
        "law": version.law,
        "version": version,
        "files": [
            (
                file,
                [FileAct(_("Mở"), reverse("indicators:declaration-file", args=[row.pk, file.pk]))]
                if can_open_bytes(file)
                else [],
            )
            for file in proofs(row)
        ],
        "acts": _acts(opened),
        "unit_ended": row.asked_unit.ends_on is not None and row.asked_unit.ends_on < localdate(opened.at),
        "instead": others.filter(**same).exclude(pk=row.pk).order_by("-asked_at").first(),
        "others": [
            line_of(one, opened.at)
            for one in others.exclude(pk=row.pk).with_names().order_by("-ends_on", "-asked_at")[:12]
        ],
        "happenings": happenings(row),
        "waits_for_other": row.state == State.DECLARED
        and row.declared_by_id == opened.user.pk
        and permissions.can_steer(opened.user, row.agency_id, opened.at),
        "is_open": row.state in OPEN,
    }
    return render(request, "indicators/declaration.html", context)


def _acts(opened: Opened) -> list[Link]:
    """The acts that are possible now, the likeliest first."""
    pk = opened.row.pk
    found = []
    if opened.declares:
        again = opened.row.state == State.RETURNED
        label = _("Khai lại giá trị") if again else Act.DECLARE.label
        found.append(Link(label, reverse("indicators:declare", args=[pk]), leads_on=True))
    if opened.approves:
        found += [
            Link(Act.APPROVE.label, reverse("indicators:approve", args=[pk]), leads_on=True),
            Link(Act.RETURN.label, reverse("indicators:return", args=[pk])),
        ]
    if opened.replaces:
        found.append(Link(Act.REPLACE.label, reverse("indicators:replace", args=[pk])))
    if opened.takes_back:
        found.append(Link(Act.TAKE_BACK.label, reverse("indicators:take-back", args=[pk])))
    if opened.hands_on:
        found.append(Link(Act.HAND_ON.label, reverse("indicators:hand-on", args=[pk])))
    if opened.withdraws:
        found.append(Link(words.withdrawing(opened.row), reverse("indicators:withdraw", args=[pk])))
    return found


@require_safe
@opens_to(is_staff)
def file(request: HttpRequest, pk: UUID, file_pk: UUID) -> HttpResponseBase:
    """A file that proves a value, for who reads the value."""
    opened = open_declaration(request, pk)
    found = opened.row.files.filter(pk=file_pk).first()
    if found is None:
        raise Http404
    return stream(found, download=not found.kind.startswith(("application/pdf", "image/")))


ICONS = {
    "ValueAsked": "inbox", "ValueDeclared": "pencil", "ValueApproved": "circle-check",
    "ValueReturned": "arrow-back-up", "ValueReplaced": "refresh", "ValueDueTold": "bell",
    "ValueTakenBack": "arrow-back-up", "ValueWithdrawn": "circle-x", "ValueHandedOn": "arrows-exchange",
}  # fmt: skip


def happenings(row: Declaration) -> Sequence[Happening]:
    """What happened to a value, as the record keeps it, oldest first."""
    entries = list(Entry.objects.about("declaration", row.pk).filter(kind__in=list(ICONS)))
    names = dict(User.objects.filter(pk__in={one.by_id for one in entries}).values_list("pk", "full_name"))
    said = {
        "ValueAsked": _("Yêu cầu khai"), "ValueDeclared": _("Tự khai"), "ValueApproved": _("Duyệt giá trị"),
        "ValueReturned": _("Trả lại để khai lại"), "ValueReplaced": _("Thay bằng giá trị khác"),
        "ValueDueTold": _("Nhắc hạn khai"), "ValueTakenBack": _("Rút lại để sửa"),
        "ValueWithdrawn": "", "ValueHandedOn": "",  # by what they say, below
    }  # fmt: skip
    return [
        Happening(
            f"{said[one.kind]}{_what(one)}", one.at, names.get(one.by_id or 0, _("Chương trình")),
            str(one.content.get("reason", "")), icon=ICONS[one.kind],
        )
        for one in entries
    ]  # fmt: skip


def _what(entry: Entry) -> str:
    """The value that was declared, or the unit that has it now, beside the words of the entry."""
    told = entry.content
    if entry.kind == "ValueHandedOn":
        heir = units().get(told.get("to_unit") or 0)
        moved = (
            _("Chuyển việc khai sang %(unit)s")
            if told.get("role") == "declare"
            else _("Chuyển việc duyệt sang %(unit)s")
        )
        return moved % {"unit": heir.name if heir else _("nơi có quyền duyệt")}
    if entry.kind == "ValueWithdrawn":
        return _("Thôi dùng giá trị") if told.get("was") == State.APPROVED else _("Rút yêu cầu khai")
    if entry.kind != "ValueDeclared":
        return ""
    made = Declaration(
        numerator=told.get("numerator"), denominator=told.get("denominator"), value=told.get("value") or None
    )
    return f": {words.parts_of(made) or words.value_of(made)}"
