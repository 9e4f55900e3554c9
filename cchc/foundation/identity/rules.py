"""Numbers that people and firms carry, and how far a grant reaches. No Django, no clock, no database."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.vn import mst

from cchc.foundation.identity.choices import ApplicantKind, NumberKind

_PROVINCES = range(1, 97)
_PAPER_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,19}")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_PHONE = re.compile(r"0[35789]\d{8}|02\d{8,9}|1[89]00\d{4,6}")
_COUNTER_RIGHTS = frozenset({"receive", "hand_over"})


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


def number_kind(kind: str, number: str) -> NumberKind:
    """Of which paper the number of an applicant of `kind` is: foreigners have a passport's, or none."""
    if kind == ApplicantKind.ORGANISATION:
        return NumberKind.TAX
    return NumberKind.PERSONAL if not number or (len(number) == 12 and number.isdecimal()) else NumberKind.OTHER


def paper_number_is_right(text: str) -> bool:
    """Whether `text` may be the number of a passport or the like: letters, digits, dashes."""
    return bool(_PAPER_NUMBER.fullmatch(text))


def tax_code_is_right(text: str) -> bool:
    """Whether a tax code (mã số thuế) has its check digit: TT 86/2024/TT-BTC; or is a 12-digit personal number."""
    return mst.is_valid(text) or not personal_number_fault(text)


def plain_number(text: str) -> str:
    """A personal number or tax code as typed by a person, without its spaces and dots; the branch dash stays."""
    return re.sub(r"[\s.]", "", text)


def plain_phone(text: str) -> str:
    """A phone number as it is compared: digits alone, +84 as 0."""
    bare = re.sub(r"[^\d+]", "", text)
    return "0" + bare.removeprefix("+84") if bare.startswith("+84") else bare


def phone_is_right(text: str) -> bool:
    """Whether `text` is a phone number of Viet Nam: mobile, landline or service number, in any spacing."""
    return bool(_PHONE.fullmatch(plain_phone(text)))


def username_is_right(text: str) -> bool:
    """Whether `text` may be a user name of staff: small letters, digits, dots and dashes; an address has an @."""
    return bool(_USERNAME.fullmatch(text))


def path_below(parent: Iterable[int], pk: int) -> list[int]:
    """The ancestors of a unit, itself last."""
    return [*parent, pk]


@dataclass(frozen=True)
class Grant:
    """Rights that a person has in one unit, by holding a position or standing in for its holder."""

    unit_id: int
    unit: str
    agency_id: int
    agency: str
    serves: tuple[int, ...]  # agencies for which this unit is a counter
    rights: frozenset[str]
    scope: str
    starts_on: date
    ends_on: date | None
    position: str
    for_id: int | None  # whom one stands in for
    for_name: str

    def runs_on(self, day: date) -> bool:
        """Whether the grant is in force on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def serves_with(self, rights: Iterable[str]) -> tuple[int, ...]:
        """The agencies for which the unit is a counter, if one of `rights` is a counter's: take in, give out."""
        return self.serves if not _COUNTER_RIGHTS.isdisjoint(self.rights.intersection(rights)) else ()

    def covers(self, unit_path: Iterable[int], agency_id: int, right: str) -> bool:
        """Whether `right` reaches a unit, given the unit's ancestors (itself last) and its agency."""
        if right not in self.rights:
            return False
        if self.scope == "agency" and self.agency_id == agency_id:
            return True
        return self.unit_id in unit_path or agency_id in self.serves_with([right])


def grant_from(row: Mapping[str, Any]) -> Grant:
    """A grant as the user's statement brings it."""
    return Grant(
        unit_id=row["unit_id"], unit=row["unit"], agency_id=row["agency_id"], agency=row["agency"],
        serves=tuple(row["serves"] or ()), rights=frozenset(row["rights"]), scope=row["scope"],
        starts_on=date.fromisoformat(row["starts"]),
        ends_on=date.fromisoformat(row["ends"]) if row["ends"] else None, position=row["position"],
        for_id=row["for_id"], for_name=row["for_name"] or "",
    )  # fmt: skip
