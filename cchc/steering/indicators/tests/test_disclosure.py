"""What hides a small cell of a table by unit: nobody works it out, not even who knows which rows are small."""

import random
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cchc.steering.indicators import rules
from cchc.steering.indicators.rules import Row, Told, covered, is_small
from cchc.steering.indicators.tests.test_rules import figure

DAY, LATER = date(2026, 6, 30), date(2026, 9, 30)
MOST_WORLDS = 1500
counts = st.one_of(st.integers(0, 6), st.integers(0, 14))
tables = st.dictionaries(
    st.sampled_from("ABCDE"), st.builds(Row, counts, counts).filter(lambda row: row.whole), min_size=1
)


def worlds(table) -> Iterator[dict[str, Row]]:
    """Every table that has the published sums and the published cells."""
    hidden = [key for key, told in table.rows.items() if told.numerator is None]
    shown = {
        key: Row(told.numerator, told.denominator - told.numerator)
        for key, told in table.rows.items()
        if told.numerator is not None
    }

    def rest(index: int, yes: int, no: int) -> Iterator[dict[str, Row]]:
        if index == len(hidden):
            if not yes and not no:
                yield {}
            return
        whole = table.rows[hidden[index]].denominator
        for mine in range(yes + 1):
            for others in range(no + 1) if whole is None else [whole - mine]:
                if 0 <= others <= no and mine + others:
                    for more in rest(index + 1, yes - mine, no - others):
                        yield {hidden[index]: Row(mine, others), **more}

    no = table.denominator - table.numerator
    yield from (
        {**shown, **one}
        for one in rest(
            0, table.numerator - sum(row.yes for row in shown.values()), no - sum(row.no for row in shown.values())
        )
    )


def some(found: Iterator[dict[str, Row]]) -> list[dict[str, Row]]:
    listed = [one for _index, one in zip(range(MOST_WORLDS), found, strict=False)]
    assume(len(listed) < MOST_WORLDS)
    return listed


def cells(row: Row) -> tuple[int, int, int]:
    return row.yes, row.no, row.whole


def reason(row: Row) -> tuple[bool, bool]:
    return is_small(row.whole), is_small(row.yes) or is_small(row.no)


def known_cells(rows, table, possible):
    """The small cells that are hidden, and of which only one number is possible."""
    return [
        (key, column)
        for key, row in rows.items()
        for column in range(3)
        if is_small(cells(row)[column])
        and table.rows[key].numerator is None
        and (column < 2 or table.rows[key].denominator is None)
        and len({cells(one[key])[column] for one in possible}) == 1
    ]


def is_published_whole(rows) -> bool:
    return not any(map(is_small, (sum(row[0] for row in rows.values()), sum(row[1] for row in rows.values()))))


@settings(max_examples=300)
@given(rows=tables)
def test_what_is_shown_is_true_and_no_small_cell_is_shown(rows):
    assume(is_published_whole(rows))
    table = covered(rows, DAY)
    if table is None:
        return
    for key, told in table.rows.items():
        row = rows[key]
        assert told.denominator in (None, row.whole)
        assert told.numerator in (None, row.yes)
        if told.numerator is not None:
            assert not any(map(is_small, cells(row)))
        assert told.denominator is None or not is_small(row.whole)


@settings(max_examples=100, deadline=None)
@given(rows=tables)
def test_nobody_works_out_a_hidden_cell_even_knowing_which_rows_are_small(rows):
    assume(is_published_whole(rows))
    table = covered(rows, DAY)
    assume(table is not None)
    possible = some(worlds(table))
    assert rows in possible
    told_why = [
        one for one in possible
        if all(reason(one[key]) == reason(rows[key]) for key in rows if table.rows[key].numerator is None)
    ]  # fmt: skip
    assert known_cells(rows, table, told_why) == []


def grown(before: dict[str, Row], later: dict[str, Row]) -> bool:
    return all(
        one.yes <= later.get(key, Row(0, 0)).yes and one.no <= later.get(key, Row(0, 0)).no
        for key, one in before.items()
    )


@settings(max_examples=40, deadline=None)
@given(rows=tables, more=st.dictionaries(st.sampled_from("ABCDE"), st.builds(Row, counts, counts), max_size=3))
def test_two_publications_of_one_period_betray_nothing_together(rows, more):
    later = {
        key: Row(*(sum(pair) for pair in zip(rows.get(key, (0, 0)), more.get(key, (0, 0)), strict=True)))
        for key in {*rows, *more}
    }
    later = {key: row for key, row in later.items() if row.whole}
    assume(is_published_whole(rows))
    assume(is_published_whole(later))
    first = covered(rows, DAY)
    assume(first is not None)
    second = covered(later, LATER, [first])
    assume(second is not None)
    once, twice = some(worlds(first)), some(worlds(second))
    assume(len(once) * len(twice) < 40_000)
    pairs = [(one, two) for one in once for two in twice if grown(one, two)]
    assert (rows, later) in pairs
    assert known_cells(rows, first, [one for one, _two in pairs]) == []
    assert known_cells(later, second, [two for _one, two in pairs]) == []


def test_a_row_with_a_small_part_takes_the_next_smallest_along_and_keeps_its_share():
    rows = {"A": Row(12, 3), "B": Row(20, 10), "C": Row(40, 30), "D": Row(60, 0)}
    table = covered(rows, DAY)
    assert table is not None
    assert table.rows == {"A": Told(None, 15), "B": Told(None, 30), "C": Told(40, 70), "D": Told(60, 60)}


def test_a_row_of_a_handful_is_hidden_whole_and_another_one_with_it():
    table = covered({"A": Row(3, 0), "B": Row(20, 10), "C": Row(40, 30)}, DAY)
    assert table is not None
    assert table.rows == {"A": Told(None, None), "B": Told(None, None), "C": Told(40, 70)}


def test_nobody_is_nobody_and_many_are_shown():
    rows = {"A": Row(0, 12), "B": Row(9, 0), "C": Row(5, 5)}
    table = covered(rows, DAY)
    assert table is not None
    assert table.rows == {key: Told(row.yes, row.whole) for key, row in rows.items()}


def test_where_no_hiding_is_enough_there_is_no_table():
    assert covered({"A": Row(2, 30), "B": Row(6, 0)}, DAY) is None


def test_what_was_hidden_in_the_period_stays_so_while_it_would_be_told_afterwards():
    first = covered({"A": Row(2, 20), "B": Row(20, 10), "C": Row(40, 30)}, DAY)
    assert first is not None and first.rows["B"] == Told(None, 30)
    later = {"A": Row(2, 20), "B": Row(20, 10), "C": Row(46, 42), "D": Row(3, 15)}
    again = covered(later, LATER, [first])
    assert again is not None
    assert again.rows["B"].numerator is None  # its count would tell that of A, three months ago
    much_later = {"A": Row(40, 60), "B": Row(90, 80), "C": Row(140, 130)}
    free = covered(much_later, LATER, [first])
    assert free is not None and None not in {told.numerator for told in free.rows.values()}


def test_an_older_table_that_was_put_right_since_proves_nothing():
    wrong = rules.Table(60, 130, {"A": Told(50, 60), "B": Told(10, 70)}, DAY)
    table = covered({"A": Row(20, 10), "B": Row(30, 20)}, LATER, [wrong])
    assert table is not None and table.rows["A"] == Told(20, 30)


def test_a_great_table_is_hidden_at_once():
    dice = random.Random(7)
    rows = {index: Row(dice.randrange(0, 900), dice.randrange(0, 9)) for index in range(60)}
    others = [table for table in [covered(rows, DAY)] * 30 if table]
    assert covered(rows, LATER, others) is not None


@pytest.mark.parametrize(
    ("told", "is_public"),
    [
        ({"numerator": 97, "denominator": 100}, False),
        ({"numerator": 90, "denominator": 100}, True),
        ({"numerator": 100, "denominator": 100}, True),
        ({"numerator": 0, "denominator": 0}, True),
        ({"numerator": 0, "denominator": 3}, False),
        ({"numerator": None, "denominator": 40, "declared": rules.share(95)}, False),  # 38 of them, and 2 not
        ({"numerator": None, "denominator": 40, "declared": rules.share(50)}, True),
        ({"numerator": None, "denominator": None, "declared": rules.share(95)}, True),
        ({"numerator": 12, "denominator": None}, True),
        ({"numerator": 2, "denominator": None}, False),
    ],
)
def test_a_whole_figure_is_hidden_where_a_part_of_it_is_a_handful_of_people(told, is_public):
    numbers = dict(told)
    one = figure(numbers.pop("numerator"), numbers.pop("denominator"), **numbers)
    assert (rules.public_figure(one, personal=True) is not None) is is_public
    assert rules.public_figure(one, personal=False) == one


def test_which_figures_are_of_persons_stands_in_their_definitions():
    harmless = {one.code for one in rules.definitions().values() if not one.personal}
    assert harmless == {"T02", "T11", "T12", "T13", "T15", "T16", "T17", "T18", "T19", "T20", "T21"}
