"""Files as people bring them, made here, and rows made directly."""

import io
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import factory
import pikepdf
from django.core.files.base import ContentFile
from PIL import Image

from cchc.foundation.files.choices import State
from cchc.foundation.files.models import StoredFile
from cchc.foundation.files.services import blobs
from cchc.foundation.identity.tests.factories import AgencyFactory

NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)


def pdf(pages: int = 1, text: str = "", **saved: Any) -> bytes:
    """A PDF of empty pages; `text` makes it differ from others."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.docinfo["/Title"] = text
        made.save(out, deterministic_id=not saved.get("encryption"), **saved)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    return pdf(encryption=pikepdf.Encryption(owner="chu", user="khoa"))


def bomb_pdf() -> bytes:
    """A PDF whose cross-reference stream inflates to 200 MB."""
    packed = zlib.compress(b"\0" * 200_000_000, 9)
    head = b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /Size 3 /W [1 2 1] /Root 2 0 R /DecodeParms << /Columns 4 >> "
    return head + b"/Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream\nendobj\n"


def photo(
    kind: str = "JPEG", size: tuple[int, int] = (400, 300), orientation: int = 1, mode: str = "RGB"
) -> bytes:
    """A photo, left half red and right half blue, with the place where it was taken."""
    image = Image.new("RGB", size, "red")
    image.paste(Image.new("RGB", (size[0] // 2, size[1]), "blue"), (size[0] // 2, 0))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "May chup cua Huyen"
    exif.get_ifd(0x8825)[2] = (13.0, 46.0, 48.0)
    out = io.BytesIO()
    image.convert(mode).save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def heic() -> bytes:
    """A photo of an iPhone's kind: 320 x 240, to be turned upright, with the place where it was taken."""
    return Path(__file__).with_name("photo.heic").read_bytes()


def mov() -> bytes:
    """The beginning of a film from a phone."""
    return b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  " + b"\x00\x00\x00\x08wide" + b"\0" * 200


def upload(content: bytes, name: str = "giay-to.pdf") -> "ContentFile[bytes]":
    """What a view hands over."""
    return ContentFile(content, name=name)


class StoredFileFactory(factory.django.DjangoModelFactory[StoredFile]):
    """A PDF of one page, taken while there was no scanner."""

    class Meta:
        model = StoredFile

    class Params:
        content = factory.Sequence(lambda n: pdf(text=f"Giấy tờ {n}"))
        pending = factory.Trait(state=State.PENDING)
        infected = factory.Trait(state=State.INFECTED, threat="Eicar-Test-Signature")

    agency = factory.SubFactory(AgencyFactory)
    name = "giay-to.pdf"
    kind = "application/pdf"
    size = factory.LazyAttribute(lambda row: len(row.content))
    sha256 = factory.LazyAttribute(lambda row: blobs.put(row.content))
    pages = 1
    state = State.UNSCANNED
    uploaded_at = NOON
