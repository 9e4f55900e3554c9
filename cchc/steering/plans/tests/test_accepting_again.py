"""A later version of a plan changes only what differs, and keeps what was done."""

from datetime import date

import pytest
from django.utils import translation

from cchc.foundation.audit.models import Entry
from cchc.foundation.work.models import WorkItem
from cchc.kernel.lifecycle import NotAllowed
from cchc.steering.plans import services
from cchc.steering.plans.choices import (
    Change,
    ImportState,
    Role,
    RowState,
    State,
)
from cchc.steering.plans.models import Task
from cchc.steering.plans.tests.factories import (
    MORNING,
    EvidenceFactory,
    PlanImportFactory,
)
from cchc.steering.plans.tests.plan_text import HEAD, ROWS, changed, plan_text
from cchc.steering.plans.tests.situations import LATER, accept, accepted, read, settle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def changes_of(whole):
    return {
        (row.kind, row.value.get("key") or row.value.get("text") or row.value.get("number")): row.change
        for row in whole.rows.exclude(change=Change.SAME)
    }


# The same plan again


def test_the_same_file_again_changes_nothing_and_needs_no_look(place):
    plan = accepted(place)
    before = list(Task.objects.values())
    again = read(place, at=LATER)
    assert again.updates == plan
    assert set(again.rows.values_list("change", flat=True)) == {Change.SAME}
    assert not again.rows.open().exists()
    assert accept(again, place, at=LATER).pk == plan.pk
    assert list(Task.objects.values()) == before
    entry = Entry.objects.about("plan", plan.pk).filter(kind="PlanAccepted").last()
    assert (entry.content["added"], entry.content["changed"], entry.content["removed"]) == (0, 0, 0)


def test_what_was_corrected_before_stands_when_the_document_did_not_change_there(place):
    whole = read(place)
    row = whole.rows.get(kind="task", value__key="II.01")
    lead = [{"printed": "Phòng Bí mật", "unit": place.other_division.pk}]
    services.correct_row(row_id=row.pk, version=row.version, changes={"leads": lead}, by=place.chief, at=MORNING)
    settle(whole, place.chief)
    plan = accept(whole, place)
    again = read(place, plan_text(changed(5, time="Năm 2027")), at=LATER)
    settle(again, place.chief, LATER)
    accept(again, place, at=LATER)
    task = plan.tasks.get(mark="II.01")
    assert (task.parties.get(role=Role.LEAD).unit, task.due_on) == (place.other_division, date(2027, 12, 31))


def test_a_changed_version_shows_what_was_added_removed_and_changed_cell_by_cell(place):
    accepted(place)
    rows = (
        *changed(2, products="Báo cáo rà soát; Phương án", time="Năm 2027")[:3], *ROWS[4:],
        "02\tKết nối dữ liệu\tVăn phòng Sở\t\tBiên bản\tNăm 2028",
    )  # fmt: skip
    whole = read(place, plan_text(rows), at=LATER)
    assert changes_of(whole) == {
        ("task", "I.01"): Change.CHANGED, ("task", "II.02"): Change.ADDED, ("task", "I.02"): Change.REMOVED,
    }  # fmt: skip
    changed_row = whole.rows.get(change=Change.CHANGED)
    assert [(cell["field"], cell["was"], cell["now"]) for cell in changed_row.cells] == [
        ("products", "Báo cáo rà soát", "Báo cáo rà soát; Phương án"), ("time", "Năm 2026", "Năm 2027"),
    ]  # fmt: skip
    assert {row.state for row in whole.rows.filter(change__in=[Change.CHANGED, Change.REMOVED])} == {
        RowState.TO_LOOK
    }


def test_a_changed_version_keeps_progress_evidence_and_people(place):
    plan = accepted(place)
    task = plan.tasks.get(mark="I.01")
    task = services.assign(
        task_id=task.pk, version=task.version, people=[place.specialist.pk], by=place.head, at=MORNING
    )
    task = services.report(task_id=task.pk, version=task.version, text="Xong nửa", by=place.specialist, at=MORNING)
    evidence = EvidenceFactory(period=task.periods.get())
    whole = read(place, plan_text(changed(2, text="Rà soát và đơn giản hóa thủ tục hành chính", time="Năm 2027")))
    settle(whole, place.chief)
    accept(whole, place, at=LATER)
    task = plan.tasks.get(pk=task.pk)
    assert (task.text, task.due_on, task.state) == (
        "Rà soát và đơn giản hóa thủ tục hành chính", date(2027, 12, 31), State.DOING,
    )  # fmt: skip
    period = task.periods.get()
    assert list(period.evidence.all()) == [evidence]
    assert [note.text for note in period.notes.all()] == ["Xong nửa"]
    assert [row.user for row in task.assignees.filter(ended_at=None)] == [place.specialist]


def test_a_renumbered_task_is_the_same_task_under_its_new_number(place):
    plan = accepted(place)
    task = plan.tasks.get(mark="I.01")
    rows = (
        *ROWS[:2], "01\tHọp giao ban cải cách hành chính hằng quý\tVăn phòng Sở\t\tThông báo\tNăm 2026",
        ROWS[2].replace("01\t", "02\t", 1), ROWS[3].replace("02\t", "03\t", 1), *ROWS[4:],
    )  # fmt: skip
    whole = read(place, plan_text(rows), at=LATER)
    settle(whole, place.chief, LATER)
    accept(whole, place, at=LATER)
    assert {(t.code, t.slug) for t in plan.tasks.filter(kind="appendix")} == {
        ("I.01", "i-01"), ("I.02", "i-02"), ("I.03", "i-03"), ("II.01", "ii-01"),
    }  # fmt: skip
    assert plan.tasks.get(pk=task.pk).code == "I.02"


def test_the_old_address_of_a_renumbered_task_leads_to_it(place, client):
    plan = accepted(place)
    task = plan.tasks.get(mark="I.02")
    whole = read(place, plan_text((*ROWS[:2], ROWS[3].replace("02\t", "01\t", 1), *ROWS[4:])), at=LATER)
    settle(whole, place.chief, LATER)
    accept(whole, place, at=LATER)
    assert plan.tasks.get(pk=task.pk).slug == "i-01"
    client.force_login(place.chief)
    tasks = f"/ke-hoach/{plan.slug}/nhiem-vu"
    assert client.get(f"{tasks}/i-02").headers["Location"] == f"{tasks}/i-01"
    assert client.get(f"{tasks}/i-09").status_code == 404
    client.force_login(place.stranger)
    assert client.get(f"{tasks}/i-02").status_code == 404


def test_a_number_that_the_plan_gives_twice_is_said_as_people_say_it(place):
    plan = accepted(place, plan_text((*ROWS[:3], ROWS[2].replace("Rà soát", "Đo lường"), *ROWS[3:])))
    twins = plan.tasks.filter(mark__startswith="I.01").order_by("position")
    assert [(task.code, task.slug) for task in twins] == [
        ("I.01", "i-01"), ("I.01 (dòng thứ hai)", "i-01-dong-thu-hai"),
    ]  # fmt: skip
    with translation.override("en"):
        assert [task.code for task in twins] == ["I.01", "I.01 (second line)"]
    labels = WorkItem.objects.filter(subject_id__in=twins[1].periods.values("pk")).values_list("label", flat=True)
    assert set(labels) == {"I.01 (2)"}


def test_what_the_new_version_lacks_ends_when_somebody_confirms_and_stays_when_not(place):
    plan = accepted(place)
    whole = read(place, plan_text((*ROWS[:2], *ROWS[4:])), at=LATER)
    first, second = whole.rows.filter(change=Change.REMOVED).order_by("value__key")
    services.confirm_row(row_id=first.pk, version=first.version, by=place.chief, at=LATER)
    services.dismiss_row(row_id=second.pk, version=second.version, reason="Vẫn làm", by=place.chief, at=LATER)
    settle(whole, place.chief, LATER)
    accept(whole, place, at=LATER)
    gone, kept = plan.tasks.get(mark="I.01"), plan.tasks.get(mark="I.02")
    assert (gone.removed_at, gone.state, gone.periods.get().reason) == (
        LATER, State.DROPPED, "Không còn trong bản kế hoạch mới",
    )  # fmt: skip
    assert not WorkItem.objects.open().filter(subject_id=gone.periods.get().pk).exists()
    assert (kept.removed_at, kept.state) == (None, State.NOT_STARTED)


def test_a_figure_that_changed_moves_its_milestone_and_stays_the_same_statement(place):
    plan = accepted(place)
    statement = plan.statements.get(value=70)
    whole = read(place, plan_text(head=HEAD.replace("tối thiểu 70%", "tối thiểu 75%")), at=LATER)
    settle(whole, place.chief, LATER)
    accept(whole, place, at=LATER)
    statement.refresh_from_db()
    assert (statement.value, [m.value for m in statement.milestones.all()]) == (75, [75])
    assert plan.statements.count() == 5


def test_another_plan_is_not_taken_for_a_later_version(place):
    accepted(place)
    other = HEAD.replace("12/KH-SKHCN", "13/KH-SKHCN").replace("2026 - 2030", "2031 - 2035")
    assert read(place, plan_text(head=other), at=LATER).updates is None
    assert read(place, plan_text(changed(2, time="Năm 2029")), is_new=True, at=LATER).updates is None


def test_whoever_reviews_may_say_of_which_plan_it_is_until_a_row_is_settled(place):
    plan = accepted(place)
    whole = read(place, plan_text(changed(2, time="Năm 2027")), is_new=True, at=LATER)
    whole = services.compare_import(import_id=whole.pk, plan=plan, by=place.chief, at=LATER)
    assert changes_of(whole) == {("task", "I.01"): Change.CHANGED}
    row = whole.rows.open().first()
    services.confirm_row(row_id=row.pk, version=row.version, by=place.chief, at=LATER)
    with pytest.raises(NotAllowed):
        services.compare_import(import_id=whole.pk, plan=None, by=place.chief, at=LATER)


def test_an_accepted_review_names_its_plan(place):
    whole = read(place)
    plan = accept(whole, place, knowingly=True)
    whole.refresh_from_db()
    assert (whole.plan, whole.state, whole.closed_by) == (plan, ImportState.ACCEPTED, place.chief)
    assert PlanImportFactory(place=place).plan is None


def test_what_ended_does_not_end_again_and_what_was_dismissed_asks_again_once_it_changed(place):
    whole = read(place)
    row = whole.rows.get(kind="commitment", value__text__startswith="Công khai")
    services.dismiss_row(row_id=row.pk, version=row.version, reason="Đã làm xong", by=place.chief, at=MORNING)
    settle(whole, place.chief)
    plan = accept(whole, place)
    without = plan_text((*ROWS[:2], *ROWS[3:]))
    whole = read(place, without, at=LATER)
    settle(whole, place.chief, LATER)
    accept(whole, place, at=LATER)
    gone = plan.tasks.get(mark="I.01")
    head = HEAD.replace("tại nơi tiếp nhận", "trên mạng")
    whole = read(place, plan_text((*ROWS[:2], *ROWS[3:]), head=head), at=LATER)
    asked = whole.rows.open().get(kind="commitment")
    assert asked.doubts[0]["words"] == "Lần trước đã bỏ qua: Đã làm xong"
    settle(whole, place.chief, LATER)
    accept(whole, place, at=LATER)
    assert plan.tasks.get(pk=gone.pk).version == gone.version
    entry = Entry.objects.about("plan", plan.pk).filter(kind="PlanAccepted").last()
    assert (entry.content["added"], entry.content["removed"]) == (1, 0)


def test_a_task_that_is_dismissed_in_a_later_review_leaves_the_plan_once(place):
    plan = accepted(place)
    whole = read(place, plan_text(changed(2, time="Năm 2027")), at=LATER)
    row = whole.rows.get(kind="task", value__key="I.02")
    services.dismiss_row(row_id=row.pk, version=row.version, reason="Không làm nữa", by=place.chief, at=LATER)
    settle(whole, place.chief, LATER)
    accept(whole, place, at=LATER)
    gone = plan.tasks.get(mark="I.02")
    assert (gone.removed_at, gone.slug) == (LATER, "i-02-cu")
    again = read(place, plan_text(changed(2, time="Năm 2028")), at=LATER)
    settle(again, place.chief, LATER)
    accept(again, place, at=LATER)
    assert plan.tasks.get(pk=gone.pk).slug == "i-02-cu"
