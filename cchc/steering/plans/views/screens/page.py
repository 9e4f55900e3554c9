"""What the screens are made of: counts that open their rows, tables, and the same on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cchc.foundation.identity.models import Agency, User
from cchc.foundation.worktime.rules import Due
from cchc.steering.plans import papers
from cchc.ui import marks
from cchc.ui.parts import Column, Mark
from cchc.ui.wording import number, said


@dataclass(frozen=True)
class Tile:
    """How many there are of something, and the rows that the number opens."""

    mark: Mark
    count: int
    url: str


@dataclass(frozen=True)
class TileGroup:
    """Counts under one heading."""

    title: str
    tiles: Sequence[Tile]
    nothing: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: words, a line below, a state, a time limit, what it takes; and where it leads."""

    text: str = ""
    sub: str = ""
    url: str = ""
    mark: Mark | None = None
    due: Due | None = None
    bar: Any = ""
    linked: Any = ""  # the line below with links in it; `sub` says the same on paper
    note: str = ""  # beside the state
    need: str = ""  # what it takes to reach what is wanted
    risk: str = ""  # what may still spoil it, which opens its rows
    risk_url: str = ""
    head: str = ""  # the name of its column, where cards have none
    is_figure: bool = False
    is_number: bool = False  # of a column of numbers

    @property
    def plain(self) -> str:
        """The same in words alone, for paper."""
        due = str(marks.due(self.due).label) if self.due is not None else ""
        first = " · ".join(part for part in (self.text, due) if part)
        state = " · ".join(part for part in (str(self.mark.label) if self.mark else "", self.note) if part)
        return "\n".join(part for part in (first, self.sub, state, self.need, self.risk) if part)


@dataclass(frozen=True)
class Section:
    """A table of a screen."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    nothing: str
    widths: Sequence[int]
    more_url: str = ""
    more: str = ""
    note: str = ""


@dataclass(frozen=True)
class Screen:
    """One screen as a person sees it."""

    title: str
    of: str  # the agency or unit
    agency: Agency
    user: User
    at: datetime
    lead: Sequence[str]
    groups: Sequence[TileGroup]
    sections: Sequence[Section]
    plan_url: str
    tabs: Sequence[tuple[str, str, bool]] = ()
    choices: Sequence[tuple[str, str, bool]] = ()  # units to choose from: words, address, chosen
    empty: str = ""
    query: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def as_of(self) -> str:
        """The moment of the figures, in words."""
        return _("Số liệu lúc %(moment)s") % {"moment": said(self.at)}


def answer(request: HttpRequest, screen: Screen, *, as_pdf: bool) -> HttpResponse:
    """The screen as a page, or as a paper of the same figures."""
    if not as_pdf:
        pdf_url = f"{request.path}/pdf{f'?{screen.query}' if screen.query else ''}"
        return render(request, "plans/screen.html", {"screen": screen, "pdf_url": pdf_url})
    content = papers.ScreenContent(
        title=screen.title, of=f"{screen.of} · {screen.as_of}", lead=screen.lead,
        groups=[
            papers.Group(one.title, [(number(tile.count), str(tile.mark.label)) for tile in one.tiles])
            for one in screen.groups if one.tiles
        ],
        sections=[_on_paper(one) for one in screen.sections],
        foot=_("%(agency)s · %(who)s in lúc %(when)s") % {
            "agency": screen.agency.name, "who": screen.user.full_name, "when": said(screen.at),
        },
        page=_("Trang"), strip=_("DỮ LIỆU MINH HỌA"), language=(get_language() or "vi")[:2],
        is_demo=screen.agency.is_demo,
    )  # fmt: skip
    response = HttpResponse(papers.screen(content, at=screen.at), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{screen.title}.pdf") or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


def _on_paper(one: Section) -> papers.Section:
    return papers.Section(
        title=one.title, columns=[str(column.label) for column in one.columns], widths=one.widths,
        numbers=[bool(column.num) for column in one.columns],
        rows=[[cell.plain for cell in row] for row in one.rows], nothing=one.nothing,
        note="\n".join(part for part in (one.more, one.note) if part),
    )  # fmt: skip
