"""A citizen with a phone: finds, reads, files, is asked for more, supplies, and sees the result."""

import re
from datetime import date

import pytest
from django.core import mail
from playwright.sync_api import expect

from cchc.doors.portal.tests.situations import online_office
from cchc.foundation.files.services import store
from cchc.kernel.clock import now
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import ResultKind, State
from cchc.onestop.dossiers.models import Dossier
from tests.journeys.conftest import PHONE
from tests.journeys.people import ELIGIBILITY, PASSWORD, choose_file, paper, pdf

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

EMAIL = "huyen@vi-du.vn"


@pytest.fixture
def place():
    return online_office(eligibility=ELIGIBILITY)


def find_the_procedure(walk):
    """By plain words, without marks, from the first page."""
    page = walk.open("/")
    walk.check()
    page.get_by_role("searchbox", name="Tìm thủ tục").fill("khai bao may x quang")
    walk.press("Tìm")
    walk.check()
    walk.follow("Khai báo thiết bị X-quang chẩn đoán trong y tế")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Khai báo thiết bị X-quang")
    expect(page.get_by_text("10 ngày làm việc").first).to_be_visible()
    expect(page.get_by_role("heading", name="Chuẩn bị 2 giấy tờ")).to_be_visible()
    walk.check()
    page.get_by_role("link", name="Nộp hồ sơ trực tuyến").locator("visible=true").first.click()
    page.wait_for_load_state()


def register(walk):
    """An account by e-mail: the letter's link has a button, and only pressing it confirms."""
    page = walk.page
    walk.check()
    walk.follow("Đăng ký tài khoản")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Ngọc Huyền")
    page.get_by_label("Thư điện tử").fill(EMAIL)
    page.get_by_label("Điện thoại").fill("0905 000 118")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    walk.check()
    walk.press("Đăng ký")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác nhận thư điện tử")
    walk.check()
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    link = re.search(r"https?://\S+", letter.body).group()
    page.goto(link)
    walk.check()
    walk.press("Xác nhận thư điện tử")


def is_eligible(walk, place):
    """For whom, and whether it can be filed at all: a page each, and a way back from the wrong answer."""
    page = walk.open(f"/nop-ho-so/{place.version.procedure.code}")
    walk.check()
    walk.press("Tiếp tục")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    walk.check()
    page.get_by_label("Cho bản thân").check()
    walk.press("Tiếp tục")
    page.get_by_label("Không", exact=True).check()
    walk.press("Tiếp tục")
    expect(page.get_by_text("Thủ tục này chỉ dành cho thiết bị chẩn đoán y tế.")).to_be_visible()
    walk.check()
    page.go_back()
    page.get_by_label("Có", exact=True).check()
    walk.press("Tiếp tục")
    walk.check()
    walk.follow("Bắt đầu khai")


def choose(page, label, typed):
    """One of a long list, by typing without marks."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(typed)
    box.press("Enter")


def fill_the_person_in(walk, phone_known):
    """An error first: the summary has it, the field says the same, what was typed stays."""
    page = walk.page
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Ngọc Huyền")
    page.get_by_label("Số định danh cá nhân").fill("0521 8700 431")
    choose(page, "Tỉnh, thành phố", "gia lai")
    page.locator("select[name$='-ward'] option").nth(100).wait_for(state="attached")
    choose(page, "Xã, phường, đặc khu", "an khe")
    page.get_by_label("Số nhà, đường, thôn, làng").fill("05 Hùng Vương")
    if not phone_known:
        page.get_by_label("Điện thoại").fill("0905 000 118")
    page.get_by_label("Tại quầy, mang giấy tiếp nhận").check()
    walk.press("Tiếp tục")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    words = "Số định danh cá nhân phải có 12 chữ số, đang có 11"
    expect(page.get_by_role("link", name=words)).to_be_visible()
    assert page.get_by_text(words).count() >= 2
    expect(page.get_by_label("Số định danh cá nhân")).to_have_value(re.compile(r"0521 ?8700 ?431"))
    expect(page.get_by_label("Số nhà, đường, thôn, làng")).to_have_value("05 Hùng Vương")
    walk.check()
    page.get_by_label("Số định danh cá nhân").fill("052 187 004 318")
    walk.press("Tiếp tục")


def fill_the_form_in(walk):
    page = walk.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cơ sở")
    walk.check()
    page.get_by_label("Tên cơ sở").fill("Phòng khám An Khê")
    page.get_by_role("group", name="Đã có hồ sơ thiết bị").get_by_label("Có", exact=True).check()
    walk.press("Tiếp tục")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thiết bị")
    page.get_by_label("Tên thiết bị").first.fill("Máy X-quang di động")
    page.get_by_label("Năm sản xuất").first.fill("2019")
    walk.check()
    walk.press("Tiếp tục")


def bring_the_papers(walk, tmp_path):
    """Each goes up by itself: a PDF, and a photo that becomes one."""
    page = walk.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Giấy tờ cần nộp")
    walk.check()
    choose_file(page, "Chọn tệp Phiếu khai báo", paper(tmp_path, "phieu-khai-bao.pdf"))
    expect(page.get_by_role("link", name="phieu-khai-bao.pdf")).to_be_visible()
    choose_file(page, "Chọn tệp Giấy tờ 2", paper(tmp_path, "anh-chup.jpg"))
    expect(page.get_by_role("link", name=re.compile("anh-chup"))).to_be_visible()
    walk.check()
    walk.press("Tiếp tục")


def check_and_file(walk):
    page = walk.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("chưa được gửi")
    for words in ("Phòng khám An Khê", "Máy X-quang di động", "05 Hùng Vương"):
        expect(page.get_by_text(words).first).to_be_visible()
    walk.check()
    walk.press("Nộp hồ sơ")
    expect(page.get_by_role("link", name="Đánh dấu vào ô cam đoan")).to_be_visible()
    walk.check()
    page.get_by_label("Cam đoan").check()
    walk.press("Nộp hồ sơ")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")
    walk.check()


def opens_as_pdf(walk, name):
    """The paper behind a link is a PDF, as the browser would get it."""
    address = walk.page.get_by_role("link", name=name).first.get_attribute("href")
    answer = walk.page.request.get(walk.base + address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF")


def taken_in_and_asked(place):
    """What the office does meanwhile: it takes the dossier in, and finds a paper too dark."""
    dossier = Dossier.objects.get()
    dossier = services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=now())
    dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=now())
    dossier = services.forward(
        dossier_id=dossier.pk, version=dossier.version, to_step="tham-dinh", assignee_id=place.specialist.pk,
        by=place.head, at=now(),
    )  # fmt: skip
    services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, message="", by=place.specialist, at=now(),
        items=[services.Item(key="giay-2", name="Giấy tờ 2", words="Ảnh tối, không đọc được số máy.")],
    )  # fmt: skip
    return Dossier.objects.get()


def decided(place):
    """The specialist goes on, the director signs."""
    dossier = Dossier.objects.get()
    assert dossier.state == State.PROCESSING
    dossier = services.forward(
        dossier_id=dossier.pk, version=dossier.version, to_step="ky", assignee_id=place.director.pk,
        by=place.specialist, at=now(),
    )  # fmt: skip
    result = services.ResultIn(
        kind=ResultKind.GRANTED, content="Xác nhận khai báo thiết bị", signer=place.director.full_name,
        signed_on=date(2026, 11, 18), number="12/XN-SKHCN",
        file=store(upload=pdf("xac-nhan.pdf"), agency=place.agency, by=place.director, at=now()),
    )  # fmt: skip
    services.finish(dossier_id=dossier.pk, version=dossier.version, result=result, by=place.director, at=now())


def supply(walk, tmp_path):
    page = walk.page
    expect(page.get_by_role("heading", name="Cần bổ sung 1 mục")).to_be_visible()
    walk.check()
    page.get_by_role("main").get_by_role("link", name="Bổ sung hồ sơ").first.click()
    page.wait_for_load_state()
    expect(page.get_by_text("Ảnh tối, không đọc được số máy.")).to_be_visible()
    walk.check()
    walk.press("Gửi bổ sung")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    choose_file(page, "Chọn tệp Giấy tờ 2", paper(tmp_path, "ban-ro.pdf"))
    expect(page.get_by_text("ban-ro.pdf").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Xóa.*ban-ro.pdf")).wait_for()
    walk.check()
    walk.press("Gửi bổ sung")
    expect(page.get_by_text("Đã bổ sung hồ sơ.")).to_be_visible()
    walk.check()


def test_with_an_account_from_the_first_word_to_the_result(walk, place, tmp_path):
    walk = walk(PHONE)
    page = walk.page
    find_the_procedure(walk)
    register(walk)
    is_eligible(walk, place)
    fill_the_person_in(walk, phone_known=True)
    fill_the_form_in(walk)
    bring_the_papers(walk, tmp_path)
    check_and_file(walk)
    opens_as_pdf(walk, "Tải bản xác nhận đã gửi")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")

    dossier = taken_in_and_asked(place)
    walk.open("/ho-so-cua-toi")
    expect(page.get_by_role("heading", name="Cần làm")).to_be_visible()
    walk.check()
    page.get_by_role("link", name=re.compile("Khai báo thiết bị X-quang")).first.click()
    page.wait_for_load_state()
    assert dossier.number in page.url
    supply(walk, tmp_path)
    page.get_by_role("link", name="Cách tính").first.click()
    page.wait_for_load_state()
    walk.check()

    decided(place)
    walk.open(dossier.get_absolute_url())
    expect(page.get_by_role("heading", name="Đã có kết quả")).to_be_visible()
    expect(page.get_by_text("Xác nhận khai báo thiết bị").first).to_be_visible()
    walk.check()
    opens_as_pdf(walk, "Xem kết quả")
    opens_as_pdf(walk, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")


def test_without_an_account_by_the_secret_code(walk, tmp_path):
    place = online_office(anonymous_allowed=True)
    first = walk(PHONE)
    page = first.page
    find_the_procedure(first)
    first.check()
    page.get_by_label("Cho bản thân").check()
    first.press("Tiếp tục")
    first.check()
    first.follow("Bắt đầu khai")
    fill_the_person_in(first, phone_known=False)
    fill_the_form_in(first)
    bring_the_papers(first, tmp_path)
    check_and_file(first)
    code = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", page.inner_text("main")).group()
    opens_as_pdf(first, "Tải bản xác nhận đã gửi")
    reference = Dossier.objects.get().reference
    assert reference in page.inner_text("main")

    other = walk(PHONE)  # another phone, which knows nothing
    page = other.open(f"/ho-so/{reference}")
    assert "/dang-nhap" in page.url
    other.open("/tra-cuu")
    page.get_by_label("Số ghi trên giấy tiếp nhận").fill(reference)
    other.press("Xem")
    assert "Nguyễn Thị Ngọc Huyền" not in page.inner_text("body")
    other.check()
    other.open("/tra-cuu/mo")
    page.get_by_label("Mã nộp hoặc số hồ sơ").fill(reference)
    page.get_by_role("textbox", name="Mã bí mật").fill("AAAAA-AAAAA")
    other.press("Mở hồ sơ")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    expect(page.get_by_role("textbox", name="Mã nộp")).to_have_value(reference)
    other.check()
    page.get_by_role("textbox", name="Mã bí mật").fill(code.lower().replace("-", " "))
    other.press("Mở hồ sơ")
    expect(page.get_by_text("Mới đăng ký").first).to_be_visible()
    other.check()

    taken_in_and_asked(place)
    page.reload()
    supply(other, tmp_path)
    decided(place)
    page.reload()
    expect(page.get_by_role("heading", name="Đã có kết quả")).to_be_visible()
    other.check()
    opens_as_pdf(other, "Xem kết quả")
    other.press("Đóng hồ sơ trên trình duyệt này")
    page = other.open(f"/ho-so/{reference}")
    assert "/dang-nhap" in page.url
