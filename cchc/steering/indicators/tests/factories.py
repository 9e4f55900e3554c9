"""Small histories of an office, act by act with their times, as tests tell them."""

from datetime import datetime, timedelta
from typing import Any

from cchc.foundation.worktime.rules import ZONE
from cchc.kernel import events
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Channel, ResultKind, RunState, State
from cchc.onestop.dossiers.events import HistoryImported, HistoryWithdrawn
from cchc.onestop.dossiers.models import Dossier, HistoryRun, Imported
from cchc.onestop.dossiers.tests import factories as dossiers
from cchc.onestop.procedures.models import PaperRequired
from cchc.steering.indicators.services import tally


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


def told_otherwise(dossier: Dossier, **values: Any) -> Dossier:
    """What no act of the office says, written into its row: the counts are told of it."""
    Dossier._base_manager.filter(pk=dossier.pk).update(**values)
    tally([dossier.pk])
    return fresh(dossier)


def imported(place: dossiers.Office, at: datetime, past: int = 20) -> HistoryRun:
    """Past dossiers of another system, taken in at once: one done in time, one late, one open, one withdrawn."""
    run = _run(place, at)
    came = at - timedelta(days=past)
    said: list[dict[str, Any]] = [
        {"state": State.RETURNED, "closed_at": came + timedelta(days=3)},
        {"state": State.DONE, "closed_at": came + timedelta(days=9)},
        {"state": State.PROCESSING},
        {"state": State.STOPPED, "closed_at": came + timedelta(days=2)},
        {"state": State.REGISTERED, "accepted_at": None, "due_at": None},
    ]
    made = Dossier.counted.bulk_create(
        Dossier(
            agency=place.agency, procedure=place.version.procedure, rules=place.version, channel=Channel.ONLINE,
            reference=uuid7().hex[-20:], number=uuid7().hex, counter=place.counter, unit=place.division,
            lead_unit=place.division, applicant_kind="citizen", applicant_name="Siu H'Čĕn", delivery="counter",
            run=run, changed_at=at,
            **{"filed_at": came, "accepted_at": came, "due_at": came + timedelta(days=7), **values},
        )
        for values in said
    )  # fmt: skip
    Imported.objects.bulk_create(
        Imported(dossier=row, fingerprint="", row=n, withdrawn=row.state == State.STOPPED)
        for n, row in enumerate(made)
    )
    _said(HistoryImported, run, at, file="", sha256="", read=5, new=5, changed=0, unchanged=0, refused=0)
    return run


def imported_again(place: dossiers.Office, at: datetime) -> None:
    """A later file says more of what was open, and something else of what was late."""
    run = _run(place, at)
    rows = Dossier.counted.filter(agency=place.agency, run__isnull=False)
    rows.filter(state=State.PROCESSING).update(run=run, state=State.DONE, closed_at=at - timedelta(days=1))
    rows.filter(state=State.DONE).exclude(run=run).update(run=run, due_at=at)
    _said(HistoryImported, run, at, file="", sha256="", read=5, new=0, changed=2, unchanged=3, refused=0)


def import_withdrawn(place: dossiers.Office, at: datetime) -> None:
    """What the first import had brought, and no later one spoke of, is taken away."""
    run = HistoryRun.objects.filter(agency=place.agency).order_by("pk").first()
    if run is not None:
        gone = Dossier.counted.filter(run=run)
        Imported.objects.filter(dossier__in=gone).delete()
        gone.delete()
        _said(HistoryWithdrawn, run, at, reason="", removed=0, restored=0)


def _run(place: dossiers.Office, at: datetime) -> HistoryRun:
    return HistoryRun.objects.create(
        agency=place.agency, state=RunState.DONE, name="cu.xlsx", sha256="", size=1, begun_at=at
    )


def _said(kind: Any, run: HistoryRun, at: datetime, **told: Any) -> None:
    events.publish(kind(historyrun_id=run.pk, agency_id=run.agency_id, by_id=None, at=at, **told))
