"""What dossiers offer to be counted: by a condition over their rows, and by what each adds to the counts."""

from cchc.onestop.dossiers.facts.conditions import FACTS

__all__ = ["FACTS"]
