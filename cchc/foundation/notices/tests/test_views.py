"""One's notices: newest first, the unread ones say so, and only one's own."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cchc.foundation.identity.tests.factories import AccountFactory, StaffFactory
from cchc.foundation.notices.models import Notice
from cchc.foundation.notices.tests.factories import NOON, NoticeFactory

pytestmark = pytest.mark.django_db
LIST = "/thong-bao"


@pytest.fixture
def user():
    return AccountFactory()


@pytest.fixture
def person(client, user):
    client.force_login(user)
    return client


def test_strangers_sign_in_first(client):
    for url in (LIST, reverse("notices:read-all"), reverse("notices:open", args=[NoticeFactory().pk])):
        for send in (client.get, client.post):
            assert send(url).headers["Location"].startswith("/dang-nhap")


def test_the_newest_stands_first_and_the_unread_says_so(person, user):
    NoticeFactory(user=user, title="Tin cũ", read=True, created_at=NOON - timedelta(days=1))
    NoticeFactory(user=user, title="Tin mới")
    NoticeFactory(title="Tin của người khác")
    text = person.get(LIST).text
    assert text.index("Tin mới") < text.index("Tin cũ")
    assert text.count("Chưa đọc") == 1
    assert "Tin của người khác" not in text


def test_opening_reads_it_and_goes_where_it_leads(person, user):
    notice = NoticeFactory(user=user)
    assert person.get(reverse("notices:open", args=[notice.pk])).status_code == 405
    response = person.post(reverse("notices:open", args=[notice.pk]))
    assert response.headers["Location"] == notice.path
    assert not Notice.objects.unread().exists()


def test_it_never_leads_off_the_site(person, user):
    notice = NoticeFactory(user=user, path="//vi-du.vn/a")
    assert person.post(reverse("notices:open", args=[notice.pk])).headers["Location"] == LIST


def test_anothers_notice_does_not_exist(person):
    assert person.post(reverse("notices:open", args=[NoticeFactory().pk])).status_code == 404
    assert Notice.objects.unread().count() == 1


def test_all_can_be_read_at_once(person, user):
    NoticeFactory.create_batch(2, user=user)
    assert "Đánh dấu đã đọc tất cả" in person.get(LIST).text
    assert person.post(reverse("notices:read-all")).headers["Location"] == LIST
    text = person.get(LIST).text
    assert "Chưa đọc" not in text
    assert "Đánh dấu đã đọc tất cả" not in text


def test_without_notices_the_page_says_so(person):
    assert "Chưa có thông báo nào" in person.get(LIST).text


def test_a_long_list_goes_on_page_by_page(person, user):
    for minute in range(130):
        NoticeFactory(user=user, title=f"Tin số {minute:03}", created_at=NOON + timedelta(minutes=minute))
    seen, url = [], LIST
    while url:
        response = person.get(url)
        seen += [notice.title for notice in response.context["page"].rows]
        mark = response.context["page"].next_mark
        url = f"{LIST}?sau={mark}" if mark else ""
    assert seen == [f"Tin số {minute:03}" for minute in reversed(range(130))]
    assert person.get(f"{LIST}?sau=rac").status_code == 200


def test_what_was_told_is_text_and_never_markup(person, user):
    NoticeFactory(user=user, title="<b>x</b>", body="<script>alert(1)</script>")
    text = person.get(LIST).text
    assert "<script>alert" not in text
    assert "&lt;b&gt;x" in text


@pytest.mark.parametrize("size", [1, 20])
def test_the_page_costs_the_same_however_full_it_is(person, user, size, django_assert_max_num_queries):
    NoticeFactory.create_batch(size, user=user)
    person.get(LIST)
    with django_assert_max_num_queries(6):
        person.get(LIST)


@pytest.mark.parametrize(("who", "density"), [(AccountFactory, "public"), (StaffFactory, "desk")])
def test_the_page_stands_in_the_frame_of_who_looks_and_the_frame_counts(client, who, density):
    user = who()
    NoticeFactory.create_batch(2, user=user)
    client.force_login(user)
    response = client.get(LIST)
    assert f'data-density="{density}"' in response.text
    assert response.context["site"].unread == 2


def test_the_page_is_there_in_english(person, user):
    NoticeFactory(user=user)
    assert person.get("/en/thong-bao").status_code == 200
