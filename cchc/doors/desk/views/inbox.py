"""The inbox: what a person, their unit and their counter have to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.doors.desk.choices import NOTHING, NOTHING_DUE, TOLD, DueBy, Tab
from cchc.doors.desk.forms.inbox import Filters
from cchc.doors.desk.permissions.inbox import tabs_of
from cchc.doors.desk.querysets import inbox as reads
from cchc.doors.desk.rules import used_days
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff, reach
from cchc.foundation.work.models import WorkItem
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Due, due_state, soon_for_step
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.kernel.paging import COUNT_CAP, keyset
from cchc.onestop.procedures.querysets import in_force
from cchc.steering.indicators.rules import by_code, usual
from cchc.steering.plans.rules.standing import SOON_DAYS
from cchc.ui.choosing import offered
from cchc.ui.parts import Chip, Column
from cchc.ui.wording import number

SOON_ANSWER = Decimal("0.25")  # of a working day: an online dossier waits for its first answer
KEPT = ("tab", "q", "han", "thu_tuc")


@dataclass(frozen=True)
class TabLine:
    """One list in the row of tabs."""

    label: Any
    url: str
    current: bool
    count: str


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    item: WorkItem
    title: str
    step: str
    due_on: date | datetime | None
    url: str
    due: Due
    time: str  # "0,5/2", empty for what has no allotted time
    who: str
    at: datetime | None
    whole: str  # when the whole dossier is due, where that is another day than its step's


@require_safe
@opens_to(is_staff)
def inbox(request: Any) -> HttpResponse:
    """One list of the inbox, soonest due first, narrowed as the URL says."""
    at, user = now(), request.user
    tabs = tabs_of(user, at)
    tab = chosen_tab(request.GET, tabs)
    filters = Filters(request.GET, topics_of(user, at))
    rows = reads.narrowed(reads.rows_of(tab, user, at), filters.narrowed, tab, at)
    is_narrowed = filters.narrowed != reads.Narrowed()
    counts = reads.counts_of({*tabs, Tab.MINE}, user, at, rows if is_narrowed else None)
    user.__dict__["work_waiting"] = counts[Tab.MINE.name]  # the bar repeats it
    page = keyset(
        reads.with_whole_due(reads.lines(rows)),
        by=reads.order_of(tab),
        mark=request.GET.get("sau", ""),
    )
    total = counts.get("found", counts.get(tab.name))
    context = {
        "tab": tab,
        "told": TOLD[tab],
        "tabs": [
            TabLine(one.label, address(tab=one), one == tab, said_count(counts.get(one.name))) for one in tabs
        ],
        "filters": filters,
        "chips": _chips(request.GET, filters, tab),
        "clear_url": address(tab=tab),
        "columns": _columns(tab),
        "rows": [_row(item, tab, request.GET, at) for item in page.rows],
        "nothing": _nothing(tab, filters.narrowed),
        "count": _shown(page.rows, total),
        "total": said_count(total),
        "next_url": address(request.GET, sau=page.next_mark) if page.next_mark else "",
        "first_url": "" if page.is_first else address(request.GET),
    }
    return render(request, "desk/inbox.html", context)


def chosen_tab(given: Mapping[str, str], tabs: tuple[Tab, ...]) -> Tab:
    """The list that the URL names, if the person has it; else their first."""
    return next((tab for tab in tabs if tab == given.get("tab")), tabs[0])


def topics_of(user: User, at: datetime) -> list[tuple[int, str]]:
    """The procedures by which lists are filtered: those with a process, of the agencies whose work one sees."""
    wide = reach(user, list(Right), at)
    agencies = {*wide.agencies, *(grant.agency_id for grant in user.grants)}
    day = localdate(at)
    found = {
        process.procedure_id: process.name for process in in_force(tuple(sorted(agencies)), day) if process.steps
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def address(given: Mapping[str, str] | None = None, **more: Any) -> str:
    """The inbox with the filters of `given`, and with `more`."""
    told = {name: given[name] for name in KEPT if given and given.get(name)}
    told |= {name: str(value) for name, value in more.items() if value}
    return f"{reverse('desk:inbox')}?{urlencode(told)}" if told else reverse("desk:inbox")


def query_of(given: Mapping[str, str]) -> str:
    """What a page passes on so that the way back leads to the same list: "?tab=cua-toi&han=qua-han"."""
    told = {name: given[name] for name in KEPT if given.get(name)}
    return f"?{urlencode(told)}" if told else ""


def said_count(count: int | None) -> str:
    """A number of rows as the page says it: "47", "hơn 10.000"; nothing for what is not counted."""
    if count is None:
        return ""
    return _("hơn %(n)s") % {"n": number(COUNT_CAP)} if count > COUNT_CAP else number(count)


def _shown(rows: list[WorkItem], total: int | None) -> str:
    if total is None:
        return _("%(n)s việc") % {"n": len(rows)}
    return _("%(n)s trong %(total)s việc") % {"n": len(rows), "total": said_count(total)}


def _columns(tab: Tab) -> list[Column]:
    due = {Tab.INTAKE: _("Hạn trả lời"), Tab.DONE: _("Hạn của bước")}.get(tab, _("Hạn"))
    who = {Tab.WAITING: _("Người giữ"), Tab.DONE: _("Xong lúc")}.get(tab, _("Nhận từ"))
    return [
        Column(_("Hồ sơ, nhiệm vụ, số liệu"), 264),
        Column(_("Thủ tục, nội dung")),
        Column(_("Bước"), 176),
        Column(due, 276, direction="" if tab == Tab.DONE else "ascending"),
        Column(who, 148, direction="descending" if tab == Tab.DONE else ""),
    ]


def _row(item: WorkItem, tab: Tab, given: Mapping[str, str], at: datetime) -> Row:
    calendar = calendar_of(item.agency_id)
    moment = item.closed_at or item.paused_since or at
    used = used_days(item.allotted_days, item.due_at, moment, calendar)
    soon = _soon(item, at)
    person = item.assignee if tab == Tab.WAITING else item.sender if tab != Tab.DONE else None
    query = query_of({**{name: given[name] for name in KEPT if name in given}, "tab": tab})
    return Row(
        item=item,
        title=_title(item),
        step=_step(item),
        due_on=_due_on(item),
        url=_page_of(item, query),
        due=due_state(at, item.due_at, calendar, item.closed_at, item.paused_since, soon),
        time=f"{number(used)}/{number(item.allotted_days)}" if used is not None else "",
        who=str(person.full_name) if person else "",
        at=item.closed_at if tab == Tab.DONE else item.opened_at,
        whole=_whole(item, tab, at),
    )


def _soon(item: WorkItem, at: datetime) -> Decimal:
    """From how many working days before its end work is due soon; a task of a plan in its last week."""
    if item.subject_type == reads.DECLARATION:
        return Decimal(usual().soon_days)
    if item.subject_type == reads.TASK and item.due_at is not None:
        near = (localdate(item.due_at) - localdate(at)).days <= SOON_DAYS
        return Decimal(SOON_DAYS if near else 0)
    return soon_for_step(item.allotted_days) if item.allotted_days else SOON_ANSWER


def _step(item: WorkItem) -> str:
    """What is to be done; of a task or a value in the language of the page, a task with its period."""
    if item.subject_type == reads.DOSSIER:
        return item.step
    act, _dot, period = item.step.partition(" · ")
    return " · ".join(part for part in (_(act) if act else "", period) if part)


def _due_on(item: WorkItem) -> date | datetime | None:
    """When it is due: a task of a plan, and a value to be declared, by a day without an hour."""
    if item.subject_type != reads.DOSSIER and item.due_at is not None:
        return localdate(item.due_at)
    return item.due_at


def _title(item: WorkItem) -> str:
    """What it is about; an indicator in the language of the page."""
    definition = by_code(item.label) if item.subject_type == reads.DECLARATION else None
    return definition.name.said(get_language() or "vi") if definition else item.title


def _whole(item: Any, tab: Tab, at: datetime) -> str:
    if tab not in (Tab.MINE, Tab.UNASSIGNED) or item.whole_due_at is None or item.due_at is None:
        return ""
    if localdate(item.whole_due_at) == localdate(item.due_at):
        return ""
    words = _("cả hồ sơ quá hạn từ %(day)s") if item.whole_due_at < at else _("cả hồ sơ %(day)s")
    return words % {"day": f"{localdate(item.whole_due_at):%d/%m}"}


def _page_of(item: WorkItem, query: str) -> str:
    """Where a line leads: a dossier's page knows the list that one came from, a task's is its own."""
    if item.subject_type == reads.DOSSIER:
        return reverse("desk:dossier", args=[item.label]) + query
    return translate_url(item.path, get_language() or "vi")


def _nothing(tab: Tab, by: reads.Narrowed) -> tuple[Any, Any]:
    if by.text or by.topic is not None:
        return _("Không có việc nào khớp bộ lọc"), _("Bỏ bớt bộ lọc, hoặc tìm ở danh sách khác.")
    if by.due:
        return NOTHING_DUE[DueBy(by.due)], ""
    return NOTHING[tab]


def _chips(given: Mapping[str, str], filters: Filters, tab: Tab) -> list[Chip]:
    by = filters.narrowed
    words: dict[str, str] = {}
    if by.text:
        words["q"] = _("Tìm: %(text)s") % {"text": by.text}
    if by.due:
        words["han"] = _("Hạn: %(due)s") % {"due": DueBy(by.due).label}
    if by.topic is not None:
        words["thu_tuc"] = _("Thủ tục: %(name)s") % {"name": offered(filters, "thu_tuc")[str(by.topic)]}
    return [
        Chip(said, address({key: given[key] for key in KEPT if key in given and key != name}, tab=tab))
        for name, said in words.items()
    ]
