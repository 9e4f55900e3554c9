"""Rows of a review into rows of a plan: made where new, changed where they differ, ended where they are gone."""

from collections.abc import Sequence
from datetime import datetime

from cchc.foundation.identity.models import User
from cchc.steering.plans.choices import Change, RowKind, RowState
from cchc.steering.plans.models import ImportRow, Plan
from cchc.steering.plans.services.writing.acceptance import Acceptance, ends
from cchc.steering.plans.services.writing.commitments import CommitmentWriter
from cchc.steering.plans.services.writing.targets import TargetWriter
from cchc.steering.plans.services.writing.tasks import KINDS, TaskWriter


def write(plan: Plan, rows: Sequence[ImportRow], by: User | None, at: datetime) -> Acceptance:
    """Everything, in the order in which rows name each other."""
    whole = Acceptance(plan, by, at)
    tasks = TaskWriter(whole)
    targets = TargetWriter(whole, tasks)
    commitments = CommitmentWriter(whole, tasks, targets)
    ended = [row for row in rows if ends(row)]
    kept = [row for row in rows if row.state != RowState.DISMISSED and row.change != Change.REMOVED]
    for row in kept:
        if row.kind == RowKind.GROUP:
            tasks.write_group(row)
    tasks.free_addresses(kept, ended)
    tasks.write([row for row in kept if row.kind in KINDS])
    said = [row for row in kept if row.kind == RowKind.TARGET]
    targets.write(said)
    commitments.write([row for row in kept if row.kind == RowKind.COMMITMENT])
    targets.write_contradictions(said)
    end = {**dict.fromkeys(KINDS, tasks.end), RowKind.TARGET: targets.end, RowKind.COMMITMENT: commitments.end}
    for row in ended:
        assert row.of_id is not None
        if row.kind in end:
            end[RowKind(row.kind)](row.of_id)
        whole.count_end(row)
    return whole
