"""What every act on a task shares."""

from typing import Any, ClassVar, Self
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.models import User
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import Act, State
from cchc.steering.plans.views.acts.page import ActPage
from cchc.steering.plans.views.lines import period_name
from cchc.steering.plans.views.task import OpenedTask, may_act, open_task
from cchc.ui.acts import Happened
from cchc.ui.wording import said

# What the record calls an act on a task, as "đã … nhiệm vụ này" goes on.
HAPPENED = {
    "TaskAssigned": _l("giao lại người làm"), "TaskChanged": _l("sửa"), "ProgressReported": _l("ghi tiến độ của"),
    "DoneProposed": _l("đề nghị hoàn thành"), "ProposalRecalled": _l("rút đề nghị hoàn thành"),
    "DoneApproved": _l("duyệt hoàn thành"), "DoneReturned": _l("trả lại"), "TaskDropped": _l("dừng"),
    "TaskReopened": _l("mở lại"), "TaskHandedOn": _l("chuyển"), "EvidenceAdded": _l("thêm minh chứng cho"),
    "EvidenceRemoved": _l("bỏ minh chứng của"), "PeriodOpened": _l("mở kỳ mới của"),
}  # fmt: skip


class TaskPage(ActPage):
    """An act on a task, or on one of its periods."""

    act: ClassVar[Act | None] = None
    opened: OpenedTask

    def __init__(self, request: HttpRequest, opened: OpenedTask) -> None:
        super().__init__(request)
        self.opened = opened

    @property
    def verb(self) -> Any:
        """The button: the act and the task."""
        return _("%(act)s nhiệm vụ %(code)s") % {"act": self.title, "code": self.opened.task.code}

    @property
    def subject(self) -> str:
        """The task, and its period where it has several."""
        period = self.opened.period
        name = period_name(period, self.opened.task.every) if period else ""
        label = f" · {name}" if name else ""
        return f"{self.opened.task.code}{label} · {self.opened.task.text}"

    @property
    def version(self) -> int:
        """The task's."""
        return int(self.opened.task.version)

    @property
    def back_url(self) -> str:
        """The task's page, at the same period."""
        chosen = self.opened.chosen
        return f"{self.opened.task_url}?ky={chosen}" if chosen else self.opened.task_url

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The period."""
        return [("ky", self.opened.chosen)] if self.opened.chosen else []

    @property
    def period_id(self) -> UUID | None:
        """The period that the act is about."""
        return self.opened.period.pk if self.opened.period else None

    @property
    def on_period(self) -> dict[str, Any]:
        """The arguments of a service that acts on a period."""
        return {
            "task_id": self.opened.task.pk, "by": self.opened.user, "at": self.opened.at,
            "period_id": self.period_id,
        }  # fmt: skip

    @property
    def on_task(self) -> dict[str, Any]:
        """The arguments of a service that acts on the whole task."""
        return {"task_id": self.opened.task.pk, "by": self.opened.user, "at": self.opened.at}

    def require(self) -> None:
        """Who reports, unless an act says otherwise."""
        permissions.require_report(self.opened.user, self.opened.task, self.opened.at)

    def require_steer(self) -> None:
        """Who steers the plan."""
        permissions.require_steer(self.opened.user, self.opened.plan.agency_id, self.opened.at)

    def why_not(self) -> str:
        """The state of the period decides."""
        if self.opened.period is None:
            return _("Nhiệm vụ này chưa đến kỳ thực hiện.")
        if self.act is not None and not may_act(self.opened, self.act):
            state = State(self.opened.period.state).label
            return _("Nhiệm vụ đang ở trạng thái “%(state)s” nên không làm được việc này.") % {"state": state}
        return ""

    def again(self) -> Self:
        """Read anew."""
        return type(self)(self.request, open_task(self.request, self.opened.plan.slug, self.opened.task.slug))

    def what_happened(self) -> Happened | None:
        """The last thing that the record says of the task, and the reason that was given."""
        entries = Entry.objects.about("task", self.opened.task.pk).filter(kind__in=list(HAPPENED))
        last = entries.order_by("-at", "-id").first()
        if last is None:
            return None
        name = User.objects.filter(pk=last.by_id).values_list("full_name", flat=True).first() if last.by_id else ""
        words = _("%(who)s đã %(what)s nhiệm vụ này lúc %(when)s.") % {
            "who": name or _("Chương trình"), "what": HAPPENED[last.kind], "when": said(last.at),
        }  # fmt: skip
        reason = last.content.get("reason", "")
        return Happened(words, [reason] if reason else [])
