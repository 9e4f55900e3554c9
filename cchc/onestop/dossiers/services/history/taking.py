"""What was staged becomes dossiers: new ones made, changed ones kept as they were and written anew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from cchc.foundation.identity.models import User
from cchc.onestop.dossiers.models import Dossier, HistoryRun, Imported
from cchc.onestop.dossiers.services.history.staging import OF_DOSSIER, OF_IMPORTED

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('dossiers.history'), %s)"
# What was there of a dossier, before it is written anew.
_KEEP = """
    INSERT INTO dossiers_replaced (run_id, dossier_id, was_run_id, was)
    SELECT %s, d.id, d.run_id, jsonb_build_object('dossier', to_jsonb(d), 'imported', to_jsonb(i))
    FROM history_staged s JOIN dossiers_dossier d ON d.id = s.known JOIN dossiers_imported i ON i.dossier_id = d.id
    WHERE NOT s.same
"""
# An export says that somebody was waited for, not since when: since the last thing that it tells of.
_NO_LONGER_WAITING = (
    "DELETE FROM dossiers_supplement WHERE dossier_id IN (SELECT known FROM history_staged WHERE NOT same)",
    "DELETE FROM dossiers_pause WHERE dossier_id IN (SELECT known FROM history_staged WHERE NOT same)",
)
_PAUSE = """
    INSERT INTO dossiers_pause (id, dossier_id, reason, starts_at)
    SELECT gen_random_uuid(), d.id,
      CASE d.state WHEN 'supplement' THEN 'supplement' WHEN 'withdrawal' THEN 'withdrawal' ELSE 'obligation' END,
      d.paused_since
    FROM dossiers_dossier d WHERE d.run_id = %s AND d.paused_since IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM dossiers_pause p WHERE p.dossier_id = d.id)
"""
_SUPPLEMENT = """
    INSERT INTO dossiers_supplement
      (id, dossier_id, position, before_acceptance, items, message, repeat_reason, asked_at, answers)
    SELECT gen_random_uuid(), d.id, 1, false, '[]', '', '', d.paused_since, '{}'
    FROM dossiers_dossier d
    WHERE d.run_id = %s AND d.paused_since IS NOT NULL AND d.state = 'supplement'
      AND NOT EXISTS (SELECT 1 FROM dossiers_supplement p WHERE p.dossier_id = d.id)
"""


def lock(agency_id: int) -> None:
    """One import of an agency after the other."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [agency_id])


def take(run: HistoryRun, counter_id: int, until: datetime | None, by: User | None, at: datetime) -> None:
    """Write what was staged as rows of a run."""
    told = {
        "run_id": run.pk, "agency_id": run.agency_id, "counter_id": counter_id, "changed_at": at,
        "changed_by_id": by.pk if by else None, "is_demo": run.is_demo,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(*_make_dossiers(told, until))
        cursor.execute(*_make_imported())
        cursor.execute(_KEEP, [run.pk])
        for statement in _NO_LONGER_WAITING:
            cursor.execute(statement)
        cursor.execute(*_change_dossiers(told, until))
        cursor.execute(_CHANGE_IMPORTED)
    lay_waits(run.pk)


def lay_waits(run_id: UUID) -> None:
    """Give the dossiers of a run that wait for somebody the rows by which waiting is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_PAUSE, [run_id])
        cursor.execute(_SUPPLEMENT, [run_id])


_PAUSED = "CASE WHEN s.paused AND s.accepted_at IS NOT NULL THEN greatest(%s::timestamptz, s.accepted_at) END"


def _make_dossiers(told: dict[str, Any], until: datetime | None) -> tuple[str, list[Any]]:
    columns, said, values = [], [], []
    for column in Dossier._meta.concrete_fields:
        name = column.column
        columns.append(f'"{name}"')
        if name == "id" or name in OF_DOSSIER:
            said.append(f's."{name}"')
        elif name == "unit_id":
            said.append("s.lead_unit_id")
        elif name == "reference":  # an export gives none, and each has one of its own
            said.append("'NK-' || right(replace(s.id::text, '-', ''), 17)")
        elif name == "paused_since":
            said.append(_PAUSED)
            values.append(until)
        else:
            said.append(f"%s::{column.db_type(connection)}")
            values.append(told[name] if name in told else _usual(column))
    sql = f"""
        INSERT INTO dossiers_dossier ({", ".join(columns)})
        SELECT {", ".join(said)} FROM history_staged s WHERE s.known IS NULL ORDER BY s.row
    """  # noqa: S608 - names of columns only
    return sql, values


def _usual(column: "models.Field[Any, Any]") -> Any:
    """What a column holds of which an export says nothing."""
    if column.name == "delivery":
        return "counter"
    value = column.get_default()
    return column.get_db_prep_save(value, connection)


def _make_imported() -> tuple[str, list[Any]]:
    names = ", ".join(f'"{name}"' for name in ("fingerprint", "row", *OF_IMPORTED))
    sql = f"""
        INSERT INTO dossiers_imported (dossier_id, {names})
        SELECT id, {names} FROM history_staged WHERE known IS NULL ORDER BY row
    """  # noqa: S608 - names of columns only
    return sql, []


def _change_dossiers(told: dict[str, Any], until: datetime | None) -> tuple[str, list[Any]]:
    sets = [f'"{name}" = s."{name}"' for name in OF_DOSSIER]
    sets += ["unit_id = s.lead_unit_id", f"paused_since = {_PAUSED}", "version = d.version + 1"]
    sets += [f"{name} = %s" for name in ("run_id", "changed_at", "changed_by_id")]
    sql = f"""
        UPDATE dossiers_dossier d SET {", ".join(sets)} FROM history_staged s WHERE d.id = s.known AND NOT s.same
    """  # noqa: S608 - names of columns only
    return sql, [until, told["run_id"], told["changed_at"], told["changed_by_id"]]


_TOLD = ("fingerprint", "row", *OF_IMPORTED)
_CHANGE_IMPORTED = f"""
    UPDATE dossiers_imported i SET {", ".join(f'"{name}" = s."{name}"' for name in _TOLD)}
    FROM history_staged s WHERE i.dossier_id = s.known AND NOT s.same
"""  # noqa: S608 - names of columns only

# Undoing

_RESTORED = [str(column.column) for column in Dossier._meta.concrete_fields if not column.primary_key]
_RESTORED_IMPORTED = [str(column.column) for column in Imported._meta.concrete_fields if not column.primary_key]


def _restore(table: str, part: str, key: str, columns: list[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    old = ", ".join(f'w."{name}"' for name in columns)
    return f"""
        UPDATE {table} d SET ({names}) = ROW({old})
        FROM dossiers_replaced r, jsonb_populate_record(NULL::{table}, r.was -> '{part}') w
        WHERE r.run_id = %s AND d.{key} = r.dossier_id
    """  # noqa: S608 - names of tables and columns only


_OF_RUN = "(SELECT id FROM dossiers_dossier WHERE run_id = %s)"
_REMOVE = (
    f"DELETE FROM dossiers_supplement WHERE dossier_id IN {_OF_RUN}",  # noqa: S608 - no value stands in the text
    f"DELETE FROM dossiers_pause WHERE dossier_id IN {_OF_RUN}",  # noqa: S608 - constants
)


def give_back(run_id: UUID) -> tuple[int, int]:
    """Undo a run whole: what it changed as it was before, what it made gone. How many were removed, restored."""
    with connection.cursor() as cursor:
        for statement in _REMOVE:
            cursor.execute(statement, [run_id])
        cursor.execute("SELECT DISTINCT was_run_id FROM dossiers_replaced WHERE run_id = %s", [run_id])
        earlier = [row[0] for row in cursor.fetchall()]
        cursor.execute(_restore("dossiers_imported", "imported", "dossier_id", _RESTORED_IMPORTED), [run_id])
        cursor.execute(_restore("dossiers_dossier", "dossier", "id", _RESTORED), [run_id])
        restored = cursor.rowcount
        cursor.execute("DELETE FROM dossiers_replaced WHERE run_id = %s", [run_id])
        cursor.execute(f"DELETE FROM dossiers_imported WHERE dossier_id IN {_OF_RUN}", [run_id])  # noqa: S608 - constants
        cursor.execute("DELETE FROM dossiers_dossier WHERE run_id = %s", [run_id])
        removed = cursor.rowcount
    for was in earlier:
        lay_waits(was)
    return removed, restored
