"""Acts on people: added, given positions, represented, gone; accounts, passwords, attempts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services
from cchc.foundation.identity.choices import AgencyKind, Kind, Right, Scope
from cchc.foundation.identity.models import Attempt, Holding, StandIn, Unit, User
from cchc.foundation.identity.permissions import holds
from cchc.foundation.identity.querysets import units
from cchc.foundation.identity.services import Impossible
from cchc.foundation.identity.tests.factories import (
    NOON,
    TODAY,
    AccountFactory,
    AgencyFactory,
    HoldingFactory,
    PositionFactory,
    StaffFactory,
    StandInFactory,
    UnitFactory,
    administrator_of,
)
from cchc.foundation.identity.tests.situations import (
    NUMBER,
    TOMORROW,
    YESTERDAY,
    declared,
    fresh,
    opened_unit,
    recorded,
)
from cchc.kernel.lifecycle import Stale

pytestmark = pytest.mark.django_db


def test_every_act_on_people_takes_the_right():
    holding = HoldingFactory(rights=[Right.PROCESS], scope=Scope.AGENCY)
    unit, user, by = holding.unit, holding.user, fresh(holding.user)
    stand = StandInFactory(holding=holding)
    agency, other = unit.agency, StaffFactory(agency=unit.agency)
    acts = [
        lambda: opened_unit(agency, by=by),
        lambda: services.open_agency(
            kind=AgencyKind.BRANCH, code="Z", name="Z", short_name="Z", starts_on=TODAY, by=by, at=NOON,
            parent=agency,
        ),
        lambda: services.open_agency(
            kind=AgencyKind.BRANCH, code="Z", name="Z", short_name="Z", starts_on=TODAY, by=by, at=NOON
        ),
        lambda: services.change_agency(agency=agency, version=0, name="Z", by=by, at=NOON),
        lambda: services.close_agency(agency=agency, ends_on=TODAY, by=by, at=NOON),
        lambda: services.change_unit(unit=unit, version=0, name="Z", by=by, at=NOON),
        lambda: services.move_unit(unit=unit, parent=None, version=0, by=by, at=NOON),
        lambda: services.close_unit(unit=unit, ends_on=TODAY, by=by, at=NOON),
        lambda: services.define_position(agency=agency, title="Z", rights=[], by=by, at=NOON),
        lambda: services.create_staff(username="zzz", full_name="Z", agency=agency, by=by, at=NOON),
        lambda: services.change_person(user=other, version=0, full_name="Z", by=by, at=NOON),
        lambda: services.hold(
            user=other, unit=unit, position=holding.position, starts_on=TODAY, by=by, at=NOON
        ),
        lambda: services.end_holding(holding=holding, ends_on=TODAY, by=by, at=NOON),
        lambda: services.stand_in(
            holding=holding, user=other, starts_on=TODAY, ends_on=TODAY, by=by, at=NOON
        ),
        lambda: services.end_stand_in(stand_in=stand, ends_on=YESTERDAY, by=by, at=NOON),
        lambda: services.deactivate(user=user, by=by, at=NOON),
        lambda: services.reactivate(user=user, by=by, at=NOON),
        lambda: services.end_sessions(user=other, by=by, at=NOON),
        lambda: services.issue_password(user=other, by=by, at=NOON),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert Entry.objects.count() == 0


def test_a_counter_is_given_an_agency_to_serve_only_by_who_keeps_that_agency_too():
    centre, served = AgencyFactory(kind=AgencyKind.SERVICE_CENTRE), AgencyFactory()
    boss = administrator_of(centre)
    counter = UnitFactory(agency=centre, counter=True)
    with pytest.raises(PermissionDenied):
        services.change_unit(unit=counter, version=0, serves=[served], by=boss, at=NOON)
    services.change_unit(unit=counter, version=0, serves=[served], by=None, at=NOON)
    assert units()[counter.pk].serves == (served.pk,)
    assert Unit.objects.get(pk=counter.pk).version == 1


def test_a_user_name_is_taken_whatever_its_case():
    agency = AgencyFactory()
    StaffFactory(username="bao.tran")
    with pytest.raises(services.AlreadyTaken):
        services.create_staff(username="Bao.Tran", full_name="B", agency=agency, by=None, at=NOON)
    assert (
        services.create_staff(username="Bao2", full_name="B", agency=agency, by=None, at=NOON).username == "bao2"
    )


def test_a_position_held_gives_its_right_and_ended_takes_it_at_once():
    agency = AgencyFactory()
    unit, position = UnitFactory(agency=agency), PositionFactory(agency=agency)
    user = StaffFactory(agency=agency)
    holding = services.hold(user=user, unit=unit, position=position, starts_on=TODAY, by=None, at=NOON)
    assert holds(user, Right.PROCESS, unit, NOON)
    services.end_holding(holding=holding, ends_on=YESTERDAY, by=None, at=NOON)
    assert not holds(fresh(user), Right.PROCESS, unit, NOON)
    assert recorded("HoldingEnded") == 1
    with pytest.raises(Stale):
        services.end_holding(holding=holding, ends_on=YESTERDAY, by=None, at=NOON)


def test_the_same_position_is_not_held_twice_at_one_time():
    holding = HoldingFactory(ends_on=TODAY)
    words = {"user": holding.user, "unit": holding.unit, "position": holding.position, "by": None, "at": NOON}
    with pytest.raises(Impossible):
        services.hold(starts_on=TODAY, **words)
    services.hold(starts_on=TOMORROW, **words)


def test_a_right_taken_out_of_a_position_is_gone_for_all_who_hold_it():
    holding = HoldingFactory(rights=[Right.PROCESS, Right.APPROVE])
    position = holding.position
    services.define_position(
        agency=position.agency, title=position.title, rights=[Right.PROCESS], by=None, at=NOON
    )
    assert not holds(fresh(holding.user), Right.APPROVE, holding.unit, NOON)


def test_when_a_holding_ends_its_stand_ins_end_with_it():
    now = StandInFactory(starts_on=YESTERDAY, ends_on=TOMORROW)
    later = StandInFactory(holding=now.holding, starts_on=TOMORROW, ends_on=TOMORROW)
    services.end_holding(holding=now.holding, ends_on=YESTERDAY, by=None, at=NOON)
    now.refresh_from_db()
    assert now.ends_on == YESTERDAY
    assert not StandIn.objects.filter(pk=later.pk).exists()


def test_a_stand_in_is_someone_else_and_within_the_holding():
    holding = HoldingFactory(ends_on=TODAY)
    other = StaffFactory()
    for user, ends_on in ((holding.user, TODAY), (other, TOMORROW), (AccountFactory(), TODAY)):
        with pytest.raises(Impossible):
            services.stand_in(holding=holding, user=user, starts_on=TODAY, ends_on=ends_on, by=None, at=NOON)
    row = services.stand_in(holding=holding, user=other, starts_on=TODAY, ends_on=TODAY, by=None, at=NOON)
    assert holds(other, Right.PROCESS, holding.unit, NOON)
    services.end_stand_in(stand_in=row, ends_on=YESTERDAY, by=None, at=NOON)
    assert not holds(fresh(other), Right.PROCESS, holding.unit, NOON)


def test_the_last_who_keeps_the_people_cannot_take_that_from_themselves():
    agency = AgencyFactory()
    boss = administrator_of(agency)
    holding = Holding.objects.get(user=boss)
    for act in (
        lambda: services.end_holding(holding=holding, ends_on=TODAY, by=boss, at=NOON),
        lambda: services.deactivate(user=boss, by=boss, at=NOON),
    ):
        with pytest.raises(Impossible, match="người cuối cùng"):
            act()
    administrator_of(agency)
    services.end_holding(holding=holding, ends_on=TODAY, by=boss, at=NOON)


def test_who_left_has_no_rights_and_the_record_names_the_heir():
    holding = HoldingFactory()
    later = HoldingFactory(user=holding.user, starts_on=TOMORROW)
    heir = StaffFactory(agency=holding.unit.agency)
    services.deactivate(user=holding.user, heir=heir, by=None, at=NOON)
    user = fresh(holding.user)
    assert not user.is_active
    assert user.sessions_from == NOON
    assert not holds(user, Right.PROCESS, holding.unit, TOMORROW)
    assert not Holding.objects.filter(pk=later.pk).exists()
    entry = Entry.objects.get(kind="StaffLeft")
    assert (entry.subject_id, entry.content["heir"]) == (str(user.pk), heir.pk)
    assert User.objects.signed_in(user.pk) is None
    services.reactivate(user=user, by=None, at=NOON)
    assert User.objects.signed_in(user.pk) is not None


def test_an_initial_password_is_to_be_replaced():
    user = StaffFactory()
    password = services.issue_password(user=user, by=administrator_of(user.agency), at=NOON)
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password
    services.reset_password(user=user, password="Mot-cau-dai-khac", by=user, at=NOON)
    user.refresh_from_db()
    assert not user.must_change_password
    assert password not in str(Entry.objects.values_list("content", flat=True))


def test_ended_sessions_match_no_more():
    user = StaffFactory()
    before = user.get_session_auth_hash()
    assert services.end_sessions(user=user, by=user, at=NOON).get_session_auth_hash() != before


def test_a_person_changes_their_own_details_but_not_where_they_belong():
    user = StaffFactory()
    services.change_person(user=user, version=0, phone="0905111222", by=user, at=NOON)
    with pytest.raises(TypeError):
        services.change_person(user=user, version=1, agency=AgencyFactory(), by=user, at=NOON)
    with pytest.raises(Stale):
        services.change_person(user=user, version=0, phone="0905111223", by=user, at=NOON)


def test_an_account_is_registered_once_by_e_mail():
    words = {"full_name": "A", "phone": "", "password": "Cong-vu-2026!", "at": NOON}
    user = services.register_applicant_account(email="Huyen@Vidu.vn", **words)
    assert (user.kind, user.username, user.email) == (Kind.APPLICANT, "huyen@vidu.vn", "huyen@vidu.vn")
    with pytest.raises(services.AlreadyTaken):
        services.register_applicant_account(email="HUYEN@vidu.vn", **words)


def test_attempts_close_a_key_for_a_while_and_are_forgotten_after_it():
    rule = {"key": "k", "most": 3, "within": timedelta(minutes=15), "close_for": timedelta(minutes=10)}
    assert [services.count_attempt(at=NOON, **rule) for _n in range(2)] == [None, None]
    until = services.count_attempt(at=NOON, **rule)
    assert until == NOON + timedelta(minutes=10)
    with pytest.raises(services.TooManyAttempts) as refused:
        services.require_attempt(key="k", at=NOON + timedelta(minutes=9))
    assert refused.value.until == until
    services.require_attempt(key="k", at=until)
    assert services.count_attempt(at=NOON + timedelta(minutes=16), **rule) is None
    services.forget_attempts(key="k")
    assert not Attempt.objects.exists()


def test_attempts_far_apart_do_not_add_up():
    rule = {"key": "k", "most": 2, "within": timedelta(minutes=15), "close_for": timedelta(minutes=10)}
    assert services.count_attempt(at=NOON, **rule) is None
    assert services.count_attempt(at=NOON + timedelta(minutes=20), **rule) is None


def test_the_record_names_no_person():
    services.create_staff(
        username="bao.tran", full_name="Trần Quốc Bảo", email="bao@vidu.vn", phone="0905123456",
        agency=AgencyFactory(), by=None, at=NOON,
    )  # fmt: skip
    declared()
    content = str(list(Entry.objects.values_list("content", flat=True)))
    for secret in ("Bảo", "bao", "0905", "Huyền", NUMBER):
        assert secret not in content
