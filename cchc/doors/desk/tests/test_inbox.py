"""The inbox: lists by what one may do, filters in the URL, as many statements full as nearly empty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc.doors.desk.choices import Tab
from cchc.doors.desk.querysets.inbox import rows_of
from cchc.doors.desk.tests.situations import NOW
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.tests.factories import StandInFactory
from cchc.foundation.work.models import WorkItem
from cchc.kernel.paging import COUNT_CAP
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import MORNING, done, fresh, person, taken_in, with_specialist
from cchc.steering.plans.services import assign
from cchc.steering.plans.tests.factories import PlanFactory, TaskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def open_inbox(client, user, **query):
    client.force_login(user)
    return client.get(reverse("desk:inbox"), query)


def numbers(response):
    return [row.item.label for row in response.context["rows"]]


def test_strangers_sign_in_first(client):
    response = client.get(reverse("desk:inbox"))
    assert response.headers["Location"].startswith("/dang-nhap")


def test_each_person_has_only_the_lists_in_which_they_can_have_work(client, place):
    wanted = {
        place.specialist: [Tab.MINE, Tab.UNASSIGNED, Tab.WAITING, Tab.DONE],
        place.director: [Tab.MINE, Tab.UNASSIGNED, Tab.WAITING, Tab.DONE],
        place.officer: [Tab.INTAKE, Tab.WAITING, Tab.HAND_OVER, Tab.DONE],
        person(place.division, Right.READ_AUDIT): [Tab.MINE],
    }
    for user, tabs in wanted.items():
        shown = [line.label for line in open_inbox(client, user).context["tabs"]]
        assert shown == [tab.label for tab in tabs]


def test_a_specialist_sees_what_is_theirs_with_time_used_sender_and_due(client, place):
    dossier = with_specialist(place)
    response = open_inbox(client, place.specialist)
    assert numbers(response) == [dossier.number]
    for words in (
        dossier.number, "Rơ Châm H", "Thẩm định", '<span class="fig muted">3/5</span>', "0,1/6", "Đặng Hữu Nghĩa",
        "18/11 09:00", 'Của tôi <span class="fig">1</span>', "Việc giao cho tôi, hạn gần nhất ở trên",
    ):  # fmt: skip
        assert words in response.text, words


def test_a_list_that_is_not_ones_own_leads_to_the_first(client, place):
    assert open_inbox(client, place.specialist, tab="cho-tra").context["tab"] == Tab.MINE


def test_what_nobody_has_taken_waits_for_the_unit(client, place):
    dossier = taken_in(place)
    assert numbers(open_inbox(client, place.head, tab=Tab.UNASSIGNED.value)) == [dossier.number]
    assert numbers(open_inbox(client, place.director, tab=Tab.UNASSIGNED.value)) == []


def test_the_result_waits_at_the_counter_and_what_is_done_is_with_who_did_it(client, place):
    dossier = done(place)
    assert numbers(open_inbox(client, place.officer, tab=Tab.HAND_OVER.value)) == [dossier.number]
    response = open_inbox(client, place.specialist, tab=Tab.DONE.value)
    assert numbers(response) == [dossier.number]
    assert "Trước hạn" in response.text


def test_who_waits_for_the_applicant_is_seen_by_holder_head_and_counter(client, place):
    dossier = with_specialist(place)
    services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, message="", by=place.specialist, at=NOW,
        items=[services.Item(key="phieu", name="Phiếu khai báo", words="Thiếu chữ ký")],
    )  # fmt: skip
    for user in (place.specialist, place.head, place.officer):
        response = open_inbox(client, user, tab=Tab.WAITING.value)
        assert numbers(response) == [dossier.number]
        assert "Tạm dừng từ" in response.text
    assert numbers(open_inbox(client, place.other_specialist, tab=Tab.WAITING.value)) == []
    assert numbers(open_inbox(client, place.specialist)) == []


def test_a_stand_in_has_the_work_of_whom_they_stand_in_for_on_those_days_only(client, place):
    dossier = with_specialist(place)
    away = place.specialist.holdings.get()
    StandInFactory(holding=away, user=place.other_specialist, starts_on=NOW.date(), ends_on=NOW.date())
    user = fresh(place.other_specialist)
    assert [item.label for item in rows_of(Tab.MINE, user, NOW)] == [dossier.number]
    assert not rows_of(Tab.MINE, user, NOW + timedelta(days=1)).exists()


def test_overdue_work_stands_first_and_is_found_by_its_filter(client, place):
    late = with_specialist(place, MORNING - timedelta(days=14))
    soon = with_specialist(place)
    response = open_inbox(client, place.specialist)
    assert numbers(response) == [late.number, soon.number]
    assert "Quá hạn" in response.text
    assert numbers(open_inbox(client, place.specialist, han="qua-han")) == [late.number]
    response = open_inbox(client, place.specialist, han="hom-nay")
    assert numbers(response) == []
    assert "Không còn việc nào đến hạn hôm nay" in response.text
    assert "Bỏ lọc Hạn: hôm nay" in response.text


@pytest.mark.parametrize("text", ["ngoc huyen", "052187004318", "Nguyễn Thị"])
def test_the_list_is_searched_by_name_and_number(client, place, text):
    found = with_specialist(place, name="Nguyễn Thị Ngọc Huyền", number="052187004318")
    with_specialist(place)
    assert numbers(open_inbox(client, place.specialist, q=text)) == [found.number]
    assert numbers(open_inbox(client, place.specialist, q=found.number)) == [found.number]
    assert "Không có việc nào khớp bộ lọc" in open_inbox(client, place.specialist, q="khong co ai").text


def test_a_procedure_narrows_the_list_and_the_links_keep_the_filters(client, place):
    dossier = with_specialist(place)
    response = open_inbox(client, place.specialist, thu_tuc=dossier.procedure_id, han="tuan-nay")
    assert f"thu_tuc={dossier.procedure_id}" in response.context["chips"][0].url
    assert "han=" not in response.context["chips"][0].url
    response = open_inbox(client, place.specialist, thu_tuc=dossier.procedure_id)
    assert f"thu_tuc={dossier.procedure_id}" in response.context["rows"][0].url


@pytest.mark.parametrize("query", [{"han": "x"}, {"thu_tuc": "9"}, {"sau": "x"}, {"q": "a" * 500}])
def test_filters_that_cannot_be_read_are_left_out(client, place, query):
    with_specialist(place)
    assert len(numbers(open_inbox(client, place.specialist, **query))) == 1


@pytest.mark.parametrize("tab", list(Tab))
def test_an_empty_list_says_what_would_come(client, place, tab):
    user = person(place.counter, *Right)
    response = open_inbox(client, user, tab=tab.value)
    assert response.context["tab"] == tab
    assert str(response.context["nothing"][0]) in response.text


@pytest.mark.parametrize("size", [1, 60])
def test_the_inbox_costs_the_same_however_full_it_is(client, place, size):
    for _n in range(size):
        with_specialist(place)
    client.force_login(place.specialist)
    client.get(reverse("desk:inbox"))  # what is kept in memory is read once
    with assert_queries(identity_user=2, work_workitem=1, notices_notice=1):
        response = client.get(reverse("desk:inbox"))
    assert len(response.context["rows"]) == min(size, 50)
    assert bool(response.context["next_url"]) is (size > 50)


def test_beside_the_steps_due_time_stands_the_whole_dossiers(client, place):
    dossier = with_specialist(place)
    item = WorkItem.objects.open().about(dossier.pk).get()
    page = open_inbox(client, place.specialist)
    (row,) = page.context["rows"]
    assert row.due.due_at == item.due_at != dossier.due_at
    assert "cả hồ sơ 03/12" in page.text.replace('<span class="fig">', "").replace("</span>", "")
    Dossier.objects.filter(pk=dossier.pk).update(due_at=NOW - timedelta(days=2))
    assert open_inbox(client, place.specialist).context["rows"][0].whole == "cả hồ sơ quá hạn từ 16/11"


def test_the_second_page_goes_on_where_the_first_ended(client, place):
    made = {with_specialist(place).number for _n in range(52)}
    first = open_inbox(client, place.specialist)
    second = client.get(first.context["next_url"])
    assert {*numbers(first), *numbers(second)} == made
    assert "52 việc" in first.context["count"]
    assert second.context["first_url"]


def test_counts_stop_at_the_cap():
    from cchc.doors.desk.views.inbox import said_count

    assert said_count(COUNT_CAP) == "10.000"
    assert said_count(COUNT_CAP + 1) == "hơn 10.000"


def test_a_task_of_the_plan_lies_among_dossiers_and_opens_its_own_page(client, place):
    plan = PlanFactory(agency=place.agency, steering_unit=place.leaders, slug="cai-cach-2026")
    dossier = with_specialist(place)
    task = TaskFactory(plan=plan, code="II.03", slug="ii-03", lead=place.division)
    assign(task_id=task.pk, version=task.version, people=[place.specialist.pk], by=None, at=NOW)
    response = open_inbox(client, place.specialist)
    assert numbers(response) == [dossier.number, "II.03"]
    assert response.context["rows"][1].url == "/ke-hoach/cai-cach-2026/nhiem-vu/ii-03"
    assert "31/12/2026" in response.text
    page = client.get(response.context["rows"][0].url)
    assert page.context["place"]["total"] == 1  # a dossier's neighbours are dossiers


def test_among_what_is_done_one_goes_to_the_next_and_nothing_is_counted(client, place):
    first, second = done(place), done(place)
    response = open_inbox(client, place.director, tab="da-xong")
    assert numbers(response) == [second.number, first.number]
    with CaptureQueriesContext(connection) as sent:
        page = client.get(response.context["rows"][0].url)
    assert page.context["place"]["after"].split("?")[0].endswith(str(first))
    assert page.context["place"]["total"] is None
    assert not [one["sql"] for one in sent if "AS capped" in one["sql"] and "closed_by_id" in one["sql"]]
