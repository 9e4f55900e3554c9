"""The definitions of indicators: data with dates of effect, read once and checked. Nothing here counts.

A definition says of each reading which facts stand above and below the line, which are shown beside, and which
rows are left out, with the reason in words. Facts are named by key; `services.computing` knows them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_TABLE = Path(__file__).with_name("definitions.json")
_SCHEMA = Path(__file__).with_name("definitions.schema.json")


class DefinitionFault(ValueError):
    """A definition that cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Words:
    """The same in Vietnamese and in English."""

    vi: str
    en: str

    def said(self, language: str) -> str:
        """In a language: English where that is asked for, else Vietnamese."""
        return (self.en if language.startswith("en") else self.vi) or self.vi


@dataclass(frozen=True)
class Term:
    """What stands above or below the line: rows of any of the facts, and how they are called together."""

    facts: tuple[str, ...]
    name: Words


@dataclass(frozen=True)
class Named:
    """One fact with the words beside it: a count shown along, or the reason why its rows are left out."""

    fact: str
    words: Words


@dataclass(frozen=True)
class Reading:
    """One way in which an indicator is read: a scope, a part, a report's way of counting."""

    key: str
    name: Words
    sentence: Words
    numerator: Term | None = None
    denominator: Term | None = None
    extra: tuple[Named, ...] = ()
    left_out: tuple[Named, ...] = ()
    endangered: tuple[str, ...] = ()

    @property
    def is_computed(self) -> bool:
        """Whether there are facts to count it from."""
        return self.numerator is not None and bool(self.numerator.facts)

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that it names."""
        terms = [term.facts for term in (self.numerator, self.denominator) if term]
        named = [one.fact for one in (*self.extra, *self.left_out)]
        return frozenset([*(key for term in terms for key in term), *named, *self.endangered])


@dataclass(frozen=True)
class Rules:
    """A version of a definition: from which day it is used, by which law, and how it reads."""

    number: int
    since: date
    law: tuple[str, ...]
    minimum_volume: int
    readings: tuple[Reading, ...]

    def reading(self, key: str = "") -> Reading:
        """The reading of this key; without one, the first. Raises KeyError."""
        found = next((one for one in self.readings if key in ("", one.key)), None)
        if found is None:
            raise KeyError(key)
        return found


@dataclass(frozen=True)
class Definition:
    """An indicator: what it measures, how it relates to time, and its versions, oldest first."""

    key: str
    code: str
    name: Words
    kind: str  # stock, cumulative, flow
    unit: str
    periods: str  # both: by calendar and by NĐ 09/2019; none: at a moment
    by_unit: bool
    declared: bool  # nothing in the program counts it yet: a value is declared, with evidence
    personal: bool  # it counts persons, or dossiers of persons: the public sees no small count
    parts: bool = False  # its readings are parts of one whole: a target is met when each of them is
    versions: tuple[Rules, ...] = field(default=())

    def on(self, day: date) -> Rules:
        """The version in use on a day; before the first one, the first."""
        begun = [version for version in self.versions if version.since <= day]
        return begun[-1] if begun else self.versions[0]


def parse(table: Any) -> dict[str, Definition]:
    """Definitions by key, in the order of their codes. Raises DefinitionFault."""
    schema = json.loads(_SCHEMA.read_text())
    fault = next(iter(Draft202012Validator(schema).iter_errors(table)), None)
    if fault is not None:
        raise DefinitionFault(f"{'/'.join(str(step) for step in fault.absolute_path)}: {fault.message}")
    found: dict[str, Definition] = {}
    for row in table["indicators"]:
        if row["key"] in found or any(row["code"] == one.code for one in found.values()):
            raise DefinitionFault(f"{row['key']}: defined twice")
        found[row["key"]] = _definition(row)
    return dict(sorted(found.items(), key=lambda item: item[1].code))


@cache
def definitions() -> Mapping[str, Definition]:
    """The definitions that come with the program."""
    return parse(json.loads(_TABLE.read_text()))


def by_code(code: str) -> Definition | None:
    """The definition called T05; None where there is none."""
    return next((one for one in definitions().values() if one.code == code), None)


def _definition(row: Mapping[str, Any]) -> Definition:
    versions: list[Rules] = []
    for version in row["versions"]:
        before = versions[-1] if versions else None
        since = date.fromisoformat(version["since"])
        if before and (since <= before.since or version["number"] != before.number + 1):
            raise DefinitionFault(f"{row['key']}: version {version['number']} does not follow the one before")
        if not before and "readings" not in version:
            raise DefinitionFault(f"{row['key']}: the first version says nothing")
        readings = tuple(_reading(one) for one in version["readings"]) if "readings" in version else None
        versions.append(
            Rules(
                number=version["number"], since=since, law=tuple(version["law"]),
                minimum_volume=version.get("minimum_volume", 0),
                readings=readings or (before.readings if before else ()),
            )
        )  # fmt: skip
    return Definition(
        key=row["key"], code=row["code"], name=_words(row["name"]), kind=row["kind"], unit=row["unit"],
        periods=row["periods"], by_unit=row["by_unit"], declared=row["declared"], personal=row["personal"],
        parts=row.get("parts", False), versions=tuple(versions),
    )  # fmt: skip


def _reading(row: Mapping[str, Any]) -> Reading:
    return Reading(
        key=row["key"], name=_words(row["name"]), sentence=_words(row["sentence"]),
        numerator=_term(row.get("numerator")), denominator=_term(row.get("denominator")),
        extra=tuple(Named(one["fact"], _words(one["name"])) for one in row.get("extra", ())),
        left_out=tuple(Named(one["fact"], _words(one["reason"])) for one in row.get("left_out", ())),
        endangered=tuple(row.get("endangered", ())),
    )  # fmt: skip


def _term(row: Mapping[str, Any] | None) -> Term | None:
    return Term(tuple(row["facts"]), _words(row["name"])) if row else None


def _words(row: Mapping[str, str]) -> Words:
    return Words(row["vi"], row["en"])
