"""The acts of a task: who may, what follows, what the record and the inboxes say."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.tests.factories import StandInFactory
from cchc.foundation.notices.models import Notice
from cchc.foundation.work.models import WorkItem
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.onestop.dossiers.tests.factories import fresh, person
from cchc.steering.plans import services
from cchc.steering.plans.choices import CLOSED, OPEN, TRANSITIONS, Act, State
from cchc.steering.plans.models import Task
from cchc.steering.plans.tests.factories import (
    MORNING,
    TODAY,
    EvidenceFactory,
    PeriodFactory,
    PlanFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=1)


@pytest.fixture
def task(place):
    return TaskFactory(plan=PlanFactory(place=place), lead=place.division)


def again(task):
    return Task.objects.get(pk=task.pk)


def inbox(task):
    """Before whom a task lies: (unit, person, what)."""
    items = WorkItem.objects.open().filter(subject_id__in=task.periods.values("pk"))
    return sorted((item.unit.code, item.assignee_id, item.step) for item in items)


def reported(task, who, **more):
    return services.report(task_id=task.pk, version=task.version, text="Đã họp", by=who, at=MORNING, **more)


def proposed(task, who):
    EvidenceFactory(period=task.periods.first())
    return services.propose_done(task_id=task.pk, version=task.version, text="Xong", by=who, at=MORNING)


def test_a_task_goes_from_its_first_note_to_approval(place, task):
    task = reported(task, place.specialist)
    assert task.state == State.DOING
    task = proposed(task, place.specialist)
    assert (task.state, task.proposed_on) == (State.PROPOSED, TODAY)
    task = services.approve(task_id=task.pk, version=task.version, by=place.chief, at=LATER)
    period = task.periods.get()
    assert (task.state, period.closed_by, period.closed_at) == (State.DONE, place.chief, LATER)
    assert [note.act for note in period.notes.all()] == [Act.REPORT, Act.PROPOSE, Act.APPROVE]


def test_each_act_stands_in_the_record_once(place, task):
    task = services.start(task_id=task.pk, version=task.version, by=place.specialist, at=MORNING)
    task = proposed(task, place.specialist)
    task = services.recall(task_id=task.pk, version=task.version, by=place.specialist, at=MORNING)
    task = services.propose_done(task_id=task.pk, version=task.version, text="", by=place.head, at=MORNING)
    task = services.send_back(task_id=task.pk, version=task.version, reason="Thiếu số", by=place.chief, at=MORNING)
    task = services.drop(task_id=task.pk, version=task.version, reason="Trùng việc", by=place.chief, at=MORNING)
    services.reopen(task_id=task.pk, version=task.version, reason="Cần làm", by=place.chief, at=MORNING)
    kinds = [entry.kind for entry in Entry.objects.about("task", task.pk)]
    assert kinds == [
        "ProgressReported", "DoneProposed", "ProposalRecalled", "DoneProposed", "DoneReturned", "TaskDropped",
        "TaskReopened",
    ]  # fmt: skip


def test_work_lies_before_the_lead_unit_then_its_people_then_who_steers_the_plan(place, task):
    assert inbox(task) == [("QLKH", None, "Thực hiện")]
    task = services.assign(
        task_id=task.pk, version=task.version, people=[place.specialist.pk], by=place.head, at=MORNING
    )
    assert inbox(task) == [("QLKH", place.specialist.pk, "Thực hiện")]
    task = proposed(task, place.specialist)
    assert inbox(task) == [("VP", None, "Duyệt hoàn thành")]
    task = services.send_back(task_id=task.pk, version=task.version, reason="Thiếu số", by=place.chief, at=MORNING)
    assert inbox(task) == [("QLKH", place.specialist.pk, "Thực hiện")]
    task = services.propose_done(task_id=task.pk, version=task.version, text="", by=place.specialist, at=MORNING)
    services.approve(task_id=task.pk, version=task.version, by=place.chief, at=MORNING)
    assert inbox(task) == []


@pytest.mark.parametrize("who", ["other_head", "stranger", "director", "clerk"])
def test_who_is_not_of_the_lead_unit_does_not_report(place, task, who):
    with pytest.raises(PermissionDenied):
        reported(task, getattr(place, who))
    assert again(task).state == State.NOT_STARTED


def test_who_was_given_a_task_reports_on_it_from_another_unit_and_so_does_a_stand_in(place, task):
    task = services.assign(
        task_id=task.pk, version=task.version, people=[place.other_head.pk], by=place.chief, at=MORNING
    )
    task = reported(task, place.other_head)
    away = place.other_head.holdings.get()
    standing_in = fresh(StandInFactory(holding=away, user=place.clerk).user)
    assert reported(task, standing_in).state == State.DOING


def test_people_of_a_unit_inside_the_lead_unit_report_too(place, task):
    from cchc.foundation.identity.tests.factories import UnitFactory

    inside = person(UnitFactory(parent=place.division, code="TO1"), "process")
    assert reported(task, inside).state == State.DOING


def test_nobody_approves_what_they_proposed(place):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.office)
    task = proposed(task, place.chief)
    with pytest.raises(PermissionDenied, match="không tự duyệt"):
        services.approve(task_id=task.pk, version=task.version, by=place.chief, at=MORNING)
    assert (
        services.approve(task_id=task.pk, version=task.version, by=place.director, at=MORNING).state == State.DONE
    )


@pytest.mark.parametrize("who", ["head", "specialist", "clerk", "stranger"])
@pytest.mark.parametrize("act", [services.approve, services.send_back, services.drop])
def test_who_does_not_steer_the_plan_neither_approves_nor_returns_nor_drops(place, task, who, act):
    task = proposed(task, place.specialist)
    more = {} if act is services.approve else {"reason": "Không"}
    with pytest.raises(PermissionDenied):
        act(task_id=task.pk, version=task.version, by=getattr(place, who), at=MORNING, **more)
    assert again(task).state == State.PROPOSED


def test_what_nothing_proves_cannot_be_proposed_as_done(place, task):
    with pytest.raises(services.NoEvidence):
        services.propose_done(task_id=task.pk, version=task.version, text="", by=place.specialist, at=MORNING)
    EvidenceFactory(period=task.periods.get(), removed_at=MORNING)
    with pytest.raises(services.NoEvidence):
        services.propose_done(task_id=task.pk, version=task.version, text="", by=place.specialist, at=MORNING)


def test_a_note_without_words_and_a_return_without_a_reason_are_refused(place, task):
    with pytest.raises(services.ReasonMissing):
        services.report(task_id=task.pk, version=task.version, text="  ", by=place.specialist, at=MORNING)
    task = proposed(task, place.specialist)
    for act in (services.send_back, services.drop):
        with pytest.raises(services.ReasonMissing):
            act(task_id=task.pk, version=task.version, reason=" ", by=place.chief, at=MORNING)


def test_who_acts_on_an_old_page_changes_nothing_and_hears_who_was_first(place, task):
    reported(task, place.specialist)
    with pytest.raises(Stale) as lost:
        services.report(task_id=task.pk, version=0, text="Sau", by=place.head, at=LATER)
    assert (lost.value.changed_by, lost.value.changed_at) == (place.specialist, MORNING)
    assert task.periods.get().notes.count() == 1


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("act", [Act.START, Act.APPROVE, Act.RECALL, Act.REOPEN])
def test_what_the_table_lacks_cannot_happen(place, state, act):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division, period_state=state)
    acts = {
        Act.START: (services.start, place.specialist, {}), Act.APPROVE: (services.approve, place.chief, {}),
        Act.RECALL: (services.recall, place.specialist, {}),
        Act.REOPEN: (services.reopen, place.chief, {"reason": "Lại"}),
    }  # fmt: skip
    service, by, more = acts[act]
    if TRANSITIONS.allow(state, act):
        after = service(task_id=task.pk, version=task.version, by=by, at=MORNING, **more)
        assert after.state == TRANSITIONS.after(state, act)
    else:
        with pytest.raises(NotAllowed):
            service(task_id=task.pk, version=task.version, by=by, at=MORNING, **more)


def test_every_open_state_can_be_dropped_and_every_closed_one_opened_again():
    assert all(TRANSITIONS.allow(state, Act.DROP) for state in OPEN)
    assert all(TRANSITIONS.allow(state, Act.REOPEN) for state in CLOSED)


def test_a_task_that_is_dropped_ends_in_all_its_periods_and_leaves_every_inbox(place):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division, every="quarter")
    for month in (1, 4):
        PeriodFactory(
            task=task, starts_on=TODAY.replace(month=month, day=1), due_on=TODAY.replace(month=month + 2)
        )
    task = services.drop(task_id=task.pk, version=task.version, reason="Đã gộp", by=place.chief, at=MORNING)
    assert {period.state for period in task.periods.all()} == {State.DROPPED}
    assert (task.state, inbox(task)) == (State.DROPPED, [])


def test_an_act_without_a_period_named_is_about_the_first_one_in_which_it_is_possible(place):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division, every="quarter")
    first = PeriodFactory(task=task, due_on=TODAY.replace(month=3), state=State.PROPOSED)
    second = PeriodFactory(task=task, starts_on=TODAY.replace(month=4, day=1), due_on=TODAY.replace(month=6))
    reported(task, place.specialist)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.PROPOSED, State.DOING)


def test_a_task_repeats_the_state_and_the_day_of_what_is_due_first(place):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division, every="quarter")
    PeriodFactory(task=task, due_on=TODAY.replace(month=3), state=State.DONE)
    PeriodFactory(task=task, starts_on=TODAY.replace(month=7, day=1), due_on=TODAY.replace(month=9))
    second = PeriodFactory(task=task, starts_on=TODAY.replace(month=4, day=1), due_on=TODAY.replace(month=6))
    task = reported(task, place.specialist, period_id=second.pk)
    assert (task.state, task.due_on) == (State.DOING, TODAY.replace(month=6))


# Who has a task


def test_people_are_told_of_what_they_were_given_unless_they_took_it_themselves(place, task):
    given = [place.specialist.pk, place.head.pk]
    task = services.assign(task_id=task.pk, version=task.version, people=given, by=place.head, at=MORNING)
    assert [notice.user_id for notice in Notice.objects.about("task", task.pk)] == [place.specialist.pk]
    services.assign(task_id=task.pk, version=task.version, people=[place.head.pk], by=place.head, at=LATER)
    assert Notice.objects.about("task", task.pk).count() == 1
    assert [row.user_id for row in task.assignees.filter(ended_at=None)] == [place.head.pk]
    assert task.assignees.get(user=place.specialist).ended_at == LATER


def test_heads_of_the_lead_unit_and_who_steers_give_tasks_and_nobody_else(place, task):
    for who in (place.head, place.chief, place.director):
        task = services.assign(task_id=task.pk, version=task.version, people=[], by=who, at=MORNING)
    for who in (place.specialist, place.other_head, place.clerk, place.stranger):
        with pytest.raises(PermissionDenied):
            services.assign(task_id=task.pk, version=task.version, people=[], by=who, at=MORNING)


def test_who_is_not_of_the_agency_cannot_be_given_a_task(place, task):
    with pytest.raises(services.NotOfTheOffice):
        services.assign(
            task_id=task.pk, version=task.version, people=[place.stranger.pk], by=place.head, at=MORNING
        )


def test_two_who_give_a_task_at_once_do_not_overwrite_each_other(place, task):
    services.assign(task_id=task.pk, version=0, people=[place.specialist.pk], by=place.head, at=MORNING)
    with pytest.raises(Stale):
        services.assign(task_id=task.pk, version=0, people=[place.head.pk], by=place.chief, at=LATER)
    assert [row.user_id for row in task.assignees.all()] == [place.specialist.pk]


# The way of a task


def test_whoever_has_a_task_plans_its_way_and_says_what_is_reached(place, task):
    act = {"by": place.specialist, "at": MORNING}
    way = [(None, "Dự thảo", TODAY), (None, "Lấy ý kiến", None)]
    task = services.set_stages(task_id=task.pk, version=task.version, stages=way, **act)
    first, second = task.stages.all()
    task = services.reach_stage(stage_id=first.pk, version=task.version, reached=True, **act)
    way = [(second.pk, "Lấy ý kiến các phòng", TODAY), (first.pk, "Dự thảo", TODAY)]
    task = services.set_stages(task_id=task.pk, version=task.version, stages=way, **act)
    assert [(s.pk, s.text, s.reached_on) for s in task.stages.all()] == [
        (second.pk, "Lấy ý kiến các phòng", None), (first.pk, "Dự thảo", TODAY),
    ]  # fmt: skip
    task = services.reach_stage(stage_id=first.pk, version=task.version, reached=False, **act)
    assert not task.stages.exclude(reached_by=None).exists()
    task = services.set_stages(task_id=task.pk, version=task.version, stages=[], by=place.chief, at=MORNING)
    assert not task.stages.exists()


def test_nobody_else_plans_the_way_of_a_task_and_nobody_over_another(place, task):
    with pytest.raises(PermissionDenied):
        services.set_stages(task_id=task.pk, version=task.version, stages=[], by=place.other_head, at=MORNING)
    services.set_stages(task_id=task.pk, version=0, stages=[(None, "Dự thảo", None)], by=place.head, at=MORNING)
    with pytest.raises(Stale):
        services.set_stages(task_id=task.pk, version=0, stages=[], by=place.specialist, at=LATER)
    stage = task.stages.get()
    with pytest.raises(PermissionDenied):
        services.reach_stage(stage_id=stage.pk, version=1, reached=True, by=place.chief, at=MORNING)


# What a page offers


def test_a_page_offers_what_each_person_may_do_now(place, task):
    period = task.periods.get()
    assert services.lawful(place.specialist, task, period, MORNING) == (Act.START, Act.REPORT, Act.PROPOSE)
    assert services.lawful(place.chief, task, period, MORNING) == (Act.DROP,)
    assert services.lawful(place.other_head, task, period, MORNING) == ()
    task = proposed(task, place.specialist)
    period = task.periods.get()
    assert services.lawful(place.specialist, task, period, MORNING) == (Act.RECALL,)
    assert services.lawful(place.director, task, period, MORNING) == (Act.APPROVE, Act.RETURN, Act.DROP)
