"""How a dossier runs through its process table, and what is derived. No Django, no clock, no database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cchc.onestop.procedures.rules import Snapshot, Step

RECEIVE, HAND_OVER = "receive", "hand_over"  # rights whose steps are done by taking in and by handing over


@dataclass(frozen=True, kw_only=True)
class Option:
    """A lawful next move from a step: forward or back to another one, or finish."""

    act: str  # forward, send_back, finish
    step: Step | None


def working_steps(rules: Snapshot) -> tuple[Step, ...]:
    """The steps between taking in and handing over, in the order of the table."""
    return tuple(step for step in rules.steps if step.right not in (RECEIVE, HAND_OVER))


def step_of(rules: Snapshot, key: str) -> Step | None:
    """The step called `key` in the dossier's own version."""
    return next((step for step in rules.steps if step.key == key), None)


def options(rules: Snapshot, key: str, came_from: str = "") -> tuple[Option, ...]:
    """What may follow the step `key`, forward first.

    A move to the hand-over step finishes the work: the result is ready. A table that names no way back allows
    the step from which the work came.
    """
    step = step_of(rules, key)
    if step is None:
        return ()
    found: list[Option] = []
    for move in step.moves:
        to = step_of(rules, move.to)
        if move.act == "finish" or (move.act == "forward" and (to is None or to.right == HAND_OVER)):
            found.append(Option(act="finish", step=to))
        elif move.act == "forward":
            found.append(Option(act="forward", step=to))
        elif to is not None and to.right not in (RECEIVE, HAND_OVER):
            found.append(Option(act="send_back", step=to))
    if not step.moves:
        later = [other for other in working_steps(rules) if other.order > step.order]
        found.append(Option(act="forward", step=later[0]) if later else Option(act="finish", step=None))
    back = step_of(rules, came_from)
    if back is not None and back.right != RECEIVE and not any(option.act == "send_back" for option in found):
        found.append(Option(act="send_back", step=back))
    return tuple(sorted(found, key=lambda option: ("forward", "finish", "send_back").index(option.act)))


def progress(rules: Snapshot, key: str) -> str:
    """Where a step stands in the table, as 3/7."""
    step = step_of(rules, key)
    return f"{rules.steps.index(step) + 1}/{len(rules.steps)}" if step else ""


def is_electronic(paper_travelled: bool, papers_with_file: Sequence[bool]) -> bool:
    """Whether a hand-over was electronic: no paper travelled, and every paper handed in has a file.

    Derived, never ticked: the plan counts dossiers moved electronically from what happened.
    """
    return not paper_travelled and all(papers_with_file)


def number_before(code: str, day: datetime) -> str:
    """What stands before the daily sequence: TT 01/2018/TT-VPCP, art. 19.1. `day` in the office's time zone."""
    return f"{code}-{day:%y%m%d}-"


SEQUENCE_WIDTH = 4  # the ten thousandth dossier of a day and unit gets five digits


def reference(day: datetime, code: str) -> str:
    """The reference of a submission: its day, then a random code that people can read to each other."""
    return f"{day:%y%m%d}-{code[:4]}-{code[4:8]}"


_TYPED = (
    re.compile(r"(\d{6})-?([0-9A-Z]{4})-?([0-9A-Z]{4})"),  # a submission reference
    re.compile(r"(\d{3}(?:\.\d{2})+\.[A-Z]\d{2})-?(\d{6})-?(\d{4})"),  # a legal number
)


def plain_number(text: str) -> str:
    """A number as typed or scanned, in the one form in which it is stored: capitals, dashes, no spaces.

    On the phone and on paper people leave the dashes out, or put spaces for them.
    """
    bare = "".join(text.split()).upper().replace("–", "-").replace("—", "-")
    found = next((match for shape in _TYPED if (match := shape.fullmatch(bare))), None)
    return "-".join(found.groups()) if found else bare


_KIND_OF_PLACE = re.compile(
    r"^(tỉnh|thành phố|tp\.?|phường|xã|thị trấn|thị xã|quận|huyện|đặc khu)\s+", re.IGNORECASE
)


def place_of(address: str) -> str:
    """The place that dates a paper, out of an address: "01 đường Minh Họa, phường Quy Nhơn" gives "Quy Nhơn"."""
    return _KIND_OF_PLACE.sub("", address.rsplit(",", 1)[-1].strip())


def fee_paid(amounts: Iterable[Decimal], due: Decimal | None) -> str:
    """Where payment stands: "none" due, "unknown" amount, "open", "part", "paid"."""
    paid = sum(amounts, Decimal(0))
    if due is None:
        return "paid" if paid else "unknown"
    if due == 0:
        return "none"
    if paid >= due:
        return "paid"
    return "part" if paid else "open"
