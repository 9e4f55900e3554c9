"""A document's lines, from whatever file, to what stands in it. It knows layouts of plans; it knows no plan.

Three passes. The first goes through the lines once and gives each to the head, to the tree of the text, to a
table, or to the signatures. The second reads tables and text with what the whole document tells: which units
stand alone, the one year of a yearly plan. The third sees to it that every line that is not blank is in an
output, is structure, or is left over, and never two of these.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from cchc.steering.plans.rules.drafts import TaskTable
from cchc.steering.plans.rules.linking import linked
from cchc.steering.plans.rules.prose import Prose, lines_of, read_items
from cchc.steering.plans.rules.reading import (
    Assignment,
    Commitment,
    Group,
    Head,
    LeftOver,
    Reading,
    Source,
    SourceLine,
    Structure,
    TargetRead,
    TaskRead,
)
from cchc.steering.plans.rules.sorting import Sorted, sort_lines
from cchc.steering.plans.rules.sources import source_of
from cchc.steering.plans.rules.spelling import Spelling, learned
from cchc.steering.plans.rules.targets import TargetTable
from cchc.steering.plans.rules.tasks import Context, cells_with_units, groups_of, tasks_of
from cchc.steering.plans.rules.units import alone
from cchc.steering.plans.rules.words import squeezed

Deed = TypeVar("Deed", Assignment, Commitment)

NOTHING = "Không đọc được mục nào của một kế hoạch trong tệp này: có thể không phải là kế hoạch"
LABEL, IN_TABLE = "mục, tiêu đề", "tiêu đề trong bảng"


def read(lines: Iterable[SourceLine]) -> Reading:
    """Everything that stands in a document, with what could not be placed."""
    kept = tuple(lines)
    found = sort_lines(kept)
    head = found.preamble.head()
    plan_year = _only_year(head)
    known = alone(
        cell for table in found.tables if isinstance(table, TaskTable) for cell in cells_with_units(table)
    )
    prose = read_items((item for item in found.outline.root.walk() if item.kind != "root"), known, plan_year)
    tasks, groups, targets = _tables(found, known, plan_year)
    spelling = learned(line.text for line in kept)
    all_targets = _with_doubts(sorted([*prose.targets, *targets], key=_place), spelling)
    all_tasks = tuple(_task_with_doubts(task, spelling) for task in tasks)
    commitments = linked([_doubted(deed, spelling) for deed in prose.commitments], all_tasks, all_targets)
    head = replace(
        head, grounds=(*head.grounds, *(item.text for item in prose.grounds)),
        lines=tuple(sorted({*head.lines, *(line.ordinal for line in lines_of(prose.grounds))})),
    )  # fmt: skip
    reading = Reading(
        head=head, parts=tuple(prose.parts), targets=all_targets, tasks=all_tasks, groups=tuple(groups),
        assignments=tuple(_doubted(deed, spelling) for deed in prose.assignments), commitments=commitments,
        lines=kept,
    )  # fmt: skip
    return _settled(reading, found, prose)


def _place(target: TargetRead) -> int:
    return target.source.lines[0]


def _only_year(head: Head) -> int | None:
    """The year of a plan for one year: what its cells leave out."""
    if head.start and head.end and head.start.year == head.end.year:
        return head.start.year
    return None


def _tables(
    found: Sorted, known: frozenset[str], plan_year: int | None
) -> tuple[list[TaskRead], list[Group], list[TargetRead]]:
    tasks: list[TaskRead] = []
    groups: list[Group] = []
    targets: list[TargetRead] = []
    taken: set[str] = set()
    for table, under in zip(found.tables, found.over_tables, strict=True):
        if isinstance(table, TargetTable):
            table.under, table.plan_year = under, plan_year
            targets += table.read()
            continue
        read_tasks, read_targets = tasks_of(table, Context(known, plan_year, under), taken)
        tasks += read_tasks
        targets += read_targets
        groups += groups_of(table)
    return tasks, groups, targets


def _with_doubts(targets: Iterable[TargetRead], spelling: Spelling) -> tuple[TargetRead, ...]:
    return tuple(replace(target, doubts=(*target.doubts, *spelling.doubts(target.text))) for target in targets)


def _task_with_doubts(task: TaskRead, spelling: Spelling) -> TaskRead:
    words = "\n".join(text for _, text in task.cells)
    return replace(task, doubts=(*task.doubts, *spelling.doubts(words)))


def _doubted(deed: Deed, spelling: Spelling) -> Deed:
    return replace(deed, doubts=(*deed.doubts, *spelling.doubts(deed.text)))


def _sources(reading: Reading) -> Iterator[Source]:
    """Where every output was read."""
    yield from (target.source for target in reading.targets)
    yield from (task.source for task in reading.tasks)
    yield from (assignment.source for assignment in reading.assignments)
    yield from (commitment.source for commitment in reading.commitments)
    for group in reading.groups:
        yield group.source
        yield from (subgroup.source for subgroup in group.subgroups)


def _settled(reading: Reading, found: Sorted, prose: Prose) -> Reading:
    """Every line in its place: what is in no output and no structure is left over."""
    used = set(reading.head.lines)
    for source in _sources(reading):
        used |= set(source.lines)
    structure: list[Structure] = []
    titles = [line for table in found.tables for line in table.titles]
    for what, lines in ((LABEL, lines_of(prose.labels)), (IN_TABLE, titles), *found.structure.items()):
        for line in lines:
            if line.ordinal not in used:
                structure.append(Structure(what=what, source=source_of([line])))
                used.add(line.ordinal)
    left = tuple(
        LeftOver(text=squeezed(line.text), source=source_of([line]))
        for line in reading.lines
        if line.text.strip() and line.ordinal not in used
    )
    read_something = reading.targets or reading.tasks or reading.commitments or reading.assignments
    return replace(
        reading, structure=tuple(sorted(structure, key=lambda one: one.source.lines[0])), left_over=left,
        doubts=() if read_something else (NOTHING,),
    )  # fmt: skip
