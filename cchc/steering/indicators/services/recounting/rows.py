"""What every statement of a recount stands on: of whom, from when to when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from cchc.steering.indicators import rules

ZONE = rules.start_of(date(2000, 1, 1)).tzinfo


@dataclass(frozen=True)
class Counted:
    """What a recount found: above the line, below it, and how many rows for each reason left out."""

    numerator: int
    denominator: int
    left_out: tuple[int, ...]


@dataclass(frozen=True)
class Window:
    """From when to when, of whom, and the day that a moment ends."""

    agency: int
    units: list[int] | None
    start: datetime
    at: datetime

    @property
    def day(self) -> date:
        """The day that the moment ends, or in which it lies."""
        return (self.at - timedelta(microseconds=1)).astimezone(ZONE).date()

    @property
    def params(self) -> dict[str, Any]:
        """What the statements are told."""
        return {
            "agency": self.agency, "everyone": self.units is None, "units": self.units or [], "start": self.start,
            "at": self.at, "day": self.day,
        }  # fmt: skip


def asked(sql: str, window: Window) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, window.params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


OF_AGENCY = """
    SELECT * FROM dossiers_dossier
    WHERE agency_id = %(agency)s AND (%(everyone)s OR lead_unit_id = ANY(%(units)s::bigint[]))
"""
