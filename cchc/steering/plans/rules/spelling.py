"""Suspected scanning errors: proposed, with what they may stand for; the text itself is never changed."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.steering.plans.rules.words import plain

MAY_BE = "Nghi lỗi quét: “{}” có thể là “{}”"
NO_YEAR = "“{}” thiếu năm ban hành: có thể là “{}”"
LINK = "Còn sót dấu liên kết Markdown “[…](…)”"

_ABBREVIATION = re.compile(r"(?<![\w/&-])[A-ZĐ]{3,7}(?![\w/&-])")
_DEFINED = re.compile(
    r"\(\s*(?:sau đây )?(?:viết tắt|gọi tắt|gọi)?(?:\s+là)?\s*:?\s*[\"“]?([A-ZĐ]{3,7})[\"”]?\s*\)"
)
_DECREE = re.compile(
    r"(?P<kind>Nghị định|Thông tư|Luật)\s+số\s+(?P<n>\d+)/(?P<code>(?:NĐ-CP|TT-[A-ZĐ]+|QH\d+))"
    r"(?:\s+ngày\s+\d{1,2}(?:/\d{1,2}/|\s+tháng\s+\d{1,2}\s+năm\s+)(?P<y>\d{4}))"
)
_LINK = re.compile(r"\[[^\]\[\n]{1,500}\]\([^)\n]{0,300}\)")
_OFTENER = 2


@dataclass(frozen=True)
class Spelling:
    """What the whole document tells about its abbreviations: each suspected one, and what it may stand for."""

    meant: dict[str, str]

    def doubts(self, text: str) -> tuple[str, ...]:
        """What a reviewer should look at in one text."""
        found = dict.fromkeys(_ABBREVIATION.findall(text))
        doubts = [MAY_BE.format(word, self.meant[word]) for word in found if word in self.meant]
        for decree in _DECREE.finditer(text):
            printed = f"{decree['n']}/{decree['code']}"
            if decree["code"].startswith(("NĐ", "TT")):
                doubts.append(NO_YEAR.format(printed, f"{decree['n']}/{decree['y']}/{decree['code']}"))
        if _LINK.search(text):
            doubts.append(LINK)
        return tuple(doubts)


def learned(texts: Iterable[str]) -> Spelling:
    """What abbreviations of a document are likely errors: never explained, and one letter off from one that is
    commoner.
    """
    whole = "\n".join(texts)
    running = "\n".join(line for line in whole.split("\n") if not _is_title(line))
    counts = Counter(_ABBREVIATION.findall(running))
    defined = set(_DEFINED.findall(whole))
    initials = _initials(whole, {len(word) for word in counts})
    meant = {}
    for word, count in counts.items():
        if word in defined:
            continue
        likely = [
            other for other in counts
            if other != word and _near(word, other) and (counts[other] >= _OFTENER * count or other in defined)
            and (other in defined or other.lower() in initials)
        ]  # fmt: skip
        if likely and (word.lower() not in initials or max(counts[other] for other in likely) >= 5 * count):
            meant[word] = max(likely, key=lambda other: (other in defined, counts[other]))
    return Spelling(meant)


def _is_title(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)


def _near(one: str, other: str) -> bool:
    """Whether two words of the same length differ in one letter, or in two that changed places."""
    if len(one) != len(other):
        return False
    differ = [place for place in range(len(one)) if one[place] != other[place]]
    if len(differ) == 1:
        return True
    return len(differ) == 2 and sorted(one) == sorted(other)


def _initials(text: str, lengths: set[int]) -> set[str]:
    """The initials of every run of words in one phrase: "cải cách hành chính" gives "cchc"."""
    found: set[str] = set()
    for phrase in re.split(r"[.,;:()\n\t/“”\"]", text):
        words = [word for word in plain(phrase).split() if word[0].isalpha()]
        first = "".join(word[0] for word in words)
        for length in lengths:
            found |= {first[start : start + length] for start in range(len(first) - length + 1)}
    return found
