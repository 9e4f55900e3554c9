"""Exports as three more vendors might write them: what is shortened, merged, grouped, dated otherwise."""

from datetime import datetime
from io import BytesIO
from unicodedata import normalize

from openpyxl import Workbook

from cchc.onestop.dossiers.tests import exports
from cchc.onestop.dossiers.tests.exports import CODE, NAME

UNIT = "Phòng Quản lý Công nghệ"


def _book(rows, merged=(), title="Data"):
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for place in merged:
        made.active.merge_cells(place)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def ledger():
    """A ledger to be printed: titles, headings over two rows, column numbers, a total, who signs."""
    hours = ((6, 8), (16, 16), (15, 10), (16, 9))
    day = [datetime(2023, 3, d, h) for d, h in hours]  # noqa: DTZ001 - an export has no zone
    rows = [
        ["UBND TỈNH ABC\nSỞ KHOA HỌC VÀ CÔNG NGHỆ", *[None] * 6, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["SỔ THEO DÕI HỒ SƠ"],
        ["Từ ngày 01/01/2023 đến ngày 31/12/2023"],
        ["STT", "Mã HS", "Thông tin TTHC", None, "Tổ chức, cá nhân nộp hồ sơ", None, None, "Ngày, tháng, năm",
         None, None, None, "Hình thức tiếp nhận HS", "Phí, lệ phí", None, "Ghi chú"],
        [None, None, "Mã TTHC", "Tên TTHC", "Họ tên", "Địa chỉ", "SĐT", "Tiếp nhận", "Hẹn trả KQ", "Hoàn thành",
         "Trả KQ", None, "Số tiền (VNĐ)", "Hình thức TT", None],
        [f"({n})" for n in range(1, 16)], ["I. LĨNH VỰC KHOA HỌC"],
        [1, "H21.12-230306-0001", f"{CODE}.000.00.00.H21", NAME, "Rơ\u00a0Châm H'Lưỡng", "12\u00a0Lê Lợi",
         "0905.123.456", *day, "Trực tiếp", "1.500.000", "Tiền mặt"],
        [2, "H21.12-230306-0002", CODE, NAME, "Công ty TNHH Ánh Dương", "", "", "06/03/2023 08:45", "16/03/2023",
         "20/03/2023\u00a010:00", "", "Trực tuyến", "150.000 ", "Chuyển khoản"],
        [3, "H21.12-230306-0003", CODE, NAME, "Kpă Y Thuôn", "", "", "06/03/2023 09:00:00", "16/03/2023", "", "",
         "BCCI", "0"],
        ["Tổng cộng: 3 hồ sơ", *[None] * 11, 1_650_000], [*[None] * 11, "Ngày 05 tháng 01 năm 2024"],
        [None, "NGƯỜI LẬP BIỂU", *[None] * 9, "THỦ TRƯỞNG ĐƠN VỊ"],
    ]  # fmt: skip
    merged = ("A1:G1", "H1:O1", "A2:O2", "A3:O3", "C4:D4", "E4:G4", "H4:K4", "M4:N4", "A4:A5", "B4:B5", "L4:L5")
    return "so-theo-doi.xlsx", _book(rows, merged, "BC chi tiết")


def dump():
    """A dump of a database: decomposed letters, days as numbers, what is said of timeliness beside the status."""
    heads = ["STT", "Số hồ sơ", "Tên thủ tục", "Lĩnh vực", "Chủ hồ sơ", "CCCD/MST", "Ngày nộp", "Ngày tiếp nhận",
             "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả kết quả", "Trạng thái hồ sơ", "Hình thức nộp",
             "Đơn vị xử lý", "Lệ phí", "Thời gian còn lại"]  # fmt: skip
    rows = [
        [1, exports.number(1), NAME, "KHCN", "Rơ Châm H'Lưỡng", "046088000123", 44990, 44991 + 1 / 3, 45001.6875,
         45000.416666, 45001.375, "Đã trả kết quả", "Nộp trực tuyến", UNIT, 1_500_000, "Đúng hạn 2 ngày"],
        [2, exports.number(2), NAME, "KHCN", "Công ty TNHH Ánh Dương", "4100123456", "44990", "44991,5", "45001",
         44999, "", "Quá hạn", "Trực tiếp tại Bộ phận Một cửa", UNIT, "150,000", "Quá 3 ngày"],
        [3, exports.number(3), NAME, "KHCN", "Kpă Y Thuôn", "", 44990, 44991, 45001, 44999, 44999,
         "Trả lại - không đủ điều kiện", "DVC trực tuyến toàn trình", UNIT, 0.0, ""],
        [None, "Tổng số: 3", *[None] * 12, 1_650_000],
    ]  # fmt: skip
    nfd = [[normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in [heads, *rows]]
    return "export.xlsx", _book(nfd)


def short():
    """A text with titles, everything shortened, the hour before the day, dashes where nothing is told."""
    rows = [
        ["BÁO CÁO TỔNG HỢP HỒ SƠ MỘT CỬA"], ["Đơn vị: Sở KH&CN"], [],
        ["TT", "Số biên nhận", "Tên TTHC", "Tên TC/CN nộp hồ sơ", "Số CMND/\nCCCD", "Nguồn\ntiếp nhận",
         "T/g tiếp nhận", "T/g hẹn trả", "T/g xử lý xong", "T/g trả KQ", "Tình trạng HS", "Phòng/ban xử lý",
         "CV thụ lý", "Lệ phí (đ)", "TT trực tuyến"],
        ["1", "BN-2023-00001", NAME, "Rơ Châm H'Lưỡng", "046088000123", "Một cửa", "08:00 06/03/2023",
         "16:30 16/03/2023", "10:00 15/03/2023", "09:00 16/03/2023", "Đã trả KQ (trước hạn)", UNIT,
         "Lê Thị Tuyết Nghiễm", "1.500.000đ", "Không"],
        ["2", "BN-2023-00002", NAME, "Công ty TNHH Ánh Dương", "4100123456", "Cổng DVCQG", "08h30, 06/03/2023",
         "16/03/2023", "-", "-", "Chờ bổ sung HS", UNIT, "", "Không thu", "Có"],
        ["3", "BN-2023-00003", NAME, "Kpă Y Thuôn", "", "Bưu chính công ích", "06-03-2023", "16-03-2023",
         "15-03-2023", "", "Có KQ, chờ trả", UNIT, "", "-", ""],
        ["", "Cộng", *[""] * 11, "1.500.000đ", ""],
    ]  # fmt: skip
    return "bao-cao.csv", exports.text(rows, ";", "utf-8-sig")


# What each tells: channels, statuses, fees, rows that are no dossier.
TOLD = (
    (ledger, ["counter", "online", "post"], ["returned", "done", "processing"], [1_500_000, 150_000, 0], 5),
    (dump, ["online", "counter", "online"], ["returned", "done", "stopped"], [1_500_000, 150_000, 0], 1),
    (short, ["counter", "online", "post"], ["returned", "waiting", "done"], [1_500_000, 0, None], 1),
)
