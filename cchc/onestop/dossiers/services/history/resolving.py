"""What an export names, found in what the agency has: procedures, their versions, units. Nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cchc.foundation.identity.choices import ApplicantKind
from cchc.foundation.identity.models import Agency, Unit
from cchc.onestop.dossiers import rules
from cchc.onestop.dossiers.querysets import counter_of
from cchc.onestop.dossiers.readers import Reading, Told, plain
from cchc.onestop.procedures.models import Procedure
from cchc.onestop.procedures.querysets import nearest, versions_in
from cchc.onestop.procedures.rules import Snapshot

_NATIONAL = re.compile(r"\d\.\d{6}")
_FIRM = re.compile(
    r"^(cong ty|cty|doanh nghiep|hop tac xa|htx|benh vien|phong kham|trung tam|truong|so|uy ban|ubnd|chi nhanh"
    r"|vien|ngan hang|hoi|lien hiep|tap doan|co so|ho kinh doanh|dai ly|nha may|xi nghiep|van phong|nha khoa"
    r"|cua hang)\b"
)


class NoCounter(Exception):
    """The agency has no counter where dossiers could have been taken in: its units come first."""


@dataclass(frozen=True)
class Placed:
    """Under which version a past dossier counts, and which unit led it."""

    procedure_id: int
    rules_id: int
    lead_unit_id: int
    in_force: bool  # the version was in force on the day of receipt


class Known:
    """What the agency has, read once for a whole file."""

    def __init__(self, agency: Agency, reading: Reading, today: date) -> None:
        self.agency, self.reading, self.today = agency, reading, today
        place = counter_of(agency.pk)
        if place is None:
            raise NoCounter
        self.counter_id: int = place.pk
        self.versions: dict[int, list[Snapshot]] = {}
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, set[int]] = {}
        for version in versions_in(agency.pk):
            self.versions.setdefault(version.procedure_id, []).append(version)
            self.by_code[version.code.upper()] = version.procedure_id
            self.by_name.setdefault(plain(version.name), set()).add(version.procedure_id)
        unpublished = Procedure.objects.filter(agency=agency).exclude(pk__in=self.versions)
        self.drafts = set(unpublished.values_list("code", flat=True))
        self.units: dict[str, list[Unit]] = {}
        self.known_units = {unit.pk: unit for unit in Unit.objects.filter(agency=agency)}
        for unit in self.known_units.values():
            for name in {plain(unit.code), plain(unit.name), plain(unit.short_name)} - {""}:
                self.units.setdefault(name, []).append(unit)
        self.placed = lru_cache(maxsize=20_000)(self._placed)
        self.hint = lru_cache(maxsize=2000)(self._hint)

    def place(self, told: Told) -> Placed | None:
        """Where a row belongs; what is not found is named in its faults."""
        procedure_id = self._procedure(told)
        unit = self._unit(told)
        if procedure_id is None or told.received is None:
            return None
        found = self.placed(procedure_id, told.received.at.date())
        if not found.in_force:
            told.remarks.append("version_later")
        if unit is not None:
            return Placed(found.procedure_id, found.rules_id, unit.pk, found.in_force)
        if not told.unit:
            told.remarks.append("unit_by_process")
        return found

    def _procedure(self, told: Told) -> int | None:
        for text in filter(None, (told.procedure_code, told.procedure)):
            said = self.reading.meant("procedure", text)
            if said.isdecimal() and int(said) in self.versions:
                return int(said)
        code = told.procedure_code.upper()
        national = _NATIONAL.match(code)
        found = self.by_code.get(code) or (self.by_code.get(national.group()) if national else None)
        if found is not None:
            return found
        named = self.by_name.get(plain(told.procedure), set()) if told.procedure else set()
        if len(named) == 1:
            if code:
                told.remarks.append("procedure_by_name")
            return next(iter(named))
        if not told.procedure_code and not told.procedure:
            return None  # said already
        text = told.procedure or told.procedure_code
        if {code, national.group() if national else code} & self.drafts:
            told.wrong("procedure", "procedure_draft", said=told.procedure_code)
            return None
        told.unknown.append(("procedure", text))
        if named:
            told.wrong("procedure", "procedure_unclear", count=len(named), said=text)
            return None
        told.wrong("procedure", "unknown_procedure", said=told.procedure_code or text, **self.hint(text))
        return None

    def _hint(self, text: str) -> dict[str, str]:
        close = nearest((self.agency.pk,), self.today, text) if plain(text) else ()
        return {"nearest": f"{close[0].code} {close[0].name}"} if close else {}

    def _placed(self, procedure_id: int, day: date) -> Placed:
        versions = self.versions[procedure_id]
        running = next((version for version in versions if version.runs_on(day)), None)
        chosen = running or next(
            (version for version in versions if version.effective_from and version.effective_from > day),
            versions[-1],
        )
        steps = rules.working_steps(chosen)
        lead = next((step.unit_id for step in steps if step.unit_id), None) or self.counter_id
        return Placed(procedure_id, chosen.id, lead, running is not None)

    def _unit(self, told: Told) -> Unit | None:
        if not told.unit:
            return None
        said = self.reading.meant("unit", told.unit)
        if said.isdecimal() and int(said) in self.known_units:
            return self.known_units[int(said)]
        found = self.units.get(plain(told.unit), [])
        if told.received and len(found) > 1:
            day = told.received.at.date()
            then = [one for one in found if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)]
            found = then or found[-1:]
        if len(found) == 1:
            return found[0]
        told.unknown.append(("unit", told.unit))
        if found:
            told.wrong("unit", "unit_unclear", count=len(found), said=told.unit)
        else:
            told.wrong("unit", "unknown_unit", said=told.unit)
        return None


def applicant_kind(told: Told) -> str:
    """Whether a person or an organisation: by the number where there is one, else by how the name begins."""
    digits = re.sub(r"\D", "", told.applicant_number)
    if len(digits) in (10, 13):
        return ApplicantKind.ORGANISATION
    if len(digits) in (9, 12):
        return ApplicantKind.CITIZEN
    return ApplicantKind.ORGANISATION if _FIRM.match(plain(told.applicant)) else ApplicantKind.CITIZEN
