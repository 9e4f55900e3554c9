"""A plan of nobody's, as text: short, with a figure, a path, a spelling to doubt, tasks of a few kinds."""

HEAD = """SỞ KHOA HỌC VÀ CÔNG NGHỆ

Số: 12/KH-SKHCN

Quy Nhơn, ngày 05 tháng 01 năm 2026

KẾ HOẠCH
Cải cách hành chính giai đoạn 2026 - 2030 của cơ quan

Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;

I. MỤC TIÊU

1. Mục tiêu đến năm 2030

- Thủ tục hành chính (TTHC):

+ Hồ sơ nộp trực tuyến chiếm tối thiểu 70% số hồ sơ tiếp nhận.

+ 90% TTHC phải nộp phí, lệ phí được thanh toán trực tuyến; giao dịch thanh toán trực tuyến chiếm tối thiểu 40%.

+ Tối thiểu 95% các hồ sơ công việc lập và xử lý trên mạng.

II. NHIỆM VỤ

1. Cải cách TTHC

- Công khai TTHC và kết quả giải quyết TTHC tại nơi tiếp nhận.

- Cập nhật TTTC khi có thay đổi.

III. TỔ CHỨC THỰC HIỆN

1. Văn phòng Sở chủ trì, phối hợp các phòng, đơn vị lập báo cáo hằng quý.

GIÁM ĐỐC

Trịnh Hoàng Nguyên

PHỤ LỤC
Danh mục nhiệm vụ cải cách hành chính giai đoạn 2026 - 2030

"""

ROWS = (
    "Số TT\tNhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tSản phẩm\tThời gian thực hiện",
    "I. CẢI CÁCH THỦ TỤC HÀNH CHÍNH\t\t\t\t\t",
    "01\tRà soát, đơn giản hóa thủ tục hành chính\tPhòng Quản lý Khoa học\tCác phòng, đơn vị\tBáo cáo rà soát\t"
    "Năm 2026",
    "02\tCông khai thủ tục hành chính\tVăn phòng Sở\tSở Tài chính\t1. Danh mục. 2. Báo cáo (nếu có).\tHằng năm",
    "II. CHÍNH QUYỀN SỐ\t\t\t\t\t",
    "01\tXử lý công việc trên mạng\tPhòng Bí mật\tCác phòng, đơn vị\t"
    "100% hồ sơ công việc lập và xử lý trên mạng\tNăm 2026",
)


def plan_text(rows=ROWS, head=HEAD):
    """The document as bytes of a text file."""
    return (head + "\n".join(rows) + "\n").encode()


def changed(row, **cells):
    """The rows with cells of one of them replaced: `changed(2, time="Năm 2027")`."""
    places = {"number": 0, "text": 1, "leads": 2, "cooperating": 3, "products": 4, "time": 5}
    parts = ROWS[row].split("\t")
    for name, words in cells.items():
        parts[places[name]] = words
    return (*ROWS[:row], "\t".join(parts), *ROWS[row + 1 :])
