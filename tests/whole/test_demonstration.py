"""The demonstration, loaded small: each step stands in the record, no work is left over, each date is right."""

import itertools
import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test import Client, override_settings
from django.utils.timezone import localtime

from cchc.demo import services as demo
from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.models import Agency, Applicant, User
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.models import WorkItem
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import ZONE, Limit, due_at, step_due_at
from cchc.kernel import generations
from cchc.onestop.dossiers.choices import CLOSED, OPEN, Basis, Outcome, State
from cchc.onestop.dossiers.models import Dossier, StepRun
from cchc.onestop.procedures.querysets import snapshot
from cchc.steering.plans.choices import CLOSED as CLOSED_TASKS
from cchc.steering.plans.choices import LinkKind, PlanKind, Role, TaskKind
from cchc.steering.plans.models import Evidence, Period, Plan, Task

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration")]

AT = datetime(2026, 11, 18, 3, 30, tzinfo=UTC)  # 10:30 on a Wednesday in the office
WANTED = 40
ENDS = {
    State.REFUSED: {"DossierRefused"},
    State.STOPPED: {"DossierStopped", "DossierWithdrawn"},
    State.DONE: {"DossierFinished"},
    State.RETURNED: {"ResultHandedOver"},
    State.VOID: {"DossierVoided"},
}
NEVER = {
    State.OBLIGATION,
    State.VOID,
    State.WITHDRAWAL,
}  # nobody pays yet; what is asked back is given
# So few dossiers may happen to have none that is in a passing state today, or that was refused.
MAY_BE_MISSING = NEVER | {State.REGISTERED, State.PROCESSING, State.SUPPLEMENT, State.REFUSED}


@pytest.fixture(scope="module", params=[WANTED, pytest.param(demo.DOSSIERS, marks=pytest.mark.soak)])
def loaded(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration in a transaction of its own, gone with the module; where its logins are written."""
    var = tmp_path_factory.mktemp("demonstration")
    with django_db_blocker.unblock(), override_settings(VAR=var), transaction.atomic():
        generations.forget_all()
        demo.load(at=AT, dossiers_wanted=request.param)
        yield var
        transaction.set_rollback(True)
    generations.forget_all()


@pytest.fixture(autouse=True)
def logins(loaded):
    """Who may sign in, on the day of the demonstration."""
    rows = json.loads((loaded / "demo-logins.json").read_text())
    with time_machine.travel(AT, tick=False):
        yield {row["role"]: row for row in rows}


def dossiers():
    return Dossier.objects.order_by("filed_at")


def record_of(dossier):
    return list(Entry.objects.about("dossier", dossier.pk).exclude(kind="Looked"))


def expected_kinds(dossier):
    """What the rows say has happened: each thing once, and nothing else."""
    found = Counter()
    found["DossierFiled"] = int(dossier.channel == "online")
    found["DossierAccepted"] = int(dossier.accepted_at is not None)
    forwards = [entry for entry in record_of(dossier) if entry.kind == "StepForwarded"]
    to_oneself = [entry for entry in forwards if entry.content["assignee_id"] == entry.by_id]
    found["StepTaken"] -= len(to_oneself)  # a step handed on to oneself needs no taking
    for run in dossier.steps.all():
        found["StepTaken"] += run.taken_at is not None
        found["StepForwarded"] += run.outcome == Outcome.FORWARDED
        found["StepSentBack"] += run.outcome == Outcome.SENT_BACK
        found["StepRecalled"] += run.outcome == Outcome.RECALLED
        found["DossierFinished"] += run.outcome == Outcome.FINISHED
    for supplement in dossier.supplements.all():
        found["SupplementAsked"] += 1
        found["SupplementSupplied"] += supplement.supplied_at is not None
    found["PaperJudged"] = Entry.objects.about("dossier", dossier.pk).filter(kind="PaperJudged").count()
    found["FeeTaken"] = dossier.fees.count()
    found["ResultHandedOver"] = int(dossier.returned_at is not None)
    found["DossierRefused"] = int(dossier.state == State.REFUSED)
    if dossier.state == State.STOPPED:
        asked = Entry.objects.about("dossier", dossier.pk).filter(kind="WithdrawalAsked").count()
        found["WithdrawalAsked"] = asked
        found["DossierWithdrawn" if asked else "DossierStopped"] += 1
    return +found


def test_as_many_as_wanted_in_every_state():
    count = dossiers().count()
    assert count in (WANTED, demo.DOSSIERS)
    missing = set(State) - set(dossiers().values_list("state", flat=True))
    assert missing <= (MAY_BE_MISSING if count == WANTED else NEVER)
    assert set(dossiers().values_list("channel", flat=True)) >= {"counter", "online"}


def test_each_step_of_each_dossier_stands_in_the_record():
    for dossier in dossiers():
        entries = record_of(dossier)
        assert Counter(entry.kind for entry in entries) == expected_kinds(dossier), dossier
        times = {(entry.kind, entry.content.get("step")): entry.at for entry in entries}
        for run in dossier.steps.exclude(ended_at=None):
            kind = {Outcome.FORWARDED: "StepForwarded", Outcome.FINISHED: "DossierFinished"}.get(run.outcome)
            if kind is not None:
                assert max(times[kind, run.key], run.handed_over_at) == run.ended_at, dossier
        if dossier.state in ENDS:
            assert ENDS[dossier.state] & {entry.kind for entry in entries}, dossier


def test_the_record_is_in_the_order_of_time_and_names_who_acted():
    for dossier in dossiers():
        entries = record_of(dossier)
        first = entries[0]
        assert first.kind in ("DossierFiled", "DossierAccepted"), dossier
        assert all(entry.by_id is not None or entry.kind == "WithdrawalAsked" for entry in entries), dossier
        assert all(before.at <= after.at <= AT for before, after in itertools.pairwise(entries)), dossier


def test_nothing_is_left_to_do_for_what_is_over_and_one_thing_for_what_is_not():
    for dossier in dossiers():
        work = list(WorkItem.objects.open().about(dossier.pk))
        steps = list(dossier.steps.filter(ended_at=None))
        if dossier.state in (State.REFUSED, State.STOPPED, State.RETURNED, State.VOID):
            assert (work, steps) == ([], []), dossier
        elif dossier.state == State.DONE:
            assert [item.lane for item in work] == [Lane.HAND_OVER] and steps == [], dossier
        elif dossier.accepted_at is None:
            assert [item.lane for item in work] in ([Lane.INTAKE], [Lane.WAITING]) and steps == [], dossier
        else:
            assert dossier.state in OPEN, dossier
            (item,), (run,) = work, steps
            assert (item.unit_id, item.assignee_id) == (run.unit_id, run.assignee_id), dossier
            assert (dossier.unit_id, dossier.step) == (run.unit_id, run.key), dossier
            assert (item.lane == Lane.WAITING) == (dossier.state == State.SUPPLEMENT), dossier
            if item.lane == Lane.STEP:
                assert item.due_at == run.due_at, dossier
        assert (
            not WorkItem.objects.about(dossier.pk).exclude(label__in=[dossier.number, dossier.reference]).exists()
        )


def test_numbers_run_without_gap_per_day_and_unit_code():
    ends: dict[str, list[int]] = {}
    for number in dossiers().exclude(number="").values_list("number", flat=True):
        before, _, last = number.rpartition("-")
        ends.setdefault(before, []).append(int(last))
    assert ends
    for before, given in ends.items():
        assert sorted(given) == list(range(1, len(given) + 1)), before
    for dossier in dossiers().exclude(number=""):
        code, day, _ = dossier.number.rsplit("-", 2)
        assert (code, day) == (dossier.agency.code, f"{localtime(dossier.accepted_at, ZONE):%y%m%d}")


def test_due_dates_are_those_of_the_law_reckoned_anew():
    for dossier in dossiers().filter(accepted_at__isnull=False):
        limit = snapshot(dossier.rules_id).limit_for(dossier.channel, dossier.limit_case)
        if limit is None or limit.amount is None or not limit.unit:
            assert dossier.due_at is None, dossier
            continue
        supplied = dossier.supplements.filter(before_acceptance=False).exclude(supplied_at=None)
        last = supplied.order_by("-supplied_at").first()
        resets = snapshot(dossier.rules_id).supplement_clock == "reset"
        began = last.supplied_at if last and resets else dossier.accepted_at
        pauses = [] if resets else list(dossier.pauses.exclude(ends_at=None).values_list("starts_at", "ends_at"))
        calendar = calendar_of(dossier.agency_id)
        assert dossier.clock_from == began, dossier
        if dossier.state == State.STOPPED:  # what ended in a pause keeps the date that it had
            continue
        assert dossier.due_at == due_at(began, Limit(limit.amount, limit.unit), calendar, tuple(pauses)), dossier


def test_a_step_is_due_after_its_time_from_its_hand_over():
    paused = StepRun.objects.filter(dossier__pauses__isnull=False)
    runs = StepRun.objects.exclude(pk__in=paused.values("pk")).select_related("dossier")
    assert runs
    for run in runs:
        due = step_due_at(run.handed_over_at, run.days, calendar_of(run.dossier.agency_id)) if run.days else None
        assert run.due_at == due, run.dossier


def test_each_dossier_stands_under_the_law_of_its_day():
    for dossier in dossiers():
        rules = snapshot(dossier.rules_id)
        day = localtime(dossier.accepted_at or dossier.filed_at, ZONE).date()
        filed_on = localtime(dossier.filed_at, ZONE).date()
        assert rules.effective_from <= filed_on, dossier
        assert rules.effective_to is None or filed_on <= rules.effective_to, dossier
        assert all(basis.effective_on is None or basis.effective_on <= day for basis in rules.legal_bases), dossier


def test_times_of_each_dossier_follow_each_other_and_none_is_to_come():
    for dossier in dossiers():
        times = [dossier.filed_at, dossier.accepted_at, dossier.closed_at, dossier.returned_at]
        told = [at for at in times if at is not None]
        assert told == sorted(told) and told[-1] <= AT, dossier
        assert (dossier.closed_at is not None) == (dossier.state in CLOSED), dossier
        assert (dossier.paused_since is not None) == (dossier.state in (State.SUPPLEMENT, State.WITHDRAWAL)), (
            dossier
        )


def test_results_have_a_file_and_what_was_handed_over_names_who_and_how():
    for dossier in dossiers().filter(state__in=[State.DONE, State.RETURNED]):
        assert dossier.result.file is not None and dossier.result.signer, dossier
    for dossier in dossiers().filter(state=State.RETURNED):
        handed = dossier.hand_over
        assert handed.collected_by and (handed.paper_seen or handed.postal_number), dossier


def test_what_was_filed_online_is_seen_by_its_account_and_by_nobody_elses():
    for dossier in dossiers().filter(channel="online"):
        (access,) = dossier.accesses.all()
        assert (access.user_id, access.basis) == (dossier.filed_by_id, Basis.FILED), dossier


def test_all_of_it_is_marked_as_a_demonstration():
    assert not dossiers().filter(is_demo=False).exists()
    for model in (Agency, Applicant, User):
        assert not model.objects.filter(is_demo=False).exists(), model


@pytest.mark.parametrize(
    "role", ["citizen", "organisation", "counter", "specialist", "head", "director", "office", "administrator"]
)
def test_every_login_leads_to_a_page_of_their_own(logins, role):
    person = logins[role]
    client = Client()
    answer = client.post("/dang-nhap", {"login": person["username"], "password": person["password"]}, follow=True)
    assert answer.status_code == 200, answer.redirect_chain
    assert answer.redirect_chain, answer.text
    assert not answer.redirect_chain[-1][0].startswith("/dang-nhap")
    assert "minh họa" in answer.text.lower()


def test_logins_are_for_nobody_elses_eyes(loaded):
    assert Path(loaded / "demo-logins.json").stat().st_mode & 0o077 == 0


# The plan


def the_plan():
    return Plan.objects.get(kind=PlanKind.MULTI_YEAR)


def test_the_plan_came_in_by_its_document_and_everybody_may_read_it():
    plan = the_plan()
    assert (plan.number, plan.tasks.filter(kind=TaskKind.APPENDIX).count()) == ("106/KH-SKHCN", 30)
    assert (plan.targets.count(), plan.statements.count(), plan.contradictions.count()) == (21, 30, 3)
    assert plan.published_at is not None
    assert plan.imports.get().rows.open().count() == 0
    assert [link.kind for link in plan.links.all()] == [LinkKind.ANSWERS]
    assert Plan.objects.get(kind=PlanKind.YEARLY).links.get().other == plan


def test_the_tasks_of_the_inspectorate_went_on_to_its_heir_for_all_to_see():
    for task in the_plan().tasks.filter(group__number="I"):
        (lead,) = task.parties.filter(role=Role.LEAD)
        assert (lead.printed, lead.unit.code) == ("Thanh tra Sở", "VP")
        (handed,) = task.handed_on.all()
        assert (handed.from_unit.code, handed.to_unit.code, handed.on) == ("TTR", "VP", date(2025, 3, 2))


def test_some_tasks_are_done_some_late_some_wait_for_approval_and_some_are_due_soon():
    found = Task.objects.live().counts(AT.date())
    assert all(found[name] > 0 for name in ("done", "doing", "not_started", "proposed", "soon", "overdue"))
    assert found["overdue"] < found["all"] / 5


def test_nobody_of_the_demonstration_approved_their_own_proposal_and_each_proposal_is_proved():
    periods = Period.objects.exclude(proposed_by=None)
    assert periods.count() > 40
    for period in periods:
        assert period.closed_by != period.proposed_by
        assert period.evidence.standing().exists()


def test_what_people_do_to_tasks_lies_in_their_inbox_until_it_is_done(logins):
    for period in Period.objects.select_related("task__plan"):
        items = WorkItem.objects.open().about(period.pk)
        assert items.exists() == (period.state not in CLOSED_TASKS)
    user = User.objects.get(username=logins["specialist"]["username"])
    assert WorkItem.objects.mine(user, AT.date()).filter(subject_type="task").exists()


def test_no_act_on_a_task_stands_in_the_future():
    assert not Entry.objects.filter(subject_type="task", at__gt=AT).exists()


def test_evidence_names_rows_of_the_program():
    found = Evidence.objects.standing()
    assert found.filter(procedure__isnull=False).exists()
    assert found.filter(dossier__isnull=False).exists()
