"""What the office publishes of its figures: nothing by itself, word by word, and as files for machines."""

import csv
import io
import json
import re
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.tests.factories import HoldingFactory, UnitFactory
from cchc.kernel import limits
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.onestop.dossiers.tests.factories import fresh
from cchc.onestop.dossiers.tests.factories import office as counter_office
from cchc.steering.indicators.tests.factories import accepted, on
from cchc.steering.plans import services
from cchc.steering.plans.models import FigureRelease
from cchc.steering.plans.papers import KEYS
from cchc.steering.plans.tests.factories import PlanFactory, StatementFactory, TargetFactory

pytestmark = pytest.mark.django_db
PUBLIC = "/cong-khai/ke-hoach/ke-hoach-mau"


@pytest.fixture(autouse=True)
def morning():
    """Every page is opened on Wednesday 18/11/2026, 09:00 in the office."""
    limits.forget()
    with time_machine.travel(on(18), tick=False):
        yield


@pytest.fixture
def place():
    made = counter_office(days=5)
    made.office = UnitFactory(agency=made.agency, code="VP", name="Văn phòng Sở")
    made.chief = fresh(HoldingFactory(unit=made.office, rights=(Right.STEER,), scope=Scope.AGENCY).user)
    for day in range(2, 12):
        accepted(made, on(day))
    made.plan = PlanFactory(agency=made.agency, steering_unit=made.office, slug="ke-hoach-mau", published=True)
    made.online = TargetFactory(plan=made.plan, code="T05", definition="filed-online")
    StatementFactory(target=made.online, value=50, year=2026)
    made.pleased = TargetFactory(plan=made.plan, code="T06", definition="satisfied-procedures", name="Hài lòng")
    return made


def publish(place, *targets, as_of=date(2026, 11, 17), **told):
    place.plan.refresh_from_db()
    said = {"version": place.plan.version, "by": place.chief, "at": on(18)} | told
    return services.publish_figures(
        plan_id=place.plan.pk, targets=[one.pk for one in targets], as_of=as_of, **said
    )


def plain(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", response.text))


def test_no_figure_is_public_by_itself(client, place):
    text = plain(client.get(PUBLIC))
    assert "Chưa công bố số liệu của chỉ tiêu nào" in text
    assert "100%" not in text
    assert client.get(f"{PUBLIC}/so-lieu.csv").status_code == 404


def test_what_is_published_stands_as_it_was_then(client, place):
    publish(place, place.online)
    accepted(place, on(17, 10), "counter")
    text = plain(client.get(PUBLIC))
    for words in ("100%", "10/10", "17/11/2026", "chưa công bố", "31/12/2026: ≥ 50%"):
        assert words in text.replace("\u00a0", " ")
    text = plain(client.get(f"/en{PUBLIC}"))
    assert "100%" in text


def test_a_handful_of_cases_is_not_told(client, place):
    for hour in (8, 9):
        accepted(place, on(13, hour), "counter")
    release = publish(place, place.online)
    assert (release.rows[0]["answer"], release.rows[0]["value"], release.rows[0]["numerator"]) == (
        "hidden", None, None,
    )  # fmt: skip
    text = plain(client.get(PUBLIC))
    assert "Không nêu vì quá ít trường hợp" in text and "83,3" not in text and "10/12" not in text
    assert b'"value": null' in client.get(f"{PUBLIC}/so-lieu.json").content


def test_what_has_no_source_is_published_as_such_and_never_as_nothing(client, place):
    publish(place, place.pleased)
    assert "Chưa có nguồn số liệu" in plain(client.get(PUBLIC))
    row = json.loads(client.get(f"{PUBLIC}/so-lieu.json").content)["figures"][0]
    assert (row["answer"], row["value"], row["source"]) == ("no_source", None, "none")


def test_the_files_have_keys_that_stay_definition_day_and_terms(client, place):
    publish(place, place.online, place.pleased)
    response = client.get(f"{PUBLIC}/so-lieu.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == KEYS
    assert [row["code"] for row in rows] == ["T05", "T06"]
    assert (rows[0]["value"], rows[0]["numerator"], rows[0]["target_value"]) == ("100.0", "10", "50.0")
    assert rows[0]["as_of"] == "2026-11-17" and rows[0]["licence"] and rows[0]["definition_en"]
    told = json.loads(client.get(f"{PUBLIC}/so-lieu.json").content)
    assert told["as_of"] == "2026-11-17" and told["licence"]
    assert told["figures"][0]["definition"]["vi"] == rows[0]["definition_vi"]
    assert told["figures"][0]["target"]["due_on"] == "2026-12-31"


def test_a_program_that_asks_too_often_waits(client, place):
    publish(place, place.online)
    answers = [client.get(f"{PUBLIC}/so-lieu.json").status_code for _time in range(31)]
    assert answers[:30] == [200] * 30
    assert answers[30] == 429


def test_who_takes_figures_back_lets_the_ones_before_stand_again(client, place):
    publish(place, place.online, as_of=date(2026, 11, 10), at=on(17))
    publish(place, place.online)
    place.plan.refresh_from_db()
    services.withdraw_figures(
        plan_id=place.plan.pk, version=place.plan.version, reason="Sai", by=place.chief, at=on(18)
    )
    assert "10/11/2026" in plain(client.get(PUBLIC))
    assert FigureRelease.objects.count() == 2


def test_only_who_steers_publishes_and_only_of_a_published_plan(place):
    with pytest.raises(PermissionDenied):
        publish(place, place.online, by=place.head)
    with pytest.raises(Stale):
        publish(place, place.online, version=99)
    for targets, as_of in (((), date(2026, 11, 17)), ((place.online,), date(2026, 11, 19))):
        with pytest.raises(services.NothingToPublish):
            publish(place, *targets, as_of=as_of)
    hidden = PlanFactory(agency=place.agency, steering_unit=place.office)
    with pytest.raises(NotAllowed):
        services.publish_figures(
            plan_id=hidden.pk, version=0, targets=[], as_of=date(2026, 11, 1), by=place.chief, at=on(18)
        )
    assert not FigureRelease.objects.exists()


def test_the_office_publishes_and_takes_back_on_pages(client, place):
    client.force_login(place.chief)
    url = "/ke-hoach/ke-hoach-mau/viec/cong-bo-so-lieu"
    assert client.get(url).context["form"].initial["targets"] == []
    place.plan.refresh_from_db()
    told = {"version": place.plan.version, "as_of": "17/11/2026"}
    assert client.post(url, told).status_code == 422
    assert client.post(url, told | {"targets": [place.online.pk], "as_of": "30/11/2026"}).status_code == 422
    assert client.post(url, told | {"targets": [place.online.pk]}).status_code == 302
    assert client.post(url, told | {"targets": [place.online.pk]}).status_code == 409
    place.plan.refresh_from_db()
    back = "/ke-hoach/ke-hoach-mau/viec/thu-hoi-so-lieu"
    assert client.post(back, {"version": place.plan.version, "reason": "Sai số liệu"}).status_code == 302
    assert not FigureRelease.objects.standing().exists()
    client.force_login(place.head)
    assert client.get(url).status_code == 403
