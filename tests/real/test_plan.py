"""The real plan, where it lies beside the repository. Counted by hand, before there was a reader."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cchc.config.cli import main
from cchc.steering.plans import readers
from tests.journeys.conftest import CHROMIUM
from tests.real import plan_in_disguise as disguise

SHARED = Path(os.environ.get("CCHC_SHARED") or Path(__file__).parents[3] / "shared")
FILE = SHARED / "mission/plan-2021-2025.txt"

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not there")

# By hand. Tasks by group: I 01-03, II 01-09, III 01-03, IV 01-03, V 01-02, VI 1 + 2 + 1 + 1 + 2 + 3.
TASKS = {"I": 3, "II": 9, "III": 3, "IV": 3, "V": 2, "VI": 10}
LEADS = {("Thanh tra Sở",): 3, ("Văn phòng Sở",): 27}
TIMES = {
    "Năm 2021 và các năm tiếp theo": 22,
    "Năm 2022 và các năm tiếp theo": 3,
    "Năm 2022": 2,
    "Thường xuyên trong năm 2021 và các năm tiếp theo": 1,
    "Hoàn thành trong năm 2022, phải đạt ít nhất 20% TTHC được phân cấp": 1,
    "Tháng 3/2022": 1,
}
# Every statement with a number: line, comparison, value, year. 17 in I.2.1, 9 in I.2.2, 4 in the appendix.
TO_2025 = [
    (47, ">=", 20), (47, ">=", 20), (51, ">=", 80), (53, ">=", 80), (53, ">=", 30), (55, ">=", 100),
    (57, ">=", 50), (59, ">=", 95), (61, None, 80), (67, ">=", 90), (73, None, 100), (73, None, 50),
    (91, None, 100), (93, None, 100), (95, ">=", 80), (97, ">=", 95), (99, ">=", 50),
]  # fmt: skip
TO_2030 = [
    (111, None, 100), (111, ">=", 50), (113, ">=", 90), (113, ">=", 80), (115, ">=", 95), (121, ">=", 95),
    (133, None, 100), (135, None, 100), (137, ">=", 70),
]  # fmt: skip
IN_THE_APPENDIX = [
    (347, ">=", 20, 2022, "time"), (348, ">", 80, 2022, "task"), (383, None, 100, 2021, "product"),
    (387, None, 100, 2021, "product"),
]  # fmt: skip
# Leaf items without a figure, by the line where each begins.
COMMITMENTS = [
    *(23, 25, 27, 29, 31, 33),  # I.1
    *(41, 43, 49, 65, 71, 75, 79, 81, 83, 85, 89),  # I.2.1
    *(105, 119, 125, 129),  # I.2.2
    *(145, 147, 149, 151, 155, 157, 159, 161),  # II.1
    *(165, 169, 171, 173, 175, 177, 179, 181),  # II.2
    *(187, 189, 191, 193),  # II.3
    *(197, 201, 203, 205, 207, 209, 211),  # II.4
    *(215, 217, 219),  # II.5
    *(223, 229, 231, 235, 237, 241, 243, 245, 249, 251, 253),  # II.6
    *(261, 263, 265, 269, 271, 275, 279, 285, 287, 289),  # III
]
ASSIGNMENTS = [(293, "1"), (295, "2"), (299, "3a"), (301, "3b"), (305, "4a"), (307, "4b")]
BROKEN_BY_A_PAGE = [(105, 107), (197, 199), (223, 225), (279, 281)]  # sentences
ROWS_BROKEN_BY_A_PAGE = [(360, 364)]


@pytest.fixture(scope="module")
def plan():
    return readers.read(FILE.name, FILE.read_bytes())


def task(plan, key):
    return next(task for task in plan.tasks if task.key == key)


def test_the_head_is_read_and_its_blanks_come_from_the_appendix(plan):
    head = plan.head
    assert (head.number, head.signed_on) == ("106/KH-SKHCN", date(2021, 11, 21))
    assert head.issuer == "Sở Khoa học và Công nghệ"
    assert "Cải cách hành chính giai đoạn 2021 – 2025" in head.title
    assert (head.start, head.end) == (date(2021, 1, 1), date(2025, 12, 31))
    assert len(head.grounds) == 1
    assert "602/QĐ-UBND" in head.grounds[0]
    assert head.doubts == ("Số và ngày lấy từ dòng dẫn của phụ lục, phần đầu để trống",)


def test_thirty_tasks_stand_in_six_groups(plan):
    assert len(plan.tasks) == 30
    assert Counter(task.group for task in plan.tasks) == TASKS
    assert [group.number for group in plan.groups] == list(TASKS)
    assert [len(group.subgroups) for group in plan.groups] == [0, 0, 0, 0, 0, 6]
    assert [task.number for task in plan.tasks if task.group == "II"] == [f"0{n}" for n in range(1, 10)]
    assert [task.number for task in plan.tasks if task.group == "VI"] == [
        "01.1", "02.1", "02.2", "03.1", "04.1", "05.1", "05.2", "06.1", "06.2", "06.3",
    ]  # fmt: skip
    assert all(task.subgroup == task.number[:2] for task in plan.tasks if task.group == "VI")
    assert len({task.key for task in plan.tasks}) == 30


def test_leads_and_those_who_cooperate_stand_as_printed(plan):
    assert Counter(task.leads for task in plan.tasks) == LEADS
    assert task(plan, "II.02").cooperating == (
        "Phòng Quản lý Công nghệ và Thị trường công nghệ", "các phòng, đơn vị có TTHC",
    )  # fmt: skip
    assert Counter(len(task.cooperating) for task in plan.tasks) == {1: 29, 2: 1}


def test_every_time_is_read(plan):
    assert Counter(task.time.text for task in plan.tasks) == TIMES
    assert Counter(task.time.kind for task in plan.tasks) == {"from": 25, "year": 3, "month": 1, "regular": 1}
    assert task(plan, "III.01").time.due == date(2022, 12, 31)
    assert task(plan, "II.07").time.due == date(2022, 3, 31)
    assert task(plan, "II.02").time.start == date(2021, 1, 1)
    review = task(plan, "II.03").time
    assert (review.start, review.recurrence.as_json()) == (
        date(2021, 1, 1), {"every": "year", "month": 8, "day": 14},
    )  # fmt: skip
    assert review.filled_from == "trước ngày 15/8 hàng năm"


def test_thirty_statements_have_a_figure_to_be_reached(plan):
    found = [(one.source.line, one.comparison, one.value, one.year, one.where) for one in plan.targets]
    assert found == [
        *((*one, 2025, "sentence") for one in TO_2025),
        *((*one, 2030, "sentence") for one in TO_2030),
        *IN_THE_APPENDIX,
    ]
    assert {target.unit for target in plan.targets} == {"%"}


def test_the_path_is_one_target_with_its_milestones(plan):
    paths = [target for target in plan.targets if target.milestones]
    assert [target.source.line for target in paths] == [55]
    assert [(milestone.year, milestone.value) for milestone in paths[0].milestones] == [
        (2021, 30), (2022, 50), (2023, 70), (2024, 90), (2025, 100),
    ]  # fmt: skip


def test_every_leaf_without_a_figure_is_a_commitment(plan):
    assert [commitment.source.line for commitment in plan.commitments] == COMMITMENTS
    assert len(COMMITMENTS) == 72
    broken = [thing.source.lines for thing in plan.commitments if len(thing.source.lines) > 1]
    assert broken == BROKEN_BY_A_PAGE
    assert [thing.source.lines for thing in plan.tasks if len(thing.source.lines) > 1] == ROWS_BROKEN_BY_A_PAGE


def test_the_last_part_assigns_six_things(plan):
    assert [(one.source.line, one.number) for one in plan.assignments] == ASSIGNMENTS
    assert [one.leads for one in plan.assignments] == [("các phòng, đơn vị",), *[("Văn phòng Sở",)] * 5]
    assert plan.assignments[2].cooperating == ("các phòng, đơn vị liên quan", "Sở Tài chính")
    every = [one.time.recurrence and one.time.recurrence.every for one in plan.assignments]
    assert every == [None, None, None, None, "year", "quarter"]


def test_every_line_is_read_once_or_left_over(plan):
    assert [left.source.line for left in plan.left_over] == [17, 19]  # what leads into part I
    read = {line for thing in outputs(plan) for line in thing.source.lines} | set(plan.head.lines)
    structure = {line for one in plan.structure for line in one.source.lines}
    left = {line for one in plan.left_over for line in one.source.lines}
    assert read | structure | left == {line.ordinal for line in plan.lines if line.text.strip()}
    assert not left & (read | structure)
    assert not read & structure


def outputs(plan):
    subgroups = [subgroup for group in plan.groups for subgroup in group.subgroups]
    return (*plan.targets, *plan.tasks, *plan.groups, *subgroups, *plan.assignments, *plan.commitments)


def test_what_the_scanner_misread_is_proposed_and_left_as_it_stands(plan):
    things = (*plan.commitments, *plan.tasks)
    proposed = [doubt for thing in things for doubt in thing.doubts if doubt.startswith("Nghi lỗi quét")]
    assert Counter(proposed) == {
        "Nghi lỗi quét: “TTTC” có thể là “TTHC”": 5,  # lines 173 to 181, eight times in all
        "Nghi lỗi quét: “CHCC” có thể là “CCHC”": 1,
    }
    assert sum(commitment.text.count("TTTC") for commitment in plan.commitments) == 8
    decrees = [doubt for thing in things for doubt in thing.doubts if "thiếu năm" in doubt]
    assert decrees == ["“151/NĐ-CP” thiếu năm ban hành: có thể là “151/2017/NĐ-CP”"]


def test_products_of_one_cell_are_told_apart(plan):
    assert [len(task(plan, key).products) for key in ("I.01", "I.02", "I.03", "II.01")] == [3, 2, 3, 1]
    assert task(plan, "I.01").products[0].startswith("Kế hoạch triển khai công tác pháp chế")


def test_the_command_prints_it_and_writes_nothing(capsys):
    assert main(["import", "plan", str(FILE), "--dry-run", "--json"]) == 0
    assert '"number": "106/KH-SKHCN"' in capsys.readouterr().out
    assert main(["import", "plan", str(FILE.with_name("targets.md.none")), "--dry-run", "--json"]) == 2


@pytest.fixture(scope="module")
def other():
    return disguise.disguised(FILE.read_text())


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("khac.txt", disguise.as_text), ("khac.md", disguise.as_markdown), ("khac.docx", disguise.as_docx),
        ("khac.xlsx", disguise.as_xlsx), ("khac.pdf", disguise.as_pdf),
    ],
)  # fmt: skip
def test_another_plan_in_another_file_gives_the_same_counts(plan, other, name, made):
    read = readers.read(name, made(other))
    assert read.head.number == "106/KH-SGTĐT"
    assert read.head.issuer == "Sở Giao thông và Đô thị"
    assert (read.head.start.year, read.head.end.year) == (2026, 2030)
    assert Counter(task.group for task in read.tasks) == TASKS
    assert [task.number for task in read.tasks] == [task.number for task in plan.tasks]
    assert Counter(task.leads for task in read.tasks) == {("Phòng Pháp chế",): 3, ("Phòng Tổng hợp",): 27}
    assert [task.cooperating for task in read.tasks if len(task.cooperating) > 1] == [
        ("Phòng Quản lý Hạ tầng và Vận tải hành khách", "các phòng, đơn vị có TTHC")
    ]
    assert [task.time.kind for task in read.tasks] == [task.time.kind for task in plan.tasks]
    assert [len(task.products) for task in read.tasks] == [len(task.products) for task in plan.tasks]
    assert [(t.comparison, t.where, t.year) for t in read.targets] == [
        (t.comparison, t.where, t.year + 5) for t in plan.targets
    ]
    assert [float(t.value) for t in read.targets] == [
        float(t.value if t.milestones else disguise.OTHER_FIGURES.get(str(t.value), t.value)) for t in plan.targets
    ]
    assert [(m.year, m.value) for t in read.targets for m in t.milestones] == [
        (2026, 30), (2027, 50), (2028, 70), (2029, 90), (2030, 100),
    ]  # fmt: skip
    assert len(read.commitments) == len(COMMITMENTS)
    assert [one.number for one in read.assignments] == [number for _, number in ASSIGNMENTS]
    left = {line for one in read.left_over for line in one.source.lines}
    assert not left & {line for thing in outputs(read) for line in thing.source.lines}


@pytest.mark.parametrize("on_its_side", [False, True])
def test_as_a_browser_prints_it_nothing_is_lost(plan, tmp_path, on_its_side):
    if CHROMIUM is None:
        pytest.skip("no Chromium")
    read = readers.read("in.pdf", disguise.as_printed(FILE.read_text(), tmp_path, CHROMIUM, on_its_side))
    assert [(task.number, task.group, task.leads) for task in read.tasks] == [
        (task.number, task.group, task.leads) for task in plan.tasks
    ]
    assert [(task.text, task.products, task.time.text) for task in read.tasks] == [
        (task.text, task.products, task.time.text) for task in plan.tasks
    ]
    assert [(t.comparison, t.value, t.year) for t in read.targets] == [
        (t.comparison, t.value, t.year) for t in plan.targets
    ]
    assert [one.number for one in read.assignments] == [number for _, number in ASSIGNMENTS]
    # A paragraph that ends at the end of a page, at the end of a line, may be joined to the next.
    assert len(COMMITMENTS) - 1 <= len(read.commitments) <= len(COMMITMENTS)
    assert all(left.source.line == 1 or len(left.text) < 3 for left in read.left_over)


def test_a_long_one_is_read_whole(other):
    long = "\n".join(f"{other}\n" for _ in range(12))  # about 150 pages
    read = readers.read("dai.txt", long.encode())
    assert len(read.tasks) == 12 * 30
    assert len(read.targets) == 12 * 30
