"""What the office publishes of a plan's figures, and takes back."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.steering.plans import services
from cchc.steering.plans.forms import acts as forms
from cchc.steering.plans.forms.releasing import Release
from cchc.steering.plans.models import FigureRelease, Target
from cchc.steering.plans.views.acts.onplan import PlanPage
from cchc.steering.plans.views.acts.page import Told
from cchc.ui.parts import Effect
from cchc.ui.wording import day as day_words


class PublishFigures(PlanPage):
    """Show figures of a published plan to everybody, as they stood at the end of a day."""

    title = _l("Công bố số liệu")
    form_class = Release
    faults: ClassVar[dict[type[Exception], tuple[str, Any]]] = {
        services.NothingToPublish: ("targets", _l("Chọn ít nhất một chỉ tiêu"))
    }

    def why_not(self) -> str:
        """The plan itself comes first."""
        if self.opened.plan.published_at is None:
            return _("Kế hoạch này chưa công khai. Công khai kế hoạch trước, rồi công bố số liệu.")
        return ""

    def effects(self) -> Sequence[Effect]:
        """What everybody will read, and what stays hidden."""
        before = FigureRelease.objects.standing().filter(plan=self.opened.plan.pk).first()
        found = [
            Effect(
                _("Ai cũng xem và tải được giá trị, tử số, mẫu số, cách tính của các chỉ tiêu đã chọn, "
                  "như số liệu lúc công bố; sửa về sau phải công bố lại."), "amber", "world",
            ),
            Effect(_("Số liệu đứng trên dưới 5 trường hợp không nêu.")),
        ]  # fmt: skip
        if before is not None:
            words = _("Thay số liệu đến ngày %(day)s đang công bố.") % {"day": day_words(before.as_of)}
            found.append(Effect(words, "neutral", "refresh"))
        return found

    def arguments(self) -> dict[str, Any]:
        """The targets of the plan."""
        rows = Target.objects.filter(plan=self.opened.plan.pk).live()
        return {"targets": [(str(row.pk), str(row)) for row in rows], "today": self.opened.today}

    def initial(self) -> dict[str, Any]:
        """What is published now; nothing by default."""
        before = FigureRelease.objects.standing().filter(plan=self.opened.plan.pk).first()
        codes = {row["code"] for row in before.rows} if before else set()
        rows = Target.objects.filter(plan=self.opened.plan.pk, code__in=codes).live()
        return {"as_of": self.opened.today, "targets": [str(row.pk) for row in rows]}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Publish them."""
        services.publish_figures(
            **self.on_plan, version=version, targets=[UUID(pk) for pk in told["targets"]], as_of=told["as_of"]
        )
        return _("Đã công bố số liệu đến ngày %(day)s") % {"day": day_words(told["as_of"])}


class WithdrawFigures(PlanPage):
    """Take the newest published figures back."""

    title = _l("Thu hồi số liệu đã công bố")
    form_class = forms.Reason
    danger = True

    def why_not(self) -> str:
        """Only what is published can be taken back."""
        found = FigureRelease.objects.standing().filter(plan=self.opened.plan.pk)
        return "" if found.exists() else _("Kế hoạch này chưa công bố số liệu nào.")

    def effects(self) -> Sequence[Effect]:
        """What is shown afterwards."""
        found = list(FigureRelease.objects.standing().filter(plan=self.opened.plan.pk)[:2])
        if len(found) > 1:
            words = _("Số liệu đến ngày %(day)s không còn; số liệu đến ngày %(before)s hiện trở lại.") % {
                "day": day_words(found[0].as_of), "before": day_words(found[1].as_of),
            }  # fmt: skip
        else:
            words = _("Trang công khai không còn số liệu nào. Ai đã tải tệp vẫn giữ tệp đó.")
        return [Effect(words, "red", "world")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Take them back."""
        services.withdraw_figures(**self.on_plan, version=version, reason=told["reason"])
        return _("Đã thu hồi số liệu đã công bố")
