"""Where letters and rules stand on a page: lines of text, and the cells that rules draw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from unicodedata import normalize

from cchc.steering.plans.rules.words import glued

_NEAR = 3.0  # points: two rules so near are one


@dataclass(frozen=True)
class Box:
    """A place on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, eq=False)
class Letter(Box):
    """A letter and the size of its font."""

    sign: str
    size: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle, across and up."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True)
class Rule:
    """A drawn line: "h" at height `at` from `start` to `end`, "v" at `at` across."""

    way: str
    at: float
    start: float
    end: float


@dataclass
class Table:
    """Rules that touch each other and draw cells, with the letters in them."""

    box: Box
    across: list[float]  # where columns part, from the left
    down: list[float]  # where rows part, from the top
    rules: list[Rule]
    letters: list[Letter] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[list[str], set[int]]]:
        """The rows with their cells over all columns, and the columns where a cell from above goes on."""
        texts, covered = self._texts()
        for row in range(len(self.down) - 1):
            yield [texts.get((row, column), "") for column in range(len(self.across) - 1)], covered[row]

    def _texts(self) -> tuple[dict[tuple[int, int], str], list[set[int]]]:
        letters: dict[tuple[int, int], list[Letter]] = {}
        owners, covered = self._owners()
        for letter in self.letters:
            x, y = letter.middle
            row = next((r for r, (top, bottom) in enumerate(pairwise(self.down)) if bottom <= y <= top), None)
            column = next((c for c, (left, right) in enumerate(pairwise(self.across)) if left <= x <= right), None)
            if row is not None and column is not None:
                letters.setdefault(owners[row, column], []).append(letter)
        return {
            place: joined([written(line) for line in lines_in(inside)]) for place, inside in letters.items()
        }, covered

    def _owners(self) -> tuple[dict[tuple[int, int], tuple[int, int]], list[set[int]]]:
        """To which cell each field of the grid belongs: where no rule parts two fields, they are one cell."""
        owners: dict[tuple[int, int], tuple[int, int]] = {}
        covered: list[set[int]] = [set() for _ in self.down[1:]]
        for row, (top, bottom) in enumerate(pairwise(self.down)):
            for column, (left, right) in enumerate(pairwise(self.across)):
                owner = row, column
                if column and not self._drawn("v", left, (top + bottom) / 2):
                    owner = owners[row, column - 1]
                elif row and not self._drawn("h", top, (left + right) / 2):
                    owner = owners[row - 1, column]
                    covered[row].add(column)
                owners[row, column] = owner
        return owners, covered

    def _drawn(self, way: str, at: float, through: float) -> bool:
        return any(
            rule.way == way and abs(rule.at - at) <= _NEAR and rule.start - _NEAR <= through <= rule.end + _NEAR
            for rule in self.rules
        )


def joined(lines: Sequence[str]) -> str:
    """The lines of a cell: one text, where they are not entries of a list."""
    text = ""
    for line in lines:
        listed = line[:2] in ("- ", "+ ", "• ") or (text.endswith((";", ".")) and line[:1].isdigit())
        text = f"{text}\n{line}" if text and listed else glued(text, line)
    return text


def written(letters: list[Letter]) -> str:
    """The letters of one line as text, with a space where there is a gap."""
    signs: list[str] = []
    last: Letter | None = None
    for letter in letters:
        if (
            last is not None
            and letter.sign != " "
            and signs[-1] != " "
            and letter.left - last.right > 0.22 * letter.size
        ):
            signs.append(" ")
        if letter.sign != " " or (signs and signs[-1] != " "):
            signs.append(letter.sign)
        if letter.sign != " ":
            last = letter
    return normalize("NFC", "".join(signs)).strip()


def lines_in(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Letters as lines, from the top; each from the left. Marks and small letters join the line that they stand
    in.
    """
    lines: list[tuple[float, float, list[Letter]]] = []  # middle, height, letters
    for letter in sorted(letters, key=lambda one: -one.middle[1]):
        if letter.sign == " " and letter.top - letter.bottom < 0.01:
            continue
        _, y = letter.middle
        found = next((line for line in reversed(lines[-4:]) if abs(line[0] - y) <= 0.55 * line[1]), None)
        if found is None:
            lines.append((y, max(letter.size, letter.top - letter.bottom, 4.0), [letter]))
        else:
            found[2].append(letter)
    return [sorted(line, key=lambda one: one.left) for _, _, line in lines if any(one.sign != " " for one in line)]


def tables_in(rules: Sequence[Rule], letters: Sequence[Letter]) -> list[Table]:
    """The tables that rules draw: at least two columns and one row, with text in them."""
    tables = []
    for group in _touching(rules):
        across = _places([rule.at for rule in group if rule.way == "v"])
        down = _places([rule.at for rule in group if rule.way == "h"])
        if len(across) < 3 or len(down) < 2:
            continue
        box = Box(across[0], down[0], across[-1], down[-1])
        table = Table(box, across, down[::-1], group)
        table.letters = [
            letter for letter in letters
            if box.left - 1 <= letter.middle[0] <= box.right + 1 and box.bottom <= letter.middle[1] <= box.top
        ]  # fmt: skip
        if table.letters:
            tables.append(table)
    return tables


def _places(values: list[float]) -> list[float]:
    """Where rules stand, those that are near each other as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules in groups that touch each other, by the boxes around them."""
    groups: list[tuple[list[float], list[Rule]]] = []
    for rule in rules:
        box = (
            [rule.start, rule.at, rule.end, rule.at]
            if rule.way == "h"
            else [rule.at, rule.start, rule.at, rule.end]
        )
        touched = [group for group in groups if _touch(group[0], box)]
        merged: tuple[list[float], list[Rule]] = (box, [rule])
        for group in touched:
            merged = (_around(merged[0], group[0]), [*group[1], *merged[1]])
        groups = [group for group in groups if not any(group is one for one in touched)] + [merged]
    return [group for _, group in groups]


def _touch(one: list[float], other: list[float]) -> bool:
    return (
        one[0] <= other[2] + _NEAR
        and other[0] <= one[2] + _NEAR
        and one[1] <= other[3] + _NEAR
        and other[1] <= one[3] + _NEAR
    )


def _around(one: list[float], other: list[float]) -> list[float]:
    return [min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])]
