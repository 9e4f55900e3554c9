"""Reads of bindings and declared values, to be chained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db.models import QuerySet

from cchc.kernel.lifecycle import Stale
from cchc.steering.indicators import permissions
from cchc.steering.indicators.choices import OPEN, Pile, State

if TYPE_CHECKING:
    from cchc.steering.indicators.models import AskingRule, Binding, Declaration


class BindingQuerySet(QuerySet["Binding"]):
    """Bindings, to be chained."""

    def now(self) -> Self:
        """Those in use."""
        return self.filter(ended_at=None)

    def of(self, targets: Iterable[UUID]) -> Self:
        """Those in use of some targets."""
        return self.now().filter(target__in=list(targets))


class DeclarationQuerySet(QuerySet["Declaration"]):
    """Declared values, to be chained."""

    def visible_to(self, user: Any, at: datetime) -> Self:
        """Those of the agencies whose figures a person reads."""
        return self.filter(agency__in=permissions.agencies_of(user, at))

    def approved(self) -> Self:
        """What holds, as known now: approved, and not replaced by another value."""
        return self.filter(state=State.APPROVED)

    def open(self) -> Self:
        """What is still to be declared or approved."""
        return self.filter(state__in=OPEN)

    def to_declare(self) -> Self:
        """What the unit that was asked has still to say."""
        return self.filter(state__in=(State.ASKED, State.RETURNED))

    def late(self, day: date) -> Self:
        """What should have been declared before `day`, and was not."""
        return self.to_declare().filter(due_on__lt=day)

    def in_pile(self, pile: str, day: date) -> Self:
        """Those of one pile of the list on a day; all of them without one."""
        match pile:
            case Pile.LATE:
                return self.late(day)
            case Pile.TO_DECLARE:
                return self.to_declare()
            case Pile.WAITING:
                return self.waiting()
            case Pile.RETURNED:
                return self.filter(state=State.RETURNED)
            case Pile.APPROVED:
                return self.approved()
        return self

    def waiting(self) -> Self:
        """Declared, and to be approved."""
        return self.filter(state=State.DECLARED)

    def with_names(self) -> Self:
        """With the rows whose names a page shows."""
        return self.select_related(
            "agency", "unit", "asked_unit", "approving_unit", "asked_by", "declared_by", "approved_by",
            "changed_by",
        )  # fmt: skip

    def locked(self, pk: UUID, version: int | None) -> Declaration:
        """The row, held until the transaction ends, if it is still as shown. Raises Stale."""
        row = self.select_for_update(of=("self",)).select_related("changed_by", "agency").get(pk=pk)
        if version is not None and row.version != version:
            raise Stale(row.changed_by, row.changed_at)
        return row


class AskingRuleQuerySet(QuerySet["AskingRule"]):
    """How values are asked for, to be chained."""

    def of_agency(self, agency_id: int) -> dict[str, AskingRule]:
        """What an agency has set, by indicator."""
        return {row.indicator: row for row in self.filter(agency=agency_id).select_related("asked_unit")}

    def locked(self, pk: UUID, version: int) -> AskingRule:
        """The row, held until the transaction ends, if it is still as shown. Raises Stale."""
        row = self.select_for_update(of=("self",)).select_related("changed_by").get(pk=pk)
        if row.version != version:
            raise Stale(row.changed_by, row.changed_at)
        return row
