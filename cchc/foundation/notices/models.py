"""What somebody was told, in the page and by e-mail."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cchc.foundation.identity.models import User
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.querysets import NoticeQuerySet, UnwantedQuerySet
from cchc.kernel.identifiers import uuid7


class Notice(models.Model):
    """One thing told to one person: to an account, to an address, or to both.

    It says no more than who must act needs (Luật 91/2025/QH15): the rest stands behind `path`, after sign-in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("người nhận"))
    email = models.EmailField(_("thư điện tử"), blank=True)
    subject_type = models.CharField(_("loại đối tượng"), max_length=40)
    subject_id = models.CharField(_("đối tượng"), max_length=40)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    title = models.CharField(_("tiêu đề"), max_length=255)
    body = models.TextField(_("nội dung"), blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    path = models.CharField(_("đường dẫn"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("báo lúc"))
    read_at = models.DateTimeField(_("đọc lúc"), null=True)
    emailed_at = models.DateTimeField(_("gửi thư lúc"), null=True)
    failed_at = models.DateTimeField(_("gửi thư hỏng lúc"), null=True)  # the last try that failed
    failure = models.CharField(_("lỗi gửi thư"), max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo")
        indexes = [
            Index(fields=["user", "-created_at", "-id"], name="notice_of_user"),
            Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
            Index(fields=["subject_type", "subject_id"], name="notice_subject"),
            Index(fields=["created_at"], name="notice_unsent", condition=~Q(email="") & Q(emailed_at=None)),
        ]
        constraints = [
            CheckConstraint(name="notice_to_somebody", condition=Q(user__isnull=False) | ~Q(email="")),
            CheckConstraint(name="notice_path", condition=Q(path="") | Q(path__startswith="/")),
        ]

    def __str__(self) -> str:
        return self.title


class Unwanted(models.Model):
    """Letters of one kind that a person does without (thư không muốn nhận); the notice in the page stays."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("người nhận"))
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("từ lúc"))

    objects = UnwantedQuerySet.as_manager()

    class Meta:
        verbose_name = _("thư không muốn nhận")
        constraints = [UniqueConstraint(fields=["user", "kind"], name="unwanted_once")]

    def __str__(self) -> str:
        return self.kind
