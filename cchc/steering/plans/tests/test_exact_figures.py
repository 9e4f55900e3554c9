"""Figures at their edges: just under a target, the last minute of a period, a unit that is no more."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from cchc.foundation.identity import services as identity
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Unit
from cchc.onestop.dossiers import services as dossiers
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.tests.factories import office, person
from cchc.steering.indicators.tests.factories import accepted, finished, on, taken, told_otherwise
from cchc.steering.plans.choices import Comparison
from cchc.steering.plans.tests.factories import StatementFactory, TargetFactory
from cchc.steering.plans.tests.situations import BASE, counted_plan
from cchc.steering.plans.views.targets.charts import Bar, bar_chart

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def place():
    made = office(days=5)
    made.planner = person(made.leaders, Right.STEER, full_name="Võ Quỳnh Khuê")
    return made


@pytest.fixture
def plan(place):
    return counted_plan(place)


def target(plan, value, comparison=Comparison.AT_LEAST, year=2025, code="T05", definition="filed-online"):
    found = TargetFactory(plan=plan, code=code, name="Hồ sơ nộp trực tuyến", definition=definition)
    StatementFactory(target=found, value=Decimal(value), year=year, comparison=comparison)
    return found


def opened(client, user, url="", **query):
    client.force_login(user)
    return client.get(BASE + url, query)


def plain(response):
    text = re.sub("</?(span|a|b)[^>]*>", "", response.text)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text))


def two_of_three(place):
    for channel in ("online", "online", "counter"):
        accepted(place, on(3), channel)


@pytest.mark.parametrize(
    "url", ["", "/chi-tieu/t05", "/chi-tieu/t05/dong?loai=tu-so", "/chi-tieu/t05/dong?loai=mau-so&den=17/11/2026"]
)
def test_two_thirds_never_read_as_the_target_that_they_miss(client, place, plan, url):
    two_of_three(place)
    target(plan, "66.7")
    words = plain(opened(client, place.planner, url))
    assert "66,6" in words
    assert not re.search(r"(?<!≥ )(?<!ít nhất )66,7", words.replace("\u00a0", " "))


def test_what_is_reached_exactly_is_reached_and_what_wants_more_is_not(client, place, plan):
    for channel in ("online", "counter"):
        accepted(place, on(3), channel)
    target(plan, "50", code="A1")
    target(plan, "50", Comparison.MORE, code="A2")
    target(plan, "50", Comparison.AT_MOST, code="A3")
    target(plan, "50", Comparison.LESS, code="A4")
    found = opened(client, place.planner)
    lines = {one.found.target.code: one for _part, lines in found.context["parts"] for one in lines}
    marks = {code: str(lines[code].mark.label) for code in ("A1", "A2", "A3", "A4")}
    assert marks == {"A1": "Đạt", "A2": "Chưa đạt", "A3": "Đạt", "A4": "Chưa đạt"}
    assert {lines[code].value for code in marks} == {"50,0%"}
    assert {lines[code].gap for code in marks} == {""}
    for code in marks:
        assert "Đến ngày đang xem" in plain(opened(client, place.planner, f"/chi-tieu/{code.lower()}"))


def test_less_is_better_where_the_plan_says_at_most(client, place, plan):
    two_of_three(place)
    target(plan, "66.6", Comparison.AT_MOST)
    one = opened(client, place.planner).context["parts"][0][1][0]
    assert (one.value, str(one.mark.label), one.gap) == ("66,7%", "Chưa đạt", "cao hơn 0,1")
    words = plain(opened(client, place.planner, "/chi-tieu/t05"))
    assert "Mốc 2025 (nhiều nhất 66,6%): cao hơn 0,1 điểm phần trăm." in words.replace("\u00a0", " ")
    assert "Cần thêm" not in words


def test_the_change_of_a_year_is_what_the_reader_subtracts(client, place, plan):
    for month, channels in ((10, "occ"), (11, "oooocccccc")):  # 33,3% and 40,0%: exactly 6,67 between them
        for one in channels:
            accepted(place, on(3, month=month), {"o": "online", "c": "counter"}[one])
    target(plan, "50")
    words = plain(opened(client, place.planner, "/chi-tieu/t05", den="30/11/2026"))
    assert "33,3%" in words and "40,0%" in words
    assert "12 tháng qua: tăng 6,7 điểm phần trăm" in words.replace("\u00a0", " ")


def test_a_stock_can_always_be_reached_and_a_period_that_is_over_never(client, place, plan):
    target(plan, "100", year=2030, code="T19", definition="services-on-devices")
    words = plain(opened(client, place.planner, "/chi-tieu/t19"))
    assert "không đạt được nữa" not in words
    two_of_three(place)
    target(plan, "100", year=2030)
    assert "Kỳ này không đạt được nữa: đã có 1 trường hợp không đạt." in plain(
        opened(client, place.planner, "/chi-tieu/t05")
    )
    target(plan, "90", year=2030, code="A2")
    now = plain(opened(client, place.planner, "/chi-tieu/a2"))
    assert "Cần thêm ít nhất 7 hồ sơ nộp trực tuyến." in now and "Theo nhịp" in now
    over = plain(opened(client, place.planner, "/chi-tieu/a2", den="14/11/2026", ky="report_month"))
    assert "Cần thêm" not in over and "Theo nhịp" not in over


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ({"ky": "report_month", "den": "14/11/2026"}, 1),
        ({"ky": "report_month", "den": "15/11/2026"}, 1),
        ({"ky": "report_quarter", "den": "14/11/2026"}, 1),
        ({"ky": "year", "den": "14/11/2026"}, 1),
        ({"ky": "year", "den": "15/11/2026"}, 2),
    ],
)
def test_a_period_closes_with_the_last_minute_of_the_fourteenth(client, place, plan, query, counted):
    """One comes in at 23:59 of the 14th, one at 00:00 of the 15th, in the office's time."""
    last = accepted(place, on(14, 23) + timedelta(minutes=59))
    first = accepted(place, on(15, 0))
    target(plan, "50")
    rows = opened(client, place.officer, "/chi-tieu/t05/dong", loai="mau-so", **query)
    found = {line.row.pk for line in rows.context["lines"]}
    assert rows.context["count"] == rows.context["figure"].denominator == len(found) == counted
    assert (last.pk in found) == (query["den"] == "14/11/2026" or query["ky"] == "year")
    assert (first.pk in found) == (query["den"] == "15/11/2026")


def by_unit(client, place, **query):
    """The lines of the table by unit: name, above, below; each number was opened and has as many rows."""
    found = []
    for name, *cells, _share in opened(client, place.planner, "/chi-tieu/t22", **query).context["by_unit"].rows:
        counts = []
        for cell in cells:
            link = re.search(r'href="([^"]+)">([\d.]+)<', str(cell))
            counts.append(int(link[2]) if link else int(str(cell)))
            if link:
                assert client.get(link[1].replace("&amp;", "&")).context["count"] == counts[-1]
        found.append((name, *counts))
    return found


def test_a_unit_that_was_merged_keeps_what_it_led_and_its_successor_is_named(client, place, plan):
    """The division ends on 10/11/2026: one closed before, one is closed by the successor, one is open and late."""
    finished(place, accepted(place, on(2)), on(4))
    later, late = accepted(place, on(3)), accepted(place, on(3))
    for row in (later, late):
        taken(place, row, on(4))
    heir = identity.open_unit(
        agency=place.agency, code="CN2", name="Phòng Công nghệ số", short_name="CNS", starts_on=date(2026, 11, 1),
        by=None, at=on(5),
    )  # fmt: skip
    division = Unit.objects.get(pk=place.division.pk)
    identity.close_unit(unit=division, ends_on=date(2026, 11, 10), by=None, at=on(5), successor=heir)
    assert dossiers.hand_on_closed_units(at=on(11)) == 2
    told_otherwise(later, state=State.DONE, closed_at=on(17))
    named = "Phòng Quản lý Công nghệ (đến 10/11/2026, nay là Phòng Công nghệ số)"
    assert by_unit(client, place) == [(named, 1, 2)]
    assert by_unit(client, place, den="10/11/2026") == [("Phòng Quản lý Công nghệ", 1, 1)]
    strict = by_unit(client, place, cach="strict")
    whole = opened(client, place.planner, "/chi-tieu/t22", cach="strict").context["figure"]
    assert strict == [(named, whole.numerator, whole.denominator)] == [(named, 1, 3)]
    assert opened(client, place.planner, "/chi-tieu/t22", dv=division.pk).context["figure"].denominator == 2


def test_a_dossier_that_lies_with_another_unit_counts_where_it_is_led(client, place, plan):
    row = accepted(place, on(3))
    taken(place, row, on(4))
    finished(place, row, on(6))  # signed by the leaders, handed over by the counter
    assert by_unit(client, place) == [("Phòng Quản lý Công nghệ", 1, 1)]
    assert opened(client, place.planner, "/chi-tieu/t22", dv=place.leaders.pk).context["figure"].denominator == 0


def test_a_count_opens_the_targets_of_the_plan_and_not_what_is_counted_beside(client, place, plan):
    accepted(place, on(3))
    target(plan, "50", code="T09", definition="digital-skills")
    TargetFactory(plan=plan, code="T05", definition="filed-online")  # without a milestone
    page = opened(client, place.planner)
    for count in page.context["standings"]:
        parts = client.get(count.url.partition("#")[0]).context["parts"]
        assert sum(len(lines) for _part, lines in parts) == count.count, count.url


def test_the_file_says_of_whom_it_is_and_nothing_that_was_not_counted(client, place, plan):
    """A line of the table by unit is of the unit alone; what no unit owns is not the whole agency's."""
    two_of_three(place)
    target(plan, "50")
    url = "/chi-tieu/t05/dong/tai/csv"
    for query, whose, left_out in (
        ({}, "Toàn cơ quan", True),
        ({"dv": place.division.pk}, place.division.name, True),
        ({"dv": place.division.pk, "rieng": 1}, place.division.name, False),
        ({"dv": "khong", "rieng": 1}, "Không thuộc đơn vị nào", False),
    ):
        head = opened(client, place.planner, url, loai="mau-so", **query).content.decode("utf-8-sig")
        assert f"Đơn vị,{whose}" in head
        assert ("Không tính,0" in head) == left_out


@pytest.mark.parametrize("url", ["", "/chi-tieu/t05", "/chi-tieu/t05/dong?loai=mau-so"])
@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("01/01/0001", "phải từ 01/01/2000"), ("29/02/2023", "ngày có thật"), ("hôm qua", "ngày có thật"),
        ("19/11/2026", "phải không sau hôm nay"),
    ],
)  # fmt: skip
def test_a_day_of_which_nothing_can_be_told_is_told_and_today_is_shown(client, place, plan, url, typed, fault):
    target(plan, "50")
    page = opened(client, place.planner, url + ("&" if "?" in url else "?") + urlencode({"den": typed}))
    assert page.status_code == 200
    assert fault in plain(page)
    assert page.context["day"] == date(2026, 11, 18)


def test_the_name_of_a_unit_is_written_in_full_at_its_bar_however_long_it_is():
    name = "Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng, Thử nghiệm và Kiểm định thiết bị của tỉnh"
    svg = bar_chart([Bar(name, Fraction(1, 2), "50,0%"), Bar("Văn phòng", None, "không phát sinh")], "Theo đơn vị")
    wide, narrow = re.findall("<svg.*?</svg>", svg)
    for drawn, letters in ((wide, 62), (narrow, 36)):
        lines = re.findall("<text x=.0. [^>]*>([^<]*)<", drawn)
        assert " ".join(lines) == f"{name} Văn phòng"
        assert max(map(len, lines)) <= letters
        assert drawn.count('class="value"') == 1
    tops = [float(y) for y in re.findall('class="ground" x="0" y="([^"]+)"', narrow)]
    assert tops[0] > 24 and tops[1] - tops[0] >= 52


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_may_spoil_a_figure_leaves_as_a_file_too(client, place, plan, kind):
    accepted(place, on(3))  # open and overdue
    accepted(place, on(17))
    rows = opened(client, place.planner, "/chi-tieu/t22/dong", loai="nguy-co")
    assert rows.context["count"] == 2
    url = next(url for _label, url in rows.context["files"] if f"/tai/{kind}" in url)
    content = client.get(url).content
    if kind == "csv":
        assert "Số dòng,2" in content.decode("utf-8-sig")
        lines = content.decode("utf-8-sig").splitlines()
        assert len(lines) - lines.index("") - 2 == 2
    else:
        assert load_workbook(io.BytesIO(content)).active.max_row > 10
