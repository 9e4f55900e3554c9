"""The words of the catalogue, and the one table that says what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cchc.kernel.lifecycle import Transitions


class State(TextChoices):
    """Where a version of a procedure stands. Whether it is in force on a day, its dates say."""

    DRAFT = "draft", _("Bản thảo")
    PUBLISHED = "published", _("Đã công bố")
    REPLACED = "replaced", _("Đã có bản thay thế")
    WITHDRAWN = "withdrawn", _("Đã bãi bỏ")


class Act(TextChoices):
    """What may be done to a version: NĐ 63/2010/NĐ-CP, art. 13 to 15 (công bố, thay thế, bãi bỏ)."""

    CHANGE = "change", _("Sửa bản thảo")
    PUBLISH = "publish", _("Công bố")
    REPLACE = "replace", _("Thay thế")
    WITHDRAW = "withdraw", _("Bãi bỏ")


TRANSITIONS: Transitions[State] = Transitions(
    {
        (State.DRAFT, Act.CHANGE): State.DRAFT,
        (State.DRAFT, Act.PUBLISH): State.PUBLISHED,
        (State.PUBLISHED, Act.REPLACE): State.REPLACED,
        (State.PUBLISHED, Act.WITHDRAW): State.WITHDRAWN,
    }
)


class Standing(TextChoices):
    """What a version is on a given day, as people ask for it."""

    DRAFT = "draft", _("Bản thảo")
    UPCOMING = "upcoming", _("Chưa có hiệu lực")
    IN_FORCE = "in_force", _("Đang có hiệu lực")
    ENDED = "ended", _("Hết hiệu lực")
    WITHDRAWN = "withdrawn", _("Đã bãi bỏ")


class Channel(TextChoices):
    """How a dossier comes in (cách thức thực hiện); the portal's KENH 1, 2, 3."""

    COUNTER = "counter", _("Trực tiếp")
    ONLINE = "online", _("Trực tuyến")
    POST = "post", _("Dịch vụ bưu chính")


class Unit(TextChoices):
    """What a time limit is counted in; "ngày" alone is a calendar day."""

    WORKING_DAY = "working_day", _("ngày làm việc")
    DAY = "day", _("ngày")
    HOUR = "hour", _("giờ")
    MONTH = "month", _("tháng")


class Level(TextChoices):
    """At which level of government a procedure is carried out (cấp thực hiện)."""

    MINISTRY = "ministry", _("Cấp bộ")
    PROVINCE = "province", _("Cấp tỉnh")
    COMMUNE = "commune", _("Cấp xã")
    OTHER = "other", _("Cơ quan khác")


class OnlineLevel(TextChoices):
    """How far a procedure can be done online: NĐ 42/2022/NĐ-CP, art. 8; from 2026-07-01 NĐ 224/2026/NĐ-CP."""

    FULL = "full", _("Toàn trình")
    PARTIAL = "partial", _("Một phần")
    INFORMATION = "information", _("Cung cấp thông tin trực tuyến")


class FeeKind(TextChoices):
    """A charge for a service, or a fee for the act of the State: Luật Phí và lệ phí 2015, art. 3."""

    CHARGE = "charge", _("Phí")
    FEE = "fee", _("Lệ phí")


class FiledOnline(TextChoices):
    """Where a procedure is filed online on a day."""

    HERE = "here", _("Tại hệ thống này")
    NATIONAL = "national", _("Tại Cổng Dịch vụ công quốc gia")
    NO = "no", pgettext_lazy("filed online", "Chưa nộp trực tuyến")


class SupplementClock(TextChoices):
    """What a supplement does to the time limit: NĐ 61/2018/NĐ-CP, art. 19.4, or what the sector's law says."""

    RESET = "reset", _("Tính lại từ đầu khi hồ sơ đủ")
    PAUSE = "pause", _("Tạm dừng trong thời gian chờ bổ sung")


class Move(TextChoices):
    """What may happen to a dossier at the end of a step."""

    FORWARD = "forward", _("Chuyển bước")
    SEND_BACK = "send_back", _("Trả lại bước trước")
    FINISH = "finish", _("Kết thúc")


PARTS = {
    "code": _("mã thủ tục"),
    "name": _("tên thủ tục"),
    "field": _("lĩnh vực"),
    "level": _("cấp thực hiện"),
    "papers": _("thành phần hồ sơ"),
    "fees": _("phí, lệ phí"),
    "steps": _("quy trình nội bộ"),
    "time_limits": _("thời hạn giải quyết"),
    "form": _("biểu mẫu"),
    "eligibility": _("câu hỏi điều kiện"),
    "legal_bases": _("căn cứ pháp lý"),
    "online_level": _("mức độ trực tuyến"),
    "supplement_clock": _("khi bổ sung hồ sơ"),
    "effective_from": _("ngày có hiệu lực"),
}
"""The parts of a procedure as people call them, by the names that a file uses."""
