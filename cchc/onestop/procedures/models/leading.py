"""What leads people to a procedure: where it is filed, situations, synonyms, and what was not found."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.models import Agency
from cchc.onestop.procedures import choices, rules
from cchc.onestop.procedures.models.catalogue import ONE_PROCEDURE, Procedure, days_between


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
                    (days_between("starts_on", "ends_on"), RangeOperators.OVERLAPS),
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
