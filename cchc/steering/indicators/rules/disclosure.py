"""What of a table by unit everybody may see: small counts are hidden, and as much with them as would betray them.

Three cells stand in a row: what counts, what does not, both together. A cell of 1 to 4 could let one person be
known. A row with such a cell keeps its parts to itself, and its share with them: beside a whole that is known, a
percentage is a count. Where the whole itself is small the row is hidden altogether. Sums stand beside the rows, so
the next smallest rows are hidden too, until every small cell could also be another number: with the same sums, the
same rows hidden for the same reasons, and all that was published before. Which row goes along is decided by the
wholes, which are public: the choice itself tells nothing of the parts.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

LEAST_PUBLIC = 5  # a smaller cell of a public table could name a person
ROUNDS = 50  # so often sums and rows are narrowed by each other; a few times are enough

Span = tuple[int, int]  # from, to
Spans = tuple[Span, Span, Span]  # of what counts, of what does not, of both
Sums = tuple[int, int, int]


class Row(NamedTuple):
    """What counts, and what does not."""

    yes: int
    no: int

    @property
    def whole(self) -> int:
        """Both."""
        return self.yes + self.no


class Told(NamedTuple):
    """A row as it is published; what is hidden is None."""

    numerator: int | None
    denominator: int | None


@dataclass(frozen=True)
class Table:
    """A table as it is published: its sums, its rows, the day up to which it counts."""

    numerator: int
    denominator: int
    rows: Mapping[Hashable, Told]
    until: date


def is_small(count: int) -> bool:
    """Whether a count could let one person be known. Nobody is nobody."""
    return 0 < count < LEAST_PUBLIC


def covered(rows: Mapping[Hashable, Row], until: date, others: Sequence[Table] = ()) -> Table | None:
    """The table as everybody may see it; None where no hiding would be enough.

    `others` are those of the same figure over the same period that were published before, of any day.
    """
    order = sorted(rows, key=lambda key: (rows[key].whole, str(key)))
    alone = {key for key in order if is_small(rows[key].whole)}  # not even their wholes are told
    parted = {key for key in order if is_small(rows[key].yes) or is_small(rows[key].no)} - alone
    known = [_betrayed(other, spans) for other, spans in zip(others, narrowed(others), strict=True)]
    while True:
        table = _told(rows, until, alone, parted)
        *spans_before, spans = narrowed([*others, table])
        before = next(
            (
                other
                for other, found, already in zip(others, spans_before, known, strict=True)
                if _betrayed(other, found) - already
            ),
            None,
        )
        if before is not None:  # what was hidden then must not be told now
            again = [key for key in order if key in before.rows and _less_told(before.rows[key], table.rows[key])]
            if not again:
                return None
            (alone if before.rows[again[0]].denominator is None else parted).add(again[0])
        else:
            bare = _without_double(rows, alone, parted, spans) | _betrayed(table, spans)
            if not bare:
                return table
            grown = alone if bare & alone else parted
            following = next((key for key in order if key not in alone and key not in grown), None)
            if following is None:
                return None
            grown.add(following)
        parted -= alone


def _less_told(was: Told, now: Told) -> bool:
    return any(then is None and then != since for then, since in zip(was, now, strict=True))


def _told(rows: Mapping[Hashable, Row], until: date, alone: set[Hashable], parted: set[Hashable]) -> Table:
    return Table(
        numerator=sum(row.yes for row in rows.values()), denominator=sum(row.whole for row in rows.values()),
        rows={
            key: Told(None if key in alone or key in parted else row.yes, None if key in alone else row.whole)
            for key, row in rows.items()
        },
        until=until,
    )  # fmt: skip


# What can be worked out


def narrowed(tables: Sequence[Table]) -> list[dict[Hashable, Spans]]:
    """What every cell of some tables of one period can be, as far as sums, rows and their growth tell.

    Counts are taken to grow from day to day. Where they did not, since rows were put right, tables tell nothing
    of each other.
    """
    order = sorted(range(len(tables)), key=lambda index: tables[index].until)
    keys = list(dict.fromkeys(key for table in tables for key in table.rows))
    found = _narrow([tables[index] for index in order], keys)
    placed = dict(zip(order, found, strict=True))
    return [{key: placed[index][key] for key in table.rows} for index, table in enumerate(tables)]


def _narrow(tables: Sequence[Table], keys: Sequence[Hashable]) -> list[dict[Hashable, Spans]]:
    sums = [_sums(table) for table in tables]
    more = [_less(later, earlier) for earlier, later in pairwise(sums)]
    stands = [
        {key: _first(table.rows.get(key), sums[index]) for key in keys} for index, table in enumerate(tables)
    ]
    grows = [{key: _spans(*((0, most) for most in total)) for key in keys} for total in more]
    for _round in range(ROUNDS):
        was = (list(stands), list(grows))
        stands = [_inside(spans, total) for spans, total in zip(stands, sums, strict=True)]
        grows = [_inside(spans, total) for spans, total in zip(grows, more, strict=True)]
        for index, growth in enumerate(grows):
            stands[index], grows[index], stands[index + 1] = _linked(stands[index], growth, stands[index + 1])
        broken = next((index for index, spans in enumerate(grows) if _is_broken(spans)), None)
        broken = next((index for index, spans in enumerate(stands) if _is_broken(spans)), broken)
        if broken is not None and len(tables) > 1:
            place = max(1, min(broken, len(tables) - 1))
            return _narrow(tables[:place], keys) + _narrow(tables[place:], keys)
        if was == (stands, grows):
            break
    return stands


def _betrayed(table: Table, spans: Mapping[Hashable, Spans]) -> set[Hashable]:
    """The rows of which a hidden cell, if it is small, can be one number only."""
    return {key for key, told in table.rows.items() if _is_betrayed(told, spans[key])}


def _is_betrayed(told: Told, spans: Spans) -> bool:
    if told.denominator is None:
        return any(len(_small_of(low, high)) == 1 for low, high in spans)
    if told.numerator is None:
        low, high = spans[0]
        whole = told.denominator
        small = {*_small_of(low, high), *(whole - n for n in _small_of(whole - high, whole - low))}
        return len(small) == 1
    return False


def _small_of(low: int, high: int) -> range:
    return range(max(low, 1), min(high, LEAST_PUBLIC - 1) + 1)


def _sums(table: Table) -> Sums:
    return table.numerator, table.denominator - table.numerator, table.denominator


def _less(one: Sums, other: Sums) -> Sums:
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]


def _first(told: Told | None, sums: Sums) -> Spans:
    """Without a row there were no cases."""
    if told is None:
        return _spans((0, 0), (0, 0), (0, 0))
    if told.numerator is not None and told.denominator is not None:
        no = told.denominator - told.numerator
        return _spans((told.numerator, told.numerator), (no, no), (told.denominator, told.denominator))
    whole = (1, sums[2]) if told.denominator is None else (told.denominator, told.denominator)
    return _spans((0, sums[0]), (0, sums[1]), whole)


def _spans(*found: Span) -> Spans:
    yes, no, whole = found
    return yes, no, whole


def _both(one: Spans, other: Spans) -> Spans:
    return _spans(*((max(a[0], b[0]), min(a[1], b[1])) for a, b in zip(one, other, strict=True)))


def _inside(spans: Mapping[Hashable, Spans], sums: Sums) -> dict[Hashable, Spans]:
    """As rows add up, and columns."""
    found = {key: _by_row(one) for key, one in spans.items()}
    low = [sum(one[column][0] for one in found.values()) for column in range(3)]
    high = [sum(one[column][1] for one in found.values()) for column in range(3)]
    return {
        key: _both(
            one,
            _spans(*(
                (sums[column] - high[column] + one[column][1], sums[column] - low[column] + one[column][0])
                for column in range(3)
            )),
        )
        for key, one in found.items()
    }  # fmt: skip


def _by_row(spans: Spans) -> Spans:
    yes, no, whole = spans
    return _both(
        spans,
        (
            (whole[0] - no[1], whole[1] - no[0]), (whole[0] - yes[1], whole[1] - yes[0]),
            (yes[0] + no[0], yes[1] + no[1]),
        ),
    )  # fmt: skip


def _linked(
    earlier: Mapping[Hashable, Spans], growth: Mapping[Hashable, Spans], later: Mapping[Hashable, Spans]
) -> tuple[dict[Hashable, Spans], dict[Hashable, Spans], dict[Hashable, Spans]]:
    """What was and what came make what is."""
    was, came, now = dict(earlier), dict(growth), dict(later)
    for key in was:
        now[key] = _both(
            now[key], _spans(*((a[0] + b[0], a[1] + b[1]) for a, b in zip(was[key], came[key], strict=True)))
        )
        was[key] = _both(
            was[key], _spans(*((a[0] - b[1], a[1] - b[0]) for a, b in zip(now[key], came[key], strict=True)))
        )
        came[key] = _both(
            came[key], _spans(*((a[0] - b[1], a[1] - b[0]) for a, b in zip(now[key], was[key], strict=True)))
        )
    return was, came, now


def _is_broken(spans: Mapping[Hashable, Spans]) -> bool:
    return any(low > high for one in spans.values() for low, high in one)


# Whether it could have been otherwise


def _without_double(
    rows: Mapping[Hashable, Row], alone: set[Hashable], parted: set[Hashable], spans: Mapping[Hashable, Spans]
) -> set[Hashable]:
    """The rows with a small cell that could be no other number if one of its cases were another hidden row's."""
    hidden = alone | parted
    found = set()
    for key in hidden:
        row = rows[key]
        small = {index for index, count in enumerate((row.yes, row.no, row.whole)) if is_small(count)}
        for other in hidden - {key}:
            for step in _steps(key in alone and other in alone):
                mine, theirs = Row(row.yes + step[0], row.no + step[1]), rows[other]
                theirs = Row(theirs.yes - step[0], theirs.no - step[1])
                if _same(row, mine, spans[key]) and _same(rows[other], theirs, spans[other]):
                    small -= {index for index, change in enumerate((*step, sum(step))) if change}
        if small:
            found.add(key)
    return found


def _steps(with_whole: bool) -> Iterator[tuple[int, int]]:
    """How two rows can differ with the same sums: one of each kind swapped, or one moved if wholes are hidden."""
    yield from ((1, -1), (-1, 1))
    if with_whole:
        yield from ((1, 0), (-1, 0), (0, 1), (0, -1))


def _same(row: Row, instead: Row, spans: Spans) -> bool:
    """Whether a row with other counts is possible, and would be hidden, or taken along, for the same reason."""
    cells = (instead.yes, instead.no, instead.whole)
    possible = all(low <= cell <= high for cell, (low, high) in zip(cells, spans, strict=True))
    return possible and _reason(row) == _reason(instead)


def _reason(row: Row) -> tuple[bool, bool]:
    return is_small(row.whole), is_small(row.yes) or is_small(row.no)
