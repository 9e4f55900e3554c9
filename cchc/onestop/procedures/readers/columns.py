"""The columns of a table of procedures, and its words: docs/import-procedures.md."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from cchc.kernel.text import fold
from cchc.onestop.procedures.rules import Fee, LegalBasis, PaperRequired, Question, Result, Step, TimeLimit

EFFECTIVE = "effective_from"


@dataclass(frozen=True)
class Column:
    """A column of the table: its heading, the part it holds, and how its cells are written.

    `lines` are the names of what stands in one line of a cell, joined by " | "; empty: the cell is one value.
    """

    heading: str
    name: str
    lines: tuple[str, ...] = ()
    kind: type[Any] = str
    note: str = ""


COLUMNS = (
    Column("Mã thủ tục", "code"),
    Column("Tên thủ tục", "name"),
    Column("Tên tiếng Anh", "name_en"),
    Column("Lĩnh vực", "field.name"),
    Column("Mã lĩnh vực", "field.key"),
    Column("Lĩnh vực (tiếng Anh)", "field.name_en"),
    Column("Có hiệu lực từ", EFFECTIVE, kind=date),
    Column("Số quyết định công bố", "decision_number"),
    Column("Cấp thực hiện", "levels"),
    Column("Loại thủ tục", "kind"),
    Column("Tóm tắt", "summary"),
    Column("Tóm tắt (tiếng Anh)", "summary_en"),
    Column("Thời hạn giải quyết", "limits", ("channel", "case", "amount", "unit", "text", "text_en"), TimeLimit),
    Column(
        "Phí, lệ phí", "fees",
        ("name", "kind", "channel", "case", "amount", "formula", "variables", "text", "name_en"), Fee,
    ),
    Column("Trình tự thực hiện", "sequence"),
    Column("Cách thức thực hiện", "manner"),
    Column(
        "Thành phần hồ sơ", "papers",
        ("name", "originals", "copies", "required", "case", "kind", "template_name", "template_url", "replaced_by",
         "note", "name_en", "key", "by_form"), PaperRequired,
    ),
    Column("Thành phần hồ sơ, nguyên văn", "papers_text"),
    Column("Số bộ hồ sơ", "sets", kind=int),
    Column("Đối tượng thực hiện", "subjects", ("",)),
    Column("Loại chủ hồ sơ", "applicant_kinds"),
    Column("Cơ quan thực hiện", "executing_agency"),
    Column("Cơ quan có thẩm quyền", "competent_agency"),
    Column("Cơ quan được ủy quyền", "authorised_agency"),
    Column("Cơ quan phối hợp", "coordinating_agency"),
    Column("Địa chỉ tiếp nhận", "receiving_address"),
    Column("Kết quả thực hiện", "results", ("name", "code", "name_en"), Result),
    Column("Yêu cầu, điều kiện", "conditions"),
    Column(
        "Căn cứ pháp lý", "legal_bases", ("number", "title", "url", "issued_on", "effective_on", "issued_by"),
        LegalBasis,
    ),
    Column("Từ khóa", "keywords", ("",)),
    Column("Thủ tục liên quan", "related", ("",)),
    Column("Trang nguồn", "source_url"),
    Column("Mức độ trực tuyến", "online_level"),
    Column("Trực tuyến từ", "online_since", kind=date),
    Column("Thanh toán trực tuyến từ", "payment_online", kind=date),
    Column("Trong danh mục đủ điều kiện từ", "eligible_listed", kind=date),
    Column("Dùng được trên điện thoại từ", "works_on_phones", kind=date),
    Column("Phân cấp theo", "decentralised_by"),
    Column("Phân cấp từ", "decentralised_on", kind=date),
    Column("Trong kỳ gốc từ", "in_baseline", kind=date),
    Column("Thời hạn khi bổ sung", "supplement_clock"),
    Column("Nộp không cần tài khoản", "anonymous_allowed", kind=bool),
    Column("Quy trình nội bộ", "steps",
           ("name", "unit_code", "right", "days", "result", "moves", "role", "name_en", "key"), Step),
    Column("Biểu mẫu (JSON)", "form", kind=dict),
    Column("Câu hỏi trước khi nộp (JSON)", "eligibility", kind=Question),
)  # fmt: skip

BY_HEADING = {fold(column.heading): column for column in COLUMNS}
YES = {"co", "x", "1", "true", "yes"}
NO = {"", "khong", "0", "false", "no"}
# Words of the table for what the program names by a key.
WORDS: dict[str, dict[str, str]] = {
    "channel": {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Dịch vụ bưu chính"},
    "unit": {"working_day": "ngày làm việc", "day": "ngày", "hour": "giờ", "month": "tháng"},
    "fee_kind": {"charge": "Phí", "fee": "Lệ phí"},
    "level": {"ministry": "Cấp bộ", "province": "Cấp tỉnh", "commune": "Cấp xã", "other": "Cơ quan khác"},
    "online_level": {"full": "Toàn trình", "partial": "Một phần", "information": "Cung cấp thông tin trực tuyến"},
    "clock": {"reset": "Tính lại", "pause": "Tạm dừng"},
    "applicant": {"citizen": "Cá nhân", "organisation": "Tổ chức"},
    "right": {
        "receive": "Tiếp nhận hồ sơ", "process": "Xử lý hồ sơ", "assign": "Phân công", "approve": "Phê duyệt, ký",
        "hand_over": "Trả kết quả",
    },
    "act": {"forward": "chuyển", "send_back": "trả lại", "finish": "kết thúc"},
}  # fmt: skip


def said(kind: str, key: str) -> str:
    """What the table writes for a key."""
    return WORDS[kind].get(key, key)


def meant(kind: str, word: str, where: str) -> str:
    """The key of a word of the table. Raises ValueError."""
    plain = fold(word)
    found = next((key for key, said in WORDS[kind].items() if plain in (fold(said), key)), None)
    if plain and found is None:
        raise ValueError(gettext("%(where)s: không hiểu “%(word)s”") % {"where": where, "word": word})
    return found or ""
