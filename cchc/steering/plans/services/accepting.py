"""A reviewed reading becomes a plan, or changes the plan of which it is a later version."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cchc.foundation.identity.models import Agency, Unit, User
from cchc.kernel import batch, events
from cchc.kernel.lifecycle import Stale, save
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import Change, ImportState, LinkKind, PlanKind, RowKind, RowState
from cchc.steering.plans.events import PlanAccepted
from cchc.steering.plans.models import ImportRow, Plan, PlanImport, PlanLink
from cchc.steering.plans.rules import content
from cchc.steering.plans.services.importing import held
from cchc.steering.plans.services.plans import free_slug
from cchc.steering.plans.services.writing import write


class StillOpen(ValueError):
    """A review cannot be accepted yet. `must` has to be settled; `unsure` may be accepted knowingly."""

    def __init__(self, must: Sequence[ImportRow], unsure: Sequence[ImportRow]) -> None:
        super().__init__(len(must), len(unsure))
        self.must = tuple(must)
        self.unsure = tuple(unsure)


def still_open(whole: PlanImport) -> StillOpen | None:
    """What stands between a review and its acceptance: what must be settled, and what nobody has looked at."""
    rows = list(whole.rows.kept().unsure_first())
    codes: dict[tuple[str, int], ImportRow] = {}
    must, unsure = [], []
    for row in rows:
        if row.change == Change.REMOVED:
            if row.state == RowState.TO_LOOK:
                unsure.append(row)
            continue
        if row.kind in (RowKind.TASK, RowKind.ASSIGNMENT):
            code = content.task_code(row.value, row.kind)
            if codes.setdefault(code, row) is not row and row.kind == RowKind.TASK:
                must.append(row)
                continue
        is_open = row.state == RowState.TO_LOOK
        if (is_open and row.kind == RowKind.LEFT_OVER) or content.complete(row.kind, row.value):
            must.append(row)
        elif is_open:
            unsure.append(row)
    return StillOpen(must, unsure) if must or unsure else None


@transaction.atomic
def accept_import(
    *, import_id: UUID, version: int, kind: PlanKind, steering_unit: Unit, by: User | None, at: datetime,
    knowingly: bool = False, derived_from: Plan | None = None, answers: Plan | None = None,
    is_demo: bool = False,
) -> Plan:  # fmt: skip
    """Let what was read and reviewed be the plan; of a changed version only what changed, progress is kept.

    Raises StillOpen with what nobody has settled; `knowingly` takes rows that are only unsure as they were read.
    Raises Stale where somebody changed a row after the page was shown.
    """
    whole = held(import_id, by, at)
    if whole.version != version:
        raise Stale(whole.changed_by, whole.changed_at)
    unsettled = still_open(whole)
    if unsettled is not None and (unsettled.must or not knowingly):
        raise unsettled
    rows = list(whole.rows.order_by("position", "pk"))
    plan = whole.updates
    if plan is None:
        plan = _new_plan(whole, _head(rows), kind, steering_unit, by, at)
        plan.is_demo = is_demo
        plan.save(force_insert=True)
    else:
        plan = Plan.objects.locked(plan.pk, None)
        _change_head(plan, _head(rows))
        plan.file = whole.file
        save(plan, by, at)
    with batch.gathered():
        written = write(plan, rows, by, at)
    ImportRow.objects.bulk_update(written.known, ["of_id"])
    for other, link in ((derived_from, LinkKind.DERIVED), (answers, LinkKind.ANSWERS)):
        if other is not None:
            PlanLink.objects.get_or_create(plan=plan, other=other, kind=link, defaults={"by": by, "at": at})
    whole.plan, whole.state, whole.closed_by, whole.closed_at = plan, ImportState.ACCEPTED, by, at
    save(whole, by, at)
    events.publish(
        PlanAccepted(
            plan_id=plan.pk, planimport=whole.pk, added=written.added, changed=written.changed,
            removed=written.removed, left_open=len(unsettled.unsure) if unsettled else 0,
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return plan


def _head(rows: Sequence[ImportRow]) -> ImportRow:
    return next(row for row in rows if row.kind == RowKind.HEAD and row.change != Change.REMOVED)


def _new_plan(
    whole: PlanImport, head: ImportRow, kind: PlanKind, steering_unit: Unit, by: User | None, at: datetime
) -> Plan:
    permissions.require_steer(by, whole.agency_id, at)
    if steering_unit.agency_id != whole.agency_id:
        raise Unit.DoesNotExist
    plan = Plan(
        agency=whole.agency, kind=kind, file=whole.file, steering_unit=steering_unit, accepted_at=at,
        changed_by=by, changed_at=at,
    )  # fmt: skip
    _change_head(plan, head)
    plan.slug = free_slug(plan.title, plan.starts_on, plan.ends_on)
    return plan


def _change_head(plan: Plan, head: ImportRow) -> None:
    value = head.value
    plan.number, plan.issuer, plan.title = value["number"], value["issuer"][:255], value["title"][:500]
    plan.issued_on = date.fromisoformat(value["date"]) if value["date"] else None
    plan.starts_on, plan.ends_on = date.fromisoformat(value["start"]), date.fromisoformat(value["end"])
    plan.grounds = value["grounds"]


def steering_unit_for(agency: Agency, by: User, at: datetime) -> Unit | None:
    """The unit that a review proposes to steer the plan: where its reviewer steers, else where anybody does."""
    day = localdate(at)
    own = [g.unit_id for g in by.grants if g.runs_on(day) and "steer" in g.rights and g.agency_id == agency.pk]
    return Unit.objects.filter(pk__in=own).order_by("pk").first()
