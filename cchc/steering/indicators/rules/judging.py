"""How a figure stands with what a plan wants of it: by which milestone it is judged on a day, what is ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cchc.steering.indicators.rules.figures import Figure, Goal, verdict

WORST_FIRST = ("missed", "at_risk", "unknown", "met")


@dataclass(frozen=True)
class Judged:
    """What a figure is against its milestones. It is judged by `goal`; `ahead` comes next."""

    verdict: str  # choices.Verdict
    goal: Goal | None = None
    ahead: Goal | None = None
    gap: Fraction | None = None  # above zero: how far beyond the goal; below: how much is missing


def _by_day(goals: Sequence[Goal]) -> list[Goal]:
    """Dated goals, oldest first; of those of one day the one that wants most last."""
    dated = [goal for goal in goals if goal.due_on is not None]
    return sorted(dated, key=lambda goal: (goal.due_on or date.max, goal.value))


def goal_on(goals: Sequence[Goal], day: date) -> Goal | None:
    """The goal by which a figure is judged on `day`: the last whose day has come; before the first, the first.

    What was to be reached by a day is to be kept from then on.
    """
    dated = _by_day(goals)
    come = [goal for goal in dated if goal.due_on and goal.due_on <= day]
    if come:
        return come[-1]
    return dated[0] if dated else (goals[0] if goals else None)


def goal_ahead(goals: Sequence[Goal], day: date) -> Goal | None:
    """The next goal whose day is still to come, where another one holds already."""
    held = goal_on(goals, day)
    later = [goal for goal in _by_day(goals) if goal.due_on and goal.due_on > day and goal is not held]
    return later[0] if later else None


def stands(figure: Figure, goal: Goal | None, day: date, endangered: int = 0) -> str:
    """Met, at risk, missed or unknown on `day` (choices.Verdict), by the exact share.

    What is not reached before its day has come is at risk: it can still be done. From that day on it is missed.
    """
    found = verdict(figure, goal, endangered)
    if found == "missed" and goal is not None and goal.due_on is not None and goal.due_on > day:
        return "at_risk"
    return found


def judged(figure: Figure, goals: Sequence[Goal], day: date, endangered: int = 0) -> Judged:
    """How a figure stands with the milestones of its target on `day`."""
    goal = goal_on(goals, day)
    value = figure.value
    gap = value - goal.value if value is not None and goal is not None else None
    return Judged(stands(figure, goal, day, endangered), goal, goal_ahead(goals, day), gap)


def together(verdicts: Sequence[str]) -> str:
    """The verdict of a target whose parts must all reach it: the worst of them; an unknown one hides "met"."""
    return min(verdicts, key=WORST_FIRST.index) if verdicts else "unknown"
