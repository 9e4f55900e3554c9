"""The pages of a plan: who reads them, numbers that open their rows, a day that is past, acts on it."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cchc.foundation.identity.tests.factories import AccountFactory
from cchc.kernel.testing import assert_queries, table_of
from cchc.steering.indicators.services import Measure, overview
from cchc.steering.plans import services
from cchc.steering.plans.choices import FoundBy, LinkKind, Pile, State
from cchc.steering.plans.models import Contradiction, Task
from cchc.steering.plans.tests.factories import (
    MORNING,
    TODAY,
    CommitmentFactory,
    EvidenceFactory,
    PlanFactory,
    StatementFactory,
    TargetFactory,
    TaskFactory,
    TaskGroupFactory,
)
from cchc.steering.plans.tests.situations import BASE, a_task, plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def one_in_each_pile(plan, lead=None):
    a_task(plan, lead=lead, state=State.NOT_STARTED, code="CHUA")
    a_task(plan, lead=lead, code="LAM")
    a_task(plan, TODAY + timedelta(days=6), lead=lead, code="SAP")
    a_task(plan, TODAY - timedelta(days=1), lead=lead, code="TRE")
    a_task(plan, TODAY + timedelta(days=1), lead=lead, state=State.PROPOSED, code="DUYET")
    a_task(plan, TODAY - timedelta(days=30), lead=lead, state=State.DONE, code="XONG")
    a_task(plan, lead=lead, state=State.DROPPED, code="DUNG")


def page(client, user, url="", **query):
    client.force_login(user)
    return client.get(BASE + url, query)


def codes(response):
    return [row.line.task.code for row in response.context["rows"]]


def every_page(plan):
    task = a_task(plan, slug="i-01")
    target = TargetFactory(plan=plan, code="T01")
    StatementFactory(target=target)
    return [
        "", "/chi-tieu/t01", "/nhiem-vu", "/nhiem-vu?xem=theo-tinh-trang", "/nhiem-vu?xem=lich",
        f"/nhiem-vu/{task.slug}", "?den=17/11/2026", "/nhiem-vu?den=17/11/2026",
    ]  # fmt: skip


def test_who_works_in_the_office_reads_everything(client, place, plan):
    for url in every_page(plan):
        assert page(client, place.clerk, url).status_code == 200, url
    assert plan.title in plain(client.get("/ke-hoach"))


def test_for_another_agency_the_plan_does_not_exist_published_or_not(client, place, plan):
    plan.published_at = MORNING
    plan.save()
    for url in [*every_page(plan), "/viec/cong-khai", "/nhiem-vu/i-01/viec/tien-do"]:
        assert page(client, place.stranger, url).status_code == 404, url
    assert plan.title not in plain(client.get("/ke-hoach"))


def test_citizens_are_refused_and_strangers_sign_in(client, place, plan):
    for url in every_page(plan):
        client.logout()
        assert client.get(BASE + url).headers["Location"].startswith("/dang-nhap")
    assert page(client, AccountFactory()).status_code == 403


@pytest.mark.parametrize("act", ["cong-khai", "ket-thuc", "lien-ket"])
def test_who_does_not_steer_is_told_the_right(client, place, plan, act):
    for answer in (page(client, place.head, f"/viec/{act}"), client.post(f"{BASE}/viec/{act}", {"version": 0})):
        assert answer.status_code == 403
        assert "Theo dõi kế hoạch cải cách hành chính" in answer.text


def test_a_number_of_the_plan_opens_as_many_rows(client, place, plan):
    one_in_each_pile(plan, place.division)
    found = page(client, place.chief)
    piles = found.context["piles"]
    assert sum(one.count for one in piles) == found.context["task_count"] == 7
    for one in piles:
        rows = client.get(one.url)
        assert len(codes(rows)) == one.count == 1, one.mark.label
        assert f">{one.count}<" in found.text
    by_unit = found.context["by_unit"]
    assert [(line.name, line.total.count) for line in by_unit] == [(place.division.name, 7)]
    for one in [*by_unit[0].counts, by_unit[0].total]:
        assert len(codes(client.get(one.url))) == one.count


def test_what_waits_for_approval_in_time_is_not_late(client, place, plan):
    a_task(plan, TODAY - timedelta(days=1), state=State.PROPOSED, code="MUON")
    a_task(plan, TODAY + timedelta(days=1), state=State.PROPOSED, code="KIP")
    assert codes(page(client, place.chief, "/nhiem-vu", tt=Pile.OVERDUE)) == ["MUON"]
    assert codes(page(client, place.chief, "/nhiem-vu", tt=Pile.PROPOSED)) == ["KIP"]


def test_the_piles_agree_with_the_counts_of_reminders_and_lists(plan):
    from cchc.steering.plans.rules.standing import pile_of

    days = (-400, -8, -1, 0, 1, 7, 8, 400)
    for days_off in days:
        for state in State:
            a_task(plan, TODAY + timedelta(days=days_off), state=state)
    TaskFactory(plan=plan, ends_on=None, period_state=State.DOING)
    rows = Task.objects.filter(plan=plan)
    counts = rows.counts(TODAY)
    piles = [pile_of(task, TODAY) for task in rows]
    assert counts["all"] == len(piles)
    for name, pile in {
        "overdue": Pile.OVERDUE,
        "soon": Pile.SOON,
        "proposed": Pile.PROPOSED,
        "done": Pile.DONE,
        "dropped": Pile.DROPPED,
    }.items():
        assert counts[name] == piles.count(pile), name


def test_a_past_date_shows_the_past(client, place, plan):
    task = a_task(plan, date(2026, 12, 31), state=State.NOT_STARTED, lead=place.division)
    task.periods.update(opened_at=datetime(2026, 2, 1, 2, tzinfo=UTC))
    steps = {"report": datetime(2026, 3, 1, 2, tzinfo=UTC), "approve": datetime(2026, 10, 1, 2, tzinfo=UTC)}
    task = services.report(
        task_id=task.pk, version=task.version, text="Đã họp", by=place.specialist, at=steps["report"]
    )
    EvidenceFactory(period=task.periods.get())
    task = services.propose_done(
        task_id=task.pk, version=task.version, text="", by=place.specialist, at=steps["approve"]
    )
    services.approve(task_id=task.pk, version=task.version, by=place.chief, at=steps["approve"])
    for day, pile in (
        ("28/02/2026", Pile.NOT_STARTED), ("01/03/2026", Pile.DOING), ("30/09/2026", Pile.DOING),
        ("01/10/2026", Pile.DONE), ("", Pile.DONE),
    ):  # fmt: skip
        found = page(client, place.chief, "", den=day)
        assert {one.mark.label: one.count for one in found.context["piles"] if one.count} == {pile.label: 1}, day
        rows = client.get(next(one.url for one in found.context["piles"] if one.count))
        assert len(codes(rows)) == 1
    reopened = Task.objects.get(pk=task.pk)
    services.reopen(task_id=task.pk, version=reopened.version, reason="Thiếu", by=place.chief, at=MORNING)
    assert _pile_on(page(client, place.chief, "", den="17/11/2026")) == Pile.DONE.label
    assert _pile_on(page(client, place.chief)) == Pile.DOING.label


def _pile_on(response):
    return next(one.mark.label for one in response.context["piles"] if one.count)


def test_before_the_plan_came_in_nothing_is_known_and_nothing_is_0(client, place, plan):
    one_in_each_pile(plan)
    found = page(client, place.chief, "", den="01/01/2026")
    assert not found.context["knows"]
    assert "kế hoạch vào chương trình từ ngày" in found.text


@pytest.mark.parametrize(
    ("typed", "words"), [("19/11/2026", "phải không sau hôm nay"), ("31/02/2026", "ngày có thật")]
)
def test_a_day_that_cannot_be_told_is_said_beside_it(client, place, plan, typed, words):
    for url in ("", "/nhiem-vu"):
        found = page(client, place.chief, url, den=typed)
        assert words in found.text
        assert f'value="{typed}"' in found.text


def test_the_list_is_narrowed_by_unit_group_due_mine_and_words(client, place, plan):
    group = TaskGroupFactory(plan=plan, number="II", name="CẢI CÁCH THỦ TỤC")
    one = a_task(plan, date(2027, 6, 1), group=group, code="II.01", lead=place.division, text="Rà soát thủ tục")
    a_task(plan, date(2026, 11, 30), code="I.01", lead=place.other_division, text="Tuyên truyền")
    TaskFactory(plan=plan, ends_on=None, code="I.02", text="Đào tạo", period_state=State.DOING)
    for query, wanted in (
        ({"nhom": group.pk}, ["II.01"]), ({"dv": place.division.pk}, ["II.01"]), ({"han": "thang-nay"}, ["I.01"]),
        ({"han": "sau-nam-nay"}, ["II.01"]), ({"han": "khong-co"}, ["I.02"]), ({"q": "ra soat"}, ["II.01"]),
        ({"q": "i.01"}, ["II.01", "I.01"]), ({"q": "khong co gi"}, []), ({"cua": "toi"}, ["II.01"]),
        ({"nhom": "khong-phai-so", "han": "x", "tt": "y", "dv": "z"}, ["II.01", "I.01", "I.02"]),
    ):  # fmt: skip
        found = page(client, place.head, "/nhiem-vu", **query)
        assert found.context["total"] == len(wanted)
        assert (codes(found) if wanted else []) == wanted, query
    assert "Bỏ lọc" in page(client, place.head, "/nhiem-vu", q="khong co gi").text
    services.assign(task_id=one.pk, version=one.version, people=[place.clerk.pk], by=place.chief, at=MORNING)
    assert codes(page(client, place.clerk, "/nhiem-vu", cua="toi")) == ["II.01"]


def test_table_board_and_calendar_show_the_same_tasks(client, place, plan):
    one_in_each_pile(plan, place.division)
    a_task(plan, None, code="MAI", lead=place.division)
    for query in ({}, {"dv": place.division.pk}, {"q": "ra soat"}, {"tt": "qua-han"}):
        table = page(client, place.chief, "/nhiem-vu", **query)
        board = page(client, place.chief, "/nhiem-vu", xem="theo-tinh-trang", **query)
        calendar = page(client, place.chief, "/nhiem-vu", xem="lich", **query)
        on_board = [line.task.code for stack in board.context["stacks"] for line in stack.lines]
        assert sorted(on_board) == sorted(codes(table))
        dated = sum(month.count for month in calendar.context["months"])
        assert dated + calendar.context["undated"] == table.context["total"] == board.context["total"]
        for stack in board.context["stacks"]:
            assert client.get(stack.url).context["total"] == stack.count
        for month in calendar.context["months"]:
            shown = client.get(month.url)
            assert sum(len(lines) for _day, lines in shown.context["due_days"]) == month.count
        if calendar.context["undated"]:
            assert client.get(calendar.context["undated_url"]).context["total"] == calendar.context["undated"]


def test_headings_stand_above_their_tasks_and_again_on_the_next_page(client, place, plan):
    group = TaskGroupFactory(plan=plan, number="I", name="THỂ CHẾ")
    below = TaskGroupFactory(plan=plan, number="05", name="Số hóa", parent=group)
    for number in range(60):
        a_task(plan, group=group, subgroup=below if number > 30 else None, code=f"I.{number:02}")
    first = page(client, place.chief, "/nhiem-vu")
    assert len(first.context["rows"]) == 50
    assert [[head.number for head in row.heads] for row in first.context["rows"] if row.heads] == [["I"], ["05"]]
    second = client.get(first.context["next_url"])
    assert [*codes(first), *codes(second)] == [f"I.{number:02}" for number in range(60)]
    assert [head.number for head in second.context["rows"][0].heads] == ["I", "05"]
    assert len(codes(client.get(first.context["print_url"]))) == 60


@pytest.mark.parametrize("size", [1, 60])
@pytest.mark.parametrize("query", [{}, {"xem": "theo-tinh-trang"}, {"xem": "lich", "thang": "2026-12"}])
def test_the_list_costs_the_same_however_long_the_plan_is(client, place, plan, size, query):
    for _number in range(size):
        task = a_task(plan, lead=place.division)
        services.assign(task_id=task.pk, version=task.version, people=[place.clerk.pk], by=None, at=MORNING)
    client.force_login(place.chief)
    client.get(f"{BASE}/nhiem-vu", query)
    with assert_queries(
        identity_user=2,
        notices_notice=1,
        plans_plan=1,
        plans_party=2,
        plans_taskgroup=1,
        plans_task=2,
        plans_assignee=1,
    ):
        client.get(f"{BASE}/nhiem-vu", query)


@pytest.mark.parametrize("size", [1, 25])
def test_the_plan_costs_the_same_however_much_it_wants(client, place, plan, size):
    for number in range(size):
        a_task(plan, TODAY - timedelta(days=3), lead=place.division)
        StatementFactory(target=TargetFactory(plan=plan, code=f"CT{number}", lead=place.office))
        CommitmentFactory(plan=plan)
    client.force_login(place.chief)
    client.get(BASE)
    deadlines = [Measure(indicator="on-time", reading=one) for one in ("", "strict")]
    with CaptureQueriesContext(connection) as figures:
        overview(deadlines, agency_id=plan.agency_id, as_of=MORNING)
    with assert_queries(
        identity_user=2, notices_notice=1, plans_plan=1, plans_party=3, plans_contradiction=1, plans_target=1,
        plans_statement=1, plans_milestone=1, plans_commitment=1, plans_task=2, plans_assignee=1, plans_planlink=1,
        indicators_binding=1, **Counter(table_of(one["sql"]) for one in figures),
    ):  # fmt: skip
        client.get(BASE)


def test_a_target_without_source_says_so_and_never_0(client, place, plan):
    target = TargetFactory(plan=plan, code="T06", name="Hài lòng", part="Cải cách thủ tục")
    StatementFactory(target=target, path={2026: 30, 2030: 80})
    for url in ("", "/chi-tieu/T06"):
        text = page(client, place.chief, url).text
        assert re.search("hưa có nguồn số liệu", text)
        assert not re.search(r"\b0([.,]0)?\s?%", text)
    said = plain(page(client, place.chief, "/chi-tieu/T06"))
    for words in ("2026: ít nhất 30%", "2030: ít nhất 80%", "Tỷ lệ hồ sơ nộp trực tuyến đạt tối thiểu"):
        assert words in said
    assert "mốc 2026 ≥ 30%" in plain(page(client, place.chief)).replace("\u00a0", " ")
    assert page(client, place.chief, "/chi-tieu/T99").status_code == 404


def test_a_contradiction_stands_where_it_arises(client, place, plan):
    first = StatementFactory(target=TargetFactory(plan=plan, code="T04"), text="Số hóa 50% kết quả.")
    second = StatementFactory(target=TargetFactory(plan=plan, code="T21"), text="Trên 80% kết quả.")
    Contradiction.objects.create(
        plan=plan, first=first, second=second, why="Hai mức cho một việc.", found_by=FoundBy.RULE, at=MORNING
    )
    found = plain(page(client, place.chief))
    for words in ("1 chỗ kế hoạch mâu thuẫn", "Mâu thuẫn với T21", "Mâu thuẫn với T04", "Hai mức cho một việc."):
        assert words in found
    for code in ("T04", "T21"):
        alone = plain(page(client, place.chief, f"/chi-tieu/{code}"))
        assert "Số hóa 50% kết quả." in alone
        assert "Trên 80% kết quả." in alone


def test_what_nothing_carries_is_shown_until_something_does(client, place, plan):
    promise = CommitmentFactory(plan=plan, text="Đổi mới cách đánh giá công chức.")
    task = a_task(plan, code="II.03")
    assert promise.text in page(client, place.chief).text
    url = f"/cam-ket/{promise.pk}"
    assert client.post(BASE + url, {"numbers": "II.03, X.99"}).status_code == 422
    answer = client.post(BASE + url, {"numbers": "II.03, X.99"})
    assert "Kế hoạch không có số" in answer.text
    assert 'value="II.03, X.99"' in answer.text
    assert client.post(BASE + url, {"numbers": "ii.03"}).status_code == 302
    assert promise.text not in page(client, place.chief).text
    assert promise.text in page(client, place.chief, f"/nhiem-vu/{task.slug}").text
    assert page(client, place.head, url).status_code == 403


def test_plans_are_linked_both_ways_and_never_in_a_circle(client, place, plan):
    other = PlanFactory(place=place, agency=place.agency, slug="ke-hoach-nam", title="Kế hoạch năm 2026")
    client.force_login(place.chief)
    told = {"kind": LinkKind.DERIVED, "other": str(other.pk)}
    assert client.post(f"{BASE}/viec/lien-ket", told).status_code == 302
    assert "Cụ thể hóa từ" in client.get(BASE).text
    assert "Được cụ thể hóa bằng" in client.get("/ke-hoach/ke-hoach-nam").text
    back = client.post("/ke-hoach/ke-hoach-nam/viec/lien-ket", {**told, "other": str(plan.pk)})
    assert back.status_code == 422
    assert "Chọn kế hoạch khác" in back.text


def test_a_target_is_named_and_given_to_a_unit(client, place, plan):
    target = TargetFactory(plan=plan, code="T05")
    client.force_login(place.chief)
    url = f"{BASE}/chi-tieu/t05/sua"
    sent = {"name": "Hồ sơ trực tuyến", "lead": place.office.pk, "version": target.version}
    assert client.post(url, {**sent, "name": ""}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert place.office.name in client.get(f"{BASE}/chi-tieu/t05").text
    late = client.post(url, {**sent, "name": "Tên của người đến sau"})
    assert late.status_code == 409
    assert "Tên của người đến sau" in late.text
    assert f"{place.chief.full_name} đã đổi lúc" in plain(late)


def test_an_ended_plan_asks_first_and_says_what_is_open(client, place, plan):
    a_task(plan)
    client.force_login(place.chief)
    assert "Còn 1 nhiệm vụ chưa xong" in plain(client.get(f"{BASE}/viec/ket-thuc"))
    assert client.post(f"{BASE}/viec/ket-thuc", {"version": plan.version}).status_code == 302
    assert "Đã kết thúc" in client.get(BASE).text
    assert client.get(f"{BASE}/viec/ket-thuc").status_code == 409
