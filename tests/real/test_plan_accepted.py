"""The real plan, where it lies beside the repository, taken all the way from the file to its tasks."""

from collections import Counter

import pytest

from cchc.foundation.identity.tests.factories import UnitFactory
from cchc.steering.plans import services
from cchc.steering.plans.choices import PlanKind, Role, RowKind
from cchc.steering.plans.tests.factories import MORNING, office
from tests.real.test_plan import FILE

pytestmark = [
    pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not there"),
    pytest.mark.django_db,
]

# By hand, from the table of the plan's targets: how many of the thirty statements speak of each.
STATEMENTS = {
    "T01": 1, "T02": 2, "T03": 2, "T04": 1, "T05": 2, "T06": 2, "T07": 1, "T08": 2, "T09": 1, "T10": 1, "T11": 1,
    "T12": 1, "T13": 1, "T14": 1, "T15": 1, "T16": 4, "T17": 2, "T18": 1, "T19": 1, "T20": 1, "T21": 1,
}  # fmt: skip
CONTRADICTIONS = {("T04", "T21"), ("T16", "T16"), ("T18", "T19")}


@pytest.fixture
def place(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    found = office()
    UnitFactory(agency=found.agency, code="TTR", name="Thanh tra Sở", short_name="Thanh tra")
    name = "Phòng Quản lý Công nghệ và Thị trường công nghệ"
    UnitFactory(agency=found.agency, code="QLCNTT", name=name, short_name="QLCNTT")
    return found


@pytest.fixture
def whole(place):
    return services.begin_import(
        agency=place.agency, name="ke-hoach.txt", data=FILE.read_bytes(), by=place.chief, at=MORNING
    )


@pytest.fixture
def plan(place, whole):
    for row in whole.rows.left_over():
        services.place_row(
            row_id=row.pk, version=row.version, kind=RowKind.STRUCTURE, changes={}, by=place.chief, at=MORNING
        )
    whole.refresh_from_db()
    return services.accept_import(
        import_id=whole.pk, version=whole.version, kind=PlanKind.MULTI_YEAR, steering_unit=place.office,
        by=place.chief, at=MORNING, knowingly=True,
    )  # fmt: skip


def test_thirty_statements_are_proposed_to_the_twenty_one_targets_of_which_they_speak(plan):
    found = Counter(plan.statements.values_list("target__code", flat=True))
    assert found == STATEMENTS


def test_the_plan_contradicts_itself_in_three_places_and_says_so(plan):
    pairs = {tuple(sorted((row.first.target.code, row.second.target.code))) for row in plan.contradictions.all()}
    assert (pairs, plan.contradictions.count()) == (CONTRADICTIONS, 3)


def test_thirty_tasks_and_six_assignments_have_leads_of_the_department(plan, place):
    assert Counter(plan.tasks.values_list("kind", flat=True)) == {"appendix": 30, "assignment": 6}
    leads = Counter(
        party.unit.code if party.unit else party.circle
        for task in plan.tasks.all() for party in task.parties.filter(role=Role.LEAD)
    )  # fmt: skip
    assert leads == {"VP": 32, "TTR": 3, "all": 1}


def test_the_whole_plan_is_one_question_a_spelling_not_one_a_place(whole):
    found = {row.value["wrong"]: row.value["places"] for row in whole.rows.filter(kind=RowKind.SPELLING)}
    assert found["TTTC"] == 8
    assert not any(
        "TTTC" in doubt["words"] for row in whole.rows.exclude(kind=RowKind.SPELLING) for doubt in row.doubts
    )


def test_read_again_it_changes_nothing(plan, place):
    again = services.begin_import(
        agency=place.agency, name="ban-sao.txt", data=FILE.read_bytes(), by=place.chief, at=MORNING
    )
    assert again.updates == plan
    assert set(again.rows.values_list("change", flat=True)) == {"same"}
    assert not again.rows.open().exists()
