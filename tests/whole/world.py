"""Two offices and everybody who might open a page: whose is what, and who may see it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile

from cchc.doors.portal.tests.situations import FORM
from cchc.foundation.files.services import store
from cchc.foundation.files.tests.factories import pdf
from cchc.foundation.identity.choices import LinkBasis, Right, Scope
from cchc.foundation.identity.models import Link, User
from cchc.foundation.identity.tests.factories import (
    ApplicantFactory,
    HoldingFactory,
    StandInFactory,
    UnitFactory,
)
from cchc.foundation.notices.models import Notice
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Behalf, ResultKind
from cchc.onestop.dossiers.models import Dossier, Draft
from cchc.onestop.dossiers.tests.factories import MORNING, Office, applicant_account, fresh, office, person
from cchc.onestop.procedures.models import FilingPlace
from cchc.onestop.procedures.tests.factories import VersionFactory

NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # 10:00 on Wednesday
APPLICANTS = ("citizen", "other citizen", "organisation")
COUNTERS = ("counter", "other counter")
STAFF = (*COUNTERS, "specialist", "other specialist", "head", "director", "office", "administrator")
ROLES = ("nobody", *APPLICANTS, *STAFF)


@dataclass
class World:
    """Two offices at work. `seen` says of each dossier which roles may see it; everybody else must not."""

    here: Office
    there: Office
    people: dict[str, User | None]
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    seen: dict[str, frozenset[str]] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    """Make both offices, their people, and dossiers in the situations that pages depend on."""
    here, there = office(form=FORM), office(code="000.00.99.H21")
    for place in (here, there):
        FilingPlace.objects.create(procedure=place.version.procedure, place="here", starts_on=date(2021, 1, 1))
    generations.forget_all()
    world = World(here, there, _people(here, there))
    _dossiers(world)
    _drafts(world)
    _rows(world)
    User.objects.update(password=make_password("Cong-vu-2026!"))
    generations.forget_all()
    return world


def _agency_wide(place: Office, *rights: Right) -> User:
    unit: Any = UnitFactory(agency=place.agency, name="Văn phòng Sở")
    holding: Any = HoldingFactory(unit=unit, rights=rights, scope=Scope.AGENCY)
    return fresh(holding.user)


def _people(here: Office, there: Office) -> dict[str, User | None]:
    elsewhere: Any = UnitFactory(agency=here.agency, name="Phòng Quản lý Khoa học")
    return {
        "nobody": None,
        "citizen": applicant_account(full_name="Siu H'Čĕn"),
        "other citizen": applicant_account(full_name="Ksor Y Blim"),
        "organisation": applicant_account(full_name="Phòng khám Đa khoa An Khê"),
        "counter": here.officer,
        "other counter": there.officer,
        "specialist": here.specialist,
        "other specialist": person(elsewhere, Right.PROCESS),
        "head": here.head,
        "director": here.director,
        "office": _agency_wide(here, Right.ASSIGN, Right.SEE_ALL, Right.STEER),
        "administrator": _agency_wide(
            here, Right.MANAGE_PEOPLE, Right.MANAGE_PROCEDURES, Right.MANAGE_CALENDAR, Right.READ_AUDIT
        ),
    }


def _paper(place: Office, by: User | None) -> Any:
    content = ContentFile(pdf(text=uuid7().hex), name="giay-to.pdf")
    return store(upload=content, agency=place.agency, by=by, at=MORNING)


def _draft(place: Office, by: User | None, name: str, secret: str = "") -> Draft:
    draft = services.begin(
        rules_id=place.version.pk, by=by, secret=secret, behalf=Behalf.SELF, eligibility={}, at=MORNING,
        person={"kind": "citizen", "name": name, "phone": "0905123456", "number": "", "address": "An Khê",
                "delivery": "counter"},
    )  # fmt: skip
    if place.version.form:
        services.save_answers(
            draft_id=draft.pk, step="co-so", seen=None, by=by, secret=secret, at=MORNING,
            answers={"ten_co_so": f"Cơ sở của {name}", "co_ho_so": True, "thiet_bi": [{"ten": "Máy A"}]},
        )  # fmt: skip
    for paper in place.version.papers.all():
        services.add_file(
            draft_id=draft.pk, key=paper.key, file=_paper(place, by), by=by, secret=secret, at=MORNING
        )
    return Draft.objects.get(pk=draft.pk)


def _filed(place: Office, by: User | None, name: str) -> Dossier:
    draft = _draft(place, by, name)
    return services.submit(draft_id=draft.pk, by=by, secret="", at=MORNING)[0]


def _accepted(place: Office, by: User | None, name: str) -> Dossier:
    dossier = _filed(place, by, name)
    return services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=MORNING)


def _held(place: Office, by: User | None, name: str) -> Dossier:
    dossier = _accepted(place, by, name)
    dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=place.head, at=MORNING)
    return services.forward(
        dossier_id=dossier.pk, version=dossier.version, to_step="tham-dinh", assignee_id=place.specialist.pk,
        by=place.head, at=MORNING,
    )  # fmt: skip


def _dossiers(world: World) -> None:
    here, there, people = world.here, world.there, world.people
    counter, division = {"counter", "office"}, {"counter", "office", "specialist", "head"}

    def keep(key: str, dossier: Dossier, *seen: str) -> None:
        world.dossiers[key] = Dossier.objects.get(pk=dossier.pk)
        world.seen[key] = frozenset(seen)

    keep("waiting", _filed(here, people["citizen"], "Rơ Châm Chờ"), "citizen", *counter)
    keep("of a firm", _filed(here, people["organisation"], "Công ty Doanh"), "organisation", *counter)
    keep("held", _held(here, people["citizen"], "Rơ Châm Giữ"), "citizen", *division)
    asked = _held(here, people["citizen"], "Rơ Châm Thiếu")
    services.ask_more(
        dossier_id=asked.pk, version=asked.version, message="", by=here.specialist, at=MORNING,
        items=[services.Item(key="giay-2", name="Giấy tờ 2", words="Đã hết hạn")],
    )  # fmt: skip
    keep("asked", asked, "citizen", *division)
    refused = _filed(here, people["citizen"], "Rơ Châm Chối")
    services.refuse(dossier_id=refused.pk, version=refused.version, reason="Nhầm nơi", by=here.officer, at=MORNING)
    keep("refused", refused, "citizen", *counter)
    ready = _held(here, people["citizen"], "Rơ Châm Xong")
    services.take_fee(
        dossier_id=ready.pk, amount=Decimal(100_000), receipt_number="00017", by=here.officer, at=MORNING
    )
    ready = services.forward(
        dossier_id=ready.pk, version=ready.version, to_step="ky", assignee_id=here.director.pk,
        by=here.specialist, at=MORNING,
    )  # fmt: skip
    result = services.ResultIn(
        kind=ResultKind.GRANTED, content="Cấp giấy phép", signer="Đinh Thị Hồng Liên",
        signed_on=date(2026, 11, 18), file=_paper(here, here.director),
    )  # fmt: skip
    services.finish(dossier_id=ready.pk, version=ready.version, result=result, by=here.director, at=MORNING)
    keep("ready", ready, "citizen", "director", *division)
    foreign = _accepted(there, people["other citizen"], "Kpă Xa Lạ")
    keep("foreign", foreign, "other citizen", "other counter")


def _drafts(world: World) -> None:
    world.drafts = {
        "citizen": _draft(world.here, world.people["citizen"], "Nháp Một"),
        "organisation": _draft(world.here, world.people["organisation"], "Nháp Hai"),
        "other citizen": _draft(world.there, world.people["other citizen"], "Nháp Ba"),
    }


def _rows(world: World) -> None:
    """Rows of administration, here and there, by the name of what they are."""
    for where, place in (("here", world.here), ("there", world.there)):
        holding = HoldingFactory(unit=place.division)
        version = VersionFactory(procedure=place.version.procedure, number=2, draft=True, name="Bản thảo")
        world.rows |= {
            f"agency {where}": place.agency, f"unit {where}": place.division, f"user {where}": place.specialist,
            f"position {where}": holding.position, f"holding {where}": holding,
            f"stand-in {where}": StandInFactory(holding=holding, ends_on=date(2026, 12, 31)),
            f"procedure {where}": place.version.procedure, f"version {where}": place.version,
            f"draft version {where}": version,
        }  # fmt: skip
    applicant: Any = ApplicantFactory()
    for role in APPLICANTS[:2]:
        user: Any = world.people[role]
        world.rows[f"link {role}"] = Link.objects.create(
            user=user, applicant=applicant, basis=LinkBasis.OFFICER, by=world.here.officer, at=MORNING
        )
        world.rows[f"notice {role}"] = Notice.objects.create(
            user=user, email="", subject_type="dossier", subject_id="1", kind="accepted", title="Thư riêng",
            body="", path="/ho-so-cua-toi", created_at=MORNING + timedelta(minutes=1),
        )  # fmt: skip
