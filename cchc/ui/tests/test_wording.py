from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from django.forms import DateField
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st

from cchc.ui import wording

EVENING = datetime(2026, 11, 18, 9, 30, tzinfo=timezone.utc)  # 16:30 in the office


@pytest.mark.parametrize("language", ["vi", "en"])
def test_dates_are_written_day_first_in_both_languages(language):
    with translation.override(language):
        assert wording.day(date(2026, 2, 5)) == "05/02/2026"
        assert wording.moment(EVENING) == "18/11/2026 16:30"
        assert formats.date_format(date(2026, 2, 5)) == "05/02/2026"


def test_a_sentence_says_the_hour_before_the_day():
    with translation.override("vi"):
        assert wording.said(EVENING) == "16:30 ngày 18/11/2026"
        assert wording.said(date(2026, 11, 18)) == "ngày 18/11/2026"


def test_a_day_has_no_invented_midnight():
    assert wording.moment(date(2026, 11, 18)) == "18/11/2026"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["05/02/2026", "05-02-2026", "05.02.2026", "05022026"])
def test_typed_dates_are_read_day_first(typed, language):
    with translation.override(language):
        assert DateField().clean(typed) == date(2026, 2, 5)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234567.5"), "1.234.567,5"),
        (1000, "1.000"),
        (Decimal("0.25"), "0,25"),
        (Decimal("10"), "10"),
        (100.0, "100"),
        (0, "0"),
        (Decimal("-1234.5"), "-1.234,5"),
    ],
)
def test_numbers_have_dots_between_thousands_and_a_decimal_comma(value, written):
    assert wording.number(value) == written


def test_money_and_percent_are_written_as_offices_write_them():
    with translation.override("vi"):
        assert wording.money(1_024_000) == f"1.024.000{wording.NBSP}đồng"
        assert wording.percent(Decimal("77.36")) == "77,4%"


def test_what_is_unknown_is_said_and_never_zero():
    with translation.override("vi"):
        for write in (wording.number, wording.money, wording.percent, wording.size):
            assert write(None) == "chưa có số liệu"
        assert wording.day(None) == wording.moment(None) == wording.said(None) == ""


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_a_number_reads_back_as_itself(value):
    assert Decimal(wording.number(value).replace(".", "").replace(",", ".")) == value


@pytest.mark.parametrize(
    ("of", "written"),
    [(1, "1 KB"), (104_857, "102 KB"), (2_516_582, "2,4 MB"), (32_505_856, "31 MB"), (0, "1 KB")],
)
def test_sizes_are_short(of, written):
    assert wording.size(of).replace(wording.NBSP, " ") == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("02693820000", "0269 382 0000"),
        ("0905000118", "0905 000 118"),
        ("+84 905 000 118", "0905 000 118"),
        ("113", "113"),
        (None, ""),
    ],
)
def test_telephone_numbers_are_grouped(typed, written):
    assert wording.phone(typed) == written


@pytest.mark.parametrize(
    ("name", "letters"), [("Võ Quỳnh Khuê", "QK"), ("Siu H'Čĕn", "SH"), ("Khoa", "K"), ("", "")]
)
def test_initials_are_those_of_the_last_two_words(name, letters):
    assert wording.initials(name) == letters


def test_figures_are_set_apart_and_everything_else_stays_escaped():
    assert wording.fig("Còn <6> ngày & 77,4%") == (
        'Còn &lt;<span class="fig">6</span>&gt; ngày &amp; <span class="fig">77,4%</span>'
    )


@given(st.text())
def test_marking_figures_adds_nothing_that_a_browser_would_run(text):
    marked = wording.fig(text).replace('<span class="fig">', "").replace("</span>", "")
    assert "<" not in marked
    assert ">" not in marked
