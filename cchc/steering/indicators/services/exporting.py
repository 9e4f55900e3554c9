"""The rows behind a figure as a file: what it means stands above them, and nothing that pages hide."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cchc.foundation.identity.querysets import units
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.procedures.models import PaperRequired
from cchc.steering.indicators import papers, rules
from cchc.steering.indicators.choices import PeriodKind, Source
from cchc.steering.indicators.rules import Figure
from cchc.steering.indicators.services import computing
from cchc.steering.indicators.services.listing import part_name

READ = 2000
FILE_KINDS = papers.KINDS  # what a browser is told of each kind of file


def as_csv(
    figure: Figure,
    part: str,
    *,
    viewer: Any,
    at: datetime,
    fact: str = "",
    found: QuerySet[Any] | None = None,
    whose: str = "",
) -> bytes:
    """The rows of one part of a figure as csv; `found` where a page has asked for them already."""
    return papers.as_csv(sheet_of(figure, part, viewer=viewer, at=at, fact=fact, found=found, whose=whose))


def as_xlsx(
    figure: Figure,
    part: str,
    *,
    viewer: Any,
    at: datetime,
    fact: str = "",
    found: QuerySet[Any] | None = None,
    whose: str = "",
) -> bytes:
    """The rows of one part of a figure as a workbook."""
    return papers.as_xlsx(sheet_of(figure, part, viewer=viewer, at=at, fact=fact, found=found, whose=whose))


def sheet_of(
    figure: Figure,
    part: str,
    *,
    viewer: Any,
    at: datetime,
    fact: str = "",
    found: QuerySet[Any] | None = None,
    whose: str = "",
) -> papers.Sheet:
    """What the file says: definition, version, law, period, moment, counts; then row by row."""
    definition = rules.definitions()[figure.indicator]
    if found is None:
        found = computing.rows(
            figure.indicator, part, agency_id=figure.agency_id, as_of=figure.as_of, period=figure.period,
            unit_id=figure.unit_id, reading=figure.reading, fact=fact, viewer=viewer, at=at,
        )  # fmt: skip
    language = get_language() or "vi"
    version = next(one for one in definition.versions if one.number == figure.version)
    reasons = {one.fact: one.words.said(language) for one in version.reading(figure.reading).left_out}
    headings, rows = _table(found, reasons)
    return papers.Sheet(
        title=f"{definition.code} {definition.name.said(language)}",
        head=head_of(figure, part, found.count(), whose), headings=headings, rows=rows,
    )  # fmt: skip


def head_of(figure: Figure, part: str, count: int, whose: str = "") -> list[tuple[str, str]]:
    """The lines that stand above the rows of a figure; `whose` where its unit alone does not say of whom it is."""
    definition, language = rules.definitions()[figure.indicator], get_language() or "vi"
    version = next(one for one in definition.versions if one.number == figure.version)
    reading = version.reading(figure.reading)
    whose = whose or (units()[figure.unit_id].name if figure.unit_id else _("Toàn cơ quan"))
    is_left_out_known = bool(figure.excluded) or not reading.left_out  # of a unit alone it is not
    period = figure.period
    lines = [
        (_("Định nghĩa"), reading.sentence.said(language)),
        (_("Cách đọc"), reading.name.said(language)),
        (_("Tử số"), f"{reading.numerator.name.said(language)}: {figure.numerator}" if reading.numerator else ""),
        (
            _("Mẫu số"),
            f"{reading.denominator.name.said(language)}: {figure.denominator}" if reading.denominator else "",
        ),
        (_("Không tính"), str(figure.left_out) if is_left_out_known else ""),
        (
            _("Quy tắc"),
            _("bản %(number)d, dùng từ %(day)s") % {"number": version.number, "day": _day(version.since)},
        ),
        (_("Căn cứ pháp lý"), "; ".join(version.law)),
        (
            _("Kỳ"),
            f"{PeriodKind(period.kind).label} {period.label}: {_day(period.start)} – {_day(period.end)}"
            if period
            else "",
        ),
        (_("Số liệu đến"), _moment(figure.as_of)),
        (_("Đơn vị"), whose),
        (_("Nguồn"), str(Source(figure.source).label)),
        (_("Phần"), part_name(part)),
        (_("Số dòng"), str(count)),
    ]
    return [(label, text) for label, text in lines if text]


def _table(found: QuerySet[Any], reasons: dict[str, str]) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    if found.model is Dossier:
        return (
            _("Số hồ sơ"), _("Thủ tục"), _("Chủ hồ sơ"), _("Cách nộp"), _("Nộp lúc"), _("Tiếp nhận lúc"),
            _("Hẹn trả kết quả"), _("Xong lúc"), _("Trạng thái"), _("Đơn vị chủ trì"), _("Lý do không tính"),
        ), _dossiers(found, reasons)  # fmt: skip
    if found.model is PaperRequired:
        headings = (_("Mã thủ tục"), _("Tên giấy tờ"), _("Mẫu đơn, tờ khai"), _("Lý do không tính"))
        return headings, _papers(found, reasons)
    return (_("Mã thủ tục"), _("Tên thủ tục"), _("Mức độ trực tuyến"), _("Lý do không tính")), _versions(
        found, reasons
    )


def _dossiers(found: QuerySet[Any], reasons: dict[str, str]) -> Iterator[Sequence[str]]:
    rows = found.select_related("procedure", "lead_unit").order_by(*computing.order_of(found))
    for row in rows.iterator(READ):
        yield (
            str(row) if row.opens else _("(không có quyền xem)"), row.procedure.code,
            row.applicant_name if row.opens else "", str(row.get_channel_display()), _moment(row.filed_at),
            _moment(row.accepted_at), _moment(row.due_at), _moment(row.closed_at), str(row.get_state_display()),
            row.lead_unit.name, reasons.get(row.why, ""),
        )  # fmt: skip


def _papers(found: QuerySet[Any], reasons: dict[str, str]) -> Iterator[Sequence[str]]:
    for row in found.select_related("version__procedure").order_by("pk").iterator(READ):
        yield row.version.procedure.code, row.name, row.template_name, reasons.get(row.why, "")


def _versions(found: QuerySet[Any], reasons: dict[str, str]) -> Iterator[Sequence[str]]:
    for row in found.select_related("procedure").order_by("pk").iterator(READ):
        yield row.procedure.code, row.name, str(row.get_online_level_display()), reasons.get(row.why, "")


def _day(day: Any) -> str:
    return f"{day:%d/%m/%Y}"


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%d/%m/%Y %H:%M}" if at else ""
