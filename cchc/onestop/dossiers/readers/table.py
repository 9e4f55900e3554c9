"""A file of past dossiers: its headings found, its rows read. No database, no clock."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

from cchc.onestop.dossiers.readers import words
from cchc.onestop.dossiers.readers.lines import FIRST, Cells, Line, Unreadable, sheets
from cchc.onestop.dossiers.readers.values import Moment, moment, money

SAMPLES = 3
QUOTED = 120  # letters of a cell in the words of a fault
LONGEST = {"number": 60, "applicant": 255, "applicant_number": 20, "address": 500, "phone": 20, "officer": 255}
_TOTALS = ("tong ", "cong ")
_COUNTED = re.compile(r"\(?\d{1,3}\)?")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a row is not taken: which column, which kind of fault, and what is named in its words."""

    field: str
    kind: str  # a key of choices.FAULTS
    parts: dict[str, str | int]


@dataclass(slots=True, kw_only=True)
class Told:
    """What one row of an export says, read; with the faults for which it is not taken."""

    row: int
    number: str = ""
    procedure_code: str = ""
    procedure: str = ""
    applicant: str = ""
    applicant_number: str = ""
    address: str = ""
    phone: str = ""
    channel: str = ""
    received: Moment | None = None
    due: Moment | None = None
    finished: Moment | None = None
    returned: Moment | None = None
    status: str = ""
    status_words: str = ""
    unit: str = ""
    officer: str = ""
    fee: Decimal | None = None
    paid_online: bool | None = None
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)  # words that were not understood

    def wrong(self, where: str, kind: str, **parts: str | int) -> None:
        """The row is not taken."""
        short = {name: _short(part) if isinstance(part, str) else part for name, part in parts.items()}
        self.faults.append(Fault(field=where, kind=kind, parts=short))


@dataclass(frozen=True)
class Reading:
    """How a person said that an export is to be read: columns by heading, words by kind; and for every row."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def meant(self, kind: str, word: str) -> str:
        """What a word means by what a person said; empty where nobody did."""
        return self.words.get(kind, {}).get(words.plain(word), "")


@dataclass(frozen=True)
class Head:
    """The headings of a table, where they end, and which column holds what."""

    names: tuple[str, ...]
    last: int
    columns: Mapping[str, int]
    samples: tuple[tuple[str, ...], ...] = ()

    @property
    def digest(self) -> str:
        """By which these headings are known again, in whatever order they stand."""
        return digest(self.names)

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be known of every dossier, and has no column."""
        return missing(self.columns)

    @property
    def left(self) -> tuple[str, ...]:
        """Headings of which no use is made."""
        used = set(self.columns.values())
        return tuple(name for place, name in enumerate(self.names) if name and place not in used)


def digest(names: tuple[str, ...] | list[str]) -> str:
    """Of a set of headings."""
    folded = sorted({words.plain(name) for name in names if words.plain(name)})
    return hashlib.sha256("\n".join(folded).encode()).hexdigest()


def missing(columns: Mapping[str, Any]) -> tuple[str, ...]:
    """Which of the things that must be known are in no column."""
    lacking = [name for name in words.REQUIRED if name not in columns]
    if "procedure" not in columns and "procedure_code" not in columns:
        lacking.append("procedure")
    if not {"status", "finished", "returned"} & set(columns):
        lacking.append("status")
    return tuple(lacking)


def lacking(head: Head, reading: Reading) -> tuple[str, ...]:
    """What must be known of every dossier, and is neither in a column nor said of all rows."""
    return tuple(name for name in head.missing if f"={name}" not in reading.columns)


def _said(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _columns(names: list[str], said: Mapping[str, str]) -> dict[str, int]:
    """Which column holds what: as a person said, else by the words; of two that say the same the likelier."""
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        column = said.get(words.plain(name), "")
        if column:
            found.setdefault(column, place)
    told = [
        (rank, place, column)
        for place, name in enumerate(names) if words.plain(name) not in said
        for column, rank in [words.column_of(name)] if column
    ]  # fmt: skip
    for _rank, place, column in sorted(told):
        found.setdefault(column, place)
    if "applicant" not in found and "submitter" in found:
        found["applicant"] = found.pop("submitter")
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _two_lines(above: Cells, below: Cells) -> list[str]:
    """Headings over two rows: what stands over several columns is said of each of them."""
    found, over = [], ""
    for place in range(max(len(above), len(below))):
        upper = _said(above[place]) if place < len(above) else ""
        lower = _said(below[place]) if place < len(below) else ""
        over = upper or (over if lower else "")
        if lower and not words.column_of(lower)[0]:
            found.append(f"{over} {lower}".strip())
        else:
            found.append(lower or upper)
    return found


def _candidates(lines: list[Line]) -> Iterator[tuple[list[str], int]]:
    for place, (number, cells) in enumerate(lines):
        names = [_said(cell) for cell in cells]
        if sum(bool(name) for name in names) >= 3:
            yield names, number
            if place + 1 < len(lines) and any(not name for name in names):
                yield _two_lines(cells, lines[place + 1][1]), lines[place + 1][0]


def _head(lines: list[Line], known: Mapping[str, Reading]) -> tuple[Head, bool] | None:
    """The likeliest headings among the first rows, and whether they say all that must be known."""
    best: tuple[int, Head] | None = None
    for names, last in _candidates(lines):
        said = known.get(digest(names))
        columns = _columns(names, said.columns if said else {})
        score = len(columns) + (100 if said else 0)
        if best is None or score > best[0]:
            best = (score, Head(tuple(names), last, columns))
    if best is None:
        return None
    score, head = best
    samples = [tuple(map(_said, cells)) for number, cells in lines if number > head.last]
    return Head(head.names, head.last, head.columns, tuple(samples[:SAMPLES])), not head.missing


@dataclass(frozen=True)
class Opened:
    """A file whose headings were found: its rows can be read one after the other, once."""

    head: Head
    rows: int  # about how many
    lines: Iterator[Line]


def opened(name: str, content: IO[bytes], known: Mapping[str, Reading] | None = None) -> Opened:
    """Find the table and its headings. `known` is what people said of headings, by digest.

    Where the headings do not say all that must be known, `head.missing` names it. Raises Unreadable.
    """
    found: Opened | None = None
    for sheet in sheets(name, content):
        first = list(islice(sheet.lines, FIRST))
        head = _head(first, known or {})
        if head is None:
            continue
        lines = chain([line for line in first if line[0] > head[0].last], sheet.lines)
        one = Opened(head[0], max(0, sheet.rows - head[0].last), lines)
        if head[1]:
            return one
        if found is None or len(one.head.columns) > len(found.head.columns):
            found = one
    if found is None:
        raise Unreadable("no_table", file=name)
    return found


def rows(one: Opened, reading: Reading) -> Iterator[Told | None]:
    """Every row that is not blank; None for one that tells of no dossier (a title, a total, a signature)."""
    columns, heads = one.head.columns, {words.plain(name) for name in one.head.names if name}
    always = {key[1:]: value for key, value in reading.columns.items() if key.startswith("=")}
    for number, cells in one.lines:
        filled = [cell for cell in cells if cell is not None and (not isinstance(cell, str) or cell.strip())]
        if not filled:
            continue
        if _is_aside(filled, cells, columns, heads):
            yield None
            continue
        yield _told(number, cells, columns, reading, always)


def _is_aside(filled: Cells, cells: Cells, columns: Mapping[str, int], heads: set[str]) -> bool:
    """Column numbers, headings again, a total, or a line in which nothing tells of a dossier."""
    if len(filled) > 3 and all(_COUNTED.fullmatch(_said(cell)) for cell in filled):
        counted = [int(_said(cell).strip("()")) for cell in filled]
        if counted == list(range(counted[0], counted[0] + len(counted))):
            return True
    if len(filled) > 3 and all(words.plain(_said(cell)) in heads for cell in filled):
        return True
    number, *more = (
        _said(cells[place]) if place is not None and place < len(cells) else ""
        for place in map(columns.get, ("number", "procedure_code", "procedure", "received"))
    )
    is_number = any(letter.isdecimal() for letter in number) and not words.plain(number).startswith(_TOTALS)
    return not (is_number or any(more))


_TEXTS = (
    "number", "procedure_code", "procedure", "applicant", "applicant_number", "address", "phone", "unit",
    "officer",
)  # fmt: skip
_MOMENTS = ("received", "due", "finished", "returned")


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a workbook keeps numbers as fractions
    return _said(cell)


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…"


def _told(
    number: int, cells: Cells, columns: Mapping[str, int], reading: Reading, always: Mapping[str, str]
) -> Told:
    told = Told(row=number)
    many = len(cells)

    def cell(name: str) -> Any:
        place = columns.get(name)
        return cells[place] if place is not None and place < many else None

    for name in _TEXTS:
        text = _text(cell(name))
        longest = LONGEST.get(name)
        if longest and len(text) > longest:
            told.wrong(name, "too_long", length=len(text), longest=longest)
            text = text[:longest]
        setattr(told, name, text)
    for name in _MOMENTS:
        raw = cell(name)
        try:
            setattr(told, name, moment(raw))
        except ValueError:
            told.wrong(name, "bad_date", said=_said(raw))
    _read_words(told, cell, reading, always)
    try:
        told.fee = money(cell("fee"))
    except ValueError:
        told.wrong("fee", "bad_money", said=_said(cell("fee")))
    _require(told)
    return told


def _read_words(told: Told, cell: Any, reading: Reading, always: Mapping[str, str]) -> None:
    channel = _text(cell("channel"))
    told.channel = reading.meant("channel", channel) or words.channel(channel) or ""
    if not channel:
        told.channel = always.get("channel", "")
    if channel and not told.channel:
        told.wrong("channel", "unknown_channel", said=channel)
        told.unknown.append(("channel", channel))
    told.status_words = _text(cell("status"))[:255]
    if told.status_words:
        meant = reading.meant("status", told.status_words) or words.status(told.status_words)
        told.status = meant or ""
        if meant is None:
            told.wrong("status", "unknown_status", said=told.status_words)
            told.unknown.append(("status", told.status_words))
    paid = cell("paid_online")
    if paid is not None and _text(paid):
        told.paid_online = paid if isinstance(paid, bool) else words.paid_online(_text(paid))
        if told.paid_online is None and words.plain(_text(paid)) not in words.NOTHING:
            told.remarks.append("payment_not_understood")


def _require(told: Told) -> None:
    if not told.number:
        told.wrong("number", "no_number")
    if not told.procedure and not told.procedure_code:
        told.wrong("procedure", "no_procedure")
    if told.received is None and not any(fault.field == "received" for fault in told.faults):
        told.wrong("received", "no_received")
    if not told.channel and not any(fault.field == "channel" for fault in told.faults):
        told.wrong("channel", "no_channel")


# What became of a dossier, from what its row says

ENDED = ("refused", "withdrawn", "stopped")
READY = ("done", "returned")
OPEN = ("registered", "accepted", "processing", "waiting", "obligation", "asks_withdrawal")
_A_DAY = timedelta(days=1)


def is_before(one: Moment, other: Moment) -> bool:
    """Whether one was before the other; where one of them has no hour, by their days."""
    if one.has_hour and other.has_hour:
        return one.at < other.at
    return one.at.date() < other.at.date()


def judge(told: Told, now: datetime) -> None:
    """Put the status to a row that says none, and name what cannot be true of its dates."""
    if not told.status and not any(fault.field == "status" for fault in told.faults):
        told.status = "returned" if told.returned else "done" if told.finished else "processing"
        told.remarks.append("status_by_dates")
    received = told.received
    for name in _MOMENTS:
        found: Moment | None = getattr(told, name)
        if found is not None and name != "due" and found.at > now:
            told.wrong(name, "in_future", at=_day(found))
    if received is None:
        return
    for name in ("due", "finished", "returned"):
        found = getattr(told, name)
        if found is not None and is_before(found, received):
            told.wrong(name, f"{name}_before_received", at=_day(found), received=_day(received))
    if told.finished and told.returned and is_before(told.returned, told.finished):
        told.wrong(
            "returned", "returned_before_finished", at=_day(told.returned), finished=_day(told.finished)
        )  # fmt: skip
    _judge_status(told)


def _judge_status(told: Told) -> None:
    if told.status in READY and not told.finished:
        if told.returned:
            told.remarks.append("finished_by_returned")
        elif not any(fault.kind == "bad_date" for fault in told.faults):
            told.wrong("status", "ready_without_date", status=told.status)
    if told.status == "done" and told.returned:
        told.status = "returned"  # some systems have one word for both
    if told.status == "returned" and told.finished and not told.returned:
        told.remarks.append("returned_without_date")
    if told.status in OPEN and (told.finished or told.returned):
        told.wrong("status", "status_against_dates", status=told.status)
    if told.status in ENDED and not (told.finished or told.returned):
        told.wrong("status", "ended_without_date", status=told.status)


def _day(found: Moment) -> str:
    return f"{found.at:%d/%m/%Y %H:%M}" if found.has_hour else f"{found.at:%d/%m/%Y}"
