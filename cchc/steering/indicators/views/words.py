"""Declared values in words: what was said, over which days, where it stands."""

from datetime import date, datetime, time
from decimal import Decimal

from django.utils.timezone import make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Due, due_state
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import PeriodKind, State
from cchc.steering.indicators.models import Declaration
from cchc.ui.parts import Mark
from cchc.ui.wording import day as day_words
from cchc.ui.wording import number

MARKS = {
    State.ASKED: ("neutral", "circle-dashed"), State.DECLARED: ("violet", "clipboard-check"),
    State.APPROVED: ("green", "circle-check"), State.RETURNED: ("amber", "arrow-back-up"),
    State.REPLACED: ("neutral", "refresh"), State.WITHDRAWN: ("neutral", "circle-x"),
}  # fmt: skip


def mark_of(row: Declaration) -> Mark:
    """Where a declared value stands."""
    state = State(row.state)
    return Mark(state.label, *MARKS[state])


def name_of(row: Declaration) -> str:
    """What is declared, in the language of the page."""
    return rules.definitions()[row.indicator].name.said(get_language() or "vi")


def code_of(row: Declaration) -> str:
    """The number of its indicator: T06."""
    return rules.definitions()[row.indicator].code


def days_of(row: Declaration) -> str:
    """The days that it is about."""
    if row.starts_on is None:
        return _("tại ngày %(day)s") % {"day": day_words(row.ends_on)}
    return f"{day_words(row.starts_on)} – {day_words(row.ends_on)}"


def period_of(row: Declaration) -> str:
    """The name of its period, where it is a whole one: "Quý báo cáo III/2026"."""
    kind = rules.exact_kind(row.starts_on, row.ends_on)
    return f"{PeriodKind(kind).label} {rules.period_of(kind, row.ends_on).label}" if kind else ""


def value_of(row: Declaration) -> str:
    """The value in percent as people read it, one decimal unless all or nothing; empty where there is none."""
    if row.share is None:
        return ""
    shown = rules.shown(row.share)
    return f"{number(shown, 0 if shown in (0, 100) else 1)}%"


def parts_of(row: Declaration) -> str:
    """What it was made of: "57 / 60", "57, mẫu số chưa biết"; empty where only a percentage was said."""
    if row.numerator is None:
        return ""
    if row.denominator is None:
        return _("%(n)s, mẫu số chưa biết") % {"n": number(row.numerator)}
    return f"{number(row.numerator)} / {number(row.denominator)}"


def withdrawing(row: Declaration) -> str:
    """What taking it back is called: an asking is taken back, a value that was approved counts no more."""
    return _("Thôi dùng giá trị") if row.approved_at else _("Rút yêu cầu khai")


def due_of(row: Declaration, at: datetime) -> Due | None:
    """How it stands with the day by which it is to be declared; None once it was."""
    if row.due_on is None or row.state not in (State.ASKED, State.RETURNED):
        return None
    end = end_of(row.due_on)
    return due_state(at, end, calendar_of(row.agency_id), soon=Decimal(rules.usual().soon_days))


def end_of(day: date) -> datetime:
    """A day without an hour is kept to its end."""
    return make_aware(datetime.combine(day, time(23, 59)))
