"""What may come: any calendar, any moment of some years, limits as procedures have them, pauses."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from cchc.foundation.worktime.rules import (
    USUAL_DAY,
    USUAL_WEEK,
    ZONE,
    Calendar,
    Hours,
    Limit,
    Special,
    Week,
)
from cchc.foundation.worktime.tests.factories import VIET_NAM

NO_TIME, HOUR, ONE_DAY = timedelta(), timedelta(hours=1), timedelta(days=1)
PLAIN = Calendar()
MORNING = ((time(7), time(11)),)
SATURDAY_MORNINGS = Week((USUAL_DAY,) * 5 + (MORNING, ()))
LONG_NOON = ((time(7), time(11, 30)), (time(13, 30), time(17)))
SUMMER = Calendar(hours=(Hours(date(2026, 4, 15), Week((LONG_NOON,) * 5 + (MORNING, ()))),))
UNITS = ("working_day", "day", "hour", "month")


def days(amount):
    return Limit(Decimal(amount), "working_day")


spans = st.lists(
    st.integers(0, 95), min_size=2, max_size=6, unique=True
).map(lambda quarters: tuple(
    (time(*divmod(a * 15, 60)), time(*divmod(b * 15, 60)))
    for a, b in zip(sorted(quarters)[::2], sorted(quarters)[1::2], strict=False)
))  # fmt: skip
weeks = st.one_of(
    st.just(USUAL_WEEK),
    st.just(SATURDAY_MORNINGS),
    st.lists(st.one_of(spans, st.just(())), min_size=7, max_size=7)
    .filter(any)
    .map(lambda week: Week(tuple(week))),
)
around = st.dates(date(2025, 6, 1), date(2026, 6, 30))
specials = st.builds(
    lambda on, is_off, own: Special(on, is_off, "Ngày đặc biệt", () if is_off else own),
    around,
    st.booleans(),
    st.one_of(spans, st.just(())),
)
calendars = st.one_of(
    st.just(VIET_NAM),
    st.builds(
        lambda hours, own, shared: Calendar(
            hours=tuple(hours), specials=tuple(own), shared_specials=tuple(shared)
        ),
        st.lists(st.builds(Hours, around, weeks), max_size=2),
        st.lists(specials, max_size=8),
        st.lists(specials, max_size=8),
    ),
)
moments = st.builds(
    lambda on, at: datetime.combine(on, at, ZONE), st.dates(date(2025, 7, 1), date(2026, 4, 30)), st.times()
)
working_times = st.integers(0, 30 * 8 * 60 * 60 * 1000).map(
    lambda thousandths: thousandths * timedelta(milliseconds=1)
)
whole = st.integers(0, 40).map(Decimal)
limits = st.one_of(
    st.builds(Limit, whole, st.sampled_from(["working_day", "day", "hour"])),
    st.builds(Limit, st.integers(0, 7).map(Decimal), st.just("month")),
    st.builds(Limit, st.integers(1, 60).map(lambda quarters: Decimal(quarters) / 4), st.sampled_from(UNITS[:3])),
)


@st.composite
def pauses_after(draw, at):
    """Pauses that begin after a moment; they may overlap, and stand in any order."""
    found = []
    for after, minutes in draw(
        st.lists(st.tuples(st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 20)), max_size=4)
    ):
        begins = at + timedelta(minutes=after)
        found.append((begins, begins + timedelta(minutes=minutes)))
    return found
