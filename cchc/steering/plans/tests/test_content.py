"""What a row of a review may hold."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.steering.plans.rules import WrongValue, changed, complete, due_points
from cchc.steering.plans.rules.content import blank, product, task_code, task_slug
from cchc.steering.plans.tests.factories import value_of


@pytest.mark.parametrize(
    ("kind", "changes", "field", "why"),
    [
        ("head", {"title": ""}, "title", "missing"),
        ("head", {"start": "2026-02-30"}, "start", "date"),
        ("head", {"start": "2027-01-01", "end": "2026-01-01"}, "end", "order"),
        ("target", {"value": "nhiều"}, "value", "number"),
        ("target", {"comparison": "~"}, "comparison", "choice"),
        ("target", {"comparison": "range"}, "value_to", "missing"),
        ("target", {"comparison": "range", "value": "9", "value_to": "3"}, "value_to", "order"),
        ("target", {"year": "20 21"}, "year", "number"),
        ("target", {"milestones": [{"year": 2021, "value": ""}]}, "milestones", "number"),
        (
            "target",
            {"milestones": [{"year": 2021, "value": 1}, {"year": 2021, "value": 2}]},
            "milestones",
            "number",
        ),
        ("task", {"text": "  "}, "text", "missing"),
        ("task", {"leads": [{"printed": "", "unit": 3}]}, "leads", "missing"),
        ("task", {"leads": [{"printed": "VP", "unit": 3, "circle": "all"}]}, "leads", "missing"),
        ("task", {"time": {"start": "2026-02-01", "due": "2026-01-01"}}, "time", "order"),
        ("task", {"time": {"recurrence": {"every": "week"}}}, "time", "choice"),
        ("task", {"time": {"recurrence": {"every": "year", "day": 14}}}, "time", "missing"),
        ("task", {"time": {"recurrence": {"every": "month", "day": 40}}}, "time", "number"),
        ("spelling", {"right": ""}, "right", "missing"),
    ],
)
def test_what_cannot_be_kept_names_its_field(kind, changes, field, why):
    with pytest.raises(WrongValue) as wrong:
        changed(kind, value_of(kind), changes)
    assert (wrong.value.field, wrong.value.why) == (field, why)


def test_a_field_that_a_kind_does_not_have_is_a_fault_of_the_page():
    with pytest.raises(TypeError, match="leads"):
        changed("commitment", value_of("commitment"), {"leads": []})


def test_what_is_typed_is_kept_in_one_form():
    new = changed(
        "target", value_of("target"),
        {
            "value": "62.50", "year": "2025",
            "milestones": [{"year": "2024", "value": 50}, {"year": 2023, "value": "30.0"}],
        },
    )  # fmt: skip
    assert (new["value"], new["year"]) == ("62.5", 2025)
    assert new["milestones"] == [{"year": 2023, "value": "30"}, {"year": 2024, "value": "50"}]


def test_a_unit_that_a_person_names_is_sure():
    new = changed("task", value_of("task"), {"leads": [{"printed": "VP", "unit": "3"}]})
    assert new["leads"] == [{"printed": "VP", "unit": 3, "circle": "", "confidence": 100, "how": "person"}]


def test_a_recurrence_makes_a_time_recurring():
    new = changed("task", value_of("task"), {"time": {"recurrence": {"every": "year", "month": 8, "day": 14}}})
    assert (new["time"]["kind"], new["time"]["recurrence"]["month"]) == ("recurring", 8)


@pytest.mark.parametrize("kind", ["target", "task", "assignment", "commitment", "structure"])
def test_a_line_that_is_placed_keeps_its_words(kind):
    assert blank(kind, "Câu này")["text"] == "Câu này"


@pytest.mark.parametrize(
    ("kind", "changes", "missing"),
    [
        ("head", {}, ""), ("head", {"start": None}, "start"), ("target", {"value": None}, "value"),
        ("target", {"year": None}, "year"), ("target", {"year": None, "due": "2026-03-31"}, ""),
        ("target", {"year": None, "milestones": [{"year": 2026, "value": "3"}]}, ""),
        ("task", {"number": ""}, "number"),
    ],
)  # fmt: skip
def test_a_row_without_what_a_plan_needs_says_what_that_is(kind, changes, missing):
    assert complete(kind, value_of(kind) | changes) == missing


def test_a_statement_is_due_at_the_end_of_its_year_or_on_its_own_day_or_along_its_path():
    target = value_of("target")
    assert due_points(target) == ((date(2030, 12, 31), Decimal(50)),)
    assert due_points(target | {"due": "2030-03-31"}) == ((date(2030, 3, 31), Decimal(50)),)
    path = [{"year": 2026, "value": "30"}, {"year": 2027, "value": "50"}]
    assert due_points(target | {"milestones": path}) == (
        (date(2026, 12, 31), Decimal(30)), (date(2027, 12, 31), Decimal(50)),
    )  # fmt: skip
    assert due_points(target | {"value": None}) == ()


def test_only_where_there_is_occasion_is_said_apart():
    assert product("Thông báo, kết luận (nếu có).") == {"text": "Thông báo, kết luận", "if_any": True}
    assert product("Báo cáo.") == {"text": "Báo cáo.", "if_any": False}


def test_tasks_are_called_by_group_and_number_and_assignments_apart():
    assert task_code(value_of("task"), "task") == ("I.01", 1)
    assert task_code(value_of("task", key="", group="VI", number="05.1"), "task") == ("VI.05.1", 1)
    assert task_code(value_of("assignment", number="3a"), "assignment") == ("PC.3a", 1)
    assert task_code(value_of("task", key="II.08#2"), "task") == ("II.08", 2)
    assert task_slug("VI.05.1") == "vi-05-1"
    assert (task_slug("II.08", 2), task_slug("II.08", 12)) == ("ii-08-dong-thu-hai", "ii-08-dong-thu-12")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3))
def test_a_figure_comes_back_as_it_was(value):
    kept = changed("target", value_of("target"), {"value": str(value), "comparison": ">="})["value"]
    assert Decimal(kept) == value
