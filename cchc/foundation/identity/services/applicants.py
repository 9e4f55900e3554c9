"""Who comes to the office. A number that somebody declares proves nothing; a card that an officer saw does.

The number belongs to the first who declares it, until an officer sees a card: then to the person on the card.
Whoever else declared it keeps their row, with the number as `declared`, so nobody's name is shown to a stranger
who knows a number.
"""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cchc.foundation.audit import services as audit
from cchc.foundation.identity import rules
from cchc.foundation.identity.choices import ApplicantKind, LinkBasis
from cchc.foundation.identity.events import (
    AccountLinked,
    AccountUnlinked,
    ApplicantChanged,
    ApplicantMade,
    ApplicantSeen,
    NumberTakenBack,
)
from cchc.foundation.identity.models import Applicant, Link, User
from cchc.foundation.identity.permissions import require_sees_cards
from cchc.foundation.identity.services.organisation import who
from cchc.kernel import events
from cchc.kernel.lifecycle import Stale
from cchc.kernel.text import fold


class WrongApplicant(ValueError):
    """The account cannot stand for this applicant. The message says why."""


@transaction.atomic
def applicant_for(
    *,
    kind: ApplicantKind,
    name: str,
    number: str,
    seen: bool,
    by: User | None,
    at: datetime,
    born_on: date | None = None,
    address: str = "",
    phone: str = "",
    email: str = "",
    is_demo: bool = False,
) -> Applicant:
    """The holder of a dossier: found by number, or made. Two counters at the same moment get the same row.

    `seen`: an officer has the card in hand, so what it says becomes the row's. Otherwise the number is only
    declared: a row that has it and the same name is theirs and stays as it is; with another name they get a row
    of their own.
    Without a number there is always a new row.
    """
    number, name = rules.plain_number(number), " ".join(name.split())
    said: dict[str, Any] = {"born_on": born_on, "address": address, "phone": phone, "email": email}
    if seen:
        require_sees_cards(by, at)
    if not number:
        return _made(_row(kind, name, "", "", said, by if seen else None, at if seen else None, is_demo), by, at)
    found = Applicant.objects.filter(kind=kind, number=number).first()
    if found is None:
        row = _row(kind, name, number, "", said, by if seen else None, at if seen else None, is_demo)
        if _insert(row):
            return _made(row, by, at)
        found = Applicant.objects.get(kind=kind, number=number)
    if not seen:
        return found if found.folded == fold(name)[:255] else _declared(kind, name, number, said, is_demo, by, at)
    if found.seen_at is not None and _same(found, name, said):
        return found
    found = Applicant.objects.select_for_update().get(pk=found.pk)
    if found.seen_at is None and found.folded != fold(name)[:255]:
        _take_back(found, by, at)
        return applicant_for(
            kind=kind, name=name, number=number, seen=True, by=by, at=at, is_demo=is_demo, **said
        )  # fmt: skip
    was_seen = found.seen_at is not None
    fields = _write(found, {"name": name} | {key: value for key, value in said.items() if value})
    found.seen_by, found.seen_at = by, at
    found.save(update_fields=[*fields, "folded", "search", "seen_by", "seen_at"])
    if not was_seen:
        events.publish(ApplicantSeen(applicant_id=found.pk, by_id=who(by), at=at))
    if fields:
        events.publish(ApplicantChanged(applicant_id=found.pk, fields=fields, by_id=who(by), at=at))
    return found


@transaction.atomic
def mark_seen(*, applicant: Applicant, by: User | None, at: datetime) -> Applicant:
    """Say that an officer saw the card or the registration, and it agrees. Raises WrongApplicant."""
    require_sees_cards(by, at)
    applicant = Applicant.objects.select_for_update().get(pk=applicant.pk)
    if applicant.seen_at is not None:
        return applicant
    if applicant.declared:
        holder = (
            Applicant.objects.select_for_update().filter(kind=applicant.kind, number=applicant.declared).first()
        )
        if holder is not None and holder.seen_at is not None:
            raise WrongApplicant(_("Số này đã thuộc về người khác có giấy tờ đã được xem."))
        if holder is not None:
            _take_back(holder, by, at)
        applicant.number, applicant.declared = applicant.declared, ""
    applicant.seen_by, applicant.seen_at = by, at
    applicant.save(update_fields=["number", "declared", "seen_by", "seen_at"])
    events.publish(ApplicantSeen(applicant_id=applicant.pk, by_id=who(by), at=at))
    return applicant


@transaction.atomic
def change_applicant(*, applicant: Applicant, by: User | None, at: datetime, **changes: Any) -> Applicant:
    """Correct name, born_on, address, phone or email of a holder of dossiers, as who takes dossiers in."""
    require_sees_cards(by, at)
    applicant = Applicant.objects.select_for_update().get(pk=applicant.pk)
    unknown = changes.keys() - {"name", "born_on", "address", "phone", "email"}
    if unknown:
        raise TypeError(f"cannot be changed: {', '.join(sorted(unknown))}")
    fields = _write(applicant, changes)
    if fields:
        applicant.save(update_fields=[*fields, "folded", "search"])
        events.publish(ApplicantChanged(applicant_id=applicant.pk, fields=fields, by_id=who(by), at=at))
    return applicant


def look_up(*, kind: ApplicantKind, number: str, by: User, at: datetime) -> Applicant | None:
    """The applicant with a number, as the counter asks for it. The look is recorded, also where nobody has it."""
    require_sees_cards(by, at)
    number = rules.plain_number(number)
    found = Applicant.objects.filter(kind=kind, number=number).exclude(number="").first()
    audit.record_look(
        subject_type="applicant", subject_id=found.pk if found else "", by_id=by.pk, at=at, looked_by="number"
    )
    return found


@transaction.atomic
def link(*, user: User, applicant: Applicant, by: User | None, at: datetime) -> Link:
    """Let an account stand for an applicant, after an officer saw the papers; that is recorded with it.

    Raises WrongApplicant for an account of staff, or a number that belongs to somebody else.
    """
    require_sees_cards(by, at)
    if user.is_staff:
        raise WrongApplicant(_("Tài khoản của cán bộ không đứng tên hồ sơ."))
    applicant = mark_seen(applicant=applicant, by=by, at=at)
    found = Link.objects.filter(user=user, applicant=applicant, ended_at=None).first()
    if found is not None:
        return found
    row = Link.objects.create(user=user, applicant=applicant, basis=LinkBasis.OFFICER, by=by or user, at=at)
    events.publish(AccountLinked(applicant_id=applicant.pk, user=user.pk, by_id=who(by), at=at))
    return row


@transaction.atomic
def unlink(*, user: User, applicant: Applicant, by: User | None, at: datetime) -> None:
    """End that an account stands for an applicant: by an officer, or by the account itself. Raises Stale."""
    if by is None or by.pk != user.pk:
        require_sees_cards(by, at)
    row = Link.objects.select_for_update().filter(user=user, applicant=applicant, ended_at=None).first()
    if row is None:
        raise Stale
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    events.publish(AccountUnlinked(applicant_id=applicant.pk, user=user.pk, by_id=who(by), at=at))


def _row(
    kind: str, name: str, number: str, declared: str, said: dict[str, Any], seen_by: User | None,
    seen_at: datetime | None, is_demo: bool,
) -> Applicant:  # fmt: skip
    row = Applicant(
        kind=kind, number=number, declared=declared, seen_by=seen_by, seen_at=seen_at, is_demo=is_demo
    )  # fmt: skip
    _write(row, {"name": name} | said)
    return row


def _write(row: Applicant, changes: dict[str, Any]) -> tuple[str, ...]:
    """Set what differs, and what searches read. The names of what was changed."""
    if "phone" in changes:
        changes = changes | {"phone": rules.plain_phone(changes["phone"])}
    fields = tuple(name for name, value in changes.items() if getattr(row, name) != value)
    for name in fields:
        setattr(row, name, changes[name])
    row.folded = fold(row.name)[:255]
    row.search = " ".join(part for part in (row.folded, row.number, row.declared, row.phone) if part)[:600]
    return fields


def _same(row: Applicant, name: str, said: dict[str, Any]) -> bool:
    said = said | {"phone": rules.plain_phone(said["phone"])}
    return row.name == name and all(not value or getattr(row, key) == value for key, value in said.items())


def _insert(row: Applicant) -> bool:
    """Write a new row with a number, unless another has it at this moment. Whether it was written."""
    fields = [field for field in Applicant._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(f"%s::{field.db_type(connection)}" for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "identity_applicant" ({names}) VALUES ({marks}) '  # noqa: S608 - names of columns
            'ON CONFLICT DO NOTHING RETURNING "id"',
            values,
        )
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk = written[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


def _made(row: Applicant, by: User | None, at: datetime) -> Applicant:
    if row._state.adding:
        row.save(force_insert=True)
    events.publish(
        ApplicantMade(applicant_id=row.pk, seen=row.seen_at is not None, by_id=who(by), at=at)
    )  # fmt: skip
    return row


def _declared(
    kind: str, name: str, number: str, said: dict[str, Any], is_demo: bool, by: User | None, at: datetime
) -> Applicant:  # fmt: skip
    """The row of whoever declares a number that another has."""
    mine = Applicant.objects.filter(kind=kind, declared=number, folded=fold(name)[:255])
    found = mine.first()
    if found is not None:
        return found
    row = _row(kind, name, "", number, said, None, None, is_demo)
    return _made(row, by, at) if _insert(row) else mine.get()


def _take_back(holder: Applicant, by: User | None, at: datetime) -> None:
    """Leave to an unseen row the number only as declared: somebody else showed the card."""
    twin = Applicant.objects.filter(kind=holder.kind, declared=holder.number, folded=holder.folded)
    holder.declared, holder.number = ("" if twin.exists() else holder.number), ""
    holder.save(update_fields=["declared", "number"])
    events.publish(NumberTakenBack(applicant_id=holder.pk, by_id=who(by), at=at))
