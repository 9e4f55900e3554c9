"""The screens of leaders, heads and the office on paper: A4, tagged, with who, when and the page at the foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cchc.steering.plans.papers.published import KEYS, as_csv, as_json
from cchc.ui.typst import pdf

__all__ = ["KEYS", "Group", "ScreenContent", "Section", "as_csv", "as_json", "screen"]

_SCREEN = Path(__file__).with_name("screen.typ")


@dataclass(frozen=True)
class Group:
    """Counts under a heading, each with what it counts: ("3", "hồ sơ quá hạn")."""

    title: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Section:
    """A table of a screen. `widths` are parts of the line; `numbers` says which columns are figures."""

    title: str
    columns: Sequence[str]
    widths: Sequence[int]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]
    nothing: str
    note: str = ""


@dataclass(frozen=True)
class ScreenContent:
    """Everything that stands on the paper, in the language of its reader."""

    title: str
    of: str
    lead: Sequence[str]
    groups: Sequence[Group]
    sections: Sequence[Section]
    foot: str  # agency, who, when
    page: str  # the word before the page's number
    strip: str  # what the mark of a demonstration says
    language: str
    is_demo: bool


def screen(content: ScreenContent, *, at: datetime) -> bytes:
    """The screen as PDF/A-2a and PDF/UA-1."""
    values = {
        "title": content.title, "of": content.of, "lead": list(content.lead), "foot": content.foot,
        "page": content.page, "strip": content.strip, "language": content.language, "demo": content.is_demo,
        "groups": [
            {"title": one.title, "lines": [{"count": count, "label": label} for count, label in one.lines]}
            for one in content.groups
        ],
        "sections": [
            {
                "title": one.title, "columns": list(one.columns), "widths": list(one.widths),
                "numbers": list(one.numbers), "rows": [list(row) for row in one.rows], "nothing": one.nothing,
                "note": one.note,
            }
            for one in content.sections
        ],
    }  # fmt: skip
    return pdf(_SCREEN, values, at=at)
