"""What proves a task, who may add it, who may open it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from cchc.foundation.files.services import FileRefused
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import User
from cchc.kernel.lifecycle import NotAllowed
from cchc.onestop.dossiers.tests.factories import office as counter_office
from cchc.onestop.dossiers.tests.factories import person, with_specialist
from cchc.onestop.procedures.tests.factories import VersionFactory
from cchc.steering.plans import permissions, services
from cchc.steering.plans.choices import State
from cchc.steering.plans.models import Evidence
from cchc.steering.plans.tests.factories import MORNING, EvidenceFactory, PlanFactory, TaskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


@pytest.fixture
def task(place):
    return TaskFactory(plan=PlanFactory(place=place), lead=place.division, product="Báo cáo rà soát")


def a_text(name="bao-cao.txt"):
    return ContentFile("Báo cáo kết quả".encode(), name=name)


def opens(evidence, user):
    return permissions.can_open(user, evidence, MORNING)


def test_a_file_proves_a_product_and_everybody_of_the_agency_opens_it(place, task):
    product = task.products.get()
    evidence = services.add_file(
        task_id=task.pk, upload=a_text(), label="Báo cáo", product_id=product.pk, by=place.specialist, at=MORNING
    )
    assert (evidence.label, evidence.product, evidence.file.name) == ("Báo cáo", product, "bao-cao.txt")
    assert opens(evidence, place.other_head)
    assert not opens(evidence, place.stranger)


def test_a_file_without_a_label_is_called_by_its_name(place, task):
    evidence = services.add_file(task_id=task.pk, upload=a_text(), label=" ", by=place.specialist, at=MORNING)
    assert evidence.label == "bao-cao.txt"


def test_a_file_of_another_kind_is_refused_in_words(place, task):
    with pytest.raises(FileRefused, match=r"bao-cao\.docx"):
        services.add_file(
            task_id=task.pk, upload=a_text("bao-cao.docx"), label="", by=place.specialist, at=MORNING
        )


@pytest.mark.parametrize("who", ["other_head", "stranger", "chief"])
def test_who_does_not_report_on_a_task_does_not_prove_it(place, task, who):
    with pytest.raises(PermissionDenied):
        services.add_file(task_id=task.pk, upload=a_text(), label="", by=getattr(place, who), at=MORNING)


def test_a_dossier_proves_a_task_and_opens_only_to_who_may_see_it():
    counter = counter_office()
    dossier = with_specialist(counter)
    plan = PlanFactory(agency=counter.agency, steering_unit=counter.leaders)
    task = TaskFactory(plan=plan, lead=counter.division)
    evidence = services.link_dossier(task_id=task.pk, dossier=dossier, by=counter.specialist, at=MORNING)
    elsewhere = person(counter.leaders, Right.MANAGE_CALENDAR)
    assert opens(evidence, counter.specialist)
    assert not opens(evidence, elsewhere)
    row = Evidence.objects.with_access(elsewhere, MORNING).get()
    assert (row.opens, dossier.number in row.label) == (False, False)


def test_nobody_links_a_dossier_that_they_may_not_see():
    counter = counter_office()
    dossier = with_specialist(counter)
    plan = PlanFactory(agency=counter.agency, steering_unit=counter.leaders)
    task = TaskFactory(plan=plan, lead=counter.leaders)
    with pytest.raises(PermissionDenied, match="được xem"):
        services.link_dossier(
            task_id=task.pk, dossier=dossier, by=person(counter.leaders, Right.MANAGE_CALENDAR), at=MORNING
        )


def test_a_published_procedure_proves_a_task_and_a_draft_does_not(place, task):
    published = VersionFactory(procedure__agency=place.agency)
    evidence = services.link_procedure(task_id=task.pk, procedure=published, by=place.specialist, at=MORNING)
    assert evidence.label == f"{published.procedure.code} {published.name}"
    assert opens(evidence, place.other_head)
    draft = VersionFactory(procedure__agency=place.agency, state="draft")
    with pytest.raises(PermissionDenied, match="công bố"):
        services.link_procedure(task_id=task.pk, procedure=draft, by=place.specialist, at=MORNING)


def test_what_was_added_by_mistake_is_taken_back_and_stays_in_the_record(place, task):
    evidence = EvidenceFactory(period=task.periods.get())
    services.remove_evidence(evidence_id=evidence.pk, by=place.specialist, at=MORNING)
    assert not Evidence.objects.standing().exists()
    assert Evidence.objects.get().removed_by == place.specialist
    assert not opens(evidence, place.specialist)
    with pytest.raises(Evidence.DoesNotExist):
        services.remove_evidence(evidence_id=evidence.pk, by=place.specialist, at=MORNING)


@pytest.mark.parametrize("state", [State.DONE, State.DROPPED])
def test_what_is_over_takes_no_evidence_and_gives_none_back(place, state):
    task = TaskFactory(plan=PlanFactory(place=place), lead=place.division, period_state=state)
    evidence = EvidenceFactory(period=task.periods.get())
    with pytest.raises(NotAllowed):
        services.add_file(task_id=task.pk, upload=a_text(), label="", by=place.specialist, at=MORNING)
    with pytest.raises(NotAllowed):
        services.remove_evidence(evidence_id=evidence.pk, by=place.specialist, at=MORNING)


def test_a_stranger_to_the_house_sees_no_file(place, task):
    from django.contrib.auth.models import AnonymousUser

    evidence = EvidenceFactory(period=task.periods.get())
    assert not Evidence.objects.with_access(AnonymousUser(), MORNING).get().opens
    assert not opens(evidence, User(kind="applicant"))
