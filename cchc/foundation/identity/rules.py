"""Numbers that people and firms carry, and how far a grant reaches. No Django, no clock, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.vn import mst

_PROVINCES = range(1, 97)


def personal_number_fault(text: str, born_on: date | None = None) -> str:
    """What is wrong with a 12-digit personal number (số định danh cá nhân), or nothing.

    Three digits of the province of registration (001 to 096; old codes stay valid), one of century and sex, two
    of the year of birth, six random: NĐ 137/2015/NĐ-CP, art. 13. Answers one of "", "length", "province", "year".
    """
    if len(text) != 12 or not text.isdecimal():
        return "length"
    if int(text[:3]) not in _PROVINCES:
        return "province"
    if born_on is not None and (1900 + 100 * (int(text[3]) // 2) + int(text[4:6])) != born_on.year:
        return "year"
    return ""


def tax_code_is_right(text: str) -> bool:
    """Whether a tax code (mã số thuế) has its check digit: TT 86/2024/TT-BTC; or is a 12-digit personal number."""
    return mst.is_valid(text) or not personal_number_fault(text)


@dataclass(frozen=True)
class Grant:
    """Rights that a person has in one unit, by holding a position or standing in for its holder."""

    unit_id: int
    agency_id: int
    serves: tuple[int, ...]  # agencies for which this unit is a counter
    rights: frozenset[str]
    scope: str
    starts_on: date
    ends_on: date | None
    position: str
    for_id: int | None  # whom one stands in for

    def runs_on(self, day: date) -> bool:
        """Whether the grant is in force on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def covers(self, unit_path: Iterable[int], agency_id: int) -> bool:
        """Whether it reaches a unit, given the unit's ancestors (itself last) and its agency."""
        if self.scope == "agency" and self.agency_id == agency_id:
            return True
        return self.unit_id in unit_path or agency_id in self.serves


def grant_from(row: Mapping[str, Any]) -> Grant:
    """A grant as the user's statement brings it."""
    return Grant(
        unit_id=row["unit"], agency_id=row["agency"], serves=tuple(row["serves"] or ()),
        rights=frozenset(row["rights"]), scope=row["scope"], starts_on=date.fromisoformat(row["starts"]),
        ends_on=date.fromisoformat(row["ends"]) if row["ends"] else None, position=row["position"],
        for_id=row["for"],
    )  # fmt: skip
