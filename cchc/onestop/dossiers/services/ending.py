"""How a dossier ends: refused, withdrawn, stopped, or its result handed over."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import User
from cchc.foundation.work import services as work
from cchc.foundation.work.choices import Lane
from cchc.kernel import batch, events
from cchc.kernel.lifecycle import NotAllowed
from cchc.onestop.dossiers import permissions, rules
from cchc.onestop.dossiers.choices import TRANSITIONS, Act, Outcome, Proof, State
from cchc.onestop.dossiers.events import (
    DossierRefused,
    DossierStopped,
    DossierWithdrawn,
    ResultHandedOver,
    WithdrawalAsked,
    WithdrawalDeclined,
)
from cchc.onestop.dossiers.models import Dossier, HandOver, Pause
from cchc.onestop.dossiers.services import moving
from cchc.onestop.dossiers.services.supplements import restart_step
from cchc.onestop.procedures.querysets import snapshot

WITHDRAWAL = "withdrawal"


class ProofMissing(ValueError):
    """A hand-over without what was seen or sent. `field` names what is missing; the message says it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@batch.at_once()
def refuse(*, dossier_id: UUID, version: int, reason: str, by: User, at: datetime) -> Dossier:
    """Refuse to take a dossier in, with the reason (form 03): NĐ 61/2018/NĐ-CP, art. 17.1.b."""
    dossier = Dossier.objects.locked(dossier_id, version)
    if not permissions.can_receive(by, dossier, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.RECEIVE.label})
    if dossier.accepted_at is not None:
        raise NotAllowed(dossier.state, Act.REFUSE)
    dossier.state = TRANSITIONS.after(dossier.state, Act.REFUSE)
    _close(dossier, reason, by, at)
    events.publish(DossierRefused(dossier_id=dossier.pk, reason=reason, by_id=by.pk, at=at))
    return dossier


@batch.at_once()
def stop(*, dossier_id: UUID, version: int, reason: str, by: User, at: datetime) -> Dossier:
    """Stop handling a dossier, with the reason (dừng giải quyết)."""
    dossier = Dossier.objects.locked(dossier_id, version)
    _require_holder(dossier, by, at)
    if dossier.accepted_at is None:
        raise NotAllowed(dossier.state, Act.STOP)
    dossier.state = TRANSITIONS.after(dossier.state, Act.STOP)
    _close(dossier, reason, by, at)
    events.publish(DossierStopped(dossier_id=dossier.pk, reason=reason, by_id=by.pk, at=at))
    return dossier


@transaction.atomic
def ask_withdrawal(
    *, dossier_id: UUID, version: int | None, reason: str, by: User | None, at: datetime, allowed: bool = False
) -> Dossier:
    """The applicant wants the dossier back: at once before acceptance; after it, once the office agrees."""
    dossier = Dossier.objects.locked(dossier_id, version)
    theirs = by is not None and Dossier.objects.filter(pk=dossier.pk).visible_to(by, at).exists()
    if not (allowed or theirs):
        raise PermissionDenied(_("Chỉ người nộp mới đề nghị rút hồ sơ này."))
    if dossier.accepted_at is None:
        if dossier.closed_at is not None:
            raise NotAllowed(dossier.state, Act.WITHDRAW)
        dossier.state = TRANSITIONS.after(State.REGISTERED, Act.WITHDRAW)  # asked for more, or not: nobody has it
        _close(dossier, reason, by, at)
        events.publish(DossierWithdrawn(dossier_id=dossier.pk, reason=reason, by_id=by.pk if by else None, at=at))
        return dossier
    dossier.state = TRANSITIONS.after(dossier.state, Act.ASK_WITHDRAWAL)
    dossier.end_reason = reason
    if dossier.paused_since is None:
        Pause.objects.create(dossier=dossier, reason=WITHDRAWAL, starts_at=at)
        dossier.paused_since = at
    item = moving.open_work(dossier)
    if item is not None and item.lane == Lane.WAITING:
        work.resume(item=item, lane=Lane.STEP, due_at=item.due_at, at=at)  # it is the office that must answer now
    moving.save(dossier, by, at)
    events.publish(WithdrawalAsked(dossier_id=dossier.pk, reason=reason, by_id=by.pk if by else None, at=at))
    return dossier


@batch.at_once()
def withdraw(*, dossier_id: UUID, version: int, by: User, at: datetime) -> Dossier:
    """Agree that the applicant takes the dossier back (rút hồ sơ)."""
    dossier = Dossier.objects.locked(dossier_id, version)
    _require_holder(dossier, by, at)
    dossier.state = TRANSITIONS.after(dossier.state, Act.WITHDRAW)
    _close(dossier, dossier.end_reason, by, at)
    events.publish(DossierWithdrawn(dossier_id=dossier.pk, reason=dossier.end_reason, by_id=by.pk, at=at))
    return dossier


@transaction.atomic
def decline_withdrawal(*, dossier_id: UUID, version: int, reason: str, by: User, at: datetime) -> Dossier:
    """Go on in spite of the wish to withdraw, with the reason; the clock goes on where it stood."""
    dossier = Dossier.objects.locked(dossier_id, version)
    _require_holder(dossier, by, at)
    dossier.state = TRANSITIONS.after(dossier.state, Act.DECLINE_WITHDRAWAL)
    pause = dossier.pauses.get(ends_at=None)
    pause.ends_at = at
    pause.save()
    dossier.paused_since, dossier.end_reason = None, ""
    dossier.supplements.filter(supplied_at=None).update(supplied_at=at)
    moving.recount_due(dossier)
    run = moving.open_step(dossier)
    restart_step(run, pause.starts_at, at, dossier.agency_id)
    item = moving.open_work(dossier)
    if item is not None:
        work.resume(item=item, lane=Lane.STEP, due_at=run.due_at, at=at)
    moving.save(dossier, by, at)
    events.publish(WithdrawalDeclined(dossier_id=dossier.pk, reason=reason, by_id=by.pk, at=at))
    return dossier


@batch.at_once()
def hand_over(
    *,
    dossier_id: UUID,
    version: int,
    proof: Proof,
    collected_by: str,
    by: User,
    at: datetime,
    paper_seen: str = "",
    postal_number: str = "",
) -> Dossier:
    """Give the result to whoever may have it, and write down what was seen or sent (trả kết quả). ProofMissing."""
    dossier = Dossier.objects.locked(dossier_id, version)
    if not permissions.can_hand_over(by, dossier, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.HAND_OVER.label})
    if proof in (Proof.IDENTITY, Proof.AUTHORITY) and not paper_seen.strip():
        raise ProofMissing("paper_seen", _("Ghi giấy tờ đã xem"))
    if proof == Proof.POSTAL and not postal_number.strip():
        raise ProofMissing("postal_number", _("Ghi số vận đơn"))
    dossier.state = TRANSITIONS.after(dossier.state, Act.HAND_OVER)
    batch.add(
        batch.new(
            HandOver, dossier_id=dossier.pk, proof=proof, collected_by=collected_by, paper_seen=paper_seen,
            postal_number=postal_number, by_id=by.pk, at=at,
        )
    )  # fmt: skip
    dossier.returned_at = at
    moving.end_work(dossier, by, at)
    moving.save(dossier, by, at)
    events.publish(ResultHandedOver(dossier_id=dossier.pk, proof=proof, by_id=by.pk, at=at))
    return dossier


def _close(dossier: Dossier, reason: str, by: User | None, at: datetime) -> None:
    for run in dossier.steps.filter(ended_at=None):
        moving.end_run(run, Outcome.ENDED, by, at)
    moving.end_work(dossier, by, at)
    dossier.pauses.filter(ends_at=None).update(ends_at=at)
    dossier.closed_at, dossier.end_reason, dossier.handler, dossier.paused_since = at, reason, None, None
    moving.save(dossier, by, at)


def _require_holder(dossier: Dossier, by: User, at: datetime) -> None:
    """Whoever has the step; the counter too where nobody has it yet."""
    run = dossier.steps.select_related("unit", "assignee").filter(ended_at=None).first()
    if run is None:
        raise NotAllowed(dossier.state, Act.STOP)
    if run.assignee_id is None and permissions.can_assign(by, run, at):
        return
    step = rules.step_of(snapshot(dossier.rules_id), run.key)
    permissions.require_acts_for(by, run, step.right if step else "", at)
