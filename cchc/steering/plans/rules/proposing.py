"""Which indicator a statement speaks of, by a table of words: a proposal, which a person confirms."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from cchc.kernel.text import fold, words

_FIGURE = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_MARKS = (r";", r"\.\s", r",?\s+trong (?:số )?đó", r"\s+và\s+", r",")
_TABLE = Path(__file__).with_name("indicators.json")


@dataclass(frozen=True)
class Definition:
    """What can be measured, and the words by which a plan speaks of it.

    Of each group of words one must be there, of `never` none. Definitions of one `subject` measure the same thing.
    """

    key: str
    code: str
    name: str
    subject: str
    groups: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A definition that a statement may speak of, and how sure that is."""

    key: str
    confidence: int  # of a hundred


@cache
def definitions() -> dict[str, Definition]:
    """The table of definitions by key, in the order of their codes."""
    rows = [_definition(row) for row in _table()["indicators"]]
    return {row.key: row for row in rows}


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_TABLE.read_text())
    return table


def _definition(row: dict[str, Any]) -> Definition:
    return Definition(
        key=row["key"], code=row["code"], name=row["name"], subject=row.get("subject", row["key"]),
        groups=tuple(tuple(fold(word) for word in group) for group in row["groups"]),
        never=tuple(fold(word) for word in row.get("never", ())),
    )  # fmt: skip


def plain(text: str) -> str:
    """Folded words with the office's abbreviations written out, between spaces."""
    known: dict[str, str] = _table()["abbreviations"]
    return f" {' '.join(known.get(word, word) for word in words(text))} "


BY_CLAUSE, BY_ITEM = (
    90,
    70,
)  # of a hundred: by the words of the figure itself, or only by the item that it stands in


def propose(clause: str, text: str) -> Proposal | None:
    """The definition that fits best: by the words of the figure itself, else by the whole item."""
    for said, confidence in ((clause, BY_CLAUSE), (text, BY_ITEM)):
        folded = plain(said)
        best = max((_fit(folded, one) for one in definitions().values()), key=lambda fit: fit[0], default=(0, ""))
        if said and best[0]:
            return Proposal(best[1], confidence)
    return None


def clauses(text: str, figures: int) -> tuple[str, ...]:
    """A sentence with so many figures, cut between them: the words of each. Uncut where they differ."""
    found = list(_FIGURE.finditer(text))
    if figures < 2 or len(found) != figures:
        return (text,) * max(figures, 1)
    cuts = [0]
    for one, following in pairwise(found):
        cuts.append(one.end() + _cut(text[one.end() : following.start()]))
    return tuple(text[start:end].strip(" ,;.") for start, end in pairwise([*cuts, len(text)]))


def _cut(between: str) -> int:
    """Where the words between two figures part: at the strongest mark there is, the last of its kind."""
    for mark in _MARKS:
        found = list(re.finditer(mark, between, re.IGNORECASE))
        if found:
            return found[-1].start()
    return 0


def _fit(folded: str, one: Definition) -> tuple[int, str]:
    """How much of the text's words a definition claims: letters of the longest word found in each group."""
    if any(f" {word} " in folded for word in one.never):
        return 0, one.key
    score = 0
    for group in one.groups:
        longest = max((len(word) for word in group if f" {word} " in folded), default=0)
        if not longest:
            return 0, one.key
        score += longest
    return score, one.key


def likeness(one: str, other: str) -> int:
    """How alike two texts are, of a hundred: their words in any order, the longer one may say more."""
    first, second = plain(one), plain(other)
    if min(len(first), len(second)) < 12:
        return int(fuzz.ratio(first, second))
    both = fuzz.token_set_ratio(first, second) * 0.5 + fuzz.token_sort_ratio(first, second) * 0.5
    return int(both)


def code_of(key: str) -> str:
    """The code under which a definition's target stands in a plan; empty for what has none."""
    return definitions()[key].code if key in definitions() else ""


def known_keys() -> Iterable[str]:
    """All keys of the table."""
    return definitions().keys()
