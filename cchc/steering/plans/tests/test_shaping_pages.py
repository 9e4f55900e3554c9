"""The pages that shape a task and a plan: products, units, steps, links, contradictions, whose statement."""

import re
from datetime import date, timedelta

import pytest

from cchc.foundation.work.models import WorkItem
from cchc.steering.plans.choices import Finding, FoundBy, LinkKind, PlanKind, Role, State
from cchc.steering.plans.models import Contradiction, Plan, PlanLink, Stage
from cchc.steering.plans.tests.factories import (
    MORNING,
    StatementFactory,
    TargetFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db

PLAN = "/ke-hoach/ke-hoach-mau"
TASK = f"{PLAN}/nhiem-vu/ii-03"


@pytest.fixture
def task(place, plan):
    return TaskFactory(plan=plan, lead=place.division, product="Báo cáo rà soát", code="II.03", slug="ii-03")


@pytest.fixture
def chief(client, place):
    client.force_login(place.chief)
    return client


def send(client, url, row, **told):
    row.refresh_from_db()
    return client.post(url, {"version": row.version, **told})


def test_products_are_named_added_and_taken_out(chief, task):
    page = chief.get(f"{TASK}/viec/san-pham")
    assert "Báo cáo rà soát" in page.text
    told = {"text-0": "Báo cáo rà soát, có phụ lục", "text-1": "Quyết định", "if_any-1": "on", "text-2": ""}
    assert send(chief, f"{TASK}/viec/san-pham", task, **told).status_code == 302
    (first, second) = task.products.all()
    assert (first.text, first.if_any, second.text, second.if_any) == (
        "Báo cáo rà soát, có phụ lục", False, "Quyết định", True,
    )  # fmt: skip
    send(chief, f"{TASK}/viec/san-pham", task, **{"text-0": "", "text-1": "Quyết định"})
    assert [one.pk for one in task.products.all()] == [second.pk]


def test_units_are_set_by_role_and_one_that_is_only_chosen_has_its_own_name(chief, place, task):
    page = chief.get(f"{TASK}/viec/chu-tri")
    assert place.division.name in page.text
    told = {
        "printed-0": "Phòng như kế hoạch ghi", "whom-0": f"u:{place.other_division.pk}", "printed-1": "Sở Y tế",
        "whom-1": "", "printed-2": "", "whom-2": f"u:{place.office.pk}",
    }  # fmt: skip
    assert send(chief, f"{TASK}/viec/chu-tri", task, **told).status_code == 302
    assert [(one.printed, one.unit) for one in task.parties.filter(role=Role.LEAD)] == [
        ("Phòng như kế hoạch ghi", place.other_division), ("Sở Y tế", None), (place.office.name, place.office),
    ]  # fmt: skip
    send(chief, f"{TASK}/viec/phoi-hop", task, **{"whom-0": "c:all"})
    helper = task.parties.get(role=Role.COOPERATING)
    assert (helper.printed, helper.circle) == ("Các phòng, đơn vị", "all")


def test_who_has_a_task_plans_its_way_and_says_what_is_reached(client, place, task):
    client.force_login(place.specialist)
    due = {"text-0": "Dự thảo", "due_on-0": "05/12/2026", "text-1": "Lấy ý kiến"}
    assert send(client, f"{TASK}/viec/moc", task, **due).status_code == 302
    first, second = Stage.objects.all()
    assert (first.due_on, second.due_on) == (date(2026, 12, 5), None)
    assert "Dự thảo" in client.get(TASK).text
    assert send(client, f"{TASK}/viec/dat-moc", task, moc=first.pk).status_code == 302
    first.refresh_from_db()
    assert (first.reached_by, first.reached_on is not None) == (place.specialist, True)
    text = client.get(TASK).text
    for words in ("đạt ngày", "Đặt mốc thực hiện", "Mốc đã đạt"):
        assert words in text
    send(client, f"{TASK}/viec/dat-moc", task, moc=first.pk)
    first.refresh_from_db()
    assert first.reached_on is None
    assert send(client, f"{TASK}/viec/dat-moc", task, moc=999).status_code == 409


def test_a_day_without_a_step_and_a_day_that_is_none_are_told_at_their_fields(chief, task):
    page = send(chief, f"{TASK}/viec/moc", task, **{"due_on-0": "05/12/2026"})
    assert page.status_code == 422
    assert "Nhập mốc, hoặc bỏ trống hạn của mốc" in page.text
    page = send(chief, f"{TASK}/viec/moc", task, **{"text-0": "Dự thảo", "due_on-0": "31/02/2026"})
    assert "Hạn phải là ngày có thật" in page.text
    assert "31/02/2026" in page.text


def test_one_press_begins_a_task_and_one_takes_a_proposal_back(client, place, task):
    client.force_login(place.specialist)
    page = client.get(TASK)
    assert re.search(rf'<form[^>]*method="post"[^>]*action="{TASK}/viec/bat-dau', page.text)
    assert send(client, f"{TASK}/viec/bat-dau", task).status_code == 302
    task.refresh_from_db()
    assert task.state == State.DOING
    stale = client.post(f"{TASK}/viec/tien-do", {"version": task.version - 1, "text": "Đã làm"})
    assert stale.status_code == 409
    assert "Đã làm" in stale.text


@pytest.mark.parametrize("act", ["san-pham", "chu-tri", "phoi-hop", "moc"])
def test_who_neither_has_a_task_nor_steers_shapes_nothing(client, place, task, act):
    client.force_login(place.other_head)
    assert client.get(f"{TASK}/viec/{act}").status_code == 403
    assert send(client, f"{TASK}/viec/{act}", task).status_code == 403


# Of the plan


def test_another_authoritys_plan_is_written_down_and_linked_at_once_and_unlinked_again(chief, plan):
    page = chief.post(f"{PLAN}/viec/ke-hoach-ngoai", {"title": "Chương trình tổng thể", "kind": "answers"})
    assert page.status_code == 422
    assert "Nhập cơ quan ban hành" in page.text
    told = {
        "title": "Chương trình tổng thể", "issuer": "UBND tỉnh", "number": "12/CTr-UBND", "kind": "answers",
        "starts_on": "01/01/2026", "ends_on": "31/12/2030",
    }  # fmt: skip
    assert chief.post(f"{PLAN}/viec/ke-hoach-ngoai", told).status_code == 302
    outside = Plan.objects.get(kind=PlanKind.OUTSIDE)
    link = PlanLink.objects.get(plan=plan)
    assert (link.other, link.kind) == (outside, LinkKind.ANSWERS)
    assert "Chương trình tổng thể" in chief.get(f"{PLAN}/viec/bo-lien-ket").text
    assert chief.post(f"{PLAN}/viec/bo-lien-ket", {"which": f"answers:{outside.pk}"}).status_code == 302
    assert not PlanLink.objects.exists()
    assert chief.get(f"{PLAN}/viec/bo-lien-ket").status_code == 409


def test_another_unit_steers_the_plan_from_now_on(chief, place, plan):
    TaskFactory(plan=plan, lead=place.division, period_state=State.PROPOSED)
    page = chief.get(f"{PLAN}/viec/don-vi-theo-doi")
    assert "hộp việc của đơn vị mới: 1 nhiệm vụ" in re.sub("<[^>]+>", "", page.text)
    answer = send(chief, f"{PLAN}/viec/don-vi-theo-doi", plan, unit=place.other_division.pk)
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert plan.steering_unit == place.other_division
    assert WorkItem.objects.filter(unit=place.other_division).exists()


@pytest.fixture
def statements(plan):
    first = StatementFactory(target=TargetFactory(plan=plan, code="T04", name="Kết quả được số hóa"))
    second = StatementFactory(target=TargetFactory(plan=plan, code="T21", name="Tờ khai được số hóa"))
    return first, second


def test_what_contradicts_is_written_down_and_then_settled(chief, plan, statements):
    first, second = statements
    url = f"{PLAN}/viec/ghi-mau-thuan"
    page = chief.post(url, {"first": first.pk, "second": first.pk, "why": "x"})
    assert "Chọn hai câu khác nhau" in page.text
    assert chief.post(url, {"first": first.pk, "second": second.pk, "why": "Hai mức."}).status_code == 302
    row = Contradiction.objects.get()
    assert (row.state, row.found_by) == (Finding.CONFIRMED, FoundBy.PERSON)
    url = f"{PLAN}/viec/mau-thuan"
    assert "Hai mức." in chief.get(url).text
    page = chief.post(url, {"which": row.pk, "confirmed": "khong", "note": ""})
    assert page.status_code == 422
    assert "Nhập vì sao không phải mâu thuẫn" in page.text
    assert chief.post(url, {"which": row.pk, "confirmed": "khong", "note": "Khác phạm vi."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.note) == (Finding.DISMISSED, "Khác phạm vi.")


def test_a_statement_counts_to_another_target(chief, plan, statements):
    first, second = statements
    url = f"{PLAN}/viec/chuyen-cau"
    assert f'value="{first.pk}" selected' in chief.get(f"{url}?cau={first.pk}").text
    same = chief.post(url, {"statement": first.pk, "target": first.target_id})
    assert same.status_code == 422
    assert "Câu này đã thuộc chỉ tiêu đó" in same.text
    assert chief.post(url, {"statement": first.pk, "target": second.target_id}).status_code == 302
    first.refresh_from_db()
    assert first.target == second.target


def test_who_steers_settles_and_moves_from_where_it_is_shown_and_others_only_read(client, place, plan, statements):
    first, second = statements
    row = Contradiction.objects.create(
        plan=plan, first=first, second=second, why="Hai mức.", state=Finding.PROPOSED, found_by=FoundBy.RULE,
        at=MORNING,
    )  # fmt: skip
    settle, move = f"{PLAN}/viec/mau-thuan?so={row.pk}", f"{PLAN}/viec/chuyen-cau?cau={first.pk}"
    for user, offered in ((place.chief, True), (place.head, False)):
        client.force_login(user)
        assert (settle in client.get(PLAN).text) == offered
        text = client.get(f"{PLAN}/chi-tieu/t04").text
        assert "Hai mức." in text
        assert ((settle in text), (move in text)) == (offered, offered)
    client.force_login(place.chief)
    assert re.search(f'value="{row.pk}"[^>]* checked', client.get(settle).text)


@pytest.mark.parametrize(
    "act", ["bo-lien-ket", "ke-hoach-ngoai", "don-vi-theo-doi", "ghi-mau-thuan", "mau-thuan", "chuyen-cau"]
)
def test_only_who_steers_changes_a_plan(client, place, plan, act):
    client.force_login(place.head)
    page = client.get(f"{PLAN}/viec/{act}")
    assert page.status_code == 403
    assert "Theo dõi kế hoạch cải cách hành chính" in page.text
    client.force_login(place.stranger)
    assert client.get(f"{PLAN}/viec/{act}").status_code == 404


def test_steps_stand_with_their_days_late_ones_too(client, place, task):
    late = MORNING.date() - timedelta(days=400)
    Stage.objects.create(task=task, position=1, text="Dự thảo", due_on=late)
    client.force_login(place.clerk)
    text = client.get(TASK).text
    assert "Quá hạn" in text
    assert "dat-moc" not in text
