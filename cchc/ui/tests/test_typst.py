"""The press: what is typed is printed, in files that last and can be read aloud."""

import io
import threading
import unicodedata
from datetime import datetime, timezone
from pathlib import Path

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cchc.ui.typst import pdf
from cchc.ui.typst.glyphs import BREAK, MISSING, covered, printable

PLAIN = Path(__file__).parent / "plain.typ"
NOON = datetime(2026, 11, 18, 5, 0, tzinfo=timezone.utc)
VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯáàảãạéèíìĩýỳóòõúùũ₫" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
HIGHLANDS = "ČčĔĕĬĭŎŏŬŭÑñƀɃ\u0306\u0302"


def test_every_font_has_the_letters_of_kinh_jrai_and_bahnar_names():
    assert [letter for letter in VIETNAMESE + HIGHLANDS if ord(letter) not in covered()] == []


def test_letters_typed_in_parts_are_composed():
    assert printable(unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Huyền")) == "Nguyễn Thị Ngọc Huyền"


def test_a_letter_that_no_font_has_is_seen_as_missing():
    assert printable("王小明 😀") == MISSING * 3 + " " + MISSING


def test_marks_that_turn_the_direction_of_writing_do_not_reach_the_paper():
    assert printable("Nộp\u202e 100\u200f đồng\x00") == "Nộp 100 đồng"


def test_a_word_longer_than_a_line_can_break_anywhere_but_not_before_a_mark():
    broken = printable("ơ\u0306" * 20)
    assert broken.replace(BREAK, "") == "ơ\u0306" * 20
    assert BREAK + "\u0306" not in broken
    assert printable("000.00.12.H21-261118-0034") == "000.00.12.H21-261118-0034"


@given(st.text(max_size=60))
def test_what_is_printable_stays_as_it_is(text):
    once = printable(text)
    assert printable(once).replace(BREAK, "") == once.replace(BREAK, "")
    assert all(letter in "\n" + BREAK or ord(letter) in covered() for letter in once)


@given(st.text(max_size=200))
@example("\u05ba\n\u035d")  # a Hebrew point, which would be drawn on a ring that the fonts lack
@example("\ud800")
def test_no_text_breaks_the_press(text):
    page = pdf(PLAIN, {"text": text}, at=NOON)
    assert page.startswith(b"%PDF-1.7")


def test_the_same_values_and_time_give_the_same_bytes():
    assert pdf(PLAIN, {"text": "một"}, at=NOON) == pdf(PLAIN, {"text": "một"}, at=NOON)


def test_many_threads_print_at_once():
    printed, failed = [], []

    def work(name):
        try:
            printed.append(pdf(PLAIN, {"text": name}, at=NOON))
        except RuntimeError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(f"Bản {n}",)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(printed)) == 16


def test_a_template_reads_nothing_outside_the_program(tmp_path):
    with pytest.raises(RuntimeError):
        pdf(tmp_path / "elsewhere.typ", {}, at=NOON)


def test_the_file_says_that_it_is_archivable_and_accessible():
    with pikepdf.open(io.BytesIO(pdf(PLAIN, {"text": "một"}, at=NOON))) as file:
        about = file.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")
