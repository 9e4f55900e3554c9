"""What was wrong in a form, each fault beside the field that it names and in words that repeat its label.

Django's own sentences ("This field is required.") name no field; those that forms leave as they are get the words
of this product instead. What a form says itself stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Fault:
    """A line of the error summary; `href` leads to the field, empty for what concerns the whole form."""

    href: str
    text: str


def faults_of(form: object) -> list[Fault]:
    """The faults of a Django form in the order of its fields, what concerns the whole of it first."""
    if not isinstance(form, BaseForm) or not form.is_bound:
        return []
    whole = [Fault("", str(text)) for text in form.non_field_errors()]
    hidden = [Fault("", text) for field in form.hidden_fields() for text in words_of(field)]
    named = [
        Fault(f"#{_first_control(field)}", text) for field in form.visible_fields() for text in words_of(field)
    ]
    return [*whole, *hidden, *named]


def words_of(field: BoundField) -> list[str]:
    """What is wrong with one field, in the words that its label gives."""
    return [_worded(field, fault) for fault in field.errors.as_data()]


def lowered(label: str) -> str:
    """A label inside a sentence: "Ngày sinh" becomes "ngày sinh", "CMND" and "X-quang" stay."""
    first = label.split(" ")[0]
    return (
        label if any(letter.isupper() for letter in first[1:]) or "-" in first else label[:1].lower() + label[1:]
    )


def _worded(field: BoundField, fault: ValidationError) -> str:
    said = " ".join(str(text) for text in fault.messages)
    word = _WORDS.get(str(fault.code))
    if word is None or not _is_djangos(field.field, fault):
        return said
    return word(str(field.label), field.field, fault.params or {}) or said


def _is_djangos(field: forms.Field, fault: ValidationError) -> bool:
    """Whether the sentence is the framework's: neither the form's, nor given to the field as its own."""
    own = field.error_messages.get(str(fault.code))
    if own is None:  # a validator's
        return str(fault.code) in _VALIDATORS
    standing = [vars(kind).get("default_error_messages", {}).get(str(fault.code)) for kind in type(field).__mro__]
    return any(own is words for words in standing if words is not None)


def _required(label: str, field: forms.Field, params: Any) -> str:
    if isinstance(field, forms.FileField):
        return _("Chọn tệp: %(label)s") % {"label": lowered(label)}
    if isinstance(field, forms.BooleanField):
        return _("Đánh dấu vào ô “%(label)s”") % {"label": label}
    if isinstance(field, forms.ChoiceField):
        return _("Chọn %(label)s") % {"label": lowered(label)}
    return _("Nhập %(label)s") % {"label": lowered(label)}


def _invalid(label: str, field: forms.Field, params: Any) -> str:
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return _("%(label)s phải là ngày có thật, ví dụ 05/02/2026") % {"label": label}
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return _("%(label)s phải là số") % {"label": label}
    if isinstance(field, forms.EmailField):
        return _("%(label)s phải có dạng ten@vidu.vn") % {"label": label}
    return ""


def _too_long(label: str, field: forms.Field, params: Any) -> str:
    words = _("%(label)s dài tối đa %(most)s ký tự, đang có %(now)s")
    return words % {"label": label, "most": params.get("limit_value"), "now": params.get("show_value")}


def _too_short(label: str, field: forms.Field, params: Any) -> str:
    words = _("%(label)s phải có ít nhất %(least)s ký tự, đang có %(now)s")
    return words % {"label": label, "least": params.get("limit_value"), "now": params.get("show_value")}


def _too_much(label: str, field: forms.Field, params: Any) -> str:
    return _("%(label)s không được lớn hơn %(most)s") % {"label": label, "most": params.get("limit_value")}


def _too_little(label: str, field: forms.Field, params: Any) -> str:
    return _("%(label)s không được nhỏ hơn %(least)s") % {"label": label, "least": params.get("limit_value")}


def _no_choice(label: str, field: forms.Field, params: Any) -> str:
    return _("Chọn %(label)s trong danh sách") % {"label": lowered(label)}


_VALIDATORS = {"max_length", "min_length", "max_value", "min_value", "invalid"}
_WORDS: dict[str, Callable[[str, forms.Field, Any], str]] = {
    "required": _required,
    "invalid": _invalid,
    "max_length": _too_long,
    "min_length": _too_short,
    "max_value": _too_much,
    "min_value": _too_little,
    "invalid_choice": _no_choice,
}


def _first_control(field: BoundField) -> str:
    """The id that takes the focus: of a group, that of its first choice."""
    if field.use_fieldset and field.subwidgets:
        return str(field.subwidgets[0].id_for_label or field.auto_id)
    return field.id_for_label or field.auto_id or field.html_name
