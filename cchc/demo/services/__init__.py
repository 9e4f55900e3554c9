"""The demonstration department, built by calling services as an office would. All of it is invented and marked."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

from cchc.demo import names
from cchc.demo.services import declared, dossiers, history, logins, organisation, plan
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.choices import ApplicantKind
from cchc.foundation.identity.models import Applicant, User
from cchc.foundation.worktime.services import seed_holidays
from cchc.onestop.procedures.services import load_demonstration as load_procedures

APPLICANTS, ACCOUNTS, DOSSIERS = 500, 40, 400
PROCEDURES = Path(__file__).parents[1] / "procedures"


@transaction.atomic
def load(*, at: datetime, dossiers_wanted: int = DOSSIERS) -> None:
    """Build the whole department once, all of it or nothing."""
    rng = Random(2021)  # noqa: S311 - invented people, not secrets
    began = at - timedelta(days=1)
    seed_holidays(by=None, at=began)
    office = organisation.build(rng=rng, at=began)
    load_procedures(folder=PROCEDURES, agency=office.department, by=None, at=began)
    history.bring_in(organisation=office, at=began)
    accounts = logins.open_accounts(organisation=office, at=began)
    people, others = _applicants(rng, began), _accounts(rng, began)
    cast = dossiers.cast_of(office, accounts, others, people, rng, at)
    dossiers.run(cast, dossiers_wanted)
    plan.carry_out(cast)
    declared.carry_out(cast)


def _accounts(rng: Random, at: datetime) -> list[User]:
    """Accounts of citizens and firms, without a password."""
    return [
        identity.register_applicant_account(
            email=f"nguoi-nop-{n:02}@example.com",
            full_name=names.person(rng) if n % 2 else names.firm(rng),
            phone=names.phone(rng),
            password=None,
            at=at,
            is_demo=True,
        )
        for n in range(1, ACCOUNTS + 1)
    ]


def _applicants(rng: Random, at: datetime) -> list[Applicant]:
    found = []
    for n in range(APPLICANTS):
        citizen = n % 5 < 3
        number = names.personal_number(rng)[0] if citizen else names.tax_code(rng)
        name = names.person(rng) if citizen else names.firm(rng)
        found.append(
            identity.applicant_for(
                kind=ApplicantKind.CITIZEN if citizen else ApplicantKind.ORGANISATION,
                name=names.LONGEST_FIRM if n == 4 else name, number=number, address=names.address(rng),
                phone=names.phone(rng), email="", seen=True, by=None, at=at, is_demo=True,
            )
        )  # fmt: skip
    return found
