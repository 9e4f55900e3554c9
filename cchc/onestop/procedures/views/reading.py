"""The list, a version with all its parts, the difference between two, and the catalogue as a file."""

import difflib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.foundation.identity.models import Agency
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.kernel.paging import capped_count, keyset
from cchc.kernel.text import fold, slug
from cchc.onestop.procedures import papers, rules
from cchc.onestop.procedures.choices import FiledOnline, Level, OnlineLevel, Standing, State
from cchc.onestop.procedures.models import Field, Procedure, Version
from cchc.onestop.procedures.permissions import manages_anywhere
from cchc.onestop.procedures.querysets import for_export, stands
from cchc.onestop.procedures.readers import COLUMNS, Column, cells_of
from cchc.onestop.procedures.views.asking import KeeperRequest, agencies_of, agency_of, procedure_of, version_of

FILTERS = ("q", "linh-vuc", "muc-do", "trang-thai", "luu-y")
WITH_WARNINGS = "co"


@dataclass(frozen=True)
class Line:
    """A procedure in the list: its last version, and the one in force where that is another."""

    procedure: Procedure
    version: Version
    standing: Standing
    in_force: Version | None


@opens_to(manages_anywhere)
@require_safe
def procedures(request: KeeperRequest) -> HttpResponse:
    """The catalogue of an agency, by code: each procedure by its last version."""
    agencies = agencies_of(request)
    agency = agency_of(request, agencies)
    asked = {name: request.GET.get(name, "").strip() for name in FILTERS}
    rows = Procedure.objects.of([agency.pk]).with_latest()
    for condition in conditions(asked):
        rows = rows.whose_latest(condition)
    fields = list(Field.objects.filter(versions__procedure__agency=agency).distinct().order_by("name"))
    page = keyset(rows, by="code", mark=request.GET.get("sau", ""))
    context = {
        "agency": agency,
        "agencies": agencies,
        "lines": _lines(page.rows),
        "page": page,
        "count": _count(capped_count(rows)),
        "asked": {name.replace("-", "_"): value for name, value in asked.items()},
        "columns": _columns(),
        "many_url": f"{reverse('procedures:publish-many')}?{query(agency, asked | {'trang-thai': ''})}",
        "next_url": f"?{query(agency, asked)}&sau={page.next_mark}" if page.next_mark else "",
        "first_url": "" if page.is_first else f"?{query(agency, asked)}",
        "import_url": f"{reverse('procedures:import')}?co-quan={agency.pk}",
        "chips": chips(agency, asked, fields),
        "fields": fields,
        "levels": OnlineLevel.choices,
        "standings": Standing.choices,
        "kinds": list(papers.KINDS),
    }
    return render(request, "procedures/list.html", context)


def _columns() -> list[dict[str, object]]:
    return [
        {"label": _("Mã, tên thủ tục")},
        {"label": _("Phiên bản"), "width": 88, "num": True},
        {"label": _("Có hiệu lực từ"), "width": 136},
        {"label": _("Trực tuyến"), "width": 120},
        {"label": _("Trạng thái"), "width": 176},
        {"label": _("Lưu ý"), "width": 304},
    ]


def conditions(asked: dict[str, str]) -> list[Q]:
    """What the filters that are set ask of a version."""
    found = [Q(search__contains=word) for word in fold(asked["q"]).split()]
    if asked["linh-vuc"]:
        found.append(Q(field__key=asked["linh-vuc"]))
    if asked["muc-do"]:
        found.append(Q(online_level="" if asked["muc-do"] == "khong" else asked["muc-do"]))
    if asked["trang-thai"] in Standing.values:
        found.append(stands(asked["trang-thai"], clock.today()))
    if asked["luu-y"] == WITH_WARNINGS:
        found.append(~Q(warnings=[]))
    return found


def _lines(rows: list[Any]) -> list[Line]:
    today = clock.today()
    ids = [row.pk for row in rows]
    versions = {
        version.pk: version
        for version in Version.objects.filter(pk__in=[row.latest_id for row in rows]).select_related("field")
    }
    running = {version.procedure_id: version for version in Version.objects.on(today).filter(procedure__in=ids)}
    lines = []
    for row in rows:
        version = versions[row.latest_id]
        before = running.get(row.pk)
        lines.append(Line(row, version, version.standing_on(today), None if before == version else before))
    return lines


def _count(number: int) -> str:
    if number > 10_000:
        return _("hơn 10.000 thủ tục")
    return _("%(n)s thủ tục") % {"n": number}


def query(agency: Agency, asked: dict[str, str]) -> str:
    """The filters that are set, as an address has them."""
    return urlencode({"co-quan": agency.pk} | {name: value for name, value in asked.items() if value})


def chips(agency: Agency, asked: dict[str, str], fields: list[Field]) -> list[dict[str, str]]:
    """What narrows the list, each with the URL without it."""
    words = {
        "q": f"“{asked['q']}”",
        "linh-vuc": next((field.name for field in fields if field.key == asked["linh-vuc"]), asked["linh-vuc"]),
        "muc-do": dict(OnlineLevel.choices).get(asked["muc-do"], _("Không trực tuyến")),
        "trang-thai": dict(Standing.choices).get(asked["trang-thai"], ""),
        "luu-y": _("có lưu ý"),
    }
    return [
        {"label": str(words[name]), "url": f"?{query(agency, asked | {name: ''})}"}
        for name in FILTERS
        if asked[name]
    ]


@opens_to(manages_anywhere)
@require_safe
def procedure(request: KeeperRequest, pk: int) -> HttpResponse:
    """A procedure: its version in force today, or else its last one."""
    row = procedure_of(request, pk)
    found = Version.objects.on(clock.today()).filter(procedure=row).first() or row.versions.latest("number")
    return redirect("procedures:version", pk=found.pk)


@opens_to(manages_anywhere)
@require_safe
def version(request: KeeperRequest, pk: int) -> HttpResponse:
    """A version with all its parts, and the acts that are possible."""
    found, today = version_of(request, pk), clock.today()
    snapshot = found.as_snapshot()
    all_versions = list(found.procedure.versions.order_by("-number"))
    standing = found.standing_on(today)
    filing = snapshot.filing_on(today)
    context = {
        "version": found,
        "agency": found.procedure.agency,
        "snapshot": snapshot,
        "standing": standing,
        "versions": [(row, row.standing_on(today)) for row in all_versions],
        "before": next((row for row in all_versions if row.number < found.number), None),
        "filing": filing,
        "filing_label": FiledOnline(filing.place).label if filing else FiledOnline.NO.label,
        "total_days": rules.days_of(snapshot.steps),
        "process_faults": rules.process_faults(snapshot.steps),
        "is_draft": found.state == State.DRAFT,
        "can_withdraw": found.state == State.PUBLISHED and standing == Standing.IN_FORCE,
        "can_recall": found.state == State.PUBLISHED and standing == Standing.UPCOMING,
        "list_url": list_url(found.procedure.agency),
        "texts": [(label, text) for label, text in _texts(found) if text],
        "form_steps": ((found.form or {}).get("layout") or {}).get("steps") or [],
    }
    return render(request, "procedures/version.html", context)


def _texts(found: Version) -> list[tuple[str, str]]:
    """The legal parts that are running text, in the order of NĐ 63/2010/NĐ-CP, art. 8."""
    levels = ", ".join(str(Level(level).label) for level in found.levels)
    return [
        (_("Trình tự thực hiện"), found.sequence),
        (_("Cách thức thực hiện"), found.manner),
        (_("Cơ quan thực hiện"), found.executing_agency),
        (_("Cơ quan có thẩm quyền"), found.competent_agency),
        (_("Cơ quan được ủy quyền"), found.authorised_agency),
        (_("Cơ quan phối hợp"), found.coordinating_agency),
        (_("Địa chỉ tiếp nhận"), found.receiving_address),
        (_("Yêu cầu, điều kiện"), found.conditions),
        (_("Số quyết định công bố"), found.decision_number),
        (_("Cấp thực hiện"), levels),
        (_("Loại thủ tục"), found.kind),
        (_("Thủ tục liên quan"), "\n".join(found.related)),
        (_("Tên tiếng Anh"), found.name_en),
    ]


@dataclass(frozen=True)
class Difference:
    """One part that two versions say differently, line by line: (mark, text), mark "-" old, "+" new, " " same."""

    heading: str
    lines: tuple[tuple[str, str], ...]


@opens_to(manages_anywhere)
@require_safe
def compare(request: KeeperRequest, pk: int, other: int) -> HttpResponse:
    """What a version says otherwise than another of the same procedure."""
    new, old = version_of(request, pk), version_of(request, other)
    if new.procedure_id != old.procedure_id:
        raise Http404
    if new.number < old.number:
        new, old = old, new
    context = {"new": new, "old": old, "agency": new.procedure.agency, "differences": _differences(old, new)}
    return render(request, "procedures/compare.html", context)


def _differences(old: Version, new: Version) -> list[Difference]:
    before = cells_of(old.as_content(), old.effective_from)
    after = cells_of(new.as_content(), new.effective_from)
    found = []
    for column, was, now in zip(COLUMNS, before, after, strict=True):
        if was != now:
            compared = difflib.ndiff(_plain_lines(column, was), _plain_lines(column, now))
            lines = tuple((line[0], line[2:]) for line in compared if line[0] != "?")
            found.append(Difference(column.heading, lines))
    return found


_BARS = re.compile(r"(?: \|)+(?: |$)")


def _plain_lines(column: Column, cell: str) -> list[str]:
    """A cell of the export as people read it: days as days, the cells of a line apart, JSON line by line."""
    if column.kind is date and cell:
        return [f"{date.fromisoformat(cell):%d/%m/%Y}"]
    if column.name in ("form", "eligibility") and cell:
        return json.dumps(json.loads(cell), ensure_ascii=False, indent=1).splitlines()
    if column.lines:
        return [_BARS.sub(" · ", line).rstrip(" ·") for line in cell.splitlines()]
    return cell.splitlines()


@opens_to(manages_anywhere)
@require_safe
def export(request: KeeperRequest, kind: str) -> HttpResponse:
    """An agency's catalogue as a file; importing it changes nothing."""
    if kind not in papers.KINDS:
        raise Http404
    agency = agency_of(request)
    _name, content = papers.export(for_export(agency.pk), kind)
    name = f"thu-tuc-{slug(agency.short_name)}.{kind}"
    return HttpResponse(
        content,
        content_type=papers.KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def list_url(agency: Agency) -> str:
    """The list of an agency's procedures."""
    return f"{reverse('procedures:list')}?co-quan={agency.pk}"
