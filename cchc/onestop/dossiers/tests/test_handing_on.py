"""Work does not stay with those who are gone."""

from datetime import date, timedelta

import pytest

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.models import Unit
from cchc.foundation.identity.querysets import open_work
from cchc.foundation.work.models import WorkItem
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.dossiers.tests.factories import MORNING

pytestmark = pytest.mark.django_db


def test_the_work_of_somebody_who_leaves_goes_to_their_heir():
    place = factories.office()
    dossier = factories.with_specialist(place)
    identity.deactivate(user=place.specialist, by=None, at=MORNING, heir=place.other_specialist)
    dossier.refresh_from_db()
    assert dossier.handler == place.other_specialist
    assert dossier.steps.get(ended_at=None).assignee == place.other_specialist
    assert WorkItem.objects.open().about(dossier.pk).get().assignee == place.other_specialist
    assert Entry.objects.about("dossier", dossier.pk).filter(kind="StepHandedOn").count() == 1


def test_without_an_heir_the_unit_has_it_again():
    place = factories.office()
    dossier = factories.with_specialist(place)
    identity.deactivate(user=place.specialist, by=None, at=MORNING)
    dossier.refresh_from_db()
    assert dossier.handler is None
    assert WorkItem.objects.open().about(dossier.pk).get().assignee is None


def test_the_work_of_a_closed_unit_goes_to_its_successor_once_it_has_ended():
    place = factories.office()
    dossier = factories.with_specialist(place)
    heir = identity.open_unit(
        agency=place.agency, code="CN2", name="Phòng Công nghệ số", short_name="CNS", starts_on=date(2026, 1, 1),
        by=None, at=MORNING,
    )  # fmt: skip
    unit = Unit.objects.get(pk=place.division.pk)
    identity.close_unit(unit=unit, ends_on=date(2026, 11, 20), by=None, at=MORNING, successor=heir)
    dossier.refresh_from_db()
    assert dossier.unit == place.division
    assert services.hand_on_closed_units(at=MORNING + timedelta(days=3)) == 1
    dossier.refresh_from_db()
    assert dossier.unit == heir
    assert WorkItem.objects.open().about(dossier.pk).get().unit == heir


def test_what_a_closed_counter_has_is_the_next_counters():
    place = factories.office()
    dossier, ready = factories.taken_in(place), factories.done(place)
    heir = identity.open_unit(
        agency=place.agency, code="MC2", name="Một cửa mới", short_name="MC2", starts_on=date(2026, 1, 1),
        by=None, at=MORNING, is_counter=True,
    )  # fmt: skip
    counter = Unit.objects.get(pk=place.counter.pk)
    assert open_work(counter, heir)[-1] == (
        "1 hồ sơ chờ tiếp nhận, bổ sung hoặc trả kết quả ở đây sang Một cửa mới từ ngày sau đó."
    )
    identity.close_unit(unit=counter, ends_on=date(2026, 11, 20), by=None, at=MORNING, successor=heir)
    services.hand_on_closed_units(at=MORNING + timedelta(days=3))
    for row in (dossier, ready):
        row.refresh_from_db()
        assert row.counter == heir
        assert Entry.objects.about("dossier", row.pk).filter(kind="CounterHandedOn").count() == 1
    assert ready.unit == heir
    assert WorkItem.objects.open().about(ready.pk).get().unit == heir
    assert services.hand_on_closed_units(at=MORNING + timedelta(days=3)) == 0


def test_who_closes_a_unit_reads_first_what_is_open_in_it_and_whose_it_will_be():
    place = factories.office()
    factories.with_specialist(place)
    heir = identity.open_unit(
        agency=place.agency, code="CN2", name="Phòng Công nghệ số", short_name="CNS", starts_on=date(2026, 1, 1),
        by=None, at=MORNING,
    )  # fmt: skip
    assert open_work(place.division, heir) == [
        f"1 hồ sơ đang xử lý ở đây ({place.specialist.full_name} 1) sang Phòng Công nghệ số từ ngày sau đó."
    ]
    assert open_work(place.division, None) == [
        f"1 hồ sơ đang xử lý ở đây ({place.specialist.full_name} 1) ở lại đơn vị này."
    ]
    factories.done(place)
    assert open_work(place.counter, heir) == [
        "1 hồ sơ chờ tiếp nhận, bổ sung hoặc trả kết quả ở đây không tự sang đâu."
    ]
    assert open_work(heir, None) == []
