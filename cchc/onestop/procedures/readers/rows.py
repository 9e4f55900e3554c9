"""What every reader gives: rows with what was read, what is wrong, and what could not be read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from unicodedata import normalize

from cchc.kernel.text import fold, slug
from cchc.onestop.procedures.rules import Content, PaperRequired

NATIONAL_CODE = re.compile(r"(\d\.\d{6})((?:\.\d{2,3})*(?:\.[A-Z]\d{2,3})?)")
LOCAL_CODE = re.compile(r"[A-Z0-9][A-Z0-9.\-]{1,59}")
EMPTY = {"", "khong co thong tin", "khong", "khong co", "--", "khong co.", "khong."}


class Unreadable(ValueError):
    """The file as a whole could not be read; its message says why, in Vietnamese."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is wrong with a row (it is not taken), or what could not be read in it (it is)."""

    row: int
    code: str
    field: str
    message: str

    def as_json(self) -> dict[str, object]:
        """As the import's report prints it."""
        return {"row": self.row, "code": self.code, "field": self.field, "message": self.message}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A source row: its content, or the errors for which there is none."""

    number: int
    code: str
    content: Content | None
    effective_from: date | None = None  # proposed by our own format; not part of the content
    errors: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()


@dataclass
class Notes:
    """What a reader remarks while it reads one row."""

    row: int
    code: str = ""
    errors: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def error(self, where: str, message: str) -> None:
        """The row cannot be taken."""
        self.errors.append(Remark(row=self.row, code=self.code, field=where, message=message))

    def warn(self, where: str, message: str) -> None:
        """The row is taken without this. The same remark is made once."""
        remark = Remark(row=self.row, code=self.code, field=where, message=message)
        if remark not in self.warnings:
            self.warnings.append(remark)

    def row_of(self, content: Content | None, effective_from: date | None = None) -> Row:
        """The row as read."""
        return Row(
            number=self.row, code=self.code, content=None if self.errors else content,
            effective_from=effective_from, errors=tuple(self.errors), warnings=tuple(self.warnings),
        )  # fmt: skip


def told(text: object) -> str:
    """A cell's text; "Không có thông tin" and its like mean that the source says nothing."""
    plain = normalize("NFC", str(text if text is not None else "")).replace("\x00", "").strip()
    return "" if fold(plain) in EMPTY else plain


def national_code(text: str) -> str:
    """The national code without a province's suffix (`.000.00.00.H49`, `.H49`); empty where it is none."""
    found = NATIONAL_CODE.fullmatch(text.strip())
    return found.group(1) if found else ""


def paper_key(name: str, taken: Iterable[str]) -> str:
    """A key for a paper that the source gives none: from its name, and the same each time."""
    base = "-".join(slug(name).split("-")[:8])[:70] or "giay-to"
    used, key, number = set(taken), base, 2
    while key in used:
        key, number = f"{base}-{number}", number + 1
    return key


def keyed(papers: Iterable[PaperRequired]) -> tuple[PaperRequired, ...]:
    """Papers, each with a key of its own."""
    from dataclasses import replace

    found: list[PaperRequired] = []
    for paper in papers:
        key = paper.key or paper_key(paper.name, (other.key for other in found))
        found.append(replace(paper, key=key))
    return tuple(found)


_CITIZEN = ("cong dan", "ca nhan", "nguoi nuoc ngoai", "nguoi viet nam", "can bo", "ho gia dinh", "nguoi khong")
_ORGANISATION = ("to chuc", "doanh nghiep", "hop tac xa", "co quan", "htx", "van phong", "hiep hoi")


def applicant_kinds(subjects: Iterable[str]) -> tuple[str, ...]:
    """Whether persons, organisations or both may apply, by the words for who carries a procedure out."""
    folded = [fold(subject) for subject in subjects]
    kinds = []
    if any(word in subject for subject in folded for word in _CITIZEN):
        kinds.append("citizen")
    if any(subject.startswith(word) for subject in folded for word in _ORGANISATION):
        kinds.append("organisation")
    return tuple(kinds)


_LEVELS = {"bo": "ministry", "trung uong": "ministry", "tinh": "province", "xa": "commune"}


def levels(text: str) -> tuple[str, ...]:
    """Levels of government as the portal lists them: "Cấp bộ, Cấp tỉnh"."""
    found = []
    for part in text.split(","):
        plain = fold(part).removeprefix("cap ").strip()
        if plain:
            level = _LEVELS.get(plain, "other")
            if level not in found:
                found.append(level)
    return tuple(found)


# "Cán bộ, công chức, viên chức" is one item of the portal's list.
_OUTSIDE_PARENTHESES = re.compile(r",(?!\s*(?:công|viên) chức)(?![^()]*\))\s*")


def listed(text: str) -> tuple[str, ...]:
    """A list joined by commas, those in parentheses apart: "Tổ chức (không bao gồm doanh nghiệp, HTX)"."""
    return tuple(part.strip() for part in _OUTSIDE_PARENTHESES.split(told(text)) if part.strip())
