"""The pages of the organisation: who opens them, units, agencies, positions, each act after its consequences."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cchc.foundation.identity.choices import AgencyKind, Right, Scope
from cchc.foundation.identity.models import Agency, Position, Unit, User
from cchc.foundation.identity.permissions import holds
from cchc.foundation.identity.tests.factories import (
    TODAY,
    AccountFactory,
    AgencyFactory,
    HoldingFactory,
    StandInFactory,
    UnitFactory,
    officer_of,
)
from cchc.foundation.identity.tests.situations import DAY, ROOT, YESTERDAY, agree, read
from cchc.foundation.identity.urls import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]


ADDRESSES = ["/" + re.sub(r"<int:pk>", "1", str(page.pattern)) for page in pages]


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
