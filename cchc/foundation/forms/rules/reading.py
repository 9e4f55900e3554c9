"""What was typed, to an answer; and an answer, back to what is typed and read aloud.

An answer is what JSON can keep: text, whole or other numbers, true or false, a day as 2026-02-05, an address by
codes and names, lists of these. What cannot be read stays as it was typed, so that nothing is lost.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cchc.foundation.forms.choices import WORDS, DateLimit, Kind
from cchc.foundation.forms.rules import places
from cchc.foundation.forms.rules.definition import Field
from cchc.foundation.identity.rules import personal_number_fault, tax_code_is_right
from cchc.kernel.text import digits

_MOST_DIGITS = 15  # as many as a float keeps exactly
_DAY = re.compile(
    r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})|(\d{2})(\d{2})(\d{4})|(\d{4})-(\d{2})-(\d{2})"
)
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
_PLAIN = re.compile(r"\d+")
_FRACTION = re.compile(r"(?!0*[1-9]\d{0,2}\.\d{3}$)\d+\.\d+")
_CURRENCY = re.compile(r"\s*(đồng|đ|vnđ|vnd)\.?\s*$", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@,;<>()\[\]\"]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_PHONE = re.compile(r"0\d{9,10}|\+\d{8,15}")


class Unreadable(ValueError):
    """Typed text that is no answer to its field: which message says so, and with what."""

    def __init__(self, code: str, **given: Any) -> None:
        super().__init__(code)
        self.code = code
        self.given = given


def tidy(text: str, *, lines: bool = False) -> str:
    """Typed text as it is kept: composed marks, no control characters, white space as a person sees it."""
    text = kept = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable():
        kept = "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cs"))
    if not lines:
        return " ".join(kept.split())
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip("\n")


def read(field: Field, raw: str) -> Any:
    """The answer in typed text; None where there is none. Raises Unreadable. Reads its own answers, too."""
    text = tidy(raw, lines=field.kind is Kind.LONG_TEXT)
    if not text.strip():
        return None
    match field.kind:
        case Kind.NUMBER | Kind.MONEY:
            return read_number(text, integer=field.integer, money=field.kind is Kind.MONEY)
        case Kind.DATE:
            return read_day(text)
        case Kind.CHOICE:
            if text not in {option.value for option in field.options}:
                raise Unreadable("option")
            return text
        case Kind.CHECKBOX | Kind.YES_NO:
            if text not in ("true", "false"):
                raise Unreadable("type")
            return text == "true"
        case Kind.PERSONAL_NUMBER:
            return _personal_number(text)
        case Kind.TAX_CODE:
            return _tax_code(text)
        case Kind.PHONE:
            return _phone(text)
        case Kind.EMAIL:
            if not _EMAIL.fullmatch(text):
                raise Unreadable("email")
            return text
    return text


def read_number(text: str, *, integer: bool, money: bool = False) -> int | float:
    """A number as Vietnamese write it: dots or spaces between thousands, a comma before the fraction.

    A single dot that cannot stand between thousands is taken for the comma ("1.5"). Raises Unreadable.
    """
    bare = _CURRENCY.sub("", text) if money else text
    bare = "".join(bare.split()).replace("−", "-")
    sign = -1 if bare.startswith("-") else 1
    bare = bare.lstrip("+-") if bare[:1] in "+-" and bare[1:2] not in "+-" else bare
    whole, comma, fraction = bare.partition(",")
    if comma:
        plain = whole.replace(".", "") if _GROUPED.fullmatch(whole) else whole
        fits = bool(_PLAIN.fullmatch(plain) and _PLAIN.fullmatch(fraction))
        bare = f"{plain}.{fraction}"
    elif _GROUPED.fullmatch(whole) and not whole.startswith("0"):
        bare, fits = whole.replace(".", ""), True
    else:
        fits = bool(_PLAIN.fullmatch(whole) or _FRACTION.fullmatch(whole))
    if not fits or not bare.isascii():
        raise Unreadable("integer" if integer else "number")
    try:
        value = sign * Decimal(bare)
    except InvalidOperation as error:
        raise Unreadable("number") from error
    if len(bare.replace(".", "").strip("0")) > _MOST_DIGITS or abs(value) >= 10**_MOST_DIGITS:
        raise Unreadable("digits")
    if value == value.to_integral_value():
        return int(value)
    if integer:
        raise Unreadable("integer")
    return float(value)


def read_day(text: str) -> str:
    """A day typed as 05/02/2026, 5-2-2026, 05.02.2026 or 05022026, as 2026-02-05. Raises Unreadable."""
    found = _DAY.fullmatch(text.strip())
    if not found or not text.isascii():
        raise Unreadable("date")
    parts = [int(part) for part in found.groups() if part is not None]
    day, month, year = parts if found[7] is None else reversed(parts)
    try:
        known = date(year, month, day)
    except ValueError as error:
        raise Unreadable("date") from error
    if not 1850 <= year <= 2200:
        raise Unreadable("date")
    return known.isoformat()


def _personal_number(text: str) -> str:
    bare = "".join(text.replace(".", "").replace("-", "").split())
    if not bare.isascii() or not bare.isdigit():
        raise Unreadable("personal_number_letters")
    fault = personal_number_fault(bare)
    if fault == "length":
        raise Unreadable("personal_number", given=len(bare))
    if fault:
        raise Unreadable("personal_number_place")
    return bare


def _tax_code(text: str) -> str:
    bare = "".join(text.replace(".", "").replace("-", "").split())
    if not bare.isascii() or not bare.isdigit() or len(bare) not in (10, 12, 13):
        raise Unreadable("tax_code", given=len(digits(bare)))
    if not tax_code_is_right(bare):
        raise Unreadable("tax_code_check")
    return f"{bare[:10]}-{bare[10:]}" if len(bare) == 13 else bare


def _phone(text: str) -> str:
    bare = "".join(mark for mark in text if mark not in " .-()\u2013" and not mark.isspace())
    if bare.startswith("+84"):
        bare = "0" + bare[3:].removeprefix("0")
    if not bare.isascii() or not _PHONE.fullmatch(bare):
        raise Unreadable("phone")
    return bare


def keep(field: Field, typed: list[str]) -> Any:
    """What the draft keeps of the values posted for a field without parts; None where nothing was given."""
    given = [value for value in typed if value]
    if field.kind is Kind.MULTI:
        chosen = dict.fromkeys(tidy(value) for value in given)
        known = [option.value for option in field.options if option.value in chosen]
        return known + [value for value in chosen if value and value not in known] or None
    raw = given[-1] if given else ""
    try:
        return read(field, raw)
    except Unreadable:
        return tidy(raw, lines=True)


def stored(field: Field, kept: Any) -> Any:
    """The answer in what the draft kept. Raises Unreadable."""
    if kept is None or kept == [] or kept == "":
        return None
    if isinstance(kept, str) and field.kind not in (Kind.MULTI, Kind.FILE, Kind.GROUP, Kind.ADDRESS):
        return read(field, kept)
    if isinstance(kept, bool):
        if field.kind in (Kind.CHECKBOX, Kind.YES_NO):
            return kept
    elif isinstance(kept, int | float):
        if field.kind in (Kind.NUMBER, Kind.MONEY) and abs(kept) < 10**_MOST_DIGITS:
            return _whole(field, kept)
    elif isinstance(kept, list) and field.kind is Kind.MULTI:
        known = {option.value for option in field.options}
        if all(isinstance(one, str) and one in known for one in kept):
            return kept
        raise Unreadable("option")
    elif isinstance(kept, list) and field.kind is Kind.FILE:
        files = [one for one in kept if isinstance(one, Mapping) and isinstance(one.get("id"), str)]
        return files or None
    raise Unreadable("type")


def _whole(field: Field, value: int | float) -> int | float:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if field.integer and isinstance(value, float):
        raise Unreadable("integer")
    return value


def typed_text(field: Field, kept: Any) -> str:
    """What stands in the control: the answer as Vietnamese write it, or the text as it was typed."""
    try:
        value = stored(field, kept)
    except Unreadable:
        return kept if isinstance(kept, str) else ""
    if value is None:
        return ""
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        return show_number(value, grouped=not field.plain)
    if field.kind is Kind.DATE:
        return show_day(value)
    return value if isinstance(value, str) else ""


def spoken_text(field: Field, kept: Any, language: str) -> str:
    """An answer in words, for the page of all answers and for the dossier; empty where it was skipped."""
    english = language.startswith("en")
    if field.kind is Kind.ADDRESS:
        return places.address_text(kept) if isinstance(kept, Mapping) else ""
    try:
        value = stored(field, kept)
    except Unreadable:
        return kept if isinstance(kept, str) else ""
    if value is None:
        return ""
    if field.options:
        chosen = value if isinstance(value, list) else [value]
        return "; ".join(option.label.text(language) for option in field.options if option.value in chosen)
    if isinstance(value, bool):
        return WORDS["yes" if value else "no"][english]
    if field.kind is Kind.FILE:
        return "; ".join(str(one.get("name") or one["id"]) for one in value)
    text = typed_text(field, value)
    unit = WORDS["currency"][english] if field.kind is Kind.MONEY else field.unit.text(language)
    return f"{text}\u00a0{unit}" if unit else text


def show_number(value: int | float, *, grouped: bool = True) -> str:
    """1.234.567,5; of what is no amount, such as a year, 1980."""
    whole, _, fraction = f"{Decimal(repr(value)):f}".partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    digits_shown = f"{int(whole):,}".replace(",", ".") if grouped else whole
    return f"{sign}{digits_shown}" + (f",{fraction}" if fraction else "")


def show_day(value: str) -> str:
    """05/02/2026"""
    year, month, day = value.split("-")
    return f"{day}/{month}/{year}"


def limit_fault(field: Field, value: Any, today: date) -> Unreadable | None:
    """Which limit of its field an answer without parts passes, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        if field.least is not None and value < field.least:
            return Unreadable("min", limit=show_number(field.least, grouped=not field.plain))
        if field.most is not None and value > field.most:
            return Unreadable("max", limit=show_number(field.most, grouped=not field.plain))
    elif field.kind is Kind.DATE:
        return _day_fault(field, date.fromisoformat(value), today)
    elif isinstance(value, str) and not field.options:
        if field.shortest is not None and len(value) < field.shortest:
            return Unreadable("short", limit=field.shortest, given=len(value))
        if field.longest is not None and len(value) > field.longest:
            return Unreadable("long", limit=field.longest, given=len(value))
        if field.pattern and not re.search(field.pattern, value):
            return Unreadable("pattern")
    return None


def _day_fault(field: Field, value: date, today: date) -> Unreadable | None:
    fits = {
        DateLimit.PAST: value < today,
        DateLimit.UNTIL_TODAY: value <= today,
        DateLimit.FROM_TODAY: value >= today,
        DateLimit.FUTURE: value > today,
    }
    if field.date_limit is None or fits[field.date_limit]:
        return None
    return Unreadable(field.date_limit)
