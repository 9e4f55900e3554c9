"""A PDF with text: its lines in order, and the rows of tables that are drawn with rules. A scan has none."""

from collections.abc import Iterator
from ctypes import byref
from functools import cache
from itertools import pairwise
from typing import Any
from unicodedata import category, normalize

from cchc.steering.plans.readers.grid import Box, Letter, Rule, Table, lines_in, tables_in, written
from cchc.steering.plans.readers.unreadable import Unreadable
from cchc.steering.plans.rules.reading import SourceLine

MOST_PAGES = 1_000
MOST_LETTERS = 20_000  # of a page
MOST_RULES = 6_000  # of a page: a drawing has more, a table has not
_HYPHENS = "\x02\u00ad\ufffe"
_THIN = 3.0  # points: a rectangle so thin is a rule


def lines(name: str, data: bytes) -> Iterator[SourceLine]:
    """The lines and rows of all pages; `number` is the page."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as fault:
        words = "có mật khẩu" if "password" in str(fault).lower() else "không phải là tệp PDF hoặc đã hỏng"
        raise Unreadable(f"Tệp {name} {words}") from fault
    if pages > MOST_PAGES:
        raise Unreadable(f"Tệp {name} có hơn {MOST_PAGES} trang")
    ordinal, tables, any_text, usual = 0, 0, False, 1.0
    try:
        for number in range(1, pages + 1):
            letters, rules = _page(document, number - 1, pdfium)
            found = tables_in(rules, letters)
            inside = {id(letter) for table in found for letter in table.letters}
            blocks: list[tuple[float, Table | list[Letter]]] = [(table.box.top, table) for table in found]
            free = lines_in([letter for letter in letters if id(letter) not in inside])
            usual = min(usual, _usual_gap(free))
            blocks += [(line[0].top, line) for line in free]
            blocks.sort(key=lambda pair: -pair[0])
            previous: list[Letter] | None = None
            for count, (_, block) in enumerate(blocks, 1):
                place = f"trang {number}, dòng {count}"
                if isinstance(block, Table):
                    tables += 1
                    for cells, covered in block.rows():
                        ordinal += 1
                        yield SourceLine(
                            ordinal=ordinal, number=number, place=f"trang {number}", cells=tuple(cells),
                            text="\t".join(cells).rstrip("\t"), covered=frozenset(covered),
                        )  # fmt: skip
                    previous, any_text = None, True
                    continue
                if previous is not None and _gap(previous, block) > usual + 0.3:
                    ordinal += 1
                    yield SourceLine(ordinal=ordinal, number=number, place=place, text="")
                ordinal += 1
                cells_of_line = segments(block)
                any_text = any_text or bool(cells_of_line)
                yield SourceLine(
                    ordinal=ordinal, number=number, place=place, text="\t".join(cells_of_line),
                    cells=tuple(cells_of_line) if len(cells_of_line) > 1 else None,
                )  # fmt: skip
                previous = block
    except pdfium.PdfiumError as fault:
        raise Unreadable(f"Tệp {name} đã hỏng ở một trang") from fault
    finally:
        document.close()
    if not any_text:
        raise Unreadable(f"Tệp {name} chỉ có ảnh, không có chữ: cần nhận dạng chữ (OCR) trước khi nhập")


def _page(document: Any, index: int, pdfium: Any) -> tuple[list[Letter], list[Rule]]:
    """The letters and rules of a page, turned as the page is shown."""
    page = document[index]
    width, height = page.get_size()
    turned = page.get_rotation()
    text = page.get_textpage()
    try:
        letters = list(_letters(text, pdfium.raw))
        if turned:
            letters = [_turn(letter, turned, width, height) for letter in letters]
        rules = [
            rule for box in _paths(page, pdfium)
            for rule in _rules(_turn(box, turned, width, height))
        ]  # fmt: skip
    finally:
        text.close()
        page.close()
    return letters, rules[:MOST_RULES]


@cache
def _sign(code: int) -> str:
    """The sign of a code, empty where it is not one that is seen."""
    sign = chr(code)
    if sign in _HYPHENS:
        return "-"
    return "" if category(sign) in ("Cs", "Cn", "Cc") else normalize("NFC", sign)


def _letters(text: Any, raw: Any) -> Iterator[Letter]:
    """The letters of a page, each as high as its line. What pdfium says of a hyphen at the end of a line is one
    again.
    """
    box = raw.FS_RECTF()
    for place in range(min(raw.FPDFText_CountChars(text), MOST_LETTERS)):
        sign = _sign(raw.FPDFText_GetUnicode(text, place))
        if not sign or not raw.FPDFText_GetLooseCharBox(text, place, byref(box)):
            continue
        size = raw.FPDFText_GetFontSize(text, place) or 10.0
        yield Letter(box.left, box.bottom, box.right, box.top, sign, size)


def _paths(page: Any, pdfium: Any) -> Iterator[Box]:
    for count, thing in enumerate(page.get_objects(filter=(pdfium.raw.FPDF_PAGEOBJ_PATH,), max_depth=3)):
        if count > MOST_RULES:
            return
        bounds = getattr(thing, "get_bounds", None) or thing.get_pos
        left, bottom, right, top = bounds()
        yield Box(left, bottom, right, top)


def _rules(box: Box) -> Iterator[Rule]:
    """The rules that a drawn line or rectangle is: a thin one is a rule, another has four."""
    wide, high = box.right - box.left, box.top - box.bottom
    if high <= _THIN and wide > _THIN:
        yield Rule("h", (box.top + box.bottom) / 2, box.left, box.right)
    elif wide <= _THIN and high > _THIN:
        yield Rule("v", (box.left + box.right) / 2, box.bottom, box.top)
    elif wide > _THIN and high > _THIN:
        yield from (Rule("h", y, box.left, box.right) for y in (box.bottom, box.top))
        yield from (Rule("v", x, box.bottom, box.top) for x in (box.left, box.right))


def _turn(box: Any, turned: int, width: float, height: float) -> Any:
    """A box as it stands on the page as shown. `width` and `height` are those of the page as shown."""
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    if turned == 90:
        left, bottom, right, top = bottom, height - right, top, height - left
    elif turned == 180:
        left, bottom, right, top = width - right, height - top, width - left, height - bottom
    elif turned == 270:
        left, bottom, right, top = width - top, left, width - bottom, right
    else:
        return box
    if isinstance(box, Letter):
        return Letter(left, bottom, right, top, box.sign, box.size)
    return Box(left, bottom, right, top)


def segments(line: list[Letter]) -> list[str]:
    """The text of a line, parted where a gap is far wider than a space: columns that nothing is drawn between."""
    pieces: list[list[Letter]] = [[]]
    for letter in line:
        last = pieces[-1][-1] if pieces[-1] else None
        if last is not None and letter.left - last.right > 3 * max(letter.size, 6):
            pieces.append([])
        pieces[-1].append(letter)
    return [text for piece in pieces if (text := written(piece))]


def _gap(above: list[Letter], below: list[Letter]) -> float:
    """The space between two lines, in heights of a line."""
    return (above[0].bottom - below[0].top) / max(below[0].top - below[0].bottom, 1.0)


def _usual_gap(lines_of_page: list[list[Letter]]) -> float:
    """The space that lines of one paragraph have between them."""
    gaps = sorted(_gap(above, below) for above, below in pairwise(lines_of_page))
    return gaps[len(gaps) // 5] if gaps else 1.0
