"""What happens to a dossier: steps, pauses, requests for more, payments at the counter, the result."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import Unit, User
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import choices
from cchc.onestop.dossiers.models.dossier import Dossier


class StepRun(models.Model):
    """One step of the process as it ran: who handed it over, who had it, by when, how it ended.

    `paper_travelled` is what the giver said; whether the hand-over was electronic follows from it and the
    papers (`rules.is_electronic`), and is kept as of that moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=40)
    name = models.CharField(_("bước"), max_length=255)
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    from_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    days = models.DecimalField(_("thời gian (ngày)"), max_digits=6, decimal_places=2)
    handed_over_at = models.DateTimeField(_("bàn giao lúc"))
    paper_travelled = models.BooleanField(_("có bản giấy đi kèm"), default=False)
    electronic = models.BooleanField(_("bàn giao điện tử"), default=False)
    taken_at = models.DateTimeField(_("nhận lúc"), null=True)
    due_at = models.DateTimeField(_("hạn của bước"), null=True)
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("kết quả bước"), max_length=10, choices=choices.Outcome, blank=True)
    note = models.TextField(_("ghi chú nội bộ"), blank=True)

    class Meta:
        verbose_name = _("bước xử lý")
        indexes = [Index(fields=["dossier", "handed_over_at"], name="steprun_dossier")]
        constraints = [
            UniqueConstraint(fields=["dossier"], condition=Q(ended_at=None), name="steprun_one_open"),
            CheckConstraint(name="steprun_outcome", condition=Q(ended_at=None) ^ ~Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"


class Pause(models.Model):
    """A time that the law does not count against the office (tạm dừng)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pauses")
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reason = models.CharField(_("lý do"), max_length=30)
    starts_at = models.DateTimeField(_("từ"))
    ends_at = models.DateTimeField(_("đến"), null=True)

    class Meta:
        verbose_name = _("tạm dừng")
        constraints = [
            UniqueConstraint(fields=["dossier"], condition=Q(ends_at=None), name="pause_one_open"),
            CheckConstraint(
                name="pause_ends_after_start", condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y} {self.reason}"


class Supplement(models.Model):
    """One request for more papers or answers (form 02), and what came: NĐ 61/2018/NĐ-CP, art. 17.1, 19.4."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements")
    position = models.PositiveSmallIntegerField(_("lần"))
    before_acceptance = models.BooleanField(_("trước khi tiếp nhận"))
    items = models.JSONField(_("nội dung cần bổ sung"), default=list)  # [{"key", "name", "words"}]
    message = models.TextField(_("lời dặn"), blank=True)
    repeat_reason = models.TextField(_("lý do yêu cầu lần nữa"), blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # None: an export told of it
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    supply_by = models.DateTimeField(_("bổ sung trước"), null=True)  # the office's wish; law names no limit
    answers = models.JSONField(_("giải trình"), default=dict)  # key -> words of the applicant
    supplied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    supplied_at = models.DateTimeField(_("bổ sung lúc"), null=True)

    class Meta:
        verbose_name = _("yêu cầu bổ sung")
        constraints = [
            UniqueConstraint(fields=["dossier"], condition=Q(supplied_at=None), name="supplement_one_open"),
            UniqueConstraint(fields=["dossier", "position"], name="supplement_position"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} ({self.position})"


class Fee(models.Model):
    """What was paid at the counter, as the officer wrote it down."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="fees")
    amount = models.DecimalField(_("số tiền"), max_digits=14, decimal_places=0)
    receipt_number = models.CharField(_("số biên lai"), max_length=40)
    paid_at = models.DateTimeField(_("nộp tiền lúc"))
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(_("hủy lúc"), null=True)
    void_reason = models.TextField(_("lý do hủy"), blank=True)

    class Meta:
        verbose_name = _("phí, lệ phí đã thu")
        constraints = [CheckConstraint(name="dossier_fee_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.receipt_number}: {self.amount}"


class Result(models.Model):
    """What the office decided (kết quả giải quyết): number, content, signer, the signed paper as PDF."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="result")
    kind = models.CharField(_("loại"), max_length=10, choices=choices.ResultKind)
    number = models.CharField(_("số, ký hiệu"), max_length=80, blank=True)
    content = models.TextField(_("nội dung"))
    signer = models.CharField(_("người ký"), max_length=255)
    signed_on = models.DateField(_("ngày ký"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    ready_at = models.DateTimeField(_("có kết quả lúc"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("kết quả giải quyết")

    def __str__(self) -> str:
        return self.number or str(self.dossier)


class HandOver(models.Model):
    """Who collected the result, and what the officer saw or sent (trả kết quả)."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="hand_over")
    proof = models.CharField(_("căn cứ"), max_length=12, choices=choices.Proof)
    collected_by = models.CharField(_("người nhận"), max_length=255)
    paper_seen = models.CharField(_("giấy tờ đã xem"), max_length=255, blank=True)
    postal_number = models.CharField(_("số vận đơn"), max_length=60, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("trả kết quả")

    def __str__(self) -> str:
        return f"{self.dossier}: {self.collected_by}"
