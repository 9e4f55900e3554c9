"""Reads of people and organisations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from cchc.foundation.identity.rules import grant_from
from cchc.kernel import generations
from cchc.kernel.models import Generation
from cchc.kernel.text import digits, fold

if TYPE_CHECKING:
    from cchc.foundation.identity.models import Agency, Applicant, Holding, StandIn, Unit, User


def in_force(day: date) -> Q:
    """Rows with `starts_on` and `ends_on` that run on `day`."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


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

    def signed_in(self, pk: int) -> User | None:
        """The account, its grants, and the tokens of what this process keeps in memory."""
        holding, stand_in = apps.get_model("identity.Holding"), apps.get_model("identity.StandIn")

        serves = Subquery(
            holding.objects.filter(pk=OuterRef("pk"))
            .values("pk")
            .annotate(agencies=ArrayAgg("unit__serves", filter=Q(unit__serves__isnull=False)))
            .values("agencies")
        )
        stood_for = Subquery(
            holding.objects.filter(pk=OuterRef("holding"))
            .values("pk")
            .annotate(agencies=ArrayAgg("unit__serves", filter=Q(unit__serves__isnull=False)))
            .values("agencies")
        )
        held = holding.objects.filter(user=OuterRef("pk")).values(row=_grant("", serves, None))
        stood = stand_in.objects.filter(user=OuterRef("pk")).values(
            row=_grant("holding__", stood_for, F("holding__user"))
        )
        tokens = Generation.objects.values(row=JSONObject(name="name", token="token"))
        user = (
            self.select_related("agency")
            .annotate(held=ArraySubquery(held), stood=ArraySubquery(stood), tokens=ArraySubquery(tokens))
            .filter(pk=pk, is_active=True)
            .first()
        )
        if user is not None:
            rows: Any = user
            user.grants = tuple(grant_from(row) for row in [*rows.held, *rows.stood])
            generations.know({row["name"]: row["token"] for row in rows.tokens})
        return user


def _grant(before: str, serves: Subquery, for_id: F | None) -> JSONObject:
    return JSONObject(
        unit=f"{before}unit_id",
        agency=f"{before}unit__agency_id",
        serves=serves,
        rights=f"{before}position__rights",
        scope=f"{before}position__scope",
        position=f"{before}position__title",
        starts="starts_on",
        ends="ends_on",
        **{"for": for_id or Value(None, output_field=BigIntegerField())},
    )
