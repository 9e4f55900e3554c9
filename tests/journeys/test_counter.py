"""At the counter, without a mouse: take in, print, go on; accept what came online; hand a result over."""

import re
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import expect

from cchc.doors.portal.tests.situations import filed, online_office
from cchc.kernel.clock import now
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import ResultKind, State
from cchc.onestop.dossiers.models import Dossier, HandOver
from cchc.onestop.dossiers.tests.factories import applicant_account
from tests.journeys.keyboard import no_mouse
from tests.journeys.people import PASSWORD, may_sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MOST_STROKES = 40


@pytest.fixture
def place():
    return online_office(form=None)


@pytest.fixture
def hands(walk, place):
    walker = walk()
    hands = no_mouse(walker)
    may_sign_in(place.officer)
    walker.sign_in(place.officer.username, PASSWORD)
    return hands


def take_in(hands, number, name, place_in_day):
    """One dossier, as people talk at a counter: who, what, which papers. Answers with the keys pressed."""
    page = hands.page
    expect(page.get_by_role("textbox", name="Số định danh 12 chữ số")).to_be_focused()
    hands.strokes = 0
    hands.type(number)
    if name:
        hands.see("Chưa có trong danh bạ của cơ quan")
        hands.tab_to("Họ và tên, hoặc tên tổ chức")
        hands.type(name)
        hands.tab_to("Điện thoại")
        hands.type("0905123456")
    hands.tab_to("Gõ vài chữ của tên thủ tục")
    hands.type("khai bao x quang")
    expect(page.get_by_role("option").first).to_be_visible()
    hands.press("Enter")
    hands.see("Đã nhận đủ 2 giấy tờ")
    expect(page.get_by_text("ngày làm việc").first).to_be_visible()
    hands.tab_to("Đã nhận đủ 2 giấy tờ")
    hands.press("Space")
    expect(page.get_by_label("Giấy tờ 2", exact=True)).to_be_checked()
    hands.walker.check()
    hands.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text=f"-{place_in_day:04}")).to_contain_text("Đã tiếp nhận")
    return hands.strokes


def test_one_after_the_other_with_few_keys(hands, place):
    page = hands.page
    hands.walker.open("/tiep-nhan")
    hands.walker.check()
    assert take_in(hands, "052187004318", "Nguyễn Thị Ngọc Huyền", 1) <= MOST_STROKES
    first = Dossier.objects.get()
    assert first.state == State.ACCEPTED
    assert first.papers.filter(handed_in=True).count() == 2
    expect(page.get_by_text(first.number).first).to_be_visible()
    receipt = page.request.get(hands.walker.base + page.get_by_role("link", name="In lại").get_attribute("href"))
    assert (receipt.status, receipt.headers["content-type"]) == (200, "application/pdf")
    assert receipt.body().startswith(b"%PDF")

    # The form is empty, the strip names what was done, and the next one, whom the office knows now, is quicker.
    expect(page.get_by_role("textbox", name="Số định danh 12 chữ số")).to_have_value("")
    hands.walker.check()
    assert take_in(hands, "052187004318", "", 2) <= MOST_STROKES
    assert Dossier.objects.count() == 2
    assert Dossier.objects.filter(applicant_name="Nguyễn Thị Ngọc Huyền").count() == 2


@pytest.mark.parametrize("further", [1, 2, 3])
def test_who_goes_on_before_the_person_is_found_stays_with_the_person(hands, place, further):
    page = hands.page
    known = {"kind": "citizen", "number": "052187004318", "name": "Nguyễn Thị Ngọc Huyền", "seen": True}
    services.intake(
        dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel="counter", papers=[],
        person=services.Person(**known), by=place.officer, at=now(),
    )  # fmt: skip
    hands.walker.open("/tiep-nhan")
    held = []
    page.route("**/tiep-nhan", lambda route: held.append(route))
    with page.expect_request("**/tiep-nhan"):
        hands.type(known["number"])
    for _ in range(further):
        hands.press("Tab")
    held[0].continue_()
    hands.see("1 hồ sơ trước")
    expect(page.get_by_text("Sửa thông tin")).to_be_focused()


def test_a_mistake_leaves_all_that_was_typed(hands, place):
    page = hands.page
    hands.walker.open("/tiep-nhan")
    hands.type("05218700431")
    hands.press("Control+Enter")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    hands.see("đang có 11")
    expect(page.get_by_role("textbox", name="Số định danh 12 chữ số")).to_have_value("05218700431")
    hands.walker.check()
    assert not Dossier.objects.exists()


def filed_online(place):
    """A citizen has filed meanwhile."""
    client = Client()
    client.force_login(applicant_account(full_name="Siu H'Čĕn"))
    filed(client, place, name="Siu H'Čĕn")
    return Dossier.objects.get()


def test_what_came_online_is_accepted(hands, place):
    dossier = filed_online(place)
    hands.walker.open("/viec")
    hands.walker.check()
    hands.follow("Chờ tiếp nhận")
    hands.see("Siu H'Čĕn")
    hands.walker.check()
    hands.follow(dossier.reference)
    hands.walker.check()
    hands.follow("Tiếp nhận hồ sơ")
    hands.see("Đồng hồ bắt đầu")
    hands.walker.check()
    hands.follow("Tiếp nhận hồ sơ")
    hands.see("Đã tiếp nhận hồ sơ")
    hands.walker.check()
    dossier.refresh_from_db()
    assert dossier.state == State.ACCEPTED and dossier.number


def result_of(place, dossier):
    """The office has done its part."""
    dossier = services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=now())
    dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=now())
    for step, giver, receiver in (
        ("tham-dinh", place.head, place.specialist), ("ky", place.specialist, place.director),
    ):  # fmt: skip
        dossier = services.forward(
            dossier_id=dossier.pk,
            version=dossier.version,
            to_step=step,
            assignee_id=receiver.pk,
            by=giver,
            at=now(),
        )
    result = services.ResultIn(
        kind=ResultKind.GRANTED, content="Xác nhận khai báo", signer=place.director.full_name,
        signed_on=date(2026, 11, 18),
    )  # fmt: skip
    return services.finish(
        dossier_id=dossier.pk, version=dossier.version, result=result, by=place.director, at=now()
    )


def test_a_result_is_handed_over_to_who_shows_a_card(hands, place):
    dossier = result_of(place, filed_online(place))
    hands.walker.open("/viec")
    hands.follow("Chờ trả kết quả")
    hands.follow(dossier.number)
    hands.walker.check()
    hands.follow("Trả kết quả")
    hands.see("Trả rồi không lấy lại được", "Siu H'Čĕn")
    hands.walker.check()
    hands.follow("Trả kết quả")
    expect(hands.page).to_have_title(re.compile("^Lỗi:"))  # who was seen, by which paper
    hands.walker.check()
    hands.tab_to("Chủ hồ sơ, đã xem giấy tờ tùy thân")
    hands.press("Space")
    hands.tab_to("Giấy tờ đã xem")
    hands.type("Căn cước 052187004318")
    hands.follow("Trả kết quả")
    hands.see("Đã trả kết quả hồ sơ")
    hands.walker.check()
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED
    assert HandOver.objects.get().paper_seen == "Căn cước 052187004318"
