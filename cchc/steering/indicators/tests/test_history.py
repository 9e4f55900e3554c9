"""Random histories, acted through the dossiers' own services: sums, rows and recount agree at every date."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from cchc.foundation.worktime.models import SpecialDay
from cchc.kernel import generations
from cchc.kernel.facts import day_of
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Proof
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import office
from cchc.steering.indicators import rules
from cchc.steering.indicators import services as services_of_figures
from cchc.steering.indicators.models import Posting
from cchc.steering.indicators.services.recounting import RECOUNTS
from cchc.steering.indicators.services.tallying import read, window_of
from cchc.steering.indicators.tests import factories
from cchc.steering.indicators.tests.factories import on

pytestmark = pytest.mark.django_db
START = on(2, month=3)  # a Monday
NOT_NOW = (Conflict, PermissionDenied, ObjectDoesNotExist, ValueError)

COMING_IN = ("file", "file at the counter", "take in", "take in on paper", "take in for somebody")
BESIDES = ("fold", "tidy", "import", "import again", "withdraw the import")
RIGHTING = ("void", "correct", "decline", "recall", "send back", "holiday", *BESIDES[2:])
LAWFUL = {
    "registered": ("accept", "accept", "accept", "refuse", "withdraw at once", "ask first"),
    "accepted": ("take", "take", "take", "void", "correct", "ask more", "ask withdrawal", "holiday"),
    "processing": (
        "forward", "forward", "forward on paper", "finish", "finish", "send back", "recall", "ask more",
        "ask more", "ask withdrawal", "stop", "holiday",
    ),
    "supplement": ("supply", "supply", "supply", "ask withdrawal", "stop", "refuse"),
    "withdrawal": ("decline", "decline", "withdraw"),
    "done": ("hand over",),
}  # fmt: skip
FLOWS = [key for key in RECOUNTS if rules.definitions()[key[0]].kind == "flow"]
acts = st.lists(
    st.tuples(st.integers(0, 28), st.integers(0, 30), st.sampled_from([1, 7, 20, 30, 70, 150])),
    min_size=20, max_size=40,
)  # fmt: skip

# Taken in, begun, waiting, supplied, sums added up, finished; another filed and accepted; past ones brought in.
ORDINARY = [
    (2, 0, 1), (8, 0, 7), (19, 0, 20), (6, 0, 70), (28, 0, 1), (15, 0, 7), (0, 0, 1), (6, 1, 20), (26, 0, 1),
    (27, 0, 30), (2, 0, 150), (25, 0, 1),
]  # fmt: skip


def holder(place, row):
    return {"phan-cong": place.head, "tham-dinh": place.specialist, "ky": place.director}.get(row.step, place.head)


def chosen(place, which, dice):
    """What happens next: somebody comes in, or an act that the state of one dossier allows."""
    rows = list(Dossier.objects.filter(agency=place.agency).order_by("pk"))
    row = rows[which % len(rows)] if rows else None
    lawful = LAWFUL.get(row.state, ()) if row else ()
    if dice > 28 - len(BESIDES):
        return BESIDES[28 - dice], None
    if dice < len(COMING_IN) or not lawful:
        return COMING_IN[dice % len(COMING_IN)], None
    return lawful[dice % len(lawful)], row


def do(act, place, row, at):
    """One act of the office; of a dossier where it is not about a new one."""
    if act in BESIDES:
        return beside(act, place, at)
    if row is None:
        channel = "counter" if act in ("file at the counter", "take in on paper") else "online"
        if act.startswith("file"):
            return factories.filed(place, at, channel)
        made = factories.accepted(place, at, channel, electronic=act != "take in on paper")
        if act == "take in for somebody":
            factories.told_otherwise(made, assisted=True)
        return made
    told = {"dossier_id": row.pk, "version": row.version, "by": holder(place, row), "at": at}
    counter = {**told, "by": place.officer}
    first = [services.Item(key="phieu", name="Phiếu", words="Mờ")]
    return {
        "accept": lambda: services.accept(**counter),
        "refuse": lambda: services.refuse(**counter, reason="Sai nơi"),
        "withdraw at once": lambda: services.ask_withdrawal(**{**told, "by": None}, reason="Đổi ý", allowed=True),
        "ask first": lambda: services.ask_more(**counter, items=first, message=""),
        "supply": lambda: factories.supplied(place, row, at),
        "take": lambda: services.take(**told),
        "forward": lambda: factories.forwarded(place, row, at),
        "forward on paper": lambda: factories.forwarded(place, row, at, paper=True),
        "finish": lambda: factories.finished(place, row, at),
        "hand over": lambda: services.hand_over(
            **counter, proof=Proof.IDENTITY, collected_by="Chủ hồ sơ", paper_seen="Căn cước"
        ),
        "send back": lambda: services.send_back(**told, reason="Thiếu"),
        "recall": lambda: services.recall(**{**told, "by": place.specialist}),
        "ask more": lambda: factories.asked_more(place, row, at, by=holder(place, row)),
        "stop": lambda: services.stop(**told, reason="Hết hiệu lực"),
        "void": lambda: services.void(**counter, reason="Trùng"),
        "correct": lambda: services.correct(**counter, changes={"applicant_name": "Siu H'Čĕn"}, reason="Sai tên"),
        "ask withdrawal": lambda: services.ask_withdrawal(
            **{**told, "by": None}, reason="Đổi ý", allowed=True
        ),
        "withdraw": lambda: services.withdraw(**told),
        "decline": lambda: services.decline_withdrawal(**told, reason="Đã ký"),
        "holiday": lambda: holiday(place, at),
    }[act]()  # fmt: skip


def beside(act, place, at):
    """What is done behind the office's back: sums added up, past dossiers brought in, changed, taken away."""
    return {
        "fold": services_of_figures.fold,
        "tidy": lambda: services_of_figures.tidy(today=at.date()),
        "import": lambda: factories.imported(place, at),
        "import again": lambda: factories.imported_again(place, at),
        "withdraw the import": lambda: factories.import_withdrawn(place, at),
    }[act]()


def holiday(place, at):
    """A day off that is decided late: due times of open work are reckoned anew."""
    SpecialDay.objects.get_or_create(
        agency=place.agency,
        on=at.date() + timedelta(days=2),
        defaults={"status": "off", "name": "Lễ", "changed_at": at},
    )
    generations.forget_all()
    services.recount_all(agency_id=place.agency.pk, by_id=None, at=at)


class History:
    """One history of an office, as it is told: what happened, when, and when something was put right."""

    def __init__(self, place, seen):
        self.place, self.seen = place, seen
        self.at = self.last = self.righted = START

    def tell(self, told):
        for dice, which, hours in told:
            self.at += timedelta(hours=hours)
            act, row = chosen(self.place, which, dice)
            with suppress(*NOT_NOW), transaction.atomic():
                do(act, self.place, row, self.at)
                self.seen.add(act)
                self.last = self.at
                if act in RIGHTING:
                    self.righted = self.at

    def moments(self, looks):
        """Some moment, the end of some day, and just before the last correction, or before the last act."""
        some, day = (START + (self.at - START) * look / 1000 for look in looks)
        righted = self.righted if self.righted > START else self.last
        return [some, rules.end_of(day.date()), righted - timedelta(minutes=1)]


@pytest.mark.parametrize("clock", ["reset", "pause"])
def test_sums_rows_and_recount_agree_at_three_dates_of_every_history(clock):
    place = office(clock=clock, days=5)
    seen = set()

    @example(told=ORDINARY, looks=(400, 700), part=0)
    @settings(max_examples=4, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
    @given(told=acts, looks=st.tuples(st.integers(0, 1000), st.integers(0, 1000)), part=st.integers(0, 100))
    def tell(told, looks, part):
        with transaction.atomic():
            history = History(place, seen)
            history.tell(told)
            moments = history.moments(looks)
            assert [(moment, off) for moment in moments for off in differing(place, moment)] == []
            assert facts_off(place, moments[part % 3]) == []
            assert pages_off(place, moments[part % 3], part) == []
            services_of_figures.mend(agency_id=place.agency.pk)
            assert Posting.objects.filter(folded=False).count() == 0
            assert differing(place, moments[0]) == []
            transaction.set_rollback(True)
        generations.forget_all()

    tell()
    assert {"accept", "finish", "ask more", "supply", "fold", "import"} <= seen


def differing(place, moment):
    """Where the ways of counting disagree at a moment, over the year and over a month, of all and of one unit."""
    found = []
    for indicator, reading in FLOWS:
        for kind, unit in (("year", None), ("report_month", place.division.pk)):
            period = rules.period_of(kind, day_of(moment))
            figure = services_of_figures.figure(
                indicator, agency_id=place.agency.pk, as_of=moment, period=period, unit_id=unit, reading=reading
            )
            found += services_of_figures.compare(figure)
    return found


def facts_off(place, moment):
    """The facts of which the sums tell something else than the rows, over the year and at the moment."""
    start = rules.start_of(rules.period_of("year", day_of(moment)).start)
    offered = {key: fact for key, fact in services_of_figures.facts().items() if fact.tallied}
    windows = {key: window_of(fact, start, moment) for key, fact in offered.items()}
    sums = read(place.agency.pk, windows.items())
    if sums is None:  # the moments of that day were forgotten
        return []
    told = {key: sums.count(key, window) for key, window in windows.items()}
    rows = Dossier.counted.filter(agency=place.agency).aggregate(
        **{name_of(key): Count("pk", filter=offered[key].until(moment, start)) for key in told}
    )
    return [(key, count, rows[name_of(key)]) for key, count in told.items() if count != rows[name_of(key)]]


def name_of(key):
    return key.replace(".", "_").replace("-", "_")


def pages_off(place, moment, which):
    """Whether the rows page of one part of one figure lists as many rows as the figure says."""
    indicator, reading = FLOWS[which % len(FLOWS)]
    told = {"agency_id": place.agency.pk, "as_of": moment, "reading": reading}
    figure = services_of_figures.figure(indicator, **told)
    parts = [("numerator", "", figure.numerator), ("denominator", "", figure.denominator)]
    parts += [("excluded", one.fact, one.count) for one in figure.excluded]
    part, fact, count = parts[which % len(parts)]
    listed = services_of_figures.rows(indicator, part, fact=fact, **told).count()
    return [] if listed == count else [(indicator, reading, part, fact, count, listed)]
