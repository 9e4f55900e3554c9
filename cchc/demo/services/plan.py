"""The department's reform plan, read from its document and carried out since: as a planner and the units would.

`plan/ke-hoach-cchc-2021-2025.txt` is the text of a real department's plan with the signer's name replaced;
`plan/ke-hoach-nam.md` is a yearly plan of our own, with dates around today.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from cchc.demo.services import filling
from cchc.demo.services.dossiers import Cast
from cchc.demo.services.organisation import MERGED
from cchc.foundation.identity.models import User
from cchc.foundation.worktime.rules import ZONE
from cchc.onestop.dossiers.choices import State as DossierState
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.procedures.choices import State as VersionState
from cchc.onestop.procedures.models import Version
from cchc.steering.indicators import rules
from cchc.steering.indicators import services as indicators
from cchc.steering.plans import services
from cchc.steering.plans.choices import OPEN, LinkKind, PlanKind, Role, RowKind, TimeKind
from cchc.steering.plans.models import Party, Period, Plan, PlanImport, Target, Task

FOLDER = Path(__file__).parents[1] / "plan"
LONG = "ke-hoach-cchc-2021-2025.txt"
YEARLY = "ke-hoach-nam.md"
READ = date(2021, 11, 29)  # the planner begins the review
ACCEPTED = date(2021, 12, 6)
# What the planner makes of "2021 and the following years": once a year, by the middle of December.
AGAIN = {"I.01": (12, 15), "I.03": (12, 15), "IV.02": (12, 15), "V.02": (12, 15)}
# Where a definition can be read in several ways, as the office reads its plan.
READINGS = {"electronic-moves": "units", "on-time": "report"}
# Which unit answers for a target, where the plan names none.
LEADS = {
    "electronic-moves": "VP", "payable-online": "VP", "filed-online": "QLCN", "satisfied-procedures": "VP",
    "digital-skills": "VP", "work-files": "VP", "systems-connected": "QLCN", "databases-shared": "QLCN",
    "services-on-devices": "QLCN", "procedures-online": "VP", "rules-cut": "QLKH",
}  # fmt: skip
RECENT = timedelta(days=200)
SETTLED = timedelta(days=12)
IDLE = ("II.01", "VI.06.2")  # nobody has begun them
ENDED = {"VI.02.1": 2023, "VI.06.3": 2024}  # done once and for all, in these years
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def carry_out(cast: Cast) -> None:
    """Read both plans in, review and accept them, and let their tasks run until today."""
    story = _Story(cast, Random(106))  # noqa: S311 - invented acts, not secrets
    whole = story.review(LONG, (FOLDER / LONG).read_bytes(), READ)
    plan = story.accept(whole, PlanKind.MULTI_YEAR, ACCEPTED)
    province = services.note_outside_plan(
        agency=cast.organisation.department, number="602/QĐ-UBND", issued_on=date(2021, 9, 17),
        issuer="UBND tỉnh Gia Lai", starts_on=date(2021, 1, 1), ends_on=date(2025, 12, 31),
        title="Chương trình tổng thể cải cách hành chính nhà nước giai đoạn 2021-2025 và định hướng đến năm 2030",
        by=story.chief, at=_at(ACCEPTED, 15),
    )  # fmt: skip
    services.link_plans(
        plan_id=plan.pk, other_id=province.pk, kind=LinkKind.ANSWERS, by=story.chief, at=_at(ACCEPTED, 15)
    )
    story.measure(plan, _at(ACCEPTED, 15, 30))
    services.publish(plan_id=plan.pk, version=plan.version, by=story.chief, at=_at(ACCEPTED, 16))
    story.run(plan)
    today = cast.now.astimezone(ZONE).date()
    begins = date(today.year, 1, 9)
    if today - begins > SETTLED:  # before that the yearly plan has hardly begun
        text = (FOLDER / YEARLY).read_text().format(**_days(today))
        whole = story.review(YEARLY, text.encode(), begins)
        yearly = story.accept(whole, PlanKind.YEARLY, begins, derived_from=plan)
        story.measure(yearly, _at(begins, 15, 30))
        story.run_year(yearly)


def _days(today: date) -> dict[str, Any]:
    """The dates of the yearly plan: what is late, what was due lately, what is due soon; none outside the year."""

    def said(days: int) -> str:
        day = min(max(today + timedelta(days=days), date(today.year, 1, 15)), date(today.year, 12, 30))
        return f"{day:%d/%m/%Y}"

    return {"year": today.year, "late": said(-20), "recent": said(-4), "soon": said(6)}


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


@dataclass
class _Story:
    """Who reads, reviews, reports and approves."""

    cast: Cast
    rng: Random
    chief: User = field(init=False)
    director: User = field(init=False)
    inspector: User = field(init=False)
    versions: dict[UUID, int] = field(default_factory=dict)  # of tasks, as the last act left them
    reporters: dict[UUID, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = self.cast.organisation.named
        self.chief = self.cast.people[named["office"].pk]
        self.director = self.cast.people[named["director"].pk]
        found = User.objects.get(full_name="Đoàn Công Chính", agency=self.cast.organisation.department)
        self.inspector = User.objects.signed_in(found.pk) or found

    # From the document to the plan

    def review(self, name: str, data: bytes, day: date) -> PlanImport:
        """Look at everything that is doubtful, as the chief of the office would; it takes a few days."""
        whole = services.begin_import(
            agency=self.cast.organisation.department, name=name, data=data, by=self.chief, at=_at(day, 9)
        )
        at = _at(day, 9, 20)
        for row in whole.rows.open().unsure_first():
            at += timedelta(minutes=self.rng.randint(1, 4))
            row.refresh_from_db()  # a spelling put right changes other rows
            act: dict[str, Any] = {"row_id": row.pk, "version": row.version, "by": self.chief, "at": at}
            changes = _changes(row.kind, row.value)
            if row.kind == RowKind.LEFT_OVER:
                services.place_row(**act, kind=RowKind.STRUCTURE, changes={})
            elif changes:
                services.correct_row(**act, changes=changes)
            else:
                services.confirm_row(**act)
        for row in whole.rows.filter(kind=RowKind.TASK, value__key__in=list(AGAIN)):
            month, due = AGAIN[row.value["key"]]
            if row.value["time"]["kind"] == TimeKind.FROM and not row.value["time"]["recurrence"]:
                again = {"every": "year", "month": month, "day": due}
                services.correct_row(
                    row_id=row.pk, version=row.version,
                    changes={"time": row.value["time"] | {"recurrence": again}},
                    by=self.chief, at=at + timedelta(days=1),
                )  # fmt: skip
        whole.refresh_from_db()
        return whole

    def accept(self, whole: PlanImport, kind: PlanKind, day: date, derived_from: Plan | None = None) -> Plan:
        """The review is done: it is the plan from now on."""
        return services.accept_import(
            import_id=whole.pk, version=whole.version, kind=kind, steering_unit=self.cast.organisation.units["VP"],
            derived_from=derived_from, is_demo=True, by=self.chief, at=_at(day, 14),
        )  # fmt: skip

    def measure(self, plan: Plan, at: datetime) -> None:
        """Say by what each target that can be counted is measured, as the planner does once the plan is in."""
        for target in Target.objects.filter(plan=plan).live():
            definition = rules.definitions().get(target.definition)
            if definition is None or definition.declared:
                continue
            measure = indicators.Measure(indicator=definition.key, reading=READINGS.get(definition.key, ""))
            indicators.bind(target_id=target.pk, agency=plan.agency, measure=measure, by=self.chief, at=at)
        for target in Target.objects.filter(plan=plan, lead=None).live():
            if target.definition in LEADS:
                services.change_target(
                    target_id=target.pk, version=target.version, name=target.name, by=self.chief, at=at,
                    lead=self.cast.organisation.units[LEADS[target.definition]],
                )  # fmt: skip

    # At work

    def run(self, plan: Plan) -> None:
        """Quarter by quarter until today: periods open, are proved, approved; some late, some not yet."""
        today = self.cast.now.astimezone(ZONE).date()
        start = date(2021, 10, 1)
        while start <= today:
            following = date(start.year + start.month // 10, (start.month + 2) % 12 + 1, 1)
            if start > ACCEPTED:
                services.open_periods(at=_at(start, 0, 5))
            self.versions.clear()
            if start == date(2022, 1, 1):
                self._begin(plan)
            if start <= MERGED < following and today > MERGED:
                services.hand_on_closed_units(at=_at(MERGED + timedelta(days=1), 0, 6))
                self.reporters.clear()
            due = Period.objects.open().filter(task__plan=plan, due_on__gte=start, due_on__lt=following)
            for period in due.select_related("task").order_by("due_on", "task__position"):
                assert period.due_on is not None
                self._live(period.task, period, period.due_on, today)
            start = following

    def _live(self, task: Task, period: Period, due_on: date, today: date) -> None:
        """What becomes of a period: done in time or late; of the last months some are open still, or proposed."""
        chance = self.rng.random()
        if today - due_on < RECENT and chance < 0.4:
            if chance < 0.2:
                self._report(task, min(due_on, today) - timedelta(days=9), period)
            return
        done = max(due_on - timedelta(days=self.rng.randint(1, 12)), ACCEPTED + timedelta(days=2))
        if chance > 0.87:
            done = due_on + timedelta(days=self.rng.randint(6, 40))
        if done + timedelta(days=3) < today:
            self._done(task, period, done, approve=today - due_on > RECENT or chance < 0.75)

    def _begin(self, plan: Plan) -> None:
        """What has no due day goes on all the time: somebody has it, and says now and then how it goes."""
        tasks = {task.code: task for task in plan.tasks.all()}
        people = self.cast.organisation.people["VP"]
        for number, task in enumerate(tasks.values(), 1):
            if task.every or task.ends_on or task.code in (*ENDED, *IDLE):
                continue
            if number % 3 == 0:
                self._assign(task, [people[1 + number % 2]], ACCEPTED + timedelta(days=number))
            self._report(task, ACCEPTED + timedelta(days=30 * number))
        for code, year in ENDED.items():
            if code in tasks:
                self._done(tasks[code], None, date(year, 10, 12), approve=True)
        self._link(tasks)

    def _link(self, tasks: Mapping[str, Task]) -> None:
        """Rows of the program that prove a task: procedures made public, dossiers that were handed over."""
        department = self.cast.organisation.department
        at = self.cast.now - timedelta(days=2)
        versions = Version.objects.filter(procedure__agency=department, state=VersionState.PUBLISHED)
        who = self.cast.people[self.cast.organisation.people["VP"][1].pk]
        if "II.04" in tasks:
            for version in versions.select_related("procedure").order_by("pk")[:2]:
                services.link_procedure(task_id=tasks["II.04"].pk, procedure=version, by=who, at=at)
        done = Dossier.objects.filter(agency=department, state=DossierState.RETURNED).order_by("-filed_at")
        if "II.05" in tasks:
            task = tasks["II.05"]
            self._assign(task, [self.chief], ACCEPTED + timedelta(days=40))
            for dossier in done[:2]:
                label = f"Hồ sơ {dossier.number}"
                services.link_dossier(task_id=task.pk, dossier=dossier, label=label, by=self.chief, at=at)

    def run_year(self, plan: Plan) -> None:
        """The yearly plan: heads give tasks to their people; one is late, one waits for approval, one is done."""
        organisation = self.cast.organisation
        specialist = organisation.named["specialist"]
        today = self.cast.now.astimezone(ZONE).date()
        tasks = list(plan.tasks.order_by("position"))
        given = plan.accepted_at.astimezone(ZONE).date() + timedelta(days=2)
        for month in range(2, today.month + 1):
            services.open_periods(at=_at(date(today.year, month, 1), 0, 5))
        self.versions.clear()
        for task in tasks:
            if task.code.startswith("PC"):
                continue
            lead = (
                Party.objects.filter(task=task, role=Role.LEAD, unit__isnull=False).select_related("unit").first()
            )
            code = lead.unit.code if lead and lead.unit else "VP"
            people = organisation.people[code]
            person = specialist if specialist in people else people[-1]
            self._assign(task, [person], given)
            self._plan_way(task, person, given)
            for period in task.periods.filter(state__in=OPEN).order_by("starts_on"):
                self._live_of_year(task, period, given, today)

    def _plan_way(self, task: Task, person: User, given: date) -> None:
        """What is done once has a way of three steps, the first of them reached."""
        if task.every or task.ends_on is None or task.ends_on - given < timedelta(days=60):
            return
        third = (task.ends_on - given) / 3
        steps = (
            ("Ban hành kế hoạch thực hiện", given + timedelta(days=12)), ("Hoàn thành dự thảo", given + third),
            ("Lấy ý kiến các phòng, đơn vị", given + 2 * third),
        )  # fmt: skip
        act: dict[str, Any] = {"by": self.cast.people[person.pk], "at": _at(given, 11)}
        stages = [(None, text, day) for text, day in steps]
        done = services.set_stages(task_id=task.pk, version=self._version(task), stages=stages, **act)
        first = done.stages.first()
        if first is not None:
            act["at"] = _at(given + timedelta(days=9), 16)
            done = services.reach_stage(stage_id=first.pk, version=done.version, reached=True, **act)
        self.versions[task.pk] = done.version

    def _live_of_year(self, task: Task, period: Period, given: date, today: date) -> None:
        due_on = period.due_on
        left = (due_on - today).days if due_on else 999
        if left < -30:
            assert due_on is not None
            self._done(task, period, due_on - timedelta(days=self.rng.randint(1, 9)), approve=True)
        elif -10 < left < 0:
            assert due_on is not None
            self._done(task, period, due_on - timedelta(days=1), approve=False)
        elif left < 60 or due_on is None:
            self._report(task, max(given, today - timedelta(days=self.rng.randint(21, 25))), period)

    # The acts

    def _version(self, task: Task) -> int:
        if task.pk not in self.versions:
            self.versions[task.pk] = Task.objects.values_list("version", flat=True).get(pk=task.pk)
        return self.versions[task.pk]

    def _assign(self, task: Task, people: Iterable[User], day: date) -> None:
        ids = [person.pk for person in people]
        act: dict[str, Any] = {
            "task_id": task.pk,
            "version": self._version(task),
            "by": self.chief,
            "at": _at(day, 10),
        }
        self.versions[task.pk] = services.assign(**act, people=ids).version
        self.reporters[task.pk] = self.cast.people[ids[0]]

    def _report(self, task: Task, day: date, period: Period | None = None) -> None:
        act: dict[str, Any] = {
            "task_id": task.pk,
            "version": self._version(task),
            "period_id": period.pk if period else None,
        }
        done = services.report(**act, by=self._reporter(task), at=_at(day, 15), text=_said(self.rng))
        self.versions[task.pk] = done.version

    def _done(self, task: Task, period: Period | None, day: date, *, approve: bool) -> None:
        """Proved by a file, proposed; approved a day or two later by somebody else."""
        who = self._reporter(task)
        act: dict[str, Any] = {"task_id": task.pk, "period_id": period.pk if period else None}
        name = f"{task.code}{f' {period.label}' if period and period.label else ''}".replace("/", "-")
        upload = ContentFile(filling.sheet("Báo cáo kết quả thực hiện", "Dữ liệu minh họa"), name=f"{name}.pdf")
        services.add_file(**act, upload=upload, label=f"Báo cáo kết quả {name}", by=who, at=_at(day, 9))
        said = "Đã hoàn thành, sản phẩm gửi kèm."
        done = services.propose_done(**act, version=self._version(task), by=who, at=_at(day, 9, 30), text=said)
        if approve:
            judge = self.director if who.pk == self.chief.pk else self.chief
            done = services.approve(**act, version=done.version, by=judge, at=_at(day + timedelta(days=1), 14))
        self.versions[task.pk] = done.version

    def _reporter(self, task: Task) -> User:
        """Whoever has the task, else somebody of its lead unit at that time."""
        if task.pk not in self.reporters:
            self.reporters[task.pk] = self._of_lead(task)
        return self.reporters[task.pk]

    def _of_lead(self, task: Task) -> User:
        lead = Party.objects.filter(task=task, role=Role.LEAD, unit__isnull=False).select_related("unit").first()
        code = lead.unit.code if lead and lead.unit else "VP"
        if code == "TTR":
            return self.inspector
        return self.cast.people[self.cast.organisation.people[code][1].pk]


def _changes(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """What the planner puts right: a decree without its year, a link that an editor left behind."""
    text = value.get("text", "")
    if kind == RowKind.COMMITMENT and _LINK.search(text):
        return {"text": _LINK.sub(r"\1", text)}
    if kind == RowKind.TASK and "151/NĐ-CP" in text:
        return {"text": text.replace("151/NĐ-CP", "151/2017/NĐ-CP")}
    return {}


def _said(rng: Random) -> str:
    return rng.choice(
        (
            "Đã ban hành kế hoạch thực hiện và phân công từng phòng, đơn vị.",
            "Đã rà soát xong bước một, đang tổng hợp ý kiến của các phòng, đơn vị.",
            "Đang thực hiện đúng tiến độ, chưa có vướng mắc.",
            "Đã gửi văn bản lấy ý kiến, còn hai đơn vị chưa trả lời.",
        )
    )
