"""What happened, and who looked: rows that are only ever added."""

from django.db import models
from django.db.models.functions import Now

from cchc.foundation.audit.querysets import EntryQuerySet
from cchc.kernel.identifiers import uuid7


class Entry(models.Model):
    """One fact of the office: an event, or a look at personal data (Luật 91/2025/QH15).

    `at` is the event's own time, `recorded_at` the database's clock, so that times passed in cannot forge history.
    Ids are plain: this room stands below those whose rows they name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại", max_length=60)
    at = models.DateTimeField("xảy ra lúc")
    recorded_at = models.DateTimeField("ghi lúc", db_default=Now(), editable=False)
    by_id = models.BigIntegerField("người thực hiện", null=True)
    subject_type = models.CharField("loại đối tượng", max_length=40, blank=True)
    subject_id = models.CharField("đối tượng", max_length=40, blank=True)
    content = models.JSONField("nội dung", default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "mục nhật ký"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["by_id", "-at"], name="audit_by"),
            models.Index(fields=["-at", "-id"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d/%m/%Y %H:%M}"
