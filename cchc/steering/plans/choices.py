"""The words of plans, and the one table that says what may follow what in a task."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cchc.kernel.lifecycle import Transitions


class PlanKind(TextChoices):
    """What a plan is among plans."""

    MULTI_YEAR = "multi_year", _("Kế hoạch nhiều năm")
    YEARLY = "yearly", _("Kế hoạch năm")
    OUTSIDE = "outside", _("Kế hoạch của cơ quan khác")


class PlanState(TextChoices):
    """Whether a plan is carried out."""

    IN_FORCE = "in_force", _("Đang thực hiện")
    ENDED = "ended", _("Đã kết thúc")


class LinkKind(TextChoices):
    """Why one plan names another."""

    DERIVED = "derived", _("Cụ thể hóa từ")  # the yearly one from the one of several years
    ANSWERS = "answers", _("Thực hiện theo")  # the plan of another authority that this one carries out


class TaskKind(TextChoices):
    """Where a task stands in its plan."""

    APPENDIX = "appendix", _("Nhiệm vụ của phụ lục")
    ASSIGNMENT = "assignment", _("Phân công trong kế hoạch")


_NTH = {2: _("dòng thứ hai"), 3: _("dòng thứ ba"), 4: _("dòng thứ tư")}


def numbered(mark: str, nth: int) -> str:
    """A number as people say it: where a plan gives one twice, "II.08 (dòng thứ hai)"."""
    if nth < 2:
        return mark
    row = _NTH.get(nth) or _now("dòng thứ %(n)s") % {"n": nth}
    return f"{mark} ({row})"


class State(TextChoices):
    """Where a task, or one period of it, stands."""

    NOT_STARTED = "not_started", _("Chưa bắt đầu")
    DOING = "doing", _("Đang làm")
    PROPOSED = "proposed", _("Đề nghị hoàn thành")
    DONE = "done", _("Hoàn thành")
    DROPPED = "dropped", _("Không còn thực hiện")


class Act(TextChoices):
    """What people do to a task."""

    START = "start", _("Bắt đầu")
    REPORT = "report", _("Ghi tiến độ")
    PROPOSE = "propose", pgettext_lazy("việc làm", "Đề nghị hoàn thành")
    RECALL = "recall", _("Rút đề nghị")
    APPROVE = "approve", _("Duyệt hoàn thành")
    RETURN = "return", _("Trả lại")
    DROP = "drop", _("Dừng thực hiện")
    REOPEN = "reopen", _("Mở lại")


TRANSITIONS = Transitions(
    {
        (State.NOT_STARTED, Act.START): State.DOING,
        (State.NOT_STARTED, Act.REPORT): State.DOING,
        (State.DOING, Act.REPORT): State.DOING,
        (State.NOT_STARTED, Act.PROPOSE): State.PROPOSED,
        (State.DOING, Act.PROPOSE): State.PROPOSED,
        (State.PROPOSED, Act.RECALL): State.DOING,
        (State.PROPOSED, Act.APPROVE): State.DONE,
        (State.PROPOSED, Act.RETURN): State.DOING,
        (State.NOT_STARTED, Act.DROP): State.DROPPED,
        (State.DOING, Act.DROP): State.DROPPED,
        (State.PROPOSED, Act.DROP): State.DROPPED,
        (State.DONE, Act.REOPEN): State.DOING,
        (State.DROPPED, Act.REOPEN): State.DOING,
    }
)

OPEN = (State.NOT_STARTED, State.DOING, State.PROPOSED)
CLOSED = (State.DONE, State.DROPPED)


class Role(TextChoices):
    """What a unit does in a task."""

    LEAD = "lead", _("Chủ trì")
    COOPERATING = "cooperating", _("Phối hợp")


class Circle(TextChoices):
    """Several units named by one phrase: "Các phòng, đơn vị" is a group and no unit of that name."""

    ALL = "all", _("Các phòng, đơn vị")
    CONCERNED = "concerned", _("Các phòng, đơn vị liên quan")
    WITH_PROCEDURES = "with_procedures", _("Các phòng, đơn vị có thủ tục hành chính")


class TimeKind(TextChoices):
    """How a plan says when."""

    DAY = "day", _("Ngày")
    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    YEAR = "year", _("Năm")
    RANGE = "range", _("Khoảng thời gian")
    FROM = "from", _("Từ năm trở đi")
    REGULAR = "regular", _("Thường xuyên")
    RECURRING = "recurring", _("Định kỳ")
    BLANK = "blank", _("Không ghi")
    UNREAD = "unread", _("Chưa đọc được")


class Every(TextChoices):
    """How often a recurring task comes."""

    YEAR = "year", _("Hằng năm")
    HALF = "half", _("6 tháng")
    QUARTER = "quarter", _("Hằng quý")
    MONTH = "month", _("Hằng tháng")


class Comparison(TextChoices):
    """How a figure is to stand to the value; none is reckoned as at least."""

    AT_LEAST = ">=", _("ít nhất")
    MORE = ">", _("trên")
    EQUAL = "=", _("bằng")
    AT_MOST = "<=", _("nhiều nhất")
    LESS = "<", _("dưới")
    RANGE = "range", _("trong khoảng")


class Where(TextChoices):
    """Where in the plan a figure stands."""

    SENTENCE = "sentence", _("Câu văn")
    TABLE = "table", _("Bảng chỉ tiêu")
    TASK = "task", _("Cột nhiệm vụ")
    PRODUCT = "product", _("Cột sản phẩm")
    TIME = "time", _("Cột thời gian")


NO_SOURCE = _("chưa có nguồn số liệu")  # of a target that nothing counts yet: never 0, never blank


class Standing(TextChoices):
    """How targets are told apart in counts and filters: each is counted exactly once."""

    MET = "dat", pgettext_lazy("chỉ tiêu", "đạt")
    AT_RISK = "co-nguy-co", _("có nguy cơ")
    MISSED = "chua-dat", _("chưa đạt")
    NO_SOURCE = "chua-co-nguon", _("chưa có nguồn số liệu")
    UNKNOWN = "chua-ket-luan", _("chưa kết luận được")


class Finding(TextChoices):
    """What became of a contradiction that somebody, or a rule, found."""

    PROPOSED = "proposed", _("Cần xem")
    CONFIRMED = "confirmed", _("Đã ghi nhận")
    DISMISSED = "dismissed", _("Không phải mâu thuẫn")


class FoundBy(TextChoices):
    """Who found a contradiction, or a link."""

    RULE = "rule", _("Chương trình")
    PERSON = "person", _("Người rà soát")


class ImportState(TextChoices):
    """Where the reading of a plan stands."""

    REVIEWING = "reviewing", _("Đang xem lại")
    ACCEPTED = "accepted", _("Đã chấp nhận")
    ABANDONED = "abandoned", _("Đã bỏ")


class RowKind(TextChoices):
    """What a row of a review is about."""

    HEAD = "head", _("Đầu kế hoạch")
    GROUP = "group", _("Nhóm nhiệm vụ")
    TARGET = "target", _("Chỉ tiêu")
    TASK = "task", _("Nhiệm vụ")
    ASSIGNMENT = "assignment", _("Phân công")
    COMMITMENT = "commitment", _("Cam kết")
    SPELLING = "spelling", _("Nghi lỗi quét")
    LEFT_OVER = "left_over", _("Chưa xếp")
    STRUCTURE = "structure", _("Phần của văn bản")


class RowState(TextChoices):
    """What a person has said about a row of a review."""

    READ = "read", _("Đọc chắc")
    TO_LOOK = "to_look", _("Cần xem")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    CORRECTED = "corrected", _("Đã sửa")
    PLACED = "placed", _("Đã xếp")
    DISMISSED = "dismissed", _("Đã bỏ qua")


class Doubt(TextChoices):
    """Why a row needs a look."""

    UNIT_UNKNOWN = "unit_unknown", _("Không khớp đơn vị nào của cơ quan")
    UNIT_UNSURE = "unit_unsure", _("Tên đơn vị chỉ gần khớp")
    UNIT_ENDED = "unit_ended", _("Đơn vị không còn")
    NO_LEAD = "no_lead", _("Không có đơn vị chủ trì")
    INDICATOR = "indicator", _("Chưa rõ thuộc chỉ tiêu nào")
    CONTRADICTION = "contradiction", _("Mâu thuẫn với chỗ khác trong kế hoạch")
    SPELLING = "spelling", _("Nghi lỗi quét")
    LEFT_OVER = "left_over", _("Chưa xếp vào đâu")
    HEAD = "head", _("Đầu kế hoạch thiếu số, ngày hoặc thời kỳ")
    READER = "reader", _("Bộ đọc chưa chắc")
    MISSING = "missing", _("Thiếu điều bắt buộc")
    CHANGED = "changed", _("Khác với kế hoạch đang có")
    REMOVED = "removed", _("Bản mới không còn")


# Which doubts come first: what is worst if nobody sees it.
WEIGHTS = {
    Doubt.LEFT_OVER: 100, Doubt.HEAD: 95, Doubt.MISSING: 92, Doubt.CONTRADICTION: 90, Doubt.SPELLING: 85,
    Doubt.UNIT_ENDED: 80, Doubt.REMOVED: 78, Doubt.UNIT_UNKNOWN: 75, Doubt.CHANGED: 72, Doubt.NO_LEAD: 71,
    Doubt.INDICATOR: 70, Doubt.READER: 60, Doubt.UNIT_UNSURE: 50,
}  # fmt: skip


class Change(TextChoices):
    """What a row of a changed version is to the plan that is there."""

    ADDED = "added", _("Thêm")
    CHANGED = "changed", _("Đổi")
    SAME = "same", _("Không đổi")
    REMOVED = "removed", _("Không còn")


class Told(TextChoices):
    """What people were told about the due date of a task."""

    SOON = "soon", _("Sắp đến hạn")
    TOMORROW = "tomorrow", _("Đến hạn ngày mai")
    LATE = "late", _("Quá hạn")
    STILL_LATE = "still_late", _("Quá hạn nhiều ngày")


class Pile(TextChoices):
    """How tasks are told apart in counts, lists and on the board: each task lies in exactly one pile."""

    NOT_STARTED = "chua-bat-dau", _("chưa bắt đầu")
    DOING = "dang-lam", _("đang làm")
    SOON = "sap-den-han", _("sắp đến hạn")
    OVERDUE = "qua-han", _("quá hạn")
    PROPOSED = "cho-duyet", _("chờ duyệt")
    DONE = "xong", _("xong")
    DROPPED = "khong-con", _("không còn thực hiện")


class DueIn(TextChoices):
    """When the due day of a task lies, in the filters of a list."""

    MONTH = "thang-nay", _("trong tháng này")
    QUARTER = "quy-nay", _("trong quý này")
    YEAR = "nam-nay", _("trong năm nay")
    LATER = "sau-nam-nay", _("sau năm nay")
    NONE = "khong-co", _("không có hạn")


class Shown(TextChoices):
    """How a list of tasks is looked at."""

    TABLE = "bang", _("Bảng")
    BOARD = "theo-tinh-trang", _("Theo tình trạng")
    CALENDAR = "lich", _("Lịch")
