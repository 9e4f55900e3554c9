"""A province of a hundred offices, each with a counter, an officer, a specialist and the same procedure.

Numbers are counted by office and day, so filing is spread over a hundred counter rows: about what one province
has, and the four digits of a day's numbers last. The procedure is one of the demonstration's, with its four
papers, seven steps and form.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import cchc

OFFICES = 100
UNITS = 10  # of the first office, whose plan is looked at
PLAN = "cai-cach-hanh-chinh"
PEOPLE = 1000
PROCEDURE = Path(cchc.__file__).parent / "demo/procedures/khai-bao-x-quang-1.json"
BEGAN = date(2021, 1, 1)


@dataclass(frozen=True)
class Office:
    """One office: ids of its rows."""

    agency: Any
    counter: Any
    unit: Any
    officer: Any
    specialist: Any
    rules_id: int
    procedure_id: int
    units: tuple[Any, ...] = ()  # that lead dossiers beside `unit`


@dataclass(frozen=True)
class Province:
    """What filing and pages are measured with."""

    offices: tuple[Office, ...]
    applicants: tuple[Any, ...]
    citizens: tuple[Any, ...]
    file_id: Any


def build(at: datetime) -> Province:
    """Open everything by the services, as an installation would over the years."""
    from django.db import transaction

    from cchc.foundation.worktime.services import seed_holidays

    rng = Random(7)
    with transaction.atomic():
        seed_holidays(by=None, at=at)
        offices = tuple(_office(number, at) for number in range(OFFICES))
        offices = (_with_plan(offices[0], at), *offices[1:])
        applicants = tuple(_applicants(rng, offices[0].officer, at))
        citizens = tuple(_citizens(rng, at))
        file_id = _file(offices[0].agency, at)
    return Province(offices, applicants, citizens, file_id)


def _office(number: int, at: datetime) -> Office:
    from cchc.foundation.identity import services as identity
    from cchc.foundation.identity.choices import AgencyKind, Right
    from cchc.onestop.procedures.models import Version
    from cchc.onestop.procedures.services import import_procedures, publish

    told: dict[str, Any] = {"by": None, "at": at}
    agency = identity.open_agency(
        kind=AgencyKind.COMMUNE, code=f"000.{number:02}.60.H21", name=f"Ủy ban nhân dân xã {number:02}",
        short_name=f"UBND xã {number:02}", starts_on=BEGAN, **told,
    )  # fmt: skip
    counter = identity.open_unit(
        agency=agency, code="MC", name="Bộ phận Tiếp nhận và Trả kết quả", short_name="Một cửa", starts_on=BEGAN,
        is_counter=True, **told,
    )  # fmt: skip
    unit = identity.open_unit(
        agency=agency, code="CM", name="Phòng chuyên môn", short_name="Phòng CM", starts_on=BEGAN, **told
    )
    people = []
    for place, name, title, rights in (
        (counter, "Công chức", "Công chức Một cửa", (Right.RECEIVE, Right.HAND_OVER)),
        (unit, "Chuyên viên", "Chuyên viên", (Right.PROCESS, Right.ASSIGN, Right.APPROVE)),
    ):
        position = identity.define_position(agency=agency, title=title, rights=rights, **told)
        person = identity.create_staff(
            username=f"{place.code.lower()}.{number}", full_name=f"{name} {number:02}", agency=agency, **told
        )
        identity.hold(user=person, unit=place, position=position, starts_on=BEGAN, **told)
        people.append(person)
    content = json.loads(PROCEDURE.read_text())
    for step in content[0]["steps"]:
        if "unit_code" in step:
            step["unit_code"] = "CM"
    report = import_procedures(file="procedure.json", content=json.dumps(content).encode(), agency=agency, **told)
    if report.errors:
        raise ValueError(report.errors)
    version = Version.objects.get(procedure__agency=agency)
    publish(version_id=version.pk, revision=version.revision, effective_on=BEGAN, **told)
    return Office(agency, counter, unit, people[0], people[1], version.pk, version.procedure_id)


def _with_plan(office: Office, at: datetime) -> Office:
    """The office with more units, and a plan of five years that measures every indicator that is defined."""
    from cchc.foundation.identity import services as identity
    from cchc.steering.indicators.rules import definitions
    from cchc.steering.plans.models import Milestone, Plan, Statement, Target

    units = [
        identity.open_unit(
            agency=office.agency, code=f"P{n:02}", name=f"Phòng {n:02}", short_name=f"P{n:02}", starts_on=BEGAN,
            by=None, at=at,
        )
        for n in range(1, UNITS)
    ]  # fmt: skip
    plan = Plan.objects.create(
        agency=office.agency, slug=PLAN, kind="multi_year", title="Kế hoạch cải cách hành chính",
        starts_on=date(at.year - 4, 1, 1), ends_on=date(at.year, 12, 31), steering_unit=office.unit,
        accepted_at=at, changed_at=at,
    )  # fmt: skip
    for position, one in enumerate(definitions().values()):
        target = Target.objects.create(
            plan=plan, code=one.code, name=one.name.vi, definition=one.key, position=position, changed_at=at
        )
        statement = Statement.objects.create(
            plan=plan, target=target, position=position, text=one.name.vi, comparison=">=", value=80, unit="%",
            year=at.year, where="sentence",
        )  # fmt: skip
        Milestone.objects.create(statement=statement, due_on=plan.ends_on, value=80)
    return replace(office, units=tuple(units))


def _applicants(rng: Random, officer: Any, at: datetime) -> list[Any]:
    from cchc.demo import names
    from cchc.foundation.identity.choices import ApplicantKind
    from cchc.foundation.identity.models import Applicant
    from cchc.kernel.text import fold

    numbers = {names.personal_number(rng)[0] for _ in range(PEOPLE)}
    rows = []
    for number in sorted(numbers):
        name = names.person(rng)
        phone = names.phone(rng)
        rows.append(
            Applicant(
                kind=ApplicantKind.CITIZEN, name=name, number=number, address=names.address(rng), phone=phone,
                search=f"{fold(name)} {number} {phone}", folded=fold(name), seen_by=officer, seen_at=at,
            )
        )  # fmt: skip
    return Applicant.objects.bulk_create(rows)


def _citizens(rng: Random, at: datetime) -> list[Any]:
    from cchc.demo import names
    from cchc.foundation.identity.choices import Kind
    from cchc.foundation.identity.models import User

    rows = [
        User(
            kind=Kind.APPLICANT, username=f"dan{n}@vidu.vn", email=f"dan{n}@vidu.vn", full_name=names.person(rng),
            phone=names.phone(rng), created_at=at, password=f"!{n}",
        )
        for n in range(OFFICES)
    ]  # fmt: skip
    return User.objects.bulk_create(rows)


def _file(agency: Any, at: datetime) -> Any:
    from cchc.foundation.files.choices import State
    from cchc.foundation.files.models import StoredFile

    row = StoredFile.objects.create(
        agency=agency, name="giay-to.pdf", kind="application/pdf", size=40_000, sha256="0" * 64, pages=2,
        state=State.UNSCANNED, uploaded_at=at,
    )  # fmt: skip
    return row.pk
