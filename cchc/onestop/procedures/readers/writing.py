"""A version as our own shape writes it: what the readers read back as the same."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from cchc.onestop.procedures.readers.columns import COLUMNS, EFFECTIVE, Column, said
from cchc.onestop.procedures.rules import Content, Fee, to_json


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
        return ", ".join(said("level", level) for level in value)
    if column.name == "applicant_kinds":
        return ", ".join(said("applicant", kind) for kind in value)
    if column.name == "online_level":
        return said("online_level", value) if value else ""
    if column.name == "supplement_clock":
        return said("clock", value)
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
            yield said("channel", value)
        elif name == "unit" and value:
            yield said("unit", value)
        elif column.kind is Fee and name == "kind":
            yield said("fee_kind", value)
        elif name == "right":
            yield said("right", value)
        elif name == "moves":
            yield "; ".join(f"{said('act', move.act)}:{move.to}".rstrip(":") for move in value)
        elif name == "variables":
            parts = ([one.key, one.label, one.label_en] for one in value)
            yield "; ".join("=".join(words).rstrip("=") for words in parts)
        elif name in ("originals", "copies"):
            yield "?" if value is None else str(value)
        elif isinstance(value, bool):
            yield "Có" if value else "Không"
        elif isinstance(value, Decimal):
            yield str(to_json(value))
        else:
            yield "" if value is None else _escape(value.isoformat() if isinstance(value, date) else str(value))
