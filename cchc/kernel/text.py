"""Vietnamese text as a search compares it: without marks, in lower case."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """`text` without diacritics, đ as d, in lower case, runs of white space as one space."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return _SPACE.sub(" ", bare).strip()


def words(text: str) -> list[str]:
    """The folded words and numbers in `text`, in order."""
    return [word for word in _NOT_WORD.split(fold(text)) if word]


def digits(text: str) -> str:
    """The digits in `text` alone: how numbers typed with dots, dashes and spaces are compared."""
    return "".join(mark for mark in text if mark.isdecimal())


def slug(text: str) -> str:
    """`text` as a part of a URL: folded, kebab-case."""
    return "-".join(words(text))
