"""Figures and their rows, computed from facts: what a definition says, put to the rows of the domains.

The rows of a figure come from one condition a part, and so does the figure, unless sums are kept of what it
counts (`summing`). Everything is asked for a moment: the end of a past day, this moment today; of a period that is
over, its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from cchc.kernel.facts import Fact, day_of
from cchc.onestop.dossiers.models import Dossier
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Part, PeriodKind, Source
from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.rules import Beside, Figure, LeftOut, Period
from cchc.steering.indicators.services import summing
from cchc.steering.indicators.services.asked import Asked, asked, facts


class _Held(dict[str, Q]):
    """What must be true of a row to be one of a fact, each asked of its domain once a figure."""

    def __init__(self, ask: Asked) -> None:
        super().__init__()
        self.ask = ask

    def __missing__(self, key: str) -> Q:
        fact = facts()[key]
        self[key] = fact.until(self.ask.at, self.ask.start) & _whose(self.ask, fact)
        return self[key]

    def any_of(self, keys: Sequence[str]) -> Q:
        """To be a row of any of some facts, of the agency or unit that is asked for."""
        found = Q(pk__in=[])
        for key in keys:
            found |= self[key]
        return found


def _whose(ask: Asked, fact: Fact) -> Q:
    whose = Q(**{fact.by["agency"]: ask.agency_id})
    if ask.inside is not None:
        whose &= Q(**{f"{fact.by['unit']}__in": ask.inside})
    return whose


@dataclass(frozen=True)
class _Conditions:
    rows: QuerySet[Any]
    numerator: Q
    denominator: Q
    extra: tuple[Q, ...]
    left_out: tuple[Q, ...]  # none of them of a row that is counted; the first that holds is the reason


def conditions(ask: Asked) -> _Conditions:
    """What must be true of a row to stand in each part of a figure."""
    above, below = ask.reading.numerator, ask.reading.denominator
    assert above is not None and below is not None
    first, held = facts()[below.facts[0]], _Held(ask)
    denominator = held.any_of(below.facts)
    return _Conditions(
        rows=first.rows().filter(_whose(ask, first)),
        numerator=denominator & held.any_of(above.facts),
        denominator=denominator,
        extra=tuple(held[one.fact] for one in ask.reading.extra),
        left_out=tuple(held[one.fact] & ~denominator for one in ask.reading.left_out),
    )


def figure(
    indicator: str, *, agency_id: int, as_of: date | datetime, period: Period | None = None,
    unit_id: int | None = None, reading: str = "",
) -> Figure:  # fmt: skip
    """What an indicator was. Without a source it says so, and never 0. Raises KeyError for an unknown one."""
    ask = asked(indicator, agency_id=agency_id, as_of=as_of, period=period, unit_id=unit_id, reading=reading)
    return _figures([ask])[0]


def _figures(asks: Sequence[Asked]) -> tuple[Figure, ...]:
    """Figures of one agency or unit: out of the sums where these tell them, else counted from the rows."""
    sums = summing.sums_of(asks)
    return tuple(
        summing.figure_of(sums, ask) if sums is not None and summing.is_summed(ask) else counted(ask)
        for ask in asks
    )


def counted(ask: Asked) -> Figure:
    """A figure as it is without any sums: a computed one counted from the rows themselves."""
    if ask.definition.declared:
        return declared_of([ask])[0]
    return _computed(ask, ask.empty) if ask.reading.is_computed else ask.empty


def _computed(ask: Asked, found: Figure) -> Figure:
    said = conditions(ask)
    whens = [When(condition, then=Value(str(index))) for index, condition in enumerate(said.left_out)]
    named = {"numerator": said.numerator, "denominator": said.denominator}
    named |= {f"extra_{index}": condition for index, condition in enumerate(said.extra)}
    # Each condition is a column first: an aggregate that is filtered by a subquery forgets whose rows it is about.
    told = said.rows.annotate(**{f"is_{name}": as_column(condition) for name, condition in named.items()})
    counted = told.aggregate(**{name: Count("pk", filter=Q(**{f"is_{name}": True})) for name in named})
    left_out: dict[str, int] = {}
    if whens:
        rows = said.rows.annotate(why=Case(*whens, default=Value(""), output_field=CharField())).order_by()
        left_out = dict(rows.exclude(why="").values_list("why").annotate(n=Count("pk")))
    return replace(
        found, source=Source.COMPUTED, numerator=counted["numerator"], denominator=counted["denominator"],
        extra=tuple(
            Beside(one.fact, one.words, counted[f"extra_{index}"]) for index, one in enumerate(ask.reading.extra)
        ),
        excluded=tuple(
            LeftOut(one.fact, one.words, left_out.get(str(index), 0))
            for index, one in enumerate(ask.reading.left_out)
        ),
    )  # fmt: skip


def as_column(condition: Q) -> Case:
    """Whether something is true of a row, as a column of it."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def declared_of(asks: Sequence[Asked]) -> tuple[Figure, ...]:
    """What was declared for some figures of one agency or unit, in one statement; computed ones left out."""
    wanted = [ask for ask in asks if ask.definition.declared or not ask.reading.is_computed]
    keys = {ask.definition.key for ask in wanted if ask.definition.declared}
    if not keys:
        return tuple(ask.empty for ask in wanted)
    told = Declaration.objects.approved().filter(
        agency=wanted[0].agency_id, indicator__in=sorted(keys), unit=wanted[0].unit_id
    )
    rows = list(told.order_by("ends_on", "approved_at"))
    return tuple(_declared(ask, rows) for ask in wanted)


def _declared(ask: Asked, rows: Sequence[Declaration]) -> Figure:
    day, start = day_of(ask.at), ask.period.start if ask.period else None
    said = [
        row for row in rows
        if row.indicator == ask.definition.key and row.reading in ("", ask.reading.key)
        and row.starts_on == start and row.ends_on <= day
    ]  # fmt: skip
    if not ask.definition.declared or not said:
        return ask.empty
    last = said[-1]
    return replace(
        ask.empty, source=Source.DECLARED, numerator=last.numerator, denominator=last.denominator,
        declared=last.share, declaration=last.pk,
    )  # fmt: skip


def figures(
    indicator: str, *, agency_id: int, as_of: date | datetime, period: Period | None = None,
    unit_id: int | None = None,
) -> tuple[Figure, ...]:  # fmt: skip
    """Every reading of an indicator, the first one first: both scopes of T01, the three parts of T21."""
    ask = asked(indicator, agency_id=agency_id, as_of=as_of, period=period, unit_id=unit_id)
    return _figures([replace(ask, reading=reading) for reading in ask.version.readings])


def rows(
    indicator: str, part: str, *, agency_id: int, as_of: date | datetime, period: Period | None = None,
    unit_id: int | None = None, reading: str = "", fact: str = "", viewer: Any = None, at: datetime | None = None,
) -> QuerySet[Any]:  # fmt: skip
    """The rows behind one part of a figure, to be paged over: as many as it says, always.

    `fact` narrows to one reason for which rows are left out, or to one count beside the figure. Each row has
    `why`, the fact by which it is left out (empty otherwise), and `opens`: whether `viewer` may see whose it is.
    """
    ask = asked(indicator, agency_id=agency_id, as_of=as_of, period=period, unit_id=unit_id, reading=reading)
    if ask.definition.declared or not ask.reading.is_computed:
        return Dossier.objects.none()
    said = conditions(ask)
    whens = [
        When(condition, then=Value(one.fact))
        for one, condition in zip(ask.reading.left_out, said.left_out, strict=True)
    ]
    why: Any = Case(*whens, default=Value(""), output_field=CharField()) if whens else Value("")
    found: QuerySet[Any] = said.rows.annotate(why=why, opens=_opens(said.rows, viewer, at or ask.at))
    return found.filter(_condition_of_part(ask, said, part, fact))


def _condition_of_part(ask: Asked, said: _Conditions, part: str, fact: str) -> Q:
    """Which rows stand in one part of a figure; of what is left out, by the reason that holds first."""
    if part == Part.EXCLUDED:
        return Q(why=fact) if fact else ~Q(why="")
    if fact:
        beside = {one.fact: condition for one, condition in zip(ask.reading.extra, said.extra, strict=True)}
        return beside[fact]
    return said.numerator if part == Part.NUMERATOR else said.denominator


def _opens(found: QuerySet[Any], viewer: Any, at: datetime) -> Any:
    """Whether a person may see the row itself: dossiers by their own rule, the catalogue is everybody's."""
    if found.model is not Dossier:
        return Value(value=True, output_field=BooleanField())
    if viewer is None:
        return Value(value=False, output_field=BooleanField())
    return Exists(Dossier.counted.visible_to(viewer, at).filter(pk=OuterRef("pk")).order_by())


def order_of(found: QuerySet[Any]) -> tuple[str, ...]:
    """By which columns the rows of a figure are paged over: what came last first; the catalogue by its keys."""
    return ("-filed_at", "-pk") if found.model is Dossier else ("pk",)


def trend(
    indicator: str, *, agency_id: int, as_of: date | datetime, unit_id: int | None = None, reading: str = "",
    kind: str = PeriodKind.MONTH, count: int = 12,
) -> tuple[Figure, ...]:  # fmt: skip
    """The figures of the last periods, oldest first: of a flow over each, of a stock at the end of each."""
    at = as_of if isinstance(as_of, datetime) else rules.end_of(as_of)
    told: dict[str, Any] = {"agency_id": agency_id, "as_of": at, "unit_id": unit_id, "reading": reading}
    periods = rules.last_periods(kind, day_of(at), count)
    return _figures([asked(indicator, period=period, **told) for period in periods])


def by_unit(
    indicator: str, *, agency_id: int, as_of: date | datetime, period: Period | None = None, reading: str = ""
) -> tuple[Figure, ...]:
    """The figure of each unit that owns rows, most rows first; what no unit owns stands last, without a unit.

    Units are those that own the rows themselves: the figures add up to the whole.
    """
    ask = asked(indicator, agency_id=agency_id, as_of=as_of, period=period, reading=reading)
    if ask.definition.declared or not ask.reading.is_computed or not ask.definition.by_unit:
        return ()
    if (sums := summing.sums_of([ask], by_unit=True)) is not None:
        return summing.by_unit(sums, ask)
    said = conditions(ask)
    below = ask.reading.denominator
    assert below is not None
    owner = facts()[below.facts[0]].by["unit"]
    counted = (
        said.rows.filter(said.denominator).order_by().values_list(owner)
        .annotate(n=Count("pk", filter=said.numerator), whole=Count("pk"))
    )  # fmt: skip
    return summing.of_units(ask, counted)


def endangering(
    indicator: str, *, agency_id: int, as_of: date | datetime, period: Period | None = None,
    unit_id: int | None = None, reading: str = "", viewer: Any = None,
) -> QuerySet[Any]:  # fmt: skip
    """The open rows that may yet spoil a figure: overdue ones, those due before the period's end, moved by paper.

    Each has `why`, which is empty, and `opens`, as in `rows`.
    """
    ask = asked(indicator, agency_id=agency_id, as_of=as_of, period=period, unit_id=unit_id, reading=reading)
    if not ask.reading.endangered:
        return Dossier.objects.none()
    found: QuerySet[Any] = (
        facts()[ask.reading.endangered[0]].rows().filter(_Held(ask).any_of(ask.reading.endangered))
    )
    if ask.period is not None and ask.definition.key == "on-time":
        found = found.filter(due_at__lt=rules.end_of(ask.period.end))
    whose: QuerySet[Any] = found.annotate(why=Value(""), opens=_opens(found, viewer, ask.at))
    return whose


def outlook(figure: Figure, goal: rules.Goal) -> rules.Outlook | None:
    """How far a figure is from its goal, how many more it takes, what to expect at the pace of three months."""
    expected = None
    if figure.period is not None and figure.source == Source.COMPUTED:
        recent = rules.pace(
            trend(
                figure.indicator, agency_id=figure.agency_id, as_of=figure.as_of, unit_id=figure.unit_id,
                reading=figure.reading, count=3,
            )
        )  # fmt: skip
        elapsed = (day_of(figure.as_of) - figure.period.start).days + 1
        expected = rules.at_period_end(figure, recent, elapsed, figure.period.days)
    return rules.outlook(figure, goal, expected)
