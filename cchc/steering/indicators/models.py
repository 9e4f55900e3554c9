"""Which indicator a target is measured by, and values that were declared where nothing counts yet."""

from fractions import Fraction
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import Agency, Unit, User
from cchc.kernel.identifiers import uuid7
from cchc.steering.indicators import choices
from cchc.steering.indicators.querysets import AskingRuleQuerySet, BindingQuerySet, DeclarationQuerySet

SAID_OF = ["agency", "indicator", "reading", "unit", "starts_on", "ends_on"]
APPROVED = Q(state__in=(choices.State.APPROVED, choices.State.REPLACED))
WITHDRAWN = Q(state=choices.State.WITHDRAWN)  # before or after it was approved


class Binding(models.Model):
    """By what a target is measured, from a moment on (cách đo chỉ tiêu). Targets stand above: the key is plain."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    target = models.UUIDField(_("chỉ tiêu"))
    indicator = models.CharField(_("định nghĩa"), max_length=40)
    reading = models.CharField(_("cách đọc"), max_length=40, blank=True)
    period = models.CharField(_("kỳ"), max_length=20, choices=choices.PeriodKind, blank=True)
    minimum_volume = models.PositiveIntegerField(_("số lượng tối thiểu"), null=True)  # None: as defined
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("từ lúc"))
    ended_at = models.DateTimeField(_("đến lúc"), null=True)

    objects = BindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("cách đo chỉ tiêu")
        constraints = [UniqueConstraint(fields=["target"], condition=Q(ended_at=None), name="binding_one_now")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.reading}".strip()


class Declaration(models.Model):
    """A value that somebody states, with evidence, and somebody else approves (giá trị tự khai)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    indicator = models.CharField(_("định nghĩa"), max_length=40)
    reading = models.CharField(_("cách đọc"), max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("đơn vị"))
    starts_on = models.DateField(_("từ ngày"), null=True)  # None: what stood on the day `ends_on`
    ends_on = models.DateField(_("đến ngày"))
    asked_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị khai"))
    approving_unit = models.ForeignKey(  # None: whoever steers in the agency
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("đơn vị duyệt")
    )
    due_on = models.DateField(_("hạn khai"), null=True)
    told = models.CharField(_("đã nhắc"), max_length=12, blank=True)  # the last word told of the due day
    state = models.CharField(_("trạng thái"), max_length=10, choices=choices.State, default=choices.State.ASKED)
    numerator = models.BigIntegerField(_("tử số"), null=True)
    denominator = models.BigIntegerField(_("mẫu số"), null=True)  # None: not known, which is an answer
    value = models.DecimalField(_("giá trị (%)"), max_digits=18, decimal_places=6, null=True)
    note = models.TextField(_("ghi chú"), blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("minh chứng"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    declared_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người khai")
    )
    declared_at = models.DateTimeField(_("khai lúc"), null=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người duyệt")
    )
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True)
    return_reason = models.TextField(_("lý do trả lại"), blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("giá trị tự khai")
        indexes = [Index(fields=["agency", "indicator", "-ends_on"], name="declaration_of")]
        constraints = [
            CheckConstraint(
                name="declaration_not_by_oneself", condition=Q(approved_by=None) | ~Q(approved_by=F("declared_by"))
            ),
            CheckConstraint(name="declaration_approved", condition=WITHDRAWN | (APPROVED ^ Q(approved_at=None))),
            CheckConstraint(
                name="declaration_ends_after_start", condition=Q(starts_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            CheckConstraint(
                name="declaration_part_of_whole",
                condition=Q(numerator=None) | Q(denominator=None) | Q(numerator__lte=F("denominator")),
            ),
            UniqueConstraint(
                fields=SAID_OF, nulls_distinct=False, condition=Q(state=choices.State.APPROVED),
                name="declaration_one_approved",
            ),
            UniqueConstraint(
                fields=SAID_OF, nulls_distinct=False, condition=Q(state__in=choices.OPEN),
                name="declaration_one_open",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} {self.ends_on:%d/%m/%Y}"

    @property
    def share(self) -> Fraction | None:
        """What was declared, as a share: of the two numbers where both are there, else of the percentage."""
        if self.numerator is not None and self.denominator:
            return Fraction(self.numerator, self.denominator)
        return Fraction(self.value) / 100 if self.value is not None else None


class AskingRule(models.Model):
    """How the values of one declared indicator are asked for (lịch yêu cầu khai): of whom, how often, by when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    indicator = models.CharField(_("định nghĩa"), max_length=40)
    is_on = models.BooleanField(_("yêu cầu định kỳ"), default=True)
    asked_unit = models.ForeignKey(  # None: the unit that leads the target, else the one that steers the plan
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("đơn vị khai")
    )
    every = models.CharField(_("mỗi"), max_length=10, choices=choices.Every)
    due_days = models.PositiveSmallIntegerField(_("số ngày làm việc sau khi chốt kỳ"))
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = AskingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("lịch yêu cầu khai")
        constraints = [
            UniqueConstraint(fields=["agency", "indicator"], name="askingrule_once"),
            CheckConstraint(name="askingrule_days", condition=Q(due_days__gte=1, due_days__lte=60)),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.every}"


def _plain_key(model: type[models.Model], words: Any) -> Any:
    """A key that nothing checks or indexes: rows of the counts are written with those that they count."""
    return models.ForeignKey(
        model, models.PROTECT, related_name="+", db_constraint=False, db_index=False, verbose_name=words
    )


class Posting(models.Model):
    """By how much one event changed what a dossier adds to the counts (dòng ghi tăng, giảm): only ever added.

    The n-th of `facts` is one more, or less, by `steps` from the n-th of `moments` on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = _plain_key(Agency, _("cơ quan"))
    unit = _plain_key(Unit, _("đơn vị"))
    subject = models.UUIDField(_("hồ sơ"))
    facts = ArrayField(models.CharField(max_length=60), verbose_name=_("số liệu gốc"))
    moments = ArrayField(models.DateTimeField(), verbose_name=_("từ lúc"))
    sinces = ArrayField(models.DateField(null=True), verbose_name=_("ngày của hồ sơ"))
    steps = ArrayField(models.SmallIntegerField(), verbose_name=_("tăng, giảm"))
    folded = models.BooleanField(_("đã cộng dồn"), default=False)

    class Meta:
        verbose_name = _("dòng ghi tăng, giảm số liệu")
        indexes = [
            Index(fields=["subject"], name="posting_subject"),
            Index(fields=["agency"], name="posting_fresh", condition=Q(folded=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {len(self.facts)}"


class Subtotal(models.Model):
    """The postings of one unit and fact that lie in one half-month, day or moment, added up (số cộng dồn)."""

    agency = _plain_key(Agency, _("cơ quan"))
    unit = _plain_key(Unit, _("đơn vị"))
    fact = models.CharField(_("số liệu gốc"), max_length=60)
    grain = models.CharField(_("cộng theo"), max_length=6, choices=choices.Grain)
    starts_at = models.DateTimeField(_("từ lúc"))
    since = models.DateField(_("nửa tháng của hồ sơ"), null=True)
    n = models.BigIntegerField(_("số lượng"))

    class Meta:
        verbose_name = _("số cộng dồn")
        constraints = [
            UniqueConstraint(
                fields=["agency", "grain", "fact", "starts_at", "unit", "since"], nulls_distinct=False,
                name="subtotal_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.fact} {self.starts_at:%d/%m/%Y}: {self.n}"


class Ledger(models.Model):
    """How far the counts of an agency are kept (sổ số liệu). Without a row: of everything, at every moment."""

    agency = models.OneToOneField(Agency, models.PROTECT, primary_key=True, related_name="+")
    is_complete = models.BooleanField(_("đã ghi đủ"), default=True)  # else figures are counted from the rows
    moments_from = models.DateTimeField(_("giữ từng thời điểm từ"), null=True)  # before: the ends of days

    class Meta:
        verbose_name = _("sổ số liệu")

    def __str__(self) -> str:
        return str(self.agency)
