"""Which tasks and targets carry a commitment: those that share most of its words, the rarer the more."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from cchc.steering.plans.rules.reading import Commitment, TargetRead, TaskRead
from cchc.steering.plans.rules.words import plain

_WORD = re.compile(r"[a-z0-9]+")
ENOUGH = 0.5  # of the weight of the shorter text, in pairs of words
_LEAST = 4  # pairs in common


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring words: a Vietnamese word is mostly two syllables."""
    words = _WORD.findall(plain(text))
    return {f"{first} {second}" for first, second in pairwise(words)}


@dataclass(frozen=True)
class _Carrier:
    """A task or a target: `wide` are all its words, `narrow` those of its own text."""

    name: str | int
    wide: set[str]
    narrow: set[str]


def linked(
    commitments: Sequence[Commitment], tasks: Sequence[TaskRead], targets: Sequence[TargetRead]
) -> tuple[Commitment, ...]:
    """The commitments, each with the tasks and targets that carry it. With none, nothing carries it."""
    said = [_pairs(commitment.text) for commitment in commitments]
    of_tasks = [
        _Carrier(task.key, _pairs(f"{task.text} {' '.join(task.products)}"), _pairs(task.text)) for task in tasks
    ]
    of_targets = [_Carrier(place, pairs := _pairs(target.text), pairs) for place, target in enumerate(targets)]
    weights = _weights([*said, *(carrier.wide for carrier in (*of_tasks, *of_targets))])
    for_tasks, for_targets = _carriers(said, of_tasks, weights), _carriers(said, of_targets, weights)
    return tuple(
        replace(
            commitment, tasks=tuple(str(carrier.name) for carrier in for_tasks[place]),
            targets=tuple(int(carrier.name) for carrier in for_targets[place]),
        )
        for place, commitment in enumerate(commitments)
    )  # fmt: skip


def _weights(texts: Sequence[set[str]]) -> dict[str, float]:
    """How much each pair of words tells: less, the more items have it."""
    counts = Counter(pair for pairs in texts for pair in pairs)
    return {pair: log(1 + len(texts) / (1 + count)) for pair, count in counts.items()}


def _carriers(
    said: Sequence[set[str]], carriers: Sequence[_Carrier], weights: dict[str, float]
) -> list[list[_Carrier]]:
    """For each text, the carriers that share enough of it, in order. Found by their words, so that many cost
    little.
    """
    having: dict[str, list[int]] = {}
    for place, carrier in enumerate(carriers):
        for pair in carrier.wide:
            having.setdefault(pair, []).append(place)
    narrow = [sum(weights[pair] for pair in carrier.narrow) for carrier in carriers]
    found = []
    for pairs in said:
        shared: dict[int, list[float]] = {}
        for pair in pairs:
            for place in having.get(pair, ()):
                shared.setdefault(place, []).append(weights[pair])
        own = sum(weights[pair] for pair in pairs)
        found.append([
            carriers[place]
            for place, those in sorted(shared.items())
            if len(those) >= _LEAST and sum(those) >= ENOUGH * min(own, narrow[place])
        ])  # fmt: skip
    return found
