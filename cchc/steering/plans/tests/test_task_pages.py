"""The page of a task and of each act on it: what is said, who may, what was typed and kept."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from cchc.foundation.identity.choices import Right
from cchc.kernel import generations
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers.tests.factories import fresh, person, with_specialist
from cchc.onestop.dossiers.tests.factories import office as counter_office
from cchc.onestop.procedures.tests.factories import VersionFactory
from cchc.steering.plans import services
from cchc.steering.plans.choices import Every, Role, State, TimeKind
from cchc.steering.plans.tests.factories import (
    MORNING,
    TODAY,
    EvidenceFactory,
    PeriodFactory,
    PlanFactory,
    TaskFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning", "files")]

URL = "/ke-hoach/ke-hoach-mau/nhiem-vu/ii-03"


@pytest.fixture
def task(place, plan):
    return TaskFactory(
        plan=plan,
        lead=place.division,
        product="Báo cáo rà soát",
        code="II.03",
        slug="ii-03",
        text="Rà soát thủ tục",
    )


def plain(response):
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", response.text))


def opened(client, user, act="", **query):
    client.force_login(user)
    return client.get(f"{URL}/viec/{act}" if act else URL, query)


def send(client, user, act, task, **told):
    task.refresh_from_db()
    client.force_login(user)
    return client.post(f"{URL}/viec/{act}", {"version": task.version, **told})


def offered(response):
    """The acts that the page offers."""
    return set(re.findall(r"/viec/([a-z-]+)", response.text))


def test_it_quotes_the_plan_and_says_what_is_not_there(client, place, task):
    text = plain(opened(client, place.clerk))
    for words in (
        "“Rà soát thủ tục”", "Báo cáo rà soát", place.division.name, "“Năm 2026”", "hạn 31/12/2026",
        "Chưa có minh chứng", "Chưa giao ai; việc thuộc đơn vị chủ trì", "chưa có số liệu",
    ):  # fmt: skip
        assert words in text
    assert offered(client.get(URL)) == set()  # who only reads is offered nothing


def test_each_is_offered_what_is_theirs(client, place, task):
    assert offered(opened(client, place.specialist)) == {"tien-do", "minh-chung", "de-nghi", "bat-dau", "moc"}
    assert offered(opened(client, place.head)) == {"tien-do", "minh-chung", "de-nghi", "bat-dau", "giao", "moc"}
    assert offered(opened(client, place.chief)) == {
        "giao", "doi-han", "chuyen-giao", "kinh-phi", "dung", "san-pham", "chu-tri", "phoi-hop", "moc",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("act", "who", "right"),
    [
        ("tien-do", "other_head", "Chỉ người được giao và đơn vị chủ trì báo cáo"),
        ("minh-chung", "clerk", "Chỉ người được giao và đơn vị chủ trì báo cáo"),
        ("giao", "specialist", "Phân công, thu hồi việc"),
        ("duyet", "head", "Theo dõi kế hoạch cải cách hành chính"),
        ("tra-lai", "head", "Theo dõi kế hoạch cải cách hành chính"),
        ("doi-han", "head", "Theo dõi kế hoạch cải cách hành chính"),
        ("dung", "head", "Theo dõi kế hoạch cải cách hành chính"),
        ("chuyen-giao", "clerk", "Theo dõi kế hoạch cải cách hành chính"),
        ("kinh-phi", "specialist", "Theo dõi kế hoạch cải cách hành chính"),
    ],
)
def test_who_may_not_is_told_the_right_that_it_takes(client, place, task, act, who, right):
    for answer in (opened(client, getattr(place, who), act), send(client, getattr(place, who), act, task)):
        assert answer.status_code == 403
        assert right in answer.text


def test_for_another_agency_neither_the_task_nor_its_acts_exist(client, place, task):
    for act in ("", "tien-do", "duyet", "khong-co"):
        assert opened(client, place.stranger, act).status_code == 404
    assert opened(client, place.chief, "khong-co").status_code == 404


def test_from_the_first_note_to_the_approval(client, place, task):
    assert send(client, place.specialist, "tien-do", task, text="Đã họp với các phòng.").status_code == 302
    assert send(client, place.specialist, "de-nghi", task, text="").status_code == 422
    assert "Chưa có minh chứng" in send(client, place.specialist, "de-nghi", task, text="").text
    report = ContentFile("Báo cáo".encode(), name="bao-cao.txt")
    product = task.products.get()
    answer = send(
        client, place.specialist, "minh-chung", task, file=report, label="Báo cáo 2026", product=product.pk
    )
    assert answer.status_code == 302
    assert send(client, place.specialist, "de-nghi", task, text="Đã xong.").status_code == 302
    text = plain(opened(client, place.chief))
    for words in ("Đề nghị hoàn thành", "Báo cáo 2026", "cho sản phẩm: Báo cáo rà soát", "Đã họp với các phòng."):
        assert words in text
    assert {"duyet", "tra-lai"} < offered(client.get(URL))
    assert send(client, place.chief, "tra-lai", task, reason="").status_code == 422
    assert send(client, place.chief, "tra-lai", task, reason="Thiếu biểu số 2.").status_code == 302
    assert "Thiếu biểu số 2." in plain(opened(client, place.specialist))
    assert send(client, place.specialist, "de-nghi", task, text="Đã bổ sung.").status_code == 302
    assert send(client, place.specialist, "rut-de-nghi", task).status_code == 302
    assert send(client, place.specialist, "de-nghi", task, text="Đã bổ sung.").status_code == 302
    assert send(client, place.chief, "duyet", task, text="Đồng ý.").status_code == 302
    task.refresh_from_db()
    assert task.state == State.DONE
    text = plain(opened(client, place.clerk))
    for words in ("Hoàn thành", "Trước hạn", "Đồng ý.", "Duyệt hoàn thành", place.chief.full_name):
        assert words in text
    assert send(client, place.chief, "mo-lai", task, reason="Còn thiếu").status_code == 302


def test_who_proposed_does_not_approve(client, place, plan):
    both = person(place.division, Right.STEER, Right.ASSIGN, full_name="Siu H'Lan")
    task = TaskFactory(plan=plan, lead=place.division, code="II.03", slug="ii-03")
    EvidenceFactory(period=task.periods.get())
    send(client, both, "de-nghi", task, text="")
    answer = opened(client, both, "duyet")
    assert answer.status_code == 403
    assert "không tự duyệt" in answer.text


def test_who_comes_second_sees_who_acted_and_keeps_their_text(client, place, task):
    EvidenceFactory(period=task.periods.get())
    shown = task.version
    send(client, place.head, "tien-do", task, text="Câu trước")
    late = client.post(f"{URL}/viec/tien-do", {"version": shown, "text": "Câu sau"})
    assert late.status_code == 409
    for words in (place.head.full_name, "đã ghi tiến độ của nhiệm vụ này lúc 09:00 ngày 18/11/2026", "Câu sau"):
        assert words in plain(late)
    send(client, place.head, "de-nghi", task, text="")
    send(client, place.chief, "duyet", task, text="")
    over = client.post(f"{URL}/viec/tra-lai", {"version": shown, "reason": "Câu không còn gửi được"})
    assert over.status_code == 409
    assert "Câu không còn gửi được" in over.text
    assert "Hoàn thành" in over.text
    assert opened(client, place.chief, "duyet").status_code == 409


def test_who_lost_a_task_while_writing_reads_why_and_keeps_their_text(client, place, task):
    shown = task.version
    services.hand_on(
        task_id=task.pk, version=shown, role=Role.LEAD, from_unit=place.division, to_unit=place.office,
        reason="Văn phòng theo dõi từ quý IV", by=place.chief, at=MORNING,
    )  # fmt: skip
    client.force_login(place.head)
    late = client.post(f"{URL}/viec/tien-do", {"version": shown, "text": "Đã rà soát 40 thủ tục"})
    assert late.status_code == 409
    for words in (
        f"{place.chief.full_name} đã chuyển nhiệm vụ này lúc", "Văn phòng theo dõi từ quý IV",
        "Chỉ người được giao và đơn vị chủ trì báo cáo nhiệm vụ này.", "Đã rà soát 40 thủ tục",
    ):  # fmt: skip
        assert words in plain(late)
    assert 'name="version"' not in late.text
    assert send(client, place.head, "tien-do", task, text="Thử lại").status_code == 403


def test_an_act_that_is_not_possible_says_what_happened_and_why(client, place, task):
    send(client, place.head, "tien-do", task, text="Câu trước")
    text = plain(opened(client, place.chief, "duyet"))
    assert "đã ghi tiến độ của nhiệm vụ này" in text
    assert "nên không làm được việc này" in text


def test_a_task_is_given_to_people_of_the_unit_and_to_one_beside(client, place, task):
    asked = opened(client, place.head, "giao")
    assert place.specialist.full_name in asked.text
    sent = {"people": [place.specialist.pk], "other": place.clerk.pk}
    assert send(client, place.head, "giao", task, **sent).status_code == 302
    text = plain(opened(client, place.other_head))
    assert f"Giao cho Lê Thị Tuyết Nghiễm{place.head.full_name}" in text
    assert {"tien-do"} < offered(opened(client, place.clerk))
    assert send(client, place.head, "giao", task, people=[]).status_code == 302
    assert "Chưa giao ai" in plain(opened(client, place.other_head))


def test_a_dossier_proves_a_task_only_in_the_hands_of_who_sees_it(client):
    counter = counter_office()
    dossier = with_specialist(counter)
    plan = PlanFactory(agency=counter.agency, steering_unit=counter.leaders, slug="ke-hoach-mau")
    task = TaskFactory(plan=plan, lead=counter.division, code="II.03", slug="ii-03")
    assert send(client, counter.specialist, "minh-chung", task, dossier="999").status_code == 422
    typed = send(client, counter.specialist, "minh-chung", task, dossier="999", label="Tên đã gõ")
    assert "Không có hồ sơ nào mang số này" in typed.text
    assert "Tên đã gõ" in typed.text
    sent = {"dossier": dossier.number, "label": "Hồ sơ của ông Nguyễn Văn A"}
    assert send(client, counter.specialist, "minh-chung", task, **sent).status_code == 302
    link = task.periods.get().evidence.get()
    assert "Hồ sơ của ông Nguyễn Văn A" in opened(client, counter.specialist).text
    shown = client.get(f"{URL}/minh-chung/{link.pk}")
    assert shown.headers["Location"] == f"/viec/ho-so/{dossier.number}"
    other = person(counter.leaders, full_name="Kpă Y Thuôn")
    page = opened(client, other)
    assert "Hồ sơ (không thuộc phạm vi được xem)" in page.text
    assert "Nguyễn Văn A" not in page.text
    assert dossier.number not in page.text
    assert client.get(f"{URL}/minh-chung/{link.pk}").status_code == 404


def test_a_procedure_proves_a_task_by_its_code(client, place, task):
    version = VersionFactory(procedure__agency=place.agency, procedure__code="1.000449", state="published")
    assert send(client, place.specialist, "minh-chung", task, procedure="1.999").status_code == 422
    assert send(client, place.specialist, "minh-chung", task, procedure="1.000449").status_code == 302
    link = task.periods.get().evidence.get()
    assert link.procedure == version
    assert "/thu-tuc/1.000449" in opened(client, place.clerk).client.get(f"{URL}/minh-chung/{link.pk}")["Location"]


def test_one_piece_of_evidence_at_a_time_and_it_can_be_taken_back(client, place, task):
    none = send(client, place.specialist, "minh-chung", task)
    assert none.status_code == 422
    assert "Chọn tệp, hoặc nhập số hồ sơ" in none.text
    assert send(client, place.specialist, "minh-chung", task, dossier="1", procedure="2").status_code == 422
    movie = ContentFile(b"0000ftypqt  ", name="phim.mov")
    assert send(client, place.specialist, "minh-chung", task, file=movie).status_code == 422
    text = ContentFile("Báo cáo".encode(), name="bao-cao.txt")
    send(client, place.specialist, "minh-chung", task, file=text)
    link = task.periods.get().evidence.get()
    address = f"{URL}/minh-chung/{link.pk}"
    assert b"".join(client.get(address).streaming_content) == "Báo cáo".encode()
    assert opened(client, place.other_head).client.post(f"{address}/bo").status_code == 403
    client.force_login(place.specialist)
    assert "bao-cao.txt" in client.get(f"{address}/bo").text
    assert client.post(f"{address}/bo").status_code == 302
    assert client.get(address).status_code == 404
    assert "Bỏ minh chứng: bao-cao.txt" in plain(client.get(URL))


def test_the_date_moves_with_a_reason_and_the_printed_words_stay(client, place, task):
    sent = {"ends_on": "30/06/2027", "starts_on": "01/01/2026"}
    assert send(client, place.chief, "doi-han", task, **sent).status_code == 422
    wrong = send(client, place.chief, "doi-han", task, reason="Chờ tỉnh", **{**sent, "ends_on": "31/12/2025"})
    assert "Hạn phải sau hoặc cùng ngày bắt đầu" in wrong.text
    assert 'value="31/12/2025"' in wrong.text
    assert send(client, place.chief, "doi-han", task, reason="Chờ tỉnh", **sent).status_code == 302
    text = plain(opened(client, place.clerk))
    for words in ("30/06/2027", "“Năm 2026”", "Đổi thời gian", "Chờ tỉnh"):
        assert words in text


def test_what_it_costs_is_typed_with_dots_and_read_by_everybody(client, place, task):
    assert send(client, place.chief, "kinh-phi", task, amount="một triệu").status_code == 422
    assert send(client, place.chief, "kinh-phi", task, amount="150.000.000", source="Ngân sách").status_code == 302
    assert "150.000.000 đồng · Ngân sách" in plain(opened(client, place.clerk)).replace("\xa0", " ")
    assert 'value="150.000.000"' in opened(client, place.chief, "kinh-phi").text


def test_a_task_of_an_abolished_unit_names_its_heir(client, place, task):
    heir = place.other_division
    place.division.ends_on = TODAY - timedelta(days=10)
    place.division.save()
    place.division.successors.add(heir)
    generations.forget_all()
    services.hand_on_closed_units(at=MORNING)
    text = plain(opened(client, place.clerk))
    assert f"{place.division.name} đã giải thể, chuyển cho {heir.name} từ 09/11/2026" in text
    assert f"kế hoạch ghi “{place.division.name}”" in text
    assert "tien-do" in offered(opened(client, fresh(place.other_head)))


def test_a_part_is_handed_to_another_unit_with_a_reason(client, place, task):
    part = f"lead:{place.division.pk}"
    assert send(client, place.chief, "chuyen-giao", task, part=part).status_code == 422
    told = {"part": part, "to_unit": place.other_division.pk, "reason": "Đúng chức năng hơn"}
    assert send(client, place.chief, "chuyen-giao", task, **told).status_code == 302
    text = plain(opened(client, place.clerk))
    assert f"{place.division.name} chuyển cho {place.other_division.name} từ 18/11/2026" in text
    assert "Đúng chức năng hơn" in text


def test_a_recurring_task_has_a_page_for_each_period(client, place, plan):
    task = TaskFactory(
        plan=plan, lead=place.division, code="II.03", slug="ii-03", every=Every.QUARTER,
        time_kind=TimeKind.RECURRING, ends_on=None,
    )  # fmt: skip
    for month, label in ((1, "quý I/2026"), (4, "quý II/2026"), (10, "quý IV/2026")):
        PeriodFactory(
            task=task, label=label, starts_on=date(2026, month, 1), due_on=date(2026, month + 2, 28),
            opened_at=datetime(2026, month, 1, tzinfo=UTC),
        )  # fmt: skip
    second = task.periods.get(label="quý II/2026")
    text = plain(opened(client, place.specialist))
    for words in ("quý I/2026", "quý II/2026", "quý IV/2026", "Quá hạn"):
        assert words in text
    chosen = opened(client, place.specialist, ky=str(second.pk))
    assert f"/viec/tien-do?ky={second.pk}" in chosen.text
    answer = send(client, place.specialist, "tien-do", task, text="Quý II đã xong phần một", ky=str(second.pk))
    assert answer.headers["Location"] == f"{URL}?ky={second.pk}"
    assert second.notes.get().text == "Quý II đã xong phần một"
    assert opened(client, place.specialist, ky="khong-phai-khoa").status_code == 200


def test_a_dropped_task_says_why_and_can_be_taken_up_again(client, place, task):
    assert "mở lại được" in opened(client, place.chief, "dung").text
    assert send(client, place.chief, "dung", task, reason="Tỉnh đã làm thay").status_code == 302
    text = plain(opened(client, place.clerk))
    assert "Không còn thực hiện" in text
    assert "Tỉnh đã làm thay" in text
    assert offered(opened(client, place.chief)) == {"kinh-phi", "mo-lai"}
    assert send(client, place.chief, "mo-lai", task, reason="Tỉnh giao lại").status_code == 302


@pytest.mark.parametrize("size", [1, 20])
def test_the_page_costs_the_same_however_much_has_happened(client, place, task, size):
    period = task.periods.get()
    for number in range(size):
        EvidenceFactory(period=period, by=place.specialist)
        task = services.report(
            task_id=task.pk, version=task.version, text=f"Lần {number}", by=place.specialist, at=MORNING
        )
    client.force_login(place.chief)
    client.get(URL)
    with assert_queries(
        identity_user=2, notices_notice=1, plans_plan=1, plans_task=1, plans_party=1, identity_unit=1,
        plans_period=1, plans_assignee=1, plans_product=1, plans_handedon=1, plans_evidence=2,
        plans_progressnote=1, audit_entry=1, plans_commitmentlink=1, plans_statement=1, plans_stage=1,
    ):  # fmt: skip
        client.get(URL)
