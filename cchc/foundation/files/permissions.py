"""Whether the bytes of a file may be opened at all. Who may see it is said by the room that keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cchc.foundation.files.choices import State

if TYPE_CHECKING:
    from cchc.foundation.files.models import StoredFile


def can_open_bytes(file: StoredFile) -> bool:
    """Whether the scanner let it pass, or there is none."""
    return file.state in (State.CLEAN, State.UNSCANNED)


def require_open_bytes(file: StoredFile) -> None:
    """Raises PermissionDenied while a file is being scanned, and for ever where something was found."""
    if file.state == State.INFECTED:
        raise PermissionDenied(_("Tệp này có mã độc nên đã bị chặn."))
    if not can_open_bytes(file):
        raise PermissionDenied(_("Tệp này đang được kiểm tra an toàn. Mở lại sau ít phút."))
