"""What was paid at the counter, as the officer writes it down."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cchc.foundation.identity.models import User
from cchc.kernel import events
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.dossiers import permissions
from cchc.onestop.dossiers.events import FeeTaken, FeeVoided
from cchc.onestop.dossiers.models import Dossier, Fee


@transaction.atomic
def take_fee(*, dossier_id: UUID, amount: Decimal, receipt_number: str, by: User, at: datetime) -> Fee:
    """Record a charge or fee paid at the counter: amount in đồng and the number of the receipt given."""
    dossier = Dossier.objects.locked(dossier_id, None)
    if not permissions.can_receive(by, dossier, at):
        raise PermissionDenied(_("Chỉ nơi tiếp nhận mới ghi thu phí, lệ phí."))
    fee = Fee.objects.create(
        dossier=dossier, amount=amount, receipt_number=receipt_number, paid_at=at, taken_by=by
    )
    events.publish(FeeTaken(dossier_id=dossier.pk, fee_id=fee.pk, by_id=by.pk, at=at))
    return fee


@transaction.atomic
def void_fee(*, fee_id: UUID, reason: str, by: User, at: datetime) -> Fee:
    """Undo a record of payment that was wrong; it stays, with the reason. Raises Conflict where that was done."""
    fee = Fee.objects.select_for_update().get(pk=fee_id)
    dossier = Dossier.objects.locked(fee.dossier_id, None)
    if not permissions.can_receive(by, dossier, at):
        raise PermissionDenied(_("Chỉ nơi tiếp nhận mới sửa thu phí, lệ phí."))
    if fee.voided_at is not None:
        raise Conflict
    fee.voided_at, fee.void_reason = at, reason
    fee.save()
    events.publish(FeeVoided(dossier_id=dossier.pk, fee_id=fee.pk, reason=reason, by_id=by.pk, at=at))
    return fee
