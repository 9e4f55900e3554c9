"""What people do to a task: each act a page that works without JavaScript."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from cchc.foundation.identity.models import Holding, User
from cchc.kernel.access import opens_to
from cchc.steering.plans import permissions, services
from cchc.steering.plans.choices import OPEN, Act
from cchc.steering.plans.forms import acts as forms
from cchc.steering.plans.permissions import reads_plans
from cchc.steering.plans.views.acts.ontask import TaskPage
from cchc.steering.plans.views.acts.page import Told
from cchc.steering.plans.views.acts.proving import Prove
from cchc.steering.plans.views.acts.setting import HandOn, SetBudget, SetTime
from cchc.steering.plans.views.acts.shaping import ReachStage, SetHelpers, SetLeads, SetProducts, SetStages
from cchc.steering.plans.views.task import open_task
from cchc.ui.parts import Effect


class Start(TaskPage):
    """Begin a task."""

    title = Act.START.label
    act = Act.START

    def run(self, version: int, told: Told, form: Any) -> str:
        """Begin it."""
        services.start(**self.on_period, version=version)
        return _("Đã bắt đầu nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class Report(TaskPage):
    """Write down how far a task has come."""

    title = Act.REPORT.label
    act = Act.REPORT
    form_class = forms.Progress

    def run(self, version: int, told: Told, form: Any) -> str:
        """Write it down."""
        services.report(**self.on_period, version=version, text=told["text"])
        return _("Đã ghi tiến độ nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class Propose(TaskPage):
    """Say that a task is done."""

    title = Act.PROPOSE.label
    act = Act.PROPOSE
    form_class = forms.Proposal
    faults = {services.NoEvidence: ("", _l("Chưa có minh chứng. Thêm minh chứng trước khi đề nghị hoàn thành."))}

    def effects(self) -> Sequence[Effect]:
        """Who decides."""
        words = _("%(unit)s xem minh chứng rồi duyệt hoặc trả lại.") % {
            "unit": self.opened.plan.steering_unit.name
        }
        found = [Effect(words, "violet", "clipboard-check")]
        if self.opened.period and not self.opened.period.evidence.filter(removed_at=None).exists():
            found.append(Effect(_("Chưa có minh chứng nào."), "amber", "alert-triangle"))
        return found

    def run(self, version: int, told: Told, form: Any) -> str:
        """Propose it."""
        services.propose_done(**self.on_period, version=version, text=told["text"])
        return _("Đã đề nghị hoàn thành nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class Recall(TaskPage):
    """Take a proposal back."""

    title = Act.RECALL.label
    act = Act.RECALL

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Rút đề nghị của nhiệm vụ %(code)s") % {"code": self.opened.task.code}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Take it back."""
        services.recall(**self.on_period, version=version)
        return _("Đã rút đề nghị hoàn thành nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class Deciding(TaskPage):
    """An answer to a proposal."""

    def require(self) -> None:
        """Who steers, never who proposed it."""
        if self.opened.period is None:
            return self.require_steer()
        self.opened.period.task = self.opened.task
        return permissions.require_approve(self.opened.user, self.opened.period, self.opened.at)


class Approve(Deciding):
    """Agree that a task is done."""

    title = Act.APPROVE.label
    act = Act.APPROVE
    form_class = forms.Approval

    def run(self, version: int, told: Told, form: Any) -> str:
        """Agree."""
        services.approve(**self.on_period, version=version, text=told["text"])
        return _("Đã duyệt hoàn thành nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class Return(Deciding):
    """Not done yet, and why."""

    title = Act.RETURN.label
    act = Act.RETURN
    form_class = forms.ReturnReason

    def run(self, version: int, told: Told, form: Any) -> str:
        """Return it."""
        services.send_back(**self.on_period, version=version, reason=told["reason"])
        return _("Đã trả lại nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class Drop(TaskPage):
    """No longer to be done."""

    title = Act.DROP.label
    act = Act.DROP
    form_class = forms.Reason
    danger = True

    def require(self) -> None:
        """Who steers."""
        self.require_steer()

    def effects(self) -> Sequence[Effect]:
        """All open periods end."""
        words = _("Mọi kỳ đang mở của nhiệm vụ kết thúc; nhiệm vụ vẫn đứng trong kế hoạch với lý do, mở lại được.")
        return [Effect(words, "amber", "player-stop")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Drop it."""
        services.drop(**self.on_task, version=version, reason=told["reason"])
        return _("Đã dừng nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class Reopen(TaskPage):
    """Take up again what was done or dropped."""

    title = Act.REOPEN.label
    act = Act.REOPEN
    form_class = forms.Reason

    def require(self) -> None:
        """Who steers."""
        self.require_steer()

    def run(self, version: int, told: Told, form: Any) -> str:
        """Take it up again."""
        services.reopen(**self.on_period, version=version, reason=told["reason"])
        return _("Đã mở lại nhiệm vụ %(code)s") % {"code": self.opened.task.code}


class Assign(TaskPage):
    """Give a task to people."""

    title = _l("Giao người làm")
    form_class = forms.People
    faults = {services.NotOfTheOffice: ("", _l("Có người không còn làm việc ở cơ quan. Chọn lại."))}

    def require(self) -> None:
        """Who assigns in the lead unit, and who steers."""
        permissions.require_assign(self.opened.user, self.opened.task, self.opened.at)

    def why_not(self) -> str:
        """What is over is given to nobody."""
        return "" if self.opened.task.state in OPEN else _("Nhiệm vụ này đã kết thúc.")

    def _now(self) -> list[User]:
        return [row.user for row in self.opened.task.assignees.all() if row.ended_at is None]

    def arguments(self) -> dict[str, Any]:
        """The people of the lead units, and everybody else of the office."""
        leads = permissions.lead_units(self.opened.task) or (self.opened.plan.steering_unit_id,)
        held = (
            Holding.objects.on(self.opened.today)
            .filter(unit__agency=self.opened.plan.agency_id, user__is_active=True)
            .select_related("user", "unit")
            .order_by("user__search", "user")
        )
        near: dict[int, str] = {}
        others: dict[int, str] = {}
        for holding in held:
            inside = set(holding.unit.path) & set(leads)
            (near if inside else others).setdefault(
                holding.user_id, f"{holding.user.full_name} · {holding.unit.short_name or holding.unit.name}"
            )
        for user in self._now():
            near.setdefault(user.pk, others.pop(user.pk, str(user.full_name)))
        return {"near": near.items(), "others": [one for one in others.items() if one[0] not in near]}

    def initial(self) -> dict[str, Any]:
        """Who has it now."""
        return {"people": [user.pk for user in self._now()]}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Give it."""
        services.assign(**self.on_task, version=version, people=form.chosen)
        return _("Đã giao nhiệm vụ %(code)s cho %(n)s người") % {
            "code": self.opened.task.code, "n": len(set(form.chosen)),
        }  # fmt: skip


PAGES: dict[str, type[TaskPage]] = {
    "bat-dau": Start, "tien-do": Report, "de-nghi": Propose, "rut-de-nghi": Recall, "duyet": Approve,
    "tra-lai": Return, "dung": Drop, "mo-lai": Reopen, "giao": Assign, "minh-chung": Prove, "doi-han": SetTime,
    "kinh-phi": SetBudget, "chuyen-giao": HandOn, "san-pham": SetProducts, "chu-tri": SetLeads,
    "phoi-hop": SetHelpers, "moc": SetStages, "dat-moc": ReachStage,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(reads_plans)
def task_act(request: HttpRequest, slug: str, called: str, act: str) -> HttpResponse:
    """The page of an act on a task."""
    if act not in PAGES:
        raise Http404
    return PAGES[act](request, open_task(request, slug, called)).answer()
