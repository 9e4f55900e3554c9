"""What is typed is kept, read, checked, and said again."""

import json
import unicodedata
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc.foundation.forms.rules import Form, address_text, merge, provinces, ward, wards
from cchc.foundation.forms.rules.reading import Unreadable, read_day, read_number, show_number, typed_text
from cchc.foundation.forms.tests.factories import FILLED, definition, form, one_field
from cchc.foundation.forms.tests.situations import JSON, TODAY, errors_of

# What is typed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234.567,5", 1234567.5), ("1 234 567", 1234567), ("12", 12), ("-3", -3), ("−3", -3), ("0,5", 0.5),
        ("1.5", 1.5), ("1.500", 1500), ("0.125", 0.125), ("1234,0", 1234), ("+7", 7), ("\u00a01\u00a0000 ", 1000),
    ],
)  # fmt: skip
def test_numbers_are_read_as_vietnamese_write_them(typed, value):
    assert read_number(typed, integer=False) == value


@pytest.mark.parametrize(
    "typed", ["ba", "1,2,3", "1.23.456", "1,", ",5", "--3", "1e5", "٣", "½", "NaN", "1.234,5.6"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Unreadable):
        read_number(typed, integer=False)


@given(st.integers(-(10**14), 10**14) | st.decimals(-(10**9), 10**9, places=3).map(float))
def test_a_number_shown_is_read_back(value):
    assert read_number(show_number(value), integer=False) == value


def test_a_year_is_no_amount():
    year = {"id": "nam", "kind": "number", "label": "Năm sản xuất", "plain": True}
    form = Form.parse(
        {
            "version": 1,
            "schema": {"type": "object", "properties": {"nam": {"type": "integer", "minimum": 1950}}},
            "layout": {"steps": [{"key": "may", "title": "Máy", "fields": [year]}]},
        }
    )
    draft = form.merge({}, {"nam": "1980"})
    assert draft == {"nam": 1980}
    assert form.summary(draft, "vi")[0].lines[0].text == "1980"
    assert typed_text(form.fields["nam"], draft["nam"]) == "1980"
    wrong = form.check("may", {"nam": "1940"}, {}, today=date(2026, 11, 18)).errors
    assert wrong == {"nam": "Năm sản xuất phải từ 1950 trở lên"}


@given(st.dates(date(1850, 1, 1), date(2200, 12, 31)), st.sampled_from("/-."))
def test_days_are_read_in_every_way_they_are_written(day, mark):
    for text in (
        f"{day:%d/%m/%Y}".replace("/", mark),
        f"{day:%d%m%Y}",
        f"{day.day}{mark}{day.month}{mark}{day.year}",
    ):
        assert read_day(text) == day.isoformat()
    assert read_day(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    "typed", ["31/02/2026", "05/13/2026", "5/2/26", "hôm qua", "2026/02/05", "00/01/2026", "32012026"]
)
def test_a_day_that_is_none_is_refused(typed):
    with pytest.raises(Unreadable):
        read_day(typed)


@pytest.mark.parametrize(
    ("kind", "spec", "typed", "words"),
    [
        ("personal_number", {}, "052 187 00431", "Số liệu phải có 12 chữ số, đang có 11"),
        ("personal_number", {}, "05218700431a", "Số liệu chỉ gồm chữ số"),
        ("personal_number", {}, "952187004318",
         "Số liệu phải bắt đầu bằng mã nơi đăng ký khai sinh, từ 001 đến 096"),
        ("tax_code", {}, "123", "Số liệu phải có 10, 12 hoặc 13 chữ số, đang có 3"),
        ("tax_code", {}, "0100233489", "Số liệu có chữ số không khớp; xem lại trên giấy chứng nhận đăng ký"),
        ("phone", {}, "12345",
         "Số liệu phải có 10 hoặc 11 chữ số, bắt đầu bằng 0, hoặc bắt đầu bằng + và mã nước"),
        ("email", {}, "a@b", "Số liệu phải có dạng ten@vi-du.vn"),
        ("text", {"minLength": 5}, "abc", "Số liệu phải có ít nhất 5 ký tự, đang có 3"),
        ("text", {"maxLength": 2}, "abc", "Số liệu dài nhất 2 ký tự, đang có 3"),
        ("choice", {}, "c", "Chọn số liệu trong danh sách"),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_the_label_and_what_was_typed_stays(kind, spec, typed, words):
    layout = {"options": [{"value": "a", "label": "A"}]} if kind == "choice" else {}
    form = one_field(kind, {"type": "string", **spec}, **layout)
    answers, errors = form.check("mot", {"x": typed}, today=TODAY)
    assert errors == {"x": words}
    assert answers == {"x": typed}


@pytest.mark.parametrize(
    ("limit", "bad", "words"),
    [
        ("past", "18/11/2026", "Số liệu phải trước hôm nay"),
        ("until_today", "19/11/2026", "Số liệu không được sau hôm nay"),
        ("from_today", "17/11/2026", "Số liệu không được trước hôm nay"),
        ("future", "18/11/2026", "Số liệu phải sau hôm nay"),
    ],
)
def test_a_day_lies_before_or_after_today(limit, bad, words):
    form = one_field("date", {"type": "string", "format": "date"}, limit=limit)
    assert errors_of(form, {"x": bad}) == {"x": words}


def test_a_number_keeps_its_limits_and_an_integer_is_whole():
    form = one_field("number", {"type": "integer", "minimum": 1, "maximum": 1200})
    assert errors_of(form, {"x": "0"}) == {"x": "Số liệu phải từ 1 trở lên"}
    assert errors_of(form, {"x": "1.201"}) == {"x": "Số liệu không được quá 1.200"}
    assert errors_of(form, {"x": "1,5"}) == {"x": "Số liệu phải là số nguyên, ví dụ 12"}
    assert errors_of(form, {"x": "1.200"}) == {}


def test_numbers_of_people_and_firms_are_kept_in_one_form():
    for kind, typed, kept in (
        ("personal_number", "052.187.004-318", "052187004318"), ("phone", "(0905) 000-118", "0905000118"),
        ("phone", "+84 905 000 118", "0905000118"), ("phone", "+44 20 7946 0958", "+442079460958"),
        ("tax_code", "0100233488", "0100233488"),
    ):  # fmt: skip
        answers, errors = one_field(kind, {"type": "string"}).check("mot", {"x": typed}, today=TODAY)
        assert (answers, errors) == ({"x": kept}, {})


def test_what_must_be_given_is_asked_for_in_words():
    errors = errors_of(form(), {})
    assert list(errors.values()) == [
        "Nhập họ và tên", "Nhập số định danh cá nhân", "Chọn người này là ai", "Nhập ngày cấp chứng chỉ",
        "Chọn tỉnh, thành phố: địa chỉ cơ sở", "Nhập số nhà, đường, thôn: địa chỉ cơ sở",
        "Thiết bị phải có ít nhất 1 mục, đang có 0",
    ]  # fmt: skip
    assert errors_of(form(), {}, language="en")["ho_ten"] == "Enter: full name"


def test_a_filled_form_becomes_answers():
    answers, errors = form().check(None, FILLED, today=TODAY)
    assert errors == {}
    assert answers["so_dinh_danh"] == "052187004318"
    assert answers["ngay_cap"] == "2026-02-05"
    assert answers["gia_tri"] == 1024000
    assert answers["thiet_bi"] == [{"loai": "co_dinh", "so_luong": 1, "cong_suat": 1234.5}]
    assert address_text(answers["dia_chi"]) == "01 Minh Họa, phường Quy Nhơn, tỉnh Gia Lai"
    assert form().check(None, {}, answers, today=TODAY) == (answers, {})


def test_a_query_dict_is_read_with_all_its_values():
    typed = QueryDict("linh_vuc=&linh_vuc=cong_nghiep&linh_vuc=y_te&vai=nhan_vien")
    assert form().merge({}, typed) == {"linh_vuc": ["y_te", "cong_nghiep"], "vai": "nhan_vien"}
    assert form().merge({"linh_vuc": ["y_te"]}, QueryDict("linh_vuc=")) == {}


# Parts shown by condition


def test_a_hidden_part_is_kept_in_the_draft_and_left_out_when_filed():
    draft = form().merge({}, {**FILLED, "vai": "hop_dong", "so_hop_dong": "sai dạng"})
    assert errors_of(form(), {}, answers=draft) == {"so_hop_dong": "Số hợp đồng phải có dạng 12/2026/HD"}
    draft = form().merge(draft, {"vai": "nhan_vien"})
    assert draft["so_hop_dong"] == "sai dạng"
    filed, errors = form().check(None, {}, draft, today=TODAY)
    assert errors == {}
    assert "so_hop_dong" not in filed


def test_a_step_is_asked_only_where_its_condition_holds():
    assert [step.key for step in form().shown_steps({})] == ["nguoi-phu-trach", "co-so", "thiet-bi"]
    assert [step.key for step in form().shown_steps({"co_cap_cuu": True})][-1] == "cap-cuu"
    assert errors_of(form(), {**FILLED, "co_cap_cuu": "true"}) == {
        "cam_doan": "Đánh dấu vào ô “Trực bức xạ cả ngày đêm”"
    }


def test_a_condition_inside_a_row_looks_at_its_own_row():
    typed = {
        **FILLED, "thiet_bi-rows": "2", "thiet_bi-0-bien_so": "81A-1", "thiet_bi-1-loai": "di_dong",
        "thiet_bi-1-so_luong": "2", "thiet_bi-1-bien_so": "81A-2",
    }  # fmt: skip
    rows = form().check(None, typed, today=TODAY).answers["thiet_bi"]
    assert ["bien_so" in row for row in rows] == [False, True]


def test_not_holds_only_for_another_answer_and_never_for_none():
    raw = definition()
    raw["layout"]["steps"][0]["fields"][3]["when"] = {"field": "vai", "not": "nhan_vien"}
    form = Form.parse(raw)
    part = form.fields["so_hop_dong"]
    assert [form.visible(part, answers) for answers in ({}, {"vai": "nhan_vien"}, {"vai": "hop_dong"})] == [
        False, False, True,
    ]  # fmt: skip


# Repeated groups, addresses, files


def test_rows_come_and_go_by_buttons_and_keep_what_was_typed():
    typed = {"thiet_bi-rows": "1", "thiet_bi-0-so_luong": "ba", "_add": "thiet_bi"}
    draft = form().act({}, typed)
    assert draft == {"thiet_bi": [{"so_luong": "ba"}, {}]}
    draft = form().act(draft, {"thiet_bi-1-so_luong": "2", "_remove": "thiet_bi-0"})
    assert draft == {"thiet_bi": [{"so_luong": 2}]}
    assert form().act(draft, {"thiet_bi-0-so_luong": "3"}) is None


def test_there_are_no_more_rows_than_the_form_allows():
    draft = {"thiet_bi": [{}, {}, {}]}
    assert len(form().act(draft, {"_add": "thiet_bi"})["thiet_bi"]) == 3
    errors = errors_of(form(), {**FILLED, "thiet_bi-3-loai": "co_dinh"})
    assert errors["thiet_bi"] == "Thiết bị có nhiều nhất 3 mục, đang có 4"


def test_a_field_saved_by_itself_touches_nothing_else():
    draft = merge(
        form(), {"ho_ten": "A", "thiet_bi": [{"so_luong": 1}, {"so_luong": 2}]}, {"thiet_bi-1-so_luong": "x"}
    )
    assert draft == {"ho_ten": "A", "thiet_bi": [{"so_luong": 1}, {"so_luong": "x"}]}
    assert merge(form(), draft, {"dia_chi-rest": "thôn 2"})["dia_chi"] == {"rest": "thôn 2"}


def test_a_commune_belongs_to_its_province():
    typed = {**FILLED, "dia_chi-province": "01"}
    answers, errors = form().check("co-so", typed, today=TODAY)
    assert answers["dia_chi"]["province_name"] == "Thành phố Hà Nội"
    assert errors == {"dia_chi-ward": "Chọn xã, phường, đặc khu: địa chỉ cơ sở"}


def test_there_are_34_provinces_and_gia_lai_is_52():
    assert len(provinces()) == 34
    assert sum(len(wards(place.code)) for place in provinces()) == 3321
    assert ward("21583", "52").name == "Phường Quy Nhơn"
    assert ward("21583", "01") is None
    assert next(place.name for place in provinces() if place.code == "52") == "Tỉnh Gia Lai"


def test_files_come_only_from_the_room_that_stored_them():
    draft = form().merge({}, {"so_do": "0197-cua-nguoi-khac"})
    assert draft == {}
    draft = form().attach(draft, "so_do", "0197", "so-do.pdf")
    assert form().asked(draft) == {"so_do": [{"id": "0197", "name": "so-do.pdf"}]}
    assert form().act(draft, {"_detach": "so_do:0197"}) == {"so_do": []}


# In words


def test_the_summary_says_everything_that_is_asked_in_both_languages():
    answers = form().check(None, FILLED, today=TODAY).answers
    lines = {line.id: line for section in form().summary(answers) for line in section.lines}
    assert lines["ngay_cap"].text == "05/02/2026"
    assert lines["dien_thoai"].text == "Không khai"
    assert lines["dien_thoai"].is_skipped
    assert lines["cong_suat"].text == "1.234,5\u00a0kW"
    assert lines["cong_suat"].row == "Thiết bị 1"
    assert lines["gia_tri"].text == "1.024.000\u00a0đồng"
    assert "so_hop_dong" not in lines
    english = {line.id: line for section in form().summary(answers, "en") for line in section.lines}
    assert english["vai"].text == "Employee"
    assert english["dien_thoai"].text == "Not given"
    assert english["cong_suat"].row == "Device 1"


# Hostile answers

NAMES = st.sampled_from([
    *FILLED, "linh_vuc", "so_do", "ghi_chu", "thu_dien_tu", "thiet_bi-199-loai", "thiet_bi-9999-loai",
    "thiet_bi-x-loai",
    "thiet_bi", "dia_chi", "_add", "_remove", "_refresh", "_detach", "thiet_bi-rows", "noi_cap", "so_hop_dong",
]) | st.text(max_size=12)  # fmt: skip


TYPED = st.text(max_size=40) | st.sampled_from(list(FILLED.values()))


@settings(max_examples=250, deadline=None)
@given(
    posted=st.dictionaries(NAMES, TYPED | st.lists(TYPED, max_size=3), max_size=12),
    kept=st.dictionaries(NAMES, JSON, max_size=6),
)
def test_no_answer_breaks_the_form(posted, kept):
    whole = form()
    draft = whole.merge(kept, posted)
    whole.act(kept, posted)
    answers, _ = whole.check(None, posted, kept, today=TODAY)
    for step in whole.steps:
        whole.check(step.key, posted, kept, today=TODAY, language="en")
    for language in ("vi", "en"):
        whole.summary(draft, language)
        whole.summary(kept, language)
    whole.attach(whole.detach(kept, "so_do", "x"), "so_do", "x", "a.pdf")
    json.dumps(answers)


@settings(max_examples=200, deadline=None)
@given(typed=st.text(alphabet=st.characters(exclude_categories=["C"]), min_size=1, max_size=60))
def test_nothing_typed_is_lost(typed):
    words = " ".join(typed.split())
    for kind, spec in (
        ("text", {}), ("date", {"format": "date"}), ("phone", {}), ("email", {}), ("personal_number", {}),
        ("choice", {}),
    ):  # fmt: skip
        layout = {"options": [{"value": "a", "label": "A"}]} if kind == "choice" else {}
        form = one_field(kind, {"type": "string", **spec}, **layout)
        answers, errors = form.check("mot", {"x": typed}, today=TODAY)
        if errors and words:
            assert " ".join(answers["x"].split()) == " ".join(unicodedata.normalize("NFC", typed).split())
        again = form.check("mot", {}, answers, today=TODAY)
        assert again == (answers, errors)
