"""What the office publishes of its figures: an act with a day, kept word by word; nothing is public by itself."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cchc.foundation.identity.models import User
from cchc.kernel import events
from cchc.kernel.lifecycle import NotAllowed, save
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Answer
from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.rules import Figure, Goal
from cchc.steering.plans import permissions
from cchc.steering.plans.events import FiguresPublished, FiguresWithdrawn
from cchc.steering.plans.models import FigureRelease, Plan
from cchc.steering.plans.services.measuring import Measured, measured


class NothingToPublish(ValueError):
    """No target was chosen, or the day has not come. `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@transaction.atomic
def publish_figures(
    *, plan_id: UUID, version: int, targets: Iterable[UUID], as_of: date, by: User | None, at: datetime
) -> FigureRelease:
    """Publish what some targets of a published plan were at the end of a day, as known now.

    What would tell of a handful of people is published as hidden. Raises NothingToPublish, NotAllowed where the
    plan itself is not published.
    """
    plan = Plan.objects.locked(plan_id, version)
    permissions.require_steer(by, plan.agency_id, at)
    if plan.published_at is None:
        raise NotAllowed("unpublished", "publish figures")
    if as_of > localdate(at):
        raise NothingToPublish("as_of")
    rows = rows_to_publish(plan, targets, as_of, at)
    if not rows:
        raise NothingToPublish("targets")
    release = FigureRelease.objects.create(plan=plan, as_of=as_of, rows=rows, published_by=by, published_at=at)
    save(plan, by, at)
    events.publish(
        FiguresPublished(
            plan_id=plan.pk, release=release.pk, as_of=as_of, codes=tuple(row["code"] for row in rows),
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return release


@transaction.atomic
def withdraw_figures(*, plan_id: UUID, version: int, reason: str, by: User, at: datetime) -> FigureRelease:
    """Take the newest published figures back, and why; what was published before them stands again."""
    plan = Plan.objects.locked(plan_id, version)
    permissions.require_steer(by, plan.agency_id, at)
    release = FigureRelease.objects.standing().filter(plan=plan).first()
    if release is None:
        raise NotAllowed("nothing published", "withdraw")
    release.withdrawn_at, release.withdrawn_by, release.reason = at, by, reason.strip()
    release.save()
    save(plan, by, at)
    events.publish(
        FiguresWithdrawn(plan_id=plan.pk, release=release.pk, reason=release.reason, by_id=by.pk, at=at)
    )
    return release


def rows_to_publish(plan: Plan, targets: Iterable[UUID], as_of: date, at: datetime) -> list[dict[str, Any]]:
    """What would be published of some targets, with stable keys: what the page, the csv and the json say."""
    wanted = set(targets)
    lines = measured(plan, as_of=rules.moment_of(as_of, at), day=as_of)
    return [_row(one, as_of) for one in lines if one.target.pk in wanted]


def _row(line: Measured, as_of: date) -> dict[str, Any]:
    definition = rules.definitions()[line.measure.indicator] if line.measure else None
    goal = line.goal
    row: dict[str, Any] = {
        "code": line.target.code,
        "name": line.target.name,
        "name_en": "",
        "indicator": line.measure.indicator if line.measure else "",
        "definition": {},
        "rule_version": None,
        "source": str(line.source),
        "as_of": as_of.isoformat(),
        "period": None,
        "figures_to": as_of.isoformat(),
        "readings": [],
        "unit": "%",
        "answer": str(Answer.NO_SOURCE),
        "value": None,
        "numerator": None,
        "denominator": None,
        "target": _goal(goal),
        "verdict": str(line.verdict),
    }
    if definition is None or line.figure is None or line.measure is None:
        return row
    version = definition.on(as_of)
    reading = version.reading(line.measure.reading)
    period, said = line.figure.period, Declaration.objects.filter(pk=line.figure.declaration).first()
    until = said.ends_on if said is not None else min(period.end, as_of) if period is not None else as_of
    row |= {
        "definition": {"vi": reading.sentence.vi, "en": reading.sentence.en},
        "rule_version": line.figure.version,
        "name_en": definition.name.en,
        "period": [period.start.isoformat(), until.isoformat()] if period else None,
        "figures_to": until.isoformat(),
        **_numbers(line.figure, line.goals),
        "readings": [
            {
                "reading": {"vi": version.reading(one.figure.reading).name.vi,
                            "en": version.reading(one.figure.reading).name.en},
                **_numbers(one.figure, line.goals),
            }
            for one in line.apart
        ],
    }  # fmt: skip
    return row | {"verdict": "unknown"} if row["answer"] == HIDDEN else row


def _numbers(figure: Figure, goals: Sequence[Goal]) -> dict[str, Any]:
    """What may be told of a figure."""
    shown = rules.public_figure(figure)
    if shown is None:
        return {"answer": HIDDEN, "value": None, "numerator": None, "denominator": None}
    value = shown.value
    return {
        "answer": str(shown.answer), "numerator": shown.numerator, "denominator": shown.denominator,
        "value": str(rules.shown(value, goals)) if value is not None else None,
    }  # fmt: skip


HIDDEN = "hidden"  # fewer than five people or dossiers stand behind it


def _goal(goal: Goal | None) -> dict[str, Any] | None:
    if goal is None:
        return None
    upper = goal.value_to
    return {
        "comparison": goal.comparison or ">=", "value": str(rules.shown(goal.value)),
        "value_to": str(rules.shown(upper)) if upper is not None else None,
        "due_on": goal.due_on.isoformat() if goal.due_on else None,
    }  # fmt: skip
