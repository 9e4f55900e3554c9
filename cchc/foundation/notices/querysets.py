"""Reads of notices."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from cchc.kernel.paging import capped_count

if TYPE_CHECKING:
    from cchc.foundation.notices.models import Notice, Unwanted


class NoticeQuerySet(QuerySet["Notice"]):
    """Notices, to be chained."""

    def of(self, user: Any) -> Self:
        """What was told to one person, in the page."""
        return self.filter(user=user.pk)

    def unread(self) -> Self:
        """Those not read yet."""
        return self.filter(read_at=None)

    def about(self, subject_type: str, subject_id: object) -> Self:
        """What was told about one thing, newest first."""
        return self.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("-created_at", "-id")

    def to_be_sent(self) -> Self:
        """Those that an e-mail should carry and none has."""
        return self.filter(~Q(email=""), emailed_at=None)

    def undelivered(self, before: datetime) -> Self:
        """Those whose e-mail failed or has waited since before a moment: what the administrator looks into."""
        late = Q(failed_at__isnull=False) | Q(created_at__lt=before)
        return self.to_be_sent().filter(late).order_by("created_at")

    def locked(self, pk: UUID) -> Notice | None:
        """The row, held until the transaction ends; None where it is gone or another worker holds it."""
        return self.select_for_update(skip_locked=True, of=("self",)).select_related("user").filter(pk=pk).first()


class UnwantedQuerySet(QuerySet["Unwanted"]):
    """Kinds of letters that people do without, to be chained."""

    def of(self, user: Any) -> set[str]:
        """The kinds that one person does without."""
        return set(self.filter(user=user.pk).values_list("kind", flat=True))


def unread_count(user: Any) -> int:
    """How many notices a person has not read; never more than 100, since nobody counts further."""
    notices: NoticeQuerySet = apps.get_model("notices.Notice")._default_manager.all()
    return capped_count(notices.of(user).unread(), 99)
