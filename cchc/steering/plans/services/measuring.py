"""The targets of a plan with their figures: by what each is measured, what it is to reach next, how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Source, Verdict
from cchc.steering.indicators.rules import Figure, Goal
from cchc.steering.indicators.services import Measure, Overview, measures, overview
from cchc.steering.plans.models import Plan, Target


@dataclass(frozen=True)
class Change:
    """How a share moved from one whole month to the next."""

    earlier: Figure
    later: Figure

    @property
    def by(self) -> Fraction:
        """The difference, as a share."""
        return (self.later.value or Fraction(0)) - (self.earlier.value or Fraction(0))


@dataclass(frozen=True)
class Measured:
    """A target of a plan on a day. Without a measure it has no source."""

    target: Target
    measure: Measure | None
    seen: Overview | None
    goals: tuple[Goal, ...]
    day: date

    @property
    def figure(self) -> Figure | None:
        """What it was; None where nothing measures it."""
        return self.seen.figure if self.seen else None

    @property
    def source(self) -> str:
        """Computed, declared, or none (indicators' Source)."""
        return self.figure.source if self.figure else Source.NONE

    @property
    def goal(self) -> Goal | None:
        """What is to be reached next."""
        return rules.milestone(self.goals, self.day)

    @property
    def verdict(self) -> str:
        """Met, at risk, missed or unknown, by the exact share (indicators' Verdict)."""
        if self.seen is None:
            return Verdict.UNKNOWN
        return rules.verdict(self.seen.figure, self.goal, self.seen.endangered)

    @property
    def change(self) -> Change | None:
        """How the last whole month differs from the one before; None where one of them has no value."""
        months = self.seen.trend[:-1][-2:] if self.seen else ()
        if len(months) < 2 or any(one.answer != "known" for one in months):
            return None
        found = Change(months[0], months[1])
        return found if found.by else None


def goals_of(target: Target) -> tuple[Goal, ...]:
    """What a target, read `with_statements`, is to reach, milestone by milestone. Shares alone can be judged."""
    found = []
    for statement in target.statements.all():
        if statement.unit != "%":
            continue
        upper = rules.share(statement.value_to) if statement.value_to is not None else None
        for one in statement.milestones.all():
            found.append(Goal(statement.comparison, rules.share(one.value), one.due_on, upper))
        if not statement.milestones.all() and statement.value is not None:
            found.append(Goal(statement.comparison, rules.share(statement.value), None, upper))
    return tuple(found)


def measured(plan: Plan, *, as_of: datetime, day: date, unit_id: int | None = None) -> list[Measured]:
    """The targets of a plan in its order, each as it stood at a moment of `day`, of the agency or of one unit."""
    targets = list(Target.objects.filter(plan=plan.pk).live().with_statements())
    by_target = measures({row.pk: row.definition for row in targets})
    found = overview(by_target.values(), agency_id=plan.agency_id, as_of=as_of, unit_id=unit_id)
    return [
        Measured(row, by_target.get(row.pk), found[by_target[row.pk]] if row.pk in by_target else None,
                 goals_of(row), day)
        for row in targets
    ]  # fmt: skip


def biggest_changes(lines: Iterable[Measured], most: int = 5) -> list[Measured]:
    """The targets whose share moved most from one whole month to the next, the greatest first."""
    moved = [one for one in lines if one.change is not None]
    return sorted(moved, key=lambda one: (-abs(one.change.by if one.change else 0), one.target.position))[:most]
