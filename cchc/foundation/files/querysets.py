"""Reads of stored files."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from cchc.foundation.files.choices import State

if TYPE_CHECKING:
    from cchc.foundation.files.models import StoredFile


class StoredFileQuerySet(QuerySet["StoredFile"]):
    """Stored files, to be chained."""

    def waiting_for_scan(self, since_before: datetime) -> Self:
        """Those that the scanner should have looked at by now."""
        return self.filter(state=State.PENDING, uploaded_at__lt=since_before)

    def unscanned(self) -> Self:
        """Those taken while no scanner was configured."""
        return self.filter(state=State.UNSCANNED)

    def unclaimed(self) -> Self:
        """Those that no row of any room keeps: a page was opened, a file sent up, and the page never finished."""
        found = self
        for relation in self.model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete:
                keeper: Any = relation
                rows = keeper.related_model._base_manager.filter(**{keeper.field.name: OuterRef("pk")})
                found = found.exclude(Exists(rows))
        return found

    def locked(self, pk: UUID) -> StoredFile:
        """The row, held until the transaction ends."""
        return self.select_for_update().get(pk=pk)
