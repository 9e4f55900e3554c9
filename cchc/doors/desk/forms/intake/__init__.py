"""The counter's form: what was typed, and what it amounts to."""

from cchc.doors.desk.forms.intake.checked import (
    case_of,
    cases_of,
    check,
    fee_of,
    number_fault,
    options_of,
    variables_of,
)
from cchc.doors.desk.forms.intake.typed import (
    Faults,
    Known,
    Typed,
    kind_of,
    known_for,
    read,
    uuid_of,
)

__all__ = [
    "Faults",
    "Known",
    "Typed",
    "case_of",
    "cases_of",
    "check",
    "fee_of",
    "kind_of",
    "known_for",
    "number_fault",
    "options_of",
    "read",
    "uuid_of",
    "variables_of",
]
