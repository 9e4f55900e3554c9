"""The targets of a plan with their figures: by what each is measured, what it is to reach next, how it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Source
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
    apart: tuple[Overview, ...] = ()  # its other readings, shown along: another scope, the other parts

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
        """By which milestone it is judged on that day."""
        return rules.goal_on(self.goals, self.day)

    @property
    def ahead(self) -> Goal | None:
        """What is to be reached next, where a milestone holds already."""
        return rules.goal_ahead(self.goals, self.day)

    @property
    def parts(self) -> tuple[Overview, ...]:
        """What must all reach the target: the figure alone, or every part of a definition that has parts."""
        if self.seen is None or self.measure is None:
            return ()
        whole = rules.definitions()[self.measure.indicator].parts and not self.measure.reading
        return (self.seen, *self.apart) if whole else (self.seen,)

    @property
    def verdict(self) -> str:
        """Met, at risk, missed or unknown, by the exact share (indicators' Verdict)."""
        return rules.together([self.verdict_of(one) for one in self.parts])

    def verdict_of(self, one: Overview) -> str:
        """How one reading stands."""
        return rules.stands(one.figure, self.goal, self.day, one.endangered)

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


def measured(
    plan: Plan, *, as_of: datetime, day: date, unit_id: int | None = None, targets: Sequence[Target] | None = None
) -> list[Measured]:
    """The targets of a plan in its order, each as it stood at a moment of `day`, of the agency or of one unit.

    `targets`, read `with_statements`, where a page has them already. One that stands in no plan has no goals.
    """
    if targets is None:
        targets = list(Target.objects.filter(plan=plan.pk).live().with_statements())
    by_target = measures({row.pk: row.definition for row in targets})
    wanted = [one for measure in by_target.values() for one in (measure, *readings_beside(measure))]
    found = overview(wanted, agency_id=plan.agency_id, as_of=as_of, unit_id=unit_id)
    lines = []
    for row in targets:
        measure = by_target.get(row.pk)
        seen = found[measure] if measure else None
        apart = tuple(found[one] for one in readings_beside(measure)) if measure else ()
        goals = () if row._state.adding else goals_of(row)
        lines.append(Measured(row, measure, seen, goals, day, apart))
    return lines


def readings_beside(measure: Measure) -> list[Measure]:
    """The other readings of what a target is measured by: shown along, each with its own figure."""
    version = rules.definitions()[measure.indicator].versions[-1]
    own = version.reading(measure.reading).key
    return [replace(measure, reading=one.key) for one in version.readings if one.key != own]


def biggest_changes(lines: Iterable[Measured], most: int = 5) -> list[Measured]:
    """The targets whose share moved most from one whole month to the next, the greatest first."""
    moved = [one for one in lines if one.change is not None]
    return sorted(moved, key=lambda one: (-abs(one.change.by if one.change else 0), one.target.position))[:most]
