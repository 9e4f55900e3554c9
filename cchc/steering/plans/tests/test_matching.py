"""Which unit of the office a printed name means."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.steering.plans.rules import Known, circle_of, match

OFFICE = Known(1, "Văn phòng Sở", "Văn phòng", "VP")
TECHNOLOGY = Known(2, "Phòng Hạ tầng Thông tin và Dịch vụ bưu chính", "Phòng HTTT", "HTTT")
SCIENCE = Known(3, "Phòng Quản lý Khoa học", "Phòng QLKH", "QLKH")
BRANCH = Known(4, "Chi cục Tiêu chuẩn Đo lường Chất lượng", "Chi cục TĐC", "CCTDC")
INSPECTORATE = Known(5, "Thanh tra Sở", "Thanh tra", "TTR", date(2025, 3, 1), heir=1)
UNITS = (OFFICE, TECHNOLOGY, SCIENCE, BRANCH, INSPECTORATE)
IN_2021, IN_2026 = date(2021, 11, 21), date(2026, 11, 18)


@pytest.mark.parametrize(
    ("printed", "unit", "how"),
    [
        ("Văn phòng Sở", 1, "name"),
        ("VĂN PHÒNG SỞ", 1, "name"),
        ("Văn phòng", 1, "short"),
        ("VP", 1, "short"),
        ("Phòng Hạ tầng Thông tin và Dịch vụ bưu chính", 2, "name"),
        ("Phòng HTTT", 2, "short"),
        ("Phòng Quản lý Khoa học", 3, "name"),
        ("CCTDC", 4, "short"),
    ],
)
def test_a_unit_is_known_by_name_and_by_abbreviation(printed, unit, how):
    found = match(printed, UNITS, IN_2026)
    assert (found.now, found.how, found.confidence >= 90) == (unit, how, True)


def test_a_name_that_is_only_near_is_matched_but_not_surely():
    found = match("Phòng Hạ tầng Thông tin và DV bưu chính", UNITS, IN_2026)
    assert (found.now, found.how) == (2, "like")
    assert 72 <= found.confidence < 96


@pytest.mark.parametrize("printed", ["Sở Tài chính", "UBND tỉnh", "Công an tỉnh", "Trung tâm Khuyến nông"])
def test_an_agency_outside_is_no_unit_of_ours(printed):
    found = match(printed, UNITS, IN_2026)
    assert (found.unit, found.circle, found.how) == (None, "", "none")


def test_the_work_of_a_unit_that_is_no_more_is_its_heirs_and_somebody_should_look():
    found = match("Thanh tra Sở", UNITS, IN_2026)
    assert (found.unit, found.now, found.is_ended, found.confidence) == (5, 1, True, 86)


def test_while_it_lived_it_had_its_own_work():
    found = match("Thanh tra Sở", UNITS, IN_2021)
    assert (found.unit, found.now, found.is_ended, found.confidence) == (5, 5, False, 100)


def test_heirs_of_heirs_are_followed_and_circles_of_heirs_end():
    chain = (
        Known(1, "Phòng A", "A", "A", date(2022, 1, 1), heir=2),
        Known(2, "Phòng B", "B", "B", date(2023, 1, 1), heir=3),
        Known(3, "Phòng C", "C", "C"),
        Known(4, "Phòng D", "D", "D", date(2023, 1, 1), heir=5),
        Known(5, "Phòng E", "E", "E", date(2023, 1, 1), heir=4),
    )
    assert match("Phòng A", chain, IN_2026).now == 3
    assert match("Phòng D", chain, IN_2026).now is None


@pytest.mark.parametrize(
    ("printed", "circle"),
    [
        ("Các phòng, đơn vị", "all"),
        ("các phòng, đơn vị thuộc Sở", "all"),
        ("Các phòng, đơn vị liên quan", "concerned"),
        ("Các phòng, đơn vị có TTHC", "with_procedures"),
        ("các đơn vị có thủ tục hành chính", "with_procedures"),
        ("Phòng Quản lý Khoa học", ""),
        ("Các sở, ban, ngành", ""),
    ],
)
def test_a_phrase_for_several_units_is_a_group_and_no_unit(printed, circle):
    assert circle_of(printed) == circle
    assert match(printed, UNITS, IN_2026).circle == circle


@given(st.text(max_size=60))
def test_whatever_is_printed_is_a_unit_a_group_or_neither_and_never_a_failure(printed):
    found = match(printed, UNITS, IN_2026)
    assert 0 <= found.confidence <= 100
    assert not (found.unit and found.circle)
    assert found.now != 5


def test_without_units_nothing_matches():
    assert match("Văn phòng Sở", (), IN_2026).unit is None
