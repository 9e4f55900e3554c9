"""The counter's page: procedures by words, when and where it goes on, fees, refusals, receipts, who opens it."""

from datetime import UTC, datetime

import pytest
import time_machine

from cchc.doors.desk.tests.intake.situations import PAGE, typed, unmarked, without
from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.tests.factories import AgencyFactory, HoldingFactory, UnitFactory
from cchc.foundation.work.models import WorkItem
from cchc.kernel import generations
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.procedures.tests.factories import VersionFactory

pytestmark = pytest.mark.django_db


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
    with time_machine.travel(factories.MORNING.replace(hour=8, minute=30), tick=False):
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
    factories.taken_in(place, factories.MORNING)
    factories.taken_in(place, factories.MORNING.replace(day=17))
    assert "Hôm nay 1 hồ sơ" in unmarked(counter.get(PAGE).text)


def test_the_strip_names_nothing_that_one_may_not_see(counter, place):
    page = counter.get(PAGE, {"moi": "000.00.99.H21-261118-0001"})
    assert 'id="done"' not in page.text
