"""An office that steers a plan, and rows of plans in the situations that tests name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import Agency, Unit, User
from cchc.foundation.identity.tests.factories import AgencyFactory, HoldingFactory, PositionFactory, UnitFactory
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers.tests.factories import fresh, person, stored
from cchc.steering.plans.choices import (
    Comparison,
    PlanKind,
    Role,
    RowKind,
    RowState,
    State,
    TaskKind,
    TimeKind,
    Where,
)
from cchc.steering.plans.models import (
    Commitment,
    Evidence,
    ImportRow,
    Milestone,
    Party,
    Period,
    Plan,
    PlanImport,
    Product,
    Statement,
    Target,
    Task,
    TaskGroup,
)
from cchc.steering.plans.rules import content
from cchc.steering.plans.services import working

# Wednesday 18/11/2026, 09:00 in the office.
MORNING = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
FAR = working.FAR


@dataclass
class Office:
    """A department whose office steers the plan, with a division that leads tasks and one beside it."""

    agency: Agency
    office: Unit
    division: Unit
    other_division: Unit
    leaders: Unit
    chief: User  # steers, in the office
    clerk: User  # of the office, without that right
    director: User  # steers, over the whole agency
    head: User  # assigns in the division
    specialist: User
    other_head: User
    stranger: User  # of another agency


def office() -> Office:
    """The department, its people read as a request reads them."""
    agency = AgencyFactory()
    place = UnitFactory(agency=agency, code="VP", name="Văn phòng Sở", short_name="Văn phòng")
    division = UnitFactory(agency=agency, code="QLKH", name="Phòng Quản lý Khoa học", short_name="Phòng QLKH")
    other = UnitFactory(agency=agency, code="QLCN", name="Phòng Quản lý Công nghệ", short_name="Phòng QLCN")
    leaders = UnitFactory(agency=agency, code="LD", name="Lãnh đạo Sở", short_name="Lãnh đạo")
    director = HoldingFactory(
        unit=leaders,
        position=PositionFactory(agency=agency, rights=[Right.APPROVE, Right.STEER], scope=Scope.AGENCY),
        user__full_name="Đinh Thị Hồng Liên",
    ).user
    stranger = HoldingFactory(
        unit=UnitFactory(agency=AgencyFactory()), rights=(Right.STEER,), scope=Scope.AGENCY
    ).user
    generations.forget_all()
    return Office(
        agency=agency, office=place, division=division, other_division=other, leaders=leaders,
        chief=person(place, Right.ASSIGN, Right.STEER, full_name="Võ Quỳnh Khuê"),
        clerk=person(place, Right.PROCESS, full_name="Kpă Y Thuôn"), director=fresh(director),
        head=person(division, Right.ASSIGN, Right.PROCESS, full_name="Đặng Hữu Nghĩa"),
        specialist=person(division, Right.PROCESS, full_name="Lê Thị Tuyết Nghiễm"),
        other_head=person(other, Right.ASSIGN, Right.PROCESS, full_name="Trần Quốc Bảo"), stranger=fresh(stranger),
    )  # fmt: skip


class PlanFactory(factory.django.DjangoModelFactory[Plan]):
    """A plan of five years that is carried out; `place` is the office that steers it."""

    class Meta:
        model = Plan

    class Params:
        place = None
        published = factory.Trait(published_at=MORNING)

    agency = factory.LazyAttribute(lambda row: (row.place or office()).agency)
    steering_unit = factory.LazyAttribute(lambda row: Unit.objects.get(agency=row.agency, code="VP"))
    slug = factory.Sequence(lambda n: f"cai-cach-hanh-chinh-2026-2030-{n}")
    kind = PlanKind.MULTI_YEAR
    number = "12/KH-SKHCN"
    issued_on = date(2026, 1, 5)
    issuer = "Sở Khoa học và Công nghệ"
    title = "Cải cách hành chính giai đoạn 2026 - 2030"
    starts_on = date(2026, 1, 1)
    ends_on = date(2030, 12, 31)
    accepted_at = MORNING
    changed_at = MORNING


class TaskGroupFactory(factory.django.DjangoModelFactory[TaskGroup]):
    class Meta:
        model = TaskGroup

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: f"{n + 1}")
    name = "CẢI CÁCH THỂ CHẾ"
    position = factory.Sequence(lambda n: n)


class TaskFactory(factory.django.DjangoModelFactory[Task]):
    """A task with one open period, led by `lead`; `period_state` says where it stands; its work is in place."""

    class Meta:
        model = Task
        rename = {"code": "mark"}  # tests say what people read
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    kind = TaskKind.APPENDIX
    group = factory.LazyAttribute(lambda row: TaskGroupFactory(plan=row.plan))
    number = factory.Sequence(lambda n: f"{n + 1:02}")
    code = factory.LazyAttribute(lambda row: f"{row.group.number}.{row.number}" if row.group else row.number)
    slug = factory.LazyAttribute(lambda row: content.task_slug(row.code))
    position = factory.Sequence(lambda n: n)
    text = "Rà soát, đơn giản hóa thủ tục hành chính"
    time_text = "Năm 2026"
    time_kind = TimeKind.YEAR
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)
    periods_from = date(2026, 1, 1)
    sort_on = FAR
    changed_at = MORNING

    @factory.post_generation
    def lead(self, create, extracted, **kwargs):
        if extracted:
            Party.objects.create(task=self, role=Role.LEAD, position=1, printed=extracted.name, unit=extracted)

    @factory.post_generation
    def product(self, create, extracted, **kwargs):
        if extracted:
            Product.objects.create(task=self, position=1, text=extracted)

    @factory.post_generation
    def period_state(self, create, extracted, **kwargs):
        if self.every or extracted == "none":
            return
        state = extracted or State.NOT_STARTED
        PeriodFactory(task=self, due_on=self.ends_on, state=state)
        working.mirror(self)
        self.save()
        working.place(self, None, MORNING)


class PeriodFactory(factory.django.DjangoModelFactory[Period]):
    class Meta:
        model = Period

    task = factory.SubFactory(TaskFactory, period_state="none")
    starts_on = date(2026, 1, 1)
    due_on = date(2026, 12, 31)
    opened_at = MORNING
    proposed_at = factory.LazyAttribute(lambda row: MORNING if row.state in (State.PROPOSED, State.DONE) else None)
    closed_at = factory.LazyAttribute(lambda row: MORNING if row.state in (State.DONE, State.DROPPED) else None)
    state = State.NOT_STARTED


class EvidenceFactory(factory.django.DjangoModelFactory[Evidence]):
    """A file that proves a period, unless told of a dossier or a procedure."""

    class Meta:
        model = Evidence

    period = factory.SubFactory(PeriodFactory)
    label = "Báo cáo kết quả rà soát"
    file = factory.LazyAttribute(
        lambda row: (
            None
            if getattr(row, "dossier", None) or getattr(row, "procedure", None)
            else stored(row.period.task.plan.agency, name="bao-cao.pdf")
        )
    )
    dossier = None
    procedure = None
    at = MORNING


class TargetFactory(factory.django.DjangoModelFactory[Target]):
    class Meta:
        model = Target

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"CT{n + 1:02}")
    name = "Hồ sơ nộp trực tuyến"
    definition = ""
    position = factory.Sequence(lambda n: n)
    changed_at = MORNING


class StatementFactory(factory.django.DjangoModelFactory[Statement]):
    """A statement with one milestone at the end of its year; `path={2026: 30, …}` for several."""

    class Meta:
        model = Statement
        skip_postgeneration_save = True

    target = factory.SubFactory(TargetFactory)
    plan = factory.LazyAttribute(lambda row: row.target.plan)
    position = factory.Sequence(lambda n: n)
    text = "Tỷ lệ hồ sơ nộp trực tuyến đạt tối thiểu 50%."
    comparison = Comparison.AT_LEAST
    value = Decimal(50)
    unit = "%"
    year = 2030
    where = Where.SENTENCE
    line = 47
    lines = "dòng 47"

    @factory.post_generation
    def path(self, create, extracted, **kwargs):
        for year, value in (extracted or {self.year: self.value}).items():
            Milestone.objects.create(statement=self, due_on=date(year, 12, 31), value=value)


class CommitmentFactory(factory.django.DjangoModelFactory[Commitment]):
    class Meta:
        model = Commitment

    plan = factory.SubFactory(PlanFactory)
    position = factory.Sequence(lambda n: n)
    text = "Đổi mới phương pháp đánh giá công chức, viên chức."
    part = "NHIỆM VỤ CỤ THỂ › Cải cách chế độ công vụ"
    line = 190
    lines = "dòng 190"


class PlanImportFactory(factory.django.DjangoModelFactory[PlanImport]):
    """A reading under review, without rows."""

    class Meta:
        model = PlanImport

    class Params:
        place = None

    agency = factory.LazyAttribute(lambda row: (row.place or office()).agency)
    name = "ke-hoach.txt"
    file = factory.LazyAttribute(lambda row: a_file(row.agency, row.name))
    reading: Any = factory.LazyFunction(dict)
    source = factory.LazyFunction(lambda: [{"ordinal": 1, "place": "dòng 1", "text": "KẾ HOẠCH"}])
    begun_at = MORNING
    changed_at = MORNING


class ImportRowFactory(factory.django.DjangoModelFactory[ImportRow]):
    """A commitment read surely; `kind` and `value` say what else, `doubtful` that somebody must look."""

    class Meta:
        model = ImportRow

    class Params:
        doubtful = factory.Trait(
            state=RowState.TO_LOOK, weight=60,
            doubts=[{"code": "reader", "words": "Chưa chắc câu này là chỉ tiêu"}],
        )  # fmt: skip

    whole = factory.SubFactory(PlanImportFactory)
    kind = RowKind.COMMITMENT
    read_kind = factory.LazyAttribute(lambda row: row.kind)
    position = factory.Sequence(lambda n: (n + 1) * 10)
    line = 1
    lines = "dòng 1"
    ordinals = factory.LazyFunction(lambda: [1])
    text = "- Đổi mới phương pháp đánh giá công chức, viên chức."
    value = factory.LazyAttribute(lambda row: value_of(row.kind))
    read = factory.LazyAttribute(lambda row: dict(row.value))
    state = RowState.READ


def value_of(kind: str, **changes: Any) -> dict[str, Any]:
    """What a row of some kind holds: complete, and as plain as can be."""
    values: dict[str, dict[str, Any]] = {
        RowKind.HEAD: {
            "number": "12/KH-SKHCN", "date": "2026-01-05", "issuer": "Sở Khoa học và Công nghệ",
            "title": "Cải cách hành chính giai đoạn 2026 - 2030", "start": "2026-01-01", "end": "2030-12-31",
            "grounds": [],
        },
        RowKind.GROUP: content.of_group("I", "CẢI CÁCH THỂ CHẾ"),
        RowKind.SPELLING: {"wrong": "TTTC", "right": "TTHC", "places": 2},
        RowKind.LEFT_OVER: {"text": "Ghi chú bên lề."},
    }  # fmt: skip
    if kind not in values:
        values[kind] = content.blank(kind, "Đổi mới phương pháp đánh giá công chức, viên chức.")
    if kind == RowKind.TARGET:
        values[kind] |= {"value": "50", "year": 2030, "comparison": ">="}
    if kind == RowKind.TASK:
        values[kind] |= {"key": "I.01", "number": "01", "group": "I"}
    return values[kind] | changes


def a_file(agency: Agency, name: str) -> StoredFile:
    """A row of a plan's file; its bytes are nowhere."""
    return StoredFile.objects.create(
        agency=agency, name=name, kind="text/plain", size=1000, sha256=uuid7().hex * 2, pages=0,
        state="unscanned", uploaded_at=MORNING,
    )  # fmt: skip
