"""A step is drawn as accessible HTML, and nothing that people typed or defined can break out of it."""

import html
import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc.foundation.forms.rules import Form
from cchc.foundation.forms.tests.factories import FILLED, definition, form, one_field
from cchc.foundation.forms.tests.situations import JSON, TODAY

DRAW = Template("{% load forms_as_data %}{% render_step form step answers errors prefix %}")
VOID = {"input", "br", "img", "link", "path", "use"}


class Page(HTMLParser):
    """The elements of some HTML, and whether they are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def named(self, name):
        return [(tag, attrs) for tag, attrs in self.elements if attrs.get("name") == name]

    def ids(self):
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


def draw(form, key, answers=None, errors=None, prefix=""):
    step = form.step(key)
    context = {"form": form, "step": step, "answers": answers or {}, "errors": errors or {}, "prefix": prefix}
    return DRAW.render(Context(context))


def test_every_control_has_a_label_and_what_describes_it_exists():
    whole = form()
    answers, errors = whole.check(None, {"thiet_bi-0-so_luong": "ba", "co_cap_cuu": "true"}, today=TODAY)
    draft = whole.merge({}, {"thiet_bi-0-so_luong": "ba", "co_cap_cuu": "true"})
    assert answers["thiet_bi"] == [{"so_luong": "ba"}]
    for step in whole.steps:
        page = Page(draw(whole, step.key, draft, errors))
        ids = page.ids()
        assert len(ids) == len(set(ids))
        labelled = {attrs["for"] for tag, attrs in page.elements if tag == "label"}
        for tag, attrs in page.elements:
            if tag in ("input", "select", "textarea") and attrs.get("type") != "hidden":
                assert attrs["id"] in labelled
            assert set(attrs.get("aria-describedby", "").split()) <= set(ids)
        for name in errors:
            if page.named(name) or f"f-{name}" in ids:
                assert f"f-{name}" in ids
                assert f"f-{name}_error" in ids


def test_label_hint_error_and_control_stand_in_this_order():
    text = draw(form(), "nguoi-phu-trach", {"so_dinh_danh": "12"}, {"so_dinh_danh": "Sai rồi"})
    where = [text.index(mark) for mark in (
        'for="f-so_dinh_danh"', 'id="f-so_dinh_danh_helptext"', 'id="f-so_dinh_danh_error"', 'id="f-so_dinh_danh"',
    )]  # fmt: skip
    assert where == sorted(where)


def test_what_was_typed_comes_back_also_when_it_is_wrong():
    whole = form()
    draft = whole.merge({}, {"ngay_cap": "31/02/2026", "dien_thoai": "<12>", "ho_ten": 'A "B" & <i>'})
    page = Page(draw(whole, "nguoi-phu-trach", draft))
    for name, value in (("ngay_cap", "31/02/2026"), ("dien_thoai", "<12>"), ("ho_ten", 'A "B" & <i>')):
        assert page.named(name)[0][1]["value"] == value


def test_controls_tell_the_browser_what_they_want():
    page = Page(draw(form(), "nguoi-phu-trach"))
    assert page.named("ho_ten")[0][1]["autocomplete"] == "name"
    assert page.named("dien_thoai")[0][1]["inputmode"] == "tel"
    assert page.named("ngay_cap")[0][1]["inputmode"] == "numeric"
    assert page.named("thu_dien_tu")[0][1]["autocomplete"] == "email"


def test_many_options_are_a_list_and_few_are_all_in_sight():
    page = Page(draw(form(), "co-so"))
    assert page.named("noi_cap")[0][0] == "select"
    assert [tag for tag, _ in page.named("co_cap_cuu")] == ["input", "input"]
    assert [attrs["type"] for _, attrs in page.named("linh_vuc")] == ["hidden", "checkbox", "checkbox"]


def test_communes_follow_the_province_without_a_script():
    text = draw(form(), "co-so", {"dia_chi": {"province": "52", "ward": "21583"}})
    assert '<option value="21583" selected>' in text
    assert "Chọn tỉnh, thành phố trước" not in text
    assert "Chọn tỉnh, thành phố trước" in draw(form(), "co-so")
    assert 'name="_refresh" value="dia_chi"' in text


def test_a_part_that_depends_on_this_page_is_drawn_with_its_condition():
    page = Page(draw(form(), "nguoi-phu-trach"))
    [when] = [attrs["data-when"] for _, attrs in page.elements if "data-when" in attrs]
    assert when == '[{"name": "vai", "how": "is", "values": ["hop_dong"]}]'
    text = html.unescape(draw(form(), "nguoi-phu-trach"))
    assert "Chỉ khai khi “Người này là” là “Người làm theo hợp đồng”" in text


def test_rows_are_cards_with_their_own_names_and_buttons():
    text = draw(
        form(), "thiet-bi", {"thiet_bi": [{"so_luong": 1}, {"so_luong": "ba", "loai": "di_dong"}]}, prefix="a-"
    )
    page = Page(text)
    assert page.named("a-thiet_bi-1-so_luong")[0][1]["value"] == "ba"
    assert [attrs["value"] for _, attrs in page.named("_remove")] == ["a-thiet_bi-0", "a-thiet_bi-1"]
    assert page.named("_add")[0][1]["value"] == "a-thiet_bi"
    assert page.named("a-thiet_bi-rows")[0][1]["value"] == "2"
    full = form().act({"thiet_bi": [{}, {}]}, {"_add": "a-thiet_bi"}, "a-")
    assert full["thiet_bi"] == [{}, {}, {}]
    assert not Page(draw(form(), "thiet-bi", full)).named("_add")


def test_the_default_button_continues():
    buttons = re.findall(r"<button[^>]*>", draw(form(), "thiet-bi"))
    assert "name=" not in buttons[0]


def test_the_words_are_english_where_the_form_has_them():
    with translation.override("en"):
        text = draw(form(), "nguoi-phu-trach")
    assert "Full name" in text
    assert "Người làm theo hợp đồng" in text


HOSTILE = "\"><script>alert(1)</script>' onfocus=x {{ 7|add:7 }} {% now %}"


def test_nothing_in_a_definition_becomes_markup():
    raw = definition()
    for step in raw["layout"]["steps"]:
        step["title"] = step["intro"] = HOSTILE
        for field in [*step["fields"], *step["fields"][0].get("fields", [])]:
            field.update(label=HOSTILE, hint=HOSTILE)
            for option in field.get("options", []):
                option.update(label=HOSTILE, hint=HOSTILE)
            if field["kind"] == "group":
                field["item"] = HOSTILE
    hostile = Form.parse(raw)
    for step in hostile.steps:
        text = draw(hostile, step.key, errors=dict.fromkeys(hostile.fields, HOSTILE))
        Page(text)
        assert "<script" not in text
        assert "onfocus" not in str(Page(text).elements[0])
        assert "{% now %}" in text


TYPED = st.text(max_size=30) | st.just(HOSTILE)
CONTROLS = st.sampled_from(
    [*FILLED, "so_hop_dong", "ghi_chu", "noi_cap", "linh_vuc", "thiet_bi-2-bien_so", "thu_dien_tu"]
)


KEPT = st.dictionaries(st.sampled_from(list(form().fields)), JSON | TYPED, max_size=4)


@settings(max_examples=100, deadline=None)
@given(posted=st.dictionaries(CONTROLS, TYPED, max_size=10), kept=KEPT)
def test_nothing_that_is_typed_becomes_markup(posted, kept):
    whole = form()
    draft = whole.merge(kept, posted)
    for step in whole.steps:
        errors = whole.check(step.key, posted, kept, today=TODAY).errors
        text = draw(whole, step.key, draft, errors)
        assert "<script" not in text
        Page(text)


@pytest.mark.parametrize("code", ["52", "00", "x", "%3Cb%3E"])
def test_communes_are_told_to_anyone(client, code):
    response = client.get(f"/don-vi-hanh-chinh/{code}")
    rows = response.json()["rows"] if response.status_code == 200 else []
    assert (["21583", "Phường Quy Nhơn"] in rows) == (code == "52")


def test_error_pairs_lead_to_the_controls():
    draw_pairs = Template(
        "{% load forms_as_data %}{% for id, words in errors|error_pairs %}{{ id }}={{ words }};{% endfor %}"
    )
    errors = one_field("text", {"type": "string"}, required=True).check(None, {}, today=TODAY).errors
    assert draw_pairs.render(Context({"errors": errors})) == "f-x=Nhập số liệu;"
