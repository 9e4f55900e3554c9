"""A due date told day by day, as a calendar: each day carries its number, or why it is skipped."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cchc.ui import wording

_MONDAY = date(2026, 1, 5)  # any
_CSS = {"weekend": "off", "holiday": "off", "paused": "pause", "due": "due", "late": "late"}


@dataclass(frozen=True)
class Cell:
    """A day of the calendar."""

    iso: str
    day: str
    words: str
    css: str


@dataclass(frozen=True)
class Deadline:
    """A due date as `<c-deadline-days>` shows it. `total` repeats the badge's figure."""

    heads: list[str]
    weeks: list[list[Cell | None]]
    total: str
    notes: str


def deadline(explanation: Any) -> Deadline:
    """Lay out worktime's Explanation."""
    weeks = [[_cell(line) if line is not None else None for line in week] for week in explanation.weeks]
    heads = [*(wording.weekday(_MONDAY + timedelta(days=days)) for days in range(6)), _("CN")]
    return Deadline(heads, weeks, _total(explanation), _notes(explanation))


def _cell(line: Any) -> Cell:
    return Cell(f"{line.on:%Y-%m-%d}", f"{line.on:%d/%m}", _words(line), _CSS.get(str(line.kind), ""))


def _words(line: Any) -> str:
    hours = line.time.total_seconds() / 3600
    match str(line.kind):
        case "received":
            return _("nhận, %(hours)s giờ") % {"hours": wording.number(hours)} if hours else _("nhận")
        case "weekend":
            return _("nghỉ")
        case "holiday":
            return _("nghỉ lễ")
        case "paused":
            return _("tạm dừng")
        case "late":
            return _("quá %(number)s") % {"number": line.number}
    if hours:
        return _("%(hours)s giờ") % {"hours": wording.number(round(hours, 2))}
    return _("ngày %(number)s") % {"number": line.number} if line.number else _("đến hạn")


def _total(explanation: Any) -> str:
    amount = explanation.limit.amount
    plural = 1 if amount == 1 else 2
    limit = {
        "working_day": ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", plural),
        "day": ngettext("%(n)s ngày", "%(n)s ngày", plural),
        "hour": ngettext("%(n)s giờ làm việc", "%(n)s giờ làm việc", plural),
        "month": ngettext("%(n)s tháng", "%(n)s tháng", plural),
    }[str(explanation.limit.unit)] % {"n": wording.number(amount)}
    parts = [_("Nhận %(moment)s") % {"moment": wording.said(explanation.received_at)}, limit]
    if explanation.paused_days:
        days = explanation.paused_days
        parts.append(ngettext("%(n)s ngày tạm dừng", "%(n)s ngày tạm dừng", days) % {"n": days})
    words = f"{' + '.join(parts)} = {wording.said(explanation.due_at)}"
    if explanation.late_days:
        days = explanation.late_days
        words += ngettext(", quá hạn %(n)s ngày làm việc", ", quá hạn %(n)s ngày làm việc", days) % {"n": days}
    return words


def _notes(explanation: Any) -> str:
    named = [f"{line.on:%d/%m}: {line.reason}" for line in explanation.lines if line.reason]
    notes = [*(f"{note}." for note in named), _("Ngày nhận không tính. Khung đậm: ngày đến hạn.")]
    if explanation.is_moved:
        notes.append(_("Ngày cuối rơi vào ngày nghỉ, chuyển sang ngày làm việc kế tiếp."))
    return " ".join(notes)
