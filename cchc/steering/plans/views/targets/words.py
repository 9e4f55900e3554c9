"""Figures, milestones and verdicts in words. What is not known is said to be unknown, never 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Answer, PeriodKind, Source, Verdict
from cchc.steering.indicators.rules import Figure, Goal, Period, Reading
from cchc.steering.plans.choices import Comparison
from cchc.ui.parts import Mark
from cchc.ui.wording import NBSP, number
from cchc.ui.wording import day as day_words

# Tone and icon of each verdict; the words are the verdict. Bars are drawn by the state that ui knows.
MARKS = {
    Verdict.MET: ("green", "circle-check"), Verdict.AT_RISK: ("amber", "clock-exclamation"),
    Verdict.MISSED: ("red", "alert-triangle"), Verdict.UNKNOWN: ("neutral", "info-circle"),
}  # fmt: skip
NO_SOURCE = Mark(Answer.NO_SOURCE.label, "neutral", "circle-dashed")
BARS = {Verdict.MET: "met", Verdict.AT_RISK: "risk", Verdict.MISSED: "missed", Verdict.UNKNOWN: "met"}
SOURCES = {Source.COMPUTED: "database", Source.DECLARED: "writing", Source.NONE: "circle-dashed"}
SIGNS = {
    Comparison.AT_LEAST: "≥", Comparison.MORE: ">", Comparison.EQUAL: "=", Comparison.AT_MOST: "≤",
    Comparison.LESS: "<",
}  # fmt: skip
HUNDRED = 100


def language() -> str:
    """The language of the page."""
    return get_language() or "vi"


def percent(value: Fraction, goals: Sequence[Goal] = ()) -> str:
    """62,4%: rounded, but never across a target; a whole hundred or nothing has no decimals."""
    shown = rules.shown(value, goals)
    exponent = shown.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 1
    return f"{number(shown, 0 if shown in (0, HUNDRED) else places)}%"


def points(gap: Fraction) -> str:
    """12,4 điểm phần trăm, of a difference of shares. What is not nothing never reads as 0."""
    return f"{size_of(gap)}{NBSP}{_('điểm phần trăm')}"


def size_of(gap: Fraction) -> str:
    """12,4 of a difference of shares, whichever way it goes."""
    exact = abs(gap) * HUNDRED
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    for places in range(1, 7):
        found = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if found or not exact:
            return number(found, places)
    return number(value)


def goal_words(goal: Goal) -> str:
    """ít nhất 80%."""
    percents = f"{number(_percent_of(goal.value))}%"
    if goal.comparison == Comparison.RANGE and goal.value_to is not None:
        return _("từ %(low)s đến %(high)s") % {
            "low": number(_percent_of(goal.value)), "high": f"{number(_percent_of(goal.value_to))}%",
        }  # fmt: skip
    return f"{Comparison(goal.comparison or Comparison.AT_LEAST).label} {percents}"


def goal_sign(goal: Goal) -> str:
    """≥ 80%."""
    sign = SIGNS.get(Comparison(goal.comparison or Comparison.AT_LEAST))
    return f"{sign}{NBSP}{number(_percent_of(goal.value))}%" if sign else goal_words(goal)


def milestone_words(goal: Goal) -> str:
    """mốc 2025; mốc 31/03/2022 where it is no year's end; nothing of what has no day."""
    if goal.due_on is None:
        return pgettext("chỉ tiêu", "mốc")
    last = (goal.due_on.month, goal.due_on.day) == (12, 31)
    said = str(goal.due_on.year) if last else day_words(goal.due_on)
    return _("mốc %(day)s") % {"day": said}


def _percent_of(value: Fraction) -> Decimal:
    exact = value * HUNDRED
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def against(value: Fraction, goal: Goal, *, short: bool = False) -> str:
    """vượt 12,4 điểm phần trăm; thiếu 2,1 điểm phần trăm; nothing where it is just reached.

    The difference is that of the figures as shown, so that the reader's own subtraction agrees.
    """
    gap = value - goal.value
    if not gap or goal.comparison == Comparison.RANGE:
        return ""
    read = Fraction(rules.shown(value, [goal])) / HUNDRED - goal.value
    told = {"size": size_of(read or gap) if short else points(read or gap)}
    if goal.wants_less:
        return (_("thấp hơn %(size)s") if gap < 0 else _("cao hơn %(size)s")) % told
    return (_("vượt %(size)s") if gap > 0 else _("thiếu %(size)s")) % told


def verdict_mark(verdict: str) -> Mark:
    """A verdict in words, tone and icon."""
    known = Verdict(verdict)
    return Mark(known.label, *MARKS[known])


def unknown_words(figure: Figure | None) -> str:
    """Why there is no value; empty where there is one that can be judged."""
    if figure is None:
        return _("chưa chọn cách đo")
    answer = figure.answer
    if answer == Answer.NO_SOURCE:
        definition = rules.definitions()[figure.indicator]
        if not definition.declared:
            return _("chương trình chưa ghi dữ liệu này")
        return _("chưa có giá trị nào được khai và duyệt cho kỳ này")
    if answer == Answer.NO_DENOMINATOR:
        return _("mẫu số chưa biết")
    if answer == Answer.NOTHING:
        return _("không có trường hợp nào trong kỳ") if figure.period else _("không có trường hợp nào")
    if answer == Answer.FEW:
        return _("có %(n)s, cần ít nhất %(least)s để kết luận") % {
            "n": number(figure.denominator), "least": number(figure.minimum_volume),
        }  # fmt: skip
    return ""


def reading_of(figure: Figure) -> Reading:
    """How a figure is read, by the version of its definition."""
    definition = rules.definitions()[figure.indicator]
    version = next(one for one in definition.versions if one.number == figure.version)
    return version.reading(figure.reading)


def ratio(figure: Figure) -> str:
    """1.204/1.449; of an unknown denominator what is known; nothing where no rows are known."""
    if figure.numerator is None:
        return ""
    if figure.denominator is None:
        return _("%(n)s trên một số chưa biết") % {"n": number(figure.numerator)}
    return f"{number(figure.numerator)}/{number(figure.denominator)}"


def trend_words(figures: Sequence[Figure], goals: Sequence[Goal] = ()) -> str:
    """tăng 4,2 điểm phần trăm; không đổi; chưa đủ số liệu.

    The difference is that of the first and the last value as shown, so that the reader's own subtraction agrees.
    """
    known = [one for one in figures if one.answer == Answer.KNOWN]
    change = rules.change(known)
    if change is None:
        return _("chưa đủ số liệu để so")
    if not change:
        return _("không đổi")
    first, *_between, last = [rules.shown(one.value, goals) for one in known if one.value is not None]
    read = Fraction(last - first) / HUNDRED
    return (_("tăng %(size)s") if change > 0 else _("giảm %(size)s")) % {"size": points(read or change)}


def period_words(period: Period | None) -> str:
    """Năm dương lịch 2026; Quý báo cáo IV/2026."""
    return f"{PeriodKind(period.kind).label} {period.label}" if period is not None else ""


def in_sentence(words: str) -> str:
    """The same in the middle of a sentence: năm dương lịch 2026."""
    return words[:1].lower() + words[1:]


def span_words(period: Period, day: date) -> str:
    """01/01/2026 đến 18/11/2026: as far as a period has come on `day`."""
    return _("%(start)s đến %(end)s") % {
        "start": day_words(period.start), "end": day_words(min(period.end, day)),
    }  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """Where a figure comes from, in words that stand beside it."""

    label: Any
    icon: str


def source_mark(source: str) -> Kind:
    """Tính từ số liệu; tự khai; chưa có."""
    known = Source(source)
    label = pgettext("nguồn số liệu", "Chưa có") if known == Source.NONE else known.label
    return Kind(label, SOURCES[known])
