"""Where work stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Lane(TextChoices):
    """Who must move next."""

    INTAKE = "intake", _("Chờ tiếp nhận")
    STEP = "step", _("Đang xử lý")
    WAITING = "waiting", _("Chờ người nộp")
    HAND_OVER = "hand_over", _("Chờ trả kết quả")
