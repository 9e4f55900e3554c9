"""What dossiers offer to be counted: by a condition over their rows, and by what each adds to the counts."""

from cchc.onestop.dossiers.facts.conditions import FACTS
from cchc.onestop.dossiers.facts.histories import histories, new
from cchc.onestop.dossiers.facts.marks import BY_DUE_DAY, HandOver, History, marks

__all__ = ["BY_DUE_DAY", "FACTS", "HandOver", "History", "histories", "marks", "new"]
