"""A folder of procedures taken in as an office would have done over the years: the demonstration's catalogue."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import make_aware

from cchc.foundation.identity.models import Agency, User
from cchc.onestop.procedures.choices import FiledOnline
from cchc.onestop.procedures.models import Procedure, Version
from cchc.onestop.procedures.services.catalogue import publish, set_filing_place, withdraw
from cchc.onestop.procedures.services.importing import import_procedures
from cchc.onestop.procedures.services.words import SituationContent, set_situations, set_synonyms

PLAN = "plan.json"
NOTICE = timedelta(days=14)  # published at least five days before effect: NĐ 63/2010/NĐ-CP, art. 15


@transaction.atomic
def load_demonstration(*, folder: Path, agency: Agency, by: User | None, at: datetime) -> int:
    """Import and publish each file of `folder` from its law's day; the agency's units must exist.

    `plan.json` says what is no content: where each is filed, what was withdrawn, situations, synonyms. Gives how
    many procedures there are. Raises ValueError where a file has an error.
    """
    files = [file for file in folder.glob("*.json") if file.name != PLAN]
    for file in sorted(files, key=_effective):
        _take(file, agency, by)
    plan = json.loads((folder / PLAN).read_text())
    for procedure in Procedure.objects.filter(agency=agency):
        _file(procedure, plan, by)
    for line in plan["withdrawn"]:
        _withdraw(line, agency, by)
    situations = [SituationContent(**(line | {"codes": tuple(line["codes"])})) for line in plan["situations"]]
    set_situations(agency=agency, situations=situations, by=by, at=at)
    set_synonyms(agency=agency, synonyms=[(said, meant) for said, meant in plan["synonyms"]], by=by, at=at)
    return Procedure.objects.filter(agency=agency).count()


def _effective(file: Path) -> tuple[str, str]:
    return json.loads(file.read_text())[0]["effective_from"], file.name


def _morning(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(8)))


def _take(file: Path, agency: Agency, by: User | None) -> None:
    effective_on = date.fromisoformat(_effective(file)[0])
    at = _morning(effective_on - NOTICE)
    report = import_procedures(file=file, agency=agency, by=by, at=at)
    if report.errors:
        raise ValueError(f"{file.name}: {report.errors}")
    for version in Version.objects.filter(pk__in=[outcome.version_id for outcome in report.outcomes]):
        publish(version_id=version.pk, revision=version.revision, effective_on=effective_on, by=by, at=at)


def _file(procedure: Procedure, plan: dict[str, Any], by: User | None) -> None:
    first = procedure.versions.earliest("number").effective_from
    if first is None:
        return
    here = procedure.code in plan["filed_here"]
    place, url = (FiledOnline.HERE, "") if here else (FiledOnline.NATIONAL, plan["national_portal"])
    at = _morning(first - NOTICE)
    set_filing_place(procedure_id=procedure.pk, place=place, url=url, starts_on=first, by=by, at=at)


def _withdraw(line: dict[str, str], agency: Agency, by: User | None) -> None:
    last = Version.objects.filter(procedure__agency=agency, procedure__code=line["code"]).latest("number")
    last_day = date.fromisoformat(line["last_day"])
    withdraw(
        version_id=last.pk, revision=last.revision, last_day=last_day, reason=line["reason"], by=by,
        at=_morning(last_day - NOTICE),
    )  # fmt: skip
