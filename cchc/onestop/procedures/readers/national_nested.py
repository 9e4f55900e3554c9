"""The national portal's service: one object a procedure, lists inside it, every value text."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from cchc.kernel.text import fold, slug
from cchc.onestop.procedures.readers.limits import case_of, channel_of, limit_of, money_of, unit_of
from cchc.onestop.procedures.readers.rows import (
    Notes,
    Row,
    applicant_kinds,
    keyed,
    national_code,
    told,
)
from cchc.onestop.procedures.rules import (
    Content,
    Fee,
    FieldName,
    LegalBasis,
    PaperRequired,
    Result,
    TimeLimit,
)

# CAPTHUCHIEN is a code list; the name beside it decides where there is one.
_LEVELS = {"bo": "ministry", "trung uong": "ministry", "tinh": "province", "xa": "commune", "huyen": "other"}
_SPOKEN = {
    "counter": gettext_lazy("Trực tiếp"), "online": gettext_lazy("Trực tuyến"),
    "post": gettext_lazy("Dịch vụ bưu chính"), "": gettext_lazy("Không rõ kênh"),
}  # fmt: skip


def _all(raw: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; an empty list comes as an empty text, a single object bare."""
    if isinstance(raw, Mapping):
        return [raw]
    return [item for item in raw if isinstance(item, Mapping)] if isinstance(raw, list) else []


def _text(raw: Any) -> str:
    """The words of a value that is a text, or a list of objects with names."""
    if isinstance(raw, list | Mapping):
        names = (next((told(v) for k, v in item.items() if k.startswith("TEN")), "") for item in _all(raw))
        return "; ".join(name for name in names if name)
    return told(raw)


def read(source: Mapping[str, Any], number: int) -> Row:
    """A row of this shape."""
    given = str(source.get("MATTHC") or "").strip()
    notes = Notes(row=number, code=national_code(given) or given)
    if not national_code(given):
        notes.error(
            "code",
            gettext("Mã “%(given)s” không phải mã thủ tục quốc gia (ví dụ 1.000449)") % {"given": given}
            if given
            else gettext("Thiếu mã"),
        )
    name = told(source.get("TENTTHC"))
    if not name:
        notes.error("name", gettext("Thiếu tên thủ tục"))
    fields = _all(source.get("LINHVUCTHUCHIEN"))
    field = told(fields[0].get("TENLINHVUC")) if fields else ""
    if not field:
        notes.error("field", gettext("Thiếu lĩnh vực"))
    if notes.errors:
        return notes.row_of(None)
    limits, fees = _manner(source.get("CACHTHUCTHUCHIEN"), notes)
    subjects = [told(item.get("TENDOITUONG")) for item in _all(source.get("DOITUONGTHUCHIEN"))]
    subjects = [subject for subject in subjects if subject] or [
        part for part in [told(source.get("MOTADOITUONGTHUCHIEN"))] if part
    ]
    content = Content(
        code=notes.code,
        name=name,
        field=FieldName(key=told(fields[0].get("MALINHVUC")) or slug(field), name=field),
        summary=told(source.get("MOTA")),
        sequence="\n".join(_sequence(source.get("TRINHTUTHUCHIEN"))),
        papers=keyed(_papers(source.get("THANHPHANHOSO"), notes)),
        limits=limits,
        fees=fees,
        subjects=tuple(subjects),
        applicant_kinds=applicant_kinds(subjects),
        executing_agency=_text(source.get("COQUANTHUCHIEN")) or told(source.get("MOTACOQUANTHUCHIEN")),
        competent_agency=_text(source.get("COQUANCOTHAMQUYEN")) or told(source.get("MOTACOQUANTHAMQUYEN")),
        authorised_agency=_text(source.get("COQUANDUOCUYQUYEN")),
        coordinating_agency=_text(source.get("COQUANPHOIHOP")),
        receiving_address=told(source.get("DIACHITIEPNHAN")),
        results=tuple(
            Result(name=told(item.get("TENKETQUA")) or told(item.get("MAKETQUA")), code=told(item.get("MAKETQUA")))
            for item in _all(source.get("KETQUATHUCHIEN"))
            if told(item.get("TENKETQUA")) or told(item.get("MAKETQUA"))
        ),
        conditions=told(source.get("YEUCAU")),
        legal_bases=tuple(_legal(source.get("CANCUPHAPLY"), notes)),
        decision_number=told(source.get("IDQUYETDINHCONGBO")),
        levels=_levels(source.get("CAPTHUCHIEN")),
        kind=told(source.get("LOAITTHC")),
        keywords=tuple(word.strip() for word in re.split(r"[;,\n]", told(source.get("TUKHOA"))) if word.strip()),
        related=tuple(
            part for part in (_text(source.get("TTHCLIENQUAN")), _text(source.get("TTHCLIENTHONG"))) if part
        ),
    )
    return notes.row_of(content)


def _manner(raw: Any, notes: Notes) -> tuple[tuple[TimeLimit, ...], tuple[Fee, ...]]:
    limits: list[TimeLimit] = []
    fees: list[Fee] = []
    for way in _all(raw):
        channel = channel_of(str(way.get("KENH") or ""))
        if not channel:
            notes.warn("time_limits", gettext("Không biết kênh “%(channel)s”") % {"channel": way.get("KENH")})
        times = _all(way.get("THOIGIAN"))
        if not times:
            notes.warn("time_limits", gettext("%(channel)s: không có thời hạn") % {"channel": _SPOKEN[channel]})
        for time in times:
            described = told(time.get("MOTA"))
            case = case_of(described) if len(times) > 1 else ""
            amount, unit = _limit(time, channel, notes)
            limits.append(TimeLimit(channel=channel, case=case, amount=amount, unit=unit, text=described))
            fees += [_fee(item, channel, case, notes) for item in _all(time.get("PHILEPHI"))]
    return tuple(limits), tuple(dict.fromkeys(fees))


def _limit(time: Mapping[str, Any], channel: str, notes: Notes) -> tuple[Decimal | None, str]:
    said = told(time.get("THOIGIANGIAIQUYET"))
    amount, inside, word = limit_of(said)
    named = told(time.get("DONVITINH"))
    unit = unit_of(named) or inside
    if amount is None:
        notes.warn(
            "time_limits",
            gettext("%(channel)s: không đọc được thời hạn “%(said)s”")
            % {"channel": _SPOKEN[channel], "said": said}
            if said
            else gettext("%(channel)s: không có thời hạn bằng số") % {"channel": _SPOKEN[channel]},
        )
        return None, ""
    if inside and unit_of(named) and inside != unit_of(named):
        notes.warn(
            "time_limits",
            gettext("%(channel)s: “%(said)s” và đơn vị “%(named)s” khác nhau")
            % {"channel": _SPOKEN[channel], "said": said, "named": named},
        )
        return amount, ""
    if not unit:
        odd = named or word
        what = (
            gettext("đơn vị “%(odd)s” không dùng được") % {"odd": odd}
            if odd
            else gettext("thời hạn “%(said)s” không có đơn vị tính") % {"said": said}
        )
        notes.warn("time_limits", f"{_SPOKEN[channel]}: {what}")
    return amount, unit


def _fee(item: Mapping[str, Any], channel: str, case: str, notes: Notes) -> Fee:
    said, described = told(item.get("SOTIEN")), told(item.get("MOTA"))
    currency = fold(str(item.get("DONVI") or ""))
    amount = money_of(said) if said else None
    if said and (amount is None or currency not in ("", "dong", "vnd", "viet nam dong")):
        notes.warn(
            "fees",
            gettext("Không đọc được mức thu “%(said)s %(unit)s”")
            % {"said": said, "unit": item.get("DONVI") or ""},
        )
        amount = None
    charge = "phi" in fold(described) and "le phi" not in fold(described)
    name = "Phí" if charge else "Lệ phí" if "le phi" in fold(described) else "Phí, lệ phí"
    return Fee(
        name=name, kind="charge" if charge else "fee", channel=channel, case=case, amount=amount, text=described
    )


def _sequence(raw: Any) -> Iterator[str]:
    for group in _all(raw):
        if told(group.get("TRUONGHOP")):
            yield told(group.get("TRUONGHOP"))
        yield from (
            told(step.get("TENTRINHTU")) for step in _all(group.get("TRINHTU")) if told(step.get("TENTRINHTU"))
        )


def _papers(raw: Any, notes: Notes) -> Iterator[PaperRequired]:
    for group in _all(raw):
        for paper in _all(group.get("GIAYTO")):
            name = told(paper.get("TENGIAYTO")).lstrip("-+* ")
            if not name:
                notes.warn("papers", gettext("Một giấy tờ không có tên"))
                continue
            yield PaperRequired(
                key=slug(told(paper.get("MAGIAYTO"))),
                name=name,
                originals=_count(paper.get("SOBANCHINH"), name, notes),
                copies=_count(paper.get("SOBANSAO"), name, notes),
                required="(nếu có)" not in name.lower(),
                case=told(group.get("TRUONGHOP"))[:1000],
                template_name=told(paper.get("TENMAUDON"))[:500],
                template_url=told(paper.get("URL"))[:500],
                replaced_by=told(paper.get("MA_KQ_THAYTHE")),
            )


def _count(raw: Any, name: str, notes: Notes) -> int | None:
    text = str(raw if raw is not None else "").strip()
    if text.isdecimal() and int(text) < 1000:
        return int(text)
    if text:
        notes.warn(
            "papers",
            gettext("Không đọc được số lượng “%(text)s” của “%(name)s”") % {"text": text, "name": name[:60]},
        )
    return None


def _levels(raw: Any) -> tuple[str, ...]:
    found = []
    for item in _all(raw):
        level = _LEVELS.get(fold(str(item.get("TENCAP") or "")).removeprefix("cap "), "other")
        if level not in found:
            found.append(level)
    return tuple(found)


def _legal(raw: Any, notes: Notes) -> Iterator[LegalBasis]:
    for item in _all(raw):
        number, title = told(item.get("SOVANBAN")), told(item.get("TENVANBAN"))
        if number or title:
            yield LegalBasis(
                number=number, title=title, url=told(item.get("DIACHITRUYCAP"))[:500],
                issued_on=_day(item.get("NGAYBANHANH"), number, notes),
                effective_on=_day(item.get("NGAYHIEULUC"), number, notes),
                issued_by=told(item.get("COQUANBANHANH")),
            )  # fmt: skip


def _day(raw: Any, number: str, notes: Notes) -> date | None:
    text = told(raw)
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        notes.warn(
            "legal_bases",
            gettext("Không đọc được ngày “%(text)s” của %(number)s") % {"text": text, "number": number},
        )
        return None
