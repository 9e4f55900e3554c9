"""What every template writes: `{% load cchc %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cchc.kernel.identifiers import uuid7
from cchc.ui import diagram, explain, figures, marks, wording
from cchc.ui.faults import Fault, faults_of, words_of

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
def file_state(state: object) -> marks.FileState:
    """Icon of a file in a list, and whether something went wrong with it."""
    return marks.file_state(state)


@register.simple_tag
def file_words(
    state: object, name: str, size: object, done: object, progress: object, reused_on: object
) -> SafeString:
    """What a list says of a file."""
    return wording.fig(marks.file_words(state, name, size, done, progress, reused_on))


@register.simple_tag
def viewed(kind: object, state: object) -> marks.Viewed:
    """How a paper is shown, or why it is not."""
    return marks.viewed(kind, state)


@register.simple_tag
def fold_timeline(items: object, fold: object) -> marks.Timeline:
    """Lines of a timeline as drawn, early ones apart."""
    return marks.timeline(items, fold)


@register.simple_tag
def figure(
    value: object, n: object, of: object, target: object, direction: str, state: str, in_percent: object
) -> figures.Figure:
    """The words of a figure card."""
    return figures.figure(value, n, of, target, direction, state, bool(in_percent))


@register.simple_tag
def target_bar(value: object, target: object, state: str) -> SafeString:
    """A bar with a mark at its target."""
    return figures.target_bar(value, target, state)


@register.simple_tag
def process(steps: Any, current: str) -> diagram.Diagram:
    """A process laid out."""
    return diagram.draw(steps, current)


@register.simple_tag
def deadline(explanation: object) -> explain.Deadline:
    """A due date day by day."""
    return explain.deadline(explanation)


@register.simple_tag
def error_list(form: Any, errors: Any) -> list[Fault]:
    """What is wrong, with links: of a Django form, and of `errors`, pairs (or a dict) of field id and words."""
    pairs = errors.items() if isinstance(errors, Mapping) else errors or ()
    return [*faults_of(form), *(Fault(f"#{place}" if place else "", str(text)) for place, text in pairs)]


@register.filter
def faults(field: BoundField) -> list[str]:
    """What is wrong with a form's field, in words that repeat its label."""
    return words_of(field)


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
