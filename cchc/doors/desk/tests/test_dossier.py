"""A dossier's page: who sees it and why, what it says, each look recorded, its files, its reckoning."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from cchc.doors.desk.tests.situations import NOW, blank_pdf
from cchc.foundation.audit.models import Entry
from cchc.foundation.audit.services import record_look
from cchc.foundation.files.choices import State as FileState
from cchc.foundation.files.models import StoredFile
from cchc.foundation.files.services import store
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.tests.factories import AgencyFactory, officer_of
from cchc.foundation.worktime.rules import Limit
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Verdict
from cchc.onestop.dossiers.models import Attachment
from cchc.onestop.dossiers.tests.factories import (
    MORNING,
    done,
    office,
    stored,
    taken_in,
    with_director,
    with_specialist,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def url_of(dossier, *below):
    return "/".join([f"/viec/ho-so/{dossier}", *map(str, below)])


def page(client, user, dossier, *below, **query):
    client.force_login(user)
    return client.get(url_of(dossier, *below), query)


def with_file(dossier, file, key="phieu"):
    paper = dossier.papers.get(key=key)
    return Attachment.objects.create(paper=paper, file=file, added_at=NOW)


def test_who_may_not_see_a_dossier_finds_no_such_page(client, place):
    dossier = taken_in(place)
    stranger = officer_of(office_elsewhere(), Right.RECEIVE, Right.PROCESS)
    for below in ((), ("vi-sao",), ("nhat-ky",), ("giay-tiep-nhan",), ("ket-qua", "tep")):
        assert page(client, stranger, dossier, *below).status_code == 404
    assert page(client, place.officer, "000.00.12.H21-261118-9999").status_code == 404


def office_elsewhere():
    return AgencyFactory(code="000.00.01.H99")


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}"])
def test_a_dossier_is_found_by_number_and_by_reference(client, place, typed):
    dossier = taken_in(place)
    assert page(client, place.officer, typed.format(dossier.number, dossier.reference)).status_code == 200


def test_the_page_says_number_state_due_holder_step_and_the_next_move(client, place):
    dossier = with_specialist(place)
    response = page(client, place.specialist, dossier)
    for words in (
        dossier.number, "Đang xử lý", "Còn 10 ngày làm việc", "03/12/2026 16:30", "Lê Thị Tuyết Nghiễm",
        "Thẩm định",
        "0,1/6", "Chuyển: Ký kết quả", "lần xem này được ghi lại", "Giấy tờ",
    ):  # fmt: skip
        assert words in response.text.replace('<span class="fig">', "").replace("</span>", ""), words
    assert response.context["opened"].primary.url == url_of(dossier, "chuyen")


def test_every_look_is_recorded_and_others_who_look_are_named(client, place):
    dossier = with_specialist(place)
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=place.head.pk, at=NOW - timedelta(minutes=5))
    record_look(
        subject_type="dossier",
        subject_id=dossier.pk,
        by_id=place.other_specialist.pk,
        at=NOW - timedelta(minutes=20),
    )
    response = page(client, place.specialist, dossier)
    assert "Đặng Hữu Nghĩa đang mở" in response.text
    assert "09:55" in response.text
    assert "Trần Quốc Bảo đang mở" not in response.text
    mine = Entry.objects.looks().about("dossier", dossier.pk).filter(by_id=place.specialist.pk)
    assert [entry.content["page"] for entry in mine] == ["dossier"]


def test_other_acts_stand_in_a_menu_with_the_reason_why_not_now(client, place):
    dossier = with_specialist(place)
    response = page(client, place.officer, dossier)
    lines = {line.act.value: line.answer for line in response.context["opened"].others}
    assert lines["huy-tiep-nhan"].words == "Hồ sơ đang được xử lý."
    assert lines["phi"].allowed
    assert "chuyen" not in lines
    assert response.context["opened"].primary is None


def test_papers_carry_verdicts_and_the_words_of_what_is_not_good(client, place):
    dossier = with_specialist(place)
    client.force_login(place.specialist)
    response = client.post(url_of(dossier, "giay-to", "phieu"), {"verdict": "not_good", "words": "Thiếu chữ ký"})
    assert response.status_code == 302
    response = client.post(url_of(dossier, "giay-to", "giay-2"), {"verdict": "good"})
    papers = {paper.key: paper for paper in dossier.papers.all()}
    assert (papers["phieu"].verdict, papers["phieu"].words) == (Verdict.NOT_GOOD, "Thiếu chữ ký")
    assert papers["giay-2"].verdict == Verdict.GOOD
    text = client.get(url_of(dossier)).text
    assert "Thiếu chữ ký" in text
    assert "bản giấy, không có tệp" in text


def test_a_paper_that_is_not_good_needs_words(client, place):
    dossier = with_specialist(place)
    client.force_login(place.specialist)
    response = client.post(url_of(dossier, "giay-to", "phieu"), {"verdict": "not_good", "words": " "})
    assert response.status_code == 422
    assert "Ghi lý do chưa đạt" in response.text
    assert not dossier.papers.get(key="phieu").verdict


def test_only_who_has_the_dossier_judges_its_papers(client, place):
    dossier = with_specialist(place)
    client.force_login(place.head)
    assert 'name="verdict"' not in client.get(url_of(dossier)).text
    assert client.post(url_of(dossier, "giay-to", "phieu"), {"verdict": "good"}).status_code == 403
    assert client.post(url_of(dossier, "giay-to", "khac"), {"verdict": "good"}).status_code == 404


def test_a_file_is_shown_to_who_sees_the_dossier_and_the_look_recorded(client, place):
    dossier = with_specialist(place)
    content = blank_pdf()
    upload = ContentFile(content, name="so-do.pdf")
    attachment = with_file(dossier, store(upload=upload, agency=place.agency, by=None, at=NOW))
    response = page(client, place.specialist, dossier)
    assert f'src="{url_of(dossier, "tep", attachment.pk)}' in response.text
    response = page(client, place.specialist, dossier, "tep", attachment.pk)
    assert b"".join(response.streaming_content) == content
    assert response["Content-Type"] == "application/pdf"
    assert Entry.objects.looks().filter(content__file=str(attachment.file_id)).count() == 1
    other = with_specialist(place)
    assert page(client, place.specialist, other, "tep", attachment.pk).status_code == 404
    stranger = officer_of(office_elsewhere(), Right.PROCESS)
    assert page(client, stranger, dossier, "tep", attachment.pk).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [(FileState.PENDING, "Đang kiểm tra an toàn"), (FileState.INFECTED, "Tệp có mã độc, đã chặn")],
)
def test_a_file_that_may_not_be_opened_says_why(client, place, state, words):
    dossier = with_specialist(place)
    file = stored(place.agency)
    StoredFile.objects.filter(pk=file.pk).update(
        state=state, threat="Eicar" if state == FileState.INFECTED else ""
    )
    attachment = with_file(dossier, file)
    response = page(client, place.specialist, dossier)
    assert words in response.text
    assert "<iframe" not in response.text
    assert page(client, place.specialist, dossier, "tep", attachment.pk).status_code == 403


def test_files_that_were_replaced_stay_marked(client, place):
    dossier = with_specialist(place)
    old = with_file(dossier, stored(place.agency, "cu.pdf"))
    Attachment.objects.filter(pk=old.pk).update(replaced_at=NOW)
    with_file(dossier, stored(place.agency, "moi.pdf"))
    text = page(client, place.specialist, dossier).text
    assert text.index("moi.pdf") < text.index("cu.pdf")
    assert "đã thay" in text


def test_the_reckoning_counts_each_day_and_its_sum_is_the_badge(client, place):
    dossier = with_specialist(place)
    explanation = page(client, place.specialist, dossier).context["explanation"]
    assert explanation.due_at == dossier.due_at
    assert explanation.limit == Limit(dossier.limit_amount, "working_day")
    assert explanation.counted_days == 10
    assert "Ngày Văn hóa Việt Nam" in page(client, place.specialist, dossier).text  # 24/11/2026 is a day off


def test_the_reckoning_of_what_is_late_counts_the_days_late(client, place):
    dossier = with_specialist(place, MORNING - timedelta(days=21))
    response = page(client, place.specialist, dossier)
    assert response.context["explanation"].late_days == response.context["opened"].due.days == 5
    assert "Quá hạn" in response.text


def test_neighbours_follow_the_list_from_which_it_was_opened(client, place):
    made = [with_specialist(place, MORNING - timedelta(days=n)) for n in (3, 2, 1)]
    response = page(client, place.specialist, made[1], tab="cua-toi", han="tuan-nay")
    assert response.context["place"] is None or response.context["place"]["total"] <= 3
    response = page(client, place.specialist, made[1], tab="cua-toi")
    found = response.context["place"]
    assert (found["place"], found["total"]) == (2, 3)
    assert found["before"] == url_of(made[0]) + "?tab=cua-toi"
    assert found["after"] == url_of(made[2]) + "?tab=cua-toi"
    assert page(client, place.specialist, made[0]).context["place"] is None


def test_the_course_tells_every_step_with_who_when_and_whether_it_was_electronic(client, place):
    dossier = done(place)
    text = page(client, place.officer, dossier, phan="qua-trinh").text
    for words in (
        "Được tiếp nhận",
        "Xong bước",
        "Phân công",
        "Thẩm định",
        "Đã có kết quả",
        "không tính điện tử",
        "Chờ trả kết quả",
    ):
        assert words in text, words
    dossier = with_director(place)
    text = page(client, place.director, dossier, phan="qua-trinh").text
    assert "Đang ở bước" in text
    assert "Dự kiến" in text


def test_the_result_is_shown_with_number_signer_and_the_way_to_hand_it_over(client, place):
    dossier = done(place)
    text = page(client, place.officer, dossier, phan="ket-qua").text
    for words in ("Đồng ý giải quyết", "GP-SKHCN", "Đinh Thị Hồng Liên", "Trả kết quả"):
        assert words in text, words
    text = page(client, place.specialist, with_specialist(place), phan="ket-qua").text
    assert "Chưa có kết quả" in text


def test_facts_say_what_was_typed_and_what_nobody_saw(client, place):
    dossier = with_specialist(place, number="052187004318")
    text = page(client, place.specialist, dossier, phan="thong-tin").text
    for words in ("Số định danh cá nhân", "052187004318", "Trực tiếp tại quầy", "10 ngày làm việc"):
        assert words in text.replace('<span class="fig">', "").replace("</span>", ""), words


@pytest.mark.parametrize("papers", [1, 40])
def test_the_page_costs_the_same_with_one_paper_or_forty(client, papers):
    place = office(papers=papers)
    dossier = with_specialist(place)
    for paper in dossier.papers.all():
        Attachment.objects.create(paper=paper, file=stored(place.agency), added_at=NOW)
    page(client, place.specialist, dossier)
    with assert_queries(
        identity_user=3, dossiers_dossier=1, audit_entry=2, dossiers_steprun=2, dossiers_supplement=1,
        dossiers_paper=1, dossiers_attachment=1, dossiers_pause=1, notices_notice=1, identity_agency=1,
        identity_unit=1, procedures_procedure=1,
    ):  # fmt: skip
        client.get(url_of(dossier))


def test_receipt_and_request_are_printed_for_who_sees_the_dossier(client, place):
    dossier = with_specialist(place)
    response = page(client, place.specialist, dossier, "giay-tiep-nhan")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert page(client, place.specialist, dossier, "phieu-bo-sung", 1).status_code == 404
    services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, message="", by=place.specialist, at=NOW,
        items=[services.Item(key="phieu", name="Phiếu khai báo", words="Thiếu chữ ký")],
    )  # fmt: skip
    assert page(client, place.specialist, dossier, "phieu-bo-sung", 1).content.startswith(b"%PDF")
    assert page(client, place.specialist, dossier, "phieu-tu-choi").status_code == 404
    assert "Phiếu yêu cầu bổ sung, lần" in page(client, place.specialist, dossier).text
