"""What a plan's reader wrote in Vietnamese, in the language of the page: `{% load plan_words %}`."""

import re

from django import template
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cchc.steering.plans.choices import Comparison, FoundBy
from cchc.steering.plans.models import Contradiction, Statement
from cchc.ui.wording import number

register = template.Library()

_PLACES = re.compile(r"\b(dòng|hàng|trang|đoạn)\b")


@register.filter("place")
def place_words(lines: str) -> str:
    """Where something stands in the document: "trang 3, dòng 47"."""
    words = {"dòng": pgettext("trong văn bản", "dòng"), "hàng": _("hàng"), "trang": _("trang"), "đoạn": _("đoạn")}
    return _PLACES.sub(lambda found: words[found[1]], lines)


@register.filter("why")
def why_words(contradiction: Contradiction) -> str:
    """Why two statements cannot both be meant: as a person wrote it, or as the rule found it."""
    if contradiction.found_by == FoundBy.PERSON or get_language() == "vi":
        return contradiction.why
    both = [f"{one.target.code} {'; '.join(milestones_of(one))}" for one in contradiction.both]
    return _("Không thể cùng đúng: %(first)s – %(second)s") % {"first": both[0], "second": both[1]}


def milestones_of(statement: Statement) -> list[str]:
    """The milestones of a statement as people say them: "2025: ít nhất 80%"."""
    word = Comparison(statement.comparison or Comparison.AT_LEAST).label
    unit = statement.unit if statement.unit == "%" else f" {statement.unit}".rstrip()
    found = []
    for one in statement.milestones.all():
        value = f"{number(one.value)}{unit}"
        if statement.comparison == Comparison.RANGE and statement.value_to is not None:
            value = _("từ %(low)s đến %(high)s") % {
                "low": number(one.value), "high": f"{number(statement.value_to)}{unit}",
            }  # fmt: skip
            said = value
        else:
            said = f"{word} {value}"
        last = (one.due_on.month, one.due_on.day) == (12, 31)
        found.append(f"{one.due_on:%Y}: {said}" if last else f"{one.due_on:%d/%m/%Y}: {said}")
    return found
