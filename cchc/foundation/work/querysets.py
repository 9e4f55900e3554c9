"""Reads of work, to be chained."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import Q, QuerySet

from cchc.foundation.identity.models import Unit
from cchc.foundation.identity.permissions import Reach
from cchc.foundation.work.choices import Lane
from cchc.kernel import generations
from cchc.kernel.searching import found

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User
    from cchc.foundation.work.models import WorkItem


@generations.kept("people")
def units_within(agencies: frozenset[int], units: frozenset[int]) -> tuple[int, ...]:
    """The units of `agencies`, and `units` with all inside them."""
    found = Unit.objects.filter(Q(agency__in=agencies) | Q(path__overlap=list(units)))
    return tuple(found.order_by("pk").values_list("pk", flat=True))


class WorkItemQuerySet(QuerySet["WorkItem"]):
    """Work items, to be chained."""

    def open(self) -> Self:
        """What is still to be done."""
        return self.filter(closed_at=None)

    def about(self, subject_id: UUID) -> Self:
        """The work about one thing."""
        return self.filter(subject_id=subject_id)

    def mine(self, user: User, day: date) -> Self:
        """What a person, or those they stand in for on `day`, must do now."""
        people = {user.pk, *(grant.for_id for grant in user.grants if grant.for_id and grant.runs_on(day))}
        return self.open().filter(assignee__in=people).exclude(lane=Lane.WAITING)

    def within(self, reach: Reach) -> Self:
        """The work of the units that `reach` covers."""
        return self.filter(unit__in=units_within(reach.agencies, reach.units))

    def unassigned_in(self, reach: Reach) -> Self:
        """The steps that nobody has taken yet in the units that `reach` covers."""
        return self.open().within(reach).filter(lane=Lane.STEP, assignee=None)

    def in_lane(self, lane: Lane, reach: Reach) -> Self:
        """The open work of one lane in the units that `reach` covers."""
        return self.open().within(reach).filter(lane=lane)

    def done_by(self, user: User) -> Self:
        """What a person has finished."""
        return self.filter(closed_by=user, closed_at__isnull=False)

    def searched(self, text: str, newest: str) -> Self:
        """Rows with all words typed. `newest` is the order of the list: "-closed_at", "sort_at"."""
        return found(self, text, newest=(newest, "-pk" if newest.startswith("-") else "pk"))
