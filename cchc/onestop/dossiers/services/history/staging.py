"""A file read into a table of the session's own, row by row; then compared with what is there, all at once."""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import localdate

from cchc.foundation.identity.models import Agency
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import readers
from cchc.onestop.dossiers.choices import HELD, Channel, Stage, State
from cchc.onestop.dossiers.models import Headings
from cchc.onestop.dossiers.readers import Head, Reading, Told
from cchc.onestop.dossiers.rules import plain_number
from cchc.onestop.dossiers.services.history.resolving import Known, Placed, applicant_kind
from cchc.onestop.dossiers.services.history.working import Progress

LISTED = 5000  # errors of a file that are kept; the rest are counted
WORDS_KEPT = 200  # words of a kind that were not understood
AT_A_TIME = 2000

STATES = {
    "registered": State.REGISTERED, "accepted": State.ACCEPTED, "refused": State.REFUSED,
    "processing": State.PROCESSING, "waiting": State.SUPPLEMENT, "obligation": State.OBLIGATION,
    "asks_withdrawal": State.WITHDRAWAL, "withdrawn": State.STOPPED, "stopped": State.STOPPED,
    "done": State.DONE, "returned": State.RETURNED,
}  # fmt: skip
PAUSED = ("waiting", "obligation", "asks_withdrawal")
NOT_TAKEN_IN = ("registered", "refused")

# The columns of what is staged, with their types. The first ones are columns of a dossier.
OF_DOSSIER = {
    "number": "text", "procedure_id": "bigint", "rules_id": "bigint", "channel": "text", "assisted": "boolean",
    "state": "text", "lead_unit_id": "bigint", "applicant_kind": "text", "applicant_name": "text",
    "applicant_number": "text", "address": "text", "phone": "text", "fee_due": "numeric",
    "filed_at": "timestamptz", "accepted_at": "timestamptz", "due_at": "timestamptz",
    "closed_at": "timestamptz", "returned_at": "timestamptz",
}  # fmt: skip
OF_IMPORTED = {
    "procedure": "text", "unit": "text", "officer": "text", "status": "text", "paid_online": "boolean",
    "withdrawn": "boolean",
}  # fmt: skip
_OWN = {"id": "uuid", "row": "integer", "fingerprint": "text", "paused": "boolean"}
_TYPES = {**_OWN, **OF_DOSSIER, **OF_IMPORTED}
_LATER = {"known": "uuid", "same": "boolean"}
_ESCAPES = str.maketrans({"\\": "\\\\"})


@dataclass
class Staged:
    """What was found of a file: how many rows, what is wrong, what was assumed."""

    head: Head
    read: int = 0
    aside: int = 0
    refused: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    open: int = 0
    until: datetime | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)

    def refuse(self, row: int, number: str, faults: list[readers.Fault]) -> None:
        """Count a row that is not taken, and keep what is wrong with it."""
        self.refused += 1
        for fault in faults:
            self.kinds[fault.kind] += 1
            if len(self.errors) < LISTED:
                self.errors.append({"row": row, "number": number, **asdict(fault)})


def known_readings(agency: Agency) -> dict[str, Reading]:
    """What people said of headings of this agency's exports, by digest."""
    rows = Headings.objects.filter(agency=agency)
    return {row.digest: Reading(columns=row.columns, words=row.words) for row in rows}


class Unmapped(Exception):
    """The headings of a file do not say all that must be known: a person says which columns hold it."""

    def __init__(self, head: Head) -> None:
        super().__init__(", ".join(str(HELD[name]) for name in head.missing))
        self.head = head


@contextmanager
def staged(
    *, name: str, content: IO[bytes], agency: Agency, said: Reading | None, at: datetime, progress: Progress
) -> Iterator[Staged]:
    """Read a file, to be compared with what is there. The table `history_staged` lives as long as the block.

    `said` are columns and words given for this file alone. Raises readers.Unreadable, Unmapped, NoCounter.
    """
    known = known_readings(agency)
    one = readers.opened(name, content, known)
    reading = known.get(one.head.digest, Reading())
    if said is not None:
        reading = Reading(
            columns={**reading.columns, **said.columns},
            words={kind: {**reading.words.get(kind, {}), **said.words.get(kind, {})}
                   for kind in {*reading.words, *said.words}},
        )  # fmt: skip
        one = readers.opened(name, content, {one.head.digest: reading} if reading.columns else {})
    if readers.lacking(one.head, reading):
        raise Unmapped(one.head)
    found = Staged(one.head)
    _make_table()
    try:
        _fill(found, one, reading, Known(agency, reading, localdate(at)), at, progress)
        yield found
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS history_staged")


def _make_table() -> None:
    columns = ", ".join(f'"{name}" {kind}' for name, kind in {**_TYPES, **_LATER}.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS history_staged")
        cursor.execute(f"CREATE TEMPORARY TABLE history_staged ({columns})")


def _fill(
    found: Staged, one: readers.Opened, reading: Reading, known: Known, at: datetime, progress: Progress
) -> None:
    lines = io.StringIO()
    progress(Stage.READING, 0, one.rows)
    for told in readers.rows(one, reading):
        if told is None:
            found.aside += 1
            continue
        found.read += 1
        readers.judge(told, at)
        placed = known.place(told)
        if told.faults or placed is None:
            for kind, word in told.unknown:
                words = found.unknown.setdefault(kind, Counter())
                if word in words or len(words) < WORDS_KEPT:
                    words[word] += 1
            found.refuse(told.row, told.number, told.faults)
        else:
            found.remarks.update(told.remarks)
            lines.write(_line(told, placed))
        if found.read % AT_A_TIME == 0:
            _copy(lines)
            lines = io.StringIO()
            progress(Stage.READING, found.read, max(one.rows, found.read))
    _copy(lines)
    progress(Stage.READING, found.read, found.read)


def _copy(lines: io.StringIO) -> None:
    columns = ", ".join(f'"{name}"' for name in _TYPES)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY history_staged ({columns}) FROM STDIN") as copy,
    ):
        copy.write(lines.getvalue())


def _line(told: Told, placed: Placed) -> str:
    values = "\t".join(map(_plain, _values(told, placed)))
    print_ = hashlib.md5(values.encode(), usedforsecurity=False).hexdigest()
    return f"{uuid7()}\t{told.row}\t{print_}\t{_plain(told.status in PAUSED)}\t{values}\n"


def _values(told: Told, placed: Placed) -> tuple[Any, ...]:
    """What a row becomes, in the order of the columns staged."""
    assert told.received is not None
    received = told.received.at
    ended = told.finished or told.returned
    closed = max(ended.at, received) if ended else None
    accepted = None if told.status in NOT_TAKEN_IN else received
    is_assisted = told.channel == "assisted"
    return (
        plain_number(told.number), placed.procedure_id, placed.rules_id,
        Channel.ONLINE.value if is_assisted else told.channel, is_assisted, STATES[told.status].value,
        placed.lead_unit_id, str(applicant_kind(told)), told.applicant, told.applicant_number, told.address,
        told.phone, told.fee, received, accepted, told.due.at if told.due else None, closed,
        max(told.returned.at, closed) if told.returned and closed else None,
        told.procedure or told.procedure_code, told.unit, told.officer, told.status_words, told.paid_online,
        told.status == "withdrawn",
    )  # fmt: skip


def _plain(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):  # runs of white space are one space already
        return value.translate(_ESCAPES) if "\\" in value else value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, int | Decimal | UUID) else repr(value)


_TWICE = """
    WITH numbered AS (
      SELECT row, number, row_number() OVER w AS n, first_value(row) OVER w AS first FROM history_staged
      WINDOW w AS (PARTITION BY number ORDER BY row)
    ),
    gone AS (
      DELETE FROM history_staged s USING numbered WHERE s.row = numbered.row AND numbered.n > 1
      RETURNING s.row, s.number, numbered.first
    )
    SELECT row, number, first FROM gone ORDER BY row
"""
_OURS = """
    WITH gone AS (
      DELETE FROM history_staged s USING dossiers_dossier d
      WHERE d.run_id IS NULL AND d.number = s.number AND d.number <> ''
      RETURNING s.row, s.number
    )
    SELECT row, number FROM gone ORDER BY row
"""
_KNOWN = """
    UPDATE history_staged s SET known = d.id, same = i.fingerprint = s.fingerprint
    FROM dossiers_dossier d JOIN dossiers_imported i ON i.dossier_id = d.id
    WHERE d.run_id IS NOT NULL AND d.agency_id = %s AND d.number = s.number
"""
_COUNTS = """
    SELECT count(*) FILTER (WHERE known IS NULL), count(*) FILTER (WHERE NOT same), count(*) FILTER (WHERE same),
      count(*) FILTER (WHERE closed_at IS NULL), max(greatest(filed_at, closed_at, returned_at))
    FROM history_staged
"""


def compare(found: Staged, agency: Agency) -> None:
    """Say of what was read which dossiers are new, changed, as they were; refuse what is there twice, or ours.

    Who writes next holds the imports of the agency before, so that what was compared is what is there.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE history_staged")
        cursor.execute(_TWICE)
        for row, number, first in cursor.fetchall():
            found.refuse(row, number, [readers.Fault(field="number", kind="twice", parts={"first": first})])
        cursor.execute(_OURS)
        for row, number in cursor.fetchall():
            found.refuse(row, number, [readers.Fault(field="number", kind="ours", parts={})])
        cursor.execute(_KNOWN, [agency.pk])
        cursor.execute(_COUNTS)
        found.new, found.changed, found.unchanged, found.open, found.until = cursor.fetchone()
    found.errors.sort(key=lambda error: error["row"])
