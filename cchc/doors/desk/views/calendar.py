"""When an office works: a year at a glance; each change is shown with the dossiers that it moves, then saved."""

from calendar import Calendar as Weeks
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cchc.doors.desk.forms import calendar as typing
from cchc.doors.desk.permissions.calendar import keeps_calendar
from cchc.doors.desk.querysets import calendar as reads
from cchc.foundation.identity.models import Agency
from cchc.foundation.worktime import services
from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.models import SpecialDay, WeekPattern
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import (
    Calendar,
    Change,
    Hours,
    HoursRemoval,
    Removal,
    Special,
    Week,
    reaches_back,
    spans_from,
)
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.kernel.lifecycle import Stale
from cchc.onestop.dossiers.services import AT_ONCE, Moved, moved_by
from cchc.ui.wording import day as said_day
from cchc.ui.wording import number, said, weekday

SHARED = "chung"
MOST_SHOWN = 50
FIRST_YEAR, LAST_YEAR = 2015, 2100
DAY, NO_DAY, HOURS, NO_HOURS, HOLIDAYS = "ngay", "bo-ngay", "gio", "bo-gio", "ngay-le"
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Owner:
    """Whose calendar is looked at: an agency's, or that of the whole installation (no agency)."""

    agency: Agency | None
    choices: tuple[tuple[str, str], ...]
    keeps_shared: bool

    @property
    def key(self) -> str:
        """As it stands in the URL."""
        return str(self.agency.pk) if self.agency else SHARED

    @property
    def agency_id(self) -> int | None:
        """Its key; None for the whole installation."""
        return self.agency.pk if self.agency else None

    @property
    def name(self) -> str:
        """In words."""
        return self.agency.name if self.agency else _("Toàn hệ thống")

    @property
    def calendar(self) -> Calendar:
        """As it is now."""
        return calendar_of(self.agency_id)


@dataclass
class Plan:
    """A change that is about to be made: how the calendar would be, what saves it, the row that it replaces."""

    kind: str
    title: str
    changes: tuple[Change, ...]
    save: Callable[[int], object]
    version: int
    before: str = ""
    after: str = ""
    carried: dict[str, str] = field(default_factory=dict)


@require_safe
@opens_to(keeps_calendar)
def calendar(request: Any) -> HttpResponse:
    """A year: its days, what is said of them, and the hours of the week."""
    owner = _owner(request.user, request.GET.get("co-quan", ""), now())
    return _year_page(request, owner, _forms_for(request, owner))


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(keeps_calendar)
def change(request: Any) -> HttpResponse:
    """What a change would move (GET), and the change itself (POST). Wrong input is 422, an old page 409."""
    at = now()
    given = request.POST if request.method == "POST" else request.GET
    owner = _owner(request.user, given.get("co-quan", ""), at)
    kind = given.get("viec", "")
    if kind not in _PLANS:
        raise Http404
    form_class, plan_of = _PLANS[kind]
    form = form_class(given)
    if not form.is_valid():
        if kind in (NO_DAY, NO_HOURS):
            raise Http404
        return _year_page(request, owner, {kind: form}, status=422)
    plan = plan_of(owner, form.cleaned_data, request.user, at)
    plan.carried = {"viec": kind, "co-quan": owner.key} | {
        name: given[name] for name in form.fields if name in given
    }
    moved = moved_by(owner.agency_id, *plan.changes)
    if request.method != "POST":
        return _preview(request, owner, plan, moved)
    version = given.get("version", "")
    try:
        plan.save(int(version) if version.isdecimal() else plan.version)
    except Stale as stale:
        return _preview(request, owner, plan, moved_by(owner.agency_id, *plan.changes), stale=stale)
    messages.success(request, _saved(moved))
    return HttpResponseRedirect(_address(owner, _year_of(plan)))


def _owner(user: Any, given: str, at: datetime) -> Owner:
    agencies, keeps_shared = reads.kept_by(user, at)
    choices = [(str(agency.pk), agency.name) for agency in agencies]
    if keeps_shared:
        choices.insert(0, (SHARED, _("Toàn hệ thống")))
    if given == SHARED:
        if not keeps_shared:
            raise Http404
        return Owner(None, tuple(choices), keeps_shared)
    own = next((agency for agency in agencies if agency.pk == user.agency_id), agencies[0] if agencies else None)
    found = own if not given else next((agency for agency in agencies if str(agency.pk) == given), None)
    if found is None:
        raise Http404
    return Owner(found, tuple(choices), keeps_shared)


def _address(owner: Owner, year: int) -> str:
    return f"{reverse('desk:calendar')}?{urlencode({'co-quan': owner.key, 'nam': str(year)})}"


def _year_of(plan: Plan) -> int:
    first = plan.changes[0] if plan.changes else None
    on = getattr(first, "on", None) or getattr(first, "effective_on", None)
    return on.year if on else int(plan.carried.get("nam", localdate().year))


# == The year ==


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


def _year_page(request: Any, owner: Owner, forms: dict[str, Form], status: int = 200) -> HttpResponse:
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
        "years": [(one, _address(owner, one)) for one in (year - 1, year + 1) if FIRST_YEAR <= one <= LAST_YEAR],
        "months": [_month(year, one, told, today) for one in MONTHS],
        "working_days": told.working_days_between(first, last),
        "days": [_day_line(row, owner, year) for row in days],
        "hours": [_hours_line(row, owner) for row in reads.hours_of(owner.agency_id)],
        "week_now": _week_words(told.week(today)),
        "forms": {
            "day": forms.get(DAY) or typing.SpecialDayForm(),
            "hours": forms.get(HOURS) or typing.HoursForm(initial=_week_initial(told.week(today))),
            "holidays": forms.get(HOLIDAYS) or typing.YearForm(initial={"nam": today.year + 1}),
        },
        "open": next(iter(forms), ""),
        "wrong": next(iter(bound.values()), None),
        "weekdays": [str(name) for name in typing.WEEKDAYS],
    }
    return render(request, "desk/calendar.html", context, status=status)


def _forms_for(request: Any, owner: Owner) -> dict[str, Form]:
    """The form of a day or of hours, filled with what is said of it, where the URL asks to change it."""
    called = request.GET.get("sua", "")
    form = typing.DayForm({"ngay": called})
    if not called or not form.is_valid():
        return {}
    on = form.cleaned_data["ngay"]
    if request.GET.get("gi") == HOURS:
        return {HOURS: typing.HoursForm(initial={"tu": said_day(on)} | _week_initial(owner.calendar.week(on)))}
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
        row=row, words=_day_words(row.status, row.spans), hours="", whose=_whose(row.agency),
        change_url=f"{reverse('desk:calendar')}?{urlencode(query)}#doi-ngay",
        undo_url=f"{reverse('desk:calendar-change')}?{urlencode(undo)}" if mine else "",
    )  # fmt: skip


def _hours_line(row: WeekPattern, owner: Owner) -> Line:
    mine = row.agency_id == owner.agency_id
    query = {"co-quan": owner.key, "sua": said_day(row.effective_on), "gi": HOURS}
    undo = {"viec": NO_HOURS, "co-quan": owner.key, "tu": said_day(row.effective_on)}
    return Line(
        row=row, words="", hours=_week_words(Week.parse(row.hours)), whose=_whose(row.agency),
        change_url=f"{reverse('desk:calendar')}?{urlencode(query)}#doi-gio" if mine else "",
        undo_url=f"{reverse('desk:calendar-change')}?{urlencode(undo)}" if mine else "",
    )  # fmt: skip


def _whose(agency: Agency | None) -> str:
    return agency.short_name if agency else _("toàn hệ thống")


def _day_words(status: str, spans: Any) -> str:
    hours = typing.spans_said(spans_from(spans))
    if status == DayStatus.OFF:
        return _("nghỉ")
    return _("làm việc %(hours)s") % {"hours": hours} if hours else _("làm việc cả ngày")


def _week_words(week: Week) -> str:
    """A week in words: days with the same hours together."""
    parts: list[tuple[list[str], str]] = []
    for name, spans in zip(typing.WEEKDAYS, week.days, strict=True):
        hours = typing.spans_said(spans) or _("nghỉ")
        if parts and parts[-1][1] == hours:
            parts[-1][0].append(str(name))
        else:
            parts.append(([str(name)], hours))
    names = [(days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}", hours) for days, hours in parts]
    return "; ".join(f"{days}: {hours}" for days, hours in names)


def _week_initial(week: Week) -> dict[str, str]:
    return {f"t{place}": typing.spans_said(spans) for place, spans in enumerate(week.days, 2)}


# == A change ==


def _set_day(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    on, status, spans = told["ngay"], DayStatus(told["la"]), told["gio"]
    special = Special(on, status == DayStatus.OFF, told["ten"].strip(), spans)
    row = _row_of_day(owner, on)

    def save(version: int) -> object:
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
        DAY, _("%(day)s, %(date)s") % {"day": weekday(on), "date": said_day(on)}, (special,), save,
        version=row.version if row else 0, before=_before(owner, on),
        after=f"{_day_words(status, [[f'{a:%H:%M}', f'{b:%H:%M}'] for a, b in spans])}: {special.name}",
    )  # fmt: skip


def _remove_day(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    on = told["ngay"]
    row = _row_of_day(owner, on)
    if row is None:
        raise Http404

    def save(version: int) -> object:
        return services.remove_special_day(agency=owner.agency, on=on, version=version, by=user, at=at)

    return Plan(
        NO_DAY, _("Bỏ quy định riêng của %(date)s") % {"date": said_day(on)}, (Removal(on),), save,
        version=row.version, before=_before(owner, on),
        after=_("theo giờ làm việc thường lệ, hoặc theo toàn hệ thống"),
    )  # fmt: skip


def _set_hours(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    since, week = told["tu"], told["week"]
    row = WeekPattern.objects.filter(agency=owner.agency_id, effective_on=since).first()

    def save(version: int) -> object:
        return services.set_hours(
            agency=owner.agency, effective_on=since, week=week, version=version, by=user, at=at
        )

    return Plan(
        HOURS, _("Giờ làm việc từ %(date)s") % {"date": said_day(since)}, (Hours(since, week),), save,
        version=row.version if row else 0, before=_week_words(owner.calendar.week(since)), after=_week_words(week),
    )  # fmt: skip


def _remove_hours(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    since = told["tu"]
    row = WeekPattern.objects.filter(agency=owner.agency_id, effective_on=since).first()
    if row is None:
        raise Http404

    def save(version: int) -> object:
        return services.remove_hours(agency=owner.agency, effective_on=since, version=version, by=user, at=at)

    return Plan(
        NO_HOURS, _("Bỏ giờ làm việc đặt từ %(date)s") % {"date": said_day(since)}, (HoursRemoval(since),), save,
        version=row.version, before=_week_words(Week.parse(row.hours)),
        after=_("giờ làm việc đặt trước đó chạy tiếp"),
    )  # fmt: skip


def _seed(owner: Owner, told: dict[str, Any], user: Any, at: datetime) -> Plan:
    year = told["nam"]
    days = services.missing_holidays(years=[year])

    def save(version: int) -> object:
        return services.seed_holidays(years=[year], by=user, at=at)

    lines = [f"{said_day(day.on)} {day.name}" for day in days]
    return Plan(
        HOLIDAYS, _("Nạp ngày nghỉ lễ, ngày làm bù năm %(year)s") % {"year": year}, days, save, version=0,
        after="; ".join(lines) or _("không có ngày nào mới: mọi ngày đã có trong lịch"),
    )  # fmt: skip


_PLANS: dict[str, tuple[type[Form], Callable[[Owner, dict[str, Any], Any, datetime], Plan]]] = {
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


def _preview(
    request: Any, owner: Owner, plan: Plan, moved: list[Moved], stale: Stale | None = None
) -> HttpResponse:
    shown = moved[:MOST_SHOWN]
    names = reads.procedures_named({row.procedure_id for row in shown})
    context = {
        "owner": owner,
        "plan": plan,
        "count": len(moved),
        "whole": sum(row.moves_dossier for row in moved),
        "rows": [(row, names.get(row.procedure_id, "")) for row in shown],
        "is_past": any(reaches_back(one, localdate()) for one in plan.changes),
        "in_batches": len(moved) > AT_ONCE,
        "back_url": _address(owner, _year_of(plan)),
        "change_url": reverse("desk:calendar-change"),
        "stale": _stale_words(stale) if stale else "",
    }
    return render(request, "desk/calendar_change.html", context, status=409 if stale else 200)


def _stale_words(stale: Stale) -> str:
    if stale.changed_by and stale.changed_at:
        return _("%(who)s đã sửa lịch này lúc %(when)s") % {
            "who": stale.changed_by,
            "when": said(stale.changed_at),
        }
    return _("Người khác vừa sửa lịch này")


def _saved(moved: list[Moved]) -> str:
    count = len(moved)
    if not count:
        return _("Đã lưu lịch làm việc. Không hồ sơ nào đổi hạn.")
    if count > AT_ONCE:
        return _("Đã lưu lịch làm việc. %(n)s hồ sơ đang được tính lại hạn.") % {"n": number(count)}
    return ngettext(
        "Đã lưu lịch làm việc. %(n)s hồ sơ đã đổi hạn.", "Đã lưu lịch làm việc. %(n)s hồ sơ đã đổi hạn.", count
    ) % {"n": number(count)}
