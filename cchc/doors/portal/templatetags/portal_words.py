"""Words that are data, in the language of the page."""

from typing import Any

from django import template
from django.utils.translation import get_language

from cchc.doors.portal.rules import words
from cchc.doors.portal.views import wording
from cchc.onestop.procedures.choices import Channel
from cchc.onestop.procedures.rules import TimeLimit

register = template.Library()


@register.filter
def in_language(of: Any, name: str) -> str:
    """`{{ process|in_language:"name" }}`: its English words on an English page, where it has them."""
    return words.in_language(of, name, get_language() or "vi")


@register.filter
def limit_words(limit: TimeLimit) -> str:
    """`{{ limit|limit_words }}`: 11 ngày làm việc."""
    return wording.limit_words([limit])


@register.filter
def channel_words(channel: str) -> str:
    """`{{ limit.channel|channel_words }}`: how a dossier comes in."""
    return str(Channel(channel).label) if channel in Channel.values else channel
