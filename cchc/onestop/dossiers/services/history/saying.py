"""What an import's report says in words, and what a person says of an export by command."""

from collections.abc import Iterable, Mapping
from typing import Any

from cchc.foundation.identity.models import Agency, Unit
from cchc.onestop.dossiers import readers
from cchc.onestop.dossiers.choices import (
    FAILURES,
    FAULTS,
    HELD,
    HELD_CHANNELS,
    HELD_STATUSES,
    NEAREST_KNOWN,
)
from cchc.onestop.dossiers.models import HistoryRun
from cchc.onestop.dossiers.readers import Head, Reading
from cchc.onestop.procedures.models import Procedure


class NotUnderstood(ValueError):
    """What was said of a file by command names no column, kind of word or meaning that there is."""


def fault_words(error: Mapping[str, Any]) -> str:
    """What is wrong with a row, in the language of who reads it.

    Reports kept before faults had parts say it in the words of their time.
    """
    if "words" in error:
        return str(error["words"])
    parts = error["parts"]
    told = {"field": HELD[error["field"]], "number": error["number"], **parts}
    if "status" in parts:
        told["status"] = HELD_STATUSES[parts["status"]]
    words: str = str(NEAREST_KNOWN if "nearest" in parts else FAULTS[error["kind"]]) % told
    return words


def failure_words(run: HistoryRun) -> str:
    """Why a file as a whole was not read or not withdrawn, in the language of who reads it; empty where it was."""
    if not run.failure:
        return run.fault
    words: str = str(FAILURES[run.failure["kind"]]) % run.failure["parts"]
    return words


def said_of(agency: Agency, mappings: Iterable[str], words: Iterable[str]) -> Reading:
    """`COLUMN=HEADING` and `KIND:SAID=MEANT`, as a reading. Raises NotUnderstood."""
    columns: dict[str, str] = {}
    for text in mappings:
        column, _, heading = text.partition("=")
        if column not in HELD or not heading:
            raise NotUnderstood(f"--mapping {text}: cột là một trong {', '.join(HELD)}")
        columns[readers.plain(heading)] = column
    meanings: dict[str, dict[str, str]] = {}
    for text in words:
        kind, _, rest = text.partition(":")
        said, _, meant = rest.rpartition("=")
        meanings.setdefault(kind, {})[readers.plain(said)] = meaning(agency, kind, meant)
    return Reading(columns=columns, words=meanings)


def meaning(agency: Agency, kind: str, meant: str) -> str:
    """What a word may mean: a channel, a status, a procedure by code, a unit by code. Raises NotUnderstood."""
    if kind in CHOICES:
        if meant in CHOICES[kind]:
            return meant
        raise NotUnderstood(f"{kind}: một trong {', '.join(CHOICES[kind])}")
    if kind == "procedure":
        procedure = Procedure.objects.filter(agency=agency, code=meant).first()
        if procedure is not None:
            return str(procedure.pk)
    elif kind == "unit":
        unit = Unit.objects.filter(agency=agency, code=meant).order_by("-starts_on").first()
        if unit is not None:
            return str(unit.pk)
    raise NotUnderstood(f"{kind}: không có “{meant}”")


CHOICES: Mapping[str, Mapping[str, Any]] = {"channel": HELD_CHANNELS, "status": HELD_STATUSES}


def how_to_map(name: str, head: Head) -> str:
    """What is missing of a file whose headings are not understood, and how to say it."""
    lacking = ", ".join(str(HELD[column]) for column in head.missing)
    known = ", ".join(f"{column} ({label})" for column, label in HELD.items())
    return (
        f"{name}: không thấy cột {lacking}. Tiêu đề trong tệp: {' | '.join(filter(None, head.names))}. "
        f"Chỉ cột bằng --mapping CỘT=TIÊU ĐỀ; cột: {known}"
    )
