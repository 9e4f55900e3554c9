"""What a person says of a plan's targets and commitments: whose statement, what contradicts, what carries."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cchc.foundation.identity.models import Unit, User
from cchc.kernel import events
from cchc.kernel.lifecycle import save
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import Finding, FoundBy
from cchc.steering.plans.events import CommitmentCarried, ContradictionNoted, StatementMoved, TargetChanged
from cchc.steering.plans.models import (
    Commitment,
    CommitmentLink,
    Contradiction,
    Plan,
    Statement,
    Target,
    Task,
)


class NotOfOnePlan(ValueError):
    """What is to be put together stands in different plans, or is one and the same."""


@transaction.atomic
def change_target(
    *, target_id: UUID, version: int, name: str, lead: Unit | None, by: User, at: datetime
) -> Target:
    """Name a target as the office calls it, and say which unit answers for it."""
    target = Target.objects.locked(target_id, version)
    permissions.require_steer(by, target.plan.agency_id, at)
    named = name.strip()[:500] or target.name
    fields = tuple(f for f, new in (("name", named), ("lead", lead)) if getattr(target, f) != new)
    target.name, target.lead = named, lead
    save(target, by, at)
    events.publish(TargetChanged(target_id=target.pk, fields=fields, by_id=by.pk, at=at))
    return target


@transaction.atomic
def move_statement(*, statement_id: UUID, to_target: UUID, version: int, by: User, at: datetime) -> Statement:
    """Count a statement to another target of the plan; `version` is that target's. Raises NotOfOnePlan."""
    target = Target.objects.locked(to_target, version)
    permissions.require_steer(by, target.plan.agency_id, at)
    statement = Statement.objects.select_for_update(of=("self",)).select_related("target").get(pk=statement_id)
    was = statement.target
    if statement.plan_id != target.plan_id or was.pk == target.pk:
        raise NotOfOnePlan
    statement.target = target
    statement.save(update_fields=["target"])
    if not was.statements.filter(removed_at=None).exists():
        was.removed_at = at
    save(was, by, at)
    save(target, by, at)
    events.publish(StatementMoved(statement_id=statement.pk, was=was.pk, now=target.pk, by_id=by.pk, at=at))
    return statement


@transaction.atomic
def note_contradiction(
    *, plan_id: UUID, first: UUID, second: UUID, why: str, by: User, at: datetime
) -> Contradiction:
    """Write down that two statements of a plan cannot both be meant, and why. Raises NotOfOnePlan."""
    plan = Plan.objects.locked(plan_id, None)
    permissions.require_steer(by, plan.agency_id, at)
    known = {row.pk for row in Statement.objects.filter(plan=plan, pk__in=[first, second])}
    if known != {first, second} or first == second or not why.strip():
        raise NotOfOnePlan
    row = (
        Contradiction.objects.filter(first=first, second=second).first()
        or Contradiction.objects.filter(first=second, second=first).first()
        or Contradiction(plan=plan, first_id=first, second_id=second, found_by=FoundBy.PERSON)
    )
    row.why, row.state, row.by, row.at = why.strip(), Finding.CONFIRMED, by, at
    row.save()
    return _noted(row, by, at)


@transaction.atomic
def settle_contradiction(
    *, contradiction_id: int, confirmed: bool, by: User, at: datetime, note: str = ""
) -> Contradiction:
    """Agree that two statements contradict each other, or set that aside with a note."""
    row = Contradiction.objects.select_for_update(of=("self",)).select_related("plan").get(pk=contradiction_id)
    permissions.require_steer(by, row.plan.agency_id, at)
    row.state = Finding.CONFIRMED if confirmed else Finding.DISMISSED
    row.note, row.by, row.at = note.strip(), by, at
    row.save()
    return _noted(row, by, at)


def _noted(row: Contradiction, by: User, at: datetime) -> Contradiction:
    events.publish(
        ContradictionNoted(contradiction_id=row.pk, plan=row.plan_id, state=row.state, by_id=by.pk, at=at)
    )
    return row


@transaction.atomic
def carry_commitment(
    *, commitment_id: UUID, tasks: Iterable[UUID], targets: Iterable[UUID], by: User, at: datetime
) -> Commitment:
    """Say which tasks and targets carry a commitment, all at once; none: nothing does. Raises NotOfOnePlan."""
    commitment = Commitment.objects.select_for_update(of=("self",)).select_related("plan").get(pk=commitment_id)
    permissions.require_steer(by, commitment.plan.agency_id, at)
    asked_tasks, asked_targets = frozenset(tasks), frozenset(targets)
    of_plan = {"plan": commitment.plan_id}
    if Task.objects.filter(**of_plan, pk__in=asked_tasks).count() != len(asked_tasks):
        raise NotOfOnePlan
    if Target.objects.filter(**of_plan, pk__in=asked_targets).count() != len(asked_targets):
        raise NotOfOnePlan
    said = {"found_by": FoundBy.PERSON, "confirmed": True, "by": by, "at": at}
    links = commitment.carried_by.all()
    links.exclude(task__in=asked_tasks).exclude(target__in=asked_targets).delete()
    for pk in sorted(asked_tasks):
        CommitmentLink.objects.update_or_create(commitment=commitment, task_id=pk, target=None, defaults=said)
    for pk in sorted(asked_targets):
        CommitmentLink.objects.update_or_create(commitment=commitment, target_id=pk, task=None, defaults=said)
    events.publish(
        CommitmentCarried(
            commitment_id=commitment.pk, tasks=tuple(sorted(asked_tasks)), targets=tuple(sorted(asked_targets)),
            by_id=by.pk, at=at,
        )
    )  # fmt: skip
    return commitment
