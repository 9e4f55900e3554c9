"""A suspected scanning error as one question about all its places, and what putting it right would do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.steering.plans.rules.spelling import MAY_BE, learned


@dataclass(frozen=True)
class Misspelt:
    """`wrong` stands in `lines`, `right` is what it may be."""

    wrong: str
    right: str
    lines: tuple[int, ...]  # ordinals, one for each place

    @property
    def places(self) -> int:
        """How often it stands in the text."""
        return len(self.lines)

    @property
    def words(self) -> str:
        """How the reader names the suspicion at each text."""
        return MAY_BE.format(self.wrong, self.right)


def misspelt(lines: Iterable[tuple[int, str]]) -> tuple[Misspelt, ...]:
    """What a person should look at, the most frequent first. `lines` are (ordinal, text)."""
    rows = list(lines)
    found = [
        Misspelt(wrong, right, tuple(n for n, text in rows for _ in _alone(wrong).findall(text)))
        for wrong, right in learned(text for _, text in rows).meant.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.places, one.wrong)))


def respelt(text: str, wrong: str, right: str) -> str:
    """`text` with an abbreviation replaced where it stands alone."""
    return _alone(wrong).sub(lambda _found: right, text)


def _alone(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
