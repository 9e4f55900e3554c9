"""One's own account: opened by e-mail, its password forgotten, its details and its address changed."""

import pytest
from django.core import mail
from django.urls import reverse

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Link, User
from cchc.foundation.identity.tests.factories import (
    NOON,
    PASSWORD,
    AccountFactory,
    AgencyFactory,
    ApplicantFactory,
    StaffFactory,
    officer_of,
)
from cchc.foundation.identity.tests.situations import NEW, OWN, confirmed, is_in, links_in, read, sign_in
from cchc.kernel.testing import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]


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
