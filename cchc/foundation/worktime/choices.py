"""The words of the calendar."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DayStatus(TextChoices):
    """What is said of a day that is unlike its weekday: Bộ luật Lao động 2019, art. 111 and 112."""

    OFF = "off", _("Ngày nghỉ")
    WORKING = "working", _("Ngày làm việc")
