"""The counter's acts by their pages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.doors.desk.choices import Act
from cchc.doors.desk.tests.situations import blank_pdf, filed_online, plain, said, send, url_of, waiting
from cchc.foundation.identity.tests.factories import AccountFactory
from cchc.foundation.work.models import WorkItem
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers.choices import Proof, State
from cchc.onestop.dossiers.models import Access, HandOver
from cchc.onestop.dossiers.tests.factories import done, taken_in, with_specialist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


# The counter


def test_accepting_says_the_due_date_and_the_first_step_before_it_is_done(client, place):
    dossier = filed_online(place)
    client.force_login(place.officer)
    text = plain(client.get(url_of(dossier, Act.ACCEPT)))
    assert "hẹn trả kết quả 16:30 ngày 03/12/2026" in text
    assert "Bước đầu “Phân công” nhận hồ sơ ngay bây giờ" in text
    response = send(client, place.officer, dossier, Act.ACCEPT)
    dossier.refresh_from_db()
    assert dossier.number
    assert "Đã tiếp nhận hồ sơ" in said(response, client)


def test_after_three_oclock_the_first_step_begins_the_next_morning(client, place):
    dossier = filed_online(place)
    client.force_login(place.officer)
    with time_machine.travel(datetime(2026, 11, 18, 8, 30, tzinfo=UTC), tick=False):
        text = plain(client.get(url_of(dossier, Act.ACCEPT)))
    assert "ngày" in text
    assert "ngay bây giờ" not in text


def test_what_is_brought_to_the_counter_is_taken_item_by_item(client, place):
    dossier = waiting(place)
    client.force_login(place.officer)
    text = plain(client.get(url_of(dossier, Act.SUPPLY)))
    assert "Đã hết hạn" in text
    assert "tính lại từ đầu" in text
    response = send(client, place.officer, dossier, Act.SUPPLY)
    assert response.status_code == 422
    assert "Ghi bản giấy, tệp hoặc giải trình" in plain(response)
    upload = SimpleUploadedFile("moi.pdf", blank_pdf(), "application/pdf")
    response = send(client, place.officer, dossier, Act.SUPPLY, **{"sheet-0": "on", "files-0": upload})
    assert "Đã ghi nhận bổ sung" in said(response, client)
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING
    paper = dossier.papers.get(key="giay-2")
    assert [one.file.name for one in paper.attachments.all()] == ["moi.pdf"]


def test_a_refused_file_of_a_supplement_changes_nothing_and_is_named_at_its_field(client, place):
    dossier = waiting(place)
    bad = SimpleUploadedFile("khoa.zip", b"PK\x03\x04" + b"\0" * 60)
    response = send(client, place.officer, dossier, Act.SUPPLY, **{"files-0": bad, "words-0": "Nộp bản mới"})
    assert response.status_code == 422
    assert "files-0" in response.context["form"].errors
    assert "Nộp bản mới" in plain(response)
    assert "Chọn lại tệp" in plain(response)
    dossier.refresh_from_db()
    assert dossier.state == State.SUPPLEMENT


@pytest.mark.parametrize(
    ("proof", "missing", "words"),
    [
        (Proof.IDENTITY, "paper_seen", "Ghi giấy tờ đã xem"),
        (Proof.AUTHORITY, "paper_seen", "Ghi giấy tờ đã xem"),
        (Proof.POSTAL, "postal_number", "Ghi số vận đơn"),
    ],
)
def test_handing_over_needs_its_proof(client, place, proof, missing, words):
    dossier = done(place)
    response = send(client, place.officer, dossier, Act.HAND_OVER, proof=proof, collected_by="Siu H'Čĕn")
    assert response.status_code == 422
    assert response.context["form"].errors[missing] == [words]
    told = {missing: "052187004318"}
    response = send(client, place.officer, dossier, Act.HAND_OVER, proof=proof, collected_by="Siu H'Čĕn", **told)
    assert "Đã trả kết quả" in said(response, client)
    assert HandOver.objects.get(dossier=dossier).collected_by == "Siu H'Čĕn"


def test_handing_over_says_what_is_given_what_is_owed_and_repeats_the_verb_on_a_red_button(client, place):
    dossier = done(place, fee_due=Decimal(500_000))
    client.force_login(place.officer)
    text = plain(client.get(url_of(dossier, Act.HAND_OVER)))
    for words in (
        "Cấp giấy phép",
        "Còn 500.000\u00a0đồng chưa thu",
        f"Trả kết quả hồ sơ {dossier}",
        "btn--danger",
    ):
        assert words in text, words


def test_a_fee_is_typed_with_dots_recorded_and_undone_with_a_reason(client, place):
    dossier = with_specialist(place)
    for typed, words in (
        ("", "Nhập số tiền"),
        ("năm trăm", "Số tiền phải là số"),
        ("0", "Số tiền phải lớn hơn 0"),
    ):
        response = send(client, place.officer, dossier, Act.FEE, amount=typed, receipt_number="BL-1")
        assert response.status_code == 422
        assert words in plain(response)
    response = send(client, place.officer, dossier, Act.FEE, amount="1.024.000", receipt_number="BL-1")
    assert "Đã ghi thu" in said(response, client)
    fee = dossier.fees.get()
    assert fee.amount == Decimal(1_024_000)
    undo = f"/viec/ho-so/{dossier}/phi/{fee.pk}/huy"
    assert client.get(undo).status_code == 200
    assert client.post(undo, {"reason": ""}).status_code == 422
    assert client.post(undo, {"reason": "Ghi nhầm số"}).status_code == 302
    fee.refresh_from_db()
    assert fee.void_reason == "Ghi nhầm số"
    assert client.get(undo).status_code == 404
    assert client.get(f"/viec/ho-so/{dossier}/phi/{uuid7()}/huy").status_code == 404


def correction(dossier, **told):
    names = (
        "applicant_name",
        "applicant_number",
        "address",
        "phone",
        "email",
        "sets",
        "delivery",
        "delivery_address",
    )
    return {name: getattr(dossier, name) for name in names} | {"reason": "Gõ sai tên"} | told


def test_correcting_reissues_the_receipt(client, place):
    dossier = taken_in(place)
    response = send(client, place.officer, dossier, Act.CORRECT, **correction(dossier, applicant_name="Siu H'Čĕn"))
    assert "in lại giấy tiếp nhận bản" in said(response, client)
    dossier.refresh_from_db()
    assert (dossier.applicant_name, dossier.receipt_version) == ("Siu H'Čĕn", 2)
    assert WorkItem.objects.open().get(subject_id=dossier.pk).who == "Siu H'Čĕn"
    response = send(client, place.officer, dossier, Act.CORRECT, **correction(dossier, sets="0"))
    assert "Số bộ phải từ 1" in plain(response)


def test_an_account_is_linked_once_the_card_was_seen(client, place):
    dossier = taken_in(place)
    account = AccountFactory()
    response = send(client, place.officer, dossier, Act.LINK, account=account.username)
    assert response.status_code == 422
    assert "Xem giấy tờ tùy thân trước khi liên kết" in plain(response)
    response = send(client, place.officer, dossier, Act.LINK, account="khong@co.vn", seen="on")
    assert "Không có tài khoản" in plain(response)
    assert (
        send(client, place.officer, dossier, Act.LINK, account=account.email.upper(), seen="on").status_code == 302
    )
    assert Access.objects.get(dossier=dossier).user == account
    assert (
        send(client, place.officer, dossier, Act.LINK, account=place.head.username, seen="on").status_code == 422
    )


def test_voiding_keeps_the_number_with_the_reason(client, place):
    dossier = taken_in(place)
    assert send(client, place.officer, dossier, Act.VOID).status_code == 422
    response = send(client, place.officer, dossier, Act.VOID, reason="Nhập trùng")
    assert "Đã hủy tiếp nhận" in said(response, client)
    text = plain(client.get(f"/viec/ho-so/{dossier}"))
    assert "Đã hủy tiếp nhận" in text
    assert "Nhập trùng" in plain(client.get(f"/viec/ho-so/{dossier}", {"phan": "ket-qua"}))
