"""Through the office: the head gives out, the specialist judges and asks, the director signs."""

import re

import pytest
from playwright.sync_api import expect

from cchc.foundation.work.models import WorkItem
from cchc.kernel.clock import now
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import State, Verdict
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import office, taken_in
from tests.journeys.conftest import PHONE
from tests.journeys.people import PASSWORD, may_sign_in, paper

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place():
    place = office()
    for person in (place.head, place.specialist, place.other_specialist, place.director):
        may_sign_in(person)
    return place


@pytest.fixture
def dossier(place):
    return taken_in(place, now())


def at_desk(walk, person, *size):
    walker = walk(*size)
    walker.sign_in(person.username, PASSWORD)
    return walker


def open_from_inbox(walker, dossier, tab="Của tôi"):
    """By the list in which it is, as people do."""
    walker.open("/viec")
    walker.check()
    if tab:
        walker.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{tab}")).click()
        walker.page.wait_for_load_state()
    walker.page.get_by_role("link", name=dossier.number).click()
    walker.page.wait_for_load_state()
    expect(walker.page.get_by_text(dossier.number).first).to_be_visible()
    walker.check()


def menu(walker, act):
    """One of the acts that are not the next move."""
    walker.page.get_by_text("Việc khác").click()
    walker.page.get_by_role("link", name=act).click()
    walker.page.wait_for_load_state()
    walker.check()


def press(walker, name):
    walker.page.get_by_role("main").get_by_role("button", name=name).click()
    walker.page.wait_for_load_state()


def says(walker, words):
    expect(walker.page.get_by_text(words).first).to_be_visible()


def state_of(dossier):
    dossier.refresh_from_db()
    return dossier.state, dossier.step, dossier.handler_id


def test_from_the_counter_to_the_result(walk, place, dossier, tmp_path):
    # The head takes the step that gives out, and gives the dossier out.
    head = at_desk(walk, place.head)
    open_from_inbox(head, dossier, "Đơn vị chưa phân công")
    press(head, "Nhận việc")
    says(head, "Đã nhận hồ sơ")
    head.check()
    head.follow("Chuyển: Thẩm định")
    head.check()
    head.page.get_by_label("Giao cho").select_option(label=re_option(head, place.specialist.full_name))
    head.page.get_by_label("Ghi chú nội bộ").fill("Xem kỹ số máy.")
    press(head, f"Chuyển cho {place.specialist.full_name}")
    says(head, "Đã chuyển hồ sơ")
    head.check()
    assert state_of(dossier) == (State.PROCESSING, "tham-dinh", place.specialist.pk)

    # The specialist judges each paper: one is not good, and without a reason that cannot be said.
    specialist = at_desk(walk, place.specialist)
    open_from_inbox(specialist, dossier)
    says(specialist, "Xem kỹ số máy.")
    press(specialist, re.compile("^Đạt$"))
    says(specialist, "Đã xem 1/2")
    specialist.page.get_by_role("link", name=re.compile(r"^2\. ")).click()
    specialist.page.wait_for_load_state()
    specialist.check()
    press(specialist, "Chưa đạt")
    expect(specialist.page).to_have_url(re.compile("giay-to"))
    says(specialist, "Ghi lý do chưa đạt")
    specialist.check()
    specialist.page.get_by_label("Lý do nếu chưa đạt").fill("Thiếu chữ ký của người đại diện.")
    press(specialist, "Chưa đạt")
    says(specialist, "Thiếu chữ ký của người đại diện.")
    assert dossier.papers.get(key="giay-2").verdict == Verdict.NOT_GOOD

    # What was found not good stands in the request for more already.
    menu(specialist, "Yêu cầu bổ sung")
    expect(specialist.page.get_by_label("Giấy tờ 2")).to_have_value("Thiếu chữ ký của người đại diện.")
    press(specialist, "Yêu cầu bổ sung")
    says(specialist, "Đã gửi yêu cầu bổ sung 1 mục")
    assert state_of(dossier)[0] == State.SUPPLEMENT
    open_from_inbox(specialist, dossier, "Chờ người nộp")
    says(specialist, "Chờ người nộp bổ sung 1 mục")
    services.supply(
        dossier_id=dossier.pk, version=dossier.version, files={}, answers={}, brought=["giay-2"], by=place.officer,
        at=now(),
    )  # fmt: skip

    # It goes to the director, who sends it back with a reason; the specialist sees it and hands it on again.
    hand_on(specialist, dossier, place)
    director = at_desk(walk, place.director)
    open_from_inbox(director, dossier)
    menu(director, "Trả lại: Thẩm định")
    press(director, "Trả lại hồ sơ")
    expect(director.page).to_have_title(re.compile("^Lỗi:"))
    director.check()
    director.page.get_by_label("Lý do trả lại").fill("Ghi rõ công suất máy.")
    press(director, "Trả lại hồ sơ")
    says(director, "Đã trả lại hồ sơ")
    assert state_of(dossier) == (State.PROCESSING, "tham-dinh", place.specialist.pk)
    open_from_inbox(specialist, dossier)
    says(specialist, "Ghi rõ công suất máy.")
    hand_on(specialist, dossier, place, in_hand=True)

    # The director writes the result down, with the signed paper.
    open_from_inbox(director, dossier)
    director.follow("Hoàn thành xử lý")
    director.check()
    director.page.get_by_label("Số, ký hiệu văn bản").fill("12/GP-SKHCN")
    director.page.get_by_label("Nội dung kết quả").fill("Cấp giấy phép tiến hành công việc bức xạ.")
    expect(director.page.get_by_label("Người ký")).to_have_value(place.director.full_name)
    director.page.get_by_label("Văn bản kết quả").set_input_files(paper(tmp_path, "giay-phep.pdf"))
    press(director, "Hoàn thành hồ sơ")
    says(director, "Đã hoàn thành hồ sơ")
    director.check()
    assert state_of(dossier)[0] == State.DONE
    assert [item.lane for item in WorkItem.objects.open()] == ["hand_over"]
    for part in ("Thông tin", "Quá trình", "Kết quả"):
        director.open(f"/viec/ho-so/{dossier}")
        director.page.get_by_role("navigation", name="Phần của hồ sơ").get_by_role("link", name=part).click()
        director.page.wait_for_load_state()
        director.check()
    says(director, "12/GP-SKHCN")


def re_option(walker, name):
    """The whole label of the option that begins with a person's name: load and absence stand behind it."""
    options = walker.page.get_by_label("Giao cho").locator("option").all_text_contents()
    return next(" ".join(text.split()) for text in options if text.strip().startswith(name))


def hand_on(walker, dossier, place, in_hand=False):
    if not in_hand:
        open_from_inbox(walker, dossier)
    walker.follow("Chuyển: Ký kết quả")
    walker.check()
    press(walker, f"Chuyển cho {place.director.full_name}")
    says(walker, "Đã chuyển hồ sơ")
    assert state_of(dossier) == (State.PROCESSING, "ky", place.director.pk)


def test_who_comes_second_sees_who_acted_and_keeps_their_text(walk, place, dossier):
    taken = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=now())
    first, second = at_desk(walk, place.head), at_desk(walk, place.head)
    address = f"/viec/ho-so/{dossier}/chuyen"
    for walker in (first, second):
        walker.open(address)
        walker.page.get_by_label("Giao cho").select_option(label=re_option(walker, place.specialist.full_name))
    first.page.get_by_label("Ghi chú nội bộ").fill("Làm trong hôm nay.")
    press(first, f"Chuyển cho {place.specialist.full_name}")
    says(first, "Đã chuyển hồ sơ")
    second.page.get_by_label("Ghi chú nội bộ").fill("Câu của người đến sau.")
    with second.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        press(second, f"Chuyển cho {place.specialist.full_name}")
    assert sent.value.status == 409
    says(second, f"{place.head.full_name} đã chuyển bước hồ sơ này lúc")
    says(second, "Làm trong hôm nay.")
    assert "Câu của người đến sau." in kept_texts(second)
    second.check()
    assert Dossier.objects.get().version == taken.version + 1


def kept_texts(walker):
    return [box.input_value() for box in walker.page.get_by_role("textbox").all()]


def test_two_people_take_one_step(walk, place):
    dossier = taken_in(place, now())
    services.assign(
        dossier_id=dossier.pk, version=dossier.version, assignee_id=place.head.pk, by=place.head, at=now()
    )
    dossier.refresh_from_db()
    services.forward(dossier_id=dossier.pk, version=dossier.version, to_step="tham-dinh", by=place.head, at=now())
    first, second = at_desk(walk, place.specialist), at_desk(walk, place.other_specialist, PHONE)
    for walker in (first, second):
        open_from_inbox(walker, dossier, "Đơn vị chưa phân công")
    press(first, "Nhận việc")
    says(first, "Đã nhận hồ sơ")
    press(second, "Nhận việc")
    says(second, f"{place.specialist.full_name} đã nhận hồ sơ này lúc")
    second.check()
    dossier.refresh_from_db()
    assert dossier.handler_id == place.specialist.pk
