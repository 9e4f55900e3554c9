"""The catalogue of procedures: fields, procedures, and versions that never change once published."""

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, DateField, F, Func, Q, UniqueConstraint, Value
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.choices import ApplicantKind
from cchc.foundation.identity.models import Agency, User
from cchc.onestop.procedures import choices, rules
from cchc.onestop.procedures.querysets import ProcedureQuerySet, VersionQuerySet

DRAFT = Q(state=choices.State.DRAFT)
# The embedded PostgreSQL has no btree_gist, so a number is compared as the range that holds it alone.
ONE_PROCEDURE = Func(F("procedure"), F("procedure"), Value("[]"), function="int8range")


def days_between(start: str, end: str) -> Func:
    """The days of a row as a range, both ends included."""
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
                    (days_between("effective_from", "effective_to"), RangeOperators.OVERLAPS),
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
