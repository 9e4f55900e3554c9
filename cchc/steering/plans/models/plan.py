"""A plan with its groups, its commitments, and the plans that it comes from or answers."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import Agency, Unit, User
from cchc.kernel.identifiers import uuid7
from cchc.steering.plans import choices
from cchc.steering.plans.querysets import CommitmentQuerySet, FigureReleaseQuerySet, PlanQuerySet
from cchc.steering.plans.rules.standing import short_part


class Plan(models.Model):
    """A plan as it was issued (kế hoạch): its head as printed, its period, who steers it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="plans", verbose_name=_("cơ quan"))
    slug = models.CharField(_("đường dẫn"), max_length=80, unique=True)
    kind = models.CharField(_("loại"), max_length=12, choices=choices.PlanKind)
    number = models.CharField(_("số"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=255, blank=True)
    title = models.CharField(_("tên"), max_length=500)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"))
    grounds = models.JSONField(_("căn cứ"), default=list, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("văn bản"))
    steering_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị theo dõi kế hoạch")
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=choices.PlanState, default=choices.PlanState.IN_FORCE
    )
    published_at = models.DateTimeField(_("công khai lúc"), null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("chấp nhận lúc"))
    is_demo = models.BooleanField(_("dữ liệu minh họa"), default=False)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("kế hoạch")
        indexes = [Index(fields=["agency", "-starts_on", "id"], name="plan_agency")]
        constraints = [CheckConstraint(name="plan_ends_after_start", condition=Q(ends_on__gte=F("starts_on")))]

    def __str__(self) -> str:
        return self.title


class FigureRelease(models.Model):
    """The figures of a plan's targets as the office published them on a day (đợt công bố số liệu).

    `rows` are what was published, word by word: a later correction is published anew, and never changes them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="releases")
    as_of = models.DateField(_("số liệu đến ngày"))
    rows = models.JSONField(_("số liệu"))
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("công bố lúc"))
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("thu hồi lúc"), null=True)
    reason = models.TextField(_("lý do thu hồi"), blank=True)

    objects = FigureReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt công bố số liệu")
        indexes = [Index(fields=["plan", "-published_at"], name="release_of_plan")]

    def __str__(self) -> str:
        return f"{self.plan} {self.as_of:%d/%m/%Y}"


class PlanLink(models.Model):
    """Why a plan names another: the yearly one carries out the one of several years, ours answers theirs."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="links")
    other = models.ForeignKey(Plan, models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("quan hệ"), max_length=10, choices=choices.LinkKind)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("liên kết kế hoạch")
        constraints = [
            UniqueConstraint(fields=["plan", "other", "kind"], name="planlink_once"),
            CheckConstraint(name="planlink_two_plans", condition=~Q(plan=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_kind_display()} {self.other}"


class TaskGroup(models.Model):
    """A group of tasks (nhóm nhiệm vụ), or a heading inside one, as the plan numbers them."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="groups")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="subgroups")
    number = models.CharField(_("số"), max_length=20)
    name = models.CharField(_("tên"), max_length=500)
    position = models.PositiveIntegerField(_("thứ tự"))
    line = models.PositiveIntegerField(_("dòng"), null=True)

    class Meta:
        verbose_name = _("nhóm nhiệm vụ")
        ordering = ["position"]
        constraints = [
            UniqueConstraint(fields=["plan", "parent", "number"], name="taskgroup_number", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Commitment(models.Model):
    """What a plan promises without a figure (cam kết): carried by tasks and targets, or by nothing yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="commitments")
    position = models.PositiveIntegerField(_("thứ tự"))
    text = models.TextField(_("nội dung"))
    part = models.CharField(_("phần"), max_length=255, blank=True)  # II.2, as the plan heads it
    line = models.PositiveIntegerField(_("dòng"), null=True)
    lines = models.CharField(_("chỗ đứng"), max_length=120, blank=True)
    time_text = models.CharField(_("thời gian"), max_length=500, blank=True)
    due_on = models.DateField(_("hạn"), null=True)
    removed_at = models.DateTimeField(_("không còn trong kế hoạch từ"), null=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("cam kết")
        ordering = ["position"]
        indexes = [Index(fields=["plan", "position"], name="commitment_plan")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def short_part(self) -> str:
        """The two lowest headings of its place."""
        return short_part(self.part)


class CommitmentLink(models.Model):
    """A task or a target that carries a commitment: proposed by likeness, or said by a person."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="carried_by")
    task = models.ForeignKey("plans.Task", models.CASCADE, null=True, related_name="carries")
    target = models.ForeignKey("plans.Target", models.CASCADE, null=True, related_name="carries")
    found_by = models.CharField(max_length=10, choices=choices.FoundBy)
    confidence = models.PositiveSmallIntegerField(_("độ khớp"), null=True)  # of a hundred
    confirmed = models.BooleanField(_("đã xác nhận"), default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("việc thực hiện cam kết")
        constraints = [
            CheckConstraint(name="commitmentlink_one_end", condition=Q(task=None) ^ Q(target=None)),
            UniqueConstraint(
                fields=["commitment", "task", "target"], name="commitmentlink_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} ← {self.task or self.target}"
