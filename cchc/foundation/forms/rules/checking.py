"""What is wrong with an answer, and what of it is filed."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cchc.foundation.forms.choices import MOST_ROWS, Kind
from cchc.foundation.forms.rules import places, reading
from cchc.foundation.forms.rules.definition import Field
from cchc.foundation.forms.rules.posting import ADDRESS_PARTS
from cchc.foundation.forms.rules.reading import Unreadable

LONGEST_REST = 300


def fault_of(field: Field, kept: Any, today: date) -> Unreadable | None:
    """What is wrong with what the draft kept for a field without parts, or None."""
    try:
        value = reading.stored(field, kept)
    except Unreadable as fault:
        return fault
    if field.kind in (Kind.MULTI, Kind.FILE) and value is not None and len(value) < field.least_rows:
        return Unreadable("rows_min", limit=field.least_rows, given=len(value))
    if field.kind in (Kind.MULTI, Kind.FILE) and value is not None and len(value) > int(field.most or MOST_ROWS):
        return Unreadable("rows_max", limit=int(field.most or MOST_ROWS), given=len(value))
    if field.required and (value is None or (field.kind is Kind.CHECKBOX and value is False)):
        codes = {
            Kind.CHOICE: "choose", Kind.MULTI: "choose", Kind.YES_NO: "answer", Kind.CHECKBOX: "tick",
            Kind.FILE: "attach",
        }  # fmt: skip
        return Unreadable(codes.get(field.kind, "required"))
    return None if value is None else reading.limit_fault(field, value, today)


def address_faults(field: Field, kept: Any) -> Iterator[tuple[str, str]]:
    """The parts of an address that are wrong, and which message says so."""
    address = kept if isinstance(kept, Mapping) else {}
    province, ward, rest = (str(address.get(part) or "") for part in ADDRESS_PARTS)
    if not (field.required or province or ward or rest):
        return
    if places.province(province) is None:
        yield "province", "province"
    elif not ward:
        yield "ward", "ward"
    elif places.ward(ward, province) is None:
        yield "ward", "ward_elsewhere"
    if (not rest and not field.rest_optional) or len(rest) > LONGEST_REST:
        yield "rest", "rest"


def filed_value(field: Field, kept: Any) -> Any:
    """The answer as it is filed: read where it can be, as typed where not; None where there is none."""
    if field.kind is Kind.ADDRESS:
        return (places.named(kept) or None) if isinstance(kept, Mapping) else None
    try:
        return reading.stored(field, kept)
    except Unreadable:
        return kept if isinstance(kept, str) else None
