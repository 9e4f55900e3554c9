"""What people are told of due days: whom, when, once; and what stands in a week's digest."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.foundation.notices.models import Notice
from cchc.foundation.worktime.rules import ZONE
from cchc.steering.plans import services
from cchc.steering.plans.choices import PlanState, State, Told
from cchc.steering.plans.models import Reminder, Task
from cchc.steering.plans.services.telling import Digest, digest_of, digest_words, steerers, told_on
from cchc.steering.plans.tests.factories import (
    MORNING,
    TODAY,
    EvidenceFactory,
    PeriodFactory,
    PlanFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def morning(day):
    return datetime(day.year, day.month, day.day, 7, 30, tzinfo=ZONE)


@pytest.fixture
def plan(place):
    return PlanFactory(place=place)


def due(plan, place, day, **more):
    return TaskFactory(plan=plan, lead=place.division, ends_on=day, **more)


def told(task):
    return sorted(notice.user.full_name for notice in Notice.objects.about("task", task.pk))


# Reminders


@pytest.mark.parametrize(
    ("left", "word"),
    [(30, None), (8, None), (7, Told.SOON), (2, Told.SOON), (1, Told.TOMORROW), (0, Told.TOMORROW),
     (-1, Told.LATE), (-13, Told.LATE), (-14, Told.STILL_LATE), (-400, Told.STILL_LATE)],
)  # fmt: skip
def test_what_is_told_follows_the_days_that_are_left(left, word):
    assert told_on(TODAY + timedelta(days=left), TODAY) == word


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(-60, 60))
def test_what_is_told_never_steps_back_as_days_pass(day, left):
    order = [None, Told.SOON, Told.TOMORROW, Told.LATE, Told.STILL_LATE]
    now, tomorrow = (told_on(day, day - timedelta(days=left - n)) for n in (0, 1))
    assert order.index(now) <= order.index(tomorrow)


def test_before_the_day_only_those_hear_who_do_the_task(place, plan):
    task = due(plan, place, TODAY + timedelta(days=5))
    services.assign(task_id=task.pk, version=task.version, people=[place.specialist.pk], by=place.head, at=MORNING)
    Notice.objects.all().delete()
    assert services.tell_due(at=MORNING) == 1
    assert told(task) == [place.specialist.full_name]


def test_what_nobody_was_given_is_told_to_who_assigns_in_the_lead_unit(place, plan):
    task = due(plan, place, TODAY + timedelta(days=5))
    services.tell_due(at=MORNING)
    assert told(task) == [place.head.full_name]


def test_after_the_day_the_head_and_the_steering_office_hear_too(place, plan):
    task = due(plan, place, TODAY - timedelta(days=1))
    services.assign(task_id=task.pk, version=task.version, people=[place.specialist.pk], by=place.head, at=MORNING)
    Notice.objects.all().delete()
    services.tell_due(at=MORNING)
    assert told(task) == sorted(user.full_name for user in (place.specialist, place.head, place.chief))
    notice = Notice.objects.filter(user=place.head).get()
    assert notice.title == f"Nhiệm vụ {task.code} quá hạn 1 ngày"
    assert (notice.email, notice.path) == (place.head.email, f"/ke-hoach/{plan.slug}/nhiem-vu/{task.slug}")


def test_each_word_is_said_once_however_often_the_clock_asks(place, plan):
    day = TODAY + timedelta(days=7)
    due(plan, place, day)
    said = [services.tell_due(at=morning(TODAY + timedelta(days=n))) for n in range(40)]
    assert [n for n, count in enumerate(said) if count] == [0, 6, 8, 21]
    assert list(Reminder.objects.order_by("at").values_list("told", flat=True)) == [
        Told.SOON, Told.TOMORROW, Told.LATE, Told.STILL_LATE,
    ]  # fmt: skip


def test_a_day_that_was_put_off_is_told_anew(place, plan):
    task = due(plan, place, TODAY + timedelta(days=3))
    services.tell_due(at=MORNING)
    time = services.Time(starts_on=date(2026, 1, 1), ends_on=TODAY + timedelta(days=5))
    services.set_time(task_id=task.pk, version=task.version, time=time, by=place.chief, at=MORNING)
    assert services.tell_due(at=MORNING) == 1


@pytest.mark.parametrize("state", [State.PROPOSED, State.DONE, State.DROPPED])
def test_of_what_is_proposed_or_over_nobody_is_told(place, plan, state):
    due(plan, place, TODAY - timedelta(days=3), period_state=state)
    assert services.tell_due(at=MORNING) == 0


def test_a_plan_that_has_ended_reminds_nobody(place):
    due(PlanFactory(place=place, state=PlanState.ENDED), place, TODAY - timedelta(days=3))
    assert services.tell_due(at=MORNING) == 0


# The digest


def the_week(place, plan):
    late = due(plan, place, MONDAY - timedelta(days=10), number="01", text="Rà soát thủ tục hành chính")
    soon = due(plan, place, MONDAY + timedelta(days=3), number="02", text="Đối thoại với doanh nghiệp")
    proposed = due(plan, place, MONDAY, number="03", period_state=State.PROPOSED, text="Công bố danh mục")
    done = due(plan, place, MONDAY, number="04", period_state=State.DONE, text="Họp giao ban")
    other = TaskFactory(plan=plan, lead=place.other_division, ends_on=MONDAY, number="05", text="Việc phòng khác")
    return late, soon, proposed, done, other


def test_the_digest_of_who_steers_has_the_whole_plan(place, plan):
    the_week(place, plan)
    services.send_digest(at=morning(MONDAY))
    notice = Notice.objects.get(user=place.chief)
    assert notice.title == "Nhiệm vụ kế hoạch, tuần từ 23/11/2026: 1 quá hạn, 2 sắp đến hạn"
    for words in (
        "Quá hạn (1)", "Rà soát thủ tục hành chính · 13/11/2026 · Phòng QLKH", "Đến hạn trong 7 ngày (2)",
        "Việc phòng khác · 23/11/2026 · Phòng QLCN", "Chờ duyệt hoàn thành (1)", "Công bố danh mục",
        "Hoàn thành trong 7 ngày qua (1)", "Họp giao ban",
    ):  # fmt: skip
        assert words in notice.body
    assert (notice.email, notice.path) == (place.chief.email, f"/ke-hoach/{plan.slug}/nhiem-vu")


def test_the_digest_of_a_head_has_the_tasks_that_their_unit_leads(place, plan):
    the_week(place, plan)
    services.send_digest(at=morning(MONDAY))
    own = Notice.objects.get(user=place.other_head)
    assert "Việc phòng khác" in own.body
    assert "Rà soát" not in own.body
    assert not Notice.objects.filter(user__in=[place.specialist, place.stranger]).exists()


def test_a_week_has_one_digest_however_often_the_clock_asks(place, plan):
    the_week(place, plan)
    assert services.send_digest(at=morning(MONDAY)) == 3
    assert services.send_digest(at=morning(MONDAY + timedelta(days=2))) == 0
    assert services.send_digest(at=morning(MONDAY + timedelta(days=7))) == 3


def test_who_has_nothing_to_hear_is_left_in_peace(place, plan):
    due(plan, place, MONDAY + timedelta(days=90))
    assert services.send_digest(at=morning(MONDAY)) == 0


def test_a_person_who_reads_english_gets_it_in_english(place, plan):
    place.chief.language = "en"
    place.chief.save()
    the_week(place, plan)
    services.send_digest(at=morning(MONDAY))
    assert "Quá hạn" not in Notice.objects.get(user=place.chief).body


def test_the_digest_leads_to_the_plan_of_the_task_that_it_names_first(place, plan):
    due(plan, place, MONDAY + timedelta(days=90))
    other = PlanFactory(place=place, slug="ke-hoach-nam")
    due(other, place, MONDAY, text=f"{'Rà soát quy trình nội bộ của phòng ' * 4}đợt cuối")
    services.send_digest(at=morning(MONDAY))
    notice = Notice.objects.get(user=place.chief)
    assert notice.path == "/ke-hoach/ke-hoach-nam/nhiem-vu"
    assert "của phòng Rà soát quy… · 23/11/2026 · Phòng QLKH" in notice.body


def test_a_long_list_names_ten_and_counts_the_rest(place, plan):
    tasks = [Task(mark=f"I.{n:02}", text="Việc", due_on=MONDAY, state=State.DOING, position=n) for n in range(13)]
    for task in tasks:
        task._prefetched_objects_cache = {"parties": []}
    _title, body = digest_words(digest_of(tasks, MONDAY), MONDAY)
    assert body.count("Việc") == 10
    assert "và 3 nhiệm vụ khác" in body


@given(st.lists(st.tuples(st.sampled_from(State.values), st.integers(-40, 40)), max_size=12))
def test_every_open_task_that_is_late_or_due_in_a_week_stands_in_one_list_of_the_digest(rows):
    tasks = [
        Task(mark=str(n), state=state, position=n, due_on=TODAY + timedelta(days=left), done_on=TODAY)
        for n, (state, left) in enumerate(rows)
    ]
    digest = digest_of(tasks, TODAY)
    named = [task.code for part in (digest.late, digest.soon, digest.proposed, digest.done) for task in part]
    assert len(named) == len(set(named))
    wanted = {
        task.code for task in tasks
        if task.state in (State.NOT_STARTED, State.DOING) and (task.due_on - TODAY).days <= 7
    }  # fmt: skip
    assert {task.code for task in (*digest.late, *digest.soon)} == wanted
    assert bool(Digest((), (), (), ())) is False


def test_a_recurring_task_is_told_of_period_by_period(place, plan):
    task = TaskFactory(plan=plan, lead=place.division, every="quarter")
    PeriodFactory(task=task, label="quý III/2026", due_on=TODAY - timedelta(days=2))
    PeriodFactory(task=task, starts_on=date(2026, 10, 1), label="quý IV/2026", due_on=TODAY + timedelta(days=4))
    assert services.tell_due(at=MORNING) == 2
    titles = set(Notice.objects.filter(user=place.head).values_list("title", flat=True))
    assert titles == {
        f"Nhiệm vụ {task.code} quý III/2026 quá hạn 2 ngày",
        f"Nhiệm vụ {task.code} quý IV/2026 đến hạn ngày 22/11/2026",
    }


# Proposals


def test_who_steers_is_told_of_a_proposal_and_whose_task_it_is_what_was_decided(place, plan):
    task = TaskFactory(plan=plan, lead=place.division)
    EvidenceFactory(period=task.periods.get())
    services.propose_done(task_id=task.pk, version=0, text="", by=place.head, at=MORNING)
    assert told(task) == sorted(user.full_name for user in steerers(plan, TODAY))
    assert Notice.objects.about("task", task.pk).first().title == f"Nhiệm vụ {task.code} chờ duyệt hoàn thành"
    Notice.objects.all().delete()
    services.send_back(task_id=task.pk, version=1, reason="Thiếu biểu.", by=place.chief, at=MORNING)
    assert told(task) == [place.head.full_name]
    notice = Notice.objects.about("task", task.pk).get()
    assert (notice.title, notice.body) == (
        f"Nhiệm vụ {task.code} được trả lại",
        f"{task.text}\nLý do: Thiếu biểu.",
    )
    services.propose_done(task_id=task.pk, version=2, text="", by=place.head, at=MORNING)
    Notice.objects.all().delete()
    services.approve(task_id=task.pk, version=3, by=place.chief, at=MORNING)
    assert Notice.objects.about("task", task.pk).get().title == f"Nhiệm vụ {task.code} đã được duyệt hoàn thành"
