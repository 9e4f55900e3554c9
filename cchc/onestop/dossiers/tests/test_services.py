"""A dossier from filing to its result, act by act."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from cchc.foundation.audit.models import Entry
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.models import WorkItem
from cchc.kernel.identifiers import uuid7
from cchc.kernel.lifecycle import Conflict, NotAllowed, Stale
from cchc.kernel.testing import assert_queries
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Outcome, Proof, State
from cchc.onestop.dossiers.models import Dossier, StepRun
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.dossiers.tests.factories import MORNING

pytestmark = pytest.mark.django_db


def test_an_intake_numbers_starts_the_clock_and_moves_on():
    place = factories.office()
    dossier = factories.taken_in(place)
    assert dossier.number == "000.00.12.H21-261118-0001"
    assert dossier.state == State.ACCEPTED
    assert dossier.due_at is not None
    # Ten working days after 18/11/2026, and 24/11 is a day off: 03/12/2026 16:30.
    assert dossier.due_at.isoformat() == "2026-12-03T09:30:00+00:00"
    item = WorkItem.objects.open().about(dossier.pk).get()
    assert (item.unit, item.lane, item.label) == (place.division, Lane.STEP, dossier.number)
    assert item.path == f"/viec/ho-so/{dossier.number}"
    assert "261118" in item.search
    assert item.search.endswith("0001")


def test_a_second_dossier_of_the_day_gets_the_next_number():
    place = factories.office()
    assert [factories.taken_in(place).number[-4:] for _ in range(3)] == ["0001", "0002", "0003"]


def test_the_same_intake_sent_twice_is_one_dossier():
    place, key = factories.office(), uuid7()
    first = factories.taken_in(place, dossier_id=key)
    second = factories.taken_in(place, dossier_id=key)
    assert first.number == second.number
    assert Dossier.objects.count() == 1
    assert factories.taken_in(place).number[-4:] == "0002"


def test_taking_in_is_one_statement_for_all_rows_and_the_job():
    place = factories.office()
    factories.taken_in(place)
    person = services.Person(kind="citizen", name="Siu H'Čĕn")
    with assert_queries(dossiers_daynumber=1):
        services.intake(
            dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel="counter",
            person=person, papers=[services.PaperIn(key="phieu", handed_in=True)], by=place.officer, at=MORNING,
        )  # fmt: skip


def test_a_take_reads_row_step_and_work_is_written_by_one_statement_and_counted():
    place = factories.office()
    factories.with_director(place)
    one = factories.taken_in(place)
    with assert_queries(
        dossiers_dossier=2, dossiers_steprun=1, work_workitem=2, indicators_posting=1, audit_entry=1
    ):
        one = services.take(
            dossier_id=one.pk, version=one.version, by=place.head, at=MORNING + timedelta(minutes=5)
        )  # fmt: skip
    one.refresh_from_db()
    assert (one.state, one.handler, one.version) == (State.PROCESSING, place.head, 1)
    assert WorkItem.objects.open().about(one.pk).get().assignee == place.head


def test_what_comes_after_three_goes_to_the_unit_the_next_working_morning():
    place = factories.office()
    late = MORNING.replace(hour=8, minute=30)  # 15:30
    dossier = factories.taken_in(place, late)
    run = dossier.steps.get()
    assert run.handed_over_at.isoformat() == "2026-11-19T00:30:00+00:00"
    assert dossier.due_at == factories.taken_in(place, MORNING).due_at  # the limit itself does not move


def test_the_whole_way_to_the_result():
    place = factories.office()
    dossier = factories.done(place, MORNING)
    assert dossier.state == State.DONE
    assert dossier.closed_at == MORNING
    item = WorkItem.objects.open().about(dossier.pk).get()
    assert (item.lane, item.unit) == (Lane.HAND_OVER, place.counter)
    dossier = services.hand_over(
        dossier_id=dossier.pk, version=dossier.version, proof=Proof.IDENTITY, collected_by="Rơ Châm H'Lưỡng",
        paper_seen="Căn cước", by=place.officer, at=MORNING + timedelta(hours=1),
    )  # fmt: skip
    assert dossier.state == State.RETURNED
    assert not WorkItem.objects.open().about(dossier.pk).exists()
    assert not StepRun.objects.filter(dossier=dossier, ended_at=None).exists()
    said = list(Entry.objects.about("dossier", dossier.pk).values_list("kind", flat=True))
    assert sorted(said) == sorted(
        ["DossierAccepted", "StepTaken", "StepForwarded", "StepForwarded", "DossierFinished", "ResultHandedOver"]
    )


def test_collecting_late_is_not_late():
    place = factories.office()
    dossier = factories.done(place)
    services.hand_over(
        dossier_id=dossier.pk, version=dossier.version, proof=Proof.POSTAL, collected_by="Rơ Châm H'Lưỡng",
        postal_number="EB123", by=place.officer, at=MORNING + timedelta(days=90),
    )  # fmt: skip
    dossier.refresh_from_db()
    assert dossier.closed_at is not None
    assert dossier.due_at is not None
    assert dossier.closed_at < dossier.due_at < dossier.returned_at


def test_who_comes_second_is_told_who_was_first():
    place = factories.office()
    dossier = factories.taken_in(place)
    services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=MORNING)
    with pytest.raises(Stale) as raised:
        services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=MORNING)
    assert raised.value.changed_by == place.head


def test_a_payment_is_undone_once_and_the_first_reason_stays():
    place = factories.office()
    fee = services.take_fee(
        dossier_id=factories.taken_in(place).pk, amount=Decimal(50_000), receipt_number="BL 12", by=place.officer,
        at=MORNING,
    )  # fmt: skip
    services.void_fee(fee_id=fee.pk, reason="ghi nhầm hồ sơ", by=place.officer, at=MORNING)
    with pytest.raises(Conflict):
        services.void_fee(fee_id=fee.pk, reason="lần nữa", by=place.officer, at=MORNING)
    fee.refresh_from_db()
    assert fee.void_reason == "ghi nhầm hồ sơ"


def test_a_step_sent_back_returns_to_whoever_did_it():
    place = factories.office()
    dossier = factories.with_director(place)
    dossier = services.send_back(
        dossier_id=dossier.pk, version=dossier.version, reason="Thiếu ý kiến", by=place.director, at=MORNING
    )
    assert (dossier.step, dossier.handler) == ("tham-dinh", place.specialist)


def test_what_nobody_has_opened_can_be_recalled_once():
    place = factories.office()
    dossier = factories.with_director(place)
    dossier = services.recall(dossier_id=dossier.pk, version=dossier.version, by=place.specialist, at=MORNING)
    assert (dossier.step, dossier.handler) == ("tham-dinh", place.specialist)
    assert dossier.steps.filter(outcome=Outcome.RECALLED).count() == 1


def test_what_its_receiver_has_opened_cannot_be_recalled():
    from cchc.foundation.audit.services import record_look

    place = factories.office()
    dossier = factories.with_director(place)
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=place.director.pk, at=MORNING)
    with pytest.raises(services.AlreadyOpened):
        services.recall(dossier_id=dossier.pk, version=dossier.version, by=place.specialist, at=MORNING)


def test_a_colleague_who_looks_in_does_not_keep_it_from_being_recalled():
    from cchc.foundation.audit.services import record_look

    place = factories.office()
    dossier = factories.with_director(place)
    for looker in (place.head, place.officer, place.other_specialist):
        record_look(subject_type="dossier", subject_id=dossier.pk, by_id=looker.pk, at=MORNING)
    dossier = services.recall(dossier_id=dossier.pk, version=dossier.version, by=place.specialist, at=MORNING)
    assert dossier.step == "tham-dinh"


def test_what_was_given_to_a_unit_is_opened_by_whoever_could_take_it():
    from cchc.foundation.audit.services import record_look

    place = factories.office()
    dossier = factories.taken_in(place)
    dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=MORNING)
    told = {"dossier_id": dossier.pk, "by": place.head, "at": MORNING}
    dossier = services.forward(version=dossier.version, to_step="tham-dinh", assignee_id=None, **told)
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=place.officer.pk, at=MORNING)
    run = dossier.steps.get(ended_at=None)
    assert not services.was_opened(dossier, run, MORNING)
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=place.other_specialist.pk, at=MORNING)
    assert services.was_opened(dossier, run, MORNING)
    with pytest.raises(services.AlreadyOpened):
        services.recall(version=dossier.version, **told)


def test_who_stands_in_for_the_receiver_opens_it_for_them():
    from cchc.foundation.audit.services import record_look
    from cchc.foundation.identity.models import Holding
    from cchc.foundation.identity.tests.factories import StandInFactory

    place = factories.office()
    dossier = factories.with_director(place)
    stand_in = StandInFactory(holding=Holding.objects.get(user=place.director), user=place.head)
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=stand_in.user_id, at=MORNING)
    assert services.was_opened(dossier, dossier.steps.get(ended_at=None), MORNING)


def test_steps_that_end_at_one_moment_are_known_in_the_order_in_which_they_were_made():
    place = factories.office()
    for _ in range(5):
        dossier = factories.with_director(place)  # every step handed on at the same moment
        dossier = services.send_back(
            dossier_id=dossier.pk, version=dossier.version, reason="Thiếu căn cứ", by=place.director, at=MORNING
        )
        assert dossier.step == "tham-dinh"
        keys = [run.key for run in dossier.steps.order_by("pk")]
        assert keys == ["phan-cong", "tham-dinh", "ky", "tham-dinh"]


def ask(place, dossier, at=MORNING, by=None, **told):
    item = services.Item(key="phieu", name="Phiếu khai báo", words="Thiếu chữ ký")
    return services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, items=[item], message="", by=by or place.specialist, at=at,
        **told,
    )  # fmt: skip


def supply(place, dossier, at, **told):
    dossier.refresh_from_db()
    return services.supply(
        dossier_id=dossier.pk, version=dossier.version, files={}, answers={}, brought=["phieu"], by=place.officer,
        at=at, **told,
    )  # fmt: skip


def test_a_complete_supplement_starts_the_limit_again_where_the_rules_reset():
    place = factories.office(clock="reset")
    dossier = factories.with_specialist(place)
    ask(place, dossier)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_since) == (State.SUPPLEMENT, MORNING)
    assert WorkItem.objects.open().about(dossier.pk).get().lane == Lane.WAITING
    dossier = supply(place, dossier, MORNING + timedelta(days=1))
    assert dossier.state == State.PROCESSING
    assert dossier.clock_from == MORNING + timedelta(days=1)
    assert dossier.due_at == datetime(2026, 12, 4, 9, 30, tzinfo=UTC)


def test_waiting_is_not_counted_where_the_rules_pause():
    place = factories.office(clock="pause")
    dossier = factories.with_specialist(place)
    before = dossier.due_at
    ask(place, dossier, MORNING + timedelta(days=1))
    dossier = supply(place, dossier, MORNING + timedelta(days=2))
    assert dossier.clock_from == MORNING
    assert dossier.due_at > before


def test_a_step_goes_on_after_a_pause_with_what_it_had_left():
    place = factories.office(clock="pause")
    dossier = factories.with_specialist(place)
    due = dossier.steps.get(ended_at=None).due_at
    ask(place, dossier, MORNING)
    dossier = supply(place, dossier, MORNING + timedelta(days=1))
    assert due == datetime(2026, 11, 27, 2, 0, tzinfo=UTC)  # a Friday: six working days, 24/11 off
    assert dossier.steps.get(ended_at=None).due_at == datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


def test_an_undone_intake_keeps_its_number():
    place = factories.office()
    dossier = factories.taken_in(place)
    dossier = services.void(
        dossier_id=dossier.pk, version=dossier.version, reason="Nhập nhầm", by=place.officer, at=MORNING
    )
    assert (dossier.state, dossier.number[-4:]) == (State.VOID, "0001")
    assert factories.taken_in(place).number[-4:] == "0002"
    assert not WorkItem.objects.open().about(dossier.pk).exists()


def test_an_intake_that_somebody_has_taken_up_cannot_be_undone():
    place = factories.office()
    dossier = factories.with_specialist(place)
    with pytest.raises(NotAllowed):
        services.void(dossier_id=dossier.pk, version=dossier.version, reason="x", by=place.officer, at=MORNING)


def test_paper_that_travels_makes_a_hand_over_one_on_paper():
    place = factories.office()
    dossier = factories.taken_in(place)
    assert not dossier.steps.get().electronic
    files = [
        services.PaperIn(key=key, handed_in=True, files=[factories.stored(place.agency)])
        for key in ("phieu", "giay-2")
    ]
    dossier = factories.taken_in(place, papers=files)
    assert dossier.steps.get().electronic


def test_the_applicant_withdraws_and_the_office_agrees():
    place = factories.office()
    dossier = factories.with_specialist(place)
    dossier = services.ask_withdrawal(
        dossier_id=dossier.pk, version=None, reason="Đổi kế hoạch", by=None, at=MORNING, allowed=True
    )
    assert dossier.state == State.WITHDRAWAL
    dossier = services.withdraw(dossier_id=dossier.pk, version=dossier.version, by=place.specialist, at=MORNING)
    assert (dossier.state, dossier.end_reason) == (State.STOPPED, "Đổi kế hoạch")
    assert not WorkItem.objects.open().about(dossier.pk).exists()


def test_a_stranger_sees_nothing_and_a_handler_sees_what_they_worked_on():
    place = factories.office()
    dossier = factories.done(place)
    for user in (place.officer, place.specialist, place.head, place.director):
        assert Dossier.objects.visible_to(user, MORNING).get() == dossier
    stranger = factories.person(factories.UnitFactory(agency=place.agency), "process")
    assert not Dossier.objects.visible_to(stranger, MORNING).exists()
    assert not Dossier.objects.visible_to(factories.applicant_account(), MORNING).exists()
