from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.foundation.identity import rules
from cchc.foundation.identity.rules import Grant


def grant(**more):
    words = {
        "unit_id": 2, "unit": "Quầy", "agency_id": 1, "agency": "Sở", "serves": (7,),
        "rights": frozenset({"receive"}),
        "scope": "unit", "starts_on": date(2026, 1, 1), "ends_on": None, "position": "Công chức", "for_id": None,
        "for_name": "",
    }  # fmt: skip
    return Grant(**(words | more))


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("052187000123", ""), ("05218700012", "length"), ("0521870001234", "length"), ("05218700012x", "length"),
        ("000187000123", "province"), ("097187000123", "province"), ("096187000123", ""), ("", "length"),
    ],
)  # fmt: skip
def test_a_personal_number_has_twelve_digits_and_a_province(number, fault):
    assert rules.personal_number_fault(number) == fault


@given(st.dates(date(1900, 1, 1), date(2299, 12, 31)), st.integers(1, 96), st.integers(0, 999_999), st.booleans())
def test_a_personal_number_agrees_with_the_year_of_birth_and_no_other(born_on, province, tail, is_woman):
    sex = (born_on.year // 100 - 19) * 2 + is_woman
    number = f"{province:03}{sex}{born_on.year % 100:02}{tail:06}"
    assert rules.personal_number_fault(number, born_on) == ""
    other = born_on.replace(year=born_on.year + 1, day=1)
    assert rules.personal_number_fault(number, other) == "year"


@pytest.mark.parametrize(
    ("code", "right"),
    [("0100109106", True), ("0100109106-001", True), ("0100109107", False), ("052187000123", True), ("12", False)],
)
def test_a_tax_code_has_its_check_digit_or_is_a_personal_number(code, right):
    assert rules.tax_code_is_right(code) is right


@pytest.mark.parametrize(
    ("phone", "right"),
    [
        ("0905 123 456", True), ("+84 905.123.456", True), ("02693820000", True), ("19001000", True),
        ("0605123456", False), ("905123456", False), ("", False),
    ],
)  # fmt: skip
def test_a_phone_number_is_one_of_viet_nam(phone, right):
    assert rules.phone_is_right(phone) is right


def test_numbers_are_compared_without_what_people_type_between():
    assert rules.plain_phone("+84 (905) 123-456") == "0905123456"
    assert rules.plain_number(" 052.187 000\u00a0123") == "052187000123"
    assert rules.plain_number("0100109106-001") == "0100109106-001"


@pytest.mark.parametrize(
    ("name", "right"), [("bao.tran", True), ("b2", False), ("Bao", False), ("bảo", False), ("a@b.vn", False)]
)
def test_a_user_name_is_no_e_mail(name, right):
    assert rules.username_is_right(name) is right


def test_a_grant_reaches_its_unit_its_agency_by_scope_and_those_that_its_counter_serves():
    assert grant().covers([1, 2, 9], 1, "receive")
    assert not grant().covers([1, 3], 1, "receive")
    assert grant(scope="agency").covers([1, 3], 1, "receive")
    assert grant().covers([], 7, "receive")
    assert not grant().covers([2], 1, "approve")
    wide = grant(rights=frozenset({"receive", "see_all", "manage_people"}))
    assert not wide.covers([], 7, "manage_people")
    assert wide.serves_with({"see_all"}) == ()
    assert wide.serves_with({"see_all", "receive"}) == (7,)


@given(st.dates(), st.dates(), st.dates())
def test_a_grant_runs_from_its_first_to_its_last_day(first, last, day):
    assert grant(starts_on=first, ends_on=last).runs_on(day) == (first <= day <= last)
    assert grant(starts_on=first).runs_on(day) == (first <= day)
