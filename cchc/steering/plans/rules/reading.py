"""What was read out of the document of a plan: a proposal, which a person reviews before anything becomes a
plan.

Each thing read knows the lines it was read from and says, in Vietnamese, what a reviewer should look at
(`doubts`). Nothing here is corrected: texts stand as printed, and what could not be placed stands in
`left_over`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# How a figure is to be met. None: the plan says no word, which is reckoned as "at least".
COMPARISONS = (">=", ">", "=", "<=", "<", "range")
# Where a target stands in the document.
SENTENCE, TABLE, TASK, PRODUCT, TIME = "sentence", "table", "task", "product", "time"
PLACES = (SENTENCE, TABLE, TASK, PRODUCT, TIME)
# What a time expression is.
DAY, MONTH, QUARTER, YEAR, RANGE, FROM = "day", "month", "quarter", "year", "range", "from"
REGULAR, RECURRING, BLANK, UNREAD = "regular", "recurring", "blank", "unread"
TIME_KINDS = (DAY, MONTH, QUARTER, YEAR, RANGE, FROM, REGULAR, RECURRING, BLANK, UNREAD)
EVERY = ("year", "half", "quarter", "month")


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """One line of the document as it came: of a text, a row of a table or sheet, a paragraph."""

    ordinal: int  # from 1, unique in the document: what `Source.lines` names
    number: int  # as it is called outside: line of the text, row of the sheet, paragraph, page
    place: str  # the same in words, for the review: "dòng 47", "trang 3", "Phụ lục, hàng 12"
    text: str  # as printed; cells are parted by tabs
    cells: tuple[str, ...] | None = None  # of a table's row
    covered: frozenset[int] = frozenset()  # columns where a cell merged downwards stands, begun in a row above
    level: int = 0  # of a heading, where the document's own styles say so
    table: int = 0  # which table or sheet of the document it belongs to, where that is known


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where something was read: `line` is what it is called outside, `lines` are the ordinals of all its lines."""

    line: int
    lines: tuple[int, ...]
    place: str
    text: str  # the lines as printed, cells parted by tabs, lines by line ends


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands over the plan. `start` and `end` are the first and the last day of its period."""

    number: str = ""  # "45/KH-SNV"
    signed_on: date | None = None
    issuer: str = ""
    title: str = ""
    start: date | None = None
    end: date | None = None
    grounds: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Dates as ISO dates, the unknown as null."""
        return {
            "number": self.number or None,
            "date": _iso(self.signed_on),
            "issuer": self.issuer or None,
            "title": self.title or None,
            "start": _iso(self.start),
            "end": _iso(self.end),
            "grounds": list(self.grounds),
        }


@dataclass(frozen=True, kw_only=True)
class Part:
    """A heading of the text, with its number as printed: "I" > "2" > "2.1"; or the title of an appendix."""

    number: str
    title: str
    path: tuple[str, ...]  # numbers from the outermost heading to this one
    source: Source


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """The figure that a path or a table's column wants by the end of a year."""

    year: int
    value: Decimal

    def as_json(self) -> dict[str, Any]:
        """Numbers as numbers."""
        return {"year": self.year, "value": _number(self.value)}


@dataclass(frozen=True, kw_only=True)
class TargetRead:
    """One statement with one figure to be reached."""

    text: str
    comparison: str | None
    value: Decimal | None
    unit: str
    year: int | None
    where: str
    source: Source
    value_to: Decimal | None = None  # the upper end of a range
    milestones: tuple[Milestone, ...] = ()
    quote: str = ""  # the words of `text` that say this figure
    under: tuple[str, ...] = ()  # titles of the headings over it, outermost first
    task: str = ""  # key of the task in whose row it stands
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As `cchc import plan --json` prints a target."""
        plain: dict[str, Any] = {
            "text": self.text,
            "comparison": self.comparison,
            "value": _number(self.value),
            "unit": self.unit,
            "year": self.year,
            "milestones": [milestone.as_json() for milestone in self.milestones],
            "where": self.where,
            "line": self.source.line,
        }
        if self.comparison == "range":
            plain["value_to"] = _number(self.value_to)
        return plain


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """Every `every`, by `day` of `month` (of the year; of the half or quarter where it is one), where they are
    said.
    """

    every: str
    month: int | None = None
    day: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What is not said is null."""
        return {"every": self.every, "month": self.month, "day": self.day}


@dataclass(frozen=True, kw_only=True)
class TimeRead:
    """A time expression. `due` is the last day: "trước ngày 15/8" is due on 14/8."""

    text: str = ""
    kind: str = BLANK
    start: date | None = None
    due: date | None = None
    recurrence: Recurrence | None = None
    filled_from: str = ""  # words of another cell that said what this one leaves open
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Dates as ISO dates."""
        return {
            "text": self.text,
            "kind": self.kind,
            "start": _iso(self.start),
            "due": _iso(self.due),
            "recurrence": self.recurrence.as_json() if self.recurrence else None,
        }


@dataclass(frozen=True, kw_only=True)
class Subgroup:
    """A numbered heading over tasks without a number: its tasks are NN.1, NN.2."""

    number: str
    name: str
    source: Source

    def as_json(self) -> dict[str, Any]:
        """Without its tasks: each names it."""
        return {"number": self.number, "name": self.name, "line": self.source.line}


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of tasks, opened by a Roman numeral in an appendix."""

    number: str
    name: str
    source: Source
    subgroups: tuple[Subgroup, ...] = ()
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """With its subgroups, without tasks."""
        return {
            "number": self.number,
            "name": self.name,
            "line": self.source.line,
            "subgroups": [subgroup.as_json() for subgroup in self.subgroups],
        }


@dataclass(frozen=True, kw_only=True)
class TaskRead:
    """A row of the appendix. `key` is unique in the document: "II.03", "VI.05.1"."""

    key: str
    number: str
    group: str | None
    subgroup: str | None
    text: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    products: tuple[str, ...]
    time: TimeRead
    source: Source
    note: str = ""
    cells: tuple[tuple[str, str], ...] = ()  # (head of the column, what stands in it), as printed
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As `cchc import plan --json` prints a task."""
        return {
            "number": self.number,
            "group": self.group,
            "subgroup": self.subgroup,
            "text": self.text,
            "leads": list(self.leads),
            "cooperating": list(self.cooperating),
            "products": list(self.products),
            "time": self.time.as_json(),
            "line": self.source.line,
        }


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What the text gives somebody to do. `number` as printed, with that of the item over it: "3a"."""

    number: str
    text: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    time: TimeRead
    source: Source
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As `cchc import plan --json` prints an assignment."""
        return _deed(self)


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """A leaf item without a figure: what the office says it will do. Nothing may carry it: then it is shown so."""

    text: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    time: TimeRead
    source: Source
    under: tuple[str, ...] = ()  # titles of the headings over it, outermost first
    tasks: tuple[str, ...] = ()  # keys of the tasks that carry it
    targets: tuple[int, ...] = ()  # places in `Reading.targets`, from 0
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As `cchc import plan --json` prints a commitment."""
        return _deed(self)


@dataclass(frozen=True, kw_only=True)
class LeftOver:
    """A line that was read into nothing: a person places it, or dismisses it with a reason."""

    text: str
    source: Source

    def as_json(self) -> dict[str, Any]:
        """Its line and its words."""
        return {"line": self.source.line, "text": self.text}


@dataclass(frozen=True, kw_only=True)
class Structure:
    """A line that holds the document together: a title, a heading, the head of a table, the signatures."""

    what: str
    source: Source


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was read. Every line that is not blank is in at least one output or `structure`, or in
    `left_over`.
    """

    head: Head
    parts: tuple[Part, ...] = ()
    targets: tuple[TargetRead, ...] = ()
    tasks: tuple[TaskRead, ...] = ()
    groups: tuple[Group, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    left_over: tuple[LeftOver, ...] = ()
    structure: tuple[Structure, ...] = ()
    lines: tuple[SourceLine, ...] = ()
    doubts: tuple[str, ...] = ()

    def doubtful(self) -> Iterator[tuple[str, str]]:
        """Every place with a doubt, and the doubt."""
        for target in self.targets:
            yield from ((target.source.place, doubt) for doubt in target.doubts)
        for task in self.tasks:
            yield from ((task.source.place, doubt) for doubt in task.doubts)
        for assignment in self.assignments:
            yield from ((assignment.source.place, doubt) for doubt in assignment.doubts)
        for commitment in self.commitments:
            yield from ((commitment.source.place, doubt) for doubt in commitment.doubts)

    def as_json(self) -> dict[str, Any]:
        """As `cchc import plan FILE --dry-run --json` prints it."""
        return {
            "head": self.head.as_json(),
            "targets": [target.as_json() for target in self.targets],
            "tasks": [task.as_json() for task in self.tasks],
            "groups": [group.as_json() for group in self.groups],
            "assignments": [assignment.as_json() for assignment in self.assignments],
            "commitments": [commitment.as_json() for commitment in self.commitments],
            "left_over": [left.as_json() for left in self.left_over],
        }


def _deed(deed: Assignment | Commitment) -> dict[str, Any]:
    return {
        "text": deed.text,
        "leads": list(deed.leads),
        "cooperating": list(deed.cooperating),
        "time": deed.time.as_json(),
        "line": deed.source.line,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> int | float | None:
    """A whole number without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
