"""P4, P5: before the form, and its pages."""

import json
from datetime import date

import pytest
import time_machine

from cchc.doors.portal.tests.situations import (
    ELIGIBILITY,
    PERSON,
    begun,
    code_of,
    online_office,
)
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.kernel.testing import Browser
from cchc.onestop.dossiers.models import Draft
from cchc.onestop.dossiers.tests.factories import applicant_account
from cchc.onestop.procedures.models import FilingPlace, Version
from cchc.onestop.procedures.tests.factories import VersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday_morning")]


# P4


def test_a_stranger_signs_in_first_and_comes_back(client, place):
    response = client.get(f"/nop-ho-so/{code_of(place)}")
    assert response["Location"] == f"/dang-nhap?next=/nop-ho-so/{code_of(place)}"


def test_the_office_files_nothing_for_itself(client, place):
    client.force_login(place.officer)
    assert client.get(f"/nop-ho-so/{code_of(place)}").status_code == 403


def test_an_unknown_procedure_is_not_there(client, citizen, place):
    assert client.get("/nop-ho-so/9.999999").status_code == 404


def test_before_the_form_nothing_is_written_and_each_answer_goes_into_the_address(client, citizen):
    place = online_office(eligibility=ELIGIBILITY)
    start = f"/nop-ho-so/{code_of(place)}"
    assert "Nộp hồ sơ cho ai?" in client.get(start).text
    response = client.post(start, {"answer": "self"})
    assert response["Location"] == f"{start}?cho=self"
    assert "câu <span" in client.get(response["Location"]).text
    response = client.post(response["Location"], {"answer": "co"})
    assert response["Location"] == f"{start}?cho=self&hoi-y-te=co"
    page = client.get(response["Location"]).text
    # filed at 09:00, answered within 8 working hours, then 10 working days; 24/11 is a day off
    assert "Dự kiến hẹn trả" in page
    assert "cho=self&amp;hoi-y-te=co" in page
    assert not Draft.objects.exists()


def test_a_question_left_open_is_asked_again_with_an_error(client, citizen, place):
    response = client.post(f"/nop-ho-so/{code_of(place)}", {})
    assert response.status_code == 422
    assert "<title>Lỗi: " in response.text
    assert "Chọn một câu trả lời" in response.text


def test_not_eligible_is_a_page_with_reason_and_alternative_and_no_error(client, citizen):
    place = online_office(eligibility=ELIGIBILITY)
    response = client.get(f"/nop-ho-so/{code_of(place)}?cho=self&hoi-y-te=khong")
    assert response.status_code == 200
    assert "chỉ dành cho thiết bị chẩn đoán y tế" in response.text
    assert "Nộp thủ tục cấp giấy phép" in response.text
    assert "Lỗi" not in response.text
    assert "tone-red" not in response.text


def test_what_is_filed_on_the_national_portal_is_sent_there(client, citizen, place):
    FilingPlace.objects.update(place="national", url="https://dichvucong.example/1")
    generations.forget_all()
    page = client.get(f"/nop-ho-so/{code_of(place)}").text
    assert 'href="https://dichvucong.example/1"' in page


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"effective_from": date(2026, 12, 1)}, "có hiệu lực từ"),
        ({"effective_to": date(2026, 10, 1), "state": "replaced"}, "không còn hiệu lực"),
    ],
)
def test_what_is_not_in_force_says_so(client, citizen, place, dates, words):
    Version.objects.update(**dates)
    generations.forget_all()
    assert words in client.get(f"/nop-ho-so/{code_of(place)}").text


def test_a_second_visit_offers_the_draft_before_a_new_one(client, citizen, place):
    base = begun(client, place)
    page = client.get(f"/nop-ho-so/{code_of(place)}").text
    assert page.index("Tiếp tục bản nháp ngày") < page.index("Bắt đầu hồ sơ mới")
    assert f'{base}/co-so"' in page  # where it was left
    assert "Nộp hồ sơ cho ai?" in client.get(f"/nop-ho-so/{code_of(place)}?moi=1").text


# P5


def test_the_first_page_is_prefilled_and_begins_the_draft_once(client, citizen, place):
    base = f"/nop-ho-so/{code_of(place)}/{uuid7()}"
    page = client.get(f"{base}/nguoi-nop?cho=self").text
    assert 'value="Nguyễn Thị Ngọc Huyền"' in page
    assert "Hồ sơ chưa được gửi" in page
    assert not Draft.objects.exists()
    for _press in range(2):
        response = client.post(f"{base}/nguoi-nop?cho=self", PERSON)
        assert response["Location"] == f"{base}/co-so"
    draft = Draft.objects.get()
    assert draft.person["number"] == "052187004318"
    assert draft.person["address"].startswith("01 đường Minh Họa")
    assert draft.owner == citizen


def test_without_the_answers_before_it_the_first_page_goes_back_to_the_start(client, citizen, place):
    base = f"/nop-ho-so/{code_of(place)}"
    assert client.post(f"{base}/{uuid7()}/nguoi-nop", PERSON)["Location"] == base
    assert not Draft.objects.exists()


def test_two_errors_stand_on_top_and_at_their_fields_and_what_was_typed_stays(client, citizen, place):
    base = begun(client, place)
    mark = Draft.objects.get().saved["nguoi-nop"]
    typed = PERSON | {"personal": "052 187 00431", "name": "", "version": mark}
    response = client.post(f"{base}/nguoi-nop", typed)
    assert response.status_code == 422
    assert "<title>Lỗi: " in response.text
    words = "Số định danh cá nhân phải có 12 chữ số, đang có 11"
    plain = response.text.replace('<span class="fig">', "").replace("</span>", "")
    assert plain.count(words) == 2
    assert 'value="052 187 00431"' in response.text
    assert Draft.objects.get().person["personal"] == "052 187 00431"  # kept, right or wrong


def test_a_page_is_kept_field_by_field_while_it_is_filled_in(client, citizen, place):
    base = begun(client, place)
    response = client.post(
        f"{base}/co-so", {"ten_co_so": "Phòng khám", "version": ""}, headers={"X-Autosave": "1"}
    )
    told = json.loads(response.content)
    assert told["words"] == "Đã lưu lúc 09:00"
    assert Draft.objects.get().answers["ten_co_so"] == "Phòng khám"
    assert told["version"] in client.get(f"{base}/co-so").text


def test_an_answer_that_was_emptied_is_empty(client, citizen, place):
    base = begun(client, place)
    client.post(f"{base}/co-so", {"ten_co_so": "A", "ghi_chu": "X", "co_ho_so": "true"})
    mark = Draft.objects.get().saved["co-so"]
    client.post(f"{base}/co-so", {"ten_co_so": "A", "ghi_chu": "", "co_ho_so": "true", "version": mark})
    assert not Draft.objects.get().answers.get("ghi_chu")


def test_pages_that_are_not_asked_are_not_counted_and_not_there(client, citizen, place):
    base = begun(client, place)
    assert client.get(f"{base}/ly-do").status_code == 404
    page = client.get(f"{base}/co-so").text.replace('<span class="fig">', "").replace("</span>", "")
    assert "Bước 2 trong 5" in page
    response = client.post(f"{base}/co-so", {"ten_co_so": "A", "co_ho_so": "false"})
    assert response["Location"] == f"{base}/ly-do"
    page = client.get(f"{base}/ly-do").text.replace('<span class="fig">', "").replace("</span>", "")
    assert "Bước 3 trong 6" in page


def test_rows_are_added_and_removed_by_buttons_and_nothing_typed_is_lost(client, citizen, place):
    base = begun(client, place)
    response = client.post(f"{base}/thiet-bi", {"thiet_bi-0-ten": "Máy A", "_add": "thiet_bi"})
    assert response["Location"].startswith(f"{base}/thiet-bi")
    page = client.get(f"{base}/thiet-bi").text
    assert 'value="Máy A"' in page
    assert 'name="thiet_bi-1-ten"' in page
    mark = Draft.objects.get().saved["thiet-bi"]
    client.post(
        f"{base}/thiet-bi",
        {"thiet_bi-0-ten": "Máy A", "thiet_bi-1-ten": "Máy B", "_remove": "thiet_bi-0", "version": mark},
    )
    assert [row["ten"] for row in Draft.objects.get().answers["thiet_bi"]] == ["Máy B"]


def test_from_the_check_a_page_leads_back_to_it(client, citizen, place):
    base = begun(client, place)
    response = client.post(f"{base}/co-so?tu=kiem-tra", {"ten_co_so": "A", "co_ho_so": "true"})
    assert response["Location"] == f"{base}/kiem-tra"


def test_save_and_exit_asks_nothing_and_goes_to_ones_dossiers(client, citizen, place):
    base = begun(client, place)
    response = client.post(f"{base}/co-so", {"ten_co_so": "", "thoat": "1"})
    assert response["Location"] == "/ho-so-cua-toi"


def test_an_older_tab_is_asked_before_its_text_wins_and_both_are_shown(client, citizen, place):
    base = begun(client, place)
    client.post(f"{base}/co-so", {"ten_co_so": "Cũ", "co_ho_so": "true"})
    shown = Draft.objects.get().saved["co-so"]
    with time_machine.travel("2026-11-18T02:10:00+00:00", tick=True):
        client.post(f"{base}/co-so", {"ten_co_so": "Ở tab kia", "co_ho_so": "true", "version": shown})
        response = client.post(f"{base}/co-so", {"ten_co_so": "Ở tab này", "co_ho_so": "true", "version": shown})
        assert response.status_code == 409
        assert "Ở tab kia" in response.text
        assert 'value="Ở tab này"' in response.text
        assert Draft.objects.get().answers["ten_co_so"] == "Ở tab kia"
        mark = Draft.objects.get().saved["co-so"]
        assert f'value="{mark}"' in response.text  # pressed again, this text wins
        client.post(f"{base}/co-so", {"ten_co_so": "Ở tab này", "co_ho_so": "true", "version": mark})
    assert Draft.objects.get().answers["ten_co_so"] == "Ở tab này"


def test_the_same_text_from_two_tabs_is_no_conflict(client, citizen, place):
    base = begun(client, place)
    client.post(f"{base}/co-so", {"ten_co_so": "A", "co_ho_so": "true"})
    response = client.post(f"{base}/co-so", {"ten_co_so": "A", "co_ho_so": "true", "version": "x"})
    assert response["Location"] == f"{base}/thiet-bi"


@pytest.mark.parametrize("page", ["", "/nguoi-nop", "/co-so", "/giay-to", "/kiem-tra", "/xoa"])
def test_a_draft_is_not_there_for_another_account(client, citizen, place, page):
    base = begun(client, place)
    other = Browser()
    other.force_login(applicant_account())
    assert other.get(base + page).status_code == 404
    assert other.post(base + page, {"ten_co_so": "X"}).status_code in (404, 405)


def test_whose_session_ended_signs_in_and_comes_back_to_the_same_page(client, citizen, place):
    base = begun(client, place)
    stranger = Browser()
    assert stranger.get(f"{base}/co-so")["Location"] == f"/dang-nhap?next={base}/co-so"
    response = stranger.post(f"{base}/co-so", {"ten_co_so": "X"})
    assert response.status_code == 403
    assert "nội dung đã lưu lúc" in response.text
    quiet = stranger.post(f"{base}/co-so", {"ten_co_so": "X"}, headers={"X-Autosave": "1"})
    assert quiet.json()["words"].startswith("Phiên đã hết.")


def test_the_page_of_an_ended_session_leads_back_to_where_one_was(client, citizen, place):
    base = begun(client, place)
    client.logout()
    answer = client.post(f"{base}/co-so", {"ten_co_so": "An Khê"})
    assert answer.status_code == 403
    assert f'href="/dang-nhap?next={base}/co-so"' in answer.text


def test_a_draft_goes_on_at_the_first_page_that_holds_something_wrong(client, citizen, place):
    base = begun(client, place)
    client.post(f"{base}/co-so", {"ten_co_so": "", "co_ho_so": "true"})
    client.post(f"{base}/thiet-bi", {"thiet_bi-0-ten": "Máy A"})
    assert client.get(base)["Location"] == f"{base}/co-so"
    mark = Draft.objects.get().saved["co-so"]
    client.post(f"{base}/co-so", {"ten_co_so": "An Khê", "co_ho_so": "true", "version": mark})
    assert client.get(base)["Location"] == f"{base}/giay-to"


def test_a_draft_is_thrown_away_after_one_question(client, citizen, place):
    base = begun(client, place)
    assert "không lấy lại được" in client.get(f"{base}/xoa").text
    assert client.post(f"{base}/xoa")["Location"] == "/ho-so-cua-toi"
    assert not Draft.objects.exists()


def test_a_procedure_that_changed_says_so_and_takes_the_answers_along(client, citizen, place):
    base = begun(client, place)
    client.post(f"{base}/co-so", {"ten_co_so": "Phòng khám", "co_ho_so": "true"})
    old = place.version
    Version.objects.filter(pk=old.pk).update(effective_to=date(2026, 11, 17), state="replaced")
    newer = VersionFactory(
        procedure=old.procedure, number=2, effective_from=date(2026, 11, 18), form=old.form, unit=place.division
    )
    generations.forget_all()
    page = client.get(f"{base}/co-so").text
    assert "đã có bản mới từ" in page
    assert client.post(f"{base}/doi-ban")["Location"] == f"{base}/nguoi-nop"
    draft = Draft.objects.get()
    assert (draft.rules_id, draft.answers["ten_co_so"]) == (newer.pk, "Phòng khám")
    assert "đã có bản mới từ" not in client.get(f"{base}/co-so").text


def test_english_pages_speak_english_where_the_form_does(client, citizen, place):
    base = begun(client, place)
    assert ">Facility<" in client.get(f"/en{base}/co-so").text
