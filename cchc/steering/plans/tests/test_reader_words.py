"""What the reader says in Vietnamese is said in English on English pages; what stands in the document stays."""

import re

import pytest
from django.utils import translation

from cchc.steering.plans.rules import drafts, figures, head, prose, spelling, targets, tasks, times, units
from cchc.steering.plans.rules.assembling import NOTHING
from cchc.steering.plans.templatetags.reader_words import SAID, WHAT, worded

CONSTANTS = [
    NOTHING, figures.NO_SIGN, figures.NO_SIGN_FALLING, head.NO_NUMBER, head.NO_DATE, head.NO_PERIOD,
    head.FROM_NOTE, head.TWO_NUMBERS.format("1/KH", "2/KH"), prose.BY_HEADING, drafts.NO_LEAD, drafts.GOES_ON,
    tasks.IN_A_CELL, targets.NO_FIGURE, times.NOT_READ, times.NO_YEAR, times.YEAR_OF_PLAN, times.SEVERAL,
    units.UNSURE.format("Phòng A và B"), spelling.NO_YEAR.format("1/NĐ-CP", "1/2017/NĐ-CP"), spelling.LINK,
]  # fmt: skip


@pytest.mark.parametrize("words", CONSTANTS)
def test_each_doubt_of_the_reader_has_english(words):
    assert worded(words) == words
    with translation.override("en"):
        said = worded(words)
    assert said is not None
    assert said != words


def test_every_sentence_and_word_has_english():
    with translation.override("en"):
        for sentence in (*SAID, *WHAT):
            assert translation.gettext(sentence) != sentence, sentence


def test_what_stands_in_the_document_stays_and_comparisons_are_said_in_english():
    with translation.override("en"):
        assert worded("“Phòng Lạ” không khớp đơn vị nào của cơ quan") == "“Phòng Lạ” matches no unit of the agency"
        told = worded(
            "Mâu thuẫn với trang 3, dòng 47. Đến 31/12/2027 phải ít nhất 60%, nhưng đến 31/12/2030 "
            "chỉ cần trên 55%."
        )
        assert re.match(
            r"Contradicts page 3, line 47\. By 31/12/2027 at least 60%, but by 31/12/2030 only more than", told
        )
        assert worded("Một câu lạ của người rà soát") is None
