"""Files are stored once, hidden until scanned, given out with safe headers, and swept when nobody keeps them."""

import io
import os
import shutil
import socket
import struct
import subprocess
import threading
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django.models import ProcrastinateJob

from cchc.foundation.audit.models import Entry
from cchc.foundation.files import services, tasks
from cchc.foundation.files.choices import State
from cchc.foundation.files.models import StoredFile
from cchc.foundation.files.permissions import can_open_bytes
from cchc.foundation.files.services import blobs, clamd
from cchc.foundation.files.tests.factories import NOON, StoredFileFactory, pdf, photo, upload
from cchc.foundation.identity.tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OFFICE = "application/vnd.openxmlformats-officedocument"
CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_ROOT.mkdir()
    return settings.FILES_ROOT


def store(content, name="giay-to.pdf", **more):
    return services.store(upload=upload(content, name), agency=AgencyFactory(), by=None, at=NOON, **more)


def kept(root):
    return [path for path in root.glob("??/??/*") if path.is_file()]


# Taking


def take(content, name):
    return services.take_document(upload=upload(content, name), agency=AgencyFactory(), by=None, at=NOON)


def zipped(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        ("Kế hoạch".encode(), "ke-hoach.txt", "text/plain"),
        ("Kế hoạch".encode("utf-16"), "ke-hoach.txt", "text/plain"),
        (b"# Plan", "ke-hoach.md", "text/markdown"),
        (zipped("word/document.xml"), "ke-hoach.docx", f"{OFFICE}.wordprocessingml.document"),
        (zipped("xl/workbook.xml"), "ke-hoach.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        (pdf(), "ke-hoach.pdf", "application/pdf"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_document_of_the_office_is_kept_as_it_came(root, content, name, kind):
    file = take(content, name)
    assert (file.name, file.kind) == (name, kind)
    [path] = kept(root)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"plain", "ke-hoach.docx"),
        (zipped("xl/workbook.xml"), "ke-hoach.docx"),
        (zipped("word/document.xml"), "ke-hoach.xlsx"),
        (b"plain", "ke-hoach.pdf"),
        (b"MZ\x00\x00\x01", "ke-hoach.txt"),
    ],
)
def test_a_document_whose_name_lies_is_refused(root, content, name):
    with pytest.raises(services.FileRefused, match=name):
        take(content, name)
    assert kept(root) == []


def test_a_photo_that_staff_bring_becomes_a_pdf_as_anybodys(root):
    assert take(photo(), "anh.jpg").kind == "application/pdf"


def test_a_document_of_another_kind_is_refused_as_anybodys(root):
    with pytest.raises(services.FileRefused):
        take(zipped("a.txt"), "goi.zip")


def test_a_file_is_taken_and_lies_under_its_hash(root):
    content = pdf(pages=2)
    file = store(content, "Đơn đề nghị.pdf")
    assert (file.name, file.kind, file.size, file.pages) == ("Đơn đề nghị.pdf", "application/pdf", len(content), 2)
    assert file.state == State.UNSCANNED
    [path] = kept(root)
    assert path == root / file.sha256[:2] / file.sha256[2:4] / file.sha256
    assert path.read_bytes() == content
    assert Entry.objects.about("file", file.pk).get().kind == "FileStored"


@pytest.mark.parametrize(("ending", "folder"), [("docx", "word"), ("xlsx", "xl")])
def test_a_document_of_the_office_is_taken_as_it_came(ending, folder):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(f"{folder}/document.xml", "<a/>")
    given = upload(packed.getvalue(), f"ke-hoach.{ending}")
    file = services.take_document(upload=given, agency=AgencyFactory(), by=None, at=NOON)
    assert file.kind.startswith("application/vnd.openxmlformats-officedocument")
    assert StoredFile.objects.get(pk=file.pk).kind == file.kind


def test_the_same_content_is_stored_once(root):
    files = [store(pdf(), "mot.pdf"), store(pdf(), "hai.pdf")]
    assert files[0].sha256 == files[1].sha256
    assert len(kept(root)) == 1


def test_a_photo_is_kept_as_a_page(root):
    file = store(photo(), "anh.jpg")
    assert (file.name, file.kind) == ("anh.pdf", "application/pdf")
    assert kept(root)[0].read_bytes().startswith(b"%PDF-")


def test_a_name_of_200_letters_is_taken():
    assert store(pdf(), "ệ" * 196 + ".pdf").name == "ệ" * 196 + ".pdf"


def test_a_file_that_is_too_heavy_is_refused_before_it_is_read(settings, root):
    settings.FILES_MOST_MB = 20
    heavy = upload(b"", "nang.pdf")
    heavy.size = 31 * 2**20
    with pytest.raises(services.FileRefused) as refused:
        services.store(upload=heavy, agency=AgencyFactory(), by=None, at=NOON)
    assert refused.value.message == "Tệp nang.pdf nặng 31\u00a0MB, tối đa 20\u00a0MB"
    assert refused.value.code == "heavy"
    assert not StoredFile.objects.exists()
    assert not kept(root)


def test_a_write_that_fails_leaves_nothing_behind(root, monkeypatch):
    def fail(handle):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        blobs.put(b"x")
    assert not kept(root)


# Giving out


def test_bytes_are_given_out_with_headers_that_let_nothing_run():
    response = services.stream(StoredFileFactory(name='đơn "A".pdf'))
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "inline; filename*=utf-8''%C4%91%C6%A1n%20%22A%22.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    assert services.stream(StoredFileFactory(name="a.pdf"), download=True)["Content-Disposition"].startswith(
        "attachment"
    )


@pytest.mark.parametrize(
    ("situation", "opens"),
    [({}, True), ({"state": State.CLEAN}, True), ({"pending": True}, False), ({"infected": True}, False)],
)
def test_bytes_are_hidden_until_the_scanner_let_them_pass(situation, opens):
    file = StoredFileFactory(**situation)
    assert can_open_bytes(file) == opens
    if opens:
        services.open_bytes(file).close()
    else:
        for give in (services.open_bytes, services.stream):
            with pytest.raises(PermissionDenied):
                give(file)


# Turning


def test_a_turned_file_is_another_content(root):
    file = store(photo(), "anh.jpg")
    turned = services.rotate(file_id=file.pk, degrees=90, by=None, at=NOON)
    assert turned.sha256 != file.sha256
    assert turned.size == len(blobs.place(turned.sha256).read_bytes())
    assert turned.name == "anh.pdf"
    with pytest.raises(ValueError, match="45"):
        services.rotate(file_id=file.pk, degrees=45, by=None, at=NOON)


# Giving up and sweeping


def age(path, days):
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def test_what_nobody_keeps_is_swept_after_the_grace(root):
    gone, used, fresh = store(pdf(text="a")), store(pdf(text="b")), store(pdf(text="c"))
    for file in (gone, fresh):
        services.discard(file_id=file.pk, by=None, at=NOON)
    for file in (gone, used):
        age(blobs.place(file.sha256), 3)
    part = blobs.place(used.sha256).with_name(".x.part")
    part.write_bytes(b"half")
    age(part, 3)
    now = datetime.now(tz=NOON.tzinfo)
    assert services.sweep(unused_since=now - timedelta(days=1)) == 2
    assert {path.name for path in kept(root)} == {used.sha256, fresh.sha256}


def test_a_file_of_a_page_that_was_never_sent_is_given_up_after_a_week(root):
    left, waiting = store(pdf(text="a")), store(pdf(text="b"))
    StoredFile.objects.filter(pk=left.pk).update(uploaded_at=NOON - timedelta(days=9))
    StoredFile.objects.filter(pk=waiting.pk).update(uploaded_at=NOON - timedelta(days=2))
    assert services.discard_unclaimed(stored_before=NOON - timedelta(days=8), at=NOON) == 1
    assert list(StoredFile.objects.all()) == [waiting]
    assert Entry.objects.filter(kind="FileDiscarded").count() == 1


def test_content_brought_again_before_the_sweep_stays(root):
    file = store(pdf())
    services.discard(file_id=file.pk, by=None, at=NOON)
    age(blobs.place(file.sha256), 3)
    again = store(pdf())
    assert services.sweep(unused_since=datetime.now(tz=NOON.tzinfo) - timedelta(days=1)) == 0
    services.open_bytes(again).close()


# Scanning


class Scanner(threading.Thread):
    """A small server that speaks INSTREAM and knows one signature."""

    def __init__(self, answer=None):
        super().__init__(daemon=True)
        self.line = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.line.getsockname()[1]}"
        self.answer, self.seen = answer, []

    def run(self):
        while True:
            try:
                peer, _ = self.line.accept()
            except OSError:
                return
            with peer:
                self.serve(peer)

    def serve(self, peer):
        assert self.exactly(peer, 10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.exactly(peer, 4))[0]:
            content += self.exactly(peer, size)
        self.seen.append(content)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        peer.sendall(self.answer if self.answer is not None else found)

    def exactly(self, peer, size):
        got = b""
        while len(got) < size:
            more = peer.recv(size - len(got))
            if not more:
                raise ConnectionError
            got += more
        return got


@pytest.fixture
def scanner():
    server = Scanner()
    server.start()
    yield server
    server.line.close()


def test_the_bytes_reach_the_scanner_whole_and_in_pieces(scanner):
    content = os.urandom(3 * clamd.PIECE + 17)
    assert clamd.scan(scanner.address, content) == ""
    assert scanner.seen == [content]
    assert clamd.scan(scanner.address, b"..." + EICAR) == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"HTTP/1.1 400 Bad Request\r\n"]
)
def test_an_answer_that_is_none_is_not_taken_for_clean(answer):
    server = Scanner(answer)
    server.start()
    with pytest.raises(services.ScannerSilent):
        clamd.scan(server.address, b"x")
    server.line.close()


def infected_pdf():
    return pdf() + b"\n" + EICAR


def test_a_file_is_hidden_until_scanned_and_the_scan_is_queued_with_it(settings, scanner):
    settings.CLAMD = scanner.address
    clean, sick = store(pdf(text="sach")), store(infected_pdf())
    assert clean.state == sick.state == State.PENDING
    jobs = ProcrastinateJob.objects.filter(task_name="files.scan").order_by("id")
    assert [job.args["file_id"] for job in jobs] == [str(clean.pk), str(sick.pk)]
    for job in jobs:
        tasks.scan(**job.args)
    clean.refresh_from_db()
    sick.refresh_from_db()
    assert (clean.state, clean.threat) == (State.CLEAN, "")
    assert (sick.state, sick.threat) == (State.INFECTED, "Eicar-Test-Signature")
    assert not can_open_bytes(sick)
    assert services.scan(file_id=sick.pk, at=NOON) is None


def test_a_silent_scanner_leaves_the_file_hidden_and_the_job_tries_again(settings):
    server = Scanner()
    address = server.address
    server.line.close()
    settings.CLAMD = address
    file = store(pdf())
    with pytest.raises(services.ScannerSilent):
        services.scan(file_id=file.pk, at=NOON)
    file.refresh_from_db()
    assert file.state == State.PENDING
    job = ProcrastinateJob.objects.get(task_name="files.scan")
    decision = tasks.PATIENT.get_retry_decision(exception=services.ScannerSilent(), job=job)
    assert decision is not None


@pytest.fixture
def real_scanner(tmp_path):
    """Debian's clamd with one signature of ours, on a socket of its own."""
    if CLAMD is None:
        pytest.skip(
            "NOT TESTED: no clamd here (apt-get install clamav-daemon); only our own INSTREAM server was asked"
        )
    base, wire = tmp_path / "signatures", tmp_path / "clamd.sock"
    base.mkdir(mode=0o755)
    (base / "local.ndb").write_text(f"Cchc.Test:0:*:{EICAR.hex()}\n")
    config = tmp_path / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {base}\nLocalSocket {wire}\nForeground yes\nLogFile {tmp_path}/clamd.log\n"
        f"TemporaryDirectory {tmp_path}\nUser {os.environ.get('USER') or 'root'}\n"
    )
    process = subprocess.Popen([CLAMD, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not wire.exists():
            assert process.poll() is None, Path(tmp_path / "clamd.log").read_text()
            assert time.monotonic() < until
        yield str(wire)
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_real_clamd_finds_its_signature(settings, real_scanner):
    settings.CLAMD = real_scanner
    for content, state in ((pdf(text="sach"), State.CLEAN), (infected_pdf(), State.INFECTED)):
        assert services.scan(file_id=store(content).pk, at=NOON) == state
