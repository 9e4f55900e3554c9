"""The values that a plan's targets need and nothing counts yet: asked of the units that lead the targets."""

from datetime import datetime

from django.db import transaction

from cchc.foundation.identity.models import Unit
from cchc.steering.indicators.services import ask_due, measures
from cchc.steering.plans.choices import PlanKind, PlanState
from cchc.steering.plans.models import Plan, Target


@transaction.atomic
def ask_values(*, at: datetime) -> int:
    """Ask for what is due of each declared indicator of the plans that are carried out, each once.

    The newest plan comes first: where two plans measure the same, its lead unit is asked. Returns how many values
    were asked for.
    """
    asked = 0
    plans = Plan.objects.filter(state=PlanState.IN_FORCE).exclude(kind=PlanKind.OUTSIDE)
    for plan in plans.select_related("agency", "steering_unit").order_by("-starts_on", "pk"):
        targets = {row.pk: row for row in Target.objects.filter(plan=plan).live().select_related("lead")}
        for key, measure in measures({pk: row.definition for pk, row in targets.items()}).items():
            lead: Unit = targets[key].lead or plan.steering_unit
            row = ask_due(agency=plan.agency, measure=measure, lead=lead, approving_unit=plan.steering_unit, at=at)
            asked += row is not None
    return asked
