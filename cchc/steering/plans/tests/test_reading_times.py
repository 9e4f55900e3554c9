"""When a plan says something is to be done: every way of saying it that plans have."""

from datetime import date

import pytest

from cchc.steering.plans.rules import times
from cchc.steering.plans.rules.reading import Recurrence, TimeRead


def every(period, month=None, day=None):
    return Recurrence(every=period, month=month, day=day)


@pytest.mark.parametrize(
    ("text", "kind", "start", "due", "recurrence"),
    [
        ("2025", "year", None, "2025-12-31", None),
        ("Năm 2022", "year", None, "2022-12-31", None),
        ("Trong năm 2025", "year", None, "2025-12-31", None),
        ("Đến hết năm 2025", "year", None, "2025-12-31", None),
        ("Trước năm 2025", "year", None, "2024-12-31", None),
        ("Xong trong năm 2023, với ít nhất 15% thủ tục", "year", None, "2023-12-31", None),
        ("12/2025", "month", None, "2025-12-31", None),
        ("06/2025", "month", None, "2025-06-30", None),
        ("Tháng 10/2025", "month", None, "2025-10-31", None),
        ("Tháng 3/2022", "month", None, "2022-03-31", None),
        ("tháng 02 năm 2024", "month", None, "2024-02-29", None),
        ("trong tháng 6/2026", "month", None, "2026-06-30", None),
        ("Trước tháng 6/2026", "month", None, "2026-05-31", None),
        ("Quý II/2025", "quarter", None, "2025-06-30", None),
        ("Quý 4 năm 2025", "quarter", None, "2025-12-31", None),
        ("2025 - 2026", "range", "2025-01-01", "2026-12-31", None),
        ("2021–2025", "range", "2021-01-01", "2025-12-31", None),
        ("Giai đoạn 2021-2025", "range", "2021-01-01", "2025-12-31", None),
        ("Từ năm 2022 đến năm 2025", "range", "2022-01-01", "2025-12-31", None),
        ("Năm 2022 và năm 2023", "range", "2022-01-01", "2023-12-31", None),
        ("Quý I - Quý III/2025", "range", "2025-01-01", "2025-09-30", None),
        ("Quý II, III/2025", "range", "2025-04-01", "2025-09-30", None),
        ("Từ tháng 3 đến tháng 6/2025", "range", "2025-03-01", "2025-06-30", None),
        ("15/3/2025 - 20/4/2025", "range", "2025-03-15", "2025-04-20", None),
        ("6 tháng đầu năm 2025", "range", "2025-01-01", "2025-06-30", None),
        ("Năm 2021 và các năm tiếp theo", "from", "2021-01-01", None, None),
        ("2022 và những năm tiếp theo", "from", "2022-01-01", None, None),
        ("Từ năm 2022", "from", "2022-01-01", None, None),
        ("Từ năm 2023 trở đi", "from", "2023-01-01", None, None),
        ("Từ tháng 7/2025", "from", "2025-07-01", None, None),
        ("Thường xuyên", "regular", None, None, None),
        ("Thường xuyên trong năm 2021 và các năm tiếp theo", "regular", "2021-01-01", None, None),
        ("Hằng năm", "recurring", None, None, every("year")),
        ("Hàng năm", "recurring", None, None, every("year")),
        ("định kỳ hàng quý, 6 tháng, hàng năm", "recurring", None, None, every("quarter")),
        ("6 tháng, năm", "recurring", None, None, every("half")),
        ("Hằng tháng", "recurring", None, None, every("month")),
        ("trước ngày 23 hàng tháng", "recurring", None, None, every("month", None, 22)),
        ("ngày 01 hàng tháng", "recurring", None, None, every("month", None, 1)),
        ("trước ngày 01 hàng tháng", "recurring", None, None, every("month", None, 31)),
        ("trước ngày 15/8 hàng năm", "recurring", None, None, every("year", 8, 14)),
        ("Trước ngày 01/3 hằng năm", "recurring", None, None, every("year", 2, 28)),
        ("ngày 15 tháng 8 hằng năm", "recurring", None, None, every("year", 8, 15)),
        ("trước ngày 15/6 và 15/12 hàng năm", "recurring", None, None, every("half", 6, 14)),
        ("Tháng 12 hằng năm", "recurring", None, None, every("year", 12)),
        ("Quý IV hằng năm", "recurring", None, None, every("year", 12)),
        ("trước ngày 15 tháng cuối quý", "recurring", None, None, every("quarter", 3, 14)),
        ("trước ngày 25/6/2026", "day", None, "2026-06-24", None),
        ("Xong trước 30/11/2025", "day", None, "2025-11-29", None),
        ("ngày 15 tháng 8 năm 2025", "day", None, "2025-08-15", None),
        ("31/12/2026", "day", None, "2026-12-31", None),
        ("", "blank", None, None, None),
        ("-", "blank", None, None, None),
        ("Theo chỉ đạo của cấp trên", "unread", None, None, None),
    ],
)
def test_each_expression_becomes_dates(text, kind, start, due, recurrence):
    read = times.read(text)
    assert (read.kind, read.text) == (kind, text)
    assert (read.start and read.start.isoformat(), read.due and read.due.isoformat()) == (start, due)
    assert read.recurrence == recurrence


@pytest.mark.parametrize(
    ("text", "due"), [("Quý II", "2025-06-30"), ("Tháng 6", "2025-06-30"), ("trước 15/8", "2025-08-14")]
)
def test_a_yearly_plan_leaves_its_year_out_and_the_reading_says_so(text, due):
    read = times.read(text, plan_year=2025)
    assert read.due == date.fromisoformat(due)
    assert read.doubts == (times.YEAR_OF_PLAN,)


@pytest.mark.parametrize("text", ["Quý II", "Tháng 6", "trước ngày 15/8"])
def test_a_plan_for_several_years_gets_no_year_invented(text):
    read = times.read(text)
    assert read.due is None
    assert read.doubts == (times.NO_YEAR,)


def test_marks_do_not_matter():
    assert times.read("truoc ngay 15/8 hang nam").recurrence == every("year", 8, 14)


def test_a_date_in_another_cell_fills_what_the_time_leaves_open():
    time = times.read("Năm 2021 và các năm tiếp theo")
    filled = times.filled(time, ("Báo cáo gửi trước ngày 15/8 hàng năm.",))
    assert (filled.kind, filled.start, filled.recurrence) == ("from", date(2021, 1, 1), every("year", 8, 14))
    assert filled.filled_from == "trước ngày 15/8 hàng năm"
    assert filled.text == time.text


def test_a_day_without_a_year_in_a_task_of_every_year_comes_every_year():
    filled = times.filled(times.read("Hằng năm"), ("Báo cáo trước ngày 20/11",))
    assert filled.recurrence == every("year", 11, 19)


def test_a_time_that_says_all_is_not_touched_and_a_date_of_a_decree_is_no_deadline():
    whole = times.read("Tháng 3/2022")
    assert times.filled(whole, ("Báo cáo trước ngày 15/8/2021",)) == whole
    open_end = times.read("Thường xuyên")
    assert times.filled(open_end, ("theo Quyết định số 31/QĐ-UBND ngày 12/5/2022",)) == open_end


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Hằng năm, tổng hợp kết quả của từng phòng.", "Hằng năm"),
        ("Đôn đốc, định kỳ hàng quý, 6 tháng, hàng năm báo cáo.", "định kỳ hàng quý, 6 tháng, hàng năm"),
        ("Đánh giá việc chấp hành nội quy hàng năm.", "hàng năm"),
        ("Gửi báo cáo trước ngày 20/12/2025.", "trước ngày 20/12/2025"),
        ("Bố trí tiền trong dự toán hàng năm được duyệt.", ""),
        ("Xác định Chỉ số hàng năm của Sở.", ""),
        ("Phát triển giai đoạn 2023-2027 với tầm nhìn đến năm 2035.", ""),
    ],
)
def test_a_sentence_says_when_only_where_it_is_about_the_deed(sentence, words):
    read = times.in_sentence(sentence)
    assert read.text == words
    assert bool(words) == (read != TimeRead())
