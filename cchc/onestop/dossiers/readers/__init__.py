"""Exports of other systems, as rows of past dossiers: xlsx, csv."""

from cchc.onestop.dossiers.readers.lines import Unreadable
from cchc.onestop.dossiers.readers.table import (
    ENDED,
    OPEN,
    READY,
    Fault,
    Head,
    Opened,
    Reading,
    Told,
    digest,
    judge,
    lacking,
    missing,
    opened,
    rows,
)
from cchc.onestop.dossiers.readers.values import Moment
from cchc.onestop.dossiers.readers.words import plain

__all__ = [
    "ENDED", "OPEN", "READY", "Fault", "Head", "Moment", "Opened",
    "Reading", "Told", "Unreadable", "digest", "judge", "lacking", "missing", "opened", "plain", "rows",
]  # fmt: skip
