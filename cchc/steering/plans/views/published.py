"""Figures in words as they were published, or are about to be: the public page and the preview say the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cchc.steering.indicators.choices import Answer, Source, Verdict
from cchc.steering.plans.choices import Comparison
from cchc.steering.plans.rules.published import HIDDEN, places
from cchc.steering.plans.views.targets.words import MARKS, SOURCES, Kind
from cchc.ui.figures import target_bar
from cchc.ui.parts import Mark
from cchc.ui.wording import day as day_words
from cchc.ui.wording import number

BARS = {Verdict.MET: "met", Verdict.AT_RISK: "risk", Verdict.MISSED: "missed", Verdict.UNKNOWN: "met"}


@dataclass(frozen=True)
class UnitLine:
    """A line of a table by unit. What is hidden is empty."""

    name: str
    numerator: str
    denominator: str
    value: str
    is_hidden: bool
    why: str = ""  # what is to be known of the value: too few cases to conclude from it


@dataclass(frozen=True)
class UnitTable:
    """A published table by unit. Without lines it was not told, since it would have betrayed what is hidden."""

    code: str
    title: str
    reading: str  # which part of the target; empty where there is one
    numerator: str  # what is counted
    denominator: str
    lines: Sequence[UnitLine]
    whole: UnitLine

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"don-vi-{self.code.lower()}"

    @property
    def hides(self) -> bool:
        """Whether a line keeps something to itself."""
        return any(line.is_hidden for line in self.lines)


@dataclass(frozen=True)
class Shown:
    """A figure as it was published, in words."""

    name: str
    value: str
    ratio: str
    reading: str  # which of several scopes or parts it is; empty where there is one
    why: str  # why there is no value, or why it decides nothing
    mark: Mark | None
    against: str
    bar: Any
    source: Kind
    days: str
    definition: str
    readings: list[tuple[str, str, str]]  # the other scope, the other parts: name, value, of how many
    tables: Sequence[UnitTable]


def shown_rows(rows: Iterable[Mapping[str, Any]]) -> dict[str, Shown]:
    """Published figures, by the number of their target."""
    return {row["code"]: _shown(row) for row in rows}


def _shown(row: Mapping[str, Any]) -> Shown:
    verdict = Verdict(row["verdict"])
    value = Decimal(row["value"]) if row["value"] is not None else None
    goal = row["target"]
    judged = value is not None and verdict != Verdict.UNKNOWN
    period, until = row["period"], _day(row["figures_to"])
    source = Source(row["source"])
    return Shown(
        name=_name(row), value=percent(row["value"]), ratio=_ratio(row),
        reading=_said(row.get("reading") or {}) if row["readings"] else "",
        why="" if value is not None and row["answer"] == Answer.KNOWN else _why(row),
        mark=Mark(verdict.label, *MARKS[verdict]) if judged else None, against=_goal_words(goal) if goal else "",
        bar=target_bar(value, goal["value"] if goal else None, BARS[verdict]) if value is not None else "",
        source=Kind(source.label, SOURCES[source]), definition=_said(row["definition"]),
        days=f"{_day(period[0])} – {until}" if period else _("đến %(day)s") % {"day": until},
        readings=[
            (_said(one["reading"]), percent(one["value"]) or _why(one), _ratio(one)) for one in row["readings"]
        ],
        tables=[table for one in (row, *row["readings"]) if (table := _table(row, one)) is not None],
    )  # fmt: skip


def _table(row: Mapping[str, Any], one: Mapping[str, Any]) -> UnitTable | None:
    told = one.get("by_unit")
    if not told or row["answer"] == HIDDEN:
        return None
    counts = one["counts"]
    return UnitTable(
        code=row["code"], title=_name(row), reading=_said(one["reading"]) if row["readings"] else "",
        numerator=_said(counts["numerator"]), denominator=_said(counts["denominator"]),
        lines=[_line(_unit_name(line["unit"]), line) for line in told["lines"]],
        whole=_line(_("Toàn cơ quan"), one),
    )  # fmt: skip


def _line(name: str, told: Mapping[str, Any]) -> UnitLine:
    n, whole = told["numerator"], told["denominator"]
    return UnitLine(
        name, "" if n is None else number(n), "" if whole is None else number(whole), percent(told["value"]),
        is_hidden=told["answer"] == HIDDEN,
        why=str(Answer.FEW.label) if told["answer"] == Answer.FEW else "",
    )  # fmt: skip


def _name(row: Mapping[str, Any]) -> str:
    """The target's; in English that of its definition, where it has one."""
    is_english = (get_language() or "vi").startswith("en")
    return str((row["name_en"] if is_english else "") or row["name"])


def _unit_name(unit: Mapping[str, str] | None) -> str:
    return _said(unit) if unit else _("Không thuộc đơn vị nào")


def _said(words: Mapping[str, str]) -> str:
    """In the language of the page."""
    return words.get((get_language() or "vi")[:2], "")


def _ratio(told: Mapping[str, Any]) -> str:
    n, whole = told["numerator"], told["denominator"]
    return f"{number(n)}/{number(whole)}" if n is not None and whole is not None else ""


def percent(told: str | None) -> str:
    """As published: so many decimals as keep it on its side of the target."""
    if told is None:
        return ""
    value = Decimal(told)
    return f"{number(value, places(value))}%"


def _why(row: Mapping[str, Any]) -> str:
    if row["answer"] == HIDDEN:
        return _("Không nêu vì quá ít trường hợp")
    return str(Answer(row["answer"]).label)


def _goal_words(goal: Mapping[str, Any]) -> str:
    low = number(Decimal(goal["value"]))
    if goal["value_to"] is not None:
        said = _("từ %(low)s đến %(high)s") % {"low": low, "high": f"{number(Decimal(goal['value_to']))}%"}
    else:
        said = f"{Comparison(goal['comparison']).label} {low}%"
    return f"{_milestone(goal['due_on'])}: {said}" if goal["due_on"] else said


def _milestone(iso: str) -> str:
    """The year alone where it ends."""
    year, rest = iso[:4], iso[4:]
    return year if rest == "-12-31" else _day(iso)


def _day(iso: str) -> str:
    return day_words(date.fromisoformat(iso))
