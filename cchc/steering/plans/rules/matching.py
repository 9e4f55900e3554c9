"""Which unit of the office a printed name means: by name, abbreviation, predecessor, likeness; how surely."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from cchc.kernel.text import fold, words

NAME, SHORT, INITIALS, LIKE, CIRCLE, PERSON, NONE = "name", "short", "initials", "like", "circle", "person", "none"
SURE = 90  # of a hundred: from here on nobody needs to look
LEAST = 72  # below it two names are two units
_FULL, _BY_SHORT, _BY_INITIALS = 100, 96, 92
_INHERITED = 86  # the name of a unit that is no more leads to its heir, which somebody should confirm
_CIRCLE = re.compile(r"(cac|toan the|tat ca( cac)?) (phong|don vi|phong chuyen mon)\b")
_WITH_PROCEDURES = re.compile(r"\bco (tthc|thu tuc)")
_CONCERNED = re.compile(r"\blien quan\b")
_SMALL = frozenset({"va", "cua", "cac", "so"})
_LONG = (("kh&cn", "khoa hoc va cong nghe"), ("tcdlcl", "tieu chuan do luong chat luong"), ("&", " va "))


@dataclass(frozen=True)
class Known:
    """A unit as matching knows it; `heir` is the one that followed it, where there is one."""

    id: int
    name: str
    short_name: str
    code: str
    ends_on: date | None = None
    heir: int | None = None


@dataclass(frozen=True)
class Match:
    """What a printed name means. `unit` stands in the plan's time, `now` has its work on the day asked for."""

    printed: str
    unit: int | None
    now: int | None
    circle: str
    confidence: int  # of a hundred
    how: str

    @property
    def is_ended(self) -> bool:
        """Whether the unit named is no more, and another has its work."""
        return self.unit is not None and self.unit != self.now


def circle_of(printed: str) -> str:
    """The circle of units that a phrase names ("Các phòng, đơn vị"); empty where it names none."""
    folded = fold(printed)
    if not _CIRCLE.match(folded):
        return ""
    if _WITH_PROCEDURES.search(folded):
        return "with_procedures"
    return "concerned" if _CONCERNED.search(folded) else "all"


def match(printed: str, units: Sequence[Known], day: date) -> Match:
    """The unit that `printed` means among `units`, as of `day`; where it is no more, its living heir."""
    circle = circle_of(printed)
    if circle:
        return Match(printed, None, None, circle, _FULL, CIRCLE)
    by_id = {unit.id: unit for unit in units}
    scored = sorted(
        ((_score(printed, unit), unit.ends_on is None or unit.ends_on >= day, unit) for unit in units),
        key=lambda found: (found[0][0], found[1], -found[2].id),
        reverse=True,
    )
    if not scored or scored[0][0][0] < LEAST:
        return Match(printed, None, None, "", scored[0][0][0] if scored else 0, NONE)
    (confidence, how), lives, unit = scored[0]
    if lives:
        return Match(printed, unit.id, unit.id, "", confidence, how)
    heir = living_heir(unit, by_id, day)
    return Match(printed, unit.id, heir, "", min(confidence, _INHERITED), how)


def living_heir(unit: Known, by_id: Mapping[int, Known], day: date) -> int | None:
    """Who has the work of a unit on `day`: itself while it lives, else the one that followed, and so on."""
    seen: set[int] = set()
    at: Known | None = unit
    while at is not None and at.id not in seen:
        if at.ends_on is None or at.ends_on >= day:
            return at.id
        seen.add(at.id)
        at = by_id.get(at.heir) if at.heir is not None else None
    return None


def _score(printed: str, unit: Known) -> tuple[int, str]:
    said, name, short = _plain(printed), _plain(unit.name), _plain(unit.short_name)
    if said == name:
        return _FULL, NAME
    if said in (short, _plain(unit.code)):
        return _BY_SHORT, SHORT
    if len(said) <= 8 and said.replace(" ", "") in _initials(unit.name):
        return _BY_INITIALS, INITIALS
    likeness = max(fuzz.ratio(said, name), fuzz.token_sort_ratio(said, name), fuzz.ratio(said, short) - 4)
    return min(int(likeness), SURE + 5), LIKE


def _plain(text: str) -> str:
    folded = fold(text)
    for short, long in _LONG:
        folded = folded.replace(short, long)
    return " ".join(words(folded))


def _initials(name: str) -> frozenset[str]:
    """ "Văn phòng Sở" as VPS and VP."""
    marks = words(name)
    return frozenset({"".join(w[0] for w in marks), "".join(w[0] for w in marks if w not in _SMALL)})
