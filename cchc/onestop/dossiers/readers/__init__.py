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
    missing,
    opened,
    rows,
)
from cchc.onestop.dossiers.readers.values import Moment
from cchc.onestop.dossiers.readers.words import CHANNEL_LABELS, LABELS, STATUS_LABELS, plain

__all__ = [
    "CHANNEL_LABELS", "ENDED", "LABELS", "OPEN", "READY", "STATUS_LABELS", "Fault", "Head", "Moment", "Opened",
    "Reading", "Told", "Unreadable", "digest", "judge", "missing", "opened", "plain", "rows",
]  # fmt: skip
