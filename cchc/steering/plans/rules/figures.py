"""The figures to be reached in a sentence, each with its comparison, unit and year; and paths that climb year by
year.

What looks like a figure and is none is covered first: numbers of documents, dates, years, levels (mức độ 3,
4), articles. A percentage is a figure. Another number is one only where a word says that it is to be reached
("tối thiểu 5 dịch vụ", "giảm 3 đầu mối"); counts in prose ("7 nhóm việc") are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cchc.steering.plans.rules.reading import Milestone
from cchc.steering.plans.rules.words import plain, squeezed

NUMBER = r"(?<![\w.,/])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d])|(?<![\w.,/])\d+(?:[.,]\d+)?(?!\d)"
PERCENT = r"\s*(?:%|phan tram\b)"
POINTS = r"\s*diem\s*(?:%|phan tram)"
Y = r"(?:19[89]\d|20\d\d)"

MOST = 40  # figures of one item
LONGEST = 6_000  # signs: no item of a plan is longer, and what follows is not searched

# Words right before a number, nearest first; between them and the number only words of FILLER may stand.
FILLER = (
    r"(?:\s*(?:la|dat|co|phai|duoc|khoang|tu|so|ty le|con|den|len|xuong|o muc|muc|dam bao|bao dam|tang|giam|them"
    r"|[:]))*\s*"
)
BEFORE = (
    ("<=", r"(?:toi da|khong (?:qua|vuot qua|vuot|cao hon|lon hon|nhieu hon)|nhieu nhat|cao nhat|≤|<=)"),
    (">=", r"(?:toi thieu|it nhat|khong (?:duoi|thap hon|it hon|nho hon|kem)|thap nhat|≥|>=)"),
    (">", r"(?:tren|hon|vuot|qua|lon hon|cao hon|>)"),
    ("<", r"(?:duoi|it hon|thap hon|nho hon|<)"),
    ("=", r"(?:bang|dung|=)"),
)
AFTER = ((">=", r"tro len"), ("<=", r"tro xuong"))
_BEFORE = tuple((sign, re.compile(rf"(?:^|(?<=[^a-z0-9])){words}{FILLER}$")) for sign, words in BEFORE)
_AFTER = tuple((sign, re.compile(rf"^[^.;,\d%]{{0,60}}?\b{words}\b")) for sign, words in AFTER)

# Numbers that are no figures. Each is covered with as many signs, so that places stay the same.
COVERED = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bso:?\s*\d[\d/.]*\s*(?:[-/]\s*[\w&/-]+)?",  # số 602/QĐ-UBND
        r"\d+\s*/\s*(?:\d{4}\s*/\s*)?[a-z][\w&]*(?:-[\w&]+)+",  # 60/2021/NĐ-CP
        rf"\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*{Y}",  # 17/9/2021
        rf"\d{{1,2}}\s*/\s*{Y}",  # 3/2022
        r"\bngay\s+\d{1,2}\s*/\s*\d{1,2}(?!\d)",
        r"\bngay\s+\d{1,2}(?:\s+thang\s+\d{1,2})?",
        r"\b(?:muc(?: do)?|cap do|muc dv?c)\s*\d(?:\s*(?:,|va|hoac|-|/)\s*(?:muc(?: do)?\s*)?\d(?![\d%]))*",
        r"\b(?:dieu|khoan|diem|chuong|phan|phu luc|bang|bieu|mau so|quy|thang|tuan|khoa|lan thu|hang thu"
        r"|ky hop thu"
        r"|buoc|nhom|tiet)\s+(?:so\s+)?\d+(?:\.\d+)*(?!\s*%|\d)",
        rf"\b{Y}\s*[-–—]\s*{Y}\b",
        rf"(?<![\d.,]){Y}(?![\d.,]*\d)(?!\s*%)",
        r"\b\d+\s*/\s*\d+(?!\s*%)",
        r"\b(?:khoa|phien ban|version|iso)\s+[\d.:]+",
        r"\b\d/\d\b",
    )
)
# A figure that says where things stood, not where they are to go.
_BASELINE = re.compile(
    r"(?:hien nay|hien tai|nam truoc|ty le hien|so voi|truoc day|thuc te)(?:(?!tang|giam)[^.;%\d]){0,40}$"
    r"|\b(?:tang|giam|nang|rut ngan|ha)\b[^.;%]{0,60}\btu\s*$"
)
_TO_AFTER = re.compile(rf"^(?:{PERCENT})?[^.;%\d]{{0,30}}\b(?:len|xuong|con|den)\b")
_CLIMBS_FROM = re.compile(r"\b(?:tang|giam|nang|rut ngan|ha)\b[^.;%]{0,60}\btu\s*$")
_FALLS = re.compile(r"\b(?:giam|xuong|con|rut ngan|ha)\b")
NO_SIGN = "Không có từ so sánh: hiểu là “ít nhất”"
NO_SIGN_FALLING = "Không có từ so sánh, mà là mức giảm: xem lại là “ít nhất” hay “nhiều nhất”"
# A year that is not the year of the figure.
_NOT_ITS_YEAR = re.compile(
    r"(?:so voi|luat[^.;,]{0,60}|hien phap|bo luat[^.;,]{0,60}|goc|cung ky|nam goc)\s*(?:nam\s*)?$"
)
_YEAR_SAID = re.compile(
    rf"(?:(?:den|trong|vao|truoc|cuoi|het|toi|tu|sang)\s+)*(?:nam\s*|thang\s*\d{{1,2}}\s*(?:/|nam)\s*"
    rf"|quy\s*\w+\s*(?:/|nam)\s*"
    rf"|\d{{1,2}}/\d{{1,2}}/)(?P<y>{Y})(?!\s*[-–—]\s*{Y})(?!\d)|\b(?:den|trong|vao"
    rf"|truoc)\s+(?P<y2>{Y})(?!\s*[-–—])(?!\d)"
)
_SPAN_SAID = re.compile(rf"(?P<y>{Y})\s*(?:[-–—]|den(?: nam)?)\s*(?P<y2>{Y})")

_RANGE = re.compile(rf"(?P<a>{NUMBER})(?:{PERCENT})?\s*(?:-|–|—|den|toi)\s*(?P<b>\d+(?:[.,]\d+)?)(?P<p>{PERCENT})")
_ONE = re.compile(rf"(?P<a>{NUMBER})(?:(?P<pp>{POINTS})|(?P<p>{PERCENT}))")
_RANGE_OF = re.compile(rf"\btu\s+(?P<a>{NUMBER})\s*(?:-|–|—|den|toi)\s*(?P<b>\d+(?:[.,]\d+)?)(?!\d)(?=\s+[a-z])")
_BARE = re.compile(rf"(?P<a>{NUMBER})(?!\s*%)(?=\s+[a-z])")
_TO_BE_REACHED = re.compile(
    r"(?:^|[^a-z])(?:toi thieu|it nhat|khong duoi|khong thap hon|khong it hon|toi da|khong qua|khong vuot qua"
    r"|nhieu nhat|≥|≤|>=|<=)"
    + FILLER
    + r"$|(?:^|[^a-z])(?:dat|giam|tang|cat giam|rut ngan|duoi|con)\s+(?:duoc\s+|them\s+|tren\s+|hon\s+|con\s+"
    r"|so diem\s+)*$"
    r"|^\s*(?:tren|hon)\s+$"
)
# Units of two words or more; any other unit is the two words that follow.
UNITS = re.compile(
    r"(?:điểm phần trăm|điểm|ngày làm việc|ngày|giờ làm việc|giờ|phút|lần|bậc|hạng|sáng kiến|dịch vụ công"
    r"|dịch vụ|mô hình|cuộc họp|cuộc|lớp|hồ sơ|thủ tục hành chính|thủ tục|TTHC|đơn vị|cơ sở dữ liệu|hệ thống"
    r"|người|"
    r"văn bản|đề tài|nhiệm vụ|giải pháp|sản phẩm|doanh nghiệp|lượt|triệu đồng|tỷ đồng|nghìn đồng|đồng|buổi"
    r"|tin bài|"
    r"tin, bài|bài|phòng|đầu mối|biên chế|chỉ tiêu|m2|km|ha|xã|huyện|tỉnh)\b",
    re.IGNORECASE,
)
_TWO_WORDS = re.compile(r"[^\W\d]+(?:\s+[^\W\d]+)?")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure to be reached, as a sentence says it."""

    value: Decimal | None
    comparison: str | None
    unit: str
    year: int | None
    quote: str
    value_to: Decimal | None = None
    milestones: tuple[Milestone, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: str


def number(text: str) -> Decimal | None:
    """A number as it is written in Vietnamese: 1.000 is a thousand, 62,4 has a fraction."""
    bare = text.strip().replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare):
        bare = bare.replace(".", "")
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return None


def covered(words: str) -> str:
    """`words` with whatever is no figure replaced by as many signs."""
    for pattern in COVERED:
        words = pattern.sub(lambda found: "_" * len(found[0]), words)
    return words


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure to be reached in an item, in order. Empty: the item is a commitment."""
    words = plain(text := text[:LONGEST])
    hidden = covered(words)
    path = _path(text, words)
    found = [one for one in _all(text, hidden) if not (path and path[0] <= one.start < path[1])][:MOST]
    read = [(one.start, _figure(text, words, hidden, one, found)) for one in found]
    if path:
        read.append((path[0], path[2]))
    return tuple(figure for _, figure in sorted(read, key=lambda pair: pair[0]))


def _all(text: str, hidden: str) -> list[_Found]:
    taken: list[_Found] = []
    for finder in (_ranges, _percentages, _bare_numbers):
        for one in finder(text, hidden):
            if not any(one.start < other.end and other.start < one.end for other in taken):
                taken.append(one)
    return sorted(taken, key=lambda one: one.start)


def _ranges(text: str, hidden: str) -> Iterator[_Found]:
    for found in _RANGE.finditer(hidden):
        low, high = number(found["a"]), number(found["b"])
        climbs = _CLIMBS_FROM.search(_clause_before(hidden, found.start()))
        if low is not None and high is not None and low < high and not climbs:
            yield _Found(found.start(), found.end(), low, high, "%")
    for found in _RANGE_OF.finditer(hidden):
        low, high = number(found["a"]), number(found["b"])
        if low is not None and high is not None and low < high and _wanted(hidden, found.start()):
            unit, end = _unit(text, found.end())
            yield _Found(found.start("a"), end, low, high, unit)


def _percentages(text: str, hidden: str) -> Iterator[_Found]:
    for found in _ONE.finditer(hidden):
        value = number(found["a"])
        if value is None or _is_baseline(hidden, found.start(), found.end()):
            continue
        yield _Found(found.start(), found.end(), value, None, "điểm phần trăm" if found["pp"] else "%")


def _bare_numbers(text: str, hidden: str) -> Iterator[_Found]:
    for found in _BARE.finditer(hidden):
        value = number(found["a"])
        if value is not None and _wanted(hidden, found.start()) and not _is_baseline(hidden, found.start()):
            unit, end = _unit(text, found.end())
            yield _Found(found.start(), end, value, None, unit)


def _wanted(hidden: str, start: int) -> bool:
    """Whether a word before a bare number says that it is to be reached."""
    return bool(_TO_BE_REACHED.search(_clause_before(hidden, start)))


def _is_baseline(hidden: str, start: int, end: int | None = None) -> bool:
    """Whether a figure says where things stood: "hiện nay 40%", "tăng từ 30% lên 50%"."""
    before = _clause_before(hidden, start)
    found = _BASELINE.search(before)
    if found is None:
        return False
    if before.rstrip().endswith("tu"):
        return end is not None and bool(_TO_AFTER.search(hidden[end : end + 60]))
    return True


def _clause_before(words: str, start: int) -> str:
    """What stands before `start` in its clause, at most eighty signs of it."""
    piece = words[max(0, start - 80) : start]
    return re.split(r"[;.!?]\s|\n", piece)[-1]


def _unit(text: str, end: int) -> tuple[str, int]:
    rest = text[end:].lstrip()
    start = len(text) - len(rest)
    found = UNITS.match(rest) or _TWO_WORDS.match(rest)
    return (squeezed(found[0]), start + found.end()) if found else ("", end)


def comparison_of(words: str, start: int, end: int) -> str | None:
    """The sign of the comparison word before or after a number in `words` (without marks). None: there is none."""
    before = _clause_before(words, start)
    after = words[end : end + 80]
    for sign, pattern in _AFTER:
        if pattern.search(after):
            return sign
    for sign, pattern in _BEFORE:
        if pattern.search(before):
            return sign
    return None


def _figure(text: str, words: str, hidden: str, one: _Found, all_found: list[_Found]) -> Figure:
    sign = "range" if one.high is not None else comparison_of(hidden, one.start, one.end)
    year = _year_of(words, one, all_found)
    falls = _FALLS.search(_clause_before(hidden, one.start))
    doubts = () if sign else (NO_SIGN_FALLING if falls else NO_SIGN,)
    return Figure(
        value=one.low, value_to=one.high, comparison=sign, unit=one.unit, year=year, doubts=doubts,
        quote=_quote(text, one),
    )  # fmt: skip


def _clauses(words: str) -> list[tuple[int, int]]:
    """Where each clause begins and ends; commas and brackets do not part clauses."""
    places, start = [], 0
    for found in re.finditer(r"[;!?]|\.(?=\s|$)|\n", words):
        places.append((start, found.end()))
        start = found.end()
    return [*places, (start, len(words))]


def _quote(text: str, one: _Found) -> str:
    start, end = next(place for place in _clauses(text) if place[0] <= one.start < place[1])
    return squeezed(text[start:end]).rstrip(";. ")


def years_said(words: str) -> list[tuple[int, int]]:
    """Every year that a text without marks names as a time to come, with its place."""
    plain_words = without_documents(words)
    return [
        (found.start(), int(found["y"] or found["y2"]))
        for found in _YEAR_SAID.finditer(plain_words)
        if not _NOT_ITS_YEAR.search(
            plain_words[max(0, found.start() - 70) : found.start("y" if found["y"] else "y2")]
        )
    ]


def without_documents(words: str) -> str:
    """Without the numbers and dates of documents: "Quyết định số 31/QĐ-UBND ngày 12/5/2022"."""
    short = rf"\d{{1,2}}\s*/\s*\d{{1,2}}\s*/\s*{Y}"
    dates = rf"(?:\bso\s*\d+[^\s]*|-[\w&]+)\s+ngay\s+{short}"
    long_dates = rf"-[\w&]+\s+ngay\s+\d{{1,2}}\s+thang\s+\d{{1,2}}\s+nam\s+{Y}"
    for pattern in (dates, long_dates, r"\d+\s*/\s*(?:\d{4}\s*/\s*)?[a-z][\w&]*(?:-[\w&]+)+"):
        words = re.sub(pattern, lambda found: "_" * len(found[0]), words)
    return words


def _year_of(words: str, one: _Found, all_found: list[_Found]) -> int | None:
    """The year said for a figure: before it in its clause, or after it where its clause begins with a figure."""
    years = years_said(words)
    start, end = next(place for place in _clauses(words) if place[0] <= one.start < place[1])
    inside = [(place, year) for place, year in years if start <= place < end]
    before = [year for place, year in inside if place < one.start]
    after = [year for place, year in inside if place > one.start and not _of_another(words, place, one, all_found)]
    first_figure = min(other.start for other in all_found if start <= other.start < end)
    if before and inside[0][0] < first_figure:
        return before[-1]
    if after:
        return after[0]
    if before:
        return before[-1]
    if span := _SPAN_SAID.search(words[start : start + 60].lstrip()[:45]):
        return int(span["y2"])
    earlier = [year for place, year in years if place < start]
    return earlier[-1] if earlier else None


def _of_another(words: str, place: int, one: _Found, all_found: list[_Found]) -> bool:
    """Whether a year stands in brackets with a figure of their own: "20% (riêng năm 2025 là 25%)"."""
    opened = words.rfind("(", one.end, place)
    closed = words.find(")", place)
    return opened >= 0 and any(opened < other.start < closed for other in all_found if other is not one)


# A path: the first year and its figure, the step of every year, where it ends.
_FIRST = re.compile(rf"(?:nam\s*)?(?P<y>{Y})[^%;.]*?(?P<a>{NUMBER})\s*%")
_STEP = re.compile(
    r"(?:moi nam|hang nam|tung nam|(?:cac )?nam tiep theo"
    r"|binh quan)[^%;.]{0,60}?\btang[^%;.]{0,40}?(?P<b>\d+(?:[.,]\d+)?)\s*%"
    r"|\btang[^%;.]{0,40}?(?P<b2>\d+(?:[.,]\d+)?)\s*%\s*(?:/|moi|mot|hang)\s*nam"
)
_CAP = re.compile(
    rf"(?:cho den khi|cho toi khi|den khi|toi khi"
    rf"|den (?:het )?nam\s*(?P<y>{Y}))[^%;.]{{0,40}}?(?P<c>\d+(?:[.,]\d+)?)\s*%"
)
_PERIOD = re.compile(rf"(?P<y>{Y})\s*(?:[-–—]|den(?: het)?(?: nam)?)\s*(?P<y2>{Y})")
_LONGEST_PATH = 30


def _path(text: str, words: str) -> tuple[int, int, Figure] | None:
    """A figure that climbs every year: "năm 2023 40%; 2024-2026 mỗi năm tăng 20% đến khi đạt 100%"."""
    step = _STEP.search(words)
    if step is None:
        return None
    firsts = [found for found in _FIRST.finditer(words) if found.end() <= step.start()]
    if not firsts:
        return None
    first = firsts[-1] if len(firsts) == 1 else firsts[0]
    cap = _CAP.search(words, step.end())
    begin, rise = number(first["a"]), number(step["b"] or step["b2"])
    if begin is None or rise is None or rise <= 0:
        return None
    top = number(cap["c"]) if cap else None
    period = _PERIOD.search(words, first.end("a"), step.start() + 80)
    last = int(cap["y"]) if cap and cap["y"] else int(period["y2"]) if period else None
    milestones = _climb(int(first["y"]), begin, rise, top, last)
    if not milestones:
        return None
    end = cap.end() if cap else step.end()
    doubts = ["Các mốc tính từ mức đầu và mức tăng mỗi năm: xem lại"]
    value = top if top is not None else milestones[-1].value
    if milestones[-1].value != value:
        doubts.append("Tăng theo từng năm như đã ghi thì không đến mức cuối")
    sign = comparison_of(words, first.start("a"), first.end()) or comparison_of(
        words, *((step.start("b"), step.end()) if step["b"] else (step.start("b2"), step.end()))
    )
    figure = Figure(
        value=value, comparison=sign, unit="%", year=milestones[-1].year, milestones=milestones,
        doubts=tuple(doubts), quote=squeezed(text[first.start() : end]),
    )  # fmt: skip
    return first.start("a"), end, figure


def _climb(
    year: int, begin: Decimal, rise: Decimal, top: Decimal | None, last: int | None
) -> tuple[Milestone, ...]:
    """The milestones of a path, to its last year, or where none is said until it is at the top."""
    if last is None and top is None:
        return ()
    milestones, value = [Milestone(year=year, value=begin)], begin
    while len(milestones) < _LONGEST_PATH and (year < last if last is not None else value < (top or value)):
        year, value = year + 1, value + rise if top is None else min(top, value + rise)
        milestones.append(Milestone(year=year, value=value))
    return tuple(milestones)
