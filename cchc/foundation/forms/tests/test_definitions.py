"""Definitions are read, or refused at their place, and never break the reader."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc.foundation.forms.rules import Form, FormFault
from cchc.foundation.forms.tests.factories import FILLED, definition
from cchc.foundation.forms.tests.situations import JSON, TODAY

# Definitions


def fault(change):
    raw = definition()
    change(raw)
    with pytest.raises(FormFault) as caught:
        Form.parse(raw)
    return caught.value.place


def steps(raw):
    return raw["layout"]["steps"]


def first(raw):
    return steps(raw)[0]["fields"]


def asked(raw, name):
    return raw["schema"]["properties"][name]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda raw: raw.pop("schema"), "schema"),
        (lambda raw: raw.update(extra=1), "extra"),
        (lambda raw: raw["layout"].update(steps=[]), "layout.steps"),
        (lambda raw: steps(raw)[0].update(key="giay-to"), "layout.steps[0].key"),
        (lambda raw: steps(raw)[1].update(key="nguoi-phu-trach"), "layout.steps[1].key"),
        (lambda raw: first(raw)[0].update(kind="colour"), "layout.steps[0].fields[0].kind"),
        (lambda raw: first(raw)[0].update(lable="x"), "layout.steps[0].fields[0].lable"),
        (lambda raw: first(raw)[0].update(id="Họ tên"), "layout.steps[0].fields[0].id"),
        (lambda raw: first(raw)[0].pop("label"), "layout.steps[0].fields[0].label"),
        (lambda raw: raw["schema"]["properties"].pop("ho_ten"), "schema.properties.ho_ten"),
        (lambda raw: raw["schema"]["properties"].update(thua={"type": "string"}), "schema.properties.thua"),
        (lambda raw: raw["schema"]["required"].append("la"), "schema.required"),
        (lambda raw: asked(raw, "ho_ten").update(type="number"), "schema.properties.ho_ten.type"),
        (lambda raw: asked(raw, "ho_ten").update({"$ref": "http://x"}), "schema.properties.ho_ten.$ref"),
        (lambda raw: asked(raw, "ho_ten").update(maxLength=-1), "schema.properties.ho_ten.maxLength"),
        (lambda raw: first(raw)[3]["when"].update(field="thu_dien_tu"), "layout.steps[0].fields[3].when"),
        (lambda raw: first(raw)[3]["when"].update({"is": "la"}), "layout.steps[0].fields[3].when"),
        (lambda raw: first(raw)[3]["when"].update({"in": ["hop_dong"]}), "layout.steps[0].fields[3].when"),
        (lambda raw: first(raw)[3].pop("messages"), "layout.steps[0].fields[3].messages"),
        (lambda raw: steps(raw)[3]["when"].update({"is": "true"}), "layout.steps[3].when"),
        (
            lambda raw: asked(raw, "so_hop_dong").update(pattern="(a+)+$"),
            "schema.properties.so_hop_dong.pattern",
        ),
        (
            lambda raw: steps(raw)[2]["fields"][0]["fields"][0].update(id="ho_ten"),
            "schema.properties.thiet_bi.items.properties.ho_ten",
        ),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused_at_its_place(change, place):
    assert fault(change) == place


def test_a_definition_may_be_text_and_comes_back_as_it_was():
    text = json.dumps(definition())
    assert Form.parse(text).source == text
    assert Form.parse(text).steps == Form.parse(definition()).steps


WORDS = st.sampled_from([
    "schema", "layout", "steps", "fields", "id", "kind", "label", "when", "options", "type", "properties",
    "required", "string", "object", "array", "text", "group", "choice", "value", "items", "x", "enum", "pattern",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(raw=JSON)
def test_no_definition_breaks_the_reader(raw):
    with pytest.raises(FormFault):
        Form.parse(raw)


def _spoilt(node, path, value):
    """`node` with the part at `path` (fractions that choose among keys) replaced by `value`."""
    if not path or not isinstance(node, dict | list) or not node:
        return value
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    key = keys[int(path[0] * len(keys)) % len(keys)]
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[key] = _spoilt(node[key], path[1:], value)
    return copy


@settings(max_examples=300, deadline=None)
@given(path=st.lists(st.floats(0, 0.999), min_size=1, max_size=9), value=JSON | WORDS)
def test_a_good_definition_spoilt_anywhere_is_read_or_refused_and_never_breaks(path, value):
    try:
        form = Form.parse(_spoilt(definition(), path, value))
    except FormFault as fault:
        assert fault.place
        return
    form.check(None, FILLED, today=TODAY)
    form.summary(form.merge({}, FILLED), "en")


# The document


def test_the_example_in_the_document_is_a_form():
    text = (Path(__file__).parents[4] / "docs/forms.md").read_text()
    example = text.partition("```json\n")[2].partition("```")[0]
    assert [step.key for step in Form.parse(example).steps] == ["nguoi-phu-trach", "thiet-bi"]
