"""The pages of a plan's document: who may, what is refused, what is least sure first."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc.steering.plans.choices import RowKind
from cchc.steering.plans.models import Plan, PlanImport
from cchc.steering.plans.tests.factories import (
    ImportRowFactory,
)
from cchc.steering.plans.tests.import_pages import review, row_url, send, words_of

pytestmark = pytest.mark.django_db


def test_a_document_is_read_and_laid_before_who_steers(desk, place):
    response = send(desk)
    whole = PlanImport.objects.get()
    assert response.headers["Location"] == reverse("plans:import", args=[whole.pk])
    page = desk.get(response.headers["Location"])
    assert page.status_code == 200
    assert "Phòng Không Có" in page.text
    for tab in ("can-xem", "chua-xep", "tat-ca"):
        assert desk.get(review(whole, muc=tab)).status_code == 200
    assert Plan.objects.count() == 0
    assert "ke-hoach-2026.txt" in desk.get(reverse("plans:bring")).text


def test_a_stranger_signs_in_and_who_does_not_steer_is_refused(client, place, whole):
    row = ImportRowFactory(whole=whole, doubtful=True)
    pages = [reverse("plans:bring"), *(reverse(f"plans:{name}", args=[whole.pk]) for name in (
        "import", "import-accept", "import-compare", "import-abandon")), row_url(row)]  # fmt: skip
    for page in pages:
        assert "/dang-nhap" in client.get(page).headers["Location"]
    client.force_login(place.clerk)
    assert {client.get(page).status_code for page in pages} == {403}
    client.force_login(place.stranger)
    assert {client.get(page).status_code for page in pages[1:]} == {404}
    assert client.post(row_url(row), {"act": "luu", "version": 0, "o": ""}).status_code == 404


def test_who_does_not_steer_sees_no_way_to_it(client, place):
    client.force_login(place.clerk)
    assert reverse("plans:bring") not in client.get(reverse("plans:list")).text
    client.force_login(place.chief)
    assert reverse("plans:bring") in client.get(reverse("plans:list")).text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("phim.mov", b"\0\0\0 ftypqt  ", "chỉ đọc được .txt, .md, .docx, .xlsx, .pdf"),
        ("rong.txt", b"", "rỗng"),
        ("gia.docx", b"khong phai", "đã hỏng"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_was_given(desk, name, content, words):
    response = send(desk, content, name)
    assert response.status_code == 422
    assert words in words_of(response)
    assert "<title>Lỗi:" in response.text.replace("\n", "")
    assert PlanImport.objects.count() == 0


def test_no_file_and_a_file_that_is_too_heavy(desk, settings):
    assert "Chọn tệp kế hoạch" in desk.post(reverse("plans:bring")).text
    settings.FILES_MOST_MB = 0.0001
    response = send(desk)
    assert response.status_code == 422
    assert "tối đa" in words_of(response)


def test_a_picture_without_letters_says_what_to_do(desk):
    from cchc.foundation.files.tests.factories import pdf

    response = send(desk, pdf(), "quet.pdf")
    assert response.status_code == 422
    assert "nhận dạng chữ" in words_of(response)


def test_the_same_file_again_leads_to_the_review_that_is_open(desk):
    first = send(desk)
    again = send(desk)
    assert again.headers["Location"] == first.headers["Location"]
    assert PlanImport.objects.count() == 1


def test_what_is_least_sure_comes_first_and_the_source_stands_beside_it(desk, whole):
    ImportRowFactory(whole=whole, doubtful=True, weight=50, text="Dòng nhẹ")
    ImportRowFactory(whole=whole, doubtful=True, weight=90, text="Dòng nặng")
    page = desk.get(review(whole)).text
    assert page.index("Dòng nặng") < page.index("Dòng nhẹ")
    assert "Cần xem" in page
    assert "còn <span" in page


def test_pages_of_rows_follow_each_other_without_a_row_twice(desk, whole):
    for n in range(60):
        ImportRowFactory(whole=whole, doubtful=True, weight=n % 3 * 10, text=f"Dòng thứ [{n:02}]")
    seen, url = [], review(whole)
    while url:
        page = desk.get(url).text
        seen += re.findall(r"Dòng thứ \[(?:<[^>]+>)?(\d\d)", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        url = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"{n:02}" for n in range(60)]
    assert [int(n) % 3 for n in seen] == sorted((int(n) % 3 for n in seen), reverse=True)


@pytest.mark.parametrize("tab", ["can-xem", "tat-ca", "chua-xep"])
def test_a_review_costs_the_same_however_long_it_is(desk, whole, tab):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(review(whole, muc=tab))
        return len(queries)

    ImportRowFactory(whole=whole, kind=RowKind.HEAD)
    kinds = (RowKind.TASK, RowKind.TARGET, RowKind.COMMITMENT)
    ImportRowFactory(whole=whole, doubtful=True, kind=RowKind.LEFT_OVER)
    for kind in kinds:
        ImportRowFactory(whole=whole, doubtful=True, kind=kind)
    desk.get(review(whole, muc=tab))
    few = count()
    for kind in kinds * 130:
        ImportRowFactory(whole=whole, doubtful=True, kind=kind)
    assert count() == few
    assert few <= 14
