"""Agencies, units, positions, who holds them, and who comes to the office."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.db.models.functions import Upper
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity import choices
from cchc.foundation.identity.querysets import (
    AgencyQuerySet,
    ApplicantQuerySet,
    HoldingQuerySet,
    StandInQuerySet,
    UnitQuerySet,
    UserManager,
)
from cchc.foundation.identity.rules import Grant

ENDS_AFTER_START = Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))


class Agency(models.Model):
    """An office with a unit code of its own (mã đơn vị): TT 01/2018/TT-VPCP, art. 19."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(_("loại"), max_length=20, choices=choices.AgencyKind)
    code = models.CharField(_("mã đơn vị"), max_length=30)  # 000.00.12.H21
    name = models.CharField(_("tên"), max_length=255)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=255, blank=True)
    short_name = models.CharField(_("tên ngắn"), max_length=60)
    address = models.CharField(_("địa chỉ"), max_length=500, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=40, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)
    predecessors = models.ManyToManyField("self", symmetrical=False, related_name="successors", blank=True)
    is_demo = models.BooleanField(_("dữ liệu minh họa"), default=False)
    is_host = models.BooleanField(default=False)  # in whose name this installation speaks
    version = models.PositiveIntegerField(default=0)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan")
        constraints = [
            CheckConstraint(name="agency_ends_after_start", condition=ENDS_AFTER_START),
            UniqueConstraint(fields=["code"], condition=Q(ends_on=None), name="agency_code_in_force"),
            UniqueConstraint(fields=["is_host"], condition=Q(is_host=True), name="agency_one_host"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> list[int]:
        """An agency as a place to ask rights for: no unit of it, all of it."""
        return []

    @property
    def agency_id(self) -> int:
        """Itself: see `path`."""
        return self.pk


class Unit(models.Model):
    """A part of an agency (phòng, chi cục, quầy), with dates and those it came from."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = ArrayField(models.BigIntegerField(), default=list)  # ancestors, itself last
    code = models.CharField(_("ký hiệu"), max_length=30)
    name = models.CharField(_("tên"), max_length=255)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=255, blank=True)
    short_name = models.CharField(_("tên ngắn"), max_length=60)
    is_counter = models.BooleanField(_("là quầy một cửa"), default=False)
    serves = models.ManyToManyField(Agency, related_name="counters", blank=True, verbose_name=_("nhận hồ sơ cho"))
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)
    predecessors = models.ManyToManyField("self", symmetrical=False, related_name="successors", blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        constraints = [
            CheckConstraint(name="unit_ends_after_start", condition=ENDS_AFTER_START),
            UniqueConstraint(fields=["agency", "code"], condition=Q(ends_on=None), name="unit_code_in_force"),
        ]

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """A post (vị trí, chức vụ) and what it allows, in the unit where it is held."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="positions")
    title = models.CharField(_("chức vụ"), max_length=120)
    title_en = models.CharField(_("chức vụ bằng tiếng Anh"), max_length=120, blank=True)
    rank = models.PositiveSmallIntegerField(_("thứ bậc"), default=50)  # 10 director .. 50 specialist
    rights = ArrayField(models.CharField(max_length=30, choices=choices.Right), default=list)
    scope = models.CharField(_("phạm vi"), max_length=10, choices=choices.Scope, default=choices.Scope.UNIT)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("vị trí")
        constraints = [UniqueConstraint(fields=["agency", "title"], name="position_title")]

    def __str__(self) -> str:
        return self.title


class User(AbstractBaseUser):
    """Someone who signs in: of the office, or of those it serves."""

    kind = models.CharField(_("loại"), max_length=10, choices=choices.Kind)
    username = models.CharField(_("tên đăng nhập"), max_length=150, unique=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    full_name = models.CharField(_("họ và tên"), max_length=255)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="staff")
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    search = models.CharField(max_length=600, blank=True)  # folded, given name first: how lists are sorted
    is_active = models.BooleanField(_("đang dùng"), default=True)
    sessions_from = models.DateTimeField(_("phiên tính từ"), null=True)  # sessions begun before it are over
    created_at = models.DateTimeField(_("tạo lúc"))
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("tài khoản")
        indexes = [Index(fields=["agency", "search"], name="user_agency")]
        constraints = [
            UniqueConstraint(Upper("username"), name="user_username_any_case"),
            CheckConstraint(name="user_agency_of_staff", condition=Q(kind=choices.Kind.STAFF) ^ Q(agency=None)),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """Whether of the office: what allauth and Django ask for."""
        return self.kind == choices.Kind.STAFF

    def get_full_name(self) -> str:
        """The name as people say it."""
        return self.full_name

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """All rights ever given to this person; a request's own user brings them in its one statement."""
        return type(self).objects.grants_of(self.pk)

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: "models.QuerySet[Any] | None" = None,
    ) -> None:
        """Read the row again, and the grants when they are next asked for."""
        self.__dict__.pop("grants", None)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    def get_session_auth_hash(self) -> str:
        """What a session must still match: a new password, or `sessions_from` moved, ends all of them."""
        since = self.sessions_from.isoformat() if self.sessions_from else ""
        return salted_hmac("cchc.identity.session", self.password + since, algorithm="sha256").hexdigest()


class Holding(models.Model):
    """A person holds a position in a unit from a day to a day; a seconded officer has two."""

    user = models.ForeignKey(User, models.PROTECT, related_name="holdings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="holdings")
    position = models.ForeignKey(Position, models.PROTECT, related_name="holdings")
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("giữ vị trí")
        indexes = [Index(fields=["unit", "starts_on"], name="holding_unit")]
        constraints = [CheckConstraint(name="holding_ends_after_start", condition=ENDS_AFTER_START)]

    def __str__(self) -> str:
        return f"{self.user} · {self.position} · {self.unit}"


class StandIn(models.Model):
    """Someone who acts for the holder of a position while they are away (người thay khi vắng)."""

    holding = models.ForeignKey(Holding, models.PROTECT, related_name="stand_ins")
    user = models.ForeignKey(User, models.PROTECT, related_name="standing_in")
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"))
    reason = models.CharField(_("lý do"), max_length=255, blank=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("người thay khi vắng")
        constraints = [CheckConstraint(name="standin_ends_after_start", condition=Q(ends_on__gte=F("starts_on")))]

    def __str__(self) -> str:
        return f"{self.user} thay {self.holding.user}"


class Applicant(models.Model):
    """Who may hold a dossier: a person by personal number, a firm by tax code. A number alone proves nothing."""

    kind = models.CharField(_("loại"), max_length=15, choices=choices.ApplicantKind)
    name = models.CharField(_("họ và tên / tên tổ chức"), max_length=255)
    number = models.CharField(_("số định danh / mã số thuế"), max_length=20, blank=True)
    born_on = models.DateField(_("ngày sinh"), null=True, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=500, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    search = models.CharField(max_length=600, blank=True)  # folded name, number, phone
    declared = models.CharField(_("số tự khai"), max_length=20, blank=True)  # a number that another row proves
    folded = models.CharField(max_length=255, blank=True)  # the name without marks
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # officer who saw the card
    seen_at = models.DateTimeField(_("đã xem giấy tờ lúc"), null=True)
    is_demo = models.BooleanField(default=False)

    objects = ApplicantQuerySet.as_manager()

    class Meta:
        verbose_name = _("chủ hồ sơ")
        constraints = [
            UniqueConstraint(fields=["kind", "number"], condition=~Q(number=""), name="applicant_number"),
            UniqueConstraint(
                fields=["kind", "declared", "folded"], condition=~Q(declared=""), name="applicant_declared"
            ),
            CheckConstraint(name="applicant_one_number", condition=Q(number="") | Q(declared="")),
            CheckConstraint(name="applicant_seen_number", condition=Q(seen_at=None) | Q(declared="")),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """An account stands for an applicant, because an officer saw the papers."""

    user = models.ForeignKey(User, models.PROTECT, related_name="links")
    applicant = models.ForeignKey(Applicant, models.PROTECT, related_name="links")
    basis = models.CharField(_("căn cứ"), max_length=10, choices=choices.LinkBasis)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lúc"))
    ended_at = models.DateTimeField(_("hết lúc"), null=True)

    class Meta:
        verbose_name = _("tài khoản gắn với chủ hồ sơ")
        constraints = [
            UniqueConstraint(fields=["user", "applicant"], condition=Q(ended_at=None), name="link_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.applicant}"


class Attempt(models.Model):
    """How often something was tried under one key (a user name, an address) since a moment, and until when not."""

    key = models.CharField(max_length=200, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    closed_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lần thử")

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
