"""What a plan asks to be done: tasks as printed, who leads and helps, what comes out."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.models import Unit, User
from cchc.kernel.identifiers import uuid7
from cchc.steering.plans import choices
from cchc.steering.plans.models.plan import Plan, TaskGroup
from cchc.steering.plans.querysets import TaskQuerySet

OPEN = Q(state__in=choices.OPEN)


class Task(models.Model):
    """A task (nhiệm vụ): what the plan says of it, and where it stands now.

    `state`, `due_on`, `due_at` repeat those of the period that is due first, so that a list reads one table.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    kind = models.CharField(_("loại"), max_length=10, choices=choices.TaskKind)
    group = models.ForeignKey(TaskGroup, models.PROTECT, null=True, related_name="tasks")
    subgroup = models.ForeignKey(TaskGroup, models.PROTECT, null=True, related_name="subtasks")
    mark = models.CharField(_("số"), max_length=40, db_column="code")  # II.03
    nth = models.PositiveSmallIntegerField(  # 2: the plan gives this number to a second row
        _("dòng thứ"), default=1, db_default=1
    )
    slug = models.CharField(max_length=60)  # ii-03
    number = models.CharField(_("số trong nhóm"), max_length=20, blank=True)  # as printed
    position = models.PositiveIntegerField(_("thứ tự"))
    text = models.TextField(_("nhiệm vụ"))
    line = models.PositiveIntegerField(_("dòng"), null=True)
    lines = models.CharField(_("chỗ đứng"), max_length=120, blank=True)

    note = models.TextField(_("ghi chú của kế hoạch"), blank=True)
    time_text = models.CharField(_("thời gian ghi trong kế hoạch"), max_length=500, blank=True)
    time_kind = models.CharField(
        _("loại thời gian"), max_length=10, choices=choices.TimeKind, default=choices.TimeKind.BLANK
    )
    starts_on = models.DateField(_("từ ngày"), null=True)
    ends_on = models.DateField(_("hạn trong kế hoạch"), null=True)  # of all of it; periods have their own
    every = models.CharField(_("lặp lại"), max_length=10, choices=choices.Every, blank=True)
    every_month = models.PositiveSmallIntegerField(_("tháng"), null=True)
    every_day = models.PositiveSmallIntegerField(_("ngày"), null=True)
    periods_from = models.DateField(_("mở kỳ từ"))  # earlier periods were over when the plan came in

    budget = models.DecimalField(_("kinh phí"), max_digits=18, decimal_places=0, null=True)  # đồng
    budget_source = models.CharField(_("nguồn kinh phí"), max_length=255, blank=True)

    state = models.CharField(
        _("trạng thái"), max_length=12, choices=choices.State, default=choices.State.NOT_STARTED
    )
    due_on = models.DateField(_("hạn"), null=True)
    proposed_on = models.DateField(_("đề nghị ngày"), null=True)
    done_on = models.DateField(_("hoàn thành ngày"), null=True)
    sort_on = models.DateField()  # the due day, or far away where there is none

    removed_at = models.DateTimeField(_("không còn trong kế hoạch từ"), null=True)
    version = models.PositiveIntegerField(default=0)
    former = models.JSONField(_("địa chỉ trước đây"), default=list)  # where it stood under other numbers
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhiệm vụ")
        ordering = ["position"]
        indexes = [
            Index(fields=["plan", "position"], name="task_plan"),
            Index(fields=["due_on"], name="task_due", condition=OPEN),
        ]
        constraints = [
            UniqueConstraint(fields=["plan", "slug"], name="task_slug"),
            CheckConstraint(name="task_budget", condition=Q(budget=None) | Q(budget__gte=0)),
            CheckConstraint(
                name="task_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:80]}"

    @property
    def code(self) -> str:
        """What it is called, in the language of the page: "II.03", "II.08 (dòng thứ hai)"."""
        return choices.numbered(self.mark, self.nth)

    @property
    def label(self) -> str:
        """The same in figures alone, for what is kept and read in two languages: "II.08 (2)"."""
        return self.mark if self.nth < 2 else f"{self.mark} ({self.nth})"


class Party(models.Model):
    """Who leads a task or helps in it, as printed: a unit, a circle of units, or an agency outside."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="parties")
    role = models.CharField(_("vai trò"), max_length=12, choices=choices.Role)
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    printed = models.CharField(_("tên ghi trong kế hoạch"), max_length=500)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("đơn vị")
    )  # who has it now
    circle = models.CharField(_("nhóm đơn vị"), max_length=16, choices=choices.Circle, blank=True)
    confidence = models.PositiveSmallIntegerField(_("độ khớp"), null=True)  # of a hundred

    class Meta:
        verbose_name = _("đơn vị thực hiện nhiệm vụ")
        ordering = ["role", "position"]
        indexes = [Index(fields=["unit", "role"], name="party_unit")]
        constraints = [CheckConstraint(name="party_unit_or_circle", condition=Q(unit=None) | Q(circle=""))]

    def __str__(self) -> str:
        return self.printed


class Product(models.Model):
    """What is to come out of a task (sản phẩm)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="products")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    text = models.TextField(_("sản phẩm"))
    if_any = models.BooleanField(_("nếu có"), default=False)

    class Meta:
        verbose_name = _("sản phẩm của nhiệm vụ")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text[:80]
