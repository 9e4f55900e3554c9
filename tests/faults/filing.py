"""Run inside an installation by `cchc manage shell`: an office to file with, and what its rows add up to."""

import json
import sys
from typing import Any

from django.db import connection
from django.test import Client

from cchc.doors.portal.tests.situations import filled_in, online_office
from cchc.foundation.audit.models import Entry
from cchc.foundation.work.models import WorkItem
from cchc.onestop.dossiers.models import DayNumber, Dossier, Draft, Paper
from cchc.onestop.dossiers.tests.factories import applicant_account

COUNTED = {"counter": "DossierAccepted", "online": "DossierFiled"}


def _session(client: Client) -> str:
    return client.cookies["sessionid"].value


def seed(drafts: int) -> None:
    """Make the office, an officer, a citizen with drafts that only wait to be sent; print how to come in."""
    place = online_office(form=None)
    officer, citizen = Client(), Client()
    officer.force_login(place.officer)
    citizen.force_login(applicant_account(full_name="Nguyễn Thị Ngọc Huyền"))
    told = {
        "officer": _session(officer), "citizen": _session(citizen), "counter": place.counter.pk,
        "rules": place.version.pk, "papers": [paper.key for paper in place.version.papers.all()],
        "drafts": [filled_in(citizen, place) for _ in range(drafts)],
    }  # fmt: skip
    sys.stdout.write(json.dumps(told))


def _jobs() -> dict[str, int]:
    """How many jobs tell of each dossier, done or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'dossier_id', count(*) FROM procrastinate_jobs WHERE args ? 'dossier_id' GROUP BY 1"
        )
        return dict(cursor.fetchall())


def account() -> None:
    """Print every dossier's key, and what is not as it must be."""
    wrong: list[Any] = []
    jobs, ends = _jobs(), []
    dossiers = list(Dossier.objects.order_by("filed_at"))
    for dossier in dossiers:
        at_counter = dossier.channel == "counter"
        found = {
            "papers": dossier.papers.count(),
            "open steps": dossier.steps.filter(ended_at=None).count(),
            "open work": WorkItem.objects.open().about(dossier.pk).count(),
            "entries": Entry.objects.about("dossier", dossier.pk).filter(kind=COUNTED[dossier.channel]).count(),
            "jobs": jobs.get(str(dossier.pk), 0),
            "accesses": dossier.accesses.count(),
            "drafts": Draft.objects.filter(dossier=dossier).count(),
        }
        expected = {
            "papers": 2, "open steps": int(at_counter), "open work": 1, "entries": 1, "jobs": 1,
            "accesses": int(not at_counter), "drafts": int(not at_counter),
        }  # fmt: skip
        if found != expected:
            wrong.append((str(dossier), found, expected))
        if at_counter:
            ends.append(int(dossier.number.rpartition("-")[2]))
    if sorted(ends) != list(range(1, len(ends) + 1)):
        wrong.append(("numbers", sorted(ends)))
    if [row.last for row in DayNumber.objects.all()] != [len(ends)]:
        wrong.append(("the day's counter", list(DayNumber.objects.values_list("last", flat=True))))
    known = {str(dossier.pk) for dossier in dossiers}
    strays: dict[str, set[Any]] = {
        "work": set(WorkItem.objects.values_list("subject_id", flat=True)) - {d.pk for d in dossiers},
        "entries": set(Entry.objects.filter(subject_type="dossier").values_list("subject_id", flat=True)) - known,
        "jobs": set(jobs) - known,
        "papers": set(Paper.objects.values_list("dossier_id", flat=True)) - {d.pk for d in dossiers},
    }
    wrong += [(name, sorted(map(str, left))) for name, left in strays.items() if left]
    sys.stdout.write(json.dumps({"dossiers": sorted(known), "filed": _filed(), "wrong": wrong}))


def _filed() -> list[str]:
    """The drafts that became dossiers."""
    return [str(pk) for pk in Draft.objects.filter(dossier__isnull=False).values_list("pk", flat=True)]
