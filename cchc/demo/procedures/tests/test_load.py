"""The demonstration's catalogue is one that an office could work with."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cchc.foundation.identity.tests.factories import AgencyFactory, UnitFactory
from cchc.onestop.procedures import papers, querysets, rules, services
from cchc.onestop.procedures.tests.factories import NOON

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[1]
TODAY = date(2026, 11, 18)
FULL = {"DEMO-01", "DEMO-02", "2.002131", "1.000449", "2.002249"}


@pytest.fixture
def agency():
    agency = AgencyFactory()
    for code in ("MC", "QLCN", "QLKH", "CCTDC", "VP", "LD"):
        UnitFactory(agency=agency, code=code)
    assert services.load_demonstration(folder=FOLDER, agency=agency, by=None, at=NOON) == 27
    return agency


@pytest.fixture
def catalogue(agency):
    return querysets.in_force((agency.pk,), TODAY)


def test_twenty_five_procedures_are_in_force_and_five_are_filed_here(catalogue):
    assert len(catalogue) >= 25
    assert {found.code for found in catalogue if found.filed_online == "here"} == FULL
    assert {found.filed_online for found in catalogue} == {"here", "national"}


def test_the_five_are_whole(catalogue):
    whole = [found for found in catalogue if found.code in FULL]
    for found in whole:
        assert found.form and found.fees and len(found.papers) > 1 and 5 <= len(found.steps) <= 8
        assert 1 <= len(found.eligibility) <= 4 and found.name_en and found.keywords
        assert all(step.unit_id for step in found.steps if step.unit_code)
    assert sum(found.anonymous_allowed for found in whole) == 1


def test_every_process_adds_up_to_its_limit_in_working_days(catalogue):
    for found in catalogue:
        limit = found.limit_for("counter")
        if limit and limit.unit == "working_day":
            assert rules.days_of(found.steps) == limit.amount, found.code


def test_nothing_is_older_than_its_law(agency):
    for found in querysets.versions_in(agency.pk):
        for basis in found.legal_bases:
            assert basis.effective_on is None or basis.effective_on <= found.effective_from, found.code


def test_a_technology_transfer_costs_a_thousandth_within_its_bounds(catalogue):
    found = next(found for found in catalogue if found.code == "2.002249")
    for value, due in ((10**9, 3_000_000), (4_200_500_000, 4_200_500), (9 * 10**9, 5_000_000)):
        assert found.fee_due("online", {"gia_tri_sua_doi": value}) == Decimal(due)
    assert found.fee_due("online", {}) is None


def test_an_old_version_is_found_by_its_day(agency):
    code = "2.002131"
    assert not querysets.by_code((agency.pk,), code, date(2022, 6, 1)).anonymous_allowed
    assert querysets.by_code((agency.pk,), code, TODAY).anonymous_allowed
    assert querysets.by_code((agency.pk,), "DEMO-07", TODAY) is None


def test_words_that_nobody_uses_here_find_nothing_but_the_nearest_is_offered(agency):
    assert querysets.search((agency.pk,), TODAY, "đăng ký kết hôn") == ()
    assert querysets.nearest((agency.pk,), TODAY, "chuyển nhượng công nghệ")


def test_a_search_is_narrowed_by_field_and_by_who_applies(agency):
    key = "tieu-chuan-do-luong-chat-luong"
    found = querysets.search((agency.pk,), TODAY, "", field=key)
    assert found and {one.procedure.field.key for one in found} == {key}
    citizens = querysets.search((agency.pk,), TODAY, "", applicant="citizen")
    assert 0 < len(citizens) < len(querysets.search((agency.pk,), TODAY, ""))
    assert (key, 5) in {(row[0], row[3]) for row in querysets.fields_in_force((agency.pk,), TODAY)}


def test_the_home_page_has_its_situations(agency):
    found = querysets.situations((agency.pk,))
    assert 6 <= len(found) <= 9
    assert found[0].title == "Mở phòng khám có máy X-quang"
    assert all(situation.procedures.all() for situation in found)


def test_taken_away_and_brought_back_nothing_of_it_changes(agency):
    for kind in papers.KINDS:
        name, content = papers.export(querysets.for_export(agency.pk), kind)
        report = services.import_procedures(
            file=name, content=content, agency=agency, dry_run=True, by=None, at=NOON
        )
        assert (report.errors, report.counts["unchanged"]) == ((), 27), kind
