"""A task from its unit to its approval; the director sees what is late, everybody what is published."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from cchc.kernel.clock import today
from cchc.steering.plans.choices import FoundBy, State
from cchc.steering.plans.models import Contradiction, Task
from cchc.steering.plans.tests.factories import (
    CommitmentFactory,
    PlanFactory,
    StatementFactory,
    TargetFactory,
    TaskFactory,
    TaskGroupFactory,
    office,
)
from tests.journeys.conftest import PHONE
from tests.journeys.people import PASSWORD, may_sign_in, paper

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PLAN = "/ke-hoach/cai-cach-mau"


@pytest.fixture
def place():
    place = office()
    for user in (place.chief, place.director, place.head, place.specialist, place.clerk):
        may_sign_in(user)
    return place


@pytest.fixture
def plan(place):
    year = today().year
    plan = PlanFactory(
        place=place, slug="cai-cach-mau", starts_on=date(year, 1, 1), ends_on=date(year + 4, 12, 31),
        title="Cải cách hành chính, kế hoạch mẫu",
    )  # fmt: skip
    group = TaskGroupFactory(plan=plan, number="II", name="CẢI CÁCH THỦ TỤC HÀNH CHÍNH")
    told = {"plan": plan, "group": group, "lead": place.division, "starts_on": None}
    TaskFactory(
        **told, code="II.03", slug="ii-03", text="Rà soát, đơn giản hóa thủ tục hành chính",
        product="Báo cáo kết quả rà soát", ends_on=today() + timedelta(days=5),
    )  # fmt: skip
    TaskFactory(
        **told, code="II.04", slug="ii-04", text="Cập nhật, công khai thủ tục hành chính",
        ends_on=today() - timedelta(days=9), period_state=State.DOING,
    )  # fmt: skip
    first = StatementFactory(target=TargetFactory(plan=plan, code="T04", name="Kết quả được số hóa"))
    second = StatementFactory(target=TargetFactory(plan=plan, code="T21", name="Mẫu đơn, tờ khai được số hóa"))
    Contradiction.objects.create(
        plan=plan,
        first=first,
        second=second,
        why="Hai mức cho một việc.",
        found_by=FoundBy.RULE,
        at=plan.accepted_at,
    )
    CommitmentFactory(plan=plan)
    return plan


def sign_in(walk, user, *size):
    walker = walk(*size)
    walker.sign_in(user.username, PASSWORD)
    return walker


def press(walker, name):
    walker.page.get_by_role("main").get_by_role("button", name=name).click()
    walker.page.wait_for_load_state()


def follow(walker, name):
    walker.page.get_by_role("main").get_by_role("link", name=name).first.click()
    walker.page.wait_for_load_state()


def says(walker, words):
    expect(walker.page.get_by_role("main").get_by_text(words).first).to_be_visible()


def told(walker, words):
    """What the program says was done."""
    expect(walker.page.locator("#toasts").get_by_text(words)).to_be_visible()


def test_a_unit_reports_and_proves_the_office_approves(walk, place, plan, tmp_path):
    # The head finds the task in the inbox, among dossiers, and gives it to a specialist.
    head = sign_in(walk, place.head)
    head.open("/viec?tab=chua-phan-cong")
    head.check()
    follow(head, "II.03")
    says(head, "Chưa có minh chứng")
    head.check()
    head.page.get_by_role("main").get_by_text("Việc khác").click()
    head.page.locator(".act-menu").get_by_role("link", name="Giao người làm").click()
    expect(head.page.get_by_role("heading", name="Giao người làm")).to_be_visible()
    head.check()
    head.page.get_by_label(re.compile(place.specialist.full_name)).check()
    press(head, "Giao người làm nhiệm vụ II.03")
    told(head, "Đã giao nhiệm vụ II.03 cho 1 người")

    # The specialist notes how far it is, on a phone; an empty note is refused.
    specialist = sign_in(walk, place.specialist, PHONE)
    specialist.open("/viec")
    specialist.check()
    follow(specialist, "II.03")
    specialist.check()
    follow(specialist, "Ghi tiến độ")
    press(specialist, "Ghi tiến độ nhiệm vụ II.03")
    expect(specialist.page).to_have_title(re.compile("^Lỗi:"))
    specialist.check()
    specialist.page.get_by_role("textbox", name="Tiến độ").fill("Đã rà soát 12 thủ tục, còn 3.")
    press(specialist, "Ghi tiến độ nhiệm vụ II.03")
    says(specialist, "Đã rà soát 12 thủ tục, còn 3.")
    specialist.check()

    # Without evidence nothing is proposed; with it, it is.
    follow(specialist, "Đề nghị hoàn thành")
    specialist.check()
    press(specialist, "Đề nghị hoàn thành nhiệm vụ II.03")
    says(specialist, "Thêm minh chứng trước khi đề nghị hoàn thành.")
    specialist.open(f"{PLAN}/nhiem-vu/ii-03")
    follow(specialist, "Thêm minh chứng")
    specialist.check()
    specialist.page.get_by_label("Tệp").set_input_files(paper(tmp_path, "bao-cao-ra-soat.pdf"))
    specialist.page.get_by_label("Chứng minh cho sản phẩm").select_option(label="Báo cáo kết quả rà soát")
    press(specialist, "Thêm minh chứng cho nhiệm vụ II.03")
    says(specialist, "bao-cao-ra-soat.pdf")
    specialist.check()
    follow(specialist, "Đề nghị hoàn thành")
    specialist.page.get_by_label("Lời đề nghị").fill("Đã có báo cáo.")
    press(specialist, "Đề nghị hoàn thành nhiệm vụ II.03")
    told(specialist, "Đã đề nghị hoàn thành")

    # The office returns it with a reason, the specialist proposes again, the office approves.
    chief = sign_in(walk, place.chief)
    chief.open("/viec?tab=chua-phan-cong")
    follow(chief, "II.03")
    chief.check()
    follow(chief, "Trả lại")
    chief.page.get_by_label("Lý do trả lại").fill("Thiếu biểu số 2.")
    press(chief, "Trả lại nhiệm vụ II.03")
    says(chief, "Thiếu biểu số 2.")
    specialist.open(f"{PLAN}/nhiem-vu/ii-03")
    says(specialist, "Thiếu biểu số 2.")
    follow(specialist, "Đề nghị hoàn thành")
    press(specialist, "Đề nghị hoàn thành nhiệm vụ II.03")
    chief.open(f"{PLAN}/nhiem-vu/ii-03/viec/duyet")
    chief.check()
    press(chief, "Duyệt hoàn thành nhiệm vụ II.03")
    says(chief, "Trước hạn")
    chief.check()
    assert Task.objects.get(plan=plan, slug="ii-03").state == State.DONE


def test_the_director_sees_what_is_late(walk, place, plan):
    director = sign_in(walk, place.director)
    director.open("/ke-hoach")
    director.check()
    follow(director, "Cải cách hành chính, kế hoạch mẫu")
    for words in ("Chưa có nguồn số liệu", "Mâu thuẫn với T21", "Nhiệm vụ quá hạn", "Cập nhật, công khai thủ tục"):
        says(director, re.compile(words))
    director.check()
    follow(director, re.compile(r"^1\s*quá hạn$"))
    says(director, "Quá hạn")
    assert director.page.locator("#tasks tbody a.fig").all_inner_texts() == ["II.04"]
    director.check()
    follow(director, "Theo tình trạng")
    director.check()
    follow(director, "Lịch")
    director.check()
    director.open(f"{PLAN}?den=31/02/2026")
    says(director, "phải là ngày có thật")
    director.check()
    phone = sign_in(walk, place.director, PHONE)
    for path in ("", "/nhiem-vu", "/nhiem-vu?xem=theo-tinh-trang", "/nhiem-vu?xem=lich", "/chi-tieu/t04"):
        phone.open(PLAN + path)
        phone.check()
    director.open(f"/en{PLAN}")
    says(director, re.compile("no source yet", re.IGNORECASE))
    director.check()


def test_the_office_publishes_the_plan_and_everybody_finds_it_from_the_foot(walk, place, plan):
    chief, anybody = sign_in(walk, place.chief), walk(PHONE)
    chief.open(PLAN)
    chief.page.get_by_role("main").get_by_text("Việc khác").click()
    follow(chief, "Công khai kế hoạch")
    says(chief, "Ai cũng xem được")
    chief.check()
    press(chief, "Công khai kế hoạch")
    told(chief, "Đã công khai kế hoạch")
    anybody.open("/")
    anybody.page.get_by_role("contentinfo").get_by_role("link", name="Kế hoạch cải cách hành chính").click()
    anybody.page.wait_for_load_state()
    anybody.check()
    follow(anybody, "Cải cách hành chính, kế hoạch mẫu")
    says(anybody, "Rà soát, đơn giản hóa thủ tục hành chính")
    anybody.check()


def test_without_javascript_a_note_is_written_and_the_second_keeps_their_text(chromium, live_server, place, plan):
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    pages = [context.new_page(), context.new_page()]
    first, second = pages
    first.goto(f"{live_server.url}/dang-nhap")
    first.fill("input[autocomplete=username]", place.head.username)
    first.fill("input[type=password]", PASSWORD)
    first.locator("main form button").first.click()
    for page in pages:
        page.goto(f"{live_server.url}{PLAN}/nhiem-vu/ii-04/viec/tien-do")
    first.get_by_role("textbox", name="Tiến độ").fill("Câu của người trước.")
    first.get_by_role("button", name="Ghi tiến độ nhiệm vụ II.04").click()
    expect(first.get_by_text("Câu của người trước.")).to_be_visible()
    second.get_by_role("textbox", name="Tiến độ").fill("Câu của người sau.")
    second.get_by_role("button", name="Ghi tiến độ nhiệm vụ II.04").click()
    expect(second.get_by_text("đã ghi tiến độ của nhiệm vụ này lúc")).to_be_visible()
    expect(second.get_by_role("textbox", name="Tiến độ")).to_have_value("Câu của người sau.")
    second.get_by_role("button", name="Ghi tiến độ nhiệm vụ II.04").click()
    expect(second.get_by_text("Câu của người sau.")).to_be_visible()
    context.close()
