"""The words of files: whether they may be opened, and why one was refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cchc.kernel.lifecycle import Transitions


class State(TextChoices):
    """What is known about the safety of the bytes."""

    PENDING = "pending", _("Đang kiểm tra an toàn")
    CLEAN = "clean", _("Đã kiểm tra an toàn")
    UNSCANNED = "unscanned", _("Chưa kiểm tra an toàn")
    INFECTED = "infected", _("Có mã độc, đã chặn")


class Act(TextChoices):
    """What the scanner says."""

    PASS = "pass", _("Cho qua")
    FLAG = "flag", _("Chặn")


TRANSITIONS = Transitions(
    {
        (State.PENDING, Act.PASS): State.CLEAN,
        (State.PENDING, Act.FLAG): State.INFECTED,
    }
)


class Refusal(TextChoices):
    """Why a file was not taken; `%(name)s` is the file's own name."""

    EMPTY = "empty", _("Tệp %(name)s trống, không có nội dung")
    HEAVY = "heavy", _("Tệp %(name)s nặng %(size)s, tối đa %(most)s")
    KIND = "kind", _("Tệp %(name)s là %(kind)s; chỉ nhận PDF, JPG, PNG, HEIC")
    UNKNOWN = "unknown", _("Tệp %(name)s chưa rõ là loại gì; chỉ nhận PDF, JPG, PNG, HEIC")
    LOCKED = "locked", _("Tệp %(name)s bị khóa mật khẩu")
    BROKEN = "broken", _("Tệp %(name)s bị hỏng, không mở được")
    BOMB = "bomb", _("Tệp %(name)s bung ra quá lớn, không xử lý được")
    DOCUMENT = "document", _("Tệp %(name)s không phải là PDF, DOCX, XLSX, TXT hay MD đọc được")
    NEITHER = "neither", _("Tệp %(name)s không phải là PDF, ảnh, DOCX, XLSX hay văn bản")
    TURN = "turn", _("Tệp %(name)s không xoay được")
