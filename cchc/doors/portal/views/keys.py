"""What opens drafts and dossiers without an account: codes in the signed session of one browser.

An account needs none of it. A dossier opened by its secret code is closed again after a while, since the computer
may be everybody's.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

DRAFTS, OPENED = "draft_keys", "opened"
MOST = 8  # the session is a cookie; the oldest go first
STAYS_OPEN = timedelta(hours=4)
CODE_SHOWN = timedelta(minutes=30)


def draft_secret(request: HttpRequest, draft_id: UUID) -> str:
    """The code that this browser has for a draft; empty where it has none."""
    return str(request.session.get(DRAFTS, {}).get(str(draft_id), ""))


def draft_ids(request: HttpRequest) -> list[UUID]:
    """The drafts that this browser has codes for."""
    return [UUID(key) for key in request.session.get(DRAFTS, {})]


def keep_draft(request: HttpRequest, draft_id: UUID, secret: str) -> None:
    """Let this browser come back to a draft."""
    kept = {**request.session.get(DRAFTS, {}), str(draft_id): secret}
    request.session[DRAFTS] = dict(list(kept.items())[-MOST:])


def forget_draft(request: HttpRequest, draft_id: UUID) -> None:
    """The draft was filed or thrown away."""
    kept = {key: code for key, code in request.session.get(DRAFTS, {}).items() if key != str(draft_id)}
    request.session[DRAFTS] = kept


def open_dossier(request: HttpRequest, dossier_id: UUID, at: datetime, *, filed: bool = False) -> None:
    """Let this browser see a dossier for a while; `filed`: it was filed here just now, and its code is shown."""
    kept = {**request.session.get(OPENED, {}), str(dossier_id): [int(at.timestamp()), int(filed)]}
    request.session[OPENED] = dict(list(kept.items())[-MOST:])


def close_dossiers(request: HttpRequest) -> None:
    """Let this browser see no dossier any more."""
    request.session.pop(OPENED, None)


def opened(request: HttpRequest, at: datetime) -> list[UUID]:
    """The dossiers that this browser may see at `at`."""
    kept = request.session.get(OPENED, {})
    return [
        UUID(key) for key, (since, _filed) in kept.items() if at.timestamp() - since < STAYS_OPEN.total_seconds()
    ]


def shows_code(request: HttpRequest, dossier_id: UUID, at: datetime) -> bool:
    """Whether the code of a dossier is still shown: to the browser that filed it, for half an hour."""
    since, filed = request.session.get(OPENED, {}).get(str(dossier_id), (0, 0))
    return bool(filed) and at.timestamp() - since < CODE_SHOWN.total_seconds()
