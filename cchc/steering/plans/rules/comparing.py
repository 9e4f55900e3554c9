"""A plan read again: which entry is which, and what differs cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from cchc.kernel.text import fold

ALIKE = 80  # of a hundred: the same entry, reworded
ALIKE_IN_PLACE = 55  # with the same number, a thorough rewording is still the same entry


@dataclass(frozen=True)
class Entry:
    """A task, statement or commitment as it is compared: `ref` is whatever the caller knows it by."""

    ref: Any
    kind: str
    label: str  # its number in the plan; empty where it has none
    text: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """One cell that is not as it was."""

    field: str
    was: str
    now: str


@dataclass(frozen=True)
class Pair:
    """An entry that was there, and the same one now; None where there is none."""

    was: Entry | None
    now: Entry | None
    cells: tuple[Cell, ...] = ()


def compared(old: Iterable[Entry], new: Iterable[Entry]) -> tuple[Pair, ...]:
    """Every entry of both, once: in the order of the new plan, then what is no longer there."""
    was, now = list(old), list(new)
    partner: dict[int, Entry] = {}
    free = set(range(len(was)))
    for rule in (_same, _same_text, _same_place, None):
        if rule is None:
            _pair_alike(was, now, free, partner)
            continue
        keys: dict[Any, list[int]] = {}
        for index in sorted(free):
            key = rule(was[index])
            if key is not None:
                keys.setdefault(key, []).append(index)
        for place, entry in enumerate(now):
            key = rule(entry)
            if place in partner or key is None or not keys.get(key):
                continue
            index = keys[key][0]
            if rule is _same_place and _alike(was[index], entry) < ALIKE_IN_PLACE:
                continue
            keys[key].pop(0)
            free.discard(index)
            partner[place] = was[index]
    found = [Pair(partner.get(i), entry, _cells(partner.get(i), entry)) for i, entry in enumerate(now)]
    return (*found, *(Pair(was[index], None) for index in sorted(free)))


def _same(entry: Entry) -> Any:
    return (entry.kind, entry.label, fold(entry.text), *sorted(entry.cells.items()))


def _same_text(entry: Entry) -> Any:
    return (entry.kind, fold(entry.text), entry.cells.get("value", ""), entry.cells.get("year", ""))


def _same_place(entry: Entry) -> Any:
    return (entry.kind, entry.label) if entry.label else None


def _pair_alike(was: Sequence[Entry], now: Sequence[Entry], free: set[int], partner: dict[int, Entry]) -> None:
    """Pair what is most alike first; each entry once."""
    scored = [
        (_alike(was[index], entry), -place, -index)
        for place, entry in enumerate(now)
        if place not in partner
        for index in free
        if was[index].kind == entry.kind
    ]
    for score, minus_place, minus_index in sorted(scored, reverse=True):
        place, index = -minus_place, -minus_index
        if score >= ALIKE and place not in partner and index in free:
            partner[place] = was[index]
            free.discard(index)


def _alike(one: Entry, other: Entry) -> float:
    return float(fuzz.ratio(fold(one.text), fold(other.text)))


def _cells(was: Entry | None, now: Entry) -> tuple[Cell, ...]:
    if was is None:
        return ()
    names = dict.fromkeys(("text", *was.cells, *now.cells))
    before, after = {"text": was.text, **was.cells}, {"text": now.text, **now.cells}
    return tuple(
        Cell(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    )
