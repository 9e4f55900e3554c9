"""What proves a task: added, and taken back."""

from collections.abc import Sequence
from typing import Any, Self
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from cchc.kernel.access import opens_to
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.rules import plain_number
from cchc.onestop.procedures.choices import State as VersionState
from cchc.onestop.procedures.models import Version
from cchc.steering.plans import permissions, services
from cchc.steering.plans.choices import CLOSED
from cchc.steering.plans.forms import acts as forms
from cchc.steering.plans.models import Evidence
from cchc.steering.plans.permissions import reads_plans
from cchc.steering.plans.views.acts.ontask import TaskPage
from cchc.steering.plans.views.acts.page import Told
from cchc.steering.plans.views.history import UNSEEN
from cchc.steering.plans.views.task import open_task
from cchc.ui.parts import Effect


class NotFound(ValueError):
    """What was typed names nothing that the person may see; it stands beside its `field`."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class Prove(TaskPage):
    """Add what proves a task."""

    title = _l("Thêm minh chứng")
    form_class = forms.Proof
    has_files = True
    versioned = False
    faults = {NotFound: ("", "")}

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Thêm minh chứng cho nhiệm vụ %(code)s") % {"code": self.opened.task.code}

    def why_not(self) -> str:
        """What is over takes no more evidence."""
        if self.opened.period is not None and self.opened.period.state in CLOSED:
            return _("Nhiệm vụ này đã kết thúc nên không nhận thêm minh chứng.")
        return super().why_not()

    def arguments(self) -> dict[str, Any]:
        """The products of the task."""
        return {"products": [(one.pk, one.text[:120]) for one in self.opened.task.products.all()]}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Add the file, or the link."""
        more = {**self.on_period, "label": told["label"], "product_id": told.get("product")}
        if told["file"]:
            services.add_file(**more, upload=told["file"])
        elif told["dossier"]:
            services.link_dossier(**more, dossier=self._dossier(told["dossier"]))
        else:
            services.link_procedure(**more, procedure=self._procedure(told["procedure"]))
        return _("Đã thêm minh chứng cho nhiệm vụ %(code)s") % {"code": self.opened.task.code}

    def _dossier(self, typed: str) -> Dossier:
        rows = Dossier.objects.visible_to(self.opened.user, self.opened.at).called(plain_number(typed))
        found = rows.first()
        if found is None:
            raise NotFound("dossier", _("Không có hồ sơ nào mang số này mà mình được xem"))
        return found

    def _procedure(self, typed: str) -> Version:
        code, _word, version = typed.partition(" bản ")
        rows = Version.objects.filter(procedure__code__iexact=code.strip()).exclude(state=VersionState.DRAFT)
        if version.strip().isdecimal():
            rows = rows.filter(number=int(version))
        else:
            rows = rows.filter(state=VersionState.PUBLISHED)
        found = rows.select_related("procedure").order_by("-number").first()
        if found is None:
            raise NotFound("procedure", _("Không có phiên bản công bố nào của mã này"))
        return found


class RemoveEvidence(TaskPage):
    """Take back what one added by mistake."""

    title = _l("Bỏ minh chứng")
    versioned = False
    evidence: Evidence

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Bỏ minh chứng này")

    def effects(self) -> Sequence[Effect]:
        """It stays in the record."""
        opens = permissions.can_open(self.opened.user, self.evidence, self.opened.at)
        label = self.evidence.label if opens else str(UNSEEN)
        return [Effect(label, "neutral", "paperclip"), Effect(_("Lịch sử nhiệm vụ vẫn ghi lần thêm và lần bỏ."))]

    def why_not(self) -> str:
        """What has been decided on stays."""
        if self.evidence.period.state in CLOSED:
            return _("Nhiệm vụ này đã kết thúc nên minh chứng giữ nguyên.")
        return ""

    def again(self) -> Self:
        """Read anew, about the same evidence."""
        page = type(self)(self.request, open_task(self.request, self.opened.plan.slug, self.opened.task.slug))
        page.evidence = Evidence.objects.select_related("period__task__plan").get(pk=self.evidence.pk)
        return page

    def run(self, version: int, told: Told, form: Any) -> str:
        """Take it back."""
        services.remove_evidence(evidence_id=self.evidence.pk, by=self.opened.user, at=self.opened.at)
        return _("Đã bỏ minh chứng")


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(reads_plans)
def remove_evidence(request: HttpRequest, slug: str, called: str, pk: UUID) -> HttpResponse:
    """Take back what proves a task."""
    opened = open_task(request, slug, called)
    rows = Evidence.objects.standing().filter(period__task=opened.task.pk)
    evidence = rows.select_related("period__task__plan").filter(pk=pk).first()
    if evidence is None:
        raise Http404
    page = RemoveEvidence(request, opened)
    page.evidence = evidence
    return page.answer()
