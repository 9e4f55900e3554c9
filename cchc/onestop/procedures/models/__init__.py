"""The tables of the catalogue."""

from cchc.onestop.procedures.models.catalogue import LISTS, PLAIN, Field, Procedure, Version
from cchc.onestop.procedures.models.leading import FilingPlace, SearchMiss, Situation, Synonym
from cchc.onestop.procedures.models.parts import Fee, LegalBasis, PaperRequired, Step, TimeLimit

__all__ = [
    "LISTS",
    "PLAIN",
    "Fee",
    "Field",
    "FilingPlace",
    "LegalBasis",
    "PaperRequired",
    "Procedure",
    "SearchMiss",
    "Situation",
    "Step",
    "Synonym",
    "TimeLimit",
    "Version",
]
