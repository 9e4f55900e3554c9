"""Words that are data, in the language of the page."""

from typing import Any

from django import template
from django.utils.translation import get_language

from cchc.doors.portal.rules import words

register = template.Library()


@register.filter
def in_language(of: Any, name: str) -> str:
    """`{{ process|in_language:"name" }}`: its English words on an English page, where it has them."""
    return words.in_language(of, name, get_language() or "vi")
