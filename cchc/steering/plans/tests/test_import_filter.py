"""What a review is narrowed to stays as it is, whatever is done with a row."""

from urllib.parse import parse_qs, urlsplit

import pytest

from cchc.steering.plans.choices import RowKind
from cchc.steering.plans.models import PlanImport
from cchc.steering.plans.tests.import_pages import review, row_url, send, words_of

pytestmark = pytest.mark.django_db
NARROWED = {"muc": "tat-ca", "loai": "task", "q": "pháp"}


@pytest.fixture
def chief(client, place):
    client.force_login(place.chief)
    return client


@pytest.fixture
def pair(chief):
    """Two tasks of a document that is reviewed."""
    send(chief)
    return list(PlanImport.objects.get().rows.filter(kind=RowKind.TASK).order_by("position"))


def kept(url):
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items() if name != "vua"}


def merge(chief, pair, **headers):
    first, second = pair
    told = {"act": "gop", "version": first.version, "thuoc": f"{second.pk}:{second.version}"}
    return chief.post(f"{row_url(first)}?muc=tat-ca&loc=task&q=ph%C3%A1p", told, **headers)


def test_merging_two_rows_comes_back_to_what_was_shown(chief, pair):
    assert kept(merge(chief, pair).headers["Location"]) == NARROWED


def test_merging_two_rows_in_place_comes_back_to_what_was_shown(chief, pair):
    assert kept(merge(chief, pair, headers={"HX-Request": "true"}).headers["HX-Redirect"]) == NARROWED


def test_every_row_of_a_narrowed_review_leads_back_to_it(chief, pair):
    page = chief.get(review(pair[0].whole, **NARROWED)).text
    link = f"{row_url(pair[0])}?viec=sua&amp;muc=tat-ca&amp;loc=task&amp;q=ph%C3%A1p"
    assert link in page
    opened = chief.get(link.replace("&amp;", "&"))
    back = opened.context["back_url"]
    assert kept(back) == NARROWED and back.endswith(f"#{opened.context['shown'].key}")


def test_who_opens_a_row_without_a_filter_comes_back_to_what_needs_a_look(chief, pair):
    first, second = pair
    told = {"act": "gop", "version": first.version, "thuoc": f"{second.pk}:{second.version}"}
    assert kept(chief.post(row_url(first), told).headers["Location"]) == {"muc": "can-xem"}


def test_the_row_that_was_merged_stands_on_the_page_once(chief, pair):
    page = chief.get(merge(chief, pair).headers["Location"])
    assert page.text.count(f'id="{page.context["just"].key}"') == 1


def test_one_of_a_kind_is_said_as_one_in_english(chief, pair):
    page = words_of(chief.get("/en" + merge(chief, pair).headers["Location"]))
    assert "1 task " in page and "1 tasks" not in page
