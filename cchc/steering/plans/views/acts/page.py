"""The page of an act on a plan or a task, in the frame of the plans' pages."""

from cchc.foundation.files.services import FileRefused
from cchc.steering.plans.views.opened import Opened
from cchc.ui import acts

Told = acts.Told


class ActPage(acts.ActPage):
    """The page of one act on something of a plan."""

    frame = "plans/frame.html"
    opened: Opened
    always = {FileRefused: ("file", "")}

    @property
    def of(self) -> str:
        """The plan."""
        return str(self.opened.plan.title)
