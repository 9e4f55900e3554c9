"""The words of dossiers, and the one table that says what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cchc.kernel.lifecycle import Transitions


class Channel(TextChoices):
    """How a dossier came in: NĐ 118/2025/NĐ-CP, and KENH of the national portal (1, 2, 3)."""

    COUNTER = "counter", _("Trực tiếp tại quầy")
    ONLINE = "online", _("Trực tuyến")
    POST = "post", _("Bưu chính công ích")


class State(TextChoices):
    """The ten statuses of the national portal, and an intake that was undone."""

    REGISTERED = "registered", _("Mới đăng ký")
    ACCEPTED = "accepted", _("Được tiếp nhận")
    REFUSED = "refused", _("Không được tiếp nhận")
    PROCESSING = "processing", _("Đang xử lý")
    SUPPLEMENT = "supplement", _("Yêu cầu bổ sung giấy tờ")
    OBLIGATION = "obligation", _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWAL = "withdrawal", _("Yêu cầu rút hồ sơ")
    STOPPED = "stopped", _("Dừng xử lý")
    DONE = "done", _("Đã xử lý xong")
    RETURNED = "returned", _("Đã trả kết quả")
    VOID = "void", _("Đã hủy tiếp nhận")


CODES = {
    State.REGISTERED: 1, State.ACCEPTED: 2, State.REFUSED: 3, State.PROCESSING: 4, State.SUPPLEMENT: 5,
    State.OBLIGATION: 6, State.WITHDRAWAL: 7, State.STOPPED: 8, State.DONE: 9, State.RETURNED: 10,
}  # fmt: skip


class Act(TextChoices):
    """What people do to a dossier."""

    ACCEPT = "accept", _("Tiếp nhận")
    REFUSE = "refuse", _("Từ chối tiếp nhận")
    VOID = "void", _("Hủy tiếp nhận")
    CORRECT = "correct", _("Sửa thông tin tiếp nhận")
    TAKE = "take", _("Nhận việc")
    ASSIGN = "assign", _("Phân công")
    FORWARD = "forward", _("Chuyển bước")
    SEND_BACK = "send_back", _("Trả lại bước trước")
    RECALL = "recall", _("Thu hồi")
    ASK_MORE = "ask_more", _("Yêu cầu bổ sung")
    SUPPLY = "supply", _("Bổ sung hồ sơ")
    ASK_MORE_FIRST = "ask_more_first", _("Yêu cầu bổ sung trước khi tiếp nhận")
    SUPPLY_FIRST = "supply_first", _("Bổ sung trước khi tiếp nhận")
    ASK_WITHDRAWAL = "ask_withdrawal", _("Đề nghị rút hồ sơ")
    DECLINE_WITHDRAWAL = "decline_withdrawal", _("Không đồng ý rút hồ sơ")
    WITHDRAW = "withdraw", _("Rút hồ sơ")
    STOP = "stop", pgettext_lazy("act", "Dừng xử lý")
    FINISH = "finish", _("Hoàn thành xử lý")
    HAND_OVER = "hand_over", _("Trả kết quả")


_IN_HAND = (State.ACCEPTED, State.PROCESSING)

TRANSITIONS = Transitions(
    {
        (State.REGISTERED, Act.ACCEPT): State.ACCEPTED,
        (State.REGISTERED, Act.REFUSE): State.REFUSED,
        (State.REGISTERED, Act.ASK_MORE_FIRST): State.SUPPLEMENT,
        (State.SUPPLEMENT, Act.SUPPLY_FIRST): State.REGISTERED,
        (State.SUPPLEMENT, Act.REFUSE): State.REFUSED,  # only while not accepted: services check
        (State.REGISTERED, Act.WITHDRAW): State.STOPPED,  # nobody has taken it in yet
        (State.ACCEPTED, Act.VOID): State.VOID,
        (State.ACCEPTED, Act.TAKE): State.PROCESSING,
        (State.PROCESSING, Act.TAKE): State.PROCESSING,
        (State.ACCEPTED, Act.ASSIGN): State.PROCESSING,
        (State.PROCESSING, Act.ASSIGN): State.PROCESSING,
        (State.PROCESSING, Act.FORWARD): State.PROCESSING,
        (State.PROCESSING, Act.SEND_BACK): State.PROCESSING,
        (State.PROCESSING, Act.RECALL): State.PROCESSING,
        (State.PROCESSING, Act.FINISH): State.DONE,
        (State.DONE, Act.HAND_OVER): State.RETURNED,
        (State.SUPPLEMENT, Act.SUPPLY): State.PROCESSING,
        (State.SUPPLEMENT, Act.STOP): State.STOPPED,
        (State.SUPPLEMENT, Act.ASK_WITHDRAWAL): State.WITHDRAWAL,
        (State.WITHDRAWAL, Act.WITHDRAW): State.STOPPED,
        (State.WITHDRAWAL, Act.DECLINE_WITHDRAWAL): State.PROCESSING,
        **{(state, Act.CORRECT): state for state in _IN_HAND},
        **{(state, Act.ASK_MORE): State.SUPPLEMENT for state in _IN_HAND},
        **{(state, Act.STOP): State.STOPPED for state in _IN_HAND},
        **{(state, Act.ASK_WITHDRAWAL): State.WITHDRAWAL for state in _IN_HAND},
    }
)

OPEN = (State.ACCEPTED, State.PROCESSING, State.SUPPLEMENT, State.OBLIGATION, State.WITHDRAWAL)
CLOSED = (State.REFUSED, State.STOPPED, State.DONE, State.RETURNED, State.VOID)


class Basis(TextChoices):
    """Why an account may see a dossier."""

    FILED = "filed", _("Đã nộp hồ sơ này")
    CODE = "code", _("Nhập mã trên giấy tiếp nhận")
    OFFICER = "officer", _("Công chức liên kết sau khi xem giấy tờ")


class Verdict(TextChoices):
    """What the officer found of one paper."""

    NOT_SEEN = "", _("Chưa xem")
    GOOD = "good", _("Đạt")
    NOT_GOOD = "not_good", _("Chưa đạt")


class Outcome(TextChoices):
    """How one step ended."""

    FORWARDED = "forwarded", _("Đã chuyển")
    SENT_BACK = "sent_back", _("Đã trả lại")
    RECALLED = "recalled", _("Đã thu hồi")
    FINISHED = "finished", _("Đã hoàn thành")
    ENDED = "ended", _("Kết thúc cùng hồ sơ")


class ResultKind(TextChoices):
    """What the office answered."""

    GRANTED = "granted", _("Đồng ý giải quyết")
    DECLINED = "declined", _("Không đủ điều kiện giải quyết")


class Delivery(TextChoices):
    """Where the result is collected."""

    COUNTER = "counter", _("Tại quầy")
    POST = "post", _("Qua bưu chính công ích")
    ONLINE = "online", _("Bản điện tử")


class Proof(TextChoices):
    """Who collected a result, as the officer saw it."""

    IDENTITY = "identity", _("Chủ hồ sơ, đã xem giấy tờ tùy thân")
    AUTHORITY = "authority", _("Người được ủy quyền, đã xem giấy ủy quyền")
    POSTAL = "postal", _("Gửi bưu chính, có số vận đơn")
    ELECTRONIC = "electronic", _("Bản điện tử trong tài khoản")


class Behalf(TextChoices):
    """For whom a dossier is filed."""

    SELF = "self", _("Cho bản thân")
    FIRM = "firm", _("Cho tổ chức, doanh nghiệp của mình")
    AUTHORISED = "authorised", _("Cho người ủy quyền cho mình")


class Origin(TextChoices):
    """Where a dossier was worked on."""

    HERE = "here", _("Giải quyết trên phần mềm này")
    ELSEWHERE = "elsewhere", _("Nhập từ hệ thống khác")


class RunState(TextChoices):
    """How far a file of past dossiers has come."""

    ASKING = "asking", _("Chờ chỉ cột")
    READING = "reading", _("Đang đọc thử")
    READ = "read", _("Đã đọc thử")
    WRITING = "writing", _("Đang nhập")
    DONE = "done", _("Đã nhập")
    FAILED = "failed", _("Không nhập được")
    DROPPED = "dropped", _("Đã bỏ")
    UNDOING = "undoing", _("Đang rút lại")
    WITHDRAWN = "withdrawn", _("Đã rút lại")


RUNNING = (RunState.READING, RunState.WRITING, RunState.UNDOING)


class Stage(TextChoices):
    """What is being done of an import, for who waits."""

    READING = "read", _("Đang đọc tệp")
    COMPARING = "compare", _("Đang đối chiếu với hồ sơ đã có")
    WRITING = "write", _("Đang ghi hồ sơ")
    UNDOING = "undo", _("Đang rút lại hồ sơ")
    RECKONING = "reckon", _("Đang tính lại số liệu")


# What a column of an export of past dossiers may hold, as people call it
HELD = {
    "number": _("Số hồ sơ"), "procedure_code": _("Mã thủ tục"), "procedure": _("Tên thủ tục"),
    "applicant": _("Chủ hồ sơ"), "submitter": _("Người nộp"),
    "applicant_number": _("Số định danh, mã số thuế"), "address": _("Địa chỉ"), "phone": _("Điện thoại"),
    "channel": _("Cách nộp"), "received": _("Ngày tiếp nhận"), "due": _("Ngày hẹn trả"),
    "finished": _("Ngày xử lý xong"), "returned": _("Ngày trả kết quả"), "status": _("Trạng thái"),
    "unit": _("Đơn vị xử lý"), "officer": _("Người xử lý"), "fee": _("Phí, lệ phí"),
    "paid_online": _("Thanh toán trực tuyến"),
}  # fmt: skip
HELD_STATUSES = {
    "registered": _("Mới đăng ký"), "accepted": _("Được tiếp nhận"), "refused": _("Không được tiếp nhận"),
    "processing": _("Đang xử lý"), "waiting": _("Chờ bổ sung"),
    "obligation": _("Chờ thực hiện nghĩa vụ tài chính"), "asks_withdrawal": _("Yêu cầu rút hồ sơ"),
    "withdrawn": _("Người nộp đã rút"), "stopped": _("Dừng xử lý, trả lại"), "done": _("Đã xử lý xong"),
    "returned": _("Đã trả kết quả"),
}  # fmt: skip
HELD_CHANNELS = {
    "counter": _("Trực tiếp tại quầy"), "online": _("Trực tuyến"),
    "assisted": _("Trực tuyến, nộp hộ tại quầy"), "post": _("Bưu chính công ích"),
}  # fmt: skip
REMARKS = {
    "status_by_dates": _("không ghi trạng thái: lấy theo ngày xong, ngày trả"),
    "finished_by_returned": _("không ghi ngày xong: lấy ngày trả kết quả"),
    "returned_without_date": _("đã trả kết quả, không ghi ngày trả"),
    "version_later": _("vào ngày tiếp nhận thủ tục chưa có phiên bản có hiệu lực: ghi theo phiên bản gần nhất"),
    "procedure_by_name": _("mã thủ tục không có trong danh mục: tìm theo tên"),
    "unit_by_process": _("không ghi đơn vị: lấy đơn vị chủ trì theo quy trình của thủ tục"),
    "payment_not_understood": _("không hiểu cách thanh toán: để trống"),
}
# Why a row of an export is not taken: kind -> its words, with what the fault names. docs/import-dossiers.md
_BEFORE_RECEIVED = _("%(field)s %(at)s trước ngày tiếp nhận %(received)s")
FAULTS = {
    "no_number": _("Thiếu số hồ sơ"),
    "no_procedure": _("Thiếu thủ tục: không có mã, không có tên"),
    "no_received": _("Thiếu ngày tiếp nhận"),
    "no_channel": _("Thiếu cách nộp"),
    "too_long": _("%(field)s dài %(length)s ký tự, tối đa %(longest)s"),
    "bad_date": _("%(field)s “%(said)s” không phải là ngày có thật"),
    "bad_money": _("%(field)s “%(said)s” không phải là số tiền"),
    "in_future": _("%(field)s %(at)s ở tương lai"),
    "due_before_received": _BEFORE_RECEIVED,
    "finished_before_received": _BEFORE_RECEIVED,
    "returned_before_received": _BEFORE_RECEIVED,
    "returned_before_finished": _("Ngày trả kết quả %(at)s trước ngày xử lý xong %(finished)s"),
    "ready_without_date": _("Trạng thái “%(status)s” nhưng không có ngày xong, ngày trả"),
    "ended_without_date": _("Trạng thái “%(status)s” nhưng không có ngày kết thúc"),
    "status_against_dates": _("Trạng thái “%(status)s” nhưng có ngày xong hoặc ngày trả"),
    "unknown_channel": _("Không hiểu cách nộp “%(said)s”"),
    "unknown_status": _("Không hiểu trạng thái “%(said)s”"),
    "unknown_procedure": _(
        "Không có thủ tục “%(said)s” trong danh mục của cơ quan. Nhập thủ tục trước, hoặc chỉ từ"
    ),
    "procedure_draft": _("Thủ tục “%(said)s” mới là bản thảo: công bố trước, rồi nhập lại tệp"),
    "procedure_unclear": _("Có %(count)s thủ tục cùng tên “%(said)s”: cần mã"),
    "unknown_unit": _("Không có đơn vị “%(said)s” trong cơ quan"),
    "unit_unclear": _("Có %(count)s đơn vị tên “%(said)s”"),
    "twice": _("Số hồ sơ %(number)s đã có ở dòng %(first)s của tệp"),
    "ours": _("Hồ sơ %(number)s do phần mềm này giải quyết, không nhập đè"),
}  # fmt: skip
NEAREST_KNOWN = _("Không có thủ tục “%(said)s” trong danh mục của cơ quan. Gần nhất: %(nearest)s")
# Why a file as a whole is not read, or a run not withdrawn
FAILURES = {
    "no_such_kind": _("Tệp %(file)s: chỉ nhận .xlsx và .csv"),
    "no_workbook": _("Tệp %(file)s không phải là tệp Excel .xlsx"),
    "broken_sheet": _("Tệp %(file)s hỏng giữa chừng, trang %(sheet)s"),
    "no_text": _("Tệp %(file)s không phải là văn bản"),
    "unknown_encoding": _("Tệp %(file)s: không rõ bảng mã. Lưu lại ở dạng “CSV UTF-8” rồi nhập"),
    "broken_text": _("Không đọc được tệp %(file)s, từ dòng %(row)s"),
    "locked": _("Tệp %(file)s có mật khẩu, hoặc là Excel đời cũ (.xls). Mở tệp, bỏ mật khẩu, lưu lại dạng .xlsx"),
    "swollen": _("Tệp %(file)s nở ra quá lớn khi mở, không giống bảng hồ sơ nào"),
    "no_table": _("Tệp %(file)s không có bảng nào: cần một dòng tiêu đề có ít nhất ba cột"),
    "no_counter": _("Cơ quan chưa có quầy tiếp nhận: nhập đơn vị trước."),
    "later_run": _("Chưa rút lại được: tệp nhập sau đã sửa hồ sơ của tệp này. Rút lại tệp nhập sau trước."),
}  # fmt: skip
