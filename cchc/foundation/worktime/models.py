"""When offices work: hours of the week with dates of effect, and days unlike their weekday."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.models import Agency, User
from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.querysets import SpecialDayQuerySet, WeekPatternQuerySet


class WeekPattern(models.Model):
    """Office hours of an agency (giờ làm việc) from a day on; without an agency, of all that set none."""

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("cơ quan"))
    effective_on = models.DateField(_("áp dụng từ ngày"))
    hours = models.JSONField(_("giờ làm việc"))  # seven lists of spans, Monday first: [[["07:30", "11:30"]], ...]
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = WeekPatternQuerySet.as_manager()

    class Meta:
        verbose_name = _("giờ làm việc")
        constraints = [
            UniqueConstraint(fields=["agency", "effective_on"], name="weekpattern_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.agency or ''} {self.effective_on:%d/%m/%Y}".strip()


class SpecialDay(models.Model):
    """A day off or a working day unlike its weekday; without an agency, for the whole installation.

    Holidays and swaps: Bộ luật Lao động 2019, art. 111.3 and 112. What an agency says of a day goes before what
    the installation says.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("cơ quan"))
    on = models.DateField(_("ngày"))
    status = models.CharField(_("là"), max_length=10, choices=DayStatus)
    name = models.CharField(_("tên"), max_length=200)
    spans = models.JSONField(_("giờ làm việc"), default=list, blank=True)  # a working day's own; empty: a full day
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("ngày đặc biệt")
        constraints = [
            UniqueConstraint(fields=["agency", "on"], name="specialday_once", nulls_distinct=False),
            CheckConstraint(name="specialday_named", condition=~Q(name="")),
            CheckConstraint(name="specialday_off_has_no_hours", condition=~Q(status="off") | Q(spans=[])),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.name}"
