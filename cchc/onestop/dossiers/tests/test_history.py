"""Past dossiers from elsewhere: what an import makes of a file, again, later, and taken back."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.tests.factories import AgencyFactory, HoldingFactory, PositionFactory, StaffFactory
from cchc.foundation.notices.models import Notice
from cchc.foundation.work.models import WorkItem
from cchc.kernel import clock, generations
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import RunState, State
from cchc.onestop.dossiers.models import Dossier, HistoryRun, Imported, Pause, Replaced, StepRun, Supplement
from cchc.onestop.dossiers.services import history
from cchc.onestop.dossiers.tests import exports
from cchc.onestop.dossiers.tests.factories import applicant_account, fresh, office, taken_in
from cchc.onestop.procedures.rules import Content, FieldName
from cchc.onestop.procedures.services import draft, publish

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def said(*parts):
    """A moment as an export writes it, without a zone."""
    return datetime(*parts)  # noqa: DTZ001 - an export has no zone


@pytest.fixture
def place():
    made = office()
    exports_version(made)
    return made


def exports_version(made):
    """The office's procedure is the one that the exports name."""
    made.version.procedure.code = exports.CODE
    made.version.procedure.save()
    made.version.name = exports.NAME
    made.version.save()
    generations.forget_all()


def bring(place, file, **told):
    name, content = file
    return history.import_history(
        name=name, content=io.BytesIO(content), agency=place.agency, **{"by": None, "at": NOW, **told}
    )


@pytest.mark.parametrize("province", exports.PROVINCES)
def test_an_export_becomes_dossiers_that_are_counted_and_not_worked_on(place, province):
    report = bring(place, province(exports.some()))
    assert (report.new, report.changed, report.unchanged, report.refused) == (7, 0, 0, 0), report.errors
    assert Dossier.objects.count() == 0
    assert Dossier.counted.filter(run=report.run_id).count() == 7
    states = dict(Dossier.counted.values_list("number", "state"))
    assert [states[exports.number(n)] for n in range(1, 8)] == [
        State.RETURNED, State.RETURNED, State.DONE, State.PROCESSING, State.SUPPLEMENT, State.STOPPED,
        State.REFUSED,
    ]  # fmt: skip


def now_of(dossier_number):
    return Dossier.counted.select_related("imported").get(number=dossier_number)


def test_the_same_file_again_changes_nothing(place):
    file = exports.first_province(exports.some())
    bring(place, file)
    before = list(Dossier.counted.order_by("pk").values())
    report = bring(place, file, at=NOW + timedelta(days=1))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 7)
    assert list(Dossier.counted.order_by("pk").values()) == before
    assert not Replaced.objects.exists()


def test_another_system_that_tells_the_same_changes_nothing_but_the_words(place):
    first = bring(place, exports.first_province(exports.some()[:1]))
    later = bring(place, exports.second_province(exports.some()[:1]))
    assert (first.new, later.new) == (1, 0)


def test_a_later_file_updates_and_what_was_waited_for_is_no_longer(place):
    past = exports.some()
    bring(place, exports.first_province(past))
    waiting = now_of(exports.number(5))
    assert waiting.paused_since and Pause.objects.filter(dossier=waiting).count() == 1
    assert Supplement.objects.get(dossier=waiting).asked_by is None
    past[4] = replace(past[4], status="done", finished=said(2023, 3, 17, 9, 0))
    past[3] = replace(past[3], status="done", finished=said(2023, 3, 14, 9, 0))
    report = bring(place, exports.first_province(past), at=NOW + timedelta(days=1))
    assert (report.new, report.changed, report.unchanged) == (0, 2, 5)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.paused_since) == (State.DONE, None)
    assert not Pause.objects.exists() and not Supplement.objects.exists()


def test_a_run_is_taken_back_whole_the_last_one_first(place):
    past = exports.some()
    first = bring(place, exports.first_province(past))
    before = list(Dossier.counted.order_by("pk").values())
    told = list(Imported.objects.order_by("pk").values())
    past[4] = replace(past[4], status="done", finished=said(2023, 3, 17, 9, 0))
    second = bring(place, exports.first_province([*past, replace(past[0], number=exports.number(8))]))
    keeper = head_of_catalogue(place)
    with pytest.raises(history.LaterRun):
        history.ask_withdrawal_of_run(run_id=first.run_id, reason="Nhầm", by=keeper, at=NOW)
    for run_id, left in ((second.run_id, before), (first.run_id, [])):
        history.ask_withdrawal_of_run(run_id=run_id, reason="Nhầm", by=keeper, at=NOW)
        history.withdraw_run(run_id=run_id, at=NOW)
        assert list(Dossier.counted.order_by("pk").values()) == left
        assert list(Imported.objects.order_by("pk").values()) == (told if left else [])
        assert Pause.objects.count() == Supplement.objects.count() == (1 if left else 0)
    states = HistoryRun.objects.values_list("state", flat=True)
    assert set(states) == {RunState.WITHDRAWN}
    assert Entry.objects.filter(kind="HistoryWithdrawn").count() == 2


def head_of_catalogue(place):
    user = StaffFactory(agency=place.agency)
    rights = [Right.MANAGE_PROCEDURES]
    HoldingFactory(
        user=user, unit=place.division,
        position=PositionFactory(agency=place.agency, rights=rights, scope=Scope.AGENCY),
    )  # fmt: skip
    return fresh(user)


def test_a_trial_and_a_file_with_an_error_change_nothing(place):
    past = [*exports.some(), replace(exports.some()[0], number=exports.number(8), unit="Phòng Không Có")]
    file = exports.first_province(past)
    assert bring(place, file, dry_run=True).refused == 1
    report = bring(place, file)
    assert not report.written and not Dossier.counted.exists() and not HistoryRun.objects.exists()
    taken = bring(place, file, skip_errors=True)
    assert (taken.written, taken.new, taken.refused) == (True, 7, 1)
    entry = Entry.objects.get(kind="HistoryImported")
    assert entry.content["new"] == 7 and len(entry.content["sha256"]) == 64


WRONG = {
    "unknown_procedure": {"code": "9.999999", "name": "Không có thủ tục này"},
    "unknown_unit": {"unit": "Phòng Không Có"},
    "finished_before_received": {"finished": said(2023, 3, 1, 8, 0)},
    "returned_before_finished": {"returned": said(2023, 3, 14, 8, 0)},
    "due_before_received": {"due": said(2023, 3, 1, 8, 0)},
    "in_future": {"finished": said(2027, 1, 4, 8, 0), "returned": said(2027, 1, 5, 8, 0)},
    "ready_without_date": {"finished": None, "returned": None},
    "status_against_dates": {"status": "processing"},
    "ended_without_date": {"status": "withdrawn", "finished": None, "returned": None},
    "no_number": {"number": ""},
}


@pytest.mark.parametrize("kind", WRONG)
def test_each_wrong_row_is_named_with_its_row_and_the_others_are_taken(place, kind):
    good = exports.some()[0]
    past = [good, replace(good, **{"number": exports.number(2), **WRONG[kind]})]
    report = bring(place, exports.first_province(past), skip_errors=True)
    assert (report.new, report.refused) == (1, 1)
    assert kind in {error["kind"] for error in report.errors}
    assert {error["row"] for error in report.errors} == {8}


def test_a_procedure_that_only_another_agency_has_is_not_known_here_and_not_named(place):
    content = Content(code="7.000001", name="Việc riêng của cơ quan kia", field=FieldName(key="x", name="X"))
    theirs = draft(agency=AgencyFactory(), content=content, by=None, at=clock.now())
    publish(version_id=theirs.pk, revision=0, effective_on=said(2021, 1, 1).date(), by=None, at=clock.now())
    past = [replace(exports.some()[0], code="7.000001", name="Việc riêng của cơ quan kia")]
    report = bring(place, exports.first_province(past), skip_errors=True)
    assert (report.new, [error["kind"] for error in report.errors]) == (0, ["unknown_procedure"])
    assert "Việc riêng của cơ quan kia" not in str(report.errors[0].get("parts", {}).get("nearest", ""))


def test_a_number_twice_and_a_number_of_ours_are_refused(place):
    ours = taken_in(place)
    good = exports.some()[0]
    past = [good, replace(good, applicant="Kpă Y Thuôn"), replace(good, number=ours.number)]
    report = bring(place, exports.first_province(past), skip_errors=True)
    assert (report.new, report.refused) == (1, 2)
    assert [(error["row"], error["kind"]) for error in report.errors] == [(8, "twice"), (9, "ours")]
    ours.refresh_from_db()
    assert ours.run_id is None


def test_a_number_that_history_has_does_not_stop_a_filing(place):
    ours = taken_in(place)
    prefix, last = ours.number.rsplit("-", 1)
    coming = f"{prefix}-{int(last) + 1:04}"
    bring(place, exports.first_province([replace(exports.some()[0], number=coming)]))
    assert taken_in(place).number == coming


def test_a_procedure_not_yet_in_force_then_is_said_and_counted_under_the_next_version(place):
    place.version.effective_from = said(2024, 1, 1).date()
    place.version.save()
    generations.forget_all()
    report = bring(place, exports.third_province(exports.some()[:1]))
    assert report.remarks == {"version_later": 1}
    assert Dossier.counted.get().rules_id == place.version.pk


def test_a_procedure_that_is_a_draft_alone_is_said_to_be_published_first(place):
    content = Content(code="1.999999", name="Thủ tục mới nhập", field=FieldName(key="x-quang", name="X-quang"))
    draft(agency=place.agency, content=content, by=None, at=clock.now())
    past = replace(exports.some()[0], code="1.999999.000.00.00.H21", name="Thủ tục mới nhập")
    report = bring(place, exports.first_province([past]), skip_errors=True)
    assert [error["kind"] for error in report.errors] == ["procedure_draft"]


def test_history_never_reaches_the_desk_the_portal_or_the_jobs(client, place):
    """Everything that lists, reminds or finds dossiers, walked after an import."""
    past = [replace(one, applicant="Người Chỉ Có Trong Lịch Sử") for one in exports.some()]
    past += [replace(past[3], number=exports.number(9), channel="online", due=said(2023, 3, 7, 8, 0))]
    bring(place, exports.first_province(past))
    assert not WorkItem.objects.exists() and not Notice.objects.exists() and not StepRun.objects.exists()
    hidden = "Lịch Sử"
    for user in (place.officer, place.specialist, place.head, place.director, head_of_catalogue(place)):
        client.force_login(user)
        for page in ("/viec", "/viec?tab=don-vi", "/viec?q=Lich+Su", f"/viec?q={exports.number(1)}", "/tiep-nhan"):
            answer = client.get(page)
            assert hidden not in answer.text, page
        for n in range(1, 10):
            assert client.get(f"/viec/ho-so/{exports.number(n)}").status_code == 404
            assert client.post(f"/viec/ho-so/{exports.number(n)}/nhan", {"version": 0}).status_code in (403, 404)
    client.logout()
    found = client.get("/tra-cuu", {"so": exports.number(1)})
    assert hidden not in found.text and "Đã trả kết quả" not in found.text
    account = applicant_account(full_name="Người Chỉ Có Trong Lịch Sử")
    client.force_login(account)
    assert exports.number(1) not in client.get("/ho-so-cua-toi").text
    assert client.get(f"/ho-so/{exports.number(1)}").status_code in (302, 404)
    services.tell_late(at=NOW + timedelta(days=400))
    services.recount_all(agency_id=place.agency.pk, by_id=None, at=NOW)
    services.hand_on_closed_units(at=NOW)
    assert not WorkItem.objects.exists() and not Notice.objects.exists()
    assert services.how_many_open(place.agency.pk) == 0
    assert not Entry.objects.filter(kind__in=("DossierLate", "DossierRescheduled")).exists()


cell = st.one_of(
    st.none(), st.text(max_size=12), st.integers(-5, 60_000), st.floats(allow_nan=False, width=32),
    st.sampled_from([exports.CODE, exports.NAME, "06/03/2023", "31/02/2023", "Trực tuyến", "Một cửa", "Hoàn thành",
                     "Đang xử lý", exports.number(1), exports.number(2), "Phòng Quản lý Công nghệ", "150.000"]),
)  # fmt: skip
HEADS = ["Mã hồ sơ", "Mã thủ tục", "Người nộp", "Kênh tiếp nhận", "Ngày nhận", "Hạn xử lý", "Ngày xong",
         "Tình trạng", "Phòng ban", "Lệ phí"]  # fmt: skip
whole = st.tuples(
    st.sampled_from([exports.number(n) for n in range(4)]), st.just(exports.CODE), st.text(max_size=5),
    st.sampled_from(["Một cửa", "Trực tuyến"]), st.sampled_from(["06/03/2023", "07/03/2023 08:15"]), st.none(),
    st.sampled_from(["08/03/2023", "09/03/2023 10:00"]), st.sampled_from(["Hoàn thành", "Đã trả"]), st.none(),
    st.none(),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.one_of(st.lists(cell, min_size=10, max_size=10), whole.map(list)), max_size=8))
def test_nothing_of_a_table_is_lost(place, rows):
    """Every row that tells of a dossier is new, changed or unchanged, or has an error that names it."""
    with transaction.atomic():
        report = bring(place, ("any.csv", exports.text([HEADS, *rows])), skip_errors=True)
        assert report.new + report.changed + report.unchanged + report.refused == report.read
        assert len({error["row"] for error in report.errors}) == report.refused
        filled = sum(any(cell is not None and str(cell).replace("\0", "").strip() for cell in row) for row in rows)
        assert report.read + report.aside == filled
        assert Dossier.counted.count() == report.new
        again = bring(place, ("any.csv", exports.text([HEADS, *rows])), skip_errors=True)
        assert (again.new, again.changed, again.unchanged) == (0, 0, report.new)
        transaction.set_rollback(True)
