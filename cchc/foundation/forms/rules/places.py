"""The administrative units of an address: 34 provinces and their communes since 01/07/2025.

From the data of the General Statistics Office, as the `vietnam_provinces` package carries it (NQ 202/2025/QH15).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from vietnam_provinces import NESTED_DIVISIONS_JSON_PATH

from cchc.kernel.text import fold

_CITY = "Thành phố "


@dataclass(frozen=True)
class Place:
    """A province (code of two digits) or a commune (code of five), by its full name."""

    code: str
    name: str


@dataclass(frozen=True)
class _Book:
    provinces: tuple[Place, ...]
    wards: Mapping[str, tuple[Place, ...]]  # by the province's code
    ward_of: Mapping[str, tuple[Place, str]]  # by the ward's code: the ward, its province's code


@cache
def _book() -> _Book:
    raw = json.loads(NESTED_DIVISIONS_JSON_PATH.read_bytes())
    raw.sort(key=lambda row: fold(row["name"].removeprefix(_CITY)))
    provinces: list[Place] = []
    wards: dict[str, tuple[Place, ...]] = {}
    ward_of: dict[str, tuple[Place, str]] = {}
    for row in raw:
        name = row["name"] if row["name"].startswith(_CITY) else f"Tỉnh {row['name']}"
        place = Place(f"{row['code']:02d}", name)
        inside = [
            Place(f"{ward['code']:05d}", ward["name"])
            for ward in sorted(row["wards"], key=lambda ward: fold(ward["name"].removeprefix(_kind(ward))))
        ]
        provinces.append(place)
        wards[place.code] = tuple(inside)
        ward_of |= {ward.code: (ward, place.code) for ward in inside}
    return _Book(tuple(provinces), wards, ward_of)


def _kind(ward: Mapping[str, Any]) -> str:
    kind = str(ward["division_type"])
    return kind[:1].upper() + kind[1:] + " "


def provinces() -> tuple[Place, ...]:
    """All provinces and cities, in the order of their names."""
    return _book().provinces


def wards(province_code: str) -> tuple[Place, ...]:
    """The communes, wards and special zones of a province, by name; none for an unknown code."""
    return _book().wards.get(province_code, ())


def province(code: str) -> Place | None:
    """The province with this code, or None."""
    return next((place for place in provinces() if place.code == code), None)


def ward(code: str, province_code: str = "") -> Place | None:
    """The commune with this code, where a province is named only if it lies there; or None."""
    found = _book().ward_of.get(code)
    if found is None or (province_code and found[1] != province_code):
        return None
    return found[0]


def named(address: Mapping[str, Any]) -> dict[str, str]:
    """An address with the names of its units as they are today, so that it stays readable when offices merge."""
    parts = {key: str(address.get(key) or "") for key in ("province", "ward", "rest")}
    for key, place in (("province", province(parts["province"])), ("ward", ward(parts["ward"]))):
        name = place.name if place else str(address.get(f"{key}_name") or "")
        if name:
            parts[f"{key}_name"] = name
    return {key: value for key, value in parts.items() if value}


def address_text(address: Mapping[str, Any]) -> str:
    """An address on one line, from the house to the province."""
    full = named(address)
    names = [full.get("rest", ""), full.get("ward_name", ""), full.get("province_name", "")]
    given = [name for name in names if name]
    return ", ".join([*given[:1], *(name[:1].lower() + name[1:] for name in given[1:])])
