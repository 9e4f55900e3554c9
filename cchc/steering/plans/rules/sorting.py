"""The first pass over a document's lines: each goes to the head, the text, a table, or the signatures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from cchc.steering.plans.rules import columns as kinds
from cchc.steering.plans.rules import head as heads
from cchc.steering.plans.rules.columns import (
    Column,
    columns_of,
    guessed,
    is_head,
    is_index,
    is_lower_head,
    is_table_of_targets,
    is_table_of_tasks,
)
from cchc.steering.plans.rules.drafts import TaskTable, looks_numbered
from cchc.steering.plans.rules.head import Preamble, pieces_of
from cchc.steering.plans.rules.outline import FULL, PARAGRAPH, PART, STYLED, Outline, marked, usual_width
from cchc.steering.plans.rules.reading import SourceLine
from cchc.steering.plans.rules.targets import TargetTable
from cchc.steering.plans.rules.words import begins_small, ends_a_sentence, glued, is_capitals, plain, squeezed

HEAD_OF_TABLE, TITLE, SIGNATURES, PAGE, FORMULA = (
    "đầu bảng",
    "tiêu đề",
    "nơi nhận, chữ ký",
    "số trang",
    "câu dẫn, câu kết",
)
_MOST_HEADS = 3  # rows of one head
ALMOST_FULL = 0.88  # of the usual width: a sentence that ends here may still go on in the next line
_LONGEST_NUMBER = 12  # signs
_MOST_TITLES = 3  # titles under each other, over the rows of a table
_NO_PARTS = (PARAGRAPH, STYLED)


@dataclass
class Sorted:
    """Where each line went."""

    preamble: Preamble
    outline: Outline
    tables: list[TaskTable | TargetTable] = field(default_factory=list)
    over_tables: list[tuple[str, ...]] = field(default_factory=list)
    structure: dict[str, list[SourceLine]] = field(default_factory=lambda: defaultdict(list))


def sort_lines(lines: Sequence[SourceLine]) -> Sorted:
    """Go through the lines once."""
    lengths = [len(line.text.strip()) for line in lines if line.cells is None and line.text.strip()]
    sorter = _Sorter(lines, Sorted(Preamble(), Outline(usual_width(lengths))))
    while sorter.at < len(lines):
        sorter.step()
    return sorter.found


@dataclass
class _Sorter:
    """Where the pass is, and what is open."""

    lines: Sequence[SourceLine]
    found: Sorted
    at: int = 0
    table: TaskTable | TargetTable | None = None  # open: rows go to it
    shut: TaskTable | TargetTable | None = None  # the last one, which a row of the same width opens again
    before_parts: bool = True
    in_signatures: bool = False
    in_appendix_title: bool = False
    titles: list[str] = field(default_factory=list)  # of the appendix or sheet
    _unknown_until: int = 0  # rows up to here were looked at together, and are of no table that is known
    _open_in: int = 0  # which table or sheet of the file the open table is

    def step(self) -> None:
        """Place the line at hand, and go on to the next."""
        line = self.lines[self.at]
        if not line.text.strip():
            self.found.outline.blank()
            self.at += 1
            return
        if line.cells is not None and self._row(line):
            return
        self._text(line)

    # Tables

    def _row(self, line: SourceLine) -> bool:
        """Place a row of a table. False: it is text that only stands in cells."""
        cells = line.cells or ()
        if is_head(cells):
            self._open_table(line)
            return True
        if self.in_signatures or self._begins_signatures(line) or self._is_text_of_sheet(line):
            return False
        here = line.table == self._open_in
        if self.table is not None and here and len(cells) <= len(self.table.columns) + 1:
            self._add(self.table, line)
            return True
        if self.shut is not None and here and _fits(cells, self.shut.columns):
            self.table = self.shut
            self._add(self.table, line)
            return True
        return self._headless(line)

    def _is_text_of_sheet(self, line: SourceLine) -> bool:
        """Whether a row of a sheet is text beside its tables: one long cell where numbers stand, and no title."""
        table = self.table or self.shut
        filled = [(place, cell.strip()) for place, cell in enumerate(line.cells or ()) if cell.strip()]
        if not line.table or table is None or len(filled) != 1:
            return False
        ((place, text),) = filled
        name = kinds.TARGET if isinstance(table, TargetTable) else kinds.TASK
        if place != table.place(kinds.NUMBER) or place == table.place(name) or len(text) <= _LONGEST_NUMBER:
            return False
        if marked(text)[0] in ("roman", "capital", "arabic") or is_capitals(text):
            return not self._rows_follow()
        return True

    def _rows_follow(self) -> bool:
        """Whether, after a title or two, a row with several cells comes: the title is one of the table."""
        following = (row for row in self.lines[self.at + 1 : self.at + 12] if row.text.strip())
        return any(
            sum(bool(cell.strip()) for cell in row.cells or ()) > 1 for row in list(following)[:_MOST_TITLES]
        )

    @staticmethod
    def _begins_signatures(line: SourceLine) -> bool:
        return any(heads.begins_signatures(piece) for piece in pieces_of([line], ""))

    def _add(self, table: TaskTable | TargetTable, line: SourceLine) -> None:
        if is_index(line.cells or ()):
            self.found.structure[HEAD_OF_TABLE].append(line)
        else:
            table.add(line)
        self.at += 1

    def _open_table(self, line: SourceLine) -> None:
        """A head: of a new table, or repeated at the top of a page."""
        rows, at = [line], self.at + 1
        while len(rows) < _MOST_HEADS and at < len(self.lines):
            below = self.lines[at]
            at += 1
            if not below.text.strip():
                continue  # the rule under a head of Markdown
            if not below.cells or below.table != line.table or not is_lower_head(below.cells, line.cells or ()):
                break
            rows.append(below)
            self.at = at - 1
        self.at += 1
        self.found.structure[HEAD_OF_TABLE] += rows
        columns = columns_of([row.cells or () for row in rows])
        columns = guessed([row.cells or () for row in self._rows_ahead(line)], columns)
        last = self.table or self.shut
        if last is not None and _same(columns, last.columns):
            self.table, last.heads_since = last, True
        else:
            self._begin(columns, line)
        self._open_in = line.table

    def _rows_ahead(self, line: SourceLine) -> list[SourceLine]:
        """The rows that follow, up to text or the next head."""
        rows = []
        for row in self.lines[self.at :]:
            if not row.text.strip():
                continue
            if row.cells is None or row.table != line.table or is_head(row.cells):
                break
            rows.append(row)
        return rows

    def _begin(self, columns: tuple[Column, ...], line: SourceLine) -> bool:
        """Open a new table. False: its columns say neither tasks nor targets, and its rows are left over."""
        place = self.found.outline.table() if not self.titles else None
        if is_table_of_targets(columns):
            self.table = TargetTable(columns)
        elif is_table_of_tasks(columns):
            self.table = TaskTable(columns)
            number = self.table.place(kinds.NUMBER)
            self.table.has_numbers, self.table.has_romans = looks_numbered(self._rows_ahead(line), number)
        else:
            self.table = None
            return False
        over = (
            [above.text for above in (place, *place.over()) if above.text]
            if place
            else list(reversed(self.titles))
        )
        self.found.tables.append(self.table)
        self.found.over_tables.append(tuple(reversed(over)))
        self.shut, self.before_parts, self.in_signatures, self.in_appendix_title = None, False, False, False
        self._open_in = line.table
        return True

    def _headless(self, line: SourceLine) -> bool:
        """A table without a head that is known: its columns are read from what stands in them."""
        if self.at < self._unknown_until:
            return False
        rows = self._rows_ahead(line)
        self._unknown_until = self.at + len(rows)
        filled = [row for row in rows if sum(bool(cell.strip()) for cell in row.cells or ()) >= 3]
        if len(filled) < 2 or (self.before_parts and not self.titles and len(filled) < 3):
            return False
        columns = guessed([row.cells or () for row in rows])
        if not is_table_of_tasks(columns) or not any(column.kind == kinds.NUMBER for column in columns):
            return False
        return self._begin(columns, line) and self._row(line)

    # Text

    def _text(self, line: SourceLine) -> None:
        run, text = self._unbroken(line)
        self.at += len(run)
        if self.table is not None:
            if self._group_without_cells(line, text):
                return
            self.shut, self.table = self.table, None
        kind = marked(text, line.level)[0]
        if heads.is_page_number(text):
            self.found.structure[PAGE] += run
        elif self._ends_text(run, text) or self._is_preamble(run, text, kind):
            pass
        elif self.found.preamble.note(text):
            self.found.preamble.used |= {part.ordinal: "note" for part in run}
        elif self._appendix(run, text):
            pass
        elif heads.is_formula(text):
            self.found.structure[FORMULA] += run
        elif _is_row(line):
            self.found.outline.blank()  # a row of a table that is not known: it is left over
        elif self.found.outline.add(run, text).kind != PARAGRAPH:
            self.before_parts = False

    def _unbroken(self, line: SourceLine) -> tuple[list[SourceLine], str]:
        """A line with those that follow it only because the page was too narrow, and their text."""
        run, text = [line], squeezed(line.text)
        width = self.found.outline.width
        if not width or line.cells is not None:
            return run, text
        for following in self.lines[self.at + 1 :]:
            rest = squeezed(following.text)
            full = len(squeezed(run[-1].text)) >= FULL * width
            if not full or not rest or following.cells is not None or heads.is_page_number(rest):
                break
            kind = marked(rest)[0]
            inside = kind == "-" and begins_small(rest) and not ends_a_sentence(text)  # "kinh tế" "- xã hội"
            if (kind != PARAGRAPH and not inside) or is_capitals(rest) != is_capitals(text):
                break
            if heads.begins_signatures(rest) or heads.is_formula(rest) or heads.is_ground(rest):
                break
            if (
                ends_a_sentence(text)
                and not begins_small(rest)
                and len(squeezed(run[-1].text)) < ALMOST_FULL * width
            ):
                break
            run.append(following)
            text = squeezed(glued(text, rest))
        return run, text

    def _is_preamble(self, run: list[SourceLine], text: str, kind: str) -> bool:
        """Whether a line before the first part says something about the whole document."""
        if not self.before_parts or (kind not in _NO_PARTS and not run[0].level):
            return False
        taken = self.found.preamble.take(run, text)
        if taken and self.found.preamble.title:
            self.titles = []
        return taken

    def _group_without_cells(self, line: SourceLine, text: str) -> bool:
        """A title of a group that stands between rows without cells of its own: "I. NHÓM THỨ NHẤT"."""
        following = next((row for row in self.lines[self.at :] if row.text.strip()), None)
        if following is None or not following.cells or following.table != line.table or self.table is None:
            return False
        goes_on = is_head(following.cells) or 2 <= len(following.cells) <= len(self.table.columns)
        kind = marked(text)[0]
        if kind not in ("roman", "capital") or not goes_on:
            return False
        cells = (text, *("" for _ in self.table.columns[1:]))
        self.table.add(_with_cells(line, cells))
        return True

    def _ends_text(self, run: list[SourceLine], text: str) -> bool:
        """Whether a line belongs to the end of the document: whom it goes to, and who signs."""
        pieces = pieces_of(run, text)
        begins = any(heads.begins_signatures(piece) for piece in pieces) or heads.is_signed(text)
        if begins and (not self.before_parts or self.in_signatures):
            self.in_signatures = True
            self.found.outline.close()
        if not self.in_signatures:
            return False
        opens = _is_appendix(text) or marked(text)[0] in ("roman", "section", "part")
        if opens or not all(heads.is_of_signatures(piece) for piece in pieces):
            self.in_signatures = False
            return False
        self.found.structure[SIGNATURES] += run
        return True

    def _appendix(self, run: list[SourceLine], text: str) -> bool:
        """The title of an appendix: the lines from "PHỤ LỤC" to its table or its first item."""
        if _is_appendix(text) and (is_capitals(text) or len(text) < 80):
            self.in_appendix_title, self.before_parts, self.in_signatures = True, False, False
            self.titles = [text]
            if not plain(text).startswith("phu luc"):
                self.found.preamble.appendix.append(text)
            self.found.outline.close()
        elif not self.in_appendix_title:
            return False
        elif marked(text)[0] not in (PARAGRAPH, STYLED) or len(self.titles) > 8 or text.endswith((".", ";", ":")):
            self.in_appendix_title = False
            return False
        else:
            self.titles.append(text)
            self.found.preamble.appendix.append(text)
        self.found.structure[TITLE] += run
        return True


def _is_row(line: SourceLine) -> bool:
    """Whether a line has cells of a table, rather than one text, or a mark and its text."""
    filled = [cell.strip() for cell in line.cells or () if cell.strip()]
    if len(filled) == 2:
        return marked(f"{filled[0]} x{filled[1]}")[0] == PARAGRAPH or len(filled[0]) > 6
    return len(filled) > 2


def _is_appendix(text: str) -> bool:
    """Whether a line is the title of an appendix. One that only mentions an appendix is none."""
    begins = marked(text)[0] == PART and plain(text).startswith("phu luc")
    return begins or (
        is_capitals(text) and plain(text).startswith(("danh muc nhiem vu", "bieu ", "bang tong hop"))
    )


def _same(columns: Sequence[Column], others: Sequence[Column]) -> bool:
    return [column.kind for column in columns] == [column.kind for column in others] and [
        plain(column.name) for column in columns
    ] == [plain(column.name) for column in others]


def _fits(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether a row can be one of a table: as many cells, more than one of them filled or the first blank."""
    return len(cells) == len(columns) and len(cells) > 2


def _with_cells(line: SourceLine, cells: tuple[str, ...]) -> SourceLine:
    return SourceLine(
        ordinal=line.ordinal, number=line.number, place=line.place, text=line.text, cells=cells, table=line.table
    )
