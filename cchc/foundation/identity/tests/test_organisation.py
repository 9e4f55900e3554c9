"""Units and agencies: opened_unit, renamed, moved, closed, merged; who keeps which agency."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cchc.foundation.identity import services
from cchc.foundation.identity.choices import AgencyKind, Right
from cchc.foundation.identity.models import Unit
from cchc.foundation.identity.permissions import holds
from cchc.foundation.identity.querysets import units
from cchc.foundation.identity.services import Impossible
from cchc.foundation.identity.tests.factories import (
    NOON,
    TODAY,
    AgencyFactory,
    HoldingFactory,
    StandInFactory,
    UnitFactory,
    administrator_of,
)
from cchc.foundation.identity.tests.situations import TOMORROW, YESTERDAY, fresh, opened_unit, recorded
from cchc.kernel import generations
from cchc.kernel.lifecycle import Stale

pytestmark = pytest.mark.django_db


def test_a_unit_knows_its_ancestors_and_is_kept_in_memory():
    agency = AgencyFactory()
    parent = opened_unit(agency)
    child = opened_unit(agency, code="TTCN1", parent=parent)
    assert child.path == [parent.pk, child.pk]
    assert units()[child.pk].path == (parent.pk, child.pk)
    assert recorded("UnitOpened") == 2


def test_a_new_name_of_a_unit_is_seen_in_every_process_at_once():
    unit = UnitFactory()
    assert units()[unit.pk].name == unit.name
    before = generations.token("people")
    services.change_unit(unit=unit, version=0, name="Phòng Chuyển đổi số", by=None, at=NOON)
    assert generations.token("people") != before
    assert units()[unit.pk].name == "Phòng Chuyển đổi số"


def test_who_changes_a_unit_on_an_old_page_changes_nothing():
    unit = UnitFactory()
    services.change_unit(unit=unit, version=0, name="Phòng A", by=None, at=NOON)
    with pytest.raises(Stale):
        services.change_unit(unit=unit, version=0, name="Phòng B", by=None, at=NOON)
    assert Unit.objects.get(pk=unit.pk).name == "Phòng A"


def test_a_moved_unit_takes_all_inside_it_along():
    agency = AgencyFactory()
    old, new = UnitFactory(agency=agency), UnitFactory(agency=agency)
    unit = UnitFactory(parent=old)
    deep = UnitFactory(parent=UnitFactory(parent=unit))
    services.move_unit(unit=unit, parent=new, version=0, by=None, at=NOON)
    deep.refresh_from_db()
    assert deep.path == [new.pk, unit.pk, deep.parent_id, deep.pk]
    services.move_unit(unit=unit, parent=None, version=1, by=None, at=NOON)
    deep.refresh_from_db()
    assert deep.path == [unit.pk, deep.parent_id, deep.pk]


def test_a_unit_cannot_be_moved_into_itself_or_to_another_agency():
    unit = UnitFactory()
    inside = UnitFactory(parent=unit)
    for parent in (unit, inside, UnitFactory()):
        with pytest.raises(Impossible):
            services.move_unit(unit=unit, parent=parent, version=0, by=None, at=NOON)


def test_a_closed_unit_gives_no_rights_after_its_last_day():
    holding = HoldingFactory()
    services.close_unit(unit=holding.unit, ends_on=TODAY, by=None, at=NOON)
    assert holds(fresh(holding.user), Right.PROCESS, holding.unit, TODAY)
    assert not holds(fresh(holding.user), Right.PROCESS, holding.unit, TOMORROW)
    with pytest.raises(Stale):
        services.close_unit(unit=holding.unit, ends_on=TODAY, by=None, at=NOON)


def test_who_is_in_a_unit_goes_on_in_its_successor():
    stand = StandInFactory(starts_on=YESTERDAY, ends_on=TOMORROW)
    unit = stand.holding.unit
    heir = UnitFactory(agency=unit.agency)
    services.close_unit(unit=unit, ends_on=TODAY, successor=heir, by=None, at=NOON)
    for person in (stand.holding.user, stand.user):
        assert holds(fresh(person), Right.PROCESS, unit, TODAY)
        assert not holds(fresh(person), Right.PROCESS, heir, TODAY)
        assert holds(fresh(person), Right.PROCESS, heir, TOMORROW)
    assert list(heir.predecessors.all()) == [unit]


def test_a_unit_with_open_units_inside_is_not_closed():
    unit = UnitFactory()
    UnitFactory(parent=unit)
    with pytest.raises(Impossible, match="giải thể trước"):
        services.close_unit(unit=unit, ends_on=TODAY, by=None, at=NOON)


def test_offices_merge_and_the_old_ones_end_the_day_before():
    science, information = AgencyFactory(), AgencyFactory()
    holding = HoldingFactory(unit=UnitFactory(agency=information))
    services.merge_agencies(
        predecessors=[information], successor=science, merged_on=date(2025, 3, 1), by=None, at=NOON
    )
    information.refresh_from_db()
    holding.unit.refresh_from_db()
    assert information.ends_on == holding.unit.ends_on == date(2025, 2, 28)
    assert list(science.predecessors.all()) == [information]
    assert not holds(fresh(holding.user), Right.PROCESS, holding.unit, date(2025, 3, 1))


def test_two_agencies_in_force_do_not_share_a_code():
    agency = AgencyFactory()
    with pytest.raises(Impossible):
        services.open_agency(
            kind=AgencyKind.DEPARTMENT, code=agency.code, name="Sở B", short_name="B", starts_on=TODAY,
            by=None, at=NOON,
        )  # fmt: skip


def test_an_administrator_keeps_their_own_agency_and_those_below_it_only():
    province, other = AgencyFactory(kind=AgencyKind.PROVINCE), AgencyFactory()
    below = AgencyFactory(parent=province)
    boss = administrator_of(province)
    opened_unit(province, by=boss)
    opened_unit(below, by=boss)
    for person, agency in ((boss, other), (administrator_of(below), province)):
        with pytest.raises(PermissionDenied, match="Quản lý tổ chức, nhân sự"):
            opened_unit(agency, code="X", by=person)


def test_what_is_opened_under_an_invented_agency_is_invented_too():
    told = {"kind": AgencyKind.BRANCH, "name": "Z", "short_name": "Z", "starts_on": TODAY, "by": None, "at": NOON}
    invented = services.open_agency(**told, code="Z", parent=AgencyFactory(is_demo=True))
    real = services.open_agency(**told, code="Y", parent=AgencyFactory())
    assert (invented.is_demo, real.is_demo) == (True, False)
