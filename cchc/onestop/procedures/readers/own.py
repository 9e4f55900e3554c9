"""Our own shape: what the export writes, whole. JSON, or a table with Vietnamese headings."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from cchc.kernel.text import fold, slug
from cchc.onestop.procedures.readers.limits import channel_of, limit_of, money_of, unit_of
from cchc.onestop.procedures.readers.rows import (
    LOCAL_CODE,
    Notes,
    Row,
    applicant_kinds,
    keyed,
    levels,
    national_code,
)
from cchc.onestop.procedures.rules import (
    Content,
    Fee,
    LegalBasis,
    PaperRequired,
    Question,
    Result,
    Step,
    TimeLimit,
    from_json,
    to_json,
)

EFFECTIVE = "effective_from"
CELL = 32_000  # an xlsx cell holds 32,767 characters; longer texts go on in "<heading> (2)"


def read(source: Mapping[str, Any], number: int) -> Row:
    """A row of this shape. Every key is known, or the row is refused: a misspelt key would lose its content."""
    notes = Notes(row=number, code=_code(source.get("code")))
    effective = _effective(source.get(EFFECTIVE), notes)
    raw = {key: value for key, value in source.items() if key != EFFECTIVE}
    try:
        content = from_json(Content, raw)
    except ValueError as fault:
        path, _, words = str(fault).partition(": ")
        notes.error(path, words)
        return notes.row_of(None)
    return _whole(content, notes, effective)


def _code(raw: Any) -> str:
    given = str(raw or "").strip()
    return national_code(given) or given


def _effective(raw: Any, notes: Notes) -> date | None:
    if raw in (None, ""):
        return None
    try:
        return _date(str(raw))
    except ValueError:
        notes.error(EFFECTIVE, f"Không đọc được ngày “{raw}”")
        return None


def _whole(content: Content, notes: Notes, effective: date | None) -> Row:
    """The row, with what our shape leaves to be derived, and what is missing said."""
    from dataclasses import replace

    if not notes.code:
        notes.error("code", "Thiếu mã")
    elif not LOCAL_CODE.fullmatch(notes.code):
        notes.error("code", f"Mã “{notes.code}” chỉ được có chữ in hoa không dấu, chữ số, dấu chấm, gạch nối")
    if not content.name:
        notes.error("name", "Thiếu tên thủ tục")
    if not content.field.name:
        notes.error("field", "Thiếu lĩnh vực")
    for limit in content.limits:
        if limit.amount is not None and not limit.unit:
            notes.warn("time_limits", f"Thời hạn “{limit.amount}” không có đơn vị tính")
        elif limit.amount is None:
            notes.warn("time_limits", "Một thời hạn không có số")
    if not content.limits:
        notes.warn("time_limits", "Không có thời hạn giải quyết")
    kinds = content.applicant_kinds or applicant_kinds(content.subjects)
    whole = replace(content, code=notes.code, papers=keyed(content.papers), applicant_kinds=kinds)
    return notes.row_of(whole, effective)


# --- the table: a column a part, a line in the cell for each of several ---


@dataclass(frozen=True)
class Column:
    """A column of the table: its heading, the part it holds, and how its cells are written.

    `lines` are the names of what stands in one line of a cell, joined by " | "; empty: the cell is one value.
    """

    heading: str
    name: str
    lines: tuple[str, ...] = ()
    kind: type[Any] = str
    note: str = ""


COLUMNS = (
    Column("Mã thủ tục", "code"),
    Column("Tên thủ tục", "name"),
    Column("Tên tiếng Anh", "name_en"),
    Column("Lĩnh vực", "field.name"),
    Column("Mã lĩnh vực", "field.key"),
    Column("Lĩnh vực (tiếng Anh)", "field.name_en"),
    Column("Có hiệu lực từ", EFFECTIVE, kind=date),
    Column("Số quyết định công bố", "decision_number"),
    Column("Cấp thực hiện", "levels"),
    Column("Loại thủ tục", "kind"),
    Column("Tóm tắt", "summary"),
    Column("Tóm tắt (tiếng Anh)", "summary_en"),
    Column("Thời hạn giải quyết", "limits", ("channel", "case", "amount", "unit", "text", "text_en"), TimeLimit),
    Column(
        "Phí, lệ phí", "fees",
        ("name", "kind", "channel", "case", "amount", "formula", "variables", "text", "name_en"), Fee,
    ),
    Column("Trình tự thực hiện", "sequence"),
    Column("Cách thức thực hiện", "manner"),
    Column(
        "Thành phần hồ sơ", "papers",
        ("name", "originals", "copies", "required", "case", "kind", "template_name", "template_url", "replaced_by",
         "note", "name_en", "key"), PaperRequired,
    ),
    Column("Thành phần hồ sơ, nguyên văn", "papers_text"),
    Column("Số bộ hồ sơ", "sets", kind=int),
    Column("Đối tượng thực hiện", "subjects", ("",)),
    Column("Loại chủ hồ sơ", "applicant_kinds"),
    Column("Cơ quan thực hiện", "executing_agency"),
    Column("Cơ quan có thẩm quyền", "competent_agency"),
    Column("Cơ quan được ủy quyền", "authorised_agency"),
    Column("Cơ quan phối hợp", "coordinating_agency"),
    Column("Địa chỉ tiếp nhận", "receiving_address"),
    Column("Kết quả thực hiện", "results", ("name", "code", "name_en"), Result),
    Column("Yêu cầu, điều kiện", "conditions"),
    Column(
        "Căn cứ pháp lý", "legal_bases", ("number", "title", "url", "issued_on", "effective_on", "issued_by"),
        LegalBasis,
    ),
    Column("Từ khóa", "keywords", ("",)),
    Column("Thủ tục liên quan", "related", ("",)),
    Column("Trang nguồn", "source_url"),
    Column("Mức độ trực tuyến", "online_level"),
    Column("Trực tuyến từ", "online_since", kind=date),
    Column("Thanh toán trực tuyến từ", "payment_online", kind=date),
    Column("Trong danh mục đủ điều kiện từ", "eligible_listed", kind=date),
    Column("Dùng được trên điện thoại từ", "works_on_phones", kind=date),
    Column("Phân cấp theo", "decentralised_by"),
    Column("Phân cấp từ", "decentralised_on", kind=date),
    Column("Trong kỳ gốc từ", "in_baseline", kind=date),
    Column("Thời hạn khi bổ sung", "supplement_clock"),
    Column("Nộp không cần tài khoản", "anonymous_allowed", kind=bool),
    Column("Quy trình nội bộ", "steps",
           ("name", "unit_code", "right", "days", "result", "moves", "role", "name_en", "key"), Step),
    Column("Biểu mẫu (JSON)", "form", kind=dict),
    Column("Câu hỏi trước khi nộp (JSON)", "eligibility", kind=Question),
)  # fmt: skip

_BY_HEADING = {fold(column.heading): column for column in COLUMNS}
_YES = {"co", "x", "1", "true", "yes"}
_NO = {"", "khong", "0", "false", "no"}
# Words of the table for what the program names by a key.
WORDS: dict[str, dict[str, str]] = {
    "channel": {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Dịch vụ bưu chính"},
    "unit": {"working_day": "ngày làm việc", "day": "ngày", "hour": "giờ", "month": "tháng"},
    "fee_kind": {"charge": "Phí", "fee": "Lệ phí"},
    "level": {"ministry": "Cấp bộ", "province": "Cấp tỉnh", "commune": "Cấp xã", "other": "Cơ quan khác"},
    "online_level": {"full": "Toàn trình", "partial": "Một phần", "information": "Cung cấp thông tin trực tuyến"},
    "clock": {"reset": "Tính lại", "pause": "Tạm dừng"},
    "applicant": {"citizen": "Cá nhân", "organisation": "Tổ chức"},
    "right": {
        "receive": "Tiếp nhận hồ sơ", "process": "Xử lý hồ sơ", "assign": "Phân công", "approve": "Phê duyệt, ký",
        "hand_over": "Trả kết quả",
    },
    "act": {"forward": "chuyển", "send_back": "trả lại", "finish": "kết thúc"},
}  # fmt: skip


def _said(kind: str, key: str) -> str:
    return WORDS[kind].get(key, key)


def _meant(kind: str, word: str, where: str) -> str:
    plain = fold(word)
    found = next((key for key, said in WORDS[kind].items() if plain in (fold(said), key)), None)
    if plain and found is None:
        raise ValueError(f"{where}: không hiểu “{word}”")
    return found or ""


def headings(cells: Iterable[Any]) -> list[tuple[Column, int] | None]:
    """The column of each heading, and its part where a long text goes on; None for a heading not ours."""
    found: list[tuple[Column, int] | None] = []
    for cell in cells:
        plain, _, part = fold(str(cell or "")).rpartition(" (")
        number = part.rstrip(")")
        column = _BY_HEADING.get(fold(str(cell or "")))
        if column is None and number.isdecimal():
            column = _BY_HEADING.get(plain)
            found.append((column, int(number)) if column else None)
        else:
            found.append((column, 1) if column else None)
    return found


def read_table(heads: list[tuple[Column, int] | None], cells: list[Any], number: int) -> Row:
    """A row of the table."""
    texts: dict[str, str] = {}
    for head, cell in zip(heads, cells, strict=False):
        if head is not None and cell is not None:
            column = head[0]
            texts[column.name] = texts.get(column.name, "") + _plain(cell)
    notes = Notes(row=number, code=_code(texts.get("code")))
    effective = _effective(texts.get(EFFECTIVE), notes)
    raw: dict[str, Any] = {"field": {}}
    for column in COLUMNS:
        text = texts.get(column.name, "").replace("\r\n", "\n").strip()
        if not text or column.name == EFFECTIVE:
            continue
        try:
            if column.name.startswith("field."):
                raw["field"][column.name.removeprefix("field.")] = text
            else:
                raw[column.name] = _parsed(column, text)
        except ValueError as fault:
            notes.error(_report_name(column.name), f"Cột “{column.heading}”: {fault}")
    if raw["field"].get("name"):
        raw["field"].setdefault("key", slug(raw["field"]["name"]))
    for name, words in (("code", "Thiếu mã"), ("name", "Thiếu tên thủ tục"), ("field", "Thiếu lĩnh vực")):
        if not (raw["field"].get("name") if name == "field" else raw.get(name)):
            notes.error(name, words)
    if notes.errors:
        return notes.row_of(None)
    try:
        content = from_json(Content, raw)
    except ValueError as fault:
        path, _, words = str(fault).partition(": ")
        notes.error(_report_name(path.split("[")[0]), words)
        return notes.row_of(None)
    return _whole(content, notes, effective)


def _report_name(name: str) -> str:
    return "time_limits" if name == "limits" else name


def _plain(cell: Any) -> str:
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return normalize("NFC", str(cell)).replace("\x00", "")


def _parsed(column: Column, text: str) -> Any:
    if column.name in ("form", "eligibility"):
        try:
            return json.loads(text)
        except ValueError:
            raise ValueError("không phải JSON") from None
    if column.name == "levels":
        return list(levels(text))
    if column.name == "applicant_kinds":
        return [_meant("applicant", part, column.heading) for part in text.split(",") if part.strip()]
    if column.name == "online_level":
        return _meant("online_level", text, column.heading)
    if column.name == "supplement_clock":
        return _meant("clock", text, column.heading)
    if column.kind is date:
        return _date(text).isoformat()
    if column.kind is bool:
        return _truth(text)
    if column.kind is int:
        if not text.isdecimal():
            raise ValueError(f"“{text}” không phải là số")
        return int(text)
    if column.lines == ("",):
        return [_unescape(line) for line in text.split("\n") if line.strip()]
    if column.lines:
        return [_line(column, line, index) for index, line in enumerate(text.split("\n"), 1) if line.strip()]
    return text


def _date(text: str) -> date:
    """A day as 2026-11-18 or 18/11/2026. Raises ValueError."""
    plain = text.strip()[:10]
    if "/" in plain:
        day, month, year = plain.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(plain)


def _truth(text: str) -> bool:
    plain = fold(text)
    if plain not in _YES | _NO:
        raise ValueError(f"“{text}” không phải là có hay không")
    return plain in _YES


def _split(line: str) -> list[str]:
    """The cells of a line, at " | "; a bar of the text itself is written \\|."""
    cells, current, escaped = [], "", False
    for mark in line:
        if escaped:
            current += {"n": "\n", "|": "|", "\\": "\\"}.get(mark, "\\" + mark)
            escaped = False
        elif mark == "\\":
            escaped = True
        elif mark == "|":
            cells.append(current)
            current = ""
        else:
            current += mark
    cells.append(current + ("\\" if escaped else ""))
    return [cell.strip(" ") for cell in cells]


def _unescape(line: str) -> str:
    return "|".join(_split(line))


def _line(column: Column, line: str, index: int) -> dict[str, Any]:
    if column.kind is TimeLimit and "|" not in line:
        amount, unit, word = limit_of(line)
        if amount is None or (word and not unit):
            raise ValueError(f"không đọc được thời hạn “{line}”")
        return {"amount": str(amount), "unit": unit}
    cells = _split(line)
    if len(cells) > len(column.lines):
        raise ValueError(f"dòng {index} có {len(cells)} ô, chỉ cần {len(column.lines)}")
    named = {name: cell for name, cell in zip(column.lines, cells, strict=False) if cell}
    part: dict[str, Any] = {}
    hints = {f.name: f for f in fields(column.kind)}
    for name, cell in named.items():
        part[name] = _cell(column, name, cell)
    if column.kind is Step:
        part.setdefault("key", slug(part.get("name", "")) or f"buoc-{index}")
        part["order"] = index
    if column.kind is PaperRequired:
        part.setdefault("key", "")
        for count in ("originals", "copies"):
            if named.get(count) == "?":
                part[count] = None
    return {name: value for name, value in part.items() if name in hints}


def _cell(column: Column, name: str, cell: str) -> Any:
    if name == "channel":
        found = channel_of(cell)
        if not found:
            raise ValueError(f"không biết cách thức “{cell}”")
        return found
    if name == "unit":
        found = unit_of(cell)
        if not found:
            raise ValueError(f"không biết đơn vị “{cell}”")
        return found
    if column.kind is Fee and name == "kind":
        return _meant("fee_kind", cell, "loại phí")
    if name == "right":
        return _meant("right", cell, "quyền")
    if column.kind is Fee and name == "amount":
        amount = money_of(cell)
        if amount is None:
            raise ValueError(f"không đọc được mức thu “{cell}”")
        return str(amount)
    if name in ("amount", "days"):
        return str(Decimal(cell.replace(",", "."))) if _is_number(cell) else _refuse(cell)
    if name in ("originals", "copies"):
        return None if cell == "?" else int(cell) if cell.isdecimal() else _refuse(cell)
    if name == "required":
        return _truth(cell)
    if name in ("issued_on", "effective_on"):
        return _date(cell).isoformat()
    if name == "moves":
        return [_move(part) for part in cell.split(";") if part.strip()]
    if name == "variables":
        return [_variable(part) for part in cell.split(";") if part.strip()]
    return cell


def _variable(text: str) -> dict[str, str]:
    """A formula's name: "key=nhãn", or "key=nhãn=label"."""
    key, _, rest = text.partition("=")
    label, _, english = rest.partition("=")
    return {"key": key.strip(), "label": label.strip(), "label_en": english.strip()}


def _is_number(cell: str) -> bool:
    return cell.replace(",", ".").replace(".", "", 1).isdecimal()


def _refuse(cell: str) -> Any:
    raise ValueError(f"“{cell}” không phải là số")


def _move(text: str) -> dict[str, str]:
    act, _, to = text.partition(":")
    return {"act": _meant("act", act, "hướng đi"), "to": to.strip()}


# --- writing ---


def cells_of(content: Content, effective_from: date | None) -> list[str]:
    """A version as a row of the table: what `read_table` reads back as the same content."""
    return ["" if column is None else _written(column, content, effective_from) for column in COLUMNS]


def json_of(content: Content, effective_from: date | None) -> dict[str, Any]:
    """A version as an object: what `read` reads back as the same content."""
    plain: dict[str, Any] = to_json(content)
    return plain | ({EFFECTIVE: effective_from.isoformat()} if effective_from else {})


def _written(column: Column, content: Content, effective_from: date | None) -> str:
    if column.name == EFFECTIVE:
        return effective_from.isoformat() if effective_from else ""
    if column.name.startswith("field."):
        return str(getattr(content.field, column.name.removeprefix("field.")))
    value = getattr(content, column.name)
    if column.name in ("form", "eligibility"):
        return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":")) if value else ""
    if column.name == "levels":
        return ", ".join(_said("level", level) for level in value)
    if column.name == "applicant_kinds":
        return ", ".join(_said("applicant", kind) for kind in value)
    if column.name == "online_level":
        return _said("online_level", value) if value else ""
    if column.name == "supplement_clock":
        return _said("clock", value)
    if column.kind is bool:
        return "Có" if value else "Không"
    if column.lines == ("",):
        return "\n".join(_escape(item) for item in value)
    if column.lines:
        return "\n".join(_joined(column, part) for part in value)
    return "" if value is None else str(value.isoformat() if isinstance(value, date) else value)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\r", "").replace("\n", "\\n")


def _joined(column: Column, part: Any) -> str:
    cells = list(_parts(column, part))
    while cells and not cells[-1]:
        cells.pop()
    return " | ".join(cells) if len(cells) > 1 else f"{cells[0] if cells else ''} |"


def _parts(column: Column, part: Any) -> Iterator[str]:
    for name in column.lines:
        value = getattr(part, name)
        if name == "channel" and value:
            yield _said("channel", value)
        elif name == "unit" and value:
            yield _said("unit", value)
        elif column.kind is Fee and name == "kind":
            yield _said("fee_kind", value)
        elif name == "right":
            yield _said("right", value)
        elif name == "moves":
            yield "; ".join(f"{_said('act', move.act)}:{move.to}".rstrip(":") for move in value)
        elif name == "variables":
            said = ([one.key, one.label, one.label_en] for one in value)
            yield "; ".join("=".join(words).rstrip("=") for words in said)
        elif name in ("originals", "copies"):
            yield "?" if value is None else str(value)
        elif isinstance(value, bool):
            yield "Có" if value else "Không"
        elif isinstance(value, Decimal):
            yield str(to_json(value))
        else:
            yield "" if value is None else _escape(value.isoformat() if isinstance(value, date) else str(value))
