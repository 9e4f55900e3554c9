"""The administrator: procedures from a file to publication, a day off with its preview, a new colleague."""

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import User
from cchc.foundation.identity.tests.factories import HoldingFactory, UnitFactory
from cchc.foundation.worktime.models import SpecialDay
from cchc.foundation.worktime.querysets import calendar_of
from cchc.kernel import generations
from cchc.kernel.clock import now, today
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import office, taken_in
from cchc.onestop.procedures.models import Version
from cchc.onestop.procedures.rules import to_json
from tests.journeys.people import PASSWORD, may_sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NAME = "Cấp giấy phép vận chuyển nguồn phóng xạ"


@pytest.fixture
def place():
    return office()


@pytest.fixture
def desk(walk, place):
    unit = UnitFactory(agency=place.agency, name="Văn phòng Sở")
    rights = (Right.MANAGE_PEOPLE, Right.MANAGE_PROCEDURES, Right.MANAGE_CALENDAR, Right.READ_AUDIT)
    user = HoldingFactory(unit=unit, rights=rights, scope=Scope.AGENCY).user
    may_sign_in(user)
    generations.forget_all()
    walker = walk()
    walker.sign_in(user.username, PASSWORD)
    return walker


def press(walker, name):
    walker.page.get_by_role("main").get_by_role("button", name=name).first.click()
    walker.page.wait_for_load_state()


def test_a_procedure_comes_from_a_file_and_is_published(desk, place, tmp_path):
    row = to_json(place.version.as_content()) | {"code": "2.009999", "name": NAME}
    page = desk.open("/quan-tri/thu-tuc")
    desk.check()
    desk.follow("Nhập từ tệp")
    desk.check()
    rows = tmp_path / "thu-tuc.json"
    rows.write_text(json.dumps([row, {**row, "code": ""}]), encoding="utf-8")
    page.get_by_label("Tệp").set_input_files(rows)
    press(desk, "Đọc thử tệp")
    expect(page.get_by_text("chưa ghi gì")).to_be_visible()
    expect(page.get_by_role("row", name="Thiếu mã")).to_be_visible()
    expect(page.get_by_text(NAME).first).to_be_visible()
    desk.check()
    assert not Version.objects.filter(procedure__code="2.009999").exists()
    press(desk, re.compile("Bỏ dòng sai, nhập 1 dòng còn lại"))
    expect(page.get_by_text("Đã nhập: 1 mới")).to_be_visible()
    desk.check()
    desk.follow("2.009999")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    desk.check()
    desk.follow("Công bố")
    desk.check()
    day = page.get_by_label(re.compile("hiệu lực"))
    day.fill("31/02/2026")
    press(desk, "Công bố phiên bản 1")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    expect(day).to_have_value("31/02/2026")
    desk.check()
    day.fill(f"{today():%d/%m/%Y}")
    press(desk, "Công bố phiên bản 1")
    expect(page.get_by_text("Đã công bố.")).to_be_visible()
    desk.check()
    page.context.clear_cookies()
    desk.open("/thu-tuc/2.009999")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    desk.check()


def test_a_day_off_shows_which_dossiers_move_before_it_is_saved(desk, place):
    dossier = taken_in(place, now())
    calendar = calendar_of(place.agency.pk)
    day = next(day for n in range(1, 12) if calendar.is_working_day(day := today() + timedelta(days=n)))
    before = dossier.due_at
    page = desk.open("/quan-tri/lich-lam-viec")
    desk.check()
    page.get_by_text("Thêm, sửa một ngày").click()
    page.get_by_label("Ngày", exact=True).first.fill(f"{day:%d/%m/%Y}")
    page.get_by_role("radio", name=re.compile("ngày nghỉ", re.IGNORECASE)).check()
    page.get_by_label("Tên, lý do").first.fill("Nghỉ tránh bão")
    press(desk, "Xem hồ sơ đổi hạn")
    expect(page.get_by_role("heading", name="1 hồ sơ đang mở đổi hạn")).to_be_visible()
    expect(page.get_by_text(dossier.number)).to_be_visible()
    desk.check()
    assert not SpecialDay.objects.filter(on=day).exists()
    assert Dossier.objects.get().due_at == before
    press(desk, "Lưu thay đổi")
    expect(page.get_by_text("Nghỉ tránh bão").first).to_be_visible()
    desk.check()
    assert SpecialDay.objects.filter(on=day).exists()
    assert Dossier.objects.get().due_at > before


def test_a_new_colleague_gets_a_password_that_is_shown_once(desk, place, walk):
    page = desk.open("/quan-tri/to-chuc")
    desk.check()
    desk.open("/quan-tri/to-chuc/nguoi")
    desk.check()
    desk.follow("Thêm người")
    desk.check()
    page.get_by_label("Họ và tên").fill("Y Thuôn Kpă")
    page.get_by_label("Tên đăng nhập").fill(place.officer.username)
    press(desk, "Thêm người")
    expect(page.get_by_text("Tên đăng nhập này đã có người dùng").first).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("Y Thuôn Kpă")
    desk.check()
    page.get_by_label("Tên đăng nhập").fill("thuon.kpa")
    press(desk, "Thêm người")
    expect(page.get_by_text("thuon.kpa").first).to_be_visible()
    desk.check()
    given = page.get_by_role("button", name="Sao chép mật khẩu tạm").get_attribute("data-copy")

    newcomer = walk()
    page = newcomer.open("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("thuon.kpa")
    page.get_by_label("Mật khẩu", exact=True).fill(given)
    newcomer.press("Đăng nhập")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")  # before anything else
    newcomer.check()
    newcomer.open("/viec")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    page.get_by_label("Mật khẩu hiện tại").fill(given)
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    newcomer.press("Đổi mật khẩu")
    newcomer.check()
    newcomer.open("/viec")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hộp việc")
    newcomer.check()
    assert User.objects.get(username="thuon.kpa").check_password(PASSWORD)
