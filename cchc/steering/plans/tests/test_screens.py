"""The screens of leaders, heads and the office: each count opens as many rows, on the page and on paper."""

import io
import re
from datetime import date

import pikepdf
import pypdfium2
import pytest
import time_machine

from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.tests.factories import AgencyFactory, HoldingFactory, UnitFactory
from cchc.kernel import generations
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import fresh, person
from cchc.onestop.dossiers.tests.factories import office as counter_office
from cchc.steering.indicators.services import Measure, ask_due
from cchc.steering.indicators.tests.factories import accepted, finished, on, told_otherwise
from cchc.steering.plans.tests.factories import PlanFactory, StatementFactory, TargetFactory, TaskFactory

pytestmark = pytest.mark.django_db
AT = "/ke-hoach/man-hinh"


@pytest.fixture(autouse=True)
def morning():
    """Every page is opened on Wednesday 18/11/2026, 09:00 in the office."""
    with time_machine.travel(on(18), tick=False):
        yield


@pytest.fixture
def place():
    made = counter_office(days=5)
    made.office = UnitFactory(agency=made.agency, code="VP", name="Văn phòng Sở")
    made.chief = fresh(
        HoldingFactory(
            unit=made.office, rights=(Right.ASSIGN, Right.STEER, Right.SEE_ALL), scope=Scope.AGENCY
        ).user
    )
    made.stranger = person(UnitFactory(agency=AgencyFactory()), Right.ASSIGN)
    finished(made, accepted(made, on(2)), on(6))
    accepted(made, on(3, month=10))  # open and overdue
    accepted(made, on(17))
    made.plan = PlanFactory(agency=made.agency, steering_unit=made.office, slug="ke-hoach-mau")
    online = TargetFactory(plan=made.plan, code="T05", definition="filed-online", lead=made.division)
    StatementFactory(target=online, value=50, year=2026)
    TargetFactory(plan=made.plan, code="T06", definition="satisfied-procedures", name="Mức độ hài lòng")
    TaskFactory(plan=made.plan, lead=made.division, code="II.03", slug="ii-03", ends_on=date(2026, 11, 1))
    TaskFactory(plan=made.plan, lead=made.office, code="II.04", slug="ii-04", ends_on=date(2026, 11, 20))
    ask_due(
        agency=made.agency, measure=Measure(indicator="satisfied-procedures"), lead=made.division,
        approving_unit=made.office, at=on(2),
    )  # fmt: skip
    generations.forget_all()
    return made


def opened(client, user, url):
    client.force_login(user)
    return client.get(url)


def plain(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", response.text))


def rows_behind(client, url):
    """How many rows the page shows that a count opens."""
    response = client.get(url.partition("#")[0])
    assert response.status_code == 200, url
    context = response.context
    if "total" in context and "rows" in context:
        return len(context["rows"])
    if "piles" in context and "lines" in context:
        return len(context["lines"])
    if "parts" in context:
        return sum(len(lines) for _part, lines in context["parts"])
    return len(context["listed"].rows) if "listed" in context else int(re.search(r"\d+", str(context["count"]))[0])


@pytest.mark.parametrize("screen", ["lanh-dao", "van-phong", "don-vi"])
def test_every_count_opens_as_many_rows(client, place, screen):
    response = opened(client, place.chief, f"{AT}/{screen}")
    assert response.status_code == 200
    seen = 0
    for group in response.context["screen"].groups:
        for tile in group.tiles:
            if tile.url.startswith("#"):
                continue
            assert rows_behind(client, tile.url) == tile.count, (tile.mark.label, tile.url)
            seen += tile.count
    assert seen or screen == "don-vi"


def test_the_director_reads_what_is_late_at_risk_and_where(client, place):
    text = plain(opened(client, place.chief, f"{AT}/lanh-dao"))
    for words in ("1 hồ sơ quá hạn", "II.03", "Theo đơn vị", "Thay đổi nhiều nhất", place.division.name):
        assert words in text


def test_who_may_not_see_a_dossier_reads_that_there_is_one(client, place):
    steers = person(place.office, Right.STEER)  # steers, and sees no dossier
    text = plain(opened(client, steers, f"{AT}/ho-so?tt=qua-han"))
    assert "Hồ sơ không thuộc phạm vi được xem" in text
    assert "Rơ Châm" not in text
    assert len(opened(client, steers, f"{AT}/ho-so?tt=qua-han").context["rows"]) == 1


def test_the_dossiers_behind_a_count_come_by_their_due_day_and_those_without_one_last(client, place):
    rows = list(Dossier.objects.open().order_by("filed_at"))
    Dossier.objects.filter(pk=rows[0].pk).update(due_at=None)
    rows.append(accepted(place, on(4)))
    Dossier.objects.filter(pk=rows[-1].pk).update(due_at=on(30))
    found = opened(client, place.chief, f"{AT}/ho-so?tt=dang-giu").context["rows"]
    days = [row[3].sub for row in found]
    assert days[-1] == "" and days[-2] == "30/11/2026"
    assert len(days) == 3


def test_a_head_sees_the_own_unit_and_no_other(client, place):
    response = opened(client, place.head, f"{AT}/don-vi")
    assert response.context["screen"].of == place.division.name
    text = plain(response)
    assert "II.03" in text and "T05" in text and "T06" in text
    assert "II.04" not in text
    assert opened(client, place.head, f"{AT}/don-vi?dv={place.office.pk}").status_code == 404
    assert opened(client, place.head, f"{AT}/ho-so?tt=qua-han&dv={place.office.pk}").status_code == 404
    assert opened(client, place.head, f"{AT}/lanh-dao").status_code == 403
    assert opened(client, place.stranger, f"{AT}/don-vi?dv={place.division.pk}").status_code == 404


def test_who_leads_nothing_has_no_screen(client, place):
    for screen in ("", "/lanh-dao", "/don-vi", "/van-phong", "/ho-so", "/don-vi/pdf"):
        assert opened(client, place.specialist, f"{AT}{screen}").status_code == 403


def test_the_office_reads_every_target_and_what_is_asked(client, place):
    text = plain(opened(client, place.chief, f"{AT}/van-phong"))
    for words in ("T05", "100%", "T06", "chưa có giá trị nào được khai", "quá hạn khai", "II.03", "II.04"):
        assert words in text


def test_everybody_comes_to_their_own_screen(client, place):
    ends = {place.chief: "van-phong", place.head: "don-vi"}
    for user, screen in ends.items():
        assert opened(client, user, AT).headers["Location"] == f"{AT}/{screen}"


@pytest.mark.parametrize("screen", ["lanh-dao", "van-phong", "don-vi"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_paper_says_the_same_who_when_and_which_page(client, place, screen, language):
    response = opened(client, place.chief, f"{language}{AT}/{screen}/pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as file:
        assert [round(float(side)) for side in file.pages[0].MediaBox[2:]] == [595, 842]
        assert file.Root.MarkInfo.Marked
    pages = pypdfium2.PdfDocument(response.content)
    text = re.sub(r"\s+", " ", " ".join(page.get_textpage().get_text_bounded() for page in pages))
    for words in (place.chief.full_name, "18/11/2026", "1/", place.agency.name):
        assert words in text
    assert ("T05" in text) == (screen == "van-phong")
    if screen == "lanh-dao":
        assert "II.03" in text


def figures_of(place):
    """The head's unit leads T05: the whole agency has two more dossiers, of another unit."""
    other = UnitFactory(agency=place.agency, code="KH", name="Phòng Quản lý Khoa học")
    for row in (accepted(place, on(5), "counter"), accepted(place, on(6), "counter")):
        told_otherwise(row, lead_unit=other)
    generations.forget_all()


def linked(cell):
    return re.findall(r'href="([^"]+)">([\d.]+)<', str(cell.linked))


def test_a_head_reads_the_value_of_the_own_unit_first_and_the_agencys_beside_it(client, place):
    figures_of(place)
    screen = opened(client, place.head, f"{AT}/don-vi").context["screen"]
    section = next(one for one in screen.sections if one.key == "chi-tieu")
    rows = {row[0].text[:3]: row for row in section.rows}
    assert [str(column.label) for column in section.columns][1:3] == ["Của đơn vị", "Toàn cơ quan"]
    own, whole = rows["T05"][1:3]
    assert (own.text, own.sub, whole.text, whole.sub) == ("100%", "3/3", "60,0%", "3/5")
    for cell in (own, whole):
        for url, number in linked(cell):
            assert client.get(url.replace("&amp;", "&")).context["count"] == int(number), url
    assert len(linked(own)) == len(linked(whole)) == 2
    assert rows["T22"][0].sub == "chương trình tính thêm"
    assert (rows["T22"][1].sub, rows["T22"][2].sub) == ("1/1", "1/1")


def test_what_is_not_counted_by_unit_says_so_and_shows_the_agencys(client, place):
    TargetFactory(plan=place.plan, code="T13", definition="databases-shared", lead=place.division)
    generations.forget_all()
    screen = opened(client, place.head, f"{AT}/don-vi").context["screen"]
    rows = next(one.rows for one in screen.sections if one.key == "chi-tieu")
    row = next(row for row in rows if row[0].text.startswith("T13"))
    assert row[1].sub == "không tính theo đơn vị"
    assert str(row[2].mark.label) == "Chưa có nguồn số liệu"


def test_a_unit_sees_what_it_leads_in_every_plan(client, place):
    other = PlanFactory(agency=place.agency, steering_unit=place.office, slug="ke-hoach-nam")
    yearly = TargetFactory(plan=other, code="T18", definition="procedures-online", lead=place.division)
    generations.forget_all()
    screen = opened(client, place.head, f"{AT}/don-vi").context["screen"]
    rows = next(one.rows for one in screen.sections if one.key == "chi-tieu")
    assert sorted(row[0].text[:3] for row in rows) == ["T05", "T18", "T22"]
    assert rows[-1][0].sub == "chương trình tính thêm"
    tiles = next(one.tiles for one in screen.groups if "Chỉ tiêu" in one.title)
    assert sum(tile.count for tile in tiles) == 2
    assert yearly.plan_id == other.pk


def test_which_open_dossiers_may_spoil_a_figure_is_said_and_opens_them_soonest_due_first(client, place):
    screen = opened(client, place.head, f"{AT}/don-vi").context["screen"]
    rows = next(one.rows for one in screen.sections if one.key == "chi-tieu")
    cell = next(row[1] for row in rows if row[0].text.startswith("T22"))
    assert cell.risk == "Cần chú ý: 2 hồ sơ đang giải quyết, đến hạn trong kỳ hoặc đã quá hạn"
    page = client.get(cell.risk_url)
    assert page.context["count"] == 2
    due = [line.row.due_at for line in page.context["lines"]]
    assert due == sorted(due)


def test_of_a_unit_that_leads_no_task_the_counts_open_no_rows(client, place):
    screen = opened(client, place.chief, f"{AT}/don-vi?dv={place.leaders.pk}").context["screen"]
    tiles = [tile for group in screen.groups if "Nhiệm vụ" in group.title for tile in group.tiles]
    assert tiles
    for tile in tiles:
        assert (tile.count, rows_behind(client, tile.url)) == (0, 0), tile.url
