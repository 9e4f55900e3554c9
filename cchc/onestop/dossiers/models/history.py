"""Files of past dossiers from other systems: each import of one, and how its headings are read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Index, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import Agency, User
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import choices
from cchc.onestop.dossiers.querysets import HistoryRunQuerySet


class Headings(models.Model):
    """What a person said about the columns and words of an agency's export (cách đọc cột), kept for the next."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    digest = models.CharField(max_length=64)  # of the set of headings, folded
    names = ArrayField(models.TextField(), verbose_name=_("tiêu đề cột"))
    columns = models.JSONField(_("cột"), default=dict)  # heading, folded -> what it holds
    words = models.JSONField(_("từ"), default=dict)  # kind of word -> word, folded -> what it means here
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cách đọc cột")
        constraints = [UniqueConstraint(fields=["agency", "digest"], name="headings_once")]

    def __str__(self) -> str:
        return ", ".join(self.names)


class HistoryRun(models.Model):
    """One import of a file of past dossiers (lần nhập hồ sơ cũ): read on trial, then taken in, or withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=choices.RunState)
    name = models.CharField(_("tệp"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("dung lượng"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # until it is taken in
    headings = models.JSONField(_("tiêu đề cột"), default=list)
    samples = models.JSONField(_("dòng đầu"), default=list)
    skip_errors = models.BooleanField(_("bỏ dòng sai"), default=False)
    seen = models.PositiveIntegerField(_("số dòng đã đọc"), default=0)  # so far, for who waits
    total = models.PositiveIntegerField(_("số dòng ước tính"), default=0)
    counts = models.JSONField(_("số lượng"), default=dict)
    errors = models.JSONField(_("lỗi"), default=list)  # the first ones, each with its row
    remarks = models.JSONField(_("lưu ý"), default=dict)  # what was assumed -> in how many rows
    unknown = models.JSONField(_("từ chưa hiểu"), default=dict)  # kind of word -> word -> in how many rows
    fault = models.TextField(_("lý do không nhập được"), blank=True)  # in words; what failed before `failure` was
    failure = models.JSONField(_("lý do không làm được"), default=dict)  # a key of choices.FAILURES, its parts
    until = models.DateTimeField(_("số liệu đến lúc"), null=True)  # the last thing that the file tells of
    begun_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(_("bắt đầu lúc"))
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("nhập lúc"), null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True)
    withdrawn_reason = models.TextField(_("lý do rút lại"), blank=True)
    is_demo = models.BooleanField(default=False)

    objects = HistoryRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhập hồ sơ cũ")
        indexes = [Index(fields=["agency", "-begun_at"], name="historyrun_agency")]

    def __str__(self) -> str:
        return self.name
