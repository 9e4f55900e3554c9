"""What a plan wants to reach: targets, the statements that say so, their milestones, and where they disagree."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.models import Unit, User
from cchc.kernel.identifiers import uuid7
from cchc.steering.plans import choices
from cchc.steering.plans.models.plan import Plan
from cchc.steering.plans.models.tasks import Task
from cchc.steering.plans.querysets import ContradictionQuerySet, TargetQuerySet
from cchc.steering.plans.rules.standing import short_part


class Target(models.Model):
    """One thing that a plan measures (chỉ tiêu); several statements may say what it is to reach, and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    code = models.CharField(_("số"), max_length=20)  # T05
    name = models.CharField(_("tên"), max_length=500)
    definition = models.CharField(_("định nghĩa"), max_length=40, blank=True)  # the key of what it measures
    part = models.CharField(_("nhóm"), max_length=255, blank=True)
    lead = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chủ trì")
    )
    position = models.PositiveIntegerField(_("thứ tự"))
    removed_at = models.DateTimeField(_("không còn trong kế hoạch từ"), null=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("chỉ tiêu")
        ordering = ["position"]
        constraints = [UniqueConstraint(fields=["plan", "code"], name="target_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Statement(models.Model):
    """One figure to be reached, as the plan says it (câu chỉ tiêu): text, comparison, value, unit, year, place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="statements")
    target = models.ForeignKey(Target, models.CASCADE, related_name="statements")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="statements")  # in whose row it stands
    position = models.PositiveIntegerField(_("thứ tự"))
    text = models.TextField(_("nguyên văn"))
    comparison = models.CharField(_("so sánh"), max_length=5, choices=choices.Comparison, blank=True)
    value = models.DecimalField(_("giá trị"), max_digits=18, decimal_places=4, null=True)
    value_to = models.DecimalField(_("đến"), max_digits=18, decimal_places=4, null=True)
    unit = models.CharField(_("đơn vị tính"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("năm"), null=True)
    where = models.CharField(_("chỗ đứng"), max_length=10, choices=choices.Where)
    part = models.CharField(_("phần"), max_length=255, blank=True)
    line = models.PositiveIntegerField(_("dòng"), null=True)
    lines = models.CharField(_("chỗ đứng"), max_length=120, blank=True)
    removed_at = models.DateTimeField(_("không còn trong kế hoạch từ"), null=True)

    class Meta:
        verbose_name = _("câu chỉ tiêu")
        ordering = ["position"]
        indexes = [Index(fields=["plan", "position"], name="statement_plan")]
        constraints = [
            CheckConstraint(
                name="statement_range", condition=Q(value_to=None) | Q(value=None) | Q(value_to__gte=F("value"))
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def short_part(self) -> str:
        """The two lowest headings of its place."""
        return short_part(self.part)


class Milestone(models.Model):
    """What a statement wants by a day; a path through the years has several, any other statement one."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="milestones")
    due_on = models.DateField(_("mốc"))
    value = models.DecimalField(_("giá trị"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("mốc của chỉ tiêu")
        ordering = ["due_on"]
        constraints = [UniqueConstraint(fields=["statement", "due_on"], name="milestone_day")]

    def __str__(self) -> str:
        return f"{self.due_on:%d/%m/%Y}: {self.value:f}"


class Contradiction(models.Model):
    """Two statements of one plan that cannot both be meant (chỗ kế hoạch mâu thuẫn), and why."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="contradictions")
    first = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    second = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    why = models.TextField(_("vì sao"))
    found_by = models.CharField(max_length=10, choices=choices.FoundBy)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=choices.Finding, default=choices.Finding.PROPOSED
    )
    note = models.TextField(_("ghi chú"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ContradictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mâu thuẫn trong kế hoạch")
        constraints = [
            UniqueConstraint(fields=["first", "second"], name="contradiction_once"),
            CheckConstraint(name="contradiction_two", condition=~Q(first=F("second"))),
        ]

    def __str__(self) -> str:
        return self.why[:80]

    @property
    def both(self) -> tuple[Statement, Statement]:
        """The two statements."""
        return self.first, self.second
