"""The words of notices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a notice is about."""

    FILED = "filed", _("Đã nộp hồ sơ")
    ACCEPTED = "accepted", _("Đã tiếp nhận hồ sơ")
    MORE_WANTED = "more_wanted", _("Yêu cầu bổ sung hồ sơ")
    REFUSED = "refused", _("Không tiếp nhận hồ sơ")
    KEPT = "kept", _("Không đồng ý cho rút hồ sơ")
    STOPPED = "stopped", _("Dừng xử lý hồ sơ")
    READY = "ready", _("Đã có kết quả")
    LATE = "late", _("Hồ sơ quá hạn")
    DRAFT = "draft", _("Bản nháp sắp hết hạn")
    WORK = "work", _("Việc được giao")
    OTHER = "other", _("Thông báo")
