"""Staff, the positions that they hold, who stands in for them, and the accounts of applicants."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Kind, Right, Scope
from cchc.foundation.identity.events import (
    AccountRegistered,
    HoldingEnded,
    PersonChanged,
    PositionHeld,
    StaffCreated,
    StaffLeft,
    StaffReturned,
    StandInEnded,
    StandInNamed,
)
from cchc.foundation.identity.models import Agency, Holding, Position, StandIn, Unit, User
from cchc.foundation.identity.permissions import require_manage_people
from cchc.foundation.identity.services.organisation import (
    ONE_DAY,
    Impossible,
    _apply,
    _locked,
    cut_holdings,
    who,
)
from cchc.kernel import events
from cchc.kernel.lifecycle import Stale
from cchc.kernel.text import fold


class AlreadyTaken(ValueError):
    """Another account has this user name or e-mail already."""


@transaction.atomic
def create_staff(
    *,
    username: str,
    full_name: str,
    agency: Agency,
    by: User | None,
    at: datetime,
    email: str = "",
    phone: str = "",
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """Give a person of the office an account. Without a password they set one by the invitation's link.

    A password given here is known to who gave it: it must be changed at the first sign-in. Raises AlreadyTaken.
    """
    require_manage_people(by, agency, at)
    user = User(
        kind=Kind.STAFF, username=username.lower(), full_name=full_name, email=email.lower(), phone=phone,
        agency=agency,
        created_at=at, is_demo=is_demo, must_change_password=by is not None and password is not None,
    )  # fmt: skip
    user.set_password(password)
    user.search = _search(user)
    _insert(user)
    events.publish(StaffCreated(user_id=user.pk, agency=agency.pk, by_id=who(by), at=at))
    return user


@transaction.atomic
def register_applicant_account(
    *, email: str, full_name: str, phone: str, password: str | None, at: datetime, language: str = "vi",
    is_demo: bool = False,
) -> User:  # fmt: skip
    """Open an account for a citizen or a firm, which acts once its e-mail is confirmed. Raises AlreadyTaken.

    `language`: of its letters and notices.
    """
    user = User(
        kind=Kind.APPLICANT, username=email.lower(), email=email.lower(), full_name=full_name, phone=phone,
        language=language, created_at=at, is_demo=is_demo,
    )  # fmt: skip
    user.set_password(password)
    user.search = _search(user)
    _insert(user)
    events.publish(AccountRegistered(user_id=user.pk, by_id=user.pk, at=at))
    return user


@transaction.atomic
def change_person(*, user: User, version: int, by: User | None, at: datetime, **changes: Any) -> User:
    """Correct full_name, email, phone, language or (staff) agency: one's own, or as who keeps the people.

    A citizen's e-mail is their user name and is changed by confirming the new one. Raises Stale.
    """
    user = _locked(User, user.pk, version)
    allowed = {"full_name", "phone", "language"}
    if by is None or by.pk != user.pk:
        if user.agency is None and by is not None:
            raise PermissionDenied
        require_manage_people(by, user.agency, at)
        allowed |= {"email", "agency"}
        if "agency" in changes:
            require_manage_people(by, changes["agency"], at)
    elif user.is_staff:
        allowed |= {"email"}
    fields = _apply(user, changes, allowed)
    if fields:
        user.search = _search(user)
        user.save(update_fields=[*fields, "search", "version"])
        events.publish(PersonChanged(user_id=user.pk, fields=fields, by_id=who(by), at=at))
    return user


def take_confirmed_email(user: User, at: datetime) -> None:
    """Let an account go by its confirmed e-mail. Raises AlreadyTaken."""
    email = user.email.lower()
    username = user.username if user.is_staff else email
    changed = {"email": email, "username": username, "search": ""}
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    changed["search"] = _search(User(full_name=user.full_name, username=username, email=email))
    fields = [name for name, value in changed.items() if getattr(user, name) != value]
    if not fields:
        return
    if User.objects.filter(username=username).exclude(pk=user.pk).exists():
        raise AlreadyTaken(username)
    for name in fields:
        setattr(user, name, changed[name])
    user.version += 1
    user.save(update_fields=[*fields, "version"])
    events.publish(PersonChanged(user_id=user.pk, fields=("email",), by_id=user.pk, at=at))


@transaction.atomic
def hold(
    *,
    user: User,
    unit: Unit,
    position: Position,
    starts_on: date,
    by: User | None,
    at: datetime,
    ends_on: date | None = None,
) -> Holding:
    """Let a person hold a position in a unit from a day on; a seconded officer holds one in each agency.

    Raises Impossible: outside the unit's own time, of another agency, or the same one twice.
    """
    require_manage_people(by, unit.agency, at)
    if not user.is_staff or not user.is_active:
        raise Impossible(_("Chỉ cán bộ đang làm việc mới giữ vị trí được."))
    if position.agency_id != unit.agency_id:
        raise Impossible(_("Vị trí này của cơ quan khác."))
    if starts_on < unit.starts_on or (unit.ends_on is not None and unit.ends_on < (ends_on or starts_on)):
        raise Impossible(_("%(unit)s không hoạt động trong thời gian ấy.") % {"unit": unit.name})
    if ends_on is not None and ends_on < starts_on:
        raise Impossible(_("Ngày cuối phải từ ngày đầu trở đi."))
    User.objects.select_for_update().filter(pk=user.pk).first()
    same = Holding.objects.filter(user=user, unit=unit, position=position).filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on)
    )
    if ends_on is not None:
        same = same.filter(starts_on__lte=ends_on)
    if same.exists():
        raise Impossible(_("Người này đã giữ vị trí ấy trong thời gian ấy."))
    holding = Holding.objects.create(
        user=user, unit=unit, position=position, starts_on=starts_on,
        ends_on=ends_on or unit.ends_on,
    )  # fmt: skip
    user.__dict__.pop("grants", None)
    events.publish(
        PositionHeld(
            user_id=user.pk, holding=holding.pk, unit=unit.pk, position=position.pk, starts_on=starts_on,
            ends_on=holding.ends_on, by_id=who(by), at=at,
        )
    )  # fmt: skip
    return holding


@transaction.atomic
def end_holding(*, holding: Holding, ends_on: date, by: User | None, at: datetime) -> Holding:
    """Let a person hold a position to its last day. A last day before its first: it counts as never held.

    With yesterday as the last day the rights are gone at once. Raises Stale where it ends by then already;
    Impossible for the last one who keeps the agency's people.
    """
    holding = (
        Holding.objects.select_for_update(of=("self",))
        .select_related("unit__agency", "position", "user")
        .filter(pk=holding.pk)
        .first()
        or _gone()
    )
    require_manage_people(by, holding.unit.agency, at)
    if holding.ends_on is not None and holding.ends_on <= ends_on:
        raise Stale
    if by is not None:
        _keep_an_administrator([holding], ends_on)
    cut_holdings(Holding.objects.filter(pk=holding.pk), ends_on)
    holding.ends_on = ends_on
    holding.user.__dict__.pop("grants", None)
    events.publish(
        HoldingEnded(
            user_id=holding.user_id, holding=holding.pk, unit=holding.unit_id, position=holding.position_id,
            starts_on=holding.starts_on, ends_on=ends_on, by_id=who(by), at=at,
        )
    )  # fmt: skip
    return holding


@transaction.atomic
def stand_in(
    *,
    holding: Holding,
    user: User,
    starts_on: date,
    ends_on: date,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> StandIn:
    """Let a person act for the holder of a position from a day to a day (người thay khi vắng)."""
    require_manage_people(by, holding.unit.agency, at)
    if user.pk == holding.user_id:
        raise Impossible(_("Không ai thay chính mình."))
    if not user.is_staff or not user.is_active:
        raise Impossible(_("Chỉ cán bộ đang làm việc mới thay được."))
    if ends_on < starts_on:
        raise Impossible(_("Ngày cuối phải từ ngày đầu trở đi."))
    if starts_on < holding.starts_on or (holding.ends_on is not None and holding.ends_on < ends_on):
        raise Impossible(_("%(name)s không giữ vị trí ấy trong cả thời gian thay.") % {"name": holding.user})
    row = StandIn.objects.create(
        holding=holding, user=user, starts_on=starts_on, ends_on=ends_on, reason=reason
    )  # fmt: skip
    user.__dict__.pop("grants", None)
    events.publish(
        StandInNamed(
            user_id=user.pk, stand_in=row.pk, holding=holding.pk, holder=holding.user_id, starts_on=starts_on,
            ends_on=ends_on, by_id=who(by), at=at,
        )
    )  # fmt: skip
    return row


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, ends_on: date, by: User | None, at: datetime) -> StandIn:
    """Let a stand-in end earlier; before its first day, it counts as never named. Raises Stale."""
    row = StandIn.objects.select_for_update(of=("self",)).select_related("holding__unit__agency", "user").filter(
        pk=stand_in.pk
    ).first() or _gone()  # fmt: skip
    require_manage_people(by, row.holding.unit.agency, at)
    if row.ends_on <= ends_on:
        raise Stale
    if ends_on < row.starts_on:
        StandIn.objects.filter(pk=row.pk).delete()
    else:
        row.ends_on = ends_on
        row.save(update_fields=["ends_on"])
    row.user.__dict__.pop("grants", None)
    events.publish(
        StandInEnded(
            user_id=row.user_id,
            stand_in=stand_in.pk,
            holding=row.holding_id,
            ends_on=ends_on,
            by_id=who(by),
            at=at,
        )
    )
    return row


@transaction.atomic
def deactivate(*, user: User, by: User | None, at: datetime, heir: User | None = None) -> User:
    """Let a person leave: no sign-in, no rights, no sessions from this moment on; `heir` takes the open work.

    Without an heir it falls back to the units. Raises Impossible for the last one who keeps the agency's people.
    """
    user = User.objects.select_for_update(of=("self",)).select_related("agency").get(pk=user.pk)
    if user.agency is None:
        raise Impossible(_("Tài khoản này không phải của cán bộ."))
    require_manage_people(by, user.agency, at)
    if not user.is_active:
        raise Stale
    if heir is not None and (heir.pk == user.pk or not heir.is_active or not heir.is_staff):
        raise Impossible(_("Người nhận việc phải là cán bộ khác đang làm việc."))
    today = localdate(at)
    held = Holding.objects.filter(user=user).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    units = tuple(sorted({holding.unit_id for holding in held}))
    if by is not None:
        _keep_an_administrator(list(held.select_related("position", "unit")), today - ONE_DAY)
    cut_holdings(held, today)
    for row in StandIn.objects.filter(user=user, ends_on__gt=today):
        if row.starts_on > today:
            StandIn.objects.filter(pk=row.pk).delete()
        else:
            row.ends_on = today
            row.save(update_fields=["ends_on"])
    user.is_active, user.sessions_from = False, at
    user.version += 1
    user.save(update_fields=["is_active", "sessions_from", "version"])
    events.publish(StaffLeft(user_id=user.pk, heir=heir.pk if heir else None, units=units, by_id=who(by), at=at))
    return user


@transaction.atomic
def reactivate(*, user: User, by: User | None, at: datetime) -> User:
    """Let a person who had left sign in again. Positions are given anew. Raises Stale."""
    user = User.objects.select_for_update(of=("self",)).select_related("agency").get(pk=user.pk)
    require_manage_people(by, user.agency, at)
    if user.is_active:
        raise Stale
    user.is_active = True
    user.version += 1
    user.save(update_fields=["is_active", "version"])
    events.publish(StaffReturned(user_id=user.pk, by_id=who(by), at=at))
    return user


def _search(user: User) -> str:
    """What a list of people is sorted and searched by: the given name first, as people look each other up."""
    words = fold(user.full_name).split()
    parts = [*words[-1:], *words[:-1], fold(user.username), fold(user.email)]
    return " ".join(part for part in parts if part)[:600]


def _insert(user: User) -> None:
    """Write a new account. Raises AlreadyTaken where another has the user name, in whatever case."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        if "username" not in str(error):
            raise
        raise AlreadyTaken(user.username) from error


def _keep_an_administrator(going: list[Holding], ends_on: date) -> None:
    """Refuse to end the last holding by which somebody may keep an agency's people."""
    for agency_id in {row.unit.agency_id for row in going if _administers(row)}:
        others = Holding.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=ends_on + ONE_DAY), unit__agency=agency_id, user__is_active=True,
            position__rights__contains=[Right.MANAGE_PEOPLE], position__scope=Scope.AGENCY,
        ).exclude(pk__in=[row.pk for row in going])  # fmt: skip
        if not others.exists():
            raise Impossible(
                _("Đây là người cuối cùng quản lý tổ chức, nhân sự của cơ quan: giao quyền cho người khác trước.")
            )


def _administers(holding: Holding) -> bool:
    return Right.MANAGE_PEOPLE in holding.position.rights and holding.position.scope == Scope.AGENCY


def _gone() -> Any:
    raise Stale
