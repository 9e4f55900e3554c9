"""The counter's page as it stands: what was typed, what is wrong with it, what follows from it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cchc.doors.desk.forms import intake as typing
from cchc.doors.desk.forms.intake import Faults, Known, Typed
from cchc.doors.desk.querysets import intake as reads
from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.querysets import KeptUnit, units
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import DayKind, Explanation, Limit, explain, hand_over_by
from cchc.onestop.dossiers import rules
from cchc.onestop.dossiers.models import Attachment
from cchc.onestop.procedures.choices import Unit as LimitUnit
from cchc.onestop.procedures.rules import Snapshot
from cchc.ui.wording import number

_MOST_SKIPPED = 4  # days off that the slip names one by one


@dataclass
class Sheet:
    """The page of the counter: what was typed, what is wrong with it, and what follows from it."""

    request: Any
    at: datetime
    counters: tuple[KeptUnit, ...]
    typed: Typed
    errors: Faults = field(default_factory=Faults)
    panel: str = ""  # open below: ASK or REFUSE
    trouble: str = ""  # why the whole act was refused
    known: Known | None = None
    is_new: bool = False  # looked for, and nobody has the number

    @cached_property
    def counter(self) -> KeptUnit:
        """Where the officer sits."""
        return next(place for place in self.counters if place.pk == self.typed.counter_id)

    @cached_property
    def process(self) -> Snapshot | None:
        """The procedure chosen, as this counter offers it today."""
        if self.typed.rules_id is None:
            return None
        return reads.offered(self.counter.pk, self.typed.rules_id, self.at)

    @cached_property
    def found(self) -> tuple[Snapshot, ...]:
        """The procedures that the words typed lead to, where none is chosen yet."""
        return () if self.process else reads.found_by(self.counter.pk, self.typed.words, self.at)

    @cached_property
    def has_process(self) -> bool:
        """Whether the procedure chosen can be taken in at all."""
        return self.process is not None and bool(rules.working_steps(self.process))

    @cached_property
    def history(self) -> reads.History | None:
        """What the office already has of the person."""
        return reads.history_of(self.known.id) if self.known else None

    @property
    def person_is_wrong(self) -> bool:
        """Whether something about the person must be mended, so that their fields stand open."""
        return bool({"name", "address", "phone", "email"} & self.errors.keys())

    @cached_property
    def born(self) -> str:
        """The year of birth, as the personal number says it."""
        digits = self.known.number if self.known else ""
        return str(1900 + 100 * (int(digits[3]) // 2) + int(digits[4:6])) if len(digits) == 12 else ""

    @cached_property
    def case(self) -> str:
        """The case under which the limit and the fee are reckoned."""
        return typing.case_of(self.typed, self.process) if self.process else ""

    @cached_property
    def cases(self) -> tuple[tuple[str, str], ...]:
        """The cases among which to choose."""
        found = typing.cases_of(self.process, self.typed.channel) if self.process else ()
        return tuple((case, case or _("Trường hợp chung")) for case in found)

    @cached_property
    def variables(self) -> list[dict[str, Any]]:
        """What the formulas of the fees ask for."""
        if self.process is None:
            return []
        return [
            {
                "key": f"var-{variable.key}",
                "label": variable.label,
                "value": self.typed.variables.get(variable.key, ""),
                "options": typing.options_of(self.process, variable.key),
                "error": self.errors.get(f"var-{variable.key}", ""),
            }
            for variable in typing.variables_of(self.process, self.typed.channel, self.case)
        ]

    @cached_property
    def files(self) -> dict[Any, StoredFile]:
        """The files already put on papers."""
        ids = [pk for line in self.typed.papers.values() for text in line.kept if (pk := typing.uuid_of(text))]
        return reads.brought(ids, self.request.user)

    @cached_property
    def on_file(self) -> dict[str, Attachment]:
        """What the person has on file, by the paper for which it could stand (dùng lại)."""
        known = self.known or typing.known_for(self.typed)
        kinds = {paper.key: paper.kind for paper in self.process.papers if paper.kind} if self.process else {}
        if known is None or not kinds:
            return {}
        found = reads.on_file(known.id, kinds.values(), self.request.user, self.at)
        return {key: found[kind] for key, kind in kinds.items() if kind in found}

    @property
    def reused(self) -> dict[str, Attachment]:
        """What of it is used again."""
        chosen = {key: line.reuse for key, line in self.typed.papers.items() if line.reuse}
        offered = self.on_file if chosen else {}
        return {key: one for key, one in offered.items() if chosen.get(key) == str(one.pk)}

    @cached_property
    def papers(self) -> list[dict[str, Any]]:
        """The lines of papers."""
        if self.process is None:
            return []
        lines = []
        for paper in self.process.papers:
            line = self.typed.paper(paper.key)
            kept = [self.files[pk] for text in line.kept if (pk := typing.uuid_of(text)) in self.files]
            lines.append(
                {
                    "asked": paper,
                    "line": line,
                    "originals": line.originals or str(paper.originals or 0),
                    "copies": line.copies or str(paper.copies or 0),
                    "files": kept,
                    "on_file": self.on_file.get(paper.key),
                    "errors": [
                        words
                        for part in ("in", "originals", "file")
                        if (words := self.errors.get(f"{part}-{paper.key}"))
                    ],
                    "words": line.words or _("Chưa nộp"),
                    "is_missing": not line.ticked and not kept and paper.key not in self.reused,
                }
            )
        return lines

    @cached_property
    def fee(self) -> Any:
        """What is due; None where it is not known."""
        return typing.fee_of(self.typed, self.process) if self.process else None

    @cached_property
    def explanation(self) -> Explanation | None:
        """How the due date comes about, were it taken in now."""
        limit = self.process.limit_for(self.typed.channel, self.case) if self.process else None
        if self.process is None or limit is None or limit.amount is None or not limit.unit:
            return None
        told = Limit(limit.amount, limit.unit)  # type: ignore[arg-type]  # one of the four units
        return explain(self.at, told, calendar_of(self.process.agency_id))

    @cached_property
    def reckoning(self) -> str:
        """The due date in words: so many days from when, and what is not counted."""
        told = self.explanation
        if told is None:
            return ""
        limit = told.limit
        words = f"{number(limit.amount)} {LimitUnit(limit.unit).label}"
        first = next((line.on for line in told.lines if line.kind in (DayKind.COUNTED, DayKind.DUE)), None)
        if limit.unit == "hour" or first is None:
            return words
        words = _("%(limit)s từ %(first)s") % {"limit": words, "first": f"{first:%d/%m}"}
        weekends = [f"{line.on:%d/%m}" for line in told.lines if line.kind == DayKind.WEEKEND]
        holidays = [f"{line.on:%d/%m} ({line.reason})" for line in told.lines if line.kind == DayKind.HOLIDAY]
        skipped = []
        if len(weekends) > _MOST_SKIPPED:
            skipped.append(_("%(n)s ngày cuối tuần") % {"n": len(weekends)})
        elif weekends:
            skipped.append(_("%(days)s (cuối tuần)") % {"days": ", ".join(weekends)})
        skipped += holidays
        return (
            _("%(words)s; không tính %(days)s") % {"words": words, "days": "; ".join(skipped)}
            if skipped
            else words
        )

    @cached_property
    def limit_words(self) -> str:
        """The limit of the procedure chosen."""
        told = self.explanation
        if told is None:
            return _("thời hạn: chưa có số liệu")
        return f"{number(told.limit.amount)} {LimitUnit(told.limit.unit).label}"

    @cached_property
    def goes_to(self) -> str:
        """Where the dossier goes, and when: the rule of 15:00 (NĐ 61/2018/NĐ-CP, art. 18)."""
        if self.process is None or not self.has_process:
            return ""
        unit_id = rules.working_steps(self.process)[0].unit_id or self.counter.pk
        name = units()[unit_id].name
        latest, today = localtime(hand_over_by(self.at, calendar_of(self.process.agency_id))), localtime(self.at)
        if latest.date() == today.date():
            return _("%(unit)s, trong hôm nay") % {"unit": name}
        if (latest.date() - today.date()).days == 1:
            return _("%(unit)s, chuyển đầu giờ ngày mai") % {"unit": name}
        return _("%(unit)s, chuyển đầu giờ ngày %(day)s") % {"unit": name, "day": f"{latest:%d/%m}"}

    @cached_property
    def today(self) -> reads.Today:
        """The counter's day so far."""
        return reads.today_at(self.counter, self.request.user, self.at)
