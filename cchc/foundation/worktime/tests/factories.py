"""Calendars as situations, and rows made directly."""

from datetime import date, datetime, time

import factory
from django.utils.timezone import get_current_timezone

from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.models import SpecialDay, WeekPattern
from cchc.foundation.worktime.readers import holidays_of
from cchc.foundation.worktime.rules import USUAL_WEEK, ZONE, Calendar

VIET_NAM = Calendar(shared_specials=holidays_of(range(2020, 2029)))


def moment(text: str) -> datetime:
    """A moment as it is written: "18/11/2026 09:12"."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def said(at: datetime) -> str:
    """A moment as `moment` reads it."""
    return at.astimezone(ZONE).strftime("%d/%m/%Y %H:%M")


def _noon(row: object) -> datetime:
    return datetime.combine(date(2026, 1, 5), time(12), get_current_timezone())


class SpecialDayFactory(factory.django.DjangoModelFactory):
    """A day off for the whole installation."""

    class Meta:
        model = SpecialDay

    agency = None
    on = date(2026, 11, 24)
    status = DayStatus.OFF
    name = "Ngày Văn hóa Việt Nam"
    changed_at = factory.LazyAttribute(_noon)

    class Params:
        make_up = factory.Trait(status=DayStatus.WORKING, on=date(2026, 8, 22), name="Ngày làm bù")


class WeekPatternFactory(factory.django.DjangoModelFactory):
    """The hours of most offices, for the whole installation."""

    class Meta:
        model = WeekPattern

    agency = None
    effective_on = date(2020, 1, 1)
    hours = factory.LazyFunction(USUAL_WEEK.rows)
    changed_at = factory.LazyAttribute(_noon)
