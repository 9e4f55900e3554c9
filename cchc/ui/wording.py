"""How dates, numbers and names are written: one way, on every page and paper, in both languages.

Nothing here reads the clock or the database. What is unknown is said to be unknown, never 0.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cchc.kernel.text import digits

NBSP = "\u00a0"
Number = int | float | Decimal

_FIGURES = re.compile(r"\d(?:[\d.,/:\-]*\d)?%?")
_ENTITY_OR_FIGURES = re.compile(r"&#?\w+;|<[^>]*>|" + _FIGURES.pattern)
_UNITS = ("KB", "MB", "GB")


def unknown() -> str:
    """What stands where a figure is not known."""
    return _("chưa có số liệu")


def local(at: date | datetime) -> date | datetime:
    """`at` on the office's wall clock; a day stays a day."""
    return timezone.localtime(at) if isinstance(at, datetime) and timezone.is_aware(at) else at


def day(at: date | datetime | None) -> str:
    """18/11/2026; nothing for None."""
    return "" if at is None else f"{local(at):%d/%m/%Y}"


def clock_time(at: datetime | None) -> str:
    """16:30; nothing for None."""
    return "" if at is None else f"{local(at):%H:%M}"


def moment(at: date | datetime | None) -> str:
    """18/11/2026 16:30, as tables write it; a day has no hour, and none is invented."""
    if at is None:
        return ""
    return f"{local(at):%d/%m/%Y %H:%M}" if isinstance(at, datetime) else day(at)


def said(at: date | datetime | None) -> str:
    """16:30 ngày 18/11/2026, as sentences write it."""
    if at is None:
        return ""
    if not isinstance(at, datetime):
        return _("ngày %(day)s") % {"day": day(at)}
    return _("%(time)s ngày %(day)s") % {"time": clock_time(at), "day": day(at)}


def weekday(at: date | datetime) -> str:
    """Thứ Ba; Chủ nhật."""
    names = (
        pgettext("ngày trong tuần", "Thứ Hai"),
        pgettext("ngày trong tuần", "Thứ Ba"),
        pgettext("ngày trong tuần", "Thứ Tư"),
        pgettext("ngày trong tuần", "Thứ Năm"),
        pgettext("ngày trong tuần", "Thứ Sáu"),
        pgettext("ngày trong tuần", "Thứ Bảy"),
        pgettext("ngày trong tuần", "Chủ nhật"),
    )
    return names[local(at).weekday()]


def number(value: Number | None, places: int | None = None) -> str:
    """1.234.567,5. With `places`, so many digits after the comma; without, as many as there are, at most six."""
    if value is None:
        return unknown()
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    step = Decimal(1).scaleb(-(6 if places is None else places))
    rounded = exact.quantize(step, rounding=ROUND_HALF_UP)
    if places is None:
        rounded = rounded.normalize()
        rounded = rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
    return formats.number_format(f"{rounded:f}", use_l10n=True, force_grouping=True)


def percent(value: Number | None, places: int = 1) -> str:
    """77,4%, from 77.4."""
    return unknown() if value is None else f"{number(value, places)}%"


def money(value: Number | None) -> str:
    """1.024.000 đồng."""
    return unknown() if value is None else f"{number(value, 0)}{NBSP}{_('đồng')}"


def size(of: int | None) -> str:
    """2,4 MB, of a number of bytes."""
    if of is None:
        return unknown()
    scaled, unit = Decimal(of) / 1024, _UNITS[0]
    for unit in _UNITS:
        if scaled < 1000 or unit == _UNITS[-1]:
            break
        scaled /= 1024
    places = 0 if scaled >= 10 or unit == "KB" else 1
    return f"{number(max(scaled, Decimal(1) if unit == 'KB' else scaled), places)}{NBSP}{unit}"


def phone(typed: str | None) -> str:
    """0269 382 0000; 0912 345 678. What is no Vietnamese number stays as typed."""
    bare = digits(typed or "")
    if bare.startswith("84") and len(bare) in (11, 12):
        bare = "0" + bare[2:]
    if len(bare) == 10 and bare.startswith("0"):
        return f"{bare[:4]} {bare[4:7]} {bare[7:]}"
    if len(bare) == 11 and bare.startswith("02"):
        return f"{bare[:4]} {bare[4:7]} {bare[7:]}"
    return typed or ""


def initials(name: str) -> str:
    """QK, of Võ Quỳnh Khuê: the last two words name a person here."""
    words = [word for word in re.split(r"[\s.·,]+", name) if word and word[0].isalpha()]
    return "".join(word[0].upper() for word in words[-2:])


def fig(text: object) -> SafeString:
    """`text` with its figures set in tabular digits; marked-up text keeps its marks."""
    if text is None or text == "":
        return mark_safe("")

    def wrap(found: re.Match[str]) -> str:
        part = found.group()
        return part if part[0] in "&<" else f'<span class="fig">{part}</span>'

    escaped = conditional_escape(text if isinstance(text, str | SafeString) else str(text))
    return mark_safe(_ENTITY_OR_FIGURES.sub(wrap, escaped))  # noqa: S308 - escaped above


def time_tag(at: date | datetime | None, words: str) -> SafeString:
    """`words` in a `<time>` that machines read too; nothing without a time."""
    if at is None:
        return mark_safe("")
    iso = f"{local(at):%Y-%m-%dT%H:%M}" if isinstance(at, datetime) else f"{at:%Y-%m-%d}"
    return format_html('<time datetime="{}">{}</time>', iso, fig(words))
