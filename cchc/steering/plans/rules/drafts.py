"""The rows of a table of tasks as they come: groups, numbered headings, tasks, and rows that go on with the row
before.

What opens what: a Roman numeral in the first cell opens a group. A number with text and no other cell is a
heading; rows under it have a lead but no number. A row with neither number nor lead goes on with the row
before, cell by cell, also where the head of the table was repeated between them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cchc.steering.plans.rules import columns as kinds
from cchc.steering.plans.rules.columns import Column
from cchc.steering.plans.rules.reading import SourceLine
from cchc.steering.plans.rules.units import begins_as_unit
from cchc.steering.plans.rules.words import begins_small, ends_a_sentence, glued, is_capitals, squeezed

GROUP, HEADING, TASK, SECTION = "group", "heading", "task", "section"
ROMAN = r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ROMAN_ALONE = re.compile(rf"^({ROMAN})\s*[.)/:-]?$")
_ROMAN_TITLE = re.compile(
    rf"^(?:nhóm\s+)?({ROMAN})\s*[.)/:–-]\s*(\S.*)$|^({ROMAN})\s+(\S.*)$", re.IGNORECASE | re.DOTALL
)
_LETTER_ALONE = re.compile(r"^([A-HĐ])\s*[.)]?$")
_LETTER_TITLE = re.compile(r"^([A-HĐ])\s*[.)]\s*(\S.*)$", re.DOTALL)
_ARABIC = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*)\s*[.)]?$")
_ARABIC_TITLE = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*)\s*[.)]\s*(\S.*)$", re.DOTALL)
_LETTER = re.compile(r"^[a-zđ]$")
_LONGEST_NUMBER = 12  # signs
_BULLET_NUMBER = re.compile(r"^[-–+•*]$")

NO_LEAD = "Nhiệm vụ không ghi đơn vị chủ trì"
GOES_ON = "Hàng ở đầu trang sau được nối vào nhiệm vụ trước: xem lại"


@dataclass
class Draft:
    """What one row opened, with all rows that went on with it. `cells` by place of the column."""

    kind: str
    number: str
    cells: dict[int, str]
    lines: list[SourceLine]
    doubts: list[str] = field(default_factory=list)
    subrows: int = 0  # of a heading: rows under it so far
    group: "Draft | None" = None
    heading: "Draft | None" = None


@dataclass
class TaskTable:
    """A table of tasks, taken in row by row, over page breaks and repeated heads."""

    columns: tuple[Column, ...]
    drafts: list[Draft] = field(default_factory=list)
    lost: list[SourceLine] = field(default_factory=list)
    has_numbers: bool = True  # whether tasks have Arabic numbers, so that Roman ones are of groups
    has_romans: bool = True
    heads_since: bool = False  # the head was repeated after the last row
    _group: Draft | None = None
    _heading: Draft | None = None

    @property
    def titles(self) -> list[SourceLine]:
        """The rows that only head groups: "A. NHIỆM VỤ TRỌNG TÂM"."""
        return [line for draft in self.drafts if draft.kind == SECTION for line in draft.lines]

    def place(self, kind: str) -> int | None:
        """Where the column of a kind stands."""
        return next((place for place, column in enumerate(self.columns) if column.kind == kind), None)

    @property
    def _leads(self) -> tuple[int, ...]:
        own = [place for kind in (kinds.LEAD, kinds.RESPONSIBLE) if (place := self.place(kind)) is not None]
        if own:
            return tuple(own)
        rest = (self.place(kind) for kind in (kinds.COOPERATING, kinds.PRODUCT, kinds.TIME))
        return tuple(place for place in rest if place is not None)

    def add(self, line: SourceLine) -> None:
        """Take the next row in."""
        cells = {place: cell.strip() for place, cell in enumerate(line.cells or ()) if cell.strip()}
        if not cells:
            return
        opened = self._group_in(cells) or self._heading_in(cells)
        if opened is not None:
            self._open(opened, line)
        else:
            self._add_row(cells, line)
        self.heads_since = False

    def _open(self, draft: Draft, line: SourceLine) -> None:
        draft.lines.append(line)
        if draft.kind == HEADING:
            if self._heading and not draft.number.startswith(f"{self._heading.number}."):
                self._heading = None
            draft.group, self._heading = self._group, draft
        else:
            self._heading = None
            self._group = draft if draft.kind == GROUP else None
        self.drafts.append(draft)

    def _group_in(self, cells: dict[int, str]) -> Draft | None:
        task, number = self.place(kinds.TASK), self.place(kinds.NUMBER)
        if len(cells) == 1:
            ((place, text),) = cells.items()
            if place not in (0, task, number):
                return None
            return self._titled(squeezed(text), place == task and number not in (None, 0))
        if number in cells and task in cells:
            rest = set(cells) - {number, task}
            if found := _ROMAN_ALONE.match(cells[number]):
                if not rest or self.has_numbers:
                    return Draft(GROUP, found[1], {task: cells[task], **{k: cells[k] for k in rest}}, [])
            elif not rest and (found := _LETTER_ALONE.match(cells[number])):
                return Draft(SECTION if self.has_romans else GROUP, found[1], {task: cells[task]}, [])
        return None

    def _titled(self, text: str, in_text_column: bool) -> Draft | None:
        """A group whose number and name stand in one cell."""
        place = self.place(kinds.TASK) or 0
        if found := _ROMAN_TITLE.match(text):
            number, name = found[1] or found[3], found[2] or found[4]
            if number.isupper() and (found[1] or is_capitals(name)):
                return Draft(GROUP, number, {place: name}, [])
        if found := _LETTER_TITLE.match(text):
            return Draft(SECTION if self.has_romans else GROUP, found[1], {place: found[2]}, [])
        if found := _ARABIC_TITLE.match(text):
            return Draft(HEADING, found[1], {place: found[2]}, [])
        if is_capitals(text) and len(text) > 8 and not in_text_column and not self._unfinished():
            return Draft(GROUP, "", {place: text}, [])
        return None

    def _unfinished(self) -> bool:
        """Whether the last group or heading may be going on."""
        last = self.drafts[-1] if self.drafts else None
        return last is not None and last.kind == GROUP and is_capitals(" ".join(last.cells.values()))

    def _heading_in(self, cells: dict[int, str]) -> Draft | None:
        number, task = self.place(kinds.NUMBER), self.place(kinds.TASK)
        if number is None or set(cells) != {number, task}:
            return None
        found = _ARABIC.match(cells[number])
        return Draft(HEADING, found[1], {task: cells[task]}, []) if found and task is not None else None

    def _add_row(self, cells: dict[int, str], line: SourceLine) -> None:
        number, task = self.place(kinds.NUMBER), self.place(kinds.TASK)
        printed = cells.get(number, "") if number is not None else ""
        counted = bool(printed) and len(printed) <= _LONGEST_NUMBER and not _BULLET_NUMBER.match(printed)
        inherited = self._inherited(line, cells)
        led = any(place in cells or place in inherited for place in self._leads)
        if not counted and number in line.covered:
            self._go_on(cells, line)
        elif counted:
            self._task(printed.strip(" .)"), {**inherited, **cells}, line)
        elif led and task in cells and not self._goes_on_after_head(cells[task]):
            own_lead = any(place in cells for place in self._leads)
            if own_lead or self._heading:
                self._task("", {**inherited, **cells}, line)
            else:
                self._go_on(cells, line)
        elif self._opens_without_lead(cells, task):
            self._task("", cells, line)
        else:
            self._go_on(cells, line)

    def _opens_without_lead(self, cells: dict[int, str], task: int | None) -> bool:
        """A row under a heading that has no task yet, with more than text: a task whose lead is missing."""
        last = self.drafts[-1] if self.drafts else None
        return task in cells and len(cells) > 1 and (last is None or last.kind != TASK)

    def _inherited(self, line: SourceLine, cells: dict[int, str]) -> dict[int, str]:
        """What cells merged downwards say for this row too."""
        last = next((draft for draft in reversed(self.drafts) if draft.kind == TASK), None)
        if last is None:
            return {}
        kept = {kinds.LEAD, kinds.RESPONSIBLE, kinds.COOPERATING, kinds.PRODUCT, kinds.TIME, kinds.START}
        return {
            place: last.cells[place]
            for place, column in enumerate(self.columns)
            if place in line.covered and place not in cells and column.kind in kept and place in last.cells
        }

    def _goes_on_after_head(self, text: str) -> bool:
        """Whether a row with a lead, right after a repeated head, is the rest of a sentence broken by the page."""
        last = self.drafts[-1] if self.drafts else None
        task = self.place(kinds.TASK)
        return bool(
            self.heads_since and last and last.kind == TASK and task in last.cells
            and begins_small(text) and not ends_a_sentence(last.cells[task])
        )  # fmt: skip

    def _task(self, number: str, cells: dict[int, str], line: SourceLine) -> None:
        heading = self._heading
        if number and heading and not number.startswith(f"{heading.number}.") and not _LETTER.match(number):
            heading = self._heading = None
        draft = Draft(TASK, number, cells, [line], group=self._group, heading=heading)
        if not number and heading:
            heading.subrows += 1
            draft.number = f"{heading.number}.{heading.subrows}"
        if not any(place in cells for place in self._leads):
            draft.doubts.append(NO_LEAD)
        self.drafts.append(draft)

    def _go_on(self, cells: dict[int, str], line: SourceLine) -> None:
        """Add a row to the row before, cell by cell."""
        last = self.drafts[-1] if self.drafts else None
        if last is None:
            self.lost.append(line)
            return
        for place, text in cells.items():
            before = last.cells.get(place)
            column = self.columns[place].kind if place < len(self.columns) else kinds.OTHER
            joint = _joint(column, before, text, self.heads_since) if before else " "
            last.cells[place] = glued(before or "", text) if joint == " " else f"{before}{joint}{text}"
        if self.heads_since and any(place in cells for place in self._leads):
            last.doubts.append(GOES_ON)
        last.lines.append(line)


def _joint(column: str, before: str, text: str, after_head: bool) -> str:
    """What stands between two parts of a cell that goes on: a new line before the next entry of a list."""
    if column in (kinds.LEAD, kinds.COOPERATING, kinds.RESPONSIBLE):
        broken = after_head or begins_small(text) or not begins_as_unit(text) or len(text.split()) == 1
        return " " if broken or before.rstrip().endswith((",", "và", ";")) else "\n"
    if column == kinds.PRODUCT:
        return "\n" if before.rstrip().endswith((".", ";", ")")) and not begins_small(text) else " "
    return " "


def looks_numbered(rows: Sequence[SourceLine], place: int | None) -> tuple[bool, bool]:
    """Whether the rows of a table have Arabic numbers, and Roman ones."""
    cells = [squeezed(line.cells[place or 0]) for line in rows if line.cells and len(line.cells) > (place or 0)]
    romans = any(_ROMAN_ALONE.match(cell) or _ROMAN_TITLE.match(cell) for cell in cells)
    return any(_ARABIC.match(cell) for cell in cells), romans
