"""A definition as it was imported, to a form; whatever is wrong is named by its place."""

import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from cchc.foundation.forms.choices import (
    LONGEST_LONG_TEXT,
    LONGEST_TEXT,
    MESSAGES,
    MOST_ROWS,
    TAKEN_STEPS,
    USUAL_ROWS,
    DateLimit,
    Kind,
    When,
)
from cchc.foundation.forms.rules.definition import Condition, Field, FormFault, Option, Step, Words
from cchc.foundation.forms.rules.node import Node

_ID = re.compile(r"[a-z][a-z0-9_]{0,49}")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TOKENS = re.compile(r"[a-z0-9-]+( [a-z0-9-]+)*")
_MOST_STEPS, _MOST_FIELDS, _MOST_OPTIONS = 40, 60, 500

STRINGS = frozenset({
    Kind.TEXT, Kind.LONG_TEXT, Kind.PERSONAL_NUMBER, Kind.TAX_CODE, Kind.PHONE, Kind.EMAIL,
})  # fmt: skip
_SHORT = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERSONAL_NUMBER, Kind.TAX_CODE, Kind.PHONE})
_TYPE = {
    **dict.fromkeys(STRINGS, "string"),
    Kind.NUMBER: "number", Kind.MONEY: "integer", Kind.DATE: "string", Kind.CHOICE: "string", Kind.MULTI: "array",
    Kind.CHECKBOX: "boolean", Kind.YES_NO: "boolean", Kind.ADDRESS: "object", Kind.GROUP: "array",
    Kind.FILE: "array",
}  # fmt: skip
_ANY = {"type", "title", "description", "$comment"}
_KEYWORDS = {
    **{kind: {"minLength", "maxLength", "pattern"} for kind in STRINGS},
    Kind.NUMBER: {"minimum", "maximum"}, Kind.MONEY: {"minimum", "maximum"}, Kind.DATE: {"format"},
    Kind.CHOICE: {"enum"}, Kind.MULTI: {"items", "uniqueItems", "minItems", "maxItems"}, Kind.CHECKBOX: {"const"},
    Kind.YES_NO: set[str](), Kind.ADDRESS: {"properties", "required"},
    Kind.GROUP: {"items", "minItems", "maxItems"},
    Kind.FILE: {"items", "minItems", "maxItems"},
}  # fmt: skip
_LAYOUT = {
    "id",
    "kind",
    "label",
    "label_en",
    "hint",
    "hint_en",
    "when",
    "messages",
    "messages_en",
    "autocomplete",
    "width",
}
_OPTION = {"value", "label", "label_en", "hint", "hint_en"}
_LAYOUT_OF = {
    Kind.CHOICE: {"options"}, Kind.MULTI: {"options"}, Kind.DATE: {"limit"},
    Kind.NUMBER: {"unit", "unit_en", "plain"},
    Kind.GROUP: {"fields", "item", "item_en"}, Kind.FILE: {"paper"}, Kind.ADDRESS: {"rest_optional"},
}  # fmt: skip


def parse(raw: Any) -> tuple[tuple[Step, ...], Mapping[str, Any]]:
    """The steps and the schema of the answers. Raises FormFault."""
    root = Node(raw, "").only({"version", "schema", "layout"})
    if root["version"].value not in (None, 1):
        raise root["version"].fail("chỉ đọc được phiên bản 1")
    schema = root["schema"].only({"$schema", "type", "properties", "required", "title", "description"})
    _check_schema(schema)
    if schema["type"].value != "object":
        raise schema["type"].fail("phải là “object”")
    steps = tuple(_step(node, schema) for node in root["layout"].only({"steps"})["steps"].items(_MOST_STEPS))
    _check_whole(steps, schema)
    return steps, schema.value


def _check_schema(schema: Node) -> None:
    try:
        Draft202012Validator.check_schema(schema.value)
    except SchemaError as error:
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        raise FormFault(f"schema{where}", "không phải JSON Schema đúng") from error
    except RecursionError as error:
        raise schema.fail("lồng nhau quá sâu") from error


def _step(node: Node, schema: Node) -> Step:
    node.only({"key", "title", "title_en", "intro", "intro_en", "when", "fields"})
    key = node["key"].text(needed=True, longest=60)
    if not _KEY.fullmatch(key) or key in TAKEN_STEPS:
        raise node["key"].fail("gồm chữ thường không dấu, số, gạch nối, và không trùng trang có sẵn")
    return Step(
        key=key,
        title=node.words("title", needed=True),
        intro=node.words("intro"),
        when=_when(node["when"]),
        fields=tuple(_field(one, schema) for one in node["fields"].items(_MOST_FIELDS)),
    )


def _when(node: Node) -> tuple[Condition, ...]:
    if node.value is None:
        return ()
    parts = list(node.items(10)) if isinstance(node.value, list) else [node]
    return tuple(_condition(part) for part in parts)


def _condition(node: Node) -> Condition:
    node.only({"field", *When})
    given = [how for how in When if how in node.value]
    if len(given) != 1:
        raise node.fail("cần đúng một trong “is”, “in”, “not”")
    value = node[given[0]].value
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str | int | float | bool) for one in values):
        raise node[given[0]].fail("phải là giá trị, hoặc danh sách giá trị")
    return Condition(node["field"].text(needed=True), given[0], tuple(values))


def _field(node: Node, schema: Node, *, inside: bool = False) -> Field:
    if not isinstance(node.value, dict):
        raise node.fail("phải là đối tượng {…}")
    try:
        kind = Kind(node["kind"].text(needed=True))
    except ValueError as error:
        raise node["kind"].fail("loại trường lạ") from error
    node.only(_LAYOUT | _LAYOUT_OF.get(kind, set()))
    name = node["id"].text(needed=True)
    if not _ID.fullmatch(name):
        raise node["id"].fail("gồm chữ thường không dấu, số, gạch dưới, bắt đầu bằng chữ")
    if inside and kind in (Kind.GROUP, Kind.FILE):
        raise node["kind"].fail("không đặt được trong nhóm lặp lại")
    spec = schema["properties"][name]
    if spec.value is None:
        raise spec.fail("schema chưa có trường này")
    spec.only(_ANY | _KEYWORDS[kind])
    types = {_TYPE[kind], "integer"} if kind is Kind.NUMBER else {_TYPE[kind]}
    if spec["type"].value not in types:
        raise spec["type"].fail(f"trường loại {kind} cần type “{_TYPE[kind]}”")
    required = name in (schema["required"].value or [])
    return Field(
        id=name, kind=kind, label=node.words("label", needed=True), hint=node.words("hint"), required=required,
        when=_when(node["when"]), unit=node.words("unit"), item=node.words("item"),
        autocomplete=_autocomplete(node["autocomplete"], kind), messages=_messages(node),
        short=kind in _SHORT if node["width"].value is None else _width(node["width"]) == "short",
        paper=node["paper"].text(longest=60), rest_optional=node["rest_optional"].flag(),
        plain=node["plain"].flag(),
        options=_options(node["options"], kind, spec), fields=_inner(node, spec, kind),
        date_limit=_date_limit(node["limit"]), **_limits(spec, kind, node, required=required),
    )  # fmt: skip


def _width(node: Node) -> str:
    if node.value not in ("short", "full"):
        raise node.fail("phải là “short” hoặc “full”")
    return str(node.value)


def _autocomplete(node: Node, kind: Kind) -> str:
    text = node.text(longest=60)
    if text and not _TOKENS.fullmatch(text):
        raise node.fail("phải là từ khóa autocomplete của HTML")
    return text or {Kind.PHONE: "tel", Kind.EMAIL: "email"}.get(kind, "")


def _date_limit(node: Node) -> DateLimit | None:
    if node.value is None:
        return None
    try:
        return DateLimit(node.text(needed=True))
    except ValueError as error:
        raise node.fail(f"phải là một trong {', '.join(DateLimit)}") from error


def _messages(node: Node) -> dict[str, Words]:
    own, english = node["messages"], node["messages_en"]
    for part in (own, english):
        if part.value is not None:
            part.only(set(MESSAGES))
    names = {**(own.value or {}), **(english.value or {})}
    return {name: Words(own[name].text(needed=True), english[name].text()) for name in names}


def _options(node: Node, kind: Kind, spec: Node) -> tuple[Option, ...]:
    if kind not in (Kind.CHOICE, Kind.MULTI):
        return ()
    options = tuple(
        Option(
            value=one.only({"value", "label", "label_en", "hint", "hint_en"})["value"].text(
                needed=True, longest=100
            ),
            label=one.words("label", needed=True),
            hint=one.words("hint"),
        )
        for one in node.items(_MOST_OPTIONS)
    )
    values = [option.value for option in options]
    if len(set(values)) != len(values):
        raise node.fail("có hai mục trùng giá trị")
    listed = spec["enum"] if kind is Kind.CHOICE else spec["items"]["enum"]
    if listed.value is not None and list(listed.value) != values:
        raise listed.fail("khác với các mục chọn của trường")
    return options


def _inner(node: Node, spec: Node, kind: Kind) -> tuple[Field, ...]:
    if kind is not Kind.GROUP:
        return ()
    inner = spec["items"].only({"type", "properties", "required", "title", "description"})
    fields = tuple(_field(one, inner, inside=True) for one in node["fields"].items(_MOST_FIELDS))
    _check_listed(fields, inner)
    return fields


def _limits(spec: Node, kind: Kind, node: Node, *, required: bool) -> dict[str, Any]:
    if kind in STRINGS:
        most = LONGEST_LONG_TEXT if kind is Kind.LONG_TEXT else LONGEST_TEXT
        shortest, longest = spec["minLength"].whole(most), spec["maxLength"].whole(most)
        _in_order(spec, shortest, longest)
        return {"shortest": shortest, "longest": longest or most, "pattern": _pattern(spec["pattern"], node)}
    if kind in (Kind.NUMBER, Kind.MONEY):
        least, most_given = spec["minimum"].real(), spec["maximum"].real()
        if kind is Kind.MONEY and least is None:
            least = 0
        _in_order(spec, least, most_given)
        integer = kind is Kind.MONEY or spec["type"].value == "integer"
        return {"least": least, "most": most_given, "integer": integer}
    if kind in (Kind.MULTI, Kind.GROUP, Kind.FILE):
        least, most_given = spec["minItems"].whole(MOST_ROWS), spec["maxItems"].whole(MOST_ROWS)
        _in_order(spec, least, most_given)
        usual = _MOST_OPTIONS if kind is Kind.MULTI else USUAL_ROWS
        return {"least": max(least or 0, int(required)), "most": most_given or max(usual, least or 0)}
    return {}


def _in_order(spec: Node, least: float | None, most: float | None) -> None:
    if least is not None and most is not None and least > most:
        raise spec.fail("giới hạn dưới lớn hơn giới hạn trên")


def _pattern(node: Node, layout: Node) -> str:
    text = node.text(longest=200)
    if not text:
        return ""
    if not isinstance(layout["messages"].value, dict) or not layout["messages"]["pattern"].text():
        raise layout["messages"].fail("trường có pattern cần câu báo lỗi “pattern” bằng tiếng Việt")
    try:
        tree = re._parser.parse(text)  # type: ignore[attr-defined]  # the parser has no public name
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise node.fail("không phải biểu thức đúng") from error
    if _can_hang(tree, inside=False):
        raise node.fail("lặp trong lặp, có thể chạy mãi không dừng")
    return text


def _can_hang(tree: Any, *, inside: bool) -> bool:
    """Whether a pattern repeats something that itself repeats or branches: what makes a match take for ever."""
    for code, argument in tree:
        name = str(code)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, body = argument
            if inside or _can_hang(body, inside=most > 1):
                return True
        elif name == "BRANCH":
            if inside or any(_can_hang(branch, inside=inside) for branch in argument[1]):
                return True
        elif name == "SUBPATTERN":
            if _can_hang(argument[-1], inside=inside):
                return True
        elif name in ("GROUPREF", "GROUPREF_EXISTS", "ASSERT", "ASSERT_NOT", "ATOMIC_GROUP"):
            return True
    return False


def _check_listed(fields: tuple[Field, ...], schema: Node) -> None:
    """Each field that the schema speaks of has its place in the layout."""
    known = {field.id for field in fields}
    for name in schema["properties"].value or {}:
        if name not in known:
            raise schema["properties"][name].fail("chưa có chỗ trong layout")
    for name in schema["required"].value or []:
        if name not in known:
            raise schema["required"].fail(f"không có trường “{name}”")


def _check_whole(steps: tuple[Step, ...], schema: Node) -> None:
    """Names are unique; a condition asks only what was asked before, so none can wait for another."""
    _check_listed(tuple(field for step in steps for field in step.fields), schema)
    keys: set[str] = set()
    seen: dict[str, Field] = {}
    for index, step in enumerate(steps):
        place = f"layout.steps[{index}]"
        if step.key in keys:
            raise FormFault(f"{place}.key", "có hai bước trùng mã")
        keys.add(step.key)
        _check_conditions(step.when, seen, f"{place}.when")
        for number, field in enumerate(step.fields):
            where = f"{place}.fields[{number}]"
            _check_new(field, seen, where)
            inner = dict(seen)
            for position, part in enumerate(field.fields):
                _check_new(part, inner, f"{where}.fields[{position}]")
                inner[part.id] = part
            # Ids are unique in the whole form, but a row's own answers are no condition outside it.
            seen |= {part.id: Field(part.id, Kind.GROUP, part.label) for part in field.fields}
            seen[field.id] = field


def _check_new(field: Field, seen: Mapping[str, Field], place: str) -> None:
    if field.id in seen:
        raise FormFault(f"{place}.id", f"có hai trường tên “{field.id}”")
    _check_conditions(field.when, seen, f"{place}.when")


def _check_conditions(when: tuple[Condition, ...], seen: Mapping[str, Field], place: str) -> None:
    for condition in when:
        asked = seen.get(condition.field)
        if asked is None or asked.kind in (Kind.GROUP, Kind.ADDRESS, Kind.FILE):
            raise FormFault(place, f"“{condition.field}” không phải trường đã hỏi trước đó")
        if asked.options and not set(condition.values) <= {option.value for option in asked.options}:
            raise FormFault(place, f"“{condition.field}” không có giá trị này")
        if asked.kind in (Kind.YES_NO, Kind.CHECKBOX) and not all(isinstance(v, bool) for v in condition.values):
            raise FormFault(place, f"“{condition.field}” chỉ có true hoặc false")
