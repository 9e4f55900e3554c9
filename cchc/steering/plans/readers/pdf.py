"""A PDF with text: its lines in order, and the rows of tables that are drawn with rules. A scan has none."""

from collections.abc import Iterator
from ctypes import byref
from functools import cache
from itertools import pairwise, takewhile
from math import hypot
from typing import Any
from unicodedata import category, normalize

from cchc.steering.plans.readers.grid import Box, Letter, Rule, Table, joined, lines_in, tables_in, written
from cchc.steering.plans.readers.unreadable import Unreadable
from cchc.steering.plans.rules.reading import SourceLine

MOST_PAGES = 1_000
MOST_LETTERS = 20_000  # of a page
MOST_RULES = 6_000  # of a page: a drawing has more, a table has not
MOST_HEADS = 3  # rows of a table's head that a page may repeat
MOST_RUNNING = 2  # lines at the top of a page that stand on every page
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
    found = _Lines()
    try:
        for index in range(pages):
            yield from found.of_page(index + 1, *_page(document, index, pdfium))
        yield from found.rest()
    except pdfium.PdfiumError as fault:
        raise Unreadable(f"Tệp {name} đã hỏng ở một trang") from fault
    finally:
        document.close()
    if not found.any_text:
        raise Unreadable(f"Tệp {name} chỉ có ảnh, không có chữ: cần nhận dạng chữ (OCR) trước khi nhập")


class _Lines:
    """The lines and rows of pages one after the other. A row that a page breaks is one row, its cells joined."""

    def __init__(self) -> None:
        self.any_text = False
        self._ordinal = 0
        self._usual = 1.0  # gap of lines of a paragraph
        self._head: list[list[str]] = []  # the first rows of the table, which a page may repeat
        self._broken: tuple[int, list[str], set[int]] | None = None  # a row that may go on, and its page

    def of_page(self, number: int, letters: list[Letter], rules: list[Rule]) -> Iterator[SourceLine]:
        """What stands on a page, from the top."""
        tables = tables_in(rules, letters)
        inside = {id(letter) for table in tables for letter in table.letters}
        free = lines_in([letter for letter in letters if id(letter) not in inside])
        self._usual = min(self._usual, _usual_gap(free))
        blocks: list[tuple[float, Table | list[Letter]]] = [(table.box.top, table) for table in tables]
        blocks += [(line[0].top, line) for line in free]
        blocks.sort(key=lambda pair: -pair[0])
        top = [block for _, block in blocks[: MOST_RUNNING + 1] if isinstance(block, Table)][:1]
        if not top:
            yield from self.rest()
        previous: list[Letter] | None = None
        for count, (_, block) in enumerate(blocks, 1):
            if isinstance(block, Table):
                yield from self._rows(block, number, goes_on=block in top)
                previous = None
                continue
            place = f"trang {number}, dòng {count}"
            if previous is not None and _gap(previous, block) > self._usual + 0.3:
                yield self._line(number, place, [""])
            yield self._line(number, place, segments(block))
            previous = block

    def rest(self) -> Iterator[SourceLine]:
        """The row that might have gone on, and did not."""
        if self._broken is not None:
            number, cells, covered = self._broken
            self._broken = None
            yield self._row(number, cells, covered)

    def _rows(self, table: Table, number: int, *, goes_on: bool) -> Iterator[SourceLine]:
        rows = [row for row in table.rows() if any(row[0])]
        broken = self._broken if goes_on else None
        if broken is not None and broken[0] == number - 1 and rows and len(broken[1]) == len(rows[0][0]):
            heads = len([*takewhile(lambda pair: pair[0][0] == pair[1], zip(rows, self._head, strict=False))])
            if heads < len(rows) and (heads or table.goes_on_above):
                cells = [joined(pair) for pair in zip(broken[1], rows[heads][0], strict=True)]
                whole = heads + 1 < len(rows) or not table.goes_on_below
                self._broken = (number if not whole else broken[0], cells, broken[2])
                del rows[: heads + 1]
                if not whole:
                    return
        else:
            self._head = [cells for cells, _ in rows[:MOST_HEADS]]
        yield from self.rest()
        last = rows.pop() if rows and table.goes_on_below else None
        for cells, covered in rows:
            yield self._row(number, cells, covered)
        self._broken = (number, *last) if last else None

    def _row(self, number: int, cells: list[str], covered: set[int]) -> SourceLine:
        self._ordinal, self.any_text = self._ordinal + 1, True
        return SourceLine(
            ordinal=self._ordinal, number=number, place=f"trang {number}", cells=tuple(cells),
            text="\t".join(cells).rstrip("\t"), covered=frozenset(covered),
        )  # fmt: skip

    def _line(self, number: int, place: str, cells: list[str]) -> SourceLine:
        self._ordinal, self.any_text = self._ordinal + 1, self.any_text or any(cells)
        return SourceLine(
            ordinal=self._ordinal, number=number, place=place, text="\t".join(cells),
            cells=tuple(cells) if len(cells) > 1 else None,
        )  # fmt: skip


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
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    to_box, to_matrix = byref(box), byref(matrix)
    unicode_of, box_of, matrix_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetMatrix
    for place in range(min(raw.FPDFText_CountChars(text), MOST_LETTERS)):
        sign = _sign(unicode_of(text, place))
        if not sign or not box_of(text, place, to_box):
            continue
        # The size of a font is before it is drawn larger or smaller, as browsers and some printers draw all.
        size = raw.FPDFText_GetFontSize(text, place)
        if matrix_of(text, place, to_matrix):
            size *= hypot(matrix.c, matrix.d)
        yield Letter(box.left, box.bottom, box.right, box.top, sign, size or 10.0)


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
