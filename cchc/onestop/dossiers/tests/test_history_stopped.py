"""Imports of past dossiers that were killed, lost or overtaken: what a person sees, and the one press to go on."""

import io
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from cchc.foundation.audit.models import Entry
from cchc.kernel import clock, progress
from cchc.onestop.dossiers.choices import RunState, Stage
from cchc.onestop.dossiers.models import Dossier, HistoryRun
from cchc.onestop.dossiers.services import history
from cchc.onestop.dossiers.services.history import working
from cchc.onestop.dossiers.tests import exports
from cchc.onestop.dossiers.tests.test_history import NOW, bring, place, said  # noqa: F401 - a fixture
from cchc.onestop.dossiers.tests.test_history_pages import desk, keeper, let_jobs_run, upload  # noqa: F401 - fixtures

COUNTED = ("read", "aside", "new", "changed", "unchanged", "open", "refused")
pytestmark = pytest.mark.django_db


def lose_jobs():
    """What a person finds whose queue was emptied, or whose job was given up."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")


@pytest.fixture
def page(desk, place):  # noqa: F811 - fixtures
    return upload(desk, exports.first_province(exports.some())).headers["Location"]


def test_what_waits_for_its_turn_has_not_stopped(desk, page):  # noqa: F811 - a fixture
    shown = desk.get(page).text
    assert "Đang chờ đến lượt" in shown and "dừng giữa chừng" not in shown


def test_a_reading_whose_job_was_lost_is_read_again_by_one_press(desk, page):  # noqa: F811 - a fixture
    lose_jobs()
    shown = desk.get(page).text
    assert "Việc đọc thử đã dừng giữa chừng" in shown and "every 5s" in shown  # a worker may take it up meanwhile
    assert "dừng giữa chừng" in desk.get(reverse("dossiers:history")).text
    other = upload(desk, exports.second_province(exports.some()))
    assert other.status_code == 409 and "làm tiếp hoặc bỏ" in other.text
    assert desk.post(page + "/lam-tiep").status_code == 302
    assert ProcrastinateJob.objects.filter(status="todo", task_name="dossiers.read_history").count() == 1
    let_jobs_run()
    assert "Nhập 7 hồ sơ" in desk.get(page).text


def test_an_import_whose_job_was_lost_goes_on_or_is_given_up(desk, page):  # noqa: F811 - a fixture
    let_jobs_run()
    desk.post(page + "/nhap")
    lose_jobs()
    shown = desk.get(page).text
    assert "Việc nhập đã dừng giữa chừng" in shown and "Nhập tiếp" in shown and "Bỏ tệp này" in shown
    desk.post(page + "/lam-tiep")
    let_jobs_run()
    assert Dossier.counted.count() == 7
    assert desk.post(page + "/lam-tiep").status_code == 409


def test_a_withdrawal_whose_job_was_lost_goes_on_or_is_given_up(desk, page):  # noqa: F811 - a fixture
    let_jobs_run()
    desk.post(page + "/nhap")
    let_jobs_run()
    desk.post(page + "/rut-lai", {"reason": "Nhầm tệp"})
    lose_jobs()
    shown = desk.get(page).text
    assert "Việc rút lại đã dừng giữa chừng" in shown and "Rút lại tiếp" in shown and "Thôi rút lại" in shown
    assert desk.post(page + "/giu-lai").status_code == 302
    run = HistoryRun.objects.get()
    assert (run.state, run.withdrawn_by, run.withdrawn_reason) == (RunState.DONE, None, "")
    assert Entry.objects.filter(kind="HistoryAsked", content__what="keep").count() == 1
    assert desk.post(page + "/giu-lai").status_code == 409
    desk.post(page + "/rut-lai", {"reason": "Nhầm tệp"})
    lose_jobs()
    desk.post(page + "/lam-tiep")
    let_jobs_run()
    assert not Dossier.counted.exists()


def test_who_works_on_a_run_is_seen_with_the_stage_and_not_disturbed(desk, page):  # noqa: F811 - a fixture
    run = HistoryRun.objects.get()
    lose_jobs()
    with working.at_work(run.pk) as tell:
        tell(Stage.RECKONING, 20_000, 100_000)
        shown = desk.get(page).text
        assert "Đang tính lại số liệu" in shown and "20.000" in shown and "100.000" in shown
        assert "Bỏ tệp này" not in shown and "dừng giữa chừng" not in shown
        assert desk.post(page + "/lam-tiep").status_code == 409
        assert desk.post(page + "/bo").status_code == 409
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_clear_snapshot()"
        )  # who is there is kept for a transaction, here the test's
    assert history.has_stopped(run)


def test_each_stage_is_told_with_how_far_it_is(place):  # noqa: F811 - a fixture
    heard = []
    bring(place, exports.first_province(exports.some()), tell=lambda *told: heard.append(told))
    assert list(dict.fromkeys(stage for stage, _seen, _total in heard)) == [
        Stage.READING, Stage.COMPARING, Stage.WRITING, Stage.RECKONING,
    ]  # fmt: skip
    assert (Stage.READING, 7, 7) in heard and heard[-1] == (Stage.RECKONING, 7, 7)
    progress.tell(1, 1)
    assert heard[-1] == (Stage.RECKONING, 7, 7)  # nobody listens any more


def test_a_run_that_a_later_one_changed_meanwhile_stays_and_says_why(desk, place, page):  # noqa: F811 - fixtures
    let_jobs_run()
    desk.post(page + "/nhap")
    let_jobs_run()
    desk.post(page + "/rut-lai", {"reason": "Nhầm tệp"})
    past = exports.some()
    past[3] = replace(past[3], status="done", finished=said(2023, 3, 14, 9, 0))
    bring(place, exports.first_province(past))
    let_jobs_run()
    run = HistoryRun.objects.get(
        name=exports.first_province(past)[0], withdrawn_at=None, file=None, done_by__isnull=False
    )
    assert run.state == RunState.DONE
    assert "tệp nhập sau đã sửa hồ sơ của tệp này" in desk.get(page).text


@pytest.mark.django_db(transaction=True)
def test_two_who_import_at_the_same_moment_write_each_dossier_once(place):  # noqa: F811 - a fixture
    name, content = exports.first_province(exports.some())
    both, reports = Barrier(2), []

    def together(stage, seen, total):
        if (stage, seen) == (Stage.READING, 7):
            both.wait(30)

    def go():
        try:
            reports.append(
                history.import_history(
                    name=name, content=io.BytesIO(content), agency=place.agency, by=None, at=NOW, tell=together
                )
            )
        finally:
            connections.close_all()

    threads = [Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((report.new, report.unchanged) for report in reports) == [(0, 7), (7, 0)]
    assert Dossier.counted.count() == 7


def test_a_report_is_read_in_the_language_of_who_reads_it(desk, place):  # noqa: F811 - fixtures
    past = [replace(one, unit="Phòng Không Có") for one in exports.some()]
    past[1] = replace(past[1], finished=said(2023, 3, 1, 8, 0))
    page = upload(desk, exports.first_province(past)).headers["Location"]
    let_jobs_run()
    shown = desk.get("/en" + page).text
    assert "No unit “Phòng Không Có” in the agency" in shown
    assert "is before the day of receipt" in shown
    assert "No unit" in desk.get(f"/en{page}/dong-sai.csv").content.decode("utf-8-sig")
    assert "Không có đơn vị “Phòng Không Có” trong cơ quan" in desk.get(page).text


def test_a_report_kept_in_words_stays_readable_and_so_does_a_file_that_failed(desk, place):  # noqa: F811 - fixtures
    told = {"agency": place.agency, "sha256": "0", "size": 1, "begun_at": clock.now()}
    old = HistoryRun.objects.create(
        state=RunState.READ, name="a.csv", counts=dict.fromkeys(COUNTED, 1), **told,
        errors=[{"row": 8, "number": "1", "field": "unit", "kind": "unknown_unit", "words": "Lời cũ"}],
    )  # fmt: skip
    failed = HistoryRun.objects.create(state=RunState.FAILED, name="b.csv", fault="Lý do cũ", **told)
    now = HistoryRun.objects.create(
        state=RunState.FAILED, name="c.csv", failure={"kind": "no_counter", "parts": {}}, **told
    )
    pages = [reverse("dossiers:history-run", args=[run.pk]) for run in (old, failed, now)]
    assert [
        words in desk.get(at).text for words, at in zip(("Lời cũ", "Lý do cũ", "chưa có quầy"), pages, strict=True)
    ]
    refused = desk.post("/en" + reverse("dossiers:history"), {"file": io.BytesIO(b"x")})
    assert refused.status_code == 422 and "only .xlsx and .csv are taken" in refused.text
