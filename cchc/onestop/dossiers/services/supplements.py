"""Asking for more and getting it: before acceptance once, after it with the clock reset or paused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import User
from cchc.foundation.work import services as work
from cchc.foundation.work.choices import Lane
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import add_working_time, working_time_between
from cchc.kernel import events
from cchc.onestop.dossiers import permissions, rules
from cchc.onestop.dossiers.choices import TRANSITIONS, Act, State, Verdict
from cchc.onestop.dossiers.events import SupplementAsked, SupplementSupplied
from cchc.onestop.dossiers.models import Attachment, Dossier, Paper, Pause, StepRun, Supplement
from cchc.onestop.dossiers.querysets import DossierQuerySet
from cchc.onestop.dossiers.services import moving
from cchc.onestop.dossiers.services.filing import answer_deadline
from cchc.onestop.procedures.choices import SupplementClock
from cchc.onestop.procedures.querysets import snapshot

REASON = "supplement"


class AskedBefore(ValueError):
    """More was already asked once before acceptance; another request needs a reason (NĐ 61/2018, art. 17.1.a)."""


class DayGone(ValueError):
    """The day by which the applicant should supply is not after the day of the request."""


class NothingAsked(ValueError):
    """A request without a single item."""


class NotComplete(ValueError):
    """Items are left without a file or a word. `keys` names them."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(_("Còn %(n)d mục chưa bổ sung.") % {"n": len(keys)})
        self.keys = tuple(keys)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is missing or not good, in the officer's words; `key` of the paper, empty for the form."""

    key: str
    name: str
    words: str


@transaction.atomic
def ask_more(
    *, dossier_id: UUID, version: int, items: Sequence[Item], message: str, by: User, at: datetime,
    repeat_reason: str = "", supply_on: date | None = None,
) -> Supplement:  # fmt: skip
    """Ask the applicant for all that is missing, in one request (form 02).

    Before acceptance: once, completely; another needs a reason. After it: the clock stops until they supply.
    `supply_on` is the last day on which the office wishes to have it: no law names one, nothing ends by itself.
    Raises NothingAsked, AskedBefore, DayGone.
    """
    dossier = Dossier.objects.locked(dossier_id, version)
    if supply_on is not None and supply_on <= moving.in_office(at).date():
        raise DayGone(_("Ngày bổ sung phải sau hôm nay."))
    if not items:
        raise NothingAsked(_("Ghi ít nhất một nội dung cần bổ sung."))
    first = dossier.accepted_at is None
    if first:
        if not permissions.can_receive(by, dossier, at):
            raise PermissionDenied(_("Chỉ nơi tiếp nhận mới yêu cầu bổ sung trước khi tiếp nhận."))
        if dossier.supplements.filter(before_acceptance=True).exists() and not repeat_reason.strip():
            raise AskedBefore(_("Hồ sơ này đã được yêu cầu bổ sung một lần. Ghi lý do phải yêu cầu lần nữa."))
        dossier.state = TRANSITIONS.after(dossier.state, Act.ASK_MORE_FIRST)
    else:
        run = moving.open_step(dossier)
        step = rules.step_of(snapshot(dossier.rules_id), run.key)
        permissions.require_acts_for(by, run, step.right if step else "", at)
        dossier.state = TRANSITIONS.after(dossier.state, Act.ASK_MORE)
        Pause.objects.create(dossier=dossier, reason=REASON, starts_at=at)
    dossier.paused_since = at
    last = dossier.supplements.aggregate(last=Max("position"))["last"] or 0
    supplement = Supplement.objects.create(
        dossier=dossier,
        position=last + 1,
        before_acceptance=first,
        message=message,
        repeat_reason=repeat_reason,
        items=[{"key": item.key, "name": item.name, "words": item.words} for item in items],
        asked_by=by,
        asked_at=at,
        supply_by=_end_of(supply_on, dossier.agency_id, at) if supply_on else None,
    )
    item = moving.open_work(dossier)
    if item is not None:
        work.wait(item=item, at=at)
    moving.save(dossier, by, at)
    events.publish(
        SupplementAsked(
            dossier_id=dossier.pk,
            supplement_id=supplement.pk,
            position=supplement.position,
            before_acceptance=first,
            by_id=by.pk,
            at=at,
        )
    )
    return supplement


def _end_of(day: date, agency_id: int, at: datetime) -> datetime:
    """Closing time of a day; its last minute where the office is closed all day: online it can be supplied."""
    spans = calendar_of(agency_id).spans_on(day)
    return datetime.combine(day, spans[-1][1] if spans else time(23, 59), moving.in_office(at).tzinfo)


@transaction.atomic
def supply(
    *,
    dossier_id: UUID,
    version: int | None,
    files: Mapping[str, Sequence[StoredFile]],
    answers: Mapping[str, str],
    by: User | None,
    at: datetime,
    brought: Sequence[str] = (),
    allowed: bool = False,
) -> Dossier:
    """Give what was asked for, all of it in one go: files, papers brought to the counter, or an explanation.

    `brought` names papers that were handed in as sheets. `allowed` says that the caller has opened the dossier
    with its secret code. The clock goes on: from the start (reset) or with the waiting not counted (pause).
    Raises NotComplete.
    """
    dossier = Dossier.objects.locked(dossier_id, version)
    if not allowed and not _may_supply(by, dossier, at):
        raise PermissionDenied(_("Chỉ người nộp hoặc nơi tiếp nhận mới bổ sung hồ sơ này."))
    supplement = dossier.supplements.get(supplied_at=None)
    missing = [
        item["key"]
        for item in supplement.items
        if not files.get(item["key"]) and not answers.get(item["key"], "").strip() and item["key"] not in brought
    ]
    if missing:
        raise NotComplete(missing)
    first = supplement.before_acceptance
    dossier.state = TRANSITIONS.after(dossier.state, Act.SUPPLY_FIRST if first else Act.SUPPLY)
    for paper in Paper.objects.filter(dossier=dossier, key__in=[item["key"] for item in supplement.items]):
        _replace(paper, files.get(paper.key, ()), paper.key in brought, by, at)
    supplement.answers = {key: text for key, text in answers.items() if text.strip()}
    supplement.supplied_by, supplement.supplied_at = by, at
    supplement.save()
    dossier.paused_since = None
    if first:
        dossier.answer_by = answer_deadline(dossier.agency_id, at)
        lane = Lane.INTAKE
    else:
        lane = Lane.STEP
    due = dossier.answer_by if first else _restart(dossier, at)
    item = moving.open_work(dossier)
    if item is not None:
        work.resume(item=item, lane=lane, due_at=due, at=at)
    moving.save(dossier, by, at)
    events.publish(
        SupplementSupplied(
            dossier_id=dossier.pk, supplement_id=supplement.pk, before_acceptance=first, due_at=dossier.due_at,
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return dossier


def restart_step(run: StepRun, paused_at: datetime, at: datetime, agency_id: int) -> None:
    """A step goes on after a pause with the working time that it had left."""
    if run.due_at is None:
        return
    calendar = calendar_of(agency_id)
    left = working_time_between(paused_at, run.due_at, calendar) if run.due_at > paused_at else None
    run.due_at = add_working_time(at, left, calendar) if left is not None else run.due_at
    run.save()


def _restart(dossier: Dossier, at: datetime) -> datetime | None:
    """End the pause, and set the whole limit and the step's time going again."""
    pause = dossier.pauses.get(ends_at=None)
    pause.ends_at = at
    pause.save()
    if snapshot(dossier.rules_id).supplement_clock == SupplementClock.RESET:
        dossier.clock_from = at  # counted again from the start: NĐ 61/2018/NĐ-CP, art. 19.4
    moving.recount_due(dossier)
    run = moving.open_step(dossier)
    restart_step(run, pause.starts_at, at, dossier.agency_id)
    if dossier.state == State.PROCESSING and run.assignee_id is None:
        dossier.handler = None
    return run.due_at


def _replace(paper: Paper, files: Sequence[StoredFile], brought: bool, by: User | None, at: datetime) -> None:
    if files:
        paper.attachments.filter(replaced_at=None).update(replaced_at=at)
        Attachment.objects.bulk_create(
            Attachment(paper=paper, file=file, position=n, added_by=by, added_at=at)
            for n, file in enumerate(files)
        )
    if files or brought:
        paper.handed_in, paper.on_paper, paper.by_form = True, paper.on_paper or brought, False
        paper.verdict, paper.words, paper.verdict_by, paper.verdict_at = Verdict.NOT_SEEN, "", None, None
        paper.save()


def _may_supply(by: User | None, dossier: Dossier, at: datetime) -> bool:
    if by is None:
        return False
    if by.is_staff:
        return permissions.can_receive(by, dossier, at)
    rows: DossierQuerySet = Dossier.objects.filter(pk=dossier.pk)
    return rows.visible_to(by, at).exists()
