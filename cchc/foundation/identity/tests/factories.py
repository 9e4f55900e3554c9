"""Rows of people and organisations, made directly. Traits are situations."""

from datetime import UTC, date, datetime

import factory

from cchc.foundation.identity.choices import AgencyKind, ApplicantKind, Kind, Right, Scope
from cchc.foundation.identity.models import Agency, Applicant, Holding, Position, StandIn, Unit, User
from cchc.kernel import generations
from cchc.kernel.text import fold

LONG_AGO = date(2021, 1, 1)
NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)  # 12:00 in the office
TODAY = date(2026, 11, 18)
PASSWORD = "Cong-vu-2026!"


class AgencyFactory(factory.django.DjangoModelFactory[Agency]):
    class Meta:
        model = Agency
        skip_postgeneration_save = True

    kind = AgencyKind.DEPARTMENT
    code = factory.Sequence(lambda n: f"000.00.{n:02}.H21")
    name = factory.Sequence(lambda n: f"Sở Khoa học và Công nghệ {n}")
    short_name = factory.Sequence(lambda n: f"Sở KH&CN {n}")
    starts_on = LONG_AGO

    @factory.post_generation
    def forgotten(self, create, extracted, **kwargs):
        generations.forget_all()


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        skip_postgeneration_save = True

    class Params:
        counter = factory.Trait(is_counter=True, name=factory.Sequence(lambda n: f"Quầy {n}"))

    agency = factory.LazyAttribute(lambda row: row.parent.agency if row.parent else AgencyFactory())
    parent = None
    code = factory.Sequence(lambda n: f"P{n}")
    name = factory.Sequence(lambda n: f"Phòng Quản lý Công nghệ {n}")
    short_name = factory.Sequence(lambda n: f"QLCN {n}")
    starts_on = LONG_AGO

    @factory.post_generation
    def path(self, create, extracted, **kwargs):
        self.path = [*(self.parent.path if self.parent else []), self.pk]
        self.save()
        generations.forget_all()

    @factory.post_generation
    def serves(self, create, extracted, **kwargs):
        self.serves.set(extracted or [])
        generations.forget_all()


class PositionFactory(factory.django.DjangoModelFactory[Position]):
    class Meta:
        model = Position

    class Params:
        administrator = factory.Trait(
            rights=[Right.MANAGE_PEOPLE], scope=Scope.AGENCY, title=factory.Sequence(lambda n: f"Quản trị {n}")
        )
        counter = factory.Trait(rights=[Right.RECEIVE, Right.HAND_OVER])

    agency = factory.SubFactory(AgencyFactory)
    title = factory.Sequence(lambda n: f"Chuyên viên {n}")
    rights = factory.LazyFunction(lambda: [Right.PROCESS])
    scope = Scope.UNIT


class StaffFactory(factory.django.DjangoModelFactory[User]):
    """A person of the office; the password is PASSWORD where `signs_in` is said."""

    class Meta:
        model = User

    class Params:
        signs_in = factory.Trait(password=factory.django.Password(PASSWORD))

    kind = Kind.STAFF
    username = factory.Sequence(lambda n: f"canbo{n}")
    full_name = factory.Sequence(lambda n: f"Trần Quốc Bảo {n}")
    email = factory.LazyAttribute(lambda row: f"{row.username}@vidu.vn")
    agency = factory.SubFactory(AgencyFactory)
    search = factory.LazyAttribute(lambda row: f"{fold(row.full_name)} {row.username}")
    password = "!"
    created_at = NOON


class AccountFactory(factory.django.DjangoModelFactory[User]):
    """The account of a citizen."""

    class Meta:
        model = User

    class Params:
        signs_in = factory.Trait(password=factory.django.Password(PASSWORD))

    kind = Kind.APPLICANT
    username = factory.Sequence(lambda n: f"nguoidan{n}@vidu.vn")
    email = factory.LazyAttribute(lambda row: row.username)
    full_name = factory.Sequence(lambda n: f"Rơ Châm H'Lưỡng {n}")
    password = "!"
    created_at = NOON


class HoldingFactory(factory.django.DjangoModelFactory[Holding]):
    """A person holds a position in a unit; `rights=[…]` and `scope` say what it allows."""

    class Meta:
        model = Holding

    class Params:
        rights = (Right.PROCESS,)
        scope = Scope.UNIT

    unit = factory.SubFactory(UnitFactory)
    user = factory.LazyAttribute(lambda row: StaffFactory(agency=row.unit.agency))
    position = factory.LazyAttribute(
        lambda row: PositionFactory(agency=row.unit.agency, rights=list(row.rights), scope=row.scope)
    )
    starts_on = LONG_AGO


class StandInFactory(factory.django.DjangoModelFactory[StandIn]):
    class Meta:
        model = StandIn

    holding = factory.SubFactory(HoldingFactory)
    user = factory.LazyAttribute(lambda row: StaffFactory(agency=row.holding.unit.agency))
    starts_on = TODAY
    ends_on = TODAY


class ApplicantFactory(factory.django.DjangoModelFactory[Applicant]):
    class Meta:
        model = Applicant

    class Params:
        organisation = factory.Trait(
            kind=ApplicantKind.ORGANISATION, number="0100109106", name="Công ty TNHH Một thành viên An Khê"
        )
        seen = factory.Trait(seen_by=factory.SubFactory(StaffFactory), seen_at=NOON)

    kind = ApplicantKind.CITIZEN
    name = "Nguyễn Thị Ngọc Huyền"
    number = factory.Sequence(lambda n: f"052187{n:06}")
    phone = "0905123456"
    folded = factory.LazyAttribute(lambda row: fold(row.name))
    search = factory.LazyAttribute(lambda row: f"{fold(row.name)} {row.number} {row.phone}")


def administrator_of(agency: Agency, **person: object) -> User:
    """A new person who keeps the people of `agency` as a whole."""
    unit = UnitFactory(agency=agency, name="Văn phòng Sở", short_name="VP")
    user = StaffFactory(agency=agency, **person)
    HoldingFactory(unit=unit, user=user, rights=[Right.MANAGE_PEOPLE], scope=Scope.AGENCY)
    return user


def officer_of(agency: Agency, *rights: Right, scope: Scope = Scope.UNIT) -> User:
    """A new person with `rights` in a new unit of `agency`."""
    return HoldingFactory(unit=UnitFactory(agency=agency), rights=rights, scope=scope).user
