"""One percentage of the plan: why it is so, the rows behind it at any past date, and by what it is measured."""

import io
import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.tests.factories import AccountFactory, AgencyFactory, UnitFactory
from cchc.kernel.testing import table_of
from cchc.onestop.dossiers import services as dossiers
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import office, person
from cchc.steering.indicators import rules, services
from cchc.steering.indicators.models import Binding
from cchc.steering.indicators.services import Measure
from cchc.steering.indicators.tests.factories import accepted, filed, finished, on
from cchc.steering.plans.tests.factories import StatementFactory, TargetFactory
from cchc.steering.plans.tests.situations import BASE, counted_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def place():
    """An office that takes dossiers in and steers: three of four came online; one closed in time, one late."""
    made = office(days=5)
    made.planner = person(made.leaders, Right.STEER, full_name="Võ Quỳnh Khuê")
    finished(made, accepted(made, on(2)), on(6))
    finished(made, accepted(made, on(2), "counter"), on(11))
    accepted(made, on(3))  # open and overdue
    accepted(made, on(17))
    filed(made, on(17))  # not yet taken in
    return made


@pytest.fixture
def plan(place):
    return counted_plan(place)


@pytest.fixture
def online(plan):
    """T05: at least half in 2025, four fifths in 2030."""
    target = TargetFactory(plan=plan, code="T05", name="Hồ sơ nộp trực tuyến", definition="filed-online")
    StatementFactory(target=target, path={2025: 50, 2030: 80})
    return target


def opened(client, user, url="", **query):
    client.force_login(user)
    return client.get(BASE + url, query)


def plain(response):
    text = re.sub("</?(span|a|b)[^>]*>", "", response.text)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text))


def line_of(response, code):
    return next(
        one for _part, lines in response.context["parts"] for one in lines if one.found.target.code == code
    )


def test_the_table_has_value_verdict_and_where_the_figure_comes_from(client, place, plan, online):
    found = opened(client, place.planner)
    one = line_of(found, "T05")
    assert (one.value, one.ratio, str(one.mark.label)) == ("75,0%", "3/4", "Đạt")
    words = plain(found)
    for said in ("75,0%", "3/4", "mốc 2025 ≥ 50%, vượt 25,0", "Tính từ số liệu"):
        assert said in words
    assert {str(count.mark.label): count.count for count in found.context["standings"]} == {
        "đạt": 1, "có nguy cơ": 0, "chưa đạt": 0, "chưa có nguồn số liệu": 0,
    }  # fmt: skip


def test_what_lags_before_its_day_is_at_risk_and_what_nobody_counts_has_no_source(client, place, plan, online):
    StatementFactory(target=TargetFactory(plan=plan, code="T16", definition="work-files"), path={2025: 95})
    StatementFactory(
        target=TargetFactory(plan=plan, code="T22", definition="on-time", name="Đúng hạn"), path={2030: 98}
    )
    found = opened(client, place.planner)
    assert str(line_of(found, "T22").mark.label) == "Có nguy cơ"
    assert str(line_of(found, "T16").mark.label) == "Chưa có nguồn số liệu"
    counts = {str(one.mark.label): one for one in found.context["standings"]}
    assert [counts[name].count for name in ("đạt", "có nguy cơ", "chưa có nguồn số liệu")] == [1, 1, 1]
    narrowed = client.get(counts["có nguy cơ"].url)
    shown = [one.found.target.code for _part, lines in narrowed.context["parts"] for one in lines]
    assert shown == ["T22"]
    assert not re.search(r"(?<![\d,])0(,0)?\s?%", re.sub("<svg.*?</svg>", "", found.text, flags=re.S))


def test_deadlines_are_shown_beside_a_plan_that_does_not_name_them(client, place, plan, online):
    found = opened(client, place.planner)
    one = line_of(found, "T22")
    assert (one.ratio, str(one.mark.label)) == ("1/2", "Không có mốc")
    assert found.context["target_count"] == 1
    page = opened(client, place.planner, "/chi-tieu/t22")
    assert "Kế hoạch không ghi chỉ tiêu này" in plain(page)
    assert opened(client, place.planner, "/chi-tieu/t22/cach-do").status_code == 404


def test_a_past_date_shows_the_past_and_is_kept_from_link_to_link(client, place, plan, online):
    found = opened(client, place.planner, den="02/11/2026")
    one = line_of(found, "T05")
    assert one.ratio == "1/2"
    page = client.get(one.url)
    assert "1" in str(page.context["numerator"].said)
    rows = client.get(page.context["numerator"].url)
    assert rows.context["count"] == 1
    assert "số liệu đến 02/11/2026" in plain(rows)


@pytest.mark.parametrize(
    "query", [{}, {"den": "05/11/2026"}, {"ky": "month"}, {"den": "14/11/2026", "ky": "report_month"}]
)
@pytest.mark.parametrize("code", ["t05", "t22"])
def test_every_number_of_a_target_opens_as_many_rows(client, place, plan, online, query, code):
    page = opened(client, place.planner, f"/chi-tieu/{code}", **query)
    context = page.context
    told = [context["numerator"], context["denominator"], context["left_out_all"], context["endangering"]]
    told += [*context["left_out"], *context["extra"]]
    checked = 0
    for one in told:
        if one.count is None or (not one.count and "nguy-co" in one.url):
            continue
        rows = client.get(one.url)
        assert (rows.status_code, rows.context["count"]) == (200, one.count), one.url
        assert len(rows.context["lines"]) == one.count
        checked += 1
    for table in (context["by_month"], context["by_year"], context["by_unit"]):
        for row in table.rows:
            for cell in row[1:3]:
                linked = re.search(r'href="([^"]+)">([\d.]+)<', str(cell))
                if linked:
                    rows = client.get(linked[1].replace("&amp;", "&"))
                    assert str(rows.context["count"]) == linked[2], linked[1]
                    checked += 1
    assert checked > 5


def test_the_strict_reading_is_a_page_of_its_own(client, place, plan):
    page = opened(client, place.planner, "/chi-tieu/t22", cach="strict")
    assert (page.context["figure"].numerator, page.context["figure"].denominator) == (1, 3)
    assert [(one.ratio, one.current) for one in page.context["readings"]] == [("1/2", False), ("1/3", True)]
    rows = client.get(page.context["denominator"].url)
    assert rows.context["count"] == 3
    assert "Chặt" in plain(rows) or "chặt" in plain(rows)


def test_how_many_more_are_needed_is_said_in_words(client, place, plan, online):
    words = plain(opened(client, place.planner, "/chi-tieu/t05"))
    assert "Mốc 2025 (ít nhất 50%): vượt 25,0 điểm phần trăm." in words
    assert "Mốc 2030 (ít nhất 80%): thiếu 5,0 điểm phần trăm." in words
    assert "Giữ được mốc nếu có thêm không quá 2 trường hợp không đạt." in words
    assert "Cần thêm ít nhất 1 hồ sơ nộp trực tuyến." in words


def test_the_exact_fraction_decides_and_what_is_shown_never_rounds_across(client, place, plan):
    target = TargetFactory(plan=plan, code="T05", definition="filed-online")
    StatementFactory(target=target, value=Decimal("75.0001"), year=2025)
    found = line_of(opened(client, place.planner), "T05")
    assert str(found.mark.label) == "Chưa đạt"
    assert "thiếu 0,0001" in found.against.replace("\u00a0", " ")


def test_parts_that_must_all_be_reached_are_shown_apart(client, place, plan):
    target = TargetFactory(plan=plan, code="T21", definition="forms-digitised", name="Mẫu đơn, tờ khai")
    StatementFactory(target=target, path={2022: 80})
    page = opened(client, place.planner, "/chi-tieu/t21")
    assert len(page.context["readings"]) == 3
    assert "chương trình chưa ghi dữ liệu này" in plain(page)
    one = line_of(opened(client, place.planner), "T21")
    assert str(one.kind.label) != "đạt"


def test_who_may_not_see_a_dossier_counts_it_without_its_name(client, place, plan, online):
    rows = opened(client, place.planner, "/chi-tieu/t05/dong", loai="tu-so")
    assert rows.context["count"] == rows.context["hidden"] == 3
    assert "H'Lưỡng" not in rows.text
    assert "/viec/ho-so/" not in rows.text
    assert "được tính, không hiện tên" in plain(rows)
    seen = opened(client, place.officer, "/chi-tieu/t05/dong", loai="tu-so")
    assert seen.context["hidden"] == 0
    assert "H&#x27;Lưỡng" in seen.text
    assert seen.text.count('href="/viec/ho-so/') == 3


def test_looks_at_the_rows_are_recorded_with_what_was_shown(client, place, plan, online):
    opened(client, place.officer, "/chi-tieu/t05/dong", loai="tu-so")
    entry = Entry.objects.filter(kind="Looked", subject_type="figure").latest("pk")
    assert (entry.subject_id, entry.by_id, len(entry.content["dossiers"])) == ("T05", place.officer.pk, 3)


def test_what_is_left_out_has_its_reason(client, place, plan, online):
    rows = opened(client, place.officer, "/chi-tieu/t05/dong", loai="khong-tinh")
    assert rows.context["count"] == 1
    assert "Đã nộp, chưa tiếp nhận" in plain(rows)


def test_rows_of_the_catalogue_lead_to_their_procedures(client, place, plan):
    TargetFactory(plan=plan, code="T18", definition="procedures-online")
    rows = opened(client, place.planner, "/chi-tieu/t18/dong", loai="khong-tinh")
    assert rows.context["count"] == 1
    assert 'href="/thu-tuc/' in rows.text


def test_rows_are_paged_and_keep_what_was_asked(client, place, plan, online, monkeypatch):
    monkeypatch.setattr("cchc.steering.plans.views.targets.rows.SIZE", 2)
    first = opened(client, place.planner, "/chi-tieu/t05/dong", loai="mau-so", den="17/11/2026")
    second = client.get(first.context["next_url"])
    assert first.context["count"] == second.context["count"] == 4
    seen = [line.row.pk for page in (first, second) for line in page.context["lines"]]
    assert len(set(seen)) == 4
    assert second.context["next_url"] == ""


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_the_definition_and_as_many_rows(client, place, plan, online, kind):
    answer = opened(client, place.officer, f"/chi-tieu/t05/dong/tai/{kind}", loai="tu-so", den="17/11/2026")
    assert f"T05-tu-so-20261117.{kind}" in answer.headers["Content-Disposition"]
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
    else:
        book = load_workbook(io.BytesIO(answer.content))
        lines = [",".join(str(cell.value or "") for cell in row) for row in book.active]
    assert any("Số dòng" in line and "3" in line for line in lines)
    assert sum("H'Lưỡng" in line for line in lines) == 3
    assert any("theo ngày tiếp nhận" in line for line in lines)


@pytest.mark.parametrize(
    "url", ["/chi-tieu/t05/dong?loai=khac", "/chi-tieu/t05/dong/tai/pdf", "/chi-tieu/t05/dong?loai=nguy-co"]
)
def test_what_is_no_part_of_the_figure_does_not_exist(client, place, plan, online, url):
    assert opened(client, place.planner, url).status_code == 404


def test_a_target_without_a_source_has_no_rows(client, place, plan):
    TargetFactory(plan=plan, code="T16", definition="work-files")
    TargetFactory(plan=plan, code="CT1", definition="")
    for code in ("t16", "ct1"):
        assert opened(client, place.planner, f"/chi-tieu/{code}").status_code == 200
        assert opened(client, place.planner, f"/chi-tieu/{code}/dong").status_code == 404


def test_of_one_unit_figures_and_rows_are_of_that_unit(client, place, plan, online):
    for unit, ratio in ((place.division, "3/4"), (place.counter, "0/0")):
        found = opened(client, place.planner, dv=unit.pk)
        one = line_of(found, "T05")
        assert one.ratio == ratio
        page = client.get(one.url)
        assert unit.name in plain(page)
        assert client.get(page.context["denominator"].url).context["count"] == int(ratio[2:])


def test_those_outside_read_nothing_and_citizens_are_refused(client, place, plan, online):
    stranger = person(UnitFactory(agency=AgencyFactory()), Right.STEER)
    for url in ("/chi-tieu/t05", "/chi-tieu/t05/dong", "/chi-tieu/t05/dong/tai/csv", "/chi-tieu/t05/cach-do"):
        assert opened(client, stranger, url).status_code == 404
        assert opened(client, AccountFactory(), url).status_code == 403


def test_a_day_that_has_not_come_is_told_beside_its_field(client, place, plan, online):
    page = opened(client, place.planner, "/chi-tieu/t05", den="19/11/2026")
    assert "phải không sau hôm nay" in page.text
    assert page.context["day"] == date(2026, 11, 18)


def statements(client, url="", **query):
    with CaptureQueriesContext(connection) as sent:
        assert client.get(BASE + url, query).status_code == 200
    return Counter(table_of(one["sql"]) for one in sent)


def test_the_plan_costs_the_same_with_every_indicator_and_many_dossiers(client, place, plan, online):
    opened(client, place.planner)
    alone = statements(client)
    for definition in rules.definitions().values():
        if definition.key != "filed-online":
            target = TargetFactory(plan=plan, code=definition.code, definition=definition.key)
            StatementFactory(target=target, path={2025: 50})
    for hour in range(12):
        accepted(place, on(16, 8 + hour // 2))
    full = statements(client)
    beside = {"indicators_declaration": 1, "procedures_version": 4, "procedures_paperrequired": 2}
    assert full - alone == Counter(beside)  # declared values at once, the catalogue by indicator
    assert alone.total() < 30
    assert statements(client, den="31/10/2026") == full


@pytest.mark.parametrize("url", ["/chi-tieu/t05", "/chi-tieu/t05/dong?loai=mau-so"])
def test_one_target_and_its_rows_cost_the_same_however_many_dossiers(client, place, plan, online, url):
    opened(client, place.officer, url)
    few = statements(client, url)
    for hour in range(12):
        accepted(place, on(16, 8 + hour // 2))
    assert statements(client, url) == few


# By what a target is measured


def test_a_measure_is_seen_before_it_is_saved(client, place, plan, online):
    url = "/chi-tieu/t05/cach-do"
    first = opened(client, place.planner, url)
    assert "Lưu cách đo" not in first.text
    seen = opened(client, place.planner, url, do="on-time:strict", ky="", it_nhat="")
    assert "33,3%" in plain(seen)
    assert "1/3" in plain(seen)
    assert "Lưu cách đo" in seen.text
    assert not Binding.objects.exists()
    saved = client.post(BASE + url, {"do": "on-time:strict", "ky": "", "it_nhat": "", "seen": ""})
    assert saved.headers["Location"] == f"{BASE}/chi-tieu/t05"
    assert line_of(opened(client, place.planner), "T05").ratio == "1/3"
    back = client.post(BASE + url, {"do": "", "ky": "", "it_nhat": "", "seen": str(Binding.objects.get().pk)})
    assert back.status_code == 302
    assert line_of(opened(client, place.planner), "T05").ratio == "3/4"
    history = plain(opened(client, place.planner, url))
    assert "T22" in history
    assert "Võ Quỳnh Khuê" in history


def test_what_is_looked_at_before_it_is_saved_leads_to_all_its_rows_or_says_how_many(client, place, plan, online):
    url = "/chi-tieu/t05/cach-do"
    for told in ({"do": "filed-online:main", "ky": ""}, {"do": "filed-online:main", "ky": "month"}):
        seen = opened(client, place.planner, url, it_nhat="", **told).context["seen"]
        rows = client.get(seen.rows_url)
        assert rows.context["count"] == seen.rows_in_all == seen.figure.denominator
    other = opened(client, place.planner, url, do="on-time:strict", ky="", it_nhat="")
    assert other.context["seen"].rows_url == ""
    assert "Cả mẫu số có 3 dòng" in plain(other)


def test_a_minimum_keeps_from_concluding(client, place, plan, online):
    seen = opened(client, place.planner, "/chi-tieu/t05/cach-do", do="filed-online:main", ky="month", it_nhat="30")
    assert "Chưa kết luận được" in plain(seen)
    assert "75,0%" in plain(seen)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"do": "luck:"}, "Chọn một định nghĩa có trong danh sách"),
        ({"do": "decentralised:main", "ky": "month"}, "không tính theo kỳ đó"),
        ({"do": "filed-online:main", "it_nhat": "nhiều"}, "phải là số nguyên"),
    ],
)
def test_what_cannot_be_measured_is_told_at_its_field(client, place, plan, online, told, words):
    client.force_login(place.planner)
    for answer in (
        client.get(f"{BASE}/chi-tieu/t05/cach-do", {"ky": "", "it_nhat": "", **told}),
        client.post(f"{BASE}/chi-tieu/t05/cach-do", {"ky": "", "it_nhat": "", "seen": "", **told}),
    ):
        assert answer.status_code == 422
        assert words in plain(answer)
    assert not Binding.objects.exists()


def test_who_comes_second_sees_what_the_first_chose(client, place, plan, online):
    services.bind(
        target_id=online.pk,
        agency=place.agency,
        measure=Measure(indicator="on-time"),
        by=place.planner,
        at=on(18, 8),
    )
    client.force_login(place.planner)
    answer = client.post(
        f"{BASE}/chi-tieu/t05/cach-do", {"do": "filed-online:main", "ky": "", "it_nhat": "", "seen": ""}
    )
    assert answer.status_code == 409
    assert "Võ Quỳnh Khuê đã đổi cách đo lúc 08:00 ngày 18/11/2026" in plain(answer)
    assert Binding.objects.get().indicator == "on-time"


def test_only_who_steers_chooses_the_measure(client, place, plan, online):
    answer = opened(client, place.head, "/chi-tieu/t05/cach-do")
    assert answer.status_code == 403
    assert "Theo dõi kế hoạch cải cách hành chính" in answer.text
    assert "/cach-do" not in opened(client, place.head, "/chi-tieu/t05").text
    assert "/cach-do" in opened(client, place.planner, "/chi-tieu/t05").text


def test_a_later_correction_is_known_at_every_past_date(client, place, plan, online):
    row = Dossier.objects.get(closed_at=None, accepted_at=on(17))
    dossiers.void(dossier_id=row.pk, version=row.version, reason="Trùng", by=place.officer, at=on(18, 8))
    assert line_of(opened(client, place.planner, den="17/11/2026"), "T05").ratio == "2/3"
    rows = opened(client, place.officer, "/chi-tieu/t05/dong", loai="khong-tinh", den="17/11/2026")
    assert "Tiếp nhận nhầm" in plain(rows)
