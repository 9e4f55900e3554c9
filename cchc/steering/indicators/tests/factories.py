"""Small histories of an office, act by act with their times, as tests tell them."""

from datetime import datetime
from typing import Any

from cchc.foundation.worktime.rules import ZONE
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Channel, ResultKind
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests import factories as dossiers
from cchc.onestop.procedures.models import PaperRequired


def on(day: int, hour: int = 9, month: int = 11, year: int = 2026) -> datetime:
    """A moment in the office."""
    return datetime(year, month, day, hour, tzinfo=ZONE)


def filed(place: dossiers.Office, at: datetime, channel: Channel = Channel.ONLINE, **told: Any) -> Dossier:
    """Filed and not yet taken in."""
    return services.register(
        dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel=channel,
        person=services.Person(kind="citizen", name="Rơ Châm H'Lưỡng"), papers=handed_in(place, **told),
        by=place.officer, at=at,
    )  # fmt: skip


def handed_in(place: dossiers.Office, *, electronic: bool = True) -> list[services.PaperIn]:
    """The papers of the procedure: each with a file, or each as a sheet."""
    file = dossiers.stored(place.agency) if electronic else None
    return [
        services.PaperIn(key=row.key, handed_in=True, on_paper=not electronic, files=[file] if file else [])
        for row in PaperRequired.objects.filter(version=place.version)
    ]


def accepted(place: dossiers.Office, at: datetime, channel: Channel = Channel.ONLINE, **told: Any) -> Dossier:
    """Taken in."""
    dossier = filed(place, at, channel, **told)
    return services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=at)


def taken(place: dossiers.Office, dossier: Dossier, at: datetime) -> Dossier:
    """Its first step begun by the head."""
    return services.take(dossier_id=dossier.pk, version=fresh(dossier).version, by=place.head, at=at)


def forwarded(place: dossiers.Office, dossier: Dossier, at: datetime, *, paper: bool = False) -> Dossier:
    """One step further: from the head to the specialist, from the specialist to the director."""
    dossier = fresh(dossier)
    by, to, assignee = {
        "phan-cong": (place.head, "tham-dinh", place.specialist),
        "tham-dinh": (place.specialist, "ky", place.director),
    }[dossier.step]
    return services.forward(
        dossier_id=dossier.pk, version=dossier.version, to_step=to, assignee_id=assignee.pk, by=by, at=at,
        paper_travels=paper,
    )  # fmt: skip


def finished(place: dossiers.Office, dossier: Dossier, at: datetime, *, paper: bool = False) -> Dossier:
    """The rest of the way, to the result, all at one moment."""
    dossier = fresh(dossier)
    if dossier.handler_id is None:
        taken(place, dossier, at)
    while fresh(dossier).step != "ky":
        forwarded(place, dossier, at, paper=paper)
    result = services.ResultIn(
        kind=ResultKind.GRANTED, content="Cấp giấy phép", signer=place.director.full_name, signed_on=at.date()
    )
    return services.finish(
        dossier_id=dossier.pk, version=fresh(dossier).version, result=result, by=place.director, at=at
    )


def asked_more(place: dossiers.Office, dossier: Dossier, at: datetime, by: Any = None) -> Dossier:
    """The applicant must bring a paper: the clock stops."""
    item = services.Item(key="phieu", name="Phiếu khai báo", words="Mờ")
    services.ask_more(
        dossier_id=dossier.pk, version=fresh(dossier).version, items=[item], message="", by=by or place.head, at=at
    )
    return fresh(dossier)


def supplied(place: dossiers.Office, dossier: Dossier, at: datetime) -> Dossier:
    """The applicant has brought it: the clock goes on."""
    return services.supply(
        dossier_id=dossier.pk, version=None, files={}, answers={"phieu": "Đã sửa"}, by=None, allowed=True, at=at
    )


def fresh(dossier: Dossier) -> Dossier:
    """The row as it is now."""
    return Dossier.objects.get(pk=dossier.pk)
