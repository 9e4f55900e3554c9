"""Binding a target, declaring a value, and the files that figures leave as."""

import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.choices import Right
from cchc.foundation.work.models import WorkItem
from cchc.kernel.identifiers import uuid7
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import office, person
from cchc.steering.indicators import rules, services
from cchc.steering.indicators.models import Binding
from cchc.steering.indicators.tests.factories import accepted, filed, on

pytestmark = pytest.mark.django_db
YEAR = rules.period_of("year", date(2026, 11, 18))


@pytest.fixture
def place():
    made = office()
    made.planner = person(made.leaders, Right.STEER, full_name="Võ Quỳnh Khuê")
    return made


def proof():
    return ContentFile("Số liệu khảo sát".encode(), name="khao-sat.txt")


def declared(place, **told):
    row = services.ask_value(
        agency=place.agency, indicator="satisfied-procedures", period=YEAR, asked_unit=place.division,
        due_on=date(2026, 12, 20), by=place.planner, at=on(18),
    )  # fmt: skip
    said = {"numerator": 57, "denominator": 60, "value": None, "note": "", "uploads": [proof()], **told}
    return services.declare(
        declaration_id=row.pk, version=row.version, approving_unit=place.leaders, by=told.get("by", place.head),
        at=on(19), **{key: value for key, value in said.items() if key != "by"},
    )  # fmt: skip


def satisfied(place, as_of=date(2026, 12, 31)):
    return services.figure("satisfied-procedures", agency_id=place.agency.pk, as_of=as_of)


def test_every_fact_that_a_definition_names_is_offered():
    offered = services.facts()
    named = {
        fact for one in rules.definitions().values() for version in one.versions for reading in version.readings
        for fact in reading.facts
    }  # fmt: skip
    assert named - set(offered) == set()
    assert len(offered) == len(set(offered))


def test_a_target_is_looked_at_before_it_is_bound_and_the_binding_is_kept(place):
    accepted(place, on(2))
    measure = services.Measure(indicator="filed-online", period="report_year", minimum_volume=5)
    found = services.preview(measure, agency_id=place.agency.pk, as_of=on(18))
    assert (found.numerator, found.denominator, found.answer) == (1, 1, "few")
    assert not Binding.objects.exists()
    target = uuid7()
    services.bind(target_id=target, agency=place.agency, measure=measure, by=place.planner, at=on(18))
    assert services.measures({target: "on-time"}) == {target: measure}
    strict = services.Measure(indicator="on-time", reading="strict")
    services.bind(target_id=target, agency=place.agency, measure=strict, by=place.planner, at=on(19))
    assert services.measures({target: ""}) == {target: strict}
    assert Binding.objects.count() == 2
    assert Entry.objects.about("target", target).last().content["was"] == "filed-online"
    services.unbind(target_id=target, agency=place.agency, by=place.planner, at=on(20))
    assert services.measures({target: "filed-online"}) == {target: services.Measure(indicator="filed-online")}


@pytest.mark.parametrize(
    ("measure", "field"),
    [
        ({"indicator": "luck"}, "indicator"),
        ({"indicator": "on-time", "reading": "kind"}, "reading"),
        ({"indicator": "decentralised", "period": "year"}, "period"),
    ],
)
def test_what_cannot_be_measured_is_refused_at_its_field(place, measure, field):
    with pytest.raises(services.CannotMeasure) as raised:
        services.preview(services.Measure(**measure), agency_id=place.agency.pk, as_of=on(18))
    assert raised.value.field == field


def test_only_who_steers_binds(place):
    with pytest.raises(PermissionDenied):
        services.bind(
            target_id=uuid7(), agency=place.agency, measure=services.Measure(indicator="on-time"), by=place.head,
            at=on(18),
        )  # fmt: skip


def test_a_due_value_is_work_before_the_unit_then_before_who_approves(place):
    row = declared(place)
    item = WorkItem.objects.open().about(row.pk).get()
    assert (item.unit, item.label) == (place.leaders, "T06")
    assert item.due_at is not None
    assert satisfied(place).answer == "no_source"  # nothing counts before it is approved
    services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(20))
    assert not WorkItem.objects.open().about(row.pk).exists()
    found = satisfied(place)
    assert (found.source, found.value, found.answer) == ("declared", Fraction(57, 60), "known")
    assert satisfied(place, date(2026, 11, 30)).answer == "no_source"  # the year was not over


def test_nobody_approves_what_they_declared(place):
    both = person(place.division, Right.STEER)
    row = declared(place, by=both)
    with pytest.raises(PermissionDenied):
        services.approve(declaration_id=row.pk, version=row.version, by=both, at=on(20))


def test_only_the_unit_that_is_asked_declares(place):
    with pytest.raises(PermissionDenied):
        declared(place, by=place.director)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"uploads": []}, "uploads"),
        ({"numerator": 61}, "denominator"),
        ({"numerator": None}, "numerator"),
        ({"value": Decimal(95)}, "value"),
    ],
)
def test_a_value_without_evidence_or_sense_is_refused(place, told, field):
    with pytest.raises(services.CannotDeclare) as raised:
        declared(place, **told)
    assert raised.value.field == field


def test_a_numerator_alone_says_that_the_denominator_is_not_known(place):
    row = declared(place, denominator=None)
    services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(20))
    assert (satisfied(place).answer, satisfied(place).value) == ("no_denominator", None)


def test_a_corrected_value_replaces_the_one_before(place):
    first = declared(place)
    services.approve(declaration_id=first.pk, version=first.version, by=place.planner, at=on(20))
    second = declared(place, numerator=48)
    assert satisfied(place).numerator == 57
    services.approve(declaration_id=second.pk, version=second.version, by=place.planner, at=on(21))
    assert satisfied(place).numerator == 48
    first.refresh_from_db()
    assert first.state == "replaced"


def test_a_value_sent_back_is_declared_again(place):
    row = declared(place)
    row = services.send_back(
        declaration_id=row.pk, version=row.version, reason="Thiếu phiếu", by=place.planner, at=on(20)
    )
    assert WorkItem.objects.open().about(row.pk).get().unit == place.division
    with pytest.raises(NotAllowed):
        services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(20))
    with pytest.raises(Stale):
        services.approve(declaration_id=row.pk, version=0, by=place.planner, at=on(20))


def test_a_computed_indicator_cannot_be_declared(place):
    with pytest.raises(services.CannotDeclare):
        services.ask_value(
            agency=place.agency, indicator="filed-online", period=YEAR, asked_unit=place.division,
            due_on=date(2026, 12, 20), by=place.planner, at=on(18),
        )  # fmt: skip


def test_the_file_carries_the_definition_and_hides_what_the_page_hides(place):
    seen = accepted(place, on(2))
    Dossier.objects.filter(pk=seen.pk).update(applicant_name="=HYPERLINK(1)")
    filed(place, on(3))
    figure = services.figure("filed-online", agency_id=place.agency.pk, as_of=on(18))
    for viewer, name in ((place.officer, "'=HYPERLINK(1)"), (place.director, "(không có quyền xem)")):
        text = services.as_csv(figure, "numerator", viewer=viewer, at=on(18)).decode("utf-8-sig")
        assert "T05 Hồ sơ nộp trực tuyến" in text
        assert "theo ngày tiếp nhận" in text
        assert "NĐ 224/2026/NĐ-CP" in text
        assert "hồ sơ tiếp nhận: 1" in text
        assert name in text
        assert ("HYPERLINK" in text) == (viewer == place.officer)
    book = load_workbook(io.BytesIO(services.as_xlsx(figure, "excluded", viewer=place.officer, at=on(18))))
    cells = [cell.value for row in book.active for cell in row]
    assert "Đã nộp, chưa tiếp nhận" in cells
