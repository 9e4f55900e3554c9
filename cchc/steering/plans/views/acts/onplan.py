"""What every act on a plan shares."""

from typing import Any, Self

from django.http import HttpRequest

from cchc.steering.plans import permissions
from cchc.steering.plans.views.acts.page import ActPage
from cchc.steering.plans.views.opened import Opened, open_plan
from cchc.ui.acts import Happened, changed


class PlanPage(ActPage):
    """An act on a plan."""

    def __init__(self, request: HttpRequest, opened: Opened) -> None:
        super().__init__(request)
        self.opened = opened

    @property
    def verb(self) -> Any:
        """The button."""
        return self.title

    @property
    def subject(self) -> str:
        """The plan by number and name."""
        return " · ".join(part for part in (self.opened.plan.number, self.opened.plan.title) if part)

    @property
    def version(self) -> int:
        """The plan's."""
        return int(self.opened.plan.version)

    @property
    def back_url(self) -> str:
        """The plan's page."""
        return self.opened.url

    @property
    def on_plan(self) -> dict[str, Any]:
        """The arguments of a service."""
        return {"plan_id": self.opened.plan.pk, "by": self.opened.user, "at": self.opened.at}

    def require(self) -> None:
        """Who steers."""
        permissions.require_steer(self.opened.user, self.opened.plan.agency_id, self.opened.at)

    def again(self) -> Self:
        """Read anew."""
        return type(self)(self.request, open_plan(self.request, self.opened.plan.slug))

    def what_happened(self) -> Happened | None:
        """Who changed the plan last."""
        return changed(self.opened.plan.changed_by, self.opened.plan.changed_at)
