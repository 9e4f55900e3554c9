"""Many figures at once are the same as each asked for alone."""

from datetime import date

import pytest

from cchc.kernel import generations
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers.tests.factories import office
from cchc.onestop.procedures.models import Version
from cchc.steering.indicators import rules, services
from cchc.steering.indicators.services import Measure
from cchc.steering.indicators.tests.factories import accepted, finished, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    made = office(days=5)
    finished(made, accepted(made, on(2)), on(6))
    finished(made, accepted(made, on(2), "counter"), on(11))
    accepted(made, on(3, month=10))  # open and overdue
    accepted(made, on(17))
    return made


@pytest.mark.parametrize(
    ("whose", "as_of"), [("agency", on(18)), ("division", date(2026, 11, 9)), ("leaders", date(2025, 6, 30))]
)
def test_what_is_asked_together_is_what_is_asked_alone(place, as_of, whose):
    unit_id = None if whose == "agency" else getattr(place, whose).pk
    every = [
        Measure(indicator=definition.key, reading=reading.key, period=period)
        for definition in rules.definitions().values()
        for reading in definition.versions[-1].readings
        for period in (("", "report_quarter") if definition.key == "on-time" else ("",))
        if not definition.declared or definition.key == "satisfied-service"
    ]
    found = services.overview(every, agency_id=place.agency.pk, as_of=as_of, unit_id=unit_id)
    assert list(found) == every
    for measure, seen in found.items():
        alone = services.figure_of(measure, agency_id=place.agency.pk, as_of=as_of, unit_id=unit_id)
        assert seen.figure == alone.without_rows()
        if alone.source != "computed":
            assert (seen.trend, seen.by_unit, seen.endangered) == ((), (), 0)
            continue
        told = {"agency_id": place.agency.pk, "as_of": as_of, "reading": measure.reading}
        months = services.trend(measure.indicator, unit_id=unit_id, **told)
        assert [one.without_rows() for one in months] == list(seen.trend)
        if unit_id is None:
            assert seen.by_unit == services.by_unit(measure.indicator, period=alone.period, **told)
        else:
            assert seen.by_unit == ()
        open_rows = services.endangering(measure.indicator, period=alone.period, unit_id=unit_id, **told)
        assert seen.endangered == open_rows.count()


def test_a_measure_with_a_minimum_of_its_own_says_so_in_every_cell(place):
    measure = Measure(indicator="filed-online", minimum_volume=5)
    seen = services.overview([measure], agency_id=place.agency.pk, as_of=on(18))[measure]
    assert (seen.figure.answer, seen.figure.denominator) == ("few", 4)
    assert {one.answer for one in seen.trend} == {"nothing", "few"}
    assert [one.answer for one in seen.by_unit] == ["few"]


def test_every_indicator_together_costs_two_statements_once_the_catalogue_is_known(place):
    every = [
        Measure(indicator=definition.key, reading=reading.key)
        for definition in rules.definitions().values()
        for reading in definition.versions[-1].readings
    ]
    for unit_id in (None, place.division.pk):
        told = {"agency_id": place.agency.pk, "as_of": on(18), "unit_id": unit_id}
        services.overview(every, **told)
        with assert_queries(indicators_ledger=1, indicators_declaration=1):
            services.overview(every, **told)


def test_a_changed_catalogue_is_seen_at_once(place):
    measure = Measure(indicator="procedures-online")
    told = {"agency_id": place.agency.pk, "as_of": on(18)}
    assert services.overview([measure], **told)[measure].figure.denominator == 0
    Version.objects.filter(pk=place.version.pk).update(eligible_listed=date(2022, 1, 1))
    generations.bump("catalogue")
    assert services.overview([measure], **told)[measure].figure.denominator == 1
