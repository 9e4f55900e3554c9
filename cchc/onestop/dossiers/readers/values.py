"""Cells of exports as values: dates in many writings, sums of money."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from cchc.foundation.worktime.rules import ZONE
from cchc.kernel.text import fold
from cchc.onestop.dossiers.readers.words import NOTHING, plain

FIRST_YEAR, LAST_YEAR = 1990, 2100
_BEGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - the day 0 of a workbook has no zone
_SERIAL = (20_000, 80_000)  # days of a workbook, 1954 to 2119

_TIME = r"(?P<hour>\d{1,2})\s*(?:[:h]|giờ)\s*(?P<minute>\d{2})?(?:\s*phút)?(?:[:.](?P<second>\d{2})(?:\.\d+)?)?"
_DAY = r"(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4}|\d{2})"
_ISO = r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})"
_SAID = r"(?:ngày\s*)?(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>\d{4})"
_HALF = r"(?:\s*(?P<half>am|pm|sa|ch))?"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_DAY}(?:[\s,]+(?:lúc\s*)?{_TIME}{_HALF})?",
        rf"{_ISO}(?:[\sT,]+{_TIME}{_HALF})?",
        rf"(?:lúc\s*)?{_TIME}{_HALF}[\s,]+(?:ngày\s*)?{_DAY}",
        rf"{_SAID}",
        rf"(?:lúc\s*)?{_TIME}{_HALF}[\s,]+{_SAID}",
    )
)
_ZONED = re.compile(r"T[\d:.]+(?:Z|[+-]\d\d:?\d\d)$")


class Moment(NamedTuple):
    """When something was, in the office's zone; without an hour, the beginning of its day."""

    at: datetime
    has_hour: bool


def moment(cell: Any) -> Moment | None:
    """A date, with an hour or without. None for an empty cell. Raises ValueError."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _of(cell)
    if isinstance(cell, date):
        return _of(datetime.combine(cell, time()))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(float(cell))
    return _typed(str(cell).strip())


@lru_cache(maxsize=4096)
def _typed(text: str) -> Moment | None:
    if plain(text) in NOTHING:
        return None
    for shape in _SHAPES:
        found = shape.fullmatch(text)
        if found:
            return _of(_matched(found))
    if _ZONED.search(text):
        return _of(datetime.fromisoformat(text))
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(text) from None
    return _serial(number)


def _matched(found: re.Match[str]) -> datetime:
    told = found.groupdict()
    year = int(told["year"])
    if year < 100:
        year += 2000
    hour, minute = int(told.get("hour") or 0), int(told.get("minute") or 0)
    half = (told.get("half") or "").lower()
    if half in ("pm", "ch") and hour < 12:
        hour += 12
    elif half in ("am", "sa") and hour == 12:
        hour = 0
    return datetime(  # noqa: DTZ001 - the zone is put in by _of
        year, int(told["month"]), int(told["day"]), hour, minute, int(told.get("second") or 0)
    )


def _serial(number: float) -> Moment:
    if not _SERIAL[0] <= number < _SERIAL[1]:
        raise ValueError(str(number))
    found = _BEGIN + timedelta(days=number)
    return _of((found + timedelta(microseconds=500_000)).replace(microsecond=0))


def _of(found: datetime) -> Moment:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(str(found))
    local = found.astimezone(ZONE) if found.tzinfo else found.replace(tzinfo=ZONE)
    return Moment(local.replace(microsecond=0), (local.hour, local.minute, local.second) != (0, 0, 0))


_GROUPED = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_UNIT = re.compile(r"(?:vnđ|vnd|đồng|đ|d)\.?$", re.IGNORECASE)


def money(cell: Any) -> Decimal | None:
    """A sum in đồng. None where none is told; what costs nothing is 0. Raises ValueError."""
    if cell is None:
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _whole(Decimal(str(cell)))
    text = _UNIT.sub("", str(cell).strip()).strip()
    if fold(text) in ("mien phi", "khong thu phi", "khong thu", "khong"):
        return Decimal(0)
    if plain(text) in NOTHING or text == "-":
        return None
    bare = re.sub(r"[.,\s]", "", text) if _GROUPED.fullmatch(text) else text.replace(",", ".")
    try:
        return _whole(Decimal(bare))
    except InvalidOperation:
        raise ValueError(text) from None


def _whole(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount < 0 or amount != amount.to_integral_value() or amount >= 10**14:
        raise ValueError(str(amount))
    return amount.quantize(Decimal(1))
