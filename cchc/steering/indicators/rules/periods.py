"""The periods over which figures are counted: by the calendar, and as NĐ 09/2019/NĐ-CP closes them on the 14th."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cchc.foundation.worktime.rules import ZONE

ONE_DAY = timedelta(days=1)
CLOSES_ON = 14  # a reporting period closes on this day of its last month: NĐ 09/2019/NĐ-CP, art. 12
MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
REPORT = "report_"


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` to `end`, both counted. `kind` is one of the eight of choices.PeriodKind."""

    start: date
    end: date
    kind: str

    @property
    def is_reporting(self) -> bool:
        """Whether it closes on the 14th."""
        return self.kind.startswith(REPORT)

    @property
    def months(self) -> int:
        """How many months it is long."""
        return MONTHS[self.kind.removeprefix(REPORT)]

    @property
    def label(self) -> str:
        """Its name: 2026, I/2026 of a quarter or half, 11/2026 of a month."""
        last = self.end.month
        if self.months == 12:
            return str(self.end.year)
        if self.months == 1:
            return f"{last:02}/{self.end.year}"
        numeral = ("I", "II", "III", "IV")[last // self.months - 1]
        return f"{numeral}/{self.end.year}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start) // ONE_DAY + 1


def period_of(kind: str, day: date) -> Period:
    """The period of a kind in which `day` lies."""
    months = MONTHS[kind.removeprefix(REPORT)]
    year, month = day.year, day.month
    if kind.startswith(REPORT) and day.day > CLOSES_ON:
        year, month = _moved(year, month, 1)
    last = -(-month // months) * months
    return _ending(kind, year, last)


def before(period: Period) -> Period:
    """The period of the same kind that ends the day before it begins."""
    return period_of(period.kind, period.start - ONE_DAY)


def last_periods(kind: str, day: date, count: int) -> tuple[Period, ...]:
    """The period in which `day` lies and those before it, `count` in all, oldest first."""
    found = [period_of(kind, day)]
    while len(found) < count:
        found.append(before(found[-1]))
    return tuple(reversed(found))


def _ending(kind: str, year: int, month: int) -> Period:
    months = MONTHS[kind.removeprefix(REPORT)]
    first_year, first_month = _moved(year, month, 1 - months)
    if not kind.startswith(REPORT):
        return Period(date(first_year, first_month, 1), date(year, month, monthrange(year, month)[1]), kind)
    opens_year, opens_month = _moved(first_year, first_month, -1)
    return Period(date(opens_year, opens_month, CLOSES_ON + 1), date(year, month, CLOSES_ON), kind)


def _moved(year: int, month: int, by: int) -> tuple[int, int]:
    years, index = divmod(month - 1 + by, 12)
    return year + years, index + 1


def start_of(day: date) -> datetime:
    """The moment at which a day begins in the office."""
    return datetime.combine(day, time(0), tzinfo=ZONE)


def end_of(day: date) -> datetime:
    """The moment at which a day is over in the office: what is before it happened on that day or earlier."""
    return start_of(day + ONE_DAY)


def moment_of(day: date, now: datetime) -> datetime:
    """The moment that "as of `day`" means: the end of a day that is over, this moment of today and after."""
    return min(end_of(day), now)
