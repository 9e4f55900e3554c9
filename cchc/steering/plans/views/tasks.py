"""The tasks of a plan: one list with one set of filters, as a table, by pile, by month."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cchc.foundation.identity.querysets import units
from cchc.kernel.access import opens_to
from cchc.steering.plans.choices import DueIn, Pile, Shown
from cchc.steering.plans.forms.narrowing import Narrowing
from cchc.steering.plans.models import TaskGroup
from cchc.steering.plans.permissions import reads_plans
from cchc.steering.plans.views.lines import (
    Line,
    Listed,
    Piled,
    lines_of,
    others_label,
    pile_mark,
    tasks_of,
)
from cchc.steering.plans.views.opened import OTHERS, Opened, leads_of, open_plan, with_query
from cchc.ui.choosing import offered
from cchc.ui.parts import Chip, Column, Mark
from cchc.ui.wording import day as day_words
from cchc.ui.wording import number, weekday

KEPT = ("xem", "den", "dv", "q", "tt", "han", "nhom", "cua")
PAGE, CARDS, ALL = 50, 20, 5000
WIDTH = 6  # columns of the table


@dataclass(frozen=True)
class Tab:
    """One way to look at the list."""

    label: Any
    url: str
    current: bool


@dataclass(frozen=True)
class Headed:
    """A line of the table, and the headings of the plan that begin above it."""

    line: Line
    heads: Sequence[TaskGroup]


@dataclass(frozen=True)
class Stack:
    """A pile on the board: its number is that of the rows that its link opens."""

    mark: Mark
    count: int
    url: str
    lines: Sequence[Line]

    @property
    def more(self) -> int:
        """How many stand on the list that its link opens, and not here."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Month:
    """A month of the calendar, and how many tasks are due in it."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True)
class DayCell:
    """A day of the calendar; None as `day`: a day of another month."""

    day: date | None
    lines: Sequence[Line] = ()
    is_today: bool = False


@require_safe
@opens_to(reads_plans)
def tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """Tasks of a plan, grouped as in the plan, narrowed and looked at as the URL says."""
    opened = open_plan(request, slug)
    leads = named_units(opened, request.GET.get("dv", ""))
    narrowing = Narrowing(request.GET, leads, _groups(opened), opened.today)
    listed = tasks_of(opened, narrowing)
    shown = next((way for way in Shown if way == request.GET.get("xem")), Shown.TABLE)
    given = request.GET

    def url(**more: Any) -> str:
        return with_query(opened.tasks_url, given, KEPT, **more)

    context = {
        "opened": opened,
        "plan": opened.plan,
        "narrowing": narrowing,
        "day": narrowing.day,
        "is_past": narrowing.day < opened.today,
        "shown": shown,
        "tabs": [Tab(way.label, url(xem="" if way == Shown.TABLE else way), way == shown) for way in Shown],
        "piles": [
            (pile_mark(pile), listed.counts[pile], url(tt=pile, xem=""), pile == listed.chosen)
            for pile in Pile
            if listed.counts[pile] or pile in (Pile.OVERDUE, Pile.SOON, Pile.DOING, Pile.DONE)
        ],
        "chips": _chips(narrowing, url),
        "clear_url": opened.tasks_url,
        "count": said_count(len(listed.rows)),
        "total": len(listed.rows),
        "print_url": url(trang="het"),
    }
    if shown == Shown.TABLE:
        context |= _table(listed, given, url)
    elif shown == Shown.BOARD:
        context |= {"stacks": _stacks(listed, url)}
    else:
        context |= _calendar(listed, given.get("thang", ""), url)
    return render(request, "plans/tasks.html", context)


def named_units(opened: Opened, asked: str) -> list[tuple[str, str]]:
    """Who leads tasks of the plan, as the filter lists them; and the unit that is asked for, if it leads none."""
    found = [(key, others_label() if key == OTHERS else name) for key, name in leads_of(opened.plan)]
    unit = units().get(int(asked)) if asked.isdecimal() else None
    if unit is None or unit.agency_id != opened.plan.agency_id or asked in dict(found):
        return found
    return [*found, (asked, unit.name)]


def _groups(opened: Opened) -> list[tuple[str, str]]:
    rows = TaskGroup.objects.filter(plan=opened.plan.pk).order_by("position")
    return [(str(group.pk), f"{'   ' if group.parent_id else ''}{group}") for group in rows]


def said_count(count: int) -> str:
    """So many tasks, in words."""
    return ngettext("%(n)s nhiệm vụ", "%(n)s nhiệm vụ", count) % {"n": number(count)}


def _chips(narrowing: Narrowing, url: Any) -> list[Chip]:
    words: dict[str, str] = {}
    if narrowing.told("den"):
        words["den"] = _("Đến ngày: %(day)s") % {"day": day_words(narrowing.told("den"))}
    if narrowing.told("q"):
        words["q"] = _("Tìm: %(text)s") % {"text": narrowing.told("q")}
    for name, said in (("dv", _("Đơn vị")), ("nhom", _("Nhóm"))):
        value = narrowing.told(name)
        if value:
            choices = offered(narrowing, name)
            words[name] = f"{said}: {choices[str(value)].strip()}"
    if narrowing.told("tt"):
        words["tt"] = _("Tình trạng: %(pile)s") % {"pile": Pile(narrowing.told("tt")).label}
    if narrowing.told("han"):
        words["han"] = _("Hạn: %(due)s") % {"due": DueIn(narrowing.told("han")).label}
    if narrowing.told("cua"):
        words["cua"] = _("Của tôi và đơn vị tôi")
    return [Chip(text, url(**{name: ""})) for name, text in words.items()]


# The table


def _table(listed: Listed, given: Any, url: Any) -> dict[str, Any]:
    size = ALL if given.get("trang") == "het" else PAGE
    mark = given.get("sau", "")
    after = int(mark) if mark.isdecimal() and len(mark) < 9 else None
    rest = [one for one in listed.rows if after is None or one.task.position > after]
    shown = rest[:size]
    next_mark = shown[-1].task.position if len(rest) > size else None
    return {
        "columns": _columns(),
        "width": WIDTH,
        "rows": _headed(lines_of(listed, shown)),
        "shown_count": said_shown(len(shown), len(listed.rows)),
        "next_url": url(sau=next_mark) if next_mark is not None else "",
        "first_url": "" if after is None else url(),
    }


def said_shown(shown: int, total: int) -> str:
    """How many of how many tasks a page shows."""
    if shown == total:
        return said_count(total)
    return _("%(n)s trong %(total)s nhiệm vụ") % {"n": number(shown), "total": number(total)}


def _columns() -> list[Column]:
    return [
        Column(_("Số"), 84), Column(_("Nhiệm vụ")), Column(_("Chủ trì, người làm"), 220),
        Column(_("Kế hoạch ghi"), 196), Column(_("Hạn"), 236), Column(_("Trạng thái"), 176),
    ]  # fmt: skip


def _headed(lines: Sequence[Line]) -> list[Headed]:
    above: tuple[Any, Any] = (None, None)
    found = []
    for line in lines:
        group, subgroup = line.task.group, line.task.subgroup
        heads = []
        if group is not None and group.pk != above[0]:
            heads.append(group)
        if subgroup is not None and subgroup.pk != above[1]:
            heads.append(subgroup)
        above = (group.pk if group else None, subgroup.pk if subgroup else None)
        found.append(Headed(line, heads))
    return found


# The board


def _stacks(listed: Listed, url: Any) -> list[Stack]:
    piles = [
        pile
        for pile in Pile
        if listed.of(pile) or not (listed.chosen or pile in (Pile.DROPPED, Pile.PROPOSED))  # these two are seldom
    ]
    shown: list[Piled] = [one for pile in piles for one in listed.of(pile)[:CARDS]]
    lines = lines_of(listed, shown)
    return [
        Stack(
            pile_mark(pile), len(listed.of(pile)), url(tt=pile, xem=""), [one for one in lines if one.pile == pile]
        )
        for pile in piles
    ]


# The calendar


def _calendar(listed: Listed, asked: str, url: Any) -> dict[str, Any]:
    dated = [one for one in listed.rows if one.task.due_on is not None]
    counts = Counter((one.task.due_on.year, one.task.due_on.month) for one in dated if one.task.due_on)
    year, month = _month(asked) or _first_month(counts, listed.day)
    first = date(year, month, 1)
    in_month = [one for one in dated if one.task.due_on and _same_month(one.task.due_on, first)]
    lines = lines_of(listed, in_month)
    months = sorted({*counts, (year, month)})
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return {
        "weekdays": [weekday(date(2024, 1, number)) for number in range(1, 8)],  # that year began on a Monday
        "month": _month_name(first),
        "month_count": said_count(len(lines)),
        "weeks": _weeks(first, lines, listed.opened.today),
        "due_days": [(day, [one for one in lines if one.due_on == day]) for day in _days(lines)],
        "months": [
            Month(
                _month_name(date(*one, 1)), url(thang=f"{one[0]}-{one[1]:02}"), counts[one], one == (year, month)
            )
            for one in months
        ],
        "before_url": url(thang=f"{before:%Y-%m}"),
        "before_name": _month_name(before),
        "after_url": url(thang=f"{after:%Y-%m}"),
        "after_name": _month_name(after),
        "undated": len(listed.rows) - len(dated),
        "undated_url": url(han=DueIn.NONE, xem=""),
    }


def _month(asked: str) -> tuple[int, int] | None:
    year, _dash, month = asked.partition("-")
    if year.isdecimal() and len(year) == 4 and month.isdecimal() and 1 <= int(month[:3]) <= 12 and int(year) > 0:
        return int(year), int(month)
    return None


def _first_month(counts: Counter[tuple[int, int]], day: date) -> tuple[int, int]:
    """The month of `day` where something is due in it, else the next one with something, else the last."""
    here = (day.year, day.month)
    if not counts:
        return here
    return next((one for one in sorted(counts) if one >= here), max(counts))


def _same_month(day: date, first: date) -> bool:
    return (day.year, day.month) == (first.year, first.month)


def _month_name(first: date) -> str:
    return _("Tháng %(month)s/%(year)s") % {"month": first.month, "year": first.year}


def _days(lines: Sequence[Line]) -> list[date]:
    return sorted({line.due_on for line in lines if line.due_on is not None})


def _weeks(first: date, lines: Sequence[Line], today: date) -> list[list[DayCell]]:
    by_day: dict[date, list[Line]] = {}
    for line in lines:
        if line.due_on is not None:
            by_day.setdefault(line.due_on, []).append(line)
    length = monthrange(first.year, first.month)[1]
    cells = [DayCell(None)] * first.weekday()
    for offset in range(length):
        day = first + timedelta(days=offset)
        cells.append(DayCell(day, by_day.get(day, ()), day == today))
    cells += [DayCell(None)] * (-len(cells) % 7)
    return [cells[place : place + 7] for place in range(0, len(cells), 7)]
