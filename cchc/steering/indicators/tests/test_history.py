"""Random histories, acted through the dossiers' own services: figure, rows and recount agree at every date."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cchc.foundation.worktime.models import SpecialDay
from cchc.kernel import generations
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Proof
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import office
from cchc.steering.indicators import rules
from cchc.steering.indicators import services as services_of_figures
from cchc.steering.indicators.services.recounting import RECOUNTS
from cchc.steering.indicators.tests import factories
from cchc.steering.indicators.tests.factories import on

pytestmark = pytest.mark.django_db
START = on(2, month=3)  # a Monday
NOT_NOW = (Conflict, PermissionDenied, ObjectDoesNotExist, ValueError)

COMING_IN = ("file", "file at the counter", "take in", "take in on paper", "take in for somebody")
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
    st.tuples(st.integers(0, 23), st.integers(0, 30), st.sampled_from([1, 7, 20, 30, 70, 150])),
    min_size=20, max_size=40,
)  # fmt: skip


def holder(place, row):
    return {"phan-cong": place.head, "tham-dinh": place.specialist, "ky": place.director}.get(row.step, place.head)


def chosen(place, which, dice):
    """What happens next: somebody comes in, or an act that the state of one dossier allows."""
    rows = list(Dossier.objects.filter(agency=place.agency).order_by("pk"))
    row = rows[which % len(rows)] if rows else None
    lawful = LAWFUL.get(row.state, ()) if row else ()
    if dice < len(COMING_IN) or not lawful:
        return COMING_IN[dice % len(COMING_IN)], None
    return lawful[dice % len(lawful)], row


def do(act, place, row, at):
    """One act of the office; of a dossier where it is not about a new one."""
    if row is None:
        channel = "counter" if act in ("file at the counter", "take in on paper") else "online"
        if act.startswith("file"):
            return factories.filed(place, at, channel)
        made = factories.accepted(place, at, channel, electronic=act != "take in on paper")
        if act == "take in for somebody":
            Dossier.objects.filter(pk=made.pk).update(assisted=True)
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


def holiday(place, at):
    """A day off that is decided late: due times of open work are reckoned anew."""
    SpecialDay.objects.get_or_create(
        agency=place.agency,
        on=at.date() + timedelta(days=2),
        defaults={"status": "off", "name": "Lễ", "changed_at": at},
    )
    generations.forget_all()
    services.recount_all(agency_id=place.agency.pk, by_id=None, at=at)


@pytest.mark.parametrize("clock", ["reset", "pause"])
def test_figure_rows_and_recount_agree_at_three_dates_of_every_history(clock):
    place = office(clock=clock, days=5)
    seen = set()

    @settings(max_examples=5, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
    @given(told=acts, looks=st.tuples(st.integers(0, 1000), st.integers(0, 1000)))
    def tell(told, looks):
        with transaction.atomic():
            at = last = START
            for dice, which, hours in told:
                at += timedelta(hours=hours)
                act, row = chosen(place, which, dice)
                with suppress(*NOT_NOW), transaction.atomic():
                    do(act, place, row, at)
                    seen.add(act)
                    last = at
            whole = at - START
            for moment in [START + whole * look / 1000 for look in looks] + [last - timedelta(minutes=1)]:
                assert differing(place, moment) == []
            transaction.set_rollback(True)
        generations.forget_all()

    tell()
    assert {"accept", "finish", "ask more", "supply"} <= seen


def differing(place, moment):
    """Where the ways of counting disagree at a moment, over the year and over a month, of all and of one unit."""
    found = []
    for indicator, reading in FLOWS:
        for kind, unit in (("year", None), ("report_month", place.division.pk)):
            period = rules.period_of(kind, moment.date())
            figure = services_of_figures.figure(
                indicator, agency_id=place.agency.pk, as_of=moment, period=period, unit_id=unit, reading=reading
            )
            found += services_of_figures.compare(figure)
    return found
