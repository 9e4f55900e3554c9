"""Dossiers: what was filed, where it stands, who has it, by when, and how it ended."""

from cchc.onestop.dossiers.models.acts import Fee, HandOver, Pause, Result, StepRun, Supplement
from cchc.onestop.dossiers.models.dossier import Access, Attachment, DayNumber, Dossier, Paper
from cchc.onestop.dossiers.models.draft import Draft, DraftPaper

__all__ = [
    "Access", "Attachment", "DayNumber", "Dossier", "Draft", "DraftPaper", "Fee", "HandOver", "Paper", "Pause",
    "Result", "StepRun", "Supplement",
]  # fmt: skip
