"""Reads of stored files."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import QuerySet

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

    def locked(self, pk: UUID) -> StoredFile:
        """The row, held until the transaction ends."""
        return self.select_for_update().get(pk=pk)
