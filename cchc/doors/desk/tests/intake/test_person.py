"""Who stands at the counter: found by a number, known or not; one act leads to a numbered dossier."""

import pytest
import time_machine

from cchc.doors.desk.tests.intake.situations import PAGE, typed, unmarked, without
from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.models import Applicant
from cchc.foundation.identity.tests.factories import ApplicantFactory
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories

pytestmark = pytest.mark.django_db


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
    with time_machine.travel(factories.MORNING.replace(minute=5), tick=False):
        answer = counter.post(PAGE, fields | {"number": "052187000016", "name": "Kpă Nguyên"})
        assert answer.status_code == 409
        shown = unmarked(answer.text)
        assert f"Tờ này đã tiếp nhận thành hồ sơ {Dossier.objects.get().number} lúc 09:00" in shown
        assert "Kpă Nguyên" in shown
        again = typed(place, number="052187000016", name="Kpă Nguyên")
        counter.post(PAGE, again | {"dossier_id": str(answer.context["typed"].dossier_id)})
    assert Dossier.objects.count() == 2


def test_whoever_comes_for_another_is_written_down(counter, place):
    wrong = counter.post(PAGE, typed(place, submitter_number="0521"))
    assert "Nhập họ và tên người được ủy quyền" in wrong.text
    counter.post(PAGE, typed(place, submitter_name="Trần Quốc Bảo", submitter_number="052 187 000 099"))
    dossier = Dossier.objects.get()
    assert (dossier.submitter_name, dossier.submitter_number, dossier.behalf) == (
        "Trần Quốc Bảo", "052187000099", "authorised",
    )  # fmt: skip
