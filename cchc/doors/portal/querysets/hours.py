"""When an office is open, in the two lines of the public foot."""

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cchc.foundation.worktime.querysets import calendar_of
from cchc.kernel.clock import today

_DAYS = (
    gettext_lazy("thứ Hai"), gettext_lazy("thứ Ba"), gettext_lazy("thứ Tư"), gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"), gettext_lazy("thứ Bảy"), gettext_lazy("Chủ nhật"),
)  # fmt: skip


def office_hours(agency_id: int) -> list[str]:
    """The hours of the week in force, days with the same hours together."""
    week = calendar_of(agency_id).week(today()).days
    lines = []
    for spans, group in groupby(range(7), key=lambda day: week[day]):
        days = list(group)
        if not spans:
            continue
        hours = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)
        said = str(_DAYS[days[0]])
        if len(days) > 1:
            said = _("%(first)s đến %(last)s") % {"first": said, "last": _DAYS[days[-1]]}
        lines += [hours, said]
    return lines
