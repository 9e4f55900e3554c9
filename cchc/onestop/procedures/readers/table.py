"""A table of procedures: a column a part, a line in the cell for each of several."""

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext

from cchc.kernel.text import fold, slug
from cchc.onestop.procedures.readers.columns import BY_HEADING, COLUMNS, EFFECTIVE, NO, YES, Column, meant
from cchc.onestop.procedures.readers.limits import channel_of, limit_of, money_of, unit_of
from cchc.onestop.procedures.readers.own import code_of, day_of, effective_of, whole
from cchc.onestop.procedures.readers.rows import Notes, Row, levels
from cchc.onestop.procedures.rules import Content, Fee, PaperRequired, Step, TimeLimit, from_json


def headings(cells: Iterable[Any]) -> list[tuple[Column, int] | None]:
    """The column of each heading, and its part where a long text goes on; None for a heading not ours."""
    found: list[tuple[Column, int] | None] = []
    for cell in cells:
        plain, _, part = fold(str(cell or "")).rpartition(" (")
        number = part.rstrip(")")
        column = BY_HEADING.get(fold(str(cell or "")))
        if column is None and number.isdecimal():
            column = BY_HEADING.get(plain)
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
    notes = Notes(row=number, code=code_of(texts.get("code")))
    effective = effective_of(texts.get(EFFECTIVE), notes)
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
            notes.error(
                _report_name(column.name),
                gettext("Cột “%(heading)s”: %(fault)s") % {"heading": column.heading, "fault": fault},
            )
    if raw["field"].get("name"):
        raw["field"].setdefault("key", slug(raw["field"]["name"]))
    for name, words in (
        ("code", gettext("Thiếu mã")),
        ("name", gettext("Thiếu tên thủ tục")),
        ("field", gettext("Thiếu lĩnh vực")),
    ):
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
    return whole(content, notes, effective)


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
            raise ValueError(gettext("không phải JSON")) from None
    if column.name == "levels":
        return list(levels(text))
    if column.name == "applicant_kinds":
        return [meant("applicant", part, column.heading) for part in text.split(",") if part.strip()]
    if column.name == "online_level":
        return meant("online_level", text, column.heading)
    if column.name == "supplement_clock":
        return meant("clock", text, column.heading)
    if column.kind is date:
        return day_of(text).isoformat()
    if column.kind is bool:
        return _truth(text)
    if column.kind is int:
        if not text.isdecimal():
            raise ValueError(gettext("“%(text)s” không phải là số") % {"text": text})
        return int(text)
    if column.lines == ("",):
        return [_unescape(line) for line in text.split("\n") if line.strip()]
    if column.lines:
        return [_line(column, line, index) for index, line in enumerate(text.split("\n"), 1) if line.strip()]
    return text


def _truth(text: str) -> bool:
    plain = fold(text)
    if plain not in YES | NO:
        raise ValueError(gettext("“%(text)s” không phải là có hay không") % {"text": text})
    return plain in YES


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
            raise ValueError(gettext("không đọc được thời hạn “%(line)s”") % {"line": line})
        return {"amount": str(amount), "unit": unit}
    cells = _split(line)
    if len(cells) > len(column.lines):
        raise ValueError(
            gettext("dòng %(index)s có %(cells)s ô, chỉ cần %(lines)s")
            % {"index": index, "cells": len(cells), "lines": len(column.lines)}
        )
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
            raise ValueError(gettext("không biết cách thức “%(cell)s”") % {"cell": cell})
        return found
    if name == "unit":
        found = unit_of(cell)
        if not found:
            raise ValueError(gettext("không biết đơn vị “%(cell)s”") % {"cell": cell})
        return found
    if column.kind is Fee and name == "kind":
        return meant("fee_kind", cell, "loại phí")
    if name == "right":
        return meant("right", cell, "quyền")
    if column.kind is Fee and name == "amount":
        amount = money_of(cell)
        if amount is None:
            raise ValueError(gettext("không đọc được mức thu “%(cell)s”") % {"cell": cell})
        return str(amount)
    if name in ("amount", "days"):
        return str(Decimal(cell.replace(",", "."))) if _is_number(cell) else _refuse(cell)
    if name in ("originals", "copies"):
        return None if cell == "?" else int(cell) if cell.isdecimal() else _refuse(cell)
    if name in ("required", "by_form"):
        return _truth(cell)
    if name in ("issued_on", "effective_on"):
        return day_of(cell).isoformat()
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
    raise ValueError(gettext("“%(cell)s” không phải là số") % {"cell": cell})


def _move(text: str) -> dict[str, str]:
    act, _, to = text.partition(":")
    return {"act": meant("act", act, "hướng đi"), "to": to.strip()}
