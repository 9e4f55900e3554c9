"""How often something may be tried from one place, kept in this process: for pages that only read.

What guards a secret is counted in the database (`identity.services.count_attempt`); this one spares a lookup page
from being read out by a program, at no cost to the database.
"""

from collections import OrderedDict
from datetime import datetime

_LARGEST = 10_000
_seen: OrderedDict[str, tuple[int, int]] = OrderedDict()  # key: (window, times)


def allows(key: str, most: int, seconds: int, at: datetime) -> bool:
    """Whether `key` may go on: at most `most` times in each window of `seconds`."""
    window = int(at.timestamp()) // seconds
    known, times = _seen.get(key, (window, 0))
    times = times + 1 if known == window else 1
    _seen[key] = (window, times)
    _seen.move_to_end(key)
    while len(_seen) > _LARGEST:
        _seen.popitem(last=False)
    return times <= most


def forget() -> None:
    """Begin anew (tests)."""
    _seen.clear()
