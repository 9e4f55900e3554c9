"""What the columns of a plan's tables are: by their heads, or else by what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cchc.steering.plans.rules import times
from cchc.steering.plans.rules.reading import BLANK, UNREAD
from cchc.steering.plans.rules.units import begins_as_unit
from cchc.steering.plans.rules.words import plain, squeezed

NUMBER, TASK, LEAD, COOPERATING, RESPONSIBLE = "number", "task", "lead", "cooperating", "responsible"
PRODUCT, TIME, START, NOTE, BUDGET = "product", "time", "start", "note", "budget"
TARGET, UNIT, VALUE, YEAR, BASELINE, OTHER = "target", "unit", "value", "year", "baseline", "other"

_ACTOR = r"(?:don vi|co quan|phong|bo phan|to chuc|nguoi|ca nhan|lanh dao|chuyen vien|dau moi)"
# Tried in this order on the words of a head without marks; the first that fits names the column.
HEADS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (NUMBER, r"^(?:so )?(?:tt|thu tu|stt|#|no\.?|so)\.?$"),
        (UNIT, r"don vi tinh|^dvt\.?$|^don vi do"),
        (NOTE, r"^ghi chu|^luu y|^can cu"),
        (BUDGET, r"kinh phi|du toan|nguon von|ngan sach"),
        (BASELINE, r"hien trang|^thuc hien (?:nam )?20\d\d|uoc thuc hien|ket qua nam 20\d\d|ky truoc|^nam goc"),
        (YEAR, r"^(?:(?:den|(?:chi tieu|muc tieu)(?: cac nam)?|ke hoach|cac moc|lo trinh|gia tri)?[ :]*"
               r"(?:den |het )*(?:nam )?)20\d\d$"),
        (RESPONSIBLE, r"chu tri.*phoi hop|phoi hop.*chu tri"),
        (COOPERATING, r"phoi hop|tham gia"),
        (LEAD, rf"chu tri|{_ACTOR}[^|]*(?:thuc hien|phu trach|chiu trach nhiem|tham muu|theo doi|dau moi)"
               r"|^phan cong|^trach nhiem|^(?:don vi|co quan)(?:[,/] ?(?:don vi|co quan))?$|^phu trach"),
        (START, r"bat dau|khoi dong"),
        (PRODUCT, r"^(?:san pham|ket qua|dau ra)"),
        (TIME, r"thoi (?:gian|han|diem)|^han\b|tien do|hoan thanh|ket thuc|^moc|lo trinh thuc hien"),
        (PRODUCT, r"san pham|ket qua|dau ra"),
        (TASK, r"nhiem vu"),
        (TARGET, r"chi tieu|muc tieu"),
        (VALUE, r"gia tri|chi so can dat|^muc (?:dat|can dat|phan dau)|^ke hoach$|^so luong|^ty le"),
        (TASK, r"nhiem vu|noi dung|cong viec|hoat dong|giai phap|^ten\b|^viec|hang muc|dau viec"),
    )
)  # fmt: skip
_HEAD_LENGTH = 90
_INDEX = re.compile(r"^\(?(?:\d{1,2}|[A-Za-z])\)?(?:\s*=.*)?$")
_VALUE_CELL = re.compile(r"^[<>≥≤=]*\s*\d[\d.,]*\s*%?$")


@dataclass(frozen=True)
class Column:
    """A column: what it is, what its head says, and the year it is for."""

    kind: str
    name: str
    year: int | None = None


def kind_of(name: str) -> str | None:
    """What a head says its column is. None: it is not known as a head."""
    words = plain(squeezed(name)).strip(" .:")
    if not words or len(words) > _HEAD_LENGTH:
        return None
    return next((kind for kind, pattern in HEADS if pattern.search(words)), None)


def is_head(cells: Sequence[str]) -> bool:
    """Whether a row is the head of a table of tasks or of targets: two columns known, one of them what it is
    about.
    """
    filled = [squeezed(cell) for cell in cells if cell.strip()]
    if len(filled) < 2 or any(len(cell) > _HEAD_LENGTH for cell in filled):
        return False
    kinds = [kind_of(cell) for cell in filled]
    known = {kind for kind in kinds if kind}
    if len(known) < 2 or not known & {TASK, TARGET, LEAD, PRODUCT}:
        return False
    if any(re.fullmatch(r"\d{1,3}(?:\.\d+)*\.?|[IVXL]+\.?", cell) for cell in filled):
        return False  # a row of the table whose words happen to be those of heads
    sure = len(known) >= 3 or NUMBER in known or None not in kinds
    return sure and sum(kind is not None for kind in kinds) >= 0.5 * len(kinds)


def is_index(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 3 or not all(_INDEX.match(cell) for cell in filled):
        return False
    numbers = [int(digits) for cell in filled if (digits := re.sub(r"\D.*", "", cell.strip("()")))]
    return len(numbers) >= len(filled) - 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_lower_head(cells: Sequence[str], upper: Sequence[str]) -> bool:
    """Whether a row under a head names the columns that a cell of the head spans: each cell is a head, none a
    number.
    """
    filled = [(place, squeezed(cell)) for place, cell in enumerate(cells) if cell.strip()]
    if not filled or any(len(cell) > 40 or kind_of(cell) in (None, NUMBER) for _, cell in filled):
        return False
    return any(place >= len(upper) or plain(squeezed(upper[place])) != plain(cell) for place, cell in filled)


def columns_of(rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns under a head of one row or of several; what a cell spans is named by the row under it."""
    width = max(len(row) for row in rows)
    columns = []
    top = _spread(rows[0], rows[1:], width)
    for place in range(width):
        names = [squeezed(row[place]) if place < len(row) else "" for row in rows]
        lower = next((name for name in reversed(names[1:]) if name), "")
        upper = names[0] or top[place]
        name = lower if lower and plain(lower) != plain(upper) else upper
        kind = kind_of(lower) or kind_of(upper) or OTHER
        if kind == YEAR and lower and kind_of(upper) == BASELINE:
            kind = BASELINE
        year = re.search(r"20\d\d", name) or re.search(r"20\d\d", upper)
        columns.append(Column(kind, name, int(year[0]) if year and kind in (YEAR, TARGET, VALUE) else None))
    return _settled(tuple(columns))


def _spread(upper: Sequence[str], lowers: Sequence[Sequence[str]], width: int) -> list[str]:
    """The head of each column by the upper row, which names a span of columns once, at its first."""
    names, last = [], ""
    for place in range(width):
        own = squeezed(upper[place]) if place < len(upper) else ""
        below = any(place < len(row) and row[place].strip() for row in lowers)
        last = own or (last if below else "")
        names.append(last)
    return names


def _settled(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Columns whose heads can be two things, settled by the others: a table of tasks, or one of targets."""
    kinds = [column.kind for column in columns]
    by_targets = TASK not in kinds or UNIT in kinds or kinds.count(YEAR) + kinds.count(VALUE) > 0
    settled, seen = [], set()
    for column in columns:
        kind = column.kind
        if kind == TARGET and not by_targets:
            kind = OTHER
        if kind == TARGET and TARGET in seen:
            kind = YEAR if column.year else VALUE  # "Chỉ tiêu | Mục tiêu năm 2025"
        if kind == TASK and (TASK in seen or (TARGET in kinds and by_targets and TARGET in seen)):
            kind = OTHER
        if kind == TASK and TARGET not in kinds and by_targets and (UNIT in kinds or YEAR in kinds):
            kind = TARGET  # "Nội dung | Đơn vị tính | 2021 | 2022"
        if (kind == PRODUCT and PRODUCT in seen) or (kind == LEAD and LEAD in seen):
            kind = OTHER
        seen.add(kind)
        settled.append(Column(kind, column.name, column.year))
    return tuple(settled)


def guessed(rows: Sequence[Sequence[str]], columns: Sequence[Column] = ()) -> tuple[Column, ...]:
    """The columns by what stands in them, where their heads do not say. What stays unclear is OTHER."""
    width = max([len(columns), *(len(row) for row in rows)])
    found = [columns[place] if place < len(columns) else Column(OTHER, "") for place in range(width)]
    taken = {column.kind for column in found}
    for place in range(width):
        if found[place].kind != OTHER:
            continue
        cells = [squeezed(row[place]) for row in rows if place < len(row) and row[place].strip()]
        kind = _kind_by_cells(cells)
        if kind == LEAD and (LEAD in taken or RESPONSIBLE in taken):
            kind = COOPERATING if COOPERATING not in taken else OTHER
        if kind == TASK and (TASK in taken or TARGET in taken):
            kind = PRODUCT if PRODUCT not in taken and not found[place].name else OTHER
        if kind and kind not in taken:
            found[place] = Column(kind, found[place].name)
            taken.add(kind)
    return tuple(found)


def _kind_by_cells(cells: Sequence[str]) -> str:
    if not cells:
        return OTHER
    most = 0.7 * len(cells)
    if sum(bool(re.fullmatch(r"(?:\d+(?:\.\d+)*|[IVXL]+)[.)]?", cell)) for cell in cells) >= most:
        return NUMBER
    if sum(begins_as_unit(cell) and len(cell) < 120 for cell in cells) >= most:
        return LEAD
    if sum(len(cell) < 80 and times.read(cell).kind not in (BLANK, UNREAD) for cell in cells) >= most:
        return TIME
    return TASK if sum(len(cell) for cell in cells) >= 25 * len(cells) else OTHER


def is_table_of_tasks(columns: Sequence[Column]) -> bool:
    """Whether rows are tasks: something to do, and who does it, what comes of it, or when."""
    kinds = {column.kind for column in columns}
    return TASK in kinds and bool(kinds & {LEAD, RESPONSIBLE, PRODUCT, TIME})


def is_table_of_targets(columns: Sequence[Column]) -> bool:
    """Whether rows are targets."""
    return TARGET in {column.kind for column in columns}
