"""What the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cchc.foundation.identity.models import Agency
from cchc.onestop.procedures import querysets
from cchc.onestop.procedures.tests.factories import LAW, ProcedureFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return Agency.objects.create(
        kind="department", code="000.00.12.H21", name="Sở Khoa học và Công nghệ", short_name="Sở KH&CN",
        starts_on=date(2000, 1, 1),
    )  # fmt: skip


def test_two_versions_of_a_procedure_are_never_in_force_on_one_day(agency):
    procedure = ProcedureFactory(agency=agency)
    VersionFactory(procedure=procedure, effective_to=date(2024, 12, 31))
    with pytest.raises(IntegrityError, match="version_no_overlap"), transaction.atomic():
        VersionFactory(procedure=procedure, number=2, effective_from=date(2024, 12, 31))
    VersionFactory(procedure=procedure, number=2, effective_from=date(2025, 1, 1))
    VersionFactory(procedure=ProcedureFactory(agency=agency))


def test_a_procedure_has_one_draft_at_most(agency):
    procedure = ProcedureFactory(agency=agency)
    VersionFactory(procedure=procedure, draft=True)
    with pytest.raises(IntegrityError, match="version_one_draft"):
        VersionFactory(procedure=procedure, draft=True, number=2)


def test_the_catalogue_of_a_day_has_the_version_of_that_day(agency):
    procedure = ProcedureFactory(agency=agency)
    old = VersionFactory(procedure=procedure, effective_to=date(2024, 12, 31))
    new = VersionFactory(procedure=procedure, number=2, effective_from=date(2025, 1, 1))
    VersionFactory(procedure=procedure, number=3, draft=True)
    assert [found.id for found in querysets.in_force(agency.pk, date(2024, 12, 31))] == [old.pk]
    assert [found.id for found in querysets.in_force((agency.pk,), date(2025, 1, 1))] == [new.pk]
    assert querysets.in_force(agency.pk, date(2020, 12, 31)) == ()
    found = querysets.snapshot(old.pk)
    assert (found.first_step.key, [step.key for step in found.next_steps("tiep-nhan")]) == (
        "tiep-nhan",
        ["tham-dinh"],
    )
    assert found.limit_for("online").amount == 5
    assert found.fee_due("online", {}) is None
    assert found.effective_from == LAW
