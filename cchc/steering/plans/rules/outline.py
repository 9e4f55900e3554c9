"""The text of a plan as a tree: parts, headings, items, and paragraphs that a page break cut in two put together.

What parts an item from the next is its mark: "I.", "1.", "2.1.", "a)", "-", "+", or none. Numbered headings have a
rank; bullets stand under each other in the order in which they first come.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cchc.steering.plans.rules.reading import SourceLine
from cchc.steering.plans.rules.words import (
    begins_small,
    begins_with_abbreviation,
    ends_a_sentence,
    glued,
    is_capitals,
    plain,
    squeezed,
)

PART, CAPITAL, ROMAN, STYLED, ARABIC, LETTER, PARAGRAPH, ROOT, BULLET = (
    "part", "capital", "roman", "styled", "arabic", "letter", "paragraph", "root", "bullet"
)  # fmt: skip
_ROMAN_NUMBER = r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ORDINAL = r"(?:thứ\s+\w+|[IVXLC]+|\d{1,3})"
# mark: (kind, pattern of number and text), tried in this order
MARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, flags))
    for kind, pattern, flags in (
        (PART, rf"^((?:phần|chương)\s+{_ORDINAL})\s*(?:[.:–-]\s*|\s*$)(.*)$", re.IGNORECASE),
        (PART, rf"^(phụ lục(?:\s+(?:số\s+)?(?:{_ORDINAL}|[A-Z]))?)\s*(?:[.:–-]\s*|\s*$)(.*)$", re.IGNORECASE),
        (PART, rf"^(PHỤ LỤC(?:\s+(?:SỐ\s+)?(?:{_ORDINAL}|[A-Z]\b))?)\s+([^a-zà-ỹ]+)$", 0),
        ("section", rf"^((?:mục|điều)\s+{_ORDINAL})\s*(?:[.:]\s*|\s*$)(.*)$", re.IGNORECASE),
        (ROMAN, rf"^({_ROMAN_NUMBER})\s*[.)/–-]\s*(\S.*)$", 0),
        ("dotted", r"^(\d{1,2}(?:\.\d{1,2}){1,4})\s*[.)]?\s+(\S.*)$", 0),
        (ARABIC, r"^(\d{1,2})\s*[.)]\s*(?!\d)(\S.*)$", 0),
        (CAPITAL, r"^([A-HĐ])\s*[.)]\s+(\S.*)$", 0),
        (LETTER, r"^([a-zđ])\s*[.)]\s*(\S.*)$", 0),
        ("bracketed", r"^\(([0-9]{1,2}|[a-zđ]|[ivx]{1,4})\)\s*(\S.*)$", 0),
        ("-", r"^([-–—−])\s*(?=[^\s\d-]|\d)(\S.*)$", 0),
        ("+", r"^(\+)\s*(\S.*)$", 0),
        (BULLET, r"^([•·●▪■◦*§])\s*(\S.*)$", 0),
        (BULLET, r"^([o])\s+(\S.*)$", 0),
    )
)
_RANKS = {ROOT: 0, PART: 1, "section": 2, CAPITAL: 2, ROMAN: 3, ARABIC: 5}
_APPENDIX = re.compile(r"^phu luc\b")
_LONG = 60  # signs: a shorter line without an end is a title, not a broken sentence
WIDEST = 170  # letters of a line across a page, laid on its side too
FULL = 0.75  # of the usual length: a line so long was broken by the page's width


@dataclass(eq=False)
class Item:
    """A heading, an item or a paragraph. `text` is without its mark; `under` is the item it stands under."""

    kind: str
    number: str = ""
    text: str = ""
    lines: list[SourceLine] = field(default_factory=list)
    under: "Item | None" = None
    children: list["Item"] = field(default_factory=list)
    rank: int = 99
    has_table: bool = False

    @property
    def is_numbered(self) -> bool:
        """Whether a number is its mark, rather than a bullet or nothing."""
        return self.rank < _BULLETS or self.kind in (LETTER, "bracketed")

    @property
    def is_part(self) -> bool:
        """Whether it is a part of the document: with a Roman numeral, a title of its own, a style of headings."""
        return self.rank <= _RANKS[ROMAN] or self.kind == STYLED

    @property
    def is_leaf(self) -> bool:
        """Whether nothing stands under it."""
        return not self.children and not self.has_table

    @property
    def is_appendix(self) -> bool:
        """Whether it begins an appendix."""
        return self.kind == PART and bool(_APPENDIX.match(plain(self.number)))

    def over(self) -> Iterator["Item"]:
        """The headings over it, nearest first, without the document itself."""
        item = self.under
        while item is not None and item.kind != ROOT:
            yield item
            item = item.under

    def walk(self) -> Iterator["Item"]:
        """It and all under it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()


_BULLETS = 50


def marked(text: str, level: int = 0) -> tuple[str, str, str, int]:
    """The kind of a line by its mark, its number, what follows the mark, and its rank."""
    for kind, pattern in MARKS:
        found = pattern.match(text)
        if found is None:
            continue
        if kind == BULLET:
            return found[1], "", found[2].strip(), _BULLETS
        if kind == "dotted":
            return kind, found[1], found[2].strip(), _RANKS[ARABIC] + found[1].count(".")
        if kind == LETTER and level == 0 and len(found[2]) < 2:
            continue
        return kind, found[1], found[2].strip(), _RANKS.get(kind, _BULLETS)
    if level:
        return STYLED, "", text, _RANKS[ROMAN] + level
    if is_capitals(text) and len(text.split()) > 1 and len(text) < 120:
        return STYLED, "", text, _RANKS[ROMAN] + 1
    return PARAGRAPH, "", text, 99


class Outline:
    """Takes the lines of the text in order and builds the tree. `width` is the length of a line broken by the
    page.
    """

    def __init__(self, width: int = 0) -> None:
        self.root = Item(ROOT, rank=0)
        self.last: Item | None = None
        self.width = width
        self._blank = True
        self._last_line = ""

    def blank(self) -> None:
        """An empty line: what follows is a paragraph of its own."""
        self._blank = True

    def table(self) -> Item:
        """A table begins here: the item that it stands under."""
        place = self.last or self.root
        while place.under is not None and (place.kind == PARAGRAPH or _is_sentence(place)):
            place = place.under
        place.has_table = True
        self._blank = True
        return place

    def add(self, lines: Sequence[SourceLine], text: str) -> Item:
        """Take the next line in, or several that are one. Gives the item that it began, or went on with."""
        level = lines[0].level
        kind, number, rest, rank = marked(text, level)
        last = self.last
        if last is not None and self._goes_on(last, kind, rest, level):
            last.text = squeezed(glued(last.text, text))
            last.lines += lines
            item = last
        else:
            if kind == CAPITAL and _is_roman_here(number, last):
                kind, rank = ROMAN, _RANKS[ROMAN]
            elif kind == ROMAN and _is_letter_here(number, last):
                kind, rank = CAPITAL, _RANKS[CAPITAL]
            item = Item(kind, number, squeezed(rest), [*lines], self._place_for(kind, rank), rank=rank)
            (item.under or self.root).children.append(item)
        self.last, self._blank, self._last_line = item, False, squeezed(lines[-1].text)
        return item

    def close(self) -> None:
        """What follows stands under nothing before it."""
        self.last = None

    def _goes_on(self, last: Item, kind: str, text: str, level: int) -> bool:
        """Whether a line without a mark is the rest of the paragraph before."""
        if kind != PARAGRAPH or level or last.has_table or (not last.text and last.rank > 2):
            return False
        if not last.text:  # "PHẦN THỨ NHẤT", its title in the next line
            return is_capitals(text) or len(text) < 120
        if last.is_part and is_capitals(last.text):
            return not self._blank and is_capitals(text)
        if ends_a_sentence(last.text):
            return self._broken_by_width() and not last.text.endswith(":") and begins_small(text)
        if begins_small(text) or self._broken_by_width():
            return True
        if last.kind == PARAGRAPH or not last.is_numbered:
            return len(last.text) >= _LONG or (len(last.text) >= 40 and begins_with_abbreviation(text))
        return False

    def _broken_by_width(self) -> bool:
        """Whether the line before ended only because the page did not go on."""
        return not self._blank and self.width > 0 and len(self._last_line) >= FULL * self.width

    def _place_for(self, kind: str, rank: int) -> Item:
        """The item under which a new one stands."""
        item = self.last or self.root
        if kind == PARAGRAPH:
            return _for_paragraph(item)
        if rank < _BULLETS or kind == STYLED:
            while item.under is not None and (item.rank >= rank):
                item = item.under
            return item
        over = item
        while over.under is not None and over.rank >= _BULLETS:
            if over.kind == kind:
                return over.under  # a sister
            over = over.under
        if item.kind == PARAGRAPH and not item.text.endswith(":"):
            return _for_paragraph(item)
        return item


def _is_sentence(item: Item) -> bool:
    """Whether an item says something whole, so that no table belongs under it."""
    return not item.is_part and ends_a_sentence(item.text) and not item.text.endswith(":")


def _for_paragraph(item: Item) -> Item:
    """Where a paragraph without a mark stands: under the title or label before it, or beside the paragraph
    before.
    """
    while item.under is not None:
        label = item.text.endswith(":") or not ends_a_sentence(item.text)
        if item.kind != PARAGRAPH and item.rank < _BULLETS:
            return item
        if item.kind != PARAGRAPH and label:
            return item
        if item.kind == PARAGRAPH and item.text.endswith(":") and not item.children:
            return item
        item = item.under
    return item


def _is_roman_here(number: str, last: Item | None) -> bool:
    """Whether a capital goes on counting Roman numerals: "C", "D" after "XCIX" never come; "I" stands alone."""
    return number == "I" and not _is_letter_here(number, last)


def _is_letter_here(number: str, last: Item | None) -> bool:
    """Whether a Roman numeral of one sign is the next letter after A, B, C …"""
    if last is None or len(number) != 1:
        return False
    letters = [item for item in (last, *last.over()) if item.kind == CAPITAL]
    return bool(letters) and ord(number) == ord(letters[0].number) + 1


def usual_width(lengths: list[int]) -> int:
    """The length of a full line where lines were broken by the page's width; 0 where paragraphs are lines."""
    if len(lengths) < 20:
        return 0
    ordered = sorted(lengths)
    longest = ordered[int(0.97 * len(ordered))]
    near = sum(length >= FULL * longest for length in lengths)
    return longest if longest <= WIDEST and near >= 0.3 * len(lengths) else 0
