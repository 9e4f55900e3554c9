"""What every template writes: `{% load cchc %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cchc.kernel.identifiers import uuid7
from cchc.ui import marks, wording

register = template.Library()

for _name in (
    "day",
    "moment",
    "said",
    "clock_time",
    "weekday",
    "number",
    "percent",
    "money",
    "size",
    "phone",
    "initials",
):
    register.filter(_name, getattr(wording, _name))
register.filter("fig", wording.fig, is_safe=True)


@register.filter
def time(at: object, form: str = "moment") -> SafeString:
    """`{{ at|time }}`, `{{ at|time:"day" }}`, `{{ at|time:"said" }}`: a `<time>` element with tabular figures."""
    write = {"day": wording.day, "moment": wording.moment, "said": wording.said}[form]
    return wording.time_tag(at, write(at))  # type: ignore[arg-type]  # templates pass what they have


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A decoration beside words; with a `label`, an image with that name."""
    return marks.icon(name, label)


@register.simple_tag
def status(code: object) -> marks.Status:
    """Words, tone and icon of a national status code; of a draft (0, "draft") and of what is unknown, too."""
    return marks.status(code)


@register.simple_tag
def due_mark(due: object) -> marks.Status:
    """Words, tone and icon of a time limit (worktime's Due); of None: there is no limit."""
    return marks.due(due)


@register.simple_tag
def boosted() -> SafeString:
    """Attributes of a form that htmx sends and swaps into `<main>`; without JavaScript it is a plain form."""
    return format_html(
        'hx-boost="true" hx-target="{0}" hx-select="{0}" hx-swap="outerHTML show:window:top"', "#main"
    )


@register.simple_tag
def idempotency_key() -> SafeString:
    """A hidden key, new for each page shown: the same form sent twice is one act."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid7())
