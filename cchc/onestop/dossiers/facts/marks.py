"""What one dossier adds to the counts: a pure function of what is known of it now, beside `conditions`.

Each fact is kept as marks (kernel.facts): what is dated adds one at its moment; what stands for a while adds one
where that begins and takes it away where it ends. A due time that lies ahead is a mark that lies ahead: whatever
is done before then takes it back. So what was true at any moment is the sum of the marks before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Limit, due_at
from cchc.kernel.facts import Mark, Marks, merged
from cchc.onestop.dossiers.choices import Channel, Outcome, State

ONE_DAY = timedelta(days=1)
BY_DUE_DAY = "dossiers.open-by-due-day"  # open rows with a due time, told apart by its day
NO_TIME = timedelta(microseconds=1)  # before a moment that is itself seen

Span = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class HandOver:
    """One hand-over to a step: from where to where, whether electronic, and how the step ended."""

    at: datetime
    unit: int
    agency: int
    from_unit: int | None
    from_agency: int | None
    electronic: bool
    outcome: str
    ended_at: datetime | None


@dataclass(frozen=True)
class History:
    """What is known of a dossier, as far as it is counted."""

    id: UUID
    agency: int
    unit: int  # that leads it
    state: str
    channel: str
    assisted: bool
    filed_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    limit: Limit | None
    resets: bool  # the limit begins anew with a complete supplement
    withdrawn: bool
    pauses: tuple[Span, ...] = ()
    waits: tuple[Span, ...] = ()  # for what was asked after acceptance
    supplied: tuple[datetime, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()


def marks(of: History) -> Marks:
    """All that a dossier adds to the counts."""
    found: Marks = Counter()
    for fact, moment in _dated(of):
        found[Mark(f"dossiers.{fact}", moment)] += 1
    for fact, spans in _standing(of).items():
        for start, end in spans:
            _stand(found, f"dossiers.{fact}", start, end)
    taken_up = [moment for moment in (of.accepted_at, of.closed_at) if moment is not None]
    if not taken_up or min(taken_up) > of.filed_at:
        filed_on = localtime(of.filed_at).date()
        _stand(found, "dossiers.not-yet-taken-in", of.filed_at, min(taken_up, default=None), filed_on)
    if of.due_at is not None:
        due_on = localtime(of.due_at).date()
        for start, end in _open(of):
            _stand(found, BY_DUE_DAY, start, end, due_on)
    return Counter({mark: step for mark, step in found.items() if step})


def _stand(found: Marks, fact: str, start: datetime, end: datetime | None, since: Any = None) -> None:
    found[Mark(fact, start, since)] += 1
    if end is not None:
        found[Mark(fact, end, since)] -= 1


def _dated(of: History) -> Iterator[tuple[str, datetime]]:
    """What happened to a dossier at a moment."""
    if of.accepted_at is not None:
        if of.state == State.VOID:
            yield "voided", of.accepted_at
        else:
            yield "received", of.accepted_at
            if of.assisted or of.channel == Channel.ONLINE:
                yield "received-online", of.accepted_at
            if of.assisted:
                yield "received-assisted", of.accepted_at
    if of.closed_at is None:
        return
    if of.state in (State.DONE, State.RETURNED):
        for fact in (*_ready(of, of.closed_at), *_moves(of)):
            yield fact, of.closed_at
    elif of.state == State.STOPPED:
        ended = "withdrawn" if of.withdrawn else "stopped"
        yield "withdrawn-first" if of.accepted_at is None else ended, of.closed_at
    elif of.state == State.REFUSED and of.accepted_at is None:
        yield "refused", of.closed_at


def _ready(of: History, closed_at: datetime) -> Iterator[str]:
    yield "closed"
    if of.due_at is None:
        yield "closed-without-limit"
        return
    yield "closed-with-limit"
    yield "closed-late" if closed_at > _last(of.due_at) else "closed-in-time"


def _last(due: datetime) -> datetime:
    """The last moment that is in time: a day without an hour is kept to its end."""
    return due + ONE_DAY - NO_TIME if localtime(due).time() == time(0) else due


def _moves(of: History) -> Iterator[str]:
    if not of.hand_overs:
        yield "moves-untold"
        return
    for scope in ("units", "agencies"):
        moves = _between(of, scope)
        if not moves:
            yield f"not-moved-between-{scope}"
            continue
        yield f"moved-between-{scope}"
        if all(move.electronic for move in moves):
            yield f"moved-electronically-between-{scope}"


def _between(of: History, scope: str) -> list[HandOver]:
    """The hand-overs from one unit, or agency, to another; what was taken back before it was opened is none."""
    recalled = {(one.ended_at, one.unit) for one in of.hand_overs if one.outcome == Outcome.RECALLED}
    moves = [
        one for one in of.hand_overs
        if one.from_unit is not None and one.outcome != Outcome.RECALLED
        and (one.at, one.from_unit) not in recalled
    ]  # fmt: skip
    if scope == "units":
        return [one for one in moves if one.from_unit != one.unit]
    return [one for one in moves if one.from_agency != one.agency]


def _open(of: History) -> list[Span]:
    """While it is in the office's hands."""
    if of.accepted_at is None or of.state == State.VOID:
        return []
    return merged([(of.accepted_at, of.closed_at)])


def _standing(of: History) -> dict[str, list[Span]]:
    """What was so for a while, and when; each begins just after its first moment and holds at its last."""
    found: dict[str, list[Span]] = {}
    for start, end in _open(of):
        within = [_cut(span, start, end) for span in merged(of.waits)]
        found = {"open": [(start, end)], "waiting": merged(span for span in within if span)}
        for scope in ("units", "agencies"):
            by_paper = [one.at for one in _between(of, scope) if not one.electronic]
            if by_paper:
                found[f"open-moved-by-paper-between-{scope}"] = merged([(max(start, min(by_paper)), end)])
        if of.due_at is not None:
            found["open-overdue"] = late = merged(_overdue(of, start, end))
            found["open-in-time"] = _without(late, start, end)
    return found


def _cut(span: Span, start: datetime, end: datetime | None) -> Span | None:
    first = max(span[0], start)
    last = min(moment for moment in (span[1], end) if moment is not None) if span[1] or end else None
    return None if last is not None and last <= first else (first, last)


def _without(spans: list[Span], start: datetime, end: datetime | None) -> list[Span]:
    """What is left between `start` and `end` outside some spans within."""
    found: list[Span] = []
    begins: datetime | None = start
    for first, last in spans:
        if begins is not None and first > begins:
            found.append((begins, first))
        begins = last
    if begins is not None and (end is None or end > begins):
        found.append((begins, end))
    return found


def _overdue(of: History, start: datetime, end: datetime | None) -> Iterator[Span]:
    """While its clock ran and the due time that it had then was past.

    A clock that was set going again since had another due time before: reckoned, as `due_times_then` does it, from
    the limit, the clock's start then, and the pauses over by then. Otherwise it was due then as it is now.
    """
    stops = [span for span in of.pauses if end is None or span[0] < end]
    begins: datetime | None = start
    for number in range(len(stops) + 1):
        if begins is None:
            return
        stop = stops[number] if number < len(stops) else None
        ends = stop[0] if stop else end
        restarted = any(last is not None and (end is None or last < end) for _first, last in stops[number:])
        due = _due_then(of, begins) if restarted else of.due_at and _last(of.due_at)
        late = max(due, begins) if due else None
        if late is not None and (ends is None or late < ends):
            yield late, ends
        begins = stop[1] if stop else None
        if begins is not None and end is not None and begins >= end:
            return


def _due_then(of: History, at: datetime) -> datetime | None:
    """When it was due in the time that began at `at`, its acceptance or the end of a pause."""
    start = of.accepted_at
    if of.resets:
        start = max((moment for moment in of.supplied if moment <= at), default=start)
    if of.limit is None or start is None:
        return None
    over = tuple((first, last) for first, last in of.pauses if last is not None and last <= at and first >= start)
    return due_at(start, of.limit, calendar_of(of.agency), over)
