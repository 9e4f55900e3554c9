"""Forms defined as data: read, checked, shown in words. No Django, no clock, no database; docs/forms.md."""

from cchc.foundation.forms.rules.definition import (
    Condition,
    Field,
    FormFault,
    Option,
    Step,
    Words,
)
from cchc.foundation.forms.rules.form import Checked, Form, Line, Section, merge
from cchc.foundation.forms.rules.places import Place, address_text, province, provinces, ward, wards

__all__ = [
    "Checked",
    "Condition",
    "Field",
    "Form",
    "FormFault",
    "Line",
    "Option",
    "Place",
    "Section",
    "Step",
    "Words",
    "address_text",
    "merge",
    "province",
    "provinces",
    "ward",
    "wards",
]
