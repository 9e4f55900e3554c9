"""Where letters and rules stand on a page: lines of text, and the cells that rules draw."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from unicodedata import normalize

from cchc.steering.plans.rules.words import glued

_NEAR = 3.0  # points: two rules so near are one
_SPACE = 0.18  # of the size of a letter: so wide a gap is a space; the narrowest space of a usual font is 0.22


@dataclass(frozen=True)
class Box:
    """A place on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(eq=False, slots=True)
class Letter:
    """A letter, the size of its font as it is seen, and its middle across and up: a page has thousands of them."""

    left: float
    bottom: float
    right: float
    top: float
    sign: str
    size: float
    x: float = field(init=False)
    y: float = field(init=False)

    def __post_init__(self) -> None:
        self.x, self.y = (self.left + self.right) / 2, (self.bottom + self.top) / 2


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
    goes_on_above: bool = False  # nothing is drawn over its first row, which began on the page before
    goes_on_below: bool = False  # nothing is drawn under its last row, which ends on the page behind
    letters: list[Letter] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[list[str], set[int]]]:
        """The rows with their cells over all columns, and the columns where a cell from above goes on."""
        texts, covered = self._texts()
        for row in range(len(self.down) - 1):
            yield [texts.get((row, column), "") for column in range(len(self.across) - 1)], covered[row]

    def _texts(self) -> tuple[dict[tuple[int, int], str], list[set[int]]]:
        letters: dict[tuple[int, int], list[Letter]] = {}
        owners, covered = self._owners()
        depths = [-place for place in self.down]
        last = len(self.down) - 2, len(self.across) - 2
        for letter in self.letters:
            row = min(max(bisect_right(depths, -letter.y) - 1, 0), last[0])
            column = min(max(bisect_right(self.across, letter.x) - 1, 0), last[1])
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
    for line in filter(None, lines):
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
            and letter.left - last.right > _SPACE * letter.size
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
    for letter in sorted(letters, key=attrgetter("y"), reverse=True):
        if letter.sign == " " and letter.top - letter.bottom < 0.01:
            continue
        y = letter.y
        found = next((line for line in reversed(lines[-4:]) if abs(line[0] - y) <= 0.55 * line[1]), None)
        if found is None:
            lines.append((y, max(letter.size, letter.top - letter.bottom, 4.0), [letter]))
        else:
            found[2].append(letter)
    return [sorted(line, key=attrgetter("left")) for _, _, line in lines if any(one.sign != " " for one in line)]


def tables_in(rules: Sequence[Rule], letters: Sequence[Letter]) -> list[Table]:
    """The tables that rules draw: at least two columns and one row, with text in them."""
    tables = []
    for group in _touching(rules):
        across = _places([rule.at for rule in group if rule.way == "v"])
        down = _places([rule.at for rule in group if rule.way == "h"])
        if len(across) < 3 or not down:
            continue
        below, above = _beyond(group, down)
        down = [*([below] if below is not None else []), *down, *([above] if above is not None else [])]
        if len(down) < 2:
            continue
        box = Box(across[0], down[0], across[-1], down[-1])
        table = Table(box, across, down[::-1], group, above is not None, below is not None)
        table.letters = [
            letter for letter in letters
            if box.left - 1 <= letter.x <= box.right + 1 and box.bottom <= letter.y <= box.top
        ]  # fmt: skip
        if table.letters:
            tables.append(table)
    return tables


def _beyond(rules: Sequence[Rule], down: Sequence[float]) -> tuple[float | None, float | None]:
    """How far the rules between columns go under the lowest and over the highest rule between rows, where two do.

    A page that ends in the middle of a row draws nothing under it, and the next page nothing over the rest.
    """
    lows = sorted(rule.start for rule in rules if rule.way == "v" and rule.start < down[0] - _NEAR)
    highs = sorted(rule.end for rule in rules if rule.way == "v" and rule.end > down[-1] + _NEAR)
    return (lows[0] if len(lows) > 1 else None), (highs[-1] if len(highs) > 1 else None)


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
