"""A review as it is opened by who steers the plans: what each of its pages begins with."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cchc.foundation.identity.models import User
from cchc.kernel import clock
from cchc.kernel.lifecycle import Stale
from cchc.steering.plans.models import PlanImport
from cchc.ui.wording import said

TO_LOOK, ALL, LEFT_OVER, CHANGES = "can-xem", "tat-ca", "chua-xep", "khac"


class SteerRequest(HttpRequest):
    """A request that `opens_to(steers_anywhere)` let through."""

    user: User


def opened(request: SteerRequest, pk: UUID) -> PlanImport:
    """A reading of an agency whose plans this person steers; others' does not exist."""
    rows = PlanImport.objects.visible_to(request.user, clock.now()).defer("source", "reading")
    return get_object_or_404(rows.select_related("agency", "updates", "plan", "changed_by", "file"), pk=pk)


def review_url(pk: Any, **query: str) -> str:
    """The page of a review."""
    told = urlencode({name: value for name, value in query.items() if value})
    return reverse("plans:import", args=[pk]) + (f"?{told}" if told else "")


@dataclass(frozen=True)
class Kept:
    """What of a review is looked at: which part of it, narrowed how. It is kept from page to page."""

    tab: str
    kind: str = ""
    text: str = ""

    @classmethod
    def of_row(cls, given: QueryDict) -> "Kept":
        """As the page of a row was opened: there `loai` is as what the row is placed."""
        return cls(given.get("muc", "") or TO_LOOK, given.get("loc", ""), given.get("q", ""))

    @property
    def query(self) -> str:
        """The same for the page of a row."""
        told = {"muc": self.tab, "loc": self.kind, "q": self.text}
        return urlencode({name: value for name, value in told.items() if value})

    def url(self, pk: Any, **more: str) -> str:
        """The page of the review, looked at so."""
        return review_url(pk, muc=self.tab, loai=self.kind, q=self.text, **more)


def tabs_of(whole: PlanImport, counts: dict[str, int], tab: str) -> list[dict[str, Any]]:
    """The parts of the review, each with how many rows it has."""
    found = [(TO_LOOK, _("Cần xem"), counts["to_look"]), (LEFT_OVER, _("Chưa xếp"), counts["left_over"])]
    if whole.updates_id is not None:
        found.append((CHANGES, _("Khác bản đang có"), counts["differing"]))
    found.append((ALL, _("Tất cả"), counts["all"]))
    return [
        {"label": label, "count": count, "url": review_url(whole.pk, muc=key), "current": key == tab}
        for key, label, count in found
    ]


def lost_race(stale: Stale, *, of_row: bool = False) -> str:
    """Who was faster, and when: with one row, or anywhere in the review."""
    if stale.changed_by and stale.changed_at:
        told = {"who": stale.changed_by, "when": said(stale.changed_at)}
        if of_row:
            return _("%(who)s đã xem dòng này lúc %(when)s.") % told
        return _("%(who)s đã xem lại kế hoạch này lúc %(when)s.") % told
    return _("Người khác vừa xem lại kế hoạch này.")
