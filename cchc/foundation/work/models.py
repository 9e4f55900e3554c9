"""What people have to do. The row carries the words of its line in the inbox, so that a list reads one table."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Index, Q
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.models import Agency, Unit, User
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.querysets import WorkItemQuerySet
from cchc.kernel.identifiers import uuid7

OPEN = Q(closed_at=None)
GIVEN = Q(
    closed_at=None, assignee__isnull=False
)  # so that nobody looks for a unit's untaken work among everybody's


class WorkItem(models.Model):
    """One thing to do: in a unit, by a person once assigned, until a moment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("người xử lý"))
    lane = models.CharField(_("trạng thái"), max_length=10, choices=Lane)
    subject_type = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    topic_id = models.BigIntegerField(null=True)  # what a list filters by: the procedure, the book
    label = models.CharField(_("số"), max_length=60)
    who = models.CharField(_("người nộp"), max_length=255)
    title = models.CharField(_("nội dung"), max_length=500)
    step = models.CharField(_("bước"), max_length=255, blank=True)
    progress = models.CharField(_("tiến độ"), max_length=12, blank=True)  # 3/7
    allotted_days = models.DecimalField(_("thời gian của bước"), max_digits=6, decimal_places=2, null=True)
    path = models.CharField(_("trang"), max_length=200)
    search = models.TextField(blank=True)  # folded number, names, digits
    opened_at = models.DateTimeField(_("đến lúc"))
    due_at = models.DateTimeField(_("hạn"), null=True)
    sort_at = models.DateTimeField()  # the due time, or far away where there is none
    paused_since = models.DateTimeField(_("tạm dừng từ"), null=True)
    sender = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("nhận từ"))
    closed_at = models.DateTimeField(_("xong lúc"), null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc")
        indexes = [
            Index(fields=["assignee", "sort_at", "id"], name="work_given", condition=GIVEN),
            Index(fields=["unit", "lane", "sort_at", "id"], name="work_unit", condition=OPEN),
            Index(fields=["closed_by", "-closed_at", "-id"], name="work_done", condition=~OPEN),
            Index(fields=["subject_id"], name="work_subject"),
            GinIndex(SearchVector("search", config="simple"), name="work_search"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.step}"
