import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cchc.foundation.identity import papers, services
from cchc.foundation.identity.choices import AgencyKind, Right, Scope
from cchc.foundation.identity.models import Agency, Holding, Position, StandIn, Unit, User
from cchc.foundation.identity.permissions import holds
from cchc.foundation.identity.tests.factories import (
    NOON,
    TODAY,
    AccountFactory,
    AgencyFactory,
    HoldingFactory,
    PositionFactory,
    StaffFactory,
    StandInFactory,
    UnitFactory,
    administrator_of,
    officer_of,
)
from cchc.foundation.identity.urls import pages

pytestmark = pytest.mark.django_db

ROOT = "/quan-tri/to-chuc"
DAY = f"{TODAY:%d/%m/%Y}"
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ADDRESSES = ["/" + re.sub(r"<int:pk>", "1", str(page.pattern)) for page in pages]


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def agency():
    return AgencyFactory(name="Sở Khoa học và Công nghệ", short_name="Sở KH&CN")


@pytest.fixture
def boss(client, agency):
    user = administrator_of(agency)
    client.force_login(user)
    return user


def read(page):
    """The text of a page without the marks around its figures."""
    return re.sub(r"</?(span|time)[^>]*>", "", page.text)


def agree(client, path, said):
    """Send a form, read the consequences, agree to them."""
    page = client.post(path, said)
    assert page.status_code == 200, read(page)
    assert "Hệ quả" in page.text
    return page, client.post(path, said | {"confirmed": "on"})


@pytest.mark.parametrize("path", ADDRESSES)
def test_strangers_are_sent_to_sign_in_from_every_page(client, path):
    for send in (client.get, client.post):
        assert send(path)["Location"].startswith("/dang-nhap?next=")


@pytest.mark.parametrize("path", ADDRESSES)
def test_who_may_not_keep_people_is_refused_on_every_page(client, path):
    agency = AgencyFactory()
    for user in (officer_of(agency, Right.PROCESS, Right.SEE_ALL, scope=Scope.AGENCY), AccountFactory()):
        client.force_login(user)
        for send in (client.get, client.post):
            assert send(path).status_code == 403


def test_what_belongs_to_another_agency_does_not_exist(client, boss):
    other = AgencyFactory()
    holding = HoldingFactory(unit=UnitFactory(agency=other))
    stand = StandInFactory(holding=holding)
    position, person = holding.position, holding.user
    for path in (
        f"?co-quan={other.pk}", "?co-quan=x", f"/co-quan/{other.pk}/sua", f"/co-quan/{other.pk}/ket-thuc",
        f"/co-quan/{other.pk}/nhap-vao", f"/don-vi/{holding.unit_id}",
        f"/don-vi/{holding.unit_id}/sua", f"/don-vi/{holding.unit_id}/chuyen",
        f"/don-vi/{holding.unit_id}/giai-the",
        f"/vi-tri/{position.pk}", f"/vi-tri?co-quan={other.pk}", f"/nguoi/{person.pk}", f"/nguoi/{person.pk}/sua",
        f"/nguoi/{person.pk}/giao-vi-tri", f"/nguoi/{person.pk}/nghi-viec", f"/nguoi/{person.pk}/mat-khau-tam",
        f"/giu-vi-tri/{holding.pk}/ket-thuc", f"/giu-vi-tri/{holding.pk}/nguoi-thay",
        f"/nguoi-thay/{stand.pk}/ket-thuc", f"/nhap?co-quan={other.pk}", f"/xuat?co-quan={other.pk}",
    ):  # fmt: skip
        assert client.get(f"{ROOT}{path}").status_code == 404, path
    for path in (f"/nguoi/{person.pk}/tro-lai", f"/nguoi/{person.pk}/dang-xuat"):
        assert client.post(f"{ROOT}{path}").status_code == 404


def test_every_page_of_ones_own_agency_opens_in_both_languages(client, boss, agency):
    holding = HoldingFactory(unit=UnitFactory(agency=agency))
    stand = StandInFactory(holding=holding)
    for page in pages:
        path = "/" + str(page.pattern)
        for name, pk in (
            ("co-quan/<int:pk>", agency.pk), ("don-vi/<int:pk>", holding.unit_id),
            ("vi-tri/<int:pk>/", holding.pk), ("giu-vi-tri/<int:pk>", holding.pk),
            ("vi-tri/<int:pk>", holding.position_id), ("nguoi-thay/<int:pk>", stand.pk),
            ("nguoi/<int:pk>", holding.user_id),
        ):  # fmt: skip
            path = path.replace(name, name.replace("<int:pk>", str(pk)))
        for before in ("", "/en"):
            assert client.get(before + path).status_code == (
                405 if page.name in {"come_back", "end_sessions"} else 200
            )


def test_the_tree_shows_units_in_each_other_with_holders_and_heirs(client, boss, agency):
    parent = UnitFactory(agency=agency, name="Chi cục Tiêu chuẩn", code="CCTDC")
    child = UnitFactory(parent=parent, name="Phòng Đo lường")
    old = UnitFactory(agency=agency, name="Thanh tra Sở", ends_on=YESTERDAY)
    parent.predecessors.add(old)
    HoldingFactory(unit=child)
    page = client.get(ROOT)
    assert page.text.index("Chi cục Tiêu chuẩn") < page.text.index("Phòng Đo lường")
    assert "depth-1" in page.text
    assert "Xem cả 1 đơn vị đã giải thể" in read(page)
    everything = read(client.get(f"{ROOT}?co-quan={agency.pk}&tat-ca=1"))
    assert "kế thừa: Chi cục Tiêu chuẩn" in everything
    assert f"hoạt động đến {YESTERDAY:%d/%m/%Y}" in everything


def test_the_tree_and_the_list_of_people_cost_the_same_however_long(client, boss, agency):
    def statements(path):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    paths = (ROOT, f"{ROOT}/nguoi")
    HoldingFactory(unit=UnitFactory(agency=agency))
    before = [statements(path) for path in paths]
    for _n in range(30):
        HoldingFactory(unit=UnitFactory(agency=agency))
    assert [statements(path) for path in paths] == before


def test_a_unit_is_opened_with_a_day_in_the_past_after_its_meaning_was_read(client, boss, agency):
    said = {"code": "CDS", "name": "Phòng Chuyển đổi số", "short_name": "CĐS", "starts_on": "01/03/2025"}
    path = f"{ROOT}/don-vi/moi?co-quan={agency.pk}"
    page, answer = agree(client, path, said)
    assert "Ngày 01/03/2025 đã qua" in read(page)
    unit = Unit.objects.get(code="CDS")
    assert answer["Location"] == f"{ROOT}/don-vi/{unit.pk}"
    assert "Phòng Chuyển đổi số" in client.get(answer["Location"]).text
    assert "Mở đơn vị từ ngày 01/03/2025" in read(client.get(answer["Location"]))


def test_a_day_that_does_not_exist_and_a_code_in_use_are_said(client, boss, agency):
    UnitFactory(agency=agency, code="CDS")
    said = {"code": "CDS", "name": "", "short_name": "C", "starts_on": "31/02/2026"}
    page = client.post(f"{ROOT}/don-vi/moi", said)
    assert page.status_code == 422
    assert "Phải là ngày có thật" in page.text
    assert "Nhập tên" in page.text
    assert "<title>Lỗi: Mở đơn vị" in page.text
    page = client.post(f"{ROOT}/don-vi/moi", said | {"name": "A", "starts_on": DAY})
    assert page.status_code == 422
    assert "Ký hiệu CDS đang dùng cho đơn vị khác." in page.text


def test_a_second_window_on_a_unit_changes_nothing(client, boss, agency):
    unit = UnitFactory(agency=agency)
    said = {"code": unit.code, "short_name": "A", "starts_on": "01/01/2021", "version": 0}
    path = f"{ROOT}/don-vi/{unit.pk}/sua"
    assert client.post(path, said | {"name": "Tên một"}).status_code == 302
    page = client.post(path, said | {"name": "Tên hai"})
    assert page.status_code == 409
    assert "Tên hai" in page.text
    assert Unit.objects.get(pk=unit.pk).name == "Tên một"


def test_closing_a_unit_names_whom_it_touches_first(client, boss, agency):
    unit, heir = UnitFactory(agency=agency, name="Thanh tra Sở"), UnitFactory(agency=agency, name="Văn phòng mới")
    holding = HoldingFactory(unit=unit)
    said = {"ends_on": f"{YESTERDAY:%d/%m/%Y}", "successor": heir.pk}
    page, answer = agree(client, f"{ROOT}/don-vi/{unit.pk}/giai-the", said)
    assert f"{holding.user} giữ vị trí {holding.position} ở Văn phòng mới từ ngày sau đó." in read(page)
    assert "đã qua" in page.text
    assert "Giải thể Thanh tra Sở" in page.text
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert unit.ends_on == YESTERDAY
    assert holds(User.objects.get(pk=holding.user_id), Right.PROCESS, heir, TODAY)
    again = client.post(f"{ROOT}/don-vi/{unit.pk}/giai-the", said | {"confirmed": "on"})
    assert again.status_code == 409


def test_a_unit_that_nobody_is_in_is_not_closed_before_it_was_said_what_follows(client, boss, agency):
    unit, heir = UnitFactory(agency=agency, name="Thanh tra Sở"), UnitFactory(agency=agency, name="Văn phòng mới")
    path = f"{ROOT}/don-vi/{unit.pk}/giai-the"
    first = re.search(r'name="ends_on" value="([^"]+)"', client.get(path).text).group(1)
    page = client.post(path, {"ends_on": first, "successor": heir.pk})
    unit.refresh_from_db()
    assert (page.status_code, unit.ends_on) == (200, None)
    for words in (f"Thanh tra Sở hoạt động đến hết ngày {DAY}.", "Không ai giữ vị trí", "Văn phòng mới kế thừa"):
        assert words in read(page), words
    assert client.post(path, {"ends_on": first, "successor": heir.pk, "confirmed": "on"}).status_code == 302
    unit.refresh_from_db()
    assert unit.ends_on == TODAY


def test_a_unit_is_moved_after_it_was_said_who_sees_its_work(client, boss, agency):
    unit, above = UnitFactory(agency=agency), UnitFactory(agency=agency, name="Chi cục")
    page, _answer = agree(client, f"{ROOT}/don-vi/{unit.pk}/chuyen", {"parent": above.pk, "version": 0})
    assert "Người có quyền tại Chi cục thấy việc của đơn vị này." in read(page)
    unit.refresh_from_db()
    assert unit.path == [above.pk, unit.pk]


def test_an_agency_is_added_below_and_corrected(client, boss, agency):
    said = {
        "kind": AgencyKind.BRANCH, "code": "000.01.12.H21", "name": "Trung tâm Ứng dụng", "short_name": "TTƯD",
        "starts_on": DAY,
    }  # fmt: skip
    assert client.post(f"{ROOT}/co-quan/moi?tren={agency.pk}", said).status_code == 302
    made = Agency.objects.get(code="000.01.12.H21")
    assert made.parent == agency
    assert "Trung tâm Ứng dụng" in client.get(f"{ROOT}?co-quan={made.pk}").text
    said = {"code": made.code, "name": "Trung tâm mới", "short_name": "TT", "version": 0}
    assert client.post(f"{ROOT}/co-quan/{made.pk}/sua", said).status_code == 302
    made.refresh_from_db()
    assert made.name == "Trung tâm mới"


def test_an_agency_is_ended_after_it_was_said_what_ends_with_it(client, boss, agency):
    branch, heir = (
        AgencyFactory(parent=agency, name="Chi cục cũ"),
        AgencyFactory(parent=agency, name="Chi cục mới"),
    )
    holding = HoldingFactory(unit=UnitFactory(agency=branch, name="Phòng Đo lường"))
    said = {"ends_on": f"{YESTERDAY:%d/%m/%Y}", "successor": heir.pk}
    page, answer = agree(client, f"{ROOT}/co-quan/{branch.pk}/ket-thuc", said)
    for words in (
        "đã qua", "Phòng Đo lường giải thể cùng ngày.", f"{holding.user} thôi giữ vị trí {holding.position}.",
        "Chi cục mới kế thừa.", "Kết thúc hoạt động của Chi cục cũ",
    ):  # fmt: skip
        assert words in read(page)
    assert answer.status_code == 302
    branch.refresh_from_db()
    assert branch.ends_on == YESTERDAY
    assert list(branch.successors.all()) == [heir]
    again = client.post(f"{ROOT}/co-quan/{branch.pk}/ket-thuc", said | {"confirmed": "on"})
    assert again.status_code == 409


def test_who_ends_the_agency_in_which_they_work_is_led_out(client, boss, agency):
    said = {"ends_on": f"{YESTERDAY:%d/%m/%Y}", "confirmed": "on"}
    answer = client.post(f"{ROOT}/co-quan/{agency.pk}/ket-thuc", said, follow=True)
    assert answer.status_code == 200
    agency.refresh_from_db()
    assert agency.ends_on == YESTERDAY


def test_agencies_are_merged_into_another_from_a_day_on(client, boss, agency):
    first, second = AgencyFactory(parent=agency, name="Sở Một"), AgencyFactory(parent=agency, name="Sở Hai")
    empty = client.post(f"{ROOT}/co-quan/{agency.pk}/nhap-vao", {"merged_on": DAY})
    assert (empty.status_code, "Chọn cơ quan nhập vào" in read(empty)) == (422, True)
    said = {"merged_on": f"{TODAY:%d/%m/%Y}", "predecessors": [first.pk, second.pk]}
    page, answer = agree(client, f"{ROOT}/co-quan/{agency.pk}/nhap-vao", said)
    assert f"Sở Một hoạt động đến hết ngày {YESTERDAY:%d/%m/%Y}." in read(page)
    assert answer.status_code == 302
    assert set(agency.predecessors.all()) == {first, second}
    assert {row.ends_on for row in agency.predecessors.all()} == {YESTERDAY}
    assert "Sở Hai" in client.get(f"{ROOT}?co-quan={agency.pk}").text


def test_a_position_is_defined_and_changed_after_saying_for_how_many(client, boss, agency):
    said = {"title": "Chuyên viên", "rank": "50", "scope": "unit", "rights": ["process"]}
    assert client.post(f"{ROOT}/vi-tri/moi?co-quan={agency.pk}", said).status_code == 302
    position = Position.objects.get(title="Chuyên viên")
    holding = HoldingFactory(unit=UnitFactory(agency=agency), position=position)
    page, _answer = agree(client, f"{ROOT}/vi-tri/{position.pk}", said | {"rights": ["process", "approve"]})
    assert "1 người đang giữ vị trí này" in read(page)
    assert holds(User.objects.get(pk=holding.user_id), Right.APPROVE, holding.unit, TODAY)
    assert "Phê duyệt, ký" in client.get(f"{ROOT}/vi-tri?co-quan={agency.pk}").text
    wrong = client.post(f"{ROOT}/vi-tri/moi", said | {"rank": "100", "title": ""})
    assert wrong.status_code == 422
    assert "Thứ bậc từ 0 đến 99" in read(wrong)


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


def book(**sheets):
    """The agency's own workbook with lines added to its sheets."""
    content = load_workbook(io.BytesIO(sheets.pop("base")))
    for name, lines in sheets.items():
        for line in lines:
            content[{"units": "Đơn vị", "positions": "Vị trí", "staff": "Nhân sự"}[name]].append(line)
    out = io.BytesIO()
    content.save(out)
    return out.getvalue()


def sent(content, name="to-chuc.xlsx"):
    file = io.BytesIO(content)
    file.name = name
    return {"file": file}


def test_the_template_comes_in_by_upload_dry_run_and_accept(client, boss, agency):
    content = client.get(f"{ROOT}/nhap/tep-mau").content
    page = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", sent(content))
    assert page.status_code == 200
    assert "Chưa nhập gì" in page.text
    assert "1 mới, 0 sửa, 0 như cũ" in read(page)
    assert not User.objects.filter(username="bao.tran").exists()
    sealed = re.search(r'name="sealed" value="([^"]+)"', page.text).group(1)
    done = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", {"accepted": "1", "sealed": sealed})
    assert done["Location"] == f"{ROOT}?co-quan={agency.pk}"
    user = User.objects.get(username="bao.tran")
    assert holds(user, Right.PROCESS, Unit.objects.get(code="QLCN"), TODAY)
    again = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", sent(content))
    assert "không có gì để nhập" in again.text
    other = AgencyFactory(parent=agency)
    moved = client.post(f"{ROOT}/nhap?co-quan={other.pk}", {"accepted": "1", "sealed": sealed})
    assert moved["Location"] == f"{ROOT}/nhap?co-quan={other.pk}"
    assert not Unit.objects.filter(agency=other).exists()


def test_a_workbook_with_a_wrong_row_changes_nothing_and_names_it(client, boss, agency):
    content = book(
        base=papers.template_xlsx(),
        units=[("X", "", "", "", "KHONG", "", "", "31/02/2026", "")],
        positions=[("Kế toán", "", 50, "", "Quyền lạ")],
        staff=[
            ("bao.tran", "Tên khác", "", "", "", "", "", ""), ("viết", "A", "a b", "12", "QLCN", "", "", ""),
            ("an.le", "Lê An", "", "", "QLCN", "Giám đốc", "01/03/2025", ""),
        ],
    )  # fmt: skip
    page = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", sent(content))
    assert page.status_code == 422
    text = read(page)
    for words in (
        "chưa nhập dòng nào", "Nhập tên", "Từ ngày phải là ngày có thật", "Không có quyền “Quyền lạ”",
        "Khác với dòng 2 của cùng tên đăng nhập", "Tên đăng nhập chỉ gồm", "Điện thoại phải là số của Việt Nam",
        "Thư điện tử phải có dạng", "Không có chức vụ Giám đốc", "Đơn vị và chức vụ phải đi cùng nhau",
    ):  # fmt: skip
        assert words in text, words
    assert not User.objects.filter(username="bao.tran").exists()
    assert not Unit.objects.filter(code="QLCN").exists()


def test_all_that_is_wrong_in_a_row_is_said_at_once_and_what_only_follows_from_it_is_not(agency):
    StaffFactory(username="la.nguoi")
    content = book(
        base=papers.template_xlsx(),
        units=[
            ("X", "Phòng X", "", "", "KHONG", "", "000.99.99", "31/02/2026", ""),
            ("Y", "Phòng Y", "", "", "X", "", "", "01/03/2025", ""),
        ],
        positions=[("Kế toán", "", 500, "", "Quyền lạ")],
        staff=[
            ("la.nguoi", "Lê Lạ", "sai-thu", "12", "NOIKHAC", "Vô danh", "01/03/2025", ""),
            ("an.le", "Lê An", "", "", "X", "Kế toán", "01/03/2025", ""),
        ],
    )  # fmt: skip
    report = services.import_people(file=content, agency=agency, dry_run=True, by=None, at=NOON)
    said = {}
    for fault in report.faults:
        said.setdefault((fault.sheet, fault.row), set()).add(fault.column)
    assert said == {
        ("Đơn vị", 3): {"Từ ngày", "Thuộc đơn vị", "Nhận hồ sơ cho"},
        ("Vị trí", 3): {"Thứ bậc", "Quyền"},
        ("Nhân sự", 3): {"Thư điện tử", "Điện thoại", "Đơn vị", "Chức vụ", "Tên đăng nhập"},
    }
    assert not Unit.objects.filter(agency=agency).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a workbook", "không phải là tệp Excel"), (b"", "không có nội dung"), (None, "Chọn tệp Excel")],
)
def test_a_wrong_file_is_said(client, boss, content, words):
    page = client.post(f"{ROOT}/nhap", {} if content is None else sent(content))
    assert page.status_code == 422
    assert words in page.text


def test_a_workbook_without_a_sheet_or_column_is_said(client, boss):
    content = load_workbook(io.BytesIO(papers.template_xlsx()))
    content["Nhân sự"]["A1"] = "Tài khoản"
    out = io.BytesIO()
    content.save(out)
    assert "thiếu cột “Tên đăng nhập”" in client.post(f"{ROOT}/nhap", sent(out.getvalue())).text
    del content["Nhân sự"]
    out = io.BytesIO()
    content.save(out)
    assert "thiếu trang tính “Nhân sự”" in client.post(f"{ROOT}/nhap", sent(out.getvalue())).text


def test_a_workbook_sealed_by_nobody_is_not_accepted(client, boss):
    assert client.post(f"{ROOT}/nhap", {"accepted": "1", "sealed": "x"})["Location"] == f"{ROOT}/nhap"


def test_what_goes_out_comes_in_without_a_change(client, boss, agency):
    parent = UnitFactory(agency=agency, code="CC")
    counter = UnitFactory(parent=parent, code="Q1", counter=True, serves=[AgencyFactory(parent=agency)])
    HoldingFactory(unit=counter, rights=[Right.RECEIVE, Right.HAND_OVER])
    HoldingFactory(unit=parent, rights=[Right.SEE_ALL], scope=Scope.AGENCY)
    StaffFactory(agency=agency)
    content = client.get(f"{ROOT}/xuat?co-quan={agency.pk}").content
    page = client.post(f"{ROOT}/nhap?co-quan={agency.pk}", sent(content))
    assert "không có gì để nhập" in page.text
    assert page.status_code == 200


def test_units_may_stand_before_the_one_that_they_are_in(agency):
    content = book(
        base=papers.template_xlsx(),
        units=[
            ("C", "Tổ C", "", "", "B", "", "", "01/03/2025", ""),
            ("B", "Phòng B", "", "", "A", "", "", "01/03/2025", ""),
            ("A", "Chi cục A", "", "", "", "", "", "01/03/2025", ""),
        ],
    )  # fmt: skip
    report = services.import_people(file=content, agency=agency, dry_run=False, by=None, at=NOON)
    assert (report.faults, report.accepted, report.units.new) == ([], True, 4)
    assert len(Unit.objects.get(code="C").path) == 3


def test_units_in_each_other_are_refused(agency):
    content = book(
        base=papers.template_xlsx(),
        units=[
            ("B", "Phòng B", "", "", "A", "", "", "01/03/2025", ""),
            ("A", "Chi cục A", "", "", "B", "", "", "01/03/2025", ""),
        ],
    )  # fmt: skip
    report = services.import_people(file=content, agency=agency, dry_run=False, by=None, at=NOON)
    assert {fault.row for fault in report.faults} == {3, 4}
    assert not Unit.objects.exists()


def test_a_workbook_changes_what_is_known(agency):
    services.import_people(file=papers.template_xlsx(), agency=agency, dry_run=False, by=None, at=NOON)
    content = load_workbook(io.BytesIO(papers.organisation_xlsx(agency)))
    content["Đơn vị"]["B2"] = "Phòng Công nghệ số"
    content["Nhân sự"]["B2"] = "Trần Quốc Bảo Anh"
    content["Nhân sự"]["H2"] = "30/11/2026"
    content["Vị trí"]["E2"] = "Xử lý hồ sơ; phe duyet, ky"
    out = io.BytesIO()
    content.save(out)
    dry = services.import_people(file=out.getvalue(), agency=agency, dry_run=True, by=None, at=NOON)
    assert not dry.accepted
    assert Unit.objects.get(code="QLCN").name == "Phòng Quản lý Công nghệ"
    report = services.import_people(file=out.getvalue(), agency=agency, dry_run=False, by=None, at=NOON)
    assert [tally.changed for tally in (report.units, report.positions, report.staff, report.holdings)] == [1] * 4
    assert Unit.objects.get(code="QLCN").name == "Phòng Công nghệ số"
    assert f"{Holding.objects.get().ends_on:%d/%m/%Y}" == "30/11/2026"
