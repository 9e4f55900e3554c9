"""A file that somebody brought: whose it is, what it is, where its bytes lie."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.choices import State
from cchc.foundation.files.querysets import StoredFileQuerySet
from cchc.foundation.identity.models import Agency, User
from cchc.kernel.identifiers import uuid7


class StoredFile(models.Model):
    """One file as it was taken: a PDF, or a photo made into one. Who may see it is said by the room that keeps it.

    The bytes lie under their own hash, so the same content brought twice is stored once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    name = models.CharField(_("tên tệp"), max_length=255)
    kind = models.CharField(_("loại"), max_length=120)  # application/pdf
    size = models.PositiveIntegerField(_("dung lượng"))  # bytes
    sha256 = models.CharField(_("mã băm"), max_length=64)
    pages = models.PositiveIntegerField(_("số trang"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người tải lên")
    )
    uploaded_at = models.DateTimeField(_("tải lên lúc"))
    scanned_at = models.DateTimeField(_("kiểm tra lúc"), null=True)
    threat = models.CharField(_("mã độc"), max_length=200, blank=True)  # the name that the scanner gave

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp")
        indexes = [
            Index(fields=["sha256"], name="file_sha256"),
            Index(fields=["uploaded_at"], name="file_pending", condition=Q(state=State.PENDING)),
        ]
        constraints = [
            CheckConstraint(name="file_infected", condition=Q(state=State.INFECTED) ^ Q(threat="")),
            CheckConstraint(name="file_sha256_form", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return self.name
