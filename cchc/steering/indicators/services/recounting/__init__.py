"""Every figure counted once more, another way: plain statements over the rows, written from the sentences.

Nothing here is shared with the facts, nor with what is kept ready for pages; where the two ways differ, one of
them is wrong, and `recount` says where.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from cchc.steering.indicators import rules
from cchc.steering.indicators.rules import Figure, Period
from cchc.steering.indicators.services import computing
from cchc.steering.indicators.services.asked import asked
from cchc.steering.indicators.services.recounting.deadlines import report, strict
from cchc.steering.indicators.services.recounting.rows import ZONE, Counted, Window
from cchc.steering.indicators.services.recounting.statements import (
    BETWEEN_AGENCIES,
    BETWEEN_UNITS,
    DECENTRALISED,
    ELIGIBLE,
    FILED_ONLINE,
    PAYABLE,
    PHONES,
    of_statement,
    papers_of,
)

LONG_AGO = rules.start_of(date(1900, 1, 1))


@dataclass(frozen=True)
class Difference:
    """Where two ways of counting one thing disagree."""

    indicator: str
    reading: str
    as_of: datetime
    period: str
    unit_id: int | None
    what: str  # numerator, denominator, or the fact by which rows are left out
    figure: int | None
    rows: int | None
    recount: int


RECOUNTS: Mapping[tuple[str, str], Callable[[Window], Counted]] = {
    ("electronic-moves", "agencies"): of_statement(BETWEEN_AGENCIES),
    ("electronic-moves", "units"): of_statement(BETWEEN_UNITS),
    ("payable-online", "main"): of_statement(PAYABLE),
    ("filed-online", "main"): of_statement(FILED_ONLINE),
    ("procedures-online", "main"): of_statement(ELIGIBLE),
    ("services-on-devices", "main"): of_statement(PHONES),
    ("decentralised", "main"): of_statement(DECENTRALISED),
    ("forms-digitised", "forms"): papers_of("form", "declaration"),
    ("forms-digitised", "declarations"): papers_of("declaration", "form"),
    ("on-time", "report"): report,
    ("on-time", "strict"): strict,
}


def counted_anew(figure: Figure) -> Counted:
    """A figure counted once more from the rows, by plain statements. Raises KeyError where it is not computed."""
    units = None
    if figure.unit_id is not None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM identity_unit WHERE id = %(id)s OR %(id)s = ANY(path)", {"id": figure.unit_id}
            )
            units = [key for (key,) in cursor.fetchall()]
    start = rules.start_of(figure.period.start) if figure.period else LONG_AGO
    return RECOUNTS[figure.indicator, figure.reading](Window(figure.agency_id, units, start, figure.as_of))


def compare(figure: Figure) -> Iterator[Difference]:
    """Where a figure, the count of its rows, and the recount are not one and the same."""
    ask = asked(
        figure.indicator, agency_id=figure.agency_id, as_of=figure.as_of, period=figure.period,
        unit_id=figure.unit_id, reading=figure.reading,
    )  # fmt: skip
    rows, anew = computing.counted(ask), counted_anew(figure)
    parts = [
        ("numerator", figure.numerator, rows.numerator, anew.numerator),
        ("denominator", figure.denominator, rows.denominator, anew.denominator),
        *(
            (out.fact, out.count, listed.count, count)
            for out, listed, count in zip(figure.excluded, rows.excluded, anew.left_out, strict=True)
        ),
    ]
    for what, said, listed, count in parts:
        if not said == listed == count:
            yield Difference(
                indicator=figure.indicator, reading=figure.reading, as_of=figure.as_of,
                period=figure.period.label if figure.period else "", unit_id=figure.unit_id, what=what,
                figure=said, rows=listed, recount=count,
            )  # fmt: skip


def recount(
    *, agency_id: int, as_of: Iterable[date | datetime], periods: Iterable[str] = ("year", "report_quarter"),
    unit_ids: Iterable[int | None] = (None,),
) -> tuple[list[Difference], int]:  # fmt: skip
    """All computed figures of an agency at some dates, three ways: what differs, and how many were compared."""
    kinds, whose = list(periods), list(unit_ids)
    found: list[Difference] = []
    compared = 0
    for day in as_of:
        for indicator, reading in RECOUNTS:
            is_flow = rules.definitions()[indicator].kind == "flow"
            for period in _periods(kinds if is_flow else [""], day):
                for unit in whose:
                    figure = computing.figure(
                        indicator, agency_id=agency_id, as_of=day, period=period, unit_id=unit, reading=reading
                    )
                    found += compare(figure)
                    compared += 1
    return found, compared


def _periods(kinds: list[str], day: date | datetime) -> Iterator[Period | None]:
    on = day.astimezone(ZONE).date() if isinstance(day, datetime) else day
    for kind in kinds:
        yield rules.period_of(kind, on) if kind else None


__all__ = ["RECOUNTS", "Counted", "Difference", "compare", "counted_anew", "recount"]
