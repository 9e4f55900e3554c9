"""Reads of people and organisations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.base import ModelState
from django.db.models.functions import Cast, Concat, Greatest, JSONObject, Least

from cchc.foundation.identity.choices import Kind, Right, Scope
from cchc.foundation.identity.permissions import Place
from cchc.foundation.identity.rules import Grant, grant_from
from cchc.kernel import generations
from cchc.kernel.compiled import Compiled
from cchc.kernel.generations import kept
from cchc.kernel.models import Generation
from cchc.kernel.text import digits, fold
from cchc.kernel.versions import RowVersion

if TYPE_CHECKING:
    from cchc.foundation.identity.models import Agency, Applicant, Holding, StandIn, Unit, User


def in_force(day: date) -> Q:
    """Rows with `starts_on` and `ends_on` that run on `day`."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


OpenWork = Callable[["Unit", "Unit | None"], Sequence[str]]
_open_work: list[OpenWork] = []


def tells_open_work(told: OpenWork) -> None:
    """Let a room say, from `ready()` on, what is open in a unit and what becomes of it once the unit is closed.

    `told` is asked with the unit and the one that goes on, None where there is none; it answers in lines.
    """
    _open_work.append(told)


def open_work(unit: Unit, heir: Unit | None) -> list[str]:
    """What is open in a unit and what becomes of it, as the rooms that keep work say it."""
    return [line for told in _open_work for line in told(unit, heir)]


class AgencyQuerySet(QuerySet["Agency"]):
    """Agencies, to be chained."""

    def on(self, day: date) -> Self:
        """Those that exist on `day`."""
        return self.filter(in_force(day))


class UnitQuerySet(QuerySet["Unit"]):
    """Units, to be chained."""

    def on(self, day: date) -> Self:
        """Those that exist on `day`."""
        return self.filter(in_force(day))

    def inside(self, unit_ids: list[int]) -> Self:
        """The units named and all inside them."""
        return self.filter(path__overlap=unit_ids)


class HoldingQuerySet(QuerySet["Holding"]):
    """Who holds what, to be chained."""

    def on(self, day: date) -> Self:
        """Those in force on `day`."""
        return self.filter(in_force(day))

    def with_right(self, right: str) -> Self:
        """Those whose position carries `right`."""
        return self.filter(position__rights__contains=[right])


class StandInQuerySet(QuerySet["StandIn"]):
    """Stand-ins, to be chained."""

    def on(self, day: date) -> Self:
        """Those in force on `day`."""
        return self.filter(in_force(day))


class ApplicantQuerySet(QuerySet["Applicant"]):
    """Applicants, to be chained."""

    def matching(self, text: str) -> Self:
        """Those whose folded name, number or phone contains every word typed."""
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search__contains=digits(word) if word.replace(".", "").isdecimal() else word)
        return rows


class UserManager(BaseUserManager["User"]):
    """Accounts. `signed_in` reads one with everything that a request needs, in one statement."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of a user name as typed at sign-in; letters count alike in both cases."""
        return self.get(username__iexact=username or "")

    def staff_of(self, agency_id: int) -> QuerySet[User]:
        """The staff of an agency, and whoever ever held a position in it (seconded officers)."""
        return self.filter(Q(agency=agency_id) | Q(holdings__unit__agency=agency_id), kind=Kind.STAFF).distinct()

    def holders(self, right: str, unit: Place, day: date) -> QuerySet[User]:
        """Active people who hold `right` in `unit` on `day`, as holders or stand-ins: whom one may assign."""
        reach = Q(unit__in=list(unit.path)) | Q(position__scope=Scope.AGENCY, unit__agency=unit.agency_id)
        if right in (Right.RECEIVE, Right.HAND_OVER):
            reach |= Q(unit__serves=unit.agency_id)
        holdings = (
            apps.get_model("identity.Holding")
            .objects.filter(in_force(day), reach, position__rights__contains=[right])
            .order_by()
        )
        stand_ins = apps.get_model("identity.StandIn").objects.filter(in_force(day), holding__in=holdings)
        return self.filter(
            Q(pk__in=holdings.values("user")) | Q(pk__in=stand_ins.values("user")), is_active=True
        ).order_by("search", "pk")

    def signed_in(self, pk: int) -> User | None:
        """The account with its grants, and the tokens of what this process keeps in memory.

        Each time one small statement says which versions of the rows there are; the rows themselves, read once,
        are kept as long as they are the same.
        """
        found: list[Any] = _versions(pk=pk)
        if not found:
            return None
        generations.know(dict(row.split(" ") for row in found[0].tokens))
        whole = _whole(found[0].pk, found[0].row, *found[0].held, *found[0].stood)
        return _copy(whole) if whole is not None else None

    def grants_of(self, pk: int | None) -> tuple[Grant, ...]:
        """All grants of an account, in one statement: for who was not read by `signed_in`."""
        rows: Any = self.annotate(**_grants()).only("pk").filter(pk=pk or 0)
        return tuple(grant_from(grant) for row in rows for grant in [*row.held, *row.stood])


def _with_versions(pk: int) -> QuerySet[User]:
    """The versions of the rows of which a signed-in account is made; what else it names has a token (`people`)."""
    held = apps.get_model("identity.Holding").objects.filter(user=OuterRef("pk"))
    stood = apps.get_model("identity.StandIn").objects.filter(user=OuterRef("pk"))
    holder = (RowVersion("holding__starts_on"), RowVersion("holding__user__full_name"))
    token = Concat("name", Value(" "), Cast("token", TextField()), output_field=TextField())
    people: QuerySet[User] = apps.get_model("identity.User")._default_manager.only("pk")
    return people.annotate(
        row=RowVersion("pk"), held=ArraySubquery(held.values(row=RowVersion("pk"))),
        stood=ArraySubquery(stood.values(row=Concat(RowVersion("pk"), *holder))),
        tokens=ArraySubquery(Generation.objects.values(row=token)),
    ).filter(pk=pk, is_active=True)  # fmt: skip


def _with_all(pk: int) -> QuerySet[User]:
    people: QuerySet[User] = apps.get_model("identity.User")._default_manager.select_related("agency")
    return people.annotate(**_grants()).filter(pk=pk, is_active=True)


_versions = Compiled(_with_versions, pk=-1)
_read = Compiled(_with_all, pk=-1)


@kept("people")
def _whole(pk: int, *versions: str) -> User | None:
    found: list[Any] = _read(pk=pk)
    for user in found:
        held, stood = user.__dict__.pop("held"), user.__dict__.pop("stood")
        user.__dict__["grants"] = tuple(grant_from(row) for row in [*held, *stood])
    return found[0] if found else None


def _copy(user: User) -> User:
    """A user of one's own: what a request notes on it is not another one's."""
    own = type(user).__new__(type(user))
    own.__dict__ |= {**user.__dict__, "_state": ModelState()}
    own._state.adding, own._state.db = False, user._state.db
    own._state.fields_cache = dict(user._state.fields_cache)
    return own


def _grants() -> dict[str, ArraySubquery]:
    holding, stand_in = apps.get_model("identity.Holding"), apps.get_model("identity.StandIn")

    def serves(ref: str) -> Subquery:
        return Subquery(
            holding.objects.filter(pk=OuterRef(ref))
            .values("pk")
            .annotate(agencies=ArrayAgg("unit__serves", filter=Q(unit__serves__isnull=False)))
            .values("agencies")
        )

    held = holding.objects.filter(user=OuterRef("pk")).values(row=_grant("", serves("pk")))
    stood = stand_in.objects.filter(user=OuterRef("pk")).values(row=_grant("holding__", serves("holding")))
    return {"held": ArraySubquery(held), "stood": ArraySubquery(stood)}


def _grant(before: str, serves: Subquery) -> JSONObject:
    """A grant as a row. A stand-in's runs no longer than what it stands in for."""
    nothing = Value(None, output_field=CharField())
    if before:
        starts: Any = Greatest("starts_on", "holding__starts_on")
        ends: Any = Least("ends_on", "holding__ends_on")  # PostgreSQL leaves nulls out
    else:
        starts, ends = F("starts_on"), F("ends_on")
    return JSONObject(
        unit_id=f"{before}unit_id",
        unit=f"{before}unit__name",
        agency_id=f"{before}unit__agency_id",
        agency=f"{before}unit__agency__name",
        serves=serves,
        rights=f"{before}position__rights",
        scope=f"{before}position__scope",
        position=f"{before}position__title",
        starts=starts,
        ends=ends,
        for_id=F("holding__user_id") if before else Value(None, output_field=BigIntegerField()),
        for_name=F("holding__user__full_name") if before else nothing,
    )


@dataclass(frozen=True)
class KeptUnit:
    """A unit as it is kept in memory: what pages and checks ask of it again and again."""

    id: int
    agency_id: int
    path: tuple[int, ...]
    code: str
    name: str
    name_en: str
    short_name: str
    is_counter: bool
    serves: tuple[int, ...]
    starts_on: date
    ends_on: date | None

    @property
    def pk(self) -> int:
        """The key, as a row has it."""
        return self.id

    def __str__(self) -> str:
        return self.name


@kept("people")
def units() -> Mapping[int, KeptUnit]:
    """Every unit of the installation by its id, kept in memory until one changes."""
    rows: Any = (
        apps.get_model("identity.Unit")
        .objects.annotate(for_agencies=ArrayAgg("serves", filter=Q(serves__isnull=False), default=Value([])))
        .order_by("pk")
    )
    return {
        row.pk: KeptUnit(
            id=row.pk, agency_id=row.agency_id, path=tuple(row.path), code=row.code, name=row.name,
            name_en=row.name_en, short_name=row.short_name, is_counter=row.is_counter,
            serves=tuple(sorted(row.for_agencies)), starts_on=row.starts_on, ends_on=row.ends_on,
        )
        for row in rows
    }  # fmt: skip


@kept("people")
def parents_of_agencies() -> Mapping[int, int | None]:
    """Each agency of the installation and the one above it, kept in memory until one changes."""
    return dict(apps.get_model("identity.Agency").objects.values_list("pk", "parent"))


def managed_agencies(user: User, day: date) -> frozenset[int]:
    """The agencies whose people and units `user` keeps on `day`: by a right in each, or in one above it."""
    parents = parents_of_agencies()
    own = {
        grant.agency_id
        for grant in user.grants
        if grant.runs_on(day) and grant.scope == Scope.AGENCY and Right.MANAGE_PEOPLE in grant.rights
    }
    found = set()
    for agency in parents:
        above: int | None = agency
        while above is not None and above not in own:
            above = parents.get(above)
        if above is not None:
            found.add(agency)
    return frozenset(found)
