"""What everybody sees of a plan once the office shows it."""

from decimal import Decimal

import pytest

from cchc.kernel.testing import assert_queries
from cchc.steering.plans import services
from cchc.steering.plans.tests.factories import (
    MORNING,
    EvidenceFactory,
    StatementFactory,
    TargetFactory,
)
from cchc.steering.plans.tests.situations import BASE, a_task, plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


# What everybody sees


def published(client, plan, place):
    client.force_login(place.chief)
    return client.post(f"{BASE}/viec/cong-khai", {"version": plan.version})


def test_a_plan_is_public_from_the_moment_that_the_office_says_so(client, place, plan):
    public = f"/cong-khai{BASE}"
    assert client.get(public).status_code == 404
    assert plan.title not in plain(client.get("/cong-khai/ke-hoach"))
    client.force_login(place.chief)
    asked = client.get(f"{BASE}/viec/cong-khai")
    assert public in asked.text
    assert published(client, plan, place).status_code == 302
    client.logout()
    assert client.get(public).status_code == 200
    assert plan.title in plain(client.get("/cong-khai/ke-hoach"))
    client.force_login(place.chief)
    assert client.post(f"{BASE}/viec/cong-khai", {"version": plan.version}).status_code == 409
    plan.refresh_from_db()
    gone = {"version": plan.version, "reason": "Đính chính phụ lục"}
    assert client.post(f"{BASE}/viec/thoi-cong-khai", {**gone, "reason": ""}).status_code == 422
    assert client.post(f"{BASE}/viec/thoi-cong-khai", gone).status_code == 302
    client.logout()
    assert client.get(public).status_code == 404


def test_everybody_sees_targets_tasks_and_progress_but_no_people_no_notes_no_evidence_no_budget(
    client, place, plan
):
    task = a_task(plan, lead=place.division, code="II.03", text="Rà soát thủ tục", product="Báo cáo rà soát")
    services.assign(task_id=task.pk, version=task.version, people=[place.specialist.pk], by=None, at=MORNING)
    task.refresh_from_db()
    task = services.report(
        task_id=task.pk, version=task.version, text="Ghi chú nội bộ", by=place.specialist, at=MORNING
    )
    EvidenceFactory(period=task.periods.get(), label="Tệp minh chứng")
    services.set_budget(
        task_id=task.pk, version=task.version, amount=Decimal(123_000_000), source="Ngân sách", by=place.chief,
        at=MORNING,
    )  # fmt: skip
    StatementFactory(target=TargetFactory(plan=plan, code="T01", name="Hồ sơ điện tử"))
    published(client, plan, place)
    client.logout()
    text = plain(client.get(f"/cong-khai{BASE}"))
    for words in ("Rà soát thủ tục", place.division.name, "Báo cáo rà soát", "Đang làm", "Hồ sơ điện tử"):
        assert words in text
    for words in (place.specialist.full_name, "Ghi chú nội bộ", "Tệp minh chứng", "123.000.000", "Ngân sách"):
        assert words not in text


@pytest.mark.parametrize("size", [1, 60])
def test_the_public_page_costs_the_same_however_long_the_plan_is(client, place, plan, size):
    for _number in range(size):
        a_task(plan, lead=place.division, product="Báo cáo")
    published(client, plan, place)
    client.logout()
    client.get(f"/cong-khai{BASE}")
    with assert_queries(
        kernel_generation=1, plans_plan=1, plans_task=1, plans_party=1, identity_unit=1, plans_product=1,
        plans_contradiction=1, plans_target=1, plans_planlink=1, plans_figurerelease=1,
    ):  # fmt: skip
        client.get(f"/cong-khai{BASE}")
