"""The printed papers of a dossier: forms 01 to 03, the confirmation of filing online, how a due date came about.

Each function takes plain values and gives the bytes of a PDF (A5, PDF/A-2a, PDF/UA-1). The papers are in
Vietnamese whatever language the reader uses: they are legal forms.
"""

from cchc.onestop.dossiers.papers.contents import (
    ConfirmationContent,
    DayLine,
    DueDateContent,
    PaperLine,
    ReceiptContent,
    RefusalContent,
    SupplementContent,
    Wanted,
)
from cchc.onestop.dossiers.papers.editions import Edition, LegalForm, NoFormInForce, edition_on
from cchc.onestop.dossiers.papers.sheets import (
    due_date,
    receipt,
    refusal,
    submission_confirmation,
    supplement_request,
)

__all__ = [
    "ConfirmationContent",
    "DayLine",
    "DueDateContent",
    "Edition",
    "LegalForm",
    "NoFormInForce",
    "PaperLine",
    "ReceiptContent",
    "RefusalContent",
    "SupplementContent",
    "Wanted",
    "due_date",
    "edition_on",
    "receipt",
    "refusal",
    "submission_confirmation",
    "supplement_request",
]
