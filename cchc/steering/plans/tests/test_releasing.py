"""What the office publishes of its figures: nothing by itself, word by word, and as files for machines."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from jsonschema import Draft202012Validator

from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import Unit
from cchc.foundation.identity.tests.factories import HoldingFactory, UnitFactory
from cchc.kernel import limits
from cchc.kernel.identifiers import uuid7
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import fresh
from cchc.onestop.dossiers.tests.factories import office as counter_office
from cchc.onestop.procedures.models import Version
from cchc.steering.indicators.services import tally
from cchc.steering.indicators.tests.factories import accepted, on
from cchc.steering.plans import services
from cchc.steering.plans.models import FigureRelease
from cchc.steering.plans.papers import KEYS, as_csv
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


DOCS = Path(services.__file__).parents[4] / "docs"
ACT = "/ke-hoach/ke-hoach-mau/viec/cong-bo-so-lieu"


def came_in(place, code, *, online, at_counter, day=12):
    """Dossiers that a unit took in on a day."""
    unit = Unit.objects.filter(agency=place.agency, code=code).first() or UnitFactory(
        agency=place.agency, code=code, name=f"Phòng {code}"
    )
    made = Dossier.counted.bulk_create(
        Dossier(
            agency=place.agency, procedure=place.version.procedure, rules=place.version, channel=channel,
            reference=uuid7().hex[-20:], number=uuid7().hex, counter=place.counter, unit=unit, lead_unit=unit,
            applicant_kind="citizen", applicant_name="Siu H'Čĕn", delivery="counter", changed_at=on(day),
            filed_at=on(day), accepted_at=on(day), due_at=on(day + 7), state="processing",
        )
        for channel in [*["online"] * online, *["counter"] * at_counter]
    )  # fmt: skip
    tally([row.pk for row in made])
    return unit


def published_lines(client, kind="json"):
    """What the files say of each unit, by its sign: numerator, denominator, value, answer."""
    content = client.get(f"{PUBLIC}/so-lieu.{kind}").content
    if kind == "csv":
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        return {
            row["office_unit_code"]: tuple(
                row[key] or None for key in ("numerator", "denominator", "value", "answer")
            )
            for row in rows
            if row["level"] == "unit"
        }
    return {
        line["unit"]["code"]: tuple(
            None if line[key] is None else str(line[key])
            for key in ("numerator", "denominator", "value", "answer")
        )
        for figure in json.loads(content)["figures"]
        for line in (figure["by_unit"] or {"lines": []})["lines"]
    }


def publish(place, *targets, as_of=date(2026, 11, 17), **told):
    place.plan.refresh_from_db()
    said = {"version": place.plan.version, "by": place.chief, "at": on(18)} | told
    return services.publish_figures(
        plan_id=place.plan.pk, targets=[one.pk for one in targets], as_of=as_of, **said
    )


def plain(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", response.text))


def spaced(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", response.text))


def test_no_figure_is_public_by_itself(client, place):
    text = plain(client.get(PUBLIC))
    assert "Chưa công bố số liệu của chỉ tiêu nào" in text
    assert "100%" not in text
    assert client.get(f"{PUBLIC}/so-lieu.csv").status_code == 404


def test_what_is_published_stands_as_it_was_then(client, place):
    publish(place, place.online)
    accepted(place, on(17, 10), "counter")
    text = plain(client.get(PUBLIC))
    for words in ("100%", "10/10", "17/11/2026", "chưa công bố", "2026: ít nhất 50%"):
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
    text = plain(client.get(PUBLIC))
    assert "Số liệu đến ngày 10/11/2026, công bố" in text
    assert "Số liệu đến ngày 17/11/2026 đã được cơ quan thu hồi lúc" in text
    assert FigureRelease.objects.count() == 2
    publish(place, place.online)
    assert "thu hồi" not in plain(client.get(PUBLIC))


def test_who_takes_the_only_figures_back_says_so_to_everybody(client, place):
    publish(place, place.online)
    place.plan.refresh_from_db()
    services.withdraw_figures(
        plan_id=place.plan.pk, version=place.plan.version, reason="Sai", by=place.chief, at=on(18)
    )
    text = plain(client.get(PUBLIC))
    assert "Số liệu đến ngày 17/11/2026 đã được cơ quan thu hồi lúc" in text
    assert "Hiện không công bố số liệu" in text
    assert "Sai" not in text


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


def test_a_table_by_unit_goes_out_where_it_is_chosen_and_nothing_of_it_betrays_a_small_cell(client, place):
    for code, online, at_counter in (("A", 12, 3), ("B", 20, 10), ("C", 40, 30)):
        came_in(place, code, online=online, at_counter=at_counter)
    publish(place, place.online)
    assert "Theo đơn vị" not in plain(client.get(PUBLIC))
    publish(place, place.online, tables=[place.online.pk])
    told = {
        "A": (None, "15", None, "hidden"), "B": (None, "30", None, "hidden"),
        "C": ("40", "70", "57.1", "known"), "QLCN": (None, "10", None, "hidden"),
    }  # fmt: skip
    assert published_lines(client) == published_lines(client, "csv") == told
    text = spaced(client.get(PUBLIC))
    for words in ("Phòng A không nêu 15 không nêu", "Phòng C 40 70 57,1%", "Toàn cơ quan 82 125 65,6%"):
        assert words in text
    assert "80,0%" not in text  # 12 of 15
    assert "Phòng A not told 15 not told" in spaced(client.get(f"/en{PUBLIC}"))


def test_what_was_hidden_once_is_not_told_by_what_is_published_later_even_if_that_was_taken_back(client, place):
    for code, online, at_counter in (("A", 2, 20), ("B", 20, 15), ("C", 40, 30)):
        came_in(place, code, online=online, at_counter=at_counter)
    publish(place, place.online, tables=[place.online.pk], as_of=date(2026, 11, 13), at=on(16))
    hidden = {code for code, line in published_lines(client).items() if line[0] is None}
    assert "A" in hidden and "C" not in hidden
    place.plan.refresh_from_db()
    services.withdraw_figures(
        plan_id=place.plan.pk, version=place.plan.version, reason="Sai", by=place.chief, at=on(17)
    )
    came_in(place, "C", online=9, at_counter=9, day=16)
    publish(place, place.online, tables=[place.online.pk])
    assert {code for code, line in published_lines(client).items() if line[0] is None} == hidden


def test_a_hidden_whole_has_no_table_by_unit(client, place):
    came_in(place, "A", online=12, at_counter=3)
    release = publish(place, place.online, tables=[place.online.pk])
    assert release.rows[0]["answer"] == "hidden"
    assert release.rows[0]["by_unit"] == {"answer": "hidden", "lines": []}
    assert published_lines(client) == {}


def test_where_no_hiding_is_enough_the_page_and_the_files_say_that_there_is_no_table(client, place):
    came_in(place, "A", online=2, at_counter=30)
    publish(place, place.online, tables=[place.online.pk])
    text = plain(client.get(PUBLIC))
    assert "12/42" in text and "Không nêu theo đơn vị: quá ít trường hợp" in text
    assert json.loads(client.get(f"{PUBLIC}/so-lieu.json").content)["figures"][0]["by_unit"] == {
        "answer": "hidden", "lines": [],
    }  # fmt: skip
    assert published_lines(client, "csv") == {}


def test_procedures_are_no_people_and_are_told_however_few(client, place):
    payable = TargetFactory(plan=place.plan, code="T19", definition="services-on-devices", name="Dịch vụ")
    place.version.refresh_from_db()
    Version.objects.filter(pk=place.version.pk).update(online_level="full", works_on_phones=date(2026, 1, 1))
    release = publish(place, payable, tables=[payable.pk])
    row = release.rows[0]
    assert (row["answer"], row["numerator"], row["denominator"]) == ("known", 1, 1)
    assert [(one["numerator"], one["denominator"]) for one in row["by_unit"]["lines"]] == [(1, 1)]
    assert "Toàn cơ quan 1 1 100%" in spaced(client.get(PUBLIC))


def test_each_part_of_a_target_with_parts_has_its_table(client, place):
    forms = TargetFactory(plan=place.plan, code="T21", definition="forms-digitised", name="Mẫu đơn, tờ khai")
    row = publish(place, forms, tables=[forms.pk]).rows[0]
    assert [one["reading"]["key"] for one in (row, *row["readings"])] == ["forms", "declarations", "results"]
    assert all(one["by_unit"] is None for one in row["readings"] if one["answer"] == "no_source")
    assert client.get(PUBLIC).status_code == 200


def test_the_json_is_as_the_documentation_says(client, place):
    came_in(place, "A", online=12, at_counter=13)
    moves = TargetFactory(plan=place.plan, code="T01", definition="electronic-moves")
    publish(place, place.online, place.pleased, moves, tables=[place.online.pk, moves.pk])
    told = json.loads(client.get(f"{PUBLIC}/so-lieu.json").content)
    Draft202012Validator(json.loads((DOCS / "published-figures.schema.json").read_text())).validate(told)
    text = (DOCS / "indicators.md").read_text()
    figure = told["figures"][0]
    assert [key for key in (*KEYS, *told, *figure, *figure["by_unit"], *figure["by_unit"]["lines"][0])
            if f"`{key}`" not in text] == []  # fmt: skip


def test_a_file_for_spreadsheets_runs_no_formula_and_keeps_its_letters():
    row = {
        "code": "T05", "name": "=HYPERLINK(1)", "name_en": "@x", "indicator": "filed-online", "target": None,
        "definition": {"vi": "+1"}, "readings": [], "verdict": "unknown", "answer": "known", "value": "1.0",
        "numerator": 1, "denominator": 100, "period": None,
    }  # fmt: skip
    content = as_csv({"plan": "Kế hoạch", "agency": "-2"}, [row])
    assert content.startswith(b"\xef\xbb\xbf")
    (line,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (line["name"], line["name_en"], line["definition_vi"], line["agency"]) == (
        "'=HYPERLINK(1)", "'@x", "'+1", "'-2",
    )  # fmt: skip
    assert line["plan"] == "Kế hoạch"


def test_a_file_is_kept_for_a_few_minutes_and_not_sent_twice(client, place):
    publish(place, place.online)
    for kind in ("csv", "json"):
        first = client.get(f"{PUBLIC}/so-lieu.{kind}")
        assert first.headers["Cache-Control"] == "public, max-age=300"
        again = client.get(f"{PUBLIC}/so-lieu.{kind}", headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    publish(place, place.pleased)
    assert client.get(
        f"{PUBLIC}/so-lieu.json", headers={"if-none-match": first.headers["ETag"]}
    ).status_code == 200  # fmt: skip


def test_what_was_published_before_there_were_tables_still_reads(client, place):
    release = publish(place, place.online)
    for row in release.rows:
        for key in ("by_unit", "reading", "counts"):
            del row[key]
    FigureRelease.objects.filter(pk=release.pk).update(rows=release.rows)
    assert "100%" in plain(client.get(PUBLIC))
    assert client.get(f"{PUBLIC}/so-lieu.csv").status_code == 200
    client.force_login(place.chief)
    form = client.get(ACT).context["form"]
    assert form.initial["targets"] == form.initial["tables"] == [str(place.online.pk)]


def test_what_is_looked_at_is_what_everybody_reads_then(client, place):
    came_in(place, "A", online=12, at_counter=3)
    came_in(place, "B", online=20, at_counter=10)
    client.force_login(place.chief)
    told = {"as_of": "17/11/2026", "targets": [place.online.pk], "tables": [place.online.pk]}
    looked = client.get(ACT, told)
    assert looked.status_code == 200 and not FigureRelease.objects.exists()
    place.plan.refresh_from_db()
    sent = told | {"version": place.plan.version, "seen": looked.context["seen"]}
    assert client.post(ACT, sent).status_code == 302
    page = client.get(PUBLIC)
    by_unit = tables_of(looked)[1:]
    assert len(by_unit) == 1 and by_unit[0] in page.text
    assert FigureRelease.objects.get().rows == looked.context["preview"]


def tables_of(page):
    """The tables of what everybody will see, as they stand in the page."""
    return re.findall(r"<table.*?</table>", page.text.split('id="f2"')[1], re.DOTALL)


def test_nothing_is_published_that_was_not_looked_at_as_it_is_now(client, place):
    client.force_login(place.chief)
    told = {"as_of": "17/11/2026", "targets": [place.online.pk]}
    seen = client.get(ACT, told).context["seen"]
    accepted(place, on(17, 10))
    place.plan.refresh_from_db()
    for fingerprint in ("", seen):
        answer = client.post(ACT, told | {"version": place.plan.version, "seen": fingerprint})
        assert answer.status_code == 422
        assert "Xem lại" in plain(answer)
    assert not FigureRelease.objects.exists()
    told |= {"version": place.plan.version, "seen": answer.context["seen"]}
    assert client.post(ACT, told).status_code == 302


def test_a_table_is_offered_where_a_target_is_counted_by_unit_and_chosen_unless_it_was_not_before(client, place):
    client.force_login(place.chief)
    first = client.get(ACT).context["form"]
    assert [(box.data["value"], table is not None) for box, table in first.lines] == [
        (str(place.online.pk), True), (str(place.pleased.pk), False),
    ]  # fmt: skip
    assert first.initial["tables"] == [str(place.online.pk)]
    publish(place, place.online, place.pleased)
    page = client.get(ACT)
    assert page.context["form"].initial["tables"] == []
    looked = client.get(ACT, {"as_of": "17/11/2026", "targets": [place.online.pk]})
    assert looked.context["gone"] == ["T06 Hài lòng"]


def test_the_office_publishes_and_takes_back_on_pages(client, place):
    client.force_login(place.chief)
    assert client.get(ACT).context["form"].initial["targets"] == []
    place.plan.refresh_from_db()
    told = {"version": place.plan.version, "as_of": "17/11/2026"}
    assert client.post(ACT, told).status_code == 422
    assert client.get(ACT, told).status_code == 422
    assert client.post(ACT, told | {"targets": [place.online.pk], "as_of": "30/11/2026"}).status_code == 422
    told |= {"targets": [place.online.pk]}
    told["seen"] = client.get(ACT, told).context["seen"]
    assert client.post(ACT, told).status_code == 302
    assert client.post(ACT, told).status_code == 409
    place.plan.refresh_from_db()
    back = "/ke-hoach/ke-hoach-mau/viec/thu-hoi-so-lieu"
    assert client.post(back, {"version": place.plan.version, "reason": "Sai số liệu"}).status_code == 302
    assert not FigureRelease.objects.standing().exists()
    client.force_login(place.head)
    assert client.get(ACT).status_code == 403
    assert client.get(ACT, told).status_code == 403
