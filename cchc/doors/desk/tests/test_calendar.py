"""The calendar's pages: a year at a glance, and what a change moves before it is saved."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.tests.factories import AgencyFactory, HoldingFactory, UnitFactory
from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.models import SpecialDay, WeekPattern
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.services import set_special_day
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.dossiers.tests.factories import MORNING

pytestmark = pytest.mark.django_db

PAGE, CHANGE = "/quan-tri/lich-lam-viec", "/quan-tri/lich-lam-viec/doi"
FLOOD = {"viec": "ngay", "ngay": "20/11/2026", "la": "off", "ten": "Nghỉ do bão", "gio": ""}


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(datetime(2026, 11, 18, 2, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def place():
    return factories.office()


def keeper(agency):
    """Who keeps the calendar of an agency."""
    unit = UnitFactory(agency=agency, name="Văn phòng Sở")
    user = HoldingFactory(unit=unit, rights=[Right.MANAGE_CALENDAR], scope=Scope.AGENCY).user
    generations.forget_all()
    return user


@pytest.fixture
def desk(client, place):
    client.force_login(keeper(place.agency))
    return client


def unmarked(text):
    """The words of a page, without the marks that set figures in their own digits."""
    return re.sub(r"\s+", " ", re.sub(r"</?(span|b|time|svg|use)[^>]*>", "", text)).replace("\u00a0", " ")


def test_a_year_shows_its_days_off_and_why(desk, place):
    page = unmarked(desk.get(PAGE, {"nam": "2026", "co-quan": place.agency.pk}).text)
    assert page.count("<caption>Tháng") == 12
    assert "Thứ Ba 24/11/2026" in page
    assert "Ngày Văn hóa Việt Nam" in page
    assert "Thứ Hai – Thứ Sáu: 07:30-11:30, 12:30-16:30; Thứ Bảy – Chủ nhật: nghỉ" in page
    assert "260 ngày làm việc" in page


@pytest.mark.parametrize("year", ["1", "99999", "năm nay"])
def test_a_year_that_cannot_be_is_this_one(desk, year):
    assert "Lịch làm việc 2026" in unmarked(desk.get(PAGE, {"nam": year}).text)


def test_a_day_off_is_shown_with_the_dossiers_that_move_before_it_is_saved(desk, place):
    dossier = factories.with_specialist(place)
    answer = desk.get(CHANGE, FLOOD)
    page = unmarked(answer.text)
    assert "1 hồ sơ đang mở đổi hạn" in page
    assert dossier.number in page
    assert re.search(r"03/12/2026 16:30\s*04/12/2026 16:30", page)
    assert re.search(r"Thẩm định: 27/11/2026 09:00\s*30/11/2026 09:00", page)
    assert not SpecialDay.objects.filter(on=date(2026, 11, 20)).exists()


def test_saving_moves_what_was_shown_and_says_how_many(desk, place):
    factories.taken_in(place)
    answer = desk.post(CHANGE, FLOOD | {"version": "0"})
    assert answer.status_code == 302
    assert "1 hồ sơ đã đổi hạn" in unmarked(desk.get(answer["Location"]).text)
    assert Dossier.objects.get().due_at == datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
    assert Entry.objects.filter(kind="DossierRescheduled").count() == 1
    row = SpecialDay.objects.get(on=date(2026, 11, 20))
    assert (row.status, row.name) == (DayStatus.OFF, "Nghỉ do bão")


def test_fifty_are_listed_and_all_are_counted(desk, place):
    for _ in range(53):
        factories.taken_in(place, dossier_id=uuid7())
    page = unmarked(desk.get(CHANGE, FLOOD).text)
    assert "53 hồ sơ đang mở đổi hạn" in page
    assert "Dưới đây là 50 hồ sơ" in page
    assert page.count('<th scope="row">') == 50


@pytest.mark.parametrize("size", [1, 12])
def test_the_preview_costs_the_same_however_many_move(desk, place, size):
    for _ in range(size):
        factories.taken_in(place, dossier_id=uuid7())
    desk.get(CHANGE, FLOOD)
    with assert_queries(
        identity_user=2, identity_agency=1, worktime_specialday=1, dossiers_dossier=1, dossiers_pause=1,
        dossiers_steprun=1, dossiers_supplement=1, procedures_version=1, notices_notice=1,
    ):  # fmt: skip
        desk.get(CHANGE, FLOOD)


def test_who_comes_second_sees_what_was_done_meanwhile(desk, place):
    other = keeper(place.agency)
    set_special_day(
        agency=place.agency, on=date(2026, 11, 20), status=DayStatus.OFF, name="Hội nghị", by=other, at=MORNING
    )
    answer = desk.post(CHANGE, FLOOD | {"version": "0"})
    assert answer.status_code == 409
    page = unmarked(answer.text)
    assert f"{other.full_name} đã sửa lịch này lúc 09:00 ngày 18/11/2026" in page
    assert "Nghỉ do bão" in page
    assert SpecialDay.objects.get(on=date(2026, 11, 20)).name == "Hội nghị"


def test_a_day_is_taken_back(desk, place):
    desk.post(CHANGE, FLOOD)
    undo = {"viec": "bo-ngay", "ngay": "20/11/2026"}
    assert "Bỏ quy định riêng của 20/11/2026" in unmarked(desk.get(CHANGE, undo).text)
    desk.post(CHANGE, undo | {"version": "1"})
    assert not SpecialDay.objects.filter(on=date(2026, 11, 20)).exists()
    assert desk.get(CHANGE, undo).status_code == 404


def test_a_make_up_day_may_have_its_own_hours(desk, place):
    told = FLOOD | {"ngay": "21/11/2026", "la": "working", "ten": "Làm bù", "gio": "7h30-11h30"}
    assert "làm việc 07:30-11:30: Làm bù" in unmarked(desk.get(CHANGE, told).text)
    desk.post(CHANGE, told)
    assert calendar_of(place.agency.pk).is_working_day(date(2026, 11, 21))


def test_hours_of_the_week_are_set_from_a_day_and_taken_back(desk, place):
    factories.taken_in(place)
    told = {"viec": "gio", "tu": "01/12/2026"} | {f"t{n}": "08:00-11:30, 13:00-17:00" for n in range(2, 7)}
    page = unmarked(desk.get(CHANGE, told).text)
    assert "Thứ Hai – Thứ Sáu: 08:00-11:30, 13:00-17:00; Thứ Bảy – Chủ nhật: nghỉ" in page
    assert re.search(r"03/12/2026 16:30\s*03/12/2026 17:00", page)
    desk.post(CHANGE, told)
    assert WeekPattern.objects.get().agency == place.agency
    assert Dossier.objects.get().due_at == datetime(2026, 12, 3, 10, 0, tzinfo=UTC)
    assert "08:00-11:30" in desk.get(PAGE, {"sua": "01/12/2026", "gi": "gio"}).text
    desk.post(CHANGE, {"viec": "bo-gio", "tu": "01/12/2026"})
    assert not WeekPattern.objects.exists()
    assert Dossier.objects.get().due_at == datetime(2026, 12, 3, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ngay": "31/11/2026"}, "Ngày phải là ngày có thật"),
        ({"ten": ""}, "Nhập tên, lý do"),
        ({"la": "working", "gio": "sáng"}, "giờ phải có dạng 07:30-11:30"),
        ({"la": "working", "gio": "25:00-26:00"}, "giờ phải có dạng 07:30-11:30"),
        ({"la": "working", "gio": "11:30-07:30"}, "giờ đóng cửa phải sau giờ mở cửa"),
        ({"gio": "07:30-11:30"}, "Ngày nghỉ không có giờ làm việc"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(desk, wrong, words):
    answer = desk.get(CHANGE, FLOOD | wrong)
    assert answer.status_code == 422
    page = unmarked(answer.text)
    assert words in page
    assert "<title>Lỗi:" in page
    assert f'value="{(FLOOD | wrong)["ngay"]}"' in answer.text


def test_a_week_without_work_is_refused(desk):
    answer = desk.get(CHANGE, {"viec": "gio", "tu": "01/12/2026"})
    assert answer.status_code == 422
    assert "Nhập giờ làm việc của ít nhất một ngày" in answer.text


def test_a_change_for_days_that_are_over_is_said_so(desk, place):
    factories.taken_in(place, MORNING.replace(day=9))
    past = FLOOD | {"ngay": "12/11/2026"}
    page = desk.get(CHANGE, past).text
    assert "Thay đổi này tính cho cả ngày đã qua" in page
    assert "1 hồ sơ đang mở đổi hạn" in unmarked(page)
    assert "ngày đã qua" not in desk.get(CHANGE, FLOOD).text
    desk.post(CHANGE, past)
    assert Entry.objects.get(kind="SpecialDaySet").content["reaches_back"]


def test_holidays_of_a_year_are_entered_by_who_keeps_the_whole_installation(client, place):
    client.force_login(keeper(place.agency))
    told = {"viec": "ngay-le", "nam": "2027", "co-quan": "chung"}
    page = unmarked(client.get(CHANGE, told).text)
    assert "01/01/2027 Tết Dương lịch" in page
    client.post(CHANGE, told)
    assert SpecialDay.objects.filter(agency=None, on__year=2027).count() >= 10
    assert "không có ngày nào mới" in client.get(CHANGE, told).text


def test_an_office_below_another_keeps_its_own_calendar_alone(client, place):
    province = AgencyFactory()
    place.agency.parent = province
    place.agency.save()
    client.force_login(keeper(place.agency))
    assert client.get(PAGE, {"co-quan": "chung"}).status_code == 404
    assert client.get(PAGE, {"co-quan": province.pk}).status_code == 404
    assert client.post(CHANGE, FLOOD | {"co-quan": "chung"}).status_code == 404
    page = client.get(PAGE).text
    assert "nap-ngay-le" not in page
    client.force_login(keeper(province))
    assert f'value="{place.agency.pk}"' in client.get(PAGE).text


def test_who_keeps_no_calendar_does_not_open_it(client, place):
    for user in (place.officer, factories.applicant_account()):
        client.force_login(user)
        assert client.get(PAGE).status_code == 403
        assert client.post(CHANGE, FLOOD).status_code == 403
    assert not SpecialDay.objects.filter(on=date(2026, 11, 20)).exists()


def test_an_act_that_nobody_knows_is_not_there(desk):
    assert desk.get(CHANGE, {"viec": "xoa-het"}).status_code == 404
