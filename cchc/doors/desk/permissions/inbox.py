"""Which lists of the inbox a person can have work in."""

from datetime import datetime
from typing import Any

from cchc.doors.desk.choices import Tab
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import holds_anywhere

WORKING = (Right.PROCESS, Right.APPROVE, Right.ASSIGN)

_RIGHTS: dict[Tab, tuple[Right, ...]] = {
    Tab.MINE: WORKING,
    Tab.UNASSIGNED: WORKING,
    Tab.INTAKE: (Right.RECEIVE,),
    Tab.WAITING: (*WORKING, Right.RECEIVE),
    Tab.HAND_OVER: (Right.HAND_OVER,),
    Tab.DONE: (*WORKING, Right.RECEIVE, Right.HAND_OVER),
}


def tabs_of(user: Any, at: datetime) -> tuple[Tab, ...]:
    """The lists that a person can have work in; their own where they can have none, so that the page says so."""
    held = {right for right in Right if holds_anywhere(user, right, at)}
    return tuple(tab for tab, rights in _RIGHTS.items() if held & set(rights)) or (Tab.MINE,)
