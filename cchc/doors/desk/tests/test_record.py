"""Why one sees a dossier, and the record: what happened, who looked, who may read it."""

from dataclasses import fields

import pytest

from cchc.doors.desk.choices.record import FACTS, KEYS, fact_words, kind_words, kinds
from cchc.doors.desk.tests.situations import NOW
from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services as identity
from cchc.foundation.identity.choices import Right, Scope
from cchc.foundation.identity.models import Holding
from cchc.foundation.identity.tests.factories import AgencyFactory, HoldingFactory, UnitFactory
from cchc.foundation.notices import events as notice_events
from cchc.kernel.events import Event
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers.tests.factories import fresh, with_specialist
from cchc.steering.indicators import events as indicator_events
from cchc.steering.plans import events as plan_events

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def page(client, user, dossier, *below, **query):
    client.force_login(user)
    return client.get("/".join([f"/viec/ho-so/{dossier}", *map(str, below)]), query)


def test_one_is_told_why_one_sees_a_dossier(client, place):
    dossier = with_specialist(place)
    text = page(client, place.specialist, dossier, "vi-sao").text
    assert "Vì sao tôi thấy hồ sơ này" in text
    assert "Xử lý hồ sơ" in text
    assert "Đang giữ hồ sơ này" in text


def test_only_who_keeps_people_or_reads_the_record_asks_about_others(client, place):
    dossier = with_specialist(place)
    response = page(client, place.specialist, dossier, "vi-sao", nguoi=place.head.pk)
    assert response.context["person"] == place.specialist
    keeper = keeper_of(place, Right.MANAGE_PEOPLE)
    response = page(client, keeper, dossier, "vi-sao", nguoi=place.head.pk)
    assert "Đặng Hữu Nghĩa" in response.text
    assert response.context["reasons"]
    assert "Rơ Châm" not in response.text  # they do not see the dossier itself
    response = page(client, keeper, dossier, "vi-sao", nguoi=place.director.pk)
    assert "Người này không thấy hồ sơ này" in response.text
    response = page(client, keeper, dossier, "vi-sao", tim="tuyet nghiem")
    assert [one.full_name for one in response.context["matches"]] == ["Lê Thị Tuyết Nghiễm"]


def keeper_of(place, right):
    unit = UnitFactory(agency=place.agency, name="Văn phòng Sở")
    return fresh(HoldingFactory(unit=unit, rights=[right], scope=Scope.AGENCY).user)


def test_the_record_of_a_dossier_names_every_act_and_every_look(client, place):
    dossier = with_specialist(place)
    page(client, place.specialist, dossier)
    reader = keeper_of(place, Right.READ_AUDIT)
    text = page(client, reader, dossier, "nhat-ky").text
    for words in ("Tiếp nhận", "Chuyển bước", "Xem", "Lê Thị Tuyết Nghiễm", "Kpă Y Thuôn"):
        assert words in text, words
    assert page(client, place.specialist, dossier, "nhat-ky").status_code == 403


def test_the_record_is_read_by_pages_narrowed_and_only_with_its_right(client, place):
    for _n in range(20):
        with_specialist(place)
    reader = keeper_of(place, Right.READ_AUDIT)
    client.force_login(reader)
    first = client.get("/quan-tri/nhat-ky")
    assert len(first.context["lines"]) == 50
    assert len(client.get(first.context["next_url"]).context["lines"]) > 0
    taken = client.get("/quan-tri/nhat-ky", {"loai": "StepTaken", "nguoi": place.head.username})
    assert {line.entry.kind for line in taken.context["lines"]} == {"StepTaken"}
    assert len(taken.context["lines"]) == 20
    assert client.get("/quan-tri/nhat-ky", {"den": "17/11/2026"}).context["lines"] == []
    assert "Không có tài khoản nào" in client.get("/quan-tri/nhat-ky", {"nguoi": "khongco"}).text
    client.force_login(place.head)
    assert client.get("/quan-tri/nhat-ky").status_code == 403


def test_people_and_units_stand_in_the_record_by_name(client, place):
    dossier = with_specialist(place)
    holding = Holding.objects.get(user=place.specialist)
    identity.stand_in(
        holding=holding, user=place.other_specialist, starts_on=NOW.date(), ends_on=NOW.date(), reason="", by=None,
        at=NOW,
    )  # fmt: skip
    client.force_login(keeper_of(place, Right.READ_AUDIT))
    lines = client.get("/quan-tri/nhat-ky").context["lines"]
    (named,) = [line for line in lines if line.entry.kind == "StandInNamed"]
    assert named.subject == "tài khoản Trần Quốc Bảo"
    assert "người vắng: Lê Thị Tuyết Nghiễm" in named.details
    forwarded = next(line for line in lines if line.entry.kind == "StepForwarded")
    assert forwarded.subject == str(dossier)
    assert "đơn vị: Phòng Quản lý Công nghệ" in forwarded.details
    assert "người nhận: Lê Thị Tuyết Nghiễm" in forwarded.details


def test_who_reads_the_record_of_one_department_does_not_read_that_of_another(client, place):
    with_specialist(place)
    below = UnitFactory(agency=AgencyFactory(code="000.00.01.H99", parent=place.agency))
    reader = fresh(HoldingFactory(unit=below, rights=[Right.READ_AUDIT], scope=Scope.AGENCY).user)
    client.force_login(reader)
    response = client.get("/quan-tri/nhat-ky")
    assert {line.entry.by_id for line in response.context["lines"]} <= {reader.pk}


def every_event(kind=Event):
    for one in kind.__subclasses__():
        if one.__module__.startswith("cchc."):
            yield one
            yield from every_event(one)


def test_every_event_of_the_office_has_words_in_the_record():
    bases = {one for one in every_event() if one.__subclasses__()}
    silent = {
        one.__name__ for one in every_event() if one not in bases and kind_words(one.__name__) == one.__name__
    }
    assert silent == set()
    assert len(dict(kinds())) == len(kinds())


def facts_of(event):
    """What an entry of an event says, beside its subject: keys of rows are not shown."""
    told = [one for one in fields(event) if one.name not in ("at", "by_id")]
    subject = next(one.name for one in told if one.name.endswith("_id"))
    return [
        one.name for one in told if one.name != subject and one.name not in KEYS and "UUID" not in str(one.type)
    ]


@pytest.mark.parametrize("room", [plan_events, indicator_events, notice_events])
def test_everything_that_an_event_of_plans_and_figures_says_has_words(room):
    kinds_here = [one for one in every_event() if one.__module__ == room.__name__ and not one.__subclasses__()]
    assert kinds_here
    silent = {(one.__name__, name) for one in kinds_here for name in facts_of(one) if name not in FACTS}
    assert silent == set()


def test_what_plans_and_figures_say_by_a_word_of_their_own_is_said_in_words():
    assert fact_words("state", "placed") != "trạng thái: placed"
    assert fact_words("role", "cooperating") == "vai trò: Phối hợp"
    assert fact_words("told", "still_late") != "đã nhắc: still_late"
    assert fact_words("fields", ["budget", "stages", "lead"]) == "mục đã sửa: kinh phí, mốc, đơn vị chủ trì"
    assert fact_words("reading", "agencies") == "cách đọc: Giữa các cơ quan"
    assert fact_words("was", "approved") == "trước đó: Đã duyệt"
    assert fact_words("kind", "derived") == "loại: Cụ thể hóa từ"


def test_people_and_units_in_an_entry_are_named(client, place):
    reader = keeper_of(place, Right.READ_AUDIT)
    told = {"told": "late", "people": [place.head.pk, place.officer.pk], "period": str(uuid7())}
    Entry.objects.create(kind="DueTold", at=NOW, subject_type="task", subject_id=str(uuid7()), content=told)
    moved = {"role": "lead", "from_unit": place.division.pk, "to_unit": place.leaders.pk, "tasks": [str(uuid7())]}
    Entry.objects.create(kind="TaskHandedOn", at=NOW, subject_type="task", subject_id=str(uuid7()), content=moved)
    client.force_login(reader)
    lines = {line.entry.kind: line for line in client.get("/quan-tri/nhat-ky").context["lines"]}
    assert f"{place.head.full_name}, {place.officer.full_name}" in lines["DueTold"].details
    assert set(lines["TaskHandedOn"].details.split("; ")) == {
        "vai trò: Chủ trì", "từ đơn vị: Phòng Quản lý Công nghệ", "sang đơn vị: Lãnh đạo Sở",
    }  # fmt: skip


def test_what_an_entry_says_is_said_in_words():
    assert fact_words("page", "chuyen") == "trang: Chuyển bước"
    assert fact_words("electronic", True) == "điện tử: có"
    assert fact_words("fields", ["phone", "email"]) == "mục đã sửa: điện thoại, thư điện tử"
    assert fact_words("due_at", "2026-12-08T16:30:00+07:00") == "hạn: 08/12/2026 16:30"
    assert fact_words("ends_on", "2026-11-18") == "đến ngày: 18/11/2026"
    assert fact_words("channel", "counter") == "cách nộp: Trực tiếp tại quầy"
    assert fact_words("looked_by", "number") == "tìm theo: số định danh, mã số thuế"
    assert FACTS["reason"] == "lý do"
