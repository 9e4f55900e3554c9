"""What a unit was asked to declare, or to approve, goes on once it is no more; an asking goes to another unit."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cchc.foundation.identity.models import Unit, User
from cchc.foundation.work.models import WorkItem
from cchc.kernel import events
from cchc.kernel.lifecycle import save
from cchc.steering.indicators.choices import TRANSITIONS, Act, State
from cchc.steering.indicators.events import AskingSet, ValueHandedOn
from cchc.steering.indicators.models import AskingRule, Declaration
from cchc.steering.indicators.permissions import require_steer
from cchc.steering.indicators.services.declaring import (
    DECLARE,
    SUBJECT,
    CannotDeclare,
    approver_of,
    declarer_of,
    put_before,
)
from cchc.ui.wording import number

ENDED = "Đơn vị đã giải thể, sáp nhập; việc khai chuyển cho đơn vị kế thừa."


def living_heir(unit: Unit, day: date) -> Unit | None:
    """Who has the work of a unit on `day`: itself while it lives, else the one that followed, and so on."""
    seen: set[int] = set()
    at: Unit | None = unit
    while at is not None and at.ends_on is not None and at.ends_on < day:
        if at.pk in seen:
            return None
        seen.add(at.pk)
        at = at.successors.order_by("pk").first()
    return at


def told_of_closing(unit: Unit, heir: Unit | None) -> list[str]:
    """How many values a unit has still to declare, and to approve, and whose they are once it is closed."""
    asked = Declaration.objects.open().filter(asked_unit=unit).count()
    waiting = Declaration.objects.waiting().values("pk")
    before = WorkItem.objects.open().filter(unit=unit, subject_type=SUBJECT, subject_id__in=waiting).count()
    lines = []
    if asked:
        goes_on = ngettext(
            "%(n)s giá trị chưa khai xong sang %(unit)s từ ngày sau đó.",
            "%(n)s giá trị chưa khai xong sang %(unit)s từ ngày sau đó.", asked,
        )  # fmt: skip
        stays = ngettext(
            "%(n)s giá trị chưa khai xong không còn đơn vị khai; nơi duyệt giao đơn vị khác.",
            "%(n)s giá trị chưa khai xong không còn đơn vị khai; nơi duyệt giao đơn vị khác.", asked,
        )  # fmt: skip
        lines.append(_worded(goes_on if heir else stays, asked, heir))
    if before:
        goes_on = ngettext(
            "%(n)s giá trị chờ duyệt ở đây sang %(unit)s từ ngày sau đó.",
            "%(n)s giá trị chờ duyệt ở đây sang %(unit)s từ ngày sau đó.", before,
        )  # fmt: skip
        stays = ngettext(
            "%(n)s giá trị chờ duyệt ở đây sang nơi khác có quyền duyệt.",
            "%(n)s giá trị chờ duyệt ở đây sang nơi khác có quyền duyệt.", before,
        )  # fmt: skip
        lines.append(_worded(goes_on if heir else stays, before, heir))
    return lines


def _worded(words: str, count: int, heir: Unit | None) -> str:
    return words % {"n": number(count), "unit": heir.name if heir else ""}


@transaction.atomic
def hand_on_values(*, at: datetime) -> int:
    """Give the open values of units that have ended to their heirs. Asked for again it does nothing more.

    What was asked of a unit that nobody follows lies before who approves it, who gives it to another unit. What an
    agency has set goes on as well; without an heir the unit that leads the target is asked again. Returns how many
    values went on.
    """
    day = localdate(at)
    ended = Q(asked_unit__ends_on__lt=day) | Q(approving_unit__ends_on__lt=day)
    lying = WorkItem.objects.open().filter(subject_type=SUBJECT, unit__ends_on__lt=day).values("subject_id")
    rows = Declaration.objects.open().filter(ended | Q(pk__in=lying)).select_for_update(of=("self",))
    moved = sum(
        _hand_on(row, day, at) for row in rows.select_related("asked_unit", "approving_unit").order_by("pk")
    )
    for rule in AskingRule.objects.filter(asked_unit__ends_on__lt=day).select_related("asked_unit").order_by("pk"):
        assert rule.asked_unit is not None
        rule.asked_unit = living_heir(rule.asked_unit, day)
        save(rule, None, at)
        events.publish(
            AskingSet(
                agency_id=rule.agency_id, indicator=rule.indicator, is_on=rule.is_on, unit=rule.asked_unit_id,
                every=rule.every, due_days=rule.due_days, by_id=None, at=at,
            )
        )  # fmt: skip
    return moved


def _hand_on(row: Declaration, day: date, at: datetime) -> bool:
    """Let both units of a value be the living ones, and its work lie before the one whose turn it is."""
    asked = living_heir(row.asked_unit, day) or row.asked_unit
    approving = living_heir(row.approving_unit, day) if row.approving_unit else None
    changes = [
        (role, was, now)
        for role, was, now in (("declare", row.asked_unit, asked), ("approve", row.approving_unit, approving))
        if was is not None and was != now
    ]
    row.asked_unit, row.approving_unit = asked, approving
    item = WorkItem.objects.open().about(row.pk).first()
    turn = approver_of(row, at) if row.state == State.DECLARED else declarer_of(row, at)
    if not changes and (item is None or item.unit_id == turn):
        return False
    save(row, None, at)
    for role, was, now in changes:
        events.publish(
            ValueHandedOn(
                declaration_id=row.pk, role=role, from_unit=was.pk, to_unit=now.pk if now else None, reason=ENDED,
                by_id=None, at=at,
            )
        )  # fmt: skip
    if item is not None:
        put_before(row, turn, item.step, None, at)
    return True


@transaction.atomic
def hand_on_value(
    *, declaration_id: UUID, version: int, to_unit: Unit, reason: str, by: User, at: datetime
) -> Declaration:
    """Let another unit declare what is asked for. Raises CannotDeclare, NotAllowed once it was declared."""
    row = Declaration.objects.locked(declaration_id, version)
    require_steer(by, row.agency_id, at)
    row.state = TRANSITIONS.after(row.state, Act.HAND_ON)
    if to_unit.agency_id != row.agency_id or living_heir(to_unit, localdate(at)) != to_unit:
        raise CannotDeclare("to_unit", _("Chọn một đơn vị của cơ quan"))
    if to_unit.pk == row.asked_unit_id:
        raise CannotDeclare("to_unit", _("Đơn vị này đang được yêu cầu khai"))
    was = row.asked_unit_id
    row.asked_unit, row.told = to_unit, ""
    save(row, by, at)
    step = WorkItem.objects.open().about(row.pk).values_list("step", flat=True).first()
    put_before(row, to_unit.pk, step or DECLARE, by, at)
    events.publish(
        ValueHandedOn(
            declaration_id=row.pk, role="declare", from_unit=was, to_unit=to_unit.pk, reason=reason.strip(),
            by_id=by.pk, at=at,
        )
    )  # fmt: skip
    return row
