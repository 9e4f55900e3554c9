"""Imports of past dossiers taken back whole, by a job; or kept, where that job was lost."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cchc.foundation.identity.models import User
from cchc.kernel import events
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.dossiers.choices import RunState, Stage
from cchc.onestop.dossiers.events import HistoryWithdrawn
from cchc.onestop.dossiers.models import HistoryRun, Replaced
from cchc.onestop.dossiers.permissions import require_history
from cchc.onestop.dossiers.services.history import taking
from cchc.onestop.dossiers.services.history.working import RunBusy, ask, at_work, reckoning, refuse_worked_on


class LaterRun(Conflict):
    """A later import changed what this one brought: that one is withdrawn first."""


@transaction.atomic
def ask_withdrawal_of_run(*, run_id: UUID, reason: str, by: User, at: datetime) -> HistoryRun:
    """Have an import taken back whole. Raises RunBusy, LaterRun, PermissionDenied."""
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state != RunState.DONE:
        raise RunBusy
    if Replaced.objects.filter(was_run=run).exists():
        raise LaterRun
    run.state, run.withdrawn_by, run.withdrawn_reason, run.failure = RunState.UNDOING, by, reason, {}
    run.save()
    ask("withdraw", run, by, at)
    return run


def withdraw_run(*, run_id: UUID, at: datetime) -> None:
    """Take back what a run brought, and give back what it changed; where a later one changed it, the run stays."""
    with at_work(run_id) as tell, transaction.atomic():
        tell(Stage.UNDOING, 0, 0)
        run = HistoryRun.objects.locked(run_id)
        if run.state != RunState.UNDOING:
            return
        taking.lock(run.agency_id)
        if Replaced.objects.filter(was_run=run).exists():
            _keep(run)
            run.failure = {"kind": "later_run", "parts": {}}
            run.save()
            return
        removed, restored = taking.give_back(run.pk)
        run.state, run.withdrawn_at = RunState.WITHDRAWN, at
        run.save()
        with reckoning(tell):
            events.publish(
                HistoryWithdrawn(
                    historyrun_id=run.pk, agency_id=run.agency_id, reason=run.withdrawn_reason, removed=removed,
                    restored=restored, by_id=run.withdrawn_by_id, at=at,
                )
            )  # fmt: skip


@transaction.atomic
def keep_run(*, run_id: UUID, by: User, at: datetime) -> HistoryRun:
    """Give a withdrawal up whose job was lost: what the run brought stays. Raises RunBusy, PermissionDenied."""
    refuse_worked_on(run_id)
    run = HistoryRun.objects.locked(run_id)
    require_history(by, run.agency_id, at)
    if run.state != RunState.UNDOING:
        raise RunBusy
    _keep(run)
    run.save()
    ask("keep", run, by, at)
    return run


def _keep(run: HistoryRun) -> None:
    run.state, run.withdrawn_by, run.withdrawn_reason = RunState.DONE, None, ""
