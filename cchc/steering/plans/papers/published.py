"""Published figures as files for machines: keys that stay, the definition beside each figure, terms of use."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

KEYS = (
    "plan", "plan_number", "agency", "code", "name", "name_en", "indicator", "value", "unit", "numerator",
    "denominator", "answer", "source", "verdict", "target_comparison", "target_value", "target_value_to",
    "target_due_on", "as_of", "figures_to", "period_from", "period_to", "published_at", "rule_version",
    "definition_vi", "definition_en", "licence",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """One line a figure, every line whole by itself. What is not known or hidden is empty; `answer` says why."""
    text = io.StringIO(newline="")
    write = csv.writer(text)
    write.writerow(KEYS)
    write.writerows([_plain(line[key]) for key in KEYS] for line in _flat(head, rows))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_json(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The same as one object: the head once, then the figures as they were published."""
    told = {**head, "figures": [{key: row[key] for key in row if key not in head} for row in rows]}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _flat(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        goal, period, definition = row["target"] or {}, row["period"] or (None, None), row["definition"]
        found.append({
            **head, **row, "target_comparison": goal.get("comparison"), "target_value": goal.get("value"),
            "target_value_to": goal.get("value_to"), "target_due_on": goal.get("due_on"),
            "period_from": period[0], "period_to": period[1], "definition_vi": definition.get("vi"),
            "definition_en": definition.get("en"),
        })  # fmt: skip
    return found


def _plain(cell: Any) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
