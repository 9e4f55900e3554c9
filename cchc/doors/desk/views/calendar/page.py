"""The year, the preview of a change, the change."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cchc.doors.desk.permissions.calendar import keeps_calendar
from cchc.doors.desk.querysets import calendar as reads
from cchc.doors.desk.views.calendar.owner import Owner, address, owner_of
from cchc.doors.desk.views.calendar.plans import NO_DAY, NO_HOURS, PLANS, Plan, year_of
from cchc.doors.desk.views.calendar.year import forms_for, year_page
from cchc.foundation.worktime.rules import (
    reaches_back,
)
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.kernel.lifecycle import Stale
from cchc.onestop.dossiers.services import AT_ONCE, Moved, moved_by
from cchc.ui.wording import number, said

MOST_SHOWN = 50


@require_safe
@opens_to(keeps_calendar)
def calendar(request: Any) -> HttpResponse:
    """A year: its days, what is said of them, and the hours of the week."""
    owner = owner_of(request.user, request.GET.get("co-quan", ""), now())
    return year_page(request, owner, forms_for(request, owner))


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(keeps_calendar)
def change(request: Any) -> HttpResponse:
    """What a change would move (GET), and the change itself (POST). Wrong input is 422, an old page 409."""
    at = now()
    given = request.POST if request.method == "POST" else request.GET
    owner = owner_of(request.user, given.get("co-quan", ""), at)
    kind = given.get("viec", "")
    if kind not in PLANS:
        raise Http404
    form_class, plan_of = PLANS[kind]
    form = form_class(given)
    if not form.is_valid():
        if kind in (NO_DAY, NO_HOURS):
            raise Http404
        return year_page(request, owner, {kind: form}, status=422)
    plan = plan_of(owner, form.cleaned_data, request.user, at)
    plan.carried = {"viec": kind, "co-quan": owner.key} | {
        name: given[name] for name in form.fields if name in given
    }
    moved = moved_by(owner.agency_id, *plan.changes)
    if request.method != "POST":
        return _preview(request, owner, plan, moved)
    version = given.get("version", "")
    try:
        plan.make(int(version) if version.isdecimal() else plan.version)
    except Stale as stale:
        return _preview(request, owner, plan, moved_by(owner.agency_id, *plan.changes), stale=stale)
    messages.success(request, _saved(moved))
    return HttpResponseRedirect(address(owner, year_of(plan)))


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
        "back_url": address(owner, year_of(plan)),
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
