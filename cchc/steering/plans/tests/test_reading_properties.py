"""Whatever stands in a document: nothing is lost, nothing is made up, and a plan reads back as it was written."""

import io
import json

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cchc.steering.plans import readers
from cchc.steering.plans.tests.test_reading_layouts import nothing_is_lost

SYLLABLES = [
    "rà",
    "soát",
    "thủ",
    "tục",
    "xây",
    "dựng",
    "quy",
    "chế",
    "kiểm",
    "tra",
    "hồ",
    "sơ",
    "số",
    "hóa",
    "đào",
    "tạo",
]
UNITS = ["Văn phòng Sở", "Thanh tra Sở", "Phòng Kế hoạch và Đầu tư", "Trung tâm Lưu trữ", "Các phòng, đơn vị"]
TIMES = {
    "Quý II/2025": ("quarter", "2025-06-30"),
    "12/2025": ("month", "2025-12-31"),
    "Năm 2022": ("year", "2022-12-31"),
    "Thường xuyên": ("regular", None),
    "Năm 2021 và các năm tiếp theo": ("from", None),
    "trước ngày 25/6/2026": ("day", "2026-06-24"),
    "": ("blank", None),
}
HEADS = [
    ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Sản phẩm", "Thời gian"),
    ("STT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời hạn"),
    ("Số TT", "Tên nhiệm vụ", "Đơn vị thực hiện", "Phối hợp", "Sản phẩm đầu ra", "Thời gian hoàn thành"),
]
ROMANS = ["I", "II", "III", "IV"]

PIECES = [
    "I. MỤC TIÊU", "II. TỔ CHỨC THỰC HIỆN", "1. Mục tiêu chung", "2.1. Đến năm 2025", "a) Rà soát",
    "- Đạt tối thiểu 80%",
    "+ Hoàn thiện quy chế;", "PHỤ LỤC", "Nơi nhận:", "GIÁM ĐỐC", "KẾ HOẠCH", "Căn cứ Luật số 1/2020/QH14;", "12",
    "",
    "TT\tNhiệm vụ\tChủ trì\tThời gian", "1\tLàm\tVăn phòng\t2025", "\ttiếp\t\t", "I\tNhóm\t\t", "I. NHÓM\t\t\t",
    "02\tĐầu mục\t\t",
    "TT\tChỉ tiêu\tĐVT\t2025\t2026", "1\tTỷ lệ\t%\t80\t90", "Văn phòng chủ trì, phối hợp Thanh tra thực hiện.",
    "Năm 2021 đạt 30%; 2022-2025 mỗi năm tăng 20% cho đến khi đạt 100%.", "| a | b |",
    "(Kèm theo Kế hoạch số 1/KH-A)",
]  # fmt: skip
LINES = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(alphabet="aăbcđeéI1.2)-+%\t ,;:()KẾ", max_size=30)), max_size=40
)


@settings(max_examples=250, deadline=None)
@given(LINES, st.sampled_from(["plan.txt", "plan.md"]))
def test_nothing_is_lost_and_nothing_crashes(lines, name):
    try:
        reading = readers.read(name, "\n".join(lines).encode())
    except readers.Unreadable:
        return
    assert nothing_is_lost(reading)
    json.dumps(reading.as_json(), ensure_ascii=False)


@settings(max_examples=250, deadline=None)
@given(LINES)
def test_nothing_is_made_up(lines):
    """Every word of every output stands in the document, in the order of its lines."""
    try:
        reading = readers.read("plan.txt", "\n".join(lines).encode())
    except readers.Unreadable:
        return
    printed = " ".join(" ".join(line.text.split()) for line in reading.lines)
    letters = "".join(sign for sign in printed if sign.isalnum())
    said = [thing.text for thing in (*reading.targets, *reading.tasks, *reading.commitments, *reading.assignments)]
    said += [name for task in reading.tasks for name in (*task.leads, *task.cooperating, *task.products)]
    said += [name for deed in reading.assignments for name in (*deed.leads, *deed.cooperating)]
    for text in said:
        for word in text.split():
            assert "".join(sign for sign in word if sign.isalnum()) in letters
    for target in reading.targets:
        if target.value is not None and not target.milestones:
            assert str(target.value).replace(".", "").strip("0") in "".join(
                s for s in target.source.text if s.isdigit()
            )


@st.composite
def plans(draw):
    """A plan as a list of groups of tasks; every word of it drawn."""
    words = st.lists(st.sampled_from(SYLLABLES), min_size=4, max_size=14).map(
        lambda those: " ".join(those).capitalize()
    )
    tasks = st.fixed_dictionaries(
        {
            "text": words,
            "leads": st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True),
            "cooperating": st.lists(st.sampled_from(UNITS), max_size=2, unique=True),
            "product": words,
            "time": st.sampled_from(list(TIMES)),
        }
    )
    return draw(st.lists(st.tuples(words, st.lists(tasks, min_size=1, max_size=4)), min_size=1, max_size=4))


def rows_of(plan, head, order, repeat_every):
    """The rows of a plan's table: columns in an order, the head repeated now and then."""
    rows = [list(head)]
    for roman, (name, tasks) in zip(ROMANS, plan, strict=False):
        rows.append([f"{roman}. {name.upper()}", "", "", "", "", ""])
        for number, task in enumerate(tasks, 1):
            if repeat_every and len(rows) % repeat_every == 0:
                rows.append(list(head))
            rows.append([
                f"{number:02d}", task["text"], "; ".join(task["leads"]), "; ".join(task["cooperating"]),
                task["product"], task["time"],
            ])  # fmt: skip
    return [row if "." in row[0] and not any(row[1:]) else [row[place] for place in order] for row in rows]


def as_txt(rows):
    return "plan.txt", "\n".join("\t".join(row) for row in rows).encode()


def as_md(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "plan.md", "\n".join([lines[0], "|" + "---|" * 6, *lines[1:]]).encode()


def as_docx(rows):
    document = Document()
    table = document.add_table(rows=0, cols=6)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
        if not any(row[1:]):
            cells[0].merge(cells[5])
    buffer = io.BytesIO()
    document.save(buffer)
    return "plan.docx", buffer.getvalue()


def as_xlsx(rows):
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([cell or None for cell in row])
        if not any(row[1:]):
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=6)
    buffer = io.BytesIO()
    book.save(buffer)
    return "plan.xlsx", buffer.getvalue()


@settings(max_examples=60, deadline=None)
@given(
    plans(), st.sampled_from(HEADS), st.permutations([1, 2, 3, 4, 5]), st.sampled_from([0, 3, 5]),
    st.sampled_from([as_txt, as_md, as_docx, as_xlsx]),
)  # fmt: skip
def test_a_plan_reads_back_as_it_was_written(plan, head, order, repeat_every, made):
    reading = readers.read(*made(rows_of(plan, head, [0, *order], repeat_every)))
    wanted = [task for _, tasks in plan for task in tasks]
    assert [group.name for group in reading.groups] == [name.upper() for name, _ in plan]
    assert [len([task for task in reading.tasks if task.group == group.number]) for group in reading.groups] == [
        len(tasks) for _, tasks in plan
    ]
    assert [task.text for task in reading.tasks] == [task["text"] for task in wanted]
    assert [list(task.leads) for task in reading.tasks] == [task["leads"] for task in wanted]
    assert [list(task.cooperating) for task in reading.tasks] == [task["cooperating"] for task in wanted]
    assert [list(task.products) for task in reading.tasks] == [[task["product"]] for task in wanted]
    assert [(task.time.kind, task.time.due and task.time.due.isoformat()) for task in reading.tasks] == [
        TIMES[task["time"]] for task in wanted
    ]
    assert reading.left_over == ()
    assert nothing_is_lost(reading)
