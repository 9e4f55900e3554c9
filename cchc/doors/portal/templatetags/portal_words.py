"""Words that are data, in the language of the page; limits, fees and ways of filing in a few words."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cchc.doors.portal.rules import words
from cchc.onestop.procedures.choices import Channel, FiledOnline, OnlineLevel, Unit
from cchc.onestop.procedures.rules import Fee, Snapshot, TimeLimit
from cchc.ui import wording

register = template.Library()
LONGEST_WORDS = 60  # of what stands for an amount in a list of results


@register.filter
def in_language(of: Any, name: str) -> str:
    """`{{ process|in_language:"name" }}`: its English words on an English page, where it has them."""
    return words.in_language(of, name, get_language() or "vi")


@register.filter
def limit_words(limit: TimeLimit) -> str:
    """`{{ limit|limit_words }}`: 11 ngày làm việc."""
    return limits_in_words([limit])


@register.filter
def channel_words(channel: str) -> str:
    """`{{ limit.channel|channel_words }}`: how a dossier comes in."""
    return str(Channel(channel).label) if channel in Channel.values else channel


def limits_in_words(limits: Iterable[TimeLimit]) -> str:
    """The limits in a few words: "11 ngày làm việc", or the shortest to the longest."""
    known = [limit for limit in limits if limit.amount is not None and limit.unit]
    said = list(dict.fromkeys(f"{wording.number(limit.amount)} {Unit(limit.unit).label}" for limit in known))
    if not said:
        return _("chưa có số liệu")
    return said[0] if len(said) == 1 else _("%(first)s, có trường hợp khác") % {"first": said[0]}


def fees_in_words(fees: Iterable[Fee]) -> str:
    """The fees in a few words."""
    listed = tuple(fees)
    if not listed:
        return _("Không thu")
    amounts = [fee.amount for fee in listed if not fee.formula]
    if any(fee.formula for fee in listed):
        return _("Theo công thức")
    if any(amount is None for amount in amounts):
        return _without_amount(next(fee for fee in listed if fee.amount is None))
    total = sum((amount for amount in amounts if amount is not None), start=0 * (amounts[0] or 0))
    return wording.money(total) if total else _("Không thu")


def _without_amount(fee: Fee) -> str:
    """What is said of a charge whose amount stands in other law: the first words of what the office wrote."""
    if not fee.text:
        return _("chưa có số liệu")
    first = re.split(r"[;\n]|\.\s", fee.text, maxsplit=1)[0].strip(" .")
    is_read = (get_language() or "vi").startswith("vi") and len(first) <= LONGEST_WORDS
    return first if is_read else _("Theo bảng phí")


@register.filter
def sheets_words(paper: Any) -> str:
    """`{{ paper|sheets_words }}`: 1 bản chính, 2 bản sao."""
    said = []
    if paper.originals:
        said.append(ngettext("%(n)s bản chính", "%(n)s bản chính", paper.originals) % {"n": paper.originals})
    if paper.copies:
        said.append(ngettext("%(n)s bản sao", "%(n)s bản sao", paper.copies) % {"n": paper.copies})
    return ", ".join(said)


def ways_in_words(procedure: Snapshot, day: date) -> str:
    """How a procedure can be filed."""
    filing = procedure.filing_on(day)
    ways = []
    if filing is not None and filing.place == FiledOnline.HERE:
        level = OnlineLevel(procedure.online_level).label.lower() if procedure.online_level else ""
        ways.append(f"{_('Trực tuyến')} {level}".strip())
    elif filing is not None and filing.place == FiledOnline.NATIONAL:
        ways.append(_("Cổng Dịch vụ công quốc gia"))
    return ", ".join([*ways, _("quầy"), _("bưu chính")])
