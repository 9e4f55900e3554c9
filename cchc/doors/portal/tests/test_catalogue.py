"""P1, P2, P3, P10: what anyone reads."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from cchc.doors.portal.querysets.figures import Share
from cchc.doors.portal.templatetags.portal_words import fees_in_words, sheets_words
from cchc.doors.portal.tests.situations import online_office
from cchc.kernel import generations, limits
from cchc.kernel.clock import now
from cchc.onestop.dossiers.rules import plain_number
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.procedures.models import Procedure, SearchMiss, Situation
from cchc.onestop.procedures.rules import Fee, PaperRequired
from cchc.onestop.procedures.tests.factories import VersionFactory
from cchc.steering.plans.models import FigureRelease
from cchc.steering.plans.tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    limits.forget()
    return factories.office(name="Cấp giấy phép sử dụng thiết bị X-quang", summary="Cơ sở y tế")


def test_the_home_page_begins_with_search_and_tracking(client, place):
    page = client.get("/").content.decode()
    assert page.count("<h1") == 1
    assert page.index('name="q"') < page.index('name="so"') < page.index("An toàn bức xạ")


def test_figures_without_anything_to_count_are_unknown_not_nought(client, place):
    page = client.get("/").content.decode()
    assert "chưa có số liệu" in page
    assert ">0%" not in page


def test_figures_say_what_they_count(client, place):
    at = now() - timedelta(hours=3)
    for _time in range(5):
        factories.done(place, at)
    generations.forget_all()
    page = client.get("/").content.decode()
    assert ">100,0%</b>" in page
    assert '(<span class="fig">5</span>/<span class="fig">5</span>)' in page


def test_figures_of_a_handful_of_people_are_not_told(client, place):
    factories.done(place, now() - timedelta(hours=3))
    generations.forget_all()
    page = client.get("/").content.decode()
    assert page.count("Không nêu vì quá ít trường hợp") == 2
    assert 'dưới <span class="fig">5</span> hồ sơ' in page
    assert ">100,0%</b>" not in page


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(84, 85, "trên 94,1%"), (2, 85, "dưới 5,9%"), (1, 3, ""), (3, 6, ""), (85, 85, "100,0%"), (0, 9, "0,0%")],
)
def test_a_share_tells_no_more_of_a_few_than_that_they_are_few(part, whole, words):
    with translation.override("vi"):
        assert Share(part, whole).words == words


def test_published_figures_stand_on_the_home_page_as_they_were_published(client, place):
    plan = PlanFactory(agency=place.agency, steering_unit=place.division, slug="ke-hoach-mau", published=True)
    rows = [
        {"name": "Nộp trực tuyến", "name_en": "Filed online", "value": "49.96", "source": "computed"},
        {"name": "Hài lòng", "name_en": "", "value": "95.0", "source": "declared"},
        {"name": "Chưa có", "name_en": "", "value": None, "source": "none"},
    ]
    FigureRelease.objects.create(plan=plan, as_of=date(2026, 11, 17), rows=rows, published_at=now())
    page = client.get("/").content.decode()
    assert ">49,96%</b></dd>" in page  # 50,0% would be another verdict
    assert '>95,0%</b> <span class="small muted">(tự khai)</span>' in page
    assert "Chưa có" not in page
    assert "Filed online" in client.get("/en/").content.decode()


@pytest.mark.parametrize("words", ["giay phep x quang", "thiết bị X-quang", "thiet bi xquang"])
def test_plain_words_without_marks_find_a_procedure(client, place, words):
    page = client.get(reverse("portal:results"), {"q": words}).content.decode()
    assert place.version.procedure.code in page
    assert "<mark>" in page


def test_a_word_that_was_mended_is_said(client, place):
    page = client.get(reverse("portal:results"), {"q": "giay phpe x quang"}).content.decode()
    assert "Đã hiểu “phpe” là “phép”." in page
    assert "Đã hiểu" not in client.get(reverse("portal:results"), {"q": "giay phep x quang"}).content.decode()


def test_who_is_of_the_office_is_not_sent_to_file(client):
    place = online_office()
    address, link = reverse("portal:procedure", args=[place.version.procedure.code]), "Nộp hồ sơ trực tuyến</a>"
    assert link in client.get(address).content.decode()
    client.force_login(place.officer)
    page = client.get(address).content.decode()
    assert link not in page
    assert "Tài khoản của cơ quan không nộp hồ sơ." in page


def test_words_that_find_nothing_are_answered_with_a_way_on_and_may_be_told(client, place):
    page = client.get(reverse("portal:results"), {"q": "xyzzy"}).content.decode()
    assert "Không có thủ tục nào khớp các từ này" in page
    assert not SearchMiss.objects.exists()
    answer = client.post(reverse("portal:missed"), {"q": "xyzzy"})
    assert answer.status_code == 302
    assert SearchMiss.objects.get().words == "xyzzy"


def test_a_situation_lists_its_procedures_in_order(client, place):
    door = Situation.objects.create(agency=place.agency, order=1, title="Mở phòng khám")
    door.procedures.add(place.version.procedure)
    generations.forget_all()
    page = client.get(reverse("portal:results"), {"viec": door.pk}).content.decode()
    assert "Mở phòng khám" in page
    assert place.version.procedure.code in page


def test_a_filter_that_leaves_nothing_can_be_dropped(client, place):
    page = client.get(reverse("portal:results"), {"q": "x-quang", "linh-vuc": "khong-co"}).content.decode()
    assert "Bỏ lọc" in page


def test_a_procedure_says_its_key_facts_papers_and_all_legal_parts(client, place):
    page = client.get(reverse("portal:procedure", args=[place.version.procedure.code])).content.decode()
    for words in ("10</span> ngày làm việc", "Phiếu khai báo", "Căn cứ pháp lý", "Yêu cầu, điều kiện thực hiện"):
        assert words in page
    assert page.count("btn--primary") <= 2  # the one act, and its twin at the end of a phone's screen


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("vi", "Theo loại thiết bị; mức thu do Bộ Tài chính quy định.", "Theo loại thiết bị"),
        ("vi", "", "chưa có số liệu"),
        ("en", "Theo loại thiết bị; mức thu do Bộ Tài chính quy định.", "By the table of fees"),
    ],
)
def test_a_charge_whose_amount_stands_in_other_law_says_what_it_goes_by(language, text, said):
    with translation.override(language):
        assert fees_in_words([Fee(name="Phí thẩm định", text=text)]) == said


@pytest.mark.parametrize(("language", "said"), [("vi", "1 bản chính, 2 bản sao"), ("en", "1 original, 2 copies")])
def test_sheets_are_counted_in_the_language_of_the_page(language, said):
    with translation.override(language):
        assert sheets_words(PaperRequired(key="don", name="Đơn", originals=1, copies=2)) == said


def test_an_old_version_is_read_by_its_day_and_says_that_it_is_old(client, place):
    made: Procedure = place.version.procedure
    place.version.effective_to = date(2025, 6, 30)
    place.version.state = "replaced"
    place.version.save()
    VersionFactory(procedure=made, number=2, effective_from=date(2025, 7, 1), name="Bản mới", unit=place.division)
    generations.forget_all()
    page = client.get(reverse("portal:procedure", args=[made.code]), {"ngay": "01-01-2025"}).content.decode()
    assert "Đây là một bản cũ" in page
    assert "Bản mới" in client.get(reverse("portal:procedure", args=[made.code])).content.decode()


def test_an_unknown_procedure_is_not_found(client, place):
    assert client.get(reverse("portal:procedure", args=["9.999999"])).status_code == 404


def test_tracking_says_finished_or_not_and_nothing_else(client, place):
    dossier = factories.taken_in(place, name="Siu H'Čĕn")
    page = client.get(reverse("portal:tracking"), {"so": f" {dossier.number.lower()} "}).content.decode()
    assert "Chưa xong" in page
    for secret in ("Siu H", "Phân công", place.version.name):
        assert secret not in page
    factories.done(place)
    page = client.get(reverse("portal:tracking"), {"so": "000.00.12.H21-261118-0002"}).content.decode()
    assert "Đã giải quyết xong" in page


def test_an_unknown_number_keeps_what_was_typed(client, place):
    answer = client.get(reverse("portal:tracking"), {"so": "000.00.12.H21-261118-9999"})
    assert "Không tìm thấy số này" in answer.content.decode()
    assert "000.00.12.H21-261118-9999" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("261118 7k3f q2xm", "261118-7K3F-Q2XM"),
        ("2611187K3FQ2XM", "261118-7K3F-Q2XM"),
        (" 000.00.12.H21 – 261118 – 0034 ", "000.00.12.H21-261118-0034"),
        ("000.00.12.h21 261118 0034", "000.00.12.H21-261118-0034"),
        ("không phải số", "KHÔNGPHẢISỐ"),
    ],
)
def test_a_number_is_found_in_any_spacing(typed, kept):
    assert plain_number(typed) == kept


def test_numbers_cannot_be_read_out_by_a_program(client, place):
    for _ in range(20):
        client.get(reverse("portal:tracking"), {"so": "1"})
    assert client.get(reverse("portal:tracking"), {"so": "1"}).status_code == 429


def test_english_pages_are_english(client, place):
    page = client.get("/en/").content.decode()
    assert '<html lang="en"' in page
