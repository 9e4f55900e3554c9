"""Past dossiers: an export uploaded, seen on trial, taken in; the page follows the job by itself."""

import pytest
from playwright.sync_api import expect

from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.tests.factories import HoldingFactory
from cchc.kernel import generations
from cchc.kernel.clock import now
from cchc.onestop.dossiers.choices import RunState
from cchc.onestop.dossiers.models import Dossier, HistoryRun
from cchc.onestop.dossiers.services import history
from cchc.onestop.dossiers.tests import exports
from cchc.onestop.dossiers.tests.factories import office
from tests.journeys.people import PASSWORD, may_sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place():
    made = office()
    made.version.procedure.code = exports.CODE
    made.version.procedure.save()
    generations.forget_all()
    return made


@pytest.fixture
def desk(walk, place):
    user = HoldingFactory(unit=place.division, rights=(Right.MANAGE_PROCEDURES,), scope=Scope.AGENCY).user
    may_sign_in(user)
    generations.forget_all()
    walker = walk()
    walker.sign_in(user.username, PASSWORD)
    return walker


def test_an_export_is_seen_on_trial_and_taken_in(desk, place, tmp_path):
    name, content = exports.first_province(exports.some())
    (tmp_path / name).write_bytes(content)
    page = desk.open("/quan-tri/nhap-ho-so")
    desk.check()
    page.get_by_label("Tệp hồ sơ").set_input_files(tmp_path / name)
    page.get_by_role("button", name="Đọc thử tệp").click()
    expect(page.get_by_text("Trang này tự cập nhật")).to_be_visible()
    desk.check()
    run = HistoryRun.objects.get()
    history.read_history(run_id=run.pk, at=now())
    expect(page.get_by_role("heading", name="Đọc thử: chưa ghi gì")).to_be_visible(timeout=15_000)
    desk.check()
    assert not Dossier.counted.exists()
    page.get_by_role("button", name="Nhập 7 hồ sơ").click()
    expect(page.get_by_text("Trang này tự cập nhật")).to_be_visible()
    history.write_history(run_id=run.pk, by_id=run.begun_by_id, at=now())
    expect(page.get_by_role("link", name="Rút lại lần nhập này")).to_be_visible(timeout=15_000)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Dossier.counted.filter(run=run).count() == 7
