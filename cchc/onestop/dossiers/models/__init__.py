"""Dossiers: what was filed, where it stands, who has it, by when, and how it ended."""

from cchc.onestop.dossiers.models.acts import Fee, HandOver, Pause, Result, StepRun, Supplement
from cchc.onestop.dossiers.models.dossier import Access, Attachment, DayNumber, Dossier, Paper
from cchc.onestop.dossiers.models.draft import Draft, DraftPaper
from cchc.onestop.dossiers.models.history import Headings, HistoryRun
from cchc.onestop.dossiers.models.imported import Imported, Replaced

__all__ = [
    "Access", "Attachment", "DayNumber", "Dossier", "Draft", "DraftPaper", "Fee", "HandOver", "Headings",
    "HistoryRun", "Imported", "Paper", "Pause", "Replaced", "Result", "StepRun", "Supplement",
]  # fmt: skip
