"""Rows of a table of targets: a figure in a column of its own, columns by year, or a figure in the words of the
row.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from cchc.steering.plans.rules import columns as kinds
from cchc.steering.plans.rules.columns import Column
from cchc.steering.plans.rules.drafts import ROMAN
from cchc.steering.plans.rules.figures import comparison_of, covered, figures, number, years_said
from cchc.steering.plans.rules.reading import TABLE, Milestone, SourceLine, TargetRead
from cchc.steering.plans.rules.sources import source_of
from cchc.steering.plans.rules.words import is_capitals, plain, squeezed
from cchc.steering.plans.rules.years import first_year, heading_year

NO_FIGURE = "Chỉ tiêu trong bảng không có con số"
_NUMBERED = re.compile(rf"^(?:{ROMAN}|[A-HĐ]|\d+(?:\.\d+)*)\s*[.)]?\s*$")
_TITLED = re.compile(rf"^(?:{ROMAN}|[A-HĐ]|\d+(?:\.\d+)*)\s*[.)]\s*(\S.*)$", re.DOTALL)
_FIGURE = re.compile(r"\d[\d.]*(?:,\d+)?")
_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%?\s*(?:-|–|—|đến)\s*(\d+(?:[.,]\d+)?)")
_EMPTY = {"", "-", "–", "—", "…", "..."}


@dataclass
class TargetTable:
    """A table of targets, taken in row by row."""

    columns: tuple[Column, ...]
    under: tuple[str, ...] = ()  # titles over the table, outermost first
    plan_year: int | None = None
    rows: list["Row"] = field(default_factory=list)
    titles: list[SourceLine] = field(default_factory=list)  # rows that only head others
    lost: list[SourceLine] = field(default_factory=list)
    heads_since: bool = False
    _title: str = ""

    def place(self, kind: str) -> int | None:
        """Where the column of a kind stands."""
        return next((place for place, column in enumerate(self.columns) if column.kind == kind), None)

    def add(self, line: SourceLine) -> None:
        """Take the next row in: a title over rows, a target, or the rest of the target before."""
        cells = {place: cell.strip() for place, cell in enumerate(line.cells or ()) if cell.strip()}
        if not cells:
            return
        number, name = self.place(kinds.NUMBER), self.place(kinds.TARGET)
        if title := self._title_in(cells, number, name):
            self._title = title
            self.titles.append(line)
        elif name in cells and (self._counts(cells, number) or self._has_figures(cells)):
            self.rows.append(Row(self._title, cells, [line]))
        elif self.rows:
            self.rows[-1].go_on(cells, line)
        else:
            self.lost.append(line)
        self.heads_since = False

    def _title_in(self, cells: dict[int, str], number: int | None, name: int | None) -> str:
        if len(cells) == 1:
            ((place, text),) = cells.items()
            found = _TITLED.match(text)
            if found and not figures(text):
                return squeezed(found[1])
            if ((place == 0 and place != name) or is_capitals(text)) and not figures(text):
                return squeezed(text)
        if name is not None and number in cells and set(cells) == {number, name} and not figures(cells[name]):
            return squeezed(cells[name]) if _NUMBERED.match(cells[number]) else ""
        return ""

    def _counts(self, cells: dict[int, str], number: int | None) -> bool:
        return number in cells and bool(_NUMBERED.match(cells[number]) or cells[number] in "-+•")

    def _has_figures(self, cells: dict[int, str]) -> bool:
        valued = (place for place, column in enumerate(self.columns) if column.kind in (kinds.YEAR, kinds.VALUE))
        return any(place in cells for place in valued) or (self.place(kinds.NUMBER) is None and len(cells) > 1)

    def read(self) -> list[TargetRead]:
        """Every target of the table: one a row, or one for each figure in its words."""
        return [target for row in self.rows for target in self._targets(row)]

    def _targets(self, row: "Row") -> list[TargetRead]:
        name = self.place(kinds.TARGET)
        text = squeezed(row.cells.get(name, "")) if name is not None else ""
        unit_place = self.place(kinds.UNIT)
        unit = squeezed(row.cells.get(unit_place, "")) if unit_place is not None else ""
        said = self._in_columns(row, text, unit)
        if said:
            return [said]
        under = (*self.under, *([row.title] if row.title else []))
        year = self._worded_year(row) or self._year(row, text)
        found = [
            TargetRead(
                text=text, comparison=figure.comparison, value=figure.value, value_to=figure.value_to,
                unit=figure.unit, year=figure.year or year, milestones=figure.milestones, where=TABLE,
                source=source_of(row.lines), quote=figure.quote, under=under, doubts=figure.doubts,
            )
            for figure in figures(text)
        ]  # fmt: skip
        return found or [
            TargetRead(
                text=text, comparison=None, value=None, unit=unit, year=year, where=TABLE, under=under,
                source=source_of(row.lines), doubts=(NO_FIGURE,),
            )
        ]  # fmt: skip

    def _in_columns(self, row: "Row", text: str, unit: str) -> TargetRead | None:
        """The target whose figures stand in columns of their own."""
        valued = [
            (column, squeezed(row.cells[place]))
            for place, column in enumerate(self.columns)
            if column.kind in (kinds.YEAR, kinds.VALUE) and row.cells.get(place, "").strip() not in _EMPTY
        ]
        read = [(column, cell, figure) for column, cell in valued if (figure := _cell(cell)) is not None]
        if not read:
            return None
        column, cell, (value, value_to) = read[-1]
        by_year = [(c.year, figure[0]) for c, _, figure in read if c.kind == kinds.YEAR and c.year]
        milestones = tuple(Milestone(year=year, value=at) for year, at in by_year) if len(by_year) > 1 else ()
        sign = "range" if value_to is not None else _sign(cell) or _sign_in_words(text)
        under = (*self.under, *([row.title] if row.title else []))
        return TargetRead(
            text=text, comparison=sign, value=value, value_to=value_to, unit=_unit(cell, unit, text),
            year=column.year or self._year(row, f"{text} {column.name}"), milestones=milestones, where=TABLE,
            source=source_of(row.lines), quote=cell, under=under,
            doubts=() if sign else ("Không có từ so sánh: hiểu là “ít nhất”",),
        )  # fmt: skip

    def _worded_year(self, row: "Row") -> int | None:
        """The year of the last column in which words stand instead of a figure: "Hoàn thành"."""
        by_year = [
            column.year
            for place, column in enumerate(self.columns)
            if column.kind == kinds.YEAR and row.cells.get(place, "").strip() not in _EMPTY
        ]
        return by_year[-1] if by_year else None

    def _year(self, row: "Row", text: str) -> int | None:
        """The year of a row: its words, the titles over it, its time, the plan."""
        said = [year for _, year in years_said(plain(text))]
        if said:
            return said[-1]
        titles = (row.title, *reversed(self.under))
        by_title = next((year for title in titles if (year := heading_year(plain(title)))), None)
        time = self.place(kinds.TIME)
        return by_title or (first_year(row.cells.get(time, "")) if time is not None else None) or self.plan_year


@dataclass
class Row:
    """A target as it stands in its table, with the rows that went on with it."""

    title: str
    cells: dict[int, str]
    lines: list[SourceLine]

    def go_on(self, cells: dict[int, str], line: SourceLine) -> None:
        """Add a row to this one, cell by cell."""
        for place, text in cells.items():
            self.cells[place] = f"{self.cells[place]} {text}" if place in self.cells else text
        self.lines.append(line)


def _cell(cell: str) -> tuple[Decimal, Decimal | None] | None:
    """The figure of a cell, or the two ends of its range."""
    words = covered(plain(cell)) if len(cell) > 12 else cell
    if found := _RANGE.search(words):
        low, high = number(found[1]), number(found[2])
        if low is not None and high is not None and low < high:
            return low, high
    found = _FIGURE.search(words)
    value = number(found[0].rstrip(".")) if found else None
    return (value, None) if value is not None else None


def _sign(cell: str) -> str | None:
    words = plain(cell)
    found = _FIGURE.search(words)
    return comparison_of(words, found.start(), found.end()) if found else None


def _sign_in_words(text: str) -> str | None:
    """The comparison word in the name of a target whose figure stands elsewhere: "Tỷ lệ … tối thiểu"."""
    words = plain(text)
    for sign, pattern in (
        (">=", r"\b(?:toi thieu|it nhat|khong duoi|tro len)\b"),
        ("<=", r"\b(?:toi da|khong qua)\b"),
    ):
        if re.search(pattern, words):
            return sign
    return None


def _unit(cell: str, unit: str, text: str) -> str:
    if unit:
        return "%" if plain(unit) in ("%", "phan tram", "ty le %", "ty le (%)") else unit
    if "%" in cell or "(%)" in text or re.search(r"\bty le\b", plain(text)):
        return "%"
    found = re.search(r"\d[\d.,]*\s*([^\W\d][^\d]*)$", cell)
    return squeezed(found[1]) if found and not re.search(r"tro (?:len|xuong)", plain(found[1])) else ""
