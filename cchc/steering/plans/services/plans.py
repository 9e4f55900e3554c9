"""A plan among plans: published, linked, ended."""

import re
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cchc.foundation.identity.models import Agency, Unit, User
from cchc.kernel import events
from cchc.kernel.lifecycle import NotAllowed, save
from cchc.kernel.text import slug, words
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import LinkKind, PlanKind, PlanState
from cchc.steering.plans.events import (
    OutsidePlanNoted,
    PlanEnded,
    PlanPublished,
    PlansLinked,
    PlansUnlinked,
    PlanUnpublished,
    SteeringUnitSet,
)
from cchc.steering.plans.models import Plan, PlanLink, Task
from cchc.steering.plans.services import working


class WouldCircle(ValueError):
    """A plan would come from itself, by way of others."""


@transaction.atomic
def note_outside_plan(
    *, agency: Agency, number: str, issued_on: date | None, issuer: str, title: str, starts_on: date,
    ends_on: date, by: User | None, at: datetime, for_plan: UUID | None = None,
    kind: LinkKind = LinkKind.ANSWERS,
) -> Plan:  # fmt: skip
    """Write down the head of another authority's plan, and that `for_plan` answers it or is derived from it."""
    permissions.require_steer(by, agency.pk, at)
    unit = Unit.objects.on(localdate(at)).filter(agency=agency).order_by("pk").first()
    if unit is None:
        raise Unit.DoesNotExist
    plan = Plan.objects.create(
        agency=agency, kind=PlanKind.OUTSIDE, number=number.strip(), issued_on=issued_on, issuer=issuer.strip(),
        title=title.strip()[:500], starts_on=starts_on, ends_on=ends_on, steering_unit=unit, accepted_at=at,
        slug=free_slug(title, starts_on, ends_on), changed_by=by, changed_at=at,
    )  # fmt: skip
    events.publish(OutsidePlanNoted(plan_id=plan.pk, by_id=by.pk if by else None, at=at))
    if for_plan is not None:
        link_plans(plan_id=for_plan, other_id=plan.pk, kind=kind, by=by, at=at)
    return plan


_STOPS = {"giai", "nam", "den", "va", "cua"}  # where the name of a plan ends and its period begins


def free_slug(title: str, starts_on: date, ends_on: date) -> str:
    """What a plan's address is called: its name and its years, and a number where that is taken."""
    name: list[str] = []
    for word in words(re.sub(r"^\s*kế hoạch\s+", "", title, flags=re.IGNORECASE)):
        if name and (word in _STOPS or word.isdigit()):
            break
        name.append(word)
    years = f"{starts_on.year}" if starts_on.year == ends_on.year else f"{starts_on.year}-{ends_on.year}"
    base = slug(f"{' '.join(name)[:56].strip()} {years}")
    taken = set(Plan.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


@transaction.atomic
def publish(*, plan_id: UUID, version: int, by: User | None, at: datetime) -> Plan:
    """Show a plan to everybody: its head, targets, tasks, and how far they are; no people, no evidence."""
    plan = Plan.objects.locked(plan_id, version)
    permissions.require_steer(by, plan.agency_id, at)
    if plan.published_at is not None:
        raise NotAllowed("published", "publish")
    plan.published_at, plan.published_by = at, by
    save(plan, by, at)
    events.publish(PlanPublished(plan_id=plan.pk, by_id=by.pk if by else None, at=at))
    return plan


@transaction.atomic
def unpublish(*, plan_id: UUID, version: int, reason: str, by: User, at: datetime) -> Plan:
    """Take a plan back from the public pages, and why."""
    plan = Plan.objects.locked(plan_id, version)
    permissions.require_steer(by, plan.agency_id, at)
    if plan.published_at is None:
        raise NotAllowed("unpublished", "unpublish")
    plan.published_at = plan.published_by = None
    save(plan, by, at)
    events.publish(PlanUnpublished(plan_id=plan.pk, reason=reason.strip(), by_id=by.pk, at=at))
    return plan


@transaction.atomic
def end_plan(*, plan_id: UUID, version: int, by: User | None, at: datetime) -> Plan:
    """A plan is over: it opens no more periods and reminds nobody; what is open stays to be seen."""
    plan = Plan.objects.locked(plan_id, version)
    permissions.require_steer(by, plan.agency_id, at)
    if plan.state == PlanState.ENDED:
        raise NotAllowed(plan.state, "end")
    plan.state = PlanState.ENDED
    save(plan, by, at)
    events.publish(PlanEnded(plan_id=plan.pk, by_id=by.pk if by else None, at=at))
    return plan


@transaction.atomic
def set_steering_unit(*, plan_id: UUID, version: int, unit: Unit, by: User | None, at: datetime) -> Plan:
    """Another unit steers the plan from now on: what waits for approval lies before it."""
    plan = Plan.objects.locked(plan_id, version)
    permissions.require_steer(by, plan.agency_id, at)
    if unit.agency_id != plan.agency_id:
        raise Unit.DoesNotExist
    plan.steering_unit = unit
    save(plan, by, at)
    for task in Task.objects.filter(plan=plan).open().live():
        task.plan = plan
        working.place(task, by, at)
    events.publish(SteeringUnitSet(plan_id=plan.pk, unit=unit.pk, by_id=by.pk if by else None, at=at))
    return plan


@transaction.atomic
def link_plans(*, plan_id: UUID, other_id: UUID, kind: LinkKind, by: User | None, at: datetime) -> PlanLink:
    """Say that a plan is derived from another, or answers one of another authority. Raises WouldCircle."""
    plan = Plan.objects.locked(plan_id, None)
    permissions.require_steer(by, plan.agency_id, at)
    other = Plan.objects.get(pk=other_id)
    if _leads_to(other, plan.pk, kind):
        raise WouldCircle
    link, made = PlanLink.objects.get_or_create(plan=plan, other=other, kind=kind, defaults={"by": by, "at": at})
    if made:
        events.publish(PlansLinked(plan_id=plan.pk, other=other.pk, kind=kind, by_id=by.pk if by else None, at=at))
    return link


@transaction.atomic
def unlink_plans(*, plan_id: UUID, other_id: UUID, kind: LinkKind, by: User, at: datetime) -> None:
    """Take back what `link_plans` said."""
    plan = Plan.objects.locked(plan_id, None)
    permissions.require_steer(by, plan.agency_id, at)
    gone, _rows = PlanLink.objects.filter(plan=plan, other=other_id, kind=kind).delete()
    if gone:
        events.publish(PlansUnlinked(plan_id=plan.pk, other=other_id, kind=kind, by_id=by.pk, at=at))


def _leads_to(start: Plan, end: UUID, kind: str) -> bool:
    """Whether the links of one kind lead from a plan to another."""
    seen, ahead = set[UUID](), {start.pk}
    while ahead:
        if end in ahead:
            return True
        seen |= ahead
        ahead = set(PlanLink.objects.filter(plan__in=ahead, kind=kind).values_list("other", flat=True)) - seen
    return False
