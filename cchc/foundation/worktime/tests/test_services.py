"""Changes to the calendar: who may make them, what they say, and that every process sees them."""

import threading
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections, transaction

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import User
from cchc.foundation.identity.tests.factories import NOON, AgencyFactory, officer_of
from cchc.foundation.worktime import services
from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.models import SpecialDay, WeekPattern
from cchc.foundation.worktime.permissions import can_manage, manages_any
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import (
    USUAL_DAY,
    USUAL_WEEK,
    Hours,
    Special,
    UnworkableHours,
    Week,
    with_change,
)
from cchc.foundation.worktime.tests.factories import VIET_NAM, SpecialDayFactory, WeekPatternFactory
from cchc.kernel import generations
from cchc.kernel.lifecycle import Stale
from cchc.kernel.testing import assert_queries

pytestmark = pytest.mark.django_db

DAY_OFF = date(2026, 12, 24)
SATURDAYS = Week((USUAL_DAY,) * 6 + ((),))


def keeper_of(agency):
    """Someone who keeps the calendar of an agency, with their grants as a request reads them."""
    user = officer_of(agency, Right.MANAGE_CALENDAR, scope=Scope.AGENCY)
    return User.objects.signed_in(user.pk) or user


def close(agency, on=DAY_OFF, by=None, **more):
    return services.set_special_day(
        agency=agency, on=on, status=DayStatus.OFF, name="Nghỉ bão", by=by, at=NOON, **more
    )


def last_entry():
    return Entry.objects.order_by("-id")[0]


def test_an_office_begins_with_the_holidays_of_viet_nam():
    added = services.seed_holidays(by=None, at=NOON)
    assert added == SpecialDay.objects.count() > 100
    assert calendar_of(AgencyFactory().pk) == VIET_NAM
    assert last_entry().kind == "HolidaysSeeded"
    assert last_entry().content["added"] == added


def test_entering_the_holidays_again_leaves_what_people_have_said():
    services.seed_holidays(years=[2026], by=None, at=NOON)
    tet = date(2026, 2, 20)
    services.set_special_day(agency=None, on=tet, status=DayStatus.WORKING, name="Trực Tết", by=None, at=NOON)
    assert services.seed_holidays(years=[2026], by=None, at=NOON) == 0
    assert calendar_of(None).is_working_day(tet)
    assert services.seed_holidays(years=[2026, 2027], by=None, at=NOON) > 10
    assert services.seed_holidays(years=[], by=None, at=NOON) == 0


def test_a_change_is_seen_at_once():
    agency = AgencyFactory()
    assert calendar_of(agency.pk).is_working_day(DAY_OFF)
    close(agency)
    assert calendar_of(agency.pk).reason(DAY_OFF) == "Nghỉ bão"
    services.remove_special_day(agency=agency, on=DAY_OFF, by=None, at=NOON)
    assert calendar_of(agency.pk).is_working_day(DAY_OFF)


def test_a_change_that_is_taken_back_leaves_no_trace_in_memory():
    agency = AgencyFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        close(agency)
        assert not calendar_of(agency.pk).is_working_day(DAY_OFF)
        raise RuntimeError
    generations.forget()  # the next request
    assert calendar_of(agency.pk).is_working_day(DAY_OFF)


def test_an_agency_goes_before_the_installation():
    one, other = AgencyFactory(), AgencyFactory()
    SpecialDayFactory(on=DAY_OFF, name="Lễ Giáng sinh")
    WeekPatternFactory(agency=other, hours=SATURDAYS.rows())
    services.set_special_day(agency=one, on=DAY_OFF, status=DayStatus.WORKING, name="Trực", by=None, at=NOON)
    assert calendar_of(one.pk).is_working_day(DAY_OFF)
    assert not calendar_of(other.pk).is_working_day(DAY_OFF)
    saturday = date(2026, 11, 21)
    assert (calendar_of(one.pk).is_working_day(saturday), calendar_of(other.pk).is_working_day(saturday)) == (
        False,
        True,
    )


def test_hours_hold_from_their_day_and_can_be_corrected_and_taken_back():
    agency = AgencyFactory()
    start, saturday = date(2026, 12, 1), date(2026, 12, 5)
    services.set_hours(agency=agency, effective_on=start, week=SATURDAYS, by=None, at=NOON)
    assert calendar_of(agency.pk).is_working_day(saturday)
    assert not calendar_of(agency.pk).is_working_day(date(2026, 11, 28))
    row = services.set_hours(agency=agency, effective_on=start, week=USUAL_WEEK, by=None, at=NOON)
    assert row.version == 2
    assert not calendar_of(agency.pk).is_working_day(saturday)
    services.remove_hours(agency=agency, effective_on=start, version=2, by=None, at=NOON)
    assert last_entry().kind == "HoursRemoved"
    assert not WeekPattern.objects.exists()
    with pytest.raises(Stale):
        services.remove_hours(agency=agency, effective_on=start, by=None, at=NOON)


@pytest.mark.parametrize(
    ("change", "save"),
    [
        (Special(DAY_OFF, True, "Nghỉ bão"), close),
        (
            Hours(DAY_OFF, SATURDAYS),
            lambda agency: services.set_hours(
                agency=agency, effective_on=DAY_OFF, week=SATURDAYS, by=None, at=NOON
            ),
        ),
    ],
)
def test_what_is_saved_is_what_was_tried_before(change, save):
    agency = AgencyFactory()
    tried = with_change(calendar_of(agency.pk), change)
    save(agency)
    assert calendar_of(agency.pk) == tried


def test_an_afternoon_can_be_closed():
    agency = AgencyFactory()
    morning = ((time(7, 30), time(11, 30)),)
    services.set_special_day(
        agency=agency, on=DAY_OFF, status=DayStatus.WORKING, name="Chiều họp", spans=morning, by=None, at=NOON
    )
    assert calendar_of(agency.pk).spans_on(DAY_OFF) == morning


def test_only_who_keeps_the_calendar_changes_it():
    agency, elsewhere = AgencyFactory(), AgencyFactory()
    keeper = keeper_of(agency)
    assert close(agency, by=keeper).changed_by == keeper
    assert last_entry().by_id == keeper.pk
    assert manages_any(keeper, NOON)
    clerk = User.objects.signed_in(officer_of(agency, Right.PROCESS).pk)
    assert not manages_any(clerk, NOON)
    in_one_unit = User.objects.signed_in(officer_of(agency, Right.MANAGE_CALENDAR).pk)
    for who, where in [(clerk, agency), (keeper, elsewhere), (in_one_unit, agency)]:
        with pytest.raises(PermissionDenied, match="Quản lý lịch làm việc"):
            close(where, by=who)


def test_the_whole_installation_is_for_the_keeper_of_a_top_agency():
    top = AgencyFactory()
    below = AgencyFactory(parent=top)
    assert can_manage(keeper_of(top), None, NOON)
    assert can_manage(keeper_of(top), below, NOON)
    assert not can_manage(keeper_of(below), None, NOON)
    assert not can_manage(keeper_of(below), top, NOON)
    with pytest.raises(PermissionDenied):
        services.seed_holidays(by=keeper_of(below), at=NOON)


def test_the_record_says_whether_a_change_reaches_back():
    agency = AgencyFactory()
    today = date(2026, 11, 18)
    close(agency, on=today)
    assert last_entry().content["reaches_back"] is False
    assert (last_entry().subject_type, last_entry().subject_id) == ("agency", str(agency.pk))
    close(agency, on=today - timedelta(days=1))
    assert last_entry().content["reaches_back"] is True


def test_who_comes_second_hears_who_was_first():
    agency = AgencyFactory()
    first = keeper_of(agency)
    close(agency, by=first, version=0)
    with pytest.raises(Stale) as stale:
        close(agency, by=keeper_of(agency), version=0)
    assert stale.value.changed_by == first
    close(agency, version=1)
    with pytest.raises(Stale):
        services.remove_special_day(agency=agency, on=DAY_OFF, version=1, by=None, at=NOON)
    services.remove_special_day(agency=agency, on=DAY_OFF, version=2, by=None, at=NOON)
    with pytest.raises(Stale):
        services.remove_special_day(agency=agency, on=DAY_OFF, by=None, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_who_speak_of_a_new_day_in_one_moment_are_told_apart():
    agency = AgencyFactory()
    written, outcome = threading.Event(), []

    def second():
        written.wait(5)
        try:
            close(agency)
        except Stale:
            outcome.append("stale")
        finally:
            connections.close_all()

    other = threading.Thread(target=second)
    other.start()
    with transaction.atomic():
        close(agency)
        written.set()
        other.join(0.5)  # it waits for this transaction
        assert other.is_alive()
    other.join(5)
    assert outcome == ["stale"]
    assert SpecialDay.objects.get().version == 1


def test_hours_that_nobody_could_keep_are_not_saved():
    with pytest.raises(UnworkableHours):
        close(AgencyFactory(), spans=USUAL_DAY)
    with pytest.raises(ValueError):
        services.set_special_day(agency=None, on=DAY_OFF, status=DayStatus.OFF, name=" ", by=None, at=NOON)
    assert not SpecialDay.objects.exists()


@pytest.mark.parametrize("row", [{"name": ""}, {"spans": [["07:30", "11:30"]]}, {"on": date(2026, 11, 24)}])
def test_the_database_refuses_what_the_service_would(row):
    SpecialDayFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDayFactory(**{"on": DAY_OFF} | row)


def test_a_calendar_is_read_once():
    agency = AgencyFactory()
    SpecialDayFactory()
    with assert_queries(kernel_generation=1, worktime_weekpattern=1, worktime_specialday=1):
        calendar_of(agency.pk)
    with assert_queries():
        calendar_of(agency.pk)


def test_a_year_of_special_days_can_be_shown():
    agency = AgencyFactory()
    SpecialDayFactory(make_up=True)
    SpecialDayFactory(agency=agency, on=date(2027, 1, 4))
    SpecialDayFactory(agency=AgencyFactory())
    shown = SpecialDay.objects.bearing_on(agency.pk).in_year(2026)
    assert [day.name for day in shown] == ["Ngày làm bù"]
    assert str(shown[0]) == "22/08/2026 Ngày làm bù"
    assert str(WeekPatternFactory(agency=agency)).endswith("01/01/2020")
