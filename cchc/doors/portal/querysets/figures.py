"""The few figures of the home page: counted from what really happened, at most once an hour in a process."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, Q

from cchc.kernel.generations import kept
from cchc.onestop.dossiers.choices import CLOSED, OPEN, Channel, State
from cchc.onestop.dossiers.models import Dossier
from cchc.steering.plans.models import FigureRelease


@dataclass(frozen=True)
class Share:
    """A part of a whole; its percentage is unknown where there is nothing yet."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """In hundredths, one decimal."""
        return round(Decimal(100 * self.part) / self.whole, 1) if self.whole else None


@dataclass(frozen=True)
class YearFigures:
    """What an office did this year: taken in, online, closed in time, still open."""

    since: date
    until: date
    received: int
    online: Share
    in_time: Share
    open_now: int


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
class Published:
    """The figures of a plan that its office published last, as far as they have a value."""

    slug: str
    title: str
    as_of: date
    figures: tuple[
        tuple[str, str, Decimal], ...
    ]  # the target's name in Vietnamese and English, its value in percent


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
        figures=tuple((row["name"], row["name_en"] or row["name"], Decimal(row["value"])) for row in known[:FEW]),
    )
