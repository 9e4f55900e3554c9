"""P6: files go up one by one, photos become PDF, what is on file comes first, faults stand beside the paper."""

import json
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import cchc.foundation.files.tests
from cchc.doors.portal.tests.situations import begun, filed, online_office, pdf, photo
from cchc.foundation.files.choices import State as FileState
from cchc.foundation.files.models import StoredFile
from cchc.kernel import generations
from cchc.kernel.testing import Browser
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Attachment, Dossier, DraftPaper
from cchc.onestop.dossiers.tests.factories import MORNING, applicant_account
from cchc.onestop.procedures.models import PaperRequired

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday_morning")]
HEIC = Path(cchc.foundation.files.tests.__file__).parent / "photo.heic"


@pytest.fixture
def page(client, citizen, place):
    return f"{begun(client, place)}/giay-to"


def put(client, page, file, key="phieu", **more):
    return client.post(page, {"key": key, "file": file}, **more)


def test_a_file_is_there_with_its_state_and_what_can_be_done(client, page):
    assert put(client, page, pdf("don.pdf"))["Location"] == f"{page}#giay-phieu"
    text = client.get(page).text
    for words in ("don.pdf", "Đã có", "Còn thiếu", "Xem", "Xoay", "Xóa", "data-have>1</b>"):
        assert words in text
    row = DraftPaper.objects.get()
    assert client.get(f"{page}/{row.pk}").getvalue().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["anh.jpg", "IMG_0001.HEIC"])
def test_a_photo_becomes_a_pdf_here(client, page, name):
    file = photo(name) if name.endswith("jpg") else SimpleUploadedFile(name, HEIC.read_bytes())
    put(client, page, file)
    stored = StoredFile.objects.get()
    assert (stored.kind, stored.name) == ("application/pdf", f"{Path(name).stem}.pdf")


def test_the_script_gets_the_paper_by_itself_and_how_many_there_are(client, page):
    told = json.loads(put(client, page, pdf("don.pdf"), headers={"X-Upload": "1"}).content)
    assert told["have"] == 1
    assert told["html"].strip().startswith('<li class="paper" id="giay-phieu"')
    assert "don.pdf" in told["html"]


def locked():
    return pdf("khoa.pdf", encryption=pikepdf.Encryption(owner="chu", user="mat-khau"))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: SimpleUploadedFile("trong.pdf", b""), "Tệp trong.pdf trống"),
        (locked, "Tệp khoa.pdf bị khóa mật khẩu"),
        (
            lambda: SimpleUploadedFile("phim.mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 40),
            "phim.mov là MOV",
        ),
        (lambda: SimpleUploadedFile("nang.pdf", b"%PDF-1.4" + b"0" * 25 * 1024 * 1024), "nặng 25"),
    ],
    ids=["empty", "locked", "wrong kind", "25 MB"],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_its_paper(client, page, file, words):
    plain = put(client, page, file())
    assert plain.status_code == 422
    assert words in plain.text.replace('<span class="fig">', "").replace("</span>", "").replace("\xa0", " ")
    assert 'href="#giay-phieu"' in plain.text
    by_itself = put(client, page, file(), headers={"X-Upload": "1"})
    assert by_itself.status_code == 422
    assert words in json.loads(by_itself.content)["error"].replace("\xa0", " ")
    assert not StoredFile.objects.exists()


def test_a_name_of_two_hundred_letters_keeps_its_ending(client, page):
    put(client, page, pdf("Báo cáo đánh giá an toàn " + "x" * 200 + ".pdf"))
    name = StoredFile.objects.get().name
    assert len(name) == 200
    assert name.endswith(".pdf")
    assert name in client.get(page).text


def test_a_file_sent_again_after_the_network_failed_is_one(client, page):
    file = pdf()
    content = file.read()
    for _try in range(2):
        put(client, page, SimpleUploadedFile("don.pdf", content), headers={"X-Upload": "1"})
    assert DraftPaper.objects.count() == StoredFile.objects.count() == 1


def test_nothing_chosen_is_said(client, page):
    response = client.post(page, {"key": "phieu"})
    assert response.status_code == 422
    assert "Chọn tệp trước khi bấm Tải lên" in response.text


def test_gaps_are_told_on_continue_and_not_before(client, page):
    assert "error-summary" not in client.get(page).text
    response = client.post(page, {})
    assert response.status_code == 422
    assert response.text.count('href="#giay-') == 2
    put(client, page, pdf())
    put(client, page, pdf(), key="giay-2")
    assert client.post(page, {})["Location"] == page.replace("giay-to", "kiem-tra")


def test_a_file_is_turned_and_deleted(client, page):
    put(client, page, pdf())
    row = DraftPaper.objects.select_related("file").get()
    before = row.file.sha256
    assert client.post(f"{page}/{row.pk}/xoay").status_code == 302
    row.file.refresh_from_db()
    assert row.file.sha256 != before
    for _press in range(2):
        assert client.post(f"{page}/{row.pk}/xoa").status_code == 302
    assert not DraftPaper.objects.exists()


def test_a_file_being_scanned_is_not_shown_yet_and_needs_no_waiting(client, page):
    put(client, page, pdf())
    StoredFile.objects.update(state=FileState.PENDING)
    text = client.get(page).text
    assert "Đang kiểm tra an toàn" in text
    assert client.get(f"{page}/{DraftPaper.objects.get().pk}").status_code == 403


def test_malware_is_named_and_keeps_one_from_going_on(client, page):
    put(client, page, pdf())
    put(client, page, pdf(), key="giay-2")
    first = DraftPaper.objects.get(key="phieu")
    StoredFile.objects.filter(pk=first.file_id).update(state=FileState.INFECTED, threat="Eicar")
    response = client.post(page, {})
    assert response.status_code == 422
    assert "có mã độc" in response.text


def test_files_of_a_draft_are_not_there_for_others(client, page):
    put(client, page, pdf())
    row = DraftPaper.objects.get()
    other = Browser()
    other.force_login(applicant_account())
    for address in (page, f"{page}/{row.pk}"):
        assert other.get(address).status_code == 404
    for address in (f"{page}/{row.pk}/xoa", f"{page}/{row.pk}/xoay", f"{page}/dung-lai"):
        assert other.post(address, {"attachment": f"phieu:{row.pk}"}).status_code == 404
    assert put(other, page, pdf()).status_code == 404
    assert DraftPaper.objects.count() == 1


def test_what_is_on_file_is_offered_first_and_used_again(client, citizen, place):
    PaperRequired.objects.filter(version=place.version, key="phieu").update(kind="phieu-khai-bao")
    generations.forget_all()
    filed(client, place)
    dossier = Dossier.objects.get()
    services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=MORNING)
    page = f"{begun(client, place)}/giay-to"
    text = client.get(page).text
    offer = Attachment.objects.get(paper__key="phieu")
    assert f'value="phieu:{offer.pk}"' in text
    assert "đã nộp" in text
    assert "Có bản đã nộp" in text
    assert client.post(f"{page}/dung-lai", {"attachment": f"phieu:{offer.pk}"}).status_code == 302
    text = client.get(page).text
    assert "Dùng lại" in text
    assert "Xoay" not in text  # it was filed once, and stays as it was
    assert DraftPaper.objects.get(reused_from=offer).file == offer.file
    other = Attachment.objects.get(paper__key="giay-2")
    assert client.post(f"{page}/dung-lai", {"attachment": f"giay-2:{other.pk}"}).status_code == 404


def test_a_form_may_ask_for_a_file_which_goes_with_the_dossier(client, citizen):
    form = {
        "version": 1,
        "schema": {"type": "object", "required": ["so_do"], "properties": {"so_do": {"type": "array"}}},
        "layout": {
            "steps": [
                {
                    "key": "so-do",
                    "title": "Sơ đồ",
                    "fields": [{"id": "so_do", "kind": "file", "label": "Sơ đồ phòng"}],
                }
            ]
        },
    }
    place = online_office(form=form, papers=1)
    base = begun(client, place)
    assert client.post(f"{base}/so-do", {}).status_code == 422
    mark = Dossier.objects.count()
    refused = client.post(
        f"{base}/so-do", {"so_do": SimpleUploadedFile("a.pdf", b""), "version": saved(base, client)}
    )
    assert "Tệp a.pdf trống" in refused.text
    response = client.post(f"{base}/so-do", {"so_do": pdf("so-do.pdf"), "version": saved(base, client)})
    assert response["Location"] == f"{base}/giay-to"
    put(client, f"{base}/giay-to", pdf())
    client.post(f"{base}/kiem-tra", {"declared": "1"})
    assert Dossier.objects.count() == mark + 1
    assert sorted(Attachment.objects.values_list("paper__key", "file__name")) == [
        ("phieu", "don.pdf"), ("so_do", "so-do.pdf"),
    ]  # fmt: skip


def saved(base, client):
    text = client.get(f"{base}/so-do").text
    return text.partition('name="version" value="')[2].partition('"')[0]
