"""The pages of past dossiers: upload, columns told once, trial, taken in, withdrawn; who may, who sees what."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right
from cchc.kernel import clock
from cchc.onestop.dossiers.choices import RunState
from cchc.onestop.dossiers.models import Dossier, Headings, HistoryRun
from cchc.onestop.dossiers.services import history
from cchc.onestop.dossiers.tests import exports
from cchc.onestop.dossiers.tests.factories import fresh, person
from cchc.onestop.dossiers.tests.test_history import bring, place  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(place):  # noqa: F811 - a fixture
    from cchc.foundation.identity.choices import Scope
    from cchc.foundation.identity.tests.factories import HoldingFactory, PositionFactory, StaffFactory

    user = StaffFactory(agency=place.agency, full_name="Đinh Thu Hà")
    HoldingFactory(
        user=user, unit=place.division,
        position=PositionFactory(agency=place.agency, rights=[Right.MANAGE_PROCEDURES], scope=Scope.AGENCY),
    )  # fmt: skip
    return fresh(user)


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper)
    return client


def upload(desk, file):
    name, content = file
    return desk.post(reverse("dossiers:history"), {"file": SimpleUploadedFile(name, content)})


def let_jobs_run():
    """What the jobs do that the pages asked for."""
    for run in HistoryRun.objects.running():
        if run.state == RunState.READING:
            history.read_history(run_id=run.pk, at=clock.now())
        elif run.state == RunState.WRITING:
            history.write_history(run_id=run.pk, by_id=run.begun_by_id, at=clock.now())
        else:
            history.withdraw_run(run_id=run.pk, at=clock.now())


def test_a_file_is_read_on_trial_then_taken_in_then_taken_back(desk, place):  # noqa: F811 - a fixture
    response = upload(desk, exports.first_province(exports.some()))
    page = response.headers["Location"]
    assert "hx-trigger" in desk.get(page).text
    assert Dossier.counted.count() == 0
    let_jobs_run()
    shown = desk.get(page).text
    assert "Đọc thử: chưa ghi gì" in shown and "Nhập 7 hồ sơ" in shown
    assert Dossier.counted.count() == 0
    desk.post(page + "/nhap")
    let_jobs_run()
    assert Dossier.counted.count() == 7
    run = HistoryRun.objects.get()
    assert (run.state, run.file) == (RunState.DONE, None)
    assert "Rút lại lần nhập này" in desk.get(page).text
    assert "7 hồ sơ của tệp này bị xóa" in desk.get(page + "/rut-lai").text.replace(
        '<span class="fig">7</span>', "7"
    )
    assert desk.post(page + "/rut-lai", {"reason": ""}).status_code == 422
    desk.post(page + "/rut-lai", {"reason": "Nhầm tệp"})
    let_jobs_run()
    assert Dossier.counted.count() == 0
    assert "Nhầm tệp" in desk.get(page).text
    kinds = set(Entry.objects.filter(subject_type="historyrun").values_list("kind", flat=True))
    assert {"HistoryAsked", "HistoryImported", "HistoryWithdrawn"} <= kinds


def strange():
    """Headings that nobody knows."""
    rows = [["Cột A", "Cột B", "Cột C", "Cột D", "Cột E"],
            [exports.number(1), exports.CODE, "06/03/2023", "10/03/2023", "Rơ Châm H'Lưỡng"],
            [exports.number(2), exports.CODE, "07/03/2023", "12/03/2023", "Kpă Y Thuôn"]]  # fmt: skip
    return "la.csv", exports.text(rows)


def test_columns_are_told_once_and_remembered(desk, place):  # noqa: F811 - a fixture
    page = upload(desk, strange()).headers["Location"]
    shown = desk.get(page).text
    assert "Cột nào là gì" in shown and "06/03/2023" in shown
    wrong = desk.post(page + "/cot", {"c0": "number", "c1": "procedure_code", "c2": "received"})
    assert wrong.status_code == 422 and "Chỉ cột cách nộp" in wrong.text
    told = {"c0": "number", "c1": "procedure_code", "c2": "received", "c3": "finished", "c4": "applicant",
            "channel": "counter"}  # fmt: skip
    assert desk.post(page + "/cot", told).status_code == 302
    let_jobs_run()
    assert "Nhập 2 hồ sơ" in desk.get(page).text
    desk.post(page + "/bo")
    again = upload(desk, strange()).headers["Location"]
    let_jobs_run()
    assert "Nhập 2 hồ sơ" in desk.get(again).text
    assert Headings.objects.count() == 1


def test_words_are_told_once_and_remembered(desk, place):  # noqa: F811 - a fixture
    name, content = exports.second_province(exports.some())
    content = content.decode("utf-8-sig").replace("Phòng Quản lý Công nghệ", "Phòng QLCN cũ").encode()
    page = upload(desk, (name, content)).headers["Location"]
    let_jobs_run()
    shown = desk.get(page).text
    assert "Từ chưa hiểu" in shown and "Phòng QLCN cũ" in shown
    assert desk.get(page + "/dong-sai.csv").content.decode("utf-8-sig").count("Không có đơn vị") == 7
    assert desk.post(page + "/tu", {}).status_code == 422
    desk.post(page + "/tu", {"unit-0": str(place.division.pk)})
    let_jobs_run()
    assert "Nhập 7 hồ sơ" in desk.get(page).text


def test_what_is_no_table_is_refused_at_the_field(desk, place):  # noqa: F811 - a fixture
    for file in (("a.xlsx", b"PK no"), ("a.pdf", b"%PDF-1.4"), ("a.csv", "số,ngày".encode("utf-16-be"))):
        answer = upload(desk, file)
        assert answer.status_code == 422, file


def test_only_who_keeps_the_catalogue_imports(client, place):  # noqa: F811 - a fixture
    run = HistoryRun.objects.create(
        agency=place.agency, state=RunState.READ, name="a.csv", sha256="0", size=1, begun_at=clock.now()
    )
    pages = [reverse("dossiers:history"), reverse("dossiers:history-run", args=[run.pk])]
    for user in (place.specialist, place.head, place.director):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [403, 403]
    stranger = person(place.division, Right.PROCESS)
    client.force_login(stranger)
    assert client.post(pages[0]).status_code == 403


def test_staff_of_the_unit_read_a_past_dossier_and_the_look_is_recorded(client, place):  # noqa: F811 - a fixture
    bring(place, exports.first_province(exports.some()))
    dossier = Dossier.counted.get(number=exports.number(1))
    client.force_login(place.specialist)
    page = client.get(dossier.staff_path)
    assert page.status_code == 200
    for words in (dossier.number, "Nhập từ hệ thống khác", "Rơ Châm", "hệ thống cũ không cho biết"):
        assert words in page.text
    assert Entry.objects.filter(kind="Looked", subject_id=str(dossier.pk)).exists()
    outsider = person(place.leaders, Right.PROCESS)
    client.force_login(outsider)
    assert client.get(dossier.staff_path).status_code == 404
