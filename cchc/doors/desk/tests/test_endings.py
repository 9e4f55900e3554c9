"""Acts towards the applicant, and those that end a dossier, by their pages."""

import pytest

from cchc.doors.desk.choices import Act
from cchc.doors.desk.tests.situations import (
    NOW,
    SITUATIONS,
    filed_online,
    plain,
    said,
    send,
    to_be_withdrawn,
    url_of,
    waiting,
)
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import State, Verdict
from cchc.onestop.dossiers.tests.factories import office, with_specialist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


# Towards the applicant, and endings


def test_words_of_papers_that_are_not_good_become_the_request(client, place):
    dossier = with_specialist(place)
    paper = dossier.papers.get(key="phieu")
    services.judge(paper_id=paper.pk, verdict=Verdict.NOT_GOOD, words="Thiếu chữ ký", by=place.specialist, at=NOW)
    client.force_login(place.specialist)
    response = client.get(url_of(dossier, Act.ASK_MORE))
    assert response.context["form"]["p-phieu"].value() == "Thiếu chữ ký"
    assert "Đồng hồ tạm dừng đến khi người nộp bổ sung" in plain(response)
    assert "tính lại từ đầu" in plain(response)
    empty = {"p-phieu": "", "p-giay-2": ""}
    response = send(client, place.specialist, dossier, Act.ASK_MORE, **empty, message="Nộp gấp")
    assert response.status_code == 422
    assert "Ghi ít nhất một nội dung cần bổ sung" in plain(response)
    assert "Nộp gấp" in plain(response)
    response = send(client, place.specialist, dossier, Act.ASK_MORE, **{"p-phieu": "Thiếu chữ ký", "p-giay-2": ""})
    assert "Đã gửi yêu cầu bổ sung" in said(response, client)
    asked = dossier.supplements.get()
    assert asked.items == [{"key": "phieu", "name": "Phiếu khai báo", "words": "Thiếu chữ ký"}]


def test_the_clock_of_a_pausing_procedure_is_said_to_pause(client):
    place = office(clock="pause")
    dossier = with_specialist(place)
    client.force_login(place.specialist)
    assert "thời gian chờ không tính" in plain(client.get(url_of(dossier, Act.ASK_MORE)))


def test_a_second_request_before_acceptance_is_warned_about_and_needs_a_reason(client, place):
    dossier = filed_online(place)
    response = send(client, place.officer, dossier, Act.ASK_MORE, **{"p-phieu": "Thiếu chữ ký"})
    assert response.status_code == 302
    dossier.refresh_from_db()
    services.supply(
        dossier_id=dossier.pk, version=None, files={}, answers={"phieu": "Đã ký"}, by=place.officer, at=NOW
    )
    dossier.refresh_from_db()
    client.force_login(place.officer)
    assert "Lần nữa phải có lý do" in plain(client.get(url_of(dossier, Act.ASK_MORE)))
    response = send(client, place.officer, dossier, Act.ASK_MORE, **{"p-giay-2": "Mờ"})
    assert response.status_code == 422
    assert "repeat_reason" in response.context["form"].errors
    response = send(
        client,
        place.officer,
        dossier,
        Act.ASK_MORE,
        **{"p-giay-2": "Mờ"},
        repeat_reason="Bản mới nộp không đọc được",
    )
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("act", "situation", "role", "state", "verb"),
    [
        (Act.REFUSE, "online", "officer", State.REFUSED, "Từ chối tiếp nhận hồ sơ"),
        (Act.STOP, "with specialist", "specialist", State.STOPPED, "Dừng xử lý hồ sơ"),
        (Act.VOID, "taken in", "officer", State.VOID, "Hủy tiếp nhận hồ sơ"),
    ],
)
def test_what_cannot_be_undone_names_its_object_on_a_red_button(client, place, act, situation, role, state, verb):
    dossier = SITUATIONS[situation](place)
    user = getattr(place, role)
    client.force_login(user)
    text = plain(client.get(url_of(dossier, act)))
    assert f"{verb} {dossier}</button>" in text
    assert "btn--danger" in text
    assert "Không, quay lại" in text
    assert "Rơ Châm" in text
    assert send(client, user, dossier, act).status_code == 422
    assert send(client, user, dossier, act, reason="Không thuộc thẩm quyền").status_code == 302
    dossier.refresh_from_db()
    assert (dossier.state, dossier.end_reason) == (state, "Không thuộc thẩm quyền")


def test_a_wish_to_withdraw_is_written_down_at_the_counter_and_answered_by_the_holder(client, place):
    dossier = with_specialist(place)
    response = send(client, place.officer, dossier, Act.WITHDRAW, reason="Nộp nhầm")
    assert response.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.WITHDRAWAL
    client.force_login(place.specialist)
    page = client.get(f"/viec/ho-so/{dossier}")
    assert page.context["opened"].primary.act == Act.WITHDRAW
    assert str(page.context["opened"].primary.label) == "Trả lời đề nghị rút hồ sơ"
    assert "Nộp nhầm" in plain(client.get(url_of(dossier, Act.WITHDRAW)))
    response = send(client, place.specialist, dossier, Act.WITHDRAW, decision="khong-dong-y")
    assert response.status_code == 422
    assert "Nhập lý do không đồng ý" in plain(response)
    response = send(
        client, place.specialist, dossier, Act.WITHDRAW, decision="khong-dong-y", reason="Kết quả đã trình ký"
    )
    assert response.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING
    course = plain(client.get(f"/viec/ho-so/{dossier}?phan=qua-trinh"))
    for words in ("Không đồng ý cho rút hồ sơ; đồng hồ chạy tiếp", "Nộp nhầm", "Kết quả đã trình ký"):
        assert words in course
    other = to_be_withdrawn(place)
    assert send(client, place.specialist, other, Act.WITHDRAW, decision="dong-y").status_code == 302
    other.refresh_from_db()
    assert other.state == State.STOPPED


def test_a_wish_to_withdraw_what_waits_for_papers_comes_back_to_its_holder(client, place):
    dossier = waiting(place)
    assert send(client, place.officer, dossier, Act.WITHDRAW, reason="Không làm nữa").status_code == 302
    client.force_login(place.specialist)
    response = client.get("/viec?tab=cua-toi")
    assert [row.item.label for row in response.context["rows"]] == [dossier.number]
