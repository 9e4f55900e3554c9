"""Whatever is brought is kept as a PDF, or refused in words that name it."""

import io
import time

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cchc.foundation.files import readers
from cchc.foundation.files.rules import FileRefused
from cchc.foundation.files.tests import factories as made


def image_of(content):
    """The photo on the first page of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        raw = pdf.pages[0].Resources.XObject.Photo.read_raw_bytes()
    return Image.open(io.BytesIO(raw))


def colours(image):
    """The colours at the left, right, upper and lower edge: r, b or another."""
    wide, high = image.width, image.height
    spots = ((2, high // 3), (wide - 3, high // 3), (wide // 3, 2), (wide // 3, high - 3))
    return "".join("rb"[image.getpixel(spot)[2] > 127] for spot in spots)


def test_a_pdf_is_kept_byte_for_byte():
    content = made.pdf(pages=3)
    assert readers.read("Đơn.pdf", content) == readers.Read("Đơn.pdf", "application/pdf", content, 3)


def test_a_pdf_with_another_ending_is_called_a_pdf():
    assert readers.read("don.docx", made.pdf()).name == "don.pdf"


@pytest.mark.parametrize(
    ("orientation", "seen", "wide"), [(1, "rbrr", True), (3, "brbb", True), (6, "rrrb", False), (8, "bbbr", False)]
)
def test_a_photo_becomes_an_upright_page(orientation, seen, wide):
    read = readers.read("anh.JPG", made.photo(orientation=orientation))
    assert (read.name, read.kind, read.pages) == ("anh.pdf", "application/pdf", 1)
    image = image_of(read.content)
    assert (image.width > image.height) == wide
    assert colours(image)[:2] == seen[:2]
    assert colours(image)[2:] == seen[2:]


def test_a_photo_of_an_iphone_becomes_a_page():
    image = image_of(readers.read("IMG_0042.HEIC", made.heic()).content)
    assert image.size == (240, 320)
    assert image.getpixel((120, 10))[0] > 200
    assert image.getpixel((120, 310))[2] > 200


@pytest.mark.parametrize("content", [made.photo(), made.photo("PNG"), made.heic()])
def test_where_and_with_what_a_photo_was_taken_is_not_kept(content):
    assert b"May chup" in content
    kept = readers.read("anh.jpg", content).content
    assert b"May chup" not in kept
    assert not image_of(kept).getexif()


def test_a_transparent_picture_stands_on_white():
    image = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert min(image_of(readers.read("a.png", out.getvalue()).content).getpixel((25, 25))) > 250


@pytest.mark.parametrize(("mode", "white"), [("L", 255), ("1", 1), ("I;16", 65535), ("CMYK", 0), ("LA", 255)])
def test_pictures_in_other_colours_are_taken(mode, white):
    image = Image.new(mode, (60, 40), (white, 255) if mode == "LA" else white)
    out = io.BytesIO()
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    shown = image_of(readers.read("a.png", out.getvalue()).content)
    assert shown.mode == "RGB"
    assert min(shown.getpixel((30, 20))) > 250


def test_a_large_photo_is_brought_to_the_size_of_a_page():
    image = image_of(readers.read("a.jpg", made.photo(size=(6000, 4000))).content)
    assert image.size == (3508, 2339)


def test_the_same_photo_is_the_same_file():
    assert readers.read("a.jpg", made.photo()).content == readers.read("b.jpg", made.photo()).content


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.pdf", b"", "empty", "Tệp a.pdf trống, không có nội dung"),
        ("clip.pdf", made.mov(), "kind", "Tệp clip.pdf là MOV; chỉ nhận PDF, JPG, PNG, HEIC"),
        ("a.pdf", b"PK\x03\x04" + b"\0" * 100, "kind", None),
        ("a.pdf", b"MZ\x90\x00" + b"\0" * 300, "kind", None),
        ("a.pdf", b"<html><script>alert(1)</script>", None, None),
        ("a.pdf", b"chi la chu", "unknown", "Tệp a.pdf chưa rõ là loại gì; chỉ nhận PDF, JPG, PNG, HEIC"),
        ("a.gif", b"GIF89a" + b"\0" * 50, "kind", "Tệp a.gif là GIF; chỉ nhận PDF, JPG, PNG, HEIC"),
        ("k.pdf", made.locked_pdf(), "locked", "Tệp k.pdf bị khóa mật khẩu"),
        ("h.pdf", b"%PDF-1.7\nrac", "broken", "Tệp h.pdf bị hỏng, không mở được"),
        ("h.pdf", made.pdf(pages=20)[:200], "broken", None),
        ("h.jpg", made.photo()[:300], "broken", "Tệp h.jpg bị hỏng, không mở được"),
        ("h.heic", made.heic()[:300], "broken", None),
        ("b.pdf", made.bomb_pdf(), "bomb", "Tệp b.pdf bung ra quá lớn, không xử lý được"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(name, content, code, words):
    with pytest.raises(FileRefused) as refused:
        readers.read(name, content)
    assert code in (refused.value.code, None)
    assert words in (refused.value.message, None)
    assert name in refused.value.message


def test_a_small_file_that_opens_into_a_huge_picture_is_refused_before_it_opens():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    began = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        readers.read("bom.png", out.getvalue())
    assert refused.value.code == "bomb"
    assert time.monotonic() - began < 2


def test_a_page_is_turned_and_turned_back():
    once = readers.turned("a.pdf", made.pdf(pages=2), 90)
    with pikepdf.open(io.BytesIO(once)) as pdf:
        assert [page.get("/Rotate") for page in pdf.pages] == [90, 90]
    with pikepdf.open(io.BytesIO(readers.turned("a.pdf", once, 270))) as pdf:
        assert [page.get("/Rotate", 0) % 360 for page in pdf.pages] == [0, 0]


HEADS = [
    b"",
    b"%PDF-1.7\n",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"\0\0\0\x1cftypheic",
    made.photo()[:200],
    made.pdf()[:300],
]


@settings(max_examples=200, deadline=None)
@given(head=st.sampled_from(HEADS), rest=st.binary(max_size=200), name=st.text(max_size=30))
def test_no_bytes_break_the_reader(head, rest, name):
    try:
        assert readers.read(name, head + rest).pages >= 1
    except FileRefused as refused:
        assert refused.message


def test_a_photo_that_ends_the_process_that_opens_it_is_refused():
    whole = made.heic()
    for at in range(176, 180):  # where the library reads beyond the end
        with pytest.raises(FileRefused) as refused:
            readers.read("a.heic", whole[:at] + b"\x80" + whole[at + 1 :])
        assert refused.value.code == "broken"


@settings(max_examples=100, deadline=None)
@given(which=st.sampled_from([made.photo(), made.photo("PNG"), made.pdf(2)]), data=st.data())
def test_a_good_file_spoilt_anywhere_is_taken_or_refused(which, data):
    at = data.draw(st.integers(0, len(which) - 1))
    spoilt = which[:at] + bytes([data.draw(st.integers(0, 255))]) + which[at + 1 :]
    try:
        readers.read("a", spoilt)
    except FileRefused as refused:
        assert refused.code
