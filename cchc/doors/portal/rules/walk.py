"""The pages of a form being filled in, in their order: who files, the form's steps, the papers, the check."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cchc.foundation.forms.rules import Form
from cchc.onestop.procedures.rules import Snapshot

PERSON, PAPERS, CHECK = "nguoi-nop", "giay-to", "kiem-tra"


@dataclass(frozen=True)
class Place:
    """Where a page stands among the others."""

    key: str
    number: int
    total: int
    before: str  # the key of the page before; empty on the first
    after: str  # the key of the page after; empty on the last


def pages(process: Snapshot, form: Form | None, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of the pages that are asked, given the answers so far."""
    steps = [step.key for step in form.shown_steps(answers)] if form else []
    return (PERSON, *steps, *([PAPERS] if process.papers else []), CHECK)


def place(keys: tuple[str, ...], key: str) -> Place | None:
    """Where `key` stands; None where it is not asked."""
    if key not in keys:
        return None
    index = keys.index(key)
    return Place(
        key,
        index + 1,
        len(keys),
        keys[index - 1] if index else "",
        keys[index + 1] if index + 1 < len(keys) else "",
    )
