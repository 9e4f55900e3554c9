"""The states of a dossier and of its time, as a person reads them: words, tone, icon. Words are the state."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cchc.ui import wording
from cchc.ui.wording import NBSP


@dataclass(frozen=True)
class Status:
    """How one status is shown."""

    label: str | Promise
    tone: str
    icon: str


STATUSES = {
    0: Status(gettext_lazy("Bản nháp, chưa gửi"), "neutral", "pencil"),
    1: Status(gettext_lazy("Mới đăng ký"), "neutral", "file-plus"),
    2: Status(gettext_lazy("Được tiếp nhận"), "blue", "inbox"),
    3: Status(gettext_lazy("Không được tiếp nhận"), "red", "circle-x"),
    4: Status(gettext_lazy("Đang xử lý"), "blue", "progress"),
    5: Status(gettext_lazy("Yêu cầu bổ sung giấy tờ"), "violet", "file-alert"),
    6: Status(gettext_lazy("Yêu cầu thực hiện nghĩa vụ tài chính"), "violet", "coin"),
    7: Status(gettext_lazy("Yêu cầu rút hồ sơ"), "neutral", "arrow-back-up"),
    8: Status(gettext_lazy("Dừng xử lý"), "neutral", "player-stop"),
    9: Status(gettext_lazy("Đã xử lý xong"), "teal", "file-certificate"),
    10: Status(gettext_lazy("Đã trả kết quả"), "green", "circle-check"),
}
"""The national portal's ten, and 0: a draft that is not sent."""


def status(code: object) -> Status:
    """How a status is shown, by its national code as number or digits, or "draft"; an unknown one says so."""
    key = "0" if code in (None, "", "draft") else str(code)
    if key.isdecimal() and int(key) in STATUSES:
        return STATUSES[int(key)]
    return Status(_("Trạng thái chưa rõ (mã %(code)s)") % {"code": key}, "neutral", "help")


class Due(Protocol):
    """What worktime says of a time limit (`cchc.foundation.worktime.rules.Due`)."""

    @property
    def state(self) -> str:
        """One of left, soon, today, overdue, paused, early, on_time, late, none."""

    @property
    def due_at(self) -> datetime | None:
        """When the limit ends."""

    @property
    def left_days(self) -> Decimal | None:
        """Working days left, or passed, always counted from 0 up."""


DUE_MARKS = {
    "left": ("neutral", "clock"),
    "soon": ("amber", "clock-exclamation"),
    "today": ("amber", "calendar-due"),
    "overdue": ("red", "alert-triangle"),
    "paused": ("violet", "clock-pause"),
    "early": ("green", "circle-check"),
    "on_time": ("green", "circle-check"),
    "late": ("red", "circle-check"),
    "none": ("neutral", "clock"),
}


def _days(days: Decimal | float | None) -> str:
    exact = abs(days or 0)
    words = ngettext("%(days)s ngày làm việc", "%(days)s ngày làm việc", 1 if exact == 1 else 2)
    return words.replace(" ", NBSP) % {"days": wording.number(exact, None)}


def due(of: Any) -> Status:
    """How a time limit is shown: what is left, soon over, over, paused, or how it ended."""
    state = str(getattr(of, "state", None) or "none")
    tone, drawn = DUE_MARKS.get(state, DUE_MARKS["none"])
    days = getattr(of, "left_days", None)
    since = getattr(of, "paused_since", None)
    words = {
        "left": lambda: _("Còn %(days)s") % {"days": _days(days)},
        "soon": lambda: _("Sắp đến hạn: còn %(days)s") % {"days": _days(days)},
        "today": lambda: _("Đến hạn hôm nay, %(time)s") % {"time": wording.clock_time(of.due_at)},
        "overdue": lambda: _("Quá hạn %(days)s") % {"days": _days(days)},
        "paused": lambda: _("Tạm dừng từ %(day)s") % {"day": wording.day(since)} if since else _("Tạm dừng"),
        "early": lambda: _("Trước hạn %(days)s") % {"days": _days(days)},
        "on_time": lambda: _("Đúng hạn"),
        "late": lambda: _("Quá hạn %(days)s") % {"days": _days(days)},
    }
    return Status(words.get(state, lambda: _("Không có hạn"))(), tone, drawn)


def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite: hidden from assistive technology, unless it has a label of its own."""
    use = f"{static('vendor/icons/sprite.svg')}#i-{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, use)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', use)
