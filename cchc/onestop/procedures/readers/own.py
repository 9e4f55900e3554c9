"""Our own shape as JSON: what the export writes, whole."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from cchc.onestop.procedures.readers.columns import EFFECTIVE
from cchc.onestop.procedures.readers.rows import LOCAL_CODE, Notes, Row, applicant_kinds, keyed, national_code
from cchc.onestop.procedures.rules import Content, from_json


def read(source: Mapping[str, Any], number: int) -> Row:
    """A row of this shape. Every key is known, or the row is refused: a misspelt key would lose its content."""
    notes = Notes(row=number, code=code_of(source.get("code")))
    effective = effective_of(source.get(EFFECTIVE), notes)
    raw = {key: value for key, value in source.items() if key != EFFECTIVE}
    try:
        content = from_json(Content, raw)
    except ValueError as fault:
        path, _, words = str(fault).partition(": ")
        notes.error(path, words)
        return notes.row_of(None)
    return whole(content, notes, effective)


def code_of(raw: Any) -> str:
    """The code as the catalogue keeps it."""
    given = str(raw or "").strip()
    return national_code(given) or given


def effective_of(raw: Any, notes: Notes) -> date | None:
    """The proposed day, where there is one."""
    if raw in (None, ""):
        return None
    try:
        return day_of(str(raw))
    except ValueError:
        notes.error(EFFECTIVE, gettext("Không đọc được ngày “%(raw)s”") % {"raw": raw})
        return None


def whole(content: Content, notes: Notes, effective: date | None) -> Row:
    """The row, with what our shape leaves to be derived, and what is missing said."""
    if not notes.code:
        notes.error("code", gettext("Thiếu mã"))
    elif not LOCAL_CODE.fullmatch(notes.code):
        notes.error(
            "code",
            gettext("Mã “%(code)s” chỉ được có chữ in hoa không dấu, chữ số, dấu chấm, gạch nối")
            % {"code": notes.code},
        )
    if not content.name:
        notes.error("name", gettext("Thiếu tên thủ tục"))
    if not content.field.name:
        notes.error("field", gettext("Thiếu lĩnh vực"))
    for limit in content.limits:
        if limit.amount is not None and not limit.unit:
            notes.warn(
                "time_limits", gettext("Thời hạn “%(amount)s” không có đơn vị tính") % {"amount": limit.amount}
            )
        elif limit.amount is None:
            notes.warn("time_limits", gettext("Một thời hạn không có số"))
    if not content.limits:
        notes.warn("time_limits", gettext("Không có thời hạn giải quyết"))
    kinds = content.applicant_kinds or applicant_kinds(content.subjects)
    whole = replace(content, code=notes.code, papers=keyed(content.papers), applicant_kinds=kinds)
    return notes.row_of(whole, effective)


def day_of(text: str) -> date:
    """A day as 2026-11-18 or 18/11/2026. Raises ValueError."""
    plain = text.strip()[:10]
    if "/" in plain:
        day, month, year = plain.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(plain)
