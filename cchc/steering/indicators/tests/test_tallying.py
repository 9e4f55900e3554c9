"""Sums that are kept along with every act: never another count than that of the rows, whoever does what when."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from cchc.foundation.worktime.models import SpecialDay
from cchc.foundation.worktime.services import remove_special_day, set_special_day
from cchc.kernel import batch
from cchc.kernel.identifiers import uuid7
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers import services as dossiers
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import MORNING, office, taken_in
from cchc.steering.indicators import rules, services
from cchc.steering.indicators.models import Ledger, Posting, Subtotal
from cchc.steering.indicators.tests.factories import accepted, asked_more, finished, imported, on, supplied, taken

pytestmark = pytest.mark.django_db


def received(place, as_of=None, **told):
    asked = {"agency_id": place.agency.pk, "as_of": as_of or on(18), **told}
    return services.figure("filed-online", **asked)


def off(place, *moments):
    """Where figure, rows and recount differ."""
    whose = [None, place.division.pk]
    return services.recount(agency_id=place.agency.pk, as_of=moments or [on(18)], unit_ids=whose)[0]


def test_the_row_of_an_intake_rides_in_the_statement_that_files_it():
    place = office()
    taken_in(place)
    person = dossiers.Person(kind="citizen", name="Siu H'Čĕn")
    told = {"counter_id": place.counter.pk, "rules_id": place.version.pk, "channel": "counter", "person": person}
    papers = [dossiers.PaperIn(key="phieu", handed_in=True)]
    key = uuid7()
    with assert_queries(dossiers_daynumber=1):
        dossiers.intake(dossier_id=key, papers=papers, by=place.officer, at=MORNING, **told)
    row = Posting.objects.get(subject=key)
    assert (row.unit_id, row.folded) == (place.division.pk, False)
    assert {"dossiers.received", "dossiers.open", "dossiers.open-overdue"} <= set(row.facts)


def test_an_act_before_the_due_time_takes_back_that_it_will_be_overdue():
    place = office(days=5)
    done = accepted(place, on(2))
    late = services.figure("on-time", reading="strict", agency_id=place.agency.pk, as_of=on(30))
    assert (late.numerator, late.denominator) == (0, 1)
    finished(place, done, on(4))
    then = services.figure("on-time", reading="strict", agency_id=place.agency.pk, as_of=on(30))
    assert (then.numerator, then.denominator) == (1, 1)


def test_folded_or_not_a_figure_is_the_same():
    place = office(days=5)
    for day in (2, 3, 4):
        finished(place, accepted(place, on(day)), on(day + 4))
    before = received(place)
    assert services.fold() == Posting.objects.count() > 0
    assert received(place) == before
    accepted(place, on(5))
    assert received(place).denominator == 4
    assert services.fold() == 3  # filed; accepted: away from the counter, to the unit that leads it
    assert off(place, on(5, 8), date(2026, 11, 3)) == []


def test_the_moments_of_a_day_that_is_over_are_forgotten_its_end_is_not():
    place = office()
    accepted(place, on(2))
    accepted(place, on(2, 15))
    services.fold()
    assert services.tidy(today=date(2026, 11, 10)) > 0
    assert not Subtotal.objects.filter(grain="moment", starts_at__lt=on(10, 0)).exists()
    with assert_queries(indicators_ledger=1):
        assert received(place, as_of=date(2026, 11, 2)).denominator == 2
    assert received(place, as_of=on(2, 12)).denominator == 1  # within that day the rows are asked
    assert off(place, on(2, 12), on(10, 12)) == []


def test_a_period_that_begins_on_another_day_is_counted_from_the_rows():
    place = office()
    accepted(place, on(2))
    accepted(place, on(5))
    since = rules.Period(date(2026, 11, 4), date(2026, 11, 30), "month")
    assert received(place, period=since).denominator == 1


def test_what_was_there_before_the_ledger_is_counted_from_the_rows_until_it_is_written_down():
    place = office(days=5)
    finished(place, accepted(place, on(2)), on(6))
    accepted(place, on(3))
    Posting.objects.all().delete()
    Ledger.objects.create(agency=place.agency, is_complete=False)
    assert received(place).denominator == 2
    accepted(place, on(4))  # filed meanwhile
    assert received(place).denominator == 3
    services.catch_up()
    assert Ledger.objects.get().is_complete
    with assert_queries(indicators_ledger=1):
        assert received(place).denominator == 3
    assert off(place) == []
    assert services.catch_up() == 0


def test_what_was_written_behind_the_services_is_seen_by_the_recount_and_mended():
    place = office()
    first = accepted(place, on(2))
    accepted(place, on(3))
    services.fold()
    assert off(place) == []
    Dossier.objects.filter(pk=first.pk).update(channel="counter")
    Subtotal.objects.filter(fact="dossiers.received").update(n=7)
    assert {one.what for one in off(place)} == {"numerator", "denominator"}
    services.mend(agency_id=place.agency.pk)
    assert off(place) == []


def test_mending_says_how_many_rows_were_written_and_how_many_sums_were_wrong():
    place = office()
    first = accepted(place, on(2))
    accepted(place, on(3))
    assert services.mend(agency_id=place.agency.pk) == services.Mended(rows=0, sums=0)  # not yet added up
    received = Subtotal.objects.filter(fact="dossiers.received")
    assert received.update(n=7) == 5  # a half-month, two days, two moments
    Subtotal.objects.filter(fact="dossiers.open", grain="day", starts_at=on(3, 0)).delete()
    Subtotal.objects.create(
        agency=place.agency, unit=place.division, fact="dossiers.closed", grain="day", starts_at=on(4, 0), n=1
    )
    assert services.mend(agency_id=place.agency.pk) == services.Mended(rows=0, sums=7)
    Dossier.objects.filter(pk=first.pk).update(channel="counter")
    assert services.mend(agency_id=place.agency.pk) == services.Mended(rows=1, sums=0)
    received.update(n=7)
    Posting.objects.filter(subject=first.pk).delete()
    mended = services.mend(agency_id=place.agency.pk)
    assert (mended.rows, mended.sums > 5) == (1, True)  # the sums told of the rows that were gone
    assert off(place) == []
    assert services.mend(agency_id=place.agency.pk) == services.Mended(rows=0, sums=0)


def test_a_day_off_that_was_left_out_moves_what_was_late_in_the_past():
    place = office(days=5, clock="pause")
    row = accepted(place, on(2))
    taken(place, row, on(3))
    asked_more(place, row, on(12))
    supplied(place, row, on(13))
    finished(place, row, on(16))
    told = {"agency": place.agency, "on": date(2026, 11, 5), "by": None, "at": on(17)}
    was = services.figure("on-time", reading="strict", agency_id=place.agency.pk, as_of=on(10, 9))
    assert was.denominator == 1  # due on the 9th, as known then
    set_special_day(status="off", name="Lễ", spans=[], **told)
    now = services.figure("on-time", reading="strict", agency_id=place.agency.pk, as_of=on(10, 9))
    assert (now.denominator, off(place, on(10, 9), on(12, 8))) == (0, [])
    remove_special_day(**told)
    assert SpecialDay.objects.filter(agency=place.agency).count() == 0
    assert off(place, on(10, 9), on(12, 8)) == []


def test_imported_dossiers_are_written_down_once_a_run_and_taken_away_with_it():
    place = office(days=5)
    imported(place, on(18))
    figure = received(place)
    assert (figure.numerator, figure.denominator) == (4, 4)
    assert off(place, on(18), date(2026, 11, 3)) == []


def file_some(place, count, made):
    try:
        for number in range(count):
            dossier = taken_in(place, on(2) + timedelta(minutes=number))
            dossiers.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=on(3))
            made.append(dossier.pk)
    finally:
        connection.close()


def fold_until(stop):
    try:
        while not stop.is_set():
            services.fold()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_or_doubled_while_people_file_and_sums_are_added_up():
    place = office(days=5)
    made, stop, seen = [], threading.Event(), []
    filers = [threading.Thread(target=file_some, args=(place, 12, made)) for _ in range(3)]
    folders = [threading.Thread(target=fold_until, args=(stop,)) for _ in range(2)]
    for thread in (*filers, *folders):
        thread.start()
    while any(thread.is_alive() for thread in filers):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            count = Dossier.objects.filter(agency=place.agency, accepted_at__isnull=False).count()
            seen.append((received(place).denominator, count))
    stop.set()
    for thread in (*filers, *folders):
        thread.join(60)
    assert len(made) == 36
    assert [pair for pair in seen if pair[0] != pair[1]] == []
    assert received(place).denominator == 36
    services.fold()
    assert received(place).denominator == 36
    assert off(place) == []
    assert len({count for _, count in seen}) > 1  # it was looked at while it went on


def test_lists_of_a_row_that_rides_along_are_read_back_as_they_were():
    place = office()
    told = {"agency_id": place.agency.pk, "unit_id": place.division.pk, "subject": uuid7()}
    row = batch.new(
        Posting, facts=['a"b', "c\\d", "é, {x}"], moments=[MORNING, on(2), on(3)],
        sinces=[None, date(2026, 1, 1), None],
        steps=[1, -1, 2], **told,
    )  # fmt: skip
    with transaction.atomic(), batch.gathered():
        batch.add(row)
    read = Posting.objects.get()
    assert (read.facts, read.moments, read.sinces, read.steps) == (row.facts, row.moments, row.sinces, row.steps)
