"""What another system's export said of a dossier, and what an import replaced."""

from django.db import models
from django.db.models import Index, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.onestop.dossiers.models.dossier import Dossier
from cchc.onestop.dossiers.models.history import HistoryRun


class Imported(models.Model):
    """What the export said of an imported dossier that the dossier itself does not hold (theo tệp nhập)."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="imported")
    fingerprint = models.CharField(max_length=32)  # of all that was read of the row
    row = models.PositiveIntegerField(_("dòng trong tệp"))
    procedure = models.TextField(_("thủ tục, như trong tệp"), blank=True)
    unit = models.TextField(_("đơn vị, như trong tệp"), blank=True)
    officer = models.CharField(_("người xử lý, như trong tệp"), max_length=255, blank=True)
    status = models.CharField(_("trạng thái, như trong tệp"), max_length=255, blank=True)
    paid_online = models.BooleanField(_("thanh toán trực tuyến"), null=True)  # None: not told
    withdrawn = models.BooleanField(_("người nộp rút"), default=False)  # else what ended was stopped

    class Meta:
        verbose_name = _("nội dung hồ sơ theo tệp nhập")
        indexes = [Index(fields=["dossier"], name="imported_withdrawn", condition=models.Q(withdrawn=True))]

    def __str__(self) -> str:
        return str(self.dossier)


class Replaced(models.Model):
    """What an imported dossier was before a later import changed it (nội dung trước khi nhập lại)."""

    run = models.ForeignKey(HistoryRun, models.CASCADE, related_name="+")  # which changed it
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    was_run = models.ForeignKey(HistoryRun, models.PROTECT, related_name="+")
    was = models.JSONField()  # the rows of both tables, by column

    class Meta:
        verbose_name = _("nội dung trước khi nhập lại")
        constraints = [UniqueConstraint(fields=["run", "dossier"], name="replaced_once")]

    def __str__(self) -> str:
        return str(self.dossier)
