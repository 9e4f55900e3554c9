"""Groups and tasks of a review into those of a plan."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from cchc.foundation.identity.models import Unit
from cchc.steering.plans.choices import OPEN, Role, RowKind, State, TaskKind
from cchc.steering.plans.models import HandedOn, ImportRow, Party, Period, Product, ProgressNote, Task, TaskGroup
from cchc.steering.plans.rules import content
from cchc.steering.plans.services import periods, working
from cchc.steering.plans.services.changing import parties_of, refit
from cchc.steering.plans.services.filling import fill_time, products_of
from cchc.steering.plans.services.handing_on import ENDED
from cchc.steering.plans.services.writing.acceptance import Acceptance, fields_of, is_same

GONE = "Không còn trong bản kế hoạch mới"
KINDS = {RowKind.TASK: TaskKind.APPENDIX, RowKind.ASSIGNMENT: TaskKind.ASSIGNMENT}


class TaskWriter:
    """Tasks: made where new, changed where they differ. `by_key`: as rows of other kinds name them."""

    def __init__(self, whole: Acceptance) -> None:
        self.whole = whole
        plan = whole.plan
        self.groups = {(g.parent_id, g.number): g for g in plan.groups.all()}
        self.tasks = {task.pk: task for task in plan.tasks.select_related("plan")}
        self.by_key: dict[str, Task] = {}
        self.slugs = {task.slug for task in self.tasks.values()}
        self.units = {unit.pk: unit for unit in Unit.objects.filter(agency=plan.agency_id)}

    def write_group(self, row: ImportRow) -> TaskGroup:
        """A group as the review has it: made where the plan has none of that number."""
        value = row.value
        parent = self.groups.get((None, value["parent"])) if value["parent"] else None
        key = (parent.pk if parent else None, value["number"])
        group = self.groups.get(key) or TaskGroup(plan=self.whole.plan, parent=parent, number=value["number"])
        group.name, group.position, group.line = value["name"][:500], row.position, row.line
        group.save()
        self.groups[key] = group
        return group

    def _group_of(self, value: dict[str, Any]) -> tuple[TaskGroup | None, TaskGroup | None]:
        group = self.groups.get((None, value["group"])) if value["group"] else None
        sub = self.groups.get((group.pk if group else None, value["subgroup"])) if value["subgroup"] else None
        return group, sub

    def free_addresses(self, kept: Sequence[ImportRow], ended: Sequence[ImportRow]) -> None:
        """Let tasks that get another number, or end, give up the address that another one may want."""
        for row in (*kept, *ended):
            task = self.tasks.get(row.of_id) if row.of_id and row.kind in KINDS else None
            if task is None:
                continue
            number, nth = content.task_code(row.value, row.kind)
            slug = content.task_slug(number[:40], nth)
            leaves = row in ended
            if leaves or (slug != task.slug and fields_of(row) & {"key", "number", "group", "subgroup"}):
                self.slugs.discard(task.slug)
                task.former = [*task.former, task.slug]
                task.slug = self._free_slug(f"{task.slug[:40]}-cu") if leaves else str(task.pk)
                Task.objects.filter(pk=task.pk).update(slug=task.slug, former=task.former)

    def _free_slug(self, wanted: str) -> str:
        slug = next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, 999))) if s not in self.slugs)
        self.slugs.add(slug)
        return slug

    def write(self, rows: Sequence[ImportRow]) -> None:
        """Tasks with their units, products, periods, and the work that these are."""
        fresh: list[Task] = []
        related: list[Any] = []
        for row in rows:
            task = self.tasks.get(row.of_id) if row.of_id else None
            if task is None:
                task = self._new_task(row)
                fresh.append(task)
                related += self._belongings(task, row)
            elif not is_same(row):
                self._change_task(task, row)
            self.by_key[row.value["key"] or task.mark] = task
            self.whole.count(row, task.pk)
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
                working.open_items(one.task, one, needed, self.whole.by, self.whole.at)

    def _new_task(self, row: ImportRow) -> Task:
        task = Task(
            plan=self.whole.plan, kind=KINDS[RowKind(row.kind)], periods_from=self.whole.day,
            changed_by=self.whole.by, changed_at=self.whole.at,
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
        number, nth = content.task_code(row.value, row.kind)
        slug = content.task_slug(number[:40], nth)
        if slug != task.slug:
            slug = self._free_slug(slug)
        task.mark, task.nth, task.slug, task.number = number[:40], nth, slug, row.value["number"][:20]

    def _belongings(self, task: Task, row: ImportRow) -> list[Any]:
        """Units, products and first periods of a new task, unsaved."""
        made: list[Any] = []
        for role, name in ((Role.LEAD, "leads"), (Role.COOPERATING, "cooperating")):
            made += parties_of(task, role, row.value[name])
            made += [
                HandedOn(
                    task=task, role=role, from_unit_id=one["was"], to_unit_id=one["unit"],
                    on=self._after(one["was"]),
                    reason=ENDED, by=self.whole.by, at=self.whole.at,
                )
                for one in row.value[name]
                if one.get("was") and one.get("unit")
            ]  # fmt: skip
        made += products_of(task, row.value["products"])
        opened = periods.due_periods(task, self.whole.day)
        for period in opened:
            period.opened_at = self.whole.at
        working.mirror(task, opened)
        return [*made, *opened]

    def _after(self, unit_id: int) -> date:
        ended = self.units[unit_id].ends_on
        return ended + timedelta(days=1) if ended else self.whole.day

    def _change_task(self, task: Task, row: ImportRow) -> None:
        """Only what differs: state, people, notes, evidence, budget and hand-overs stay."""
        fields = fields_of(row)
        task.plan = self.whole.plan
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
            refit(task, self.whole.at)
        task.removed_at = None
        working.save(task, self.whole.by, self.whole.at)
        working.place(task, self.whole.by, self.whole.at)

    def end(self, pk: UUID) -> None:
        """It is no longer to be done, and stays to be looked up."""
        task = self.tasks.get(pk)
        if task is None:
            return
        task.plan = self.whole.plan
        for period in task.periods.filter(state__in=OPEN):
            period.state, period.closed_at, period.closed_by = State.DROPPED, self.whole.at, self.whole.by
            period.reason = GONE
            period.save()
            ProgressNote.objects.create(period=period, act="drop", text=GONE, by=self.whole.by, at=self.whole.at)
        task.removed_at = self.whole.at
        working.save(task, self.whole.by, self.whole.at)
        working.place(task, self.whole.by, self.whole.at)
