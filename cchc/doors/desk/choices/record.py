"""The words of the record: each kind of entry, each thing that an entry says, each page that was looked at."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cchc.doors.desk.choices import HAPPENED, Act, alone
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.notices.choices import Kind as NoticeKind
from cchc.onestop.dossiers.choices import Channel, Proof, ResultKind, Verdict
from cchc.steering.indicators.choices import Every, PeriodKind
from cchc.steering.indicators.choices import State as ValueState
from cchc.steering.indicators.choices import Told as ValueTold
from cchc.steering.indicators.rules import definitions
from cchc.steering.indicators.rules.definitions import Words
from cchc.steering.plans import choices as plans
from cchc.ui.wording import day, moment

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+([+-]\d\d:\d\d|Z)?)?")

_ELSEWHERE = {
    "FileStored": _("Nhận tệp"),
    "FileTurned": _("Xoay tệp"),
    "FileScanned": _("Kiểm tra an toàn tệp"),
    "FileDiscarded": _("Bỏ tệp"),
    "AgencyOpened": _("Thành lập cơ quan"),
    "AgencyChanged": _("Sửa cơ quan"),
    "AgencyClosed": _("Giải thể, sáp nhập cơ quan"),
    "UnitOpened": _("Thành lập đơn vị"),
    "UnitChanged": _("Sửa đơn vị"),
    "UnitMoved": _("Chuyển đơn vị trực thuộc"),
    "UnitClosed": _("Giải thể, sáp nhập đơn vị"),
    "PositionDefined": _("Đặt quyền của vị trí"),
    "StaffCreated": _("Tạo tài khoản cán bộ"),
    "PersonChanged": _("Sửa thông tin tài khoản"),
    "PositionHeld": _("Giữ vị trí"),
    "HoldingEnded": _("Thôi giữ vị trí"),
    "StandInNamed": _("Cử người thay khi vắng"),
    "StandInEnded": _("Hết thay khi vắng"),
    "StaffLeft": _("Cán bộ thôi việc"),
    "StaffReturned": _("Cán bộ trở lại"),
    "SessionsEnded": _("Kết thúc mọi phiên"),
    "PasswordChanged": _("Đổi mật khẩu"),
    "AccountRegistered": _("Đăng ký tài khoản"),
    "EmailConfirmed": _("Xác nhận thư điện tử"),
    "SignInClosed": _("Khóa đăng nhập"),
    "ApplicantMade": _("Thêm chủ hồ sơ"),
    "ApplicantChanged": _("Sửa chủ hồ sơ"),
    "ApplicantSeen": _("Xem giấy tờ của chủ hồ sơ"),
    "NumberTakenBack": _("Rút lại số tự khai"),
    "AccountLinked": _("Gắn tài khoản với chủ hồ sơ"),
    "AccountUnlinked": _("Thôi gắn tài khoản với chủ hồ sơ"),
    "PeopleImported": _("Nhập tổ chức, nhân sự từ tệp"),
    "NoticeTold": _("Gửi thông báo"),
    "LettersChosen": _("Chọn thư muốn nhận"),
    "HoursSet": _("Đặt giờ làm việc"),
    "HoursRemoved": _("Bỏ giờ làm việc"),
    "SpecialDaySet": _("Đặt ngày nghỉ, ngày làm bù"),
    "SpecialDayRemoved": _("Bỏ ngày nghỉ, ngày làm bù"),
    "HolidaysSeeded": _("Nạp ngày lễ"),
    "VersionDrafted": _("Soạn bản thủ tục"),
    "DraftChanged": _("Sửa bản thủ tục đang soạn"),
    "DraftDiscarded": _("Bỏ bản thủ tục đang soạn"),
    "VersionPublished": _("Ban hành bản thủ tục"),
    "VersionWithdrawn": _("Bãi bỏ thủ tục"),
    "PublicationRecalled": _("Thu hồi bản thủ tục vừa ban hành"),
    "FilingPlaceSet": _("Đặt nơi nộp trực tuyến"),
    "ProceduresImported": _("Nhập thủ tục từ tệp"),
    "SituationsSet": _("Đặt tình huống ở trang đầu"),
    "SynonymsSet": _("Đặt từ đồng nghĩa"),
    "CalendarChanged": _("Sửa lịch làm việc"),
    "DraftExpired": _("Xóa bản nháp hết hạn"),
    "PlanImportBegun": _("Tải tệp kế hoạch"),
    "ImportRowSettled": _("Xem lại một mục của kế hoạch"),
    "ImportRowReopened": _("Mở lại một mục của kế hoạch"),
    "ImportRowSplit": _("Tách một mục của kế hoạch"),
    "ImportRowsMerged": _("Gộp mục của kế hoạch"),
    "ImportComparedTo": _("So sánh với bản kế hoạch đang có"),
    "PlanImportAbandoned": _("Bỏ lần nhập kế hoạch"),
    "PlanAccepted": _("Chấp nhận kế hoạch"),
    "OutsidePlanNoted": _("Ghi kế hoạch của cơ quan khác"),
    "PlanPublished": _("Công khai kế hoạch"),
    "PlanUnpublished": _("Thôi công khai kế hoạch"),
    "SteeringUnitSet": _("Đặt đơn vị theo dõi kế hoạch"),
    "PlanEnded": _("Kết thúc kế hoạch"),
    "PlansLinked": _("Liên kết kế hoạch"),
    "PlansUnlinked": _("Bỏ liên kết kế hoạch"),
    "TaskAssigned": _("Phân công nhiệm vụ"),
    "TaskChanged": _("Sửa nhiệm vụ"),
    "StageReached": _("Ghi mốc của nhiệm vụ"),
    "PeriodOpened": _("Mở kỳ của nhiệm vụ"),
    "ProgressReported": _("Ghi tiến độ nhiệm vụ"),
    "EvidenceAdded": _("Thêm minh chứng"),
    "EvidenceRemoved": _("Bỏ minh chứng"),
    "DoneProposed": _("Đề nghị hoàn thành nhiệm vụ"),
    "ProposalRecalled": _("Rút đề nghị hoàn thành nhiệm vụ"),
    "DoneApproved": _("Phê duyệt hoàn thành nhiệm vụ"),
    "DoneReturned": _("Trả lại đề nghị hoàn thành nhiệm vụ"),
    "TaskDropped": _("Thôi thực hiện nhiệm vụ"),
    "TaskReopened": _("Mở lại nhiệm vụ"),
    "TaskHandedOn": _("Chuyển nhiệm vụ cho đơn vị khác"),
    "DueTold": _("Nhắc hạn nhiệm vụ"),
    "CommitmentCarried": _("Gắn cam kết với nhiệm vụ, chỉ tiêu"),
    "ContradictionNoted": _("Ghi mâu thuẫn của kế hoạch"),
    "TargetChanged": _("Sửa chỉ tiêu"),
    "StatementMoved": _("Chuyển câu sang chỉ tiêu khác"),
    "TargetBound": _("Gắn chỉ tiêu với định nghĩa"),
    "TargetUnbound": _("Thôi gắn chỉ tiêu với định nghĩa"),
    "ValueAsked": _("Yêu cầu khai số liệu"),
    "ValueDeclared": _("Tự khai số liệu"),
    "ValueApproved": _("Phê duyệt số liệu tự khai"),
    "ValueReturned": _("Trả lại số liệu tự khai"),
    "ValueReplaced": _("Thay số liệu tự khai"),
    "ValueTakenBack": _("Rút lại số liệu tự khai để sửa"),
    "ValueWithdrawn": _("Rút yêu cầu khai, rút số liệu tự khai"),
    "ValueHandedOn": _("Chuyển việc khai số liệu"),
    "ValueDueTold": _("Nhắc hạn khai số liệu"),
    "AskingSet": _("Đặt lịch yêu cầu khai"),
    "FiguresPublished": _("Công bố số liệu của kế hoạch"),
    "FiguresWithdrawn": _("Thu hồi số liệu đã công bố"),
    "HistoryAsked": _("Yêu cầu đọc, nhập, rút lại tệp hồ sơ cũ"),
    "HistoryImported": _("Nhập hồ sơ cũ từ tệp"),
    "HistoryWithdrawn": _("Rút lại lần nhập hồ sơ cũ"),
    "HeadingsMapped": _("Chỉ cột của tệp hồ sơ cũ"),
}

SUBJECTS = {
    "dossier": _("hồ sơ"),
    "user": _("tài khoản"),
    "agency": _("cơ quan"),
    "unit": _("đơn vị"),
    "position": _("vị trí"),
    "applicant": _("chủ hồ sơ"),
    "file": _("tệp"),
    "notice": _("thông báo"),
    "draft": _("bản nháp"),
    "version": _("bản thủ tục"),
    "procedure": _("thủ tục"),
    "record": _("nhật ký"),
    "planimport": _("lần nhập kế hoạch"),
    "plan": _("kế hoạch"),
    "task": _("nhiệm vụ"),
    "target": _("chỉ tiêu"),
    "figure": _("dòng của chỉ tiêu"),
    "commitment": _("cam kết"),
    "contradiction": _("mâu thuẫn"),
    "statement": _("câu của chỉ tiêu"),
    "declaration": _("giá trị tự khai"),
    "historyrun": _("lần nhập hồ sơ cũ"),
    "headings": _("cách đọc cột"),
}

FACTS = {
    "part": _("phần"),
    "as_of": _("số liệu đến"),
    "dossiers": _("hồ sơ hiện tên"),
    "about": _("về"),
    "changed": _("số thay đổi"),
    "content_hash": _("mã nội dung"),
    "count": _("số lượng"),
    "last_day": _("ngày cuối"),
    "new": _("số mới"),
    "place": _("nơi nộp"),
    "procedure_id": _("thủ tục"),
    "read": _("số đã đọc"),
    "replaced": _("thay bản"),
    "titles": _("tên"),
    "unchanged": _("số không đổi"),
    "url": _("địa chỉ"),
    "agency": _("cơ quan"),
    "agency_id": _("cơ quan"),
    "assignee_id": _("người nhận"),
    "basis": _("căn cứ"),
    "before_acceptance": _("trước tiếp nhận"),
    "by_email": _("qua thư điện tử"),
    "unwanted": _("thư không muốn nhận"),
    "by_link": _("bằng liên kết trong thư"),
    "channel": _("cách nộp"),
    "code": _("mã"),
    "degrees": _("độ"),
    "due_at": _("hạn"),
    "effective_on": _("từ ngày"),
    "electronic": _("điện tử"),
    "ends_on": _("đến ngày"),
    "fee_id": _("lần thu"),
    "fields": _("mục đã sửa"),
    "file": _("tệp"),
    "file_id": _("tệp"),
    "filters": _("bộ lọc"),
    "first_year": _("từ năm"),
    "heir": _("người nhận việc"),
    "holder": _("người vắng"),
    "holding": _("lần giữ vị trí"),
    "holdings": _("số lần giữ vị trí"),
    "hours": _("giờ"),
    "initial": _("mật khẩu ban đầu"),
    "kind": _("loại"),
    "last_year": _("đến năm"),
    "looked_by": _("tìm theo"),
    "must_scan": _("phải kiểm tra"),
    "name": _("tên"),
    "now_in": _("nay thuộc"),
    "on": _("ngày"),
    "page": _("trang"),
    "paper": _("giấy tờ"),
    "parent": _("trực thuộc"),
    "person": _("người được hỏi"),
    "position": _("lần"),
    "positions": _("số vị trí"),
    "predecessors": _("tiền thân"),
    "proof": _("căn cứ"),
    "reaches_back": _("có hiệu lực về trước"),
    "reason": _("lý do"),
    "rights": _("quyền"),
    "scope": _("phạm vi"),
    "seen": _("đã xem giấy tờ"),
    "size": _("dung lượng"),
    "spans": _("khung giờ"),
    "staff": _("số cán bộ"),
    "stand_in": _("người thay"),
    "starts_on": _("từ ngày"),
    "status": _("trạng thái"),
    "step": _("bước"),
    "step_due_at": _("hạn của bước"),
    "step_was_due_at": _("hạn cũ của bước"),
    "successor": _("kế thừa"),
    "supplement_id": _("lần yêu cầu"),
    "threat": _("mã độc"),
    "to_step": _("đến bước"),
    "unit": _("đơn vị"),
    "unit_id": _("đơn vị"),
    "units": _("số đơn vị"),
    "until": _("đến lúc"),
    "user": _("tài khoản"),
    "user_id": _("tài khoản"),
    "verdict": _("kết quả kiểm tra"),
    "was_due_at": _("hạn cũ"),
    "was_in": _("trước thuộc"),
    "what": _("việc"),
    "sha256": _("mã của tệp (SHA-256)"),
    "refused": _("số không nhận"),
    "removed": _("số rút đi"),
    "restored": _("số trả về như cũ"),
    "indicator": _("chỉ tiêu"),
    "reading": _("cách đọc"),
    "minimum_volume": _("số lượng tối thiểu"),
    "due_on": _("hạn"),
    "numerator": _("tử số"),
    "denominator": _("mẫu số"),
    "value": _("giá trị (%)"),
    "told": _("đã nhắc"),
    "people": _("người được báo"),
    "is_on": _("yêu cầu định kỳ"),
    "every": _("mỗi"),
    "due_days": _("số ngày làm việc sau khi chốt kỳ"),
    "codes": _("các chỉ tiêu"),
    "act": _("việc"),
    "added": _("số thêm"),
    "from_unit": _("từ đơn vị"),
    "label": _("kỳ"),
    "left_open": _("số chưa xem lại"),
    "open_rows": _("số mục cần xem lại"),
    "period": _("kỳ"),
    "reached": _("đã đạt"),
    "role": _("vai trò"),
    "rows": _("số mục đọc được"),
    "state": _("trạng thái"),
    "to_unit": _("sang đơn vị"),
    "was": _("trước đó"),
}

PAGES = {
    **{act.value: act.label for act in Act},
    "dossier": _("hồ sơ"),
    "file": _("tệp"),
    "print": _("bản in"),
    "receipt": _("giấy tiếp nhận"),
    "supplement": _("phiếu yêu cầu bổ sung"),
    "refusal": _("phiếu từ chối"),
    "record": _("nhật ký"),
    "why": _("vì sao thấy hồ sơ"),
}


PEOPLE = frozenset({"assignee_id", "heir", "holder", "people", "person", "user", "user_id"})
UNITS = frozenset({"unit", "unit_id", "was_in", "now_in", "from_unit", "to_unit"})
KEYS = frozenset({"fee_id", "file_id", "holding", "release", "stage", "stand_in", "supplement_id"})
"""Facts whose value is the key of a person, of a unit, of a row that the subject's own page shows."""


def _said(words: Words) -> str:
    return words.said(get_language() or "vi")


_reading: Callable[[Words], Any] = lazy(_said, str)

VALUES: Mapping[str, Mapping[str, Any]] = {
    "channel": dict(Channel.choices),
    "proof": dict(Proof.choices),
    "verdict": dict(Verdict.choices),
    "kind": {
        **dict(NoticeKind.choices), **dict(ResultKind.choices), **dict(plans.LinkKind.choices),
        "dossier": _("hồ sơ"), "file": _("tệp"), "procedure": _("thủ tục"),
    },
    "unwanted": dict(NoticeKind.choices),
    "act": dict(plans.Act.choices),
    "role": {**dict(plans.Role.choices), "declare": _("khai"), "approve": _("duyệt")},
    "state": {**dict(plans.RowState.choices), **dict(plans.Finding.choices)},
    "told": {**dict(plans.Told.choices), **dict(ValueTold.choices)},
    "period": dict(PeriodKind.choices),
    "reading": {
        one.key: _reading(one.name)
        for definition in definitions().values() for version in definition.versions for one in version.readings
    },
    "was": {**dict(ValueState.choices), **{key: one.code for key, one in definitions().items()}},
    "rights": dict(Right.choices),
    "scope": dict(Scope.choices),
    "part": {
        "numerator": _("tử số"), "denominator": _("mẫu số"), "excluded": _("không tính"),
        "endangering": _("đang giải quyết, có thể làm giảm kết quả"),
    },
    "indicator": {key: one.code for key, one in definitions().items()},
    "every": dict(Every.choices),
    "looked_by": {"number": _("số định danh, mã số thuế")},
    "fields": {
        "applicant_name": _("chủ hồ sơ"), "applicant_number": _("số định danh, mã số thuế"),
        "name": _("tên"), "full_name": _("họ và tên"), "address": _("địa chỉ"), "phone": _("điện thoại"),
        "email": _("thư điện tử"), "delivery": _("cách nhận kết quả"),
        "delivery_address": _("địa chỉ nhận kết quả"), "sets": _("số bộ"), "born_on": _("ngày sinh"),
        "time": _("thời gian"), "budget": _("kinh phí"), "products": _("sản phẩm"), "stages": _("mốc"),
        "lead": _("đơn vị chủ trì"), "leads": _("đơn vị chủ trì"), "cooperating": _("đơn vị phối hợp"),
        "number": _("số"), "date": _("ngày ban hành"), "issuer": _("cơ quan ban hành"),
        "title": _("tên kế hoạch"), "start": _("từ ngày"), "end": _("đến ngày"), "grounds": _("căn cứ"),
        "parent": _("nhóm"), "group": _("nhóm"), "subgroup": _("mục"), "text": _("nội dung"),
        "indicator": _("chỉ tiêu"), "comparison": _("so sánh"), "value": _("giá trị"),
        "value_to": _("đến giá trị"), "unit": _("đơn vị tính"), "year": _("năm"), "due": _("hạn"),
        "milestones": _("mốc theo năm"), "where": _("chỗ đứng"), "part": _("phần"), "task": _("nhiệm vụ"),
        "tasks": _("nhiệm vụ thực hiện"),
        "targets": _("chỉ tiêu thực hiện"), "note": _("ghi chú"), "key": _("số trong kế hoạch"),
        "wrong": _("đang viết"), "right": _("viết đúng là"), "kind": _("loại"),
    },
}  # fmt: skip
"""Values that are keys, by the fact that has them."""


def kind_words(kind: str) -> str:
    """A kind of entry by itself: "Chuyển bước"; its own name where no room's words are known."""
    if kind in HAPPENED:
        return alone(HAPPENED[kind])
    return str(_ELSEWHERE.get(kind, kind))


def kinds() -> list[tuple[str, str]]:
    """Every kind with its words, by the words: what the record is filtered by."""
    return sorted(((kind, kind_words(kind)) for kind in {*HAPPENED, *_ELSEWHERE}), key=lambda pair: pair[1])


def fact_words(name: str, value: object) -> str:
    """One thing that an entry says, as a person reads it: "bước: tham-dinh", "hạn: 16:30 ngày 08/12/2026"."""
    said = PAGES.get(str(value), value) if name == "page" else _value(name, value)
    if isinstance(said, list):
        said = ", ".join(str(_value(name, one)) for one in said)
    return f"{FACTS.get(name, name)}: {said}"


def _value(name: str, value: object) -> object:
    if value is True or value is False:
        return _("có") if value else _("không")
    if not isinstance(value, str):
        return value
    if _MOMENT.fullmatch(value):
        return moment(datetime.fromisoformat(value)) if "T" in value else day(date.fromisoformat(value))
    return VALUES.get(name, {}).get(value, value)
