"""What dossiers offer to be counted: received, closed, in time, moved; as of any moment, as known now.

Received is accepted, by the day of acceptance. Closed is result ready. An intake that was undone is known by now
never to have been one, at whatever date one looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from cchc.foundation.audit.models import Entry
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Limit, due_at
from cchc.kernel.facts import Fact
from cchc.onestop.dossiers.choices import Channel, Outcome, State
from cchc.onestop.dossiers.events import DossierWithdrawn, SupplementSupplied
from cchc.onestop.dossiers.models import Dossier, Imported, Pause, StepRun, Supplement
from cchc.onestop.procedures.choices import SupplementClock

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ONE_DAY = timedelta(days=1)
_OWN = OuterRef("pk")
_NO_HOUR = Q(due_at__time=time(0))  # a day without an hour: midnight as written, the end of that day as meant
_TAKEN_IN = Q(accepted_at__isnull=False) & ~Q(state=State.VOID)
_READY = Q(state__in=(State.DONE, State.RETURNED))
_ENDED = Q(state=State.STOPPED, accepted_at__isnull=False)
_IN_TIME = (_NO_HOUR & Q(closed_at__lt=F("due_at") + ONE_DAY)) | (~_NO_HOUR & Q(closed_at__lte=F("due_at")))


def dossiers() -> QuerySet[Dossier]:
    """All dossiers, also those imported from elsewhere."""
    return Dossier.counted.all()


def open_at(at: datetime) -> Q:
    """Taken in before a moment, and not closed before it."""
    return _TAKEN_IN & Q(accepted_at__lt=at) & (Q(closed_at=None) | Q(closed_at__gte=at))


def _spans(model: type[Model], starts: str, ends: str, at: datetime, **more: Any) -> Exists:
    """A row of a dossier that had begun before `at` and had not ended by then."""
    running = Q(**{f"{starts}__lt": at}) & (Q(**{ends: None}) | Q(**{f"{ends}__gte": at}))
    return Exists(model._default_manager.filter(running, dossier=_OWN, **more))


def _paused(at: datetime) -> Exists:
    return _spans(Pause, "starts_at", "ends_at", at)


def _waiting(at: datetime) -> Q:
    """The applicant was asked for more after acceptance, and had not supplied it by then."""
    return open_at(at) & Q(_spans(Supplement, "asked_at", "supplied_at", at, before_acceptance=False))


def _past(at: datetime) -> Q:
    return (~_NO_HOUR & Q(due_at__lt=at)) | (_NO_HOUR & Q(due_at__lte=at - ONE_DAY))


def _overdue(at: datetime) -> Q:
    """Open, its clock running, and past the due time that it had at that moment."""
    running = open_at(at) & ~Q(_paused(at))
    changed = due_times_then(at)
    if not changed:
        return running & _past(at)
    late = [pk for pk, due in changed.items() if due is not None and due < at]
    return running & ((_past(at) & ~Q(pk__in=list(changed))) | Q(pk__in=late))


def _open_in_time(at: datetime) -> Q:
    return open_at(at) & Q(due_at__isnull=False) & ~_overdue(at)


def due_times_then(at: datetime) -> Mapping[UUID, datetime | None]:
    """When dossiers were due at a past moment whose clock stopped and was set going again since.

    Everything else was due then as it is now. They are reckoned from the limit, the clock's start then, and the
    pauses over by then, by the calendar as it is known now.
    """
    since = Pause.objects.filter(starts_at__gte=at, ends_at__isnull=False, dossier__accepted_at__lt=at)
    since = since.filter(Q(dossier__closed_at=None) | Q(dossier__closed_at__gt=F("ends_at")))
    rows = Dossier.objects.filter(open_at(at), pk__in=since.values("dossier")).select_related("rules")
    held = {row.pk: row for row in rows}
    if not held:
        return {}
    stops: dict[UUID, list[tuple[datetime, datetime | None]]] = {}
    over = Pause.objects.filter(dossier__in=list(held), ends_at__lt=at).order_by("starts_at")
    for key, starts, ends in over.values_list("dossier", "starts_at", "ends_at"):
        stops.setdefault(key, []).append((starts, ends))
    starts_of = _clock_starts(held, at)
    found: dict[UUID, datetime | None] = {}
    for key, row in held.items():
        start = starts_of.get(key, row.accepted_at)
        if row.limit_amount is None or not row.limit_unit or start is None:
            found[key] = None
            continue
        limit = Limit(row.limit_amount, row.limit_unit)  # type: ignore[arg-type]  # one of the four units
        pauses = tuple(stop for stop in stops.get(key, ()) if stop[0] >= start)
        found[key] = due_at(start, limit, calendar_of(row.agency_id), pauses)
    return found


def _clock_starts(held: Mapping[UUID, Dossier], at: datetime) -> dict[UUID, datetime]:
    """When the limit of each began anew for the last time before `at`: NĐ 61/2018/NĐ-CP, art. 19.4."""
    reset = [str(key) for key, row in held.items() if row.rules.supplement_clock == SupplementClock.RESET]
    supplied = Entry.objects.filter(
        kind=SupplementSupplied.__name__, subject_type="dossier", subject_id__in=reset, at__lt=at,
        content__before_acceptance=False,
    )  # fmt: skip
    rows = supplied.order_by("at").values_list("subject_id", "at")
    return {UUID(key): moment for key, moment in rows}


def _hand_overs(condition: Q) -> QuerySet[StepRun]:
    """Hand-overs of a dossier from one unit to another; what was taken back before it was opened is none."""
    recalled = StepRun.objects.filter(
        dossier=OuterRef("dossier"), outcome=Outcome.RECALLED, ended_at=OuterRef("handed_over_at"),
        unit=OuterRef("from_unit"),
    )  # fmt: skip
    moved = StepRun.objects.filter(dossier=_OWN, from_unit__isnull=False).exclude(outcome=Outcome.RECALLED)
    return moved.filter(condition).exclude(Exists(recalled))


_BETWEEN = {
    "units": ~Q(from_unit=F("unit")),
    "agencies": ~Q(from_unit__agency=F("unit__agency")),
}


def _moved(scope: str) -> Callable[[datetime], Q]:
    return lambda at: _READY & Q(Exists(_hand_overs(_BETWEEN[scope])))


def _moved_electronically(scope: str) -> Callable[[datetime], Q]:
    between = _BETWEEN[scope]
    return lambda at: _moved(scope)(at) & ~Q(Exists(_hand_overs(between & Q(electronic=False))))


def _not_moved(scope: str) -> Callable[[datetime], Q]:
    return lambda at: _READY & Q(Exists(StepRun.objects.filter(dossier=_OWN))) & ~_moved(scope)(at)


def _untold_moves(at: datetime) -> Q:
    return _READY & ~Q(Exists(StepRun.objects.filter(dossier=_OWN)))


def _open_with_paper(scope: str) -> Callable[[datetime], Q]:
    by_paper = _BETWEEN[scope] & Q(electronic=False)
    return lambda at: open_at(at) & Q(Exists(_hand_overs(by_paper & Q(handed_over_at__lt=at))))


def _withdrawn(at: datetime) -> Q:
    """Given back because the applicant wanted it; what the office stopped has no such act.

    Of an imported dossier the export says so; nothing of it stands in the record.
    """
    asked = Entry.objects.filter(
        kind=DossierWithdrawn.__name__, subject_type="dossier", subject_id=Cast(_OWN, CharField())
    )
    told = Imported.objects.filter(dossier=_OWN, withdrawn=True)
    return _ENDED & (Q(Exists(asked)) | Q(Exists(told)))


def _stopped(at: datetime) -> Q:
    return _ENDED & ~_withdrawn(at)


def _not_yet_taken_in(at: datetime) -> Q:
    not_accepted = Q(accepted_at=None) | Q(accepted_at__gte=at)
    return not_accepted & (Q(closed_at=None) | Q(closed_at__gte=at))


def _always(condition: Q) -> Callable[[datetime], Q]:
    return lambda at: condition


BY = {
    "agency": "agency", "unit": "lead_unit", "procedure": "procedure", "field": "rules__field",
    "channel": "channel", "counter": "counter",
}  # fmt: skip


def _fact(
    key: str, name: StrPromise, holds: Callable[[datetime], Q], on: str = "", *, lasts: bool = False
) -> Fact:
    return Fact(f"dossiers.{key}", name, dossiers, holds, on=on, by=BY, lasts=lasts, tallied=True)


_ONLINE = Q(channel=Channel.ONLINE) | Q(assisted=True)

FACTS = (
    _fact("received", _("hồ sơ tiếp nhận"), _always(_TAKEN_IN), "accepted_at"),
    _fact("received-online", _("hồ sơ tiếp nhận nộp trực tuyến"), _always(_TAKEN_IN & _ONLINE), "accepted_at"),
    _fact(
        "received-assisted", _("hồ sơ nộp trực tuyến hộ tại quầy"), _always(_TAKEN_IN & Q(assisted=True)),
        "accepted_at",
    ),
    _fact(
        "voided", _("hồ sơ tiếp nhận nhầm, đã hủy"), _always(Q(state=State.VOID, accepted_at__isnull=False)),
        "accepted_at",
    ),
    _fact(
        "refused", _("hồ sơ bị từ chối tiếp nhận"), _always(Q(state=State.REFUSED, accepted_at=None)),
        "closed_at",
    ),
    _fact(
        "withdrawn-first", _("hồ sơ rút trước khi tiếp nhận"), _always(Q(state=State.STOPPED, accepted_at=None)),
        "closed_at",
    ),
    _fact(
        "not-yet-taken-in", _("hồ sơ đã nộp, chưa tiếp nhận"), _not_yet_taken_in, "filed_at", lasts=True
    ),
    _fact("closed", _("hồ sơ đã có kết quả"), _always(_READY), "closed_at"),
    _fact(
        "closed-with-limit", _("hồ sơ đã có kết quả, có thời hạn"), _always(_READY & Q(due_at__isnull=False)),
        "closed_at",
    ),
    _fact(
        "closed-in-time", _("hồ sơ đã có kết quả đúng hạn"), _always(_READY & Q(due_at__isnull=False) & _IN_TIME),
        "closed_at",
    ),
    _fact(
        "closed-late", _("hồ sơ đã có kết quả quá hạn"), _always(_READY & Q(due_at__isnull=False) & ~_IN_TIME),
        "closed_at",
    ),
    _fact(
        "closed-without-limit", _("hồ sơ đã có kết quả, thủ tục không có thời hạn"),
        _always(_READY & Q(due_at=None)), "closed_at",
    ),
    _fact("withdrawn", _("hồ sơ người nộp rút sau khi tiếp nhận"), _withdrawn, "closed_at"),
    _fact("stopped", _("hồ sơ cơ quan dừng giải quyết, trả lại"), _stopped, "closed_at"),
    _fact("waiting", _("hồ sơ chờ người nộp bổ sung"), _waiting),
    _fact("open", _("hồ sơ đang giải quyết"), open_at),
    _fact("open-overdue", _("hồ sơ đang giải quyết đã quá hạn"), _overdue),
    _fact("open-in-time", _("hồ sơ đang giải quyết còn trong hạn"), _open_in_time),
    _fact(
        "moved-between-units", _("hồ sơ đã có kết quả, từng bàn giao giữa các đơn vị"), _moved("units"),
        "closed_at",
    ),
    _fact(
        "moved-electronically-between-units",
        _("hồ sơ đã có kết quả, mọi lần bàn giao giữa các đơn vị là điện tử"),
        _moved_electronically("units"), "closed_at",
    ),
    _fact(
        "not-moved-between-units", _("hồ sơ đã có kết quả, không lần nào bàn giao giữa các đơn vị"),
        _not_moved("units"), "closed_at",
    ),
    _fact(
        "open-moved-by-paper-between-units", _("hồ sơ đang giải quyết, từng bàn giao bản giấy giữa các đơn vị"),
        _open_with_paper("units"),
    ),
    _fact(
        "moved-between-agencies", _("hồ sơ đã có kết quả, từng bàn giao giữa các cơ quan"), _moved("agencies"),
        "closed_at",
    ),
    _fact(
        "moved-electronically-between-agencies",
        _("hồ sơ đã có kết quả, mọi lần bàn giao giữa các cơ quan là điện tử"), _moved_electronically("agencies"),
        "closed_at",
    ),
    _fact(
        "not-moved-between-agencies", _("hồ sơ đã có kết quả, không lần nào bàn giao giữa các cơ quan"),
        _not_moved("agencies"), "closed_at",
    ),
    _fact(
        "open-moved-by-paper-between-agencies",
        _("hồ sơ đang giải quyết, từng bàn giao bản giấy giữa các cơ quan"), _open_with_paper("agencies"),
    ),
    _fact("moves-untold", _("hồ sơ không có dữ liệu bàn giao"), _untold_moves, "closed_at"),
)  # fmt: skip
