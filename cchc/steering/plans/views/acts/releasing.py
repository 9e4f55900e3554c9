"""What the office publishes of a plan's figures, and takes back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.steering.plans import services
from cchc.steering.plans.forms import acts as forms
from cchc.steering.plans.forms.releasing import Release
from cchc.steering.plans.models import FigureRelease, Target
from cchc.steering.plans.views.acts.onplan import PlanPage
from cchc.steering.plans.views.acts.page import Told
from cchc.steering.plans.views.plan import by_part, targets_of
from cchc.steering.plans.views.published import shown_rows
from cchc.ui.parts import Effect
from cchc.ui.wording import day as day_words


class PublishFigures(PlanPage):
    """Show figures of a published plan to everybody, as they stood at the end of a day.

    What is chosen is looked at first, exactly as everybody will see it; only what was looked at is published.
    """

    title = _l("Công bố số liệu")
    template = "plans/publish_figures.html"
    form_class = Release
    faults = {
        services.NothingToPublish: ("targets", _l("Chọn ít nhất một chỉ tiêu")),
        services.FiguresMoved: ("", _l("Số liệu dưới đây chưa được xem trước, hoặc đã đổi từ lúc xem. Xem lại.")),
    }

    def why_not(self) -> str:
        """The plan itself comes first."""
        if self.opened.plan.published_at is None:
            return _("Kế hoạch này chưa công khai. Công khai kế hoạch trước, rồi công bố số liệu.")
        return ""

    @cached_property
    def before(self) -> FigureRelease | None:
        """What is published now."""
        return FigureRelease.objects.standing().filter(plan=self.opened.plan.pk).first()

    @cached_property
    def targets(self) -> list[Target]:
        """The targets of the plan."""
        return list(Target.objects.filter(plan=self.opened.plan.pk).live())

    @cached_property
    def by_unit(self) -> frozenset[UUID]:
        """Those that have a table by unit."""
        return services.counted_by_unit(self.targets)

    def effects(self) -> Sequence[Effect]:
        """What everybody will read, and what stays hidden."""
        found = [
            Effect(
                _("Ai cũng xem và tải được giá trị, tử số, mẫu số, cách tính của các chỉ tiêu đã chọn, "
                  "như số liệu lúc công bố; sửa về sau phải công bố lại."), "amber", "world",
            ),
            Effect(
                _("Số người, số hồ sơ từ 1 đến 4 không nêu, và không nêu thêm ô nào có thể làm lộ số ấy. "
                  "Số thủ tục, biểu mẫu, hệ thống thì nêu.")
            ),
        ]  # fmt: skip
        if self.before is not None:
            words = _("Thay số liệu đến ngày %(day)s đang công bố.") % {"day": day_words(self.before.as_of)}
            found.append(Effect(words, "neutral", "refresh"))
        return found

    def arguments(self) -> dict[str, Any]:
        """The targets of the plan, and which of them have a table by unit."""
        return {
            "targets": [(str(row.pk), str(row)) for row in self.targets],
            "with_table": [str(pk) for pk in self.by_unit], "today": self.opened.today,
        }  # fmt: skip

    def initial(self) -> dict[str, Any]:
        """What is published now; nothing by default. Tables by unit go along, unless they did not before."""
        told = {row["code"]: row for row in self.before.rows} if self.before else {}
        kept = {row.pk for row in self.targets if row.code in told and "by_unit" in told[row.code]}
        without = {row.pk for row in self.targets if row.pk in kept and not told[row.code]["by_unit"]}
        return {
            "as_of": self.opened.today, "targets": [str(row.pk) for row in self.targets if row.code in told],
            "tables": [str(pk) for pk in self.by_unit - without],
        }  # fmt: skip

    def answer(self) -> HttpResponse:
        """Choose, look at what was chosen, publish it."""
        if self.request.method == "POST" or "as_of" not in self.request.GET:
            return super().answer()
        self.require()
        if why := self.why_not():
            return self._too_late(None, why)
        form = self.form(self.request.GET)
        return self._show(form, 200 if form.is_valid() else 422)

    def more(self, form: Any) -> dict[str, Any]:
        """What everybody will see, once it is chosen; and what is published now and would be no longer."""
        told = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
        if not told.get("as_of") or not told.get("targets"):
            return {"preview": None}
        chosen = set(_keys(told["targets"]))
        rows = services.rows_to_publish(
            self.opened.plan, chosen, told["as_of"], self.opened.at, tables=_keys(told["tables"])
        )
        shown = shown_rows(rows)
        lines = by_part(one for one in targets_of(self.opened.plan, ()) if one.target.pk in chosen)
        gone = [row for row in self.before.rows if row["code"] not in shown] if self.before else []
        return {
            "preview": rows, "seen": services.fingerprint(rows), "as_of": told["as_of"],
            "parts": [(part, [(line, shown.get(line.target.code)) for line in found]) for part, found in lines],
            "tables": [table for one in shown.values() for table in one.tables],
            "gone": [f"{row['code']} {row['name']}" for row in gone],
        }  # fmt: skip

    def run(self, version: int, told: Told, form: Any) -> str:
        """Publish them."""
        services.publish_figures(
            **self.on_plan, version=version, targets=_keys(told["targets"]), tables=_keys(told["tables"]),
            as_of=told["as_of"], seen=told["seen"],
        )  # fmt: skip
        return _("Đã công bố số liệu đến ngày %(day)s") % {"day": day_words(told["as_of"])}


def _keys(told: Sequence[str]) -> list[UUID]:
    return [UUID(pk) for pk in told]


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
        return [
            Effect(words, "red", "world"),
            Effect(_("Trang công khai ghi ngày, giờ thu hồi; lý do chỉ giữ trong nhật ký.")),
        ]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Take them back."""
        services.withdraw_figures(**self.on_plan, version=version, reason=told["reason"])
        return _("Đã thu hồi số liệu đã công bố")
