"""A value that nothing counts: the office asks, a unit declares, another approves, the plan calls it declared."""

import re

import pytest
from playwright.sync_api import expect

from cchc.kernel import generations
from cchc.steering.indicators.models import Declaration
from cchc.steering.plans.tests.factories import PlanFactory, StatementFactory, TargetFactory, office
from tests.journeys.conftest import PHONE
from tests.journeys.people import PASSWORD, may_sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place():
    found = office()
    for user in (found.chief, found.head):
        may_sign_in(user)
    plan = PlanFactory(place=found, slug="ke-hoach-mau", starts_on="2021-01-01")
    target = TargetFactory(plan=plan, code="T15", definition="systems-connected", name="Hệ thống kết nối, chia sẻ")
    StatementFactory(target=target, value=80, year=2030)
    generations.forget_all()
    return found


def test_a_unit_declares_the_office_approves_and_the_plan_says_declared(walk, place, tmp_path):
    proof = tmp_path / "danh-muc-he-thong.txt"
    proof.write_text("Danh mục hệ thống đã kết nối", encoding="utf-8")

    chief = walk()
    chief.sign_in(place.chief.username, PASSWORD)
    page = chief.open("/ke-hoach/tu-khai")
    chief.check()
    chief.follow("Yêu cầu khai")
    page.get_by_label("Chỉ tiêu", exact=True).select_option("systems-connected")
    chief.press("Yêu cầu khai")
    expect(page.get_by_text("Nhập hạn khai").first).to_be_visible()
    chief.check()
    page.get_by_label("Số liệu đến ngày").fill("30/06/2024")
    page.get_by_label("Đơn vị khai").select_option(label="Phòng Quản lý Khoa học")
    page.get_by_label("Hạn khai").fill("31/12/2098")
    chief.press("Yêu cầu khai")
    expect(page.get_by_text(re.compile("^Đã yêu cầu Phòng Quản lý Khoa học")).first).to_be_visible()
    chief.check()
    row = Declaration.objects.get()

    head = walk(PHONE)
    head.sign_in(place.head.username, PASSWORD)
    page = head.open("/viec?tab=chua-phan-cong")
    head.check()
    head.follow("T15")
    head.check()
    head.follow("Khai giá trị")
    page.get_by_label("Tử số", exact=True).fill("9")
    page.get_by_label("Mẫu số", exact=True).fill("8")
    page.get_by_label("Tệp minh chứng").set_input_files(proof)
    head.press("Khai giá trị T15")
    expect(page.get_by_text("Mẫu số không được nhỏ hơn tử số").first).to_be_visible()
    expect(page.get_by_label("Tử số", exact=True)).to_have_value("9")
    head.check()
    page.get_by_label("Mẫu số", exact=True).fill("10")
    page.get_by_label("Tệp minh chứng").set_input_files(proof)
    head.press("Khai giá trị T15")
    expect(page.get_by_text("90,0%").first).to_be_visible()
    head.check()

    page = chief.open("/viec?tab=chua-phan-cong")
    chief.follow("T15")
    chief.follow("Duyệt giá trị")
    chief.check()
    chief.press("Duyệt giá trị T15")
    expect(page.get_by_text("Đã duyệt giá trị T15")).to_be_visible()
    row.refresh_from_db()
    assert row.state == "approved"

    page = chief.open("/ke-hoach/ke-hoach-mau")
    line = page.get_by_role("row").filter(has_text="T15").first
    expect(line).to_contain_text("90,0%")
    expect(line).to_contain_text("Tự khai")
    page = chief.open("/ke-hoach/ke-hoach-mau/chi-tieu/t15")
    expect(page.locator("main")).to_contain_text("90,0%")
    expect(page.locator("main")).to_contain_text(re.compile("tự khai", re.IGNORECASE))
    for screen in ("van-phong", "lanh-dao", "don-vi"):
        chief.open(f"/ke-hoach/man-hinh/{screen}")
        chief.check()
    phone = walk(PHONE)
    phone.sign_in(place.head.username, PASSWORD)
    phone.open("/ke-hoach/man-hinh/don-vi")
    phone.check()
