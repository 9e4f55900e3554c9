"""Who is signed in is kept in memory, and never a moment longer than it is true."""

from datetime import date

import pytest
from django.db import connection

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import User
from cchc.foundation.identity.tests import factories

pytestmark = pytest.mark.django_db


def rights(user):
    found = User.objects.signed_in(user.pk)
    return sorted(right for grant in found.grants for right in grant.rights)


@pytest.fixture
def holding():
    return factories.HoldingFactory(rights=[Right.RECEIVE])


def test_who_is_signed_in_is_read_once_and_then_asked_for_with_one_small_statement(holding):
    statements = []

    def watch(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        first = User.objects.signed_in(holding.user.pk)
        assert len(statements) == 2
        again = User.objects.signed_in(holding.user.pk)
        assert (again, again.grants, again.agency) == (first, first.grants, first.agency)
    assert len(statements) == 3


def test_what_one_request_notes_on_its_user_no_other_one_sees(holding):
    first = User.objects.signed_in(holding.user.pk)
    first.__dict__["work_waiting"] = 7
    first.full_name = "Ai đó"
    again = User.objects.signed_in(holding.user.pk)
    assert "work_waiting" not in again.__dict__
    assert again.full_name == holding.user.full_name


@pytest.mark.parametrize("write", [
    lambda h: type(h).objects.filter(pk=h.pk).update(ends_on=date(2022, 1, 1)),
    lambda h: type(h).objects.filter(pk=h.pk).delete(),
])  # fmt: skip
def test_a_right_that_ended_is_gone_at_once_whoever_ended_it(holding, write):
    before = User.objects.signed_in(holding.user.pk).grants
    write(holding)
    assert User.objects.signed_in(holding.user.pk).grants != before


def test_a_right_that_was_given_is_there_at_once(holding):
    assert rights(holding.user) == [Right.RECEIVE]
    other = factories.PositionFactory(agency=holding.unit.agency, rights=[Right.APPROVE])
    factories.HoldingFactory(user=holding.user, unit=holding.unit, position=other)
    assert rights(holding.user) == [Right.APPROVE, Right.RECEIVE]


def test_who_stands_in_has_the_rights_as_long_as_the_other_has_them(holding):
    deputy = factories.StaffFactory(agency=holding.user.agency)
    assert rights(deputy) == []
    factories.StandInFactory(user=deputy, holding=holding)
    (grant,) = User.objects.signed_in(deputy.pk).grants
    assert grant.for_name == holding.user.full_name
    User.objects.filter(pk=holding.user.pk).update(full_name="Tên mới")
    type(holding).objects.filter(pk=holding.pk).update(ends_on=date(2022, 1, 1))
    (grant,) = User.objects.signed_in(deputy.pk).grants
    assert (grant.for_name, grant.ends_on) == ("Tên mới", date(2022, 1, 1))


def test_an_account_that_was_closed_is_nobody_at_once(holding):
    assert User.objects.signed_in(holding.user.pk) is not None
    User.objects.filter(pk=holding.user.pk).update(is_active=False)
    assert User.objects.signed_in(holding.user.pk) is None
