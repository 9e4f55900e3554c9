"""P10 to P11b: what was asked for, asking a dossier back, the two codes."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.doors.portal.tests.situations import accepted, asked, filed, online_office, pdf, read, see
from cchc.foundation.files import services as files
from cchc.foundation.files.models import StoredFile
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.models import Notice
from cchc.kernel.clock import now
from cchc.kernel.testing import Browser
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Attachment, Dossier
from cchc.onestop.dossiers.services import Item, receipt_code
from cchc.onestop.dossiers.tests.factories import MORNING, done, taken_in
from cchc.onestop.dossiers.tests.test_papers import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday_morning")]


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
