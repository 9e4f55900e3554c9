"""A changed calendar moves what is open: shown before, done after, written down."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cchc.foundation.audit.models import Entry
from cchc.foundation.work.models import WorkItem
from cchc.foundation.worktime import services as worktime
from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.rules import Hours, Removal, Special, Week
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services, tasks
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.dossiers.tests.factories import MORNING

pytestmark = pytest.mark.django_db

FLOOD = Special(date(2026, 11, 20), True, "Nghỉ do bão")
HOUR = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day, month, hour=16, minute=30):
    return datetime(2026, month, day, hour, minute, tzinfo=HOUR)


def flood(agency=None):
    return worktime.set_special_day(
        agency=agency, on=FLOOD.on, status=DayStatus.OFF, name=FLOOD.name, by=None, at=MORNING
    )


def test_what_would_move_is_told_and_nothing_saved():
    place = factories.office()
    dossier = factories.with_specialist(place)
    (moved,) = services.moved_by(None, FLOOD)
    assert (moved.number, moved.step) == (dossier.number, "Thẩm định")
    assert (moved.due_at, moved.new_due_at) == (at(3, 12), at(4, 12))
    assert (moved.step_due_at, moved.new_step_due_at) == (at(27, 11, 9, 0), at(30, 11, 9, 0))
    assert services.moved_by(place.agency.pk, FLOOD) == [moved]
    dossier.refresh_from_db()
    assert dossier.due_at == at(3, 12)


def test_what_was_told_is_what_happens():
    place = factories.office()
    dossier = factories.with_specialist(place)
    (told,) = services.moved_by(None, FLOOD)
    flood()
    dossier.refresh_from_db()
    run = dossier.steps.get(ended_at=None)
    item = WorkItem.objects.open().about(dossier.pk).get()
    assert dossier.due_at == told.new_due_at
    assert run.due_at == item.due_at == item.sort_at == told.new_step_due_at
    entry = Entry.objects.get(kind="DossierRescheduled")
    assert entry.subject_id == str(dossier.pk)
    assert services.moved_by(None, FLOOD) == []


def test_a_day_off_taken_back_moves_it_back():
    place = factories.office()
    before = factories.taken_in(place).due_at
    flood()
    assert services.moved_by(None, Removal(FLOOD.on))[0].new_due_at == before
    worktime.remove_special_day(agency=None, on=FLOOD.on, by=None, at=MORNING)
    assert Dossier.objects.get().due_at == before


def test_what_an_agency_says_of_itself_goes_before_the_rest():
    place = factories.office()
    factories.taken_in(place)
    open_anyway = Special(FLOOD.on, False, "Làm việc bình thường")
    worktime.set_special_day(
        agency=place.agency, on=FLOOD.on, status=DayStatus.WORKING, name=open_anyway.name, by=None, at=MORNING
    )
    assert services.moved_by(None, FLOOD) == []


def test_shorter_hours_move_the_step_and_the_closing_of_the_last_day():
    place = factories.office()
    factories.taken_in(place)
    mornings = Hours(date(2026, 11, 1), Week.parse([[["07:30", "11:30"]]] * 5 + [[], []]))
    (moved,) = services.moved_by(place.agency.pk, mornings)
    assert moved.new_due_at == at(3, 12, 11)
    assert moved.moves_step


def test_what_is_over_does_not_move():
    place = factories.office()
    factories.done(place)
    assert services.moved_by(None, FLOOD) == []
    flood()
    assert not Entry.objects.filter(kind="DossierRescheduled").exists()


def test_a_pause_that_has_ended_still_counts():
    place = factories.office(clock="pause")
    dossier = factories.with_specialist(place)
    items = [services.Item(key="phieu", name="Phiếu", words="Ký lại")]
    services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, items=items, message="", by=place.specialist,
        at=MORNING + timedelta(hours=1),
    )  # fmt: skip
    dossier.refresh_from_db()
    dossier = services.supply(
        dossier_id=dossier.pk, version=dossier.version, files={}, answers={}, brought=["phieu"],
        by=place.officer, at=MORNING + timedelta(days=5),
    )  # fmt: skip
    run = dossier.steps.get(ended_at=None)
    assert (dossier.due_at, run.due_at) == (at(7, 12), at(2, 12, 8, 0))
    (moved,) = services.moved_by(None, Special(date(2026, 11, 25), True, "Nghỉ do bão"))
    assert (moved.new_due_at, moved.new_step_due_at) == (at(8, 12), at(3, 12, 8, 0))
    assert services.moved_by(None, FLOOD) == []  # it falls into the pause
    assert services.moved_by(None, Special(date(2027, 3, 1), True, "Xa")) == []


def test_many_go_by_jobs_one_batch_after_the_other(monkeypatch):
    place = factories.office()
    for _ in range(3):
        factories.taken_in(place, dossier_id=uuid7())
    monkeypatch.setattr(services, "AT_ONCE", 2)
    flood()
    job = ProcrastinateJob.objects.get(task_name="dossiers.recount")
    assert {row.due_at for row in Dossier.objects.all()} == {at(3, 12)}
    tasks.recount(**job.args)
    assert {row.due_at for row in Dossier.objects.all()} == {at(4, 12)}


def test_a_batch_says_where_to_go_on():
    place = factories.office()
    for _ in range(3):
        factories.taken_in(place, dossier_id=uuid7())
    worktime.SpecialDay.objects.create(on=FLOOD.on, status=DayStatus.OFF, name=FLOOD.name, changed_at=MORNING)
    factories.generations.forget_all()
    told = {"agency_id": None, "by_id": None, "at": MORNING, "most": 2}
    last = services.recount_all(**told)
    assert Dossier.objects.filter(due_at=at(4, 12)).count() == 2
    assert services.recount_all(**told, after=last) is None
    assert Dossier.objects.filter(due_at=at(4, 12)).count() == 3


def registered(place, **told):
    """Brought to the counter, and not taken in: it waits for the office's answer."""
    dossier = services.register(
        dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel="post",
        person=services.Person(kind="citizen", name="Siu H'Čĕn"), papers=[], by=place.officer,
        **({"at": at(19, 11, 9, 0)} | told),
    )  # fmt: skip
    return Dossier.objects.get(pk=dossier.pk)


def test_the_deadline_of_the_first_answer_moves_too():
    place = factories.office()
    dossier = registered(place)
    assert dossier.answer_by == at(20, 11, 9, 0)
    (told,) = services.moved_by(place.agency.pk, FLOOD)
    assert (told.number, told.step) == (dossier.reference, "Trả lời tiếp nhận")
    assert (told.step_due_at, told.new_step_due_at) == (at(20, 11, 9, 0), at(23, 11, 9, 0))
    assert not told.moves_dossier
    flood()
    dossier.refresh_from_db()
    item = WorkItem.objects.open().about(dossier.pk).get()
    assert dossier.answer_by == item.due_at == item.sort_at == at(23, 11, 9, 0)
    assert dossier.due_at is None
    assert services.moved_by(None, FLOOD) == []


def test_after_a_first_supplement_the_answer_is_reckoned_from_it():
    place = factories.office()
    dossier = registered(place, at=at(16, 11, 9, 0))
    item = services.Item(key="phieu", name="Phiếu khai báo", words="Thiếu chữ ký")
    services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, items=[item], message="", by=place.officer,
        at=at(16, 11, 10, 0),
    )  # fmt: skip
    assert services.moved_by(None, FLOOD) == []  # waits for the applicant
    dossier.refresh_from_db()
    services.supply(
        dossier_id=dossier.pk, version=dossier.version, files={}, answers={}, brought=["phieu"], by=place.officer,
        at=at(19, 11, 14, 0),
    )  # fmt: skip
    (told,) = services.moved_by(None, FLOOD)
    assert (told.step_due_at, told.new_step_due_at) == (at(20, 11, 14, 0), at(23, 11, 14, 0))
