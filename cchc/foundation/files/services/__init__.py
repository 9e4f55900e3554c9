"""Taking files, giving them out, turning, scanning and sweeping them."""

from datetime import datetime
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.http import FileResponse
from django.utils.http import content_disposition_header

from cchc.foundation.files import readers, rules
from cchc.foundation.files.choices import TRANSITIONS, Act, State
from cchc.foundation.files.events import FileDiscarded, FileScanned, FileStored, FileTurned
from cchc.foundation.files.models import StoredFile
from cchc.foundation.files.permissions import require_open_bytes
from cchc.foundation.files.rules import FileRefused
from cchc.foundation.files.services import blobs, clamd
from cchc.foundation.files.services.clamd import ScannerSilent
from cchc.foundation.identity.models import Agency, User
from cchc.kernel import events

__all__ = [
    "FileRefused",
    "ScannerSilent",
    "discard",
    "discard_unclaimed",
    "most_bytes",
    "open_bytes",
    "rotate",
    "scan",
    "store",
    "stream",
    "sweep",
    "take_document",
]

MEGABYTE = 1024 * 1024


def most_bytes() -> int:
    """How heavy a file may be."""
    return int(settings.FILES_MOST_MB * MEGABYTE)


def _first_state() -> State:
    return State.PENDING if settings.CLAMD else State.UNSCANNED


@transaction.atomic
def store(*, upload: "File[bytes]", agency: Agency, by: User | None, at: datetime) -> StoredFile:
    """Take a file that somebody brought: an upload, or a `ContentFile` with a name. A photo becomes a PDF.

    Where a scanner is configured it stays hidden until that has seen it. Raises FileRefused, whose message is for
    the person: empty, too heavy, of another kind than PDF, JPG, PNG, HEIC, locked, broken, a bomb.
    """
    name = upload.name or ""
    readers.weigh(name, upload.size, most_bytes())
    return _take(readers.read(name, upload.read()), agency, by, at)


@transaction.atomic
def take_document(*, upload: "File[bytes]", agency: Agency, by: User | None, at: datetime) -> StoredFile:
    """Take what staff bring: PDF and photos as `store` does, besides DOCX, XLSX and plain text as they came.

    Such a document is read by the room that keeps it, or downloaded; it has no pages to show. Raises FileRefused.
    """
    name = upload.name or ""
    readers.weigh(name, upload.size, most_bytes())
    return _take(readers.read_any(name, upload.read()), agency, by, at)


def _take(found: readers.Read, agency: Agency, by: User | None, at: datetime) -> StoredFile:
    _hold(rules.digest(found.content))
    file = StoredFile.objects.create(
        agency=agency, name=found.name, kind=found.kind, size=len(found.content), sha256=blobs.put(found.content),
        pages=found.pages, state=_first_state(), uploaded_by=by, uploaded_at=at,
    )  # fmt: skip
    events.publish(
        FileStored(
            file_id=str(file.pk), agency_id=agency.pk, size=file.size, must_scan=file.state == State.PENDING,
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return file


@transaction.atomic
def rotate(*, file_id: UUID, degrees: int, by: User | None, at: datetime) -> StoredFile:
    """Turn all pages clockwise by 90, 180 or 270 degrees. Only for files not filed yet: the bytes change.

    Raises PermissionDenied while it is being scanned, FileRefused where it cannot be turned.
    """
    if degrees not in (90, 180, 270):
        raise ValueError(degrees)
    file = StoredFile.objects.locked(file_id)
    require_open_bytes(file)
    with open_bytes(file) as bytes_:
        content = readers.turned(file.name, bytes_.read(), degrees)
    _hold(rules.digest(content))
    file.sha256, file.size = blobs.put(content), len(content)
    file.state, file.scanned_at = _first_state(), None
    file.save(update_fields=["sha256", "size", "state", "scanned_at"])
    events.publish(
        FileTurned(
            file_id=str(file.pk), degrees=degrees, must_scan=file.state == State.PENDING,
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip
    return file


@transaction.atomic
def discard(*, file_id: UUID, by: User | None, at: datetime) -> None:
    """Give a file up. Raises ProtectedError while a room still keeps it. Its bytes go with the next sweep."""
    file = StoredFile.objects.locked(file_id)
    events.publish(
        FileDiscarded(file_id=str(file.pk), agency_id=file.agency_id, by_id=by.pk if by else None, at=at)
    )
    file.delete()


def open_bytes(file: StoredFile) -> IO[bytes]:
    """The bytes of a file, to be read. Raises PermissionDenied until the scanner let it pass."""
    require_open_bytes(file)
    return blobs.place(file.sha256).open("rb")


def stream(file: StoredFile, *, download: bool = False) -> FileResponse:
    """The answer of a page that shows or downloads a file, once the page has asked who may see it.

    The browser is told what it is, and to run and load nothing that stands in it. Raises PermissionDenied until
    the scanner let it pass.
    """
    response = FileResponse(open_bytes(file), content_type=file.kind)
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = content_disposition_header(download, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return response


POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def scan(*, file_id: UUID, at: datetime) -> State | None:
    """Let the scanner look at a file that waits for it. Raises ScannerSilent, and the file goes on waiting."""
    file = StoredFile.objects.filter(pk=file_id, state=State.PENDING).first()
    if file is None:
        return None
    threat = clamd.scan(settings.CLAMD, blobs.place(file.sha256).read_bytes())
    return _judge(file, threat, at)


@transaction.atomic
def _judge(seen: StoredFile, threat: str, at: datetime) -> State | None:
    file = StoredFile.objects.locked(seen.pk)
    if file.sha256 != seen.sha256 or not TRANSITIONS.allow(file.state, Act.PASS):
        return None
    file.state = TRANSITIONS.after(file.state, Act.FLAG if threat else Act.PASS)
    file.threat, file.scanned_at = threat, at
    file.save(update_fields=["state", "threat", "scanned_at"])
    events.publish(FileScanned(file_id=str(file.pk), threat=threat, by_id=None, at=at))
    return State(file.state)


def discard_unclaimed(*, stored_before: datetime, at: datetime) -> int:
    """Give up the files taken before a moment that no room came to keep. Returns how many.

    A page may hold a file for its visitor before anything is sent; `stored_before` must lie before all of those.
    """
    gone = 0
    left = StoredFile.objects.filter(uploaded_at__lt=stored_before).unclaimed()
    for file_id in left.values_list("pk", flat=True):
        try:
            discard(file_id=file_id, by=None, at=at)
        except (ProtectedError, StoredFile.DoesNotExist):  # claimed, or given up, a moment ago
            continue
        gone += 1
    return gone


def sweep(*, unused_since: datetime) -> int:
    """Delete the bytes that no file has any more and that nobody has put since a moment. Returns how many."""
    gone = 0
    for path in blobs.old(unused_since):
        with transaction.atomic():
            _hold(path.name)
            if StoredFile.objects.filter(sha256=path.name).exists():
                continue
            if path.exists() and path.stat().st_mtime < unused_since.timestamp():
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _hold(sha256: str) -> None:
    """Let nobody else put or sweep this content until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files.{sha256}"])
