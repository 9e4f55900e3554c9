"""A plan as one person has it open: what every page about it begins with."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from cchc.foundation.identity.querysets import units
from cchc.kernel.clock import now
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import Circle, Role
from cchc.steering.plans.models import Party, Plan

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User

OTHERS = "khac"  # in the filter of units: who is no unit of the agency


@dataclass(frozen=True)
class Opened:
    """A plan, who looks at it, and when."""

    plan: Plan
    user: "User"
    at: datetime

    @property
    def today(self) -> date:
        """The day on the office's wall."""
        return localdate(self.at)

    @property
    def known_since(self) -> date:
        """The first day of which the program can tell where tasks stood."""
        return localdate(self.plan.accepted_at)

    @property
    def steers(self) -> bool:
        """Whether who looks steers the plan."""
        return permissions.can_steer(self.user, self.plan.agency_id, self.at)

    @property
    def url(self) -> str:
        """The plan's page."""
        return reverse("plans:plan", args=[self.plan.slug])

    @property
    def tasks_url(self) -> str:
        """The list of its tasks."""
        return reverse("plans:tasks", args=[self.plan.slug])


def open_plan(request: HttpRequest, slug: str) -> Opened:
    """The plan that the URL names, for who reads the plans of its agency. Raises Http404."""
    at, user = now(), cast("User", request.user)  # the door let nobody else in
    plan = Plan.objects.read_by(user, at).with_names().filter(slug=slug).first()
    if plan is None:
        raise Http404
    return Opened(plan, user, at)


def leads_of(plan: Plan) -> list[tuple[str, str]]:
    """Who leads tasks of a plan, as a filter names them: units in the order of the office, circles, others."""
    rows = Party.objects.filter(task__plan=plan, task__removed_at=None, role=Role.LEAD).order_by()
    found: set[tuple[Any, str]] = set(rows.values_list("unit", "circle").distinct())
    known = units()
    named = sorted(((known[pk].name, str(pk)) for pk, _circle in found if pk in known), key=lambda one: one[0])
    listed = [(pk, name) for name, pk in named]
    listed += [(circle.value, str(circle.label)) for circle in Circle if (None, circle.value) in found]
    if (None, "") in found:
        listed.append((OTHERS, ""))
    return listed


def led_by(chosen: str) -> Q:
    """The parties that a filter of units means."""
    if chosen == OTHERS:
        return Q(unit=None, circle="")
    return Q(unit=int(chosen)) if chosen.isdecimal() else Q(circle=chosen)


def own_units(user: Any, day: date) -> set[int]:
    """The units whose tasks are a person's: where they hold a position, and those that these stand in."""
    known = units()
    held = {grant.unit_id for grant in user.grants if grant.runs_on(day) and grant.unit_id in known}
    return {pk for unit in held for pk in known[unit].path}


def with_query(url: str, given: Any, names: tuple[str, ...], **more: Any) -> str:
    """`url` with the filters of `given` by their names, and with `more`; an empty one takes its name out."""
    told = {name: given[name] for name in names if given.get(name)}
    told |= {name: str(value) for name, value in more.items()}
    told = {name: value for name, value in told.items() if value}
    return f"{url}?{urlencode(told)}" if told else url
