"""What who steers does to a plan, its targets and its commitments."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from cchc.foundation.identity.models import Unit
from cchc.kernel.access import opens_to
from cchc.steering.plans import services
from cchc.steering.plans.choices import PlanState
from cchc.steering.plans.forms import acts as forms
from cchc.steering.plans.models import Commitment, Target, Task
from cchc.steering.plans.permissions import reads_plans
from cchc.steering.plans.views.acts.linking import Link, OutsidePlan, SetSteeringUnit, Unlink
from cchc.steering.plans.views.acts.onplan import PlanPage
from cchc.steering.plans.views.acts.page import Told
from cchc.steering.plans.views.acts.releasing import PublishFigures, WithdrawFigures
from cchc.steering.plans.views.acts.shaping import named_units
from cchc.steering.plans.views.acts.statements import MoveStatement, NoteContradiction, SettleContradiction
from cchc.steering.plans.views.opened import open_plan
from cchc.ui.acts import Happened, changed
from cchc.ui.parts import Effect


class Publish(PlanPage):
    """Show a plan to everybody."""

    title = _l("Công khai kế hoạch")

    def why_not(self) -> str:
        """Once is enough."""
        return "" if self.opened.plan.published_at is None else _("Kế hoạch này đã công khai.")

    def effects(self) -> Sequence[Effect]:
        """What everybody sees, and what nobody outside does."""
        address = reverse("plans:public", args=[self.opened.plan.slug])
        return [
            Effect(
                _("Ai cũng xem được ở %(address)s: tên, số, chỉ tiêu, nhiệm vụ, đơn vị chủ trì và tiến độ.")
                % {"address": address}, "amber", "world",
            ),
            Effect(_("Không công khai: người làm, ghi chú, minh chứng, kinh phí.")),
        ]  # fmt: skip

    def run(self, version: int, told: Told, form: Any) -> str:
        """Publish it."""
        services.publish(**self.on_plan, version=version)
        return _("Đã công khai kế hoạch")


class Unpublish(PlanPage):
    """Take a plan back from the public pages."""

    title = _l("Thôi công khai")
    form_class = forms.Reason
    danger = True

    def why_not(self) -> str:
        """Only what is published can be taken back."""
        return "" if self.opened.plan.published_at is not None else _("Kế hoạch này chưa công khai.")

    def effects(self) -> Sequence[Effect]:
        """The public page goes."""
        return [
            Effect(
                _("Trang công khai của kế hoạch không còn; ai đã giữ địa chỉ sẽ không mở được."), "red", "world"
            )
        ]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Take it back."""
        services.unpublish(**self.on_plan, version=version, reason=told["reason"])
        return _("Đã thôi công khai kế hoạch")


class End(PlanPage):
    """A plan is over."""

    title = _l("Kết thúc kế hoạch")
    danger = True

    def why_not(self) -> str:
        """Once."""
        return "" if self.opened.plan.state == PlanState.IN_FORCE else _("Kế hoạch này đã kết thúc.")

    def effects(self) -> Sequence[Effect]:
        """No more periods, no more reminders; and no way back."""
        open_tasks = Task.objects.filter(plan=self.opened.plan.pk).live().open().count()
        words = _("Không mở kỳ mới, không nhắc hạn nữa, và không mở lại được. Còn %(n)s nhiệm vụ chưa xong.") % {
            "n": open_tasks
        }
        return [Effect(words, "red", "player-stop")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """End it."""
        services.end_plan(**self.on_plan, version=version)
        return _("Đã kết thúc kế hoạch")


PAGES: dict[str, type[PlanPage]] = {
    "cong-khai": Publish, "thoi-cong-khai": Unpublish, "ket-thuc": End, "lien-ket": Link,
    "bo-lien-ket": Unlink, "ke-hoach-ngoai": OutsidePlan, "don-vi-theo-doi": SetSteeringUnit,
    "ghi-mau-thuan": NoteContradiction, "mau-thuan": SettleContradiction, "chuyen-cau": MoveStatement,
    "cong-bo-so-lieu": PublishFigures, "thu-hoi-so-lieu": WithdrawFigures,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(reads_plans)
def plan_act(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """The page of an act on a plan."""
    if act not in PAGES:
        raise Http404
    return PAGES[act](request, open_plan(request, slug)).answer()


class ChangeTarget(PlanPage):
    """Name a target as the office calls it, and say who answers for it."""

    title = _l("Sửa tên, giao chỉ tiêu")
    form_class = forms.NameTarget
    row: Target

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Lưu chỉ tiêu %(code)s") % {"code": self.row.code}

    @property
    def subject(self) -> str:
        """The target."""
        return str(self.row)

    @property
    def version(self) -> int:
        """The target's."""
        return int(self.row.version)

    @property
    def back_url(self) -> str:
        """The target's page."""
        return reverse("plans:target", args=[self.opened.plan.slug, self.row.code.lower()])

    def again(self) -> "ChangeTarget":
        """Read anew."""
        return _target_page(self.request, self.opened.plan.slug, self.row.code)

    def what_happened(self) -> Happened | None:
        """Who changed the target last."""
        return changed(self.row.changed_by, self.row.changed_at)

    def arguments(self) -> dict[str, Any]:
        """The units of the office."""
        return {"units": named_units(self.opened)}

    def initial(self) -> dict[str, Any]:
        """As it is now."""
        return {"name": self.row.name, "lead": self.row.lead_id}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Write it."""
        lead = Unit.objects.get(pk=told["lead"]) if told["lead"] else None
        services.change_target(
            target_id=self.row.pk, version=version, name=told["name"], lead=lead, by=self.opened.user,
            at=self.opened.at,
        )  # fmt: skip
        return _("Đã lưu chỉ tiêu %(code)s") % {"code": self.row.code}


def _target_page(request: HttpRequest, slug: str, code: str) -> ChangeTarget:
    page = ChangeTarget(request, open_plan(request, slug))
    page.row = get_object_or_404(Target.objects.live(), plan=page.opened.plan.pk, code__iexact=code)
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(reads_plans)
def target_act(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Name a target, and say who answers for it."""
    return _target_page(request, slug, code).answer()


class NothingCalled(ValueError):
    """A plan has no task and no target of a number that was typed."""


class Carry(PlanPage):
    """Say what carries a commitment."""

    title = _l("Ghi việc thực hiện cam kết")
    form_class = forms.Carriers
    versioned = False
    faults = {NothingCalled: ("numbers", "")}
    row: Commitment

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Lưu việc thực hiện cam kết")

    @property
    def subject(self) -> str:
        """What is promised."""
        return str(self.row.text)

    @property
    def back_url(self) -> str:
        """Where what nothing carries stands."""
        return f"{self.opened.url}#cam-ket"

    def again(self) -> "Carry":
        """Read anew."""
        return _carry_page(self.request, self.opened.plan.slug, self.row.pk)

    def initial(self) -> dict[str, Any]:
        """What carries it now."""
        links = self.row.carried_by.select_related("task", "target").order_by("pk")
        return {"numbers": ", ".join(str(getattr(link.task or link.target, "code", "")) for link in links)}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Write it."""
        plan = self.opened.plan.pk
        tasks = {row.code.casefold(): row.pk for row in Task.objects.filter(plan=plan).live()}
        rows = Target.objects.filter(plan=plan).live().values_list("pk", "code")
        targets = {code.casefold(): pk for pk, code in rows}
        typed = [one.strip() for one in told["numbers"].replace(";", ",").split(",") if one.strip()]
        strange = [one for one in typed if one.casefold() not in tasks and one.casefold() not in targets]
        if strange:
            raise NothingCalled(_("Kế hoạch không có số %(codes)s") % {"codes": ", ".join(strange)})
        services.carry_commitment(
            commitment_id=self.row.pk, by=self.opened.user, at=self.opened.at,
            tasks=[tasks[one.casefold()] for one in typed if one.casefold() in tasks],
            targets=[targets[one.casefold()] for one in typed if one.casefold() in targets],
        )  # fmt: skip
        return _("Đã ghi việc thực hiện cam kết")


def _carry_page(request: HttpRequest, slug: str, pk: UUID) -> Carry:
    page = Carry(request, open_plan(request, slug))
    page.row = get_object_or_404(Commitment.objects.live(), plan=page.opened.plan.pk, pk=pk)
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(reads_plans)
def carry(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say which tasks and targets carry a commitment."""
    return _carry_page(request, slug, pk).answer()
