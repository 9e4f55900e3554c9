"""Where things stand: in which pile a task lies on a day, when it is due, under which headings a sentence is."""

from datetime import date
from typing import Protocol

from cchc.steering.plans.choices import DueIn, Pile, State

SOON_DAYS = 7  # a task is due soon in its last week


class Standing(Protocol):
    """What is known of a task on a day."""

    state: str
    due_on: date | None
    proposed_on: date | None


def pile_of(task: Standing, day: date) -> Pile:
    """The one pile of a task on `day`. What was proposed in time only waits for its approval."""
    if task.state == State.DONE:
        return Pile.DONE
    if task.state == State.DROPPED:
        return Pile.DROPPED
    if is_late(task, day):
        return Pile.OVERDUE
    if task.state == State.PROPOSED:
        return Pile.PROPOSED
    if task.due_on is not None and (task.due_on - day).days <= SOON_DAYS:
        return Pile.SOON
    return Pile.DOING if task.state == State.DOING else Pile.NOT_STARTED


def is_late(task: Standing, day: date) -> bool:
    """Open and past its due day, or proposed only after it."""
    if task.due_on is None or task.due_on >= day:
        return False
    if task.state == State.PROPOSED:
        return task.proposed_on is not None and task.proposed_on > task.due_on
    return task.state in (State.NOT_STARTED, State.DOING)


def is_due_in(due_on: date | None, time: str, day: date) -> bool:
    """Whether a due day lies in the month, quarter or year of `day`, after that year, or nowhere."""
    if due_on is None or time == DueIn.NONE:
        return due_on is None and time == DueIn.NONE
    if time == DueIn.LATER:
        return due_on.year > day.year
    if due_on.year != day.year:
        return False
    if time == DueIn.MONTH:
        return due_on.month == day.month
    if time == DueIn.QUARTER:
        return (due_on.month - 1) // 3 == (day.month - 1) // 3
    return True


def short_part(part: str) -> str:
    """The two lowest headings of a place in a plan: what stands above them says the whole plan's name again."""
    return " › ".join(name.strip().rstrip(":") for name in part.split(" › ")[-2:])
