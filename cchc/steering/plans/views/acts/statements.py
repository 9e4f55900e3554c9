"""What who steers says of a plan's statements: where they contradict each other, to which target they count."""

from typing import Any
from uuid import UUID

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.steering.plans import services
from cchc.steering.plans.forms import shaping as forms
from cchc.steering.plans.models import Statement, Target
from cchc.steering.plans.views.acts.onplan import PlanPage
from cchc.steering.plans.views.acts.page import Told

ONE = _l("Hai câu phải là hai câu khác nhau của kế hoạch này. Chọn lại.")


def _said(statement: Statement) -> str:
    return f"{statement.target.code} · {Truncator(statement.text).chars(140)}"


class _OnStatements(PlanPage):
    """An act on statements of the plan, which are chosen by their words."""

    versioned = False

    def _statements(self) -> list[tuple[str, str]]:
        rows = Statement.objects.filter(plan=self.opened.plan.pk, removed_at=None).select_related("target")
        return [(str(row.pk), _said(row)) for row in rows.order_by("target__position", "position", "pk")]

    def why_not(self) -> str:
        """There is something to be said of."""
        return "" if self._statements() else _("Kế hoạch này không có câu chỉ tiêu nào.")


class NoteContradiction(_OnStatements):
    """Write down that two statements cannot both be meant."""

    title = _l("Ghi chỗ kế hoạch mâu thuẫn")
    form_class = forms.Disagreement
    faults = {services.NotOfOnePlan: ("second", ONE)}

    @property
    def back_url(self) -> str:
        """Where contradictions stand."""
        return f"{self.opened.url}#mau-thuan"

    def arguments(self) -> dict[str, Any]:
        """The statements."""
        return {"statements": self._statements()}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Write it down."""
        services.note_contradiction(
            **self.on_plan, first=UUID(told["first"]), second=UUID(told["second"]), why=told["why"]
        )
        return _("Đã ghi chỗ kế hoạch mâu thuẫn")


class SettleContradiction(PlanPage):
    """Agree that two statements contradict each other, or set that aside."""

    title = _l("Kết luận chỗ mâu thuẫn")
    form_class = forms.Settlement
    versioned = False

    @property
    def back_url(self) -> str:
        """Where contradictions stand."""
        return f"{self.opened.url}#mau-thuan"

    def _rows(self) -> list[tuple[str, str]]:
        rows = self.opened.plan.contradictions.with_statements().order_by("pk")
        return [
            (
                str(row.pk),
                f"{row.first.target.code} – {row.second.target.code}: {row.why} ({row.get_state_display()})",
            )
            for row in rows
        ]

    def why_not(self) -> str:
        """Only where one was found."""
        return "" if self._rows() else _("Chưa thấy chỗ nào kế hoạch mâu thuẫn.")

    def arguments(self) -> dict[str, Any]:
        """Those that were found."""
        return {"rows": self._rows()}

    def initial(self) -> dict[str, Any]:
        """The one that was asked for."""
        return {"which": self.request.GET.get("so", "")}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Settle it."""
        services.settle_contradiction(
            contradiction_id=told["which"], confirmed=told["confirmed"], note=told["note"], by=self.opened.user,
            at=self.opened.at,
        )  # fmt: skip
        return _("Đã ghi nhận chỗ mâu thuẫn") if told["confirmed"] else _("Đã ghi: không phải mâu thuẫn")


class MoveStatement(_OnStatements):
    """Count a statement to another target."""

    title = _l("Chuyển câu sang chỉ tiêu khác")
    form_class = forms.Move
    faults = {services.NotOfOnePlan: ("target", _l("Câu này đã thuộc chỉ tiêu đó. Chọn chỉ tiêu khác."))}

    def _targets(self) -> dict[str, Target]:
        rows = Target.objects.filter(plan=self.opened.plan.pk).live().order_by("position", "pk")
        return {str(row.pk): row for row in rows}

    def arguments(self) -> dict[str, Any]:
        """The statements, and the targets of the plan."""
        named = [(pk, f"{row.code} {row.name}") for pk, row in self._targets().items()]
        return {"statements": self._statements(), "targets": named}

    def initial(self) -> dict[str, Any]:
        """The one that was asked for."""
        return {"statement": self.request.GET.get("cau", "")}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Count it there."""
        target = self._targets()[told["target"]]
        services.move_statement(
            statement_id=UUID(told["statement"]), to_target=target.pk, version=target.version, by=self.opened.user,
            at=self.opened.at,
        )  # fmt: skip
        return _("Câu này nay tính cho chỉ tiêu %(code)s") % {"code": target.code}
