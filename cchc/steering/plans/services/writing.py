"""Rows of a review into rows of a plan: made where new, changed where they differ, ended where they are gone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from cchc.foundation.identity.models import Unit, User
from cchc.steering.plans import rules
from cchc.steering.plans.choices import (
    OPEN,
    Change,
    Finding,
    FoundBy,
    Role,
    RowKind,
    RowState,
    State,
    TaskKind,
)
from cchc.steering.plans.models import (
    Commitment,
    CommitmentLink,
    Contradiction,
    HandedOn,
    ImportRow,
    Milestone,
    Party,
    Period,
    Plan,
    Product,
    ProgressNote,
    Statement,
    Target,
    Task,
    TaskGroup,
)
from cchc.steering.plans.rules import content
from cchc.steering.plans.services import periods, working
from cchc.steering.plans.services.changing import parties_of, refit
from cchc.steering.plans.services.filling import fill_time, products_of
from cchc.steering.plans.services.handing_on import ENDED
from cchc.steering.plans.services.importing import contradictions_in

GONE = "Không còn trong bản kế hoạch mới"
LOOKED = (RowState.CONFIRMED, RowState.CORRECTED, RowState.PLACED)
KINDS = {RowKind.TASK: TaskKind.APPENDIX, RowKind.ASSIGNMENT: TaskKind.ASSIGNMENT}
OWN_CODE = "CT"


class Writer:
    """One acceptance. Counts what it added, changed, removed; `known` are the rows that now name their object."""

    def __init__(self, plan: Plan, by: User | None, at: datetime) -> None:
        self.plan, self.by, self.at, self.day = plan, by, at, localdate(at)
        self.added = self.changed = self.removed = 0
        self.known: list[ImportRow] = []
        self.groups = {(g.parent_id, g.number): g for g in plan.groups.all()}
        self.tasks = {task.pk: task for task in plan.tasks.select_related("plan")}
        self.by_key: dict[str, Task] = {}
        self.targets = {target.pk: target for target in plan.targets.all()}
        self.statements: dict[UUID, Statement] = {s.pk: s for s in plan.statements.all()}
        self.by_row: dict[UUID, Statement] = {}
        self.slugs = {task.slug for task in self.tasks.values()}
        self.units = {unit.pk: unit for unit in Unit.objects.filter(agency=plan.agency_id)}

    def write(self, rows: Sequence[ImportRow]) -> None:
        """Everything, in the order in which rows name each other."""
        ended = [row for row in rows if self._ends(row)]
        kept = [row for row in rows if row.state != RowState.DISMISSED and row.change != Change.REMOVED]
        for row in kept:
            if row.kind == RowKind.GROUP:
                self._group(row)
        self._free_addresses(kept, ended)
        self._write_tasks([row for row in kept if row.kind in KINDS])
        targets = [row for row in kept if row.kind == RowKind.TARGET]
        self._write_targets(targets)
        self._write_commitments([row for row in kept if row.kind == RowKind.COMMITMENT])
        self._write_contradictions(targets)
        for row in ended:
            self._end(row)

    def _ends(self, row: ImportRow) -> bool:
        """Whether something of the plan is not to be in it any more."""
        if row.of_id is None:
            return False
        return (row.change == Change.REMOVED) != (row.state == RowState.DISMISSED)

    def _is_same(self, row: ImportRow) -> bool:
        return row.of_id is not None and row.change == Change.SAME and not row.touched

    def _count(self, row: ImportRow, of: UUID) -> None:
        if row.of_id is None:
            self.added += 1
        elif not self._is_same(row):
            self.changed += 1
        row.of_id = of
        self.known.append(row)

    def _fields(self, row: ImportRow) -> set[str]:
        """What differs from the plan: the cells that the document changed, and what a person did."""
        names = {cell["field"] for cell in row.cells}
        return names | set(row.touched)

    # Groups

    def _group(self, row: ImportRow) -> TaskGroup:
        value = row.value
        parent = self.groups.get((None, value["parent"])) if value["parent"] else None
        key = (parent.pk if parent else None, value["number"])
        group = self.groups.get(key) or TaskGroup(plan=self.plan, parent=parent, number=value["number"])
        group.name, group.position, group.line = value["name"][:500], row.position, row.line
        group.save()
        self.groups[key] = group
        return group

    def _group_of(self, value: dict[str, Any]) -> tuple[TaskGroup | None, TaskGroup | None]:
        group = self.groups.get((None, value["group"])) if value["group"] else None
        sub = self.groups.get((group.pk if group else None, value["subgroup"])) if value["subgroup"] else None
        return group, sub

    # Tasks

    def _free_addresses(self, kept: Sequence[ImportRow], ended: Sequence[ImportRow]) -> None:
        """Let tasks that get another number, or end, give up the address that another one may want."""
        for row in (*kept, *ended):
            task = self.tasks.get(row.of_id) if row.of_id and row.kind in KINDS else None
            if task is None:
                continue
            slug = content.task_slug(content.task_code(row.value, row.kind)[:40])
            leaves = row in ended
            if leaves or (slug != task.slug and self._fields(row) & {"key", "number", "group", "subgroup"}):
                self.slugs.discard(task.slug)
                task.former = [*task.former, task.slug]
                task.slug = self._free_slug(f"{task.slug[:40]}-cu") if leaves else str(task.pk)
                Task.objects.filter(pk=task.pk).update(slug=task.slug, former=task.former)

    def _free_slug(self, wanted: str) -> str:
        slug = next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, 999))) if s not in self.slugs)
        self.slugs.add(slug)
        return slug

    def _write_tasks(self, rows: Sequence[ImportRow]) -> None:
        fresh: list[Task] = []
        related: list[Any] = []
        for row in rows:
            task = self.tasks.get(row.of_id) if row.of_id else None
            if task is None:
                task = self._new_task(row)
                fresh.append(task)
                related += self._belongings(task, row)
            elif not self._is_same(row):
                self._change_task(task, row)
            self.by_key[row.value["key"] or task.code] = task
            self._count(row, task.pk)
        Task.objects.bulk_create(fresh)
        for model in (Party, HandedOn, Product, Period):
            rows_of: Any = model._default_manager
            rows_of.bulk_create([one for one in related if type(one) is model])
        parties: dict[UUID, list[Party]] = {}
        for one in related:
            if type(one) is Party:
                parties.setdefault(one.task_id, []).append(one)
        for one in related:
            if type(one) is Period:
                needed = working.wanted(one.task, one, parties.get(one.task_id, []), [])
                working.open_items(one.task, one, needed, self.by, self.at)

    def _new_task(self, row: ImportRow) -> Task:
        task = Task(
            plan=self.plan, kind=KINDS[RowKind(row.kind)], periods_from=self.day, changed_by=self.by,
            changed_at=self.at,
        )  # fmt: skip
        self._name_task(task, row)
        fill_time(task, row.value["time"])
        self._fill_task(task, row)
        return task

    def _fill_task(self, task: Task, row: ImportRow) -> None:
        task.text, task.note = row.value["text"], row.value["note"]
        task.position, task.line, task.lines = row.position, row.line, row.lines
        task.group, task.subgroup = self._group_of(row.value)

    def _name_task(self, task: Task, row: ImportRow) -> None:
        code = content.task_code(row.value, row.kind)[:40]
        slug = content.task_slug(code)
        if slug != task.slug:
            slug = self._free_slug(slug)
        task.code, task.slug, task.number = code, slug, row.value["number"][:20]

    def _belongings(self, task: Task, row: ImportRow) -> list[Any]:
        """Units, products and first periods of a new task, unsaved."""
        made: list[Any] = []
        for role, name in ((Role.LEAD, "leads"), (Role.COOPERATING, "cooperating")):
            made += parties_of(task, role, row.value[name])
            made += [
                HandedOn(
                    task=task, role=role, from_unit_id=one["was"], to_unit_id=one["unit"],
                    on=self._after(one["was"]),
                    reason=ENDED, by=self.by, at=self.at,
                )
                for one in row.value[name]
                if one.get("was") and one.get("unit")
            ]  # fmt: skip
        made += products_of(task, row.value["products"])
        opened = periods.due_periods(task, self.day)
        for period in opened:
            period.opened_at = self.at
        working.mirror(task, opened)
        return [*made, *opened]

    def _after(self, unit_id: int) -> date:
        ended = self.units[unit_id].ends_on
        return ended + timedelta(days=1) if ended else self.day

    def _change_task(self, task: Task, row: ImportRow) -> None:
        """Only what differs: state, people, notes, evidence, budget and hand-overs stay."""
        fields = self._fields(row)
        task.plan = self.plan
        if fields & {"key", "number", "group", "subgroup"}:
            self._name_task(task, row)
        self._fill_task(task, row)
        for role, name in ((Role.LEAD, "leads"), (Role.COOPERATING, "cooperating")):
            if name in fields:
                task.parties.filter(role=role).delete()
                Party.objects.bulk_create(parties_of(task, role, row.value[name]))
        if "products" in fields:
            known = {product.text: product for product in task.products.all()}
            for product in products_of(task, row.value["products"]):
                old = known.pop(product.text, None)
                product.pk = old.pk if old else None
                product.save()
            task.products.filter(pk__in=[old.pk for old in known.values()]).delete()
        if "time" in fields:
            fill_time(task, row.value["time"])
            task.save()
            refit(task, self.at)
        task.removed_at = None
        working.save(task, self.by, self.at)
        working.place(task, self.by, self.at)

    # Targets

    def _write_targets(self, rows: Sequence[ImportRow]) -> None:
        by_definition = {t.definition: t for t in self.targets.values() if t.definition and t.removed_at is None}
        statements, milestones = [], []
        for row in rows:
            statement = self.statements.get(row.of_id) if row.of_id else None
            if statement is not None and self._is_same(row):
                self.by_row[row.pk] = statement
                self._count(row, statement.pk)
                continue
            is_new = statement is None
            statement = statement or Statement(plan=self.plan)
            if is_new or self._fields(row) & {"indicator", "name"}:
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
            self._count(row, statement.pk)
        Statement.objects.bulk_create(statements)
        Milestone.objects.bulk_create(milestones)

    def _target_of(self, row: ImportRow, by_definition: dict[str, Target]) -> Target:
        """The target that a statement belongs to: of its indicator, else one of its own."""
        value = row.value
        known = rules.definitions().get(value["indicator"])
        if known is not None and known.key in by_definition:
            return by_definition[known.key]
        task = self.by_key.get(value["task"])
        lead = next((p.unit for p in task.parties.all() if p.role == Role.LEAD), None) if task else None
        taken = {target.code for target in self.targets.values()}
        own = next(code for n in range(1, 9999) if (code := f"{OWN_CODE}{n:02}") not in taken)
        target = Target.objects.create(
            plan=self.plan, code=known.code if known and known.code not in taken else own,
            name=(value["name"] or (known.name if known else value["quote"] or value["text"]))[:500],
            definition=known.key if known else "", part=value["part"][:255], lead=lead, position=row.position,
            changed_by=self.by, changed_at=self.at,
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
        statement.task = self.by_key.get(value["task"])
        statement.position, statement.line, statement.lines = row.position, row.line, row.lines

    def _write_contradictions(self, rows: Sequence[ImportRow]) -> None:
        by_pk: dict[object, ImportRow] = {row.pk: row for row in rows}
        known = set(self.plan.contradictions.values_list("first", "second"))
        made = []
        for found in contradictions_in(rows):
            first, second = by_pk[found.first], by_pk[found.second]
            pair = (self.by_row[first.pk].pk, self.by_row[second.pk].pk)
            if pair in known or pair[::-1] in known:
                continue
            seen = first.state in LOOKED and second.state in LOOKED
            made.append(
                Contradiction(
                    plan=self.plan, first_id=pair[0], second_id=pair[1], why=found.why, found_by=FoundBy.RULE,
                    state=Finding.CONFIRMED if seen else Finding.PROPOSED, by=self.by if seen else None,
                    at=self.at,
                )
            )  # fmt: skip
        Contradiction.objects.bulk_create(made)

    # Commitments

    def _write_commitments(self, rows: Sequence[ImportRow]) -> None:
        known = {commitment.pk: commitment for commitment in self.plan.commitments.all()}
        fresh, links = [], []
        for row in rows:
            commitment = known.get(row.of_id) if row.of_id else None
            if commitment is None:
                commitment = Commitment(plan=self.plan)
                fresh.append(commitment)
                self._fill_commitment(commitment, row)
                links += self._links(commitment, row)
            elif not self._is_same(row):
                self._fill_commitment(commitment, row)
                commitment.removed_at = None
                commitment.save()
                if set(row.touched) & {"tasks", "targets"}:
                    commitment.carried_by.all().delete()
                    links += self._links(commitment, row)
            self._count(row, commitment.pk)
        Commitment.objects.bulk_create(fresh)
        CommitmentLink.objects.bulk_create(links)

    def _fill_commitment(self, commitment: Commitment, row: ImportRow) -> None:
        value = row.value
        commitment.text, commitment.part = value["text"], value["part"][:255]
        commitment.position, commitment.line, commitment.lines = row.position, row.line, row.lines
        commitment.time_text = value["time"]["text"][:500]
        due = value["time"]["due"]
        commitment.due_on = date.fromisoformat(due) if due else None

    def _links(self, commitment: Commitment, row: ImportRow) -> list[CommitmentLink]:
        seen = row.state in LOOKED
        tasks = [self.by_key[key] for key in row.value["tasks"] if key in self.by_key]
        statements = {str(pk): statement for pk, statement in self.by_row.items()}
        targets = {statements[key].target_id for key in row.value["targets"] if key in statements}
        said: dict[str, Any] = {
            "commitment": commitment, "found_by": FoundBy.PERSON if row.touched else FoundBy.RULE,
            "confirmed": seen, "by": self.by if seen else None, "at": self.at,
        }  # fmt: skip
        return [
            *(CommitmentLink(**said, task=task) for task in dict.fromkeys(tasks)),
            *(CommitmentLink(**said, target_id=target) for target in sorted(targets)),
        ]

    # What ends

    def _end(self, row: ImportRow) -> None:
        """Take something out of the plan: it stays to be looked up, and is no longer to be done."""
        assert row.of_id is not None
        self.removed += 1
        if row.kind in KINDS and row.of_id in self.tasks:
            self._end_task(self.tasks[row.of_id])
        elif row.kind == RowKind.TARGET:
            statement = Statement.objects.select_related("target").get(pk=row.of_id)
            statement.removed_at = self.at
            statement.save(update_fields=["removed_at"])
            if not statement.target.statements.filter(removed_at=None).exists():
                statement.target.removed_at = self.at
                statement.target.save(update_fields=["removed_at"])
        elif row.kind == RowKind.COMMITMENT:
            Commitment.objects.filter(pk=row.of_id).update(removed_at=self.at)
        row.of_id = None  # what is over does not end again with the next version
        self.known.append(row)

    def _end_task(self, task: Task) -> None:
        task.plan = self.plan
        for period in task.periods.filter(state__in=OPEN):
            period.state, period.closed_at, period.closed_by = State.DROPPED, self.at, self.by
            period.reason = GONE
            period.save()
            ProgressNote.objects.create(period=period, act="drop", text=GONE, by=self.by, at=self.at)
        task.removed_at = self.at
        working.save(task, self.by, self.at)
        working.place(task, self.by, self.at)
