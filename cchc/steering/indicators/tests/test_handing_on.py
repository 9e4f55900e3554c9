"""What a unit was to declare goes on once the unit is no more; an asking moves, or is taken back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.querysets import open_work
from cchc.foundation.identity.tests.factories import UnitFactory
from cchc.foundation.work.models import WorkItem
from cchc.kernel.lifecycle import NotAllowed
from cchc.onestop.dossiers.tests.factories import fresh, office, person
from cchc.steering.indicators import services
from cchc.steering.indicators.choices import Every
from cchc.steering.indicators.models import AskingRule
from cchc.steering.indicators.tests.factories import on
from cchc.steering.indicators.tests.test_declaring import ask, declare

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 18)


@pytest.fixture
def place(db):
    made = office()
    made.planner = person(made.leaders, Right.STEER, full_name="Võ Quỳnh Khuê")
    made.heir = UnitFactory(agency=made.agency, name="Phòng Công nghệ số", code="CNS")
    made.newcomer = person(made.heir, Right.ASSIGN)
    return made


def proof():
    return ContentFile("Số liệu".encode(), name="khao-sat.txt")


def closed(place, heir, at=None):
    """The division ended on 18/11/2026."""
    identity.close_unit(unit=place.division, ends_on=LAST, successor=heir, by=None, at=at or on(19))
    place.division.refresh_from_db()


def test_who_closes_a_unit_reads_first_what_it_still_has_to_declare(place):
    row = ask(place)
    ask(place, indicator="systems-connected")
    name = place.heir.name
    assert open_work(place.division, place.heir) == [f"2 giá trị chưa khai xong sang {name} từ ngày sau đó."]
    assert open_work(place.division, None) == [
        "2 giá trị chưa khai xong không còn đơn vị khai; nơi duyệt giao đơn vị khác."
    ]
    declare(place, row)
    assert open_work(place.division, place.heir)[0].startswith("2 giá trị")
    assert open_work(place.leaders, place.heir) == [f"1 giá trị chờ duyệt ở đây sang {name} từ ngày sau đó."]
    assert open_work(place.heir, None) == []


def test_a_unit_that_is_closed_hands_on_what_it_was_to_declare(place):
    row = ask(place)
    closed(place, place.heir)
    row.refresh_from_db()
    assert row.asked_unit == place.heir
    assert WorkItem.objects.open().get().unit == place.heir
    entry = Entry.objects.about("declaration", row.pk).get(kind="ValueHandedOn")
    assert (entry.content["from_unit"], entry.content["to_unit"]) == (place.division.pk, place.heir.pk)
    row = services.declare(
        declaration_id=row.pk, version=row.version, numerator=None, denominator=None, value=95, note="",
        uploads=[proof()], by=place.newcomer, at=on(20),
    )  # fmt: skip
    assert row.state == "declared"


def test_a_unit_that_ends_later_keeps_its_values_to_its_last_day(place):
    row = ask(place)
    closed(place, place.heir, at=on(18))
    row.refresh_from_db()
    assert row.asked_unit == place.division
    assert services.hand_on_values(at=on(18)) == 0
    assert services.hand_on_values(at=on(19)) == 1
    assert services.hand_on_values(at=on(19)) == 0


def test_what_waits_for_a_closed_office_waits_for_the_next(place):
    row = declare(place, ask(place))
    identity.close_unit(unit=place.leaders, ends_on=LAST, successor=place.heir, by=None, at=on(19))
    row.refresh_from_db()
    assert (row.approving_unit, row.asked_unit) == (place.heir, place.division)
    assert WorkItem.objects.open().get().unit == place.heir


def test_a_value_whose_unit_nobody_follows_lies_before_who_approves(place):
    row = ask(place)
    closed(place, None)
    row.refresh_from_db()
    assert row.asked_unit == place.division
    assert WorkItem.objects.open().get().unit == place.leaders
    assert services.hand_on_values(at=on(20)) == 0


def test_who_steers_gives_the_asking_to_another_unit_and_says_why(place):
    row = ask(place)
    row = services.hand_on_value(
        declaration_id=row.pk, version=row.version, to_unit=place.heir, reason="Phòng này giữ số liệu",
        by=place.planner, at=on(19),
    )  # fmt: skip
    assert row.asked_unit == place.heir
    item = WorkItem.objects.open().get()
    assert (item.unit, item.step) == (place.heir, "Khai giá trị")
    with pytest.raises(services.CannotDeclare):
        services.hand_on_value(
            declaration_id=row.pk,
            version=row.version,
            to_unit=UnitFactory(),
            reason="",
            by=place.planner,
            at=on(19),
        )
    with pytest.raises(PermissionDenied):
        services.hand_on_value(
            declaration_id=row.pk, version=row.version, to_unit=place.division, reason="", by=place.head, at=on(19)
        )


def test_what_an_agency_has_set_goes_on_as_well_and_else_is_as_usual(place):
    told = {
        "agency": place.agency,
        "by": place.planner,
        "at": on(17),
        "version": None,
        "is_on": True,
        "due_days": 3,
    }
    services.set_asking(**told, indicator="systems-connected", asked_unit=place.division, every=Every.MONTH)
    closed(place, place.heir)
    assert AskingRule.objects.get().asked_unit == place.heir
    assert ask(place, at=on(20)).asked_unit == place.heir  # the plan still names the division


def test_what_is_asked_for_anew_is_asked_of_the_heir(place):
    row = declare(place, ask(place))
    row = services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(18))
    closed(place, place.heir)
    again = services.ask_again(
        declaration_id=row.pk, version=row.version, reason="Đếm sót", by=place.planner, at=on(20)
    )
    assert again.asked_unit == place.heir


def test_a_unit_that_is_no_more_is_not_asked(place):
    closed(place, None)
    with pytest.raises(services.CannotDeclare) as caught:
        services.ask_value(
            agency=place.agency, indicator="systems-connected", asked_unit=place.division, by=place.planner,
            due_on=date(2026, 12, 1), on=date(2026, 9, 14), at=on(20),
        )  # fmt: skip
    assert caught.value.field == "asked_unit"


def test_an_asking_that_was_a_mistake_is_taken_back_with_a_reason_and_is_no_work_any_more(place):
    row = ask(place)
    told = {"declaration_id": row.pk, "version": row.version, "at": on(19)}
    with pytest.raises(services.CannotDeclare):
        services.withdraw(**told, reason=" ", by=place.planner)
    with pytest.raises(PermissionDenied):
        services.withdraw(**told, reason="Nhầm kỳ", by=place.head)
    row = services.withdraw(**told, reason="Nhầm kỳ", by=place.planner)
    assert row.state == "withdrawn"
    assert not WorkItem.objects.open().exists()
    assert services.tell_due_values(at=on(1, month=12)) == 0
    assert ask(place, at=on(20)) is None  # its period was asked for: it does not come back by itself


def test_a_value_that_counted_and_was_wrong_counts_no_more_once_withdrawn(place):
    row = declare(place, ask(place))
    with pytest.raises(NotAllowed):
        services.withdraw(declaration_id=row.pk, version=row.version, reason="Sai", by=place.planner, at=on(19))
    row = services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(19))
    services.withdraw(
        declaration_id=row.pk, version=row.version, reason="Khảo sát sai mẫu", by=place.planner, at=on(20)
    )
    figure = services.figure("satisfied-procedures", agency_id=place.agency.pk, as_of=date(2026, 11, 20))
    assert figure.answer == "no_source"


def test_who_declared_a_value_does_not_let_it_count_no_more(place):
    chief = person(place.division, Right.STEER)
    row = ask(place)
    row = services.declare(
        declaration_id=row.pk, version=row.version, numerator=1, denominator=2, value=None, note="",
        uploads=[proof()], by=chief, at=on(19),
    )  # fmt: skip
    row = services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(19))
    with pytest.raises(PermissionDenied):
        services.withdraw(declaration_id=row.pk, version=row.version, reason="Sai", by=chief, at=on(20))


def test_the_unit_takes_back_what_it_declared_while_nobody_has_decided(place):
    row = declare(place, ask(place))
    with pytest.raises(PermissionDenied):
        services.take_back(declaration_id=row.pk, version=row.version, by=place.planner, at=on(19))
    row = services.take_back(declaration_id=row.pk, version=row.version, by=place.head, at=on(19))
    assert (row.state, row.numerator) == ("asked", 57)
    item = WorkItem.objects.open().get()
    assert (item.unit, item.step) == (place.division, "Khai lại giá trị")
    row = declare(place, row, numerator=58)
    row = services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(20))
    with pytest.raises(NotAllowed):
        services.take_back(declaration_id=row.pk, version=row.version, by=place.head, at=on(20))


def stands_in(user, holder, day=date(2026, 11, 1)):
    identity.stand_in(
        holding=holder.holdings.get(),
        user=user,
        starts_on=day,
        ends_on=day + timedelta(days=60),
        by=None,
        at=on(1),
    )
    return fresh(user)


def test_who_declared_does_not_approve_as_the_stand_in_of_who_approves(place):
    place.head = stands_in(place.head, place.planner)
    row = declare(place, ask(place))
    with pytest.raises(PermissionDenied):
        services.approve(declaration_id=row.pk, version=row.version, by=place.head, at=on(20))


def test_what_was_declared_is_not_approved_in_the_name_of_who_declared_it(place):
    chief = person(place.division, Right.STEER)
    row = ask(place)
    row = services.declare(
        declaration_id=row.pk, version=row.version, numerator=1, denominator=2, value=None, note="",
        uploads=[proof()], by=chief, at=on(19),
    )  # fmt: skip
    officer = stands_in(place.officer, chief)
    with pytest.raises(PermissionDenied):
        services.approve(declaration_id=row.pk, version=row.version, by=officer, at=on(20))
