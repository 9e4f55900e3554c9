"""Figures beside their targets, in words and as a bar. What is unknown has no bar and no 0."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cchc.ui import wording


@dataclass(frozen=True)
class Figure:
    """A figure as its card says it."""

    value: str
    ratio: str
    verdict: str


def _exact(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def figure(value: Any, n: Any, of: Any, target: Any, direction: str, state: str, in_percent: bool) -> Figure:
    """The words of a card. `direction` "at_most" turns the target round. States: met, risk, missed, none, few."""
    exact, aim, over = _exact(value), _exact(target), _exact(of)
    shown = wording.percent(exact) if in_percent else wording.number(exact)
    part = _exact(n)
    ratio = f"{wording.number(part)} / {wording.number(over)}" if part is not None and over is not None else ""
    return Figure(shown, ratio, _verdict(exact, aim, direction, state, in_percent))


def _verdict(value: Decimal | None, aim: Decimal | None, direction: str, state: str, in_percent: bool) -> str:
    if state in ("none", "few") or value is None or aim is None:
        return ""
    gap = abs(value - aim)
    size = wording.number(gap) + (f"{wording.NBSP}{_('điểm phần trăm')}" if in_percent else "")
    if state == "met":
        if not gap:
            return _("đạt")
        return (_("dưới mức trần %(size)s") if direction == "at_most" else _("vượt %(size)s")) % {"size": size}
    lead = _("có nguy cơ") if state == "risk" else _("chưa đạt")
    lack = (_("cao hơn mức trần %(size)s") if direction == "at_most" else _("thiếu %(size)s")) % {"size": size}
    return f"{lead}, {lack}" if gap else lead


def target_bar(value: Any, target: Any, state: str) -> SafeString:
    """A bar from 0 to 100, marked at the target; words beside it say the same, so readers skip it."""
    exact, aim = _exact(value), _exact(target)
    if state in ("none", "few") or exact is None:
        return mark_safe('<span class="target-bar target-bar--unknown" aria-hidden="true"></span>')
    long = max(Decimal(0), min(Decimal(100), exact))
    mark = (
        "" if aim is None else format_html('<rect class="aim" x="{}%" width="2" y="0" height="16"/>', f"{aim:f}")
    )
    return format_html(
        '<svg class="target-bar target-bar--{}" aria-hidden="true" focusable="false"><rect class="ground" y="4" '
        'width="100%" height="8" rx="2"/><rect class="value" y="4" width="{}%" height="8" rx="2"/>{}{}</svg>',
        state, f"{long:f}", _hatch(long) if state == "missed" else "", mark,
    )  # fmt: skip


def _hatch(long: Decimal) -> SafeString:
    return format_html('<line class="hatch" x1="0" x2="{}%" y1="8" y2="8"/>', f"{long:f}")
