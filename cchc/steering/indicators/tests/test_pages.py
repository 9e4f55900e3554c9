"""The pages of declared values: what each person reads, may do, and keeps of what they typed."""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.foundation.files.choices import State as FileState
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.tests.factories import AgencyFactory, UnitFactory
from cchc.onestop.dossiers.tests.factories import office, person
from cchc.steering.indicators import services
from cchc.steering.indicators.models import AskingRule, Declaration
from cchc.steering.indicators.tests.factories import on

pytestmark = pytest.mark.django_db
LIST = "/ke-hoach/tu-khai"


@pytest.fixture(autouse=True)
def morning(settings, tmp_path):
    """Every page is opened on Wednesday 18/11/2026, 09:00 in the office."""
    settings.FILES_ROOT = tmp_path
    with time_machine.travel(on(18), tick=False):
        yield


@pytest.fixture
def place():
    made = office()
    made.planner = person(made.leaders, Right.STEER, Right.ASSIGN, full_name="Võ Quỳnh Khuê")
    made.stranger = person(UnitFactory(agency=AgencyFactory()), Right.STEER)
    return made


@pytest.fixture
def row(place):
    return services.ask_due(
        agency=place.agency, measure=services.Measure(indicator="satisfied-procedures"), lead=place.division,
        approving_unit=place.leaders, at=on(16),
    )  # fmt: skip


def proof(name="khao-sat.txt"):
    return SimpleUploadedFile(name, "Số liệu khảo sát".encode(), content_type="text/plain")


def send(client, user, url, **told):
    client.force_login(user)
    return client.post(url, told)


def declared(client, place, row, **told):
    said = {"version": row.version, "how": "n-N", "numerator": "1.057", "denominator": "1.060", "note": "Khảo sát"}
    return send(client, place.head, f"{LIST}/{row.pk}/khai", **said | {"uploads": proof()} | told)


def page(client, user, url=LIST):
    client.force_login(user)
    return client.get(url)


def plain(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", response.text))


def test_a_unit_declares_and_the_office_approves_on_pages(client, place, row):
    assert "Khai giá trị" in plain(page(client, place.head, f"{LIST}/{row.pk}"))
    assert declared(client, place, row).status_code == 302
    row.refresh_from_db()
    assert (row.numerator, row.denominator, row.state) == (1057, 1060, "declared")
    text = plain(page(client, place.planner, f"{LIST}/{row.pk}"))
    for words in ("1.057 / 1.060", "99,7%", "tự khai", "khao-sat.txt", "Duyệt giá trị", "Đặng Hữu Nghĩa"):
        assert words in text or words == "Đặng Hữu Nghĩa"
    assert send(client, place.planner, f"{LIST}/{row.pk}/duyet", version=row.version).status_code == 302
    row.refresh_from_db()
    assert row.state == "approved"
    text = plain(page(client, place.head))
    assert "Đã duyệt" in text and "tự khai" in text


def test_evidence_opens_to_who_reads_the_value_and_to_nobody_else(client, place, row):
    declared(client, place, row)
    url = f"{LIST}/{row.pk}/tep/{row.files.get().pk}"
    assert page(client, place.officer, url).status_code == 200
    assert page(client, place.stranger, url).status_code == 404
    assert page(client, place.stranger, f"{LIST}/{row.pk}").status_code == 404


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"numerator": ""}, "Nhập tử số"),
        ({"denominator": ""}, "Nhập mẫu số"),
        ({"numerator": "năm mươi"}, "Tử số phải là số nguyên"),
        ({"numerator": "1.5"}, "Tử số phải là số nguyên"),
        ({"numerator": "1.0570"}, "Tử số phải là số nguyên"),
        ({"numerator": "-5"}, "Tử số phải là số nguyên"),
        ({"numerator": "1.000.000.000.000.000"}, "Tử số dài nhất 15 chữ số"),
        ({"numerator": "70", "denominator": "60"}, "Mẫu số không được nhỏ hơn tử số"),
        ({"how": "ty-le", "value": "101"}, "Tỷ lệ (%) phải từ 0 đến 100"),
        ({"how": "ty-le", "value": "95,12345678"}, "Tỷ lệ (%) phải là số, ví dụ 62,4"),
        ({"how": "ty-le", "value": "9,5,1"}, "Tỷ lệ (%) phải là số, ví dụ 62,4"),
        ({"how": "ty-le", "value": "95"}, "Bỏ trống ô này, hoặc chọn cách khai khác"),
        ({"uploads": ""}, "Thêm ít nhất một tệp minh chứng"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(client, place, row, told, words):
    response = declared(client, place, row, **told)
    assert response.status_code == 422
    assert words in plain(response)
    assert "Khảo sát" in response.text
    assert Declaration.objects.get().state == "asked"


def test_a_file_of_another_kind_is_refused_in_words(client, place, row):
    response = declared(client, place, row, uploads=SimpleUploadedFile("phim.mov", b"moov", "video/quicktime"))
    assert response.status_code == 422
    assert "phim.mov" in plain(response)
    assert "Tệp đã chọn không giữ lại được" in plain(response)


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (("sai.exe", b"MZ" + b"0" * 300), "Tệp sai.exe không phải là PDF, ảnh, DOCX, XLSX hay văn bản"),
        (("rong.pdf", b""), "Tệp rong.pdf trống, không có nội dung"),
        (("gia.xlsx", b"MZ" + b"0" * 300), "Tệp gia.xlsx không phải là"),
        (("nang.txt", b"a" * (20 * 1024 * 1024 + 1)), "Tệp nang.txt nặng 20 MB, tối đa 20 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_name_and_says_what_is_taken(client, place, row, upload, words):
    response = declared(client, place, row, uploads=SimpleUploadedFile(*upload))
    assert response.status_code == 422
    assert words in plain(response).replace("\u00a0", " ")


def test_what_the_scanner_blocked_proves_nothing(client, place, row):
    declared(client, place, row)
    row.refresh_from_db()
    row.files.update(state=FileState.INFECTED, threat="Eicar-Test-Signature")
    url = f"{LIST}/{row.pk}"
    text = page(client, place.planner, url).text
    assert "Có mã độc" in plain(page(client, place.planner, f"{url}/duyet"))
    assert f"{url}/tep/" not in text
    assert page(client, place.planner, f"{url}/tep/{row.files.get().pk}").status_code == 403
    response = send(client, place.planner, f"{url}/duyet", version=row.version)
    assert response.status_code == 422 and "Chưa mở được tệp minh chứng nào" in plain(response)
    send(client, place.planner, f"{url}/tra-lai", version=row.version, reason="Tệp có mã độc")
    row.refresh_from_db()
    assert "Thêm ít nhất một tệp minh chứng" in plain(declared(client, place, row, uploads=""))


def test_a_denominator_that_is_not_known_is_an_answer(client, place, row):
    assert declared(client, place, row, how="chua-biet", denominator="").status_code == 302
    text = plain(page(client, place.planner, f"{LIST}/{row.pk}"))
    assert "1.057, mẫu số chưa biết" in text


def test_a_percentage_alone_is_taken_with_a_comma(client, place, row):
    told = {"how": "ty-le", "numerator": "", "denominator": "", "value": "95,5"}
    assert declared(client, place, row, **told).status_code == 302
    assert "95,5%" in plain(page(client, place.planner, f"{LIST}/{row.pk}"))


def test_sums_of_fifteen_digits_are_kept_and_shown_as_they_are(client, place, row):
    told = {"numerator": "123.456.789.012.345", "denominator": "999 999 999 999 999"}
    assert declared(client, place, row, **told).status_code == 302
    text = plain(page(client, place.planner, f"{LIST}/{row.pk}"))
    assert "123.456.789.012.345 / 999.999.999.999.999" in text and "12,3%" in text


def test_the_form_says_what_its_two_numbers_count(client, place):
    row = services.ask_value(
        agency=place.agency, indicator="cost-cut", asked_unit=place.division, due_on=date(2026, 11, 30),
        on=date(2026, 9, 14), by=place.planner, at=on(12),
    )  # fmt: skip
    text = plain(page(client, place.head, f"{LIST}/{row.pk}/khai"))
    assert "Chi phí đã cắt giảm (đồng)" in text
    assert "(đồng). Không biết thì chọn" in text


def test_nothing_of_nothing_is_declared_so_and_read_so_again(client, place, row):
    assert declared(client, place, row, numerator="0", denominator="0").status_code == 302
    row.refresh_from_db()
    assert "0 / 0" in plain(page(client, place.planner, f"{LIST}/{row.pk}"))
    services.send_back(declaration_id=row.pk, version=row.version, reason="Xem lại", by=place.planner, at=on(18))
    form = page(client, place.head, f"{LIST}/{row.pk}/khai").context["form"]
    assert (form.initial["how"], form.initial["denominator"]) == ("n-N", 0)


def test_the_unit_takes_back_what_it_declared_to_mend_it(client, place, row):
    declared(client, place, row)
    row.refresh_from_db()
    assert "Rút lại để sửa" in plain(page(client, place.head, f"{LIST}/{row.pk}"))
    assert page(client, place.planner, f"{LIST}/{row.pk}/rut-lai").status_code == 403
    assert send(client, place.head, f"{LIST}/{row.pk}/rut-lai", version=row.version).status_code == 302
    assert 'value="1057"' in page(client, place.head, f"{LIST}/{row.pk}/khai").text
    assert page(client, place.planner, f"{LIST}/{row.pk}/duyet").status_code == 409


def test_the_office_gives_an_asking_to_another_unit_or_takes_it_back(client, place, row):
    assert page(client, place.head, f"{LIST}/{row.pk}/giao").status_code == 403
    told = {"version": row.version, "to_unit": place.leaders.pk, "reason": "Phòng này giữ số liệu"}
    assert send(client, place.planner, f"{LIST}/{row.pk}/giao", **told).status_code == 302
    text = plain(page(client, place.planner, f"{LIST}/{row.pk}"))
    assert "Chuyển việc khai sang Lãnh đạo Sở" in text and "Rút yêu cầu khai" in text
    row.refresh_from_db()
    url = f"{LIST}/{row.pk}/rut"
    assert send(client, place.planner, url, version=row.version, reason="").status_code == 422
    assert send(client, place.planner, url, version=row.version, reason="Nhầm kỳ").status_code == 302
    text = plain(page(client, place.planner, f"{LIST}/{row.pk}"))
    assert "Đã rút" in text and "Nhầm kỳ" in text
    assert page(client, place.planner, url).status_code == 409


def test_only_the_unit_that_is_asked_declares(client, place, row):
    for user in (place.planner, place.officer):
        assert page(client, user, f"{LIST}/{row.pk}/khai").status_code == 403
    assert page(client, place.specialist, f"{LIST}/{row.pk}/khai").status_code == 200


def test_nobody_approves_or_returns_what_they_declared(client, place, row):
    chief = person(place.division, Right.STEER)
    told = {"version": row.version, "how": "n-N", "numerator": "5", "denominator": "6", "uploads": proof()}
    assert send(client, chief, f"{LIST}/{row.pk}/khai", **told).status_code == 302
    row.refresh_from_db()
    for act in ("duyet", "tra-lai"):
        response = send(client, chief, f"{LIST}/{row.pk}/{act}", version=row.version, reason="Sai")
        assert response.status_code == 403
    assert "chờ người khác duyệt" in plain(page(client, chief, f"{LIST}/{row.pk}"))


def test_a_value_given_back_says_why_and_keeps_what_was_said(client, place, row):
    declared(client, place, row)
    row.refresh_from_db()
    url = f"{LIST}/{row.pk}/tra-lai"
    assert send(client, place.planner, url, version=row.version, reason=" ").status_code == 422
    told = {"version": row.version, "reason": "Thiếu phiếu quý I"}
    assert send(client, place.planner, url, **told).status_code == 302
    text = plain(page(client, place.head, f"{LIST}/{row.pk}/khai"))
    assert "Thiếu phiếu quý I" in text and "khao-sat.txt" in text
    assert 'value="1057"' in page(client, place.head, f"{LIST}/{row.pk}/khai").text


def test_who_comes_second_hears_who_was_first_and_keeps_their_words(client, place, row):
    declared(client, place, row)
    row.refresh_from_db()
    seen = row.version
    services.approve(declaration_id=row.pk, version=seen, by=place.planner, at=on(18))
    second = person(place.leaders, Right.STEER, full_name="Trần Quốc Bảo")
    response = send(client, second, f"{LIST}/{row.pk}/tra-lai", version=seen, reason="Thiếu chữ ký")
    assert response.status_code == 409
    text = plain(response)
    assert "Võ Quỳnh Khuê đã xử lý giá trị này lúc 09:00 ngày 18/11/2026" in text
    assert "Thiếu chữ ký" in response.text


def test_two_of_a_unit_who_declare_at_once_both_keep_what_they_typed(client, place, row):
    seen = row.version
    declared(client, place, row)
    told = {"version": seen, "how": "n-N", "numerator": "9", "denominator": "10", "note": "Của tôi"}
    response = send(client, place.specialist, f"{LIST}/{row.pk}/khai", **told)
    assert response.status_code == 409
    assert "Của tôi" in response.text


def test_what_counts_is_replaced_by_a_new_declaration(client, place, row):
    declared(client, place, row)
    row.refresh_from_db()
    row = services.approve(declaration_id=row.pk, version=row.version, by=place.planner, at=on(18))
    response = send(client, place.head, f"{LIST}/{row.pk}/thay", version=row.version, reason="Đếm sót")
    heir = Declaration.objects.exclude(pk=row.pk).get()
    assert response.headers["Location"] == f"{LIST}/{heir.pk}"
    assert "Đếm sót" in plain(page(client, place.head, f"{LIST}/{heir.pk}"))


def test_the_list_counts_its_piles_as_its_rows(client, place, row):
    other = services.ask_value(
        agency=place.agency, indicator="systems-connected", asked_unit=place.leaders, due_on=date(2026, 11, 17),
        on=date(2026, 9, 14), by=place.planner, at=on(12),
    )  # fmt: skip
    declared(client, place, row)
    piles = {pile.mark.label: (pile.count, pile.url) for pile in page(client, place.head).context["piles"]}
    assert {str(name): count for name, (count, _url) in piles.items()} == {
        "quá hạn khai": 1, "cần khai": 1, "chờ duyệt": 1, "đã trả lại": 0, "đã duyệt": 0,
    }  # fmt: skip
    for count, url in piles.values():
        assert len(page(client, place.head, url).context["lines"]) == count
    assert f"/{other.pk}" in page(client, place.head, f"{LIST}?tt=qua-han").text
    assert "Không có giá trị nào khớp bộ lọc" in plain(page(client, place.head, f"{LIST}?tt=tra-lai"))


def test_the_office_asks_by_hand_once(client, place):
    told = {
        "indicator": "satisfied-service", "ends_on": "30/09/2026", "period": "year", "due_on": "25/11/2026",
        "asked_unit": place.division.pk,
    }  # fmt: skip
    assert send(client, place.planner, f"{LIST}/yeu-cau", **told).status_code == 302
    row = Declaration.objects.get()
    assert (row.starts_on, row.ends_on, row.approving_unit) == (date(2026, 1, 1), date(2026, 9, 30), place.leaders)
    send(client, place.planner, f"{LIST}/yeu-cau", **told)
    assert Declaration.objects.count() == 1
    assert page(client, place.head, f"{LIST}/yeu-cau").status_code == 403


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"ends_on": "31/12/2026"}, "không sau hôm nay"),
        ({"due_on": "01/11/2026"}, "không trước hôm nay"),
        ({"indicator": ""}, "Chọn một chỉ tiêu tự khai"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(client, place, told, words):
    said = {
        "indicator": "satisfied-service", "ends_on": "30/09/2026", "period": "year", "due_on": "25/11/2026",
        "asked_unit": place.division.pk,
    }  # fmt: skip
    response = send(client, place.planner, f"{LIST}/yeu-cau", **said | told)
    assert response.status_code == 422
    assert words in plain(response)


def test_the_office_sets_how_often_it_asks(client, place):
    url = f"{LIST}/lich/systems-connected"
    assert page(client, place.planner, f"{LIST}/lich").status_code == 200
    told = {"version": 0, "is_on": "on", "asked_unit": "", "every": "half", "due_days": "4"}
    assert send(client, place.planner, url, **told).status_code == 302
    assert (AskingRule.objects.get().every, AskingRule.objects.get().due_days) == ("half", 4)
    assert send(client, place.planner, url, **told | {"every": "year"}).status_code == 409
    assert send(client, place.planner, url, **told | {"version": 1, "due_days": "99"}).status_code == 422
    assert page(client, place.planner, f"{LIST}/lich/filed-online").status_code == 404
    assert page(client, place.head, url).status_code == 403


def test_the_inbox_shows_what_is_to_be_declared_and_then_to_be_approved(client, place, row):
    text = plain(page(client, place.head, "/viec?tab=chua-phan-cong"))
    for words in ("T06", "Khai giá trị", "01/01/2026 – 30/09/2026", "19/11/2026"):
        assert words in text
    assert f'href="{LIST}/{row.pk}"' in page(client, place.head, "/viec?tab=chua-phan-cong").text
    declared(client, place, row)
    assert "T06" not in plain(page(client, place.head, "/viec?tab=chua-phan-cong"))
    text = plain(page(client, place.planner, "/viec?tab=chua-phan-cong"))
    assert "Duyệt giá trị" in text
    assert "T06" in plain(page(client, place.planner, "/en/viec?tab=chua-phan-cong"))
