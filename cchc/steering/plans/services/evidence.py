"""What proves a task: a file, or a row of the program that proves itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from cchc.foundation.files import services as files
from cchc.foundation.identity.models import User
from cchc.kernel import events
from cchc.kernel.lifecycle import NotAllowed
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.procedures.choices import State as VersionState
from cchc.onestop.procedures.models import Version
from cchc.steering.plans import permissions
from cchc.steering.plans.choices import CLOSED
from cchc.steering.plans.events import EvidenceAdded, EvidenceRemoved
from cchc.steering.plans.models import Evidence, Period, Product, Task
from cchc.steering.plans.services import working


def _held(task_id: UUID, period_id: UUID | None, by: User, at: datetime) -> tuple[Task, Period]:
    """The task, held, and the period that is proved. What is closed takes no more evidence: raises NotAllowed."""
    task = Task.objects.locked(task_id, None)
    permissions.require_report(by, task, at)
    found = working.in_order(task.periods.all())
    period = next((one for one in found if period_id in (None, one.pk)), None)
    if period is None:
        raise Period.DoesNotExist
    if period.state in CLOSED:
        raise NotAllowed(period.state, "evidence")
    return task, period


def _added(task: Task, evidence: Evidence, kind: str, by: User, at: datetime) -> Evidence:
    evidence.save(force_insert=True)
    events.publish(EvidenceAdded(task_id=task.pk, evidence=evidence.pk, kind=kind, by_id=by.pk, at=at))
    return evidence


def _product(task: Task, product_id: int | None) -> Product | None:
    return task.products.get(pk=product_id) if product_id is not None else None


@transaction.atomic
def add_file(
    *, task_id: UUID, upload: "File[bytes]", label: str, by: User, at: datetime, period_id: UUID | None = None,
    product_id: int | None = None,
) -> Evidence:  # fmt: skip
    """Prove a task by a file: a signed plan, a report, a photo. Raises FileRefused, in words for the person."""
    task, period = _held(task_id, period_id, by, at)
    product = _product(task, product_id)
    file = files.take_document(upload=upload, agency=task.plan.agency, by=by, at=at)
    row = Evidence(
        period=period, product=product, label=(label.strip() or file.name)[:500], file=file, by=by, at=at
    )
    return _added(task, row, "file", by, at)


@transaction.atomic
def link_dossier(
    *, task_id: UUID, dossier: Dossier, by: User, at: datetime, label: str = "", period_id: UUID | None = None,
    product_id: int | None = None,
) -> Evidence:  # fmt: skip
    """Prove a task by a dossier that one may see. Who may not see it reads only that there is one."""
    task, period = _held(task_id, period_id, by, at)
    if not Dossier.objects.visible_to(by, at).filter(pk=dossier.pk).exists():
        raise PermissionDenied(_("Chỉ gắn được hồ sơ mà mình được xem."))
    row = Evidence(
        period=period, product=_product(task, product_id), label=label.strip()[:500] or _("Hồ sơ"),
        dossier=dossier, by=by, at=at,
    )  # fmt: skip
    return _added(task, row, "dossier", by, at)


@transaction.atomic
def link_procedure(
    *, task_id: UUID, procedure: Version, by: User, at: datetime, label: str = "", period_id: UUID | None = None,
    product_id: int | None = None,
) -> Evidence:  # fmt: skip
    """Prove a task by a published version of a procedure: what was simplified, put online, made public."""
    task, period = _held(task_id, period_id, by, at)
    if procedure.state == VersionState.DRAFT:
        raise PermissionDenied(_("Chỉ gắn được phiên bản thủ tục đã công bố."))
    row = Evidence(
        period=period, product=_product(task, product_id),
        label=(label.strip() or f"{procedure.procedure.code} {procedure.name}")[:500], procedure=procedure, by=by,
        at=at,
    )  # fmt: skip
    return _added(task, row, "procedure", by, at)


@transaction.atomic
def remove_evidence(*, evidence_id: UUID, by: User, at: datetime) -> Evidence:
    """Take back what one added by mistake, while nobody has decided on it; the row stays in the record."""
    found: Any = Evidence.objects.standing().select_related("period").get(pk=evidence_id)
    _task, period = _held(found.period.task_id, found.period_id, by, at)
    evidence = Evidence.objects.standing().select_for_update(of=("self",)).get(pk=evidence_id)
    evidence.removed_at, evidence.removed_by = at, by
    evidence.save(update_fields=["removed_at", "removed_by"])
    events.publish(EvidenceRemoved(task_id=period.task_id, evidence=evidence.pk, by_id=by.pk, at=at))
    return evidence
