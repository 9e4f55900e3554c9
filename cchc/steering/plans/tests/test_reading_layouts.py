"""Plans laid out in other ways: everything in its place, and nothing lost."""

from collections import Counter
from datetime import date

import pytest
from docx import Document
from openpyxl import Workbook

from cchc.steering.plans import readers
from cchc.steering.plans.tests import layouts


def read(text, name="plan.txt"):
    return readers.read(name, text if isinstance(text, bytes) else text.encode())


def figures(reading):
    return [(one.source.line, one.comparison, one.value, one.year, one.where) for one in reading.targets]


def nothing_is_lost(reading):
    """Every line that is not blank is read, or structure, or left over; never left over and something else."""
    subgroups = [one for group in reading.groups for one in group.subgroups]
    things = (
        *reading.targets, *reading.tasks, *reading.groups, *subgroups, *reading.assignments, *reading.commitments,
        *reading.structure,
    )  # fmt: skip
    placed = {line for thing in things for line in thing.source.lines} | set(reading.head.lines)
    left = [line for one in reading.left_over for line in one.source.lines]
    assert placed | set(left) == {line.ordinal for line in reading.lines if line.text.strip()}
    assert not placed & set(left)
    assert len(left) == len(set(left))
    return True


@pytest.mark.parametrize(
    "text",
    [
        layouts.YEARLY, layouts.BY_YEARS, layouts.MARKDOWN, layouts.RESOLUTION, layouts.APPENDIX,
        layouts.WITHOUT_NUMBERS, layouts.WITHOUT_HEAD, layouts.UNKNOWN,
    ],
)  # fmt: skip
def test_no_line_of_any_layout_is_lost(text):
    assert nothing_is_lost(read(text))
    assert nothing_is_lost(read(text, "plan.md"))


def test_a_yearly_plan_has_its_letterhead_read():
    head = read(layouts.YEARLY).head
    assert (head.number, head.signed_on, head.issuer) == ("45/KH-SNV", date(2025, 1, 5), "SỞ NỘI VỤ")
    assert (head.start, head.end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert [ground.split()[0] for ground in head.grounds] == ["Căn", "Thực"]
    assert head.doubts == ()


def test_a_yearly_plan_gives_its_year_to_figures_and_times_that_leave_it_out():
    plan = read(layouts.YEARLY)
    assert [(sign, value, year) for _, sign, value, year, _ in figures(plan)] == [
        (None, 100, 2025), (">", 95, 2025), ("<=", 2, 2025), (">=", 2, 2025), (">=", 30, 2025), (">=", 50, 2025),
    ]  # fmt: skip
    assert [task.time.due and task.time.due.isoformat() for task in plan.tasks] == [
        "2025-01-31", "2025-09-30", "2025-06-29", "2025-12-31", None,
    ]  # fmt: skip
    assert plan.tasks[-1].time.kind == "unread"


def test_groups_are_opened_by_roman_numerals_in_a_cell_of_their_own_and_numbers_go_on():
    plan = read(layouts.YEARLY)
    assert [(group.number, group.name) for group in plan.groups] == [
        ("I", "Công tác chỉ đạo"), ("II", "Thủ tục hành chính"),
    ]  # fmt: skip
    assert [task.key for task in plan.tasks] == ["I.1", "I.2", "II.3", "II.4", "II.5"]
    assert [task.leads for task in plan.tasks[1:3]] == [
        ("Thanh tra Sở", "Văn phòng Sở"), ("Phòng Cải cách hành chính và Văn thư lưu trữ",),
    ]  # fmt: skip
    assert plan.tasks[1].note == "Theo kế hoạch riêng"


def test_names_that_head_items_are_who_does_them():
    plan = read(layouts.YEARLY)
    assert [(one.number, one.leads, one.time.text) for one in plan.assignments] == [
        ("1", ("Văn phòng Sở",), "trước ngày 20/12/2025"),
        ("1", ("Văn phòng Sở",), ""),
        ("2", ("Thanh tra Sở",), "trong năm 2025"),
        ("3", ("Các phòng, đơn vị thuộc Sở",), "trước ngày 15 tháng cuối quý"),
    ]
    assert [left.text for left in plan.left_over] == [
        "4. Trong quá trình thực hiện nếu có vướng mắc thì kịp thời điều chỉnh."
    ]
    assert [one.text for one in plan.commitments] == [
        "Nâng cao chất lượng phục vụ người dân.", "Bám sát chỉ đạo của cấp trên.", "Bảo đảm tiết kiệm.",
    ]  # fmt: skip


def test_a_table_of_targets_gives_one_entry_a_row_with_a_milestone_a_column():
    plan = read(layouts.BY_YEARS)
    first, second, third, fourth, fifth = plan.targets
    assert (first.text, first.comparison, first.value, first.unit, first.year) == (
        "Tỷ lệ hồ sơ trực tuyến", ">=", 80, "%", 2028,
    )  # fmt: skip
    assert [(one.year, one.value) for one in first.milestones] == [(2026, 60), (2027, 70), (2028, 80)]
    assert (second.text, second.unit) == ("Số dịch vụ công toàn trình mới mở", "dịch vụ")
    assert (third.value, third.year, third.doubts) == (None, 2027, ("Chỉ tiêu trong bảng không có con số",))
    assert (fourth.comparison, fourth.value) == ("<=", 30)
    assert (fifth.comparison, fifth.value, fifth.milestones) == (">=", 95, ())
    assert {target.where for target in plan.targets} == {"table"}


def test_a_head_without_chu_tri_still_has_a_lead():
    plan = read(layouts.BY_YEARS)
    assert [task.leads for task in plan.tasks] == [
        ("Trung tâm CNTT",), ("Trung tâm CNTT", "Văn phòng"), ("Văn phòng", "các phòng, ban"),
    ]  # fmt: skip
    assert [task.number for task in plan.tasks] == ["1", "1.1", "2"]
    assert plan.tasks[2].time.due == date(2028, 12, 31)


def test_markdown_is_read_without_its_signs():
    plan = read(layouts.MARKDOWN, "plan.md")
    assert [(t.text[:14], t.comparison, t.value, t.year, len(t.milestones)) for t in plan.targets] == [
        ("80% người dân ", None, 80, 2030, 0),
        ("Năm 2026 đạt 2", None, 80, 2030, 5),
        ("Hồ sơ đúng hạn", None, 98, 2030, 2),
        ("Chi phí tuân t", ">=", 25, 2030, 2),
    ]
    assert [task.key for task in plan.tasks] == ["A.1", "A.2", "B.1"]
    assert plan.tasks[0].cooperating == ("Các sở, ban, ngành", "UBND cấp huyện")
    assert plan.tasks[1].leads == ("Sở Tư pháp", "Sở Nội vụ", "Sở Tài chính")
    assert plan.tasks[1].products == ("Tờ trình", "Nghị quyết")
    assert [one.text for one in plan.commitments] == ["Hoàn thiện thể chế."]
    assert plan.left_over == ()


def test_a_resolution_promises_nothing_by_telling_what_was():
    plan = read(layouts.RESOLUTION)
    assert (plan.head.number, plan.head.issuer) == ("15/2025/NQ-HĐND", "HỘI ĐỒNG NHÂN DÂN TỈNH BẮC LA")
    assert [(sign, value, year) for _, sign, value, year, _ in figures(plan)] == [
        (">=", 15, 2028), (">", 7, 2028), (None, 20, 2030),
    ]  # fmt: skip
    assert [left.text for left in plan.left_over] == ["Năm 2024, kinh tế số chiếm 12% sản phẩm."]
    assert [one.leads for one in plan.assignments] == [
        ("Ủy ban nhân dân tỉnh",), ("Thường trực Hội đồng nhân dân", "các Ban của Hội đồng nhân dân"),
    ]  # fmt: skip


def test_headings_are_over_rows_without_a_number_and_rows_go_on():
    plan = read(layouts.APPENDIX)
    assert [(task.number, task.subgroup, task.text) for task in plan.tasks] == [
        ("1.1", "1", "Ban hành quy chế"),
        ("1.2", "1", "Rà soát văn bản"),
        ("a", "2", "Niêm yết"),
        ("b", "2", "Đăng tin"),
        ("3", None, "Kiểm tra"),
        ("4", None, "Báo cáo kết quả được giao tại các đơn vị trực thuộc"),
    ]
    assert plan.tasks[4].leads == ("Thanh tra", "Văn phòng")
    assert [sub.number for group in plan.groups for sub in group.subgroups] == ["1", "2"]


def test_one_column_may_hold_lead_and_partners_and_the_number_may_stand_in_the_text():
    plan = read(layouts.WITHOUT_NUMBERS)
    assert [(task.number, task.text, task.leads, task.cooperating) for task in plan.tasks] == [
        ("1", "Xây dựng quy chế", ("Văn phòng",), ("Thanh tra",)),
        ("2", "Xây dựng đề án", ("Văn phòng", "Thanh tra"), ()),
    ]


def test_a_table_without_a_head_is_read_by_what_stands_in_it():
    plan = read(layouts.WITHOUT_HEAD)
    assert [(task.number, task.leads, task.time.kind) for task in plan.tasks] == [
        ("1", ("Văn phòng Sở",), "month"), ("2", ("Thanh tra Sở",), "quarter"),
        ("3", ("Thanh tra Sở",), "regular"),
    ]  # fmt: skip


def test_what_nobody_knows_is_left_over_and_nothing_is_made_up():
    plan = read(layouts.UNKNOWN)
    assert (plan.targets, plan.tasks, plan.assignments, plan.commitments) == ((), (), (), ())
    assert [left.source.line for left in plan.left_over] == [1, 2, 3, 4]
    assert plan.doubts


def test_a_part_assigns_by_what_it_says_where_no_title_says_so():
    text = (
        "I. VIỆC PHẢI LÀM\n1. Hoàn thiện quy chế.\n2. Công khai thủ tục.\n"
        "II. LỜI CUỐI\n1. Văn phòng chủ trì, phối hợp với Thanh tra theo dõi.\n"
        "2. Thanh tra có trách nhiệm kiểm tra.\n"
    )
    plan = read(text)
    assert [one.leads for one in plan.assignments] == [("Văn phòng",), ("Thanh tra",)]
    assert len(plan.commitments) == 2


def test_a_sentence_broken_by_a_page_is_one_and_a_title_is_none():
    text = (
        "II. NHIỆM VỤ\n1. Việc thứ nhất\n\n"
        "Tăng cường kỷ luật hành chính và đạo đức công vụ trong toàn bộ đội ngũ\n\n12\n\n"
        "CCVC của cơ quan, đơn vị.\n\n- Rà soát văn bản, xây\n\ndựng khung pháp lý.\n"
    )
    plan = read(text)
    assert [one.text for one in plan.commitments] == [
        "Tăng cường kỷ luật hành chính và đạo đức công vụ trong toàn bộ đội ngũ CCVC của cơ quan, đơn vị.",
        "Rà soát văn bản, xây dựng khung pháp lý.",
    ]
    assert Counter(one.what for one in plan.structure)["số trang"] == 1


def test_lines_broken_by_the_width_of_the_page_are_paragraphs_again():
    words = "thực hiện đồng bộ các giải pháp nâng cao chất lượng phục vụ người dân và doanh nghiệp"
    paragraphs = [f"- Mục {n} {words} {words} {words}." for n in range(8)]
    lines = []
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) > 78:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    plan = read("II. NHIỆM VỤ\n1. Chung\n" + "\n".join(lines))
    assert [f"- {one.text}" for one in plan.commitments] == paragraphs


def test_word_counts_numbers_that_stand_in_no_text():
    plan = read(
        layouts.docx([
            "KẾ HOẠCH", "Cải cách hành chính năm 2026",
            ("Heading 1", "Mục tiêu"),
            ("List Bullet", "Đạt tối thiểu 90% hồ sơ trực tuyến."),
            ("List Bullet", "Hoàn thiện quy trình."),
            ("Heading 1", "Tổ chức thực hiện"),
            ("List Number", "Văn phòng Sở chủ trì, phối hợp với các phòng, đơn vị liên quan triển khai."),
            ("List Number", "Phòng Tổ chức có trách nhiệm theo dõi, báo cáo hằng quý."),
        ]),
        "plan.docx",
    )  # fmt: skip
    assert figures(plan) == [(4, ">=", 90, 2026, "sentence")]
    assert [one.text for one in plan.commitments] == ["Hoàn thiện quy trình."]
    assert [(one.number, one.leads) for one in plan.assignments] == [
        ("1", ("Văn phòng Sở",)), ("2", ("Phòng Tổ chức",)),
    ]  # fmt: skip
    assert nothing_is_lost(plan)


def test_a_letterhead_and_signatures_in_tables_of_word_are_no_tasks():
    plan = read(
        layouts.docx([
            [[
                "UBND TỈNH X\nSỞ Y TẾ\nSố: 12/KH-SYT",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nX, ngày 3 tháng 2 năm 2026",
            ]],
            "KẾ HOẠCH", "Cải cách hành chính năm 2026",
            "I. NHIỆM VỤ", "1. Công khai thủ tục.",
            [["Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT.", "GIÁM ĐỐC\n\nNguyễn Văn B"]],
        ]),
        "plan.docx",
    )  # fmt: skip
    assert (plan.head.number, plan.head.issuer, plan.head.signed_on) == ("12/KH-SYT", "SỞ Y TẾ", date(2026, 2, 3))
    assert [one.text for one in plan.commitments] == ["Công khai thủ tục."]
    assert plan.left_over == ()


def test_a_cell_merged_downwards_counts_for_every_row_that_it_spans():
    document = Document()
    table = document.add_table(rows=0, cols=4)
    for row in (
        ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời gian"),
        ("1", "Việc một", "Văn phòng Sở", "Quý I/2026"),
        ("2", "Việc hai", "", "Quý II/2026"),
        ("3", "Việc ba", "", "Quý III/2026"),
        ("4", "Việc bốn", "Thanh tra Sở", "2026"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(3, 2))
    plan = read(layouts.saved(document), "plan.docx")
    assert [task.leads for task in plan.tasks] == [*[("Văn phòng Sở",)] * 3, ("Thanh tra Sở",)]
    assert [task.number for task in plan.tasks] == ["1", "2", "3", "4"]


def test_a_workbook_has_merged_heads_dates_and_percentages_as_a_person_sees_them():
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["PHỤ LỤC I"],
        ["DANH MỤC NHIỆM VỤ NĂM 2025"],
        ["(Kèm theo Quyết định số 12/QĐ-SKHĐT ngày 10/02/2025 của Sở Kế hoạch)"],
        [],
        ["TT", "Nội dung công việc", "Phân công", None, "Kết quả đầu ra", "Thời gian", None, "Kinh phí"],
        [None, None, "Chủ trì", "Phối hợp", None, "Bắt đầu", "Kết thúc", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        ["CẢI CÁCH THỦ TỤC"],
        [1, "Rà soát thủ tục", "Văn phòng\nPhòng Tổ chức", None, "- Báo cáo\n- Quyết định", None, None, 100],
        [2, "Số hóa hồ sơ", "Trung tâm CNTT", "Các phòng, ban, đơn vị", 0.8, None, 2025, None],
        [None, "(cả hồ sơ cũ)"],
        ["HẠ TẦNG SỐ"],
        [3, "Mua sắm", "Văn phòng", None, None, None, date(2025, 12, 31), None],
        ["Nơi nhận:", None, None, None, "GIÁM ĐỐC"],
        ["- Lưu: VT"],
    ):
        sheet.append(row)
    for cell, on in (("F9", date(2025, 3, 1)), ("G9", date(2025, 6, 1))):
        sheet[cell], sheet[cell].number_format = on, "mm/yyyy"
    sheet["E10"].number_format = "0%"
    for area in ("C5:D5", "F5:G5", "A5:A6", "B5:B6", "E5:E6", "H5:H6", "A8:H8", "A12:H12"):
        sheet.merge_cells(area)
    plan = read(layouts.saved(book), "plan.xlsx")
    assert (plan.head.number, plan.head.issuer, plan.head.title) == (
        "12/QĐ-SKHĐT", "Sở Kế hoạch", "DANH MỤC NHIỆM VỤ NĂM 2025",
    )  # fmt: skip
    assert [(task.number, task.text) for task in plan.tasks] == [
        ("1", "Rà soát thủ tục"), ("2", "Số hóa hồ sơ (cả hồ sơ cũ)"), ("3", "Mua sắm"),
    ]  # fmt: skip
    assert [(task.leads, task.cooperating) for task in plan.tasks] == [
        (("Văn phòng", "Phòng Tổ chức"), ()), (("Trung tâm CNTT",), ("Các phòng, ban, đơn vị",)),
        (("Văn phòng",), ()),
    ]  # fmt: skip
    first, second, third = (task.time for task in plan.tasks)
    assert (first.start, first.due) == (date(2025, 3, 1), date(2025, 6, 30))
    assert (second.due, third.due) == (date(2025, 12, 31), date(2025, 12, 31))
    assert figures(plan) == [(10, None, 80, 2025, "product")]
    assert [group.name for group in plan.groups] == ["CẢI CÁCH THỦ TỤC", "HẠ TẦNG SỐ"]
    assert plan.left_over == ()
    assert nothing_is_lost(plan)


def test_text_beside_a_table_in_a_sheet_is_no_row_of_it():
    book = Workbook()
    for row in (
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2026"],
        [1, "Tỷ lệ hồ sơ đúng hạn", "%", "≥ 95"],
        ["II. NHIỆM VỤ CHUNG CỦA CƠ QUAN"],
        ["- Rà soát quy trình giải quyết công việc."],
        ["- Hoàn thiện quy chế phối hợp giữa các phòng."],
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
        ["I. NHÓM THỨ NHẤT"],
        [1, "Ban hành quy chế", "Văn phòng", "Quý I/2026"],
    ):
        book.worksheets[0].append(row)
    plan = read(layouts.saved(book), "plan.xlsx")
    assert figures(plan) == [(2, ">=", 95, 2026, "table")]
    assert [one.text for one in plan.commitments] == [
        "Rà soát quy trình giải quyết công việc.", "Hoàn thiện quy chế phối hợp giữa các phòng.",
    ]  # fmt: skip
    assert [task.key for task in plan.tasks] == ["I.1"]
    assert nothing_is_lost(plan)


def test_a_pdf_has_its_rows_by_the_rules_that_are_drawn_over_pages():
    rows = "\n".join(
        f"[{n}], [Nhiệm vụ thứ {n} {'rất dài ' * 30}], [Văn phòng Sở], [Báo cáo {n}], [Quý II/2026],"
        for n in range(1, 13)
    )
    plan = read(
        layouts.pdf(
            "#set page(margin: 2cm)\n= KẾ HOẠCH\nCải cách hành chính năm 2026\n\n"
            "#table(columns: (1cm, 1fr, 3cm, 3cm, 3cm), table.header([TT], [Nhiệm vụ], [Đơn vị chủ trì], "
            f"[Sản phẩm], [Thời gian]), table.cell(colspan: 5)[I. NHÓM THỨ NHẤT],\n{rows})"
        ),
        "plan.pdf",
    )
    assert [task.key for task in plan.tasks] == [f"I.{n}" for n in range(1, 13)]
    assert {task.leads for task in plan.tasks} == {("Văn phòng Sở",)}
    assert [task.products for task in plan.tasks] == [(f"Báo cáo {n}",) for n in range(1, 13)]
    assert all(task.text.count("rất dài") == 30 for task in plan.tasks)
    assert max(task.source.line for task in plan.tasks) > 1  # the page


def test_the_same_abbreviation_misread_is_proposed_with_what_it_may_mean():
    text = (
        "I. NHIỆM VỤ\n1. Cải cách thủ tục hành chính (TTHC): rà soát TTHC, công khai TTHC.\n"
        "2. Đơn giản hóa TTTC.\n"
        "3. Thực hiện Nghị định số 96/NĐ-CP ngày 10/8/2017.\n4. Rà soát [quy chế](#) của Sở.\n"
    )
    plan = read(text)
    assert [one.doubts for one in plan.commitments] == [
        (),
        ("Nghi lỗi quét: “TTTC” có thể là “TTHC”",),
        ("“96/NĐ-CP” thiếu năm ban hành: có thể là “96/2017/NĐ-CP”",),
        ("Còn sót dấu liên kết Markdown “[…](…)”",),
    ]
    assert plan.commitments[1].text == "Đơn giản hóa TTTC."


def test_commitments_know_the_tasks_and_targets_that_carry_them():
    text = (
        "I. NHIỆM VỤ\n1. Rà soát, đơn giản hóa thủ tục hành chính lĩnh vực đất đai.\n"
        "2. Nâng cao đạo đức công vụ.\n"
        "STT\tNhiệm vụ\tChủ trì\tThời gian\n1\tRà soát, đơn giản hóa thủ tục hành chính\tVăn phòng\t2025\n"
    )
    carried, loose = read(text).commitments
    assert (carried.tasks, loose.tasks) == (("1",), ())
