"""The pages of people: added, invited, given positions, represented, gone and found."""

import re

import pytest
from django.core import mail

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Holding, StandIn, User
from cchc.foundation.identity.permissions import holds
from cchc.foundation.identity.tests.factories import (
    HoldingFactory,
    PositionFactory,
    StaffFactory,
    UnitFactory,
)
from cchc.foundation.identity.tests.situations import DAY, ROOT, TOMORROW, YESTERDAY, agree, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]


def test_a_person_is_added_with_a_password_shown_once(client, boss, agency):
    said = {"full_name": "Siu H'Čĕn", "username": "Siu.Hcen", "email": "Siu@vidu.vn", "phone": "0905 123 456"}
    page = client.post(f"{ROOT}/nguoi/moi?co-quan={agency.pk}", said | {"way": "shown"})
    user = User.objects.get(username="siu.hcen")
    password = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", read(page)).group()
    assert user.check_password(password)
    assert user.must_change_password
    assert (user.email, user.phone) == ("siu@vidu.vn", "0905123456")
    assert page["Cache-Control"] == "no-store"
    assert password not in client.get(f"{ROOT}/nguoi/{user.pk}").text
    again = client.post(f"{ROOT}/nguoi/moi", said | {"way": "shown"})
    assert again.status_code == 422
    assert "Tên đăng nhập này đã có người dùng" in again.text
    issued = client.post(f"{ROOT}/nguoi/{user.pk}/mat-khau-tam")
    assert issued.status_code == 200
    user.refresh_from_db()
    assert not user.check_password(password)


def test_a_person_is_invited_by_e_mail(client, boss):
    said = {"full_name": "Siu H'Čĕn", "username": "siu", "email": "siu@vidu.vn", "way": "mailed"}
    assert client.post(f"{ROOT}/nguoi/moi", said).status_code == 302
    assert mail.outbox[0].to == ["siu@vidu.vn"]
    assert "/dat-lai-mat-khau/" in mail.outbox[0].body
    page = client.post(f"{ROOT}/nguoi/moi", said | {"email": "", "username": "b"})
    assert page.status_code == 422
    assert "Nhập thư điện tử để gửi thư mời" in page.text
    assert "Chỉ gồm chữ không dấu" in page.text


def test_a_position_is_given_and_ended_on_the_person_page(client, boss, agency):
    user = StaffFactory(agency=agency)
    unit, position = UnitFactory(agency=agency), PositionFactory(agency=agency, title="Trưởng phòng")
    said = {"unit": unit.pk, "position": position.pk, "starts_on": DAY}
    assert client.post(f"{ROOT}/nguoi/{user.pk}/giao-vi-tri", said).status_code == 302
    page = read(client.get(f"{ROOT}/nguoi/{user.pk}"))
    assert "đang giữ" in page
    assert f"“Xử lý hồ sơ” tại {unit} và các đơn vị bên trong, do giữ vị trí Trưởng phòng, từ ngày {DAY}" in page
    twice = client.post(f"{ROOT}/nguoi/{user.pk}/giao-vi-tri", said)
    assert twice.status_code == 422
    holding = Holding.objects.get(user=user)
    path = f"{ROOT}/giu-vi-tri/{holding.pk}/ket-thuc"
    asked, _answer = agree(client, path, {"ends_on": f"{YESTERDAY:%d/%m/%Y}"})
    assert "coi như chưa từng giữ vị trí này" in asked.text
    assert not Holding.objects.filter(user=user).exists()
    assert "Kết thúc vị trí Trưởng phòng" in read(client.get(f"{ROOT}/nguoi/{user.pk}"))


def test_someone_seconded_is_seen_but_their_account_is_kept_by_their_own_agency(client, boss, agency):
    officer = StaffFactory()
    HoldingFactory(user=officer, unit=UnitFactory(agency=agency))
    page = client.get(f"{ROOT}/nguoi/{officer.pk}")
    assert "biệt phái đến đây" in page.text
    assert "Cho nghỉ việc" not in page.text
    for path in ("dang-xuat", "mat-khau-tam", "nghi-viec"):
        assert client.post(f"{ROOT}/nguoi/{officer.pk}/{path}", {"confirmed": "on"}).status_code == 403
    said = {"full_name": "Tên khác", "version": 0}
    assert client.post(f"{ROOT}/nguoi/{officer.pk}/sua", said).status_code == 403
    assert officer.username in client.get(f"{ROOT}/nguoi").text


def test_a_stand_in_is_named_seen_and_ended(client, boss, agency):
    holding = HoldingFactory(unit=UnitFactory(agency=agency))
    other = StaffFactory(agency=agency, full_name="Đinh Thị Bích")
    said = {"user": other.pk, "starts_on": DAY, "ends_on": f"{TOMORROW:%d/%m/%Y}", "reason": "nghỉ phép"}
    assert client.post(f"{ROOT}/giu-vi-tri/{holding.pk}/nguoi-thay", said).status_code == 302
    row = StandIn.objects.get()
    assert "Đinh Thị Bích" in client.get(f"{ROOT}/nguoi/{holding.user_id}").text
    assert f"do thay {holding.user}" in read(client.get(f"{ROOT}/nguoi/{other.pk}"))
    ended = {"ends_on": f"{YESTERDAY:%d/%m/%Y}"}
    agree(client, f"{ROOT}/nguoi-thay/{row.pk}/ket-thuc", ended)
    assert not StandIn.objects.exists()


def test_leaving_asks_who_takes_the_open_work_and_coming_back_gives_no_rights(client, boss, agency):
    holding = HoldingFactory(unit=UnitFactory(agency=agency))
    heir = StaffFactory(agency=agency, full_name="Đinh Thị Bích")
    path = f"{ROOT}/nguoi/{holding.user_id}"
    assert "Người nhận việc đang mở" in client.get(f"{path}/nghi-viec").text
    page, answer = agree(client, f"{path}/nghi-viec", {"heir": heir.pk})
    assert f"Thôi giữ vị trí {holding.position} tại {holding.unit}." in read(page)
    assert "Việc đang mở sang Đinh Thị Bích." in read(page)
    assert answer["Location"] == path
    page = read(client.get(path))
    assert "đã nghỉ việc" in page
    assert "việc đang mở: sang Đinh Thị Bích" in page
    assert str(holding.user) in client.get(f"{ROOT}/nguoi?da-nghi=1").text
    assert str(holding.user) not in client.get(f"{ROOT}/nguoi").text
    client.post(f"{path}/tro-lai")
    holding.user.refresh_from_db()
    assert holding.user.is_active
    assert not holds(holding.user, Right.PROCESS, holding.unit, TOMORROW)


def test_the_last_administrator_is_told_why_not(client, boss):
    page = client.post(f"{ROOT}/nguoi/{boss.pk}/nghi-viec", {"confirmed": "on"})
    assert page.status_code == 422
    assert "người cuối cùng" in page.text


def test_people_are_found_without_marks(client, boss, agency):
    StaffFactory(agency=agency, full_name="Đặng Thị Ngọc Ẩn")
    StaffFactory(agency=agency, full_name="Võ Quỳnh Khuê")
    page = client.get(f"{ROOT}/nguoi?q=dang+an").text
    assert "Đặng Thị Ngọc Ẩn" in page
    assert "Võ Quỳnh Khuê" not in page
    assert "Không có người nào khớp" in client.get(f"{ROOT}/nguoi?q=khong-co-ai").text


def test_a_long_list_of_people_is_paged(client, boss, agency):
    StaffFactory.create_batch(60, agency=agency)
    first = client.get(f"{ROOT}/nguoi")
    assert "61 người" in read(first)
    mark = re.search(r"sau=([^\"&]+)", first.text).group(1)
    second = client.get(f"{ROOT}/nguoi?sau={mark}")
    names = [set(re.findall(r"canbo\d+", page.text)) for page in (first, second)]
    assert not names[0] & names[1]
    assert "Về đầu danh sách" in second.text
