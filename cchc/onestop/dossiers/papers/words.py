"""Dates, times and counts as NĐ 30/2020/NĐ-CP writes them: a zero before one digit, save months from March on."""

from datetime import date, datetime

from django.utils.timezone import is_aware, localtime

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day_in_words(day: date) -> str:
    """Such as: ngày 05 tháng 02 năm 2026; ngày 18 tháng 3 năm 2026."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def moment_in_words(at: datetime) -> str:
    """Such as: 16 giờ 30 phút, ngày 18 tháng 11 năm 2026; a moment with a zone is told in the office's own."""
    at = _here(at)
    return f"{at.hour:02} giờ {at.minute:02} phút, {day_in_words(at.date())}"


def place_and_day(place: str, day: date) -> str:
    """Such as: Quy Nhơn, ngày 05 tháng 02 năm 2026."""
    return f"{place}, {day_in_words(day)}"


def count_in_words(count: int) -> str:
    """Such as: 01; 12."""
    return f"{count:02}"


def weekday(day: date) -> str:
    """Such as: thứ Ba."""
    return _WEEKDAYS[day.weekday()]


def local_date(at: datetime) -> date:
    """The day on which something happened, in the office's own zone."""
    return _here(at).date()


def _here(at: datetime) -> datetime:
    return localtime(at) if is_aware(at) else at
