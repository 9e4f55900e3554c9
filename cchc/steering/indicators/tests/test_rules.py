"""Periods, exact judgement, what is shown, what is hidden: arithmetic without a database."""

import copy
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import PeriodKind
from cchc.steering.indicators.rules import Figure, Goal

TABLE = json.loads((Path(rules.__file__).parent / "definitions.json").read_text())
AT = datetime(2026, 11, 18, tzinfo=UTC)
counts = st.integers(0, 300)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def figure(n, whole, **told):
    return Figure(
        indicator="filed-online", code="T05", reading="main", version=1, source="computed", as_of=AT, agency_id=1,
        numerator=n, denominator=whole, **told,
    )  # fmt: skip


def at_least(percent):
    return Goal(">=", rules.share(percent))


@pytest.mark.parametrize(
    ("kind", "day", "start", "end", "label"),
    [
        ("year", "2026-11-18", "2026-01-01", "2026-12-31", "2026"),
        ("half", "2026-07-01", "2026-07-01", "2026-12-31", "II/2026"),
        ("quarter", "2026-11-18", "2026-10-01", "2026-12-31", "IV/2026"),
        ("month", "2024-02-10", "2024-02-01", "2024-02-29", "02/2024"),
        ("report_year", "2026-12-14", "2025-12-15", "2026-12-14", "2026"),
        ("report_year", "2026-12-15", "2026-12-15", "2027-12-14", "2027"),
        ("report_half", "2026-06-14", "2025-12-15", "2026-06-14", "I/2026"),
        ("report_quarter", "2026-03-14", "2025-12-15", "2026-03-14", "I/2026"),
        ("report_quarter", "2026-03-15", "2026-03-15", "2026-06-14", "II/2026"),
        ("report_month", "2026-11-15", "2026-11-15", "2026-12-14", "12/2026"),
    ],
)
def test_periods_end_with_the_calendar_or_on_the_fourteenth(kind, day, start, end, label):
    found = rules.period_of(kind, date.fromisoformat(day))
    assert (found.start.isoformat(), found.end.isoformat(), found.label) == (start, end, label)


@given(kind=st.sampled_from(PeriodKind.values), day=days)
def test_every_day_lies_in_just_one_period_of_a_kind(kind, day):
    found = rules.period_of(kind, day)
    assert found.start <= day <= found.end
    assert rules.before(found).end + timedelta(days=1) == found.start
    assert rules.period_of(kind, found.start) == rules.period_of(kind, found.end) == found


@given(
    n=st.integers(0, 5000), more=st.integers(0, 5000), value=st.integers(0, 100),
    comparison=st.sampled_from([">=", ">", "<=", "<", ""]),
)  # fmt: skip
def test_what_is_shown_lies_on_the_same_side_of_the_target_as_the_exact_share(n, more, value, comparison):
    whole = n + more
    if not whole:
        return
    exact, goal = Fraction(n, whole), Goal(comparison, rules.share(value))
    read = Fraction(rules.shown(exact, [goal])) / 100
    assert goal.is_met_by(read) == goal.is_met_by(exact)
    assert abs(read - exact) < Fraction(1, 1000)
    assert (read == 1) == (exact == 1)
    assert (read == 0) == (exact == 0)


def test_a_figure_just_under_its_target_never_reads_as_the_target():
    assert rules.shown(Fraction(4996, 10000), [at_least(50)]) == Decimal("49.9")
    assert rules.shown(Fraction(4996, 10000)) == Decimal("50.0")
    assert rules.shown(Fraction(8004, 10000), [Goal(">", rules.share(80))]) == Decimal("80.1")
    assert rules.shown(Fraction(1, 2), [at_least(50)]) == Decimal("50.0")


def test_met_and_missed_are_judged_on_the_exact_share():
    assert rules.verdict(figure(1, 2), at_least(50)) == "met"
    assert rules.verdict(figure(4999, 10000), at_least(50)) == "missed"
    assert rules.verdict(figure(1, 2), Goal(">", rules.share(50))) == "missed"
    assert rules.verdict(figure(1, 2), None) == "unknown"
    assert rules.verdict(figure(0, 0), at_least(50)) == "unknown"
    assert rules.verdict(figure(19, 20, minimum_volume=30), at_least(50)) == "unknown"


def test_what_open_work_could_spoil_is_at_risk():
    assert rules.verdict(figure(95, 100), at_least(95), endangered=0) == "met"
    assert rules.verdict(figure(95, 100), at_least(95), endangered=1) == "at_risk"


@given(
    n=st.integers(0, 300), more=st.integers(0, 300), value=st.integers(1, 99), sign=st.sampled_from([">=", ">"])
)
def test_how_many_more_are_needed_is_the_least_number_that_does(n, more, value, sign):
    whole, goal = n + more, Goal(sign, rules.share(value))
    if not whole:
        return
    found = rules.outlook(figure(n, whole), goal)
    k = found.further
    assert goal.is_met_by(Fraction(n + k, whole + k))
    assert k == 0 or not goal.is_met_by(Fraction(n + k - 1, whole + k - 1))
    if found.of_these is not None:
        assert goal.is_met_by(Fraction(n + found.of_these, whole))
        assert found.of_these == 0 or not goal.is_met_by(Fraction(n + found.of_these - 1, whole))
    if found.spare is not None:
        assert goal.is_met_by(Fraction(n, whole + found.spare))
        assert not goal.is_met_by(Fraction(n, whole + found.spare + 1))


def test_the_plan_says_how_many_of_this_years_are_missing():
    found = rules.outlook(figure(1248, 2000), at_least(80))
    assert (found.of_these, found.gap) == (352, Fraction(-176, 1000))


def test_all_of_them_cannot_be_reached_by_further_ones():
    assert rules.outlook(figure(9, 10), at_least(100)).further is None


def test_an_unknown_denominator_is_an_answer_and_no_rows_is_another():
    assert figure(12, None).answer == "no_denominator"
    assert figure(0, 0).answer == "nothing"
    assert figure(19, 20, minimum_volume=30).answer == "few"
    assert figure(0, 3).answer == "known"


def test_the_milestone_ahead_is_the_next_one_and_at_last_the_last():
    goals = [Goal(">=", rules.share(v), date(y, 12, 31)) for v, y in ((30, 2021), (50, 2022), (70, 2023))]
    assert rules.milestone(goals, date(2022, 5, 1)) == goals[1]
    assert rules.milestone(goals, date(2026, 5, 1)) == goals[2]
    assert rules.passed(goals, date(2023, 1, 1)) == tuple(goals[:2])


def test_the_shipped_definitions_are_the_twenty_two_of_the_plan():
    found = rules.definitions()
    assert [one.code for one in found.values()] == [f"T{n:02}" for n in range(1, 23)]
    computed = [one.code for one in found.values() if not one.declared]
    assert computed == ["T01", "T02", "T05", "T18", "T19", "T20", "T21", "T22"]
    assert all(
        reading.sentence.vi and reading.sentence.en
        for one in found.values()
        for v in one.versions
        for reading in v.readings
    )


def test_a_version_is_used_from_its_day_on():
    online = rules.by_code("T05")
    assert [online.on(date(*day)).number for day in ((2026, 6, 30), (2026, 7, 1), (2020, 1, 1))] == [1, 2, 1]


@pytest.mark.parametrize("broken", ["unknown", "twice", "sentence", "order"])
def test_a_broken_definition_is_refused(broken):
    table = copy.deepcopy(TABLE)
    row = table["indicators"][4]
    if broken == "unknown":
        row["colour"] = "red"
    elif broken == "twice":
        table["indicators"].append(row)
    elif broken == "sentence":
        del row["versions"][0]["readings"][0]["sentence"]["en"]
    else:
        row["versions"][1]["since"] = "2020-01-01"
    with pytest.raises(rules.DefinitionFault):
        rules.parse(table)


def test_the_documentation_has_every_definition_word_for_word():
    text = (Path(rules.__file__).parents[4] / "docs/indicators.md").read_text()
    for one in rules.definitions().values():
        assert f"## {one.code} {one.name.en}" in text
        head = next(line for line in text.splitlines() if f"· `{one.key}` ·" in line)
        assert head.endswith("· of persons") is one.personal
        for version in one.versions:
            assert f"Version {version.number}, from {version.since}" in text
            assert all(law in text for law in version.law)
            for reading in version.readings:
                assert reading.sentence.vi in text
                assert reading.sentence.en in text
                assert all(f"`{fact}`" in text for fact in reading.facts)


def dated(percent, year):
    return Goal(">=", rules.share(percent), date(year, 12, 31))


@pytest.mark.parametrize(
    ("n", "day", "verdict", "goal", "ahead"),
    [
        (624, "2026-11-18", "met", 2025, 2030),  # what was to be reached in 2025 is kept; 2030 is ahead
        (499, "2026-11-18", "missed", 2025, 2030),
        (499, "2025-06-30", "at_risk", 2025, 2030),  # there is still time
        (499, "2025-12-31", "missed", 2025, 2030),  # on its day it is due
        (900, "2031-01-01", "met", 2030, None),
    ],
)
def test_a_figure_is_judged_by_the_last_milestone_whose_day_has_come(n, day, verdict, goal, ahead):
    goals = [dated(80, 2030), dated(50, 2025)]
    found = rules.judged(figure(n, 1000), goals, date.fromisoformat(day))
    assert (found.verdict, found.goal.due_on.year) == (verdict, goal)
    assert (found.ahead.due_on.year if found.ahead else None) == ahead


def test_of_two_milestones_of_one_day_the_one_that_wants_more_decides():
    assert rules.goal_on([dated(100, 2025), dated(95, 2025)], date(2026, 1, 1)).value == 1


def test_parts_are_as_good_as_the_worst_and_one_unknown_hides_met():
    assert rules.together(["met", "met"]) == "met"
    assert rules.together(["met", "unknown"]) == "unknown"
    assert rules.together(["missed", "unknown"]) == "missed"
    assert rules.together([]) == "unknown"
