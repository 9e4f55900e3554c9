"""The choices of a form's field, where the rows decide them. Django types a form's fields without their kind."""

from collections.abc import Iterable
from typing import Any

from django.forms import ChoiceField, Form


def _field(form: Form, name: str) -> ChoiceField:
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        raise TypeError(f"{name} is no field of choices")
    return field


def offer(form: Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let `choices` be those of the field `name`: pairs of value and words, or of a group and its pairs."""
    _field(form, name).choices = list(choices)


def offered(form: Form, name: str) -> dict[str, Any]:
    """The words of the choices that the field `name` has, by their value; those in groups by their group."""
    pairs: Any = _field(form, name).choices
    return {str(value): words for value, words in pairs}
