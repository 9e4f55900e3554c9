"""What a row of a review says of a task, put into its rows."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from cchc.steering.plans.models import Product, Task


def fill_time(task: Task, time: dict[str, Any]) -> None:
    """When a task is to be done, as the review says: once by a day, or again and again."""
    again = time["recurrence"] or {}
    task.time_text = " · ".join(part for part in (time["text"], time["filled_from"]) if part)[:500]
    task.time_kind = time["kind"]
    task.starts_on = date.fromisoformat(time["start"]) if time["start"] else None
    task.ends_on = date.fromisoformat(time["due"]) if time["due"] else None
    task.every = again.get("every") or ""
    task.every_month, task.every_day = again.get("month"), again.get("day")
    if task.every and task.ends_on and (not task.starts_on or task.ends_on.year == task.starts_on.year):
        task.ends_on = None  # the due day of its first time; each period has its own


def products_of(task: Task, products: Iterable[dict[str, Any]]) -> list[Product]:
    """The products of a task as the review names them; unsaved."""
    return [
        Product(task=task, position=position, text=one["text"], if_any=one["if_any"])
        for position, one in enumerate(products, 1)
    ]
