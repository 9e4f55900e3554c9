"""Finding procedures by people's words: without marks, by other words, one typing error forgiven.

The whole catalogue is in memory (a few thousand names). A word counts by how rare it is and where it stands;
words that stand together, in a name or a keyword, count more.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from cchc.kernel.text import fold, words
from cchc.onestop.procedures.rules.snapshot import Snapshot

# How much a word counts by where it stands.
NAME, KEYWORD, RESULT, ENGLISH, FIELD, PAPER = 10.0, 8.0, 5.0, 5.0, 3.0, 1.0
EXACT, BEGINS, MISTYPED = 1.0, 0.7, 0.6
PHRASE = 6.0  # for two words that stand together as they were typed
WHOLE = 40.0  # for a keyword or name that is what was typed
SHORTEST_MISTYPED = 4  # a shorter word is one error away from too many others
ENOUGH = 0.6  # share of what was typed, by weight, that must be found
NEAREST = 3


Meant = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Found:
    """A procedure found: how well, and by which folded words, so that they can be marked."""

    procedure: Snapshot
    score: float
    matched: frozenset[str]
    meant: Meant = ()  # what was typed otherwise, and what it was taken for


@dataclass(frozen=True)
class _Entry:
    procedure: Snapshot
    weights: Mapping[str, float]  # folded word: how much it counts here
    pairs: Mapping[tuple[str, str], float]
    wholes: frozenset[str]  # keywords and names, folded and joined: "xquang" is "X-quang"
    length: int


class Index:
    """What is searched: the procedures in force, and the words that mean other words."""

    def __init__(self, procedures: Iterable[Snapshot], synonyms: Iterable[tuple[str, str]]) -> None:
        self.entries = [_entry(procedure) for procedure in procedures]
        self.by_word: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            for word in entry.weights:
                self.by_word[word].append(number)
        self.vocabulary = sorted(self.by_word)
        self.synonyms = [
            (words(said), words(meant), said, meant) for said, meant in synonyms if words(said) and words(meant)
        ]
        self.names = [fold(entry.procedure.name) for entry in self.entries]

    def search(self, text: str) -> tuple[Found, ...]:
        """The procedures that `text` leads to, best first. An empty text finds all, by name."""
        typed = words(text)
        if not typed:
            return tuple(
                Found(entry.procedure, 0.0, frozenset())
                for _, entry in sorted(zip(self.names, self.entries, strict=True), key=lambda pair: pair[0])
            )
        code = text.strip().upper()
        best: dict[int, Found] = {}
        for variant, meant in self._variants(typed):
            for number, found in self._score(variant, meant):
                if number not in best or found.score > best[number].score:
                    best[number] = found
        for number, entry in enumerate(self.entries):
            if entry.procedure.code == code:
                best[number] = Found(entry.procedure, math.inf, frozenset(words(code)))
        return tuple(sorted(best.values(), key=lambda found: (-found.score, found.procedure.name)))

    def nearest(self, text: str) -> tuple[Snapshot, ...]:
        """What comes nearest to words that found nothing."""
        near = process.extract(fold(text), self.names, scorer=fuzz.token_set_ratio, limit=NEAREST, score_cutoff=40)
        return tuple(self.entries[number].procedure for _, _, number in near)

    def _variants(self, typed: list[str]) -> list[tuple[list[str], Meant]]:
        """What was typed, and the same with other words in place of those that mean them, each with which."""
        variants: list[tuple[list[str], Meant]] = [(typed, ())]
        for said, meant, *shown in self.synonyms:
            for variant, before in list(variants):
                for start in range(len(variant) - len(said) + 1):
                    if variant[start : start + len(said)] == said:
                        other = [*variant[:start], *meant, *variant[start + len(said) :]]
                        variants.append((other, (*before, (shown[0], shown[1]))))
                        break
            if len(variants) > 16:
                break
        return variants

    def _score(self, typed: Sequence[str], meant: Meant) -> Iterable[tuple[int, Found]]:
        rarities = [self._rarity(word) for word in typed]
        total = sum(rarities)
        gains: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        matched: dict[int, set[str]] = defaultdict(set)
        mended: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for position, (word, rarity) in enumerate(zip(typed, rarities, strict=True)):
            here: dict[int, tuple[float, str]] = {}
            is_mended: dict[int, bool] = {}
            for other, quality in self._like(word, last=position == len(typed) - 1).items():
                for number in self.by_word[other]:
                    gain = rarity * quality * self.entries[number].weights[other]
                    if number not in here or gain > here[number][0]:
                        here[number] = (gain, other)
                        is_mended[number] = quality == MISTYPED
            for number, (gain, other) in here.items():
                gains[number] += gain
                covered[number] += rarity
                matched[number].add(other)
                if is_mended[number]:
                    mended[number].append((word, other))
        whole = "".join(typed)
        for number, gain in gains.items():
            share = covered[number] / total
            if share < ENOUGH:
                continue
            entry = self.entries[number]
            score = gain / total * share + sum(entry.pairs.get(pair, 0.0) for pair in pairwise(typed))
            if whole in entry.wholes:
                score += WHOLE
            score += 1 / (1 + entry.length)  # of two that match alike, the shorter name
            taken = tuple((word, _as_written(entry.procedure, other)) for word, other in mended[number])
            yield number, Found(entry.procedure, score, frozenset(matched[number]), (*meant, *taken))

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self.entries) / (1 + len(self.by_word.get(word, ())))) + 0.1

    def _like(self, word: str, last: bool) -> dict[str, float]:
        """Words of the catalogue that may be what was typed: itself, what it begins, one error away."""
        found: dict[str, float] = {}
        if word in self.by_word:
            found[word] = EXACT
        if len(word) >= 3 or (last and len(word) >= 2):
            for other in self.vocabulary:
                if other.startswith(word) and other != word:
                    found[other] = BEGINS
        if len(word) >= SHORTEST_MISTYPED and word not in self.by_word and not word.isdecimal():
            near = process.extract(word, self.vocabulary, scorer=OSA.distance, score_cutoff=1, limit=20)
            for other, _, _ in near:
                found.setdefault(other, MISTYPED)
        return found


def _entry(procedure: Snapshot) -> _Entry:
    weights: dict[str, float] = {}
    pairs: dict[tuple[str, str], float] = {}
    name = words(procedure.name)
    sources = [
        (NAME, [name]),
        (KEYWORD, [words(keyword) for keyword in procedure.keywords]),
        (RESULT, [words(result.name) for result in procedure.results]),
        (ENGLISH, [words(procedure.name_en)]),
        (FIELD, [words(procedure.field.name)]),
        (PAPER, [words(paper.name) for paper in procedure.papers]),
    ]
    for weight, texts in sources:
        for text in texts:
            for word in text:
                weights[word] = max(weights.get(word, 0.0), weight)
            for pair in pairwise(text):
                weights.setdefault("".join(pair), weight * BEGINS)  # "xquang" for "X-quang"
                if weight >= KEYWORD:
                    pairs[pair] = PHRASE
    wholes = frozenset(["".join(name), *("".join(words(keyword)) for keyword in procedure.keywords)])
    for part in procedure.code.split("."):
        weights.setdefault(part.lower(), NAME)
    return _Entry(procedure, weights, pairs, wholes, len(name))


_WORD = re.compile(r"\w+")


def _as_written(procedure: Snapshot, folded: str) -> str:
    """A folded word with the marks that it has where the procedure says it."""
    texts = [procedure.name, *procedure.keywords, *(result.name for result in procedure.results)]
    texts += [procedure.field.name, *(paper.name for paper in procedure.papers)]
    written = (found.group() for text in texts for found in _WORD.finditer(text))
    return next((word.lower() for word in written if fold(word) == folded), folded)


def marked(text: str, matched: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """`text` in pieces, each with whether it is one of the matched words: what a page marks."""
    wanted = frozenset(matched)
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _WORD.finditer(text):
        if fold(found.group()) in wanted:
            if found.start() > end:
                pieces.append((text[end : found.start()], False))
            pieces.append((found.group(), True))
            end = found.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return tuple(pieces)


def by_field(procedures: Iterable[Snapshot]) -> tuple[tuple[str, str, str, int], ...]:
    """The fields with how many procedures they have: key, name, English name, number; most first."""
    listed = [procedure.field for procedure in procedures]
    counts = Counter(field.key for field in listed)
    fields = {field.key: field for field in listed}
    rows = [(key, fields[key].name, fields[key].name_en, number) for key, number in counts.items()]
    return tuple(sorted(rows, key=lambda row: (-row[3], fold(row[1]))))


def narrowed(found: Iterable[Found], field: str = "", applicant: str = "") -> tuple[Found, ...]:
    """What remains of a search by field and by who applies."""
    return tuple(
        one
        for one in found
        if (not field or one.procedure.field.key == field)
        and (not applicant or applicant in one.procedure.applicant_kinds)
    )
