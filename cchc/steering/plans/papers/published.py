"""Published figures as files for machines: keys that stay, the definition beside each figure, terms of use."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

KEYS = (
    "plan", "plan_number", "agency", "code", "name", "name_en", "indicator", "value", "unit", "numerator",
    "denominator", "answer", "source", "verdict", "target_comparison", "target_value", "target_value_to",
    "target_due_on", "as_of", "figures_to", "period_from", "period_to", "published_at", "rule_version",
    "definition_vi", "definition_en", "licence", "level", "reading", "reading_vi", "reading_en", "office_unit_id",
    "office_unit_code", "office_unit_vi", "office_unit_en",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = ("answer", "value", "numerator", "denominator")


def as_csv(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """One line a figure of the agency or of a unit (`level`), every line whole by itself.

    What is not known or hidden is empty; `answer` says why. Only the first reading of a target is judged.
    """
    text = io.StringIO(newline="")
    write = csv.writer(text)
    write.writerow(KEYS)
    for row in rows:
        write.writerows([_plain(line.get(key)) for key in KEYS] for line in _flat({**head, **row}))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_json(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The same as one object: the head once, then the figures as they were published."""
    told = {**head, "figures": [{key: row[key] for key in row if key not in head} for row in rows]}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _flat(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of one target: each reading of the agency, and after each its units."""
    goal, period, definition = row["target"] or {}, row["period"] or (None, None), row["definition"]
    whole = {
        **row, "target_comparison": goal.get("comparison"), "target_value": goal.get("value"),
        "target_value_to": goal.get("value_to"), "target_due_on": goal.get("due_on"), "period_from": period[0],
        "period_to": period[1], "definition_vi": definition.get("vi"), "definition_en": definition.get("en"),
        "level": "agency",
    }  # fmt: skip
    for one in (row, *row["readings"]):
        reading = one.get("reading") or {}
        line = {
            **whole, **{key: one[key] for key in _NUMBERS}, "verdict": row["verdict"] if one is row else None,
            "reading": reading.get("key"), "reading_vi": reading.get("vi"), "reading_en": reading.get("en"),
        }  # fmt: skip
        yield line
        for cell in (one.get("by_unit") or {"lines": ()})["lines"]:
            unit = cell["unit"] or {}
            yield {
                **line, **{key: cell[key] for key in _NUMBERS}, "verdict": None, "level": "unit",
                **{f"office_unit_{key}": unit.get(key) for key in ("id", "code", "vi", "en")},
            }  # fmt: skip


def _plain(cell: Any) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
