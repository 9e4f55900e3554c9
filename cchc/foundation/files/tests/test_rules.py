"""Names and sizes of files."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.foundation.files.rules import LONGEST_NAME, as_pdf, clean_name, size_words


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Huyen\\đơn đề nghị.pdf", "đơn đề nghị.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ('<script>"x".pdf', "_script__x_.pdf"),
        ("...", "tep"),
        ("", "tep"),
        (".pdf", "pdf"),
        ("Ba\u0309n sao.pdf", "Bản sao.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_what_is_not_part_of_it(given_name, kept):
    assert clean_name(given_name) == kept


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_can_be_kept(name):
    for kept in (clean_name(name), as_pdf(clean_name(name))):
        assert 0 < len(kept) <= LONGEST_NAME
        assert not set(kept) & set('/\\<>:"|?*')
        assert not any(unicodedata.category(mark) in ("Cc", "Cf") for mark in kept)
        assert clean_name(kept) == kept


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (38 * 1024, "38 KB"),
        (2_516_582, "2,4 MB"),
        (31 * 2**20, "31 MB"),
        (20 * 2**20, "20 MB"),
    ],
)
def test_sizes_are_said_as_people_say_them(size, words):
    assert size_words(size) == words.replace(" ", "\u00a0")
