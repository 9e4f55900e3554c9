"""The values that a plan's targets need are asked for by themselves, of the units that lead the targets."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.services import ask_value
from cchc.steering.plans import services
from cchc.steering.plans.choices import PlanState
from cchc.steering.plans.tests.factories import MORNING, PlanFactory, TargetFactory

pytestmark = pytest.mark.django_db


def test_each_declared_target_of_plans_at_work_is_asked_of_its_lead_once(place):
    plan = PlanFactory(place=place)
    TargetFactory(plan=plan, definition="satisfied-procedures", lead=place.division)
    TargetFactory(plan=plan, definition="systems-connected")  # nobody leads it
    TargetFactory(plan=plan, definition="filed-online")  # counted
    TargetFactory(plan=plan, definition="")  # measured by nothing
    older = PlanFactory(agency=place.agency, steering_unit=place.office, starts_on=date(2021, 1, 1))
    TargetFactory(plan=older, definition="satisfied-procedures", lead=place.other_division)
    ended = PlanFactory(agency=place.agency, steering_unit=place.office, state=PlanState.ENDED)
    TargetFactory(plan=ended, definition="digital-skills", lead=place.division)
    assert services.ask_values(at=MORNING) == 2
    assert services.ask_values(at=MORNING) == 0
    asked = {row.indicator: row for row in Declaration.objects.select_related("asked_unit")}
    assert {name: row.asked_unit for name, row in asked.items()} == {
        "satisfied-procedures": place.division, "systems-connected": place.office,
    }  # fmt: skip
    assert {row.approving_unit for row in asked.values()} == {place.office}
    assert asked["satisfied-procedures"].ends_on == date(2026, 9, 30)
    assert asked["systems-connected"].ends_on == date(2026, 9, 14)


@pytest.mark.parametrize(
    "url", ["/ke-hoach/tu-khai", "/ke-hoach/man-hinh/van-phong", "/ke-hoach/man-hinh/lanh-dao"]
)
def test_lists_of_values_cost_the_same_however_many_there_are(client, place, url):
    def ask(indicator, day):
        ask_value(
            agency=place.agency, indicator=indicator, on=day, asked_unit=place.division, due_on=date(2026, 12, 1),
            by=None, at=MORNING,
        )  # fmt: skip

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    client.force_login(place.chief)
    ask("systems-connected", date(2026, 9, 14))
    one = cost()
    for month in range(1, 9):
        ask("systems-connected", date(2026, month, 14))
        ask("digital-skills", date(2026, month, 14))
    assert cost() == one
