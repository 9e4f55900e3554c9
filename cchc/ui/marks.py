"""The states of a dossier and of its time, as a person reads them: words, tone, icon. Words are the state."""

from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cchc.ui import wording


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


END_OF_DAY = "23:59"  # what is due on a day, without an hour, is kept to its end


def due(of: Any) -> Status:
    """How a time limit is shown (`worktime.rules.Due`): what is left, soon over, over, paused, or how it ended."""
    state = str(getattr(of, "state", None) or "none")
    tone, drawn = DUE_MARKS.get(state, DUE_MARKS["none"])
    return Status(_due_words(state, of), tone, drawn)


def _due_words(state: str, of: Any) -> str:
    days = int(getattr(of, "days", 0) or 0)
    since = getattr(of, "since", None)
    match state:
        case "left":
            words = ngettext("Còn %(days)s ngày làm việc", "Còn %(days)s ngày làm việc", days)
        case "soon" if not days:
            words = _("Sắp đến hạn")
        case "soon":
            words = ngettext(
                "Sắp đến hạn: còn %(days)s ngày làm việc", "Sắp đến hạn: còn %(days)s ngày làm việc", days
            )
        case "today" if wording.clock_time(getattr(of, "due_at", None)) == END_OF_DAY:
            words = _("Đến hạn hôm nay")
        case "today":
            words = _("Đến hạn hôm nay, %(time)s")
        case "overdue" if days:
            words = ngettext("Quá hạn %(days)s ngày làm việc", "Quá hạn %(days)s ngày làm việc", days)
        case "overdue":
            words = _("Quá hạn")
        case "paused":
            words = _("Tạm dừng từ %(since)s") if since else _("Tạm dừng")
        case "early":
            words = ngettext("Trước hạn %(days)s ngày", "Trước hạn %(days)s ngày", days)
        case "on_time":
            words = _("Đúng hạn")
        case "late" if days:
            words = ngettext("Quá hạn %(days)s ngày", "Quá hạn %(days)s ngày", days)
        case "late":
            words = _("Quá hạn")
        case _:
            return _("Không có hạn")
    return words % {
        "days": wording.number(days),
        "time": wording.clock_time(getattr(of, "due_at", None)),
        "since": wording.day(since),
    }


@dataclass(frozen=True)
class FileState:
    """How a file stands in a list: its icon, and whether something went wrong with it."""

    icon: str
    failed: bool = False


FILE_STATES = {
    "waiting": FileState("clock"),
    "uploading": FileState("upload"),
    "scanning": FileState("shield-check"),
    "pending": FileState("shield-check"),
    "clean": FileState("file-text"),
    "unscanned": FileState("file-text"),
    "infected": FileState("virus", failed=True),
    "reused": FileState("history"),
    "failed": FileState("wifi-off", failed=True),
    "locked": FileState("lock", failed=True),
    "refused": FileState("file-off", failed=True),
}


def file_state(state: object) -> FileState:
    """How a file in `state` is drawn; states are those of files, and what a page adds while it uploads."""
    return FILE_STATES.get(str(state), FileState("file-text"))


def file_words(state: object, name: str, size: Any, done: Any, progress: Any, reused_on: Any) -> str:
    """What the list says of a file: "1,9 MB, đã kiểm tra an toàn"."""
    weight = wording.size(int(size)) if str(size).isdecimal() else str(size or "")
    match str(state):
        case "waiting":
            return _("chờ tới lượt tải")
        case "uploading" if str(done).isdecimal():
            return _("%(done)s trong %(size)s, %(progress)s%%") % {
                "done": wording.size(int(done)), "size": weight, "progress": progress,
            }  # fmt: skip
        case "uploading":
            return _("đang tải, %(progress)s%%") % {"progress": progress or 0}
        case "scanning" | "pending":
            words = _("đang kiểm tra an toàn")
        case "clean":
            words = _("đã kiểm tra an toàn")
        case "unscanned":
            words = _("chưa kiểm tra an toàn")
        case "infected":
            return _("Tệp %(name)s có mã độc, đã chặn.") % {"name": name}
        case "reused":
            return _("dùng lại bản nộp %(day)s") % {"day": wording.day(reused_on or None)}
        case "failed":
            return _("Chưa tải được %(name)s: mất mạng. Tải lại") % {"name": name}
        case "locked":
            return _("Tệp %(name)s bị khóa mật khẩu") % {"name": name}
        case _:
            return weight
    return f"{weight}, {words}" if weight else words


@dataclass(frozen=True)
class Viewed:
    """How a paper is shown beside a list: as pdf, image or other, or why not."""

    way: str
    words: str
    why: str = ""
    icon: str = "file-off"

    @property
    def opens(self) -> bool:
        """Whether it may be opened in a window of its own."""
        return self.way in ("pdf", "image")


_MIME_NAMES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/msword": "DOC",
    "application/vnd.ms-excel": "XLS",
    "image/jpeg": "JPG",
}


def viewed(kind: object, state: object) -> Viewed:
    """How a paper of a MIME type and scan state is shown."""
    mime = str(kind)
    name = _MIME_NAMES.get(mime, mime.rpartition("/")[2].upper())
    match str(state):
        case "scanning" | "pending":
            return Viewed(
                "", name, _("Đang kiểm tra an toàn, chưa mở được. Tải lại trang sau ít phút."), "shield-check"
            )
        case "infected":
            return Viewed("", name, _("Tệp có mã độc, đã chặn."), "virus")
        case "locked":
            return Viewed("", name, _("Tệp bị khóa mật khẩu, không xem được."), "lock")
        case "missing":
            return Viewed("", "", _("Chưa có tệp."), "file-off")
    if mime == "application/pdf":
        return Viewed("pdf", name)
    if mime in ("image/jpeg", "image/png"):
        return Viewed("image", name)
    return Viewed("other", name, _("Loại tệp này không xem được ở đây."), "file-description")


@dataclass(frozen=True)
class Line:
    """A line of a timeline as it is drawn."""

    text: str
    at: Any
    who: str
    note: str
    kind: str
    icon: str
    css: str
    url: str
    url_text: str


@dataclass(frozen=True)
class Timeline:
    """A timeline with its early lines folded away."""

    earlier: list[Line]
    shown: list[Line]

    @property
    def start(self) -> int:
        """The number of the first line shown."""
        return len(self.earlier) + 1


_KINDS = {
    "now": ("progress", "now"),
    "expected": ("circle-dashed", "expected"),
    "pause": ("clock-pause", "pause"),
    "message": ("message", "message"),
}


def timeline(items: Any, fold: Any) -> Timeline:
    """Lines as drawn; beyond twice `fold`, all but the last `fold` that are past stand folded."""

    def get(item: Any, name: str) -> Any:
        value = item.get(name) if isinstance(item, dict) else getattr(item, name, None)
        return "" if value is None and name != "at" else value

    drawn = []
    for item in items:
        kind = str(get(item, "kind") or "past")
        icon, css = _KINDS.get(kind, ("circle-check", ""))
        fields = {name: get(item, name) for name in ("text", "at", "who", "note", "url", "url_text")}
        drawn.append(Line(**fields, kind=kind, icon=get(item, "icon") or icon, css=css))
    most = int(fold or 0)
    cut = len(drawn) - most if most and len(drawn) > 2 * most else 0
    return Timeline(drawn[:cut], drawn[cut:])


def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite: hidden from assistive technology, unless it has a label of its own."""
    use = f"{static('vendor/icons/sprite.svg')}#i-{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, use)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', use)
