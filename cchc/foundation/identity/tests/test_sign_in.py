"""The way in: passwords right and wrong, sessions that end, who is let through and where one begins."""

import re
from datetime import timedelta

import pytest

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Attempt, Holding
from cchc.foundation.identity.tests.factories import (
    NOON,
    PASSWORD,
    TODAY,
    AccountFactory,
    AgencyFactory,
    StaffFactory,
    administrator_of,
    officer_of,
)
from cchc.foundation.identity.tests.situations import (
    CHANGE,
    NEW,
    OWN,
    SIGN_IN,
    WRONG,
    confirmed,
    is_in,
    read,
    sign_in,
)
from cchc.kernel.testing import Browser, assert_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]


def test_staff_sign_in_by_user_name_in_any_case_and_come_back_to_where_they_were(client):
    user = StaffFactory(signs_in=True, username="bao.tran")
    answer = client.post(SIGN_IN, {"login": " Bao.Tran ", "password": PASSWORD, "next": "/tai-khoan?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/tai-khoan?x=1")
    assert is_in(client)
    assert user.full_name in client.get(OWN).text


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_sign_in(client, away):
    assert sign_in(client, StaffFactory(signs_in=True), next=away)["Location"] == "/bat-dau"


def test_the_same_words_for_an_unknown_user_and_a_wrong_password(client):
    StaffFactory(signs_in=True, username="bao")
    pages = [client.post(SIGN_IN, {"login": name, "password": "sai"}) for name in ("bao", "khong-co")]
    texts = {re.sub(r'value="[^"]*"', "", page.text) for page in pages}
    assert [page.status_code for page in pages] == [422, 422]
    assert len(texts) == 1
    assert WRONG in texts.pop()
    assert "<title>Lỗi: Đăng nhập" in pages[0].text


def test_what_is_missing_is_said_at_the_field(client):
    page = client.post(SIGN_IN, {"login": "", "password": ""})
    assert page.status_code == 422
    assert "Nhập tên đăng nhập hoặc thư điện tử" in page.text
    assert "Nhập mật khẩu" in page.text


@pytest.mark.parametrize("name", ["bao", "khong-co"])
def test_sign_in_is_closed_after_five_wrong_passwords_and_says_until_when(client, travel, name):
    StaffFactory(signs_in=True, username="bao")
    answers = [read(client.post(SIGN_IN, {"login": name, "password": "sai"})) for _n in range(5)]
    assert all(WRONG in text for text in answers[:4])
    assert "Đã thử quá nhiều lần. Thử lại sau 12:15." in answers[4]
    right = client.post(SIGN_IN, {"login": name, "password": PASSWORD})
    assert right.status_code == 422
    assert "Thử lại sau 12:15." in read(right)
    assert Entry.objects.filter(kind="SignInClosed").count() == (1 if name == "bao" else 0)
    travel.move_to(NOON + timedelta(minutes=15, seconds=1))
    assert client.post(SIGN_IN, {"login": name, "password": PASSWORD}).status_code == (
        302 if name == "bao" else 422
    )


def test_a_stranger_elsewhere_does_not_lock_an_officer_out_at_once(client):
    user, stranger = StaffFactory(signs_in=True), Browser(REMOTE_ADDR="203.0.113.9")
    for _n in range(6):
        sign_in(stranger, user, "sai")
    assert sign_in(client, user).status_code == 302


def test_many_wrong_passwords_from_everywhere_close_the_account(client):
    user = StaffFactory(signs_in=True)
    for n in range(20):
        sign_in(Browser(REMOTE_ADDR=f"203.0.113.{n}"), user, "sai")
    assert sign_in(client, user).status_code == 422


def test_the_right_password_begins_the_count_anew(client):
    user = StaffFactory(signs_in=True)
    for _n in range(4):
        sign_in(client, user, "sai")
    sign_in(client, user)
    assert not Attempt.objects.filter(key=f"sign-in:{user.username}:127.0.0.1").exists()


def test_who_left_is_told_so_only_with_the_right_password(client):
    user = StaffFactory(signs_in=True, is_active=False)
    assert WRONG in sign_in(client, user, "sai").text
    answer = sign_in(client, user)
    assert answer["Location"] == "/tai-khoan-da-ngung"
    assert "không còn đăng nhập được" in client.get(answer["Location"]).text
    assert not is_in(client)


@pytest.mark.parametrize(("factory", "minutes"), [(StaffFactory, 60), (AccountFactory, 240)])
def test_an_idle_session_is_over_and_the_page_says_so(client, travel, factory, minutes, settings):
    user = factory(signs_in=True)
    confirmed(user)
    sign_in(client, user)
    for _n in range(2):
        travel.shift(timedelta(minutes=minutes))
        assert is_in(client)
    travel.shift(timedelta(minutes=minutes, seconds=1))
    answer = client.get(OWN)
    assert answer["Location"] == "/dang-nhap?next=/tai-khoan"
    assert "Phiên đã hết. Đăng nhập lại để tiếp tục." in client.get(answer["Location"]).text
    assert sign_in(client, user, next="/tai-khoan")["Location"] == "/tai-khoan"
    assert "Phiên đã hết" not in client.get(SIGN_IN, follow=True).text


def test_the_cookie_is_signed_anew_at_most_once_a_minute(client, travel):
    sign_in(client, StaffFactory(signs_in=True))
    travel.shift(timedelta(seconds=59))
    assert "sessionid" not in client.get(OWN).cookies
    travel.shift(timedelta(seconds=1))
    assert "sessionid" in client.get(OWN).cookies
    assert "sessionid" not in client.get(OWN).cookies


def test_the_cookie_is_closed_to_scripts_and_ends_with_the_browser(client):
    cookie = sign_in(client, StaffFactory(signs_in=True)).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_an_authenticated_request_costs_one_statement_for_the_person(client):
    user = officer_of(AgencyFactory(), Right.PROCESS, Right.RECEIVE)
    client.force_login(user)
    client.get("/bat-dau")
    with assert_queries(identity_user=1):
        client.get("/bat-dau")


def test_all_sessions_of_a_person_end_at_once(client):
    user, phone = StaffFactory(signs_in=True), Browser()
    for browser in (client, phone):
        sign_in(browser, user)
        assert is_in(browser)
    answer = client.post("/tai-khoan/dang-xuat-moi-thiet-bi", follow=True)
    assert "Đã đăng xuất mọi thiết bị." in answer.text
    assert not is_in(client)
    assert not is_in(phone)
    assert "Phiên đã hết" in phone.get(SIGN_IN).text


def test_who_was_deactivated_is_out_with_the_next_request(client):
    user = StaffFactory(signs_in=True)
    sign_in(client, user)
    services.deactivate(user=user, by=administrator_of(user.agency), at=NOON)
    assert not is_in(client)


def test_a_right_ended_is_gone_with_the_next_request(client):
    agency = AgencyFactory()
    boss = administrator_of(agency)
    administrator_of(agency)
    client.force_login(boss)
    assert client.get("/quan-tri/to-chuc").status_code == 200
    services.end_holding(
        holding=Holding.objects.get(user=boss), ends_on=TODAY - timedelta(days=1), by=None, at=NOON
    )
    assert client.get("/quan-tri/to-chuc").status_code == 403


def test_signing_out_asks_on_get_and_does_it_on_post(client):
    sign_in(client, StaffFactory(signs_in=True))
    assert "Đang đăng nhập với tên" in client.get("/dang-xuat").text
    assert is_in(client)
    assert client.post("/dang-xuat")["Location"] == "/"
    assert not is_in(client)
    assert "Phiên đã hết" not in client.get(SIGN_IN).text


def test_an_initial_password_is_changed_before_anything_else(client):
    user = StaffFactory()
    initial = services.issue_password(user=user, by=None, at=NOON)
    assert sign_in(client, user, initial, next=OWN)["Location"] == OWN
    assert client.get(OWN)["Location"] == "/doi-mat-khau?next=%2Ftai-khoan"
    assert "do người khác đặt" in client.get(CHANGE).text
    wrong = client.post(CHANGE, {"oldpassword": "sai", "password1": NEW, "password2": NEW + "x"})
    assert wrong.status_code == 422
    assert "Mật khẩu hiện tại chưa đúng" in wrong.text
    assert "chưa giống nhau" in wrong.text
    same = client.post(CHANGE, {"oldpassword": initial, "password1": initial, "password2": initial})
    assert "phải khác mật khẩu hiện tại" in same.text
    done = client.post(CHANGE, {"oldpassword": initial, "password1": NEW, "password2": NEW, "next": OWN})
    assert done["Location"] == OWN
    assert is_in(client)
    user.refresh_from_db()
    assert not user.must_change_password


@pytest.mark.parametrize(("factory", "where"), [(StaffFactory, "/viec"), (AccountFactory, "/ho-so-cua-toi")])
def test_everybody_begins_where_their_work_is(client, factory, where):
    client.force_login(factory())
    assert client.get("/bat-dau")["Location"] in (where, OWN)


@pytest.mark.parametrize(
    "path", [OWN, CHANGE, "/bat-dau", "/tai-khoan/dang-xuat-moi-thiet-bi", "/tai-khoan/thoi-gan/1"]
)
def test_strangers_are_sent_to_sign_in(client, path):
    for send in (client.get, client.post):
        assert send(path)["Location"].startswith("/dang-nhap?next=")


@pytest.mark.parametrize(
    "path",
    ["/dang-nhap", "/dang-ky", "/quen-mat-khau", "/quen-mat-khau/da-gui", "/xac-nhan-thu", "/tai-khoan-da-ngung"],
)
def test_the_way_in_is_open_in_both_languages(client, path):
    assert client.get(path).status_code == 200
    assert client.get(f"/en{path}").status_code == 200


def test_the_way_in_speaks_english_under_its_own_address(client):
    page = client.post("/en/dang-nhap", {"login": "ai.do", "password": "sai"})
    assert "The user name or the password is wrong" in page.text
    user = StaffFactory(signs_in=True)
    answer = client.post("/en/dang-nhap", {"login": user.username, "password": PASSWORD})
    assert answer["Location"] == "/en/bat-dau"
    assert client.get("/en/bat-dau")["Location"].startswith("/en/")
