"""What it takes to reach a milestone and what may still spoil it, in words that one reads at a glance."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Source
from cchc.steering.indicators.rules import Figure, Goal
from cchc.steering.indicators.services import facts, outlook
from cchc.steering.plans.views.targets import words
from cchc.ui.wording import number


def is_over(figure: Figure) -> bool:
    """Whether the period of a figure had ended by its day: nothing more comes into it."""
    return figure.period is not None and figure.as_of >= rules.end_of(figure.period.end)


def needs(figure: Figure, goal: Goal) -> str:
    """Cần thêm ít nhất 55 hồ sơ nộp trực tuyến; empty where nothing can be said, or done any more."""
    ahead = rules.outlook(figure, goal) if figure.source == Source.COMPUTED and not is_over(figure) else None
    if ahead is None:
        return ""
    reading, language = words.reading_of(figure), words.language()
    assert reading.numerator is not None and reading.denominator is not None
    if figure.period is None:
        told = {
            "n": number(ahead.of_these), "whole": number(figure.denominator),
            "what": reading.denominator.name.said(language),
        }  # fmt: skip
        return _("Cần thêm %(n)s trong %(whole)s %(what)s.") % told if ahead.of_these else ""
    if ahead.spare is not None:
        return _spare_words(ahead.spare)
    if ahead.further is None:
        failed = (figure.denominator or 0) - (figure.numerator or 0)
        return ngettext(
            "Kỳ này không đạt được nữa: đã có %(n)s trường hợp không đạt.",
            "Kỳ này không đạt được nữa: đã có %(n)s trường hợp không đạt.", failed,
        ) % {"n": number(failed)}  # fmt: skip
    told = {"n": number(ahead.further), "what": reading.numerator.name.said(language)}
    return _("Cần thêm ít nhất %(n)s %(what)s.") % told if ahead.further else ""


def _spare_words(spare: int) -> str:
    if not spare:
        return _("Thêm một trường hợp không đạt là mất mốc.")
    return ngettext(
        "Giữ được mốc nếu có thêm không quá %(n)s trường hợp không đạt.",
        "Giữ được mốc nếu có thêm không quá %(n)s trường hợp không đạt.", spare,
    ) % {"n": number(spare)}  # fmt: skip


def endangered_words(figure: Figure, count: int) -> str:
    """Which open rows may still spoil a figure, and how many they are: the words of a link to them."""
    keys = words.reading_of(figure).endangered
    by_deadline = _("hồ sơ đang giải quyết, đến hạn trong kỳ hoặc đã quá hạn")
    what = facts()[keys[0]].name if len(keys) == 1 else by_deadline
    return _("Cần chú ý: %(n)s %(what)s") % {"n": number(count), "what": what} if count else ""


def forecast(figure: Figure, judged: rules.Judged) -> list[str]:
    """Of each milestone how far it is and what it takes; last where the pace of the last months leads."""
    value = figure.value
    if value is None or judged.goal is None:
        return []
    goals = [goal for goal in (judged.goal, judged.ahead) if goal is not None]
    lines = []
    for goal in goals:
        gap = words.against(value, goal) or _("vừa đạt")
        named = f"{words.milestone_words(goal)} ({words.goal_words(goal)})"
        said = (f"{named[0].upper()}{named[1:]}: {gap}.", needs(figure, goal))
        lines.append(" ".join(part for part in said if part))
    return lines + _pace(figure, goals[0])


def _pace(figure: Figure, goal: Goal) -> list[str]:
    ahead = outlook(figure, goal) if figure.source == Source.COMPUTED and not is_over(figure) else None
    if ahead is None or ahead.expected is None or figure.period is None:
        return []
    return [
        _("Theo nhịp ba tháng gần đây, đến hết %(period)s khoảng %(share)s.") % {
            "period": words.in_sentence(words.period_words(figure.period)),
            "share": words.percent(ahead.expected, [goal]),
        }
    ]  # fmt: skip
