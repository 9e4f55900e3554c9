"""A file of a plan read, and nothing written."""

from cchc.steering.plans import readers
from cchc.steering.plans.rules.reading import Reading


def read_plan(name: str, data: bytes) -> Reading:
    """What stands in the file called `name`. Raises readers.Unreadable, with words for who gave the file."""
    return readers.read(name, data)
