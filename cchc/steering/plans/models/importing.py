"""How a document becomes a plan: the file, what was read, what a person said of each row."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import Agency, User
from cchc.kernel.identifiers import uuid7
from cchc.steering.plans import choices
from cchc.steering.plans.models.plan import Plan
from cchc.steering.plans.querysets import ImportRowQuerySet, PlanImportQuerySet


class PlanImport(models.Model):
    """The reading of one document, kept with its file until somebody accepts or abandons it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    name = models.CharField(_("tên tệp"), max_length=255)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("tệp"))
    reading = models.JSONField(_("kết quả đọc"))  # as the reader gave it, never changed
    source = models.JSONField(_("nguyên văn"), default=list)  # [{"ordinal", "place", "text"}]: every line
    updates = models.ForeignKey(
        Plan, models.PROTECT, null=True, related_name="+", verbose_name=_("đọc lại của kế hoạch")
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, related_name="imports", verbose_name=_("thành kế hoạch")
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=choices.ImportState, default=choices.ImportState.REVIEWING
    )
    version = models.PositiveIntegerField(default=0)
    begun_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(_("bắt đầu lúc"))
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("lưu lúc"))
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("xong lúc"), null=True)

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhập kế hoạch")
        indexes = [Index(fields=["agency", "-begun_at", "-id"], name="planimport_agency")]
        constraints = [
            CheckConstraint(
                name="planimport_closed",
                condition=Q(state=choices.ImportState.REVIEWING) ^ Q(closed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One thing that was read: its lines, what the reader made of it, what a person made of that."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    whole = models.ForeignKey(PlanImport, models.CASCADE, related_name="rows")
    kind = models.CharField(_("loại"), max_length=10, choices=choices.RowKind)
    read_kind = models.CharField(
        _("đọc là"), max_length=10, choices=choices.RowKind, blank=True
    )  # empty: split off
    split_from = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    position = models.PositiveIntegerField(_("thứ tự"))
    line = models.PositiveIntegerField(_("dòng"), null=True)
    lines = models.CharField(_("chỗ đứng"), max_length=120, blank=True)  # "dòng 47", "Phụ lục, hàng 12"
    ordinals = models.JSONField(default=list)  # which lines of `PlanImport.source`
    text = models.TextField(_("nguyên văn"))
    read = models.JSONField(_("đọc được"), default=dict)  # never changed
    value = models.JSONField(_("sau khi xem"), default=dict)
    touched = models.JSONField(default=list)  # the fields that a person changed in this review
    doubts = models.JSONField(_("điều chưa chắc"), default=list)  # [{"code", "words", ...}], worst first
    weight = models.PositiveSmallIntegerField(_("mức chưa chắc"), default=0)  # what is least sure comes first
    state = models.CharField(_("trạng thái"), max_length=10, choices=choices.RowState)
    reason = models.TextField(_("lý do"), blank=True)
    change = models.CharField(_("so với kế hoạch"), max_length=10, choices=choices.Change, blank=True)
    cells = models.JSONField(_("ô đổi"), default=list)  # [{"field", "was", "now"}]
    of_id = models.UUIDField(_("dòng của kế hoạch"), null=True)  # the task, statement or commitment that it is
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("xem lúc"), null=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng đọc được")
        ordering = ["position"]
        indexes = [
            Index(fields=["whole", "position"], name="importrow_order"),
            Index(fields=["whole", "-weight", "position"], name="importrow_unsure"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.lines}"
