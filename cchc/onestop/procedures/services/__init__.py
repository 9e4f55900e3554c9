"""Every change to the catalogue."""

from cchc.onestop.procedures.services.catalogue import (
    Refused,
    change_draft,
    discard_draft,
    draft,
    publish,
    recall,
    replace,
    set_filing_place,
    unready,
    withdraw,
)
from cchc.onestop.procedures.services.demonstration import load_demonstration
from cchc.onestop.procedures.services.importing import ImportReport, import_procedures
from cchc.onestop.procedures.services.publishing import MOST_AT_ONCE, NotAll, NotReady, publish_many
from cchc.onestop.procedures.services.words import SituationContent, note_miss, set_situations, set_synonyms

__all__ = [
    "MOST_AT_ONCE",
    "ImportReport",
    "NotAll",
    "NotReady",
    "Refused",
    "SituationContent",
    "change_draft",
    "discard_draft",
    "draft",
    "import_procedures",
    "load_demonstration",
    "note_miss",
    "publish",
    "publish_many",
    "recall",
    "replace",
    "set_filing_place",
    "set_situations",
    "set_synonyms",
    "unready",
    "withdraw",
]
