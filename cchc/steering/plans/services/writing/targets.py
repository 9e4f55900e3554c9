"""Targets of a review into statements and targets of a plan, and where they contradict each other."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from cchc.steering.plans import rules
from cchc.steering.plans.choices import Finding, FoundBy, Role
from cchc.steering.plans.models import Contradiction, ImportRow, Milestone, Statement, Target
from cchc.steering.plans.services.importing import contradictions_in
from cchc.steering.plans.services.writing.acceptance import LOOKED, Acceptance, fields_of, is_same
from cchc.steering.plans.services.writing.tasks import TaskWriter

OWN_CODE = "CT"


class TargetWriter:
    """Statements with their milestones, each of a target. `by_row`: as commitments name them."""

    def __init__(self, whole: Acceptance, tasks: TaskWriter) -> None:
        self.whole, self.tasks = whole, tasks
        self.targets = {target.pk: target for target in whole.plan.targets.all()}
        self.statements: dict[UUID, Statement] = {s.pk: s for s in whole.plan.statements.all()}
        self.by_row: dict[UUID, Statement] = {}

    def write(self, rows: Sequence[ImportRow]) -> None:
        """Statements with their milestones; one that another indicator answers for counts to its target."""
        by_definition = {t.definition: t for t in self.targets.values() if t.definition and t.removed_at is None}
        statements, milestones = [], []
        for row in rows:
            statement = self.statements.get(row.of_id) if row.of_id else None
            if statement is not None and is_same(row):
                self.by_row[row.pk] = statement
                self.whole.count(row, statement.pk)
                continue
            is_new = statement is None
            statement = statement or Statement(plan=self.whole.plan)
            if is_new or fields_of(row) & {"indicator", "name"}:
                statement.target = self._target_of(row, by_definition)
            self._fill_statement(statement, row)
            path = [
                Milestone(statement=statement, due_on=day, value=value)
                for day, value in rules.due_points(row.value)
            ]
            if is_new:
                statements.append(statement)
            else:
                statement.removed_at = None
                statement.save()
                statement.milestones.all().delete()
            milestones += path
            self.by_row[row.pk] = statement
            self.whole.count(row, statement.pk)
        Statement.objects.bulk_create(statements)
        Milestone.objects.bulk_create(milestones)

    def _target_of(self, row: ImportRow, by_definition: dict[str, Target]) -> Target:
        """The target that a statement belongs to: of its indicator, else one of its own."""
        value = row.value
        known = rules.definitions().get(value["indicator"])
        if known is not None and known.key in by_definition:
            return by_definition[known.key]
        task = self.tasks.by_key.get(value["task"])
        lead = next((p.unit for p in task.parties.all() if p.role == Role.LEAD), None) if task else None
        taken = {target.code for target in self.targets.values()}
        own = next(code for n in range(1, 9999) if (code := f"{OWN_CODE}{n:02}") not in taken)
        target = Target.objects.create(
            plan=self.whole.plan, code=known.code if known and known.code not in taken else own,
            name=(value["name"] or (known.name if known else value["quote"] or value["text"]))[:500],
            definition=known.key if known else "", part=value["part"][:255], lead=lead, position=row.position,
            changed_by=self.whole.by, changed_at=self.whole.at,
        )  # fmt: skip
        self.targets[target.pk] = target
        if known is not None:
            by_definition[known.key] = target
        return target

    def _fill_statement(self, statement: Statement, row: ImportRow) -> None:
        value = row.value
        statement.text, statement.comparison, statement.unit = (
            value["text"],
            value["comparison"],
            value["unit"][:60],
        )
        statement.value = Decimal(value["value"]) if value["value"] is not None else None
        statement.value_to = Decimal(value["value_to"]) if value["value_to"] is not None else None
        statement.year, statement.where, statement.part = value["year"], value["where"], value["part"][:255]
        statement.task = self.tasks.by_key.get(value["task"])
        statement.position, statement.line, statement.lines = row.position, row.line, row.lines

    def write_contradictions(self, rows: Sequence[ImportRow]) -> None:
        """Which statements contradict each other, where that is not known yet."""
        by_pk: dict[object, ImportRow] = {row.pk: row for row in rows}
        known = set(self.whole.plan.contradictions.values_list("first", "second"))
        made = []
        for found in contradictions_in(rows):
            first, second = by_pk[found.first], by_pk[found.second]
            pair = (self.by_row[first.pk].pk, self.by_row[second.pk].pk)
            if pair in known or pair[::-1] in known:
                continue
            seen = first.state in LOOKED and second.state in LOOKED
            made.append(
                Contradiction(
                    plan=self.whole.plan, first_id=pair[0], second_id=pair[1], why=found.why,
                    found_by=FoundBy.RULE, state=Finding.CONFIRMED if seen else Finding.PROPOSED,
                    by=self.whole.by if seen else None, at=self.whole.at,
                )
            )  # fmt: skip
        Contradiction.objects.bulk_create(made)

    def end(self, pk: UUID) -> None:
        """A statement is no more in the plan, and with the last one its target."""
        statement = Statement.objects.select_related("target").get(pk=pk)
        statement.removed_at = self.whole.at
        statement.save(update_fields=["removed_at"])
        if not statement.target.statements.filter(removed_at=None).exists():
            statement.target.removed_at = self.whole.at
            statement.target.save(update_fields=["removed_at"])
