"""What a procedure is, what it costs, how long it takes, whether its process holds. No Django, no database."""

from cchc.onestop.procedures.rules.content import (
    Content,
    Fee,
    FieldName,
    LegalBasis,
    Move,
    PaperRequired,
    Question,
    QuestionOption,
    Result,
    Step,
    TimeLimit,
    Variable,
    content_hash,
    from_json,
    to_json,
)
from cchc.onestop.procedures.rules.fees import LONGEST as LONGEST_FORMULA
from cchc.onestop.procedures.rules.fees import (
    FormulaFault,
    NotAnswered,
    amount_of,
    check_formula,
    fee_amount,
    fees_for,
)
from cchc.onestop.procedures.rules.snapshot import Filing, Snapshot

__all__ = [
    "LONGEST_FORMULA",
    "Content",
    "Fee",
    "FieldName",
    "Filing",
    "FormulaFault",
    "LegalBasis",
    "Move",
    "NotAnswered",
    "PaperRequired",
    "Question",
    "QuestionOption",
    "Result",
    "Snapshot",
    "Step",
    "TimeLimit",
    "Variable",
    "amount_of",
    "check_formula",
    "content_hash",
    "fee_amount",
    "fees_for",
    "from_json",
    "to_json",
]
