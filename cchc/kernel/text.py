"""Vietnamese text as a search compares it: without marks, in lower case."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NOT_DIGIT = re.compile(r"\D+")
_MARKS = re.compile(f"[{''.join(chr(n) for n in range(0x3100) if unicodedata.combining(chr(n)))}]+")


def fold(text: str) -> str:
    """`text` without diacritics, đ as d, in lower case, runs of white space as one space."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return _SPACE.sub(" ", _MARKS.sub("", decomposed)).strip()


def words(text: str) -> list[str]:
    """The folded words and numbers in `text`, in order."""
    return [word for word in _NOT_WORD.split(fold(text)) if word]


def digits(text: str) -> str:
    """The digits in `text` alone: how numbers typed with dots, dashes and spaces are compared."""
    return _NOT_DIGIT.sub("", text)


def slug(text: str) -> str:
    """`text` as a part of a URL: folded, kebab-case."""
    return "-".join(words(text))
