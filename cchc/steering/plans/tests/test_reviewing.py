"""A document is read, its rows are reviewed; nothing enters a plan before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cchc.foundation.audit.models import Entry
from cchc.foundation.files.services import open_bytes
from cchc.foundation.identity.tests.factories import UnitFactory
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.steering.plans import services
from cchc.steering.plans.choices import Doubt, ImportState, RowKind, RowState
from cchc.steering.plans.models import ImportRow, Plan, PlanImport
from cchc.steering.plans.readers import Unreadable
from cchc.steering.plans.rules import WrongValue
from cchc.steering.plans.tests.factories import (
    MORNING,
    TODAY,
    ImportRowFactory,
    PlanImportFactory,
    value_of,
)
from cchc.steering.plans.tests.plan_text import changed, plan_text
from cchc.steering.plans.tests.situations import read as begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]
LATER = MORNING + timedelta(days=3)


def the(whole, kind, **value):
    """The one row of a kind whose value says so."""
    rows = [row for row in whole.rows.filter(kind=kind) if all(row.value.get(k) == v for k, v in value.items())]
    assert len(rows) == 1, rows
    return rows[0]


def codes(row):
    return [doubt["code"] for doubt in row.doubts]


def act(row, by, at=MORNING, **more):
    return {"row_id": row.pk, "version": row.version, "by": by, "at": at, **more}


@pytest.fixture
def whole(place):
    return begun(place)


# Reading in


def test_a_document_becomes_one_row_for_each_thing_read_in_its_order(whole):
    kinds = [row.kind for row in whole.rows.all()]
    assert {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} == {
        "head": 1, "spelling": 1, "target": 5, "commitment": 2, "assignment": 1, "group": 2, "task": 3,
    }  # fmt: skip
    assert [row.line for row in whole.rows.filter(kind="task")] == [45, 46, 48]
    assert not Plan.objects.exists()


def test_the_file_and_the_reading_are_kept_as_they_came(whole, place):
    with open_bytes(whole.file) as kept:
        assert kept.read() == plan_text()
    assert whole.reading["head"]["number"] == "12/KH-SKHCN"
    assert whole.source[0] == {"ordinal": 1, "place": "dòng 1", "text": "SỞ KHOA HỌC VÀ CÔNG NGHỆ"}


def test_each_row_names_its_lines_and_stands_beside_its_words(whole):
    row = the(whole, "task", key="I.01")
    (line,) = [one for one in whole.source if one["ordinal"] == row.ordinals[0]]
    assert row.lines == line["place"]
    assert "đơn giản hóa" in line["text"]
    assert row.value["text"] in row.text


def test_what_is_least_sure_comes_first(whole):
    weights = [row.weight for row in whole.rows.unsure_first()]
    assert weights == sorted(weights, reverse=True)
    assert whole.rows.unsure_first()[0].state == RowState.TO_LOOK


def test_units_are_matched_with_the_agencys_own_and_what_is_unknown_is_named(whole, place):
    known = the(whole, "task", key="I.01")
    assert (known.value["leads"][0]["unit"], known.value["leads"][0]["confidence"]) == (place.division.pk, 100)
    assert known.value["cooperating"][0]["circle"] == "all"
    outside = the(whole, "task", key="I.02")
    assert (outside.value["cooperating"][0]["unit"], outside.state) == (None, RowState.READ)
    unknown = the(whole, "task", key="II.01")
    assert (codes(unknown), unknown.state) == ([Doubt.UNIT_UNKNOWN], RowState.TO_LOOK)


def test_a_lead_that_is_no_more_is_given_to_its_heir_for_somebody_to_confirm(place):
    gone = UnitFactory(agency=place.agency, code="TTR", name="Thanh tra Sở", ends_on=TODAY - timedelta(days=30))
    place.office.predecessors.add(gone)
    row = the(begun(place, plan_text(changed(2, leads="Thanh tra Sở"))), "task", key="I.01")
    (lead,) = row.value["leads"]
    assert (lead["unit"], lead["was"], lead["confidence"]) == (place.office.pk, gone.pk, 86)
    assert codes(row) == [Doubt.UNIT_ENDED]
    assert "kế thừa: Văn phòng Sở" in row.doubts[0]["words"]


def test_each_figure_is_proposed_to_its_own_indicator(whole):
    found = {row.value["value"]: row.value["indicator"] for row in whole.rows.filter(kind="target")}
    assert found == {
        "70": "filed-online", "90": "payable-online", "40": "online-payments", "95": "work-files",
        "100": "work-files",
    }  # fmt: skip


def test_where_the_plan_contradicts_itself_both_places_say_so(whole):
    rows = [row for row in whole.rows.filter(kind="target") if Doubt.CONTRADICTION in codes(row)]
    assert sorted(row.value["value"] for row in rows) == ["100", "95"]
    assert {doubt["row"] for row in rows for doubt in row.doubts if "row" in doubt} == {str(r.pk) for r in rows}


def test_a_file_that_cannot_be_read_leaves_nothing_behind(place):
    with pytest.raises(Unreadable):
        begun(place, b"\x00\x01\x02", name="ke-hoach.docx")
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize("who", ["head", "clerk", "stranger"])
def test_who_does_not_steer_reads_nothing_in(place, who):
    with pytest.raises(PermissionDenied):
        services.begin_import(
            agency=place.agency, name="a.txt", data=plan_text(), by=getattr(place, who), at=MORNING
        )


def test_the_same_file_goes_on_where_its_review_was_left(place, whole):
    row = the(whole, "task", key="II.01")
    services.dismiss_row(**act(row, place.chief), reason="Không phải nhiệm vụ")
    again = begun(place)
    assert again.pk == whole.pk
    assert again.rows.get(pk=row.pk).state == RowState.DISMISSED


def test_only_who_steers_sees_a_review(place, whole):
    def seen(user):
        return PlanImport.objects.visible_to(user, MORNING).exists()

    assert [seen(place.chief), seen(place.director)] == [True, True]
    assert [seen(place.head), seen(place.clerk), seen(place.stranger)] == [False, False, False]


# Settling rows


def test_a_row_that_is_right_is_confirmed_and_that_stands_in_the_record(place, whole):
    row = the(whole, "target", value="95")
    row = services.confirm_row(**act(row, place.chief))
    assert (row.state, row.changed_by, row.value) == (RowState.CONFIRMED, place.chief, row.read)
    entry = Entry.objects.about("planimport", whole.pk).get(kind="ImportRowSettled")
    assert entry.content["state"] == "confirmed"


def test_a_row_is_corrected_field_by_field_and_what_was_read_stays_beside_it(place, whole):
    row = the(whole, "target", value="95")
    row = services.correct_row(**act(row, place.chief), changes={"value": "96", "comparison": ">"})
    assert (row.state, row.value["value"], row.read["value"]) == (RowState.CORRECTED, "96", "95")
    assert row.touched == ["comparison", "value"]


def test_a_correction_that_changes_nothing_confirms(place, whole):
    row = the(whole, "target", value="95")
    assert services.correct_row(**act(row, place.chief), changes={"value": "95"}).state == RowState.CONFIRMED


def test_a_wrong_correction_names_the_field_and_keeps_the_row(place, whole):
    row = the(whole, "target", value="95")
    with pytest.raises(WrongValue) as wrong:
        services.correct_row(**act(row, place.chief), changes={"value": "nhiều"})
    assert wrong.value.field == "value"
    assert ImportRow.objects.get(pk=row.pk).version == row.version


def test_a_figure_corrected_takes_its_contradiction_away(place, whole):
    services.correct_row(**act(the(whole, "target", value="95"), place.chief), changes={"value": "100"})
    rows = whole.rows.filter(kind="target", value__indicator="work-files")
    assert all(Doubt.CONTRADICTION not in codes(row) for row in rows)


def test_a_figure_corrected_may_bring_a_new_contradiction_to_an_open_row(place, whole):
    services.correct_row(
        **act(the(whole, "target", value="70"), place.chief), changes={"indicator": "online-payments"}
    )
    row = the(whole, "target", value="40")
    assert (codes(row), row.state) == ([Doubt.CONTRADICTION], RowState.TO_LOOK)


def test_a_scanning_error_that_is_one_is_put_right_in_every_row_but_not_in_the_document(place, whole):
    services.confirm_row(**act(the(whole, "spelling"), place.chief))
    row = the(whole, "commitment", text="Cập nhật TTHC khi có thay đổi.")
    assert (row.read["text"], row.touched) == ("Cập nhật TTTC khi có thay đổi.", ["text"])
    assert "TTTC" in row.text


def test_a_scanning_error_that_is_none_leaves_every_row_alone(place, whole):
    services.dismiss_row(**act(the(whole, "spelling"), place.chief), reason="Tên riêng")
    assert the(whole, "commitment", text="Cập nhật TTTC khi có thay đổi.").touched == []


def test_a_row_is_dismissed_with_a_reason_and_looked_at_again(place, whole):
    row = the(whole, "target", value="95")
    with pytest.raises(services.ReasonMissing):
        services.dismiss_row(**act(row, place.chief), reason=" ")
    row = services.dismiss_row(**act(row, place.chief), reason="Trùng phụ lục")
    assert (row.state, row.reason) == (RowState.DISMISSED, "Trùng phụ lục")
    row = services.reopen_row(**act(row, place.chief))
    assert (row.state, row.reason) == (RowState.TO_LOOK, "")


def test_a_plan_without_a_head_is_none(place, whole):
    with pytest.raises(NotAllowed):
        services.dismiss_row(**act(the(whole, "head"), place.chief), reason="Bỏ")


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (RowKind.TASK, {"number": "09", "group": "I"}),
        (RowKind.TARGET, {"value": "12", "year": 2027}),
        (RowKind.COMMITMENT, {}),
        (RowKind.STRUCTURE, {}),
    ],
)
def test_a_line_that_was_read_into_nothing_is_placed_and_taken_back(place, kind, changes):
    row = ImportRowFactory(whole=PlanImportFactory(place=place), kind=RowKind.LEFT_OVER, state=RowState.TO_LOOK)
    row = services.place_row(**act(row, place.chief), kind=kind, changes=changes)
    assert (row.kind, row.state, row.value["text"]) == (kind, RowState.PLACED, "Ghi chú bên lề.")
    row = services.reopen_row(**act(row, place.chief))
    assert (row.kind, row.value) == (RowKind.LEFT_OVER, {"text": "Ghi chú bên lề."})


def test_a_line_placed_as_a_target_needs_its_figure(place):
    row = ImportRowFactory(whole=PlanImportFactory(place=place), kind=RowKind.LEFT_OVER, state=RowState.TO_LOOK)
    with pytest.raises(WrongValue) as wrong:
        services.place_row(**act(row, place.chief), kind=RowKind.TARGET, changes={})
    assert wrong.value.field == "value"


def test_a_left_over_is_not_simply_confirmed(place):
    row = ImportRowFactory(whole=PlanImportFactory(place=place), kind=RowKind.LEFT_OVER, state=RowState.TO_LOOK)
    with pytest.raises(NotAllowed):
        services.confirm_row(**act(row, place.chief))


def test_one_row_that_is_two_things_is_split_and_set_aside(place, whole):
    row = the(whole, "commitment", text="Công khai TTHC và kết quả giải quyết TTHC tại nơi tiếp nhận.")
    parts = [{"text": "Công khai TTHC."}, {"text": "Công khai kết quả giải quyết TTHC."}]
    made = services.split_row(**act(row, place.chief), parts=parts)
    row.refresh_from_db()
    assert [part.value["text"] for part in made] == ["Công khai TTHC.", "Công khai kết quả giải quyết TTHC."]
    assert (row.state, row.reason) == (RowState.DISMISSED, "Tách thành 2 dòng")
    order = list(whole.rows.values_list("pk", flat=True))
    assert order[order.index(row.pk) :][:3] == [row.pk, *(part.pk for part in made)]


def test_two_rows_that_a_page_break_parted_are_merged(place, whole):
    first, second = the(whole, "task", key="I.01"), the(whole, "task", key="I.02")
    merged = services.merge_rows(**act(first, place.chief), other_id=second.pk, other_version=second.version)
    second.refresh_from_db()
    assert merged.value["text"].endswith("hành chính Công khai thủ tục hành chính")
    assert len(merged.value["products"]) == 3
    assert (second.state, second.reason) == (RowState.DISMISSED, f"Gộp vào {first.lines}")


def test_rows_of_different_kinds_are_not_merged(place, whole):
    task, promise = the(whole, "task", key="I.01"), whole.rows.filter(kind="commitment").first()
    with pytest.raises(NotAllowed):
        services.merge_rows(**act(task, place.chief), other_id=promise.pk, other_version=promise.version)


# Two reviewers


def test_two_reviewers_work_on_different_rows_at_once(place, whole):
    one, other = the(whole, "target", value="95"), the(whole, "task", key="II.01")
    services.confirm_row(**act(one, place.chief))
    services.dismiss_row(**act(other, place.director), reason="Không rõ")
    assert whole.rows.filter(state__in=[RowState.CONFIRMED, RowState.DISMISSED]).count() == 2


@pytest.mark.parametrize(
    ("service", "more"),
    [
        (services.confirm_row, {}),
        (services.correct_row, {"changes": {"value": "96"}}),
        (services.dismiss_row, {"reason": "Trùng"}),
        (services.reopen_row, {}),
        (services.place_row, {"kind": RowKind.COMMITMENT, "changes": {}}),
        (services.split_row, {"parts": [{}, {}]}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_who_comes_second_to_a_row_changes_nothing_and_hears_who_was_first(place, whole, service, more):
    row = the(whole, "target", value="95")
    services.confirm_row(**act(row, place.chief))
    with pytest.raises(Stale) as lost:
        service(row_id=row.pk, version=row.version, by=place.director, at=LATER, **more)
    assert (lost.value.changed_by, lost.value.changed_at) == (place.chief, MORNING)
    assert ImportRow.objects.get(pk=row.pk).state == RowState.CONFIRMED


@pytest.mark.parametrize("who", ["head", "stranger"])
def test_who_does_not_steer_settles_nothing(place, whole, who):
    row = the(whole, "target", value="95")
    for service, more in ((services.confirm_row, {}), (services.dismiss_row, {"reason": "Trùng"})):
        with pytest.raises(PermissionDenied):
            service(**act(row, getattr(place, who)), **more)


def test_a_review_that_was_given_up_takes_no_more_acts_and_may_be_begun_again(place, whole):
    services.abandon_import(import_id=whole.pk, reason="Nhầm tệp", by=place.chief, at=MORNING)
    with pytest.raises(NotAllowed):
        services.confirm_row(**act(the(whole, "target", value="95"), place.chief))
    again = begun(place)
    assert (again.pk == whole.pk, again.state) == (False, ImportState.REVIEWING)


def test_a_review_says_who_worked_on_it_last_and_how_much_is_open(place, whole):
    before = PlanImport.objects.with_counts().get()
    services.confirm_row(**act(the(whole, "target", value="95"), place.director, at=LATER))
    after = PlanImport.objects.with_counts().get()
    assert (after.changed_by, after.changed_at) == (place.director, LATER)
    assert (before.open_rows - after.open_rows, after.left_over_rows) == (1, 0)


def test_a_value_of_each_kind_stands_complete_in_the_factory():
    from cchc.steering.plans.rules import complete

    assert [
        kind
        for kind in RowKind
        if complete(kind, value_of(kind, number="1") if kind == "task" else value_of(kind))
    ] == []
