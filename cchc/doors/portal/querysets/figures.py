"""The few figures of the home page: counted from what really happened, at most once an hour in a process."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from cchc.kernel.generations import kept
from cchc.onestop.dossiers.choices import CLOSED, OPEN, Channel, State
from cchc.onestop.dossiers.models import Dossier
from cchc.steering.indicators.choices import Source
from cchc.steering.indicators.rules import LEAST_PUBLIC, is_small
from cchc.steering.plans.models import FigureRelease
from cchc.steering.plans.rules.published import places
from cchc.ui.wording import number, percent


@dataclass(frozen=True)
class Share:
    """A part of a whole; its percentage is unknown where there is nothing yet."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """In hundredths, one decimal."""
        return round(Decimal(100 * self.part) / self.whole, 1) if self.whole else None

    @property
    def is_few(self) -> bool:
        """Whether a handful of people stand behind it, so that nobody outside is told."""
        return any(map(is_small, (self.part, self.whole - self.part, self.whole)))

    @property
    def words(self) -> str:
        """The percentage, or as much of it as tells no more than that there are few."""
        if not self.is_few:
            return percent(self.percent)
        if is_small(self.whole) or (is_small(self.part) and is_small(self.whole - self.part)):
            return ""
        edge = Decimal(100 * LEAST_PUBLIC) / self.whole
        if is_small(self.part):
            return _("dưới %(share)s") % {"share": percent(edge.quantize(Decimal("0.1"), ROUND_CEILING))}
        most = (100 - edge).quantize(Decimal("0.1"), ROUND_FLOOR)
        return _("trên %(share)s") % {"share": percent(most)}


@dataclass(frozen=True)
class YearFigures:
    """What an office did this year: taken in, online, closed in time, still open."""

    since: date
    until: date
    received: int
    online: Share
    in_time: Share
    open_now: int

    @property
    def received_words(self) -> str:
        """How many, as everybody may know it."""
        return few_or(self.received)

    @property
    def open_words(self) -> str:
        """How many, as everybody may know it."""
        return few_or(self.open_now)


def few_or(count: int) -> str:
    """A count of people's dossiers; of a handful only that there are few."""
    return _("dưới %(least)s") % {"least": LEAST_PUBLIC} if is_small(count) else number(count)


@kept("people")
def year_figures(agency_ids: tuple[int, ...], hour: datetime) -> YearFigures:
    """Counted at `hour`: received = taken in this year; closed in time = result ready by the due time."""
    first = hour.replace(month=1, day=1, hour=0)
    rows = Dossier.objects.filter(agency__in=agency_ids).exclude(state=State.VOID)
    closed = Q(closed_at__gte=first, closed_at__lt=hour, state__in=[State.DONE, State.RETURNED])
    year = Q(accepted_at__gte=first, accepted_at__lt=hour)
    found = rows.aggregate(
        received=Count("pk", filter=year),
        online=Count("pk", filter=year & Q(channel=Channel.ONLINE)),
        closed=Count("pk", filter=closed & Q(due_at__isnull=False)),
        in_time=Count("pk", filter=closed & Q(closed_at__lte=F("due_at"))),
        open_now=Count("pk", filter=Q(accepted_at__isnull=False, state__in=OPEN) & ~Q(state__in=CLOSED)),
    )
    return YearFigures(
        since=first.date(),
        until=hour.date(),
        received=found["received"],
        online=Share(found["online"], found["received"]),
        in_time=Share(found["in_time"], found["closed"]),
        open_now=found["open_now"],
    )


FEW = 4  # so many published figures stand on the home page; the plan's page has all of them


@dataclass(frozen=True)
class PublishedFigure:
    """A target and its value, as the office published them."""

    name: str
    name_en: str
    value: str
    is_declared: bool  # somebody stated it; nothing in the program counts it


@dataclass(frozen=True)
class Published:
    """The figures of a plan that its office published last, as far as they have a value."""

    slug: str
    title: str
    as_of: date
    figures: tuple[PublishedFigure, ...]


def published_figures(agency_ids: tuple[int, ...]) -> Published | None:
    """What was published last of the plans of some agencies; None where nothing was."""
    rows = FigureRelease.objects.standing().filter(plan__agency__in=agency_ids).select_related("plan")
    release = rows.first()
    if release is None:
        return None
    known = [row for row in release.rows if row["value"] is not None]
    return Published(
        slug=release.plan.slug,
        title=release.plan.title,
        as_of=release.as_of,
        figures=tuple(
            PublishedFigure(
                name=row["name"], name_en=row["name_en"] or row["name"],
                value=percent(value := Decimal(row["value"]), places(value)),
                is_declared=row["source"] == Source.DECLARED,
            )
            for row in known[:FEW]
        ),
    )  # fmt: skip
