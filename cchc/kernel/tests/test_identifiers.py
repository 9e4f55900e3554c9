"""Identifiers: in the order of their making, of the right shape, never twice."""

from cchc.kernel.identifiers import uuid7


def test_identifiers_made_one_after_another_sort_so():
    made = [uuid7() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
