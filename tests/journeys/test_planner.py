"""The planner: a plan from its document to tasks at work, without a mouse where it matters, and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from cchc.kernel import generations
from cchc.steering.plans.models import Plan, PlanImport, Task
from cchc.steering.plans.tests.factories import office
from cchc.steering.plans.tests.import_pages import DOCUMENT
from tests.journeys.conftest import PHONE
from tests.journeys.people import PASSWORD, may_sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LOST = "Trang này in tại phòng máy của cơ quan"


@pytest.fixture
def place():
    found = office()
    may_sign_in(found.chief)
    may_sign_in(found.director)
    generations.forget_all()
    return found


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "ke-hoach-2026.txt"
    path.write_text(DOCUMENT.replace("I. MỤC TIÊU\n", f"I. MỤC TIÊU\n{LOST}\n", 1), encoding="utf-8")
    return path


def bring(walker, document):
    page = walker.open("/ke-hoach")
    walker.follow("Nhập kế hoạch")
    walker.check()
    page.get_by_label("Tệp kế hoạch").set_input_files(document)
    walker.press("Đọc tệp")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem lại kế hoạch vừa đọc")
    return page


def row(page, text):
    return page.get_by_role("article").filter(has_text=text).first


def counted(page, tab, number):
    expect(page.get_by_role("link", name=re.compile(rf"^{tab} {number}$"))).to_be_visible()


def left(page, tab):
    return int(re.search(r"\d+", page.get_by_role("link", name=re.compile(rf"^{tab} \d+$")).inner_text())[0])


def test_a_plan_comes_from_its_document_to_tasks_at_work(walk, place, document):
    walker = walk()
    walker.sign_in(place.chief.username, PASSWORD)
    page = bring(walker, document)
    walker.check()
    assert Plan.objects.count() == 0
    to_look = left(page, "Cần xem")

    page.get_by_role("link", name="Chấp nhận vào kế hoạch").click()
    expect(page.get_by_text("chưa ai xem")).to_be_visible()
    walker.check()
    assert Plan.objects.count() == 0
    walker.follow("Xem lại kế hoạch vừa đọc")

    unknown = row(page, "Phòng Không Có")
    unknown.get_by_label("Chủ trì 1, là đơn vị").select_option(label="Phòng Quản lý Khoa học")
    unknown.get_by_role("button", name=re.compile("^Đúng")).click()
    expect(page.get_by_role("heading", name=re.compile("Đã sửa: Nhiệm vụ I.02"))).to_be_focused()
    counted(page, "Cần xem", to_look - 1)
    walker.check()
    page.get_by_role("button", name=re.compile("^Hoàn tác")).click()
    counted(page, "Cần xem", to_look)
    row(page, "Phòng Không Có").get_by_role("button", name=re.compile("^Đúng")).click()
    counted(page, "Cần xem", to_look - 1)

    page.goto(page.url.split("?")[0] + "?muc=tat-ca&loai=target")
    row(page, "nộp trực tuyến").get_by_role("link", name=re.compile("^Sửa mọi ô")).click()
    expect(row(page, "nộp trực tuyến").get_by_role("heading")).to_be_focused()
    figure = row(page, "nộp trực tuyến").get_by_label("Giá trị", exact=True)
    figure.fill("sáu mươi")
    row(page, "nộp trực tuyến").get_by_role("button", name="Lưu dòng này").click()
    expect(page.get_by_text("Giá trị phải là số").first).to_be_visible()
    walker.check()
    expect(figure).to_have_value("sáu mươi")
    figure.fill("62,5")
    row(page, "nộp trực tuyến").get_by_role("button", name="Lưu dòng này").click()
    expect(page.get_by_role("heading", name=re.compile("Đã sửa: Chỉ tiêu"))).to_be_visible()

    page.get_by_role("link", name=re.compile("^Chưa xếp")).click()
    for _line in range(left(page, "Chưa xếp")):
        page.get_by_role("button", name="Phần của văn bản").first.click()
        expect(page.get_by_role("heading", name=re.compile("^Đã xếp")).first).to_be_visible()
        page.reload()
    counted(page, "Chưa xếp", 0)
    walker.check()

    page.get_by_role("link", name="Chấp nhận vào kế hoạch").click()
    expect(page.get_by_role("radio", name="Kế hoạch năm")).to_be_checked()
    if page.get_by_role("checkbox").count():
        page.get_by_role("checkbox").check()
    walker.check()
    walker.press("Chấp nhận “")
    expect(page.get_by_text(re.compile("^Đã chấp nhận"))).to_be_visible()
    plan = Plan.objects.get()
    assert page.url.endswith(f"/ke-hoach/{plan.slug}")
    lead = Task.objects.get(plan=plan, mark="I.02").parties.get(role="lead")
    assert lead.unit == place.division
    assert plan.statements.get(line__isnull=False).value == pytest.approx(62.5)


def test_two_who_review_one_line_both_keep_their_words(walk, place, document):
    first, second = walk(), walk()
    first.sign_in(place.chief.username, PASSWORD)
    page = bring(first, document)
    second.sign_in(place.director.username, PASSWORD)
    other = second.open(page.url.removeprefix(first.base))
    mine = row(page, "Phòng Không Có")
    theirs = row(other, "Phòng Không Có")
    mine.get_by_label("Chủ trì 1, là đơn vị").select_option(label="Văn phòng Sở")
    mine.get_by_role("button", name=re.compile("^Đúng")).click()
    expect(page.get_by_role("heading", name=re.compile("Đã sửa"))).to_be_visible()
    theirs.get_by_label("Chủ trì 1, là đơn vị").select_option(label="Phòng Quản lý Công nghệ")
    theirs.get_by_role("button", name=re.compile("^Đúng")).click()
    expect(other.get_by_role("alert").filter(has_text=f"{place.chief} đã xem dòng này")).to_be_focused()
    second.check()
    expect(theirs.get_by_label("Chủ trì 1, là đơn vị")).to_have_value(f"u:{place.other_division.pk}")
    expect(theirs.get_by_text("→ Văn phòng Sở")).to_be_visible()


def test_on_a_phone_a_wrong_file_is_refused_and_a_review_is_resumed(walk, place, document, tmp_path):
    walker = walk(PHONE)
    walker.sign_in(place.chief.username, PASSWORD)
    wrong = tmp_path / "phim.mov"
    wrong.write_bytes(b"\0\0\0 ftypqt  ")
    page = walker.open("/ke-hoach/nhap")
    page.get_by_label("Tệp kế hoạch").set_input_files(wrong)
    walker.press("Đọc tệp")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    expect(page.get_by_text("chỉ đọc được").first).to_be_visible()
    walker.check()
    page.get_by_label("Tệp kế hoạch").set_input_files(document)
    walker.press("Đọc tệp")
    walker.check()
    walker.open("/ke-hoach/nhap")
    walker.check()
    walker.follow("ke-hoach-2026.txt")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem lại kế hoạch vừa đọc")
    walker.follow("Bỏ lần nhập này")
    walker.check()
    page.get_by_label("Lý do").fill("Nhầm tệp")
    walker.press("Bỏ lần nhập từ")
    expect(page.get_by_text("Không có lần nhập nào đang dở")).to_be_visible()
    assert PlanImport.objects.get().state == "abandoned"
