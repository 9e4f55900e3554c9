"""What was declared is taken back by the unit; what was asked by mistake, or counted wrongly, is withdrawn."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cchc.foundation.identity.models import User
from cchc.kernel import events
from cchc.kernel.lifecycle import save
from cchc.steering.indicators.choices import TRANSITIONS, Act, State
from cchc.steering.indicators.events import ValueTakenBack, ValueWithdrawn
from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.permissions import require_approve, require_declare, require_steer
from cchc.steering.indicators.services.declaring import (
    DECLARE_AGAIN,
    CannotDeclare,
    declarer_of,
    end_work,
    put_before,
)


@transaction.atomic
def take_back(*, declaration_id: UUID, version: int, by: User, at: datetime) -> Declaration:
    """Take back what one's unit declared, while nobody has decided on it; what was said stays, to be mended."""
    row = Declaration.objects.locked(declaration_id, version)
    require_declare(by, row, at)
    row.state = TRANSITIONS.after(row.state, Act.TAKE_BACK)
    save(row, by, at)
    put_before(row, declarer_of(row, at), DECLARE_AGAIN, by, at)
    events.publish(ValueTakenBack(declaration_id=row.pk, by_id=by.pk, at=at))
    return row


@transaction.atomic
def withdraw(*, declaration_id: UUID, version: int, reason: str, by: User, at: datetime) -> Declaration:
    """Take an asking back that was a mistake, or let a value that was approved count no more, with the reason.

    Who steers does it; of a value that counts never who declared it. Raises CannotDeclare without a reason.
    """
    row = Declaration.objects.locked(declaration_id, version)
    was = State(row.state)
    if was == State.APPROVED:
        require_approve(by, row, at)
    else:
        require_steer(by, row.agency_id, at)
    row.state = TRANSITIONS.after(row.state, Act.WITHDRAW)
    if not reason.strip():
        raise CannotDeclare("reason", _("Nhập lý do rút"))
    save(row, by, at)
    end_work(row, by, at)
    events.publish(ValueWithdrawn(declaration_id=row.pk, was=was.value, reason=reason.strip(), by_id=by.pk, at=at))
    return row
