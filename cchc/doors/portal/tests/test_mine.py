"""P8 to P11b: one's own dossiers, one of them, what was asked for, asking it back, the two codes."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.doors.portal.tests.situations import filed, online_office, pdf
from cchc.foundation.files import services as files
from cchc.foundation.files.models import StoredFile
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.models import Notice
from cchc.kernel.clock import now
from cchc.kernel.testing import Browser, assert_queries
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Proof, ResultKind, State
from cchc.onestop.dossiers.models import Access, Attachment, Dossier
from cchc.onestop.dossiers.services import Item, receipt_code
from cchc.onestop.dossiers.tests.factories import MORNING, applicant_account, done, taken_in, with_specialist
from cchc.onestop.dossiers.tests.test_papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday_morning():
    with time_machine.travel("2026-11-18T02:00:00+00:00", tick=True):
        yield


@pytest.fixture
def place():
    return online_office(form=None)


@pytest.fixture
def citizen(client):
    user = applicant_account(full_name="Nguyễn Thị Ngọc Huyền")
    client.force_login(user)
    return user


@pytest.fixture
def registered(client, citizen, place):
    filed(client, place)
    return Dossier.objects.get()


def accepted(place, dossier):
    return services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=MORNING)


def asked(place, dossier, *items):
    told = items or (Item(key="phieu", name="Phiếu khai báo", words="Ảnh mờ, chụp lại."),)
    services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, items=told, message="", by=place.officer, at=MORNING
    )
    dossier.refresh_from_db()
    return dossier


def read(page):
    """The text of a page without the marks around its figures."""
    return re.sub(r"</?(span|time|b)[^>]*>", "", page.text)


def see(user, dossier):
    Access.objects.create(dossier=dossier, user=user, basis="officer", at=MORNING)
    return dossier


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


# P11b


def test_the_supply_page_has_only_what_was_asked_with_the_officers_words(client, registered, place):
    asked(place, registered)
    page = client.get(f"{registered.get_absolute_url()}/bo-sung").text
    assert "Ảnh mờ, chụp lại." in page
    assert "Giấy tờ 2" not in page
    assert client.get(f"{registered.get_absolute_url()}/giay/bo-sung-1.pdf").content.startswith(b"%PDF")


def test_a_day_by_which_to_supply_is_said_wherever_it_is_asked_for_and_ends_nothing(client, registered, place):
    services.ask_more(
        dossier_id=registered.pk, version=registered.version, message="", by=place.officer, at=MORNING,
        items=[Item(key="phieu", name="Phiếu khai báo", words="Ảnh mờ.")], supply_on=date(2026, 12, 4),
    )  # fmt: skip
    page = registered.get_absolute_url()
    for path in ("/ho-so-cua-toi", page, f"{page}/bo-sung"):
        assert re.search(r"[Tt]rước\W.{0,80}04/12/2026", read(client.get(path)), re.DOTALL), path
    assert "ngày 04 tháng 12 năm 2026" in text_of(client.get(f"{page}/giay/bo-sung-1.pdf").content)
    with time_machine.travel("2026-12-07T02:00:00+00:00", tick=True):
        client.force_login(registered.filed_by)
        assert "nay vẫn bổ sung được" in client.get(f"{page}/bo-sung").text


def test_the_day_by_which_to_supply_lies_ahead(registered, place):
    with pytest.raises(services.DayGone):
        services.ask_more(
            dossier_id=registered.pk, version=registered.version, message="", by=place.officer, at=MORNING,
            items=[Item(key="phieu", name="Phiếu khai báo", words="Ảnh mờ.")], supply_on=MORNING.date(),
        )  # fmt: skip


def test_all_or_nothing_and_the_file_that_came_stays_with_the_page(client, registered, place):
    asked(
        place,
        registered,
        Item(key="phieu", name="Phiếu khai báo", words="Chụp lại."),
        Item(key="giay-2", name="Giấy tờ 2", words="Thiếu trang 2."),
        Item(key="", name="Địa chỉ", words="Ghi rõ thôn."),
    )
    page = f"{registered.get_absolute_url()}/bo-sung"
    response = client.post(page, {"version": registered.version, "file-1": pdf("moi.pdf"), "words-3": "Thôn 2"})
    assert response.status_code == 422
    for words in ("moi.pdf", "Thôn 2", 'href="#muc-2"'):
        assert words in response.text
    registered.refresh_from_db()
    assert registered.state == State.SUPPLEMENT
    mark = response.text.partition('name="kept-1" value="')[2].partition('"')[0]
    response = client.post(
        page,
        {"version": registered.version, "kept-1": mark, "words-2": "Đã nộp bản giấy", "words-3": "Thôn 2"},
        follow=True,
    )
    assert "Đã bổ sung hồ sơ" in response.text
    registered.refresh_from_db()
    assert registered.state == State.REGISTERED
    assert Attachment.objects.filter(paper__key="phieu", replaced_at=None).get().file.name == "moi.pdf"
    assert registered.supplements.get().answers == {"giay-2": "Đã nộp bản giấy", "": "Thôn 2"}
    assert client.post(page, {"version": 1})["Location"] == registered.get_absolute_url()  # pressed twice


def test_a_file_of_another_dossier_cannot_be_smuggled_in(client, registered, place):
    asked(place, registered)
    page = f"{registered.get_absolute_url()}/bo-sung"
    response = client.post(page, {"version": registered.version, "kept-1": "gia:mao"})
    assert response.status_code == 422


def test_a_file_that_cannot_be_taken_is_said_at_its_item(client, registered, place):
    asked(place, registered)
    page = f"{registered.get_absolute_url()}/bo-sung"
    response = client.post(page, {"version": registered.version, "file-1": SimpleUploadedFile("a.pdf", b"")})
    assert response.status_code == 422
    assert "Tệp a.pdf trống" in response.text
    answer = client.post(f"{page}/tep", {"key": "1", "file": pdf("b.pdf")}, headers={"X-Upload": "1"})
    assert "b.pdf" in answer.json()["row"]


def test_files_of_a_supply_page_left_half_way_are_given_up_and_those_of_dossiers_stay(client, registered, place):
    asked(place, registered)
    page = f"{registered.get_absolute_url()}/bo-sung"
    client.post(f"{page}/tep", {"key": "1", "file": pdf("b.pdf")}, headers={"X-Upload": "1"})
    kept = Attachment.objects.count()
    assert StoredFile.objects.count() == kept + 1
    later = now() + timedelta(days=1)
    assert files.discard_unclaimed(stored_before=later, at=later) == 1
    assert StoredFile.objects.count() == kept


def test_what_changed_meanwhile_is_said_and_the_text_stays(client, registered, place):
    asked(place, registered)
    page = f"{registered.get_absolute_url()}/bo-sung"
    response = client.post(page, {"version": registered.version - 1, "words-1": "Đã nộp ở quầy"})
    assert response.status_code == 409
    assert "Đã nộp ở quầy" in response.text


# Withdrawal


def test_before_acceptance_a_dossier_is_taken_back_at_once(client, registered):
    page = f"{registered.get_absolute_url()}/rut"
    assert "rút ngay" in client.get(page).text
    assert client.post(page, {"version": registered.version}).status_code == 422
    told = {"version": registered.version, "reason": "Nộp nhầm thủ tục"}
    for _press in range(2):
        assert client.post(page, told)["Location"] == registered.get_absolute_url()
    registered.refresh_from_db()
    assert registered.state == State.STOPPED


def test_after_acceptance_the_office_is_asked(client, registered, place):
    dossier = accepted(place, registered)
    page = f"{dossier.get_absolute_url()}/rut"
    late = client.post(page, {"version": dossier.version - 1, "reason": "Đổi ý"})
    assert late.status_code == 409
    assert "Đổi ý" in late.text
    client.post(page, {"version": dossier.version, "reason": "Đổi ý"})
    dossier.refresh_from_db()
    assert dossier.state == State.WITHDRAWAL
    assert "Yêu cầu rút hồ sơ" in client.get(dossier.get_absolute_url()).text


def test_who_may_not_take_a_dossier_back_reads_why_and_is_told(client, registered, place):
    dossier = accepted(place, registered)
    dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=MORNING)
    client.post(f"{dossier.get_absolute_url()}/rut", {"version": dossier.version, "reason": "Đổi ý"})
    dossier.refresh_from_db()
    services.decline_withdrawal(
        dossier_id=dossier.pk, version=dossier.version, reason="Kết quả đã trình ký", by=place.head, at=now()
    )
    page = client.get(dossier.get_absolute_url()).text
    assert page.index("Đổi ý") < page.index("Không đồng ý cho rút hồ sơ") < page.index("Kết quả đã trình ký")
    services.tell_applicant(dossier_id=dossier.pk, kind=Kind.KEPT, at=now())
    assert "xử lý tiếp" in Notice.objects.get(kind=Kind.KEPT).title


def test_what_is_over_cannot_be_taken_back(client, citizen, place):
    dossier = see(citizen, done(place))
    assert client.get(f"{dossier.get_absolute_url()}/rut").status_code == 404


# The two codes


def test_the_code_on_the_receipt_brings_a_dossier_into_the_list(client, citizen, place):
    dossier = taken_in(place)
    assert client.get(dossier.get_absolute_url()).status_code == 404
    wrong = client.post("/ho-so-cua-toi/lien-ket", {"number": dossier.number, "code": "AAAA-AAAA"})
    assert wrong.status_code == 422
    unknown = client.post("/ho-so-cua-toi/lien-ket", {"number": "000.00.12.H21-261118-9999", "code": "AAAA-AAAA"})
    words = "Số hồ sơ và mã trên giấy tiếp nhận không khớp"
    assert words in wrong.text
    assert words in unknown.text
    typed = {"number": f" {dossier.number.lower()} ", "code": receipt_code(dossier).lower()}
    assert client.post("/ho-so-cua-toi/lien-ket", typed)["Location"] == dossier.get_absolute_url()
    assert client.get(dossier.get_absolute_url()).status_code == 200


def test_the_secret_code_opens_one_dossier_in_one_browser_and_closes_again(client):
    place = online_office(form=None, anonymous_allowed=True)
    filed(client, place)
    dossier = Dossier.objects.get()
    code = services.secret_code(dossier.pk)
    phone = Browser()
    assert phone.post("/tra-cuu/mo", {"number": dossier.reference, "code": "AAAAA-AAAAA"}).status_code == 422
    opened = phone.post("/tra-cuu/mo", {"number": dossier.reference, "code": code.replace("-", " ").lower()})
    assert opened["Location"] == dossier.get_absolute_url()
    page = phone.get(opened["Location"]).text
    assert "Đóng hồ sơ trên trình duyệt này" in page
    assert code not in page
    assert client.get(dossier.get_absolute_url()).status_code == 200
    phone.post("/tra-cuu/dong")
    assert phone.get(dossier.get_absolute_url()).status_code == 302


def test_without_an_account_one_supplies_and_withdraws_too(client):
    place = online_office(form=None, anonymous_allowed=True)
    filed(client, place)
    dossier = asked(place, Dossier.objects.get())
    page = f"{dossier.get_absolute_url()}/bo-sung"
    assert client.post(page, {"version": dossier.version, "file-1": pdf()}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.REGISTERED
    told = {"version": dossier.version, "reason": "Đổi ý"}
    assert client.post(f"{dossier.get_absolute_url()}/rut", told).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.STOPPED


def test_secret_codes_cannot_be_tried_without_end(client):
    place = online_office(form=None, anonymous_allowed=True)
    filed(client, place)
    dossier = Dossier.objects.get()
    guess = Browser()
    for _try in range(10):
        guess.post("/tra-cuu/mo", {"number": dossier.reference, "code": "AAAAA-AAAAA"})
    right = guess.post("/tra-cuu/mo", {"number": dossier.reference, "code": services.secret_code(dossier.pk)})
    assert right.status_code == 422
    assert "Đã thử quá nhiều lần" in right.text
