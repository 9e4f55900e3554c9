import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Attempt, Holding, Link, User
from cchc.foundation.identity.tests.factories import (
    NOON,
    PASSWORD,
    TODAY,
    AccountFactory,
    AgencyFactory,
    ApplicantFactory,
    StaffFactory,
    administrator_of,
    officer_of,
)
from cchc.kernel.testing import Browser, assert_queries

pytestmark = pytest.mark.django_db

SIGN_IN, OWN, CHANGE = "/dang-nhap", "/tai-khoan", "/doi-mat-khau"
NEW = "Mot-mat-khau-khac-9"
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def travel(_at_noon):
    return _at_noon


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": user.username, "password": password, **more})


def read(page):
    """The text of a page without the marks around its figures."""
    return re.sub(r"</?span[^>]*>", "", page.text)


def is_in(client):
    return client.get(OWN).status_code == 200


def links_in(letter):
    return re.findall(r"http://testserver(/\S+)", letter.body)


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


def asked(**more):
    return {
        "full_name": "Rơ Châm  H'Lưỡng",
        "email": "luong@vidu.vn",
        "phone": "+84 905 123 456",
        "password1": NEW,
    } | more


def test_an_account_acts_only_once_its_e_mail_is_confirmed(client):
    answer = client.post("/dang-ky", asked(), follow=True)
    assert "Đã gửi một thư" in answer.text
    user = User.objects.get(username="luong@vidu.vn")
    assert (user.full_name, user.phone, user.is_staff) == ("Rơ Châm H'Lưỡng", "0905123456", False)
    assert not is_in(client)
    other = Browser()
    assert sign_in(other, user, NEW)["Location"] == "/xac-nhan-thu"
    assert not is_in(other)
    assert [letter.to for letter in mail.outbox] == [["luong@vidu.vn"]] * 2
    [link] = links_in(mail.outbox[0])
    assert "Rơ Châm H'Lưỡng" in mail.outbox[0].body
    assert "luong@vidu.vn" in client.get(link).text
    assert client.post(link).status_code == 302
    assert is_in(client)
    assert Entry.objects.filter(kind="EmailConfirmed", subject_id=str(user.pk)).count() == 1
    assert sign_in(other, user, NEW)["Location"] == "/bat-dau"
    assert "đã dùng rồi" in other.get("/xac-nhan-thu/" + "x" * 30).text


def test_an_e_mail_that_has_an_account_is_told_only_to_its_owner(client):
    AccountFactory(username="luong@vidu.vn")
    answer = client.post("/dang-ky", asked(), follow=True)
    assert "Đã gửi một thư" in answer.text
    assert User.objects.filter(email="luong@vidu.vn").count() == 1
    assert mail.outbox[0].subject == "Địa chỉ này đã có tài khoản"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"full_name": " "}, "Nhập họ và tên"),
        ({"email": ""}, "Nhập thư điện tử"),
        ({"email": "luong"}, "Thư điện tử phải có dạng ten@noi.vn"),
        ({"phone": "12345"}, "Điện thoại phải là số của Việt Nam, ví dụ"),
        ({"password1": ""}, "Nhập mật khẩu"),
        ({"password1": "ngan"}, "Mật khẩu phải có ít nhất"),
        ({"password1": "1234567890123"}, "Mật khẩu không được chỉ gồm chữ số"),
        ({"password1": "luong@vidu.vn"}, "Mật khẩu quá giống tên hoặc thư điện tử"),
    ],
)
def test_wrong_input_of_a_new_account_is_said_and_kept(client, more, words):
    page = client.post("/dang-ky", asked(**more))
    assert page.status_code == 422
    assert words in read(page)
    assert NEW not in page.text
    assert "luong" in page.text or more.get("email") == ""
    assert not User.objects.exists()


def test_without_mail_no_account_can_be_opened_and_the_page_says_what_to_do(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = client.post("/dang-ky", asked())
    assert "Bộ phận Một cửa" in page.text
    assert not User.objects.exists()


def test_a_mail_server_that_does_not_answer_breaks_no_page(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = client.post("/dang-ky", asked(), follow=True)
    assert page.status_code == 200
    assert "máy chủ thư không trả lời" in page.text


@pytest.mark.parametrize("factory", [StaffFactory, AccountFactory])
def test_a_forgotten_password_is_replaced_by_the_link_once_and_ends_other_sessions(client, factory):
    user = factory(signs_in=True)
    confirmed(user)
    phone = Browser()
    sign_in(phone, user)
    assert is_in(phone)
    page = client.post("/quen-mat-khau", {"email": user.email.upper()}, follow=True)
    assert "Nếu địa chỉ ấy có tài khoản" in page.text
    [letter] = mail.outbox
    assert f"Tên đăng nhập: {user.username}" in letter.body
    [link] = links_in(letter)
    page = client.get(link, follow=True)
    assert "Đặt mật khẩu mới" in page.text
    where = page.redirect_chain[-1][0]
    weak = client.post(where, {"password1": "ngan", "password2": "khac"})
    assert weak.status_code == 422
    assert client.post(where, {"password1": NEW, "password2": NEW}, follow=True).status_code == 200
    assert not is_in(phone)
    assert sign_in(client, user, NEW).status_code == 302
    again = Browser()
    assert "không còn dùng được" in again.get(link, follow=True).text
    assert Entry.objects.filter(kind="PasswordChanged", subject_id=str(user.pk)).exists()


def test_whether_an_e_mail_has_an_account_is_not_said(client):
    page = client.post("/quen-mat-khau", {"email": "khong@vidu.vn"}, follow=True)
    assert "Nếu địa chỉ ấy có tài khoản" in page.text
    assert mail.outbox[0].subject == "Địa chỉ này chưa có tài khoản"


def test_to_one_e_mail_three_letters_are_sent_in_a_quarter_of_an_hour(client):
    user = AccountFactory()
    pages = [client.post("/quen-mat-khau", {"email": user.email}) for _n in range(4)]
    assert [page.status_code for page in pages] == [302, 302, 302, 422]
    assert "Thử lại sau" in pages[3].text
    assert len(mail.outbox) == 3


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


def test_one_changes_own_details_and_loses_nothing_to_a_second_window(client):
    user = AccountFactory()
    client.force_login(user)
    said = {"version": 0, "full_name": "Siu H'Čĕn", "phone": "0905 111 222", "language": "en"}
    assert client.post(OWN, said)["Location"] == OWN
    user.refresh_from_db()
    assert (user.full_name, user.phone, user.language) == ("Siu H'Čĕn", "0905111222", "en")
    late = client.post(OWN, said | {"full_name": "Tên khác"})
    assert late.status_code == 409
    assert "Tên khác" in late.text
    assert client.post(OWN, said | {"full_name": "Tên khác", "version": 1}).status_code == 302
    assert client.post(OWN, said | {"phone": "1", "version": 2}).status_code == 422


def test_staff_read_their_rights_in_words(client):
    officer = officer_of(AgencyFactory(), Right.PROCESS)
    client.force_login(officer)
    assert "“Xử lý hồ sơ” tại" in client.get(OWN).text


def test_one_ends_that_an_account_stands_for_an_applicant_but_only_for_oneself(client):
    officer = officer_of(AgencyFactory(), Right.RECEIVE)
    mine, other = AccountFactory(), AccountFactory()
    link = services.link(user=mine, applicant=ApplicantFactory(), by=officer, at=NOON)
    client.force_login(other)
    assert client.post(reverse("account_unlink", args=[link.pk])).status_code == 404
    client.force_login(mine)
    assert link.applicant.name in client.get(OWN).text
    client.post(reverse("account_unlink", args=[link.pk]))
    assert not Link.objects.filter(ended_at=None).exists()


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


def confirmed(user):
    from allauth.account.models import EmailAddress

    if not user.is_staff:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def test_the_way_in_speaks_english_under_its_own_address(client):
    page = client.post("/en/dang-nhap", {"login": "ai.do", "password": "sai"})
    assert "The user name or the password is wrong" in page.text
    user = StaffFactory(signs_in=True)
    answer = client.post("/en/dang-nhap", {"login": user.username, "password": PASSWORD})
    assert answer["Location"] == "/en/bat-dau"
    assert client.get("/en/bat-dau")["Location"].startswith("/en/")


def test_who_signs_up_in_english_gets_english_letters(client):
    said = {"full_name": "Kim Min-jun", "email": "kim@vi-du.vn", "phone": "", "password1": NEW}
    client.post("/en/dang-ky", said)
    assert User.objects.get(username="kim@vi-du.vn").language == "en"


# Another e-mail


def ask_for(client, email, password=PASSWORD):
    return client.post("/tai-khoan/thu-dien-tu", {"email": email, "password": password})


def test_a_new_email_takes_the_place_of_the_old_one_once_its_letter_is_answered(client):
    user = AccountFactory(email="cu@vi-du.vn", username="cu@vi-du.vn", signs_in=True)
    client.force_login(user)
    assert ask_for(client, "Moi@vi-du.vn")["Location"] == OWN
    assert "moi@vi-du.vn" in client.get(OWN).text
    user.refresh_from_db()
    assert (user.email, user.username) == ("cu@vi-du.vn", "cu@vi-du.vn")
    (letter,) = mail.outbox
    assert letter.to == ["moi@vi-du.vn"]
    assert "đổi thư điện tử" in letter.body
    client.post(links_in(letter)[0])
    user.refresh_from_db()
    assert (user.email, user.username) == ("moi@vi-du.vn", "moi@vi-du.vn")
    assert "moi@vi-du.vn" in user.search
    assert is_in(client)
    assert Entry.objects.filter(kind="PersonChanged").exists()
    assert sign_in(Browser(), user).status_code == 302


def test_another_email_needs_the_password_and_must_be_another(client):
    user = AccountFactory(email="cu@vi-du.vn", username="cu@vi-du.vn", signs_in=True)
    client.force_login(user)
    wrong = ask_for(client, "moi@vi-du.vn", "sai")
    assert wrong.status_code == 422
    assert "Mật khẩu hiện tại chưa đúng" in wrong.text
    assert 'value="moi@vi-du.vn"' in wrong.text
    assert "phải khác thư điện tử đang dùng" in ask_for(client, "CU@vi-du.vn").text
    assert not mail.outbox


def test_an_address_that_another_account_has_is_answered_alike_and_its_owner_hears(client):
    AccountFactory(email="khac@vi-du.vn", username="khac@vi-du.vn")
    user = AccountFactory(email="cu@vi-du.vn", username="cu@vi-du.vn", signs_in=True)
    client.force_login(user)
    assert ask_for(client, "khac@vi-du.vn")["Location"] == OWN
    (letter,) = mail.outbox
    assert letter.to == ["khac@vi-du.vn"]
    assert "đã có tài khoản" in letter.body


def test_whoever_opened_an_account_with_the_address_meanwhile_keeps_it(client):
    user = AccountFactory(email="cu@vi-du.vn", username="cu@vi-du.vn", signs_in=True)
    client.force_login(user)
    ask_for(client, "moi@vi-du.vn")
    AccountFactory(email="moi@vi-du.vn", username="moi@vi-du.vn")
    client.post(links_in(mail.outbox[0])[0])
    user.refresh_from_db()
    assert user.email == "cu@vi-du.vn"


def test_an_officers_user_name_stays(client):
    user = StaffFactory(username="can.bo", email="cu@so.vn", signs_in=True)
    client.force_login(user)
    ask_for(client, "moi@so.vn")
    client.post(links_in(mail.outbox[0])[0])
    user.refresh_from_db()
    assert (user.email, user.username) == ("moi@so.vn", "can.bo")
