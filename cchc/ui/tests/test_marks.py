import pytest
from django.utils import translation

from cchc.ui import marks, samples, vendor
from cchc.ui.samples import DUES, Due, at


@pytest.mark.parametrize("code", range(1, 11))
def test_each_national_status_has_words_tone_and_an_icon_that_exists(code):
    shown = marks.status(code)
    assert str(shown.label)
    assert shown.icon in vendor.icon_names()
    assert marks.status(str(code)) == shown


def test_an_unknown_status_says_its_code():
    with translation.override("vi"):
        assert marks.status(12).label == "Trạng thái chưa rõ (mã 12)"
        assert marks.status(None).label == marks.status("draft").label == "Bản nháp, chưa gửi"


def test_the_words_of_due_dates_are_those_of_the_brief():
    with translation.override("vi"):
        assert [str(marks.due(due).label) for due in DUES] == [
            "Còn 6 ngày làm việc",
            "Sắp đến hạn: còn 1 ngày làm việc",
            "Đến hạn hôm nay, 16:30",
            "Quá hạn 2 ngày làm việc",
            "Quá hạn",
            "Tạm dừng từ 12/11/2026",
            "Trước hạn 2 ngày",
            "Đúng hạn",
            "Quá hạn 1 ngày",
            "Không có hạn",
        ]


def test_nothing_but_lateness_is_red():
    assert {due.state for due in DUES if marks.due(due).tone == "red"} == {"overdue", "late"}


def test_no_limit_is_said_for_none_too():
    with translation.override("vi"):
        assert marks.due(None).label == "Không có hạn"


@pytest.mark.parametrize("due", DUES)
def test_every_due_badge_has_an_icon_that_exists(due):
    assert marks.due(due).icon in vendor.icon_names()


def test_one_day_is_one_day_in_english():
    with translation.override("en"):
        assert marks.due(Due("left", at(19, 16, 30), 1)).label == "1 working day left"
        assert marks.due(Due("left", at(26, 16, 30), 6)).label == "6 working days left"


@pytest.mark.parametrize("state", marks.FILE_STATES)
def test_every_file_state_has_words_and_an_icon_that_exists(state):
    assert marks.file_state(state).icon in vendor.icon_names()
    if state != "refused":
        assert marks.file_words(state, "a.pdf", 1024, 512, 50, None)


def test_a_paper_not_yet_scanned_is_not_opened():
    for state in ("pending", "scanning", "infected", "locked", "missing"):
        assert not marks.viewed("application/pdf", state).opens
    assert marks.viewed("application/pdf", "clean").way == "pdf"
    assert not marks.viewed("text/html", "clean").opens


def test_a_long_timeline_folds_its_beginning():
    items = samples.context()["many"]
    folded = marks.timeline(items, "5")
    assert (len(folded.earlier), len(folded.shown), folded.start) == (195, 5, 196)
    assert marks.timeline(items[:10], "5").earlier == []
