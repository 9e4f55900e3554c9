"""The year that a heading or the time of a row gives to the figures under it."""

import re

from cchc.steering.plans.rules.figures import Y, without_documents, years_said

_SPAN = re.compile(rf"({Y})\s*(?:[-–—]|den(?: het)?(?: nam)?)\s*({Y})")
_ANY = re.compile(rf"(?<![\d/.]){Y}(?!\d)")


def heading_year(words: str) -> int | None:
    """The one year that a heading (without marks) is about: "den nam 2025". Two years are none; a span is its
    end.
    """
    spans = {int(found[2]) for found in _SPAN.finditer(words)}
    rest = without_documents(_SPAN.sub(" ", words))
    said = {year for _, year in years_said(rest)} or {int(found[0]) for found in _ANY.finditer(rest)}
    if len(said) == 1 and not spans:
        return said.pop()
    if len(spans) == 1 and not said:
        return spans.pop()
    return None


def first_year(text: str) -> int | None:
    """The first year that the time of a row names."""
    found = re.search(rf"(?<!\d){Y}(?!\d)", text)
    return int(found[0]) if found else None
