"""Whose procedures the portal offers."""

from datetime import date

from cchc.foundation.identity.models import Agency
from cchc.kernel.generations import kept


@kept("people")
def open_agencies(day: date) -> tuple[int, ...]:
    """The agencies that exist on `day`: the portal is theirs together."""
    return tuple(Agency.objects.on(day).order_by("pk").values_list("pk", flat=True))
