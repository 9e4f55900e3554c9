"""Reads of the record."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from cchc.foundation.audit.models import Entry


class EntryQuerySet(QuerySet["Entry"]):
    """Entries, to be chained."""

    def about(self, subject_type: str, subject_id: object) -> Self:
        """What happened to one thing, oldest first."""
        return self.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("at", "id")

    def looks(self) -> Self:
        """Looks at personal data only."""
        return self.filter(kind="Looked")
