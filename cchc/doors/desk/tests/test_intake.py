"""The counter's page: from a number and a few words to a numbered dossier and its printed receipt."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Applicant
from cchc.foundation.identity.tests.factories import AgencyFactory, ApplicantFactory, HoldingFactory, UnitFactory
from cchc.foundation.work.models import WorkItem
from cchc.kernel import generations
from cchc.kernel.clock import today
from cchc.kernel.identifiers import uuid7
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Attachment, Dossier, Paper
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.procedures.models import PaperRequired
from cchc.onestop.procedures.tests.factories import VersionFactory

pytestmark = pytest.mark.django_db

PAGE = "/tiep-nhan"
MORNING = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # 09:00 in the office


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def place():
    return factories.office()


@pytest.fixture
def counter(client, place):
    client.force_login(place.officer)
    return client


def typed(place, **more):
    """What an officer sends who has typed everything."""
    return {
        "act": "nhan",
        "dossier_id": str(uuid7()),
        "counter": place.counter.pk,
        "number": "052187000015",
        "name": "Rơ Châm H'Lưỡng",
        "phone": "0905 000 276",
        "seen": "1",
        "rules": place.version.pk,
        "channel": "counter",
        "in-phieu": "1",
        "in-giay-2": "1",
        "delivery": "counter",
    } | more


def without(fields, *names):
    return {name: value for name, value in fields.items() if name not in names}


def test_one_act_takes_in_and_leads_to_an_empty_form_that_says_so(counter, place):
    answer = counter.post(PAGE, typed(place))
    assert answer.status_code == 303
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"{PAGE}?moi={dossier.number}"
    assert dossier.state == State.ACCEPTED
    assert dossier.applicant == Applicant.objects.get(number="052187000015")
    assert dossier.applicant.seen_by == place.officer
    page = counter.get(answer["Location"])
    assert "Đã tiếp nhận" in page.text
    assert dossier.number in page.text
    for words in ("In lại", "Sửa", "Hoàn tác", f"/viec/ho-so/{dossier.number}/huy-tiep-nhan"):
        assert words in page.text
    assert "052187000015" not in page.text
    assert str(dossier.pk) not in page.text


def test_the_act_costs_two_statements_where_memory_is_warm_and_the_person_known(counter, place):
    row = ApplicantFactory(number="052187000015", name="Rơ Châm H'Lưỡng", phone="0905000276", seen=True)
    found = counter.post(PAGE, without(typed(place, act="xem"), "name", "phone"))
    known = found.context["typed"].known
    counter.post(PAGE, typed(place, known=known))
    with assert_queries(identity_user=1, dossiers_daynumber=1):
        answer = counter.post(PAGE, typed(place, known=known))
    assert answer.status_code == 303
    assert set(Dossier.objects.values_list("applicant", flat=True)) == {row.pk}


def test_what_is_missing_is_said_at_the_field_and_what_was_typed_stays(counter, place):
    fields = typed(place, number="05218700001", name="", rules="", phone="123", sets="0")
    answer = counter.post(PAGE, fields)
    assert answer.status_code == 422
    for words in (
        "<title>Lỗi:",
        "Số định danh phải có 12 chữ số, mã số thuế 10 hoặc 13 chữ số; đang có 11",
        "Nhập họ và tên, hoặc tên tổ chức",
        "Điện thoại phải là số ở Việt Nam",
        "Chọn thủ tục",
    ):
        assert words in unmarked(answer.text)
    assert 'value="05218700001"' in answer.text
    assert fields["dossier_id"] in answer.text
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("number", "kind"), [("052 187 000 015", "citizen"), ("0100109106", "organisation"), ("0100109106-001", None)]
)
def test_a_number_says_whose_it_is(counter, place, number, kind):
    answer = counter.post(PAGE, typed(place, number=number))
    if kind is None:
        assert answer.status_code in (303, 422)  # as the check digit of a branch says
    else:
        assert Dossier.objects.get().applicant_kind == kind


def test_a_tax_code_with_a_wrong_digit_is_refused(counter, place):
    answer = counter.post(PAGE, typed(place, number="0100109107"))
    assert answer.status_code == 422
    assert "Mã số thuế sai chữ số kiểm tra" in answer.text


def test_someone_without_a_number_is_taken_in_too(counter, place):
    counter.post(PAGE, typed(place, number="", no_number="1"))
    assert Dossier.objects.get().applicant is None


def test_a_foreigner_is_known_by_a_passport(counter, place):
    answer = counter.post(PAGE, typed(place, number="c7 123-456"))
    assert answer.status_code == 422
    assert "Số có chữ cái là của hộ chiếu" in answer.text
    assert counter.post(PAGE, typed(place, number="hộ chiếu", no_number="1")).status_code == 422
    counter.post(PAGE, typed(place, number="c7 123-456", no_number="1"))
    dossier = Dossier.objects.get()
    assert (dossier.applicant_kind, dossier.applicant_number) == ("citizen", "C7123-456")
    assert dossier.applicant.number == "C7123-456"
    page = unmarked(counter.get(f"/viec/ho-so/{dossier}?phan=thong-tin").text)
    assert "Số hộ chiếu, giấy tờ khác" in page
    assert "Số định danh cá nhân" not in page


def test_the_known_person_is_found_and_the_look_recorded(counter, place):
    row = ApplicantFactory(number="052187000015", name="Rơ Châm H'Lưỡng", address="phường An Khê", seen=True)
    factories.taken_in(place, number=row.number)
    answer = counter.post(PAGE, without(typed(place, act="xem"), "name", "phone"))
    assert answer.status_code == 200
    shown = unmarked(answer.text)
    for words in ("Rơ Châm H'Lưỡng", "sinh 1987", "phường An Khê", "1 hồ sơ trước", "0 giấy tờ đã có"):
        assert words in shown.replace("&#x27;", "'")
    look = Entry.objects.get(kind="Looked", subject_type="applicant")
    assert (look.subject_id, look.by_id) == (str(row.pk), place.officer.pk)
    counter.post(PAGE, without(typed(place, act="xem", known=answer.context["typed"].known), "name"))
    assert Entry.objects.filter(kind="Looked", subject_type="applicant").count() == 1


def test_another_number_does_not_keep_the_first_persons_details(counter, place):
    ApplicantFactory(number="052187000015", name="Rơ Châm H'Lưỡng")
    first = counter.post(PAGE, without(typed(place, act="xem"), "name", "phone")).context["typed"]
    second = counter.post(
        PAGE, typed(place, act="xem", number="052187000016", known=first.known, name=first.name, phone=first.phone)
    ).context["typed"]
    assert (second.name, second.known) == ("", "")
    third = counter.post(PAGE, typed(place, number="052187000017", known=first.known, name="Kpă Nguyên"))
    assert third.status_code == 303
    assert Dossier.objects.get().applicant.name == "Kpă Nguyên"


def test_a_token_that_somebody_made_up_counts_for_nothing(counter, place):
    other = ApplicantFactory(name="Người khác")
    forged = f'[{other.pk}, "citizen", "052187000015", "X", "", "", "", false]:abc'
    counter.post(PAGE, typed(place, known=forged))
    assert Dossier.objects.get().applicant != other


def test_a_card_seen_mends_the_name_of_the_row(counter, place):
    row = ApplicantFactory(number="052187000015", name="Ro Cham H'Luong")
    known = counter.post(PAGE, without(typed(place, act="xem"), "name", "phone")).context["typed"].known
    counter.post(PAGE, typed(place, known=known))
    row.refresh_from_db()
    assert (row.name, row.seen_by) == ("Rơ Châm H'Lưỡng", place.officer)


def test_pressed_twice_it_is_one_dossier(counter, place):
    fields = typed(place)
    first, second = counter.post(PAGE, fields), counter.post(PAGE, fields)
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1


def test_an_old_page_sent_again_for_somebody_else_is_told_and_keeps_the_text(counter, place):
    fields = typed(place)
    counter.post(PAGE, fields)
    with time_machine.travel(MORNING.replace(minute=5), tick=False):
        answer = counter.post(PAGE, fields | {"number": "052187000016", "name": "Kpă Nguyên"})
        assert answer.status_code == 409
        shown = unmarked(answer.text)
        assert f"Tờ này đã tiếp nhận thành hồ sơ {Dossier.objects.get().number} lúc 09:00" in shown
        assert "Kpă Nguyên" in shown
        again = typed(place, number="052187000016", name="Kpă Nguyên")
        counter.post(PAGE, again | {"dossier_id": str(answer.context["typed"].dossier_id)})
    assert Dossier.objects.count() == 2


def test_a_paper_that_was_not_ticked_is_asked_about(counter, place):
    answer = counter.post(PAGE, without(typed(place), "in-giay-2"))
    assert answer.status_code == 422
    assert "Đánh dấu đã nhận “Giấy tờ 2”, hoặc bấm Yêu cầu bổ sung" in unmarked(answer.text)


def test_one_tick_stands_for_all_papers_and_counts_are_written_down(counter, place):
    fields = without(typed(place, papers_all="1"), "in-phieu", "in-giay-2")
    assert counter.post(PAGE, fields | {"originals-phieu": "0", "copies-phieu": "2"}).status_code == 303
    first, second = Paper.objects.order_by("position")
    assert (first.handed_in, first.on_paper, first.originals, first.copies) == (True, True, 0, 2)
    assert (second.handed_in, second.originals) == (True, 1)
    answer = counter.post(PAGE, fields | {"dossier_id": str(uuid7()), "originals-phieu": "nhiều"})
    assert "Số bản của “Phiếu khai báo” phải từ 0 đến 99" in unmarked(answer.text)


def pdf(name="so-do.pdf"):
    with pikepdf.new() as made:
        made.add_blank_page()
        held = BytesIO()
        made.save(held)
    return SimpleUploadedFile(name, held.getvalue(), "application/pdf")


def test_files_are_kept_when_something_else_is_wrong_and_go_with_the_paper(counter, place):
    answer = counter.post(PAGE, typed(place, name="") | {"file-phieu": pdf()})
    assert answer.status_code == 422
    kept = answer.context["typed"].paper("phieu").kept
    assert "so-do.pdf" in answer.text
    counter.post(PAGE, typed(place) | {"kept-phieu": kept, "originals-phieu": "0", "copies-phieu": "0"})
    paper = Paper.objects.get(key="phieu")
    assert [row.file.name for row in paper.attachments.all()] == ["so-do.pdf"]
    assert not paper.on_paper


def test_a_file_goes_up_by_itself_and_a_wrong_one_is_refused_in_words(counter, place):
    fields = {"counter": place.counter.pk, "rules": place.version.pk, "key": "phieu"}
    answer = counter.post(f"{PAGE}/tep", fields | {"file": pdf()})
    assert 'name="kept-phieu"' in answer.text
    answer = counter.post(f"{PAGE}/tep", fields | {"file": SimpleUploadedFile("phim.mov", b"\0\0\0\x14ftypqt  ")})
    assert answer.status_code == 422
    assert "phim.mov" in answer.text


def test_a_file_of_somebody_else_is_left_out(counter, place):
    file = factories.stored(place.agency)
    counter.post(PAGE, typed(place) | {"kept-phieu": [str(file.pk), "rác"]})
    assert not Paper.objects.get(key="phieu").attachments.exists()


def on_file(place, **told):
    """A known person with a paper on file from a dossier that was accepted."""
    PaperRequired.objects.filter(version=place.version, key="phieu").update(kind="phieu-khai-bao")
    generations.forget_all()
    person = services.Person(kind="citizen", number="052187000015", name="Rơ Châm H'Lưỡng", seen=True)
    first = services.intake(
        dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel="counter",
        person=person, by=place.officer, at=MORNING,
        papers=[services.PaperIn(key="phieu", handed_in=True, files=[factories.stored(place.agency)])], **told,
    )  # fmt: skip
    return Attachment.objects.get(paper__dossier=first.pk)


def test_what_the_person_has_on_file_is_offered_and_used_again(counter, place):
    kept = on_file(place)
    page = counter.post(PAGE, without(typed(place, act="xem"), "in-phieu"))
    assert "Dùng lại bản nộp ngày 18/11/2026" in unmarked(page.text)
    assert f"/tep/{kept.pk}" in page.text
    fields = typed(place, **{"known": page.context["typed"].known, "reuse-phieu": str(kept.pk)})
    answer = counter.post(PAGE, without(fields, "in-phieu"))
    assert answer.status_code == 303
    paper = Paper.objects.get(dossier=fields["dossier_id"], key="phieu")
    assert (paper.handed_in, paper.on_paper, paper.originals) == (True, False, 0)
    again = paper.attachments.get()
    assert (again.reused_from, again.file_id) == (kept, kept.file_id)


def test_nobody_uses_again_what_is_not_theirs_or_without_a_card_in_hand(counter, place):
    kept = on_file(place)
    page = counter.post(PAGE, typed(place, act="xem"))
    told = {"known": page.context["typed"].known, "reuse-phieu": str(kept.pk)}
    unseen = counter.post(PAGE, without(typed(place, **told), "in-phieu", "seen"))
    assert unseen.status_code == 422
    assert "Xem giấy tờ tùy thân rồi đánh dấu" in unmarked(unseen.text)
    stranger = counter.post(
        PAGE, without(typed(place, **told, number="052187000023", name="Siu H'Čĕn"), "in-phieu")
    )
    assert stranger.status_code == 422
    assert Dossier.objects.count() == 1
    with pytest.raises(services.CannotTakeIn):
        services.intake(
            dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel="counter",
            person=services.Person(kind="citizen", number="052187000023", name="Siu H'Čĕn", seen=True),
            papers=[services.PaperIn(key="phieu", handed_in=True, reused=[kept])], by=place.officer, at=MORNING,
        )  # fmt: skip


def test_a_paper_found_not_good_is_not_offered_again(counter, place):
    kept = on_file(place)
    Paper.objects.filter(pk=kept.paper_id).update(verdict="not_good", words="Mờ")
    page = counter.post(PAGE, typed(place, act="xem"))
    assert "Dùng lại bản nộp" not in unmarked(page.text)


def test_words_lead_to_procedures_with_and_without_scripts(counter, place):
    found = counter.get(f"{PAGE}/thu-tuc", {"words": "may x quang chan doan", "counter": place.counter.pk})
    assert place.version.name in found.text
    assert "Không có thủ tục nào khớp" in counter.get(f"{PAGE}/thu-tuc", {"words": "zzzz"}).text
    page = counter.post(PAGE, without(typed(place, act="xem", words="x quang"), "rules"))
    assert f'id="rules-{place.version.pk}"' in page.text
    chosen = counter.post(PAGE, typed(place, act="xem", words="x quang"))
    assert 'id="in-phieu"' in chosen.text
    again = typed(place, words="đo lường", chosen=place.version.name)
    assert "Chọn thủ tục" in counter.post(PAGE, again).text


def test_the_slip_says_when_and_why_and_where_to(counter, place):
    shown = unmarked(counter.post(PAGE, typed(place, act="xem")).text)
    assert "16:30 ngày 03/12/2026" in shown
    assert (
        "10 ngày làm việc từ 19/11; không tính 21/11, 22/11, 28/11, 29/11 (cuối tuần); 24/11 (Ngày Văn hóa"
        in shown
    )
    assert "Phòng Quản lý Công nghệ, trong hôm nay" in shown
    assert "phí: chưa có số liệu" in shown


def test_after_three_in_the_afternoon_it_goes_on_tomorrow(counter, place):
    with time_machine.travel(MORNING.replace(hour=8, minute=30), tick=False):
        shown = counter.post(PAGE, typed(place, act="xem")).text
        assert "chuyển đầu giờ ngày mai" in shown
        counter.post(PAGE, typed(place))
    run = Dossier.objects.get().steps.get()
    assert run.handed_over_at == datetime(2026, 11, 19, 0, 30, tzinfo=UTC)


def test_the_formula_of_a_fee_asks_for_its_values_alone(counter, place):
    fee = place.version.fees.get()
    fee.formula, fee.variables = "so_may * 150000", [{"key": "so_may", "label": "Số máy", "label_en": ""}]
    fee.save()
    place.version.limits.update(case="Cấp mới")
    place.version.limits.create(order=2, case="Gia hạn", amount=3, unit="working_day")
    generations.forget_all()
    page = unmarked(counter.post(PAGE, typed(place, act="xem", **{"var-so_may": "3"})).text)
    assert "450.000 đồng" in page
    assert "Số máy" in page
    wrong = counter.post(PAGE, typed(place, **{"var-so_may": "ba"}))
    assert "Số máy phải là số" in wrong.text
    counter.post(PAGE, typed(place, case="Gia hạn", **{"var-so_may": "3"}))
    dossier = Dossier.objects.get()
    assert (dossier.fee_due, dossier.limit_case, dossier.limit_amount) == (450_000, "Gia hạn", 3)


def test_a_result_by_post_needs_an_address(counter, place):
    answer = counter.post(PAGE, typed(place, delivery="post"))
    assert "Nhập địa chỉ nhận kết quả" in answer.text
    counter.post(PAGE, typed(place, delivery="post", channel="post", address="12 Lê Lợi, phường Quy Nhơn"))
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.delivery) == ("post", "post")


def test_whoever_comes_for_another_is_written_down(counter, place):
    wrong = counter.post(PAGE, typed(place, submitter_number="0521"))
    assert "Nhập họ và tên người được ủy quyền" in wrong.text
    counter.post(PAGE, typed(place, submitter_name="Trần Quốc Bảo", submitter_number="052 187 000 099"))
    dossier = Dossier.objects.get()
    assert (dossier.submitter_name, dossier.submitter_number, dossier.behalf) == (
        "Trần Quốc Bảo", "052187000099", "authorised",
    )  # fmt: skip


def test_a_request_at_the_counter_may_name_the_day_until_which_to_supply(counter, place):
    fields = without(typed(place, act="gui-bo-sung"), "in-giay-2") | {"words-giay-2": "Thiếu bản có dấu"}
    wrong = counter.post(PAGE, fields | {"supply_on": "31/02/2026"})
    assert (wrong.status_code, "31/02/2026" in wrong.text) == (422, True)
    assert "phải là ngày có thật" in wrong.text
    gone = counter.post(PAGE, fields | {"supply_on": "05/02/2020"})
    assert gone.status_code == 422
    assert "Ngày bổ sung phải sau hôm nay" in gone.text
    assert not Dossier.objects.exists()
    day = today() + timedelta(days=30)
    assert counter.post(PAGE, fields | {"supply_on": f"{day:%d/%m/%Y}"}).status_code == 303
    assert localtime(Dossier.objects.get().supplements.get().supply_by).date() == day


def test_who_lacks_papers_gets_one_request_and_no_number(counter, place):
    fields = without(typed(place, act="bo-sung"), "in-giay-2")
    panel = counter.post(PAGE, fields)
    assert panel.status_code == 200
    assert 'name="words-giay-2"' in panel.text
    answer = counter.post(PAGE, fields | {"act": "gui-bo-sung", "words-giay-2": "Thiếu bản có dấu"})
    dossier = Dossier.objects.get()
    assert (answer["Location"], dossier.number) == (f"{PAGE}?moi={dossier.reference}", "")
    assert dossier.state == State.SUPPLEMENT
    assert dossier.supplements.get().items == [{"key": "giay-2", "name": "Giấy tờ 2", "words": "Thiếu bản có dấu"}]
    assert WorkItem.objects.open().about(dossier.pk).count() == 1
    assert "Đã ghi yêu cầu bổ sung" in counter.get(answer["Location"]).text
    paper = counter.get(f"{PAGE}/{dossier.reference}/phieu-yeu-cau-bo-sung.pdf")
    assert paper.content.startswith(b"%PDF")
    assert counter.get(f"{PAGE}/{dossier.reference}/giay-hen.pdf").status_code == 404
    again = counter.post(PAGE, fields | {"act": "gui-bo-sung", "words-giay-2": "Thiếu bản có dấu"})
    assert again["Location"] == answer["Location"]


def test_a_request_for_nothing_is_not_sent(counter, place):
    answer = counter.post(PAGE, typed(place, act="gui-bo-sung"))
    assert answer.status_code == 422
    assert "Ghi nội dung cần bổ sung" in answer.text
    counter.post(PAGE, typed(place, act="gui-bo-sung", message="Ký lại đơn"))
    assert Dossier.objects.get().supplements.get().items[0]["words"] == "Ký lại đơn"


def test_who_is_at_the_wrong_office_is_refused_with_the_reason(counter, place):
    fields = typed(place, act="tu-choi")
    assert "Lý do từ chối" in counter.post(PAGE, fields).text
    assert "Nhập lý do từ chối" in counter.post(PAGE, fields | {"act": "gui-tu-choi"}).text
    answer = counter.post(PAGE, fields | {"act": "gui-tu-choi", "reason": "Thuộc Sở Y tế"})
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.number, dossier.end_reason) == (State.REFUSED, "", "Thuộc Sở Y tế")
    assert not WorkItem.objects.open().exists()
    assert "In phiếu từ chối" in counter.get(answer["Location"]).text
    assert counter.get(f"{PAGE}/{dossier.reference}/phieu-tu-choi.pdf").content.startswith(b"%PDF")


def test_the_receipt_is_a_pdf_for_the_counter_alone(client, place):
    dossier = factories.taken_in(place)
    url = f"{PAGE}/{dossier.number}/giay-hen.pdf"
    client.force_login(place.officer)
    answer = client.get(url)
    assert (answer["Content-Type"], answer.content[:4]) == ("application/pdf", b"%PDF")
    assert Entry.objects.filter(kind="Looked", subject_id=str(dossier.pk)).exists()
    stranger = factories.person(UnitFactory(agency=AgencyFactory(), is_counter=True), Right.RECEIVE)
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(place.specialist)
    assert client.get(url).status_code == 403


def test_who_may_not_open_the_page_reads_which_right_it_takes(client, place):
    client.force_login(place.specialist)
    refused = client.get(PAGE)
    assert refused.status_code == 403
    assert "Việc này cần quyền “Tiếp nhận hồ sơ”." in refused.text


def test_who_takes_nothing_in_does_not_open_the_page(client, place):
    for user, status in ((place.specialist, 403), (factories.applicant_account(), 403), (place.officer, 200)):
        client.force_login(user)
        assert client.get(PAGE).status_code == status
        if status == 403:
            assert client.post(PAGE, typed(place)).status_code == 403
    client.logout()
    assert client.get(PAGE)["Location"].startswith("/dang-nhap")


def test_a_seconded_officer_chooses_between_two_counters(client, place):
    centre = AgencyFactory(name="Trung tâm Phục vụ hành chính công")
    desk = UnitFactory(agency=centre, is_counter=True, name="Quầy số 3", serves=[place.agency])
    HoldingFactory(user=place.officer, unit=desk, rights=[Right.RECEIVE])
    client.force_login(place.officer)
    assert 'id="counter"' in client.get(PAGE).text
    answer = client.post(PAGE, typed(place, counter=desk.pk))
    assert Dossier.objects.get().counter == desk
    assert f"quay={desk.pk}" in answer["Location"]
    unknown = client.post(PAGE, typed(place, counter=place.leaders.pk))
    assert unknown.status_code == 303
    assert Dossier.objects.exclude(counter=desk).get().counter_id in (place.counter.pk, desk.pk)


def test_a_procedure_of_another_office_is_not_taken_in(counter, place):
    other = VersionFactory(procedure__agency=AgencyFactory())
    generations.forget_all()
    assert "Thủ tục này không còn nhận ở quầy" in counter.post(PAGE, typed(place, rules=other.pk)).text


def test_a_procedure_without_an_approved_process_says_so(counter, place):
    place.version.steps.all().delete()
    generations.forget_all()
    answer = counter.post(PAGE, typed(place))
    assert answer.status_code == 422
    assert "chưa có quy trình nội bộ được phê duyệt" in answer.text


def test_the_page_counts_the_day(counter, place):
    factories.taken_in(place, MORNING)
    factories.taken_in(place, MORNING.replace(day=17))
    assert "Hôm nay 1 hồ sơ" in unmarked(counter.get(PAGE).text)


def test_the_strip_names_nothing_that_one_may_not_see(counter, place):
    page = counter.get(PAGE, {"moi": "000.00.99.H21-261118-0001"})
    assert 'id="done"' not in page.text


def unmarked(text):
    """The words of a page, without the marks that set figures in their own digits."""
    return re.sub(r"\s+", " ", re.sub(r"</?(span|b|time)[^>]*>", "", text)).replace("\u00a0", " ")
