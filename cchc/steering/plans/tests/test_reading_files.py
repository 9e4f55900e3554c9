"""Files that are no plan: refused with words for who gave them, never with a crash, never at length."""

import io
import time
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
    begun = time.process_time()
    with pytest.raises(Unreadable, match="quá lớn sau khi giải nén"):
        readers.read("plan.docx", package(**{"word__document.xml": b"0" * 2_000_000}))
    assert time.process_time() - begun < 1


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


@pytest.mark.parametrize(
    "piece", ["50% ", "năm 2021 30%, mỗi năm tăng 20% ", "[", "(", "a, ", "Phòng A và ", "1/2/2021-"]
)
@pytest.mark.parametrize(
    "before", ["- ", "IV. TỔ CHỨC THỰC HIỆN\n- ", "TT\tNhiệm vụ\tChủ trì\tThời gian\n1\tx\ty\t"]
)
def test_a_line_made_to_take_long_does_not(before, piece):
    begun = time.process_time()
    readers.read("plan.txt", (before + piece * (40_000 // len(piece))).encode())
    assert time.process_time() - begun < 10


def test_a_resolution_of_a_hundred_and_fifty_pages_takes_seconds():
    long = layouts.RESOLUTION * 130 + layouts.YEARLY * 60
    begun = time.process_time()
    reading = readers.read("plan.txt", long.encode())
    assert time.process_time() - begun < 10
    assert len(reading.tasks) == 60 * 5
