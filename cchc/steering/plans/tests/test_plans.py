"""A plan among plans, its targets and promises; who sees what of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cchc.foundation.identity.models import User
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.kernel.testing import assert_queries
from cchc.steering.plans import permissions, services
from cchc.steering.plans.choices import Finding, FoundBy, LinkKind, PlanKind, State
from cchc.steering.plans.models import Commitment, CommitmentLink, Contradiction, Plan, Target, Task
from cchc.steering.plans.tests.factories import (
    MORNING,
    TODAY,
    CommitmentFactory,
    PeriodFactory,
    PlanFactory,
    StatementFactory,
    TargetFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(place):
    return PlanFactory(place=place)


# Who sees


def test_staff_of_the_agency_read_its_plans_and_nobody_else_does(place, plan):
    for who in (place.chief, place.clerk, place.specialist, place.other_head):
        assert list(Plan.objects.visible_to(who, MORNING)) == [plan]
        assert permissions.can_read(who, plan, MORNING)
    for who in (place.stranger, User(kind="applicant")):
        assert not Plan.objects.visible_to(who, MORNING).exists()
        assert not permissions.can_read(who, plan, MORNING)


def test_what_was_published_is_seen_by_everybody_but_its_tasks_only_inside(place, plan):
    TaskFactory(plan=plan)
    plan = services.publish(plan_id=plan.pk, version=plan.version, by=place.chief, at=MORNING)
    assert Plan.objects.visible_to(place.stranger, MORNING).exists()
    assert Plan.objects.published().exists()
    assert not Task.objects.visible_to(place.stranger, MORNING).exists()
    plan = services.unpublish(plan_id=plan.pk, version=plan.version, reason="Sửa", by=place.chief, at=MORNING)
    assert not Plan.objects.published().exists()
    with pytest.raises(NotAllowed):
        services.unpublish(plan_id=plan.pk, version=plan.version, reason="", by=place.chief, at=MORNING)


@pytest.mark.parametrize("who", ["head", "clerk", "stranger"])
def test_who_does_not_steer_neither_publishes_nor_ends_nor_links(place, plan, who):
    user = getattr(place, who)
    other = PlanFactory(place=place)
    with pytest.raises(PermissionDenied):
        services.publish(plan_id=plan.pk, version=0, by=user, at=MORNING)
    with pytest.raises(PermissionDenied):
        services.end_plan(plan_id=plan.pk, version=0, by=user, at=MORNING)
    with pytest.raises(PermissionDenied):
        services.link_plans(plan_id=plan.pk, other_id=other.pk, kind=LinkKind.DERIVED, by=user, at=MORNING)


def test_two_who_publish_at_once_publish_once(place, plan):
    services.publish(plan_id=plan.pk, version=0, by=place.chief, at=MORNING)
    with pytest.raises(Stale) as lost:
        services.publish(plan_id=plan.pk, version=0, by=place.director, at=MORNING)
    assert lost.value.changed_by == place.chief


# Linked


def test_a_yearly_plan_is_derived_from_the_long_one_which_answers_the_provinces(place, plan):
    year = PlanFactory(place=place, kind=PlanKind.YEARLY)
    province = services.note_outside_plan(
        agency=place.agency, number="602/QĐ-UBND", issued_on=date(2021, 9, 17), issuer="UBND tỉnh",
        title="Chương trình tổng thể cải cách hành chính", starts_on=date(2021, 1, 1), ends_on=date(2025, 12, 31),
        by=place.chief, at=MORNING,
    )  # fmt: skip
    services.link_plans(plan_id=year.pk, other_id=plan.pk, kind=LinkKind.DERIVED, by=place.chief, at=MORNING)
    services.link_plans(plan_id=plan.pk, other_id=province.pk, kind=LinkKind.ANSWERS, by=place.chief, at=MORNING)
    assert [(link.other, link.kind) for link in plan.links.all()] == [(province, "answers")]
    assert [link.plan for link in plan.linked_from.all()] == [year]
    assert province.kind == PlanKind.OUTSIDE


def test_a_plan_does_not_come_from_itself_not_even_by_way_of_others(place, plan):
    middle, last = PlanFactory(place=place), PlanFactory(place=place)

    def derive(one, other):
        services.link_plans(plan_id=one.pk, other_id=other.pk, kind=LinkKind.DERIVED, by=place.chief, at=MORNING)

    derive(plan, middle)
    derive(plan, middle)
    derive(middle, last)
    for one, other in ((last, plan), (plan, plan)):
        with pytest.raises(services.WouldCircle):
            derive(one, other)
    services.unlink_plans(plan_id=plan.pk, other_id=middle.pk, kind=LinkKind.DERIVED, by=place.chief, at=MORNING)
    derive(last, plan)
    assert plan.links.count() == 0


def test_what_waits_for_approval_lies_before_the_new_steering_unit(place, plan):
    from cchc.foundation.work.models import WorkItem

    TaskFactory(plan=plan, lead=place.division, period_state=State.PROPOSED)
    services.set_steering_unit(plan_id=plan.pk, version=0, unit=place.leaders, by=place.chief, at=MORNING)
    assert WorkItem.objects.open().get().unit == place.leaders


# What a list counts


def test_the_counts_of_a_plan_are_those_of_its_lists(place, plan):
    for state, left in (
        (State.DONE, -9), (State.DOING, -1), (State.DOING, 0), (State.NOT_STARTED, 7), (State.NOT_STARTED, 8),
        (State.PROPOSED, -1), (State.PROPOSED, 1), (State.DROPPED, -9),
    ):  # fmt: skip
        TaskFactory(plan=plan, lead=place.division, ends_on=TODAY + timedelta(days=left), period_state=state)
    tasks = plan.tasks.live()
    found = tasks.counts(TODAY)
    assert found == {
        "all": 8, "done": 1, "doing": 2, "not_started": 2, "proposed": 1, "dropped": 1, "soon": 2, "overdue": 2,
    }  # fmt: skip
    assert found["overdue"] == tasks.overdue(TODAY).count()
    assert found["soon"] == tasks.due_soon(TODAY).count()
    assert found["proposed"] == tasks.waiting_for_approval().count() - 1  # the other was proposed late


def test_what_was_proposed_in_time_only_waits_and_what_was_proposed_late_is_late(place, plan):
    task = TaskFactory(plan=plan, every="year")
    in_time = PeriodFactory(task=task, due_on=TODAY, state=State.PROPOSED)
    late = PeriodFactory(task=task, starts_on=date(2026, 2, 1), due_on=date(2026, 6, 30), state=State.PROPOSED)
    day = TODAY + timedelta(days=2)
    assert list(type(late).objects.overdue(day)) == [late]
    assert in_time not in type(late).objects.overdue(day)


def test_lists_by_unit_and_by_person_show_what_is_theirs(place, plan):
    task = TaskFactory(plan=plan, lead=place.division)
    TaskFactory(plan=plan, lead=place.office)
    services.assign(task_id=task.pk, version=task.version, people=[place.specialist.pk], by=place.head, at=MORNING)
    assert list(Task.objects.led_by([place.division.pk])) == [task]
    assert list(Task.objects.given_to(place.specialist)) == [task]
    assert not Task.objects.helped_by([place.division.pk]).exists()


@pytest.mark.parametrize("size", [1, 25])
def test_a_list_of_tasks_with_units_and_people_costs_the_same_however_long(place, plan, size):
    for _n in range(size):
        TaskFactory(plan=plan, lead=place.division)
    with assert_queries(plans_task=1, plans_party=1, plans_assignee=1):
        for task in plan.tasks.with_parties():
            [str(party.unit) for party in task.parties.all()]
            [person.user.full_name for person in task.people]
            str(task.group)


# Targets and promises


def test_targets_come_with_statements_and_milestones_in_three_statements(plan):
    for _n in range(3):
        StatementFactory(target=TargetFactory(plan=plan), path={2027: 30, 2028: 50, 2030: 100})
    with assert_queries(plans_target=1, plans_statement=1, plans_milestone=1):
        found = [
            [m.value for s in t.statements.all() for m in s.milestones.all()]
            for t in plan.targets.with_statements()
        ]
    assert found == [[30, 50, 100]] * 3


def test_a_statement_is_counted_to_another_target_and_an_empty_target_goes(place, plan):
    first, second = StatementFactory(target__plan=plan), StatementFactory(target__plan=plan)
    services.move_statement(
        statement_id=first.pk, to_target=second.target.pk, version=0, by=place.chief, at=MORNING
    )
    assert second.target.statements.count() == 2
    assert Target.objects.get(pk=first.target.pk).removed_at == MORNING
    with pytest.raises(Stale):
        services.move_statement(
            statement_id=second.pk, to_target=second.target.pk, version=0, by=place.chief, at=MORNING
        )


def test_a_target_is_renamed_and_given_to_a_unit_by_who_steers(place, plan):
    target = TargetFactory(plan=plan)
    target = services.change_target(
        target_id=target.pk, version=0, name="Hồ sơ trực tuyến", lead=place.division, by=place.chief, at=MORNING
    )
    assert (target.name, target.lead) == ("Hồ sơ trực tuyến", place.division)
    with pytest.raises(PermissionDenied):
        services.change_target(target_id=target.pk, version=1, name="", lead=None, by=place.head, at=MORNING)


def test_a_contradiction_is_noted_once_whichever_way_and_may_be_set_aside(place, plan):
    one, two = StatementFactory(target__plan=plan), StatementFactory(target__plan=plan)

    def note(first, second, by=place.chief):
        return services.note_contradiction(
            plan_id=plan.pk, first=first.pk, second=second.pk, why="Hai số khác nhau", by=by, at=MORNING
        )

    row = note(one, two)
    assert note(two, one).pk == row.pk
    assert (row.state, row.found_by) == (Finding.CONFIRMED, FoundBy.PERSON)
    services.settle_contradiction(
        contradiction_id=row.pk, confirmed=False, note="Khác phạm vi", by=place.chief, at=MORNING
    )
    assert not Contradiction.objects.standing().exists()
    with pytest.raises(services.NotOfOnePlan):
        note(one, one)
    with pytest.raises(services.NotOfOnePlan):
        note(one, StatementFactory())
    with pytest.raises(PermissionDenied):
        note(one, two, by=place.head)


def test_promises_that_nothing_carries_are_shown_until_somebody_says_what_does(place, plan):
    promise, task, target = CommitmentFactory(plan=plan), TaskFactory(plan=plan), TargetFactory(plan=plan)
    assert list(Commitment.objects.uncarried()) == [promise]

    def carry(tasks=(), targets=(), by=place.chief):
        services.carry_commitment(commitment_id=promise.pk, tasks=tasks, targets=targets, by=by, at=MORNING)

    carry([task.pk], [target.pk])
    assert list(Commitment.objects.carried()) == [promise]
    carry([], [target.pk])
    assert [(link.task, link.target) for link in CommitmentLink.objects.all()] == [(None, target)]
    carry()
    assert list(Commitment.objects.uncarried()) == [promise]
    with pytest.raises(services.NotOfOnePlan):
        carry([TaskFactory().pk])
    with pytest.raises(PermissionDenied):
        carry([task.pk], by=place.head)


def test_budget_products_and_units_of_a_task_are_set_by_who_steers(place, plan):
    task = TaskFactory(plan=plan, lead=place.division, product="Báo cáo")
    act = {"task_id": task.pk, "by": place.chief, "at": MORNING}
    task = services.set_budget(**act, version=task.version, amount=45_000_000, source="Ngân sách tỉnh")
    kept = task.products.get()
    products = [(None, "Kế hoạch", False), (kept.pk, "Báo cáo năm", True)]
    task = services.set_products(**act, version=task.version, products=products)
    lead = [{"printed": "Văn phòng Sở", "unit": place.office.pk}, {"printed": "Các phòng", "circle": "all"}]
    task = services.set_parties(**act, version=task.version, role="lead", parties=lead)
    assert (task.budget, task.budget_source) == (45_000_000, "Ngân sách tỉnh")
    assert [(p.text, p.if_any, p.pk == kept.pk) for p in task.products.all()] == [
        ("Kế hoạch", False, False), ("Báo cáo năm", True, True),
    ]  # fmt: skip
    assert permissions.lead_units(Task.objects.get(pk=task.pk)) == (place.office.pk,)
    with pytest.raises(PermissionDenied):
        services.set_budget(task_id=task.pk, version=task.version, amount=1, source="", by=place.head, at=MORNING)
