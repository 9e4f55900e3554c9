"""The internal process drawn: one step below the other, forward on the right, back on the left."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cchc.ui import wording

WIDTH, BOX, LEFT, GAP, LANE = 640, 400, 120, 36, 16
_LINE, _PAD, _LETTERS = 20, 12, 50


@dataclass(frozen=True)
class Text:
    """A line of text inside a step."""

    x: int
    y: int
    text: str
    kind: str


@dataclass(frozen=True)
class Drawn:
    """A step with its box, and its words for the list below."""

    name: str
    words: str
    moves: list[str]
    is_now: bool
    x: int
    y: int
    width: int
    height: int
    lines: list[Text]

    @property
    def middle(self) -> int:
        """Half its height down the page."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Arrow:
    """A move from step to step: a path and its tip."""

    kind: str
    path: str
    tip: str


@dataclass(frozen=True)
class Diagram:
    """A process as its component draws it."""

    width: int
    height: int
    steps: list[Drawn]
    arrows: list[Arrow]


def draw(steps: Sequence[Any], current: str) -> Diagram:
    """Lay out steps (key, order, name, days, unit_name, role, moves of act and to) in their order."""
    ordered = sorted(steps, key=lambda step: step.order)
    names = {step.key: f"{step.order}. {step.name}" for step in ordered}
    drawn, top = list[Drawn](), 8
    for step in ordered:
        title = textwrap.wrap(names[step.key], _LETTERS) or [""]
        words = _words(step)
        under = textwrap.wrap(words, _LETTERS + 6)
        lines = [Text(LEFT + _PAD, top + 24 + at * _LINE, text, "name") for at, text in enumerate(title)]
        below = top + 24 + len(title) * _LINE
        lines += [Text(LEFT + _PAD, below + at * _LINE, text, "sub") for at, text in enumerate(under)]
        height = 2 * _PAD + _LINE * len(lines) - 4
        moves = [_move(move, names) for move in getattr(step, "moves", ())]
        drawn.append(Drawn(names[step.key], words, moves, step.key == current, LEFT, top, BOX, height, lines))
        top += height + GAP
    return Diagram(WIDTH, top - GAP + 12, drawn, _arrows(ordered, drawn))


def _words(step: Any) -> str:
    where = str(getattr(step, "unit_name", "") or _("Bộ phận Một cửa"))
    role = str(getattr(step, "role", "") or "")
    days = _("%(days)s ngày") % {"days": wording.number(step.days)}
    return " · ".join(part for part in (where, role, days) if part)


def _move(move: Any, names: dict[str, str]) -> str:
    to = names.get(move.to, move.to)
    match move.act:
        case "send_back":
            return _("Trả lại: %(step)s") % {"step": to}
        case "finish":
            return _("Kết thúc")
        case _:
            return _("Chuyển: %(step)s") % {"step": to}


def _arrows(ordered: Sequence[Any], drawn: Sequence[Drawn]) -> list[Arrow]:
    place = {step.key: at for at, step in enumerate(ordered)}
    arrows, skips, backs = list[Arrow](), 0, 0
    for at, step in enumerate(ordered):
        for move in getattr(step, "moves", ()):
            if move.to not in place:
                continue
            to = place[move.to]
            here, there = drawn[at], drawn[to]
            if to == at + 1:
                arrows.append(_down(here, there))
            elif to > at:
                skips += 1
                arrows.append(_around(here, there, LEFT + BOX, LEFT + BOX + LANE * skips + 8, "skip"))
            else:
                backs += 1
                arrows.append(_around(here, there, LEFT, LEFT - LANE * backs - 8, "back"))
    return arrows


def _down(here: Drawn, there: Drawn) -> Arrow:
    x, end = LEFT + BOX // 2, there.y
    return Arrow(
        "forward", f"M{x} {here.y + here.height}V{end - 6}", f"M{x - 5} {end - 8}L{x} {end - 1}L{x + 5} {end - 8}z"
    )


def _around(here: Drawn, there: Drawn, side: int, lane: int, kind: str) -> Arrow:
    inward = 1 if lane < side else -1
    start, end = here.middle + (8 if kind == "skip" else -8), there.middle + (-8 if kind == "skip" else 8)
    tip = f"M{side - 8 * inward} {end - 5}L{side - inward} {end}L{side - 8 * inward} {end + 5}z"
    return Arrow(kind, f"M{side} {start}H{lane}V{end}H{side - 6 * inward}", tip)
