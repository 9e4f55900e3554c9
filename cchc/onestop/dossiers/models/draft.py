"""What an applicant has begun and not yet filed: kept field by field, gone after a while."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import User
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import choices
from cchc.onestop.dossiers.models.dossier import Attachment, Dossier
from cchc.onestop.procedures.models import Version


class Draft(models.Model):
    """A form being filled in (bản nháp), by an account or by whoever holds its secret."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    secret = models.CharField(max_length=64, blank=True)  # hash of the code in the browser's signed cookie
    rules = models.ForeignKey(Version, models.PROTECT, related_name="+")
    behalf = models.CharField(_("nộp cho ai"), max_length=10, choices=choices.Behalf, default=choices.Behalf.SELF)
    eligibility = models.JSONField(default=dict)
    person = models.JSONField(_("người nộp, chủ hồ sơ"), default=dict)
    answers = models.JSONField(_("nội dung khai"), default=dict)
    saved = models.JSONField(default=dict)  # step -> moment of its last save: which text is the older one
    created_at = models.DateTimeField(_("bắt đầu lúc"))
    saved_at = models.DateTimeField(_("lưu lúc"))
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    warned_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    dossier = models.OneToOneField(Dossier, models.SET_NULL, null=True, related_name="draft")

    class Meta:
        verbose_name = _("bản nháp")
        indexes = [
            Index(fields=["owner", "-saved_at"], name="draft_owner", condition=Q(dossier=None)),
            Index(fields=["expires_at"], name="draft_expires", condition=Q(dossier=None)),
        ]
        constraints = [CheckConstraint(name="draft_someone", condition=~Q(owner=None, secret=""))]

    def __str__(self) -> str:
        return f"{self.rules} {self.saved_at:%d/%m/%Y}"


class DraftPaper(models.Model):
    """A file put to a paper of a draft: uploaded now, or reused from an accepted dossier of one's own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="papers")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    reused_from = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tệp của bản nháp")
        constraints = [UniqueConstraint(fields=["draft", "key", "file"], name="draftpaper_file")]

    def __str__(self) -> str:
        return f"{self.key} {self.file}"
