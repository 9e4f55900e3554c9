"""An office in which a dossier can run its whole way, and dossiers in the situations that tests name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from cchc.foundation.files.choices import State as FileState
from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.choices import Kind, Right
from cchc.foundation.identity.models import Agency, Unit, User
from cchc.foundation.identity.tests.factories import (
    AgencyFactory,
    HoldingFactory,
    PositionFactory,
    StaffFactory,
    UnitFactory,
)
from cchc.foundation.worktime.models import SpecialDay
from cchc.foundation.worktime.tests.factories import SpecialDayFactory
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Channel, ResultKind
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.querysets import counter
from cchc.onestop.procedures import models as catalogue
from cchc.onestop.procedures import rules as content
from cchc.onestop.procedures.tests.factories import VersionFactory

# Wednesday 18/11/2026, 09:00 in the office; Tuesday 24/11/2026 is a day off.
MORNING = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


@dataclass
class Office:
    """A department with a counter, a division and its leaders, and one procedure in force."""

    agency: Agency
    counter: Unit
    division: Unit
    leaders: Unit
    officer: User
    specialist: User
    other_specialist: User
    head: User
    director: User
    version: catalogue.Version


def person(unit: Unit, *rights: Right, **told: Any) -> User:
    """Someone who holds `rights` in `unit`, read as a request reads them."""
    user = StaffFactory(agency=unit.agency, **told)
    HoldingFactory(user=user, unit=unit, position=PositionFactory(agency=unit.agency, rights=list(rights)))
    return fresh(user)


def fresh(user: User) -> User:
    """The account with its grants, as at the start of a request."""
    found = User.objects.signed_in(user.pk)
    assert found is not None
    return found


def applicant_account(**told: Any) -> User:
    """A citizen's account."""
    user = StaffFactory(agency=None, kind=Kind.APPLICANT, **told)
    return fresh(user)


def office(
    *, clock: str = "reset", papers: int = 2, days: int = 10, form: Any = None, code: str = "000.00.12.H21",
    **version: Any,
) -> Office:  # fmt: skip
    """An office whose procedure has five steps: counter, head gives out, specialist, director signs, counter."""
    agency = AgencyFactory(code=code)
    place = UnitFactory(agency=agency, code="MC", name="Bộ phận Một cửa", is_counter=True)
    division = UnitFactory(agency=agency, code="QLCN", name="Phòng Quản lý Công nghệ")
    leaders = UnitFactory(agency=agency, code="LD", name="Lãnh đạo Sở")
    if not SpecialDay.objects.exists():
        SpecialDayFactory()
    made = VersionFactory(
        procedure__agency=agency,
        unit=division,
        limit=days,
        supplement_clock=clock,
        form=form,
        paper="Phiếu khai báo",
        **version,
    )
    for n in range(2, papers + 1):
        catalogue.PaperRequired.objects.create(version=made, order=n, key=f"giay-{n}", name=f"Giấy tờ {n}")
    made.steps.all().delete()
    table: list[tuple[str, str, Unit | None, Right, str, list[tuple[str, str]]]] = [
        ("tiep-nhan", "Tiếp nhận hồ sơ", None, Right.RECEIVE, "0.5", [("forward", "phan-cong")]),
        ("phan-cong", "Phân công", division, Right.ASSIGN, "0.5", [("forward", "tham-dinh")]),
        ("tham-dinh", "Thẩm định", division, Right.PROCESS, "6", [("forward", "ky"), ("send_back", "phan-cong")]),
        ("ky", "Ký kết quả", leaders, Right.APPROVE, "2", [("forward", "tra"), ("send_back", "tham-dinh")]),
        ("tra", "Trả kết quả", None, Right.HAND_OVER, "0.5", [("finish", "")]),
    ]
    for order, (key, name, unit, right, time, moves) in enumerate(table, 1):
        catalogue.Step.objects.create(
            version=made,
            order=order,
            key=key,
            name=name,
            unit=unit,
            unit_code=unit.code if unit else "",
            right=right,
            days=Decimal(time),
            moves=[content.to_json(content.Move(act=act, to=to)) for act, to in moves],
        )
    generations.forget_all()
    return Office(
        agency=agency, counter=counter(place.pk), division=division, leaders=leaders, version=made,
        officer=person(place, Right.RECEIVE, Right.HAND_OVER, full_name="Kpă Y Thuôn"),
        specialist=person(division, Right.PROCESS, full_name="Lê Thị Tuyết Nghiễm"),
        other_specialist=person(division, Right.PROCESS, full_name="Trần Quốc Bảo"),
        head=person(division, Right.ASSIGN, Right.PROCESS, Right.SEE_ALL, full_name="Đặng Hữu Nghĩa"),
        director=person(leaders, Right.APPROVE, full_name="Đinh Thị Hồng Liên"),
    )  # fmt: skip


def stored(agency: Agency, name: str = "so-do.pdf", at: datetime = MORNING) -> StoredFile:
    """A row of a file; its bytes are nowhere."""
    return StoredFile.objects.create(
        agency=agency, name=name, kind="application/pdf", size=1000, sha256=uuid7().hex * 2, pages=1,
        state=FileState.UNSCANNED, uploaded_at=at,
    )  # fmt: skip


def taken_in(place: Office, at: datetime = MORNING, **told: Any) -> Dossier:
    """A dossier just taken in at the counter, its papers as sheets."""
    papers = [
        services.PaperIn(key=row.key, handed_in=True, on_paper=True)
        for row in catalogue.PaperRequired.objects.filter(version=place.version)
    ]
    person = services.Person(
        kind="citizen",
        name=told.pop("name", "Rơ Châm H'Lưỡng"),
        number=told.pop("number", ""),
        phone="0905123456",
        email=told.pop("email", ""),
    )
    dossier = services.intake(
        dossier_id=told.pop("dossier_id", None) or uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk,
        channel=Channel.COUNTER, person=person, papers=told.pop("papers", papers), by=place.officer, at=at, **told,
    )  # fmt: skip
    return Dossier.objects.get(pk=dossier.pk)


def with_specialist(place: Office, at: datetime = MORNING, **told: Any) -> Dossier:
    """A dossier that the head has given out and the specialist has."""
    dossier = taken_in(place, at, **told)
    dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=at)
    return services.forward(
        dossier_id=dossier.pk, version=dossier.version, to_step="tham-dinh", assignee_id=place.specialist.pk,
        by=place.head, at=at,
    )  # fmt: skip


def with_director(place: Office, at: datetime = MORNING, **told: Any) -> Dossier:
    """A dossier that waits for the director's signature."""
    dossier = with_specialist(place, at, **told)
    return services.forward(
        dossier_id=dossier.pk, version=dossier.version, to_step="ky", assignee_id=place.director.pk,
        by=place.specialist, at=at,
    )  # fmt: skip


def done(place: Office, at: datetime = MORNING, **told: Any) -> Dossier:
    """A dossier whose result is ready."""
    dossier = with_director(place, at, **told)
    result = services.ResultIn(
        kind=ResultKind.GRANTED, content="Cấp giấy phép", signer=place.director.full_name, signed_on=at.date(),
        number="12/GP-SKHCN",
    )  # fmt: skip
    return services.finish(dossier_id=dossier.pk, version=dossier.version, result=result, by=place.director, at=at)
