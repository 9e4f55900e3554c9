"""A year of working days as the page draws it."""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from cchc.doors.desk.forms import calendar as typing
from cchc.doors.desk.querysets import calendar as reads
from cchc.doors.desk.views.calendar.owner import Owner, address, day_words, week_initial, week_words, whose
from cchc.doors.desk.views.calendar.plans import DAY, HOLIDAYS, HOURS, NO_DAY, NO_HOURS
from cchc.foundation.worktime.models import SpecialDay, WeekPattern
from cchc.foundation.worktime.rules import (
    Calendar,
    Week,
    spans_from,
)
from cchc.ui.wording import day as said_day

FIRST_YEAR, LAST_YEAR = 2015, 2100
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Cell:
    """One day of the year's grid."""

    on: date
    css: str
    words: str


@dataclass(frozen=True)
class Month:
    """One month: weeks from Monday, None outside it."""

    number: int
    weeks: list[list[Cell | None]]


@dataclass(frozen=True)
class Line:
    """One special day, or one pattern of hours, in its list."""

    row: Any
    words: str
    hours: str
    whose: str
    change_url: str
    undo_url: str


def year_page(request: Any, owner: Owner, forms: dict[str, Form], status: int = 200) -> HttpResponse:
    """The page of a year, with the forms in which something is wrong or is being changed."""
    today, told = localdate(), owner.calendar
    given = request.GET.get("nam", "")
    year = int(given) if given.isdecimal() and FIRST_YEAR <= int(given) <= LAST_YEAR else today.year
    days = reads.said_of(owner.agency_id, year)
    first, last = date(year - 1, 12, 31), date(year, 12, 31)
    bound = {kind: form for kind, form in forms.items() if form.is_bound}
    context = {
        "owner": owner,
        "year": year,
        "address": reverse("desk:calendar"),
        "change_url": reverse("desk:calendar-change"),
        "years": [(one, address(owner, one)) for one in (year - 1, year + 1) if FIRST_YEAR <= one <= LAST_YEAR],
        "months": [_month(year, one, told, today) for one in MONTHS],
        "working_days": told.working_days_between(first, last),
        "days": [_day_line(row, owner, year) for row in days],
        "hours": [_hours_line(row, owner) for row in reads.hours_of(owner.agency_id)],
        "week_now": week_words(told.week(today)),
        "forms": {
            "day": forms.get(DAY) or typing.SpecialDayForm(),
            "hours": forms.get(HOURS) or typing.HoursForm(initial=week_initial(told.week(today))),
            "holidays": forms.get(HOLIDAYS) or typing.YearForm(initial={"nam": today.year + 1}),
        },
        "open": next(iter(forms), ""),
        "wrong": next(iter(bound.values()), None),
        "weekdays": [str(name) for name in typing.WEEKDAYS],
    }
    return render(request, "desk/calendar.html", context, status=status)


def forms_for(request: Any, owner: Owner) -> dict[str, Form]:
    """The form of a day or of hours, filled with what is said of it, where the URL asks to change it."""
    called = request.GET.get("sua", "")
    form = typing.DayForm({"ngay": called})
    if not called or not form.is_valid():
        return {}
    on = form.cleaned_data["ngay"]
    if request.GET.get("gi") == HOURS:
        return {HOURS: typing.HoursForm(initial={"tu": said_day(on)} | week_initial(owner.calendar.week(on)))}
    row = SpecialDay.objects.bearing_on(owner.agency_id).filter(on=on).order_by("agency").first()
    told = {"ngay": said_day(on)}
    if row is not None:
        told |= {"la": row.status, "ten": row.name, "gio": typing.spans_said(spans_from(row.spans))}
    return {DAY: typing.SpecialDayForm(initial=told)}


def _month(year: int, month: int, told: Calendar, today: date) -> Month:
    weeks = [
        [_cell(on, told, today) if on.month == month else None for on in week]
        for week in Weeks().monthdatescalendar(year, month)
    ]
    return Month(month, weeks)


def _cell(on: date, told: Calendar, today: date) -> Cell:
    day = told.day(on)
    if day.is_make_up:
        css, words = "worked", day.name
    elif day.works:
        css, words = "", ""
    else:
        css, words = ("holiday", day.name) if day.name else ("weekend", "")
    return Cell(on, f"{css} today".strip() if on == today else css, words)


def _day_line(row: SpecialDay, owner: Owner, year: int) -> Line:
    mine = row.agency_id == owner.agency_id
    query = {"co-quan": owner.key, "nam": str(year), "sua": said_day(row.on)}
    undo = {"viec": NO_DAY, "co-quan": owner.key, "ngay": said_day(row.on)}
    return Line(
        row=row, words=day_words(row.status, row.spans), hours="", whose=whose(row.agency),
        change_url=f"{reverse('desk:calendar')}?{urlencode(query)}#doi-ngay",
        undo_url=f"{reverse('desk:calendar-change')}?{urlencode(undo)}" if mine else "",
    )  # fmt: skip


def _hours_line(row: WeekPattern, owner: Owner) -> Line:
    mine = row.agency_id == owner.agency_id
    query = {"co-quan": owner.key, "sua": said_day(row.effective_on), "gi": HOURS}
    undo = {"viec": NO_HOURS, "co-quan": owner.key, "tu": said_day(row.effective_on)}
    return Line(
        row=row, words="", hours=week_words(Week.parse(row.hours)), whose=whose(row.agency),
        change_url=f"{reverse('desk:calendar')}?{urlencode(query)}#doi-gio" if mine else "",
        undo_url=f"{reverse('desk:calendar-change')}?{urlencode(undo)}" if mine else "",
    )  # fmt: skip
