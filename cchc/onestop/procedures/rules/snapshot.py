"""A version as rooms, pages and the hot path read it: whole, immutable, kept in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from cchc.foundation.forms.rules import Form
from cchc.onestop.procedures.rules.content import Content, Step, TimeLimit
from cchc.onestop.procedures.rules.fees import fee_due


@dataclass(frozen=True, kw_only=True)
class Filing:
    """Where a procedure is filed online from a day to a day: here, on the national portal, or not."""

    place: str
    url: str = ""
    starts_on: date
    ends_on: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, kw_only=True)
class Snapshot(Content):
    """A version of a procedure with its dates. A dossier keeps the one under which it was filed."""

    id: int
    procedure_id: int
    agency_id: int
    number: int
    state: str
    effective_from: date | None = None
    effective_to: date | None = None
    filing: tuple[Filing, ...] = ()

    @property
    def level(self) -> str:
        """The first level of government that carries it out; `levels` has all."""
        return self.levels[0] if self.levels else ""

    def runs_on(self, day: date) -> bool:
        """Whether it is in force on `day`: published, begun, not yet ended."""
        return (
            self.state != "draft"
            and self.effective_from is not None
            and self.effective_from <= day
            and (self.effective_to is None or day <= self.effective_to)
        )

    def filing_on(self, day: date) -> Filing | None:
        """Where it is filed online on `day`; None where nothing was set: then it is not."""
        return next((filing for filing in self.filing if filing.runs_on(day)), None)

    @property
    def filed_online(self) -> str:
        """Where it is filed online by the latest setting: "here", "national" or "no"; by date: `filing_on`."""
        return self.filing[-1].place if self.filing else "no"

    @property
    def national_url(self) -> str:
        """The page of the national portal where it is filed, by the latest setting."""
        return self.filing[-1].url if self.filing and self.filed_online == "national" else ""

    def limits_for(self, channel: str) -> tuple[TimeLimit, ...]:
        """The limits of a channel; where none is named for it, those for all."""
        own = tuple(limit for limit in self.limits if limit.channel == channel)
        return own or tuple(limit for limit in self.limits if not limit.channel)

    def limit_for(self, channel: str, case: str = "") -> TimeLimit | None:
        """The limit that a dossier gets: of its channel and case; None where the procedure names none in full.

        Without a case of its own the first complete limit counts, as the authority lists the usual case first.
        """
        usable = [limit for limit in self.limits_for(channel) if limit.amount is not None and limit.unit]
        same = [limit for limit in usable if limit.case == case]
        general = [limit for limit in usable if not limit.case]
        return next(iter([*same, *general, *usable]), None)

    def fee_due(self, channel: str, answers: Mapping[str, Any], case: str = "") -> Decimal | None:
        """What is due in đồng, by channel and answers; None where a fee is not known. Raises FormulaFault."""
        return fee_due(self.fees, channel, answers, case)

    @cached_property
    def drawn(self) -> Form | None:
        """Its form as it is filled in; None where it has none. Raises FormFault for a damaged one."""
        return Form.parse(self.form) if self.form else None

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    def step(self, key: str) -> Step:
        """The step called `key`. Raises KeyError."""
        return self._steps[key]

    @property
    def first_step(self) -> Step | None:
        """Where a dossier begins; None for a procedure without a process."""
        return self.steps[0] if self.steps else None

    def next_steps(self, key: str) -> tuple[Step, ...]:
        """The steps to which `key` may forward, in order."""
        return tuple(self._steps[move.to] for move in self.step(key).moves if move.act == "forward")

    def previous_steps(self, key: str) -> tuple[Step, ...]:
        """The steps to which `key` may send back, in order."""
        return tuple(self._steps[move.to] for move in self.step(key).moves if move.act == "send_back")

    def may_finish(self, key: str) -> bool:
        """Whether the process may end at `key`."""
        return any(move.act == "finish" for move in self.step(key).moves)
