"""What stands over the plan and after it: number, date, issuer, title, period, legal grounds; motto and
signatures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from cchc.steering.plans.rules.reading import Head, SourceLine
from cchc.steering.plans.rules.units import begins_as_unit
from cchc.steering.plans.rules.words import is_capitals, plain, squeezed

NO_NUMBER = "Phần đầu không ghi số văn bản"
NO_DATE = "Phần đầu không ghi đủ ngày tháng"
NO_PERIOD = "Chưa đọc được thời kỳ của kế hoạch"
FROM_NOTE = "Số và ngày lấy từ dòng dẫn của phụ lục, phần đầu để trống"
TWO_NUMBERS = "Số ở phần đầu khác số ở phụ lục: {} và {}"

_MOTTO = re.compile(
    r"^(?:cong hoa xa hoi chu nghia viet nam|doc lap\s*[-–]\s*tu do\s*[-–]\s*hanh phuc|dang cong san viet nam"
    r"|[-–—_*=.\s]{2,})[\s\-–—_*]*$"
)
_NUMBER = re.compile(
    r"^số\s*:?\s*(?P<n>[\d\s]*(?:/\s*20\d\d)?)\s*[/-]\s*(?P<kind>[^\W\d][\w&Đđ-]*(?:\s*-\s*[\w&]+)*)\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^(?P<place>[^,;:\d]{1,40}),\s*ngày\s*(?P<d>\d{1,2}|[….\s]*)\s*tháng\s*(?P<m>\d{1,2}"
    r"|[….\s]*)\s*năm\s*(?P<y>\d{4}|[….\s]*)$",
    re.IGNORECASE,
)
KINDS = (
    "kế hoạch", "nghị quyết", "chương trình hành động", "chương trình", "quyết định", "đề án", "chỉ thị",
    "phương án", "chiến lược", "quy hoạch", "thông báo", "báo cáo", "dự thảo",
)  # fmt: skip
_KIND = re.compile(rf"^(?:{'|'.join(KINDS)})\b(?!\s+số\b)", re.IGNORECASE)
_GROUND = re.compile(
    r"^(?:[-–+]\s*)?(?:căn cứ\b|theo đề nghị\b|xét\b|thực hiện (?:nghị quyết|quyết định|kế hoạch|chỉ thị"
    r"|chương trình"
    r"|công văn|kết luận|văn bản)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:như sau|sau đây|với các nội dung(?: chủ yếu| chính)?(?: sau)?)\s*[:.]*$", re.IGNORECASE)
_ISSUES = re.compile(
    r"(?:^|[;,.]\s+)(?P<who>(?:Sở|Ủy ban|Uỷ ban|UBND|Bộ|Ban|Cục|Chi cục|Văn phòng|Trung tâm|Hội đồng|Tổng cục"
    r"|Thanh tra|Phòng)"
    r"[^,;.]{2,80}?)\s+(?:xây dựng|ban hành|đề ra|triển khai)\b"
)
NOTE = re.compile(
    r"(?:ban hành )?kèm theo\s+(?P<kind>[^\d:]{3,40}?)\s+số\s*:?\s*(?P<n>[\d\s….]*)/\s*(?P<code>[\w&Đđ-]+)"
    r"(?:\s*,?\s*ngày\s*(?P<d>\d{1,2})?\s*(?:tháng|/)?\s*(?P<m>\d{1,2})?\s*(?:năm|/)?\s*(?P<y>\d{4})?)?"
    r"(?:\s*của\s+(?P<who>[^()]+?))?\s*\)?\s*$",
    re.IGNORECASE,
)
_SPAN = re.compile(r"(20\d\d)\s*(?:[-–—]|đến(?: năm)?)\s*(20\d\d)")
_YEAR = re.compile(r"(?:năm|/)\s*(20\d\d)", re.IGNORECASE)
_PARENT = re.compile(r"^(?:ubnd|uy ban nhan dan|bo |tinh uy|hdnd|hoi dong nhan dan|thanh uy|huyen uy)")
_OF = re.compile(r"\bcủa\s+((?:Sở|Ủy ban|Uỷ ban|UBND|Bộ|Ban|Cục|Chi cục|Văn phòng|Trung tâm)\b[^,;.()]{2,80})$")


@dataclass
class Preamble:
    """The lines before the first part, each read once; `used` says what each was, by ordinal."""

    used: dict[int, str] = field(default_factory=dict)
    number: str = ""
    has_number_line: bool = False
    signed_on: date | None = None
    issuer: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    grounds: list[str] = field(default_factory=list)
    opening: str = ""
    appendix: list[str] = field(default_factory=list)  # its title, which is all that a lone appendix has
    notes: list[tuple[str, date | None, str]] = field(default_factory=list)
    _in_title: bool = False

    def take(self, lines: Sequence[SourceLine], text: str) -> bool:
        """Read one line before the first part, or several that are one. False: it says nothing of the whole."""
        read = [self._read(piece) for piece in pieces_of(lines, text)]
        of_letterhead = lines[0].cells is not None and {"motto", "number", "date"} & set(read)
        if not read or not (all(read) or of_letterhead):
            return False
        self.used |= {line.ordinal: read[0] or "letterhead" for line in lines}
        return True

    def _read(self, text: str) -> str:
        words = plain(text)
        if _MOTTO.match(words):
            return "motto"
        if found := _NUMBER.match(text):
            self.has_number_line, self._in_title = True, False
            self.number = self.number or _joined(found["n"], found["kind"])
            return "number"
        if found := _DATED.match(text):
            self.signed_on = self.signed_on or _date(found["d"], found["m"], found["y"])
            return "date"
        if self.note(text):
            return "note"
        titles_on = self._in_title and text[-1] not in ".;:," and not plain(text).startswith("can cu")
        if _GROUND.match(text) and not titles_on:
            self._in_title = False
            self.grounds.append(text)
            self.opening = text if _OPENING.search(text) else self.opening
            return "ground"
        if _OPENING.search(text) and len(text) > 30:
            self._in_title, self.opening = False, text
            return "opening"
        return self._read_title(text)

    def _read_title(self, text: str) -> str:
        if (
            _KIND.match(text)
            and not self.title
            and (is_capitals(text) or (len(text) < 250 and text[-1] not in ".;:,"))
        ):
            self._in_title = True
            self.title.append(text)
            return "title"
        if self._in_title and len(self.title) < 8 and text[-1] not in ".;:,!" and len(text) < 250:
            self.title.append(text)
            return "title"
        self._in_title = False
        if not self.title and not self.has_number_line and is_capitals(text) and self._is_of_letterhead(text):
            self.issuer.append(text)
            return "issuer"
        return ""

    def _is_of_letterhead(self, text: str) -> bool:
        """Whether a line in capitals names an authority, or goes on with its name."""
        names = (
            begins_as_unit(text) or _PARENT.match(plain(text)) or plain(text).startswith(("tinh ", "thanh pho "))
        )
        return len(text) < 90 and bool(names or self.issuer)

    def note(self, text: str) -> bool:
        """Read the line that says what an appendix belongs to, wherever it stands."""
        found = NOTE.search(text)
        if found is None or len(text) > 250:
            return False
        who = squeezed(found["who"] or "")
        self.notes.append((_joined(found["n"], found["code"]), _date(found["d"], found["m"], found["y"]), who))
        return True

    def head(self) -> Head:
        """All of it together; what the head leaves blank is taken from the appendix, and said."""
        doubts = []
        number, signed_on = self.number, self.signed_on
        noted = next(((n, on, who) for n, on, who in self.notes if n), ("", None, ""))
        if not number and noted[0]:
            number, signed_on = noted[0], signed_on or noted[1]
            doubts.append(FROM_NOTE)
        elif noted[0] and number != noted[0]:
            doubts.append(TWO_NUMBERS.format(number, noted[0]))
        signed_on = signed_on or noted[1]
        title = squeezed(" ".join(self.title or self.appendix))
        start, end = _period(title) or _period(self.opening) or (None, None)
        issuer = self._issuer(title)
        doubts += [
            words
            for missing, words in ((number, NO_NUMBER), (signed_on, NO_DATE), (start, NO_PERIOD))
            if not missing
        ]
        return Head(
            number=number, signed_on=signed_on, issuer=issuer, title=title, start=start, end=end,
            grounds=tuple(self.grounds), lines=tuple(sorted(self.used)), doubts=tuple(doubts),
        )  # fmt: skip

    def _issuer(self, title: str) -> str:
        """Who issues the plan, by letterhead, the note of the appendix, the formula that opens it, or title."""
        units = [place for place, line in enumerate(self.issuer) if begins_as_unit(line)]
        own = max((place for place in units if not _PARENT.match(plain(self.issuer[place]))), default=0)
        if self.issuer:
            return squeezed(" ".join(self.issuer[own:]))
        noted = next((who for _, _, who in self.notes if who), "")
        if noted:
            return noted
        if found := _ISSUES.search(self.opening):
            return squeezed(found["who"])
        found = _OF.search(title)
        return squeezed(found[1]) if found else ""


def pieces_of(lines: Sequence[SourceLine], text: str) -> list[str]:
    """The texts of a line, or of the cells and lines of a row that is no row of a table."""
    if lines[0].cells is None:
        return [text]
    return [piece for cell in lines[0].cells for part in cell.split("\n") if (piece := squeezed(part))]


def _joined(number: str, kind: str) -> str:
    digits = re.sub(r"[^\d/]", "", number)
    return f"{digits}/{re.sub(chr(92) + 's', '', kind)}" if digits else ""


def _date(day: str | None, month: str | None, year: str | None) -> date | None:
    try:
        return date(int(year or ""), int(month or ""), int(day or ""))
    except ValueError:
        return None


def _period(text: str) -> tuple[date, date] | None:
    """The first span of years in a title, or its one year."""
    if found := _SPAN.search(text):
        return date(int(found[1]), 1, 1), date(int(found[2]), 12, 31)
    if found := _YEAR.search(text):
        return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    return None


_RECEIVERS = re.compile(r"^noi nhan\s*:?")
_ROLE = re.compile(
    r"^(?:(?:tm|kt|tl|tuq|q|t/m|k/t)\.?\s*)?(?:(?:tm|kt|tl)\.?\s*)?(?:giam doc|pho giam doc|chu tich"
    r"|pho chu tich|uy ban nhan dan"
    r"|hoi dong nhan dan|bo truong|thu truong|bi thu|pho bi thu|truong ban|cuc truong|chi cuc truong"
    r"|chanh van phong|thu tuong"
    r"|thu tuong chinh phu|quyen giam doc|ban thuong vu|truong phong|nguoi lap|nguoi ky)\b[^.;]{0,40}$"
)
_SIGNED = re.compile(r"^(?:\(?(?:da ky|ky ten|ky, dong dau|ky boi)|nguoi ky\b)")
_PAGE = re.compile(r"^(?:trang|page)?\s*[-–]?\s*\d{1,3}\s*[-–]?(?:\s*/\s*\d{1,3})?$")
_FORMULA = re.compile(
    r"^tren day la (?:noi dung )?(?:ke hoach|nghi quyet|chuong trinh|toan van|noi dung|de an)"
    r"|^\(?kem theo (?:phu luc|danh muc|bieu)"
    r"|^\((?:chi tiet|co|xem|kem)[^()]{0,60}(?:phu luc|danh muc|bieu)[^()]{0,160}\)\.?$"
)


def begins_signatures(text: str) -> bool:
    """Whether a line begins the end of a document: whom it goes to, and who signs."""
    words = plain(text)
    return bool(_RECEIVERS.match(words) or (_ROLE.match(words) and is_capitals(text)))


def is_of_signatures(text: str) -> bool:
    """Whether a line, after the first of them, can still belong to the signatures: it is short."""
    return len(text) <= 120 and not re.match(r"^[IVX]+\.\s", text)


def is_ground(text: str) -> bool:
    """Whether a line begins a legal ground."""
    return plain(text).startswith("can cu ")


def is_signed(text: str) -> bool:
    """Whether a line says that something was signed."""
    return bool(_SIGNED.match(plain(text)))


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of a page."""
    return bool(_PAGE.match(plain(text)))


def is_formula(text: str) -> bool:
    """Whether a line only closes the text, or points to the appendix."""
    return bool(_FORMULA.match(plain(text)))
