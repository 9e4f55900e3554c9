"""The dossier, its papers, and who outside the office may see it."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.choices import ApplicantKind
from cchc.foundation.identity.models import Agency, Applicant, Unit, User
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import choices
from cchc.onestop.dossiers.models.history import HistoryRun
from cchc.onestop.dossiers.querysets import AttachmentQuerySet, DossierQuerySet, WorkedHere
from cchc.onestop.procedures.models import Procedure, Version

TAKEN_IN = ~Q(number="")
HERE = Q(run=None)


class DayNumber(models.Model):
    """The last number given under a unit code on a day: TT 01/2018/TT-VPCP, art. 19.1."""

    code = models.CharField(_("mã đơn vị"), max_length=30)
    day = models.DateField(_("ngày"))
    last = models.PositiveIntegerField(_("số cuối"))

    class Meta:
        verbose_name = _("số hồ sơ trong ngày")
        constraints = [UniqueConstraint(fields=["code", "day"], name="daynumber_code_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}: {self.last}"


class Dossier(models.Model):
    """What an applicant asks for under one version of a procedure, from filing to the result (hồ sơ)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", verbose_name=_("thủ tục"))
    rules = models.ForeignKey(Version, models.PROTECT, related_name="+")  # it keeps those it started with
    channel = models.CharField(_("cách nộp"), max_length=10, choices=choices.Channel)
    assisted = models.BooleanField(_("nộp trực tuyến hộ tại quầy"), default=False)
    reference = models.CharField(_("mã nộp"), max_length=20, unique=True)
    number = models.CharField(_("số hồ sơ"), max_length=60, blank=True)  # legal number, on acceptance
    state = models.CharField(_("trạng thái"), max_length=12, choices=choices.State)

    counter = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("nơi tiếp nhận"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị đang giữ"))
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị chủ trì"))
    handler = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("người xử lý"))
    step = models.CharField(_("bước"), max_length=40, blank=True)  # its key in the process table

    applicant = models.ForeignKey(Applicant, models.PROTECT, null=True, related_name="+")
    applicant_kind = models.CharField(_("loại chủ hồ sơ"), max_length=15, choices=ApplicantKind)
    applicant_name = models.CharField(_("chủ hồ sơ"), max_length=255)
    applicant_number = models.CharField(_("số định danh / mã số thuế"), max_length=20, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=500, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    behalf = models.CharField(_("nộp cho ai"), max_length=10, choices=choices.Behalf, default=choices.Behalf.SELF)
    submitter_name = models.CharField(_("người nộp"), max_length=255, blank=True)  # where not the holder
    submitter_number = models.CharField(_("số định danh người nộp"), max_length=20, blank=True)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    secret = models.CharField(max_length=64, blank=True)  # hash of the code that opens it without an account
    language = models.CharField(max_length=5, default="vi")

    answers = models.JSONField(_("nội dung khai"), default=dict)
    sets = models.PositiveSmallIntegerField(_("số bộ"), default=1)
    delivery = models.CharField(_("nhận kết quả"), max_length=10, choices=choices.Delivery)
    delivery_address = models.CharField(_("địa chỉ nhận kết quả"), max_length=500, blank=True)
    fee_due = models.DecimalField(_("phí, lệ phí"), max_digits=14, decimal_places=0, null=True)

    limit_case = models.CharField(max_length=120, blank=True)
    limit_amount = models.DecimalField(_("thời hạn"), max_digits=8, decimal_places=2, null=True)
    limit_unit = models.CharField(max_length=12, blank=True)
    filed_at = models.DateTimeField(_("nộp lúc"))
    answer_by = models.DateTimeField(_("hạn trả lời tiếp nhận"), null=True)  # online, before acceptance
    accepted_at = models.DateTimeField(_("tiếp nhận lúc"), null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    clock_from = models.DateTimeField(_("tính hạn từ"), null=True)  # acceptance, or a complete supplement
    due_at = models.DateTimeField(_("hẹn trả kết quả"), null=True)
    paused_since = models.DateTimeField(_("tạm dừng từ"), null=True)
    closed_at = models.DateTimeField(_("xong lúc"), null=True)  # the result is ready, or it ended otherwise
    returned_at = models.DateTimeField(_("trả kết quả lúc"), null=True)
    end_reason = models.TextField(_("lý do kết thúc"), blank=True)
    receipt_version = models.PositiveSmallIntegerField(default=1)

    search = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)
    # Which import told of it last; None: it is worked on here. Its index is partial: filing does not pay for it.
    run = models.ForeignKey(HistoryRun, models.PROTECT, null=True, related_name="+", db_index=False)

    as_read: dict[str, Any] | None = None  # its columns when it was last read to be changed, or written
    objects = WorkedHere()
    counted = DossierQuerySet.as_manager()  # with those imported: for figures and their rows

    class Meta:
        verbose_name = _("hồ sơ")
        indexes = [
            Index(fields=["agency", "-filed_at", "-id"], name="dossier_agency"),
            Index(fields=["unit", "-filed_at", "-id"], name="dossier_unit"),
            Index(fields=["applicant", "-filed_at"], name="dossier_applicant"),
            Index(fields=["due_at"], name="dossier_due", condition=Q(closed_at=None, accepted_at__isnull=False)),
            Index(fields=["run"], name="dossier_run", condition=~HERE),
            GinIndex(SearchVector("search", config="simple"), name="dossier_search"),
        ]
        constraints = [
            UniqueConstraint(fields=["number"], condition=TAKEN_IN & HERE, name="dossier_number_here"),
            UniqueConstraint(fields=["agency", "number"], condition=~HERE, name="dossier_number_elsewhere"),
            CheckConstraint(  # other systems give a number when a dossier is filed
                name="dossier_number_when_accepted", condition=~HERE | (TAKEN_IN ^ Q(accepted_at=None))
            ),
            CheckConstraint(
                name="dossier_returned_after_closed", condition=Q(returned_at=None) | Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.reference

    def get_absolute_url(self) -> str:
        """Its page for the applicant; numbers are printed on receipts."""
        return f"/ho-so/{self}"

    @property
    def origin(self) -> choices.Origin:
        """Whether it was worked on here, or told by another system's export."""
        return choices.Origin.ELSEWHERE if self.run_id else choices.Origin.HERE

    @property
    def staff_path(self) -> str:
        """Its page for the office: where it is worked on, or the one that only shows what an export told."""
        return f"/ho-so-cu/{self.pk}" if self.run_id else f"/viec/ho-so/{self}"


class Paper(models.Model):
    """One line of the papers required (thành phần hồ sơ), as it was handed in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers")
    key = models.CharField(max_length=40)  # the line in the procedure's version
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    name = models.CharField(_("tên giấy tờ"), max_length=1000)
    originals = models.PositiveSmallIntegerField(_("bản chính"), default=0)
    copies = models.PositiveSmallIntegerField(_("bản sao"), default=0)
    handed_in = models.BooleanField(_("đã nộp"), default=False)
    by_form = models.BooleanField(_("lập từ nội dung khai"), default=False)  # the answers stand for it
    on_paper = models.BooleanField(_("bản giấy"), default=False)  # a sheet lies in the office
    verdict = models.CharField(_("kết quả kiểm tra"), max_length=10, choices=choices.Verdict, blank=True)
    words = models.TextField(_("lý do chưa đạt"), blank=True)
    verdict_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verdict_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("giấy tờ")
        constraints = [UniqueConstraint(fields=["dossier", "key"], name="dossier_paper_key")]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file of a paper, a supplement or a result. What was replaced stays, marked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    reused_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("thêm lúc"))
    replaced_at = models.DateTimeField(_("thay lúc"), null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp của giấy tờ")

    def __str__(self) -> str:
        return str(self.file)


class Access(models.Model):
    """An account may see a dossier: it filed it, gave the code on the receipt, or an officer saw the card."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="accesses")
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    basis = models.CharField(_("căn cứ"), max_length=10, choices=choices.Basis)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("quyền xem hồ sơ")
        constraints = [UniqueConstraint(fields=["user", "dossier"], name="access_user_dossier")]

    def __str__(self) -> str:
        return f"{self.user} · {self.dossier}"
