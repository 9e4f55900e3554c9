"""Bytes that somebody brought, to a PDF that can be kept: sniffed, opened, photos turned into pages."""

import io
import re
import zlib
from dataclasses import dataclass

import pikepdf
import puremagic
from PIL import Image, ImageOps

from cchc.foundation.files.choices import Refusal
from cchc.foundation.files.readers import heic
from cchc.foundation.files.readers.heic import LONG_EDGE, MOST_PIXELS
from cchc.foundation.files.rules import FileRefused, as_pdf, clean_name, size_words

PDF = "application/pdf"
MOST_INFLATED = 64 * 1024 * 1024  # of the streams that must be opened to read a PDF's structure
MOST_PAGES = 5000
_A4 = (595.276, 841.89)  # points
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_BRANDS = {b"qt  ": "MOV", b"avif": "AVIF", b"avis": "AVIF", b"M4A ": "M4A", b"crx ": "CR3"}
_STRUCTURE = re.compile(rb"/(?:ObjStm|XRef|[^\s/<>\[\]()]{0,20}#).{0,600}?>>\s*stream\r?\n", re.DOTALL)


@dataclass(frozen=True)
class Read:
    """A file that can be kept."""

    name: str
    kind: str
    content: bytes
    pages: int


def refuse(code: Refusal, name: str, **given: object) -> FileRefused:
    """The error for a file, in words that name it."""
    return FileRefused(str(code.label) % {"name": name, **given}, code.value)


def weigh(name: str, size: int, most: int) -> None:
    """Look at a file's size before its bytes. Raises FileRefused for none and for too many."""
    if size == 0:
        raise refuse(Refusal.EMPTY, clean_name(name))
    if size > most:
        raise refuse(Refusal.HEAVY, clean_name(name), size=size_words(size), most=size_words(most))


def read(name: str, content: bytes) -> Read:
    """The file behind a name and bytes, whatever the name says it is. Raises FileRefused."""
    name = clean_name(name)
    weigh(name, len(content), len(content))
    kind = sniff(content)
    if kind == "PDF":
        pages = _read_pdf(name, content)
        return Read(name if name.lower().endswith(".pdf") else as_pdf(name), PDF, content, pages)
    if kind == "HEIC":
        return Read(as_pdf(name), PDF, _photo_to_pdf(name, _from_heic(name, content)), 1)
    if kind in ("JPG", "PNG"):
        return Read(as_pdf(name), PDF, _photo_to_pdf(name, content), 1)
    if kind:
        raise refuse(Refusal.KIND, name, kind=kind)
    raise refuse(Refusal.UNKNOWN, name)


DOCUMENTS = {
    "pdf": PDF,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
}
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, whose plain letters have noughts in them
_INSIDE = {"docx": b"word/", "xlsx": b"xl/"}


def read_document(name: str, content: bytes) -> Read:
    """A document of the office as it came, looked at only as far as to know that its name does not lie.

    PDF, DOCX, XLSX, plain text. Raises FileRefused.
    """
    name = clean_name(name)
    weigh(name, len(content), len(content))
    ending = name.rpartition(".")[2].lower()
    if ending == "pdf":
        return Read(name, PDF, content, _read_pdf(name, content)) if sniff(content) == "PDF" else _lies(name)
    if ending in _INSIDE and content.startswith(b"PK\x03\x04") and _INSIDE[ending] in content:
        return Read(name, DOCUMENTS[ending], content, 0)
    if ending in ("txt", "md", "csv") and (content.startswith(_WIDE) or b"\x00" not in content[:4096]):
        return Read(name, DOCUMENTS[ending], content, 0)
    return _lies(name)


def read_any(name: str, content: bytes) -> Read:
    """What staff bring: a document as it came, else a PDF or a photo. Raises FileRefused."""
    if name.rpartition(".")[2].lower() in DOCUMENTS:
        return read_document(name, content)
    if sniff(content) in ("PDF", "JPG", "PNG", "HEIC"):
        return read(name, content)
    raise refuse(Refusal.NEITHER, clean_name(name))


def _lies(name: str) -> Read:
    raise refuse(Refusal.DOCUMENT, name)


def sniff(content: bytes) -> str:
    """What the bytes are, by their own beginning: PDF, JPG, PNG, HEIC, or another name; empty if unknown."""
    head = content[:1024]
    if head.startswith(b"\xff\xd8\xff"):
        return "JPG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "HEIC" if brand in _HEIF_BRANDS else _BRANDS.get(brand, "MP4")
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return "MOV"
    if b"%PDF-" in head:
        return "PDF"
    return _guess(content)


def _guess(content: bytes) -> str:
    try:
        ending = puremagic.from_string(content[:65536] + content[-4096:])
    except (puremagic.PureError, ValueError):
        return ""
    return str(ending).lstrip(".").upper()[:10]


def _read_pdf(name: str, content: bytes) -> int:
    """The number of pages. The bytes themselves stay as they came: they may be signed."""
    _check_inflation(name, content)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise refuse(Refusal.LOCKED, name) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, MemoryError, RecursionError) as error:
        raise refuse(Refusal.BROKEN, name) from error
    if not 1 <= pages <= MOST_PAGES:
        raise refuse(Refusal.BROKEN, name)
    return pages


def _check_inflation(name: str, content: bytes) -> None:
    """Refuse a PDF whose object and reference streams, which any reader must open, inflate without end."""
    left = MOST_INFLATED
    for match in _STRUCTURE.finditer(content):
        inflate, position = zlib.decompressobj(), match.end()
        while position < len(content) and not inflate.eof:
            try:
                out = inflate.decompress(content[position : position + 65536], left + 1)
            except zlib.error:
                break
            left -= len(out)
            if left < 0 or inflate.unconsumed_tail:
                raise refuse(Refusal.BOMB, name)
            position += 65536


def _from_heic(name: str, content: bytes) -> bytes:
    try:
        return heic.upright(content)
    except heic.TooLarge as error:
        raise refuse(Refusal.BOMB, name) from error
    except heic.Unreadable as error:
        raise refuse(Refusal.BROKEN, name) from error


def _photo_to_pdf(name: str, content: bytes) -> bytes:
    """One A4 page with the photo upright on it. Where and with what it was taken is not kept."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise refuse(Refusal.BOMB, name)
            opened.draft("RGB", (LONG_EDGE, LONG_EDGE))
            photo = _flat(ImageOps.exif_transpose(opened))
    except FileRefused:
        raise
    except Image.DecompressionBombError as error:
        raise refuse(Refusal.BOMB, name) from error
    except (OSError, ValueError, SyntaxError, RuntimeError, MemoryError, EOFError, zlib.error) as error:
        raise refuse(Refusal.BROKEN, name) from error
    photo.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    jpeg = io.BytesIO()
    photo.save(jpeg, "JPEG", quality=85, optimize=True)
    return _page(jpeg.getvalue(), photo.width, photo.height)


def _flat(photo: Image.Image) -> Image.Image:
    """The photo in plain colours, white where it was transparent."""
    if photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info:
        above = photo.convert("RGBA")
        ground = Image.new("RGBA", above.size, "white")
        ground.alpha_composite(above)
        return ground.convert("RGB")
    if photo.mode.startswith("I;16"):
        return photo.point(lambda value: value / 256).convert("L").convert("RGB")
    return photo.convert("RGB")


def _page(jpeg: bytes, width: int, height: int) -> bytes:
    across, down = _A4 if width <= height else _A4[::-1]
    scale = min(across / width, down / height)
    wide, high = width * scale, height * scale
    left, low = (across - wide) / 2, (down - high) / 2
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(round(across, 2), round(down, 2)))
        image = pikepdf.Stream(
            pdf, jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=image))
        drawing = f"q {wide:.3f} 0 0 {high:.3f} {left:.3f} {low:.3f} cm /Photo Do Q"
        page.Contents = pikepdf.Stream(pdf, drawing.encode())
        return _saved(pdf)


def turned(name: str, content: bytes, degrees: int) -> bytes:
    """The PDF with every page turned clockwise by 90, 180 or 270 degrees. Raises FileRefused."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for page in pdf.pages:
                page.rotate(degrees, relative=True)
            return _saved(pdf)
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise refuse(Refusal.TURN, name) from error


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)  # the same photo brought twice is the same file
    return out.getvalue()
