"""Who may change when an office works."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Agency
from cchc.foundation.identity.permissions import holds, reach


def can_manage(user: Any, agency: Agency | None, at: datetime) -> bool:
    """Whether `user` keeps the calendar of `agency`: by a right in it as a whole, or in one above it.

    None is the whole installation, kept by those of its host, or of an agency with none above it.
    """
    if agency is None:
        agencies = reach(user, [Right.MANAGE_CALENDAR], at).agencies
        over_all = Q(parent=None) | Q(is_host=True)
        return bool(agencies) and Agency.objects.filter(over_all, pk__in=agencies).exists()
    above: Agency | None = agency
    while above is not None:
        if holds(user, Right.MANAGE_CALENDAR, above, at):
            return True
        above = above.parent
    return False


def manages_any(user: Any, at: datetime) -> bool:
    """Whether `user` keeps the calendar of some agency: what the menu and the page's door ask."""
    return bool(reach(user, [Right.MANAGE_CALENDAR], at).agencies)


def require_manage(user: Any, agency: Agency | None, at: datetime) -> None:
    """Refuse whom `can_manage` refuses. None as `user` is the program itself, which may."""
    if user is not None and not can_manage(user, agency, at):
        raise PermissionDenied(_("Việc này cần quyền “%(right)s”.") % {"right": Right.MANAGE_CALENDAR.label})
