"""The deadlines of T22, dossier by dossier: what had become of each by a moment, in both readings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Limit, due_at
from cchc.steering.indicators.services.recounting.rows import OF_AGENCY, ZONE, Counted, Window, asked

ONE_DAY = timedelta(days=1)

# What happened to each dossier that deadlines are about, one row each.
_DEADLINES = f"""
    WITH d AS ({OF_AGENCY})
    SELECT d.id, d.state, d.accepted_at, d.closed_at, d.due_at, d.limit_amount, d.limit_unit, d.agency_id,
      v.supplement_clock,
      EXISTS (SELECT 1 FROM audit_entry e WHERE e.subject_type = 'dossier' AND e.subject_id = d.id::text
                AND e.kind = 'DossierWithdrawn')
        OR EXISTS (SELECT 1 FROM dossiers_imported i WHERE i.dossier_id = d.id AND i.withdrawn),
      EXISTS (SELECT 1 FROM dossiers_supplement s WHERE s.dossier_id = d.id AND NOT s.before_acceptance
                AND s.asked_at < %(at)s AND coalesce(s.supplied_at, 'infinity') >= %(at)s),
      EXISTS (SELECT 1 FROM dossiers_pause p WHERE p.dossier_id = d.id
                AND p.starts_at < %(at)s AND coalesce(p.ends_at, 'infinity') >= %(at)s),
      EXISTS (SELECT 1 FROM dossiers_pause p WHERE p.dossier_id = d.id
                AND p.starts_at >= %(at)s AND p.ends_at < coalesce(d.closed_at, 'infinity'))
    FROM d JOIN procedures_version v ON v.id = d.rules_id
    WHERE d.accepted_at < %(at)s AND (d.closed_at IS NULL OR d.closed_at >= %(start)s)
"""  # noqa: S608 - no value stands in the text


def _in_time(closed_at: datetime, due: datetime) -> bool:
    """A day without an hour is kept to its end."""
    local = due.astimezone(ZONE)
    if (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return closed_at < due + ONE_DAY
    return closed_at <= due


def _due_then(key: UUID, row: Mapping[str, Any], at: datetime) -> datetime | None:
    """When a dossier was due at a past moment, from its acceptance on: every pause and fresh start by then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT starts_at, ends_at, reason FROM dossiers_pause WHERE dossier_id = %s AND ends_at < %s "
            "ORDER BY starts_at",
            [key, at],
        )
        pauses = cursor.fetchall()
        cursor.execute(
            "SELECT at FROM audit_entry WHERE subject_type = 'dossier' AND subject_id = %s "
            "AND kind = 'WithdrawalDeclined'",
            [str(key)],
        )
        declined = {moment for (moment,) in cursor.fetchall()}
    start = row["accepted_at"]
    if row["limit_amount"] is None:
        return None
    for _starts, ends_at, reason in pauses:
        if row["clock"] == "reset" and reason == "supplement" and ends_at not in declined:
            start = ends_at
    counted = tuple((starts, ends) for starts, ends, _ in pauses if starts >= start)
    return due_at(start, Limit(row["limit_amount"], row["limit_unit"]), calendar_of(row["agency"]), counted)


@dataclass
class _Deadlines:
    """How many dossiers there are of each kind, by the sentences of T22."""

    in_time: int = 0
    late: int = 0
    no_limit: int = 0
    withdrawn: int = 0
    stopped: int = 0
    waiting: int = 0
    overdue: int = 0
    voided: int = 0


def _deadlines(window: Window) -> _Deadlines:
    found = _Deadlines()
    for (
        key, state, accepted_at, closed_at, due, amount, unit, agency, clock, withdrawn, waiting, paused, restarted
    ) in asked(_DEADLINES, window):  # fmt: skip
        if state == "void":
            found.voided += window.start <= accepted_at
            continue
        if closed_at is not None and closed_at < window.at:
            if state == "stopped":
                found.withdrawn += bool(withdrawn)
                found.stopped += not withdrawn
            elif due is None:
                found.no_limit += 1
            elif _in_time(closed_at, due):
                found.in_time += 1
            else:
                found.late += 1
            continue
        found.waiting += bool(waiting)
        if paused:
            continue
        if restarted:
            row = {
                "accepted_at": accepted_at, "limit_amount": amount, "limit_unit": unit, "agency": agency,
                "clock": clock,
            }  # fmt: skip
            due = _due_then(key, row, window.at)
        found.overdue += due is not None and not _in_time(window.at, due)
    return found


def report(window: Window) -> Counted:
    """Withdrawn, returned and waiting ones also count, as on time: table II.06a of TT 01/2020/TT-VPCP."""
    d = _deadlines(window)
    in_time = d.in_time + d.withdrawn + d.stopped + d.waiting
    return Counted(in_time, in_time + d.late, (d.no_limit, _voided(window)))


def strict(window: Window) -> Counted:
    """In time over closed and open overdue; withdrawn, returned and waiting ones are left out."""
    d = _deadlines(window)
    left_out = (d.withdrawn, d.stopped, d.waiting, d.no_limit, _voided(window))
    return Counted(d.in_time, d.in_time + d.late + d.overdue, left_out)


def _voided(window: Window) -> int:
    sql = f"""
      SELECT count(*) FROM ({OF_AGENCY}) d
      WHERE state = 'void' AND accepted_at >= %(start)s AND accepted_at < %(at)s
    """  # noqa: S608 - no value stands in the text
    return int(asked(sql, window)[0][0])
