from cchc.kernel.text import fold


def test_marks_and_case_do_not_count() -> None:
    assert fold("  Đặng   Thị Ệ ẴNG") == "dang thi e ang"
