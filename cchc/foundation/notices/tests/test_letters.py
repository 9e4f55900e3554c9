"""Which letters people want: reminders are turned off on a page or by a letter's link; the notice stays."""

import re

import pytest
from django.core import mail
from django.test import Client

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.tests.factories import AccountFactory, StaffFactory
from cchc.foundation.notices import papers, services
from cchc.foundation.notices.choices import BY_CHOICE, Kind
from cchc.foundation.notices.models import Notice, Unwanted
from cchc.foundation.notices.tests.factories import NOON, NoticeFactory
from cchc.foundation.notices.tests.test_services import jobs, tell

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/thu"


@pytest.fixture
def user():
    return StaffFactory(email="bao@skhcn.example")


def unwanted(user, *kinds):
    services.choose_letters(user=user, unwanted=kinds, by=user, at=NOON)


def test_who_does_without_reminders_is_told_in_the_page_alone(user):
    unwanted(user, Kind.DUE)
    notice = tell(user=user, kind=Kind.DUE)
    assert notice.email == "" and not jobs().exists()
    assert Notice.objects.of(user).unread().get() == notice
    tell(user=user, kind=Kind.DIGEST)
    assert jobs().count() == 1


def test_what_a_law_wants_told_is_sent_whatever_one_chose(user):
    unwanted(user, *Kind.values)
    assert Unwanted.objects.of(user) == {kind.value for kind in BY_CHOICE}
    for kind in set(Kind) - set(BY_CHOICE):
        tell(user=user, kind=kind)
    assert jobs().count() == len(Kind) - len(BY_CHOICE)


def test_one_chooses_on_a_page_and_finds_it_there_again(client, user):
    client.force_login(user)
    assert 'href="/tai-khoan/thu"' in client.get("/tai-khoan").text
    assert client.get(PAGE).text.count("checked") == len(BY_CHOICE)
    assert client.post(PAGE, {"wanted": ["work"]}).status_code == 302
    assert Unwanted.objects.of(user) == {"due", "digest"}
    assert client.get(PAGE).text.count("checked") == 1
    assert client.post(PAGE, {"wanted": ["accepted"]}).status_code == 422
    entry = Entry.objects.filter(kind="LettersChosen").get()
    assert (entry.content["unwanted"], entry.content["by_link"]) == (["due", "digest"], False)
    client.post(PAGE, {"wanted": [kind.value for kind in BY_CHOICE]})
    assert not Unwanted.objects.exists()


def test_the_page_is_for_staff_who_have_work(client):
    assert client.get(PAGE).headers["Location"].startswith("/dang-nhap")
    client.force_login(AccountFactory())
    assert client.get(PAGE).status_code == 403
    assert '"/tai-khoan/thu"' not in client.get("/tai-khoan").text


@pytest.mark.parametrize(("language", "before"), [("vi", ""), ("en", "/en")])
def test_a_reminder_carries_a_link_that_stops_its_kind_at_one_press(settings, user, language, before):
    settings.PUBLIC_URL = "https://dvc.gialai.example/"
    user.language = language
    user.save()
    papers.letter(tell(user=user, kind=Kind.DUE)).send()
    [letter] = mail.outbox
    link = re.fullmatch(r"<(.+)>", letter.extra_headers["List-Unsubscribe"])[1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith(f"https://dvc.gialai.example{before}/thong-bao/thoi-nhan/")
    assert link in letter.body and link in letter.alternatives[0].content
    path = link.removeprefix("https://dvc.gialai.example")
    program = Client(enforce_csrf_checks=True)  # as a mail program comes: no session, no token of a page
    assert program.get(path).status_code == 200
    assert not Unwanted.objects.exists()
    for _ in range(2):
        assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Unwanted.objects.of(user) == {"due"}
    entry = Entry.objects.filter(kind="LettersChosen").get()
    assert (entry.by_id, entry.content["by_link"]) == (None, True)


def test_a_link_that_somebody_else_made_stops_nothing(client, user):
    good = papers.stop_token(user.pk, Kind.DUE)
    for token in (f"{user.pk}.due:x", good[:-1], good.replace("due", "work"), "x"):
        assert client.post(f"/thong-bao/thoi-nhan/{token}").status_code == 404
    for token in (papers.stop_token(user.pk, Kind.ACCEPTED), papers.STOPS.sign(f"{user.pk}.nothing")):
        assert client.post(f"/thong-bao/thoi-nhan/{token}").status_code == 404
    assert not Unwanted.objects.exists()


def test_letters_of_a_dossier_and_letters_to_nobodys_account_carry_no_such_link(settings, user):
    settings.PUBLIC_URL = "https://dvc.gialai.example/"
    for notice in (NoticeFactory(user=user, kind=Kind.LATE), NoticeFactory(user=None, kind=Kind.DUE)):
        letter = papers.letter(notice)
        assert "List-Unsubscribe" not in letter.extra_headers
        assert "thoi-nhan" not in letter.body
