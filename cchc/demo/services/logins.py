"""Who may sign in to the demonstration: passwords made here, kept in a file that only its owner reads."""

import json
import os
import secrets
from datetime import datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings

from cchc.demo.services.organisation import Organisation
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.models import User

ROLES = ("citizen", "organisation", "counter", "specialist", "head", "director", "office", "administrator")
_APPLICANTS = {
    "citizen": ("Rơ Châm H'Lưỡng", "cong-dan@example.com"),
    "organisation": ("Phòng khám Đa khoa An Khê", "phong-kham@example.com"),
}


def open_accounts(*, organisation: Organisation, at: datetime) -> dict[str, User]:
    """Give one person of each role a password, and write the list to `var/demo-logins.json`."""
    people: dict[str, User] = {}
    rows = []
    for role in ROLES:
        password = f"{secrets.token_hex(3)}-{secrets.token_hex(3)}"
        if role in _APPLICANTS:
            name, email = _APPLICANTS[role]
            user = identity.register_applicant_account(
                email=email, full_name=name, phone="0900000000", password=password, at=at, is_demo=True
            )
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        else:
            user = identity.reset_password(user=organisation.named[role], password=password, by=None, at=at)
        people[role] = user
        rows.append(
            {"role": role, "name": user.full_name, "username": user.username, "password": password, "totp": None}
        )
    _write(Path(settings.VAR) / "demo-logins.json", json.dumps(rows, ensure_ascii=False, indent=1))
    return people


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
