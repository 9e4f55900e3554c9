"""Changes of a calendar before they are made: how it would be, and what saves it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.doors.desk.forms import calendar as typing
from cchc.doors.desk.views.calendar.owner import Owner, day_words, week_words
from cchc.foundation.worktime import services
from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.models import SpecialDay, WeekPattern
from cchc.foundation.worktime.rules import (
    Change,
    Hours,
    HoursRemoval,
    Removal,
    Special,
    Week,
)
from cchc.ui.wording import day as said_day
from cchc.ui.wording import weekday

DAY, NO_DAY, HOURS, NO_HOURS, HOLIDAYS = "ngay", "bo-ngay", "gio", "bo-gio", "ngay-le"


@dataclass
class Plan:
    """A change that is about to be made: how the calendar would be, what saves it, the row that it replaces."""

    kind: str
    title: str
    changes: tuple[Change, ...]
    make: Callable[[int], object]
    version: int
    before: str = ""
    after: str = ""
    carried: dict[str, str] = field(default_factory=dict)


def year_of(plan: Plan) -> int:
    """The year to which the page goes back."""
    first = plan.changes[0] if plan.changes else None
    on = getattr(first, "on", None) or getattr(first, "effective_on", None)
    return on.year if on else int(plan.carried.get("nam", localdate().year))


def _set_day(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    on, status, spans = told["ngay"], DayStatus(told["la"]), told["gio"]
    special = Special(on, status == DayStatus.OFF, told["ten"].strip(), spans)
    row = _row_of_day(owner, on)

    def make(version: int) -> object:
        return services.set_special_day(
            agency=owner.agency,
            on=on,
            status=status,
            name=special.name,
            spans=spans,
            version=version,
            by=user,
            at=at,
        )

    return Plan(
        DAY, _("%(day)s, %(date)s") % {"day": weekday(on), "date": said_day(on)}, (special,), make,
        version=row.version if row else 0, before=_before(owner, on),
        after=f"{day_words(status, [[f'{a:%H:%M}', f'{b:%H:%M}'] for a, b in spans])}: {special.name}",
    )  # fmt: skip


def _remove_day(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    on = told["ngay"]
    row = _row_of_day(owner, on)
    if row is None:
        raise Http404

    def make(version: int) -> object:
        return services.remove_special_day(agency=owner.agency, on=on, version=version, by=user, at=at)

    return Plan(
        NO_DAY, _("Bỏ quy định riêng của %(date)s") % {"date": said_day(on)}, (Removal(on),), make,
        version=row.version, before=_before(owner, on),
        after=_("theo giờ làm việc thường lệ, hoặc theo toàn hệ thống"),
    )  # fmt: skip


def _set_hours(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    since, week = told["tu"], told["week"]
    row = WeekPattern.objects.filter(agency=owner.agency_id, effective_on=since).first()

    def make(version: int) -> object:
        return services.set_hours(
            agency=owner.agency, effective_on=since, week=week, version=version, by=user, at=at
        )

    return Plan(
        HOURS, _("Giờ làm việc từ %(date)s") % {"date": said_day(since)}, (Hours(since, week),), make,
        version=row.version if row else 0, before=week_words(owner.calendar.week(since)), after=week_words(week),
    )  # fmt: skip


def _remove_hours(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    since = told["tu"]
    row = WeekPattern.objects.filter(agency=owner.agency_id, effective_on=since).first()
    if row is None:
        raise Http404

    def make(version: int) -> object:
        return services.remove_hours(agency=owner.agency, effective_on=since, version=version, by=user, at=at)

    return Plan(
        NO_HOURS, _("Bỏ giờ làm việc đặt từ %(date)s") % {"date": said_day(since)}, (HoursRemoval(since),), make,
        version=row.version, before=week_words(Week.parse(row.hours)),
        after=_("giờ làm việc đặt trước đó chạy tiếp"),
    )  # fmt: skip


def _seed(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    year = told["nam"]
    days = services.missing_holidays(years=[year])

    def make(version: int) -> object:
        return services.seed_holidays(years=[year], by=user, at=at)

    lines = [f"{said_day(day.on)} {day.name}" for day in days]
    return Plan(
        HOLIDAYS, _("Nạp ngày nghỉ lễ, ngày làm bù năm %(year)s") % {"year": year}, days, make, version=0,
        after="; ".join(lines) or _("không có ngày nào mới: mọi ngày đã có trong lịch"),
    )  # fmt: skip


PLANS: dict[str, tuple[type[Form], Callable[[Owner, dict[str, Any], Any, datetime], Plan]]] = {
    DAY: (typing.SpecialDayForm, _set_day),
    NO_DAY: (typing.DayForm, _remove_day),
    HOURS: (typing.HoursForm, _set_hours),
    NO_HOURS: (typing.SinceForm, _remove_hours),
    HOLIDAYS: (typing.YearForm, _seed),
}


def _row_of_day(owner: Owner, on: date) -> SpecialDay | None:
    return SpecialDay.objects.filter(agency=owner.agency_id, on=on).first()


def _before(owner: Owner, on: date) -> str:
    """What a day is now, in words."""
    day = owner.calendar.day(on)
    hours = typing.spans_said(owner.calendar.spans_on(on))
    words = _("làm việc %(hours)s") % {"hours": hours} if hours else _("nghỉ")
    return f"{words}: {day.name}" if day.name else words
