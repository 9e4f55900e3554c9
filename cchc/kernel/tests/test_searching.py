"""What is looked for when people type words and numbers."""

import pytest

from cchc.kernel.searching import terms


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Trần Khánh  Vy", ["tran", "khanh", "vy"]),
        ("000.00.12.H21-261118-0007", ["00000122126111800" + "07"]),
        ("0905 000 276", ["0905000276"]),
        ("0007", ["0007"]),
        ("12", ["12"]),
        ("tổ 12 Hùng Vương", ["to", "12", "hung", "vuong"]),
        ("  ", []),
    ],
)
def test_words_are_looked_for_one_by_one_and_a_number_as_a_whole(typed, wanted):
    assert terms(typed) == wanted
