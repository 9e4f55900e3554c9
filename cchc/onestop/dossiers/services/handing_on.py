"""Open work goes on when a person leaves the office or a unit is closed; nobody's dossier is left lying."""

from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cchc.foundation.identity.models import Unit
from cchc.foundation.work.models import WorkItem
from cchc.kernel import events
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.events import CounterHandedOn, StepHandedOn
from cchc.onestop.dossiers.models import Dossier, StepRun
from cchc.ui.wording import number

MOST_NAMED = 20  # of the people who have open steps


def told_of_closing(unit: Unit, heir: Unit | None) -> list[str]:
    """What dossiers are open in a unit, with whom, and what becomes of them once the unit is closed."""
    runs = StepRun.objects.filter(ended_at=None, unit=unit)
    held: Counter[str | None] = Counter(runs.values_list("assignee__full_name", flat=True))
    count = sum(held.values())
    lines = []
    if count:
        nobody = held.pop(None, 0)
        named = sorted((name, some) for name, some in held.items() if name)
        names = [f"{name} {number(some)}" for name, some in named[:MOST_NAMED]]
        more = sum(some for _name, some in named[MOST_NAMED:])
        names += [_("người khác %(n)s") % {"n": number(more)}] if more else []
        names += [_("chưa ai nhận %(n)s") % {"n": number(nobody)}] if nobody else []
        told = {"n": number(count), "who": ", ".join(names), "unit": heir.name if heir else ""}
        if heir is not None:
            words = ngettext(
                "%(n)s hồ sơ đang xử lý ở đây (%(who)s) sang %(unit)s từ ngày sau đó.",
                "%(n)s hồ sơ đang xử lý ở đây (%(who)s) sang %(unit)s từ ngày sau đó.", count,
            )  # fmt: skip
        else:
            words = ngettext(
                "%(n)s hồ sơ đang xử lý ở đây (%(who)s) ở lại đơn vị này.",
                "%(n)s hồ sơ đang xử lý ở đây (%(who)s) ở lại đơn vị này.", count,
            )  # fmt: skip
        lines.append(words % told)
    waiting = WorkItem.objects.open().filter(unit=unit, subject_type="dossier")
    at_counter = waiting.exclude(subject_id__in=runs.values("dossier")).count()
    if at_counter and heir is not None and heir.is_counter:
        words = ngettext(
            "%(n)s hồ sơ chờ tiếp nhận, bổ sung hoặc trả kết quả ở đây sang %(unit)s từ ngày sau đó.",
            "%(n)s hồ sơ chờ tiếp nhận, bổ sung hoặc trả kết quả ở đây sang %(unit)s từ ngày sau đó.", at_counter,
        )  # fmt: skip
        lines.append(words % {"n": number(at_counter), "unit": heir.name})
    elif at_counter:
        words = ngettext(
            "%(n)s hồ sơ chờ tiếp nhận, bổ sung hoặc trả kết quả ở đây không tự sang đâu.",
            "%(n)s hồ sơ chờ tiếp nhận, bổ sung hoặc trả kết quả ở đây không tự sang đâu.", at_counter,
        )  # fmt: skip
        lines.append(words % {"n": number(at_counter)})
    return lines


@transaction.atomic
def hand_on_person(*, user_id: int, heir_id: int | None, by_id: int | None, at: datetime) -> int:
    """The open steps of somebody who left go to `heir_id`, else back to their units. Answers how many."""
    runs = list(StepRun.objects.select_for_update(of=("self",)).filter(ended_at=None, assignee=user_id))
    for run in runs:
        StepRun.objects.filter(pk=run.pk).update(assignee=heir_id)
        Dossier.objects.filter(pk=run.dossier_id).update(handler=heir_id)
        _tell(run, by_id, at)
    WorkItem.objects.open().filter(assignee=user_id).update(assignee=heir_id)
    return len(runs)


@transaction.atomic
def hand_on_closed_units(*, at: datetime) -> int:
    """The open steps of units that exist no more go to their successors, what a counter has to the next one.

    A unit without a successor keeps its work, for the office to see; nobody guesses whose it is. Answers how many
    steps and counters' dossiers.
    """
    today = localdate(at)
    waiting = StepRun.objects.filter(ended_at=None, unit__ends_on__lt=today, unit__successors__ends_on=None)
    moved = 0
    for run in waiting.exclude(unit__successors=None).select_for_update(of=("self",)).select_related("unit"):
        successor = run.unit.successors.filter(ends_on=None).order_by("pk").first()
        if successor is None:
            continue
        StepRun.objects.filter(pk=run.pk).update(unit=successor)
        Dossier.objects.filter(pk=run.dossier_id).update(unit=successor)
        WorkItem.objects.open().about(run.dossier_id).filter(unit=run.unit_id).update(unit=successor)
        _tell(run, None, at)
        moved += 1
    return moved + _hand_on_counters(today, at)


def _hand_on_counters(today: date, at: datetime) -> int:
    """What closed counters are to take in, or to hand over at the end, is the next counter's."""
    moved = 0
    closed = Unit.objects.filter(is_counter=True, ends_on__lt=today).order_by("pk")
    for counter in closed.prefetch_related("successors"):
        heirs = [unit for unit in counter.successors.all() if unit.is_counter and unit.ends_on is None]
        if not heirs:
            continue
        heir = min(heirs, key=lambda unit: unit.pk)
        unended = Q(closed_at=None) | Q(state=State.DONE)
        left = Dossier.objects.select_for_update(of=("self",)).filter(unended, counter=counter)
        keys = list(left.order_by("pk").values_list("pk", flat=True))
        Dossier.objects.filter(pk__in=keys).update(counter=heir)
        Dossier.objects.filter(pk__in=keys, unit=counter).update(unit=heir)
        WorkItem.objects.open().filter(subject_type="dossier", subject_id__in=keys, unit=counter).update(unit=heir)
        for key in keys:
            events.publish(CounterHandedOn(dossier_id=key, unit_id=heir.pk, by_id=None, at=at))
        moved += len(keys)
    return moved


def _tell(run: StepRun, by_id: int | None, at: datetime) -> None:
    events.publish(StepHandedOn(dossier_id=run.dossier_id, step=run.key, by_id=by_id, at=at))
