"""What a browser sent, into the draft."""

from collections.abc import Mapping
from typing import Any

from cchc.foundation.forms.choices import MOST_ROWS, Kind
from cchc.foundation.forms.rules import places, reading
from cchc.foundation.forms.rules.definition import Field

ADDRESS_PARTS = ("province", "ward", "rest")


class Posted:
    """What a browser sent, whether a QueryDict, a mapping of texts or of lists."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        lists = getattr(raw, "lists", None)
        pairs = lists() if callable(lists) else raw.items()
        self.values = {
            str(name): [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
            for name, value in pairs
        }

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def all(self, name: str) -> list[str]:
        """Every value of a control."""
        return self.values.get(name, [])

    def last(self, name: str) -> str:
        """The last value of a control, which is what counts where one is asked for."""
        return (self.values.get(name) or [""])[-1]

    def rows(self, name: str) -> int:
        """How many rows of a group there are, by the hidden count and by the controls themselves."""
        count = self.last(f"{name}-rows")
        most = int(count) if count.isascii() and count.isdigit() and len(count) < 5 else 0
        for control in self.values:
            if control.startswith(f"{name}-"):
                index = control[len(name) + 1 :].partition("-")[0]
                if index.isascii() and index.isdigit() and len(index) < 5:
                    most = max(most, int(index) + 1)
        return min(most, MOST_ROWS)


def take(field: Field, draft: dict[str, Any], sent: Posted, name: str) -> None:
    """Put what was posted for a field into the draft, or leave it as it is."""
    if field.kind is Kind.FILE:
        return
    if field.kind is Kind.ADDRESS:
        kept = draft.get(field.id)
        parts = dict(kept) if isinstance(kept, Mapping) else {}
        given = {part: sent.last(f"{name}-{part}") for part in ADDRESS_PARTS if f"{name}-{part}" in sent}
        if given:
            address = {part: reading.tidy(str((parts | given).get(part) or "")) for part in ADDRESS_PARTS}
            if given.get("province", parts.get("province")) != parts.get("province"):
                address["ward"] = address["ward"] if places.ward(address["ward"], address["province"]) else ""
            value: Any = places.named(address) or None
        else:
            return
    elif field.kind is Kind.GROUP:
        if not any(control.startswith(f"{name}-") for control in sent.values):
            return
        kept = draft.get(field.id)
        rows = [dict(row) for row in kept if isinstance(row, Mapping)] if isinstance(kept, list) else []
        rows += [{} for _ in range(sent.rows(name) - len(rows))]
        for index, row in enumerate(rows):
            for part in field.fields:
                take(part, row, sent, f"{name}-{index}-{part.id}")
        value = rows
    elif name in sent:
        value = reading.keep(field, sent.all(name))
    else:
        return
    if value is None:
        draft.pop(field.id, None)
    else:
        draft[field.id] = value
