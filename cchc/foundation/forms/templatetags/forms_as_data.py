"""A step of a form as accessible HTML: `{% render_step form step answers errors prefix %}`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cchc.foundation.forms.choices import WORDS, Kind
from cchc.foundation.forms.rules import Field, Form, Step, places, reading
from cchc.foundation.forms.rules.definition import run_on
from cchc.foundation.forms.rules.form import ADD, DETACH, REFRESH, REMOVE

register = template.Library()

_INPUT_MODE = {
    Kind.NUMBER: "decimal", Kind.MONEY: "numeric", Kind.DATE: "numeric", Kind.PERSONAL_NUMBER: "numeric",
    Kind.TAX_CODE: "numeric", Kind.PHONE: "tel", Kind.EMAIL: "email",
}  # fmt: skip
_SHAPE = {
    Kind.LONG_TEXT: "textarea", Kind.DATE: "date", Kind.MULTI: "checks", Kind.CHECKBOX: "tick",
    Kind.YES_NO: "radios", Kind.ADDRESS: "address", Kind.GROUP: "group", Kind.FILE: "file",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One option, as drawn."""

    id: str
    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Row:
    """One card of a repeated group, as drawn."""

    index: int
    number: int
    controls: list["Control"]
    remove: str


@dataclass(frozen=True)
class Control:
    """One field, as drawn: every attribute that the templates ask for."""

    shape: str
    id: str
    name: str
    label: str
    hint: str = ""
    error: str = ""
    optional: bool = False
    value: str = ""
    choices: list[Choice] = field(default_factory=list)
    empty: str = ""  # the first line of a list, chosen by nobody
    filtered: bool = False
    input_mode: str = ""
    input_type: str = "text"
    autocomplete: str = "off"
    short: bool = False
    figures: bool = False
    unit: str = ""
    when: str = ""  # conditions on what stands on the same page, as JSON
    when_words: str = ""
    parts: list["Control"] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    item: str = ""
    item_small: str = ""
    titled: bool = False  # the title of the page says the label already
    can_add: bool = False
    files: list[tuple[str, str]] = field(default_factory=list)  # what a remove button sends, the file's name
    refresh: str = ""
    wards_url: str = ""

    @property
    def described_by(self) -> str:
        """The ids of the texts that belong to the control."""
        ids = [f"{self.id}_helptext"] if self.hint else []
        ids += [f"{self.id}_unit"] if self.unit else []
        ids += [f"{self.id}_error"] if self.error else []
        return " ".join(ids)


@register.inclusion_tag("forms/step.html")
def render_step(
    form: Form, step: Step, answers: Mapping[str, Any], errors: Mapping[str, str] | None = None, prefix: str = ""
) -> dict[str, Any]:
    """The fields of one step, with what was answered or typed and what is wrong; no `<form>` around them."""
    drawing = _Drawing(form, step, answers, errors or {}, get_language() or "vi", prefix)
    return {
        "intro": step.intro.text(drawing.language),
        "controls": list(drawing.controls(step.fields, answers)),
        "add": ADD,
        "remove": REMOVE,
        "refresh": REFRESH,
        "detach": DETACH,
    }


@register.inclusion_tag("forms/assets.html")
def form_assets() -> dict[str, Any]:
    """The style and the script of forms, for a page's head; the forms work without the script."""
    return {}


@register.filter
def error_pairs(errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """`errors` of a check as (id of the control, words) pairs, as `<c-error-summary :errors=…>` takes them."""
    return [(_id(name), words) for name, words in errors.items()]


@register.simple_tag
def form_summary(form: Form, answers: Mapping[str, Any]) -> Any:
    """What was answered, in words, in the language of the page: sections with lines."""
    return form.summary(answers, get_language() or "vi")


def _id(name: str) -> str:
    return f"f-{name}"


@dataclass(frozen=True)
class _Drawing:
    form: Form
    step: Step
    answers: Mapping[str, Any]
    errors: Mapping[str, str]
    language: str
    prefix: str

    def controls(
        self,
        fields: Iterable[Field],
        kept: Mapping[str, Any],
        before: str = "",
        row: Mapping[str, Any] | None = None,
    ) -> Iterable[Control]:
        """The controls of `fields`; those that depend on this page are drawn, whatever was answered."""
        here = {one.id for one in self.step.fields}
        inside = {one.id for one in fields} if before else set[str]()
        for one in fields:
            live = [condition for condition in one.when if condition.field in here | inside]
            fixed = tuple(condition for condition in one.when if condition not in live)
            if self.form.holds(fixed, self.answers, row or {}):
                names = {name: self.prefix + name for name in here} | {name: before + name for name in inside}
                yield self._control(one, kept, before or self.prefix, live, names)

    def _control(
        self, one: Field, kept: Mapping[str, Any], before: str, live: list[Any], names: Mapping[str, str]
    ) -> Control:
        name = before + one.id
        about: dict[str, Any] = {
            "id": _id(name), "name": name, "label": one.label.text(self.language),
            "hint": one.hint.text(self.language), "error": self.errors.get(name, ""), "optional": not one.required,
            "when": self._when(live, names), "when_words": self._when_words(live),
        }  # fmt: skip
        value = kept.get(one.id)
        if one.kind is Kind.ADDRESS:
            return Control("address", **about, parts=self._address(one, value, name))
        if one.kind is Kind.GROUP:
            return self._group(one, about, kept, name)
        if one.kind is Kind.FILE:
            files = [
                (f"{one.id}:{file['id']}", str(file.get("name") or file["id"])) for file in _files(one, value)
            ]
            return Control("file", **about, files=files)
        if one.kind in (Kind.CHOICE, Kind.MULTI, Kind.YES_NO, Kind.CHECKBOX):
            return self._choices(one, about, value, name)
        return self._text(one, about, value)

    def _text(self, one: Field, about: dict[str, Any], value: Any) -> Control:
        unit = WORDS["currency"][self.language.startswith("en")] if one.kind is Kind.MONEY else ""
        if one.kind is Kind.DATE and not about["hint"]:
            about["hint"] = _("Ví dụ 05/02/2026")
        return Control(
            _SHAPE.get(one.kind, "input"), **about, value=reading.typed_text(one, value),
            input_mode="numeric" if one.plain else _INPUT_MODE.get(one.kind, ""),
            input_type="email" if one.kind is Kind.EMAIL else "text",
            autocomplete=one.autocomplete or "off", short=one.short, figures=one.kind in _INPUT_MODE
            and one.kind is not Kind.EMAIL, unit=unit or one.unit.text(self.language),
        )  # fmt: skip

    def _choices(self, one: Field, about: dict[str, Any], value: Any, name: str) -> Control:
        if one.kind in (Kind.YES_NO, Kind.CHECKBOX):
            words = [("true", WORDS["yes"]), ("false", WORDS["no"])]
            english = self.language.startswith("en")
            given = {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else ""
            choices = [
                Choice(_nth(name, index), code, text[english], chosen=code == given)
                for index, (code, text) in enumerate(words)
            ]
            if one.kind is Kind.CHECKBOX:
                return Control("tick", **about, choices=[choices[0]])
            return Control("radios", **about, choices=choices)
        chosen = value if isinstance(value, list) else [value]
        choices = [
            Choice(
                _nth(name, index), option.value, option.label.text(self.language), option.hint.text(self.language),
                option.value in chosen,
            )
            for index, option in enumerate(one.options)
        ]  # fmt: skip
        if one.kind is Kind.MULTI:
            return Control("checks", **about, choices=choices)
        shape = "radios" if one.as_radios else "select"
        return Control(
            shape, **about, choices=choices, filtered=True, empty=_("Chọn trong danh sách"), short=one.short
        )

    def _address(self, one: Field, value: Any, name: str) -> list[Control]:
        given = value if isinstance(value, Mapping) else {}
        province, ward, rest = (str(given.get(part) or "") for part in ("province", "ward", "rest"))
        own = ("address-level1", "address-level2", "street-address") if one.autocomplete else ("off",) * 3
        inside = places.wards(province)

        def part(key: str, shape: str, label: str, autocomplete: str, **more: Any) -> Control:
            control = f"{name}-{key}"
            return Control(
                shape, id=_id(control), name=control, label=label, error=self.errors.get(control, ""),
                autocomplete=autocomplete, filtered=shape == "select", **more,
            )  # fmt: skip

        return [
            part(
                "province", "select", _("Tỉnh, thành phố"), own[0], choices=_units(places.provinces(), province),
                empty=_("Chọn tỉnh, thành phố"), wards_url=_wards_url(),
            ),
            part(
                "ward", "select", _("Xã, phường, đặc khu"), own[1], choices=_units(inside, ward), refresh=one.id,
                empty=_("Chọn xã, phường, đặc khu") if inside else _("Chọn tỉnh, thành phố trước"),
            ),
            part(
                "rest", "input", _("Số nhà, đường, thôn, làng"), own[2], value=rest, optional=one.rest_optional
            ),
        ]  # fmt: skip

    def _group(self, one: Field, about: dict[str, Any], kept: Mapping[str, Any], name: str) -> Control:
        rows = [
            Row(index, index + 1, list(self.controls(one.fields, row, f"{name}-{index}-", row)), f"{name}-{index}")
            for index, row in enumerate(self.form.rows(one, kept))
        ]
        item = (one.item or one.label).text(self.language)
        can_add = len(rows) < int(one.most or 0)
        return Control(
            "group", **about, rows=rows, item=item, item_small=run_on(item), can_add=can_add,
            titled=about["label"] == self.step.title.text(self.language) and not about["optional"],
        )  # fmt: skip

    def _when(self, live: list[Any], names: Mapping[str, str]) -> str:
        conditions = [
            {
                "name": names[condition.field],
                "how": condition.how,
                "values": [_posted(v) for v in condition.values],
            }
            for condition in live
        ]
        return json.dumps(conditions, ensure_ascii=False) if conditions else ""

    def _when_words(self, live: list[Any]) -> str:
        """When a part is asked, for who sees the page without its script."""
        said = []
        for condition in live:
            asked = self.form.fields[condition.field]
            values = " / ".join(self._value_words(asked, value) for value in condition.values)
            words = (
                _("“%(label)s” khác “%(values)s”") if condition.how == "not" else _("“%(label)s” là “%(values)s”")
            )
            said.append(words % {"label": asked.label.text(self.language), "values": values})
        return _("Chỉ khai khi %(conditions)s") % {"conditions": _(" và ").join(said)} if said else ""

    def _value_words(self, asked: Field, value: Any) -> str:
        if asked.kind is Kind.MULTI:
            value = [value]
        return reading.spoken_text(asked, value, self.language) or str(value)


def _nth(name: str, index: int) -> str:
    """The first choice bears the id of the field, so that the error summary leads to it."""
    return _id(name) if index == 0 else f"{_id(name)}-{index}"


def _posted(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _files(one: Field, value: Any) -> list[Mapping[str, Any]]:
    try:
        return reading.stored(one, value) or []
    except reading.Unreadable:
        return []


def _units(found: Iterable[places.Place], chosen: str) -> list[Choice]:
    return [Choice("", place.code, place.name, chosen=place.code == chosen) for place in found]


def _wards_url() -> str:
    try:
        return reverse("forms:wards", args=["00"])
    except NoReverseMatch:
        return ""
