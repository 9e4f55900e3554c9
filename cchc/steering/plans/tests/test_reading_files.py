"""Files that are no plan: refused with words for who gave them, never with a crash, never at length."""

import io
import sys
import zipfile

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc.steering.plans import readers
from cchc.steering.plans.readers import Unreadable, files
from cchc.steering.plans.tests import layouts


def package(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def picture_only():
    document = pikepdf.new()
    document.add_blank_page()
    return layouts.saved(document)


def locked():
    document = pikepdf.new()
    document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&b;</w:body></w:document>'
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.doc", b"x", "chỉ đọc được"),
        ("plan", b"x", "chỉ đọc được"),
        ("plan.txt", b"", "rỗng"),
        ("plan.txt", b" \n\t\n", "rỗng"),
        ("plan.md", b"|---|---|\n", "không có chữ nào"),
        ("plan.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", "không phải là văn bản"),
        ("plan.txt", b"a\x00b\x01c\x02d\x03e\x04f\x05g\x06h", "không phải là văn bản"),
        ("plan.docx", b"hello", "không phải là tệp Office"),
        ("plan.docx", b"PK\x03\x04broken", "đã hỏng"),
        ("plan.docx", package(other=b"x"), "không phải là tệp Word"),
        (
            "plan.docx",
            package(word__document=b"x", **{"word__document.xml": b"<not-xml"}),
            "không phải là tệp Word",
        ),
        ("plan.docx", package(**{"word__document.xml": ENTITIES.encode()}), "không phải là tệp Word"),
        ("plan.xlsx", package(other=b"x"), "không phải là tệp Excel"),
        ("plan.xlsx", b"PK\x03\x04broken", "đã hỏng"),
        ("plan.pdf", b"%PDF-1.7 broken", "không phải là tệp PDF"),
        ("plan.pdf", b"hello", "không phải là tệp PDF"),
        ("plan.pdf", picture_only(), "cần nhận dạng chữ"),
        ("plan.pdf", locked(), "có mật khẩu"),
    ],
)
def test_a_wrong_file_is_refused_with_words(name, content, words):
    with pytest.raises(Unreadable, match=words):
        readers.read(name, content)


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 1_000_000)
    bomb = bytearray(package(**{"word__document.xml": b"0" * 2_000_000}))
    bomb[60:90] = bytes(30)  # whoever unpacks it, finds it broken, and says so
    with pytest.raises(Unreadable, match="quá lớn sau khi giải nén"):
        readers.read("plan.docx", bytes(bomb))


def test_a_file_too_large_or_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1_000)
    with pytest.raises(Unreadable, match="lớn hơn"):
        readers.read("plan.txt", b"x" * 1_001)
    monkeypatch.setattr(files, "LARGEST", 1_000_000)
    monkeypatch.setattr(files, "MOST_LINES", 10)
    with pytest.raises(Unreadable, match="quá dài"):
        readers.read("plan.txt", b"x\n" * 20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([".txt", ".md", ".docx", ".xlsx", ".pdf"]))
def test_bytes_of_any_kind_are_read_or_refused(content, ending):
    for data in (content, b"PK\x03\x04" + content, b"%PDF-1.4\n" + content):
        try:
            readers.read(f"plan{ending}", data)
        except Unreadable as refused:
            assert str(refused)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_good_file_with_broken_bytes_is_read_or_refused(data):
    whole = data.draw(st.sampled_from([WORD, SHEET, PDF]))
    ending = {WORD: ".docx", SHEET: ".xlsx", PDF: ".pdf"}[whole]
    place = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:place] + data.draw(st.binary(min_size=1, max_size=8)) + whole[place + 4 :]
    try:
        readers.read(f"plan{ending}", broken)
    except Unreadable as refused:
        assert str(refused)


WORD = layouts.docx(["I. NHIỆM VỤ", [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Rà soát", "Văn phòng"]]])
PDF = layouts.pdf("I. NHIỆM VỤ\n\n#table(columns: 3, [TT], [Nhiệm vụ], [Chủ trì], [1], [Rà soát], [Văn phòng])")


def _sheet():
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].append(["TT", "Nhiệm vụ", "Chủ trì"])
    book.worksheets[0].append([1, "Rà soát", "Văn phòng"])
    return layouts.saved(book)


SHEET = _sheet()


@pytest.mark.parametrize(("name", "content"), [("a.docx", WORD), ("a.xlsx", SHEET), ("a.pdf", PDF)])
def test_the_small_good_files_are_read(name, content):
    (task,) = readers.read(name, content).tasks
    assert (task.number, task.text, task.leads) == ("1", "Rà soát", ("Văn phòng",))


def test_marks_written_as_letters_of_their_own_are_joined():
    import unicodedata

    text = unicodedata.normalize("NFD", layouts.WITHOUT_HEAD)
    assert len(readers.read("plan.txt", text.encode()).tasks) == 3
    assert len(readers.read("plan.txt", layouts.WITHOUT_HEAD.encode("utf-16")).tasks) == 3
    assert len(readers.read("plan.txt", layouts.WITHOUT_HEAD.replace("\n", "\r\n").encode("utf-8-sig")).tasks) == 3


def work(run):
    """How many calls it takes, of functions of ours and of others."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "piece", ["50% ", "năm 2021 30%, mỗi năm tăng 20% ", "[", "(", "a, ", "Phòng A và ", "1/2/2021-"]
)
@pytest.mark.parametrize(
    "before", ["- ", "IV. TỔ CHỨC THỰC HIỆN\n- ", "TT\tNhiệm vụ\tChủ trì\tThời gian\n1\tx\ty\t"]
)
def test_a_line_made_to_take_long_does_not(before, piece):
    def once(length):
        return lambda: readers.read("plan.txt", (before + piece * (length // len(piece))).encode())

    once(40_000)()  # it ends at all
    assert work(once(20_000)) < 3 * work(once(10_000))


def test_a_resolution_twice_as_long_takes_twice_the_work():
    def once(times):
        long = (layouts.RESOLUTION * 13 + layouts.YEARLY * 6) * times
        return lambda: readers.read("plan.txt", long.encode())

    once(1)()  # what is learned once
    assert work(once(4)) < 2.5 * work(once(2))


ROWS_BROKEN_BY_THE_PAGE = """
#set text(size: 12pt)
#set block(spacing: 0pt)
#let drawn(..cells) = table(columns: (1.5cm, 7cm, 4cm), stroke: 1pt + black, ..cells)
#let broken(..cells) = table(columns: (1.5cm, 7cm, 4cm), stroke: (x: 1pt + black, y: none), ..cells)
#scale(75%, origin: top + left)[
  #drawn([TT], [Nhiệm vụ], [Chủ trì], [1], [Rà soát quy trình], [Văn phòng])
  #broken([2], [Công khai kết quả giải quyết của], [Phòng Tổng])
]
#pagebreak()
#scale(75%, origin: top + left)[
  #broken([], [từng đơn vị trong tháng], [hợp])
  #drawn([3], [Báo cáo cuối năm], [Văn phòng])
]
"""


def test_a_row_that_a_page_breaks_without_a_rule_is_one_row_and_small_print_keeps_its_spaces():
    read = readers.read("plan.pdf", layouts.pdf(ROWS_BROKEN_BY_THE_PAGE))
    assert [(task.number, task.text, task.leads) for task in read.tasks] == [
        ("1", "Rà soát quy trình", ("Văn phòng",)),
        ("2", "Công khai kết quả giải quyết của từng đơn vị trong tháng", ("Phòng Tổng hợp",)),
        ("3", "Báo cáo cuối năm", ("Văn phòng",)),
    ]
    assert read.left_over == ()


@pytest.mark.parametrize("longer", [False, True])
def test_lines_of_a_page_laid_on_its_side_are_joined(longer):
    words = "nâng cao chất lượng phục vụ người dân và doanh nghiệp trong mọi lĩnh vực thuộc phạm vi quản lý"
    items = "\n\n".join(f"- Mục thứ {n}: {' và '.join([words] * 4)}." for n in range(8))
    page = f'#set page(paper: "a4", flipped: {str(longer).lower()})\n#set text(size: 10pt)\n= I. MỤC TIÊU\n\n'
    assert len(readers.read("plan.pdf", layouts.pdf(page + items.replace("- ", "\\- "))).commitments) == 8
