"""Values that units declare, as an office would: asked for, proved, approved; some open, one given back."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from cchc.demo.services import filling
from cchc.demo.services.dossiers import Cast
from cchc.foundation.identity.models import Unit, User
from cchc.foundation.worktime.rules import ZONE
from cchc.steering.indicators import rules, services
from cchc.steering.indicators.models import Declaration
from cchc.steering.plans.choices import PlanState
from cchc.steering.plans.models import Plan, Target
from cchc.steering.plans.services import publish_figures

# Who declares what: unit, numerator, denominator (None: not known), and how both grow from year to year.
SAID: dict[str, tuple[str, int, int | None, int]] = {
    "satisfied-procedures": ("VP", 402, 431, 31), "satisfied-service": ("VP", 268, 301, 22),
    "digital-skills": ("VP", 31, 56, 5), "systems-connected": ("QLCN", 3, 7, 1),
    "databases-shared": ("QLCN", 2, 6, 1), "rules-cut": ("QLKH", 14, None, 4), "work-files": ("VP", 812, 1006, 90),
}  # fmt: skip
WAITS, RETURNED, UNKNOWN = "satisfied-service", "digital-skills", "rules-cut"
PUBLISHED = (
    "on-time", "filed-online", "satisfied-procedures", "systems-connected", "digital-skills", "electronic-moves",
    "procedures-online", "forms-digitised",
)  # fmt: skip


def carry_out(cast: Cast) -> None:
    """Each year's values until today; then what the program asks for by itself stays open, in four states."""
    story = _Story(cast)
    today = localdate(cast.now)
    for year in range(2021, today.year):
        for indicator in SAID:
            if indicator != UNKNOWN or year > 2022:
                story.year(indicator, year)
    for indicator in SAID:
        story.this_year(indicator, today)
    story.publish(today)


class _Story:
    """The office and the units, with their times."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.organisation = cast, cast.organisation
        self.chief: User = cast.people[self.organisation.named["office"].pk]
        self.director: User = cast.people[self.organisation.named["director"].pk]
        self.office: Unit = self.organisation.units["VP"]

    def year(self, indicator: str, year: int) -> None:
        """What a year was, asked for at its end, declared within days, approved."""
        last = date(year, 12, 31)
        row = self._ask(indicator, date(year, 1, 1), last, last + timedelta(days=4))
        row = self._declare(row, year - 2021, last + timedelta(days=8))
        self._approve(row, last + timedelta(days=11))

    def this_year(self, indicator: str, today: date) -> None:
        """The quarter that was over last: approved, waiting, given back; what is not there yet lies open."""
        kind = rules.definitions()[indicator].kind
        _period, ends_on = rules.asked_period(kind, "", "quarter", today)
        if ends_on.year < today.year:  # no quarter of this year is over yet
            return
        asked = max(min(ends_on + timedelta(days=3), today - timedelta(days=9)), ends_on + timedelta(days=1))
        row = self._ask(indicator, date(today.year, 1, 1) if kind == "flow" else None, ends_on, asked)
        if today - asked < timedelta(days=7) or indicator == "databases-shared":
            return
        row = self._declare(row, today.year - 2021, asked + timedelta(days=3))
        if indicator == RETURNED:
            services.send_back(
                declaration_id=row.pk, version=row.version, by=self.chief, at=_at(asked + timedelta(days=4), 15),
                reason="Minh chứng mới có danh sách học viên, thiếu chứng chỉ của 6 người. Bổ sung rồi khai lại.",
            )  # fmt: skip
        elif indicator != WAITS:
            self._approve(row, asked + timedelta(days=5))

    def publish(self, today: date) -> None:
        """The office publishes some figures of the plan that everybody may read."""
        plan = (
            Plan.objects.filter(state=PlanState.IN_FORCE, published_at__isnull=False).order_by("starts_on").first()
        )
        if plan is None:
            return
        rows = [row.pk for row in Target.objects.filter(plan=plan, definition__in=PUBLISHED).live()]
        publish_figures(
            plan_id=plan.pk, version=plan.version, targets=rows, tables=rows,
            as_of=today - timedelta(days=2), by=self.chief, at=self.cast.now - timedelta(days=1),
        )  # fmt: skip

    def _ask(self, indicator: str, starts_on: date | None, ends_on: date, on: date) -> Declaration:
        flow = rules.definitions()[indicator].kind == "flow"
        period = rules.Period(starts_on, ends_on, "year") if flow and starts_on else None
        return services.ask_value(
            agency=self.organisation.department, indicator=indicator, period=period, on=None if flow else ends_on,
            asked_unit=self.organisation.units[SAID[indicator][0]], approving_unit=self.office,
            due_on=on + timedelta(days=7), by=self.chief, at=_at(on, 9),
        )  # fmt: skip

    def _declare(self, row: Declaration, years: int, on: date) -> Declaration:
        code, n, whole, more = SAID[row.indicator]
        name = rules.definitions()[row.indicator].name.vi
        proof = ContentFile(filling.sheet(f"Báo cáo: {name}", "Dữ liệu minh họa"), name=f"bao-cao-{years}.pdf")
        told: dict[str, Any] = {
            "numerator": n + years * more, "denominator": whole + years * more if whole is not None else None,
            "value": None, "note": "Theo sổ theo dõi của đơn vị (minh họa).",
        }  # fmt: skip
        if row.indicator == UNKNOWN:
            told["note"] = "Chưa có danh mục quy định gốc để làm mẫu số (minh họa)."
        return services.declare(
            declaration_id=row.pk, version=row.version, uploads=[proof], by=self._of(code), at=_at(on, 10), **told
        )

    def _approve(self, row: Declaration, on: date) -> None:
        services.approve(declaration_id=row.pk, version=row.version, by=self.chief, at=_at(on, 14))

    def _of(self, code: str) -> User:
        """Somebody of a unit, never the chief, who approves."""
        return self.cast.people[self.organisation.people[code][1].pk]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)
