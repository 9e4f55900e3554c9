"""Moving through the process table: take, assign, forward, send back, recall, finish; and judging papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.audit.models import Entry
from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Holding, User
from cchc.foundation.identity.permissions import holds
from cchc.foundation.work import services as work
from cchc.foundation.work.choices import Lane
from cchc.kernel import batch, events
from cchc.kernel.compiled import Compiled
from cchc.kernel.lifecycle import NotAllowed
from cchc.onestop.dossiers import permissions, rules
from cchc.onestop.dossiers.choices import TRANSITIONS, Act, Outcome, ResultKind, State, Verdict
from cchc.onestop.dossiers.events import (
    DossierFinished,
    PaperJudged,
    StepAssigned,
    StepForwarded,
    StepRecalled,
    StepSentBack,
    StepTaken,
)
from cchc.onestop.dossiers.models import Dossier, Paper, Result, StepRun
from cchc.onestop.dossiers.querysets import papers_of
from cchc.onestop.dossiers.services import moving
from cchc.onestop.procedures.querysets import snapshot
from cchc.onestop.procedures.rules import Snapshot, Step


class NotARecipient(ValueError):
    """The person chosen cannot do that step; the message says which right they lack, in the user's language."""


class AlreadyOpened(ValueError):
    """It cannot be recalled: its receiver has opened it."""


@dataclass(frozen=True, kw_only=True)
class ResultIn:
    """What the office decided, as the last step writes it down."""

    kind: ResultKind
    content: str
    signer: str
    signed_on: date
    number: str = ""
    file: StoredFile | None = None


def _step(process: Snapshot, key: str) -> Step:
    step = rules.step_of(process, key)
    if step is None:
        raise NotAllowed(key, "no such step in this version")
    return step


@batch.at_once()
def take(*, dossier_id: UUID, version: int, by: User, at: datetime) -> Dossier:
    """Take a step that waits in one's unit (nhận việc)."""
    dossier = Dossier.objects.locked(dossier_id, version)
    run, process = moving.open_step(dossier), snapshot(dossier.rules_id)
    right = _step(process, run.key).right
    if run.assignee_id is not None or not holds(by, right, run.unit, at):
        permissions.require_acts_for(by, run, right, at)
        raise NotAllowed(dossier.state, Act.TAKE)
    dossier.state = TRANSITIONS.after(dossier.state, Act.TAKE)
    _give(dossier, run, by, by, at)
    run.handed_over_at, run.taken_at = min(run.handed_over_at, at), at
    batch.write(run, "assignee_id", "handed_over_at", "taken_at")
    moving.save(dossier, by, at)
    events.publish(StepTaken(dossier_id=dossier.pk, step=run.key, by_id=by.pk, at=at))
    return dossier


@batch.at_once()
def assign(*, dossier_id: UUID, version: int, assignee_id: int, by: User, at: datetime) -> Dossier:
    """Give the step to a person of the unit, or to another one (phân công). Raises NotARecipient."""
    dossier = Dossier.objects.locked(dossier_id, version)
    run, process = moving.open_step(dossier), snapshot(dossier.rules_id)
    if not permissions.can_assign(by, run, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.ASSIGN.label})
    assignee = _recipient(assignee_id, _step(process, run.key), run, at)
    dossier.state = TRANSITIONS.after(dossier.state, Act.ASSIGN)
    _give(dossier, run, assignee, by, at)
    batch.write(run, "assignee_id")
    moving.save(dossier, by, at)
    events.publish(StepAssigned(dossier_id=dossier.pk, step=run.key, assignee_id=assignee.pk, by_id=by.pk, at=at))
    return dossier


@batch.at_once()
def forward(
    *, dossier_id: UUID, version: int, to_step: str, by: User, at: datetime, assignee_id: int | None = None,
    note: str = "", paper_travels: bool = False,
) -> Dossier:  # fmt: skip
    """Hand the dossier on to a following step (chuyển bước). The note stays inside the office.

    The giver says only whether paper travels along; whether the hand-over was electronic follows.
    """
    dossier = Dossier.objects.locked(dossier_id, version)
    run, process = moving.open_step(dossier), snapshot(dossier.rules_id)
    permissions.require_acts_for(by, run, _step(process, run.key).right, at)
    allowed = [o.step for o in rules.options(process, run.key) if o.act == "forward" and o.step]
    step = next((step for step in allowed if step.key == to_step), None)
    if step is None:
        raise NotAllowed(dossier.state, Act.FORWARD)
    dossier.state = TRANSITIONS.after(dossier.state, Act.FORWARD)
    electronic = rules.is_electronic(paper_travels, _files(dossier))
    following = _move(
        dossier, run, process, step, Outcome.FORWARDED, assignee_id, note, paper_travels, electronic, by, at
    )
    events.publish(
        StepForwarded(
            dossier_id=dossier.pk,
            step=run.key,
            to_step=step.key,
            unit_id=following.unit_id,
            assignee_id=assignee_id,
            electronic=electronic,
            by_id=by.pk,
            at=at,
        )
    )
    return dossier


@batch.at_once()
def send_back(
    *, dossier_id: UUID, version: int, reason: str, by: User, at: datetime, to_step: str = "",
    paper_travels: bool = False,
) -> Dossier:  # fmt: skip
    """Give the dossier back to an earlier step, to whoever did it, with the reason (trả lại bước trước)."""
    dossier = Dossier.objects.locked(dossier_id, version)
    run, process = moving.open_step(dossier), snapshot(dossier.rules_id)
    permissions.require_acts_for(by, run, _step(process, run.key).right, at)
    before = _before(dossier, run)
    back = [o.step for o in rules.options(process, run.key, before.key if before else "") if o.act == "send_back"]
    step = next((step for step in back if step and to_step in ("", step.key)), None)
    if step is None:
        raise NotAllowed(dossier.state, Act.SEND_BACK)
    dossier.state = TRANSITIONS.after(dossier.state, Act.SEND_BACK)
    done = dossier.steps.filter(key=step.key, ended_at__isnull=False).order_by("-ended_at").first()
    assignee_id = _still_able(done.assignee_id, step, run, dossier, at) if done and done.assignee_id else None
    electronic = rules.is_electronic(paper_travels, _files(dossier))
    _move(dossier, run, process, step, Outcome.SENT_BACK, assignee_id, reason, paper_travels, electronic, by, at)
    events.publish(
        StepSentBack(
            dossier_id=dossier.pk, step=run.key, to_step=step.key, assignee_id=assignee_id, reason=reason,
            by_id=by.pk, at=at,
        )
    )  # fmt: skip
    return dossier


@batch.at_once()
def recall(*, dossier_id: UUID, version: int, by: User, at: datetime) -> Dossier:
    """Take back what one has just handed on, until its receiver opens it (thu hồi). Raises AlreadyOpened."""
    dossier = Dossier.objects.locked(dossier_id, version)
    run = moving.open_step(dossier)
    before = _before(dossier, run)
    if before is None or before.ended_by_id != by.pk or before.outcome != Outcome.FORWARDED:
        raise PermissionDenied(_("Chỉ người vừa chuyển bước mới thu hồi được."))
    if was_opened(dossier, run, at):
        raise AlreadyOpened(
            _("Người nhận đã mở hồ sơ, không thu hồi được nữa. Trao đổi với người nhận để trả lại.")
        )
    dossier.state = TRANSITIONS.after(dossier.state, Act.RECALL)
    process = snapshot(dossier.rules_id)
    moving.end_run(run, Outcome.RECALLED, by, at)
    moving.end_work(dossier, by, at)
    moving.open_run(
        dossier=dossier,
        process=process,
        step=_step(process, before.key),
        by=by,
        from_unit_id=run.unit_id,
        at=at,
        starts_at=at,
        assignee_id=before.assignee_id,
        electronic=before.electronic,
        paper_travelled=before.paper_travelled,
    )
    moving.save(dossier, by, at)
    events.publish(StepRecalled(dossier_id=dossier.pk, step=run.key, to_step=before.key, by_id=by.pk, at=at))
    return dossier


@batch.at_once()
def finish(*, dossier_id: UUID, version: int, result: ResultIn, by: User, at: datetime, note: str = "") -> Dossier:
    """The result is ready: the time limit ends here, the counter hands it over (đã xử lý xong)."""
    dossier = Dossier.objects.locked(dossier_id, version)
    run, process = moving.open_step(dossier), snapshot(dossier.rules_id)
    permissions.require_acts_for(by, run, _step(process, run.key).right, at)
    if not any(o.act == "finish" for o in rules.options(process, run.key)):
        raise NotAllowed(dossier.state, Act.FINISH)
    dossier.state = TRANSITIONS.after(dossier.state, Act.FINISH)
    moving.end_run(run, Outcome.FINISHED, by, at, note)
    moving.end_work(dossier, by, at)
    batch.add(
        batch.new(
            Result, dossier_id=dossier.pk, kind=result.kind, number=result.number, content=result.content,
            signer=result.signer, signed_on=result.signed_on, file_id=result.file.pk if result.file else None,
            ready_at=at, recorded_by_id=by.pk,
        )
    )  # fmt: skip
    last = process.steps[-1] if process.steps else None
    dossier.closed_at, dossier.handler, dossier.unit_id = at, None, dossier.counter_id
    dossier.step = last.key if last and last.right == Right.HAND_OVER else ""
    moving.open_counter_item(dossier=dossier, lane=Lane.HAND_OVER, by=by, due=None, at=at)
    moving.save(dossier, by, at)
    events.publish(DossierFinished(dossier_id=dossier.pk, step=run.key, kind=result.kind, by_id=by.pk, at=at))
    return dossier


@batch.at_once()
def judge(*, paper_id: UUID, verdict: Verdict, words: str, by: User, at: datetime) -> Paper:
    """Say of one paper whether it is good; the words of one that is not become a line of form 02."""
    paper = Paper.objects.select_related("dossier").get(pk=paper_id)
    dossier = Dossier.objects.locked(paper.dossier_id, None)
    if not may_judge(by, dossier, at):
        raise PermissionDenied(_("Chỉ người đang giữ hồ sơ mới ghi kết quả kiểm tra giấy tờ."))
    paper.verdict, paper.words = verdict, words if verdict == Verdict.NOT_GOOD else ""
    paper.verdict_by, paper.verdict_at = by, at
    batch.write(paper, "verdict", "words", "verdict_by_id", "verdict_at")
    events.publish(PaperJudged(dossier_id=dossier.pk, paper=paper.key, verdict=verdict, by_id=by.pk, at=at))
    return paper


def may_judge(user: User, dossier: Dossier, at: datetime) -> bool:
    """Whether a person may judge papers: the counter before acceptance, then whoever has the step."""
    if dossier.state == State.REGISTERED:
        return permissions.can_receive(user, dossier, at)
    if dossier.state not in (State.ACCEPTED, State.PROCESSING):
        return False
    run = moving.open_step(dossier)
    step = rules.step_of(snapshot(dossier.rules_id), run.key)
    return step is not None and permissions.acts_for(user, run, step.right, at)


def was_opened(dossier: Dossier, run: StepRun, at: datetime) -> bool:
    """Whether its receiver has taken or looked at the dossier since it was handed over.

    The receiver is who it was given to, or stands in for them; of a step given to a unit, everybody there who
    could take it. What colleagues, counter and leaders look at does not count.
    """
    if run.taken_at is not None:
        return True
    looks = Entry.objects.looks().about(moving.SUBJECT, dossier.pk).filter(at__gte=run.handed_over_at)
    lookers = looks.exclude(by_id=run.from_user_id).order_by().values_list("by_id", flat=True)
    keys = {key for key in lookers if key is not None}
    if run.assignee_id in keys or not keys:
        return bool(keys)
    step = rules.step_of(snapshot(dossier.rules_id), run.key)
    may = permissions.acts_for if run.assignee_id else permissions.can_take
    people = User.objects.filter(pk__in=keys)
    return step is not None and any(may(user, run, step.right, at) for user in people)


def recipients(step: Step, dossier: Dossier, at: datetime) -> Sequence[User]:
    """Who can do a step, by name: holders of its right in its unit that day."""
    unit_id = step.unit_id or dossier.counter_id
    return list(
        User.objects.filter(
            is_active=True, holdings__in=_holders(unit_id, step.right, localdate(at))
        ).distinct().order_by("full_name")
    )  # fmt: skip


def _holders(unit_id: int, right: str, day: date):  # type: ignore[no-untyped-def]  # a queryset, used inside a query
    return Holding.objects.on(day).with_right(right).filter(unit=unit_id).values("pk")


def _recipient(assignee_id: int, step: Step, run: StepRun, at: datetime) -> User:
    found = User.objects.filter(
        pk=assignee_id, is_active=True, holdings__in=_holders(run.unit_id, step.right, localdate(at))
    ).first()
    if found is None:
        raise NotARecipient(
            _("Người được chọn không giữ quyền “%(right)s” ở %(unit)s.")
            % {"right": Right(step.right).label, "unit": run.unit.name}
        )
    return found


def _is_able(user_id: int, step: Step, dossier: Dossier, at: datetime) -> bool:
    """Whether a person is one of `recipients`."""
    found = _able(step.right)(user_id=user_id, unit_id=step.unit_id or dossier.counter_id, day=localdate(at))
    return bool(found)


@lru_cache(maxsize=32)
def _able(right: str) -> Compiled[Any]:
    def holding(user_id: int, unit_id: int, day: date) -> QuerySet[Holding]:
        able = Holding.objects.on(day).with_right(right).filter(unit=unit_id, user=user_id, user__is_active=True)
        return able[:1]

    return Compiled(holding, user_id=-1, unit_id=-2, day=date(1, 1, 1))


def _still_able(assignee_id: int, step: Step, run: StepRun, dossier: Dossier, at: datetime) -> int | None:
    return assignee_id if _is_able(assignee_id, step, dossier, at) else None


def _give(dossier: Dossier, run: StepRun, assignee: User, by: User, at: datetime) -> None:
    run.assignee, dossier.handler = assignee, assignee
    item = moving.open_work(dossier)
    if item is not None:
        work.assign(item=item, assignee=assignee, sender_id=by.pk if by.pk != assignee.pk else item.sender_id)


def _files(dossier: Dossier) -> list[bool]:
    """For each paper handed in, whether it has a file, or the answers stand for it."""
    return [paper.by_form or paper.filed for paper in papers_of(dossier) if paper.handed_in]


def _before(dossier: Dossier, run: StepRun) -> StepRun | None:
    return dossier.steps.filter(ended_at__isnull=False).order_by("-ended_at", "-pk").first()


def _move(
    dossier: Dossier, run: StepRun, process: Snapshot, step: Step, outcome: Outcome, assignee_id: int | None,
    note: str, paper_travels: bool, electronic: bool, by: User, at: datetime,
) -> StepRun:  # fmt: skip
    if assignee_id is not None and not _is_able(assignee_id, step, dossier, at):
        raise NotARecipient(
            _("Người được chọn không giữ quyền “%(right)s” của bước này.") % {"right": Right(step.right).label}
        )
    moving.end_run(run, outcome, by, at, note)
    moving.end_work(dossier, by, at)
    following = moving.open_run(
        dossier=dossier, process=process, step=step, by=by, from_unit_id=run.unit_id, at=at,
        assignee_id=assignee_id, paper_travelled=paper_travels, electronic=electronic,
    )  # fmt: skip
    moving.save(dossier, by, at)
    return following
