"""Acts on a dossier: who may do which, and what is said to who comes second."""

import pytest

from cchc.doors.desk.choices import Act
from cchc.doors.desk.tests.situations import NOW, SITUATIONS, plain, send, url_of, waiting
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.tests.factories import AgencyFactory, UnitFactory
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import Channel
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.tests.factories import MORNING, person, taken_in, with_specialist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


ROLES = ("officer", "specialist", "other_specialist", "head", "director")

# act, situation: who may. Whoever is not named is answered 403, or 404 where they do not see the dossier.
ALLOWED = [
    (Act.ACCEPT, "online", {"officer"}),
    (Act.REFUSE, "online", {"officer"}),
    (Act.ASK_MORE, "online", {"officer"}),
    (Act.LINK, "online", {"officer"}),
    (Act.WITHDRAW, "online", {"officer"}),
    (Act.TAKE, "taken in", {"head"}),
    (Act.ASSIGN, "taken in", {"head"}),
    (Act.VOID, "taken in", {"officer"}),
    (Act.CORRECT, "taken in", {"officer"}),
    (Act.FORWARD, "with specialist", {"specialist"}),
    (Act.SEND_BACK, "with specialist", {"specialist"}),
    (Act.ASK_MORE, "with specialist", {"specialist"}),
    (Act.STOP, "with specialist", {"specialist"}),
    (Act.ASSIGN, "with specialist", {"head"}),
    (Act.RECALL, "with specialist", {"head"}),
    (Act.CORRECT, "with specialist", {"officer"}),
    (Act.FEE, "with specialist", {"officer"}),
    (Act.FINISH, "with director", {"director"}),
    (Act.SEND_BACK, "with director", {"director"}),
    (Act.RECALL, "with director", {"specialist"}),
    (Act.SUPPLY, "waiting", {"officer"}),
    (Act.STOP, "waiting", {"specialist"}),
    (Act.WITHDRAW, "withdrawal", {"specialist"}),
    (Act.HAND_OVER, "done", {"officer"}),
]


@pytest.mark.parametrize(("act", "situation", "allowed"), ALLOWED)
def test_an_act_opens_to_whom_it_belongs_and_to_nobody_else(client, place, act, situation, allowed):
    dossier = SITUATIONS[situation](place)
    answers = {}
    for role in sorted(
        ROLES, key=lambda role: role not in allowed
    ):  # who receives a step and looks, ends its recall
        client.force_login(getattr(place, role))
        response = client.get(url_of(dossier, act))
        answers[role] = response.status_code
        if role not in allowed:
            sent = client.post(url_of(dossier, act), {"version": dossier.version})
            assert sent.status_code in (403, 404), role
        if response.status_code == 403:
            assert "quyền" in plain(response) or "Chỉ người" in plain(response)
    assert {role for role, status in answers.items() if status == 200} == allowed
    assert set(answers.values()) <= {200, 403, 404}
    dossier.refresh_from_db()
    assert dossier.version == Dossier.objects.get(pk=dossier.pk).version


@pytest.mark.parametrize("act", list(Act))
def test_who_does_not_see_a_dossier_finds_no_act_on_it(client, place, act):
    dossier = taken_in(place)
    client.force_login(person(UnitFactory(agency=AgencyFactory(code="000.00.01.H99")), *Right))
    assert client.get(url_of(dossier, act)).status_code == 404
    assert client.post(url_of(dossier, act), {"version": 0}).status_code == 404


@pytest.mark.parametrize("situation", list(SITUATIONS))
def test_no_act_fails_for_anybody_in_any_situation(client, place, situation):
    dossier = SITUATIONS[situation](place)
    everything = person(place.counter, *Right)
    for user in (place.officer, place.specialist, place.director, everything):
        client.force_login(user)
        for act in Act:
            assert client.get(url_of(dossier, act)).status_code in (200, 403, 404, 409), act
            assert client.post(url_of(dossier, act), {"version": "x"}).status_code in (403, 404, 409, 422), act


# Two people, one dossier


def test_who_comes_second_hears_who_did_what_and_keeps_their_text(client, place):
    dossier = with_specialist(place)
    old = dossier.version
    services.forward(
        dossier_id=dossier.pk, version=old, to_step="ky", assignee_id=place.director.pk,
        by=place.specialist, at=NOW,
        note="Chữ của người trước",
    )  # fmt: skip
    client.force_login(place.specialist)
    response = client.post(url_of(dossier, Act.FORWARD), {"version": old, "to_step": "ky", "note": "Chữ của tôi"})
    assert response.status_code == 409
    text = plain(response)
    for words in (
        "Lê Thị Tuyết Nghiễm đã chuyển bước hồ sơ này lúc 10:00 ngày 18/11/2026",
        "Chữ của người trước", "Chữ của tôi",
        "Lỗi:",
    ):  # fmt: skip
        assert words in text, words


def test_where_the_act_is_still_lawful_it_can_be_sent_again_from_the_same_page(client, place):
    dossier = with_specialist(place)
    old = dossier.version
    services.correct(
        dossier_id=dossier.pk,
        version=old,
        changes={"phone": "0905000111"},
        reason="Gõ nhầm số",
        by=place.officer,
        at=NOW,
    )
    client.force_login(place.specialist)
    typed = {"version": old, "to_step": "ky", "assignee_id": place.director.pk, "note": "Chữ của tôi"}
    response = client.post(url_of(dossier, Act.FORWARD), typed)
    assert response.status_code == 409
    assert "Kpă Y Thuôn đã sửa thông tin tiếp nhận của hồ sơ này" in plain(response)
    assert "Gõ nhầm số" in plain(response)
    assert "Chữ của tôi" in plain(response)
    assert f'name="version" value="{old + 1}"' in plain(response)
    assert client.post(url_of(dossier, Act.FORWARD), typed | {"version": old + 1}).status_code == 302


def test_two_who_take_one_step_the_second_is_told(client, place):
    dossier = taken_in(place)
    other_head = person(place.division, Right.ASSIGN, Right.SEE_ALL, full_name="Nay H'Bia")
    version = dossier.version
    assert send(client, place.head, dossier, Act.TAKE).status_code == 302
    client.force_login(other_head)
    response = client.post(url_of(dossier, Act.TAKE), {"version": version})
    assert response.status_code == 409
    assert "Đặng Hữu Nghĩa đã nhận hồ sơ này" in plain(response)


def test_an_act_that_no_longer_leads_anywhere_says_why(client, place):
    dossier = waiting(place)
    client.force_login(place.specialist)
    response = client.get(url_of(dossier, Act.FORWARD))
    assert response.status_code == 409
    assert "Hồ sơ đang chờ người nộp bổ sung" in plain(response)


def test_a_post_dossier_is_as_good_as_one_of_the_counter(client, place):
    dossier = services.intake(
        dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel=Channel.POST,
        papers=[],
        person=services.Person(kind="citizen", name="Siu H'Čĕn"), by=place.officer, at=MORNING,
    )  # fmt: skip
    client.force_login(place.officer)
    assert client.get(f"/viec/ho-so/{dossier.reference}").status_code == 200
