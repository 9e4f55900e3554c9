"""What the tests of plans share: a document read, settled and accepted; a plan with tasks in each pile."""

import re
from datetime import date, datetime, timedelta

from cchc.foundation.worktime.rules import ZONE
from cchc.steering.plans import services
from cchc.steering.plans.choices import (
    PlanKind,
    RowState,
    State,
)
from cchc.steering.plans.tests.factories import (
    MORNING,
    PlanFactory,
    TaskFactory,
)
from cchc.steering.plans.tests.plan_text import plan_text

BASE = "/ke-hoach/ke-hoach-mau"
LATER = MORNING + timedelta(days=30)


def read(place, data=None, name="ke-hoach.txt", at=MORNING, **more):
    return services.begin_import(
        agency=place.agency, name=name, data=data or plan_text(), by=place.chief, at=at, **more
    )


def settle(whole, by, at=MORNING):
    """Confirm whatever somebody must look at."""
    for row in whole.rows.open():
        row.refresh_from_db()
        if row.state == RowState.TO_LOOK:
            services.confirm_row(row_id=row.pk, version=row.version, by=by, at=at)


def accept(whole, place, at=MORNING, **more):
    whole.refresh_from_db()
    told = {"kind": PlanKind.MULTI_YEAR, "steering_unit": place.office, "by": place.chief} | more
    return services.accept_import(import_id=whole.pk, version=whole.version, at=at, **told)


def accepted(place, data=None, at=MORNING):
    whole = read(place, data, at=at)
    settle(whole, place.chief, at)
    return accept(whole, place, at)


def a_task(plan, due=date(2026, 12, 31), state=State.DOING, **more):
    """A task that is due on a day."""
    return TaskFactory(plan=plan, starts_on=None, ends_on=due, period_state=state, **more)


def counted_plan(place):
    """The plan of an office that takes dossiers in, known since January; its leaders steer it."""
    return PlanFactory(
        agency=place.agency, steering_unit=place.leaders, slug="ke-hoach-mau",
        accepted_at=datetime(2026, 1, 5, 9, tzinfo=ZONE),
    )  # fmt: skip


def plain(response):
    """The words of a page, without its marks."""
    return re.sub("<[^>]+>", "", response.text)
