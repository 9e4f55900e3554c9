"""One acceptance of a review: who, when, and what it came to; what every kind of row asks of it."""

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from cchc.foundation.identity.models import User
from cchc.steering.plans.choices import Change, RowState
from cchc.steering.plans.models import ImportRow, Plan

LOOKED = (RowState.CONFIRMED, RowState.CORRECTED, RowState.PLACED)


class Acceptance:
    """Counts what was added, changed, removed; `known` are the rows that now name their object."""

    def __init__(self, plan: Plan, by: User | None, at: datetime) -> None:
        self.plan, self.by, self.at, self.day = plan, by, at, localdate(at)
        self.added = self.changed = self.removed = 0
        self.known: list[ImportRow] = []

    def count(self, row: ImportRow, of: UUID) -> None:
        """A row is of an object of the plan."""
        if row.of_id is None:
            self.added += 1
        elif not is_same(row):
            self.changed += 1
        row.of_id = of
        self.known.append(row)

    def count_end(self, row: ImportRow) -> None:
        """What a row was of is over, and does not end again with the next version."""
        self.removed += 1
        row.of_id = None
        self.known.append(row)


def ends(row: ImportRow) -> bool:
    """Whether something of the plan is not to be in it any more."""
    if row.of_id is None:
        return False
    return (row.change == Change.REMOVED) != (row.state == RowState.DISMISSED)


def is_same(row: ImportRow) -> bool:
    """Whether a row says what the plan says already."""
    return row.of_id is not None and row.change == Change.SAME and not row.touched


def fields_of(row: ImportRow) -> set[str]:
    """What differs from the plan: the cells that the document changed, and what a person did."""
    names = {cell["field"] for cell in row.cells}
    return names | set(row.touched)
