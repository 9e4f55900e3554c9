"""What a counter cannot take in: written down with its submission reference, then asked for more, or refused."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from cchc.foundation.identity.models import User
from cchc.foundation.work.choices import Lane
from cchc.kernel import batch, events
from cchc.onestop.dossiers.choices import Channel, Delivery
from cchc.onestop.dossiers.events import DossierFiled
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.permissions import require_receive
from cchc.onestop.dossiers.querysets import counter
from cchc.onestop.dossiers.services import moving
from cchc.onestop.dossiers.services.ending import refuse
from cchc.onestop.dossiers.services.filing import answer_deadline
from cchc.onestop.dossiers.services.intake import (
    PaperIn,
    Person,
    add_papers,
    applicant_of,
    new_dossier,
    require_own,
    require_process,
)
from cchc.onestop.dossiers.services.supplements import Item, ask_more
from cchc.onestop.procedures.querysets import snapshot


@transaction.atomic
def register(
    *, dossier_id: UUID, counter_id: int, rules_id: int, channel: Channel, person: Person,
    papers: Sequence[PaperIn], by: User, at: datetime, answers: dict[str, Any] | None = None, sets: int = 1,
    delivery: Delivery = Delivery.COUNTER, delivery_address: str = "", fee_due: Decimal | None = None,
    limit_case: str = "", submitter_name: str = "", submitter_number: str = "", is_demo: bool = False,
) -> Dossier:  # fmt: skip
    """Write down what somebody brought to the counter or sent by post, without taking it in.

    It has a submission reference, no number, and waits before the counter. Raises CannotTakeIn.
    """
    place, process = counter(counter_id), snapshot(rules_id)
    require_receive(by, place, process.agency_id, at)
    require_process(process, at)
    applicant_id = person.id if person.id is not None else applicant_of(person, by, at)
    require_own(papers, process, applicant_id, by, at)
    dossier = new_dossier(
        dossier_id=dossier_id, process=process, place=place, channel=channel, person=person,
        applicant_id=applicant_id,
        answers=answers, sets=sets, delivery=delivery, delivery_address=delivery_address, fee_due=fee_due,
        submitter_name=submitter_name, submitter_number=submitter_number, at=at, is_demo=is_demo,
    )  # fmt: skip
    dossier.limit_case = limit_case
    dossier.answer_by = answer_deadline(process.agency_id, at)
    dossier.search = moving.words_of(dossier)
    dossier.changed_by, dossier.changed_at = by, at
    with batch.gathered():
        batch.add(dossier)
        add_papers(dossier, process, papers, by, at)
        moving.open_counter_item(dossier=dossier, lane=Lane.INTAKE, by=by, due=dossier.answer_by, at=at)
        events.publish(DossierFiled(dossier_id=dossier.pk, channel=channel, by_id=by.pk, at=at))
    return dossier


def ask_at_counter(*, items: Sequence[Item], message: str, supply_on: date | None = None, **told: Any) -> Dossier:
    """Somebody at the counter lacks papers: all that is missing in one request (form 02), nothing taken in.

    NĐ 61/2018/NĐ-CP, art. 17.1.a. The same `dossier_id` twice gives the dossier of the first time. See `register`.
    Raises what `ask_more` raises.
    """

    def ask(dossier: Dossier) -> None:
        ask_more(
            dossier_id=dossier.pk, version=dossier.version, items=items, message=message, by=told["by"],
            at=told["at"], supply_on=supply_on,
        )  # fmt: skip

    return _once(ask, told)


def refuse_at_counter(*, reason: str, **told: Any) -> Dossier:
    """Somebody at the counter cannot be served here: refused with the reason (form 03), art. 17.1.b.

    The same `dossier_id` twice gives the dossier of the first time. See `register`.
    """

    def turn_away(dossier: Dossier) -> None:
        refuse(dossier_id=dossier.pk, version=dossier.version, reason=reason, by=told["by"], at=told["at"])

    return _once(turn_away, told)


def _once(act: Any, told: dict[str, Any]) -> Dossier:
    try:
        with transaction.atomic():
            act(register(**told))
    except IntegrityError:
        if not Dossier.objects.filter(pk=told["dossier_id"], changed_by=told["by"]).exists():
            raise
    return Dossier.objects.get(pk=told["dossier_id"])
