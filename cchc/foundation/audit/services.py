"""The record hears every event, so nobody can forget to write one."""

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cchc.foundation.audit.models import Entry
from cchc.kernel import batch
from cchc.kernel.events import Event

_OWN = {"at", "by_id"}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str | dict) else str(value)


def record(event: Event) -> None:
    """Write one event down, in its own transaction. The first field called `..._id` names its subject."""
    content = {f.name: _plain(getattr(event, f.name)) for f in fields(event) if f.name not in _OWN}
    subject = next((name for name in content if name.endswith("_id") and content[name] is not None), "")
    batch.add(
        batch.new(
            Entry, kind=type(event).__name__, at=event.at, by_id=event.by_id, content=content,
            subject_type=subject.removesuffix("_id"), subject_id=str(content[subject]) if subject else "",
        )
    )  # fmt: skip


def record_look(*, subject_type: str, subject_id: object, by_id: int | None, at: datetime, **content: Any) -> None:
    """Write down that somebody looked at personal data: who, at what, when, and why if they said."""
    Entry.objects.create(
        kind="Looked",
        at=at,
        by_id=by_id,
        subject_type=subject_type,
        subject_id=str(subject_id),
        content=content,
    )
