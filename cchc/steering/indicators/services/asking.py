"""Values are asked for by the calendar, reminded of, and asked for anew; an agency sets of whom and how often."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Agency, Holding, Unit, User
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.services import tell
from cchc.foundation.worktime.querysets import calendar_of
from cchc.kernel import events
from cchc.kernel.lifecycle import NotAllowed, Stale, save
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Every, State, Told
from cchc.steering.indicators.events import AskingSet, ValueAsked, ValueDueTold
from cchc.steering.indicators.models import SAID_OF, AskingRule, Declaration
from cchc.steering.indicators.permissions import can_declare, require_steer
from cchc.steering.indicators.services import declaring
from cchc.steering.indicators.services.binding import Measure
from cchc.steering.indicators.services.declaring import CannotDeclare
from cchc.steering.indicators.services.handing_on import living_heir


@dataclass(frozen=True)
class Asking:
    """How the values of one indicator are asked for in an agency; what is not set is as the program has it."""

    is_on: bool
    asked_unit: Unit | None
    every: str
    due_days: int
    rule: AskingRule | None = None


def asking_of(indicator: str, kept: dict[str, AskingRule]) -> Asking:
    """How an indicator's values are asked for, by what an agency has set (`AskingRule.objects.of_agency`)."""
    row = kept.get(indicator)
    if row is None:
        usual = rules.usual()
        return Asking(True, None, usual.every, usual.due_days)
    return Asking(row.is_on, row.asked_unit, row.every, row.due_days, row)


@transaction.atomic
def ask_due(
    *, agency: Agency, measure: Measure, lead: Unit, approving_unit: Unit | None, at: datetime
) -> Declaration | None:
    """Ask for what was over last of a declared indicator, of whom and by when the agency has set, else of `lead`.

    Asked for once, however often this runs, declared or not. None where nothing is to be asked.
    """
    definition = rules.definitions().get(measure.indicator)
    if definition is None or not definition.declared:
        return None
    said = asking_of(measure.indicator, AskingRule.objects.of_agency(agency.pk))
    if not said.is_on:
        return None
    day = localdate(at)
    period, ends_on = rules.asked_period(definition.kind, measure.period, said.every, day)
    starts_on = period.start if period else None
    of_it = Declaration.objects.filter(
        agency=agency, indicator=measure.indicator, reading="", unit=None, starts_on=starts_on, ends_on=ends_on
    )
    if of_it.exists():
        return None
    works = calendar_of(agency.pk).is_working_day
    due_on = rules.after_working_days(ends_on, said.due_days, works)
    asked_unit = living_heir(said.asked_unit or lead, day) or approving_unit
    if asked_unit is None:  # the unit is no more, nobody follows it, and no office approves
        return None
    if due_on < day:  # the plan came later than its period's end
        due_on = rules.after_working_days(day, said.due_days, works)
    return declaring.ask_value(
        agency=agency, indicator=measure.indicator, asked_unit=asked_unit, due_on=due_on, by=None,
        at=at, period=period, on=None if period else ends_on, approving_unit=approving_unit,
    )  # fmt: skip


@transaction.atomic
def ask_again(*, declaration_id: UUID, version: int, reason: str, by: User, at: datetime) -> Declaration:
    """Ask for a value that was approved anew, because it was wrong; it counts until the new one is approved.

    Who steers does it, or the unit that declared. Raises CannotDeclare without a reason, NotAllowed where the
    value is not the one that counts, or is asked for already.
    """
    was = Declaration.objects.locked(declaration_id, version)
    if not can_declare(by, was, at):
        require_steer(by, was.agency_id, at)
    if was.state != State.APPROVED:
        raise NotAllowed(was.state, "replace")
    if not reason.strip():
        raise CannotDeclare("reason", _("Nhập lý do thay giá trị"))
    same = {name: getattr(was, name) for name in SAID_OF}
    if Declaration.objects.open().filter(**same).exists():
        raise NotAllowed(was.state, "replace")
    day = localdate(at)
    due_on = rules.after_working_days(day, rules.usual().again_days, calendar_of(was.agency_id).is_working_day)
    row = Declaration.objects.create(
        **same, asked_unit=living_heir(was.asked_unit, day) or was.asked_unit, due_on=due_on, asked_by=by,
        approving_unit=living_heir(was.approving_unit, day) if was.approving_unit else None,
        asked_at=at, changed_by=by, changed_at=at,
    )  # fmt: skip
    declaring.put_before(row, declaring.declarer_of(row, at), declaring.DECLARE_AGAIN, by, at)
    events.publish(
        ValueAsked(
            declaration_id=row.pk, indicator=row.indicator, unit=row.asked_unit_id, due_on=due_on,
            reason=reason.strip(), by_id=by.pk, at=at,
        )
    )  # fmt: skip
    return row


@transaction.atomic
def set_asking(
    *, agency: Agency, indicator: str, version: int | None, is_on: bool, asked_unit: Unit | None, every: Every,
    due_days: int, by: User | None, at: datetime,
) -> AskingRule:  # fmt: skip
    """Set of whom, how often and by when the values of an indicator are asked for; from the next period on.

    `version` None: nothing was set when it was shown. Raises CannotDeclare, Stale.
    """
    require_steer(by, agency.pk, at)
    definition = rules.definitions().get(indicator)
    if definition is None or not definition.declared:
        raise CannotDeclare("indicator", _("Chỉ tiêu này tính từ số liệu, không khai"))
    if not 1 <= due_days <= 60:
        raise CannotDeclare("due_days", _("Số ngày làm việc phải từ 1 đến 60"))
    if asked_unit is not None and asked_unit.agency_id != agency.pk:
        raise CannotDeclare("asked_unit", _("Chọn một đơn vị của cơ quan"))
    known = AskingRule.objects.filter(agency=agency, indicator=indicator).select_related("changed_by").first()
    if known is not None and version is None:
        raise Stale(known.changed_by, known.changed_at)
    row = (
        AskingRule.objects.locked(known.pk, version or 0)
        if known is not None
        else AskingRule(agency=agency, indicator=indicator)
    )
    row.is_on, row.asked_unit, row.every, row.due_days = is_on, asked_unit, every, due_days
    save(row, by, at)
    events.publish(
        AskingSet(
            agency_id=agency.pk, indicator=indicator, is_on=is_on, unit=asked_unit.pk if asked_unit else None,
            every=every, due_days=due_days, by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return row


@transaction.atomic
def tell_due_values(*, at: datetime) -> int:
    """Tell of values that are due soon or late: who assigns in the unit that is asked; of late ones, who steers.

    Each word once. Returns of how many values people were told.
    """
    day, told = localdate(at), 0
    rows = Declaration.objects.to_declare().filter(due_on__lte=day + timedelta(days=14)).select_related("agency")
    for row in rows.order_by("due_on", "pk"):
        assert row.due_on is not None
        word = _word(row.due_on, day, row.agency_id)
        if word is None or row.told == word:
            continue
        people = _heads(row, day) or _steerers(row, day)
        if word == Told.LATE:
            people |= _steerers(row, day)
        _tell(row, word, people, at)
        told += 1
    return told


def _word(due_on: date, day: date, agency_id: int) -> Told | None:
    if due_on < day:
        return Told.LATE
    left = calendar_of(agency_id).working_days_between(day, due_on)
    return Told.SOON if left <= rules.usual().soon_days else None


def _tell(row: Declaration, word: Told, people: set[User], at: datetime) -> None:
    definition = rules.definitions()[row.indicator]
    for user in sorted(people, key=lambda one: one.pk):
        with translation.override(user.language):
            said = _("quá hạn khai") if word == Told.LATE else _("sắp đến hạn khai")
            title = f"{definition.code}: {said}"
            body = _("%(name)s. Hạn khai: %(day)s.") % {
                "name": definition.name.said(get_language() or "vi"), "day": f"{row.due_on:%d/%m/%Y}",
            }  # fmt: skip
        tell(
            user=user, email=user.email, kind=Kind.DUE, title=title, body=body, path=declaring.path_of(row),
            subject_type=declaring.SUBJECT, subject_id=row.pk, at=at,
        )  # fmt: skip
    row.told = word
    row.save(update_fields=["told"])
    events.publish(
        ValueDueTold(
            declaration_id=row.pk, told=word, people=tuple(sorted(one.pk for one in people)), by_id=None, at=at
        )
    )


def _heads(row: Declaration, day: date) -> set[User]:
    held = Holding.objects.on(day).with_right(Right.ASSIGN).filter(unit=row.asked_unit_id)
    return set(User.objects.filter(is_active=True, holdings__in=held))


def _steerers(row: Declaration, day: date) -> set[User]:
    if row.approving_unit_id is not None:
        held = Holding.objects.on(day).with_right(Right.STEER).filter(unit=row.approving_unit_id)
        found = set(User.objects.filter(is_active=True, holdings__in=held))
        if found:
            return found
    return set(User.objects.holders(Right.STEER, row.agency, day))
