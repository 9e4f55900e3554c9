"""What the office publishes of its figures: an act with a day, kept word by word; nothing is public by itself."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cchc.foundation.identity.models import User
from cchc.foundation.identity.querysets import units
from cchc.kernel import events
from cchc.kernel.lifecycle import NotAllowed, save
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Answer
from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.rules import Goal
from cchc.steering.indicators.services import Measure, Overview, measures
from cchc.steering.plans import permissions
from cchc.steering.plans.events import FiguresPublished, FiguresWithdrawn
from cchc.steering.plans.models import FigureRelease, Plan, Target
from cchc.steering.plans.rules.published import HIDDEN, about, hidden, numbers, table_told, tables_of
from cchc.steering.plans.services.measuring import Measured, measured


class NothingToPublish(ValueError):
    """No target was chosen, or the day has not come. `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class FiguresMoved(ValueError):
    """What would be published is not what was looked at."""


@transaction.atomic
def publish_figures(
    *, plan_id: UUID, version: int, targets: Iterable[UUID], as_of: date, by: User | None, at: datetime,
    tables: Iterable[UUID] = (), seen: str | None = None,
) -> FigureRelease:  # fmt: skip
    """Publish what some targets of a published plan were at the end of a day, as known now, `tables` by unit too.

    What would tell of a handful of people is published as hidden. `seen` is the fingerprint of what was looked at
    before. Raises NothingToPublish, FiguresMoved, NotAllowed where the plan itself is not published.
    """
    plan = Plan.objects.locked(plan_id, version)
    permissions.require_steer(by, plan.agency_id, at)
    if plan.published_at is None:
        raise NotAllowed("unpublished", "publish figures")
    if as_of > localdate(at):
        raise NothingToPublish("as_of")
    rows = rows_to_publish(plan, targets, as_of, at, tables=tables)
    if not rows:
        raise NothingToPublish("targets")
    if seen is not None and seen != fingerprint(rows):
        raise FiguresMoved
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


def rows_to_publish(
    plan: Plan, targets: Iterable[UUID], as_of: date, at: datetime, *, tables: Iterable[UUID] = ()
) -> list[dict[str, Any]]:
    """What would be published of some targets, with stable keys: what the page, the csv and the json say.

    `tables` are the targets whose table by unit goes out too, as far as they are counted by unit.
    """
    wanted, by_unit = set(targets), set(tables)
    lines = measured(plan, as_of=rules.moment_of(as_of, at), day=as_of)
    before: defaultdict[tuple[Any, ...], list[rules.Table]] = defaultdict(list)
    if by_unit:
        for release in FigureRelease.objects.filter(plan__agency=plan.agency_id):
            _remember(before, release.rows)
    found = []
    for one in lines:
        if one.target.pk in wanted:
            found.append(_row(one, as_of, before if one.target.pk in by_unit else None))
            _remember(before, found[-1:])
    return found


def fingerprint(rows: Sequence[dict[str, Any]]) -> str:
    """Tells what somebody looked at from what would be published now."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def counted_by_unit(targets: Iterable[Target]) -> frozenset[UUID]:
    """The targets that have a table by unit, by what they are measured now."""
    found = measures({row.pk: row.definition for row in targets})
    return frozenset(pk for pk, measure in found.items() if measure is not None and _is_by_unit(measure))


def _is_by_unit(measure: Measure) -> bool:
    definition = rules.definitions()[measure.indicator]
    return definition.by_unit and definition.versions[-1].reading(measure.reading).is_computed


def _tabled(line: Measured) -> Sequence[Overview]:
    """The readings whose table by unit may be published: by what the target is measured, or each of its parts."""
    return line.parts if line.measure and _is_by_unit(line.measure) else ()


def _remember(before: dict[tuple[Any, ...], list[rules.Table]], rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        for key, table in tables_of(row):
            before[key].append(table)


def _row(
    line: Measured, as_of: date, before: Mapping[tuple[Any, ...], list[rules.Table]] | None
) -> dict[str, Any]:
    definition = rules.definitions()[line.measure.indicator] if line.measure else None
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
        "reading": {},
        "readings": [],
        "unit": "%",
        "answer": str(Answer.NO_SOURCE),
        "value": None,
        "numerator": None,
        "denominator": None,
        "by_unit": None,
        "target": _goal(line.goal),
        "verdict": str(line.verdict),
    }
    if definition is None or line.figure is None or line.measure is None or line.seen is None:
        return row
    reading = definition.on(as_of).reading(line.measure.reading)
    period, said = line.figure.period, Declaration.objects.filter(pk=line.figure.declaration).first()
    until = said.ends_on if said is not None else min(period.end, as_of) if period is not None else as_of
    row |= {
        "definition": {"vi": reading.sentence.vi, "en": reading.sentence.en},
        "rule_version": line.figure.version,
        "name_en": definition.name.en,
        "period": [period.start.isoformat(), until.isoformat()] if period else None,
        "figures_to": until.isoformat(),
    }
    tabled = _tabled(line) if before is not None else ()
    row |= _reading(line, line.seen, as_of)
    row["readings"] = [_reading(line, one, as_of) for one in line.apart]
    for one, told in zip((line.seen, *line.apart), (row, *row["readings"]), strict=True):
        if one in tabled and one.by_unit:
            others = before[about(row, told)] if before is not None else ()
            told["by_unit"] = _by_unit(one, told, line.goals, until, definition.personal, others)
    return row | {"verdict": "unknown"} if row["answer"] == HIDDEN else row


def _reading(line: Measured, one: Overview, as_of: date) -> dict[str, Any]:
    """What may be told of one reading, and what its two numbers count."""
    definition = rules.definitions()[one.figure.indicator]
    reading = definition.on(as_of).reading(one.figure.reading)
    shown = rules.public_figure(one.figure, personal=definition.personal)
    names = {"numerator": reading.numerator, "denominator": reading.denominator}
    return {
        "reading": {"key": reading.key, "vi": reading.name.vi, "en": reading.name.en},
        "counts": {key: {"vi": term.name.vi, "en": term.name.en} for key, term in names.items() if term},
        **(numbers(shown, line.goals) if shown is not None else hidden()),
        "by_unit": None,
    }


def _by_unit(
    one: Overview, told: dict[str, Any], goals: Sequence[Goal], until: date, personal: bool,
    others: Sequence[rules.Table],
) -> dict[str, Any]:  # fmt: skip
    """The table by unit; none where the whole is hidden itself."""
    if told["answer"] == HIDDEN:
        return {"answer": HIDDEN, "lines": []}
    known = units()
    named = [
        ({"id": unit.id, "code": unit.code, "vi": unit.name, "en": unit.name_en or unit.name}, figure)
        if figure.unit_id is not None and (unit := known.get(figure.unit_id)) else (None, figure)
        for figure in one.by_unit
    ]  # fmt: skip
    return table_told(named, goals, until, personal=personal, others=others)


def _goal(goal: Goal | None) -> dict[str, Any] | None:
    if goal is None:
        return None
    upper = goal.value_to
    return {
        "comparison": goal.comparison or ">=", "value": str(rules.shown(goal.value)),
        "value_to": str(rules.shown(upper)) if upper is not None else None,
        "due_on": goal.due_on.isoformat() if goal.due_on else None,
    }  # fmt: skip
