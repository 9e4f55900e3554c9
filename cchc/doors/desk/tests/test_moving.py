"""Moving a dossier through its process by the pages of acts."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.doors.desk.choices import Act
from cchc.doors.desk.tests.situations import NOW, blank_pdf, handed_on, plain, said, send, url_of
from cchc.foundation.identity.tests.factories import StandInFactory
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import ResultKind
from cchc.onestop.dossiers.models import Result
from cchc.onestop.dossiers.tests.factories import MORNING, taken_in, with_director, with_specialist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


# Moving


def test_taking_leads_to_the_dossiers_page(client, place):
    dossier = taken_in(place)
    response = send(client, place.head, dossier, Act.TAKE)
    assert response.headers["Location"] == f"/viec/ho-so/{dossier}"
    assert f"Đã nhận hồ sơ {dossier}" in said(response, client).replace('<span class="fig">', "").replace(
        "</span>", ""
    )


def test_the_page_of_a_hand_over_says_load_absence_deadline_and_unseen_papers(client, place):
    with_specialist(place, MORNING - timedelta(days=21))
    dossier = taken_in(place, MORNING)
    services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=MORNING)
    StandInFactory(
        holding=place.specialist.holdings.get(), user=place.other_specialist, starts_on=date(2026, 11, 18),
        ends_on=date(2026, 11, 20),
    )  # fmt: skip
    client.force_login(place.head)
    text = plain(client.get(url_of(dossier, Act.FORWARD)))
    for words in (
        str(dossier), "Rơ Châm H", "3. Thẩm định (6 ngày)", "giữ 1, quá hạn 1", "giữ 0, quá hạn 0",
        "vắng đến 20/11/2026, Trần Quốc Bảo thay", "10:00 ngày 27/11/2026", "Giấy tờ 1 và 2 chưa xem",
        "Người nộp không thấy",
        "Có bản giấy đi kèm", "Không, quay lại",
    ):  # fmt: skip
        assert words in text, words


def test_forwarding_moves_the_dossier_and_names_who_has_it_now(client, place):
    dossier = with_specialist(place)
    response = send(
        client, place.specialist, dossier, Act.FORWARD, to_step="ky", assignee_id=place.director.pk, note="Xin ký",
    )  # fmt: skip
    assert response.headers["Location"] == "/viec"
    assert "cho Đinh Thị Hồng Liên" in said(response, client)
    dossier.refresh_from_db()
    assert (dossier.step, dossier.handler) == ("ky", place.director)
    client.force_login(place.director)
    assert "Xin ký" in plain(client.get(f"/viec/ho-so/{dossier}"))


def test_the_way_back_leads_to_the_list_from_which_the_dossier_was_opened(client, place):
    dossier = with_specialist(place)
    client.force_login(place.specialist)
    response = client.post(
        f"{url_of(dossier, Act.FORWARD)}?tab=cua-toi&han=tuan-nay", {"version": dossier.version, "to_step": "ky"}
    )
    assert response.headers["Location"] == "/viec?tab=cua-toi&han=tuan-nay"
    assert "Lãnh đạo Sở" in said(response, client)


def test_a_person_without_the_right_of_the_step_is_refused_beside_the_field(client, place):
    dossier = with_specialist(place)
    response = send(
        client, place.specialist, dossier, Act.FORWARD, to_step="ky", assignee_id=place.head.pk, note="Xin ký"
    )
    assert response.status_code == 422
    assert response.context["form"].errors["assignee_id"]
    assert "Xin ký" in plain(response)
    assert "Lỗi:" in plain(response)


def test_assigning_shows_the_load_of_each_person(client, place):
    dossier = taken_in(place)
    services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=MORNING)
    dossier = services.forward(
        dossier_id=dossier.pk, version=dossier.version + 1, to_step="tham-dinh", by=place.head, at=MORNING
    )
    client.force_login(place.head)
    text = plain(client.get(url_of(dossier, Act.ASSIGN)))
    assert "Trần Quốc Bảo" in text
    assert "giữ 0, quá hạn 0" in text
    assert send(client, place.head, dossier, Act.ASSIGN, assignee_id="").status_code == 422
    response = send(client, place.head, dossier, Act.ASSIGN, assignee_id=place.other_specialist.pk)
    assert "cho Trần Quốc Bảo" in said(response, client)


def test_sending_back_needs_a_reason_that_the_receiver_reads(client, place):
    dossier = with_director(place)
    response = send(client, place.director, dossier, Act.SEND_BACK, to_step="tham-dinh", reason="")
    assert response.status_code == 422
    assert "Nhập lý do trả lại" in plain(response)
    response = send(client, place.director, dossier, Act.SEND_BACK, to_step="tham-dinh", reason="Sai căn cứ")
    assert "cho Lê Thị Tuyết Nghiễm" in said(response, client)
    client.force_login(place.specialist)
    assert "Sai căn cứ" in plain(client.get(f"/viec/ho-so/{dossier}"))


def test_recalling_works_until_the_receiver_has_opened_the_dossier(client, place):
    dossier = handed_on(place)
    client.force_login(place.specialist)
    assert "chưa mở hồ sơ" in plain(client.get(url_of(dossier, Act.RECALL)))
    client.force_login(place.director)
    client.get(f"/viec/ho-so/{dossier}")
    client.force_login(place.specialist)
    for late in (client.get(url_of(dossier, Act.RECALL)), send(client, place.specialist, dossier, Act.RECALL)):
        assert late.status_code == 409
        assert plain(late).count("đã mở hồ sơ") == 1
        assert plain(late).count("thu hồi được nữa") == 1
    other = handed_on(place)
    response = send(client, place.specialist, other, Act.RECALL)
    assert "Đã thu hồi" in said(response, client)
    other.refresh_from_db()
    assert other.step == "tham-dinh"


def test_where_two_steps_end_in_one_instant_the_later_is_the_one_it_came_from(client, place):
    for _ in range(4):
        dossier = taken_in(place)
        dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=NOW)
        hands = (place.head, "tham-dinh", place.specialist), (place.specialist, "ky", place.director)
        for by, step, to in hands:
            dossier = services.forward(
                dossier_id=dossier.pk, version=dossier.version, to_step=step, assignee_id=to.pk, by=by, at=NOW
            )
        client.force_login(place.head)
        assert client.get(url_of(dossier, Act.RECALL)).status_code == 403
        client.force_login(place.specialist)
        assert client.get(url_of(dossier, Act.RECALL)).status_code == 200


def test_a_recall_after_the_receiver_took_the_dossier_says_once_who_did_and_that_it_is_too_late(client, place):
    dossier = with_specialist(place)
    dossier = services.forward(
        dossier_id=dossier.pk, version=dossier.version, to_step="ky", by=place.specialist,
        at=MORNING + timedelta(minutes=30),
    )  # fmt: skip
    services.take(dossier_id=dossier.pk, version=dossier.version, by=place.director, at=NOW)
    late = send(client, place.specialist, dossier, Act.RECALL)
    assert late.status_code == 409
    assert plain(late).count("đã nhận hồ sơ này lúc") == 1
    assert plain(late).count("Không thu hồi được nữa") == 1
    assert "đã mở hồ sơ" not in plain(late)
    assert 'name="version"' not in late.text


def result(**told):
    return {
        "kind": ResultKind.GRANTED, "content": "Cấp giấy phép", "signer": "Đinh Thị Hồng Liên",
        "signed_on": "18/11/2026",
        "number": "12/GP", **told,
    }  # fmt: skip


def test_finishing_writes_the_result_down_with_its_paper(client, place):
    dossier = with_director(place)
    upload = SimpleUploadedFile("giay-phep.pdf", blank_pdf(), "application/pdf")
    response = send(client, place.director, dossier, Act.FINISH, **result(upload=upload, note="Giao bản gốc"))
    assert "chờ trả kết quả" in said(response, client)
    made = Result.objects.get(dossier=dossier)
    assert (made.number, made.signed_on, made.file.name) == ("12/GP", date(2026, 11, 18), "giay-phep.pdf")
    client.force_login(place.officer)
    response = client.get(f"/viec/ho-so/{dossier}/ket-qua/tep")
    assert b"".join(response.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"signed_on": "31/02/2026"}, "signed_on", "Ngày ký phải là ngày có thật"),
        ({"signed_on": "19/11/2026"}, "signed_on", "Ngày ký không được sau hôm nay"),
        ({"content": ""}, "content", "Nhập nội dung kết quả"),
        ({"upload": SimpleUploadedFile("a.pdf", b"")}, "upload", "Tệp a.pdf trống"),
        ({"upload": SimpleUploadedFile("a.mov", b"\0\0\0\x14ftypqt  ")}, "upload", "MOV"),
    ],
)
def test_a_result_that_cannot_be_returns_with_what_was_typed(client, place, typed, field, words):
    dossier = with_director(place)
    response = send(client, place.director, dossier, Act.FINISH, **result(**typed))
    assert response.status_code == 422
    assert words in plain(response)
    assert field in response.context["form"].errors
    assert "12/GP" in plain(response)
    assert not Result.objects.filter(dossier=dossier).exists()
