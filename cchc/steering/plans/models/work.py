"""How a task goes: its periods, its people, notes, evidence, hand-overs, and what was told about its date."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import Unit, User
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.procedures.models import Version
from cchc.steering.plans import choices
from cchc.steering.plans.models.tasks import Product, Task
from cchc.steering.plans.querysets import EvidenceQuerySet, PeriodQuerySet

OPEN = Q(state__in=choices.OPEN)


class Period(models.Model):
    """One time that a task is done (kỳ): a recurring task has many, any other one. Its key is that of its work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, models.CASCADE, related_name="periods")
    label = models.CharField(_("kỳ"), max_length=60, blank=True)  # "quý II/2025"; empty where there is only one
    starts_on = models.DateField(_("từ ngày"))
    due_on = models.DateField(_("hạn"), null=True)
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=choices.State, default=choices.State.NOT_STARTED
    )
    opened_at = models.DateTimeField(_("mở lúc"))
    started_at = models.DateTimeField(_("bắt đầu lúc"), null=True)
    proposed_at = models.DateTimeField(_("đề nghị lúc"), null=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("lý do"), blank=True)  # why it was returned, or is no longer done

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("kỳ thực hiện")
        ordering = ["starts_on"]
        indexes = [Index(fields=["due_on"], name="period_due", condition=OPEN)]
        constraints = [
            UniqueConstraint(fields=["task", "starts_on"], name="period_once"),
            CheckConstraint(name="period_closed", condition=OPEN ^ Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.task.code} {self.label}".strip()


class Stage(models.Model):
    """A step on the way of a task (mốc thực hiện): what is to be reached by a day, and who said that it is."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    text = models.CharField(_("mốc thực hiện"), max_length=500)
    due_on = models.DateField(_("hạn"), null=True)
    reached_on = models.DateField(_("đạt ngày"), null=True)
    reached_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("mốc thực hiện")
        ordering = ["position", "pk"]
        constraints = [
            CheckConstraint(name="stage_reached", condition=Q(reached_on__isnull=False) | Q(reached_by=None))
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Assignee(models.Model):
    """A person to whom a task was given, from a moment to a moment."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignees")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("người thực hiện"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("giao lúc"))
    ended_at = models.DateTimeField(_("thôi lúc"), null=True)

    class Meta:
        verbose_name = _("người thực hiện nhiệm vụ")
        ordering = ["at", "pk"]
        indexes = [Index(fields=["user"], name="assignee_now", condition=Q(ended_at=None))]
        constraints = [UniqueConstraint(fields=["task", "user"], condition=Q(ended_at=None), name="assignee_once")]

    def __str__(self) -> str:
        return str(self.user)


class ProgressNote(models.Model):
    """How far a period of a task has come, in words: who said it and when, never changed afterwards."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="notes")
    act = models.CharField(_("việc"), max_length=10, choices=choices.Act)
    text = models.TextField(_("nội dung"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("ghi chú tiến độ")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Evidence(models.Model):
    """What proves a task (minh chứng): a file, or a row of the program that only those see who may see it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    period = models.ForeignKey(Period, models.CASCADE, related_name="evidence")
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="evidence")
    label = models.CharField(_("tên minh chứng"), max_length=500)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("tệp"))
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+", verbose_name=_("hồ sơ"))
    procedure = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="+", verbose_name=_("phiên bản thủ tục")
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("thêm lúc"))
    removed_at = models.DateTimeField(_("bỏ lúc"), null=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("minh chứng")
        ordering = ["at", "pk"]
        constraints = [
            CheckConstraint(
                name="evidence_of_one_kind",
                condition=Q(file__isnull=False, dossier=None, procedure=None)
                | Q(file=None, dossier__isnull=False, procedure=None)
                | Q(file=None, dossier=None, procedure__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.label


class HandedOn(models.Model):
    """A task went from one unit to another, and why: its lead was abolished, or the plan's office said so."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="handed_on")
    role = models.CharField(_("vai trò"), max_length=12, choices=choices.Role)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("từ"))
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("sang"))
    on = models.DateField(_("từ ngày"))
    reason = models.TextField(_("lý do"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("chuyển giao nhiệm vụ")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.from_unit} → {self.to_unit}"


class Reminder(models.Model):
    """What was told about the due day of a period, so that nobody is told twice."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="reminders")
    told = models.CharField(_("nhắc"), max_length=10, choices=choices.Told)
    due_on = models.DateField(_("hạn"))  # a date that was moved is told anew
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("nhắc việc")
        constraints = [UniqueConstraint(fields=["period", "told", "due_on"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.period} {self.told}"
