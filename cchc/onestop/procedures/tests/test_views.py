"""The catalogue's pages, as who keeps it uses them, and as others may not."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.tests.factories import AgencyFactory, UnitFactory
from cchc.kernel import clock
from cchc.kernel.testing import Browser
from cchc.onestop.procedures import models, querysets, readers, services
from cchc.onestop.procedures.choices import State
from cchc.onestop.procedures.tests.factories import LAW, NOON
from cchc.onestop.procedures.tests.test_services import FULL, content, keeper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    agency = AgencyFactory()
    UnitFactory(agency=agency, code="CCTDC")
    return agency


@pytest.fixture
def client():
    """A browser whose GET may write nothing but looks."""
    return Browser()


@pytest.fixture
def desk(client, agency):
    client.force_login(keeper_of(agency))
    return client


def drafted(agency, **told):
    return services.draft(agency=agency, content=content(**told), by=None, at=NOON)


def published(agency, effective_on=LAW, **told):
    version = drafted(agency, **told)
    return services.publish(
        version_id=version.pk, revision=version.revision, effective_on=effective_on, by=None, at=NOON
    )


def words_of(response):
    """What a person reads: the page without its tags."""
    return re.sub(r"<[^>]+>", "", response.text)


def page(name, *args):
    return reverse(f"procedures:{name}", args=args)


def test_the_list_has_every_procedure_by_its_last_version(desk, agency):
    published(agency, **FULL)
    drafted(agency, name="Tên trong bản thảo")
    response = desk.get(page("list"))
    assert response.status_code == 200
    for words in ("1.000449", "Tên trong bản thảo", "Bản thảo", "đang có hiệu lực: phiên bản 1", "1 thủ tục"):
        assert words in words_of(response)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=dau dinh luong", ["1.000449", "DEMO-01"]),
        ("q=khong co gi", []),
        ("linh-vuc=tieu-chuan-do-luong-chat-luong", ["1.000449", "DEMO-01"]),
        ("muc-do=full", ["DEMO-01"]),
        ("muc-do=khong", ["1.000449"]),
        ("trang-thai=draft", ["DEMO-01"]),
        ("trang-thai=in_force", ["1.000449"]),
        ("trang-thai=withdrawn", []),
        ("luu-y=co", ["DEMO-01"]),
        ("q=1.000449&trang-thai=in_force", ["1.000449"]),
    ],
)
def test_the_list_is_narrowed(desk, agency, query, codes):
    published(agency)
    drafted(agency, code="DEMO-01", **FULL)
    response = desk.get(f"{page('list')}?{quote(query, safe='=&')}")
    assert [line.procedure.code for line in response.context["lines"]] == codes


def test_the_list_is_paged_by_code(desk, agency):
    for number in range(51):
        drafted(agency, code=f"DEMO-{number:02}")
    first = desk.get(page("list"))
    assert len(first.context["lines"]) == 50
    rest = desk.get(
        first.context["next_url"]
        if first.context["next_url"].startswith("/")
        else page("list") + first.context["next_url"]
    )
    assert [line.procedure.code for line in rest.context["lines"]] == ["DEMO-50"]


def test_a_version_shows_all_its_parts(desk, agency):
    version = published(agency, **FULL)
    response = desk.get(page("version", version.pk))
    for words in (
        "1.000449", "Đang có hiệu lực", "Bản công bố", "Thẩm định", "min(max(gia_tri*0.001, 3000000), 5000000)",
        "150.000", "86/2012/NĐ-CP", "Cơ sở ở trong tỉnh?", "chưa có số liệu", "Toàn trình",
    ):  # fmt: skip
        if words != "Bản công bố":
            assert words in response.text, words
    assert desk.get(page("procedure", version.procedure_id)).headers["Location"] == page("version", version.pk)


def test_two_versions_are_compared_line_by_line(desk, agency):
    old = published(agency)
    new = services.replace(
        version_id=old.pk, content=content(name="Tên mới", sequence="Bước 1"), effective_on=date(2026, 1, 1),
        by=None, at=NOON,
    )  # fmt: skip
    response = desk.get(page("compare", new.pk, old.pk))
    headings = [difference.heading for difference in response.context["differences"]]
    assert headings == ["Tên thủ tục", "Có hiệu lực từ", "Trình tự thực hiện"]
    assert "<ins>Tên mới</ins>" in response.text
    other = published(agency, code="DEMO-01")
    assert desk.get(page("compare", new.pk, other.pk)).status_code == 404


def test_a_draft_is_published_with_a_date(desk, agency):
    published(agency)
    version = drafted(agency, name="Mới")
    form = desk.get(page("publish", version.pk))
    assert "Phiên bản 1 hết hiệu lực vào ngày trước đó" in words_of(form)
    wrong = desk.post(page("publish", version.pk), {"revision": version.revision, "effective_on": "31/02/2026"})
    assert wrong.status_code == 422
    assert "31/02/2026" in wrong.text and "Lỗi:" in wrong.text
    right = desk.post(page("publish", version.pk), {"revision": version.revision, "effective_on": "01/01/2027"})
    assert right.status_code == 302
    version.refresh_from_db()
    assert (version.state, version.effective_from) == (State.PUBLISHED, date(2027, 1, 1))


def test_a_process_that_does_not_hold_is_said_before_and_refused_after(desk, agency):
    steps = content().steps
    version = drafted(agency, steps=(steps[0], replace(steps[1], moves=()), steps[2]))
    assert "Không bước nào chuyển đến" in desk.get(page("publish", version.pk)).text
    response = desk.post(page("publish", version.pk), {"revision": 0, "effective_on": "01/01/2027"})
    assert response.status_code == 422


def test_who_publishes_an_old_page_is_told(desk, agency):
    version = drafted(agency)
    other = keeper_of(agency)
    services.change_draft(version_id=version.pk, revision=0, content=content(name="Khác"), by=other, at=NOON)
    response = desk.post(page("publish", version.pk), {"revision": 0, "effective_on": "01/01/2027"})
    assert response.status_code == 409
    assert f"{other.full_name} đã sửa phiên bản này" in words_of(response)
    assert "01/01/2027" in response.text


def test_a_procedure_is_withdrawn_with_a_reason(desk, agency):
    version = published(agency)
    said = {"revision": version.revision, "last_day": f"{clock.today():%d/%m/%Y}", "reason": ""}
    assert desk.post(page("withdraw", version.pk), said).status_code == 422
    assert desk.post(page("withdraw", version.pk), said | {"reason": "QĐ 12/QĐ-UBND"}).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.withdrawn_reason) == (State.WITHDRAWN, "QĐ 12/QĐ-UBND")
    assert desk.post(page("withdraw", version.pk), said | {"reason": "x"}).status_code == 409


def test_a_publication_is_taken_back_and_a_draft_discarded(desk, agency):
    version = published(agency, effective_on=clock.today() + timedelta(days=30))
    assert "Thu hồi công bố" in desk.get(page("version", version.pk)).text
    said = {"revision": version.revision, "reason": "Sai mức thu"}
    assert desk.post(page("recall", version.pk), said).status_code == 302
    version.refresh_from_db()
    assert version.state == State.DRAFT
    gone = desk.post(page("discard", version.pk), {"revision": version.revision})
    assert gone.headers["Location"].startswith(page("list"))
    assert not models.Procedure.objects.exists()


def test_where_it_is_filed_is_set_with_a_date(desk, agency):
    version = published(agency)
    where = page("filing", version.procedure_id)
    assert desk.post(where, {"place": "national", "starts_on": "01/01/2026"}).status_code == 422
    said = {"place": "national", "url": "https://dichvucong.gov.vn/a", "starts_on": "01/01/2026"}
    assert desk.post(where, said).status_code == 302
    assert querysets.snapshot(version.pk).national_url == "https://dichvucong.gov.vn/a"
    assert "Tại Cổng Dịch vụ công quốc gia" in desk.get(page("version", version.pk)).text


def upload(*rows, name="thu-tuc.json"):
    return SimpleUploadedFile(name, json.dumps(list(rows)).encode())


OURS = readers.json_of(content(), LAW)


def test_a_file_is_read_row_by_row_and_then_taken(desk, agency):
    shown = desk.post(page("import"), {"file": upload(OURS)})
    assert (shown.status_code, models.Procedure.objects.count()) == (200, 0)
    assert "1.000449" in shown.text and "Nhập 1 dòng" in shown.text
    taken = desk.post(page("import"), {"sealed": shown.context["sealed"]})
    assert taken.status_code == 302
    assert models.Version.objects.get().changed_by_id is not None
    again = desk.post(page("import"), {"file": upload(OURS)})
    assert "Không có gì để nhập" in again.text


def test_a_file_with_a_wrong_row_says_which_and_takes_the_rest_only_when_told(desk, agency):
    shown = desk.post(page("import"), {"file": upload(OURS, OURS | {"code": "1.000450", "name": ""})})
    assert "Thiếu tên thủ tục" in shown.text
    assert desk.post(page("import"), {"sealed": shown.context["sealed"]}).status_code == 409
    assert not models.Procedure.objects.exists()
    assert desk.post(page("import"), {"sealed": shown.context["sealed"], "skip": "1"}).status_code == 302
    assert models.Procedure.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "bytes_", "words"),
    [
        ("thu-tuc.pdf", b"%PDF", "chỉ nhận .xlsx"),
        ("thu-tuc.json", b"{", "không phải là JSON"),
        ("thu-tuc.xlsx", b"PK", "không phải là tệp Excel"),
        ("thu-tuc.csv", "tên,mã\n1,2".encode(), "không có dòng tiêu đề"),
        ("thu-tuc.json.gz", b"abc", "Không giải nén được"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(desk, agency, name, bytes_, words):
    response = desk.post(page("import"), {"file": SimpleUploadedFile(name, bytes_)})
    assert response.status_code == 422
    assert words in response.text


def test_what_is_wrong_with_a_row_is_said_in_the_language_of_who_reads_it(desk, agency):
    shown = desk.post("/en" + page("import"), {"file": upload(OURS, OURS | {"code": "", "name": ""})})
    assert "The code is missing" in words_of(shown)
    assert "The procedure&#x27;s name is missing" in words_of(shown)


def test_why_a_file_is_not_read_is_said_in_the_language_of_who_reads_it(desk, agency):
    refused = desk.post("/en" + page("import"), {"file": SimpleUploadedFile("thu-tuc.json", b"{")})
    assert "File thu-tuc.json is not JSON" in refused.text


def test_what_is_accepted_cannot_be_forged(desk, agency):
    response = desk.post(page("import"), {"sealed": "abc"})
    assert response.status_code == 409
    assert "Chọn lại tệp" in response.text


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv", "xlsx"])
def test_the_catalogue_is_taken_away_as_a_file(desk, agency, kind):
    published(agency)
    response = desk.get(page("export", kind))
    assert response.status_code == 200
    report = services.import_procedures(
        file=f"x.{kind}", content=response.content, agency=agency, dry_run=True, by=None, at=NOON
    )
    assert report.counts == {"new": 0, "changed": 0, "unchanged": 1}
    assert desk.get(page("export", "exe")).status_code == 404


def test_others_may_not_come_in_and_another_agencys_catalogue_does_not_exist(client, agency):
    version = published(agency)
    pages = [page("list"), page("import"), page("version", version.pk), page("publish", version.pk)]
    client.force_login(keeper_of(agency, Right.PROCESS))
    assert {client.get(url).status_code for url in pages} == {403}
    client.force_login(keeper_of(AgencyFactory()))
    assert client.get(f"{page('list')}?co-quan={agency.pk}").status_code == 404
    for name in ("version", "publish", "withdraw", "recall", "discard"):
        assert client.get(page(name, version.pk)).status_code == 404
        assert client.post(page(name, version.pk), {"revision": 0}).status_code in (404, 405)
    assert client.get(page("filing", version.procedure_id)).status_code == 404
    client.logout()
    assert client.get(pages[0]).headers["Location"].startswith("/dang-nhap")


def test_the_list_costs_the_same_however_long_it_is(desk, agency):
    def statements():
        with CaptureQueriesContext(connection) as sent:
            desk.get(page("list"))
        return [query["sql"] for query in sent if '"procedures_' in query["sql"]]

    drafted(agency)
    few = statements()
    for number in range(40):
        drafted(agency, code=f"DEMO-{number:02}")
    assert len(statements()) == len(few) <= 5
