"""What is known of dossiers as far as they are counted, read for many at once, or taken out of the open batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, Model, OuterRef, Q
from django.db.models.functions import Cast, JSONObject

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.querysets import units
from cchc.foundation.worktime.rules import Limit
from cchc.kernel import batch
from cchc.kernel.compiled import Compiled
from cchc.onestop.dossiers.events import DossierWithdrawn, SupplementSupplied
from cchc.onestop.dossiers.facts.marks import HandOver, History
from cchc.onestop.dossiers.models import Dossier, Imported, Pause, StepRun, Supplement
from cchc.onestop.procedures.choices import SupplementClock

AT_A_TIME = 2000
_FIELDS = (
    "pk", "agency_id", "lead_unit_id", "state", "channel", "assisted", "filed_at", "accepted_at", "closed_at",
    "due_at", "limit_amount", "limit_unit",
)  # fmt: skip


def new(dossier_id: UUID) -> History | None:
    """A dossier that the open batch is about to write, with its first step; None of one that is written."""
    dossier = next((row for row in batch.waiting(Dossier) if row.pk == dossier_id), None)
    if dossier is None:
        return None
    runs = [run for run in batch.waiting(StepRun) if run.dossier_id == dossier_id]
    return _history(
        {name: getattr(dossier, name) for name in _FIELDS},
        resets=False, withdrawn=False, hand_overs=tuple(map(_hand_over, runs)),
    )  # fmt: skip


def histories(dossier_ids: Iterable[UUID], told: Sequence[Any] = ()) -> Iterator[History]:
    """What is known of some dossiers now, one statement for many. What is gone is left out.

    `told` are events that the record has not written yet.
    """
    keys = iter(dossier_ids)
    while some := list(islice(keys, AT_A_TIME)):
        for row in _known_one(pk=some[0]) if len(some) == 1 else _known(pk__in=some):
            yield _read(row, told)


def _known(**which: Any) -> Any:
    own = OuterRef("pk")
    entries = Entry.objects.filter(subject_type="dossier", subject_id=Cast(own, CharField()))
    supplied = entries.filter(kind=SupplementSupplied.__name__, content__before_acceptance=False)
    pauses = JSONObject(start="starts_at", end="ends_at")
    waits = JSONObject(start="asked_at", end="supplied_at")
    runs = JSONObject(
        at="handed_over_at", unit="unit_id", from_unit="from_unit_id", electronic="electronic", outcome="outcome",
        ended_at="ended_at",
    )  # fmt: skip
    return Dossier._base_manager.filter(**which).order_by().values(
        *_FIELDS, resets_by=F("rules__supplement_clock"),
        withdrawn=Q(Exists(entries.filter(kind=DossierWithdrawn.__name__)))
        | Q(Exists(Imported.objects.filter(dossier=own, withdrawn=True))),
        stops=_listed(Pause, pauses, "starts_at"),
        waits=_listed(Supplement, waits, "asked_at", before_acceptance=False),
        supplied=ArraySubquery(supplied.order_by("at").values("at")),
        runs=_listed(StepRun, runs, "handed_over_at"),
    )  # fmt: skip


_known_one = Compiled(lambda pk: _known(pk=pk), pk=UUID(int=0))


def _listed(model: type[Model], row: JSONObject, order: str, **more: Any) -> ArraySubquery:
    rows = model._default_manager.filter(dossier=OuterRef("pk"), **more).order_by(order)
    return ArraySubquery(rows.values(row=row))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _read(row: dict[str, Any], told: Sequence[Any]) -> History:
    mine = [event for event in told if event.dossier_id == row["pk"]]
    supplied = [e.at for e in mine if isinstance(e, SupplementSupplied) and not e.before_acceptance]
    waiting = [run for run in batch.waiting(StepRun) if run.dossier_id == row["pk"]]
    known = known_units() if row["runs"] else {}
    return _history(
        row,
        resets=row["resets_by"] == SupplementClock.RESET,
        withdrawn=row["withdrawn"] or any(isinstance(event, DossierWithdrawn) for event in mine),
        pauses=tuple((datetime.fromisoformat(one["start"]), _moment(one["end"])) for one in row["stops"]),
        waits=tuple((datetime.fromisoformat(one["start"]), _moment(one["end"])) for one in row["waits"]),
        supplied=(*row["supplied"], *supplied),
        hand_overs=(
            *(
                HandOver(
                    at=datetime.fromisoformat(one["at"]), unit=one["unit"], agency=known[one["unit"]],
                    from_unit=one["from_unit"], from_agency=known.get(one["from_unit"]),
                    electronic=one["electronic"], outcome=one["outcome"], ended_at=_moment(one["ended_at"]),
                )
                for one in row["runs"]
            ),
            *map(_hand_over, waiting),
        ),
    )  # fmt: skip


def known_units() -> dict[int | None, int]:
    """The agency of each unit."""
    return {key: unit.agency_id for key, unit in units().items()}


def _hand_over(run: StepRun) -> HandOver:
    every = units()
    giver = every[run.from_unit_id] if run.from_unit_id is not None else None
    return HandOver(
        at=run.handed_over_at, unit=run.unit_id, agency=every[run.unit_id].agency_id, from_unit=run.from_unit_id,
        from_agency=giver.agency_id if giver else None, electronic=run.electronic, outcome=run.outcome,
        ended_at=run.ended_at,
    )  # fmt: skip


def _history(row: dict[str, Any], **told: Any) -> History:
    limit = row["limit_amount"] is not None and row["limit_unit"]
    return History(
        id=row["pk"], agency=row["agency_id"], unit=row["lead_unit_id"], state=row["state"],
        channel=row["channel"], assisted=row["assisted"], filed_at=row["filed_at"],
        accepted_at=row["accepted_at"], closed_at=row["closed_at"], due_at=row["due_at"],
        limit=Limit(row["limit_amount"], row["limit_unit"]) if limit else None, **told,
    )  # fmt: skip
