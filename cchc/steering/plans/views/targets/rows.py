"""The rows behind a figure: as many as it says, each with its reason; one that may not be seen keeps its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cchc.foundation.audit.services import record_look
from cchc.kernel.access import opens_to
from cchc.kernel.paging import Page, keyset
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.procedures.models import PaperRequired
from cchc.steering.indicators.choices import Part, Source
from cchc.steering.indicators.rules import Figure
from cchc.steering.indicators.services import (
    ENDANGERING,
    FILE_KINDS,
    as_csv,
    as_xlsx,
    figure_wanted,
    is_of_people,
    order_of,
    part_name,
    rows_wanted,
)
from cchc.steering.plans.permissions import reads_plans
from cchc.steering.plans.views.opened import open_plan, with_query
from cchc.steering.plans.views.targets import words
from cchc.steering.plans.views.targets.asked import ASKED, PARTS, SLUGS, Looked, look
from cchc.ui.parts import Column
from cchc.ui.wording import number

SIZE = 50


@dataclass(frozen=True)
class Tab:
    """A part of the figure, with its number and its rows."""

    name: str
    count: str
    url: str
    current: bool


@dataclass(frozen=True)
class Line:
    """A row as the page shows it: `url` is empty where it may not be opened, or has no page."""

    row: Any
    url: str
    opens: bool
    why: str


@dataclass(frozen=True)
class Listed:
    """The part that is listed: its figure, which part, which reason."""

    looked: Looked
    figure: Figure
    part: str
    fact: str

    @property
    def reasons(self) -> dict[str, str]:
        """Why rows are left out, in words, by fact."""
        reading, language = words.reading_of(self.figure), words.language()
        return {one.fact: one.words.said(language) for one in reading.left_out}

    @property
    def besides(self) -> dict[str, str]:
        """What is counted beside the figure, in words, by fact."""
        reading, language = words.reading_of(self.figure), words.language()
        return {one.fact: one.words.said(language) for one in reading.extra}

    @property
    def name(self) -> str:
        """What the rows are called."""
        reading, language = words.reading_of(self.figure), words.language()
        if self.fact:
            return {**self.reasons, **self.besides}[self.fact]
        if self.part in (Part.NUMERATOR, Part.DENOMINATOR):
            term = getattr(reading, self.part)
            return term.name.said(language) if term else part_name(self.part)
        return part_name(self.part)

    @property
    def rows(self) -> Any:
        """The rows."""
        return rows_wanted(self.looked.wanted(), self.part, fact=self.fact, viewer=self.looked.opened.user)


def listed_of(looked: Looked) -> Listed:
    """What a URL asks for: `loai`, and `muc` for one reason or one count beside. Raises Http404."""
    part = PARTS.get(looked.given.get("loai", "mau-so"))
    figure = figure_wanted(looked.wanted())
    reading = words.reading_of(figure)
    if part is None or figure.source != Source.COMPUTED or (part == ENDANGERING and not reading.endangered):
        raise Http404
    fact = looked.given.get("muc", "")
    named = {one.fact for one in (reading.left_out if part == Part.EXCLUDED else reading.extra)}
    if part not in (Part.EXCLUDED, Part.NUMERATOR) or fact not in named:
        fact = ""
    return Listed(looked, figure, str(part), fact)


@require_safe
@opens_to(reads_plans)
def rows(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The rows of one part of a figure, page by page. Looks at dossiers are recorded."""
    opened = open_plan(request, slug)
    looked = look(opened, code, request.GET)
    listed = listed_of(looked)
    found = listed.rows
    count = found.count()
    page = _page(listed, found, request.GET.get("sau", ""))
    if is_of_people(listed.figure.indicator):
        _record(listed, [str(row) for row in page.rows if row.opens])
    reasons = listed.reasons
    here = with_query(looked.rows_url, request.GET, ASKED, loai=SLUGS[listed.part], muc=listed.fact)
    hidden = found.filter(opens=False).count() if found.model is Dossier else 0
    return render(
        request, "plans/figure_rows.html",
        {
            "opened": opened, "plan": opened.plan, "looked": looked, "listed": listed, "target": looked.target,
            "figure": listed.figure, "day": looked.day, "is_past": looked.is_past, "name": listed.name,
            "what": _what(found), "count": count, "count_words": said_count(count), "hidden": hidden,
            "lines": [_line(row, reasons) for row in page.rows], "columns": _columns(found, listed.part),
            "with_reason": listed.part == Part.EXCLUDED, "tabs": _tabs(listed),
            "value": words.percent(listed.figure.value, looked.goals) if listed.figure.value is not None else "",
            "ratio": words.ratio(listed.figure),
            "period_words": words.in_sentence(words.period_words(listed.figure.period)),
            "span_words": words.span_words(listed.figure.period, looked.day) if listed.figure.period else "",
            "name_of_reading": words.reading_of(listed.figure).name.said(words.language()),
            "back_url": with_query(looked.url, request.GET, ASKED),
            "next_url": f"{here}&sau={page.next_mark}" if page.next_mark else "",
            "first_url": "" if page.is_first else here,
            "files": [
                (label, with_query(_file_url(looked, kind), request.GET, ASKED, loai=SLUGS[listed.part],
                                   muc=listed.fact))
                for kind, label in (("csv", _("Tải CSV")), ("xlsx", _("Tải Excel")))
            ],
        },
    )  # fmt: skip


@require_safe
@opens_to(reads_plans)
def file(request: HttpRequest, slug: str, code: str, kind: str) -> HttpResponse:
    """The rows of one part as csv or xlsx, with the definition above them. Looks at dossiers are recorded."""
    opened = open_plan(request, slug)
    looked = look(opened, code, request.GET)
    writes = {"csv": as_csv, "xlsx": as_xlsx}
    if kind not in writes:
        raise Http404
    listed = listed_of(looked)
    if is_of_people(listed.figure.indicator):
        _record(listed, [], file=kind)
    content = writes[kind](
        listed.figure,
        listed.part,
        viewer=opened.user,
        at=opened.at,
        fact=listed.fact,
        found=listed.rows,
        whose=f"{looked.unit_name[0].upper()}{looked.unit_name[1:]}",
    )
    name = f"{looked.target.code}-{SLUGS[listed.part]}-{looked.day:%Y%m%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FILE_KINDS[kind], headers=headers)


def _record(listed: Listed, shown: Sequence[str], **more: str) -> None:
    opened = listed.looked.opened
    record_look(
        subject_type="figure", subject_id=listed.figure.code, by_id=opened.user.pk, at=opened.at,
        part=listed.part, as_of=listed.looked.day.isoformat(), dossiers=list(shown), **more,
    )  # fmt: skip


def _file_url(looked: Looked, kind: str) -> str:
    return reverse("plans:figure-file", args=[looked.opened.plan.slug, looked.target.code.lower(), kind])


def _page(listed: Listed, found: Any, mark: str) -> Page[Any]:
    if found.model is Dossier:
        named = found.select_related("procedure", "rules", "lead_unit").defer("rules__form")
    elif found.model is PaperRequired:
        named = found.select_related("version__procedure")
    else:
        named = found.select_related("procedure")
    if listed.part == ENDANGERING:  # what is due first is to be done first
        return keyset(named.with_sort_at(), by="sort_at", mark=mark, size=SIZE)
    return keyset(named, by=order_of(found), mark=mark, size=SIZE)


def said_count(count: int) -> str:
    """So many rows, in words."""
    return ngettext("%(n)s dòng", "%(n)s dòng", count) % {"n": number(count)}


def _what(found: Any) -> str:
    if found.model is Dossier:
        return "dossier"
    return "paper" if found.model is PaperRequired else "version"


def _line(row: Any, reasons: dict[str, str]) -> Line:
    why = reasons.get(getattr(row, "why", ""), "")
    if isinstance(row, Dossier):
        return Line(row, row.staff_path if row.opens else "", row.opens, why)  # type: ignore[attr-defined]  # `rows` adds it
    procedure = row.version.procedure if isinstance(row, PaperRequired) else row.procedure
    return Line(row, _procedure_url(procedure.code), opens=True, why=why)


def _procedure_url(code: str) -> str:
    try:
        return reverse("portal:procedure", args=[code])
    except NoReverseMatch:
        return ""


def _columns(found: Any, part: str) -> list[Column]:
    reason = [Column(_("Lý do không tính"), 220)] if part == Part.EXCLUDED else []
    if found.model is Dossier:
        return [
            Column(_("Hồ sơ, chủ hồ sơ"), 248), Column(_("Thủ tục")), Column(_("Cách nộp"), 112),
            Column(_("Tiếp nhận"), 132), Column(_("Hẹn trả, xong"), 148), Column(_("Tình trạng, đơn vị"), 220),
            *reason,
        ]  # fmt: skip
    if found.model is PaperRequired:
        return [Column(_("Thủ tục"), 160), Column(_("Tên giấy tờ")), Column(_("Mẫu đơn, tờ khai"), 320), *reason]
    return [Column(_("Thủ tục"), 160), Column(_("Tên thủ tục")), Column(_("Mức độ trực tuyến"), 220), *reason]


def _tabs(listed: Listed) -> list[Tab]:
    figure, looked = listed.figure, listed.looked
    counts = {
        Part.NUMERATOR: figure.numerator, Part.DENOMINATOR: figure.denominator,
        Part.EXCLUDED: None if looked.own_only else figure.left_out,
    }  # fmt: skip
    return [
        Tab(
            name=str(part.label), count=number(count) if count is not None else "",
            url=with_query(looked.rows_url, looked.given, ASKED, loai=SLUGS[str(part)]),
            current=listed.part == part and not listed.fact,
        )
        for part, count in counts.items()
    ]  # fmt: skip
