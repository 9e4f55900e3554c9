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
    DUE = "due", _("Nhắc hạn")
    DIGEST = "digest", _("Tổng hợp trong tuần")
    OTHER = "other", _("Thông báo")


BY_CHOICE = {
    Kind.WORK: _("Việc được giao, chờ duyệt, được duyệt, bị trả lại"),
    Kind.DUE: _("Nhắc việc sắp đến hạn, quá hạn"),
    Kind.DIGEST: _("Tổng hợp nhiệm vụ kế hoạch, sáng thứ Hai"),
}
"""The letters that a person may do without, in words. What a law wants to be told is not among them."""
