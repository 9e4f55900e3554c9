"""The department and those around it: its structure as it is known from public pages, its people invented."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from cchc.demo import names
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.choices import AgencyKind, Right, Scope
from cchc.foundation.identity.models import Agency, Position, Unit, User
from cchc.kernel.text import slug

BEGAN = date(2021, 1, 1)
MERGED = date(2025, 3, 1)  # with the department of information; the inspectorate ended that year
CENTRE = date(2025, 7, 1)  # NĐ 118/2025/NĐ-CP: the province's service centre


@dataclass
class Organisation:
    """What the rest of the demonstration stands on."""

    province: Agency
    department: Agency
    centre: Agency
    units: dict[str, Unit]
    positions: dict[str, Position]
    people: dict[str, list[User]] = field(default_factory=dict)  # unit code -> who works there
    named: dict[str, User] = field(default_factory=dict)  # role of the demonstration -> person


_UNITS = (
    ("LD", "Lãnh đạo Sở", "Lãnh đạo Sở", "Department leaders"),
    ("VP", "Văn phòng Sở", "Văn phòng", "Office"),
    ("MC", "Bộ phận Tiếp nhận và Trả kết quả", "Một cửa", "One-stop counter"),
    ("QLCN", "Phòng Quản lý Công nghệ và Thị trường công nghệ", "Phòng QLCN", "Technology and technology market"),
    ("QLKH", "Phòng Quản lý Khoa học", "Phòng QLKH", "Science management"),
    ("CCTDC", "Chi cục Tiêu chuẩn Đo lường Chất lượng", "Chi cục TĐC", "Standards, metrology and quality"),
    (
        "TTKT",
        "Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng",
        "TT Kỹ thuật TĐC",
        "Technical centre for standards",
    ),
    ("TTUD", "Trung tâm Ứng dụng tiến bộ khoa học và công nghệ", "TT Ứng dụng", "Centre for applied science"),
)

_POSITIONS: dict[str, tuple[str, int, tuple[Right, ...], Scope]] = {
    "director": ("Giám đốc Sở", 10, (Right.APPROVE, Right.SEE_ALL, Right.STEER), Scope.AGENCY),
    "deputy": ("Phó Giám đốc Sở", 15, (Right.APPROVE, Right.SEE_ALL, Right.STEER), Scope.AGENCY),
    "office": ("Chánh Văn phòng Sở", 20, (Right.ASSIGN, Right.SEE_ALL, Right.STEER), Scope.AGENCY),
    "head": ("Trưởng phòng", 25, (Right.ASSIGN, Right.PROCESS, Right.APPROVE, Right.SEE_ALL), Scope.UNIT),
    "vice": ("Phó Trưởng phòng", 30, (Right.ASSIGN, Right.PROCESS, Right.SEE_ALL), Scope.UNIT),
    "specialist": ("Chuyên viên", 50, (Right.PROCESS,), Scope.UNIT),
    "clerk": ("Văn thư", 50, (Right.PROCESS,), Scope.UNIT),
    "counter": ("Công chức Một cửa", 50, (Right.RECEIVE, Right.HAND_OVER), Scope.UNIT),
    "administrator": (
        "Quản trị hệ thống", 50,
        (Right.MANAGE_PEOPLE, Right.MANAGE_PROCEDURES, Right.MANAGE_CALENDAR, Right.READ_AUDIT), Scope.AGENCY,
    ),
}  # fmt: skip

_STAFF = {
    "LD": ("director", "deputy", "deputy"),
    "VP": ("office", "specialist", "specialist", "clerk", "administrator", "specialist"),
    "MC": ("counter", "counter", "counter"),
    "QLCN": ("head", "vice", *["specialist"] * 8),
    "QLKH": ("head", "vice", *["specialist"] * 7),
    "CCTDC": ("head", "vice", "vice", *["specialist"] * 8),
    "TTKT": ("head", "vice", *["specialist"] * 6),
    "TTUD": ("head", "vice", *["specialist"] * 5),
}


def build(*, rng: Random, at: datetime) -> Organisation:
    """Open agencies and units with their dates, define positions, let about sixty people hold them."""
    province = identity.open_agency(
        kind=AgencyKind.PROVINCE,
        code="000.00.00.H21",
        name="Ủy ban nhân dân tỉnh Gia Lai (minh họa)",
        short_name="UBND tỉnh",
        name_en="People's Committee of Gia Lai (demonstration)",
        starts_on=BEGAN,
        by=None,
        at=at,
        is_demo=True,
    )
    information = identity.open_agency(
        kind=AgencyKind.DEPARTMENT, code="000.00.15.H21", name="Sở Thông tin và Truyền thông (minh họa)",
        short_name="Sở TT&TT", starts_on=BEGAN, parent=province, by=None, at=at, is_demo=True,
    )  # fmt: skip
    department = identity.open_agency(
        kind=AgencyKind.DEPARTMENT, code="000.00.12.H21", name="Sở Khoa học và Công nghệ (minh họa)",
        short_name="Sở KH&CN", name_en="Department of Science and Technology (demonstration)", starts_on=BEGAN,
        parent=province, address="01 đường Minh Họa, phường Quy Nhơn", phone="0269 000 0000",
        email="mot-cua@skhcn.example", is_host=True, by=None, at=at, is_demo=True,
    )  # fmt: skip
    identity.close_agency(agency=information, ends_on=date(2025, 2, 28), by=None, at=at, successor=department)
    centre = identity.open_agency(
        kind=AgencyKind.SERVICE_CENTRE,
        code="000.00.30.H21",
        short_name="TT PVHCC",
        starts_on=CENTRE,
        parent=province,
        name="Trung tâm Phục vụ hành chính công tỉnh (minh họa)",
        address="02 đường Minh Họa, phường Quy Nhơn",
        name_en="Provincial Public Service Centre (demonstration)",
        phone="0269 000 0001",
        by=None,
        at=at,
        is_demo=True,
    )
    for number, place in enumerate(("Quy Nhơn", "Pleiku", "An Khê"), 1):
        identity.open_agency(
            kind=AgencyKind.COMMUNE,
            code=f"000.{number:02}.60.H21",
            name=f"Ủy ban nhân dân phường {place} (minh họa)",
            short_name=f"UBND phường {place}",
            starts_on=CENTRE,
            parent=province,
            by=None,
            at=at,
            is_demo=True,
        )
    units = {
        code: identity.open_unit(
            agency=department,
            code=code,
            name=name,
            short_name=short,
            name_en=english,
            starts_on=BEGAN,
            is_counter=code == "MC",
            by=None,
            at=at,
        )
        for code, name, short, english in _UNITS
    }
    inspectorate = identity.open_unit(
        agency=department, code="TTR", name="Thanh tra Sở", short_name="Thanh tra", name_en="Inspectorate",
        starts_on=BEGAN, by=None, at=at,
    )  # fmt: skip
    units["QUAY"] = identity.open_unit(
        agency=centre, code="Q3", name="Quầy số 3: Khoa học và Công nghệ", short_name="Quầy 3", is_counter=True,
        name_en="Counter 3: science and technology", serves=[department], starts_on=CENTRE, by=None, at=at,
    )  # fmt: skip
    positions = {
        key: identity.define_position(
            agency=department, title=title, rank=rank, rights=rights, scope=scope, by=None, at=at
        )
        for key, (title, rank, rights, scope) in _POSITIONS.items()
    }
    seconded = identity.define_position(
        agency=centre,
        title="Công chức biệt phái tại quầy",
        rank=50,
        rights=(Right.RECEIVE, Right.HAND_OVER),
        by=None,
        at=at,
    )
    found = Organisation(province, department, centre, units, positions)
    _employ(found, rng, at)
    for person in found.people["MC"][1:]:
        identity.hold(user=person, unit=units["QUAY"], position=seconded, starts_on=CENTRE, by=None, at=at)
    inspector = _person("Đoàn Công Chính", found, at)
    identity.hold(user=inspector, unit=inspectorate, position=positions["head"], starts_on=BEGAN, by=None, at=at)
    identity.close_unit(unit=inspectorate, ends_on=MERGED, by=None, at=at, successor=units["VP"])
    return found


def _employ(found: Organisation, rng: Random, at: datetime) -> None:
    taken: set[str] = set()
    for code, posts in _STAFF.items():
        found.people[code] = []
        for post in posts:
            name = names.person(rng)
            while name in taken:
                name = names.person(rng)
            taken.add(name)
            person = _person(name, found, at)
            identity.hold(
                user=person,
                unit=found.units[code],
                position=found.positions[post],
                starts_on=BEGAN,
                by=None,
                at=at,
            )
            found.people[code].append(person)
    people = found.people
    found.named = {
        "counter": people["MC"][1], "specialist": people["QLCN"][2], "head": people["QLCN"][0],
        "director": people["LD"][0], "office": people["VP"][0], "administrator": people["VP"][4],
    }  # fmt: skip


def _person(name: str, found: Organisation, at: datetime) -> User:
    username = slug(name).replace("-", ".")
    return identity.create_staff(
        username=username,
        full_name=name,
        agency=found.department,
        email=f"{username}@skhcn.example",
        by=None,
        at=at,
        is_demo=True,
    )
