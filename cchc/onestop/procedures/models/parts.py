"""The lines of a version: limits, fees, papers, steps, laws."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Unit
from cchc.onestop.procedures import choices, rules
from cchc.onestop.procedures.models.catalogue import Version


class Part(models.Model):
    """A line of a version; lines keep the order in which the authority lists them."""

    order = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta:
        abstract = True
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order}"


class TimeLimit(Part):
    """A time limit, for a channel or a case; what the source does not say is empty."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="limits")
    channel = models.CharField(_("cách thức"), max_length=10, choices=choices.Channel, blank=True)
    case = models.CharField(_("trường hợp"), max_length=1000, blank=True)
    amount = models.DecimalField(_("thời hạn"), max_digits=7, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("đơn vị tính"), max_length=12, choices=choices.Unit, blank=True)
    text = models.TextField(_("mô tả"), blank=True)
    text_en = models.TextField(_("mô tả tiếng Anh"), blank=True)

    class Meta(Part.Meta):
        verbose_name = _("thời hạn giải quyết")
        constraints = [
            UniqueConstraint(fields=["version", "order"], name="limit_order"),
            CheckConstraint(name="limit_positive", condition=Q(amount=None) | Q(amount__gte=0)),
        ]

    def as_part(self) -> rules.TimeLimit:
        """The line as data."""
        return rules.TimeLimit(
            channel=self.channel, case=self.case, amount=self.amount, unit=self.unit, text=self.text,
            text_en=self.text_en,
        )  # fmt: skip


class Fee(Part):
    """A charge or fee: an amount, a formula, or not known."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="fees")
    kind = models.CharField(_("loại"), max_length=6, choices=choices.FeeKind, default=choices.FeeKind.FEE)
    name = models.CharField(_("tên"), max_length=500)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=500, blank=True)
    channel = models.CharField(_("cách thức"), max_length=10, choices=choices.Channel, blank=True)
    case = models.CharField(_("trường hợp"), max_length=1000, blank=True)
    amount = models.DecimalField(_("mức thu (đồng)"), max_digits=15, decimal_places=0, null=True, blank=True)
    formula = models.CharField(_("công thức"), max_length=rules.LONGEST_FORMULA, blank=True)
    variables = models.JSONField(_("tên dùng trong công thức"), default=list)
    text = models.TextField(_("mô tả"), blank=True)

    class Meta(Part.Meta):
        verbose_name = _("phí, lệ phí")
        constraints = [
            UniqueConstraint(fields=["version", "order"], name="fee_order"),
            CheckConstraint(name="fee_positive", condition=Q(amount=None) | Q(amount__gte=0)),
            CheckConstraint(name="fee_amount_or_formula", condition=Q(amount=None) | Q(formula="")),
        ]

    def as_part(self) -> rules.Fee:
        """The line as data."""
        return rules.Fee(
            name=self.name, kind=self.kind, channel=self.channel, case=self.case, amount=self.amount,
            formula=self.formula, text=self.text, name_en=self.name_en,
            variables=tuple(rules.from_json(rules.Variable, row) for row in self.variables),
        )  # fmt: skip


class PaperRequired(Part):
    """A paper that a dossier must have (thành phần hồ sơ)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="papers")
    key = models.CharField(_("mã"), max_length=80)
    name = models.TextField(_("tên giấy tờ"))
    name_en = models.TextField(_("tên tiếng Anh"), blank=True)
    originals = models.PositiveSmallIntegerField(_("số bản chính"), null=True, default=1)
    copies = models.PositiveSmallIntegerField(_("số bản sao"), null=True, default=0)
    required = models.BooleanField(_("bắt buộc"), default=True)
    case = models.CharField(_("trường hợp"), max_length=1000, blank=True)
    kind = models.CharField(_("loại giấy tờ"), max_length=80, blank=True)
    template_name = models.CharField(_("mẫu đơn, tờ khai"), max_length=500, blank=True)
    template_url = models.URLField(_("địa chỉ mẫu"), max_length=500, blank=True)
    by_form = models.BooleanField(_("lập từ nội dung khai trực tuyến"), default=False)
    replaced_by = models.CharField(_("kết quả thay thế"), max_length=60, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta(Part.Meta):
        verbose_name = _("giấy tờ phải nộp")
        constraints = [
            UniqueConstraint(fields=["version", "order"], name="paper_order"),
            UniqueConstraint(fields=["version", "key"], name="paper_key"),
        ]

    def as_part(self) -> rules.PaperRequired:
        """The line as data."""
        return rules.PaperRequired(
            key=self.key, name=self.name, originals=self.originals, copies=self.copies, required=self.required,
            case=self.case, kind=self.kind, template_name=self.template_name, template_url=self.template_url,
            by_form=self.by_form, replaced_by=self.replaced_by, note=self.note, name_en=self.name_en,
        )  # fmt: skip


class Step(Part):
    """A step of the internal process: who, how long, what comes out, what may follow."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="steps")
    key = models.CharField(_("mã bước"), max_length=60)
    name = models.CharField(_("tên bước"), max_length=300)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # None: the counter
    unit_code = models.CharField(_("ký hiệu đơn vị"), max_length=30, blank=True)
    right = models.CharField(_("quyền cần có"), max_length=30, choices=Right)
    role = models.CharField(_("người thực hiện"), max_length=200, blank=True)
    days = models.DecimalField(_("thời gian (ngày làm việc)"), max_digits=6, decimal_places=2)
    result = models.CharField(_("kết quả bước"), max_length=500, blank=True)
    moves = models.JSONField(_("hướng đi tiếp"), default=list)

    class Meta(Part.Meta):
        verbose_name = _("bước")
        constraints = [
            UniqueConstraint(fields=["version", "order"], name="step_order"),
            UniqueConstraint(fields=["version", "key"], name="step_key"),
            CheckConstraint(name="step_days", condition=Q(days__gte=0)),
        ]

    def as_part(self) -> rules.Step:
        """The line as data, with the unit as it stands now."""
        return rules.Step(
            key=self.key, order=self.order, name=self.name, right=self.right, days=self.days,
            unit_code=self.unit_code, unit_id=self.unit_id, unit_name=self.unit.name if self.unit else "",
            role=self.role, result=self.result, name_en=self.name_en,
            moves=tuple(rules.from_json(rules.Move, row) for row in self.moves),
        )  # fmt: skip


class LegalBasis(Part):
    """A legal text on which the procedure stands (căn cứ pháp lý)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="legal_bases")
    number = models.CharField(_("số, ký hiệu"), max_length=200)
    title = models.TextField(_("trích yếu"), blank=True)
    url = models.URLField(_("địa chỉ"), max_length=500, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    effective_on = models.DateField(_("ngày hiệu lực"), null=True, blank=True)
    issued_by = models.CharField(_("cơ quan ban hành"), max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("căn cứ pháp lý")
        constraints = [UniqueConstraint(fields=["version", "order"], name="legalbasis_order")]

    def as_part(self) -> rules.LegalBasis:
        """The line as data."""
        return rules.LegalBasis(
            number=self.number, title=self.title, url=self.url, issued_on=self.issued_on,
            effective_on=self.effective_on, issued_by=self.issued_by,
        )  # fmt: skip
