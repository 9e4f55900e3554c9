"""A reviewed reading becomes a plan, once, and not before what is open was looked at."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.tests.factories import UnitFactory
from cchc.foundation.work.models import WorkItem
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.steering.plans import services
from cchc.steering.plans.choices import (
    Finding,
    LinkKind,
    PlanKind,
    Role,
    RowKind,
    RowState,
)
from cchc.steering.plans.models import Plan
from cchc.steering.plans.tests.factories import (
    MORNING,
    TODAY,
    ImportRowFactory,
    PlanFactory,
)
from cchc.steering.plans.tests.plan_text import changed, plan_text
from cchc.steering.plans.tests.situations import LATER, accept, accepted, read, settle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


# From a review to a plan


def test_a_plan_has_its_head_groups_tasks_targets_and_promises(place):
    plan = accepted(place)
    assert (plan.number, plan.issued_on, plan.starts_on, plan.ends_on) == (
        "12/KH-SKHCN", date(2026, 1, 5), date(2026, 1, 1), date(2030, 12, 31),
    )  # fmt: skip
    assert plan.slug == "cai-cach-hanh-chinh-2026-2030"
    assert [group.number for group in plan.groups.all()] == ["I", "II"]
    assert [task.code for task in plan.tasks.all()] == ["PC.1", "I.01", "I.02", "II.01"]
    assert [target.code for target in plan.targets.all()] == ["T05", "T02", "T03", "T16"]
    assert [statement.value for statement in plan.statements.all()] == [70, 90, 40, 95, 100]
    assert plan.commitments.count() == 2


def test_a_task_has_its_units_products_time_and_first_period_with_its_work(place):
    plan = accepted(place)
    task = plan.tasks.get(mark="I.02")
    assert [(p.role, p.printed, p.unit, p.circle) for p in task.parties.all()] == [
        (Role.COOPERATING, "Sở Tài chính", None, ""), (Role.LEAD, "Văn phòng Sở", place.office, ""),
    ]  # fmt: skip
    assert [(p.text, p.if_any) for p in task.products.all()] == [("Danh mục.", False), ("Báo cáo", True)]
    assert (task.time_text, task.every, task.due_on) == ("Hằng năm", "year", date(2026, 12, 31))
    period = task.periods.get()
    assert period.label == "năm 2026"
    item = WorkItem.objects.open().get(subject_id=period.pk)
    assert (item.unit, item.label, item.path) == (place.office, "I.02", f"/ke-hoach/{plan.slug}/nhiem-vu/i-02")


def test_a_statement_in_a_tasks_row_names_the_task_and_a_contradiction_names_both(place):
    plan = accepted(place)
    statement = plan.statements.get(value=100)
    assert (statement.task.code, statement.where, statement.target.code) == ("II.01", "product", "T16")
    found = plan.contradictions.get()
    assert {found.first.value, found.second.value} == {95, 100}
    assert (found.state, found.by) == (Finding.CONFIRMED, place.chief)


def test_a_contradiction_that_nobody_looked_at_is_only_proposed(place):
    plan = accept(read(place), place, knowingly=True)
    assert plan.contradictions.get().state == Finding.PROPOSED


def test_the_lead_that_is_no_more_is_named_beside_its_heir(place):
    gone = UnitFactory(agency=place.agency, code="TTR", name="Thanh tra Sở", ends_on=TODAY - timedelta(days=30))
    place.office.predecessors.add(gone)
    task = accepted(place, plan_text(changed(2, leads="Thanh tra Sở"))).tasks.get(mark="I.01")
    assert task.parties.get(role=Role.LEAD).unit == place.office
    (handed,) = task.handed_on.all()
    assert (handed.from_unit, handed.to_unit, handed.on) == (gone, place.office, TODAY - timedelta(days=29))


def test_a_plan_may_be_derived_from_another_from_the_first_day(place):
    long = PlanFactory(place=place)
    whole = read(place, is_new=True)
    settle(whole, place.chief)
    plan = accept(whole, place, kind=PlanKind.YEARLY, derived_from=long)
    assert [(link.other, link.kind) for link in plan.links.all()] == [(long, LinkKind.DERIVED)]


def test_what_stands_in_the_record_says_how_much_came_in(place):
    plan = accepted(place)
    entry = Entry.objects.about("plan", plan.pk).get(kind="PlanAccepted")
    assert (entry.content["added"], entry.content["changed"], entry.content["left_open"]) == (11, 0, 0)


# Too early


def test_an_early_acceptance_is_refused_with_the_list_of_what_is_open(place):
    whole = read(place)
    with pytest.raises(services.StillOpen) as early:
        accept(whole, place)
    assert early.value.must == ()
    assert {row.kind for row in early.value.unsure} == {"spelling", "target", "task"}
    assert not Plan.objects.exists()
    assert accept(whole, place, knowingly=True).tasks.count() == 4


def test_a_line_that_is_placed_nowhere_cannot_be_accepted_even_knowingly(place):
    whole = read(place)
    row = ImportRowFactory(whole=whole, kind=RowKind.LEFT_OVER, state=RowState.TO_LOOK)
    with pytest.raises(services.StillOpen) as early:
        accept(whole, place, knowingly=True)
    assert early.value.must == (row,)
    services.dismiss_row(row_id=row.pk, version=row.version, reason="Số trang", by=place.chief, at=MORNING)
    assert accept(whole, place, knowingly=True).pk


def test_two_tasks_of_one_number_must_be_told_apart_first(place):
    whole = read(place)
    row = whole.rows.get(kind="task", value__key="I.02")
    row = services.correct_row(
        row_id=row.pk, version=row.version, changes={"key": "I.01"}, by=place.chief, at=MORNING
    )
    with pytest.raises(services.StillOpen) as early:
        accept(whole, place, knowingly=True)
    assert early.value.must == (row,)


def test_what_was_dismissed_does_not_enter(place):
    whole = read(place)
    for row in whole.rows.filter(kind__in=["target", "commitment"]):
        services.dismiss_row(row_id=row.pk, version=row.version, reason="Bỏ", by=place.chief, at=MORNING)
    plan = accept(whole, place, knowingly=True)
    assert (plan.targets.count(), plan.commitments.count(), plan.tasks.count()) == (0, 0, 4)


def test_who_accepts_what_somebody_has_changed_since_accepts_nothing(place):
    whole = read(place)
    row = whole.rows.open().first()
    services.confirm_row(row_id=row.pk, version=row.version, by=place.director, at=LATER)
    with pytest.raises(Stale) as lost:
        services.accept_import(
            import_id=whole.pk, version=0, kind=PlanKind.MULTI_YEAR, steering_unit=place.office, knowingly=True,
            by=place.chief, at=LATER,
        )  # fmt: skip
    assert lost.value.changed_by == place.director


@pytest.mark.parametrize("who", ["head", "clerk", "stranger"])
def test_who_does_not_steer_accepts_nothing(place, who):
    with pytest.raises(PermissionDenied):
        accept(read(place), place, by=getattr(place, who), knowingly=True)


def test_a_review_is_accepted_once(place):
    whole = read(place)
    accept(whole, place, knowingly=True)
    with pytest.raises(NotAllowed):
        accept(whole, place, knowingly=True)
