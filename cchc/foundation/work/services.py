"""Every change to work. The room whose work it is has checked the right, and publishes the event."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from cchc.foundation.identity.models import User
from cchc.foundation.work.choices import Lane
from cchc.foundation.work.models import WorkItem
from cchc.kernel import batch
from cchc.kernel.text import digits, fold

FAR = timedelta(days=36500)


def search_text(*parts: str) -> str:
    """What a search looks through: folded words, and each number without its dots and dashes."""
    folded = [fold(part) for part in parts if part]
    numbers = [digits(part) for part in parts if part and digits(part) != part and len(digits(part)) >= 4]
    return " ".join([*folded, *numbers])


def open_item(
    *,
    agency_id: int,
    unit_id: int,
    lane: Lane,
    subject_type: str,
    subject_id: UUID,
    topic_id: int | None,
    label: Any,
    who: str,
    title: str,
    path: str,
    search: Any,
    at: datetime,
    assignee_id: int | None = None,
    sender_id: int | None = None,
    step: str = "",
    progress: str = "",
    allotted_days: Decimal | None = None,
    due_at: datetime | None = None,
) -> WorkItem:
    """Put work before a unit, or a person in it. The row rides in the open batch."""
    item = batch.new(
        WorkItem, agency_id=agency_id, unit_id=unit_id, lane=lane, subject_type=subject_type,
        subject_id=subject_id,
        topic_id=topic_id, label=label, who=who, title=title, path=path, search=search, opened_at=at,
        assignee_id=assignee_id, sender_id=sender_id, step=step, progress=progress, allotted_days=allotted_days,
        due_at=due_at, sort_at=due_at or at + FAR,
    )  # fmt: skip
    batch.add(item)
    return item


def assign(*, item: WorkItem, assignee: User | None, sender_id: int | None) -> None:
    """Give an open item to a person, or back to the unit."""
    item.assignee, item.sender_id = assignee, sender_id
    batch.write(item, "assignee_id", "sender_id")


def wait(*, item: WorkItem, at: datetime) -> None:
    """The applicant must act first: the clock stands, the item leaves the list of what is due."""
    item.lane, item.paused_since, item.sort_at = Lane.WAITING, at, at + FAR
    batch.write(item, "lane", "paused_since", "sort_at")


def resume(*, item: WorkItem, lane: Lane, due_at: datetime | None, at: datetime) -> None:
    """The applicant has acted: it is the office's turn again, by `due_at`."""
    item.lane, item.paused_since, item.due_at, item.sort_at = lane, None, due_at, due_at or at + FAR
    batch.write(item, "lane", "paused_since", "due_at", "sort_at")


def reschedule(*, item: WorkItem, due_at: datetime | None) -> None:
    """Another time by which it must be done."""
    item.due_at, item.sort_at = due_at, due_at or item.opened_at + FAR
    batch.write(item, "due_at", "sort_at")


def reschedule_all(*, dues: Mapping[UUID, datetime | None]) -> None:
    """Other times by which steps, and first answers, must be done, by the key of what they are about.

    What waits for the applicant keeps its place.
    """
    items = list(WorkItem.objects.open().filter(subject_id__in=list(dues), lane__in=(Lane.STEP, Lane.INTAKE)))
    for item in items:
        due = dues[item.subject_id]
        item.due_at, item.sort_at = due, due or item.opened_at + FAR
    WorkItem.objects.bulk_update(items, ["due_at", "sort_at"])


def close(*, item: WorkItem, by: User | None, at: datetime) -> None:
    """It is done, by `by`."""
    item.closed_at, item.closed_by = at, by
    batch.write(item, "closed_at", "closed_by_id")


def relabel(*, item: WorkItem, label: str, who: str, search: str, path: str) -> None:
    """The words of its line changed: a number was given, a name corrected."""
    item.label, item.who, item.search, item.path = label, who, search, path
    batch.write(item, "label", "who", "search", "path")
