"""P8 to P9: one's own dossiers, and one of them."""

import pytest

from cchc.doors.portal.tests.situations import accepted, filed, online_office, see
from cchc.kernel.testing import Browser, assert_queries
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Proof, ResultKind
from cchc.onestop.dossiers.models import Attachment, Dossier
from cchc.onestop.dossiers.tests.factories import MORNING, applicant_account, done, taken_in, with_specialist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday_morning")]


# P9


def test_whoever_has_nothing_yet_is_told_how_to_begin(client, citizen):
    page = client.get("/ho-so-cua-toi").text
    assert "Chưa có hồ sơ nào" in page
    assert 'href="/tim-kiem"' in page


def test_strangers_sign_in_and_the_office_has_no_such_page(client, place):
    assert client.get("/ho-so-cua-toi")["Location"].startswith("/dang-nhap")
    assert client.get("/en/ho-so-cua-toi")["Location"] == "/en/dang-nhap?next=/en/ho-so-cua-toi"
    client.force_login(place.officer)
    assert client.get("/ho-so-cua-toi").status_code == 403


def test_what_must_be_done_stands_first_and_each_card_says_state_due_and_next_step(client, citizen, place):
    for dossier in (done(place, name="A"), with_specialist(place, name="B")):
        see(citizen, dossier)
    filed(client, place)
    page = client.get("/ho-so-cua-toi").text
    assert page.index("Cần làm") < page.index("Đang giải quyết")
    for words in ("Đã xử lý xong", "mang giấy tiếp nhận", "Đang xử lý", "ngày làm việc", "Mới đăng ký",
                  "Phòng Quản lý Công nghệ giữ", "tiếp theo: ký kết quả", "Một cửa trả lời trước"):  # fmt: skip
        assert words in page


def test_another_account_sees_none_of_it(client, registered):
    other = Browser()
    other.force_login(applicant_account())
    assert registered.reference not in other.get("/ho-so-cua-toi").text
    address = registered.get_absolute_url()
    for page in ("", "/da-nop", "/bo-sung", "/rut", "/cach-tinh", "/giay/xac-nhan.pdf", "/ket-qua.pdf"):
        assert other.get(f"{address}{page}").status_code == 404
    file = Attachment.objects.first()
    assert other.get(f"{address}/tep/{file.pk}").status_code == 404


def test_the_office_is_led_to_its_own_page_where_looks_are_recorded(client, registered, place):
    client.force_login(place.officer)
    assert client.get(registered.get_absolute_url())["Location"] == f"/viec/ho-so/{registered.reference}"


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_costs_the_same_however_long_it_is(client, citizen, place, size):
    for n in range(size):
        see(citizen, with_specialist(place, name=f"Người {n}"))
    client.get("/ho-so-cua-toi")
    with assert_queries(
        identity_user=1, dossiers_dossier=6, dossiers_draft=2, dossiers_supplement=1, notices_notice=1
    ):
        client.get("/ho-so-cua-toi")


def test_long_parts_go_on_page_by_page(client, citizen, place):
    for n in range(22):
        see(citizen, taken_in(place, name=f"Người {n}"))
    first = client.get("/ho-so-cua-toi").text
    assert first.count('class="dossier"') == 20
    more = first.partition('href="?muc=')[2].partition('"')[0]
    assert client.get(f"/ho-so-cua-toi?muc={more}".replace("&amp;", "&")).text.count('class="dossier"') == 2


# P11


def test_a_dossier_shows_who_has_it_what_happened_and_what_is_expected(client, citizen, place):
    dossier = see(citizen, with_specialist(place))
    page = client.get(dossier.get_absolute_url()).text
    for words in ("Được tiếp nhận, cấp số hồ sơ", "Thẩm định", "Phòng Quản lý Công nghệ", "Dự kiến", "Ký kết quả",
                  "Trả kết quả", "Cách tính", "Rút hồ sơ", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"):  # fmt: skip
        assert words in page
    assert place.specialist.full_name not in page  # down to the division, not to the person
    assert 'aria-current="step"' in page


@pytest.mark.parametrize("papers", [1, 9])
def test_a_dossier_costs_the_same_however_many_papers_it_has(client, citizen, papers):
    place = online_office(form=None, papers=papers)
    filed(client, place)
    address = Dossier.objects.get().get_absolute_url()
    client.get(address)
    with assert_queries(
        identity_user=1, identity_agency=1, dossiers_dossier=1, dossiers_paper=1, dossiers_attachment=1,
        dossiers_supplement=1, dossiers_result=1, dossiers_fee=1, dossiers_handover=1, dossiers_steprun=1,
        dossiers_pause=1, notices_notice=1, files_storedfile=1,
    ):  # fmt: skip
        client.get(address)


def test_papers_and_answers_stand_there_as_filed_and_open(client, registered):
    page = client.get(registered.get_absolute_url()).text
    file = Attachment.objects.select_related("file").first()
    address = f"{registered.get_absolute_url()}/tep/{file.pk}"
    assert f'href="{address}"' in page
    assert client.get(address).getvalue().startswith(b"%PDF")
    assert "Nguyễn Thị Ngọc Huyền" in page


def test_the_due_date_is_told_day_by_day(client, citizen, place):
    dossier = see(citizen, with_specialist(place))
    page = client.get(f"{dossier.get_absolute_url()}/cach-tinh").text
    assert "nghỉ lễ" in page  # 24/11/2026
    assert client.get(f"{dossier.get_absolute_url()}/giay/cach-tinh.pdf").content.startswith(b"%PDF")


def test_papers_that_the_office_gave_open_and_those_that_it_did_not_are_not_there(client, registered, place):
    address = registered.get_absolute_url()
    assert client.get(f"{address}/giay/tiep-nhan.pdf").status_code == 404
    dossier = accepted(place, registered)
    assert dossier.get_absolute_url() != address
    for number in (dossier.number, dossier.reference):  # what was noted at filing goes on working
        assert client.get(f"/ho-so/{number}/giay/tiep-nhan.pdf").content.startswith(b"%PDF")
    for kind in ("tu-choi", "bo-sung-1", "bo-sung-x", "gi-do"):
        assert client.get(f"/ho-so/{dossier.number}/giay/{kind}.pdf").status_code == 404
    assert "Tải giấy tiếp nhận" in client.get(f"/ho-so/{dossier.number}/da-nop").text


def test_the_result_says_number_signer_and_how_to_collect(client, citizen, place):
    dossier = see(citizen, done(place))
    page = client.get(dossier.get_absolute_url()).text
    for words in ("Đã có kết quả", "/GP-SKHCN", "Đinh Thị Hồng Liên", str(ResultKind.GRANTED.label)):
        assert words in page
    assert client.get(f"{dossier.get_absolute_url()}/ket-qua.pdf").status_code == 404  # no file
    services.hand_over(
        dossier_id=dossier.pk, version=dossier.version, proof=Proof.IDENTITY, collected_by="Rơ Châm H'Lưỡng",
        paper_seen="Thẻ căn cước", by=place.officer, at=MORNING,
    )  # fmt: skip
    assert "Đã trả kết quả" in client.get(dossier.get_absolute_url()).text


def test_a_refused_dossier_says_why_and_gives_form_03(client, registered, place):
    services.refuse(
        dossier_id=registered.pk, version=registered.version, reason="Không thuộc thẩm quyền.", by=place.officer,
        at=MORNING,
    )  # fmt: skip
    page = client.get(registered.get_absolute_url()).text
    assert "Không thuộc thẩm quyền." in page
    assert client.get(f"{registered.get_absolute_url()}/giay/tu-choi.pdf").content.startswith(b"%PDF")
