"""Which tasks and targets carry a commitment: those that share most of its words, the rarer the more."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
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
class _Weights:
    """How much a pair of words tells: less, the more items have it."""

    counts: Counter[str]
    total: int

    def of(self, pairs: Iterable[str]) -> float:
        return sum(log(1 + self.total / (1 + self.counts[pair])) for pair in pairs)


def linked(
    commitments: Sequence[Commitment], tasks: Sequence[TaskRead], targets: Sequence[TargetRead]
) -> tuple[Commitment, ...]:
    """The commitments, each with the tasks and targets that carry it. With none, nothing carries it."""
    task_pairs = [
        (task.key, _pairs(f"{task.text} {' '.join(task.products)}"), _pairs(task.text)) for task in tasks
    ]
    target_pairs = [(place, _pairs(target.text)) for place, target in enumerate(targets)]
    own = [_pairs(commitment.text) for commitment in commitments]
    every = [*own, *(pairs for _, pairs, _ in task_pairs), *(pairs for _, pairs in target_pairs)]
    weights = _Weights(Counter(pair for pairs in every for pair in pairs), len(every))
    return tuple(
        replace(
            commitment,
            tasks=tuple(key for key, wide, narrow in task_pairs if _carries(weights, pairs, wide, narrow)),
            targets=tuple(place for place, those in target_pairs if _carries(weights, pairs, those, those)),
        )
        for commitment, pairs in zip(commitments, own, strict=True)
    )


def _carries(weights: _Weights, said: set[str], wide: set[str], narrow: set[str]) -> bool:
    shared = said & wide
    if len(shared) < _LEAST:
        return False
    shorter = min(weights.of(said), weights.of(narrow))
    return shorter > 0 and weights.of(shared) >= ENOUGH * shorter
