"""The numbers and bullets that Word counts by itself: they stand in no text, and without them a plan has no
outline.
"""

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from cchc.steering.plans.readers.wordxml import W, attribute, parsed

_HEADING = re.compile(r"^(?:heading|tieu de|tiêu đề)\s*(\d)$|^(?:heading|Tiu)(\d)$", re.IGNORECASE)
_ROMANS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST_LEVELS = 9


@dataclass
class Level:
    """One level of a list: its format and its words, "%1.%2."."""

    kind: str
    words: str
    start: int


@dataclass
class Numbering:
    """The lists of a document, and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by list
    same_as: dict[str, str] = field(default_factory=dict)  # a list's abstract definition, which counts on
    styles: dict[str, tuple[str, str, int]] = field(default_factory=dict)  # id: (name, list, level)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, package: zipfile.ZipFile) -> "Numbering":
        """The lists and styles of a Word file; a document without them has none."""
        numbering = cls()
        names = set(package.namelist())
        if "word/numbering.xml" in names:
            numbering._read_lists(parsed(package.read("word/numbering.xml")))
        if "word/styles.xml" in names:
            numbering._read_styles(parsed(package.read("word/styles.xml")))
        return numbering

    def _read_lists(self, root: Any) -> None:
        abstract = {
            attribute(one, "abstractNumId"): {
                int(attribute(level, "ilvl") or 0): Level(
                    kind=_value(level, "numFmt") or "decimal", words=_value(level, "lvlText"),
                    start=_whole(_value(level, "start"), 1),
                )
                for level in one.iter(f"{W}lvl")
            }
            for one in root.iter(f"{W}abstractNum")
        }  # fmt: skip
        for one in root.iter(f"{W}num"):
            number, base = attribute(one, "numId"), _value(one, "abstractNumId")
            restarted = any(True for _ in one.iter(f"{W}startOverride"))
            self.levels[number] = abstract.get(base, {})
            self.same_as[number] = number if restarted else f"a{base}"

    def _read_styles(self, root: Any) -> None:
        for style in root.iter(f"{W}style"):
            properties = style.find(f"{W}pPr")
            listed = properties.find(f"{W}numPr") if properties is not None else None
            number = _value(listed, "numId") if listed is not None else ""
            level = _whole(_value(listed, "ilvl"), 0) if listed is not None else 0
            self.styles[attribute(style, "styleId")] = (_value(style, "name"), number, level)

    def style_of(self, paragraph: Any) -> str:
        """The name of a paragraph's style."""
        properties = paragraph.find(f"{W}pPr")
        key = _value(properties, "pStyle") if properties is not None else ""
        return self.styles.get(key, (key, "", 0))[0] or key

    def mark(self, paragraph: Any) -> str:
        """The number or bullet that Word prints before a paragraph, with a space; empty where there is none."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ""
        listed = properties.find(f"{W}numPr")
        _, number, level = self.styles.get(_value(properties, "pStyle"), ("", "", 0))
        if listed is not None:
            number, level = _value(listed, "numId") or number, _whole(_value(listed, "ilvl"), level)
        found = self.levels.get(number, {}).get(level)
        if number in ("", "0") or found is None or not any(node.text for node in paragraph.iter(f"{W}t")):
            return ""
        if found.kind == "bullet":
            return "- " if level == 0 else "+ " if level == 1 else "• "
        return f"{self._counted(number, level, found)} " if found.kind != "none" else ""

    def _counted(self, number: str, level: int, found: Level) -> str:
        base = self.same_as.get(number, number)
        self.counts[base, level] = self.counts.get((base, level), found.start - 1) + 1
        for deeper in range(level + 1, _MOST_LEVELS):
            self.counts.pop((base, deeper), None)
        words = found.words or f"%{level + 1}."
        for upper in range(level + 1):
            of = self.levels[number].get(upper, found)
            words = words.replace(f"%{upper + 1}", _written(self.counts.get((base, upper), of.start), of.kind))
        return words


def level_of_style(name: str) -> int:
    """The level of a heading by the name of its style; 0: it is none."""
    found = _HEADING.match(name)
    return int(found[1] or found[2]) if found else 0


def _written(count: int, kind: str) -> str:
    if kind in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman.upper() if kind == "upperRoman" else roman
    if kind in ("upperLetter", "lowerLetter"):
        letter = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26]
        return letter.upper() if kind == "upperLetter" else letter
    return f"{count:02d}" if kind == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text, rest = "", min(count, 399)
    text += "c" * (rest // 100)
    rest %= 100
    if rest >= 90:
        text, rest = text + "xc", rest - 90
    if rest >= 50:
        text, rest = text + "l", rest - 50
    if rest >= 40:
        text, rest = text + "xl", rest - 40
    for value, sign in _ROMANS:
        while rest >= value:
            text, rest = text + sign, rest - value
    return text


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{W}{name}") if parent is not None else None
    return attribute(child, "val") if child is not None else ""


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() else otherwise
