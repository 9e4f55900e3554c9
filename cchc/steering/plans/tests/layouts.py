"""Plans as other offices lay them out, written for the tests; and the means to make files of them."""

import io

# A yearly plan: letterhead in two columns, goals in sentences, names as headings of the last part, seven columns.
YEARLY = """ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH HÀ NAM\tĐộc lập - Tự do - Hạnh phúc
SỞ NỘI VỤ\t
Số: 45/KH-SNV\tHà Nam, ngày 05 tháng 01 năm 2025

KẾ HOẠCH
Cải cách hành chính năm 2025

Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;
Thực hiện Kế hoạch số 100/KH-UBND ngày 20/12/2024, Sở Nội vụ ban hành Kế hoạch cải cách hành chính như sau:

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Nâng cao chất lượng phục vụ người dân.
2. Yêu cầu
a) Bám sát chỉ đạo của cấp trên.
b) Bảo đảm tiết kiệm.

II. MỤC TIÊU
- 100% văn bản ban hành đúng tiến độ.
- Phấn đấu trên 95% hồ sơ giải quyết đúng hạn; không quá 2% hồ sơ trễ hạn.
- Có ít nhất 02 sáng kiến được công nhận.

III. NHIỆM VỤ
(Chi tiết tại Phụ lục kèm theo)

IV. TỔ CHỨC THỰC HIỆN
1. Văn phòng Sở
- Chủ trì, theo dõi việc thực hiện Kế hoạch; báo cáo trước ngày 20/12/2025.
- Tham mưu Giám đốc Sở khen thưởng.
2. Thanh tra Sở: Kiểm tra ít nhất 30% số phòng, đơn vị trong năm 2025.
3. Các phòng, đơn vị thuộc Sở chủ động triển khai; báo cáo kết quả trước ngày 15 tháng cuối quý.
4. Trong quá trình thực hiện nếu có vướng mắc thì kịp thời điều chỉnh.

Nơi nhận:\tGIÁM ĐỐC
- UBND tỉnh;\t
- Lưu: VT.\tTrần Văn A

PHỤ LỤC
NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2025
(Kèm theo Kế hoạch số 45/KH-SNV ngày 05/01/2025 của Sở Nội vụ)

STT\tNhiệm vụ\tChủ trì\tPhối hợp\tKết quả/Sản phẩm\tThời gian\tGhi chú
I\tCông tác chỉ đạo\t\t\t\t\t
1\tBan hành kế hoạch\tVăn phòng Sở\tCác phòng, đơn vị\tKế hoạch\tTháng 01/2025\t
2\tKiểm tra việc thực hiện\tThanh tra Sở và Văn phòng Sở\t\tKết luận\tQuý II, III/2025\tTheo kế hoạch riêng
II\tThủ tục hành chính\t\t\t\t\t
3\tRà soát thủ tục\tPhòng Cải cách hành chính và Văn thư lưu trữ\tVăn phòng Sở; Thanh tra Sở\tBáo cáo\tTrước 30/6\t
4\tSố hóa hồ sơ\tTrung tâm Lưu trữ\t\tTối thiểu 50% hồ sơ được số hóa\tQuý IV\t
5\tViệc chưa rõ hạn\tVăn phòng Sở\t\t\tTheo chỉ đạo của cấp trên\t
"""

# Targets in a table of their own, columns by year; tasks with a head that never says "chủ trì".
BY_YEARS = """KẾ HOẠCH HÀNH ĐỘNG
Triển khai chuyển đổi số giai đoạn 2026 - 2028

PHẦN I
MỤC TIÊU
1. Bảng chỉ tiêu
TT\tChỉ tiêu\tĐơn vị tính\tHiện trạng\t2026\t2027\t2028\tĐơn vị theo dõi
I\tChính quyền số\t\t\t\t\t\t
1\tTỷ lệ hồ sơ trực tuyến\t%\t40\t60\t70\t≥ 80\tVăn phòng
2\tSố dịch vụ công toàn trình\tdịch vụ\t10\t20\t25\t30\tTrung tâm CNTT
\tmới mở\t\t\t\t\t\t
TT\tChỉ tiêu\tĐơn vị tính\tHiện trạng\t2026\t2027\t2028\tĐơn vị theo dõi
3\tCơ sở dữ liệu dùng chung\t\t\t\tHoàn thành\t\tTrung tâm CNTT
II\tKinh tế số\t\t\t\t\t\t
4\tThời gian xử lý tối đa\tphút\t45\t40\t35\t30\tVăn phòng
5\tTỷ lệ hài lòng đạt tối thiểu 95%\t\t\t\t\t\tVăn phòng

PHẦN II
NHIỆM VỤ
TT\tNội dung thực hiện\tĐơn vị thực hiện\tTiến độ
1\tXây dựng nền tảng\tTrung tâm CNTT\tTháng 6/2026
1.1\tKhảo sát\tTrung tâm CNTT, Văn phòng\t06/2026
2\tĐào tạo\tVăn phòng và các phòng, ban\t2026 - 2028
"""

# Markdown: headings by #, bold, pipes, groups by letters, two columns of goals.
MARKDOWN = """# KẾ HOẠCH
## Cải cách hành chính giai đoạn 2026-2030

**Căn cứ** Nghị quyết số 01/NQ-CP ngày 01/01/2026;

## I. MỤC TIÊU

### 1. Mục tiêu đến năm 2030

- **80%** người dân hài lòng.
- Năm 2026 đạt 20%, mỗi năm tăng thêm 15%, đến năm 2030 đạt 80%.
- Hoàn thiện thể chế.

| Chỉ tiêu | Mục tiêu năm 2027 | Mục tiêu năm 2030 |
|---|---:|---:|
| Hồ sơ đúng hạn | 95% | 98% |
| Chi phí tuân thủ giảm tối thiểu | 10% | 25% |

## II. NHIỆM VỤ

| TT | Tên nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Kết quả | Thời gian hoàn thành |
|---|---|---|---|---|---|
| **A** | **THỂ CHẾ** | | | | |
| 1 | Rà soát | Sở Tư pháp | Các sở, ban, ngành; UBND cấp huyện | Báo cáo | Quý II/2026 |
| 2 | Sửa đổi | Sở Tư pháp, Sở Nội vụ và Sở Tài chính | | - Tờ trình<br>- Nghị quyết | Hằng năm |
| **B** | **BỘ MÁY** | | | | |
| 1 | Sắp xếp | Sở Nội vụ | | | 2026 - 2027 |
"""

# A resolution: articles, a part on what was, no table.
RESOLUTION = """HỘI ĐỒNG NHÂN DÂN
TỈNH BẮC LA
Số: 15/2025/NQ-HĐND

NGHỊ QUYẾT
Về phát triển kinh tế số giai đoạn 2026 - 2030

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;

QUYẾT NGHỊ:

Điều 1. Mục tiêu
1. Đến năm 2028
a) Kinh tế số chiếm tối thiểu 15% sản phẩm; năng suất lao động tăng bình quân trên 7%/năm.
b) Xây dựng chính quyền số.
2. Đến năm 2030: Kinh tế số chiếm 20% sản phẩm.

Điều 2. Thực trạng
Năm 2024, kinh tế số chiếm 12% sản phẩm.

Điều 3. Tổ chức thực hiện
1. Giao Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết.
2. Thường trực Hội đồng nhân dân, các Ban của Hội đồng nhân dân giám sát việc thực hiện.

TM. HỘI ĐỒNG NHÂN DÂN
CHỦ TỊCH

Lê Văn C
"""

# Only an appendix: headings over bullets and letters, a lead in a row of its own, a head repeated inside a
# sentence.
APPENDIX = """STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian
1\tHoàn thiện thể chế\t\t
-\tBan hành quy chế\tVăn phòng\t2025
-\tRà soát văn bản\tThanh tra\t12/2025
2\tCông khai\t\t
a\tNiêm yết\tVăn phòng\tThường xuyên
b\tĐăng tin\tVăn phòng\t
3\tKiểm tra\tThanh tra\tTháng 10/2025
\t\tVăn phòng\t
4\tBáo cáo kết quả được giao tại các\tVăn phòng\t06/2025

STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian
\tđơn vị trực thuộc\t\t
"""

# No column of numbers, one column for both roles.
WITHOUT_NUMBERS = """PHỤ LỤC
BẢNG PHÂN CÔNG
Nhiệm vụ\tĐơn vị chủ trì, phối hợp\tThời hạn hoàn thành
1. Xây dựng quy chế\tVăn phòng chủ trì, phối hợp với Thanh tra\ttrước ngày 25/6/2026
2. Xây dựng đề án\tVăn phòng; Thanh tra\ttrong tháng 6/2026
"""

# No head at all, and one whose words nobody knows.
WITHOUT_HEAD = """1\tRà soát quy trình giải quyết công việc\tVăn phòng Sở\tTháng 3/2026
2\tKiểm tra việc chấp hành kỷ luật\tThanh tra Sở\tQuý II/2026
3\tCập nhật cơ sở dữ liệu chuyên ngành\tThanh tra Sở\tThường xuyên
"""
UNKNOWN = """Một đoạn mở đầu không nói gì về kế hoạch.
Mã\tMàu\tCỡ
A\tđỏ\tto
B\txanh\tnhỏ
"""


def docx(blocks):
    """A Word document: a str is a paragraph, (style, str) one with a style, a list the rows of a table."""
    from docx import Document

    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        elif isinstance(block, tuple):
            style, text = block
            document.add_paragraph(text, style=style)
        else:
            table = document.add_table(rows=0, cols=len(block[0]))
            for row in block:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    return saved(document)


def saved(document):
    """The bytes of a Word document or a workbook."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf(body):
    """A PDF out of the words of typst."""
    import typst

    return typst.compile(body.encode())
