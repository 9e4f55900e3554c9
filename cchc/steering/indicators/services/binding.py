"""By what a plan's target is measured: looked at before it is said, kept with who said it and when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cchc.foundation.identity.models import Agency, User
from cchc.kernel import events
from cchc.kernel.facts import day_of
from cchc.kernel.lifecycle import Stale
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Kind, PeriodKind
from cchc.steering.indicators.events import TargetBound, TargetUnbound
from cchc.steering.indicators.models import Binding
from cchc.steering.indicators.permissions import require_steer
from cchc.steering.indicators.rules import Figure
from cchc.steering.indicators.services import computing


class CannotMeasure(ValueError):
    """A target cannot be measured so. `field` names what is wrong; the message says it, in the user's language."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Measure:
    """By what and how a target is measured; what is empty is as the definition has it."""

    indicator: str
    reading: str = ""
    period: str = ""  # choices.PeriodKind; of a flow only
    minimum_volume: int | None = None


def check(measure: Measure) -> None:
    """Whether a target can be measured so. Raises CannotMeasure."""
    definition = rules.definitions().get(measure.indicator)
    if definition is None:
        raise CannotMeasure("indicator", _("Chọn một định nghĩa có trong danh sách"))
    if measure.reading and all(measure.reading != one.key for one in definition.versions[-1].readings):
        raise CannotMeasure("reading", _("Chọn một cách đọc của định nghĩa này"))
    if measure.period and (definition.kind != Kind.FLOW or measure.period not in PeriodKind.values):
        raise CannotMeasure("period", _("Chỉ tiêu này không tính theo kỳ đó"))


def preview(measure: Measure, *, agency_id: int, as_of: date | datetime) -> Figure:
    """The figure that a target would have, measured so. Saves nothing. Raises CannotMeasure."""
    check(measure)
    return figure_of(measure, agency_id=agency_id, as_of=as_of)


def figure_of(measure: Measure, *, agency_id: int, as_of: date | datetime, unit_id: int | None = None) -> Figure:
    """The figure of a target that is measured so, over the period of its kind in which `as_of` lies."""
    at = as_of if isinstance(as_of, datetime) else rules.end_of(as_of)
    period = rules.period_of(measure.period, day_of(at)) if measure.period else None
    found = computing.figure(
        measure.indicator, agency_id=agency_id, as_of=at, period=period, unit_id=unit_id, reading=measure.reading
    )
    return found if measure.minimum_volume is None else replace(found, minimum_volume=measure.minimum_volume)


ANY = "any"  # of `seen`: whatever stands now


@transaction.atomic
def bind(
    *, target_id: UUID, agency: Agency, measure: Measure, by: User | None, at: datetime, seen: str = ANY
) -> Binding:
    """Say by what a target is measured from now on; what was said before stays in the record.

    `seen` is the key of the binding that the page showed, empty for none. Raises CannotMeasure, Stale.
    """
    require_steer(by, agency.pk, at)
    check(measure)
    was = _ended(target_id, at, seen)
    binding = Binding.objects.create(
        target=target_id, agency=agency, indicator=measure.indicator, reading=measure.reading,
        period=measure.period, minimum_volume=measure.minimum_volume, by=by, at=at,
    )  # fmt: skip
    events.publish(
        TargetBound(
            target_id=target_id, indicator=measure.indicator, reading=measure.reading, period=measure.period,
            minimum_volume=measure.minimum_volume, was=was, by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return binding


@transaction.atomic
def unbind(*, target_id: UUID, agency: Agency, by: User, at: datetime, seen: str = ANY) -> None:
    """Let a target be measured again as its plan was read, or by nothing. Raises Stale."""
    require_steer(by, agency.pk, at)
    was = _ended(target_id, at, seen)
    if was:
        events.publish(TargetUnbound(target_id=target_id, was=was, by_id=by.pk, at=at))


def _ended(target_id: UUID, at: datetime, seen: str) -> str:
    rows = Binding.objects.now().select_for_update(of=("self",)).select_related("by")
    row = rows.filter(target=target_id).first()
    if seen != ANY and seen != (str(row.pk) if row else ""):
        last = row or Binding.objects.filter(target=target_id).order_by("ended_at").last()
        raise Stale(last.by if last else None, last.at if last else at)
    if row is None:
        return ""
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    return row.indicator


def measures(targets: dict[UUID, str]) -> dict[UUID, Measure]:
    """By what each target is measured: as somebody said, else by the key that its plan was read with."""
    said = {
        row.target: Measure(
            indicator=row.indicator, reading=row.reading, period=row.period, minimum_volume=row.minimum_volume
        )
        for row in Binding.objects.of(targets)
    }
    known = rules.definitions()
    read = {key: Measure(indicator=name) for key, name in targets.items() if name in known}
    return {**read, **said}
