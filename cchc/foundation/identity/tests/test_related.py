"""Rows named by rows: one statement a table, an empty key stays empty."""

import pytest

from cchc.foundation.identity.tests.factories import AgencyFactory, UnitFactory
from cchc.kernel.related import fill
from cchc.kernel.testing import assert_queries

pytestmark = pytest.mark.django_db


def test_what_rows_name_is_read_by_one_statement_a_table():
    above = AgencyFactory.create()
    below = [AgencyFactory.create(parent=above), AgencyFactory.create(parent=above)]
    rows = [type(row).objects.get(pk=row.pk) for row in below]
    with assert_queries(identity_agency=1):
        fill(rows, "parent")
    with assert_queries():
        assert [row.parent for row in rows] == [above, above]


def test_an_empty_key_names_nothing_and_asks_nothing():
    row = AgencyFactory.create(parent=None)
    with assert_queries():
        fill([row], "parent")
        fill([], "parent")
    assert row.parent is None


def test_rows_of_other_tables_are_read_along():
    unit = type(made := UnitFactory.create()).objects.get(pk=made.pk)
    with assert_queries(identity_agency=1):
        fill([unit], "agency")
    assert unit.agency == made.agency
