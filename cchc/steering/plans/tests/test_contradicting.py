"""Where statements of a plan cannot all be meant."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cchc.steering.plans.rules import Said, contradictions


def said(ref, *points, subject="files", comparison=">=", unit="%"):
    days = tuple((date(year, 12, 31), Decimal(value)) for year, value in points)
    return Said(ref, subject, comparison, unit, days)


def pairs(*statements):
    return [(found.first, found.second) for found in contradictions(statements)]


def test_a_step_back_is_a_contradiction():
    (found,) = contradictions([said("a", (2021, 100)), said("b", (2025, 95))])
    assert (found.first, found.second) == ("a", "b")
    assert found.why == "Đến 31/12/2021 phải ít nhất 100%, nhưng đến 31/12/2025 chỉ cần ít nhất 95%."


def test_two_values_for_one_day_are_a_contradiction():
    (found,) = contradictions([said("a", (2030, 90)), said("b", (2030, 100))])
    assert found.why == "Cùng đến 31/12/2030: chỗ này ít nhất 90%, chỗ kia ít nhất 100%."


def test_a_path_is_held_against_a_single_value_at_every_step():
    path = said("path", (2021, 30), (2022, 50), (2023, 70), (2024, 90), (2025, 100))
    one = Said("one", "files", ">", "%", ((date(2022, 3, 31), Decimal(80)),))
    (found,) = contradictions([path, one])
    assert found.why == "Đến 31/03/2022 phải trên 80%, nhưng đến 31/12/2022 chỉ cần ít nhất 50%."


def test_a_target_that_grows_or_stays_contradicts_nothing():
    assert pairs(said("a", (2025, 50)), said("b", (2030, 80))) == []
    assert pairs(said("a", (2025, 95)), said("b", (2030, 95))) == []


def test_what_is_to_fall_steps_back_when_it_rises():
    assert pairs(said("a", (2025, 5), comparison="<="), said("b", (2030, 3), comparison="<=")) == []
    assert pairs(said("a", (2025, 3), comparison="<="), said("b", (2030, 5), comparison="<=")) == [("a", "b")]


def test_another_subject_or_another_unit_is_not_compared():
    assert pairs(said("a", (2025, 50)), said("b", (2025, 80), subject="other")) == []
    assert pairs(said("a", (2025, 50)), said("b", (2025, 80), unit="dịch vụ")) == []


def test_the_same_disagreement_is_told_once():
    assert pairs(said("a", (2025, 95)), said("b", (2021, 100)), said("c", (2021, 100))) == [("a", "b")]


@given(st.lists(st.tuples(st.integers(2021, 2030), st.integers(0, 100)), max_size=8))
def test_values_that_never_fall_from_year_to_year_contradict_only_within_a_year(points):
    rising = sorted(points)
    one_a_year = dict(rising)
    grows, most = [], 0
    for year in sorted(one_a_year):
        most = max(most, one_a_year[year])
        grows.append(said(year, (year, most)))
    assert contradictions(grows) == ()
