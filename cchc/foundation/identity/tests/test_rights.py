"""Who has which right, where and from when to when: positions held, stand-ins, secondment, counters."""

from datetime import date, timedelta

import pytest

from cchc.foundation.identity.choices import AgencyKind, Right, Scope
from cchc.foundation.identity.models import Holding, User
from cchc.foundation.identity.permissions import holds, reach, why
from cchc.foundation.identity.tests.factories import (
    NOON,
    TODAY,
    AgencyFactory,
    HoldingFactory,
    PositionFactory,
    StaffFactory,
    StandInFactory,
    UnitFactory,
)
from cchc.foundation.identity.tests.situations import TOMORROW, YESTERDAY, fresh

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TOMORROW, None, False),
        (YESTERDAY, YESTERDAY, False),
    ],
)
def test_a_right_begins_and_ends_with_its_day(starts_on, ends_on, expected):
    holding = HoldingFactory(starts_on=starts_on, ends_on=ends_on)
    assert holds(fresh(holding.user), Right.PROCESS, holding.unit, NOON) is expected


def test_a_right_reaches_the_units_inside_and_no_others():
    holding = HoldingFactory()
    inside = UnitFactory(parent=holding.unit)
    beside = UnitFactory(agency=holding.unit.agency)
    user = fresh(holding.user)
    assert holds(user, Right.PROCESS, inside, NOON)
    assert not holds(user, Right.PROCESS, beside, NOON)
    assert not holds(user, Right.APPROVE, inside, NOON)


def test_a_stand_in_has_the_rights_in_those_days_only():
    row = StandInFactory(starts_on=TODAY, ends_on=TOMORROW)
    user = fresh(row.user)
    assert holds(user, Right.PROCESS, row.holding.unit, TODAY)
    assert holds(user, Right.PROCESS, row.holding.unit, TOMORROW)
    assert not holds(user, Right.PROCESS, row.holding.unit, YESTERDAY)
    assert not holds(user, Right.PROCESS, row.holding.unit, TOMORROW + timedelta(days=1))


def test_who_stands_in_for_a_holding_that_ended_has_no_rights_by_it():
    row = StandInFactory(starts_on=YESTERDAY, ends_on=TOMORROW)
    Holding.objects.filter(pk=row.holding_id).update(ends_on=YESTERDAY)
    assert holds(fresh(row.user), Right.PROCESS, row.holding.unit, YESTERDAY)
    assert not holds(fresh(row.user), Right.PROCESS, row.holding.unit, TODAY)


def test_a_seconded_officer_takes_in_for_the_agencies_that_the_counter_serves():
    first, second, other = AgencyFactory(), AgencyFactory(), AgencyFactory()
    centre = AgencyFactory(kind=AgencyKind.SERVICE_CENTRE)
    counter = UnitFactory(agency=centre, counter=True, serves=[first, second])
    officer = StaffFactory(agency=first)
    HoldingFactory(user=officer, unit=counter, rights=[Right.RECEIVE, Right.MANAGE_PEOPLE])
    HoldingFactory(user=officer, unit=UnitFactory(agency=first), rights=[Right.PROCESS])
    officer = fresh(officer)
    for agency in (first, second):
        assert holds(officer, Right.RECEIVE, agency, NOON)
        assert not holds(officer, Right.MANAGE_PEOPLE, agency, NOON)
    assert not holds(officer, Right.RECEIVE, other, NOON)
    assert reach(officer, [Right.RECEIVE], NOON).agencies == {first.pk, second.pk}
    assert reach(officer, [Right.MANAGE_PEOPLE], NOON).agencies == set()


def test_why_says_every_grant_in_words():
    agency = AgencyFactory(name="Sở Khoa học và Công nghệ")
    unit = UnitFactory(agency=agency, name="Phòng Quản lý Công nghệ")
    head = HoldingFactory(
        unit=unit, user=StaffFactory(full_name="Lê Thị Thu"), starts_on=date(2024, 3, 1),
        position=PositionFactory(agency=agency, title="Trưởng phòng", rights=[Right.APPROVE]),
    )  # fmt: skip
    deputy = StaffFactory(full_name="Trần Quốc Bảo")
    StandInFactory(holding=head, user=deputy, starts_on=TODAY, ends_on=TOMORROW)
    assert [reason.words for reason in why(fresh(head.user), Right.APPROVE, unit, NOON)] == [
        "“Phê duyệt, ký” tại Phòng Quản lý Công nghệ và các đơn vị bên trong, do giữ vị trí Trưởng phòng, "
        "từ ngày 01/03/2024"
    ]
    assert [reason.words for reason in why(fresh(deputy), Right.APPROVE, unit, NOON)] == [
        "“Phê duyệt, ký” tại Phòng Quản lý Công nghệ và các đơn vị bên trong, do thay Lê Thị Thu (Trưởng phòng), "
        "từ ngày 18/11/2026 đến ngày 19/11/2026"
    ]
    assert why(fresh(deputy), Right.RECEIVE, unit, NOON) == ()


def test_holders_are_found_by_unit_agency_counter_and_stand_in():
    agency = AgencyFactory()
    unit = UnitFactory(agency=agency)
    inside = UnitFactory(parent=unit)
    in_unit = HoldingFactory(unit=unit, rights=[Right.RECEIVE]).user
    in_agency = HoldingFactory(unit=UnitFactory(agency=agency), rights=[Right.RECEIVE], scope=Scope.AGENCY).user
    at_counter = HoldingFactory(
        unit=UnitFactory(agency=AgencyFactory(), counter=True, serves=[agency]), rights=[Right.RECEIVE]
    )
    deputy = StandInFactory(holding=at_counter).user
    HoldingFactory(unit=UnitFactory(agency=agency), rights=[Right.RECEIVE])
    HoldingFactory(unit=unit, rights=[Right.RECEIVE], starts_on=TOMORROW)
    HoldingFactory(unit=unit, rights=[Right.PROCESS])
    expected = {in_unit, in_agency, at_counter.user, deputy}
    assert set(User.objects.holders(Right.RECEIVE, inside, TODAY)) == expected
    assert all(holds(user, Right.RECEIVE, inside, TODAY) for user in map(fresh, expected))
