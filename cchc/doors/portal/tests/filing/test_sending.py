"""P7, P8: the check, the confirmation, who files for whom, and filing without an account."""

import pytest
import time_machine

from cchc.doors.portal.tests.situations import (
    PERSON,
    begun,
    code_of,
    filed,
    filled_in,
    online_office,
)
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.kernel.testing import Browser
from cchc.onestop.dossiers.models import Dossier, Draft
from cchc.onestop.dossiers.services import secret_code
from cchc.onestop.dossiers.tests.factories import applicant_account
from cchc.onestop.dossiers.tests.test_papers import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday_morning")]


# P7, P8


def test_the_check_shows_everything_with_a_way_to_change_it_and_names_what_was_skipped(client, citizen, place):
    base = filled_in(client, place)
    page = client.get(f"{base}/kiem-tra").text
    assert "Kiểm tra: hồ sơ chưa được gửi" in page
    for key in ("nguoi-nop", "co-so", "thiet-bi", "giay-to"):
        assert f'href="{base}/{key}?tu=kiem-tra"' in page
    for words in ("Không khai", "Phòng khám An Khê", "Máy A", "Dự kiến hẹn trả", "Cam đoan"):
        assert words in page
    assert not Dossier.objects.exists()


def test_a_paper_that_the_form_makes_is_not_missing_at_the_check(client, citizen, place):
    first = place.version.papers.order_by("order")[0]
    place.version.papers.filter(pk=first.pk).update(by_form=True)
    generations.forget_all()
    base = filled_in(client, place)
    Draft.objects.get().papers.filter(key=first.key).delete()
    page = client.get(f"{base}/kiem-tra").text
    assert "Lập từ nội dung đã khai" in page
    assert "Còn thiếu" not in page


def test_without_the_declaration_nothing_is_sent(client, citizen, place):
    base = filled_in(client, place)
    response = client.post(f"{base}/kiem-tra", {})
    assert response.status_code == 422
    assert "Đánh dấu vào ô cam đoan" in response.text
    assert not Dossier.objects.exists()


def test_what_is_missing_is_named_with_the_part_that_mends_it(client, citizen, place):
    base = begun(client, place)
    response = client.post(f"{base}/kiem-tra", {"declared": "1"})
    assert response.status_code == 422
    assert 'href="#phan-co-so"' in response.text
    assert 'id="phan-co-so"' in response.text
    assert not Dossier.objects.exists()


def test_double_press_back_and_reload_make_one_dossier(client, citizen, place):
    base = filled_in(client, place)
    first = client.post(f"{base}/kiem-tra", {"declared": "1"})["Location"]
    assert client.post(f"{base}/kiem-tra", {"declared": "1"})["Location"] == first
    assert client.get(f"{base}/co-so")["Location"] == first
    assert client.get(base)["Location"] == first
    dossier = Dossier.objects.get()
    assert first == f"/ho-so/{dossier.reference}/da-nop"
    assert dossier.answers == {
        "ten_co_so": "Phòng khám An Khê", "co_ho_so": True, "thiet_bi": [{"ten": "Máy A"}],
    }  # fmt: skip
    assert dossier.papers.filter(handed_in=True).count() == 2


def test_the_confirmation_says_number_time_next_step_and_contact_and_stays(client, citizen, place):
    address = filed(client, place)
    for _visit in range(2):
        page = client.get(address).text
        assert Dossier.objects.get().reference in page
        for words in ("Nộp lúc", "Một cửa trả lời trước", "Tải bản xác nhận đã gửi", "Hỏi về hồ sơ"):
            assert words in page
        assert "Mã bí mật" not in page  # an account opens it
    pdf = client.get(f"{address.removesuffix('/da-nop')}/giay/xac-nhan.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_for_a_firm_the_holder_and_the_submitter_are_two(client, citizen, place):
    who = {
        "name": "CÔNG TY TNHH MINH HỌA", "tax": "0100109106", "submitter_name": "Nguyễn Thị Ngọc Huyền",
        "submitter_number": "052187004318",
    }  # fmt: skip
    filed(client, place, "cho=firm", **who)
    dossier = Dossier.objects.get()
    assert (dossier.applicant_kind, dossier.applicant_number) == ("organisation", "0100109106")
    assert dossier.submitter_name == "Nguyễn Thị Ngọc Huyền"


def test_for_somebody_else_the_kind_of_holder_decides_which_number_is_asked(client, citizen, place):
    who = {
        "kind": "citizen", "name": "Đinh Văn Bính", "submitter_name": "Nguyễn Thị Ngọc Huyền",
        "submitter_number": "052187004318", "personal": "052087004319",
    }  # fmt: skip
    filed(client, place, "cho=authorised", **who)
    assert Dossier.objects.get().applicant_number == "052087004319"


# Without an account


def test_who_has_no_personal_number_gives_that_of_another_paper(client, citizen, place):
    base = begun(client, place)
    page = client.get(f"{base}/nguoi-nop").text
    assert "Giấy tờ khác, ví dụ hộ chiếu" in page
    given = {"personal": "", "personal_paper": "other", "other": "M 12345678"}
    mark = Draft.objects.get().saved["nguoi-nop"]
    answer = client.post(f"{base}/nguoi-nop", PERSON | given | {"version": mark})
    assert "chữ cái không dấu, chữ số, gạch ngang" in answer.text
    mark = Draft.objects.get().saved["nguoi-nop"]
    answer = client.post(f"{base}/nguoi-nop", PERSON | given | {"other": "M12345678", "version": mark})
    assert answer.status_code == 302, answer.text
    assert Draft.objects.get().person["number"] == "M12345678"


def test_the_representative_of_a_firm_may_have_another_paper(client, citizen, place):
    firm = {"name": "Phòng khám An Khê", "tax": "0100233488", "submitter_name": "Kim Min-jun"}
    paper = {"submitter_number": "", "submitter_number_paper": "other", "submitter_other": "M12345678"}
    filed(client, place, "cho=firm", **firm, **paper)
    dossier = Dossier.objects.get()
    assert (dossier.applicant_number, dossier.submitter_number) == ("0100233488", "M12345678")


def test_where_the_procedure_allows_it_nobody_needs_an_account(client):
    place = online_office(anonymous_allowed=True)
    address = filed(client, place)
    dossier = Dossier.objects.get()
    page = client.get(address).text
    assert secret_code(dossier.pk) in page
    assert Browser().get(address).status_code == 302  # to sign in: it is nobody else's
    paper = f"/ho-so/{dossier.reference}/giay/xac-nhan.pdf"
    assert secret_code(dossier.pk) in text_of(client.get(paper).content)
    with time_machine.travel("2026-11-18T02:45:00+00:00", tick=True):
        page = client.get(address).text
        assert dossier.reference in page
        assert secret_code(dossier.pk) not in page  # shown once
        assert secret_code(dossier.pk) not in text_of(client.get(paper).content)
    with time_machine.travel("2026-11-18T07:00:00+00:00", tick=True):
        assert client.get(address).status_code == 302  # the browser has forgotten it


def test_a_draft_without_an_account_opens_in_its_own_browser_alone(client):
    place = online_office(anonymous_allowed=True)
    base = begun(client, place)
    assert client.get(f"{base}/co-so").status_code == 200
    assert Browser().get(f"{base}/co-so").status_code == 404
    assert "Tiếp tục bản nháp" in client.get(f"/nop-ho-so/{code_of(place)}").text
    assert "Tiếp tục bản nháp" not in Browser().get(f"/nop-ho-so/{code_of(place)}").text


def test_a_draft_begun_without_an_account_can_be_filed_with_one(client):
    place = online_office(anonymous_allowed=True)
    base = filled_in(client, place)
    user = applicant_account()
    client.force_login(user)
    client.post(f"{base}/kiem-tra", {"declared": "1"})
    dossier = Dossier.objects.get()
    assert (dossier.filed_by, dossier.secret) == (user, "")


def test_one_address_begins_only_so_many_drafts_without_an_account(client):
    place = online_office(anonymous_allowed=True)
    answers = [
        client.post(f"/nop-ho-so/{code_of(place)}/{uuid7()}/nguoi-nop?cho=self", PERSON).status_code
        for _press in range(21)
    ]
    assert answers == [302] * 20 + [429]


def test_a_wrong_number_that_was_kept_does_not_get_through_the_check(client, citizen, place):
    base = filled_in(client, place)
    mark = Draft.objects.get().saved["nguoi-nop"]
    client.post(f"{base}/nguoi-nop", PERSON | {"personal": "052 187 00431", "version": mark})
    response = client.post(f"{base}/kiem-tra", {"declared": "1"})
    assert response.status_code == 422
    assert 'href="#phan-nguoi-nop"' in response.text
    assert not Dossier.objects.exists()
