"""Identifiers: in the order of their making, of the right shape, never twice."""

from datetime import UTC, datetime, timedelta

import time_machine

from cchc.kernel.identifiers import uuid7


def test_identifiers_made_one_after_another_sort_so():
    made = [uuid7() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_identifiers_sort_so_where_the_clock_stands_or_was_put_back_a_little():
    noon = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
    made = []
    for at in (noon, noon - timedelta(milliseconds=200), noon + timedelta(seconds=5)):
        with time_machine.travel(at, tick=False):
            made += [uuid7() for _ in range(100)]
    assert made == sorted(made)
    with time_machine.travel(noon, tick=False):
        assert uuid7() < made[-1], "a clock that was put back far is believed"
