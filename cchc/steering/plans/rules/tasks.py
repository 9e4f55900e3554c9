"""Rows of a table of tasks to tasks and groups, and the figures that stand in their cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cchc.steering.plans.rules import columns as kinds
from cchc.steering.plans.rules import times
from cchc.steering.plans.rules.drafts import GROUP, HEADING, TASK, Draft, TaskTable
from cchc.steering.plans.rules.figures import figures
from cchc.steering.plans.rules.products import products
from cchc.steering.plans.rules.reading import (
    BLANK,
    FROM,
    PRODUCT,
    RANGE,
    TABLE,
    TIME,
    Group,
    Subgroup,
    TargetRead,
    TaskRead,
    TimeRead,
)
from cchc.steering.plans.rules.reading import TASK as IN_TASK
from cchc.steering.plans.rules.sources import source_of
from cchc.steering.plans.rules.units import Named, named, names_roles, responsible
from cchc.steering.plans.rules.words import plain, squeezed
from cchc.steering.plans.rules.years import first_year, heading_year

_WHERE = {kinds.TASK: IN_TASK, kinds.PRODUCT: PRODUCT, kinds.TIME: TIME, kinds.OTHER: TABLE, kinds.START: TIME}
_NUMBERED = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*)\s*[.)]\s+(?=\S)")
IN_A_CELL = "Chỉ tiêu đứng trong bảng nhiệm vụ"


@dataclass(frozen=True)
class Context:
    """What the whole document says and one row does not: units that stand alone, the year of a yearly plan."""

    known: frozenset[str] = frozenset()
    plan_year: int | None = None
    under: tuple[str, ...] = ()  # titles over the table, outermost first


def cells_with_units(table: TaskTable) -> Iterable[str]:
    """Every cell that names units, for what stands alone somewhere in the document."""
    places = [table.place(kind) for kind in (kinds.LEAD, kinds.COOPERATING)]
    return (draft.cells[place] for draft in table.drafts for place in places if place in draft.cells)


def groups_of(table: TaskTable) -> tuple[Group, ...]:
    """The groups of a table with their numbered headings; headings outside any group get one without a number."""
    groups: list[Group] = []
    for draft in table.drafts:
        name = _text(table, draft)
        if draft.kind == GROUP:
            groups.append(Group(number=draft.number, name=name, source=source_of(draft.lines)))
        elif draft.kind == HEADING:
            subgroup = Subgroup(number=draft.number, name=name, source=source_of(draft.lines))
            if draft.group is None and not (groups and not groups[-1].name):
                groups.append(Group(number="", name="", source=subgroup.source, subgroups=(subgroup,)))
            else:
                groups[-1] = replace(groups[-1], subgroups=(*groups[-1].subgroups, subgroup))
    return tuple(groups)


def tasks_of(table: TaskTable, context: Context, taken: set[str]) -> tuple[list[TaskRead], list[TargetRead]]:
    """The tasks of a table and the targets in their cells. `taken` are keys already given in the document."""
    tasks, targets = [], []
    for draft in table.drafts:
        if draft.kind == TASK:
            task = _task(table, draft, context, taken)
            tasks.append(task)
            targets += _targets(table, draft, context, task)
        else:
            targets += _targets(table, draft, context, None)
    return tasks, targets


def _task(table: TaskTable, draft: Draft, context: Context, taken: set[str]) -> TaskRead:
    cell = {column.kind: draft.cells.get(place, "") for place, column in reversed(list(enumerate(table.columns)))}
    leads, partners = _units(cell, context)
    time = _time(cell, context)
    text = squeezed(cell.get(kinds.TASK, ""))
    group = draft.group.number if draft.group else None
    heading = draft.heading.number if draft.heading else None
    printed = tuple(
        (table.columns[place].name if place < len(table.columns) else "", words)
        for place, words in sorted(draft.cells.items())
    )
    number = draft.number
    if table.place(kinds.NUMBER) is None and not number and (found := _NUMBERED.match(text)):
        number, text = found[1], text[found.end() :]
    return TaskRead(
        key=_key(group, _under(heading, number), taken), number=number, group=group, subgroup=heading, text=text,
        leads=leads.names, cooperating=partners.names, products=products(cell.get(kinds.PRODUCT, ""), text),
        time=time, source=source_of(draft.lines), note=squeezed(cell.get(kinds.NOTE, "")), cells=printed,
        doubts=(*draft.doubts, *leads.doubts, *partners.doubts, *time.doubts),
    )  # fmt: skip


def _under(heading: str | None, number: str) -> str:
    """A number with that of the heading over it, where it does not say it itself: "a" under "2"."""
    return number if heading is None or number.startswith(f"{heading}.") else f"{heading}.{number}"


def _units(cell: dict[str, str], context: Context) -> tuple[Named, Named]:
    if kinds.LEAD not in cell:
        return responsible(cell.get(kinds.RESPONSIBLE, ""), context.known)
    if names_roles(cell[kinds.LEAD]) and not cell.get(kinds.COOPERATING):
        return responsible(cell[kinds.LEAD], context.known)
    return named(cell.get(kinds.LEAD, ""), context.known), named(cell.get(kinds.COOPERATING, ""), context.known)


def _time(cell: dict[str, str], context: Context) -> TimeRead:
    time = times.read(cell.get(kinds.TIME, ""), context.plan_year)
    others = tuple(cell.get(kind, "") for kind in (kinds.PRODUCT, kinds.TASK, kinds.NOTE))
    time = times.filled(time, others, context.plan_year)
    if begun := cell.get(kinds.START, ""):
        start = times.begun(begun, context.plan_year)
        kind = RANGE if start and time.due else FROM if start and time.kind == BLANK else time.kind
        return replace(time, kind=kind, start=start, text=squeezed(f"{begun} – {time.text}").rstrip(" –"))
    return time


def _key(group: str | None, number: str, taken: set[str]) -> str:
    """A name for a task that no other task of the document has."""
    base = ".".join(part for part in (group, number) if part) or "–"
    key, twin = base, 2
    while key in taken:
        key, twin = f"{base}#{twin}", twin + 1
    taken.add(key)
    return key


def _text(table: TaskTable, draft: Draft) -> str:
    place = table.place(kinds.TASK)
    return squeezed(draft.cells.get(place, "") if place is not None else " ".join(draft.cells.values()))


def _targets(table: TaskTable, draft: Draft, context: Context, task: TaskRead | None) -> list[TargetRead]:
    """The figures in the cells of a row, in the order of its columns."""
    heads = [above for above in (draft.heading, draft.group) if above is not None]
    titles = [_text(table, above) for above in heads]
    row_year = first_year(task.time.text) if task else None
    found = []
    for place, words in sorted(draft.cells.items()):
        kind = table.columns[place].kind if place < len(table.columns) else kinds.OTHER
        if kind not in _WHERE or (task is None and draft.kind == GROUP):
            continue
        for figure in figures(words):
            year = figure.year or _nearest(titles, context.under) or row_year or context.plan_year
            found.append(
                TargetRead(
                    text=squeezed(words), comparison=figure.comparison, value=figure.value,
                    value_to=figure.value_to, unit=figure.unit, year=year, milestones=figure.milestones,
                    where=_WHERE[kind], source=source_of(draft.lines), quote=figure.quote,
                    under=(*context.under, *reversed(titles)), task=task.key if task else "",
                    doubts=(IN_A_CELL, *figure.doubts),
                )
            )  # fmt: skip
    return found


def _nearest(titles: Sequence[str], under: Sequence[str]) -> int | None:
    """The year of the nearest heading that names one: those of the table first, then those over the table."""
    return next((year for title in (*titles, *reversed(under)) if (year := heading_year(plain(title)))), None)
