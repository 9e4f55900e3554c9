"""The catalogue of procedures: versions with their parts, where they are filed, and words that lead to them."""

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, DateField, F, Func, Q, UniqueConstraint, Value
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.choices import ApplicantKind, Right
from cchc.foundation.identity.models import Agency, Unit, User
from cchc.onestop.procedures import choices, rules
from cchc.onestop.procedures.querysets import ProcedureQuerySet, VersionQuerySet

DRAFT = Q(state=choices.State.DRAFT)
# The embedded PostgreSQL has no btree_gist, so a number is compared as the range that holds it alone.
ONE_PROCEDURE = Func(F("procedure"), F("procedure"), Value("[]"), function="int8range")


def _days(start: str, end: str) -> Func:
    return Func(F(start), F(end), Value("[]"), function="daterange", output_field=DateField())


class Field(models.Model):
    """A field of administration (lĩnh vực)."""

    key = models.CharField(_("mã lĩnh vực"), max_length=200, unique=True)  # G15-TP07, or the folded name
    name = models.CharField(_("tên"), max_length=300)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lĩnh vực")

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """An administrative procedure of an agency (thủ tục hành chính); what it says stands in its versions."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="procedures", verbose_name=_("cơ quan"))
    code = models.CharField(_("mã thủ tục"), max_length=60)  # 1.000449, without a province's suffix

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("thủ tục hành chính")
        constraints = [UniqueConstraint(fields=["agency", "code"], name="procedure_code")]

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    """What a procedure says from a day to a day. Published, it never changes; a dossier keeps its own."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("phiên bản"))
    state = models.CharField(_("trạng thái"), max_length=12, choices=choices.State, default=choices.State.DRAFT)
    effective_from = models.DateField(_("có hiệu lực từ"), null=True, blank=True)  # of a draft: proposed
    effective_to = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    published_at = models.DateTimeField(_("công bố lúc"), null=True)
    withdrawn_reason = models.CharField(_("lý do bãi bỏ"), max_length=500, blank=True)
    content_hash = models.CharField(max_length=64)
    search = models.TextField(blank=True)  # folded code, name, keywords
    warnings = ArrayField(models.TextField(), default=list, verbose_name=_("lưu ý"))  # written along
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    # NĐ 63/2010/NĐ-CP, art. 8
    name = models.CharField(_("tên thủ tục"), max_length=1000)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=1000, blank=True)
    summary = models.TextField(_("tóm tắt"), blank=True)
    summary_en = models.TextField(_("tóm tắt tiếng Anh"), blank=True)
    sequence = models.TextField(_("trình tự thực hiện"), blank=True)
    manner = models.TextField(_("cách thức thực hiện"), blank=True)
    sets = models.PositiveSmallIntegerField(_("số bộ hồ sơ"), null=True, blank=True)
    papers_text = models.TextField(_("thành phần hồ sơ, nguyên văn"), blank=True)
    subjects = ArrayField(models.CharField(max_length=500), default=list, verbose_name=_("đối tượng thực hiện"))
    applicant_kinds = ArrayField(
        models.CharField(max_length=15, choices=ApplicantKind), default=list, verbose_name=_("loại chủ hồ sơ")
    )
    executing_agency = models.TextField(_("cơ quan thực hiện"), blank=True)
    competent_agency = models.TextField(_("cơ quan có thẩm quyền"), blank=True)
    authorised_agency = models.TextField(_("cơ quan được ủy quyền"), blank=True)
    coordinating_agency = models.TextField(_("cơ quan phối hợp"), blank=True)
    results = models.JSONField(_("kết quả thực hiện"), default=list)
    conditions = models.TextField(_("yêu cầu, điều kiện"), blank=True)

    # The national portal
    field = models.ForeignKey(Field, models.PROTECT, related_name="versions", verbose_name=_("lĩnh vực"))
    decision_number = models.CharField(_("số quyết định công bố"), max_length=200, blank=True)
    levels = ArrayField(models.CharField(max_length=12, choices=choices.Level), default=list)
    kind = models.CharField(_("loại thủ tục"), max_length=200, blank=True)
    keywords = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("từ khóa"))
    receiving_address = models.TextField(_("địa chỉ tiếp nhận"), blank=True)
    related = ArrayField(models.CharField(max_length=1000), default=list, verbose_name=_("thủ tục liên quan"))
    source_url = models.URLField(_("trang nguồn"), max_length=500, blank=True)

    # Service, each with its day
    online_level = models.CharField(_("mức độ trực tuyến"), max_length=12, choices=choices.OnlineLevel, blank=True)
    online_since = models.DateField(_("trực tuyến từ"), null=True, blank=True)
    payment_online = models.DateField(_("thanh toán trực tuyến từ"), null=True, blank=True)
    eligible_listed = models.DateField(_("trong danh mục đủ điều kiện từ"), null=True, blank=True)
    works_on_phones = models.DateField(_("dùng được trên điện thoại từ"), null=True, blank=True)
    decentralised_by = models.CharField(_("phân cấp theo"), max_length=300, blank=True)
    decentralised_on = models.DateField(_("phân cấp từ"), null=True, blank=True)
    in_baseline = models.DateField(_("trong kỳ gốc từ"), null=True, blank=True)

    # The office
    supplement_clock = models.CharField(
        _("thời hạn khi bổ sung"), max_length=6, choices=choices.SupplementClock,
        default=choices.SupplementClock.RESET,
    )  # fmt: skip
    anonymous_allowed = models.BooleanField(_("nộp không cần tài khoản"), default=False)
    form = models.JSONField(_("biểu mẫu"), null=True, blank=True)
    eligibility = models.JSONField(_("câu hỏi trước khi nộp"), default=list)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản thủ tục")
        constraints = [
            UniqueConstraint(fields=["procedure", "number"], name="version_number"),
            UniqueConstraint(fields=["procedure"], condition=DRAFT, name="version_one_draft"),
            CheckConstraint(
                name="version_dated", condition=DRAFT | Q(effective_from__isnull=False, published_at__isnull=False)
            ),
            ExclusionConstraint(
                name="version_no_overlap",
                expressions=[
                    (ONE_PROCEDURE, RangeOperators.OVERLAPS),
                    (_days("effective_from", "effective_to"), RangeOperators.OVERLAPS),
                ],
                condition=~DRAFT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} · {self.number}"

    def standing_on(self, day: date) -> choices.Standing:
        """What the version is on `day`, as people ask for it."""
        if self.state == choices.State.DRAFT or self.effective_from is None:
            return choices.Standing.DRAFT
        if day < self.effective_from:
            return choices.Standing.UPCOMING
        if self.effective_to is None or day <= self.effective_to:
            return choices.Standing.IN_FORCE
        withdrawn = self.state == choices.State.WITHDRAWN
        return choices.Standing.WITHDRAWN if withdrawn else choices.Standing.ENDED

    def as_content(self) -> rules.Content:
        """What the version says, as the importer made it."""
        return rules.Content(**self._content())

    def as_snapshot(self) -> rules.Snapshot:
        """The version as the other rooms read it; of a row read by `whole()`, without a statement."""
        return rules.Snapshot(
            id=self.pk, procedure_id=self.procedure_id, agency_id=self.procedure.agency_id, number=self.number,
            state=self.state, effective_from=self.effective_from, effective_to=self.effective_to,
            filing=tuple(place.as_filing() for place in self.procedure.filing_places.all()),
            **self._content(),
        )  # fmt: skip

    def _content(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in PLAIN}
        lists = {name: tuple(getattr(self, name)) for name in LISTS}
        return {
            **plain,
            **lists,
            "code": self.procedure.code,
            "field": rules.FieldName(key=self.field.key, name=self.field.name, name_en=self.field.name_en),
            "results": tuple(rules.from_json(rules.Result, row) for row in self.results),
            "eligibility": tuple(rules.from_json(rules.Question, row) for row in self.eligibility),
            "limits": tuple(row.as_part() for row in self.limits.all()),
            "fees": tuple(row.as_part() for row in self.fees.all()),
            "papers": tuple(row.as_part() for row in self.papers.all()),
            "legal_bases": tuple(row.as_part() for row in self.legal_bases.all()),
            "steps": tuple(row.as_part() for row in self.steps.all()),
        }


LISTS = ("subjects", "applicant_kinds", "levels", "keywords", "related")
PLAIN = (
    "name", "name_en", "summary", "summary_en", "sequence", "manner", "sets", "papers_text", "executing_agency",
    "competent_agency", "authorised_agency", "coordinating_agency", "conditions", "decision_number", "kind",
    "receiving_address", "source_url", "online_level", "online_since", "payment_online", "eligible_listed",
    "works_on_phones", "decentralised_by", "decentralised_on", "in_baseline", "supplement_clock",
    "anonymous_allowed", "form",
)  # fmt: skip


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
            replaced_by=self.replaced_by, note=self.note, name_en=self.name_en,
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


class FilingPlace(models.Model):
    """Where a procedure is filed online from a day on: here, on the national portal, or not at all."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="filing_places")
    place = models.CharField(_("nơi nộp trực tuyến"), max_length=10, choices=choices.FiledOnline)
    url = models.URLField(_("địa chỉ nộp"), max_length=500, blank=True)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("nơi nộp trực tuyến")
        constraints = [
            CheckConstraint(
                name="filingplace_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            ExclusionConstraint(
                name="filingplace_no_overlap",
                expressions=[
                    (ONE_PROCEDURE, RangeOperators.OVERLAPS),
                    (_days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} · {self.get_place_display()}"

    def as_filing(self) -> rules.Filing:
        """The setting as data."""
        return rules.Filing(place=self.place, url=self.url, starts_on=self.starts_on, ends_on=self.ends_on)


class Situation(models.Model):
    """Something that happens in people's lives and leads to procedures: a door on the home page."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="situations")
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    title = models.CharField(_("tình huống"), max_length=200)
    title_en = models.CharField(_("tình huống bằng tiếng Anh"), max_length=200, blank=True)
    query = models.CharField(_("từ tìm kiếm"), max_length=200, blank=True)
    procedures = models.ManyToManyField(Procedure, related_name="situations", blank=True)

    class Meta:
        verbose_name = _("tình huống")
        ordering = ["order"]
        constraints = [UniqueConstraint(fields=["agency", "order"], name="situation_order")]

    def __str__(self) -> str:
        return self.title


class Synonym(models.Model):
    """Words that people use for other words: "KH&CN" for "khoa học và công nghệ"."""

    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="+"
    )  # None: everybody's
    said = models.CharField(_("người dân gõ"), max_length=100)
    meant = models.CharField(_("nghĩa là"), max_length=200)

    class Meta:
        verbose_name = _("từ đồng nghĩa")
        constraints = [
            UniqueConstraint(fields=["agency", "said"], name="synonym_said", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.said} → {self.meant}"


class SearchMiss(models.Model):
    """Words that found nothing: what the catalogue lacks, or calls by another name. No person is in it."""

    words = models.CharField(_("từ đã tìm"), max_length=200, unique=True)
    times = models.PositiveIntegerField(_("số lần"), default=1)
    first_on = models.DateField(_("lần đầu"))
    last_on = models.DateField(_("gần nhất"))

    class Meta:
        verbose_name = _("tìm không thấy")

    def __str__(self) -> str:
        return self.words
